//! Invoices and money: posting, applying, taking back.

use serde_json::json;

use super::desk::Desk;

fn three_invoices() -> Desk {
    let desk = Desk::new();
    desk.ok("invoice H1 1041 1000.00 --date 2026-08-01");
    desk.ok("invoice H1 1042 250.50 --date 2026-09-01");
    desk.ok("invoice H1 1043 90.00 --date 2026-10-01");
    desk
}

#[test]
fn an_invoice_is_due_by_the_terms_of_its_account() {
    let desk = three_invoices();
    let posted = desk.json("invoice H1 1044 10 --date 2026-11-01");
    assert_eq!(posted["due"], "2026-12-01");
    assert_eq!(posted["created"][0]["kind"], "invoice");
    let fee = desk.json("charge H1 F1 25 --kind fee --due 2026-11-30");
    assert_eq!(fee["created"][0]["kind"], "fee");
    assert_eq!(desk.fails("invoice H1 1041 5"), (3, "number_taken".into()));
    assert_eq!(desk.fails("charge H1 F2 5 --kind invoice"), (2, "usage".into()));
}

#[test]
fn a_payment_goes_where_it_fits_exactly() {
    let desk = three_invoices();
    let paid = desk.json("pay H1 1090 --reference 5521");
    assert_eq!(paid["entry"], 6);
    assert_eq!(paid["created"][0], json!({"kind": "payment", "id": "P1"}));
    let numbers: Vec<_> = paid["applied"].as_array().unwrap().iter().map(|one| one["number"].clone()).collect();
    assert_eq!(numbers, ["1041", "1043"]);
    assert_eq!(paid["left"], "0.00");
    assert_eq!((desk.open("H1", "1041"), desk.open("H1", "1042")), ("0.00".into(), "250.50".into()));
}

#[test]
fn an_inexact_payment_stays_on_the_account() {
    let desk = three_invoices();
    let paid = desk.json("pay H1 500");
    assert_eq!((paid["applied"].clone(), paid["left"].clone()), (json!([]), json!("500.00")));
    let said = desk.run("pay H1 95 --apply exact");
    assert_eq!(said.status, 3);
    assert!(said.err.contains("1043") && said.err.contains("5.00 over"), "{}", said.err);
    assert_eq!(desk.fails("pay H1 95 --apply exact"), (3, "not_exact".into()));
}

#[test]
fn money_is_applied_as_it_is_said() {
    let desk = three_invoices();
    let oldest = desk.json("pay H1 1100 --apply oldest");
    assert_eq!(
        oldest["applied"][1],
        json!({"account": "H1", "credit": "P1", "number": "1042", "amount": "100.00", "open": "150.50"})
    );
    let by_hand = desk.json("pay H1 100 --apply 1042=50.50,1043");
    assert_eq!(by_hand["applied"][1]["amount"], "49.50");
    assert_eq!(desk.fails("pay H1 900 --apply 1042=100.01"), (3, "over_allocated".into()));
    assert_eq!(desk.fails("pay H1 9 --apply 1042=10"), (3, "over_applied".into()));
    assert_eq!(desk.fails("pay H1 9 --apply 9999"), (4, "no_item".into()));
    assert_eq!(desk.fails("pay H1 9 --apply plan"), (3, "no_plan".into()));
    assert_eq!(desk.net("H1"), "140.50");
}

#[test]
fn a_discount_is_a_credit_of_its_own() {
    let desk = three_invoices();
    let paid = desk.json("pay H1 980 --discount 1041=20");
    let kinds: Vec<_> = paid["created"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds, ["payment", "discount", "allocation", "allocation"]);
    assert_eq!(desk.open("H1", "1041"), "0.00");
    assert_eq!(desk.fails("pay H1 9 --discount 1043=90.01"), (3, "over_allocated".into()));
}

#[test]
fn one_check_pays_for_several_accounts() {
    let desk = three_invoices();
    desk.ok("account add B2 Branch");
    desk.ok("invoice B2 77 60 --date 2026-10-01");
    let paid = desk.json("pay H1 310.50 --reference 9 --for H1=250.50 --for B2=60");
    assert_eq!(paid["created"].as_array().unwrap().len(), 4);
    assert_eq!((desk.net("H1"), desk.net("B2")), ("1090.00".into(), "0.00".into()));
    assert_eq!(desk.fails("pay H1 100 --for H1=50 B2=49"), (3, "split_mismatch".into()));
}

#[test]
fn a_dry_run_has_the_shape_and_saves_nothing() {
    let desk = three_invoices();
    let tried = desk.json("pay H1 1000 --dry-run");
    assert!(tried["entry"].is_null());
    assert_eq!(tried["created"][0]["kind"], "payment");
    assert_eq!(tried["applied"][0]["open"], "0.00");
    assert_eq!(desk.net("H1"), "1340.50");
    assert_eq!(desk.json("journal")["entries"].as_array().unwrap().len(), 5);
}

#[test]
fn a_probable_duplicate_is_said_and_taken() {
    let desk = three_invoices();
    desk.ok("pay H1 40 --reference 7 --apply none");
    let again = desk.run("pay H1 40 --reference 7 --apply none");
    assert_eq!(again.status, 0);
    assert!(again.err.contains("warning:") && again.err.contains("P1"), "{}", again.err);
    assert_eq!(desk.net("H1"), "1260.50");
}

#[test]
fn the_same_action_happens_once() {
    let desk = three_invoices();
    let first = desk.json("pay H1 1000 --action one");
    let second = desk.json("pay H1 1000 --action one");
    assert_eq!((&first["entry"], &first["applied"]), (&second["entry"], &second["applied"]));
    assert_eq!(desk.net("H1"), "340.50");
}

#[test]
fn credit_is_applied_and_taken_back() {
    let desk = three_invoices();
    let memo = desk.json("credit H1 100 --reference RMA-1");
    assert_eq!(memo["created"], json!([{"kind": "credit", "id": "C1"}]));
    let applied = desk.json("apply H1 C1 1042=60 1043");
    assert_eq!((applied["applied"][1]["amount"].clone(), applied["left"].clone()), (json!("40.00"), json!("0.00")));
    assert_eq!(desk.fails("apply H1 C1 1041=1"), (3, "over_applied".into()));
    let back = desk.json("unapply H1 RMA-1 1042");
    assert_eq!((back["unapplied"][0]["open"].clone(), back["left"].clone()), (json!("250.50"), json!("60.00")));
    assert_eq!(desk.fails("unapply H1 C1 1042"), (3, "not_applied".into()));
    assert_eq!(desk.fails("unapply H1 P99"), (4, "no_credit".into()));
    let credits = desk.json("items H1 --all")["credits"][0].clone();
    assert_eq!(credits["allocations"][0]["reversed"], "2026-11-21");
    assert!(credits["allocations"][1]["reversed"].is_null());
}

#[test]
fn amounts_are_read_with_care() {
    let desk = three_invoices();
    for (amount, status) in [("abc", 2), ("1,2", 2), ("0", 3), ("-5", 3), ("1.234", 3), ("99999999999999", 3)] {
        assert_eq!(desk.fails(&format!("pay H1 {amount}")).0, status, "{amount}");
        assert_eq!(desk.fails(&format!("invoice H1 X {amount}")).0, status, "{amount}");
    }
    assert_eq!(desk.json("pay H1 1,000.5000 --apply none")["left"], "1000.50");
    desk.ok("account add Y1 Yen --currency JPY");
    assert_eq!(desk.fails("invoice Y1 1 10.5"), (3, "too_many_decimals".into()));
    assert_eq!(desk.json("invoice Y1 1 1050")["amount"], "1050");
}

/// cases.md, case 9: the discount is earned on its last day and not on the day after.
#[test]
fn an_earned_discount_and_open_credit_make_a_payment_exact() {
    let desk = Desk::new();
    assert_eq!(desk.run_words(&["account", "set", "H1", "--terms", "2/10 net 30"]).status, 0);
    desk.ok("invoice H1 A 1500 --date 2026-03-01");
    let late = desk.json("pay H1 1470 --date 2026-03-12 --dry-run");
    assert_eq!((late["applied"].clone(), late["left"].clone()), (json!([]), json!("1470.00")));
    desk.ok("pay H1 1470 --date 2026-03-11");
    assert_eq!(desk.open("H1", "A"), "0.00");
    desk.ok("invoice H1 B 412.30 --date 2026-04-01");
    desk.ok("credit H1 12.30 --date 2026-04-02 --apply none");
    desk.ok("pay H1 400 --date 2026-06-01 --apply exact");
    assert_eq!(desk.open("H1", "B"), "0.00");
}

/// cases.md, case 9, with 100.00 of freight that earns nothing; a correction keeps it.
#[test]
fn what_is_excluded_of_an_invoice_earns_no_discount() {
    let desk = Desk::new();
    assert_eq!(desk.run_words(&["account", "set", "H1", "--terms", "2/10 net 30"]).status, 0);
    desk.ok("invoice H1 A 1600 --date 2026-03-01 --no-discount-on 100");
    desk.ok("correct H1 A --amount 1500");
    assert_eq!(desk.json("pay H1 1470 --date 2026-03-11 --dry-run")["applied"], json!([]));
    desk.ok("pay H1 1472 --date 2026-03-11");
    assert_eq!(desk.open("H1", "A"), "0.00");
    desk.ok("export folder --to out");
    let written = std::fs::read_to_string(desk.folder.path().join("out/discount_exclusions.csv")).unwrap();
    assert_eq!(written, "account,number,amount\nH1,A,100.00\n");
}

#[test]
fn what_is_short_within_the_tolerance_is_written_off_with_the_payment() {
    let desk = three_invoices();
    assert_eq!(desk.fails("pay H1 89.60 --small-balance 1043=0.40"), (3, "over_tolerance".into()));
    desk.ok("settings set tolerance 0.50");
    assert_eq!(desk.fails("pay H1 89.60 --small-balance 1043").0, 2);
    let paid = desk.json("pay H1 89.60 --small-balance 1043=0.40 --reference 9");
    let kinds: Vec<_> = paid["created"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds, ["payment", "write-off", "allocation", "allocation"]);
    assert_eq!((desk.open("H1", "1043"), paid["left"].clone()), ("0.00".into(), json!("0.00")));
    desk.ok("bounce H1 9");
    assert_eq!(desk.open("H1", "1043"), "90.00");
}

/// LEDGER, Applying money: if several sets make it up, all are offered and none is taken.
#[test]
fn an_exact_match_takes_each_discount_and_credit_as_an_option() {
    let desk = Desk::new();
    assert_eq!(desk.run_words(&["account", "add", "D1", "Discounter", "--terms", "2/10 net 30"]).status, 0);
    desk.ok("invoice D1 1 1500.00 --date 2026-11-15");
    desk.ok("invoice D1 2 412.50 --date 2026-11-16");
    // One discount taken, the other not; and with credit on account beside it.
    let made = |words: &str| {
        let answer = desk.json(words);
        let of = |kind: &str| answer["created"].as_array().unwrap().iter().filter(|one| one["kind"] == kind).count();
        (answer["left"].as_str().unwrap().to_string(), of("discount"), of("allocation"))
    };
    assert_eq!(made("pay D1 1882.50 --dry-run"), ("0.00".into(), 1, 3));
    desk.ok("credit D1 12.30");
    assert_eq!(made("pay D1 1457.70 --dry-run"), ("0.00".into(), 1, 3));
    desk.ok("invoice D1 3 1470.00 --date 2026-09-01");
    desk.ok("invoice D1 4 30.00 --date 2026-09-01");
    let said = desk.run("pay D1 1500.00 --apply exact --dry-run --format json");
    assert_eq!(said.status, 0, "one invoice of that amount wins: {said:?}");
    let said = desk.run("pay D1 1912.50 --apply exact --format json");
    assert_eq!(said.status, 3);
    assert!(said.err.contains("not_exact") && said.err.contains("1 + 2;") && said.err.contains("discount"), "{said:?}");
    assert_eq!(desk.json("pay D1 1912.50 --dry-run")["left"], "1912.50");
}
