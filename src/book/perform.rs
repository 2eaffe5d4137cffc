//! Performing an op: one transaction that writes the facts, settles the derived columns, checks the ledger's rules and
//! writes the journal row, or none of it.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Deref;
use std::rc::Rc;

use rusqlite::types::{ToSql, Value};
use rusqlite::{OptionalExtension, params, params_from_iter};
use serde::Serialize;

use super::schema::{self, TABLES};
use super::settle::Touched;
use super::{Access, Book, digest};
use crate::domain::calendar::{Date, day_number, from_day_number};
use crate::domain::ids::{AccountId, EntryId};
use crate::error::{Error, Kind, Result};

/// Cache of a transaction that writes or switches very many rows, in KiB.
const LARGE_CACHE_KIB: i64 = 40 * 1024;

/// One thing that a collector does: what was agreed, and how it is written.
pub trait Op: Serialize {
    /// The phrase of the journal: `take-payment`.
    const NAME: &'static str;

    /// Checks and writes; what it chooses was chosen before.
    fn apply(&self, tx: &mut Tx) -> Result<()>;
}

/// Who performs, when, and under which action id: made by the form or command before it submits.
#[derive(Debug, Clone)]
pub struct Stamp {
    pub operator: String,
    /// Recorded: milliseconds since 1970 UTC.
    pub at: i64,
    pub today: Date,
    /// Unique in the journal: submitting twice gives the first entry's [`Done`].
    pub action: String,
}

/// Something that an entry made: `{"kind":"payment","id":"P17"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Created {
    pub kind: String,
    pub id: String,
}

/// What became of a performed op.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    pub entry: EntryId,
    pub created: Vec<Created>,
}

/// A transaction being performed. Reads are the book's own: a decision is read inside the transaction that acts on it.
pub struct Tx<'a> {
    book: &'a Book,
    pub entry: EntryId,
    pub stamp: &'a Stamp,
    accounts: BTreeSet<AccountId>,
    /// First and last id written, by table.
    spans: Vec<Option<(i64, i64)>>,
    earliest: Option<Date>,
    /// What is written moves no date: a closed period stays what it was.
    pub(super) dates_stay: bool,
    pub(super) touched: Touched,
    pub(super) put_off: Vec<super::bulk::PutOff>,
}

impl Deref for Tx<'_> {
    type Target = Book;

    fn deref(&self) -> &Book {
        self.book
    }
}

impl Tx<'_> {
    /// Writes one fact of this entry and gives its id.
    pub(super) fn insert(&mut self, table: &'static str, values: &[(&'static str, &dyn ToSql)]) -> Result<i64> {
        let sql = insert_statement(table, values);
        let mut statement = self.book.conn.prepare_cached(&sql)?;
        statement.raw_bind_parameter(1, self.entry.0)?;
        for (place, (_, value)) in values.iter().enumerate() {
            statement.raw_bind_parameter(place + 2, value)?;
        }
        statement.raw_execute()?;
        drop(statement);
        Ok(self.written(table))
    }

    /// Writes one fact of this entry from the columns of another.
    pub(super) fn insert_copy(&mut self, table: &'static str, columns: &[(String, Value)]) -> Result<i64> {
        let names: Vec<String> = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let places: Vec<String> = (2..=columns.len() + 1).map(|place| format!("?{place}")).collect();
        let sql = format!("INSERT INTO {table} (entry, {}) VALUES (?1, {})", names.join(", "), places.join(", "));
        let entry = Value::Integer(self.entry.0);
        let values = std::iter::once(&entry).chain(columns.iter().map(|(_, value)| value));
        self.book.conn.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        Ok(self.written(table))
    }

    /// The id of the row that was written last, which the entry's span takes in.
    fn written(&mut self, table: &'static str) -> i64 {
        let id = self.book.conn.last_insert_rowid();
        if let Some(index) = schema::index_of(table) {
            let span = &mut self.spans[index];
            *span = Some(span.map_or((id, id), |(first, _)| (first, id)));
        }
        id
    }

    pub(super) fn touched_accounts(&self) -> Vec<AccountId> {
        self.accounts.iter().copied().collect()
    }

    /// Says that this entry touches an account.
    pub fn touch(&mut self, account: AccountId) {
        self.accounts.insert(account);
    }

    /// Says that very many rows are coming: the transaction gets a larger cache, until it ends.
    pub fn expect_many_rows(&self) -> Result<()> {
        Ok(self.conn.pragma_update(None, "cache_size", -(LARGE_CACHE_KIB))?)
    }

    /// Notes an effective date: one in a closed period refuses the entry.
    pub fn effective(&mut self, date: Date) {
        if self.dates_stay {
            return;
        }
        self.earliest = Some(self.earliest.map_or(date, |earliest| earliest.min(date)));
    }

    /// First and last id that this entry wrote to a table.
    pub(super) fn span(&self, table: &str) -> Option<(i64, i64)> {
        schema::index_of(table).and_then(|index| self.spans[index])
    }

    fn check_closed_period(&self) -> Result<()> {
        match (self.earliest, self.book.settings()?.closed_through) {
            (Some(date), Some(closed)) if date <= closed => {
                let message = format!("{date} lies in the closed period (closed through {closed})");
                Err(Error::refused("closed_period", message)
                    .safe("nothing was posted")
                    .hint("use a later date, or lift the closing date"))
            }
            _ => Ok(()),
        }
    }

    fn write_journal(&mut self, op_name: &str, json: &str) -> Result<()> {
        let conn = &self.book.conn;
        let mut spans = conn.prepare_cached("INSERT INTO span (entry, tbl, first, last) VALUES (?1, ?2, ?3, ?4)")?;
        for (table, span) in TABLES.iter().zip(&self.spans) {
            if let Some((first, last)) = span {
                spans.execute(params![self.entry.0, table.name, first, last])?;
            }
        }
        let mut accounts = conn.prepare_cached("INSERT INTO entry_account (entry, account) VALUES (?1, ?2)")?;
        for account in &self.accounts {
            accounts.execute(params![self.entry.0, account.0])?;
        }
        let row = digest::EntryRow {
            seq: self.entry.0,
            at: self.stamp.at,
            operator: &self.stamp.operator,
            action: &self.stamp.action,
            op: op_name,
            json,
        };
        let hash = digest::entry_hash(self.book, &digest::previous_hash(self.book, self.entry.0)?, &row)?;
        conn.prepare_cached("UPDATE journal SET hash = ?2 WHERE seq = ?1")?.execute(params![self.entry.0, hash])?;
        Ok(())
    }
}

/// The columns of an insert and its text.
type Insert = (Vec<&'static str>, Rc<str>);

/// The text of an insert is made once per table; after that it is found, not built. Another list of columns makes it
/// anew: a value must never land in another column.
fn insert_statement(table: &'static str, values: &[(&'static str, &dyn ToSql)]) -> Rc<str> {
    thread_local! {
        static TEXTS: RefCell<HashMap<&'static str, Insert>> = RefCell::new(HashMap::new());
    }
    TEXTS.with_borrow_mut(|texts| {
        let columns = || values.iter().map(|(column, _)| *column);
        match texts.get(table) {
            Some((known, text)) if columns().eq(known.iter().copied()) => text.clone(),
            _ => {
                let names: Vec<String> = columns().map(|column| format!("\"{column}\"")).collect();
                let places: Vec<String> = (2..=values.len() + 1).map(|place| format!("?{place}")).collect();
                let (names, places) = (names.join(", "), places.join(", "));
                let text: Rc<str> = format!("INSERT INTO {table} (entry, {names}) VALUES (?1, {places})").into();
                texts.insert(table, (columns().collect(), text.clone()));
                text
            }
        }
    })
}

impl Book {
    /// Performs an op as one entry: all of it, or nothing and an error that says why.
    pub fn perform<O: Op>(&mut self, op: &O, stamp: &Stamp) -> Result<Done> {
        self.begin()?;
        let result = match self.attempt(op, stamp) {
            Ok(done) => match self.conn.execute_batch("COMMIT") {
                Ok(()) => Ok(done),
                Err(error) => self.after_failed_commit(error.into(), stamp),
            },
            Err(error) => {
                let _ = self.conn.execute_batch("ROLLBACK");
                Err(error)
            }
        };
        self.give_large_cache_back()?;
        result
    }

    fn give_large_cache_back(&self) -> Result<()> {
        let size: i64 = self.conn.prepare_cached("PRAGMA cache_size")?.query_row([], |row| row.get(0))?;
        if size == -LARGE_CACHE_KIB {
            self.conn.pragma_update(None, "cache_size", -super::open::CACHE_KIB)?;
            self.conn.execute_batch("PRAGMA shrink_memory")?;
        }
        Ok(())
    }

    /// Performs an op, lets `look` see the book as it would be, and takes it back: a preview that has passed every
    /// check of the real thing.
    pub fn what_if<O: Op, T>(&self, op: &O, stamp: &Stamp, look: impl FnOnce(&Book, Done) -> Result<T>) -> Result<T> {
        self.begin()?;
        let result = self.attempt(op, stamp).and_then(|done| look(self, done));
        self.conn.execute_batch("ROLLBACK")?;
        result
    }

    fn begin(&self) -> Result<()> {
        if matches!(self.access, Access::Look | Access::Inspect) {
            return Err(Error::fault("read_only", "the book was opened for looking only").safe("nothing was changed"));
        }
        Ok(self.conn.execute_batch("BEGIN IMMEDIATE")?)
    }

    fn attempt<O: Op>(&self, op: &O, stamp: &Stamp) -> Result<Done> {
        self.check_not_upgraded()?;
        if let Some(done) = self.done_of(&stamp.action)? {
            return Ok(done);
        }
        let json = serde_json::to_string(op).map_err(|error| Error::fault("json", error.to_string()))?;
        let entry = EntryId(self.version()?.0 + 1);
        let sql = "INSERT INTO journal (seq, at, operator, action, op, json, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, zeroblob(32))";
        let row = params![entry.0, stamp.at, stamp.operator, stamp.action, O::NAME, json];
        self.conn.prepare_cached(sql)?.execute(row)?;
        let mut tx = Tx {
            book: self,
            entry,
            stamp,
            accounts: BTreeSet::new(),
            spans: vec![None; TABLES.len()],
            earliest: None,
            dates_stay: false,
            touched: Touched::default(),
            put_off: Vec::new(),
        };
        op.apply(&mut tx)?;
        tx.check_merged()?;
        tx.settle()?;
        tx.make_all_indexes()?;
        tx.check_closed_period()?;
        tx.write_journal(O::NAME, &json)?;
        Ok(Done { entry, created: self.created_by(entry)? })
    }

    /// The entry of an action that was performed before.
    pub fn done_of(&self, action: &str) -> Result<Option<Done>> {
        let mut find = self.conn.prepare_cached("SELECT seq FROM journal WHERE action = ?1")?;
        let seq: Option<i64> = find.query_row([action], |row| row.get(0)).optional()?;
        seq.map(|seq| Ok(Done { entry: EntryId(seq), created: self.created_by(EntryId(seq))? })).transpose()
    }

    /// What an entry made, read back from the tables: the same whenever it is asked. An import names its files, a
    /// merge its account, not their rows.
    pub fn created_by(&self, entry: EntryId) -> Result<Vec<Created>> {
        let mut created = Vec::new();
        for (table, sql) in [
            (
                "merge",
                "SELECT 'merge', a.code FROM merge m JOIN account a ON a.id = m.account WHERE m.id BETWEEN ?1 AND ?2",
            ),
            ("source", "SELECT 'import', 'S' || id FROM source WHERE id BETWEEN ?1 AND ?2"),
            ("account", "SELECT 'account', code FROM account WHERE id BETWEEN ?1 AND ?2"),
            ("debit", "SELECT kind, 'I' || id FROM debit WHERE id BETWEEN ?1 AND ?2"),
            ("credit", "SELECT kind, code FROM credit WHERE id BETWEEN ?1 AND ?2"),
            ("allocation", "SELECT 'allocation', 'A' || id FROM allocation WHERE id BETWEEN ?1 AND ?2"),
            (
                "allocation_reversal",
                "SELECT 'allocation', 'A' || allocation FROM allocation_reversal WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
            ),
            (
                "credit_reversal",
                "SELECT 'reversal', c.code FROM credit_reversal r JOIN credit c ON c.id = r.credit WHERE r.id BETWEEN ?1 AND ?2 ORDER BY r.id",
            ),
            (
                "void",
                "SELECT 'void', d.number FROM void v JOIN debit d ON d.id = v.debit WHERE v.id BETWEEN ?1 AND ?2 ORDER BY v.id",
            ),
            ("communication", "SELECT 'communication', 'K' || id FROM communication WHERE id BETWEEN ?1 AND ?2"),
            ("promise", "SELECT 'promise', 'R' || id FROM promise WHERE id BETWEEN ?1 AND ?2"),
            ("plan", "SELECT 'plan', 'L' || id FROM plan WHERE id BETWEEN ?1 AND ?2"),
            ("dispute", "SELECT 'dispute', 'D' || id FROM dispute WHERE id BETWEEN ?1 AND ?2"),
            ("follow_up", "SELECT 'follow-up', 'F' || id FROM follow_up WHERE id BETWEEN ?1 AND ?2"),
            ("hold", "SELECT 'hold', 'H' || id FROM hold WHERE id BETWEEN ?1 AND ?2"),
            ("request", "SELECT 'request', 'Q' || id FROM request WHERE id BETWEEN ?1 AND ?2"),
            ("number_mark", "SELECT 'number-mark', 'N' || id FROM number_mark WHERE id BETWEEN ?1 AND ?2"),
            (
                "guard_override",
                "SELECT 'guard-override', rule FROM guard_override WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
            ),
            ("snooze", "SELECT 'snooze', 'Z' || id FROM snooze WHERE id BETWEEN ?1 AND ?2"),
            ("pin", "SELECT 'pin', 'N' || id FROM pin WHERE id BETWEEN ?1 AND ?2"),
            ("escalation", "SELECT 'escalation', 'E' || id FROM escalation WHERE id BETWEEN ?1 AND ?2"),
        ] {
            if let Some((first, last)) = digest::span_of(self, entry.0, table)? {
                let mut statement = self.conn.prepare_cached(sql)?;
                let rows =
                    statement.query_map([first, last], |row| Ok(Created { kind: row.get(0)?, id: row.get(1)? }))?;
                for row in rows {
                    created.push(row?);
                }
            }
            if matches!(table, "merge" | "source") && !created.is_empty() {
                break;
            }
        }
        Ok(created)
    }

    fn check_not_upgraded(&self) -> Result<()> {
        let version: i32 = self.conn.prepare_cached("PRAGMA user_version")?.query_row([], |row| row.get(0))?;
        if version == schema::VERSION {
            return Ok(());
        }
        Err(Error::fault("upgraded", "the book was upgraded by a newer arrears meanwhile")
            .safe("nothing was posted")
            .hint("start arrears again"))
    }

    /// A commit that failed can still be on disk: open again, look the action up, and tell the truth.
    fn after_failed_commit(&mut self, error: Error, stamp: &Stamp) -> Result<Done> {
        let _ = self.conn.execute_batch("ROLLBACK");
        if self.path.is_some() {
            *self = self.again(self.access).map_err(unknown_end)?;
        }
        match self.done_of(&stamp.action).map_err(unknown_end)? {
            Some(done) => Ok(done),
            None => Err(error),
        }
    }
}

/// The commit failed and the book cannot be asked whether it holds the entry: say so, promise nothing.
fn unknown_end(error: Error) -> Error {
    Error::fault("unknown_end", format!("saving was cut off and the book cannot be read again: {}", error.message()))
        .safe("it is not known whether it was saved")
        .hint("look at the journal before entering it again; entering it again from the same form is harmless")
        .caused_by(error)
}

/// True for an error after which the same action may simply be tried again.
pub fn is_busy(error: &Error) -> bool {
    error.kind() == Kind::Busy
}

/// A date as the tables keep it.
pub(super) fn day(date: Date) -> i64 {
    day_number(date)
}

/// A date as a row of the tables gives it.
pub(super) fn date(row: &rusqlite::Row, column: usize) -> rusqlite::Result<Date> {
    Ok(from_day_number(row.get(column)?))
}

/// A date that may be missing.
pub(super) fn maybe_date(row: &rusqlite::Row, column: usize) -> rusqlite::Result<Option<Date>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(from_day_number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_iso;
    use crate::ops::change_setting::ChangeSetting;

    fn named(shop: &str) -> ChangeSetting {
        ChangeSetting { settings: vec![("shop".into(), shop.into())] }
    }

    fn stamp(action: &str) -> Stamp {
        Stamp { operator: "ann".into(), at: 0, today: parse_iso("2026-11-21").unwrap(), action: action.into() }
    }

    #[test]
    fn a_commit_that_fails_is_told_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        for mut book in [Book::memory().unwrap(), Book::create(&folder.path().join("shop.book")).unwrap()] {
            book.conn.commit_hook(Some(|| true)).unwrap();
            assert_eq!(book.perform(&named("Steel"), &stamp("a")).unwrap_err().kind(), Kind::Fault);
            assert_eq!(book.version().unwrap(), EntryId(0));
            book.conn.commit_hook(None::<fn() -> bool>).unwrap();
            assert_eq!(book.perform(&named("Steel"), &stamp("a")).unwrap().entry, EntryId(1));
            assert_eq!(book.settings().unwrap().shop, "Steel");
        }
    }

    #[test]
    fn a_commit_that_only_seemed_to_fail_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = Book::create(&folder.path().join("shop.book")).unwrap();
        let done = book.perform(&named("Steel"), &stamp("a")).unwrap();
        let error = || Error::fault("io", "the disk answered late");
        assert_eq!(book.after_failed_commit(error(), &stamp("a")).unwrap(), done);
        assert_eq!(book.after_failed_commit(error(), &stamp("b")).unwrap_err().code(), "io");
        drop(folder);
        assert_eq!(book.after_failed_commit(error(), &stamp("a")).unwrap_err().code(), "unknown_end");
    }

    #[test]
    fn another_list_of_columns_is_another_statement() {
        let columns = |names: &[&'static str]| {
            let values: Vec<(&'static str, &dyn ToSql)> = names.iter().map(|name| (*name, &1_i64 as _)).collect();
            insert_statement("void", &values)
        };
        assert!(columns(&["debit", "date"]).contains("\"debit\", \"date\""));
        assert!(columns(&["date", "debit"]).contains("\"date\", \"debit\""));
        assert!(!columns(&["debit"]).contains("date"));
    }
}
