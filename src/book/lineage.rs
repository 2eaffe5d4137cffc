//! Where a row comes from: a merge or a correction writes a row anew, and what counts for the order of things on one day,
//! for who did it, and for what belongs together is the entry that first typed it.

use std::collections::HashMap;

use rusqlite::params;

use super::{Book, digest};
use crate::domain::ids::EntryId;
use crate::error::Result;

/// The rows that an entry took back and wrote anew in one table: first new id, then the old row and its entry of each.
type Anew = Option<(i64, Vec<(i64, i64)>)>;

/// Answers many questions about one book, each entry read once.
pub(super) struct Lineage<'a> {
    book: &'a Book,
    /// Nothing was ever corrected: every row is its own.
    plain: bool,
    read: HashMap<(i64, &'static str), Anew>,
}

impl<'a> Lineage<'a> {
    pub fn of(book: &'a Book) -> Result<Lineage<'a>> {
        let plain = !book.conn.prepare_cached("SELECT 1 FROM correction")?.exists([])?;
        Ok(Lineage { book, plain, read: HashMap::new() })
    }

    /// The entry that first typed a row.
    pub fn typed_by(&mut self, table: &'static str, row: i64, entry: EntryId) -> Result<EntryId> {
        Ok(self.first(table, row, entry)?.1)
    }

    /// The row as it was first typed, and the entry that did.
    pub fn first(&mut self, table: &'static str, row: i64, entry: EntryId) -> Result<(i64, EntryId)> {
        let (mut row, mut entry) = (row, entry);
        while !self.plain {
            let Some(before) = self.before(table, row, entry)? else { break };
            (row, entry) = before;
        }
        Ok((row, entry))
    }

    fn before(&mut self, table: &'static str, row: i64, entry: EntryId) -> Result<Option<(i64, EntryId)>> {
        let key = (entry.0, table);
        if !self.read.contains_key(&key) {
            let anew = self.written_anew(table, entry)?;
            self.read.insert(key, anew);
        }
        let Some(Some((first, rows))) = self.read.get(&key) else { return Ok(None) };
        let place = usize::try_from(row - first).ok().and_then(|place| rows.get(place));
        Ok(place.map(|(row, entry)| (*row, EntryId(*entry))))
    }

    /// Where an entry took back as many rows as it wrote, the first became the first.
    fn written_anew(&self, table: &'static str, entry: EntryId) -> Result<Anew> {
        let Some((from, to)) = digest::span_of(self.book, entry.0, "correction")? else { return Ok(None) };
        let Some((first, last)) = digest::span_of(self.book, entry.0, table)? else { return Ok(None) };
        let sql = format!(
            "SELECT o.id, o.entry FROM correction x JOIN {table} o ON o.id = x.row
             WHERE x.id BETWEEN ?1 AND ?2 AND x.tbl = ?3 ORDER BY x.id"
        );
        let mut statement = self.book.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params![from, to, table], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows: Vec<(i64, i64)> = rows.collect::<Result<_, _>>()?;
        Ok((i64::try_from(rows.len()).is_ok_and(|count| count == last - first + 1)).then_some((first, rows)))
    }
}
