//! Books of every schema that was ever released open, and the released steps are what they were: a shop's old file is
//! read by the code that is current when it is opened, years later.

use std::path::Path;

use arrears::book::{Access, Book};
use rusqlite::Connection;

const FIRST: &str = include_str!("schemas/0001.sql");
const SECOND: &str = include_str!("schemas/0002.sql");

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
    assert_eq!(SECOND, include_str!("../assets/schema/0002_call.sql"), "append a step instead");
}

/// What version 1 wrote: a shop of one account, its invoice and a payment, hashed by the program of then.
fn filled_book_of_version_1(path: &Path) {
    let conn = book_of_version_1(path);
    conn.execute_batch(include_str!("schemas/filled_0001.sql")).unwrap();
}

fn names_in(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn version_of(path: &Path) -> i32 {
    Connection::open(path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

fn all_ok(book: &Book) -> bool {
    let checks = book.verify(false, &mut |_, _, _| true).unwrap();
    checks.iter().all(|check| check.ok)
}

#[test]
fn a_book_of_version_1_is_brought_up_to_date_and_takes_entries() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.book");
    filled_book_of_version_1(&path);
    let mut book = Book::open(&path, Access::Command).unwrap();
    let before = book.version().unwrap().0;
    assert!(before > 0 && all_ok(&book), "what version 1 wrote keeps its hash");
    let op = arrears::ops::change_setting::ChangeSetting { settings: vec![("shop".into(), "Steel & Sons".into())] };
    let stamp = arrears::book::Stamp {
        operator: "ann".into(),
        at: 0,
        today: arrears::domain::calendar::parse_iso("2026-11-21").unwrap(),
        action: "first".into(),
    };
    assert_eq!(book.perform(&op, &stamp).unwrap().entry.0, before + 1);
    drop(book);
    assert_eq!(version_of(&path), 2);
    assert_eq!(Book::open(&path, Access::Command).unwrap().settings().unwrap().shop, "Steel & Sons");
}

#[test]
fn what_a_book_was_before_its_upgrade_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.book");
    filled_book_of_version_1(&path);
    let hash = Book::open(&path, Access::Look).unwrap().head_hash().unwrap();
    drop(Book::open(&path, Access::Screen).unwrap());
    drop(Book::open(&path, Access::Screen).unwrap());
    let backups = folder.path().join("backups");
    assert_eq!(names_in(&backups), ["old-before-version-2.book"], "once, not at each opening");
    let kept = backups.join("old-before-version-2.book");
    assert_eq!(version_of(&kept), 1);
    assert_eq!(Book::open(&kept, Access::Look).unwrap().head_hash().unwrap(), hash);
}

#[test]
fn an_older_book_that_is_only_looked_at_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.book");
    filled_book_of_version_1(&path);
    let before = std::fs::read(&path).unwrap();
    for access in [Access::Look, Access::Inspect] {
        let book = Book::open(&path, access).unwrap();
        assert!(all_ok(&book));
        assert_eq!(book.account_count().unwrap(), 1);
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert!(names_in(&folder.path().join("backups")).is_empty());
}

#[test]
fn an_older_book_with_a_changed_structure_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.book");
    filled_book_of_version_1(&path);
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE planted (id INTEGER)").unwrap();
    for access in [Access::Command, Access::Screen, Access::Look] {
        assert_eq!(Book::open(&path, access).err().unwrap().code(), "damaged");
    }
    assert_eq!(version_of(&path), 1);
}

#[test]
fn a_backup_of_version_1_is_restored_as_it_would_be_today() {
    let folder = tempfile::tempdir().unwrap();
    let (old, path) = (folder.path().join("old.book"), folder.path().join("now.book"));
    filled_book_of_version_1(&old);
    drop(Book::create(&path).unwrap());
    Book::restore(&path, &old, &folder.path().join("kept.book")).unwrap();
    let book = Book::open(&path, Access::Command).unwrap();
    assert!(book.account_count().unwrap() == 1 && all_ok(&book));
    assert_eq!(version_of(&old), 1);
}

#[test]
fn a_book_of_a_newer_program_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.book");
    book_of_version_1(&path).execute_batch("PRAGMA user_version = 99; CREATE TABLE later (id INTEGER)").unwrap();
    let before = std::fs::read(&path).unwrap();
    for access in [Access::Command, Access::Screen, Access::Look, Access::Inspect] {
        let error = Book::open(&path, access).err().unwrap();
        assert_eq!((error.code(), error.exit_status()), ("newer", 1));
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
}
