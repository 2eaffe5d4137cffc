//! Correcting single rows: a mistyped row counts at no date, and the same entry writes what is right. An undo takes a
//! whole entry; this takes one row of it, such as one invoice of an import.

use rusqlite::params;

use super::schema::TABLES;
use super::undo::{standing_on, voided_too};
use super::{Book, Tx, digest};
use crate::domain::ids::{AccountId, AllocationId, CreditId, DebitId, EntryId};
use crate::domain::money::Money;
use crate::error::{Error, Result};

impl Book {
    /// The newest plan or promise that names a debit.
    pub fn agreed_on(&self, debit: DebitId) -> Result<Option<EntryId>> {
        let sql = "SELECT MAX(entry) FROM (SELECT p.entry FROM plan_debit d JOIN plan p ON p.id = d.plan WHERE d.debit = ?1 AND d.live = 1
            UNION ALL SELECT p.entry FROM promise_debit d JOIN promise p ON p.id = d.promise WHERE d.debit = ?1 AND d.live = 1)";
        let newest: Option<i64> = self.conn.prepare_cached(sql)?.query_row([debit.0], |row| row.get(0))?;
        Ok(newest.map(EntryId))
    }
}

impl Tx<'_> {
    /// Makes a debit count at no date.
    pub fn retract_debit(&mut self, debit: DebitId) -> Result<()> {
        self.retract("debit", debit.0)
    }

    /// Makes a credit count at no date.
    pub fn retract_credit(&mut self, credit: CreditId) -> Result<()> {
        self.retract("credit", credit.0)
    }

    /// Makes an allocation count at no date, with its own reversal.
    pub fn retract_allocation(&mut self, allocation: AllocationId) -> Result<()> {
        for id in self.rows_like("allocation_reversal", &[("allocation", &allocation.0)])? {
            self.retract("allocation_reversal", id)?;
        }
        self.retract("allocation", allocation.0)
    }

    /// Puts a plan's, promise's or dispute's hold on a debit over to the one that replaces it.
    pub fn hand_over(&mut self, old: DebitId, new: DebitId) -> Result<()> {
        for id in self.rows_like("plan_debit", &[("debit", &old.0)])? {
            let plan: i64 = self.conn.query_row("SELECT plan FROM plan_debit WHERE id = ?1", [id], |row| row.get(0))?;
            self.retract("plan_debit", id)?;
            self.insert("plan_debit", &[("plan", &plan), ("debit", &new.0)])?;
        }
        for id in self.rows_like("promise_debit", &[("debit", &old.0)])? {
            let promise: i64 =
                self.conn.query_row("SELECT promise FROM promise_debit WHERE id = ?1", [id], |row| row.get(0))?;
            self.retract("promise_debit", id)?;
            self.insert("promise_debit", &[("promise", &promise), ("debit", &new.0)])?;
        }
        Ok(())
    }

    /// What of a debit earns no early discount stays so for the one that replaces it, up to its amount.
    pub fn hand_over_exclusion(
        &mut self,
        old: DebitId,
        (account, new): (AccountId, DebitId),
        amount: Money,
    ) -> Result<()> {
        let excluded = self.undiscounted(old, amount.currency())?;
        for id in self.rows_like("discount_exclusion", &[("debit", &old.0)])? {
            self.retract("discount_exclusion", id)?;
            self.exclude_from_discount(account, new, excluded.least(amount))?;
        }
        Ok(())
    }

    /// Retracts a dispute, which the caller opens anew.
    pub fn retract_dispute(&mut self, dispute: crate::domain::ids::DisputeId) -> Result<()> {
        for table in ["dispute_end", "dispute_version"] {
            for id in self.rows_like(table, &[("dispute", &dispute.0)])? {
                self.retract(table, id)?;
            }
        }
        self.retract("dispute", dispute.0)
    }

    pub(super) fn retract(&mut self, table: &'static str, row: i64) -> Result<()> {
        self.insert("correction", &[("tbl", &table), ("row", &row)])?;
        self.switch_row(table, row, false)
    }

    /// Switches the rows that an entry corrected: off while it counts, on again while it does not.
    pub(super) fn switch_corrected_by(&mut self, entry: EntryId, counts: bool) -> Result<()> {
        let Some((first, last)) = digest::span_of(self, entry.0, "correction")? else { return Ok(()) };
        let book: &Book = self;
        let rows: Vec<(String, i64)> = {
            let mut statement =
                book.conn.prepare_cached("SELECT tbl, row FROM correction WHERE id BETWEEN ?1 AND ?2")?;
            statement.query_map([first, last], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?
        };
        // Voids first: a number that was used again is free once its first debit is void.
        let (voids, others): (Vec<_>, Vec<_>) = rows.iter().partition(|(table, _)| table == "void");
        for (table, row) in voids.into_iter().chain(others) {
            let written: i64 =
                self.conn.query_row(&format!("SELECT entry FROM {table} WHERE id = ?1"), [row], |row| row.get(0))?;
            let undone = self.is_undone(EntryId(written))?;
            if counts && undone {
                return Err(stands_on_undone(entry, written));
            }
            self.switch_row(table, *row, !counts && !undone)?;
        }
        for (name, row) in &rows {
            let Some(table) = TABLES.iter().find(|table| table.name == name) else { continue };
            match counts {
                true => self.check_nothing_else_stands_on(entry, table.name, *row)?,
                false => self.check_live_can_return(entry, table, *row)?,
            }
        }
        Ok(())
    }

    /// A correction comes back only over rows that are as it left them.
    fn check_nothing_else_stands_on(&self, entry: EntryId, table: &str, row: i64) -> Result<()> {
        let sql = "SELECT MAX(entry) FROM correction WHERE tbl = ?1 AND row = ?2 AND live = 1 AND entry <> ?3";
        let mut newest: Option<i64> =
            self.conn.prepare_cached(sql)?.query_row(params![table, row, entry.0], |row| row.get(0))?;
        for (other, column) in standing_on(table) {
            let sql = format!("SELECT MAX(entry) FROM {other} WHERE \"{column}\" = ?1 AND live = 1");
            newest = newest.max(self.conn.prepare_cached(&sql)?.query_row([row], |row| row.get(0))?);
        }
        let refused = |later| Err(is_stood_on(entry, later));
        newest.map_or(Ok(()), refused)
    }

    fn switch_row(&mut self, table: &str, row: i64, live: bool) -> Result<()> {
        let sql = format!("UPDATE {table} SET {}live = ?2 WHERE id = ?1", voided_too(table, live));
        if let Err(error) = self.conn.prepare_cached(&sql)?.execute(params![row, live]) {
            let written: i64 =
                self.conn.query_row(&format!("SELECT entry FROM {table} WHERE id = ?1"), [row], |row| row.get(0))?;
            return Err(self.name_rival(EntryId(written), (table, (row, row)), error));
        }
        self.touch_rows(table, row, row)
    }
}

pub(super) fn stands_on_undone(entry: EntryId, other: i64) -> Error {
    let message = format!("entry {} cannot be brought back: entry {other} is undone", entry.0);
    let error = Error::refused("depends_on_undone", message).because_of(other).safe("nothing was changed");
    error.hint(format!("bring entry {other} back first"))
}

fn is_stood_on(entry: EntryId, other: i64) -> Error {
    let message = format!("entry {} cannot be brought back: entry {other} stands on what it corrected", entry.0);
    let error = Error::refused("depended_on", message).because_of(other).safe("nothing was changed");
    error.hint(format!("undo entry {other} first"))
}
