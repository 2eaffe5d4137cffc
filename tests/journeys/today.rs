//! The day's work by keys: from one call to the next, what is put off, kept on top, taken further, and looked at alone.

use arrears::book::Book;
use arrears::domain::communication::Outcome;
use arrears::tui::app::{App, Status};
use arrears::tui::key::Key;

use super::desk::{account, call, desk, elsewhere, pressed, shop};
use crate::shop::{Shop, day};

const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (60, 20)];

/// Presses keys, as many as the budget says.
fn press(app: &mut App, budget: usize, keys: &str) {
    assert_eq!(Key::read_all(keys).unwrap().len(), budget, "{keys}");
    app.press(keys).unwrap();
}

fn saved(app: &mut App) {
    let screen = app.screen(120, 40);
    assert!(matches!(app.status(), Some(Status::Saved(_))), "{:?}\n{screen}", app.status());
}

/// Every size shows the words.
fn shows(app: &mut App, words: &str) {
    for (width, height) in SIZES {
        let screen = app.screen(width, height);
        assert!(screen.contains(words), "{words} at {width}×{height}\n{screen}");
    }
}

/// The accounts of the list from the top, by their names in the rows.
fn order(book: &Book) -> Vec<String> {
    book.today(day("2026-11-21")).unwrap().into_iter().map(|row| row.code).collect()
}

fn communications(app: &App, code: &str) -> usize {
    let id = account(&app.cx.book, code);
    app.cx.book.communications_of(id).unwrap().len()
}

#[test]
fn the_head_counts_what_is_to_do_what_is_done_and_what_waits() {
    let mut app = pressed("<f8>");
    assert!(app.screen(120, 40).contains("6 to call · 0 done · 0 waiting on a promise"), "{}", app.screen(120, 40));
    app.press("c1<c-s>").unwrap();
    assert!(app.screen(120, 40).contains("5 to call · 1 done"), "{}", app.screen(120, 40));
    shows(&mut app, "1 done");
    app.press("c3<c-s>").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("4 to call · 2 done"), "{screen}");
    assert!(screen.contains("called today at 09:30, no answer"), "{screen}");
}

#[test]
fn reasons_are_told_in_words_and_points() {
    let mut app = pressed("<f8>");
    for (width, height) in SIZES {
        let screen = app.screen(width, height);
        assert!(screen.contains("promise of 500.00 broken yesterday +40"), "{screen}");
        assert!(screen.contains("late +19"), "{screen}");
    }
    assert!(app.screen(120, 40).contains("mornings +3"));
}

#[test]
fn after_a_save_one_key_goes_to_the_next() {
    let mut app = pressed("<f8>");
    app.press("c1<c-s>").unwrap();
    saved(&mut app);
    shows(&mut app, "] next: Miami");
    press(&mut app, 1, "]");
    shows(&mut app, "Miami Valley Welding");
    assert!(app.screen(120, 40).contains("ACCOUNT  Miami Valley Welding"), "{}", app.screen(120, 40));
    // From account to account, without going back to the list: two keys of way for each call.
    app.press("c2<c-s>").unwrap();
    saved(&mut app);
    assert!(app.screen(120, 40).contains("] next: Acme Stamping"), "{}", app.screen(120, 40));
    press(&mut app, 1, "]");
    app.press("p100⏎177⏎<c-s>").unwrap();
    saved(&mut app);
    assert!(app.screen(120, 40).contains("] next: Kowalski Tool & Die"), "{}", app.screen(120, 40));
}

#[test]
fn on_the_list_itself_the_next_call_is_one_key_away() {
    let mut app = pressed("<f8>c1<c-s>");
    press(&mut app, 1, "c");
    assert!(app.screen(120, 40).contains("CALL with Miami Valley Welding"), "{}", app.screen(120, 40));
}

#[test]
fn another_key_forgets_the_next_and_somebody_called_elsewhere_is_not_next() {
    let mut app = pressed("<f8>c1<c-s><down>");
    assert!(!app.screen(120, 40).contains("] next:"), "{}", app.screen(120, 40));
    let mut app = pressed("<f8>c");
    let miami = account(&app.cx.book, "C0044");
    elsewhere(&mut app, &call(miami, "2026-11-21", Outcome::Voicemail, ""));
    app.press("1<c-s>").unwrap();
    assert!(app.screen(120, 40).contains("] next: Acme Stamping"), "{}", app.screen(120, 40));
}

#[test]
fn the_last_one_has_no_next_and_a_form_from_the_home_says_none() {
    let mut app = pressed("<f8><end>c1<c-s>");
    saved(&mut app);
    assert!(!app.screen(120, 40).contains("next:"), "{}", app.screen(120, 40));
    app.press("<esc>holt<f3>1<c-s>").unwrap();
    saved(&mut app);
    assert!(!app.screen(120, 40).contains("next:"), "{}", app.screen(120, 40));
}

#[test]
fn a_snooze_takes_eleven_keys_and_is_lifted_by_three() {
    let mut app = pressed("<f8>");
    let before = order(&app.cx.book);
    press(&mut app, 10, "zfri⏎away⏎");
    assert!(app.screen(120, 40).contains("Not called until Fri 27 Nov"), "{}", app.screen(120, 40));
    press(&mut app, 1, "⏎");
    saved(&mut app);
    let first = before[0].clone();
    assert!(!order(&app.cx.book).contains(&first));
    app.press("<end>").unwrap();
    assert!(app.screen(120, 40).contains("waiting: snoozed until 27 Nov · away"), "{}", app.screen(120, 40));
    press(&mut app, 3, "z1⏎");
    saved(&mut app);
    assert_eq!(order(&app.cx.book), before);
    app.press("<c-z>").unwrap();
    assert!(!order(&app.cx.book).contains(&first), "the lift is taken back");
}

#[test]
fn a_snooze_without_a_reason_or_until_today_is_not_saved() {
    let mut app = pressed("<f8>zfri⏎<c-s>");
    shows(&mut app, "reason");
    assert_eq!(order(&app.cx.book).len(), 6);
    app.press("<esc>zt⏎because<c-s>").unwrap();
    assert_eq!(order(&app.cx.book).len(), 6, "{}", app.screen(120, 40));
    assert!(app.screen(120, 40).contains("back at once"), "{}", app.screen(120, 40));
}

#[test]
fn a_pin_keeps_an_account_on_top_and_is_taken_off() {
    let mut app = pressed("<f8><down><down>");
    let third = order(&app.cx.book)[2].clone();
    press(&mut app, 7, "*boss⏎⏎");
    saved(&mut app);
    assert_eq!(order(&app.cx.book)[0], third);
    shows(&mut app, "pinned · boss +300");
    press(&mut app, 3, "*1⏎");
    saved(&mut app);
    assert_eq!(order(&app.cx.book)[2], third);
}

#[test]
fn a_stage_is_chosen_by_its_number_and_shown_wherever_the_account_is() {
    let mut app = pressed("holloway⏎");
    press(&mut app, 10, "S3⏎⏎slow⏎⏎");
    saved(&mut app);
    shows(&mut app, "final demand");
    app.press("<f8>").unwrap();
    shows(&mut app, "▲ final demand");
    app.press("T").unwrap();
    app.tick();
    let screen = app.screen(120, 40);
    for word in ["Escalated on 2026-11-21", "Holloway Fabrication", "final demand", "maria", "slow", "1,240.50"] {
        assert!(screen.contains(word), "{word}\n{screen}");
    }
    app.press("⏎").unwrap();
    assert!(app.screen(120, 40).contains("ACCOUNT  Holloway Fabrication"));
    assert!(app.screen(120, 40).contains("stage ▸ final demand, maria has it"), "{}", app.screen(120, 40));
}

#[test]
fn the_list_shows_only_what_is_asked_for_until_one_key_shows_all() {
    let mut app = pressed("<f8>");
    press(&mut app, 7, "F<down>2000⏎");
    shows(&mut app, "only over 2000");
    let screen = app.screen(120, 40);
    assert!(screen.contains("2 to call") && !screen.contains("Miami Valley"), "{screen}");
    press(&mut app, 1, "O");
    shows(&mut app, "only mine · over 2000");
    // It stays when one comes back.
    app.press("<esc><f8>").unwrap();
    shows(&mut app, "only mine · over 2000");
    press(&mut app, 1, "0");
    assert!(app.screen(120, 40).contains("6 to call") && !app.screen(120, 40).contains("only"));
    app.press("F<down><down>91+⏎").unwrap();
    shows(&mut app, "only 91+ days");
    app.press("0F<down><down>7-8⏎").unwrap();
    assert!(app.screen(120, 40).contains("is no bucket of this shop"), "{}", app.screen(120, 40));
    app.press("<esc>F<down><down><down>fri⏎").unwrap();
    shows(&mut app, "nobody is left");
    app.press("0").unwrap();
}

fn frames(name: &str, keys: &str, book: fn() -> Shop) {
    let mut app = super::desk::app(book().book);
    app.press(keys).unwrap();
    for (width, height) in SIZES {
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), app.screen(width, height));
    }
}

#[test]
fn frames_of_the_days_work() {
    frames("today_next", "<f8>c1<c-s>", shop);
    frames("today_snooze", "<f8>zfri⏎on holiday", shop);
    frames("today_stage", "<f8>S", shop);
    frames("today_filter", "<f8>F", shop);
    frames("today_only", "<f8>F<down>2000⏎", shop);
    frames("escalated", "holloway⏎S4⏎⏎slow⏎⏎T", shop);
}

#[test]
fn a_call_logged_from_the_list_is_logged_once() {
    let mut app = desk();
    app.press("<f8>c1<c-s>⏎").unwrap();
    assert_eq!(communications(&app, "C0037"), 4);
}
