//! Money by keys: every reversal and correction from the account's page, what is said before it is saved, and the book
//! after it.

use arrears::domain::ids::AccountId;
use arrears::tui::app::{App, Status};

use super::desk::{account, pressed};

fn screen(app: &mut App) -> String {
    app.screen(120, 40)
}

/// The parts are on the screen; a sentence may be broken over lines.
fn shows(app: &mut App, parts: &[&str]) {
    let screen = screen(app);
    let lines: Vec<&str> = screen.lines().map(|line| line.split('│').next().unwrap_or_default()).collect();
    let words: Vec<String> = lines.iter().flat_map(|line| line.split_whitespace().map(str::to_string)).collect();
    let flowing = words.join(" ");
    for part in parts {
        assert!(screen.contains(part) || flowing.contains(part), "{part:?} is not in\n{screen}");
    }
}

fn saved(app: &App) -> &str {
    match app.status() {
        Some(Status::Saved(said)) => said,
        other => panic!("{other:?}"),
    }
}

/// Number and what is open of each open debit, the oldest first, then what is unapplied.
fn stands(app: &App, code: &str) -> (Vec<(String, String)>, String) {
    let id: AccountId = account(&app.cx.book, code);
    let standing = app.cx.book.standing(id, &arrears::domain::aging::Aging::by_due(app.cx.today)).unwrap();
    let open = standing.debits.iter().map(|debit| (debit.number.clone(), debit.open.decimal())).collect();
    (open, standing.figures.unapplied.decimal())
}

fn pairs(parts: &[(&str, &str)]) -> Vec<(String, String)> {
    parts.iter().map(|(number, open)| (number.to_string(), open.to_string())).collect()
}

const UNTOUCHED: [(&str, &str); 2] = [("1043", "828.20"), ("1101", "412.30")];

#[test]
fn what_earns_no_discount_is_asked_only_where_the_terms_give_one() {
    let mut app = pressed("marine<enter>i");
    assert!(!screen(&mut app).contains("No disc."));
    let id = account(&app.cx.book, "C0038");
    let mut details = app.cx.book.account(id).unwrap().details;
    details.terms = "2/10 net 30".into();
    let op = arrears::ops::amend_account::AmendAccount { account: id, details, contacts: None };
    app.cx.book.perform(&op, &crate::shop::stamp("terms")).unwrap();
    app.press("<esc>i9001<enter>1500").unwrap();
    shows(&mut app, &["No disc."]);
    app.press("<down><down><down><down><down>100<c-s>").unwrap();
    let debit = super::desk::debit(&app.cx.book, id, "9001");
    assert_eq!(app.cx.book.undiscounted(debit, arrears::domain::money::Currency::USD).unwrap().decimal(), "100.00");
}

#[test]
fn b_on_a_payment_line_of_the_history_bounces_it_and_undo_brings_it_back() {
    let mut app = pressed("hol<enter>");
    screen(&mut app);
    app.press("<tab><down><down><down><down>b<enter><enter>35").unwrap();
    shows(
        &mut app,
        &[
            "▸check 5588  12 Sep  300.00",
            "reopens 1043  300.00  due 16 Aug, 97 d late",
            "Current · → 35.00",
            "91+ 828.20 → 1,128.20",
            "charges 35.00 as NSF-P1; balance",
        ],
    );
    assert_eq!(stands(&app, "C0037").0, pairs(&UNTOUCHED), "a try writes nothing");
    app.press("<enter><enter>").unwrap();
    assert_eq!(saved(&app), "check 5588 of 300.00 bounced");
    assert_eq!(stands(&app, "C0037").0, pairs(&[("1043", "1128.20"), ("1101", "412.30"), ("NSF-P1", "35.00")]));
    app.press("u").unwrap();
    assert_eq!(stands(&app, "C0037").0, pairs(&UNTOUCHED));
}

#[test]
fn a_bounce_says_which_promise_it_breaks() {
    let mut app = pressed("hol<enter>c3200<enter>fri<c-s>p200<c-s>");
    app.press("b").unwrap();
    shows(&mut app, &["200.00", "check 5588"]);
    app.press("<down>").unwrap();
    shows(&mut app, &["the promise of 21 Nov is open again"]);
}

#[test]
fn the_bounce_form_at_three_sizes() {
    let mut app = pressed("hol<enter>b<enter><enter>35");
    insta::assert_snapshot!("bounce_120x40", app.screen(120, 40));
    insta::assert_snapshot!("bounce_80x24", app.screen(80, 24));
    insta::assert_snapshot!("bounce_60x20", app.screen(60, 20));
}

#[test]
fn a_write_off_asks_which_and_why_and_a_recovery_takes_it_back_in_part() {
    let mut app = pressed("hol<enter>w1101<enter><enter><enter><c-s>");
    assert!(matches!(app.status(), Some(Status::Trouble(text)) if text.contains("reason")), "{:?}", app.status());
    app.press("insolvent").unwrap();
    shows(&mut app, &["Writes 412.30 of 1101 off; closes 1101; balance after 828.20"]);
    app.press("<c-s>").unwrap();
    assert_eq!(saved(&app), "412.30 of 1101 written off");
    app.press("g100").unwrap();
    shows(&mut app, &["312.30 of 1101 stays written off", "Takes 100.00 for 1101"]);
    app.press("<c-s>").unwrap();
    assert_eq!(saved(&app), "100.00 of 1101 recovered");
    assert_eq!(stands(&app, "C0037"), (pairs(&UNTOUCHED[..1]), "0.00".to_string()));
}

#[test]
fn a_void_offers_to_take_back_what_is_applied() {
    let mut app = pressed("hol<enter><down>v<enter>");
    shows(&mut app, &["300.00 is applied to 1043", "1 take it back and void"]);
    app.press("<c-s>").unwrap();
    assert!(matches!(app.status(), Some(Status::Trouble(_))), "{:?}", app.status());
    app.press("1").unwrap();
    shows(&mut app, &["takes 300.00 of P1 back: it stays on account", "Voids 1043 of 1,128.20"]);
    app.press("<c-s>").unwrap();
    assert_eq!(stands(&app, "C0037"), (pairs(&UNTOUCHED[1..]), "-300.00".to_string()));
}

#[test]
fn unapplied_credit_is_applied_taken_back_and_refunded() {
    let mut app = pressed("acme<enter>a<c-s>");
    assert_eq!(stands(&app, "C0042").0, pairs(&[("1120", "7960.50"), ("1133", "4120.00")]), "{:?}", app.status());
    app.press("o").unwrap();
    shows(&mut app, &["takes back 250.00", "Takes 250.00 of check 5588 back onto the account"]);
    app.press("<c-s>").unwrap();
    assert_eq!(stands(&app, "C0042").1, "-250.00");
    app.press("r100<c-s>").unwrap();
    assert_eq!(saved(&app), "100.00 of check 5588 refunded");
    assert_eq!(stands(&app, "C0042").1, "-150.00");
}

#[test]
fn a_credit_memo_closes_the_invoice_that_the_cursor_was_on() {
    let mut app = pressed("hol<enter><down><down>k412.30");
    shows(
        &mut app,
        &["▸2 by hand", "applies 412.30  closes", "Credits 412.30 to 1 item; closes 1101; balance after 828.20"],
    );
    app.press("<c-s>").unwrap();
    assert_eq!(stands(&app, "C0037").0, pairs(&UNTOUCHED[..1]));
}

#[test]
fn an_invoice_is_due_by_the_terms_and_needs_a_number() {
    let mut app = pressed("hol<enter>i<enter>500<c-s>");
    assert!(matches!(app.status(), Some(Status::Trouble(text)) if text.contains("number")), "{:?}", app.status());
    app.press("2001<enter><enter>1 nov").unwrap();
    shows(&mut app, &["Tue 1 Dec", "Posts invoice 2001 of 500.00, due 1 Dec; balance after 1,740.50"]);
    app.press("<c-s>").unwrap();
    assert!(stands(&app, "C0037").0.contains(&("2001".to_string(), "500.00".to_string())));
}

#[test]
fn a_correction_says_what_becomes_of_each_piece_that_was_applied() {
    let mut app = pressed("hol<enter><down>j200");
    shows(
        &mut app,
        &["amount 1,128.20 → 200.00", "of 300.00 with P1 only 200.00 stays applied", "unapplied · → −100.00"],
    );
    app.press("<c-s>").unwrap();
    assert_eq!(saved(&app), "1043 corrected: amount 1,128.20 → 200.00");
    assert_eq!(stands(&app, "C0037"), (pairs(&UNTOUCHED[1..]), "-100.00".to_string()));
}

#[test]
fn a_payment_on_the_wrong_account_is_moved_by_its_code() {
    let mut app = pressed("hol<enter>jcheck<enter><enter><enter><enter>C0038");
    shows(&mut app, &["Hollins Marine", "account Holloway Fabrication → Hollins Marine", "does not fit any more"]);
    app.press("<c-s>").unwrap();
    assert_eq!(stands(&app, "C0037").0, pairs(&[("1043", "1128.20"), ("1101", "412.30")]));
    assert_eq!(stands(&app, "C0038").1, "-300.00");
}

#[test]
fn the_correct_form_at_three_sizes() {
    let mut app = pressed("hol<enter><down>j200");
    insta::assert_snapshot!("correct_120x40", app.screen(120, 40));
    insta::assert_snapshot!("correct_80x24", app.screen(80, 24));
    insta::assert_snapshot!("correct_60x20", app.screen(60, 20));
}

/// A post-dated check in the drawer is pulled from the list of checks on hand by one key and Save.
#[test]
fn b_on_a_check_on_hand_pulls_it_before_its_day() {
    let mut app = pressed("hol<enter>p412.30<enter>1777<enter>2026-12-15<c-s>");
    assert!(saved(&app).starts_with("Payment of 412.30"), "{:?}", app.status());
    app.press("<f9>on hand<enter>").unwrap();
    shows(&mut app, &["Checks on hand", "777", "b bounce"]);
    app.press("b").unwrap();
    shows(&mut app, &["BOUNCE", "▸check 777", "Tue 15 Dec", "pulled on its own date, 15 Dec: it never counts"]);
    app.press("<c-s>").unwrap();
    assert_eq!(saved(&app), "check 777 of 412.30 bounced");
    let id = account(&app.cx.book, "C0037");
    let check = app.cx.book.credits_of(id).unwrap().into_iter().find(|one| one.reference == "777").unwrap();
    assert_eq!(check.reversed_on, Some(check.date));
    let note = app.cx.book.payments_after(app.cx.today).unwrap();
    assert!(note.iter().all(|one| one.reference != "777"));
}

#[test]
fn a_bounce_says_what_becomes_of_plans_and_promises_line_by_line() {
    let mut app = pressed("hol<enter>c3200<enter>fri<c-s>p200<c-s>b<down>");
    shows(&mut app, &["promise of 21 Nov: kept → open"]);
}

#[test]
fn what_is_short_is_disputed_with_the_reason_that_was_chosen() {
    let mut app = pressed("hol<enter><down><down>p400<enter>1<enter><enter><enter><enter>2");
    shows(&mut app, &["Reason", "12.30 is disputed as short"]);
    app.press("<up>3").unwrap();
    shows(&mut app, &["12.30 is disputed as damaged"]);
    app.press("<c-s>").unwrap();
    let id = account(&app.cx.book, "C0037");
    let disputes = app.cx.book.disputes_of(id).unwrap();
    assert!(
        disputes.iter().any(|one| one.amount.decimal() == "12.30" && one.reason.word() == "DAMAGED"),
        "{disputes:?}"
    );
}

/// Where nothing fits, each form says so and saves nothing.
#[test]
fn a_form_with_nothing_to_act_on_says_so() {
    for (key, said) in [("b", "no payment"), ("g", "nothing is written off"), ("a", "no credit"), ("r", "no credit")] {
        let mut app = pressed("marine<enter>");
        app.press(key).unwrap();
        shows(&mut app, &[said]);
        app.press("<c-s>").unwrap();
        assert!(matches!(app.status(), Some(Status::Trouble(_))), "{key}: {:?}", app.status());
    }
}

#[test]
fn a_parked_bounce_comes_back_with_its_payment() {
    let mut app = pressed("hol<enter>b<enter><enter>35<esc>");
    app.press("d<enter>").unwrap();
    shows(&mut app, &["▸check 5588", "= 35.00"]);
}

#[test]
fn no_size_and_no_typing_is_too_much_for_a_form() {
    for key in "bikwgaorvj".chars() {
        let mut app = pressed("hol<enter><down>");
        for keys in
            [key.to_string().as_str(), "zz 9e9<enter>", "<up><up>-1<enter><enter>", "<f4>", "<esc><c-s>", "<c-z>"]
        {
            app.press(keys).unwrap();
            for (width, height) in [(120, 40), (80, 24), (60, 20), (40, 12), (21, 5), (3, 2)] {
                assert_eq!(app.screen(width, height).lines().count(), usize::from(height), "{key} {width}×{height}");
            }
        }
        assert_eq!(stands(&app, "C0037").0, pairs(&UNTOUCHED), "{key}");
    }
}

/// A written-off item has nothing open: `w` asks for another, `g` takes the money for it.
#[test]
fn a_line_that_a_form_cannot_take_is_not_taken() {
    let mut app = pressed("hol<enter><down>wgone<c-s>");
    assert!(matches!(app.status(), Some(Status::Trouble(_))));
    app.press("<bksp><bksp><bksp><bksp><enter><enter>gone<c-s>").unwrap();
    assert_eq!(saved(&app), "828.20 of 1043 written off");
    screen(&mut app);
    app.press("<tab><down><down><down><down><down><down><down><down>w").unwrap();
    shows(&mut app, &["WRITE OFF for", "1101"]);
    app.press("<esc>g").unwrap();
    shows(&mut app, &["RECOVER a write-off of", "▸1043"]);
}
