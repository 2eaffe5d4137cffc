//! What really happened later: bounces, voids, write-offs, recoveries, refunds; and corrections of what was mistyped.

use serde_json::{Value, json};

use super::desk::Desk;

fn owing() -> Desk {
    let desk = Desk::new();
    desk.ok("invoice H1 1 1000.00 --date 2026-08-01");
    desk.ok("invoice H1 2 250.50 --date 2026-11-10");
    desk
}

fn kinds(answer: &Value) -> Vec<&str> {
    answer["created"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect()
}

#[test]
fn a_bounce_says_what_reopens_and_which_promise_breaks() {
    let desk = owing();
    desk.ok("promise add H1 980 2026-11-06 --today 2026-11-02");
    desk.ok("pay H1 980 --date 2026-11-05 --reference 5521 --discount 1=20");
    assert_eq!(desk.net("H1"), "250.50");
    let tried = desk.json("bounce H1 P1 --dry-run");
    assert!(tried["entry"].is_null());
    assert_eq!(desk.net("H1"), "250.50");
    let bounced = desk.json("bounce H1 5521 --fee 25 --reason closed --action b");
    assert_eq!(kinds(&bounced), ["fee", "reversal", "reversal"]);
    assert_eq!(
        bounced["reopens"],
        json!([{"number": "1", "amount": "980.00", "due": "2026-08-31", "days_past_due": 82},
            {"number": "1", "amount": "20.00", "due": "2026-08-31", "days_past_due": 82}])
    );
    assert_eq!((&tried["reopens"], &tried["promises"]), (&bounced["reopens"], &bounced["promises"]));
    let promise = &bounced["promises"][0];
    assert_eq!(
        (&promise["id"], &promise["before"], &promise["state"]),
        (&json!("R1"), &json!("kept"), &json!("broken"))
    );
    assert_eq!(desk.net("H1"), "1275.50");
    assert_eq!(desk.json("bounce H1 5521 --fee 25 --action b"), bounced);
    assert_eq!(desk.fails("bounce H1 P1"), (3, "already_reversed".into()));
    let memo = desk.json("credit H1 5")["created"][0]["id"].as_str().unwrap().to_string();
    assert_eq!(desk.fails(&format!("bounce H1 {memo}")), (3, "not_a_payment".into()));
    assert_eq!(desk.json("aging --as-of 2026-11-20")["currencies"][0]["totals"]["net"], "250.50");
}

#[test]
fn a_void_takes_back_what_is_applied_when_it_is_told_to() {
    let desk = owing();
    desk.ok("pay H1 100 --apply 1");
    assert_eq!(desk.fails("void H1 1"), (3, "has_allocations".into()));
    let voided = desk.json("void H1 1 --unapply");
    assert_eq!(
        (&voided["number"], &voided["taken_back"]),
        (&json!("1"), &json!([{"credit": "P1", "amount": "100.00"}]))
    );
    assert_eq!(desk.net("H1"), "150.50");
    assert_eq!(desk.fails("void H1 1"), (4, "no_item".into()));
    desk.ok("invoice H1 1 10");
}

#[test]
fn a_write_off_takes_all_that_is_open_and_a_recovery_gives_it_back() {
    let desk = owing();
    desk.ok("pay H1 400 --apply 1 --date 2026-09-01");
    assert_eq!(desk.fails("write-off H1 1").0, 2);
    let off = desk.json("write-off H1 1 --reason insolvent --date 2026-10-01");
    assert_eq!((&off["written_off"][0]["amount"], &off["written_off"][0]["open"]), (&json!("600.00"), &json!("0.00")));
    assert_eq!(desk.fails("write-off H1 1 --reason again"), (3, "nothing_open".into()));
    assert_eq!(desk.fails("write-off H1 2 251 --reason much"), (3, "over_allocated".into()));
    assert_eq!(desk.fails("recover H1 1 600.01"), (3, "not_written_off".into()));
    let back = desk.json("recover H1 1 250 --method ach --reference 7");
    assert_eq!(kinds(&back), ["write-off", "payment", "allocation", "allocation", "reversal"]);
    assert_eq!(desk.net("H1"), "250.50");
    assert_eq!(desk.json("aging --as-of 2026-09-30")["currencies"][0]["totals"]["net"], "600.00");
    desk.ok("bounce H1 7");
    assert_eq!(desk.net("H1"), "500.50");
}

#[test]
fn unapplied_credit_is_refunded() {
    let desk = owing();
    desk.ok("pay H1 300 --apply none");
    let back = desk.json("refund H1 P1 120.50");
    assert_eq!((kinds(&back), back["left"].clone()), (vec!["refund", "allocation"], json!("179.50")));
    assert_eq!(desk.fails("refund H1 P1 179.51"), (3, "over_applied".into()));
    assert_eq!(desk.net("H1"), "1071.00");
}

#[test]
fn a_correction_says_what_stays_applied() {
    let desk = owing();
    desk.ok("account add B2 Branch");
    desk.ok("pay H1 900 --apply 1 --reference 88");
    let tried = desk.json("correct H1 1 --amount 600 --date 2026-08-11 --dry-run");
    assert_eq!(tried["carried"], json!([{"with": "P1", "before": "900.00", "after": "600.00"}]));
    let corrected = desk.json("correct H1 1 --amount 600 --date 2026-08-11 --number 1-A --action c");
    assert_eq!((&corrected["carried"], kinds(&corrected)), (&tried["carried"], vec!["invoice", "allocation"]));
    assert_eq!(desk.json("correct H1 1 --amount 600 --action c"), corrected);
    assert_eq!(desk.json("items H1 --all")["items"][0]["due"], "2026-09-10");
    let moved = desk.json("correct H1 88 --account B2");
    assert_eq!(moved["carried"], json!([{"with": "1-A", "before": "600.00", "after": null}]));
    assert_eq!((desk.net("H1"), desk.net("B2")), ("850.50".into(), "-900.00".into()));
    assert_eq!(desk.fails("correct H1 1-A").0, 2);
    assert_eq!(desk.fails("correct B2 P1 --due fri").0, 2);
    assert_eq!(desk.fails("correct H1 9 --amount 5"), (4, "no_item".into()));
    desk.ok("undo");
    assert_eq!((desk.net("H1"), desk.net("B2")), ("-49.50".into(), "0.00".into()));
}

#[test]
fn a_refusal_names_the_entry_that_stands_in_the_way() {
    let desk = owing();
    desk.ok("pay H1 1000");
    let said = desk.run("undo 3 --format json");
    let error: Value = serde_json::from_str(&said.err).unwrap();
    assert_eq!((said.status, &error["error"]["code"], &error["error"]["entry"]), (3, &json!("depended_on"), &json!(5)));
}
