//! Each form by its keys, and what stands in the book afterwards; what others save shows by itself.

use arrears::book::{Access, Book, Communication, Standing};
use arrears::domain::aging::Aging;
use arrears::domain::calendar::parse_iso;
use arrears::domain::communication::Outcome;

use super::desk::{Desk, Screen, today};

fn standing(desk: &Desk, code: &str) -> Standing {
    desk.look().standing(desk.account(code).id, &Aging::by_due(today())).unwrap()
}

fn latest_contact(desk: &Desk, code: &str) -> Communication {
    let all = desk.look().communications_of(desk.account(code).id).unwrap();
    all.into_iter().max_by_key(|one| one.at).unwrap()
}

/// The page of Ace Welding, found by three letters.
fn ace(desk: &Desk) -> Screen {
    let mut screen = desk.at_home();
    screen.press("ace<enter>");
    screen.wait(" ACCOUNT  Ace Welding");
    screen
}

#[test]
fn a_call_with_a_promise() {
    let desk = Desk::new();
    let mut screen = ace(&desk);
    screen.press("c");
    screen.wait("CALL with Ace Welding");
    screen.press("3<enter>th");
    screen.wait("Thu 26 Nov");
    screen.press("<enter><enter>Check is signed");
    screen.wait("Check is signed");
    screen.press("<c-s>");
    screen.wait("Ctrl-Z undo");
    let (promise, _) = standing(&desk, "C0001").promises.pop().unwrap();
    assert_eq!(promise.due, parse_iso("2026-11-26").unwrap());
    let call = latest_contact(&desk, "C0001");
    assert_eq!((call.outcome, call.note.as_str()), (Outcome::Promise, "Check is signed"));
}

#[test]
fn the_days_first_entry_makes_the_days_backup() {
    let desk = Desk::new();
    let mut screen = ace(&desk);
    let place = desk.folder.path().join("backups/shop-2026-11-21.book");
    assert!(!place.exists());
    screen.press("c1<c-s>");
    screen.wait("Ctrl-Z undo");
    screen.wait_beside("the day's backup", || place.exists());
    assert!(Book::open(&place, Access::Look).unwrap().version().unwrap().0 > 1);
}

#[test]
fn a_check_for_an_invoice() {
    let desk = Desk::new();
    let mut screen = desk.at_home();
    screen.press("1094<enter>");
    screen.wait(" ACCOUNT  Ace Welding");
    screen.press("p");
    screen.wait("PAYMENT");
    screen.press("<enter>15588");
    screen.wait("5588");
    screen.press("<enter><enter><enter>");
    screen.wait("1,865.40");
    assert_eq!(desk.look().version().unwrap().0, 1, "Enter posts nothing before [ Save ]");
    screen.press("<enter>");
    screen.wait("Ctrl-Z undo");
    let payment = desk.look().credits_of(desk.account("C0001").id).unwrap().pop().unwrap();
    assert_eq!((payment.amount.decimal().as_str(), payment.reference.as_str()), ("1865.40", "5588"));
    assert!(standing(&desk, "C0001").debits.iter().all(|debit| debit.number != "1094"));
    screen.press("<c-z>");
    screen.wait_beside("the undo's entry", || desk.look().version().unwrap().0 == 3);
    assert!(standing(&desk, "C0001").debits.iter().any(|debit| debit.number == "1094"));
}

#[test]
fn a_payment_plan() {
    let desk = Desk::new();
    let mut screen = ace(&desk);
    screen.press("l");
    screen.wait("PLAN");
    screen.press("<enter>6<enter><enter><enter><enter>");
    screen.wait("Ctrl-Z undo");
    assert_eq!(standing(&desk, "C0001").running_plan().unwrap().0.instalments.len(), 6);
}

#[test]
fn a_paste_into_a_note_saves_nothing_and_stays_whole() {
    let desk = Desk::new();
    let mut screen = ace(&desk);
    let before = desk.look().version().unwrap();
    screen.press("c8");
    screen.wait("CALL with Ace Welding");
    screen.press("<tab>");
    screen.paste("first line\r\nsecond line\nq\x03third \x1b[31mline");
    screen.wait("third");
    assert_eq!(desk.look().version().unwrap(), before);
    screen.press("<c-s>");
    screen.wait("Ctrl-Z undo");
    let note = latest_contact(&desk, "C0001").note;
    assert!(["first line", "second line", "third"].iter().all(|line| note.contains(line)), "{note:?}");
    assert!(!note.contains(['\x1b', '\x03', '\r']), "{note:?}");
}

#[test]
fn what_another_process_saves_shows_by_itself() {
    let desk = Desk::new();
    let mut screen = desk.at_home();
    screen.press("ace");
    screen.wait("2,926.45");
    desk.run(&["pay", "C0001", "1865.40", "--reference", "7001", "--apply", "1094"]);
    screen.wait("1,061.05");
    desk.run(&["undo"]);
    screen.wait("2,926.45");
}
