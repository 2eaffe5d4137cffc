//! A small shop and a bare page, so that the forms can be tried by keys before any other page is there.
#![cfg(test)]

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::book::{AccountDetails, Book, Contact, Op};
use crate::domain::calendar::{Date, plus_days};
use crate::domain::ids::{AccountId, DebitId};
use crate::domain::item::DebitKind;
use crate::domain::item::samples::{day, usd};
use crate::domain::money::Currency;
use crate::error::Result;
use crate::ops::open_account::OpenAccount;
use crate::ops::post_debit::PostDebit;
use crate::ops::promise_payment::{PromisePayment, Promised};
use crate::tui::app::App;
use crate::tui::cx::{Clock, Cx};
use crate::tui::drafts::new_action;
use crate::tui::key::Key;
use crate::tui::route::Route;
use crate::tui::view::{Context, Effect, Hint, View};

/// A page on one account: `c`, `p` and `l` open the forms.
pub struct Bare {
    pub account: AccountId,
    pub debit: Option<DebitId>,
}

impl View for Bare {
    fn title(&self) -> String {
        "Holloway Fabrication".to_string()
    }
    fn context(&self) -> Context {
        Context::Account
    }
    fn load(&mut self, _cx: &mut Cx) -> Result<()> {
        Ok(())
    }
    fn key(&mut self, key: Key, _cx: &mut Cx) -> Result<Effect> {
        let name = match key {
            Key::Char('c') | Key::F(3) => super::call::NAME,
            Key::Char('p') | Key::F(5) => super::payment::NAME,
            Key::Char('l') | Key::F(7) => super::plan::NAME,
            Key::Esc => return Ok(Effect::Close),
            _ => return Ok(Effect::Pass),
        };
        Ok(Effect::Go(Route::Form { name, account: self.account, debit: self.debit, credit: None }))
    }
    fn draw(&mut self, _frame: &mut Frame, _area: Rect, _cx: &Cx) {}
    fn hints(&self) -> Vec<Hint> {
        Vec::new()
    }
}

pub const TODAY: &str = "2026-11-21";

pub fn cx(book: Book) -> Cx {
    let morning = day(TODAY).and_hms_opt(9, 30, 0).unwrap();
    let mut cx = Cx::new(book, Clock::standing(morning), "maria").unwrap();
    cx.look.colour = true;
    cx
}

pub fn perform(cx: &mut Cx, op: &impl Op) {
    let stamp = cx.stamp(new_action());
    cx.book.perform(op, &stamp).unwrap();
}

pub fn invoice(cx: &mut Cx, number: &str, amount: &str, due: Date) -> DebitId {
    let account = AccountId(1);
    let (number, amount, date) = (number.to_string(), usd(amount), plus_days(due, -30));
    let op = PostDebit {
        account,
        kind: DebitKind::Invoice,
        number,
        date,
        due,
        amount,
        po: String::new(),
        memo: String::new(),
        undiscounted: None,
    };
    perform(cx, &op);
    cx.book.debits_of(account).unwrap().iter().map(|debit| debit.id).max().unwrap()
}

/// Holloway Fabrication: 1043 of 828.20 is 97 days late, 1101 of 412.30 is 16, and a promise of 500.00 is broken.
pub fn holloway() -> Cx {
    let mut cx = cx(Book::memory().unwrap());
    open_holloway(&mut cx);
    cx
}

pub fn open_holloway(cx: &mut Cx) {
    let contact =
        Contact { name: "Dana Ruiz".into(), role: "AP".into(), phone: "(937) 555-0142".into(), ..Contact::default() };
    let details =
        AccountDetails { name: "Holloway Fabrication".into(), terms: "30".into(), ..AccountDetails::default() };
    perform(cx, &OpenAccount { code: "C0042".into(), currency: Currency::USD, details, contacts: vec![contact] });
    invoice(cx, "1043", "828.20", day("2026-08-16"));
    invoice(cx, "1101", "412.30", day("2026-11-05"));
    let promised = Promised::new(usd("500.00"), day("2026-11-20"), &cx.settings);
    perform(cx, &PromisePayment { account: AccountId(1), made: day("2026-11-18"), promised });
}

/// The workstation on Holloway, found by an invoice or not.
pub fn app_on(cx: Cx, debit: Option<DebitId>) -> App {
    App::on(cx, Box::new(Bare { account: AccountId(1), debit })).unwrap()
}

pub fn app() -> App {
    app_on(holloway(), None)
}
