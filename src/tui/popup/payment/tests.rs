//! Taking payments by keys on a bare page: what is proposed, what is asked, what is written.
#![cfg(test)]

use super::super::samples::{app, app_on, holloway, invoice, perform};
use super::*;
use crate::book::{AccountDetails, Book};
use crate::domain::item::samples::{day, usd};
use crate::ops::change_setting::ChangeSetting;
use crate::ops::open_account::OpenAccount;
use crate::ops::post_credit::PostCredit;
use crate::tui::app::App;
use crate::tui::app::Status;

#[test]
fn a_check_for_a_known_invoice_takes_the_keys_of_its_budget() {
    let mut app = app_on(holloway(), Some(DebitId(1)));
    app.press("p⏎15588⏎⏎⏎⏎").unwrap();
    assert_eq!(app.status(), Some(&Status::Saved("Payment of 828.20 taken from Holloway Fabrication".to_string())));
    let credits = app.cx.book.credits_of(AccountId(1)).unwrap();
    let payment = credits.first().unwrap();
    assert_eq!((payment.amount, payment.reference.as_str(), payment.method.as_str()), (usd("828.20"), "5588", "check"));
    assert_eq!(standing(AccountId(1), &app.cx).unwrap().figures.net, usd("412.30"));
}

#[test]
fn enter_on_save_twice_posts_once() {
    let mut app = app_on(holloway(), Some(DebitId(1)));
    app.press("p⏎15588⏎⏎⏎⏎⏎⏎").unwrap();
    assert_eq!(app.cx.book.credits_of(AccountId(1)).unwrap().len(), 1);
}

#[test]
fn a_sum_of_two_invoices_is_found_and_its_effect_is_said() {
    let mut app = app();
    app.press("p1200+40.50").unwrap();
    let screen = app.screen(120, 40);
    for part in ["= 1,240.50", "closes", "Applies 1,240.50 to 2 invoices; balance after 0.00", "stays broken"] {
        assert!(screen.contains(part), "{part} is not in\n{screen}");
    }
}

#[test]
fn a_sum_with_the_invoice_under_the_cursor_in_it_is_an_exact_match_all_the_same() {
    let mut app = app_on(holloway(), Some(DebitId(2)));
    app.press("p1240.50").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("▸1 exact") && screen.contains("Applies 1,240.50 to 2 invoices"), "{screen}");
}

#[test]
fn an_inexact_amount_is_never_applied_by_itself() {
    let mut app = app();
    app.press("p900").unwrap();
    assert!(app.screen(120, 40).contains("Leaves 900.00 on account"));
    app.press("⏎1⏎⏎1<c-s>").unwrap();
    assert!(
        matches!(app.status(), Some(Status::Trouble(text)) if text.contains("nearest is 1043")),
        "{:?}",
        app.status()
    );
    app.press("2<c-s>").unwrap();
    let standing = standing(AccountId(1), &app.cx).unwrap();
    assert_eq!(standing.debits.iter().map(|debit| debit.open).collect::<Vec<_>>(), [usd("340.50")]);
}

#[test]
fn by_hand_the_grid_is_a_stop_and_takes_ticks_and_amounts() {
    let mut app = app();
    app.press("p500⏎1⏎⏎3100<down> ").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("applies 100.00") && screen.contains("applies 400.00"), "{screen}");
    app.press("<c-s>").unwrap();
    assert_eq!(
        standing(AccountId(1), &app.cx).unwrap().debits.iter().map(|debit| debit.open).collect::<Vec<_>>(),
        [usd("728.20"), usd("12.30")]
    );
}

#[test]
fn too_much_by_hand_is_refused_beside_the_grid() {
    let mut app = app();
    app.press("p500⏎1⏎⏎3600<c-s>").unwrap();
    assert!(matches!(app.status(), Some(Status::Trouble(text)) if text.contains("more than")), "{:?}", app.status());
    assert!(app.cx.book.credits_of(AccountId(1)).unwrap().is_empty());
}

#[test]
fn several_exact_sets_are_all_offered() {
    let mut cx = holloway();
    invoice(&mut cx, "1102", "412.30", day("2026-11-06"));
    let mut app = app_on(cx, None);
    app.press("p412.30").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("1 1101") && screen.contains("2 1102"), "{screen}");
    app.press("⏎1⏎⏎⏎2<c-s>").unwrap();
    let open = standing(AccountId(1), &app.cx).unwrap().debits;
    assert!(open.iter().all(|debit| debit.number != "1102"));
}

#[test]
fn the_same_check_twice_is_warned_of() {
    let mut app = app();
    app.press("p828.20⏎15588<c-s>p828.20⏎15588").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("⚠ perhaps twice"), "{screen}");
}

#[test]
fn a_payment_made_at_the_other_desk_meanwhile_shows_before_it_is_saved() {
    let mut app = app_on(holloway(), Some(DebitId(1)));
    app.press("p⏎1").unwrap();
    let allocations = vec![(DebitId(1), usd("828.20"))];
    let part = PaymentPart::new(AccountId(1), usd("828.20"), allocations);
    let op = TakePayment {
        received: day("2026-11-21"),
        method: "check".into(),
        reference: "1".into(),
        memo: String::new(),
        parts: vec![part],
    };
    super::super::samples::perform(&mut app.cx, &op);
    app.press("<c-s>").unwrap();
    assert_eq!(app.cx.book.credits_of(AccountId(1)).unwrap().len(), 1, "{:?}", app.status());
}

#[test]
fn the_payment_form_at_three_sizes() {
    let mut app = app();
    app.press("p1200+40.50⏎15588").unwrap();
    insta::assert_snapshot!("payment_120x40", app.screen(120, 40));
    insta::assert_snapshot!("payment_80x24", app.screen(80, 24));
    insta::assert_snapshot!("payment_60x20", app.screen(60, 20));
}

/// Terms 2/10 net 30; 2001 of 1,500.00 was invoiced six days ago and earns 30.00, 1990 of 412.30 is past its ten days.
fn discounting() -> App {
    let mut cx = super::super::samples::cx(Book::memory().unwrap());
    let details = AccountDetails { name: "Holt".into(), terms: "2/10 net 30".into(), ..AccountDetails::default() };
    perform(&mut cx, &OpenAccount { code: "C1".into(), currency: usd("0").currency(), details, contacts: Vec::new() });
    invoice(&mut cx, "2001", "1500.00", day("2026-12-15"));
    invoice(&mut cx, "1990", "412.30", day("2026-12-01"));
    app_on(cx, None)
}

fn open_of(app: &App) -> Vec<(String, String)> {
    let debits = standing(AccountId(1), &app.cx).unwrap().debits;
    debits.iter().map(|debit| (debit.number.clone(), debit.open.decimal())).collect()
}

fn contains(app: &mut App, parts: &[&str]) {
    let screen = app.screen(120, 40);
    for part in parts {
        assert!(screen.contains(part), "{part} is not in\n{screen}");
    }
}

/// cases.md, case 9, by keys.
#[test]
fn an_earned_discount_is_an_exact_match() {
    let mut app = discounting();
    app.press("p1470").unwrap();
    contains(&mut app, &["▸1 exact", "takes 30.00 discount", "balance after 412.30", "closes"]);
    app.press("<c-s>").unwrap();
    assert_eq!(open_of(&app), [("1990".to_string(), "412.30".to_string())]);
    let kinds: Vec<&str> = app.cx.book.credits_of(AccountId(1)).unwrap().iter().map(|one| one.kind.word()).collect();
    assert_eq!(kinds, ["payment", "discount"]);
}

#[test]
fn a_discount_is_not_earned_by_a_payment_that_came_late() {
    let mut app = discounting();
    app.press("p1470⏎1⏎").unwrap();
    app.press("2026-11-26").unwrap();
    contains(&mut app, &["Leaves 1,470.00 on account"]);
    app.press("<bksp><bksp>25").unwrap();
    contains(&mut app, &["takes 30.00 discount"]);
}

#[test]
fn by_hand_who_pays_in_full_keeps_the_discount_a_question() {
    let mut app = discounting();
    app.press("p1500⏎1⏎⏎3<down> ").unwrap();
    contains(&mut app, &["Discount", "take 2% = 30.00", "▸2 none", "balance after 412.30"]);
    app.press("⏎1").unwrap();
    contains(&mut app, &["▸1 take 2% = 30.00", "Left on account  30.00", "balance after 382.30"]);
}

#[test]
fn open_credit_on_the_account_makes_up_the_amount() {
    let mut cx = holloway();
    let credit = PostCredit {
        account: AccountId(1),
        date: day("2026-11-20"),
        amount: usd("12.30"),
        reference: "R1".into(),
        memo: String::new(),
        allocations: Vec::new(),
    };
    perform(&mut cx, &credit);
    let mut app = app_on(cx, None);
    app.press("p400").unwrap();
    contains(&mut app, &["uses 12.30 of the credit on account", "closes"]);
    app.press("<c-s>").unwrap();
    assert_eq!(open_of(&app), [("1043".to_string(), "828.20".to_string())]);
    assert!(standing(AccountId(1), &app.cx).unwrap().credits.is_empty());
}

/// A check that is short of the invoice by which the account was found.
fn short(tolerance: &str, keys: &str) -> App {
    let mut cx = holloway();
    perform(&mut cx, &ChangeSetting { settings: vec![("tolerance".into(), tolerance.into())] });
    cx.settings = cx.book.settings().unwrap();
    let mut app = app_on(cx, Some(DebitId(2)));
    app.press(keys).unwrap();
    app
}

#[test]
fn cents_within_the_tolerance_are_written_off_on_confirmation_only() {
    let mut app = short("1.00", "p412.25");
    contains(&mut app, &["0.05 short", "▸1 leave open", "2 write off as small balance"]);
    app.press("<c-s>").unwrap();
    assert_eq!(open_of(&app)[1], ("1101".to_string(), "0.05".to_string()));
    let mut app = short("1.00", "p412.25⏎1⏎⏎⏎⏎2");
    contains(&mut app, &["writes 0.05 off as a small balance", "balance after 828.20"]);
    app.press("⏎").unwrap();
    assert_eq!(open_of(&app).len(), 1, "{:?}", app.status());
}

#[test]
fn beyond_the_tolerance_a_reason_is_asked() {
    let mut app = short("1.00", "p400⏎1⏎⏎⏎⏎");
    contains(&mut app, &["12.30 short", "▸1 leave open", "2 dispute the difference", "4 write off"]);
    assert!(!app.screen(120, 40).contains("small balance"));
    app.press("2").unwrap();
    contains(&mut app, &["12.30 is disputed as short"]);
    app.press("⏎").unwrap();
    let standing = standing(AccountId(1), &app.cx).unwrap();
    assert_eq!((standing.figures.disputed, standing.disputes[0].owner.as_str()), (usd("12.30"), "maria"));
}

#[test]
fn a_shortfall_can_be_a_discount_or_written_off() {
    for (digit, kind) in [("3", "discount"), ("4", "write-off")] {
        let mut app = short("0", &format!("p400⏎1⏎⏎⏎⏎{digit}⏎"));
        assert_eq!(open_of(&app).len(), 1, "{}", app.screen(120, 40));
        let credits = app.cx.book.credits_of(AccountId(1)).unwrap();
        assert_eq!(credits[1].kind.word(), kind);
    }
}
