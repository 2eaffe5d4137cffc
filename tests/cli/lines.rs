//! A call in one line, and the details that a call may have: plan, call back, requests, somebody new.

use serde_json::{Value, json};

use super::desk::Desk;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.ok("invoice H1 1043 828.20 --date 2026-08-01");
    desk.ok("invoice H1 1101 412.30 --date 2026-10-01");
    desk
}

fn line(desk: &Desk, text: &str, more: &[&str]) -> Value {
    let said = desk.run_words(&[&["log", "H1", "--line", text, "--format", "json"], more].concat());
    assert_eq!(said.status, 0, "{text}: {said:?}");
    serde_json::from_str(&said.out).unwrap()
}

fn kinds(logged: &Value) -> Vec<String> {
    logged["created"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_string()).collect()
}

#[test]
fn a_line_is_one_entry_with_everything_in_it() {
    let desk = desk();
    let tried = line(&desk, "ptp 500 fri; disp 1043 80 short 2 boxes", &["--dry-run"]);
    assert_eq!(kinds(&tried), ["communication", "promise", "dispute", "follow-up"]);
    assert_eq!((&tried["entry"], desk.json("show H1")["promises"].clone()), (&Value::Null, json!([])));
    let logged = line(&desk, "ptp 500 fri; disp 1043 80 short 2 boxes", &["--owner", "ann"]);
    assert_eq!(kinds(&logged), kinds(&tried));
    let shown = desk.json("show H1");
    assert_eq!(
        (&shown["promises"][0]["amount"], &shown["promises"][0]["due"]),
        (&json!("500.00"), &json!("2026-11-27"))
    );
    let dispute = &shown["disputes"][0];
    assert_eq!(
        (&dispute["reason"], &dispute["note"], &dispute["owner"]),
        (&json!("SHORT"), &json!("2 boxes"), &json!("ann"))
    );
    assert_eq!(shown["disputed"], "80.00");
    desk.ok("undo");
    assert_eq!(desk.json("show H1")["disputed"], "0.00");
}

#[test]
fn all_of_a_line_or_nothing() {
    let desk = desk();
    for (text, status) in [
        ("ptp 500 fri; disp 9999 80", 4),
        ("ptp 500 fryday", 2),
        ("hello", 2),
        ("vm; ptp 5 fri", 2),
        ("disp 1043 900", 3),
    ] {
        let said = desk.run_words(&["log", "H1", "--line", text]);
        assert_eq!(said.status, status, "{text}: {said:?}");
    }
    let said = desk.run_words(&["log", "H1", "--line", "hello"]);
    assert!(
        said.err.contains("\"hello\" is not understood") && said.err.contains("begin with ptp, disp, cb"),
        "{said:?}"
    );
    assert_eq!(desk.json("timeline H1")["events"].as_array().unwrap().len(), 2, "the two invoices");
    assert_eq!(desk.run("log H1").status, 2);
}

#[test]
fn a_call_back_has_a_time() {
    let desk = desk();
    let logged = line(&desk, "cb tue 10:00 ask for Lee", &[]);
    assert_eq!(logged["follow_up"], json!({"date": "2026-11-24", "time": "10:00", "note": "ask for Lee"}));
    assert_eq!(desk.json("show H1")["follow_up"]["time"], "10:00");
    assert!(desk.ok("show H1").contains("Follow-up: 2026-11-24 10:00 ask for Lee"));
    let said = desk.run_words(&["log", "H1", "callback", "--callback", "wed 2pm", "--format", "json"]);
    let logged: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&logged["follow_up"]["date"], &logged["follow_up"]["time"]), (&json!("2026-11-25"), &json!("14:00")));
    assert_eq!(desk.json("log H1 callback --callback 23:59 --at 10:00")["follow_up"]["date"], "2026-11-21");
    assert_eq!(desk.json("log H1 callback --callback 9:00 --at 10:00")["follow_up"]["date"], "2026-11-23");
    let late = desk.run_words(&["log", "H1", "callback", "--callback", "today 9:00", "--at", "10:00"]);
    assert!(late.status == 3 && late.err.contains("2026-11-21 09:00, is before the contact"), "{late:?}");
    assert_eq!(desk.run_words(&["log", "H1", "callback", "--callback", "noonish"]).status, 2);
}

#[test]
fn a_plan_and_requests_come_with_the_call() {
    let desk = desk();
    let said = desk.run_words(&["log", "H1", "plan", "--plan", "6 month-end 240.50 down", "--format", "json"]);
    let logged: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said:?}"));
    assert_eq!(kinds(&logged), ["communication", "plan", "follow-up"]);
    assert_eq!(logged["follow_up"]["date"], "2026-11-30", "the first instalment, not the down payment");
    let plan = desk.json("show H1")["plans"][0].clone();
    assert_eq!((&plan["total"], plan["instalments"].as_array().unwrap().len()), (&json!("1240.50"), 7));
    desk.ok("undo");
    let logged = line(&desk, "plan 3; info copy 1043", &[]);
    assert_eq!(kinds(&logged), ["communication", "plan", "follow-up", "request"]);
    let logged = desk.json("log H1 info --request proof=1101 --request statement");
    assert_eq!(kinds(&logged).iter().filter(|kind| *kind == "request").count(), 2);
    assert_eq!(desk.json("request list H1")["requests"].as_array().unwrap().len(), 3);
    assert_eq!(desk.fails("log H1 info --request copy=9").0, 4);
    assert_eq!(desk.fails("log H1 plan --plan nonsense").0, 2);
}

#[test]
fn somebody_new_is_kept_on_the_way() {
    let desk = desk();
    desk.ok("account set H1 --contact Dana --phone 9375550142");
    let words = ["log", "H1", "spoke", "--with", "Lee Park", "--number", "937 555 0188", "--keep-contact"];
    assert_eq!(desk.run_words(&words).status, 0);
    let names = |desk: &Desk| -> Vec<Value> {
        desk.json("show H1")["contacts"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect()
    };
    assert_eq!(names(&desk), ["Dana", "Lee Park"]);
    assert_eq!(desk.run_words(&words).status, 0);
    assert_eq!(names(&desk), ["Dana", "Lee Park"], "known by now");
    desk.ok("undo");
    desk.ok("undo");
    assert_eq!(names(&desk), ["Dana"]);
    assert_eq!(desk.run("log H1 spoke --keep-contact").status, 2);
}
