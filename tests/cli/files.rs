//! Files in and out: import, export, backup, verify.

use std::path::Path;

use serde_json::json;

use super::desk::Desk;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample");
const QUICKBOOKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/import/qbo_aging_detail.csv");

fn same_files(left: &Path, right: &Path) {
    let names = |folder: &Path| {
        let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(left), names(right));
    for name in names(left) {
        let read = |folder: &Path| std::fs::read_to_string(folder.join(&name)).unwrap();
        assert_eq!(read(left), read(right), "{name:?}");
    }
}

#[test]
fn a_book_goes_out_and_comes_back() {
    let desk = Desk::bare();
    desk.ok("init");
    desk.ok(&format!("import folder {SAMPLE}"));
    desk.ok("export folder --to one");
    let again = Desk::bare();
    again.ok("init");
    again.ok(&format!("import {}", desk.folder.path().join("one").display()));
    again.ok("export folder --to two");
    same_files(&desk.folder.path().join("one"), &again.folder.path().join("two"));
    for date in ["2026-11-21", "2026-03-31", "2025-06-30"] {
        let words = format!("aging --as-of {date}");
        assert_eq!(desk.json(&words), again.json(&words), "{date}");
    }
    assert_eq!(again.json("verify")["ok"], true);
    assert_eq!(desk.fails(&format!("export folder --to {}", desk.folder.path().display())).0, 3);
}

#[test]
fn the_same_file_again_changes_nothing() {
    let desk = Desk::bare();
    desk.ok("init");
    let tried = desk.json(&format!("import auto {QUICKBOOKS} --dry-run"));
    assert!(tried["entry"].is_null());
    assert!(tried["imported"]["items"]["new"].as_u64().unwrap() > 0);
    assert_eq!(desk.json("aging")["currencies"], json!([]));
    let taken = desk.json(&format!("import {QUICKBOOKS}"));
    assert_eq!((&taken["entry"], &taken["imported"]), (&json!(1), &tried["imported"]));
    let net = desk.json("aging")["currencies"][0]["totals"]["net"].clone();
    let again = desk.json(&format!("import {QUICKBOOKS}"));
    assert!(again["entry"].is_null());
    assert_eq!(desk.json("aging")["currencies"][0]["totals"]["net"], net);
    assert_eq!(desk.json("journal")["entries"].as_array().unwrap().len(), 1);
}

#[test]
fn one_refused_row_refuses_all() {
    let desk = Desk::new();
    let folder = desk.folder.path().join("bad");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(
        folder.join("items.csv"),
        "account,kind,number,date,due_date,amount,po,memo\nH1,invoice,1,2026-01-01,,10.001,,\nH1,invoice,2,2026-01-01,,10.00,,\n",
    )
    .unwrap();
    std::fs::write(
        folder.join("accounts.csv"),
        "code,name,currency,terms_days,credit_limit,phone,phone2,email,contact,address,city,region,postal_code,country,time_zone,note\n\
         H1,Holloway,USD,30,,,,,,,,,,,,\n",
    )
    .unwrap();
    let said = desk.run("import folder bad --format json");
    assert_eq!(said.status, 3);
    let told: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&told["refused"][0]["file"], &told["refused"][0]["line"]), (&json!("items.csv"), &json!(2)));
    assert!(said.err.contains("rows_refused"));
    let text = desk.run("import folder bad");
    assert!(text.out.contains("too many decimals") && text.err.starts_with("error: "), "{text:?}");
    assert_eq!(desk.net("H1"), "0.00");
    desk.ok("import folder bad --skip-refused");
    assert_eq!(desk.net("H1"), "10.00");
}

#[test]
fn what_cannot_be_imported_says_why() {
    let desk = Desk::new();
    assert_eq!(desk.fails("import nowhere.csv").0, 4);
    std::fs::write(desk.folder.path().join("minutes.csv"), "who,what\nme,nothing\n").unwrap();
    assert_eq!(desk.fails("import minutes.csv"), (3, "unknown_format".into()));
    assert_eq!(desk.fails("import frobnicate minutes.csv"), (2, "unknown_format".into()));
    assert_eq!(desk.fails(&format!("import folder {QUICKBOOKS}")), (3, "wrong_format".into()));
    assert_eq!(desk.fails("import"), (2, "usage".into()));
    assert_eq!(desk.fails("export pdf"), (2, "usage".into()));
}

#[test]
fn a_backup_is_a_book_and_never_overwrites() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 100");
    let made = desk.json("backup safe.book");
    assert_eq!(made["version"], 3);
    assert_eq!(desk.fails("backup safe.book"), (3, "exists".into()));
    desk.ok("invoice H1 2 5");
    assert_eq!(desk.json("aging --book safe.book")["currencies"][0]["totals"]["net"], "100.00");
    desk.ok("backup");
    desk.ok("backup");
    assert!(desk.folder.path().join("backups/test-2026-11-21-2.book").exists());
}

#[test]
fn an_import_into_a_used_book_makes_a_backup_first() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 100");
    desk.ok(&format!("import {QUICKBOOKS}"));
    let before = "aging --book backups/test-2026-11-21-before-4.book";
    assert_eq!(desk.json(before)["currencies"][0]["totals"]["net"], "100.00");
}

#[test]
fn a_changed_book_does_not_verify() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 1234.56");
    assert_eq!(desk.json("verify --quick")["ok"], true);
    let book = rusqlite::Connection::open(desk.book()).unwrap();
    book.execute("UPDATE debit SET amount = 9, open = 9", []).unwrap();
    drop(book);
    let said = desk.run("verify --format json");
    let told: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.status, &told["ok"]), (1, &json!(false)));
}

#[test]
fn a_busy_book_is_waited_for_and_then_left() {
    let desk = Desk::new();
    let other = rusqlite::Connection::open(desk.book()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(desk.json("aging")["currencies"], json!([]));
    assert_eq!(desk.fails("invoice H1 1 5"), (5, "busy".into()));
    other.execute_batch("ROLLBACK").unwrap();
    desk.ok("invoice H1 1 5");
}

#[test]
fn the_demo_wants_a_terminal() {
    let desk = Desk::bare();
    let said = desk.run("demo");
    assert_eq!(said.status, 2);
    assert!(!desk.book().exists());
}
