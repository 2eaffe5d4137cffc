//! Taking entries back, and what the journal keeps of it.

use serde_json::json;

use super::desk::Desk;

#[test]
fn undo_takes_the_latest_of_its_operator() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 100");
    desk.ok("pay H1 100");
    desk.ok("invoice H1 2 7 --as otto");
    let undone = desk.json("undo");
    assert_eq!((&undone["entry"], &undone["undone"]), (&json!(6), &json!(4)));
    assert_eq!(desk.net("H1"), "107.00");
    assert_eq!(desk.json("undo 6")["undone"], 6);
    assert_eq!(desk.net("H1"), "7.00");
    assert_eq!(desk.fails("undo 99"), (4, "no_entry".into()));
    assert_eq!(desk.fails("undo --as nobody"), (4, "nothing_to_undo".into()));
    assert_eq!(desk.fails("undo soon"), (2, "usage".into()));
}

#[test]
fn what_others_stand_on_is_not_undone() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 100");
    desk.ok("pay H1 100");
    let said = desk.run("undo 3 --format json");
    let error: serde_json::Value = serde_json::from_str(&said.err).unwrap();
    assert_eq!((said.status, &error["error"]["code"], &error["error"]["entry"]), (3, &json!("depended_on"), &json!(4)));
}

#[test]
fn the_journal_says_who_did_what() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 100 --as otto");
    desk.ok("undo 3 --as otto");
    let entries = desk.json("journal H1")["entries"].clone();
    let told: Vec<_> =
        entries.as_array().unwrap().iter().map(|one| (&one["op"], &one["operator"], &one["undone"])).collect();
    assert_eq!(told[1], (&json!("post-debit"), &json!("otto"), &json!(true)));
    assert_eq!(desk.json("journal --since 3")["entries"][0]["entry"], 4);
    assert_eq!(desk.json("verify")["ok"], true);
}
