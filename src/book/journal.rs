//! The journal: who did what and when, and which accounts an entry touched.

use rusqlite::{OptionalExtension, Row, params};

use super::Book;
use crate::domain::ids::{AccountId, EntryId};
use crate::error::Result;

/// Codes that a row of the journal names at most; an import may touch thousands.
const MOST_CODES: i64 = 5;

/// One entry for people to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    pub seq: EntryId,
    /// Recorded: milliseconds since 1970 UTC.
    pub at: i64,
    pub operator: String,
    pub op: String,
    /// What was agreed, as JSON.
    pub json: String,
    /// Codes of the accounts touched: at most five …
    pub accounts: Vec<String>,
    /// … of this many.
    pub account_count: u64,
    pub undone: bool,
    /// In hexadecimal.
    pub hash: String,
}

const ENTRIES: &str =
    "SELECT j.seq, j.at, j.operator, j.op, j.json, j.hash, EXISTS (SELECT 1 FROM undo WHERE of = j.seq AND live = 1)";

impl Book {
    /// The newest `limit` entries after `since`, of one account or of all, newest last.
    pub fn journal(&self, account: Option<AccountId>, since: Option<EntryId>, limit: usize) -> Result<Vec<JournalRow>> {
        let since = since.map_or(0, |entry| entry.0);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut entries = Vec::new();
        match account {
            Some(account) => {
                let sql = format!(
                    "{ENTRIES} FROM entry_account e JOIN journal j ON j.seq = e.entry
                     WHERE e.account = ?1 AND e.entry > ?2 ORDER BY e.entry DESC LIMIT ?3"
                );
                let mut statement = self.conn.prepare_cached(&sql)?;
                let mut rows = statement.query(params![account.0, since, limit])?;
                while let Some(row) = rows.next()? {
                    entries.push(self.journal_row(row)?);
                }
            }
            None => {
                let sql = format!("{ENTRIES} FROM journal j WHERE j.seq > ?1 ORDER BY j.seq DESC LIMIT ?2");
                let mut statement = self.conn.prepare_cached(&sql)?;
                let mut rows = statement.query(params![since, limit])?;
                while let Some(row) = rows.next()? {
                    entries.push(self.journal_row(row)?);
                }
            }
        }
        entries.reverse();
        Ok(entries)
    }

    fn journal_row(&self, row: &Row) -> Result<JournalRow> {
        let seq = EntryId(row.get(0)?);
        let (accounts, account_count) = self.accounts_of_entry(seq)?;
        Ok(JournalRow {
            seq,
            at: row.get(1)?,
            operator: row.get(2)?,
            op: row.get(3)?,
            json: row.get(4)?,
            accounts,
            account_count,
            undone: row.get(6)?,
            hash: hex(&row.get::<_, Vec<u8>>(5)?),
        })
    }

    fn accounts_of_entry(&self, entry: EntryId) -> Result<(Vec<String>, u64)> {
        let sql = "SELECT a.code FROM entry_account e JOIN account a ON a.id = e.account WHERE e.entry = ?1 ORDER BY e.account LIMIT ?2";
        let mut statement = self.conn.prepare_cached(sql)?;
        let codes: Vec<String> =
            statement.query_map(params![entry.0, MOST_CODES], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let sql = "SELECT COUNT(*) FROM entry_account WHERE entry = ?1";
        let count: i64 = self.conn.prepare_cached(sql)?.query_row([entry.0], |row| row.get(0))?;
        Ok((codes, u64::try_from(count).unwrap_or(0)))
    }

    /// The accounts that entries after `since` touched.
    pub fn accounts_changed_since(&self, since: EntryId) -> Result<Vec<AccountId>> {
        let sql = "SELECT DISTINCT account FROM entry_account WHERE entry > ?1 ORDER BY account";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([since.0], |row| Ok(AccountId(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The journal's head as it was at a UTC time in milliseconds: 0 before the first entry. Entries count in their
    /// order, so one that a wrong clock dated later than its successor is in with it.
    pub fn entry_at_time(&self, at: i64) -> Result<EntryId> {
        let sql = "SELECT seq FROM journal WHERE at <= ?1 ORDER BY seq DESC LIMIT 1";
        let head = self.conn.prepare_cached(sql)?.query_row([at], |row| row.get(0)).optional()?;
        Ok(EntryId(head.unwrap_or(0)))
    }

    /// When an entry was recorded (milliseconds since 1970 UTC) and by whom; None for an entry that is not there.
    pub fn recorded(&self, entry: EntryId) -> Result<Option<(i64, String)>> {
        let sql = "SELECT at, operator FROM journal WHERE seq = ?1";
        let mut statement = self.conn.prepare_cached(sql)?;
        Ok(statement.query_row([entry.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// The hash of the journal's head in hexadecimal; zeros while nothing was entered.
    pub fn head_hash(&self) -> Result<String> {
        let sql = "SELECT hash FROM journal ORDER BY seq DESC LIMIT 1";
        let hash: Option<Vec<u8>> = self.conn.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?;
        Ok(hex(&hash.unwrap_or_else(|| vec![0; 32])))
    }

    /// The hash of an entry in hexadecimal; zeros for entry 0.
    pub fn hash_at(&self, entry: EntryId) -> Result<String> {
        let sql = "SELECT hash FROM journal WHERE seq = ?1";
        let hash: Option<Vec<u8>> = self.conn.prepare_cached(sql)?.query_row([entry.0], |row| row.get(0)).optional()?;
        Ok(hex(&hash.unwrap_or_else(|| vec![0; 32])))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::shop::Shop;

    #[test]
    fn entries_are_told_newest_last_and_undone_ones_say_so() {
        let mut shop = Shop::new();
        let (first, second) = (shop.account("C1", "First"), shop.account("C2", "Second"));
        shop.invoice(first, "1", "2026-11-01", "10.00");
        let entry = shop.invoice(second, "2", "2026-11-01", "20.00").0;
        shop.undo(entry);
        let rows = shop.book.journal(None, None, 3).unwrap();
        assert_eq!(rows.iter().map(|row| row.op.as_str()).collect::<Vec<_>>(), ["post-debit", "post-debit", "undo"]);
        assert_eq!(rows.iter().map(|row| row.undone).collect::<Vec<_>>(), [false, true, false]);
        assert_eq!(rows[2].accounts, ["C2"]);
        assert_eq!(rows[2].hash, shop.book.head_hash().unwrap());
        assert_eq!(rows[2].hash.len(), 64);
        let of_second = shop.book.journal(Some(second), None, 10).unwrap();
        assert_eq!(of_second.iter().map(|row| row.seq.0).collect::<Vec<_>>(), [2, 4, 5]);
        assert_eq!(shop.book.journal(Some(second), Some(entry), 10).unwrap().len(), 1);
        assert_eq!(shop.book.accounts_changed_since(EntryId(3)).unwrap(), [second]);
        assert_eq!(shop.book.accounts_changed_since(EntryId(2)).unwrap(), [first, second]);
    }

    #[test]
    fn a_time_names_the_entry_that_was_the_head_then() {
        let mut shop = Shop::new();
        assert_eq!(shop.book.entry_at_time(i64::MAX).unwrap(), EntryId(0));
        assert_eq!(shop.book.head_hash().unwrap(), "0".repeat(64));
        shop.account("C1", "First");
        shop.account("C2", "Second");
        let times: Vec<i64> = shop.book.journal(None, None, 9).unwrap().iter().map(|row| row.at).collect();
        assert_eq!(shop.book.entry_at_time(times[0] - 1).unwrap(), EntryId(0));
        assert_eq!(shop.book.entry_at_time(times[0]).unwrap(), EntryId(1));
        assert_eq!(shop.book.entry_at_time(times[1]).unwrap(), EntryId(2));
    }
}
