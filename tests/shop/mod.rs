//! A small shop for tests: its book in memory, and each thing that a collector does in one short line, so that a test
//! reads like the case that it checks.
#![allow(dead_code)]

use arrears::book::{AccountDetails, Book, Done, Op, Stamp};
use arrears::domain::aging::Aging;
use arrears::domain::calendar::{Date, parse_iso};
use arrears::domain::ids::{AccountId, CreditId, DebitId, EntryId};
use arrears::domain::item::DebitKind;
use arrears::domain::money::{Currency, DecimalMark, Money};
use arrears::error::Result;
use arrears::ops::apply_credit::ApplyCredit;
use arrears::ops::open_account::OpenAccount;
use arrears::ops::post_credit::PostCredit;
use arrears::ops::post_debit::PostDebit;
use arrears::ops::take_payment::{PaymentPart, TakePayment};
use arrears::ops::undo::Undo;

pub fn day(text: &str) -> Date {
    parse_iso(text).unwrap()
}

pub fn usd(text: &str) -> Money {
    Money::parse(text, Currency::USD, DecimalMark::Point).unwrap()
}

pub fn cents(minor: i64) -> Money {
    Money::of(minor, Currency::USD).unwrap()
}

/// The number in an id that the program gave: 17 of `P17`.
pub fn number_of(done: &Done, kind: &str) -> i64 {
    let made = done.created.iter().find(|made| made.kind == kind);
    made.unwrap_or_else(|| panic!("no {kind} in {done:?}")).id[1..].parse().unwrap()
}

pub fn stamp(action: &str) -> Stamp {
    Stamp { operator: "ann".into(), at: 1_790_000_000_000, today: day("2026-11-21"), action: action.into() }
}

pub struct Shop {
    pub book: Book,
    actions: u64,
}

impl Shop {
    pub fn new() -> Shop {
        Shop { book: Book::memory().unwrap(), actions: 0 }
    }

    pub fn of(book: Book) -> Shop {
        Shop { book, actions: 0 }
    }

    pub fn try_do(&mut self, op: &impl Op) -> Result<Done> {
        self.actions += 1;
        self.book.perform(op, &stamp(&format!("test-{}", self.actions)))
    }

    pub fn does(&mut self, op: &impl Op) -> Done {
        self.try_do(op).unwrap_or_else(|error| panic!("{error}"))
    }

    pub fn account(&mut self, code: &str) -> AccountId {
        let details = AccountDetails { name: format!("Customer {code}"), terms: "net 30".into(), ..Default::default() };
        let op = OpenAccount { code: code.into(), currency: Currency::USD, details, contacts: Vec::new() };
        self.does(&op);
        self.book.account_with_code(code).unwrap().unwrap().id
    }

    pub fn invoice(&mut self, account: AccountId, number: &str, amount: &str, dates: (&str, &str)) -> DebitId {
        let done = self.does(&invoice(account, number, usd(amount), (day(dates.0), day(dates.1))));
        DebitId(number_of(&done, "invoice"))
    }

    pub fn pay(&mut self, account: AccountId, amount: &str, on: &str, apply: &[(DebitId, &str)]) -> CreditId {
        let allocations = apply.iter().map(|(debit, part)| (*debit, usd(part))).collect();
        let done = self.does(&payment(account, usd(amount), day(on), allocations));
        CreditId(number_of(&done, "payment"))
    }

    pub fn credit_memo(&mut self, account: AccountId, amount: &str, on: &str, apply: &[(DebitId, &str)]) -> CreditId {
        let allocations = apply.iter().map(|(debit, part)| (*debit, usd(part))).collect();
        let (reference, memo) = (String::new(), String::new());
        let op = PostCredit { account, date: day(on), amount: usd(amount), reference, memo, allocations };
        CreditId(number_of(&self.does(&op), "credit"))
    }

    pub fn apply(&mut self, credit: CreditId, on: &str, to: &[(DebitId, &str)]) -> Done {
        let allocations = to.iter().map(|(debit, part)| (*debit, usd(part))).collect();
        self.does(&ApplyCredit { credit, date: day(on), allocations })
    }

    pub fn undo(&mut self, entry: EntryId) -> Done {
        self.does(&Undo { entry })
    }

    /// What is open of a debit at a date.
    pub fn open(&self, account: AccountId, debit: DebitId, as_of: &str) -> String {
        let debits = self.book.open_debits_of(account, day(as_of)).unwrap();
        debits.iter().find(|one| one.id == debit).map_or("0.00".into(), |one| one.open.decimal())
    }

    /// The row of an account in the aging report, which must be that of its header: buckets, unapplied, net.
    pub fn row(&self, account: AccountId, how: &Aging) -> (Vec<String>, String, String) {
        let question =
            arrears::book::AgingQuestion { account: Some(account), ..arrears::book::AgingQuestion::of(*how) };
        let report = self.book.aging(&question).unwrap();
        let figures = self.book.standing(account, how).unwrap().figures;
        for block in &report.currencies {
            assert!(block.proof.difference.is_zero(), "{:?}", block.proof);
        }
        let amounts: Vec<String> = figures.amounts.iter().map(|amount| amount.decimal()).collect();
        let seen = (amounts, figures.unapplied.decimal(), figures.net.decimal());
        match report.currencies.first() {
            Some(block) => {
                let row = &block.rows[0].aged;
                let amounts: Vec<String> = row.amounts.iter().map(|amount| amount.decimal()).collect();
                assert_eq!((amounts, row.unapplied.decimal(), row.net.decimal()), seen);
            }
            None => assert!(figures.amounts.iter().all(|amount| amount.is_zero()) && figures.unapplied.is_zero()),
        }
        seen
    }
}

pub fn invoice(account: AccountId, number: &str, amount: Money, (date, due): (Date, Date)) -> PostDebit {
    let (po, memo) = (String::new(), String::new());
    PostDebit {
        account,
        kind: DebitKind::Invoice,
        number: number.into(),
        date,
        due,
        amount,
        po,
        memo,
        undiscounted: None,
    }
}

pub fn payment(account: AccountId, amount: Money, on: Date, allocations: Vec<(DebitId, Money)>) -> TakePayment {
    let part = PaymentPart::new(account, amount, allocations);
    let (method, reference, memo) = ("check".into(), "5588".into(), String::new());
    TakePayment { received: on, method, reference, memo, parts: vec![part] }
}
