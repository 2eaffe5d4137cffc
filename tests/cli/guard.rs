//! The rules of contact at the command line, and the marks on telephone numbers.

use serde_json::json;

use super::desk::{Desk, Said};

fn log(desk: &Desk, words: &[&str]) -> Said {
    desk.run_words(&[&["log", "H1", "no-answer"], words].concat())
}

#[test]
fn outside_the_hours_of_the_customers_place_it_warns_or_blocks() {
    let desk = Desk::new();
    desk.ok("settings set time-zone America/New_York");
    desk.ok("account set H1 --time-zone America/Phoenix");
    assert_eq!(log(&desk, &["--at", "08:40"]).err, "", "off until the shop wants it");
    desk.ok("settings set guard-hours warn");
    let said = log(&desk, &["--at", "08:40"]);
    assert!(said.status == 0 && said.err.contains("it is 06:40 in Phoenix; calls from 08:00"), "{said:?}");
    assert_eq!(log(&desk, &["--at", "10:00"]).err, "");
    desk.ok("settings set guard-hours block");
    assert_eq!(desk.fails("log H1 no-answer --at 08:40"), (3, "guard_hours".into()));
    assert_eq!(desk.fails("log H1 no-answer --at 08:40 --dry-run"), (3, "guard_hours".into()));
    desk.ok("log H1 spoke --at 08:40 --direction in");
    desk.ok("log H1 note --at 08:40");
    desk.ok("log H1 sent --at 08:40");
    let done = desk.run_words(&[
        "log",
        "H1",
        "no-answer",
        "--at",
        "08:40",
        "--override",
        "she asked for it",
        "--format",
        "json",
    ]);
    let told: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(told["created"][2], json!({"kind": "guard-override", "id": "hours"}), "{told}");
    let events = desk.json("timeline H1")["events"].to_string();
    assert!(events.contains("no answer ▸ in spite of hours: she asked for it"), "{events}");
}

#[test]
fn the_clock_of_the_desk_places_the_time_where_the_shop_names_no_zone() {
    let desk = Desk::new();
    desk.ok("account set H1 --time-zone Asia/Kolkata");
    desk.ok("settings set guard-hours block");
    let mut command = desk.command();
    command.env("TZ", "UTC").args(["log", "H1", "no-answer", "--at", "02:29", "--format", "json"]);
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("it is 07:59 in Kolkata"), "{said}");
    let mut command = desk.command();
    command.env("TZ", "UTC").args(["log", "H1", "no-answer", "--at", "02:30"]);
    assert!(command.output().unwrap().status.success());
}

#[test]
fn a_zone_that_is_none_is_said_and_the_rule_is_silent() {
    let desk = Desk::new();
    desk.ok("account set H1 --time-zone Mars/Olympus");
    desk.ok("settings set guard-hours block");
    let said = log(&desk, &["--at", "03:00"]);
    assert!(said.status == 0 && said.err.contains("\"Mars/Olympus\" is no time zone"), "{said:?}");
    assert_eq!(desk.fails("settings set time-zone Mars/Olympus").0, 2);
    let shown = desk.json("show H1");
    assert_eq!(shown["guard"]["blocked"], false);
    assert!(shown["guard"]["notes"][0].as_str().unwrap().contains("calling hours were not checked"), "{shown}");
}

#[test]
fn attempts_and_quiet_days_count_every_way_out() {
    let desk = Desk::new();
    desk.ok("settings set guard-attempts block");
    desk.ok("settings set attempts-in-7-days 2");
    desk.ok("log H1 sent --at 2026-11-14");
    desk.ok("log H1 sent --at 2026-11-15");
    desk.ok("log H1 no-answer");
    assert_eq!(desk.fails("log H1 sent"), (3, "guard_attempts".into()));
    desk.ok("log H1 no-answer --today 2026-11-22");
    desk.ok("settings guard off");
    desk.ok("settings set guard-quiet-days block");
    desk.ok("log H1 spoke --direction in");
    let said = desk.run("log H1 no-answer");
    assert!(said.status == 3 && said.err.contains("spoke on Sat 21 Nov; quiet until Sat 28 Nov"), "{said:?}");
    desk.ok("log H1 no-answer --today 2026-11-28");
}

#[test]
fn a_preset_is_one_entry_and_says_what_it_does() {
    let desk = Desk::new();
    let head = |desk: &Desk| desk.json("journal")["entries"].as_array().unwrap().len();
    let before = head(&desk);
    desk.ok("settings guard warn-8-to-21-and-7-in-7");
    assert_eq!(head(&desk), before + 1);
    let settings = desk.json("settings")["settings"].clone();
    let value = |key: &str| settings.as_array().unwrap().iter().find(|one| one["key"] == key).unwrap()["value"].clone();
    assert_eq!((value("guard-hours"), value("calling-hours")), (json!("warn"), json!("08:00-21:00")));
    assert!(desk.json("settings guard")["presets"].as_array().unwrap().len() >= 3);
    assert_eq!(desk.fails("settings guard everything").0, 2);
    for wrong in ["guard-hours maybe", "calling-hours 21:00-08:00", "attempts-in-7-days 0", "quiet-days x"] {
        assert_eq!(desk.fails(&format!("settings set {wrong}")).0, 2, "{wrong}");
    }
}

#[test]
fn holds_and_numbers_warn_unless_the_shop_says_otherwise() {
    let desk = Desk::new();
    desk.ok("account set H1 --phone (937)555-0142");
    let marked = desk.json("account number H1 937-555-0142 --do-not-call --reason asked");
    assert_eq!((&marked["mark"], &marked["created"][0]["kind"]), (&json!("do-not-call"), &json!("number-mark")));
    desk.ok("hold add H1 attorney");
    let said = desk.run("log H1 no-answer");
    assert!(said.status == 0 && said.err.contains("on hold: attorney"), "{said:?}");
    assert!(said.err.contains("(937)555-0142 is not to be called"), "{said:?}");
    let shown = desk.json("show H1");
    assert_eq!(shown["contacts"][0]["phone_mark"], "do-not-call");
    assert_eq!(shown["guard"]["says"], json!(["on hold: attorney", "(937)555-0142 is not to be called"]));
    assert!(desk.ok("show H1").contains("(937)555-0142 (do not call)"));
    assert_eq!(desk.json("account number H1")["number_marks"][0]["reason"], "asked");
    let lifted = desk.json("account number H1 9375550142 --ok");
    assert_eq!(lifted["mark"], json!(null));
    assert!(!desk.run("log H1 no-answer").err.contains("not to be called"));
    desk.ok("undo");
    desk.ok("undo");
    assert_eq!(desk.json("show H1")["contacts"][0]["phone_mark"], "do-not-call");
    assert_eq!(desk.fails("account number H1 12 --bad").0, 2);
    assert_eq!(desk.run("account number H1 9375550142 --bad --ok").status, 2);
}

#[test]
fn a_wrong_number_is_marked_in_the_same_entry() {
    let desk = Desk::new();
    desk.ok("account set H1 --phone 937-555-0142");
    let logged = desk.json("log H1 wrong-number");
    let kinds: Vec<_> = logged["created"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds, ["communication", "follow-up", "number-mark"]);
    assert_eq!(desk.json("show H1")["contacts"][0]["phone_mark"], "bad");
    assert_eq!(desk.json("log H1 wrong-number")["created"].as_array().unwrap().len(), 2, "it is marked already");
    desk.ok("undo");
    desk.ok("undo");
    assert_eq!(desk.json("show H1")["contacts"][0]["phone_mark"], json!(null));
}
