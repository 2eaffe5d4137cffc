//! Books of every schema that was ever released open, and the released steps are what they were: a shop's old file is
//! read by the code that is current when it is opened, years later.

use std::path::Path;

use arrears::book::{Access, Book};
use rusqlite::Connection;

const FIRST: &str = include_str!("schemas/0001.sql");

/// A file as version 1 of the program left it, made without this program's code.
fn book_of_version_1(path: &Path) -> Connection {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA journal_mode = WAL; BEGIN").unwrap();
    conn.execute_batch(FIRST).unwrap();
    conn.execute_batch("PRAGMA application_id = 0x41525253; PRAGMA user_version = 1; COMMIT").unwrap();
    conn
}

#[test]
fn a_released_step_of_the_schema_is_never_edited() {
    assert_eq!(FIRST, include_str!("../assets/schema/0001_book.sql"), "append a step instead");
}

#[test]
fn a_book_of_version_1_opens_and_takes_entries() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.book");
    drop(book_of_version_1(&path));
    let mut book = Book::open(&path, Access::Command).unwrap();
    let op = arrears::ops::change_setting::ChangeSetting { settings: vec![("shop".into(), "Steel & Sons".into())] };
    let stamp = arrears::book::Stamp {
        operator: "ann".into(),
        at: 0,
        today: arrears::domain::calendar::parse_iso("2026-11-21").unwrap(),
        action: "first".into(),
    };
    assert_eq!(book.perform(&op, &stamp).unwrap().entry.0, 1);
    assert_eq!(Book::open(&path, Access::Command).unwrap().settings().unwrap().shop, "Steel & Sons");
}

#[test]
fn a_book_of_a_newer_program_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.book");
    book_of_version_1(&path).execute_batch("PRAGMA user_version = 2; CREATE TABLE later (id INTEGER)").unwrap();
    let before = std::fs::read(&path).unwrap();
    for access in [Access::Command, Access::Screen, Access::Look, Access::Inspect] {
        let error = Book::open(&path, access).err().unwrap();
        assert_eq!((error.code(), error.exit_status()), ("newer", 1));
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
}
