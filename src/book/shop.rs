//! A small shop for the tests of this folder: every fact goes in through an op, as it does from the screen.

use super::{AccountDetails, Book, Contact, Done, Op, Stamp};
use crate::domain::calendar::{Date, parse_iso};
use crate::domain::communication::Outcome;
use crate::domain::ids::{AccountId, CreditId, DebitId, EntryId};
use crate::domain::item::DebitKind;
use crate::domain::money::{Currency, DecimalMark, Money};
use crate::ops::log_contact::LogContact;
use crate::ops::open_account::OpenAccount;
use crate::ops::post_debit::PostDebit;
use crate::ops::promise_payment::{PromisePayment, Promised};
use crate::ops::take_payment::{PaymentPart, TakePayment};
use crate::ops::undo::Undo;

pub struct Shop {
    pub book: Book,
    pub today: Date,
    count: i64,
}

pub fn day(text: &str) -> Date {
    parse_iso(text).unwrap()
}

pub fn usd(text: &str) -> Money {
    Money::parse(text, Currency::USD, DecimalMark::Point).unwrap()
}

impl Shop {
    pub fn new() -> Shop {
        Shop::of(Book::memory().unwrap())
    }

    pub fn of(book: Book) -> Shop {
        Shop { book, today: day("2026-11-21"), count: 0 }
    }

    pub fn does(&mut self, op: &impl Op) -> Done {
        self.tries(op).unwrap()
    }

    /// The same, of what may be refused.
    pub fn tries(&mut self, op: &impl Op) -> crate::error::Result<Done> {
        self.count += 1;
        let at = 1_790_000_000_000 + self.count * 1_000;
        let stamp = Stamp { operator: "maria".into(), at, today: self.today, action: format!("act-{}", self.count) };
        self.book.perform(op, &stamp)
    }

    pub fn account(&mut self, code: &str, name: &str) -> AccountId {
        self.account_with(code, name, Currency::USD, Vec::new())
    }

    pub fn account_with(&mut self, code: &str, name: &str, currency: Currency, contacts: Vec<Contact>) -> AccountId {
        let details = AccountDetails { name: name.into(), terms: "net 30".into(), ..AccountDetails::default() };
        self.does(&OpenAccount { code: code.into(), currency, details, contacts });
        self.book.account_with_code(code).unwrap().unwrap().id
    }

    /// Due 30 days after its date.
    pub fn invoice(&mut self, account: AccountId, number: &str, date: &str, amount: &str) -> (EntryId, DebitId) {
        let currency = self.book.currency_of(account).unwrap();
        let done = self.does(&PostDebit {
            account,
            kind: DebitKind::Invoice,
            number: number.into(),
            date: day(date),
            due: crate::domain::calendar::plus_days(day(date), 30),
            amount: Money::parse(amount, currency, DecimalMark::Point).unwrap(),
            po: String::new(),
            memo: String::new(),
            undiscounted: None,
        });
        (done.entry, self.book.debits_of(account).unwrap().iter().find(|debit| debit.entry == done.entry).unwrap().id)
    }

    pub fn payment(
        &mut self,
        account: AccountId,
        date: &str,
        reference: &str,
        amount: &str,
        applied: &[(DebitId, &str)],
    ) -> (EntryId, CreditId) {
        let allocations = applied.iter().map(|(debit, amount)| (*debit, usd(amount))).collect();
        let part = PaymentPart::new(account, usd(amount), allocations);
        let done = self.does(&TakePayment {
            received: day(date),
            method: "check".into(),
            reference: reference.into(),
            memo: String::new(),
            parts: vec![part],
        });
        (
            done.entry,
            self.book.credits_of(account).unwrap().iter().find(|credit| credit.entry == done.entry).unwrap().id,
        )
    }

    pub fn promise(&mut self, account: AccountId, made: &str, amount: &str, due: &str) -> EntryId {
        let promised = Promised::new(usd(amount), day(due), &self.book.settings().unwrap());
        self.does(&PromisePayment { account, made: day(made), promised }).entry
    }

    /// A call of the day, as the form would log it.
    pub fn call(&self, account: AccountId, date: &str, outcome: Outcome) -> LogContact {
        LogContact::new(account, day(date).and_hms_opt(10, 12, 0).unwrap(), outcome)
    }

    pub fn undo(&mut self, entry: EntryId) -> EntryId {
        self.does(&Undo { entry }).entry
    }
}
