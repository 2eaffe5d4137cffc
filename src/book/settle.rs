//! Derived columns: worked out from the rows after each entry, in the same transaction, and checked against the rules
//! that no single row can show (LEDGER, Nothing is edited: the sums hold at every date).

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};

use super::{Book, Tx};
use crate::domain::ids::AccountId;
use crate::domain::money::Money;
use crate::error::{Error, Result};

/// Rows of earlier entries whose derived columns this entry changes; rows of its own are found by their span.
#[derive(Default)]
pub(super) struct Touched {
    pub allocations: Rows,
    pub debits: Rows,
    pub credits: Rows,
}

/// Rows of a table, as single ids and as whole ranges: the undo of a large import touches a million rows that follow
/// each other.
#[derive(Default)]
pub(super) struct Rows {
    ids: BTreeSet<i64>,
    ranges: Vec<(i64, i64)>,
}

impl Rows {
    pub fn insert(&mut self, id: i64) {
        if !self.within_a_range(id) {
            self.ids.insert(id);
        }
    }

    pub fn insert_range(&mut self, first: i64, last: i64) {
        if first == last {
            self.insert(first);
        } else if !self.ranges.contains(&(first, last)) {
            self.ids.retain(|id| !(first..=last).contains(id));
            self.ranges.push((first, last));
        }
    }

    fn contains(&self, id: i64) -> bool {
        self.ids.contains(&id) || self.within_a_range(id)
    }

    fn within_a_range(&self, id: i64) -> bool {
        self.ranges.iter().any(|(first, last)| (first..=last).contains(&&id))
    }

    /// The entry's own rows as one range, each touched range, and each other touched row by itself.
    fn with(&self, span: Option<(i64, i64)>) -> Vec<(i64, i64)> {
        let inside = |id: i64| span.is_some_and(|(first, last)| (first..=last).contains(&id));
        let single = self.ids.iter().copied().filter(|id| !inside(*id)).map(|id| (id, id));
        span.into_iter().chain(self.ranges.iter().copied()).chain(single).collect()
    }
}

/// An allocation ends at the earliest of its own reversal, its credit's, and its debit's void.
pub(super) const ENDS: &str = "(SELECT MIN(date) FROM (
    SELECT date FROM allocation_reversal WHERE allocation = a.id AND live = 1
    UNION ALL SELECT date FROM credit_reversal WHERE credit = a.credit AND live = 1
    UNION ALL SELECT date FROM void WHERE debit = a.debit AND live = 1))";

/// What is left of a debit (`d`) after every allocation without an end.
pub(super) const OPEN: &str = "CASE WHEN d.live = 0 OR EXISTS (SELECT 1 FROM void WHERE debit = d.id AND live = 1) THEN 0
    ELSE d.amount - COALESCE((SELECT SUM(amount) FROM allocation WHERE debit = d.id AND live = 1 AND ends IS NULL), 0) END";

/// What is left of a credit (`c`) after every allocation without an end.
pub(super) const UNAPPLIED: &str = "CASE WHEN c.live = 0 OR EXISTS (SELECT 1 FROM credit_reversal WHERE credit = c.id AND live = 1) THEN 0
    ELSE c.amount - COALESCE((SELECT SUM(amount) FROM allocation WHERE credit = c.id AND live = 1 AND ends IS NULL), 0) END";

impl Tx<'_> {
    /// Brings the derived columns of everything touched up to date and checks the sums.
    pub(super) fn settle(&mut self) -> Result<()> {
        for (first, last) in self.touched.allocations.with(self.span("allocation")) {
            self.settle_allocations(first, last)?;
        }
        // Before the columns, whose CHECKs could not say which invoice and which date.
        self.check_sums_at_every_date()?;
        for (first, last) in self.touched.debits.with(self.span("debit")) {
            self.settle_debits(first, last)?;
        }
        for (first, last) in self.touched.credits.with(self.span("credit")) {
            self.settle_credits(first, last)?;
        }
        Ok(())
    }

    fn settle_allocations(&self, first: i64, last: i64) -> Result<()> {
        let sql = format!(
            "SELECT a.id, {ENDS} AS ends FROM allocation a WHERE a.id BETWEEN ?1 AND ?2 AND a.ends IS NOT {ENDS}"
        );
        let mut update = self.conn.prepare_cached("UPDATE allocation SET ends = ?2 WHERE id = ?1")?;
        let mut stale = self.conn.prepare_cached(&sql)?;
        let changes: Vec<(i64, Option<i64>)> =
            stale.query_map(params![first, last], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        for (id, ends) in changes {
            update.execute(params![id, ends])?;
        }
        Ok(())
    }

    fn settle_debits(&self, first: i64, last: i64) -> Result<()> {
        let sql = format!(
            "UPDATE debit AS d SET voided_on = (SELECT date FROM void WHERE debit = d.id AND live = 1), open = {OPEN}
             WHERE d.id BETWEEN ?1 AND ?2
               AND (EXISTS (SELECT 1 FROM allocation WHERE debit = d.id) OR EXISTS (SELECT 1 FROM void WHERE debit = d.id AND live = 1)
                    OR d.open <> d.amount OR d.live = 0)"
        );
        let done = self.conn.prepare_cached(&sql)?.execute(params![first, last]);
        done.map(drop).map_err(|error| self.over_allocated(error, ("debit", "an invoice"), (first, last)))
    }

    fn settle_credits(&self, first: i64, last: i64) -> Result<()> {
        let sql = format!(
            "UPDATE credit AS c SET reversed_on = (SELECT date FROM credit_reversal WHERE credit = c.id AND live = 1), unapplied = {UNAPPLIED}
             WHERE c.id BETWEEN ?1 AND ?2
               AND (EXISTS (SELECT 1 FROM allocation WHERE credit = c.id) OR EXISTS (SELECT 1 FROM credit_reversal WHERE credit = c.id AND live = 1)
                    OR c.unapplied <> c.amount OR c.live = 0)"
        );
        let done = self.conn.prepare_cached(&sql)?.execute(params![first, last]);
        done.map(drop).map_err(|error| self.over_allocated(error, ("credit", "a payment or credit"), (first, last)))
    }

    fn over_allocated(&self, error: rusqlite::Error, (side, what): (&str, &str), span: (i64, i64)) -> Error {
        match error.sqlite_error().map(|cause| cause.extended_code) {
            Some(rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE) => {
                let rival = self.rival_of(side, span).ok().flatten();
                let by = rival.map(|rival| format!(" by entry {rival}")).unwrap_or_default();
                let refused = Error::refused("number_taken", format!("the number of {what} was used again{by}"))
                    .safe("nothing was changed")
                    .hint("void or correct the other one first")
                    .caused_by(error);
                rival.into_iter().fold(refused, Error::because_of)
            }
            Some(rusqlite::ffi::SQLITE_CONSTRAINT_CHECK) => {
                Error::refused("over_allocated", format!("{what} would have more applied than its amount"))
                    .safe("nothing was posted")
                    .hint("apply less, or take another allocation back first")
                    .caused_by(error)
            }
            _ => error.into(),
        }
    }

    /// Only where something ended can an earlier date hold more than today; everywhere else the CHECKs suffice. Single
    /// sides of earlier entries are all looked at; of ranges, those with an allocation that ended.
    fn check_sums_at_every_date(&self) -> Result<()> {
        for (side, touched) in [("debit", &self.touched.debits), ("credit", &self.touched.credits)] {
            let mut ids = touched.ids.clone();
            let sql =
                format!("SELECT DISTINCT {side} FROM allocation WHERE {side} BETWEEN ?1 AND ?2 AND ends IS NOT NULL");
            for (first, last) in &touched.ranges {
                ids.extend(self.ids(&sql, *first, *last)?);
            }
            let sql = format!("SELECT DISTINCT {side} FROM allocation WHERE id BETWEEN ?1 AND ?2 AND ends IS NOT NULL");
            if let Some((first, last)) = self.span("allocation") {
                ids.extend(self.ids(&sql, first, last)?);
            }
            for id in ids {
                self.check_sum_at_every_date(side, id)?;
            }
        }
        Ok(())
    }

    pub(super) fn ids(&self, sql: &str, first: i64, last: i64) -> Result<Vec<i64>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(params![first, last], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn check_sum_at_every_date(&self, side: &str, id: i64) -> Result<()> {
        let Some((day, amount)) = self.excess(side, id)? else { return Ok(()) };
        let date = crate::domain::calendar::from_day_number(day);
        let named = match side {
            "debit" => "SELECT number, account FROM debit WHERE id = ?1",
            _ => "SELECT code, account FROM credit WHERE id = ?1",
        };
        let (name, account): (String, i64) =
            self.conn.prepare_cached(named)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let amount = Money::stored(amount, self.currency_of(AccountId(account))?);
        let way = if side == "debit" { "to" } else { "of" };
        let message = format!("on {date} more would be applied {way} {name} than its {amount}");
        let refused = |message: String| Error::refused("over_allocated", message).safe("nothing was posted");
        Err(match self.applied_elsewhere(side, id, day)? {
            None => refused(message).hint("apply less, or use a later date"),
            Some(other) => refused(format!("{message}: entry {other} applied it elsewhere"))
                .because_of(other)
                .hint(format!("take that back, or undo entry {other}, first")),
        })
    }

    /// The newest entry whose allocations are in force on a day beside those that this entry brings back; None where this
    /// entry's own are too much.
    fn applied_elsewhere(&self, side: &str, id: i64, day: i64) -> Result<Option<i64>> {
        let sql = format!(
            "SELECT id, entry FROM allocation WHERE {side} = ?1 AND live = 1 AND starts <= ?2 AND (ends IS NULL OR ends > ?2)
             ORDER BY entry DESC"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params![id, day], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows: Vec<(i64, i64)> = rows.collect::<Result<_, _>>()?;
        let stays = |id: i64| !self.touched.allocations.contains(id);
        Ok(match rows.iter().any(|(_, entry)| *entry == self.entry.0) {
            true => None,
            false => rows.iter().find(|(id, _)| stays(*id)).or(rows.first()).map(|(_, entry)| *entry),
        })
    }
}

impl Book {
    /// The first date at which more is allocated than a debit's or credit's amount, with that amount; None if never.
    pub(super) fn excess(&self, side: &str, id: i64) -> Result<Option<(i64, i64)>> {
        let sql = format!("SELECT amount FROM {side} WHERE id = ?1");
        let amount: Option<i64> = self.conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?;
        let sql = format!(
            "SELECT starts, ends, amount FROM allocation WHERE {side} = ?1 AND live = 1 AND (ends IS NULL OR ends > starts)"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut steps: Vec<(i64, i64)> = Vec::new();
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            let (starts, ends, amount): (i64, Option<i64>, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            steps.push((starts, amount));
            steps.extend(ends.map(|ends| (ends, amount.saturating_neg())));
        }
        steps.sort_unstable();
        let amount = amount.unwrap_or(0);
        let mut applied = 0_i64;
        for (date, step) in steps {
            applied = applied.saturating_add(step);
            if applied > amount {
                return Ok(Some((date, amount)));
            }
        }
        Ok(None)
    }
}
