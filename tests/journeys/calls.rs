//! The call from the home on: what each outcome needs, one line for all of it, and the rules of contact, by keys.

use arrears::domain::aging::Aging;
use arrears::domain::communication::Outcome;
use arrears::domain::ids::AccountId;
use arrears::domain::phone::NotCalled;
use arrears::ops::amend_account::AmendAccount;
use arrears::ops::change_setting::ChangeSetting;
use arrears::ops::mark_number::{MarkNumber, Marked};
use arrears::tui::app::App;
use arrears::tui::key::Key;

use super::desk::{account, app, desk, elsewhere, pressed, shop};
use crate::shop::{day, usd};

fn holloway(app: &App) -> AccountId {
    account(&app.cx.book, "C0037")
}

fn standing(app: &App) -> arrears::book::Standing {
    app.cx.book.standing(holloway(app), &Aging::by_due(app.cx.today)).unwrap()
}

/// The workstation after keys, no more of them than the budget.
fn within(budget: usize, keys: &str) -> App {
    let count = Key::read_all(keys).unwrap().len();
    assert!(count <= budget, "{count} keys: {keys}");
    let mut app = desk();
    app.press("hollow⏎").unwrap();
    let before = app.cx.book.version().unwrap().0;
    app.press(keys).unwrap();
    assert_eq!(app.cx.book.version().unwrap().0, before + 1, "{}", app.screen(120, 40));
    app
}

fn shows(app: &mut App, parts: &[&str]) {
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        let screen = app.screen(width, height);
        let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in parts {
            assert!(words.contains(part), "{part} is not in {width}×{height}\n{screen}");
        }
    }
}

#[test]
fn each_outcome_within_its_keys() {
    for (budget, keys, outcome) in [
        (3, "c1<c-s>", Outcome::NoAnswer),
        (3, "c2<c-s>", Outcome::Voicemail),
        (3, "c3<c-s>", Outcome::Promise),
        (3, "c7<c-s>", Outcome::Paid),
        (3, "c8<c-s>", Outcome::Spoke),
        (12, "c5tue⏎10:00<c-s>", Outcome::Callback),
        (12, "c41101⏎80⏎2<c-s>", Outcome::Dispute),
        (4, "c91<c-s>", Outcome::Info),
        (5, "c051<c-s>", Outcome::Hold),
        (6, "c03⏎6<c-s>", Outcome::Plan),
        (4, "c04<c-s>", Outcome::Refused),
        (4, "c02<c-s>", Outcome::WrongNumber),
        (7, "c:vm⏎⏎", Outcome::Voicemail),
        (17, "c:ptp 500 fri⏎⏎", Outcome::Promise),
    ] {
        let app = within(budget, keys);
        let calls = app.cx.book.communications_of(holloway(&app)).unwrap();
        assert_eq!(calls.last().unwrap().outcome, outcome, "{keys}");
    }
}

#[test]
fn a_call_back_stands_on_the_account_with_its_time() {
    let mut app = within(12, "c5tue⏎10:00<c-s>");
    let screen = app.screen(120, 40);
    assert!(screen.contains("Tue 24 Nov 10:00"), "{screen}");
    app.press("u").unwrap();
    assert!(standing(&app).follow_ups.is_empty());
}

#[test]
fn a_line_in_the_middle_of_another_call_is_parked_and_comes_back() {
    let mut app = pressed("hollow⏎c:ptp 500 fri; disp 1101");
    app.press("<f2>hollins⏎c1<c-s><f2><esc>").unwrap();
    shows(&mut app, &["ptp 500 fri; disp 1101"]);
    app.press(" 80 short<c-s>").unwrap();
    let standing = standing(&app);
    assert_eq!(standing.promises.last().unwrap().0.amount, usd("500.00"));
    assert_eq!(standing.disputes.iter().filter(|one| one.number == "1101").count(), 1);
}

#[test]
fn a_line_that_cannot_be_read_says_which_word_at_every_size() {
    let mut app = pressed("hollow⏎c:hold on");
    shows(&mut app, &["\"on\" is no kind of hold", "attorney, bankruptcy, deceased, hardship"]);
    app.press("<c-s>").unwrap();
    assert!(standing(&app).holds.is_empty());
}

#[test]
fn numbers_show_their_marks_where_they_are_dialled() {
    let mut app = pressed("hollow⏎");
    let marked = Marked { phone: "937 555 0142".into(), kind: NotCalled::DoNotCall, reason: "asked".into() };
    let op = MarkNumber { account: holloway(&app), marked, on: day("2026-11-21") };
    elsewhere(&mut app, &op);
    shows(&mut app, &["✗ do not call"]);
    app.press("c").unwrap();
    shows(&mut app, &["⚠ (937) 555-0142 is not to be called"]);
    app.press("<esc>").unwrap();
    let contacts = app.cx.book.contacts_of(holloway(&app)).unwrap();
    assert_eq!(contacts.len(), 1);
}

#[test]
fn the_hours_at_the_customers_stand_on_the_account_and_stop_the_call() {
    let mut shop = shop();
    let account = account(&shop.book, "C0037");
    let mut details = shop.book.account(account).unwrap().details;
    details.time_zone = "America/Phoenix".into();
    shop.does(&AmendAccount { account, details, contacts: None });
    let settings = [("time-zone", "America/New_York"), ("guard-hours", "block")];
    let settings = settings.map(|(key, value)| (key.to_string(), value.to_string())).to_vec();
    shop.does(&ChangeSetting { settings });
    let mut app = app(shop.book);
    app.press("hollow⏎").unwrap();
    shows(&mut app, &["it is 07:30 in Ph", "1,240.50"]);
    app.press("c3").unwrap();
    shows(&mut app, &["✗ it is 07:30 in Phoenix; calls from 08:00, so Save needs a reason"]);
    let before = app.cx.book.version().unwrap();
    app.press("<c-s>").unwrap();
    assert_eq!(app.cx.book.version().unwrap(), before, "blocked");
    app.press("she called at seven herself<c-s>").unwrap();
    let events = app.cx.book.timeline(account).unwrap();
    let told = events.iter().any(|event| event.text.contains("in spite of hours: she called at seven herself"));
    assert!(told, "{events:?}");
    // A letter waits until it is read.
    app.press("c8<down><down><down>3").unwrap();
    let screen = app.screen(120, 40);
    assert!(!screen.contains("so Save needs a reason") && screen.contains("LETTER with"), "{screen}");
}

#[test]
fn frames_of_the_call_with_a_plan_and_with_the_guard() {
    let mut app = pressed("hollow⏎c03240.50⏎6");
    insta::assert_snapshot!("call_plan_120x40", app.screen(120, 40));
    insta::assert_snapshot!("call_plan_80x24", app.screen(80, 24));
    insta::assert_snapshot!("call_plan_60x20", app.screen(60, 20));
}
