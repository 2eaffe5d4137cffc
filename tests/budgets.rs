//! The main job by keys, from the home on: what a clerk presses is the test, and its length is the budget.

use arrears::book::{Access, AccountDetails, Book, Contact, Op};
use arrears::domain::aging::Aging;
use arrears::domain::calendar::{parse_iso, plus_days};
use arrears::domain::communication::Outcome;
use arrears::domain::ids::AccountId;
use arrears::domain::item::DebitKind;
use arrears::domain::money::{Currency, DecimalMark, Money};
use arrears::ops::open_account::OpenAccount;
use arrears::ops::post_debit::PostDebit;
use arrears::tui::app::{App, Status};
use arrears::tui::cx::{Clock, Cx};
use arrears::tui::drafts::new_action;
use arrears::tui::key::Key;

const ACE: AccountId = AccountId(1);
const HOLLOWAY: AccountId = AccountId(2);

fn usd(text: &str) -> Money {
    Money::parse(text, Currency::USD, DecimalMark::Point).unwrap()
}

fn perform(cx: &mut Cx, op: &impl Op) {
    let stamp = cx.stamp(new_action());
    cx.book.perform(op, &stamp).unwrap();
}

/// Saturday, 21 November 2026. Ace owes two invoices, Holloway three.
fn shop(book: Book) -> Cx {
    let morning = parse_iso("2026-11-21").unwrap().and_hms_opt(9, 30, 0).unwrap();
    let mut cx = Cx::new(book, Clock::standing(morning), "maria").unwrap();
    let accounts = [("C1", "Ace Metalworks", "Ann Field"), ("C2", "Holloway Fabrication", "Dana Ruiz")];
    for (code, name, person) in accounts {
        let details = AccountDetails { name: name.into(), terms: "30".into(), ..AccountDetails::default() };
        let contact = Contact { name: person.into(), phone: "(937) 555-0142".into(), ..Contact::default() };
        let (code, currency, contacts) = (code.to_string(), Currency::USD, vec![contact]);
        perform(&mut cx, &OpenAccount { code, currency, details, contacts });
    }
    let debits = [
        (ACE, "2001", "300.00", 40),
        (ACE, "2002", "150.50", 20),
        (HOLLOWAY, "1043", "828.20", 97),
        (HOLLOWAY, "1101", "412.30", 16),
        (HOLLOWAY, "1150", "99.00", -9),
    ];
    for (account, number, amount, late) in debits {
        let due = plus_days(cx.today, -late);
        let (number, amount, date) = (number.to_string(), usd(amount), plus_days(due, -30));
        let (kind, po, memo) = (DebitKind::Invoice, String::new(), String::new());
        perform(&mut cx, &PostDebit { account, kind, number, date, due, amount, po, memo, undiscounted: None });
    }
    cx
}

fn desk() -> App {
    App::new(shop(Book::memory().unwrap())).unwrap()
}

fn standing(app: &App, account: AccountId) -> arrears::book::Standing {
    app.cx.book.standing(account, &Aging::by_due(app.cx.today)).unwrap()
}

/// Presses keys, as many as the budget says.
fn press(app: &mut App, budget: usize, keys: &str) {
    assert_eq!(Key::read_all(keys).unwrap().len(), budget, "{keys}");
    app.press(keys).unwrap();
    let screen = app.screen(120, 40);
    assert!(matches!(app.status(), Some(Status::Saved(_))), "{:?}\n{screen}", app.status());
}

#[test]
fn a_promise_call_with_a_typed_date_takes_13_keys() {
    let mut app = desk();
    press(&mut app, 13, "ace⏎c3⏎th⏎⏎⏎⏎");
    let standing = standing(&app, ACE);
    let (promise, _) = standing.promises.last().unwrap();
    assert_eq!((promise.amount, promise.due), (usd("450.50"), parse_iso("2026-11-26").unwrap()));
    assert_eq!(standing.follow_ups.first().unwrap().due, parse_iso("2026-11-27").unwrap());
}

#[test]
fn a_promise_call_with_the_defaults_takes_7_keys() {
    let mut app = desk();
    press(&mut app, 7, "ace⏎c3<c-s>");
    assert_eq!(standing(&app, ACE).promises.last().unwrap().0.due, parse_iso("2026-11-27").unwrap());
}

#[test]
fn a_call_without_an_answer_takes_7_keys() {
    let mut app = desk();
    press(&mut app, 7, "ace⏎c1<c-s>");
    assert_eq!(app.cx.book.communications_of(ACE).unwrap().first().unwrap().outcome, Outcome::NoAnswer);
}

#[test]
fn a_check_for_a_known_invoice_takes_16_keys() {
    let mut app = desk();
    press(&mut app, 16, "1043⏎p⏎15588⏎⏎⏎⏎");
    let payment = app.cx.book.credits_of(HOLLOWAY).unwrap().pop().unwrap();
    assert_eq!((payment.amount, payment.reference.as_str()), (usd("828.20"), "5588"));
    assert!(standing(&app, HOLLOWAY).debits.iter().all(|debit| debit.number != "1043"));
}

#[test]
fn a_plan_takes_7_keys_on_an_open_account() {
    let mut app = desk();
    app.press("hollo⏎").unwrap();
    press(&mut app, 7, "l⏎6⏎⏎⏎⏎");
    assert_eq!(standing(&app, HOLLOWAY).running_plan().unwrap().0.instalments.len(), 6);
}

#[test]
fn the_next_account_after_a_save_takes_1_key_and_its_call_form_2() {
    let mut app = desk();
    app.press("<f8>").unwrap();
    press(&mut app, 3, "c1<c-s>");
    app.press("]").unwrap();
    assert!(app.screen(120, 40).contains("ACCOUNT  Ace Metalworks"), "{}", app.screen(120, 40));
    press(&mut app, 3, "c1<c-s>");
    assert_eq!(app.cx.book.communications_of(ACE).unwrap().len(), 1);
    assert_eq!(app.cx.book.communications_of(HOLLOWAY).unwrap().len(), 1);
}

#[test]
fn a_snooze_a_pin_and_a_stage_take_as_many_keys_as_their_words() {
    let mut app = desk();
    app.press("<f8>").unwrap();
    press(&mut app, 6 + "away".len(), "z+7⏎away⏎⏎");
    press(&mut app, 3 + "boss".len(), "*boss⏎⏎");
    app.press("<f8>").unwrap();
    press(&mut app, 6 + "slow".len(), "S3⏎⏎slow⏎⏎");
}

#[test]
fn enter_after_a_save_does_no_harm() {
    let mut app = desk();
    app.press("1043⏎p⏎15588⏎⏎⏎⏎⏎⏎⏎").unwrap();
    assert_eq!(app.cx.book.credits_of(HOLLOWAY).unwrap().len(), 1);
}

#[test]
fn a_ringing_phone_interrupts_a_form_and_esc_returns_to_the_same_field() {
    let mut app = desk();
    app.press("ace⏎c3⏎⏎⏎half a no<f2>").unwrap();
    assert_eq!(app.cx.drafts.count(), 1);
    app.press("hollo<esc>te").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("FORM") && screen.contains("half a note"), "{screen}");
}

#[test]
fn another_call_can_be_logged_in_an_interruption() {
    let mut app = desk();
    app.press("ace⏎c3⏎⏎⏎half<f2>hollo⏎c1<c-s>").unwrap();
    assert_eq!(app.cx.book.communications_of(HOLLOWAY).unwrap().len(), 1);
    app.press("<esc><esc>").unwrap();
    assert!(app.screen(120, 40).contains("half"), "{}", app.screen(120, 40));
    app.press("<c-s>").unwrap();
    assert_eq!(app.cx.book.communications_of(ACE).unwrap().first().unwrap().note, "half");
}

#[test]
fn looking_after_an_account_takes_few_keys() {
    let mut app = desk();
    press(&mut app, 7, "<tab>NHolt<c-s>");
    assert_eq!(app.cx.book.account_named("Holt").unwrap().code, "C00001");
    let mut app = desk();
    press(&mut app, 7, "hol⏎h1<c-s>");
    assert_eq!(standing(&app, HOLLOWAY).holds.len(), 1);
    press(&mut app, 2, "h<c-s>");
    assert!(standing(&app, HOLLOWAY).holds.is_empty());
    press(&mut app, 3, "J!<c-s>");
    press(&mut app, 5, "Mace<c-s>");
    assert_eq!(standing(&app, HOLLOWAY).debits.len(), 5);
}

#[test]
fn undo_brings_the_figures_back() {
    let mut app = desk();
    let before = standing(&app, HOLLOWAY).figures.net;
    app.press("1043⏎p⏎15588⏎⏎⏎⏎").unwrap();
    assert_ne!(standing(&app, HOLLOWAY).figures.net, before);
    app.press("<c-z>").unwrap();
    assert_eq!(standing(&app, HOLLOWAY).figures.net, before);
}

#[test]
fn what_another_desk_saves_shows_at_the_next_tick() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.book");
    drop(Book::create(&path).unwrap());
    let mut app = App::new(shop(Book::open(&path, Access::Screen).unwrap())).unwrap();
    let mut other = App::new(Cx::new(Book::open(&path, Access::Screen).unwrap(), clock(), "tom").unwrap()).unwrap();
    assert!(other.screen(120, 40).contains("1,339.50"), "{}", other.screen(120, 40));
    app.press("1043⏎p⏎15588⏎⏎⏎⏎").unwrap();
    other.tick();
    let screen = other.screen(120, 40);
    assert!(screen.contains("511.30") && !screen.contains("1,339.50"), "{screen}");
}

fn clock() -> Clock {
    Clock::standing(parse_iso("2026-11-21").unwrap().and_hms_opt(9, 31, 0).unwrap())
}
