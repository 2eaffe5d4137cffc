//! The temporary database in which an import is parsed, checked and previewed, so that the book is not locked meanwhile
//! and a file of any size fits into little memory; and the book's rows that a staged row may be the same as.

pub use rusqlite::ToSql as Cell;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use super::perform::{date, day, maybe_date};
use super::{Book, Debit};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, AllocationId, CommunicationId, CreditId, DebitId};
use crate::error::Result;

const TABLES: &str = "
    CREATE TABLE item (key INTEGER PRIMARY KEY, file INTEGER, line INTEGER, account INTEGER, kind TEXT, number TEXT, date INTEGER, due INTEGER,
        amount INTEGER, po TEXT, memo TEXT, voided_on INTEGER, ext TEXT, existing INTEGER);
    CREATE INDEX item_number ON item (number, account);
    CREATE TABLE credit (key INTEGER PRIMARY KEY, file INTEGER, line INTEGER, account INTEGER, kind TEXT, code TEXT, date INTEGER, method TEXT,
        reference TEXT, amount INTEGER, memo TEXT, reversed_on INTEGER, replaces TEXT, worked_out INTEGER, existing INTEGER);
    CREATE INDEX credit_code ON credit (code) WHERE code IS NOT NULL;
    CREATE TABLE allocation (key INTEGER PRIMARY KEY, file INTEGER, line INTEGER, credit INTEGER, item INTEGER, date INTEGER, amount INTEGER,
        reversed_on INTEGER, existing INTEGER, refused INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE communication (key INTEGER PRIMARY KEY, file INTEGER, line INTEGER, account INTEGER, at INTEGER, channel TEXT, direction TEXT,
        outcome TEXT, contact TEXT, phone TEXT, item INTEGER, note TEXT, by TEXT, existing INTEGER);
    CREATE TABLE follow_up (key INTEGER PRIMARY KEY, file INTEGER, line INTEGER, account INTEGER, communication INTEGER, due INTEGER, minute INTEGER, note TEXT,
        done_on INTEGER, existing INTEGER, own INTEGER NOT NULL);
    CREATE INDEX communication_account ON communication (account, at);
    CREATE INDEX follow_up_communication ON follow_up (communication);";

/// A temporary database beside nothing: it goes away with this value.
pub struct Staging {
    conn: Connection,
    _file: tempfile::TempPath,
}

/// Where a staged row came from: its file's place in the import, and its line.
#[derive(Debug, Clone, Copy)]
pub struct Origin {
    pub file: usize,
    pub line: u64,
}

/// A debit of a file. `account` is a place in the import's list of accounts; `existing` the debit that it is already.
#[derive(Debug, Clone)]
pub struct StagedItem {
    pub key: i64,
    pub origin: Origin,
    pub account: usize,
    pub kind: String,
    pub number: String,
    pub date: Date,
    pub due: Date,
    pub amount: i64,
    pub po: String,
    pub memo: String,
    pub voided_on: Option<Date>,
    pub ext: Option<String>,
    pub existing: Option<DebitId>,
}

#[derive(Debug, Clone)]
pub struct StagedCredit {
    pub key: i64,
    pub origin: Origin,
    pub account: usize,
    pub kind: String,
    pub code: Option<String>,
    pub date: Date,
    pub method: String,
    pub reference: String,
    pub amount: i64,
    pub memo: String,
    pub reversed_on: Option<Date>,
    pub replaces: Option<String>,
    pub worked_out: bool,
    pub existing: Option<CreditId>,
}

#[derive(Debug, Clone)]
pub struct StagedAllocation {
    pub key: i64,
    pub origin: Origin,
    pub credit: i64,
    pub item: i64,
    pub date: Date,
    pub amount: i64,
    pub reversed_on: Option<Date>,
    pub existing: Option<AllocationId>,
}

#[derive(Debug, Clone)]
pub struct StagedCommunication {
    pub key: i64,
    pub origin: Origin,
    pub account: usize,
    /// Civil seconds since 1970-01-01T00:00.
    pub at: i64,
    pub channel: String,
    pub direction: String,
    pub outcome: String,
    pub contact: String,
    pub phone: String,
    pub item: Option<i64>,
    pub note: String,
    pub by: String,
    pub existing: Option<CommunicationId>,
}

#[derive(Debug, Clone)]
pub struct StagedFollowUp {
    pub key: i64,
    pub origin: Origin,
    pub account: usize,
    /// Key of the staged communication that it came from.
    pub communication: Option<i64>,
    pub due: Date,
    /// Minutes since midnight at which the customer asked to be called.
    pub minute: Option<u16>,
    pub note: String,
    pub done_on: Option<Date>,
    pub existing: bool,
    /// True where it is only the column of its communication.
    pub own: bool,
}

impl Staging {
    pub fn new() -> Result<Staging> {
        let file = tempfile::Builder::new().prefix("arrears-import-").tempfile()?.into_temp_path();
        let conn = Connection::open(&file)?;
        conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -16384;")?;
        conn.set_prepared_statement_cache_capacity(64);
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        conn.execute_batch("BEGIN")?;
        conn.execute_batch(TABLES)?;
        Ok(Staging { conn, _file: file })
    }

    fn insert(&self, sql: &str, values: &[&dyn ToSql]) -> Result<i64> {
        self.conn.prepare_cached(sql)?.execute(values)?;
        Ok(self.conn.last_insert_rowid())
    }

    pub fn add_item(&self, one: &StagedItem) -> Result<i64> {
        let existing = one.existing.map(|id| id.0);
        self.insert(
            "INSERT INTO item (file, line, account, kind, number, date, due, amount, po, memo, voided_on, ext, existing)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            &[
                &one.origin.file, &one.origin.line, &one.account, &one.kind, &one.number, &day(one.date), &day(one.due), &one.amount,
                &one.po, &one.memo, &one.voided_on.map(day), &one.ext, &existing,
            ],
        )
    }

    pub fn add_credit(&self, one: &StagedCredit) -> Result<i64> {
        let existing = one.existing.map(|id| id.0);
        self.insert(
            "INSERT INTO credit (file, line, account, kind, code, date, method, reference, amount, memo, reversed_on, replaces, worked_out, existing)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            &[
                &one.origin.file, &one.origin.line, &one.account, &one.kind, &one.code, &day(one.date), &one.method, &one.reference,
                &one.amount, &one.memo, &one.reversed_on.map(day), &one.replaces, &one.worked_out, &existing,
            ],
        )
    }

    pub fn add_allocation(&self, one: &StagedAllocation) -> Result<i64> {
        let existing = one.existing.map(|id| id.0);
        self.insert(
            "INSERT INTO allocation (file, line, credit, item, date, amount, reversed_on, existing) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            &[
                &one.origin.file, &one.origin.line, &one.credit, &one.item, &day(one.date), &one.amount, &one.reversed_on.map(day), &existing,
            ],
        )
    }

    pub fn add_communication(&self, one: &StagedCommunication) -> Result<i64> {
        let existing = one.existing.map(|id| id.0);
        self.insert(
            "INSERT INTO communication (file, line, account, at, channel, direction, outcome, contact, phone, item, note, by, existing)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            &[
                &one.origin.file, &one.origin.line, &one.account, &one.at, &one.channel, &one.direction, &one.outcome, &one.contact, &one.phone,
                &one.item, &one.note, &one.by, &existing,
            ],
        )
    }

    pub fn add_follow_up(&self, one: &StagedFollowUp) -> Result<i64> {
        self.insert(
            "INSERT INTO follow_up (file, line, account, communication, due, note, done_on, existing, own, minute)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            &[
                &one.origin.file,
                &one.origin.line,
                &one.account,
                &one.communication,
                &day(one.due),
                &one.note,
                &one.done_on.map(day),
                &one.existing,
                &one.own,
                &one.minute,
            ],
        )
    }

    /// Takes away the follow-up that a communication's own column made, because the folder says more of it.
    pub fn drop_follow_up_of(&self, communication: i64) -> Result<u64> {
        let dropped = self
            .conn
            .prepare_cached("DELETE FROM follow_up WHERE communication = ?1 AND own = 1")?
            .execute([communication])?;
        Ok(dropped as u64)
    }

    /// A communication's own follow-up is over where a later communication of the account is staged.
    pub fn close_answered_follow_ups(&self) -> Result<()> {
        let sql = "UPDATE follow_up AS f SET done_on = (SELECT MIN(n.at) / 86400 FROM communication n JOIN communication c ON c.key = f.communication
                WHERE n.account = f.account AND n.at > c.at)
            WHERE f.done_on IS NULL AND f.own = 1";
        self.conn.execute(sql, [])?;
        Ok(())
    }

    /// The staged items of an account with a number.
    pub fn items_numbered(&self, account: usize, number: &str) -> Result<Vec<StagedItem>> {
        let mut statement =
            self.conn.prepare_cached(&format!("{ITEMS} WHERE account = ?1 AND number = ?2 ORDER BY key"))?;
        let rows = statement.query_map(params![account, number], item)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn credit_with(&self, code: &str) -> Result<Option<StagedCredit>> {
        let mut statement = self.conn.prepare_cached(&format!("{CREDITS} WHERE code = ?1"))?;
        Ok(statement.query_row([code], credit).optional()?)
    }

    pub fn communication(&self, key: i64) -> Result<Option<StagedCommunication>> {
        let mut statement = self.conn.prepare_cached(&format!("{COMMUNICATIONS} WHERE key = ?1"))?;
        Ok(statement.query_row([key], communication).optional()?)
    }

    /// How many rows equal to this one are staged already: the occurrence number of the next twin.
    pub fn twins(&self, table: &str, columns: &[(&str, &dyn ToSql)]) -> Result<usize> {
        let (condition, values) = equal(columns);
        let sql = format!("SELECT COUNT(*) FROM {table} WHERE {condition}");
        let count: i64 = self.conn.prepare_cached(&sql)?.query_row(values.as_slice(), |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// Rows of items or credits to which more is allocated than their amount, without regard to dates; or that have
    /// something that ended, where the dates must be looked at.
    pub fn doubtful(&self, side: &str) -> Result<Vec<i64>> {
        let sql = format!(
            "SELECT a.{side} FROM allocation a JOIN {side} s ON s.key = a.{side} GROUP BY a.{side}
             HAVING SUM(a.amount) > s.amount OR s.existing IS NOT NULL"
        );
        let mut statement = self.conn.prepare(&sql)?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The staged allocations of an item or credit with the dates between which they are in force.
    pub fn in_force(&self, side: &str, key: i64) -> Result<Vec<(StagedAllocation, Date, Option<Date>)>> {
        let sql = format!(
            "SELECT a.key, a.file, a.line, a.credit, a.item, a.date, a.amount, a.reversed_on, a.existing,
                MAX(a.date, c.date, i.date), a.reversed_on, c.reversed_on, i.voided_on
             FROM allocation a JOIN credit c ON c.key = a.credit JOIN item i ON i.key = a.item WHERE a.{side} = ?1 AND a.refused = 0 ORDER BY a.key"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([key], |row| {
            let ends = [maybe_date(row, 10)?, maybe_date(row, 11)?, maybe_date(row, 12)?];
            Ok((allocation(row)?, date(row, 9)?, ends.into_iter().flatten().min()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn item(&self, key: i64) -> Result<StagedItem> {
        Ok(self.conn.prepare_cached(&format!("{ITEMS} WHERE key = ?1"))?.query_row([key], item)?)
    }

    pub fn credit(&self, key: i64) -> Result<StagedCredit> {
        Ok(self.conn.prepare_cached(&format!("{CREDITS} WHERE key = ?1"))?.query_row([key], credit)?)
    }

    pub fn refuse_allocation(&self, key: i64) -> Result<()> {
        self.conn.prepare_cached("UPDATE allocation SET refused = 1 WHERE key = ?1")?.execute([key])?;
        Ok(())
    }

    pub fn each_item(&self, mut take: impl FnMut(StagedItem) -> Result<()>) -> Result<()> {
        self.each(&format!("{ITEMS} ORDER BY key"), |row| take(item(row)?))
    }

    pub fn each_credit(&self, mut take: impl FnMut(StagedCredit) -> Result<()>) -> Result<()> {
        self.each(&format!("{CREDITS} ORDER BY key"), |row| take(credit(row)?))
    }

    pub fn each_allocation(&self, mut take: impl FnMut(StagedAllocation) -> Result<()>) -> Result<()> {
        let sql = "SELECT key, file, line, credit, item, date, amount, reversed_on, existing FROM allocation WHERE refused = 0 ORDER BY key";
        self.each(sql, |row| take(allocation(row)?))
    }

    pub fn each_communication(&self, mut take: impl FnMut(StagedCommunication) -> Result<()>) -> Result<()> {
        self.each(&format!("{COMMUNICATIONS} ORDER BY key"), |row| take(communication(row)?))
    }

    pub fn each_follow_up(&self, mut take: impl FnMut(StagedFollowUp) -> Result<()>) -> Result<()> {
        let sql = "SELECT key, file, line, account, communication, due, note, done_on, existing, own, minute FROM follow_up ORDER BY key";
        self.each(sql, |row| {
            take(StagedFollowUp {
                key: row.get(0)?,
                origin: origin(row)?,
                account: row.get(3)?,
                communication: row.get(4)?,
                due: date(row, 5)?,
                note: row.get(6)?,
                done_on: maybe_date(row, 7)?,
                existing: row.get(8)?,
                own: row.get(9)?,
                minute: row.get(10)?,
            })
        })
    }

    fn each(&self, sql: &str, mut take: impl FnMut(&Row) -> Result<()>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            take(row)?;
        }
        Ok(())
    }
}

const ITEMS: &str =
    "SELECT key, file, line, account, kind, number, date, due, amount, po, memo, voided_on, ext, existing FROM item";
const CREDITS: &str = "SELECT key, file, line, account, kind, code, date, method, reference, amount, memo, reversed_on, replaces, worked_out, existing FROM credit";
const COMMUNICATIONS: &str = "SELECT key, file, line, account, at, channel, direction, outcome, contact, phone, item, note, by, existing FROM communication";

fn origin(row: &Row) -> rusqlite::Result<Origin> {
    Ok(Origin { file: row.get(1)?, line: row.get(2)? })
}

fn item(row: &Row) -> rusqlite::Result<StagedItem> {
    Ok(StagedItem {
        key: row.get(0)?,
        origin: origin(row)?,
        account: row.get(3)?,
        kind: row.get(4)?,
        number: row.get(5)?,
        date: date(row, 6)?,
        due: date(row, 7)?,
        amount: row.get(8)?,
        po: row.get(9)?,
        memo: row.get(10)?,
        voided_on: maybe_date(row, 11)?,
        ext: row.get(12)?,
        existing: row.get::<_, Option<i64>>(13)?.map(DebitId),
    })
}

fn credit(row: &Row) -> rusqlite::Result<StagedCredit> {
    Ok(StagedCredit {
        key: row.get(0)?,
        origin: origin(row)?,
        account: row.get(3)?,
        kind: row.get(4)?,
        code: row.get(5)?,
        date: date(row, 6)?,
        method: row.get(7)?,
        reference: row.get(8)?,
        amount: row.get(9)?,
        memo: row.get(10)?,
        reversed_on: maybe_date(row, 11)?,
        replaces: row.get(12)?,
        worked_out: row.get(13)?,
        existing: row.get::<_, Option<i64>>(14)?.map(CreditId),
    })
}

fn allocation(row: &Row) -> rusqlite::Result<StagedAllocation> {
    Ok(StagedAllocation {
        key: row.get(0)?,
        origin: origin(row)?,
        credit: row.get(3)?,
        item: row.get(4)?,
        date: date(row, 5)?,
        amount: row.get(6)?,
        reversed_on: maybe_date(row, 7)?,
        existing: row.get::<_, Option<i64>>(8)?.map(AllocationId),
    })
}

fn communication(row: &Row) -> rusqlite::Result<StagedCommunication> {
    Ok(StagedCommunication {
        key: row.get(0)?,
        origin: origin(row)?,
        account: row.get(3)?,
        at: row.get(4)?,
        channel: row.get(5)?,
        direction: row.get(6)?,
        outcome: row.get(7)?,
        contact: row.get(8)?,
        phone: row.get(9)?,
        item: row.get(10)?,
        note: row.get(11)?,
        by: row.get(12)?,
        existing: row.get::<_, Option<i64>>(13)?.map(CommunicationId),
    })
}

fn equal<'a>(columns: &[(&str, &'a dyn ToSql)]) -> (String, Vec<&'a dyn ToSql>) {
    let conditions: Vec<String> =
        columns.iter().enumerate().map(|(n, (column, _))| format!("\"{column}\" IS ?{}", n + 1)).collect();
    (conditions.join(" AND "), columns.iter().map(|(_, value)| *value).collect())
}

impl Book {
    /// Ids of the rows of a table that count and equal these columns, in the order of entry: what a file's n-th twin is
    /// compared with.
    pub fn rows_like(&self, table: &str, columns: &[(&str, &dyn ToSql)]) -> Result<Vec<i64>> {
        let (condition, values) = equal(columns);
        let mut statement =
            self.conn.prepare_cached(&format!("SELECT id FROM {table} WHERE live = 1 AND {condition} ORDER BY id"))?;
        let rows = statement.query_map(values.as_slice(), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every debit of an account with a number, voided ones included.
    pub fn debits_numbered(&self, account: AccountId, number: &str) -> Result<Vec<Debit>> {
        let ids = self.rows_like("debit", &[("number", &number), ("account", &account.0)])?;
        ids.into_iter().map(|id| self.debit(DebitId(id))).collect()
    }

    /// The credit with a code, whatever its account.
    pub fn credit_with_code(&self, code: &str) -> Result<Option<super::Credit>> {
        let ids = self.rows_like("credit", &[("code", &code)])?;
        ids.first().map(|id| self.credit(CreditId(*id))).transpose()
    }

    /// True for an entry that an import wrote.
    pub fn is_import(&self, entry: crate::domain::ids::EntryId) -> Result<bool> {
        Ok(self.conn.prepare_cached("SELECT 1 FROM span WHERE entry = ?1 AND tbl = 'source'")?.exists([entry.0])?)
    }

    /// True while no debit was ever posted: an import into a new book need not look anything up.
    pub fn has_no_items(&self) -> Result<bool> {
        let empty: bool = self
            .conn
            .prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM debit) AND NOT EXISTS (SELECT 1 FROM credit)")?
            .query_row([], |row| row.get(0))?;
        Ok(empty)
    }
}
