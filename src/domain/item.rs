//! Debits and credits as they stand at one date, so that every rule about open money works on the same shape.

use std::cmp::Ordering;

use super::calendar::Date;
use super::communication::words;
use super::ids::{CreditId, DebitId};
use super::money::Money;
use super::text::natural_cmp;

words! {
    DebitKind, "kind" { Invoice = "invoice", Fee = "fee", Interest = "interest", Debit = "debit", Refund = "refund" }
}

words! {
    CreditKind, "kind" { Payment = "payment", Credit = "credit", WriteOff = "write-off", Discount = "discount" }
}

words! {
    /// The methods that a form offers; in files and in the book a method is free text.
    Method, "method" { Check = "check", Ach = "ach", Card = "card", Cash = "cash", Wire = "wire", Other = "other" }
}

impl CreditKind {
    /// The letter of an id that the program gives: `P17`, `C4`.
    pub fn letter(self) -> char {
        match self {
            CreditKind::Payment => 'P',
            CreditKind::Credit => 'C',
            CreditKind::WriteOff => 'W',
            CreditKind::Discount => 'D',
        }
    }
}

/// A debit as it stands at one date: `disputed` ≤ `open`, `on_plan` ≤ `open` − `disputed`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDebit {
    pub id: DebitId,
    pub kind: DebitKind,
    pub number: String,
    pub date: Date,
    pub due: Date,
    pub amount: Money,
    pub open: Money,
    pub disputed: Money,
    pub on_plan: Money,
    /// Of the amount, what earns no early discount.
    pub undiscounted: Money,
}

/// A credit as it stands at one date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCredit {
    pub id: CreditId,
    /// `P17`, as it is named outside.
    pub code: String,
    pub kind: CreditKind,
    pub date: Date,
    pub method: String,
    pub reference: String,
    pub amount: Money,
    pub unapplied: Money,
}

/// Due date, then invoice date, then number in natural order, then id (LEDGER, Applying money).
pub fn oldest_first(a: &OpenDebit, b: &OpenDebit) -> Ordering {
    let dates = a.due.cmp(&b.due).then(a.date.cmp(&b.date));
    dates.then_with(|| natural_cmp(&a.number, &b.number)).then(a.id.cmp(&b.id))
}

#[cfg(test)]
pub mod samples {
    //! Short ways to write the rows of cases.md.
    use super::*;
    use crate::domain::calendar::parse_iso;
    use crate::domain::money::{Currency, DecimalMark};

    pub fn day(text: &str) -> Date {
        parse_iso(text).unwrap()
    }

    pub fn usd(text: &str) -> Money {
        Money::parse(text, Currency::USD, DecimalMark::Point).unwrap()
    }

    /// An invoice that is wholly open, dated 30 days before it is due.
    pub fn open(id: i64, number: &str, amount: &str, due: &str) -> OpenDebit {
        OpenDebit {
            id: DebitId(id),
            kind: DebitKind::Invoice,
            number: number.into(),
            date: crate::domain::calendar::plus_days(day(due), -30),
            due: day(due),
            amount: usd(amount),
            open: usd(amount),
            disputed: usd("0"),
            on_plan: usd("0"),
            undiscounted: usd("0"),
        }
    }

    /// A payment that is wholly unapplied.
    pub fn unapplied(id: i64, amount: &str, date: &str) -> OpenCredit {
        OpenCredit {
            id: CreditId(id),
            code: format!("P{id}"),
            kind: CreditKind::Payment,
            date: day(date),
            method: "check".into(),
            reference: String::new(),
            amount: usd(amount),
            unapplied: usd(amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::open;
    use super::*;

    #[test]
    fn oldest_is_by_due_then_date_then_natural_number() {
        let mut late = open(4, "INV-1", "1.00", "2026-06-15");
        late.date = super::samples::day("2026-06-01");
        let mut debits = [
            late,
            open(3, "INV-10", "1.00", "2026-06-15"),
            open(2, "INV-9", "1.00", "2026-06-15"),
            open(1, "INV-20", "1.00", "2026-06-01"),
        ];
        debits.sort_by(oldest_first);
        assert_eq!(debits.map(|debit| debit.number), ["INV-20", "INV-9", "INV-10", "INV-1"]);
    }

    #[test]
    fn kinds_have_their_words_and_letters() {
        assert_eq!("write-off".parse::<CreditKind>().unwrap().letter(), 'W');
        assert_eq!(CreditKind::ALL.iter().map(|kind| kind.letter()).collect::<String>(), "PCWD");
        assert!("cheque".parse::<Method>().is_err());
    }
}
