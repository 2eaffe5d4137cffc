//! Opening and amending accounts, and naming them.

use super::desk::Desk;

#[test]
fn a_book_is_made_once() {
    let desk = Desk::bare();
    assert_eq!(desk.fails("aging"), (4, "no_book".into()));
    let made = desk.json("init --shop Mill --currency EUR");
    assert_eq!(made["created"], serde_json::json!([]));
    assert_eq!(desk.fails("init"), (3, "exists".into()));
    desk.ok("account add A1 Aachen");
    assert_eq!(desk.json("account list")["accounts"][0]["currency"], "EUR");
}

#[test]
fn an_unknown_currency_makes_no_book() {
    let desk = Desk::bare();
    assert_eq!(desk.fails("init --currency XXZ").0, 2);
    assert!(!desk.book().exists());
}

#[test]
fn a_setting_changes_only_what_is_named() {
    let desk = Desk::new();
    let opened = desk.run_words(&[
        "account",
        "add",
        "A1",
        "Ace Tool",
        "--phone",
        "(937) 555-0142",
        "--phone",
        "555-0199",
        "--email",
        "ap@ace.example",
        "--contact",
        "Ann Lee",
        "--credit-limit",
        "5000",
        "--city",
        "Dayton",
        "--format",
        "json",
    ]);
    assert_eq!(opened.status, 0, "{opened:?}");
    let opened: serde_json::Value = serde_json::from_str(&opened.out).unwrap();
    assert_eq!(opened["created"], serde_json::json!([{"kind": "account", "id": "A1"}]));
    desk.ok("account set A1 --phone 555-0000");
    assert!(desk.json("account set A1 --phone 555-0000")["entry"].is_null());
    let shown = desk.json("show A1");
    assert_eq!(shown["contacts"][0]["phone"], "555-0000");
    assert_eq!(shown["contacts"][0]["name"], "Ann Lee");
    assert_eq!(shown["contacts"][0]["email"], "ap@ace.example");
    assert_eq!(shown["credit_limit"], "5000.00");
    assert_eq!(shown["name"], "Ace Tool");
    assert_eq!(desk.fails("account add A1 Again"), (3, "code_taken".into()));
    assert_eq!(desk.fails("account add B1 Bad --terms soon").0, 2);
}

#[test]
fn writing_names_exactly_and_looking_finds() {
    let desk = Desk::new();
    desk.ok("account add H2 Hollow-Ground");
    assert_eq!(desk.json("show ground")["account"], "H2");
    assert_eq!(desk.json("show HOLLOWAY")["account"], "H1");
    assert_eq!(desk.fails("show holl"), (4, "ambiguous".into()));
    assert_eq!(desk.fails("invoice ground 1 5.00"), (4, "no_account".into()));
    desk.ok("invoice holloway 1 5.00");
    assert_eq!(desk.net("H1"), "5.00");
}
