//! The day's list, and what people say about an account's place in it: snooze, pin, stage.

use serde_json::{Value, json};

use super::desk::Desk;

/// H1 broke a promise; B2 owes more and was never called; S3 is somebody else's.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.ok("account add B2 Branch --collector tom");
    desk.ok("account add S3 Steel --collector maria");
    desk.ok("invoice H1 1 828.20 --date 2026-07-10");
    desk.ok("invoice B2 2 9000 --date 2026-09-10");
    desk.ok("invoice S3 3 120 --date 2026-07-10");
    desk.ok("promise add H1 500 2026-11-20 --today 2026-11-16");
    desk.ok("log S3 spoke --follow-up 2026-11-21 --today 2026-11-16");
    desk
}

fn codes(today: &Value) -> Vec<&str> {
    today["rows"].as_array().unwrap().iter().map(|row| row["account"].as_str().unwrap()).collect()
}

fn row<'a>(today: &'a Value, account: &str) -> &'a Value {
    today["rows"].as_array().unwrap().iter().find(|row| row["account"] == account).unwrap()
}

#[test]
fn every_point_belongs_to_a_reason_and_the_order_is_by_points() {
    let today = desk().json("today");
    assert_eq!(codes(&today), ["H1", "S3", "B2"]);
    let mut before = u64::MAX;
    for row in today["rows"].as_array().unwrap() {
        let points: u64 = row["reasons"].as_array().unwrap().iter().map(|one| one["points"].as_u64().unwrap()).sum();
        assert_eq!(row["score"], points, "{row}");
        assert!(points <= before, "{today}");
        before = points;
    }
    assert_eq!((&today["to_call"], &today["done"], &today["waiting"]), (&json!(3), &json!(0), &json!(0)));
    let codes: Vec<&Value> = row(&today, "B2")["reasons"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
    assert_eq!(codes, ["never_contacted", "amount", "days_past_due"]);
    let shown = desk().ok("today");
    assert!(shown.contains("never called (+10)") && shown.contains("3 to call, 0 done"), "{shown}");
}

#[test]
fn the_list_is_asked_for_mine_for_large_ones_for_a_bucket_and_for_a_day() {
    let desk = desk();
    assert_eq!(codes(&desk.json("today --mine")), ["H1", "S3"], "those without a collector are everybody's");
    assert_eq!(codes(&desk.json("today --mine --as tom")), ["H1", "B2"]);
    assert_eq!(codes(&desk.json("today --over 500")), ["H1", "B2"]);
    assert_eq!(codes(&desk.json("today --bucket 91+")), ["H1", "S3"]);
    assert_eq!(codes(&desk.json("today --follow-up today")), ["S3"]);
    desk.ok("log B2 spoke --follow-up 2026-11-25 --today 2026-11-20");
    assert_eq!(codes(&desk.json("today --follow-up 2026-11-25")), ["B2"], "it waits for its day");
    assert_eq!(codes(&desk.json("today --mine --over 500 --bucket 91+")), ["H1"]);
    assert!(desk.ok("today --mine --over 500").contains("mine · over 500"));
    assert_eq!(desk.fails("today --bucket 7-8").0, 2);
    assert_eq!(desk.fails("today --over much").0, 2);
}

#[test]
fn who_was_called_is_done_and_who_waits_says_why() {
    let desk = desk();
    desk.ok("log H1 no-answer --at 10:12");
    desk.ok("promise add S3 120 2026-11-27");
    desk.ok("hold add B2 attorney");
    let today = desk.json("today");
    assert_eq!(codes(&today), ["S3"], "its follow-up is due all the same");
    assert_eq!(row(&today, "S3")["waiting_code"], "promise_open");
    assert_eq!((&today["to_call"], &today["done"], &today["waiting"]), (&json!(1), &json!(1), &json!(2)));
    let all = desk.json("today --all");
    assert_eq!(codes(&all), ["S3", "B2", "H1"]);
    assert_eq!(row(&all, "B2")["waiting"], "on hold, attorney");
    let called = row(&all, "H1");
    assert_eq!((&called["waiting"], &called["to_call"]), (&json!("called today at 10:12, no answer"), &json!(false)));
}

#[test]
fn a_snooze_has_a_day_and_a_reason_and_is_lifted() {
    let desk = desk();
    let made = desk.json("snooze H1 +7 --reason holiday");
    assert_eq!(made["created"][0]["kind"], "snooze");
    assert_eq!((&made["snooze"]["until"], &made["snooze"]["reason"]), (&json!("2026-11-28"), &json!("holiday")));
    assert_eq!(codes(&desk.json("today")), ["S3", "B2"]);
    assert_eq!(row(&desk.json("today --all"), "H1")["waiting"], "snoozed until 28 Nov · holiday");
    assert_eq!(desk.json("show H1")["snooze"]["by"], "maria");
    assert_eq!(codes(&desk.json("today --today 2026-11-28"))[0], "H1", "it ends on its day");
    desk.ok("snooze H1 --lift");
    assert_eq!(codes(&desk.json("today"))[0], "H1");
    desk.ok("undo");
    assert!(!codes(&desk.json("today")).contains(&"H1"), "the lift is taken back");
    let told = desk.ok("timeline H1");
    assert!(told.contains("snoozed until Sat 28 Nov") && told.contains("holiday"), "{told}");
    assert_eq!(desk.fails("snooze B2 --lift"), (3, "not_snoozed".to_string()));
    assert_eq!(desk.fails("snooze B2 2026-11-20 --reason late"), (3, "snooze_in_the_past".to_string()));
    assert_eq!(desk.run("snooze B2 +7").status, 2, "a reason is needed");
    assert_eq!(desk.fails("snooze B2 +7 --reason=").0, 2);
    assert_eq!(desk.json("snooze B2 +7 --reason x --dry-run")["entry"], Value::Null);
}

#[test]
fn a_pin_keeps_an_account_on_top_until_it_is_lifted() {
    let desk = desk();
    desk.ok("pin B2 --reason boss");
    let today = desk.json("today");
    assert_eq!(codes(&today)[0], "B2");
    let first = &row(&today, "B2")["reasons"][0];
    assert_eq!((&first["code"], &first["text"]), (&json!("pinned"), &json!("pinned · boss")));
    assert_eq!(desk.json("show B2")["pin"]["reason"], "boss");
    desk.ok("pin B2 --reason again");
    let told = desk.ok("timeline B2");
    assert!(!told.contains("not pinned any more"), "the same pin with another reason: {told}");
    desk.ok("pin B2 --lift");
    assert_eq!(codes(&desk.json("today"))[0], "H1");
    assert_eq!(desk.fails("pin B2 --lift"), (3, "not_pinned".to_string()));
    assert!(desk.ok("timeline B2").contains("not pinned any more"));
}

#[test]
fn what_was_promised_to_be_sent_is_said_beside_the_call() {
    let desk = desk();
    desk.ok("request add H1 proof");
    let today = desk.json("today");
    let reasons = row(&today, "H1")["reasons"].as_array().unwrap();
    assert!(reasons.iter().any(|one| one["code"] == "to_send" && one["points"] == 5), "{today}");
}

#[test]
fn an_account_goes_through_the_stages_of_the_shop() {
    let desk = desk();
    let moved = desk.json("escalate B2 manager --reason large --owner rosa");
    assert_eq!((&moved["escalation"]["stage"], &moved["escalation"]["owner"]), (&json!("manager"), &json!("rosa")));
    desk.ok("escalate H1 final --reason promises");
    let list = desk.json("escalate --list");
    let rows: Vec<(&str, &str, &str)> = list["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap();
            (text("account"), text("stage"), text("owner"))
        })
        .collect();
    assert_eq!(rows, [("B2", "with the manager", "rosa"), ("H1", "final demand", "maria")], "furthest along first");
    assert_eq!((&list["rows"][0]["net"], &list["rows"][0]["since"]), (&json!("9000.00"), &json!("2026-11-21")));
    assert_eq!(row(&desk.json("today"), "H1")["stage"], "final");
    assert_eq!(desk.json("show B2")["stage"]["reason"], "large");
    assert!(desk.ok("show B2").contains("Stage: with the manager since 2026-11-21, rosa has it: large"));
    assert!(desk.ok("timeline B2").contains("stage ▸ with the manager, rosa has it"));
    assert_eq!(desk.fails("escalate B2 manager --reason again --owner rosa"), (3, "same_stage".to_string()));
    assert_eq!(desk.fails("escalate S3 friendly --reason x"), (3, "same_stage".to_string()));
    assert_eq!(desk.fails("escalate S3 court --reason x").0, 2);
    desk.ok("escalate B2 friendly --reason paid");
    assert_eq!(desk.json("escalate --list")["rows"].as_array().unwrap().len(), 1);
    desk.ok("undo");
    assert_eq!(desk.json("escalate --list")["rows"].as_array().unwrap().len(), 2);
    desk.run_words(&["settings", "set", "stages", "soft, hard, court=at court"]);
    assert_eq!(desk.json("escalate S3 court --reason x")["escalation"]["stage"], "court");
    assert!(desk.ok("escalate --list").contains("at court"));
    assert_eq!(desk.run_words(&["settings", "set", "stages", "one"]).status, 2);
}
