//! Two desks on one book: who else has an account open is said before two people call it.

use arrears::book::{Access, Book};
use arrears::tui::app::App;
use arrears::tui::cx::{Clock, Cx};
use arrears::tui::drafts::Drafts;

use super::desk::shop;
use crate::shop::day;

/// A desk on the shop's book in a folder, at ten past ten.
fn seat(path: &std::path::Path, operator: &str) -> App {
    let morning = day("2026-11-21").and_hms_opt(10, 12, 0).unwrap();
    let book = Book::open(path, Access::Screen).unwrap();
    let mut cx = Cx::new(book, Clock::standing(morning), operator).unwrap();
    cx.drafts = Drafts::beside(path, operator).unwrap();
    App::new(cx).unwrap()
}

fn two() -> (tempfile::TempDir, App, App) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.book");
    shop().book.backup(&path).unwrap();
    let (maria, tom) = (seat(&path, "maria"), seat(&path, "tom"));
    (folder, maria, tom)
}

/// Says where it sits, or hears where the others do; everything told is on disk then.
fn turn(app: &mut App) {
    app.tick();
    app.cx.drafts.flush().unwrap();
    app.tick();
}

#[test]
fn the_account_and_its_forms_say_who_else_has_it_open() {
    let (_folder, mut maria, mut tom) = two();
    maria.press("holloway<enter>c").unwrap();
    turn(&mut maria);
    tom.press("holloway<enter>").unwrap();
    turn(&mut tom);
    let screen = tom.screen(120, 40);
    assert!(screen.contains("maria has this open since 10:12, logging a call"), "{screen}");
    tom.press("c").unwrap();
    turn(&mut tom);
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        let screen = tom.screen(width, height);
        assert!(screen.contains("maria is here too"), "{screen}");
    }
    // It refuses nothing.
    tom.press("1<c-s>").unwrap();
    assert!(tom.screen(120, 40).contains("Ctrl-Z undo"));
    maria.press("<esc><esc>").unwrap();
    turn(&mut maria);
    tom.press("<esc>holt<enter>").unwrap();
    turn(&mut tom);
    tom.press("<esc>holloway<enter>").unwrap();
    turn(&mut tom);
    assert!(!tom.screen(120, 40).contains("maria has"), "{}", tom.screen(120, 40));
}

#[test]
fn a_desk_that_ends_leaves_no_trace() {
    let (_folder, mut maria, mut tom) = two();
    maria.press("holloway<enter>").unwrap();
    turn(&mut maria);
    drop(maria);
    tom.press("holloway<enter>").unwrap();
    turn(&mut tom);
    assert!(!tom.screen(120, 40).contains("maria has"), "{}", tom.screen(120, 40));
}
