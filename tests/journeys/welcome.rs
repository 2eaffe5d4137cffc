//! The first run: three ways to a book, each leading to the home.

use std::path::Path;

use arrears::book::{Access, Book};
use arrears::tui::app::App;
use arrears::tui::cx::{Clock, Cx};
use arrears::tui::page::welcome::Welcome;

use crate::shop::day;

fn welcome(book: &Path) -> App {
    let morning = day("2026-11-21").and_hms_opt(9, 30, 0).unwrap();
    let cx = Cx::new(Book::memory().unwrap(), Clock::standing(morning), "maria").unwrap();
    App::on(cx, Box::new(Welcome::new(book.to_path_buf()))).unwrap()
}

#[test]
fn frames_of_the_welcome() {
    let mut app = welcome(Path::new("/home/maria/receivables.book"));
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        insta::assert_snapshot!(format!("welcome_{width}x{height}"), app.screen(width, height));
    }
}

#[test]
fn one_looks_around_in_a_sample_shop_and_keeps_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.book");
    let mut app = welcome(&path);
    app.press("1holl").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("Holloway Fabrication") && screen.contains("FIND"), "{screen}");
    assert!(!path.exists());
}

#[test]
fn two_brings_in_a_file_and_only_then_makes_the_book() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.book");
    let mut app = welcome(&path);
    app.press("2tests/import/qbo_aging_detail.csv<enter>").unwrap();
    assert!(app.screen(120, 40).contains("[ Take it"), "{}", app.screen(120, 40));
    assert!(!path.exists());
    app.press("<enter>").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("FIND") && screen.contains("AGING"), "{screen}");
    assert!(Book::open(&path, Access::Look).unwrap().account_count().unwrap() > 0);
}

#[test]
fn two_goes_back_where_the_file_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.book");
    let mut app = welcome(&path);
    app.press("<down><enter>no such file<enter>").unwrap();
    assert!(app.screen(80, 24).contains("✗"), "{}", app.screen(80, 24));
    app.press("<esc>").unwrap();
    assert!(app.screen(80, 24).contains("There is no book yet"));
    assert!(!path.exists());
}

#[test]
fn three_starts_with_an_empty_book_that_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.book");
    let mut app = welcome(&path);
    app.press("t<f8>d3").unwrap();
    assert!(app.screen(120, 40).contains("the book is empty"), "{}", app.screen(120, 40));
    assert_eq!(Book::open(&path, Access::Look).unwrap().account_count().unwrap(), 0);
}
