//! When a corrected row was first typed in: promises, plans and bounces go by the entry that took the money, not by the
//! one that set a digit of it right.

use rusqlite::params;

use super::known::Known;
use super::{Book, Credit};
use crate::domain::ids::{CreditId, EntryId};
use crate::error::Result;

/// The rows that an entry of `was` corrected, in one table.
fn corrected_by(table: &str, counts: &str) -> String {
    format!(
        "JOIN span s ON s.entry = was.entry AND s.tbl = 'correction'
         JOIN correction x ON x.id BETWEEN s.first AND s.last AND x.tbl = '{table}' AND {counts}
         JOIN {table} o ON o.id = x.row"
    )
}

/// The entry in which an allocation (`a`) was typed in, by what counts now or counted then. A merge takes rows back in the
/// order in which it writes them anew.
pub(super) fn of_allocation(known: Option<&Known>) -> String {
    let counts = known.map_or("x.live = 1".to_string(), |known| known.counts("correction", "x"));
    format!(
        "(WITH RECURSIVE was (id, entry, credit, debit, date) AS (SELECT a.id, a.entry, a.credit, a.debit, a.date
            UNION SELECT o.id, o.entry, o.credit, o.debit, o.date FROM was {}
                AND o.date = was.date AND (o.credit = was.credit OR o.debit = was.debit)
            UNION SELECT o.id, o.entry, o.credit, o.debit, o.date FROM was JOIN merge m ON m.entry = was.entry
                JOIN span s ON s.entry = was.entry AND s.tbl = 'allocation'
                JOIN span c ON c.entry = was.entry AND c.tbl = 'correction'
                JOIN correction x ON x.id = was.id - s.first + (SELECT f.id FROM correction f
                    WHERE f.id BETWEEN c.first AND c.last AND f.tbl = 'allocation' ORDER BY f.id LIMIT 1) AND {counts}
                JOIN allocation o ON o.id = x.row)
        SELECT MIN(entry) FROM was)",
        corrected_by("allocation", &counts)
    )
}

/// The entry in which a credit (`c`) was typed in: a correction keeps its code.
pub(super) fn of_credit() -> String {
    format!(
        "(WITH RECURSIVE was (entry) AS (SELECT c.entry UNION SELECT o.entry FROM was {} AND o.code = c.code)
        SELECT MIN(entry) FROM was)",
        corrected_by("credit", "x.live = 1")
    )
}

impl Book {
    /// The entry in which a credit was typed in, whatever corrected it since.
    pub fn typed_in(&self, credit: CreditId) -> Result<EntryId> {
        let sql = format!("SELECT {} FROM credit c WHERE c.id = ?1", of_credit());
        Ok(self.conn.prepare_cached(&sql)?.query_row([credit.0], |row| Ok(EntryId(row.get(0)?)))?)
    }

    /// The credits that an entry typed in and that count, each as it was corrected last.
    pub(super) fn credits_typed_in(&self, entry: EntryId) -> Result<Vec<Credit>> {
        let sql = "WITH RECURSIVE is_now (id, code, live) AS (
                SELECT c.id, c.code, c.live FROM span s JOIN credit c ON c.id BETWEEN s.first AND s.last
                    WHERE s.entry = ?1 AND s.tbl = 'credit'
                UNION SELECT n.id, n.code, n.live FROM is_now
                    JOIN correction x ON x.tbl = 'credit' AND x.row = is_now.id AND x.live = 1
                    JOIN span s ON s.entry = x.entry AND s.tbl = 'credit'
                    JOIN credit n ON n.id BETWEEN s.first AND s.last AND n.code = is_now.code)
            SELECT id FROM is_now WHERE live = 1 ORDER BY id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(params![entry.0], |row| Ok(CreditId(row.get(0)?)))?;
        let ids: Vec<CreditId> = rows.collect::<Result<_, _>>()?;
        ids.into_iter().map(|id| self.credit(id)).collect()
    }
}
