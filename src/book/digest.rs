//! The hash chain over the journal: each entry's hash covers the one before it, its journal row, and every row that the
//! entry wrote as read back from the tables, so that rot, a careless edit and a failed write all show.

use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use super::Book;
use super::schema::{TABLES, Table};
use crate::error::{Error, Result};

/// The words of a journal row that its hash covers.
pub struct EntryRow<'a> {
    pub seq: i64,
    pub at: i64,
    pub operator: &'a str,
    pub action: &'a str,
    pub op: &'a str,
    pub json: &'a str,
}

/// An entry of more rows than this is checked by a job, not at open.
const CHECKED_AT_OPEN: i64 = 10_000;

/// The hash of the entry before `seq`; zeros before the first.
pub fn previous_hash(book: &Book, seq: i64) -> Result<[u8; 32]> {
    let mut statement =
        book.conn.prepare_cached("SELECT hash FROM journal WHERE seq < ?1 ORDER BY seq DESC LIMIT 1")?;
    Ok(statement.query_row([seq], |row| row.get(0)).optional()?.unwrap_or([0; 32]))
}

/// SHA-256 of the previous hash, the journal row, and every row of the entry in table and id order.
pub fn entry_hash(book: &Book, previous: &[u8; 32], row: &EntryRow) -> Result<[u8; 32]> {
    let mut hash = begin(previous, row);
    for table in TABLES {
        add_rows(book, table, row.seq, &mut hash)?;
    }
    Ok(hash.finalize().into())
}

/// The hash of an entry before any of its rows.
pub fn begin(previous: &[u8; 32], row: &EntryRow) -> Sha256 {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(row.seq.to_le_bytes());
    hash.update(row.at.to_le_bytes());
    for text in [row.operator, row.action, row.op, row.json] {
        add_text(&mut hash, text.as_bytes());
    }
    hash
}

fn add_rows(book: &Book, table: &Table, entry: i64, hash: &mut Sha256) -> Result<()> {
    let Some((first, last)) = span_of(book, entry, table.name)? else { return Ok(()) };
    add_text(hash, table.name.as_bytes());
    let sql = format!("SELECT {} FROM {} WHERE id BETWEEN ?1 AND ?2 ORDER BY id", columns_of(table), table.name);
    let mut statement = book.conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![first, last])?;
    while let Some(row) = rows.next()? {
        add_row(row, table, hash)?;
    }
    Ok(())
}

/// The columns of a table's digest as SQL names them.
pub fn columns_of(table: &Table) -> String {
    let columns: Vec<String> = table.columns.iter().map(|column| format!("\"{column}\"")).collect();
    columns.join(", ")
}

/// Takes a row that was read with [`columns_of`] into the hash.
pub fn add_row(row: &Row, table: &Table, hash: &mut Sha256) -> Result<()> {
    for column in 0..table.columns.len() {
        match row.get_ref(column)? {
            ValueRef::Null => hash.update([0]),
            ValueRef::Integer(number) => {
                hash.update([1]);
                hash.update(number.to_le_bytes());
            }
            ValueRef::Text(text) | ValueRef::Blob(text) => add_text(hash, text),
            ValueRef::Real(number) => {
                hash.update([3]);
                hash.update(number.to_bits().to_le_bytes());
            }
        }
    }
    Ok(())
}

/// Takes a text with its length into the hash.
pub fn add_text(hash: &mut Sha256, text: &[u8]) {
    hash.update([2]);
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text);
}

/// First and last id that an entry wrote to a table.
pub fn span_of(book: &Book, entry: i64, table: &str) -> Result<Option<(i64, i64)>> {
    let mut statement = book.conn.prepare_cached("SELECT first, last FROM span WHERE entry = ?1 AND tbl = ?2")?;
    Ok(statement.query_row(params![entry, table], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Recomputes one entry's hash from the tables and compares: false where the book does not hold what was written.
pub fn holds(book: &Book, seq: i64) -> Result<bool> {
    let previous = previous_hash(book, seq)?;
    let sql = "SELECT at, operator, action, op, json, hash FROM journal WHERE seq = ?1";
    let mut statement = book.conn.prepare_cached(sql)?;
    let mut rows = statement.query([seq])?;
    let Some(row) = rows.next()? else { return Ok(false) };
    let text = |column: usize| -> Result<String> { Ok(row.get(column)?) };
    let (operator, action, op, json) = (text(1)?, text(2)?, text(3)?, text(4)?);
    let entry = EntryRow { seq, at: row.get(0)?, operator: &operator, action: &action, op: &op, json: &json };
    let stored: [u8; 32] = row.get(5)?;
    Ok(entry_hash(book, &previous, &entry)? == stored)
}

/// At open, the last entry must be what was written; a very large one is left to `verify`.
pub fn check_last_entry(book: &Book) -> Result<()> {
    let head = book.version()?.0;
    if head == 0 {
        return Ok(());
    }
    let sql = "SELECT COALESCE(SUM(last - first + 1), 0) FROM span WHERE entry = ?1";
    let rows: i64 = book.conn.prepare_cached(sql)?.query_row([head], |row| row.get(0))?;
    if rows > CHECKED_AT_OPEN || holds(book, head)? {
        return Ok(());
    }
    Err(Error::fault("damaged", format!("the book is damaged: its last entry, {head}, is not what was written"))
        .safe("it was not touched")
        .hint("run `arrears verify`, then restore the newest backup"))
}
