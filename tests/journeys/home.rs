//! Home: finding, moving, sorting, and the account beside the list.

use arrears::book::Book;
use arrears::domain::money::{Currency, Money};
use arrears::ops::open_account::OpenAccount;

use super::desk::{account, app, debit, desk, elsewhere, pressed, shop};
use crate::shop::{Shop, day, invoice, payment, usd};

/// The rows of the list: what stands between the headings and the rule above the totals.
fn listed(screen: &str) -> Vec<String> {
    let from = screen.lines().position(|line| line.contains("Account")).unwrap();
    let rows = screen.lines().skip(from + 1).take_while(|line| !line.starts_with(" ─"));
    let name = |line: &str| line.trim_start_matches(['▌', ' ']).chars().take(14).collect::<String>().trim().to_string();
    rows.map(name).filter(|name| !name.is_empty() && !name.starts_with('│')).collect()
}

fn chosen(screen: &str) -> &str {
    screen.lines().find(|line| line.starts_with('▌')).unwrap_or_default()
}

#[test]
fn typing_finds_and_every_hit_says_why() {
    for (typed, name, why) in [
        ("hol", "Holloway Fabri", ""),
        ("fabrication holl", "Holloway Fabri", ""),
        ("pena", "Peña Hydraulic", ""),
        ("0142", "Holloway", "phone …0142"),
        ("555.0142", "Holloway", "phone …0142"),
        ("1043", "Holloway", "invoice 1043"),
        ("412.30", "Holloway", "amount 412.30"),
        ("5588", "Acme", "check 5588"),
    ] {
        let mut app = pressed(typed);
        let screen = app.screen(140, 40);
        let row = chosen(&screen);
        assert!(row.contains(name) || typed == "5588", "{typed}: {screen}");
        assert!(row.contains(why), "{typed}: {why} is not in {row}");
    }
}

#[test]
fn the_list_is_the_whole_report_largest_first_and_its_totals_are_proved() {
    let mut app = desk();
    app.tick();
    let screen = app.screen(120, 40);
    assert_eq!(listed(&screen).first().map(String::as_str), Some("Acme Stamping"));
    assert_eq!(listed(&screen).len(), 8, "{screen}");
    for text in ["27,114.20", "unapplied −250.00", "proof 0.00 ✓", "Net▾", "as of 21 Nov, as known now"] {
        assert!(screen.contains(text), "{text} is not in\n{screen}");
    }
}

#[test]
fn the_report_sorts_by_any_column() {
    let mut app = pressed("<tab>>");
    assert_eq!(listed(&app.screen(120, 40))[..2], ["Acme Stamping", "Hollins Marine"]);
    app.press("<lt><lt>").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("91+▾"), "{screen}");
    assert_eq!(listed(&screen)[0], "Holloway Fabri");
}

#[test]
fn letters_are_text_in_find_and_verbs_in_the_list() {
    assert!(pressed("c").screen(120, 40).contains("FIND     c"));
    let mut app = pressed("<tab><down>c");
    let screen = app.screen(120, 40);
    assert!(screen.contains("CALL with Zürcher"), "{screen}");
    app.press("<esc><tab>x").unwrap();
    assert!(app.screen(120, 40).contains("FIND     x"));
}

#[test]
fn a_question_mark_helps_only_as_the_first_character() {
    assert!(pressed("?").screen(120, 40).contains("HELP"));
    let mut app = pressed("a?");
    assert!(app.screen(120, 40).contains("FIND     a?"), "{}", app.screen(120, 40));
}

#[test]
fn f_keys_act_on_the_row_from_the_box() {
    for (key, title) in [("<f3>", "CALL with Holt"), ("<f5>", "PAYMENT from Holt"), ("<f7>", "PLAN for Holt")] {
        let screen = pressed(&format!("holt{key}")).screen(120, 40);
        assert!(screen.contains(title), "{screen}");
        assert!(screen.contains("Holt & Weaver    ") && screen.contains("HISTORY"), "{screen}");
    }
}

#[test]
fn a_hit_by_invoice_preselects_it_for_the_form() {
    let screen = pressed("1101<enter>p").screen(120, 40);
    assert!(screen.contains("Amount     412.30"), "{screen}");
}

#[test]
fn the_selection_stays_on_its_account_when_the_book_changes_elsewhere() {
    let mut app = pressed("<down><down><down>");
    assert!(chosen(&app.screen(120, 40)).contains("Kowalski"));
    let acme = account(&app.cx.book, "C0042");
    let late = debit(&app.cx.book, acme, "1120");
    elsewhere(&mut app, &payment(acme, usd("8210.50"), day("2026-11-21"), vec![(late, usd("8210.50"))]));
    let screen = app.screen(120, 40);
    assert!(chosen(&screen).contains("Kowalski"), "{screen}");
    assert_eq!(listed(&screen)[0], "Zürcher Präzis");
    assert!(screen.contains("18,903.70"), "the totals follow: {screen}");
}

#[test]
fn the_next_account_of_the_list_is_a_key_away_and_the_list_follows() {
    let mut app = pressed("hol<enter>");
    assert!(app.screen(120, 40).contains("1 of 3"));
    app.press("]").unwrap();
    assert!(app.screen(120, 40).contains("Holt & Weaver  2 of 3"));
    app.press("]]").unwrap();
    assert!(app.screen(120, 40).contains("this is the last account of the list"));
    app.press("[<esc>").unwrap();
    assert!(chosen(&app.screen(120, 40)).contains("Holt"), "{}", app.screen(120, 40));
    app.press("<esc>kow<enter>,").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("LAST TEN") && screen.contains("2  Holt & Weaver"), "{screen}");
    app.press("2").unwrap();
    assert!(app.screen(120, 40).contains("ACCOUNT  Holt & Weaver"));
    app.press("<esc>").unwrap();
    assert!(app.screen(120, 40).contains("FIND "), "one Esc leads back to the list");
}

#[test]
fn esc_on_find_goes_back_to_an_interrupted_form_at_once() {
    let mut app = pressed("holt<f3>4<f2>acme");
    assert!(app.screen(120, 40).contains("FIND     acme"));
    app.press("<esc>").unwrap();
    assert!(app.screen(120, 40).contains("CALL with Holt"), "{}", app.screen(120, 40));
}

#[test]
fn esc_clears_find_and_keeps_the_account() {
    let mut app = pressed("holt<esc>");
    let screen = app.screen(120, 40);
    assert!(chosen(&screen).contains("Holt & Weaver"), "{screen}");
    assert_eq!(listed(&screen).len(), 8);
}

#[test]
fn find_starts_afresh_from_wherever_it_is_asked_for() {
    for keys in ["<tab><enter>/", "hol<enter><f2>", "<f8>/", "hol<tab>/"] {
        let mut app = pressed(keys);
        let screen = app.screen(120, 40);
        assert!(screen.contains("FIND      name, phone"), "{keys}: {screen}");
        app.press("kow").unwrap();
        assert!(chosen(&app.screen(120, 40)).contains("Kowalski"), "{keys}");
    }
}

#[test]
fn an_account_that_is_paid_up_leaves_its_place_to_the_next() {
    let mut app = pressed("<down><down>");
    let miami = account(&app.cx.book, "C0044");
    let all = [("1050", "1988.10"), ("1131", "340.00")];
    let all = all.map(|(number, amount)| (debit(&app.cx.book, miami, number), usd(amount)));
    elsewhere(&mut app, &payment(miami, usd("2328.10"), day("2026-11-21"), all.to_vec()));
    let screen = app.screen(120, 40);
    assert!(
        chosen(&screen).contains("Kowalski") && !listed(&screen).contains(&"Miami Valley W".to_string()),
        "{screen}"
    );
}

#[test]
fn what_find_scans_is_read_before_the_first_key_and_kept_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let mut shop = Shop::of(Book::create(&folder.path().join("shop.book")).unwrap());
    shop.account("C1");
    let mut app = app(shop.book);
    app.tick();
    assert!(app.cx.overview.has_search());
    let details = arrears::book::AccountDetails { name: "Latecomer".into(), terms: "30".into(), ..Default::default() };
    let op = OpenAccount { code: "C2".into(), currency: Currency::USD, details, contacts: Vec::new() };
    elsewhere(&mut app, &op);
    app.press("late").unwrap();
    assert!(chosen(&app.screen(120, 40)).contains("Latecomer"), "{}", app.screen(120, 40));
}

#[test]
fn pasted_text_is_looked_for() {
    let mut app = desk();
    app.paste("(937) 555-0142\n");
    let screen = app.screen(120, 40);
    assert!(chosen(&screen).contains("Hollow"), "{screen}");
}

#[test]
fn currencies_are_never_added_together() {
    let mut shop = shop();
    let euro = Currency::parse("EUR").unwrap();
    let op = OpenAccount {
        code: "E1".into(),
        currency: euro,
        details: arrears::book::AccountDetails { name: "Werkstatt".into(), terms: "30".into(), ..Default::default() },
        contacts: Vec::new(),
    };
    shop.does(&op);
    let werkstatt = account(&shop.book, "E1");
    let amount = Money::of(99_900, euro).unwrap();
    shop.does(&invoice(werkstatt, "E-1", amount, (day("2026-10-01"), day("2026-10-31"))));
    let screen = app(shop.book).screen(120, 40);
    assert!(screen.contains("USD 8 accounts") && screen.contains("27,114.20"), "{screen}");
    assert!(screen.contains("EUR 1 account") && screen.contains("999.00"), "{screen}");
}

#[test]
fn the_sentence_is_copied_and_an_undo_says_what_it_undid() {
    let mut app = pressed("<tab>y");
    assert!(app.screen(120, 40).contains("copied"));
    app.press("<esc>holt<f3>1<c-s>").unwrap();
    assert!(app.screen(120, 40).contains("Ctrl-Z undo"), "{}", app.screen(120, 40));
    app.press("<c-z>").unwrap();
    assert!(app.screen(120, 40).to_lowercase().contains("undone"), "{}", app.screen(120, 40));
}

#[test]
fn today_lists_whom_to_call_and_opens_the_account() {
    let mut app = pressed("<f8>");
    let screen = app.screen(120, 40);
    assert!(screen.contains("Holloway Fabrication") && screen.contains("broken"), "{screen}");
    app.press("<enter>").unwrap();
    assert!(app.screen(120, 40).contains("ACCOUNT  Holloway Fabrication"));
}

#[test]
fn files_are_looked_at_before_they_are_taken() {
    let mut app = app(Book::memory().unwrap());
    app.press("<c-o>tests/import/qbo_aging_detail.csv<enter>").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("[ Take it"), "{screen}");
    assert_eq!(app.cx.book.version().unwrap().0, 0, "nothing is written by looking");
    app.press("<enter>").unwrap();
    assert_eq!(app.cx.book.version().unwrap().0, 1, "{}", app.screen(120, 40));
    app.press("<c-z>").unwrap();
    assert_eq!(app.cx.book.account_count().unwrap(), 0);
}

#[test]
fn tab_goes_on_with_the_name_of_a_file_as_far_as_only_one_does() {
    let mut app = app(Book::memory().unwrap());
    app.press("<c-o>tests/import/qbo_op<tab>").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("File  tests/import/qbo_open_invoices"), "{screen}");
    assert!(screen.contains("  qbo_open_invoices_two_ways.csv"), "{screen}");
    app.press("_tw<tab>").unwrap();
    assert!(app.screen(120, 40).contains("qbo_open_invoices_two_ways."));
}

#[test]
fn no_size_is_too_small_or_odd() {
    for keys in ["", "0142", "<tab><down>", "hol<enter>", "hol<enter>c", "<f8>", "<c-o>x", "zz"] {
        let mut app = pressed(keys);
        for (width, height) in
            (1..=130).step_by(7).flat_map(|width| (1..=45).step_by(4).map(move |height| (width, height)))
        {
            assert_eq!(app.screen(width, height).lines().count(), usize::from(height), "{keys} {width}×{height}");
        }
    }
}

fn frames(name: &str, keys: &str, book: fn() -> Shop) {
    let mut app = app(book().book);
    app.press(keys).unwrap();
    app.tick();
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), app.screen(width, height));
    }
}

#[test]
fn frames_of_the_home() {
    frames("home_full", "", shop);
    frames("home_found", "0142", shop);
    frames("home_list", "<tab><down>", shop);
    frames("home_empty", "", Shop::new);
    frames("home_nothing_found", "zzz", shop);
    insta::assert_snapshot!("home_card_40x12", desk().screen(40, 12));
}

#[test]
fn frames_of_the_account() {
    frames("account_full", "1043<enter>", shop);
}

#[test]
fn frames_of_today_and_of_trouble() {
    frames("today_full", "<f8>", shop);
    frames("today_empty", "<f8>", Shop::new);
    frames("bring_in_error", "<c-o>no/such/file.csv<enter>", Shop::new);
}
