//! The book as it was known at an entry: the rows with an entry up to it, less those undone or corrected by then.

use super::Book;
use crate::domain::ids::EntryId;
use crate::error::Result;

/// The rows that counted when the book was known at an entry, as SQL; each takes the as-of day as ?1.
pub(super) struct Known {
    entry: i64,
    undone: String,
    /// True where some row was corrected by then.
    corrected: bool,
}

impl Known {
    pub fn at(book: &Book, entry: EntryId) -> Result<Known> {
        let mut undone: Vec<i64> = book.undone_at(entry)?.into_iter().map(|entry| entry.0).collect();
        undone.sort_unstable();
        let undone: Vec<String> = undone.iter().map(i64::to_string).collect();
        let corrected = book.conn.prepare_cached("SELECT 1 FROM correction WHERE entry <= ?1")?.exists([entry.0])?;
        Ok(Known { entry: entry.0, undone: undone.join(","), corrected })
    }

    /// The condition that a row of a table counts.
    pub fn counts(&self, table: &str, alias: &str) -> String {
        let entered = self.entered(alias);
        match self.corrected {
            false => entered,
            true => format!(
                "{entered} AND NOT EXISTS (SELECT 1 FROM correction x WHERE x.tbl = '{table}' AND x.row = {alias}.id AND {})",
                self.entered("x")
            ),
        }
    }

    fn entered(&self, alias: &str) -> String {
        match self.undone.as_str() {
            "" => format!("{alias}.entry <= {}", self.entry),
            undone => format!("{alias}.entry <= {} AND {alias}.entry NOT IN ({undone})", self.entry),
        }
    }

    pub fn not_ended(&self, table: &str, column: &str, of: &str) -> String {
        format!("{of} NOT IN (SELECT e.{column} FROM {table} e WHERE e.date <= ?1 AND {})", self.counts(table, "e"))
    }

    /// account, date, due, amount of the debits in force.
    pub fn debits(&self) -> String {
        format!(
            "SELECT d.account, d.date, d.due, d.amount FROM debit d WHERE {} AND d.date <= ?1 AND {}",
            self.counts("debit", "d"),
            self.not_ended("void", "debit", "d.id")
        )
    }

    /// account, date, amount of the credits in force.
    pub fn credits(&self) -> String {
        format!(
            "SELECT c.account, c.date, c.amount FROM credit c WHERE {} AND c.date <= ?1 AND {}",
            self.counts("credit", "c"),
            self.not_ended("credit_reversal", "credit", "c.id")
        )
    }

    /// account, debit's date, due, amount, credit's date of the allocations in force.
    pub fn allocations(&self) -> String {
        format!(
            "SELECT d.account, d.date, d.due, a.amount, c.date AS paid FROM allocation a JOIN debit d ON d.id = a.debit JOIN credit c ON c.id = a.credit
             WHERE {}",
            self.allocation_in_force()
        )
    }

    /// That an allocation `a` of a credit `c` to a debit `d` is in force.
    pub fn allocation_in_force(&self) -> String {
        format!(
            "{} AND MAX(a.date, d.date, c.date) <= ?1 AND {} AND {} AND {}",
            self.counts("allocation", "a"),
            self.not_ended("allocation_reversal", "allocation", "a.id"),
            self.not_ended("credit_reversal", "credit", "a.credit"),
            self.not_ended("void", "debit", "a.debit"),
        )
    }

    /// Only the amounts of the allocations in force, without a look at the debits and credits.
    pub fn allocated(&self) -> String {
        format!(
            "SELECT a.amount FROM allocation a WHERE {} AND a.starts <= ?1 AND {} AND {} AND {}",
            self.counts("allocation", "a"),
            self.not_ended("allocation_reversal", "allocation", "a.id"),
            self.not_ended("credit_reversal", "credit", "a.credit"),
            self.not_ended("void", "debit", "a.debit"),
        )
    }
}
