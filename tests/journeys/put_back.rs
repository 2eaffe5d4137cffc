//! A backup is put back while a desk has the book open: the desk reads the book as it is then, whatever its entries are
//! numbered, and works on.

use arrears::book::{Access, Book};
use arrears::domain::ids::AccountId;
use arrears::tui::app::App;

use super::desk::app;
use crate::shop::{Shop, stamp};

fn shows(app: &mut App, parts: &[&str]) {
    let screen = app.screen(120, 40);
    for part in parts {
        assert!(screen.contains(part), "{part:?} is not in\n{screen}");
    }
}

#[test]
fn a_desk_that_is_open_sees_the_book_that_was_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut shop = Shop::of(Book::create(&at("shop.book")).unwrap());
    let account = shop.account("H1");
    shop.invoice(account, "1", "100.00", ("2026-09-01", "2026-10-01"));
    shop.book.backup(&at("first.book")).unwrap();
    shop.invoice(account, "2", "23.00", ("2026-09-01", "2026-10-01"));
    let lost = shop.account("GONE");
    shop.invoice(lost, "7", "7.77", ("2026-09-01", "2026-10-01"));
    let head = shop.book.version().unwrap();
    drop(shop);
    let mut desk = app(Book::open(&at("shop.book"), Access::Screen).unwrap());
    desk.tick();
    shows(&mut desk, &["123.00", "Customer GONE", "7.77"]);

    Book::restore(&at("shop.book"), &at("first.book"), &at("kept.book")).unwrap();
    desk.tick();
    shows(&mut desk, &["100.00", "put back from a backup"]);
    assert!(!desk.screen(120, 40).contains("7.77") && !desk.screen(120, 40).contains("GONE"));
    desk.press("gone").unwrap();
    assert!(!desk.screen(120, 40).contains("Customer GONE"), "what is gone is not found");
    desk.press("<esc>").unwrap();

    // Again, and before this desk looks, as many entries as there were: the number says nothing.
    let mut other = Shop::of(Book::open(&at("shop.book"), Access::Command).unwrap());
    other.book.perform(&crate::shop::invoice(account, "5", crate::shop::cents(100), days()), &stamp("a")).unwrap();
    desk.tick();
    shows(&mut desk, &["101.00"]);
    Book::restore(&at("shop.book"), &at("first.book"), &at("kept-2.book")).unwrap();
    other.book.perform(&crate::shop::invoice(account, "6", crate::shop::cents(900), days()), &stamp("b")).unwrap();
    desk.tick();
    shows(&mut desk, &["109.00", "put back from a backup"]);

    // And the desk works on.
    desk.press("cust<enter>p109<c-s>").unwrap();
    assert_eq!(desk.cx.book.credits_of(AccountId(1)).unwrap().len(), 1, "{:?}", desk.status());
    assert!(desk.cx.book.version().unwrap() <= head);
    let checks = desk.cx.book.verify(false, &mut |_, _, _| true).unwrap();
    assert!(checks.iter().all(|check| check.ok), "{checks:?}");
}

fn days() -> (arrears::domain::calendar::Date, arrears::domain::calendar::Date) {
    (crate::shop::day("2026-09-01"), crate::shop::day("2026-10-01"))
}
