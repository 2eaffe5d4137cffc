//! The call form by keys.
#![cfg(test)]

use super::super::samples::{app, app_on, holloway};
use crate::book::Standing;
use crate::domain::aging::Aging;
use crate::domain::communication::Outcome;
use crate::domain::ids::{AccountId, DebitId};
use crate::domain::item::samples::{day, usd};
use crate::domain::promise::PromiseState;
use crate::error::Result;
use crate::tui::app::Status;
use crate::tui::cx::Cx;

fn standing(account: AccountId, cx: &Cx) -> Result<Standing> {
    cx.book.standing(account, &Aging::by_due(cx.today))
}

#[test]
fn a_promise_takes_the_keys_of_its_budget() {
    let mut app = app();
    app.press("c3⏎th⏎⏎⏎⏎").unwrap();
    assert_eq!(app.status(), Some(&Status::Saved("Call logged for Holloway Fabrication".to_string())));
    let standing = standing(AccountId(1), &app.cx).unwrap();
    let (promise, settled) = standing.promises.last().unwrap();
    assert_eq!((promise.amount, promise.due), (usd("1240.50"), day("2026-11-26")));
    assert_eq!(settled.state, PromiseState::Open);
    assert_eq!(standing.follow_ups.first().unwrap().due, day("2026-11-27"));
}

#[test]
fn the_defaults_of_a_promise_are_what_is_past_due_by_next_friday() {
    let mut app = app();
    app.press("c3<c-s>").unwrap();
    let standing = standing(AccountId(1), &app.cx).unwrap();
    let (promise, _) = standing.promises.last().unwrap();
    assert_eq!((promise.amount, promise.due), (usd("1240.50"), day("2026-11-27")));
    assert_eq!(standing.follow_ups.first().unwrap().due, day("2026-11-30"));
}

#[test]
fn no_answer_is_followed_up_after_two_business_days() {
    let mut app = app();
    app.press("c1<c-s>").unwrap();
    let calls = app.cx.book.communications_of(AccountId(1)).unwrap();
    assert_eq!(calls.first().unwrap().outcome, Outcome::NoAnswer);
    assert_eq!(standing(AccountId(1), &app.cx).unwrap().follow_ups.first().unwrap().due, day("2026-11-24"));
}

#[test]
fn a_hit_by_invoice_preselects_it_and_its_open_amount() {
    let mut app = app_on(holloway(), Some(DebitId(2)));
    app.press("c3<c-s>").unwrap();
    let standing = standing(AccountId(1), &app.cx).unwrap();
    let (promise, _) = standing.promises.last().unwrap();
    assert_eq!((promise.amount, promise.covers.as_slice()), (usd("412.30"), &[DebitId(2)][..]));
}

#[test]
fn a_dispute_names_its_invoice_amount_and_reason() {
    let mut app = app();
    app.press("c41101⏎80⏎3⏎short by two<c-s>").unwrap();
    let standing = standing(AccountId(1), &app.cx).unwrap();
    let dispute = standing.disputes.first().unwrap();
    assert_eq!((dispute.debit, dispute.amount, dispute.reason.word()), (DebitId(2), usd("80.00"), "DAMAGED"));
    assert_eq!(standing.figures.disputed, usd("80.00"));
}

#[test]
fn nothing_is_saved_without_an_outcome_and_the_focus_goes_there() {
    let mut app = app();
    app.press("c<down><down><down>gone<c-s>").unwrap();
    assert!(matches!(app.status(), Some(Status::Trouble(text)) if text.contains("choose: outcome")));
    app.press("1<c-s>").unwrap();
    let calls = app.cx.book.communications_of(AccountId(1)).unwrap();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls.first().unwrap().note, "gone");
}

#[test]
fn the_call_form_at_three_sizes() {
    let mut app = app();
    app.press("c3⏎th").unwrap();
    insta::assert_snapshot!("call_120x40", app.screen(120, 40));
    insta::assert_snapshot!("call_80x24", app.screen(80, 24));
    insta::assert_snapshot!("call_60x20", app.screen(60, 20));
}

#[test]
fn a_call_back_has_a_date_and_a_time() {
    let mut app = app();
    app.press("c5tue⏎10⏎ask for Lee⏎⏎").unwrap();
    let standing = standing(AccountId(1), &app.cx).unwrap();
    let next = standing.follow_ups.first().unwrap();
    assert_eq!((next.due, next.at.map(|at| at.to_string())), (day("2026-11-24"), Some("10:00:00".to_string())));
}

#[test]
fn a_time_that_is_still_to_come_is_today() {
    let mut app = app();
    app.press("c5⏎14:30").unwrap();
    assert!(app.screen(120, 40).contains("call back Sat 21 Nov 14:30"), "{}", app.screen(120, 40));
    app.press("<c-u>8:00").unwrap();
    assert!(app.screen(120, 40).contains("call back Mon 23 Nov 08:00"), "{}", app.screen(120, 40));
}

#[test]
fn a_plan_is_agreed_in_the_call_as_one_entry() {
    let mut app = app();
    let before = app.cx.book.version().unwrap().0;
    app.press("cplan⏎240.50⏎6").unwrap();
    let screen = app.screen(120, 40);
    for part in ["30 Nov  166.66", "Ends Fri 30 Apr 2027 · 6 payments", "Down payment 240.50 today, then 6 instalments"]
    {
        assert!(screen.contains(part), "{part} is not in\n{screen}");
    }
    app.press("<c-s>").unwrap();
    let standing = standing(AccountId(1), &app.cx).unwrap();
    assert_eq!(standing.running_plan().unwrap().1.total, usd("1240.50"));
    assert_eq!(standing.follow_ups.first().unwrap().due, day("2026-11-30"));
    assert_eq!(app.cx.book.version().unwrap().0, before + 1);
    app.press("<c-z>").unwrap();
    assert!(super::tests::standing(AccountId(1), &app.cx).unwrap().running_plan().is_none());
}

#[test]
fn somebody_new_is_kept_as_a_contact_and_the_preview_says_so() {
    let mut app = app();
    app.press("c8<up><up>Lee Park 937 555-0188").unwrap();
    assert!(app.screen(120, 40).contains("keeps Lee Park as a contact, 937 555-0188"), "{}", app.screen(120, 40));
    app.press("<c-s>").unwrap();
    let names: Vec<String> = app.cx.book.contacts_of(AccountId(1)).unwrap().into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["Dana Ruiz", "Lee Park"]);
    let call = app.cx.book.communications_of(AccountId(1)).unwrap().remove(0);
    assert_eq!((call.contact.as_str(), call.phone.as_str()), ("Lee Park", "937 555-0188"));
}

#[test]
fn a_name_alone_is_who_was_spoken_to_and_no_contact() {
    let mut app = app();
    app.press("c8<up><up>Lee Park<c-s>").unwrap();
    assert_eq!(app.cx.book.contacts_of(AccountId(1)).unwrap().len(), 1);
    assert_eq!(app.cx.book.communications_of(AccountId(1)).unwrap()[0].contact, "Lee Park");
}

#[test]
fn a_wrong_number_is_marked_and_the_next_call_takes_another() {
    let mut app = app();
    app.press("cwrong").unwrap();
    assert!(app.screen(120, 40).contains("marks (937) 555-0142 bad"), "{}", app.screen(120, 40));
    app.press("<c-s>").unwrap();
    assert_eq!(app.cx.book.number_marks_of(AccountId(1)).unwrap().len(), 1);
    app.press("c").unwrap();
    assert!(app.screen(120, 40).contains("(937) 555-0142  ✗ bad"), "{}", app.screen(120, 40));
}

#[test]
fn what_was_asked_for_is_a_request() {
    let mut app = app();
    app.press("c911101⏎<c-s>").unwrap();
    let standing = standing(AccountId(1), &app.cx).unwrap();
    let request = standing.requests.first().unwrap();
    assert_eq!(request.described(), "copy of 1101");
    app.press("c9⏎<c-s>").unwrap();
    assert_eq!(super::tests::standing(AccountId(1), &app.cx).unwrap().requests.len(), 1, "nothing was asked for");
}

#[test]
fn an_outcome_that_was_changed_keeps_what_was_typed() {
    let mut app = app();
    app.press("c3500⏎th⏎<up><up><up><up><up>4").unwrap();
    assert!(app.screen(120, 40).contains("Disputed"));
    app.press("<up><up><up>3").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("Promise of 500.00 by Thu 26 Nov"), "{screen}");
}

#[test]
fn one_line_shows_its_records_and_saves_them_together() {
    let mut app = app();
    let before = app.cx.book.version().unwrap().0;
    app.press("c:ptp 500 fri; disp 1101 80 short two boxes").unwrap();
    let screen = app.screen(120, 40);
    for part in
        ["+ promise of 500.00 by Fri 27 Nov", "+ disputes 80.00 of 1101", "+ follow up Mon 30 Nov", "· two boxes"]
    {
        assert!(screen.contains(part), "{part} is not in\n{screen}");
    }
    app.press("⏎⏎").unwrap();
    let standing = standing(AccountId(1), &app.cx).unwrap();
    assert_eq!((standing.promises.len(), standing.disputes.len()), (2, 1));
    assert_eq!(app.cx.book.version().unwrap().0, before + 1);
}

#[test]
fn a_word_that_is_not_understood_is_named_and_nothing_is_saved() {
    let mut app = app();
    app.press("c:ptp 500 fryday⏎").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("\"fryday\" is not a date") && screen.contains("write it like ptp 500 fri"), "{screen}");
    app.press("<c-s>").unwrap();
    assert!(app.cx.book.communications_of(AccountId(1)).unwrap().is_empty());
    app.press("<c-w>fri<c-s>").unwrap();
    assert_eq!(app.cx.book.communications_of(AccountId(1)).unwrap().len(), 1);
}

#[test]
fn an_empty_line_goes_back_to_the_fields_and_a_parked_one_comes_back() {
    let mut app = app();
    app.press("c:<backspace>1<c-s>").unwrap();
    assert_eq!(app.cx.book.communications_of(AccountId(1)).unwrap()[0].outcome, Outcome::NoAnswer);
    app.press("c:vm call again<esc><f6>⏎").unwrap();
    assert!(app.screen(120, 40).contains("vm call again"), "{}", app.screen(120, 40));
    app.press("<c-s>").unwrap();
    assert!(app.cx.book.communications_of(AccountId(1)).unwrap().iter().any(|one| one.outcome == Outcome::Voicemail));
}

fn with(settings: &[(&str, &str)]) -> Cx {
    let mut cx = holloway();
    let settings = settings.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    super::super::samples::perform(&mut cx, &crate::ops::change_setting::ChangeSetting { settings });
    cx.refresh().unwrap();
    cx
}

#[test]
fn the_guard_speaks_when_the_form_opens_and_stops_at_save() {
    let settings = [("time-zone", "America/New_York"), ("guard-hours", "block"), ("calling-hours", "10:00-21:00")];
    let mut app = app_on(with(&settings), None);
    app.press("c").unwrap();
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        let screen = app.screen(width, height);
        assert!(screen.contains("it is 09:30 in New York; calls from 10:00"), "{screen}");
    }
    app.press("1<c-s>").unwrap();
    assert!(app.cx.book.communications_of(AccountId(1)).unwrap().is_empty());
    let screen = app.screen(120, 40);
    assert!(screen.contains("Because") && screen.contains("[ Save"), "{screen}");
    app.press("she asked for it<c-s>").unwrap();
    let call = app.cx.book.timeline(AccountId(1)).unwrap();
    assert!(call.iter().any(|event| event.text.contains("in spite of hours: she asked for it")), "{call:?}");
}

#[test]
fn a_rule_that_only_warns_lets_the_call_be_saved_and_one_that_comes_in_is_free() {
    let settings = [("time-zone", "America/New_York"), ("guard-hours", "warn"), ("calling-hours", "10:00-21:00")];
    let mut app = app_on(with(&settings), None);
    app.press("c1").unwrap();
    assert!(app.screen(80, 24).contains("⚠ it is 09:30 in New York"), "{}", app.screen(80, 24));
    app.press("<c-s>").unwrap();
    assert_eq!(app.cx.book.communications_of(AccountId(1)).unwrap().len(), 1);
    app.press("c8<down><down><down><down>in").unwrap();
    assert!(!app.screen(120, 40).contains("calls from 10:00"), "{}", app.screen(120, 40));
}

#[test]
fn the_line_and_the_plan_of_a_call_at_three_sizes() {
    let mut app = app();
    app.press("c:ptp 500 fri; disp 1101 80 short").unwrap();
    insta::assert_snapshot!("line_120x40", app.screen(120, 40));
    insta::assert_snapshot!("line_80x24", app.screen(80, 24));
    insta::assert_snapshot!("line_60x20", app.screen(60, 20));
}
