//! Bringing in files: looked at before they are taken, taken whole or not at all, and said.

use std::path::Path;

use arrears::book::{Access, Book};
use arrears::tui::app::{App, Status};
use arrears::tui::cx::{Clock, Cx};
use arrears::tui::page::welcome::Welcome;

use super::desk::{app, elsewhere};
use crate::shop::{Shop, day, invoice, usd};

const CONTACTS: &str = "tests/import/qbo_contacts.csv";
const AGING: &str = "tests/import/qbo_aging_detail.csv";
/// Some of its rows are refused, the rest can be taken.
const TRAPS: &str = "tests/import/xero_traps.csv";
/// None can be taken.
const BAD_ROWS: &str = "tests/import/folder_bad_rows";

fn empty() -> App {
    app(Book::memory().unwrap())
}

/// Ctrl-O, the path, and a look.
fn looked(mut app: App, path: &str) -> App {
    app.press("<c-o>").unwrap();
    app.paste(path);
    app.press("<enter>").unwrap();
    app
}

fn on_disk(folder: &Path) -> App {
    app(Book::create(&folder.join("shop.book")).unwrap())
}

fn backups(folder: &Path) -> Vec<String> {
    let Ok(found) = std::fs::read_dir(folder.join("backups")) else { return Vec::new() };
    found.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

fn said(app: &App) -> String {
    match app.status() {
        Some(Status::Saved(said)) => said.clone(),
        status => panic!("nothing was saved: {status:?}"),
    }
}

#[test]
fn the_quickbooks_pair_comes_in_one_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = looked(on_disk(folder.path()), CONTACTS);
    app.press("<enter>").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("Next the file that says what they owe") && screen.contains("Ctrl-Z undo"), "{screen}");
    app.paste(AGING);
    app.press("<enter><enter>").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("FIND") && screen.contains("AGING by due date"), "{screen}");
    let said = said(&app);
    assert!(said.starts_with("Brought in ") && said.ends_with("from qbo_aging_detail.csv"), "{said}");
    assert_eq!(backups(folder.path()), Vec::<String>::new(), "a book without items needs no backup");
}

#[test]
fn several_files_or_a_folder_of_them_come_in_together() {
    let mut typed = looked(empty(), &format!("{CONTACTS}\n{AGING}\n"));
    let folder = tempfile::tempdir().unwrap();
    for path in [CONTACTS, AGING, "tests/import/unknown.csv"] {
        std::fs::copy(path, folder.path().join(Path::new(path).file_name().unwrap())).unwrap();
    }
    let mut dropped = looked(empty(), folder.path().to_str().unwrap());
    assert!(dropped.screen(120, 40).contains("not read: unknown.csv"), "{}", dropped.screen(120, 40));
    for app in [&mut typed, &mut dropped] {
        app.press("<enter>").unwrap();
        assert_eq!(app.cx.book.version().unwrap().0, 1, "one entry");
        assert!(said(app).ends_with("from qbo_contacts.csv, qbo_aging_detail.csv"), "{}", said(app));
    }
    assert_eq!(typed.cx.book.account_count().unwrap(), dropped.cx.book.account_count().unwrap());
}

#[test]
fn a_book_with_items_is_backed_up_first_and_the_same_file_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = looked(on_disk(folder.path()), AGING);
    app.press("<enter>").unwrap();
    assert_eq!(backups(folder.path()), Vec::<String>::new());
    let mut app = looked(app, AGING);
    assert!(app.screen(120, 40).contains("The book has all of it already"), "{}", app.screen(120, 40));
    app.press("<enter><c-s>").unwrap();
    assert_eq!(app.cx.book.version().unwrap().0, 1);
    app.press("<esc>").unwrap();
    let mut app = looked(app, "tests/import/xero_invoices.csv");
    app.press("<enter>").unwrap();
    assert!(said(&app).ends_with("from xero_invoices.csv"), "{}", app.screen(120, 40));
    assert_eq!(backups(folder.path()), ["shop-2026-11-21-before-2.book"]);
    let before = Book::open(&folder.path().join("backups/shop-2026-11-21-before-2.book"), Access::Look).unwrap();
    assert_eq!(before.version().unwrap().0, 1);
}

#[test]
fn refused_rows_stop_it_until_the_rest_is_asked_for() {
    let mut app = looked(empty(), TRAPS);
    app.press("<enter>").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("cannot be taken; Ctrl-S takes the rest"), "{screen}");
    assert_eq!(app.cx.book.version().unwrap().0, 0);
    app.press("<c-s>").unwrap();
    assert!(said(&app).contains("rows left out"), "{}", said(&app));
    assert_eq!(app.cx.book.version().unwrap().0, 1);
}

#[test]
fn every_refused_row_can_be_scrolled_to() {
    let mut app = looked(empty(), BAD_ROWS);
    let first = app.screen(60, 20);
    assert!(first.contains("more, PgDn") && first.contains("Nothing is left to take: 15 rows"), "{first}");
    let mut seen = first;
    for _ in 0..9 {
        app.press("<pgdn>").unwrap();
        seen.push_str(&app.screen(60, 20));
    }
    let mut wide = looked(empty(), BAD_ROWS);
    let all: Vec<String> = wide
        .screen(120, 90)
        .lines()
        .filter_map(|line| line.trim().strip_prefix("✗ "))
        .map(|line| line.chars().take(30).collect())
        .collect();
    assert!(all.len() > 5, "{all:?}");
    for row in all {
        assert!(seen.contains(&row), "{row} is not in\n{seen}");
    }
    assert!(!app.screen(60, 20).contains("more, PgDn"), "{}", app.screen(60, 20));
}

#[test]
fn a_book_that_moves_on_makes_a_new_preview() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = looked(on_disk(folder.path()), AGING);
    let mut other = Shop::of(app.cx.book.again(Access::Command).unwrap());
    let account = other.account("C1");
    other.does(&invoice(account, "77", usd("10.00"), (day("2026-11-01"), day("2026-12-01"))));
    app.tick();
    assert!(app.screen(120, 40).contains("this is the new preview"), "{}", app.screen(120, 40));
    app.press("<enter>").unwrap();
    assert!(said(&app).ends_with("from qbo_aging_detail.csv"));
    assert_eq!(app.cx.book.version().unwrap().0, 3);
    let mut memory = looked(empty(), AGING);
    let note = arrears::ops::open_account::OpenAccount {
        code: "C9".into(),
        currency: arrears::domain::money::Currency::USD,
        details: arrears::book::AccountDetails { name: "Nine".into(), terms: "30".into(), ..Default::default() },
        contacts: Vec::new(),
    };
    elsewhere(&mut memory, &note);
    memory.press("<enter>").unwrap();
    assert_eq!(memory.cx.book.version().unwrap().0, 2, "{}", memory.screen(120, 40));
}

#[test]
fn the_first_run_leads_from_the_customers_to_what_they_owe() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.book");
    let morning = day("2026-11-21").and_hms_opt(9, 30, 0).unwrap();
    let cx = Cx::new(Book::memory().unwrap(), Clock::standing(morning), "maria").unwrap();
    let mut app = App::on(cx, Box::new(Welcome::new(path.clone()))).unwrap();
    app.press(&format!("2{CONTACTS}<enter><enter>")).unwrap();
    assert!(app.screen(120, 40).contains("The customers are in"), "{}", app.screen(120, 40));
    app.paste(AGING);
    app.press("<enter><enter>").unwrap();
    assert!(app.screen(120, 40).contains("AGING by due date"), "{}", app.screen(120, 40));
    assert_eq!(Book::open(&path, Access::Look).unwrap().version().unwrap().0, 2);
}

#[test]
fn frames_of_bringing_in() {
    for (name, path) in [
        ("looked", AGING),
        ("refused", TRAPS),
        ("wrong_file", "tests/import/qbo_aging_summary.csv"),
        ("missing", "tests/import/no_such.csv"),
    ] {
        let mut app = looked(empty(), path);
        for (width, height) in [(120, 40), (80, 24), (60, 20)] {
            insta::assert_snapshot!(format!("bring_in_{name}_{width}x{height}"), app.screen(width, height));
        }
    }
    let mut app = looked(empty(), CONTACTS);
    app.press("<enter>").unwrap();
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        insta::assert_snapshot!(format!("bring_in_next_{width}x{height}"), app.screen(width, height));
    }
}
