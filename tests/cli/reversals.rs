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

#[test]
fn a_bounce_follows_the_correction_of_its_payment() {
    let desk = owing();
    desk.ok("pay H1 980 --date 2026-11-05 --reference 5521 --discount 1=20");
    desk.ok("correct H1 5521 --number 5522 --date 2026-11-04");
    desk.ok("correct H1 5522 --number 5523");
    let bounced = desk.json("bounce H1 5523");
    let amounts: Vec<&str> =
        bounced["reopens"].as_array().unwrap().iter().map(|one| one["amount"].as_str().unwrap()).collect();
    assert_eq!((amounts, desk.net("H1")), (vec!["980.00", "20.00"], "1250.50".into()));
    desk.ok("undo");
    assert_eq!(desk.net("H1"), "250.50");
}

#[test]
fn what_a_short_payment_was_let_off_comes_back_with_it() {
    let desk = owing();
    desk.ok("settings set tolerance 1.00");
    desk.ok("pay H1 990 --small-balance 1=0.75 --write-off 1=9.25 --reference 7");
    assert_eq!(desk.net("H1"), "250.50");
    assert_eq!(desk.json("bounce H1 7")["reopens"].as_array().unwrap().len(), 3);
    assert_eq!(desk.net("H1"), "1250.50");
    // A write-off of its own stays written off, and so does what a recovery left of a small balance.
    desk.ok("pay H1 250 --small-balance 2=0.50 --reference 8");
    desk.ok("write-off H1 1 400 --reason gone");
    desk.ok("recover H1 2 0.20 --reference 9");
    desk.ok("bounce H1 9");
    assert_eq!(desk.net("H1"), "600.20");
}

#[test]
fn what_is_short_is_disputed_with_a_reason() {
    let desk = owing();
    desk.ok("pay H1 240 --dispute 2=10.50:damaged --reference 7");
    let dispute = &desk.json("dispute list H1")["disputes"][0];
    assert_eq!(
        (&dispute["number"], &dispute["amount"], &dispute["reason"], &dispute["owner"]),
        (&json!("2"), &json!("10.50"), &json!("DAMAGED"), &json!("maria"))
    );
    assert_eq!((desk.net("H1"), desk.json("show H1")["disputed"].clone()), ("1010.50".into(), json!("10.50")));
    desk.ok("pay H1 990 --apply 1 --dispute 1=10");
    assert_eq!(desk.json("dispute list H1")["disputes"][1]["reason"], "SHORT");
    assert_eq!(desk.fails("pay H1 1 --apply 1 --dispute 1").0, 2);
    assert_eq!(desk.fails("pay H1 1 --apply 1 --dispute 1=5:moon").0, 2);
}

#[test]
fn a_post_dated_check_is_pulled_without_a_date() {
    let desk = owing();
    desk.ok("pay H1 250.50 --date 2026-12-15 --apply 2 --reference 12");
    assert_eq!(desk.fails("bounce H1 12 --date 2026-11-21"), (3, "before_its_date".into()));
    assert!(desk.ok("bounce H1 12 --dry-run").contains("pulled on that day, it never counts"));
    desk.ok("bounce H1 12");
    assert!(desk.json("on-hand")["payments"].as_array().unwrap().is_empty());
    for day in ["2026-11-21", "2026-12-14", "2026-12-15", "2027-01-31"] {
        let report = desk.json(&format!("aging --as-of {day}"));
        assert_eq!(report["currencies"][0]["totals"]["net"], "1250.50", "{day}");
    }
    assert!(desk.json("items H1 --all --as-of 2026-12-20")["credits"][0]["reversed"] == "2026-12-15");
}

#[test]
fn a_bounce_says_which_plan_it_sets_back() {
    let desk = owing();
    desk.ok("plan H1 --items 1 --installments 4 --first 2026-09-15 --today 2026-09-01");
    desk.ok("pay H1 250 --apply 1=250 --date 2026-09-15 --reference 1");
    desk.ok("pay H1 250 --apply 1=250 --date 2026-10-15 --reference 2");
    desk.ok("pay H1 250 --apply 1=250 --date 2026-11-13 --reference 3");
    let tried = desk.json("bounce H1 3 --dry-run");
    let plan = &tried["plans"][0];
    assert_eq!(
        (&plan["before"], &plan["state"], &plan["arrears"]),
        (&json!("on track"), &json!("late"), &json!("250.00"))
    );
    assert!(desk.ok("bounce H1 3 --action b").contains("on track → late, 250.00 behind"));
    assert_eq!(desk.json("bounce H1 3 --action b")["plans"], tried["plans"]);
    assert_eq!(desk.json("plan show H1")["plans"][0]["state"], "late");
}

#[test]
fn a_debit_on_the_wrong_account_takes_its_disputes_along() {
    let desk = owing();
    desk.ok("account add B2 Branch");
    desk.ok("dispute add H1 2 50 --reason PRICE");
    desk.ok("dispute add H1 2 30 --reason QUALITY");
    desk.ok("dispute resolve D2");
    let tried = desk.json("correct H1 2 --account B2 --amount 40 --dry-run");
    assert_eq!(
        tried["disputes"],
        json!([{"reason": "PRICE", "before": "50.00", "after": "40.00"},
            {"reason": "QUALITY", "before": "30.00", "after": "30.00"}])
    );
    desk.ok("correct H1 2 --account B2 --amount 40");
    assert!(desk.json("dispute list H1")["disputes"].as_array().unwrap().is_empty());
    let there = desk.json("dispute list B2")["disputes"].clone();
    assert_eq!((&there[0]["amount"], there[0]["resolved"].is_null()), (&json!("40.00"), true), "{there}");
    assert_eq!((&there[1]["amount"], there[1]["resolved"].is_null()), (&json!("30.00"), false), "{there}");
    assert_eq!(desk.json("show B2")["disputed"], "40.00");
    desk.ok("undo");
    assert_eq!(
        (desk.json("show H1")["disputed"].clone(), desk.json("show B2")["disputed"].clone()),
        (json!("50.00"), json!("0.00"))
    );
    assert!(desk.ok("verify").contains("ok") || desk.json("verify")["ok"] == true);
}

#[test]
fn a_corrected_payment_keeps_its_place_before_the_promise_of_that_day() {
    let desk = owing();
    desk.ok("pay H1 250.50 --apply 2 --reference 5");
    desk.ok("promise add H1 250.50 2026-11-27");
    assert_eq!(desk.json("promise list H1")["promises"][0]["state"], "open");
    desk.ok("correct H1 5 --number 55");
    assert_eq!(desk.json("promise list H1")["promises"][0]["state"], "open");
    desk.ok("pay H1 250.50 --apply none");
    assert_eq!(desk.json("promise list H1")["promises"][0]["state"], "kept");
}

#[test]
fn what_a_correction_would_tear_is_said_before_it_is_tried() {
    let desk = owing();
    desk.ok("account add B2 Branch");
    desk.ok("plan H1 --items 1 --installments 3");
    desk.ok("write-off H1 2 --reason gone");
    assert_eq!(desk.fails("correct H1 1 --account B2 --dry-run"), (3, "agreed_on".into()));
    assert_eq!(desk.fails("correct H1 2 --amount 200 --dry-run"), (3, "not_on_its_own".into()));
}
