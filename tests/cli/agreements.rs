//! Promises, plans, disputes, holds and follow-ups on their own.

use serde_json::json;

use super::desk::Desk;

fn owing() -> Desk {
    let desk = Desk::new();
    desk.ok("invoice H1 1041 1000 --date 2026-09-01");
    desk
}

#[test]
fn a_promise_is_kept_by_the_money() {
    let desk = owing();
    let made = desk.json("promise add H1 500 fri");
    assert_eq!(made["created"], json!([{"kind": "promise", "id": "R1"}]));
    desk.ok("pay H1 500 --apply 1041");
    let promise = desk.json("promise list H1")["promises"][0].clone();
    assert_eq!(
        promise,
        json!({"account": "H1", "id": "R1", "made": "2026-11-21", "amount": "500.00", "due": "2026-11-27", "last_day": "2026-11-27",
            "counted": "500.00", "state": "kept"})
    );
    desk.ok("promise add H1 100@2026-12-01");
    assert_eq!(desk.json("promise cancel R2")["state"], "cancelled");
    assert_eq!(desk.json("promise list H1")["promises"][1]["state"], "cancelled");
    assert_eq!(desk.fails("promise cancel R2"), (3, "already_ended".into()));
    assert_eq!(desk.fails("promise cancel R9"), (4, "no_promise".into()));
    assert_eq!(desk.fails("promise add H1 5 2026-11-20"), (3, "promise_in_the_past".into()));
    assert_eq!(desk.fails("promise add H1 5").0, 2);
}

#[test]
fn a_plan_is_tried_agreed_shown_and_cancelled() {
    let desk = owing();
    let words = "plan H1 --installments 3 --every month-end --first 2026-11-30";
    let tried = desk.json(&format!("{words} --dry-run"));
    assert!(tried["entry"].is_null());
    assert_eq!(tried["instalments"][2]["amount"], "333.34");
    let agreed = desk.json(words);
    assert_eq!((&agreed["instalments"], &agreed["created"][0]["id"]), (&tried["instalments"], &json!("L1")));
    let plan = desk.json("plan show H1")["plans"][0].clone();
    assert_eq!(
        (&plan["state"], &plan["covers"], &plan["total"]),
        (&json!("on track"), &json!(["1041"]), &json!("1000.00"))
    );
    assert_eq!(
        plan["instalments"][0],
        json!({"n": 1, "due": "2026-11-30", "payable": "2026-11-30", "amount": "333.33", "paid": "0.00", "state": "open"})
    );
    assert_eq!(desk.json("show H1")["on_plan"], "1000.00");
    assert_eq!(desk.fails("plan H1 --installments 2"), (3, "on_another_plan".into()));
    desk.ok("pay H1 400 --apply plan");
    assert_eq!(desk.json("plan show H1")["plans"][0]["instalments"][1]["paid"], "66.67");
    assert_eq!(desk.json("plan cancel H1")["plan"], "L1");
    assert_eq!(desk.fails("plan cancel L1"), (3, "already_ended".into()));
    assert_eq!(desk.fails("plan H1"), (2, "usage".into()));
    assert_eq!(desk.fails("plan H1 --installments 2 --every day").0, 2);
    assert_eq!(desk.fails("plan H1 --installments 0").0, 3);
}

#[test]
fn a_dispute_takes_its_part_out_of_what_is_asked_for() {
    let desk = owing();
    let opened = desk.json("dispute add H1 1041 300 --reason price --note short");
    assert_eq!((&opened["created"][0]["id"], &opened["dispute"]["reason"]), (&json!("D1"), &json!("PRICE")));
    let shown = desk.json("show H1");
    assert_eq!((&shown["disputed"], &shown["collectable"]), (&json!("300.00"), &json!("700.00")));
    desk.ok("dispute resolve D1 --how written-off");
    assert_eq!(desk.json("show H1")["disputed"], "0.00");
    assert_eq!(desk.json("dispute list H1")["disputes"][0]["resolution"], "written off");
    assert_eq!(desk.fails("dispute resolve D9"), (4, "not_found".into()));
    assert_eq!(desk.fails("dispute add H1 1041 5 --reason WEATHER").0, 2);
    assert_eq!(desk.fails("dispute add H1 1041 5000").0, 3);
}

#[test]
fn holds_and_follow_ups_begin_and_end() {
    let desk = owing();
    desk.ok("hold add H1 attorney --reason letter");
    assert_eq!(desk.json("show H1")["hold"]["kind"], "attorney");
    assert_eq!(desk.json("hold list")["holds"][0]["account"], "H1");
    desk.ok("hold resolve H1 H1");
    assert!(desk.json("show H1")["hold"].is_null());
    let made = desk.json("follow-up add H1 +7 --note statement");
    assert_eq!(made["created"][0], json!({"kind": "follow-up", "id": "F1"}));
    assert_eq!(desk.json("show H1")["follow_up"]["date"], "2026-11-28");
    assert_eq!(desk.json("follow-up list")["follow_ups"][0]["account"], "H1");
    desk.ok("follow-up resolve F1");
    assert_eq!(desk.json("follow-up list")["follow_ups"], json!([]));
    assert_eq!(desk.fails("follow-up resolve F1").0, 3);
}

#[test]
fn what_was_promised_to_be_sent_is_listed_until_it_is_ticked_off() {
    let desk = owing();
    let made = desk.json("request add H1 copy 1041 --note scan");
    assert_eq!(made["created"], json!([{"kind": "request", "id": "Q1"}]));
    desk.ok("request add H1 statement --date 2026-11-20");
    let listed = desk.json("request list");
    assert_eq!(
        (&listed["requests"][0]["id"], &listed["requests"][1]),
        (
            &json!("Q2"),
            &json!({"account": "H1", "id": "Q1", "what": "copy", "number": "1041", "note": "scan", "asked": "2026-11-21",
                "ended": null, "ended_on": null})
        )
    );
    assert_eq!(desk.json("show H1")["requests"].as_array().unwrap().len(), 2);
    assert_eq!(desk.json("request done Q1")["ended"], "sent");
    desk.ok("undo");
    assert_eq!(desk.json("request list H1")["requests"].as_array().unwrap().len(), 2);
    desk.ok("request done H1 Q1");
    desk.ok("request cancel Q2");
    assert_eq!(desk.json("request list")["requests"], json!([]));
    assert_eq!(desk.json("request list --all")["requests"][1]["ended"], "sent");
    let told = desk.ok("timeline H1");
    assert!(told.contains("to be sent: copy of 1041") && told.contains("copy of 1041 sent"), "{told}");
    assert_eq!(desk.fails("request done Q9"), (4, "no_request".into()));
    assert_eq!(desk.fails("request add H1 other").0, 2);
    assert_eq!(desk.fails("request add H1 cake").0, 2);
}

#[test]
fn a_dispute_that_is_credited_posts_the_credit_memo_with_it() {
    let desk = owing();
    desk.ok("dispute add H1 1041 300 --reason short");
    let resolved = desk.json("dispute resolve D1 --how credited");
    assert_eq!(
        resolved["created"],
        json!([{"kind": "credit", "id": "C1"}, {"kind": "allocation", "id": "A1"}]),
        "the credit memo is allocated to the debit"
    );
    let shown = desk.json("show H1");
    assert_eq!((&shown["net"], &shown["disputed"]), (&json!("700.00"), &json!("0.00")));
    desk.ok("undo");
    let shown = desk.json("show H1");
    assert_eq!((&shown["net"], &shown["disputed"]), (&json!("1000.00"), &json!("300.00")), "all of it is taken back");
    desk.ok("dispute resolve D1 --how credited --amount 100.50");
    assert_eq!(desk.json("show H1")["net"], "899.50");
    desk.ok("dispute add H1 1041 50");
    desk.ok("dispute resolve D2 --how credited --no-credit");
    desk.ok("dispute add H1 1041 40");
    desk.ok("dispute resolve D3 --how written-off");
    assert_eq!(desk.json("show H1")["net"], "859.50");
    desk.ok("dispute add H1 1041 10");
    desk.ok("dispute resolve D4 --how rejected");
    assert_eq!(desk.fails("dispute resolve D4 --how rejected --amount 5").0, 3);
    assert_eq!(desk.json("verify")["ok"], true);
}

#[test]
fn an_open_dispute_has_an_owner_and_a_clock() {
    let desk = owing();
    desk.ok("dispute add H1 1041 300 --owner ann --date 2026-11-01 --note boxes");
    desk.ok("dispute add H1 1041 20 --owner bo");
    desk.ok("dispute amend D1 --owner carl --reason price");
    let of = |words: &str| desk.json(words)["disputes"].clone();
    let first = of("dispute list --open --owner carl");
    assert_eq!(
        (&first[0]["id"], &first[0]["reason"], &first[0]["note"], &first[0]["days_open"]),
        (&json!("D1"), &json!("PRICE"), &json!("boxes"), &json!(20))
    );
    assert_eq!(first.as_array().unwrap().len(), 1);
    desk.ok("undo");
    assert_eq!(of("dispute list H1")[0]["owner"], "ann");
    desk.ok("dispute resolve D2");
    assert_eq!(of("dispute list --open").as_array().unwrap().len(), 1);
    assert_eq!(of("dispute list H1").as_array().unwrap().len(), 2);
}

#[test]
fn the_reasons_of_a_dispute_are_the_shop_s_to_change() {
    let desk = owing();
    desk.ok("settings set dispute-reasons PRICE,RUST");
    desk.ok("dispute add H1 1041 5 --reason rust");
    assert_eq!(desk.fails("dispute add H1 1041 5 --reason DAMAGED"), (2, "invalid".into()));
    desk.ok("dispute add H1 1041 5");
    assert_eq!(desk.fails("settings set dispute-reasons a/b").0, 2);
}
