//! Find, tried on a small shop: what a clerk types, and which accounts must come first.

use super::*;
use crate::book::shop::Shop;
use crate::domain::money::Currency;
use crate::ops::amend_account::AmendAccount;

fn person(name: &str, phone: &str, email: &str) -> Contact {
    Contact { name: name.into(), phone: phone.into(), email: email.into(), ..Contact::default() }
}

fn shop() -> Shop {
    let mut shop = Shop::new();
    let dana = vec![person("Dana Ruiz", "(937) 555-0142", "ap@holloway.example")];
    let holloway = shop.account_with("C0042", "Holloway Fabrication", Currency::USD, dana);
    let holt =
        shop.account_with("C0043", "Holt & Weaver", Currency::USD, vec![person("Żofia Łoś", "+1 614.555.0199", "")]);
    let marine = shop.account("C0044", "Hollins Marine");
    let penya = shop.account("C0045", "Peña Hydraulics");
    shop.account("412", "Overholt Tool");
    let (_, invoice) = shop.invoice(holloway, "INV-0001043", "2026-07-17", "828.20");
    shop.invoice(holt, "1101", "2026-10-06", "980.00");
    shop.invoice(marine, "1102", "2026-10-06", "412.00");
    shop.invoice(penya, "1043-B", "2026-10-06", "1,240.50");
    shop.payment(holloway, "2026-09-12", "5521", "300.00", &[(invoice, "300.00")]);
    shop
}

fn found(shop: &Shop, query: &str) -> Vec<(String, Why, String)> {
    let search = Search::load(&shop.book).unwrap();
    let hits = search.find(&shop.book, query, 10).unwrap();
    let told = |hit: Hit| (search.code_and_name(hit.account).unwrap().0.to_string(), hit.why, hit.matched);
    hits.into_iter().map(told).collect()
}

fn codes(shop: &Shop, query: &str) -> Vec<String> {
    found(shop, query).into_iter().map(|(code, ..)| code).collect()
}

fn first(shop: &Shop, query: &str) -> (String, Why, String) {
    found(shop, query).into_iter().next().unwrap_or_else(|| panic!("{query} finds nothing"))
}

fn is(code: &str, why: Why, matched: &str) -> (String, Why, String) {
    (code.to_string(), why, matched.to_string())
}

#[test]
fn name_parts_come_in_any_order_and_the_starts_of_words_first() {
    let shop = shop();
    assert_eq!(codes(&shop, "hol"), ["C0043", "C0042", "C0044", "412"]);
    assert_eq!(codes(&shop, "FAB  hollo"), ["C0042"]);
    assert_eq!(codes(&shop, "pena"), ["C0045"]);
    assert_eq!(codes(&shop, "penã hyd"), ["C0045"]);
    assert_eq!(codes(&shop, "p"), ["C0045"]);
    assert_eq!(codes(&shop, "zz"), Vec::<String>::new());
    assert_eq!(codes(&shop, " "), Vec::<String>::new());
}

#[test]
fn a_code_beats_a_name_and_a_whole_name_the_rest() {
    let mut shop = shop();
    shop.account("C0050", "Holt");
    assert_eq!(first(&shop, "holt").0, "C0050");
    assert_eq!(first(&shop, "412"), is("412", Why::Code, "412"));
    assert_eq!(found(&shop, "412")[1], is("C0044", Why::Amount, "412.00"));
    assert_eq!(first(&shop, "c0042"), is("C0042", Why::Code, "C0042"));
}

#[test]
fn people_phones_and_mail_are_found_as_they_are_written() {
    let shop = shop();
    for query in ["555-01", "5550142", "(937) 555", "1 937 555 0142"] {
        assert!(found(&shop, query).contains(&is("C0042", Why::Phone, "(937) 555-0142")), "{query}");
    }
    assert_eq!(found(&shop, "6145550199"), [is("C0043", Why::Phone, "+1 614.555.0199")]);
    assert_eq!(found(&shop, "ruiz"), [is("C0042", Why::Contact, "Dana Ruiz")]);
    assert_eq!(found(&shop, "zofia los"), [is("C0043", Why::Contact, "Żofia Łoś")]);
    assert_eq!(found(&shop, "AP@holl"), [is("C0042", Why::Email, "ap@holloway.example")]);
}

#[test]
fn invoices_checks_and_ids_are_found_by_their_numbers() {
    let shop = shop();
    assert_eq!(first(&shop, "inv-0001043"), is("C0042", Why::Invoice, "INV-0001043"));
    assert_eq!(first(&shop, "1043"), is("C0042", Why::Invoice, "INV-0001043"));
    assert_eq!(found(&shop, "1043")[1], is("C0045", Why::Invoice, "1043-B"));
    assert_eq!(first(&shop, "inv 1043"), is("C0042", Why::Invoice, "INV-0001043"));
    assert_eq!(found(&shop, "110").len(), 2);
    assert_eq!(first(&shop, "5521"), is("C0042", Why::Check, "5521"));
    assert_eq!(first(&shop, "552"), is("C0042", Why::Check, "5521"));
    assert_eq!(first(&shop, "p1"), is("C0042", Why::Payment, "P1"));
}

#[test]
fn amounts_are_found_whole_open_and_paid() {
    let shop = shop();
    assert_eq!(first(&shop, "1,240.50"), is("C0045", Why::Amount, "1,240.50"));
    assert_eq!(first(&shop, "1240.5"), is("C0045", Why::Amount, "1,240.50"));
    assert_eq!(first(&shop, "528.20"), is("C0042", Why::Amount, "528.20"));
    assert_eq!(first(&shop, "828.20"), is("C0042", Why::Amount, "828.20"));
    assert_eq!(first(&shop, "300.00"), is("C0042", Why::Payment, "300.00"));
    assert_eq!(found(&shop, "0.00"), []);
}

#[test]
fn an_amount_is_read_in_each_currency_of_the_book() {
    let mut shop = shop();
    let yen = shop.account_with("J1", "Kobe Seiki", Currency::parse("JPY").unwrap(), Vec::new());
    shop.invoice(yen, "77", "2026-10-01", "41200");
    assert_eq!(found(&shop, "412.00"), [is("C0044", Why::Amount, "412.00")]);
    assert_eq!(found(&shop, "41200"), [is("J1", Why::Amount, "41,200")]);
}

#[test]
fn a_line_is_read_again_after_an_entry() {
    let mut shop = shop();
    let mut search = Search::load(&shop.book).unwrap();
    let seen = shop.book.version().unwrap();
    let holt = shop.book.account_with_code("C0043").unwrap().unwrap();
    let mut details = holt.details.clone();
    details.name = "Weaver Brothers".into();
    shop.does(&AmendAccount { account: holt.id, details, contacts: None });
    let new = shop.account("C0060", "Zimmer Gears");
    shop.invoice(new, "9000", "2026-10-01", "5.00");
    search.refresh(&shop.book, seen).unwrap();
    assert_eq!(search.find(&shop.book, "holt", 9).unwrap().len(), 1);
    assert_eq!(search.find(&shop.book, "broth", 9).unwrap()[0].account, holt.id);
    assert_eq!(search.find(&shop.book, "zimmer", 9).unwrap()[0].account, new);
    assert_eq!(search.code_and_name(new), Some(("C0060", "Zimmer Gears")));
    let entry = shop.book.account(new).unwrap();
    let opened = shop.book.journal(Some(entry.id), None, 9).unwrap()[0].seq;
    let seen = shop.book.version().unwrap();
    let posted = shop.book.journal(Some(entry.id), None, 9).unwrap()[1].seq;
    shop.undo(posted);
    shop.undo(opened);
    search.refresh(&shop.book, seen).unwrap();
    assert_eq!(search.find(&shop.book, "zimmer", 9).unwrap(), []);
    assert_eq!(search.find(&shop.book, "broth", 9).unwrap()[0].account, holt.id);
    let again = Search::load(&shop.book).unwrap();
    assert_eq!(again.account_count(), search.account_count());
}

#[test]
fn equals_stand_by_what_is_open_then_by_code() {
    let mut shop = Shop::new();
    for (code, amount) in [("B", ""), ("A", ""), ("C", "10.00"), ("D", "20.00")] {
        let account = shop.account(code, &format!("Same Name {code}"));
        if !amount.is_empty() {
            shop.invoice(account, "1", "2026-10-01", amount);
        }
    }
    assert_eq!(codes(&shop, "same"), ["D", "C", "A", "B"]);
    let search = Search::load(&shop.book).unwrap();
    assert_eq!(search.find(&shop.book, "same", 2).unwrap().len(), 2);
}

#[test]
fn hostile_text_neither_breaks_a_line_nor_comes_out() {
    let mut shop = Shop::new();
    let sly = vec![person("Sly\tOne\n", "\u{1b}[2J555-777", "a\nb@c.example")];
    shop.account_with("X\t1", "Evil\u{1b}[2J\nCo", Currency::USD, sly);
    shop.account("C2", "Next Door");
    assert!(!found(&shop, "555777")[0].2.contains('\u{1b}'));
    assert_eq!(first(&shop, "evil").2, "Evil [2J Co");
    assert_eq!(codes(&shop, "next"), ["C2"]);
    for query in ["'", "\"", "%", "\u{0}", "\u{10ffff}", "--", "#", "(", "99999999999999999999", "1e5", "é"] {
        Search::load(&shop.book).unwrap().find(&shop.book, query, 5).unwrap();
    }
}

#[test]
fn no_look_up_reads_a_whole_table() {
    let shop = shop();
    let three = ["DEBITS_BY_NUMBER", "CREDITS_BY_REFERENCE", "CREDITS_BY_CODE"];
    for (name, sql) in [
        ("DEBITS_BY_NUMBER", numbers::DEBITS_BY_NUMBER),
        ("DEBITS_BY_DIGITS", numbers::DEBITS_BY_DIGITS),
        ("CREDITS_BY_REFERENCE", numbers::CREDITS_BY_REFERENCE),
        ("CREDITS_BY_CODE", numbers::CREDITS_BY_CODE),
        ("DEBITS_BY_OPEN", numbers::DEBITS_BY_OPEN),
        ("DEBITS_BY_AMOUNT", numbers::DEBITS_BY_AMOUNT),
        ("CREDITS_BY_AMOUNT", numbers::CREDITS_BY_AMOUNT),
    ] {
        let mut statement = shop.book.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let read = |row: &rusqlite::Row| row.get::<_, String>(3);
        let plan: Vec<String> = if three.contains(&name) {
            statement.query_map(("1", "2", 9), read).unwrap().collect::<Result<_, _>>().unwrap()
        } else {
            statement.query_map((1, 9), read).unwrap().collect::<Result<_, _>>().unwrap()
        };
        assert!(plan.iter().all(|step| step.starts_with("SEARCH")), "{name}: {plan:?}");
    }
}

#[test]
fn a_line_is_small() {
    let mut shop = Shop::new();
    for place in 0..200 {
        let dana = vec![person("Dana Ruiz", "(937) 555-0142", "accounts.payable@holloway.example")];
        shop.account_with(&format!("C{place:05}"), "Holloway Fabrication & Sons, Inc.", Currency::USD, dana);
    }
    let search = Search::load(&shop.book).unwrap();
    assert!(search.bytes() / 200 <= 200, "{} bytes an account", search.bytes() / 200);
}
