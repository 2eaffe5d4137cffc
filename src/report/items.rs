//! The items of one account as tables: debits with what is open of each, credits with what is unapplied.

use super::table::{Kind, Table};
use crate::book::{Allocation, Book, Credit, Debit};
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, days_past};
use crate::domain::ids::AccountId;
use crate::domain::money::Money;
use crate::error::Result;

/// One debit as it stands at the report's date.
#[derive(Debug, Clone)]
pub struct DebitLine {
    pub debit: Debit,
    pub open: Money,
    pub days_past_due: i64,
    pub disputed: Money,
    pub on_plan: Money,
}

/// One credit as it stands at the report's date.
#[derive(Debug, Clone)]
pub struct CreditLine {
    pub credit: Credit,
    pub unapplied: Money,
    /// Those that had begun, with the date on which each ended, if it had.
    pub allocations: Vec<(Allocation, Option<Date>)>,
}

#[derive(Debug, Clone)]
pub struct Items {
    pub as_of: Date,
    pub debits: Vec<DebitLine>,
    pub credits: Vec<CreditLine>,
}

impl Items {
    /// The open items of an account at a date; with `all` also what is paid, void, reversed or still to come.
    pub fn of(book: &Book, account: AccountId, as_of: Date, all: bool) -> Result<Items> {
        let standing = book.standing(account, &Aging::by_due(as_of))?;
        let zero = standing.account.currency.zero();
        let mut debits = Vec::new();
        for debit in book.debits_of(account)? {
            let open = standing.debits.iter().find(|open| open.id == debit.id);
            if open.is_some() || all {
                debits.push(DebitLine {
                    open: open.map_or(zero, |open| open.open),
                    days_past_due: days_past(as_of, debit.due),
                    disputed: open.map_or(zero, |open| open.disputed),
                    on_plan: open.map_or(zero, |open| open.on_plan),
                    debit,
                });
            }
        }
        let mut credits = Vec::new();
        for credit in book.credits_of(account)? {
            let open = standing.credits.iter().find(|open| open.id == credit.id);
            if open.is_some() || all {
                let mut allocations = book.allocations_of_credit(credit.id)?;
                allocations.retain(|allocation| allocation.starts <= as_of || all);
                let ended = |allocation: Allocation| {
                    let ended = allocation.ends.or(allocation.taken_back_on).filter(|on| *on <= as_of);
                    (allocation, ended)
                };
                credits.push(CreditLine {
                    unapplied: open.map_or(zero, |open| open.unapplied),
                    allocations: allocations.into_iter().map(ended).collect(),
                    credit,
                });
            }
        }
        Ok(Items { as_of, debits, credits })
    }

    pub fn tables(&self) -> [Table; 2] {
        [self.debit_table(), self.credit_table()]
    }

    fn debit_table(&self) -> Table {
        let mut table = Table::new(format!("Items as of {}", self.as_of))
            .column("kind", "Kind", Kind::Text)
            .column("number", "Number", Kind::Text)
            .column("id", "Id", Kind::Text)
            .column("date", "Date", Kind::Date)
            .column("due", "Due", Kind::Date)
            .column("days_past_due", "Days late", Kind::Number)
            .column("amount", "Amount", Kind::Money)
            .column("open", "Open", Kind::Money)
            .column("disputed", "Disputed", Kind::Money)
            .column("on_plan", "On plan", Kind::Money)
            .column("voided", "Voided", Kind::Date);
        for line in &self.debits {
            let debit = &line.debit;
            table.row([
                debit.kind.word().into(),
                (&debit.number).into(),
                format!("I{}", debit.id.0).into(),
                debit.date.into(),
                debit.due.into(),
                line.days_past_due.into(),
                debit.amount.into(),
                line.open.into(),
                line.disputed.into(),
                line.on_plan.into(),
                debit.voided_on.into(),
            ]);
        }
        table
    }

    fn credit_table(&self) -> Table {
        let mut table = Table::new("Credits")
            .column("kind", "Kind", Kind::Text)
            .column("id", "Id", Kind::Text)
            .column("date", "Date", Kind::Date)
            .column("method", "Method", Kind::Text)
            .column("reference", "Reference", Kind::Text)
            .column("amount", "Amount", Kind::Money)
            .column("unapplied", "Unapplied", Kind::Money)
            .column("applied_to", "Applied to", Kind::Text)
            .column("reversed", "Reversed", Kind::Date);
        for line in &self.credits {
            let credit = &line.credit;
            let applied: Vec<String> = line
                .allocations
                .iter()
                .filter(|(_, ended)| ended.is_none())
                .map(|(allocation, _)| format!("{}={}", allocation.number, allocation.amount.decimal()))
                .collect();
            table.row([
                credit.kind.word().into(),
                (&credit.code).into(),
                credit.date.into(),
                (&credit.method).into(),
                (&credit.reference).into(),
                credit.amount.into(),
                line.unapplied.into(),
                applied.join(" ").into(),
                credit.reversed_on.filter(|on| *on <= self.as_of).into(),
            ]);
        }
        table
    }
}
