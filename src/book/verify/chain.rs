//! The hash chain: every entry's hash worked out again from the tables. Each is judged against the stored hash before
//! it, so that one damaged entry is named and not all that follow.

use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator;
use rusqlite::{Rows, Statement};
use sha2::Digest;

use super::{Findings, Progress};
use crate::book::digest::{self, EntryRow};
use crate::book::schema::{TABLES, index_of};
use crate::book::{Book, EntryId};
use crate::error::Result;

/// Entries that a quick verification looks at.
const QUICK: i64 = 20;
/// Entries between two words of progress.
const STRIDE: u64 = 64;

pub fn chain(book: &Book, quick: bool, progress: Progress) -> Result<Findings> {
    let head = book.version()?.0;
    let from = if quick { (head - QUICK).max(0) } else { 0 };
    let mut findings = Findings::default();
    let mut statements = if quick { Vec::new() } else { every_row(book)? };
    let mut walk = Walk::over(&mut statements)?;
    let sql = "SELECT seq, at, operator, action, op, json, hash FROM journal WHERE seq > ?1 ORDER BY seq";
    let mut statement = book.conn.prepare(sql)?;
    let mut rows = statement.query([from])?;
    let mut previous = digest::previous_hash(book, from.saturating_add(1))?;
    let mut looked_at = 0_u64;
    while let Some(row) = rows.next()? {
        if looked_at.is_multiple_of(STRIDE) && !progress("chain", looked_at, (head - from).unsigned_abs()) {
            return Ok(findings);
        }
        looked_at += 1;
        let (operator, action): (String, String) = (row.get(2)?, row.get(3)?);
        let (op, json): (String, String) = (row.get(4)?, row.get(5)?);
        let (seq, at) = (row.get(0)?, row.get(1)?);
        let entry = EntryRow { seq, at, operator: &operator, action: &action, op: &op, json: &json };
        let stored: [u8; 32] = row.get(6)?;
        // The walk is the fast way; where it stumbles the entry is read on its own before it is called damaged.
        let holds = walk.hash(book, &previous, &entry).is_ok_and(|hash| hash == stored)
            || digest::entry_hash(book, &previous, &entry)? == stored;
        if !holds {
            findings.add(format!("entry {seq} ({op}, by {operator}): it is not what was written"));
        }
        previous = stored;
    }
    findings.looked_at = match quick {
        true => format!("the last {looked_at} entries are what was written, up to entry {head}"),
        false => format!("{looked_at} entries are what was written, the last with {}", book.head_hash()?),
    };
    Ok(findings)
}

fn every_row(book: &Book) -> Result<Vec<Statement<'_>>> {
    let sql = |table| format!("SELECT {} FROM {} ORDER BY id", digest::columns_of(table), table.name);
    TABLES.iter().map(|table| Ok(book.conn.prepare(&sql(table))?)).collect()
}

/// One cursor for each table, moved along with the entries: ids rise as entries do.
struct Walk<'s> {
    cursors: Vec<Cursor<'s>>,
}

struct Cursor<'s> {
    rows: Rows<'s>,
    /// The id of the row that the cursor stands on; None before the first and after the last.
    at: Option<i64>,
    started: bool,
}

impl<'s> Walk<'s> {
    fn over(statements: &'s mut [Statement<'_>]) -> Result<Walk<'s>> {
        let cursors = statements.iter_mut().map(|statement| {
            let rows = statement.query([])?;
            Ok(Cursor { rows, at: None, started: false })
        });
        Ok(Walk { cursors: cursors.collect::<Result<_>>()? })
    }

    fn hash(&mut self, book: &Book, previous: &[u8; 32], entry: &EntryRow) -> Result<[u8; 32]> {
        if self.cursors.is_empty() {
            return digest::entry_hash(book, previous, entry);
        }
        let mut hash = digest::begin(previous, entry);
        for (index, first, last) in spans_of(book, EntryId(entry.seq))? {
            let (table, cursor) = (&TABLES[index], &mut self.cursors[index]);
            digest::add_text(&mut hash, table.name.as_bytes());
            cursor.move_to(first)?;
            while let Some(id) = cursor.at.filter(|id| *id <= last) {
                if let Some(row) = cursor.rows.get() {
                    digest::add_row(row, table, &mut hash)?;
                }
                cursor.move_to(id.saturating_add(1))?;
            }
        }
        Ok(hash.finalize().into())
    }
}

impl Cursor<'_> {
    fn move_to(&mut self, id: i64) -> Result<()> {
        while !self.started || self.at.is_some_and(|at| at < id) {
            self.started = true;
            self.at = self.rows.next()?.map(|row| row.get(0)).transpose()?;
        }
        Ok(())
    }
}

/// Table, first and last id of each span of an entry, in the order of the digest.
fn spans_of(book: &Book, entry: EntryId) -> Result<Vec<(usize, i64, i64)>> {
    let mut statement = book.conn.prepare_cached("SELECT tbl, first, last FROM span WHERE entry = ?1")?;
    let mut rows = statement.query([entry.0])?;
    let mut spans = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(index) = index_of(&row.get::<_, String>(0)?) {
            spans.push((index, row.get(1)?, row.get(2)?));
        }
    }
    spans.sort_unstable();
    Ok(spans)
}
