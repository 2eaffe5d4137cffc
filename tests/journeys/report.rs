//! Reports by keys: the report's question with both dates, comparison, proof, day sheet, statement, month-end.

use std::path::Path;

use arrears::book::{Access, Book};
use arrears::ops::bounce_payment::BouncePayment;
use arrears::ops::close_period::ClosePeriod;
use arrears::tui::app::{App, Status};

use super::desk::{account, app, debit, desk, elsewhere, pressed, shop};
use crate::shop::{Shop, day, payment, usd};

fn shows(app: &mut App, parts: &[&str]) {
    let screen = app.screen(120, 40);
    for part in parts {
        assert!(screen.contains(part), "{part:?} is not in\n{screen}");
    }
}

fn lacks(app: &mut App, parts: &[&str]) {
    let screen = app.screen(120, 40);
    for part in parts {
        assert!(!screen.contains(part), "{part:?} is in\n{screen}");
    }
}

fn frames(name: &str, app: &mut App) {
    // Any change of what an op writes changes the head's hash, and nothing that a frame is kept for.
    let hash = app.cx.book.head_hash().unwrap();
    for (width, height) in [(120, 40), (80, 24)] {
        let screen = app.screen(width, height).replace(&hash, "(head)");
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), screen);
    }
}

/// A shop in a file, and the workstation on it: jobs have a connection of their own.
fn in_a_file(folder: &Path) -> App {
    let mut shop = Shop::of(Book::create(&folder.join("hollis.book")).unwrap());
    let first = shop.account("C1");
    let debit = shop.invoice(first, "1043", "828.20", ("2026-07-17", "2026-08-16"));
    shop.pay(first, "300.00", "2026-09-12", &[(debit, "300.00")]);
    app(shop.book)
}

#[test]
fn the_report_is_asked_as_of_another_day_and_esc_goes_back_to_today() {
    let mut app = pressed("<tab>A30 sep");
    frames("ask_report", &mut app);
    app.press("<enter>").unwrap();
    app.tick();
    // 1043 had 828.20 open and was 45 days late, 1060 and 1050 were late by a month; nothing was disputed yet.
    shows(&mut app, &["as of 30 Sep, as known now", "proof 0.00 ✓"]);
    lacks(&mut app, &["27,114.20", "12,080.50 │ A", "412.30      ·"]);
    frames("report_as_of", &mut app);
    app.press("<esc>").unwrap();
    shows(&mut app, &["as of 21 Nov, as known now", "27,114.20"]);
    assert!(app.screen(120, 40).contains("ACCOUNT"), "the list keeps the keyboard");
}

#[test]
fn known_at_an_entry_later_entries_change_nothing() {
    let mut app = desk();
    let head = app.cx.book.version().unwrap().0;
    app.press(&format!("<tab>A<tab>{head}<enter>")).unwrap();
    let acme = account(&app.cx.book, "C0042");
    let late = debit(&app.cx.book, acme, "1120");
    elsewhere(&mut app, &payment(acme, usd("8210.50"), day("2026-11-20"), vec![(late, usd("8210.50"))]));
    shows(&mut app, &[&format!("as of 21 Nov, known at entry {head}"), "27,114.20", "proof 0.00 ✓"]);
    app.press("<esc>").unwrap();
    shows(&mut app, &["as known now", "18,903.70"]);
}

#[test]
fn a_report_as_of_another_day_follows_the_book() {
    let mut app = pressed("<tab>A2026-11-20<enter>");
    let acme = account(&app.cx.book, "C0042");
    let late = debit(&app.cx.book, acme, "1120");
    elsewhere(&mut app, &payment(acme, usd("8210.50"), day("2026-11-20"), vec![(late, usd("8210.50"))]));
    shows(&mut app, &["as of 20 Nov", "18,903.70"]);
}

#[test]
fn a_question_that_cannot_be_asked_is_said_in_its_field() {
    let mut app = pressed("<tab>A<tab>9999<enter>");
    shows(&mut app, &["FORM", "✗ there is no entry 9999; the newest is"]);
    app.press("<c-u><tab><tab><tab>90,30<enter>").unwrap();
    shows(&mut app, &["✗ the edges of the buckets must be"]);
    app.press("<c-u>15,45<enter>").unwrap();
    shows(&mut app, &["1–15", "16–45", "46+"]);
}

#[test]
fn the_columns_and_the_presentation_can_be_chosen_with_the_same_net() {
    let mut app = pressed("<tab>A<tab><tab>23<enter>");
    shows(&mut app, &["AGING by invoice date", "27,114.20"]);
    lacks(&mut app, &["unapplied −250.00"]);
}

#[test]
fn another_question_is_read_on_a_connection_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = in_a_file(folder.path());
    app.press("<tab>A2026-09-01<enter>").unwrap();
    shows(&mut app, &["as of 1 Sep, as known now", "828.20"]);
    app.tick();
    shows(&mut app, &["proof 0.00 ✓"]);
    app.press("<esc>").unwrap();
    shows(&mut app, &["as of 21 Nov", "528.20"]);
}

#[test]
fn compare_lists_the_entries_that_changed_the_answer_and_enter_opens_the_account() {
    let mut app = desk();
    let head = app.cx.book.version().unwrap().0;
    let holloway = account(&app.cx.book, "C0037");
    let credit = app.cx.book.credits_of(holloway).unwrap()[0].id;
    let bounce = BouncePayment { credits: vec![credit], date: day("2026-11-20"), reason: String::new(), fee: None };
    elsewhere(&mut app, &bounce);
    app.press(&format!("<tab>A<tab>{head}<enter>C")).unwrap();
    app.tick();
    shows(&mut app, &[&format!("What entries {} to {} changed", head + 1, head + 1), "bounce", "300.00", "1 row"]);
    frames("compare", &mut app);
    app.press("<enter>").unwrap();
    shows(&mut app, &["ACCOUNT  Holloway"]);
}

#[test]
fn nothing_to_compare_is_said() {
    let mut app = pressed("<tab>C");
    shows(&mut app, &["nothing differs: what was known then holds"]);
}

#[test]
fn a_proof_that_is_not_zero_names_its_items_by_enter_on_it() {
    let folder = tempfile::tempdir().unwrap();
    drop(in_a_file(folder.path()));
    let path = folder.path().join("hollis.book");
    rusqlite::Connection::open(&path).unwrap().execute_batch("UPDATE debit SET open = open - 100").unwrap();
    let mut app = app(Book::open(&path, Access::Screen).unwrap());
    (0..4).for_each(|_| app.tick());
    shows(&mut app, &["✗ differs by"]);
    app.press("<tab><down><enter>").unwrap();
    (0..3).for_each(|_| app.tick());
    shows(&mut app, &["open amounts", "debit 1: its open amount does not follow from the facts", "C1"]);
    shows(&mut app, &["What to do: keep a copy", "of 14 checks hold"]);
    frames("proof", &mut app);
    app.press("<down><up><enter>").unwrap();
    shows(&mut app, &["ACCOUNT  Customer C1"]);
}

#[test]
fn the_day_sheet_is_printed_as_pages_of_plain_text() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = pressed("<tab>D<left><left>");
    let path = folder.path().join("sheet.txt");
    app.press("<c-p>").unwrap();
    shows(&mut app, &["FORM", "day-sheet-2026-11-19.txt"]);
    app.press(&format!("{}<enter>", path.display())).unwrap();
    shows(&mut app, &[&format!("written to {}", path.display())]);
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(
        written.starts_with("Day sheet") && written.contains("page 1 of 1") && written.contains("250.00"),
        "{written}"
    );
}

#[test]
fn the_day_sheet_turns_by_day_and_is_written_as_csv() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = pressed("<f9>day sheet<enter>");
    shows(&mut app, &["Day sheet for 2026-11-21", "nothing came in on this day"]);
    app.press("<left><left>").unwrap();
    shows(&mut app, &["Day sheet for 2026-11-19", "5588", "250.00", "TOTAL USD"]);
    frames("day_sheet", &mut app);
    let path = folder.path().join("sheet.csv");
    app.press("w").unwrap();
    shows(&mut app, &["FORM", "day-sheet-2026-11-19.csv"]);
    app.paste(path.to_str().unwrap());
    app.press("<enter>").unwrap();
    assert!(matches!(app.status(), Some(Status::Said(said)) if said.contains("written to")));
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.starts_with("operator,method,reference,date,account") && written.contains(",250.00,"), "{written}");
    app.press("w").unwrap();
    app.paste(path.to_str().unwrap());
    app.press("<enter>").unwrap();
    shows(&mut app, &["is there already"]);
    app.press("<esc><enter>").unwrap();
    shows(&mut app, &["ACCOUNT  Acme Stamping"]);
}

#[test]
fn checks_dated_ahead_are_on_hand_and_reached_from_anywhere() {
    let mut shop = shop();
    let holloway = account(&shop.book, "C0037");
    shop.does(&payment(holloway, usd("100.00"), day("2026-12-01"), Vec::new()));
    let mut app = app(shop.book);
    app.press("hol<enter>H").unwrap();
    shows(&mut app, &["Checks on hand", "Holloway", "100.00", "1 row"]);
    app.press("g2026-12-05<enter>").unwrap();
    shows(&mut app, &["dated after 2026-12-05", "no check is dated after this day"]);
}

#[test]
fn the_statement_is_the_account_s_and_is_written_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = pressed("hol<enter><c-p>");
    shows(&mut app, &["STATEMENT", "open items as of 21 Nov", "BALANCE", "1,240.50", "1043"]);
    frames("statement", &mut app);
    app.press("<tab>").unwrap();
    shows(&mut app, &["activity since 1 Oct"]);
    app.press("g<tab>2026-09-01<enter>").unwrap();
    shows(&mut app, &["activity since 1 Sep", "300.00"]);
    app.press("w").unwrap();
    shows(&mut app, &["statement-C0037-2026-11-21.txt"]);
    let path = folder.path().join("statement.txt");
    app.paste(path.to_str().unwrap());
    app.press("<enter>").unwrap();
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.contains("Holloway Fabrication") && written.contains("2026-09-12"), "{written}");
    app.press("<esc>").unwrap();
    shows(&mut app, &["ACCOUNT  Holloway"]);
}

#[test]
fn month_end_shows_closes_and_backs_up_in_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = in_a_file(folder.path());
    app.press("<tab>E").unwrap();
    app.tick();
    shows(
        &mut app,
        &[
            "as of 31 Oct",
            "528.20",
            "0.00 ✓",
            "entries dated 31 Oct or before will be refused",
            "hollis-2026-11-21.book",
        ],
    );
    app.press("<c-s>").unwrap();
    app.tick();
    shows(&mut app, &["✓ closed through 31 Oct by entry", "verified"]);
    assert_eq!(app.cx.book.settings().unwrap().closed_through, Some(day("2026-10-31")));
    let copy = Book::open(&folder.path().join("backups/hollis-2026-11-21.book"), Access::Look).unwrap();
    assert_eq!(copy.head_hash().unwrap(), app.cx.book.head_hash().unwrap());
    app.press("<esc>L<enter>").unwrap();
    assert!(app.cx.book.settings().unwrap().closed_through.is_some(), "Enter says no");
    app.press("Ly").unwrap();
    assert_eq!(app.cx.book.settings().unwrap().closed_through, None);
    assert!(matches!(app.status(), Some(Status::Saved(said)) if said.contains("31 Oct")));
}

#[test]
fn month_end_refuses_a_day_to_come_and_one_before_the_closing_date() {
    let mut app = desk();
    app.cx.book.perform(&ClosePeriod { through: Some(day("2026-10-31")) }, &crate::shop::stamp("close")).unwrap();
    app.press("<tab>E").unwrap();
    frames("month_end", &mut app);
    app.press("2026-12-31<c-s>").unwrap();
    shows(&mut app, &["✗ a day to come cannot be closed"]);
    app.press("<c-u>2026-09-30<c-s>").unwrap();
    shows(&mut app, &["closed through 2026-10-31 already"]);
}

#[test]
fn what_is_disputed_and_collectable_stands_under_the_totals() {
    let mut app = desk();
    app.tick();
    // 80.00 of Holloway's is disputed: 27,114.20 less that.
    shows(&mut app, &["of which disputed 80.00", "collectable 27,034.20"]);
}
