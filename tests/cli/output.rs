//! What is printed: for people, for spreadsheets, and for pipes that close.

use std::io::Read;
use std::process::{Command, Stdio};

use super::desk::Desk;

#[test]
fn a_hostile_name_reaches_neither_terminal_nor_spreadsheet() {
    let desk = Desk::new();
    assert_eq!(desk.run_words(&["account", "add", "X1", "=cmd|' /C calc'!A0"]).status, 0);
    assert_eq!(desk.run_words(&["account", "add", "X2", "Evil\u{1b}[2J\u{202e}Co"]).status, 0);
    desk.ok("invoice X1 1 5");
    desk.ok("invoice X2 1 5");
    let csv = desk.ok("aging --format csv");
    assert!(csv.contains("'=cmd|"), "{csv}");
    for out in [csv, desk.ok("aging"), desk.ok("show X2"), desk.ok("account list")] {
        assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}'), "{out:?}");
    }
}

#[test]
fn a_reader_that_went_away_is_no_failure() {
    let desk = Desk::new();
    let mut program = Command::new(assert_cmd::cargo::cargo_bin("arrears"));
    program.env("ARREARS_BOOK", desk.book()).args(["completions", "bash"]);
    let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(said, "");
}

#[test]
fn completions_and_manual_are_printed_without_a_book() {
    let desk = Desk::bare();
    assert!(desk.ok("completions zsh").contains("arrears"));
    assert!(desk.ok("man").contains(".TH"));
}

#[test]
fn what_an_entry_made_is_a_csv_too() {
    let desk = Desk::new();
    assert_eq!(desk.ok("invoice H1 1 5 --format csv"), "entry,kind,id\n3,invoice,I1\n");
}
