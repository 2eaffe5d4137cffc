//! How an account kept its word: the rate by count and by value, and how late it usually is, for the warning while
//! the next promise is being typed (LEDGER, Promises).

use super::calendar::{Date, days_past};
use super::promise::{PromiseFacts, PromiseState, Receipt, Settled, count};
use crate::error::Result;

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
pub fn record(promises: &[PromiseFacts], settled: &[Settled], receipts: &[Receipt], as_of: Date) -> Result<Record> {
    let mut record = Record::default();
    let mut days_late = Vec::new();
    let counted = count(promises, receipts, as_of)?;
    for ((promise, settled), (_, reached)) in promises.iter().zip(settled).zip(counted) {
        match settled.state {
            PromiseState::Kept => record.kept += 1,
            PromiseState::Partial => record.partial += 1,
            PromiseState::Broken => record.broken += 1,
            PromiseState::Open | PromiseState::Cancelled | PromiseState::Replaced => continue,
        }
        record.counted = record.counted.saturating_add(settled.counted.minor());
        record.promised = record.promised.saturating_add(promise.amount.minor());
        let came = if reached.is_some() { reached } else { eventually(promise, receipts, as_of)? };
        days_late.extend(came.map(|day| days_past(day, promise.due).max(0)));
    }
    record.usual_days_late = median(days_late);
    Ok(record)
}

/// The day on which the whole amount of a failed promise had come after all, counted for it alone.
fn eventually(promise: &PromiseFacts, receipts: &[Receipt], as_of: Date) -> Result<Option<Date>> {
    let unending = PromiseFacts { last_day: as_of, ..promise.clone() };
    Ok(count(&[unending], receipts, as_of)?.into_iter().find_map(|counted| counted.1))
}

fn median(mut days: Vec<i64>) -> Option<i64> {
    days.sort_unstable();
    let (low, high) = (days.get(days.len().checked_sub(1)? / 2)?, days.get(days.len() / 2)?);
    Some((low + high) / 2)
}

#[cfg(test)]
mod tests {
    use super::super::item::samples::day;
    use super::super::promise::tests::{promise, receipt};
    use super::super::promise::{PromiseEnd, settle};
    use super::*;

    /// cases.md, case 13: six promises.
    #[test]
    fn the_kept_rate_is_by_count_and_by_value() {
        let mut promises = vec![
            promise(1, "500.00", "2026-01-01", "2026-01-09"),
            promise(2, "500.00", "2026-02-02", "2026-02-10"),
            promise(3, "200.00", "2026-03-02", "2026-03-10"),
            promise(4, "100.00", "2026-04-01", "2026-04-10"),
            promise(5, "100.00", "2026-05-01", "2026-05-11"),
            promise(6, "100.00", "2026-06-01", "2026-06-30"),
        ];
        promises[4].ended = Some((PromiseEnd::Cancelled, day("2026-05-02")));
        let receipts = [
            receipt(90, "500.00", "2026-01-09"),
            receipt(91, "450.00", "2026-02-09"),
            receipt(92, "50.00", "2026-02-16"),
            receipt(93, "100.00", "2026-04-08"),
        ];
        let as_of = day("2026-06-15");
        let settled = settle(&promises, &receipts, as_of).unwrap();
        let record = record(&promises, &settled, &receipts, as_of).unwrap();
        assert_eq!((record.kept, record.partial, record.broken), (2, 1, 1));
        assert_eq!(record.kept_rate_by_count(), Some((2, 4)));
        assert_eq!(record.kept_rate_by_value(), Some((105_000, 130_000)));
        assert_eq!(record.usual_days_late, Some(0), "0, 0 and 6 days");
        let failed = record_of(&promises[1..3], &receipts, "2026-06-15");
        assert_eq!((failed.kept, failed.usual_days_late), (0, Some(6)));
        assert_eq!(record_of(&promises[5..], &receipts, "2026-06-15"), Record::default());
    }

    fn record_of(promises: &[PromiseFacts], receipts: &[Receipt], as_of: &str) -> Record {
        let settled = settle(promises, receipts, day(as_of)).unwrap();
        record(promises, &settled, receipts, day(as_of)).unwrap()
    }
}
