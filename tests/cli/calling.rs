//! A call with all that came of it, and what is then known of the account.

use serde_json::json;

use super::desk::Desk;

#[test]
fn a_call_with_its_promise_is_one_entry() {
    let desk = Desk::new();
    desk.ok("invoice H1 1041 500 --date 2026-09-01");
    let logged = desk.json("log H1 promise --promise 200@fri --with Ann --note cash --at 14:30");
    let kinds: Vec<_> = logged["created"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds, ["communication", "promise", "follow-up"]);
    assert_eq!(logged["follow_up"]["date"], "2026-11-30");
    let shown = desk.json("show H1");
    assert_eq!((&shown["promises"][0]["id"], &shown["promises"][0]["state"]), (&json!("R1"), &json!("open")));
    assert_eq!(shown["flags"], json!(["promise open"]));
    let events = desk.json("timeline H1")["events"].clone();
    let call = events.as_array().unwrap().iter().find(|event| event["kind"] == "call").unwrap().clone();
    assert_eq!((&call["at"], &call["note"]), (&json!("2026-11-21T14:30:00"), &json!("cash")));
}

#[test]
fn an_outcome_brings_its_next_step() {
    let desk = Desk::new();
    let logged = desk.json("log H1 no-answer");
    assert_eq!(logged["follow_up"]["date"], "2026-11-24");
    let logged = desk.json("log H1 spoke --follow-up none");
    assert!(logged["follow_up"].is_null());
    assert_eq!(desk.json("log H1 callback --follow-up +2")["follow_up"]["date"], "2026-11-23");
    assert_eq!(desk.fails("log H1 shouted").0, 2);
    assert_eq!(desk.fails("log H1 spoke --channel pigeon").0, 2);
    assert_eq!(desk.fails("log H1 spoke --at whenever").0, 2);
    assert_eq!(desk.fails("log H1 spoke --follow-up 2026-11-01"), (3, "follow_up_in_the_past".into()));
}

#[test]
fn disputes_come_with_the_call() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 100");
    desk.ok("invoice H1 2 200");
    let logged = desk.json("log H1 dispute --dispute 1=40:SHORT --dispute 2:quality");
    assert_eq!(logged["created"].as_array().unwrap().len(), 4);
    assert_eq!(desk.json("show H1")["disputed"], "240.00");
    let bare = desk.run("log H1 promise");
    assert_eq!(bare.status, 0);
    assert!(bare.err.contains("no promise was made"), "{}", bare.err);
}

#[test]
fn show_has_every_key() {
    let desk = Desk::new();
    let shown = desk.json("show H1");
    for key in [
        "account",
        "name",
        "currency",
        "terms",
        "contacts",
        "flags",
        "say",
        "buckets",
        "amounts",
        "unapplied",
        "net",
        "past_due",
        "disputed",
        "on_plan",
        "collectable",
        "last_payment",
        "promises",
        "plans",
        "disputes",
        "follow_up",
        "credit_limit",
        "hold",
    ] {
        assert!(shown.get(key).is_some(), "{key}");
    }
}

#[test]
fn found_by_what_the_caller_says() {
    let desk = Desk::new();
    desk.ok("account set H1 --phone (937)555-0142");
    desk.ok("invoice H1 1041 412.30 --date 2026-09-01");
    for (query, why) in [("hollo", "name"), ("5550142", "phone"), ("1041", "invoice"), ("412.30", "amount")] {
        let found = desk.json(&format!("find {query}"));
        let hit = &found["hits"][0];
        assert_eq!((&found["query"], &hit["account"], &hit["why"]), (&json!(query), &json!("H1"), &json!(why)));
        assert_eq!((&hit["balance"], &hit["past_due"]), (&json!("412.30"), &json!("412.30")));
    }
    assert_eq!(desk.json("find zebra")["hits"], json!([]));
}
