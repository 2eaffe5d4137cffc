//! A file that is no good book gets its sentence, and neither it nor the terminal is touched.

use std::path::Path;

use rusqlite::Connection;

use super::desk::{Desk, Screen};

/// What makes a book no good.
type Spoil = fn(&Path);

#[test]
fn without_a_book_a_welcome_asks_and_makes_nothing_by_itself() {
    let desk = Desk::bare();
    let mut screen = desk.start();
    screen.wait("Start with an empty book");
    screen.press("<c-q>");
    assert!(screen.wait_for_end().success());
    screen.assert_given_back();
    assert!(!desk.book().exists());
}

#[test]
fn what_is_no_good_book_gets_its_sentence_in_an_untouched_terminal() {
    let foreign = |book: &Path| std::fs::write(book, "Dear customer, your invoice is due.").unwrap();
    let newer = |book: &Path| Connection::open(book).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let damaged = |book: &Path| {
        let file = std::fs::OpenOptions::new().write(true).open(book).unwrap();
        file.set_len(20_000).unwrap();
    };
    let spoilt: [(Spoil, &str); 3] =
        [(foreign, "is a file of another kind"), (newer, "newer arrears"), (damaged, "the book is damaged")];
    for (spoil, sentence) in spoilt {
        let desk = Desk::new();
        spoil(&desk.book());
        let before = std::fs::read(desk.book()).unwrap();
        let mut screen = Screen::start(&desk, &[]);
        let status = screen.wait_for_end();
        let said = screen.text();
        assert!(said.contains(sentence) && said.contains(" was not") | said.contains("nothing was changed"), "{said}");
        assert_eq!(status.exit_code(), 1, "{said}");
        assert!(!screen.raw.contains(&0x1b), "{said}");
        assert_eq!(std::fs::read(desk.book()).unwrap(), before, "{said}");
    }
}
