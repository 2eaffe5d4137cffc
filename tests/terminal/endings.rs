//! However the program ends, the terminal is given back and what was typed is kept.

use super::desk::{Desk, PROMPT, Screen};

/// A form with a typed note in it.
fn half_a_note(desk: &Desk) -> Screen {
    let mut screen = desk.at_home();
    screen.press("ace<enter>");
    screen.wait(" ACCOUNT  Ace Welding");
    screen.press("c8");
    screen.wait("CALL with Ace Welding");
    screen.press("<tab>half a note");
    screen.wait("half a note");
    screen
}

fn assert_resumes(desk: &Desk) {
    let mut screen = desk.at_home();
    screen.wait("1 draft");
    screen.press("<f6>");
    screen.wait("CALL with Ace Welding");
    screen.press("<enter>");
    screen.wait("half a note");
}

#[test]
fn quitting_gives_the_terminal_back_as_it_was() {
    let desk = Desk::new();
    let mut screen = desk.at_home();
    screen.press("<c-q>");
    let status = screen.wait_for_end();
    assert!(status.success(), "{status:?}");
    screen.assert_given_back();
    assert_eq!(screen.text(), PROMPT);
    assert!(!desk.folder.path().join("shop.book-wal").exists(), "the last close folds the log");
}

#[test]
fn signals_give_the_terminal_back_and_keep_the_draft() {
    for signal in [libc::SIGTERM, libc::SIGHUP, libc::SIGINT] {
        let desk = Desk::new();
        let mut screen = half_a_note(&desk);
        screen.signal(signal);
        screen.wait_for_end();
        screen.assert_given_back();
        assert!(desk.drafts().contains(&"half a note".to_string()), "{signal}");
    }
}

#[test]
fn quitting_from_a_form_keeps_its_draft() {
    let desk = Desk::new();
    let mut screen = half_a_note(&desk);
    screen.press("<c-q>");
    assert!(screen.wait_for_end().success());
    screen.assert_given_back();
    assert_resumes(&desk);
}

#[test]
fn a_killed_program_left_its_draft() {
    let desk = Desk::new();
    let mut screen = half_a_note(&desk);
    screen.wait_beside("the draft on disk", || desk.drafts().contains(&"half a note".to_string()));
    screen.signal(libc::SIGKILL);
    screen.wait_for_force();
    assert_resumes(&desk);
}

#[test]
fn a_window_that_closes_ends_the_program() {
    let desk = Desk::new();
    let mut screen = half_a_note(&desk);
    screen.vanish();
    screen.wait_for_end();
    assert!(desk.drafts().contains(&"half a note".to_string()));
}
