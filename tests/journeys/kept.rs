//! What is kept of an account beside money, by keys: disputes and their end, the next step, notes, what is to be sent,
//! the facts of the sentence; and the payment that may be there already.

use arrears::domain::aging::Aging;
use arrears::tui::app::{App, Status};
use arrears::tui::key::Key;

use super::desk::{account, pressed};
use crate::shop::usd;

fn standing(app: &App) -> arrears::book::Standing {
    app.cx.book.standing(account(&app.cx.book, "C0037"), &Aging::by_due(app.cx.today)).unwrap()
}

/// Presses keys, as many as the budget says, and something was saved by them.
fn saves(app: &mut App, budget: usize, keys: &str) -> String {
    assert_eq!(Key::read_all(keys).unwrap().len(), budget, "{keys}");
    app.press(keys).unwrap();
    match app.status().cloned() {
        Some(Status::Saved(said)) => said,
        other => panic!("{other:?}\n{}", app.screen(120, 40)),
    }
}

fn shows(app: &mut App, parts: &[&str]) {
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        let screen = app.screen(width, height);
        let left: Vec<&str> = screen.lines().map(|line| line.split('│').next().unwrap_or_default()).collect();
        let flowing = left.iter().flat_map(|line| line.split_whitespace()).collect::<Vec<_>>().join(" ");
        for part in parts {
            assert!(screen.contains(part) || flowing.contains(part), "{part:?} is not in\n{screen}");
        }
    }
}

/// The picked line, which has the cursor's mark.
fn marked(app: &mut App) -> String {
    let screen = app.screen(120, 40);
    let line =
        screen.lines().find(|line| line.starts_with('▌')).unwrap_or_else(|| panic!("nothing is picked\n{screen}"));
    line.split('│').next().unwrap().trim().to_string()
}

#[test]
fn a_dispute_takes_six_keys_and_says_what_is_left_to_ask_for() {
    let mut app = pressed("hollo<enter><down><down>x");
    app.press("100⏎2").unwrap();
    shows(&mut app, &["left to ask for of 1101: 312.30", "1 price"]);
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        insta::assert_snapshot!(format!("dispute_{width}x{height}"), app.screen(width, height));
    }
    app.press("<esc><esc>").unwrap();
    let mut app = pressed("hollo<enter><down><down>");
    assert_eq!(saves(&mut app, 6, "x⏎3⏎⏎⏎"), "412.30 of 1101 is disputed");
    let disputes = standing(&app).disputes;
    let made = disputes.last().unwrap();
    assert_eq!((made.number.as_str(), made.amount, made.reason.word()), ("1101", usd("412.30"), "DAMAGED"));
    assert_eq!(made.owner, "maria");
}

#[test]
fn a_dispute_that_is_credited_posts_its_memo_and_one_undo_takes_it_back() {
    let mut app = pressed("hollo<enter>");
    // The first fact of the sentence is the dispute; its line is a digit away.
    app.press("1").unwrap();
    assert!(
        marked(&mut app).contains("DISPUTE  80.00 of 1043 · short · maria · open for 50 days"),
        "{}",
        marked(&mut app)
    );
    app.press("<enter>1").unwrap();
    shows(&mut app, &["posts a credit memo of 80.00, applied to 1043", "Credits 80.00 to 1043"]);
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        insta::assert_snapshot!(format!("resolve_{width}x{height}"), app.screen(width, height));
    }
    assert_eq!(saves(&mut app, 2, "⏎⏎"), "Dispute of 1043 credited: 80.00");
    assert_eq!((standing(&app).figures.net, standing(&app).disputes.len()), (usd("1160.50"), 0));
    app.press("u").unwrap();
    assert_eq!((standing(&app).figures.net, standing(&app).disputes.len()), (usd("1240.50"), 1));
}

#[test]
fn a_dispute_changes_hands_and_a_rejected_one_posts_nothing() {
    let mut app = pressed("hollo<enter>1x");
    app.press("5").unwrap();
    assert_eq!(saves(&mut app, 6, "carl⏎<c-s>"), "carl sees to the dispute of 1043");
    assert_eq!(standing(&app).disputes[0].owner, "carl");
    app.press("Z").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("Open disputes on 2026-11-21") && screen.contains("TOTAL carl USD"), "{screen}");
    app.press("<esc>1").unwrap();
    assert_eq!(saves(&mut app, 3, "x2⏎"), "Dispute of 1043 rejected");
    assert_eq!((standing(&app).figures.net, standing(&app).figures.collectable), (usd("1240.50"), usd("1240.50")));
}

#[test]
fn a_follow_up_takes_the_place_of_the_planned_one_and_is_ticked_off() {
    let mut app = pressed("hollo<enter>");
    app.press("ffri⏎ask⏎⏎").unwrap();
    let planned = standing(&app).follow_ups.len();
    app.press("f").unwrap();
    shows(&mut app, &["1 instead of", "2 one more", "planned:"]);
    app.press("1mon⏎again⏎⏎").unwrap();
    assert_eq!(standing(&app).follow_ups.len(), planned);
    assert!(standing(&app).follow_ups.iter().any(|one| one.note == "again"));
    saves(&mut app, 3, "f3⏎");
    assert_eq!(standing(&app).follow_ups.len(), planned - 1);
}

#[test]
fn a_note_without_a_call_is_kept_about_the_picked_item() {
    let mut app = pressed("hollo<enter><down>");
    assert_eq!(saves(&mut app, 8, "nboxes⏎⏎"), "Note kept for Holloway Fabrication");
    let notes = app.cx.book.communications_of(account(&app.cx.book, "C0037")).unwrap();
    let note = notes.last().unwrap();
    assert_eq!((note.note.as_str(), note.debit.as_ref().unwrap().1.as_str()), ("boxes", "1043"));
    assert_eq!(standing(&app).follow_ups.len(), 0, "nothing is answered by a note");
}

#[test]
fn what_is_to_be_sent_is_ticked_off_on_its_list_and_undone() {
    let mut app = pressed("hollo<enter><down>");
    assert_eq!(saves(&mut app, 4, "q1⏎⏎"), "To be sent: copy of 1043");
    assert!(app.screen(120, 40).contains("TO SEND  copy of 1043 · asked 21 Nov"), "{}", app.screen(120, 40));
    app.press("t").unwrap();
    assert!(app.screen(120, 40).contains("1 to send (Q)"), "{}", app.screen(120, 40));
    app.press("Q").unwrap();
    shows(&mut app, &["TO BE SENT", "copy of 1043", "Holloway Fabrication", "1 open"]);
    app.press("<space>").unwrap();
    shows(&mut app, &["✓ copy of 1043", "0 open"]);
    assert!(standing(&app).requests.is_empty());
    app.press("u").unwrap();
    shows(&mut app, &["1 open"]);
    assert_eq!(standing(&app).requests.len(), 1);
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        insta::assert_snapshot!(format!("requests_{width}x{height}"), app.screen(width, height));
    }
}

#[test]
fn each_fact_of_the_sentence_has_a_key_to_its_line() {
    let mut app = pressed("hollo<enter>");
    let screen = app.screen(120, 40);
    for part in ["dispute¹", "1043²,", "Friday³", "12 Sep⁴"] {
        assert!(screen.contains(part), "{part} is not in\n{screen}");
    }
    let lines = [("2", "1043  due 16 Aug"), ("3", "PROMISE  ✗ broken: 500.00"), ("4", "check 5588")];
    for (key, line) in lines {
        app.press(key).unwrap();
        assert!(marked(&mut app).contains(line), "{key}: {}", marked(&mut app));
    }
    app.press("9").unwrap();
    assert_eq!(app.status(), Some(&Status::Said("the sentence has no fact 9".to_string())));
}

#[test]
fn a_payment_that_may_be_there_already_asks_for_a_y() {
    let mut app = pressed("acme<enter>p250<c-s>");
    shows(&mut app, &["perhaps twice", "250.00 came on 19 Nov", "y saves"]);
    let acme = account(&app.cx.book, "C0042");
    let payments = |app: &App| app.cx.book.credits_of(acme).unwrap().len();
    let before = payments(&app);
    app.press("x").unwrap();
    assert_eq!(payments(&app), before, "any other key goes back");
    shows(&mut app, &["Save"]);
    app.press("<enter>").unwrap();
    assert_eq!(payments(&app), before, "Enter on Save asks");
    app.press("y").unwrap();
    assert!(matches!(app.status(), Some(Status::Saved(_))), "{:?}", app.status());
    assert_eq!(payments(&app), before + 1);
    app.press("p120<c-s>").unwrap();
    assert_eq!(payments(&app), before + 2, "another amount is not asked about");
}
