//! What every form does, tried by keys on the call form.
#![cfg(test)]

use super::super::app::{App, Status};
use super::super::popup::samples::{app, app_on, cx, holloway, invoice, perform};
use crate::book::{Access, Book};
use crate::domain::communication::Outcome;
use crate::domain::ids::AccountId;
use crate::domain::item::samples::day;
use crate::ops::schedule_follow_up::ScheduleFollowUp;

fn calls(app: &App) -> Vec<Outcome> {
    app.cx.book.communications_of(AccountId(1)).unwrap().iter().map(|call| call.outcome).collect()
}

#[test]
fn an_unreadable_date_keeps_the_form_and_is_said_beside_the_field() {
    let mut app = app();
    app.press("c3⏎nonsense<c-s>").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("FORM") && screen.contains("✗ \"nonsense\" is not a date"), "{screen}");
    assert!(app.cx.book.communications_of(AccountId(1)).unwrap().is_empty());
}

#[test]
fn esc_parks_what_was_typed_and_f6_brings_it_back() {
    let mut app = app();
    app.press("c3⏎⏎⏎calls back<esc>").unwrap();
    assert_eq!(app.cx.drafts.count(), 1);
    app.press("<f6>⏎").unwrap();
    assert!(app.screen(120, 40).contains("calls back"));
    assert_eq!(app.cx.drafts.count(), 0, "a form in hand is not parked");
    app.press("<c-s>").unwrap();
    assert_eq!(app.cx.drafts.count(), 0);
    assert_eq!(app.cx.book.communications_of(AccountId(1)).unwrap().first().unwrap().note, "calls back");
}

#[test]
fn an_untouched_form_leaves_no_draft() {
    let mut app = app();
    app.press("c<esc>").unwrap();
    assert_eq!(app.cx.drafts.count(), 0);
}

#[test]
fn ctrl_z_takes_the_last_edit_back_and_then_the_last_entry() {
    let mut app = app();
    app.press("c3⏎⏎⏎late<c-z>").unwrap();
    assert!(!app.screen(120, 40).contains("late "), "{}", app.screen(120, 40));
    app.press("<c-s>").unwrap();
    assert_eq!(app.cx.book.communications_of(AccountId(1)).unwrap().len(), 1);
    app.press("<c-z>").unwrap();
    assert!(app.screen(120, 40).contains("undone: communication, promise, follow-up"), "{}", app.screen(120, 40));
    assert!(app.cx.book.communications_of(AccountId(1)).unwrap().is_empty());
}

#[test]
fn a_pasted_text_is_text_and_never_saves() {
    let mut app = app();
    app.press("c1⏎").unwrap();
    app.paste("line one\nline two\u{13}\n");
    let screen = app.screen(120, 40);
    assert!(screen.contains("line one line two"), "{screen}");
    assert!(app.cx.book.communications_of(AccountId(1)).unwrap().is_empty());
}

#[test]
fn a_change_at_the_other_desk_shows_in_the_form_and_keeps_what_was_typed() {
    let mut app = app();
    app.press("c3").unwrap();
    invoice(&mut app.cx, "1200", "100.00", day("2026-11-01"));
    app.tick();
    let screen = app.screen(120, 40);
    assert!(screen.contains("1,340.50"), "{screen}");
}

#[test]
fn a_busy_book_keeps_the_form_which_saves_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.book");
    drop(Book::create(&path).unwrap());
    let mut cx = cx(Book::open(&path, Access::Screen).unwrap());
    super::super::popup::samples::open_holloway(&mut cx);
    let other = Book::open(&path, Access::Screen).unwrap();
    let mut app = app_on(cx, None);
    app.press("c1").unwrap();
    let stamp = app.cx.stamp("the other desk");
    let op = ScheduleFollowUp { account: AccountId(1), due: day("2026-12-01"), note: String::new() };
    let held = other.what_if(&op, &stamp, |_, _| {
        app.press("<c-s>")?;
        app.tick();
        Ok(())
    });
    held.unwrap();
    assert!(matches!(app.status(), Some(Status::Said(text)) if text.contains("saves by itself")), "{:?}", app.status());
    assert!(calls(&app).is_empty());
    app.tick();
    assert_eq!(app.status(), Some(&Status::Saved("Call logged for Holloway Fabrication".to_string())));
    assert_eq!(calls(&app), [Outcome::NoAnswer]);
}

#[test]
fn esc_takes_a_waiting_save_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.book");
    drop(Book::create(&path).unwrap());
    let mut cx = cx(Book::open(&path, Access::Screen).unwrap());
    super::super::popup::samples::open_holloway(&mut cx);
    let other = Book::open(&path, Access::Screen).unwrap();
    let mut app = app_on(cx, None);
    let stamp = app.cx.stamp("the other desk");
    let op = ScheduleFollowUp { account: AccountId(1), due: day("2026-12-01"), note: String::new() };
    other.what_if(&op, &stamp, |_, _| app.press("c1<c-s><esc>")).unwrap();
    app.tick();
    assert!(calls(&app).is_empty() && app.screen(80, 24).contains("FORM"));
}

#[test]
fn no_size_is_too_small_for_a_form() {
    let mut app = app_on(holloway(), None);
    for keys in ["c3⏎", "<f4>", "<esc><esc>l<down>6", "<up><up><up>", "<esc>p12⏎", "<c-s>"] {
        app.press(keys).unwrap();
        for width in (1..=130).step_by(7) {
            for height in (1..=45).step_by(2) {
                assert_eq!(app.screen(width, height).lines().count(), usize::from(height), "{width}×{height}");
            }
        }
    }
}

#[test]
fn the_focused_field_is_visible_at_the_smallest_size() {
    let mut app = app();
    app.press("c3⏎⏎⏎").unwrap();
    app.press("what she said").unwrap();
    for (width, height) in [(60, 20), (60, 16), (40, 12)] {
        let screen = app.screen(width, height);
        assert!(screen.contains("what she said") && screen.contains("[ Save"), "{screen}");
    }
}

#[test]
fn another_page_over_a_form_parks_it_and_esc_comes_back_to_the_same_field() {
    let mut app = app();
    app.press("c3⏎⏎⏎half a no").unwrap();
    perform(&mut app.cx, &ScheduleFollowUp { account: AccountId(1), due: day("2026-12-01"), note: String::new() });
    app.press("te").unwrap();
    assert!(app.screen(80, 24).contains("half a note"));
}

#[test]
fn a_form_that_saves_under_another_page_is_gone_when_one_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.book");
    drop(Book::create(&path).unwrap());
    let mut cx = cx(Book::open(&path, Access::Screen).unwrap());
    super::super::popup::samples::open_holloway(&mut cx);
    let other = Book::open(&path, Access::Screen).unwrap();
    let mut app = app_on(cx, None);
    let stamp = app.cx.stamp("the other desk");
    let op = ScheduleFollowUp { account: AccountId(1), due: day("2026-12-01"), note: String::new() };
    other.what_if(&op, &stamp, |_, _| app.press("c1<c-s><f9>")).unwrap();
    app.tick();
    assert_eq!(calls(&app), [Outcome::NoAnswer]);
    app.press("<esc>").unwrap();
    let screen = app.screen(80, 24);
    assert!(screen.contains("ACCOUNT") && screen.contains("Call logged"), "{screen}");
}

#[test]
fn a_plain_copy_of_the_file_has_what_was_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.book");
    drop(Book::create(&path).unwrap());
    let mut cx = cx(Book::open(&path, Access::Screen).unwrap());
    super::super::popup::samples::open_holloway(&mut cx);
    let mut app = app_on(cx, None);
    app.press("c1<c-s>").unwrap();
    let copy = folder.path().join("copy.book");
    let calls_in_copy = || {
        std::fs::copy(&path, &copy).unwrap();
        Book::open(&copy, Access::Look).unwrap().communications_of(AccountId(1)).map_or(0, |calls| calls.len())
    };
    assert_eq!(calls_in_copy(), 0, "the entry is in the log until it is folded");
    Book::checkpoint(&path).unwrap();
    assert_eq!(calls_in_copy(), 1);
}

#[test]
fn trouble_stands_beside_its_field() {
    let mut app = app();
    app.press("c3abc<tab>nonsense<tab>").unwrap();
    insta::assert_snapshot!("trouble_80x24", app.screen(80, 24));
    app.press("<esc>p500⏎1⏎⏎3600<c-s>").unwrap();
    insta::assert_snapshot!("refused_80x24", app.screen(80, 24));
}

#[test]
fn the_boxes_of_the_fields() {
    let mut app = app();
    app.press("c3<f4>400+").unwrap();
    app.press("20").unwrap();
    insta::assert_snapshot!("calculator_80x24", app.screen(80, 24));
    app.press("⏎⏎<f4>").unwrap();
    insta::assert_snapshot!("calendar_60x20", app.screen(60, 20));
    app.press("<right>⏎").unwrap();
    assert!(app.screen(80, 24).contains("Sat 28 Nov, in 7 days"), "{}", app.screen(80, 24));
}
