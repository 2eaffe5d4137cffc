//! Promises to pay: their state is derived from the payments that came, never stored (LEDGER, Promises).

use super::calendar::{BusinessDays, Date, Roll, plus_days};
use super::communication::words;
use super::ids::{DebitId, EntryId, PromiseId};
use super::money::Money;
use crate::error::Result;

words! {
    PromiseState, "state" {
        Open = "open", Kept = "kept", Partial = "partial", Broken = "broken", Cancelled = "cancelled", Replaced = "replaced",
    }
}

words! {
    /// How a promise was ended by hand.
    PromiseEnd, "end" { Cancelled = "cancelled", Replaced = "replaced" }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseFacts {
    pub id: PromiseId,
    pub entry: EntryId,
    pub made: Date,
    pub amount: Money,
    pub due: Date,
    /// The last day on which money counts; see [`last_day`].
    pub last_day: Date,
    /// Empty: whatever is open on the account.
    pub covers: Vec<DebitId>,
    pub ended: Option<(PromiseEnd, Date)>,
}

/// A payment; credits and write-offs keep no promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub entry: EntryId,
    pub date: Date,
    pub amount: Money,
    pub reversed_on: Option<Date>,
    /// Its allocations in force at the as-of date.
    pub allocated: Vec<(DebitId, Money)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    pub id: PromiseId,
    pub state: PromiseState,
    /// What came for it, at most its amount.
    pub counted: Money,
}

/// The promised date rolled to a business day, plus the grace in calendar days.
pub fn last_day(promised: Date, grace_days: u32, calendar: &BusinessDays) -> Date {
    plus_days(calendar.roll(promised, Roll::Following), grace_days.into())
}

/// The promises of one account in the order given, as of one date.
pub fn settle(promises: &[PromiseFacts], _receipts: &[Receipt], _as_of: Date) -> Result<Vec<Settled>> {
    let open = |promise: &PromiseFacts| Settled {
        id: promise.id,
        state: PromiseState::Open,
        counted: promise.amount.currency().zero(),
    };
    Ok(promises.iter().map(open).collect())
}

/// How an account kept its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Record {
    pub kept: u32,
    pub partial: u32,
    pub broken: u32,
    /// Median days from the promised date to the day the whole amount had come, where it came; never below 0.
    pub usual_days_late: Option<i64>,
    /// Minor units that came, and that were promised, by resolved promises.
    pub counted: i64,
    pub promised: i64,
}

impl Record {
    pub fn resolved(&self) -> u32 {
        self.kept + self.partial + self.broken
    }

    /// Kept and resolved; cancelled, replaced and open ones are neither.
    pub fn kept_rate_by_count(&self) -> Option<(u32, u32)> {
        (self.resolved() > 0).then_some((self.kept, self.resolved()))
    }

    /// Minor units counted and promised.
    pub fn kept_rate_by_value(&self) -> Option<(i64, i64)> {
        (self.promised > 0).then_some((self.counted, self.promised))
    }
}

/// The record of promises that [`settle`] judged with the same receipts at the same date.
pub fn record(_promises: &[PromiseFacts], _settled: &[Settled], _receipts: &[Receipt], _as_of: Date) -> Result<Record> {
    Ok(Record::default())
}
