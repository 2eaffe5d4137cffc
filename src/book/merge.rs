//! Two accounts that are the same customer: everything that counts of one is written anew on the other, row by row as a
//! correction does it, so that an earlier knowledge keeps both and an undo gives both back.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params, params_from_iter};

use super::debits::last_digits;
use super::perform::{date, day};
use super::schema::{TABLES, Table};
use super::{Account, Book, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, DebitId, EntryId};
use crate::error::{Error, Result};

/// An account that another one keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    pub account: AccountId,
    pub code: String,
    pub name: String,
    pub kept: AccountId,
    pub on: Date,
    pub entry: EntryId,
}

/// What does not go over: the account itself, what is known of it, and what is of no account.
const STAYS: [&str; 8] = ["undo", "correction", "setting", "source", "account", "account_version", "contact", "merge"];

/// Of these the newest row is in force, so that both accounts' rows are put in one order.
const NEWEST_COUNTS: [&str; 1] = ["escalation"];

/// More merges than anybody chains; a ring in a damaged book ends here.
const LONGEST: usize = 64;

const MERGED: &str =
    "SELECT a.id, a.code, v.name, m.kept, m.date, m.entry FROM merge m JOIN account a ON a.id = m.account
    JOIN account_version v ON v.id = (SELECT MAX(id) FROM account_version WHERE account = a.id AND live = 1)
    WHERE m.live = 1 AND a.live = 1";

fn read(row: &rusqlite::Row) -> rusqlite::Result<Merged> {
    Ok(Merged {
        account: AccountId(row.get(0)?),
        code: row.get(1)?,
        name: row.get(2)?,
        kept: AccountId(row.get(3)?),
        on: date(row, 4)?,
        entry: EntryId(row.get(5)?),
    })
}

/// The tables whose rows go over.
fn moving() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(|table| !STAYS.contains(&table.name))
}

fn has_account(table: &Table) -> bool {
    table.columns.contains(&"account")
}

impl Book {
    /// The account that keeps everything of this one: itself, unless it was merged.
    pub fn kept_of(&self, account: AccountId) -> Result<AccountId> {
        let mut kept = account;
        for _ in 0..LONGEST {
            match self.merge_of(kept)? {
                Some(merged) => kept = merged.kept,
                None => break,
            }
        }
        Ok(kept)
    }

    /// The merge that took an account away, where one did.
    pub fn merge_of(&self, account: AccountId) -> Result<Option<Merged>> {
        let mut statement = self.conn.prepare_cached(&format!("{MERGED} AND m.account = ?1"))?;
        Ok(statement.query_row([account.0], read).optional()?)
    }

    /// The accounts that were merged into one, also through another, in the order of the merges.
    pub fn merged_into(&self, kept: AccountId) -> Result<Vec<Merged>> {
        let mut found = self.merged_where("m.kept = ?1", Some(kept))?;
        let mut next = 0;
        while let Some(one) = found.get(next).map(|one| one.account) {
            found.extend(self.merged_where("m.kept = ?1", Some(one))?);
            next += 1;
        }
        found.sort_by_key(|one| one.entry);
        Ok(found)
    }

    /// Every account that was merged into another.
    pub fn merged_accounts(&self) -> Result<Vec<Merged>> {
        self.merged_where("TRUE", None)
    }

    fn merged_where(&self, condition: &str, kept: Option<AccountId>) -> Result<Vec<Merged>> {
        let mut statement = self.conn.prepare_cached(&format!("{MERGED} AND {condition} ORDER BY m.id"))?;
        let rows = statement.query_map(params_from_iter(kept.map(|kept| kept.0)), read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The account that a code or name meant before it was merged.
    pub(super) fn merged_called(&self, text: &str) -> Result<Option<Account>> {
        let folded = crate::domain::text::fold(text);
        let called =
            |one: &Merged| one.code.eq_ignore_ascii_case(text.trim()) || crate::domain::text::fold(&one.name) == folded;
        let mut kept = Vec::new();
        for one in self.merged_accounts()?.iter().filter(|one| called(one)) {
            kept.push(self.kept_of(one.account)?);
        }
        kept.dedup();
        match kept[..] {
            [one] => self.account(one).map(Some),
            _ => Ok(None),
        }
    }

    /// How many rows that count would go over, by table, in the order of the book.
    pub fn rows_to_move(&self, account: AccountId) -> Result<Vec<(&'static str, u64)>> {
        let mut counts = Vec::new();
        for table in moving().filter(|table| has_account(table)) {
            let sql = format!("SELECT COUNT(*) FROM {} WHERE account = ?1 AND live = 1", table.name);
            let count: i64 = self.conn.prepare_cached(&sql)?.query_row([account.0], |row| row.get(0))?;
            if count > 0 {
                counts.push((table.name, u64::try_from(count).unwrap_or(0)));
            }
        }
        Ok(counts)
    }

    /// The debits of one account whose number the other has too, neither voided.
    pub fn numbers_of_both(&self, account: AccountId, kept: AccountId) -> Result<Vec<(DebitId, String)>> {
        let sql = "SELECT d.id, d.number FROM debit d WHERE d.account = ?1 AND d.live = 1 AND d.voided_on IS NULL
            AND EXISTS (SELECT 1 FROM debit o WHERE o.account = ?2 AND o.number = d.number AND o.live = 1 AND o.voided_on IS NULL)
            ORDER BY d.id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(params![account.0, kept.0], |row| Ok((DebitId(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Old and new id of each row, by table.
type Moved = BTreeMap<&'static str, BTreeMap<i64, i64>>;

impl Tx<'_> {
    /// Notes that an account is the same customer as another.
    pub fn write_merge(&mut self, account: AccountId, kept: AccountId, on: Date) -> Result<()> {
        self.insert("merge", &[("account", &account.0), ("kept", &kept.0), ("date", &day(on))])?;
        self.touch(account);
        self.touch(kept);
        Ok(())
    }

    /// Writes everything that counts of an account anew on another, with what refers to it; a debit may get another
    /// number. No date moves, so that a closed period stays what it was: each amount counts from and to the same day.
    pub fn move_everything(
        &mut self,
        account: AccountId,
        kept: AccountId,
        renamed: &[(DebitId, String)],
    ) -> Result<()> {
        self.dates_stay = true;
        let mut moved = Moved::new();
        for table in moving() {
            let rows = self.rows_of(table, (account, kept), &moved)?;
            for row in &rows {
                self.retract(table.name, *row)?;
            }
            for row in rows {
                let number = renamed.iter().find(|(debit, _)| table.name == "debit" && debit.0 == row);
                let new = self.write_anew(table, row, kept, &moved, number.map(|(_, number)| number.as_str()))?;
                moved.entry(table.name).or_default().insert(row, new);
            }
        }
        self.touch(account);
        self.touch(kept);
        Ok(())
    }

    /// The rows of a table that are the account's: by itself, or because they stand on one that goes over.
    fn rows_of(&self, table: &Table, accounts: (AccountId, AccountId), moved: &Moved) -> Result<Vec<i64>> {
        let (account, kept) = accounts;
        let ids = |sql: &str, id: i64| -> Result<Vec<i64>> {
            let mut statement = self.conn.prepare_cached(sql)?;
            let rows = statement.query_map([id], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        let mut rows = Vec::new();
        if has_account(table) {
            let sql = format!("SELECT id FROM {} WHERE account = ?1 AND live = 1", table.name);
            rows = ids(&sql, account.0)?;
            if NEWEST_COUNTS.contains(&table.name) && !rows.is_empty() {
                rows.extend(ids(&sql, kept.0)?);
            }
        } else if let Some((column, target)) = table.stands_on.first() {
            let sql = format!("SELECT id FROM {} WHERE \"{column}\" = ?1 AND live = 1", table.name);
            for id in moved.get(target).into_iter().flat_map(BTreeMap::keys) {
                rows.extend(ids(&sql, *id)?);
            }
        }
        rows.sort_unstable();
        Ok(rows)
    }

    /// A copy of a row in this entry, with every reference to what went over put right.
    fn write_anew(
        &mut self,
        table: &'static Table,
        row: i64,
        kept: AccountId,
        moved: &Moved,
        number: Option<&str>,
    ) -> Result<i64> {
        let sql = format!("SELECT * FROM {} WHERE id = ?1", table.name);
        let mut columns: Vec<(String, Value)> = {
            let mut statement = self.conn.prepare_cached(&sql)?;
            let names: Vec<String> = statement.column_names().map(str::to_string).collect();
            let mut rows = statement.query([row])?;
            let found = rows.next()?.ok_or_else(|| Error::fault("damaged", "a row went missing"))?;
            let values: Vec<Value> = (0..names.len()).map(|place| found.get(place)).collect::<Result<_, _>>()?;
            names
                .into_iter()
                .zip(values)
                .filter(|(name, _)| !matches!(name.as_str(), "id" | "entry" | "live"))
                .collect()
        };
        for (name, value) in &mut columns {
            let target = table.stands_on.iter().find(|(column, _)| column == name).map(|(_, target)| *target);
            match (target, &*value) {
                (Some("account"), _) => *value = Value::Integer(kept.0),
                (Some(target), Value::Integer(old)) => {
                    if let Some(new) = moved.get(target).and_then(|rows| rows.get(old)) {
                        *value = Value::Integer(*new);
                    }
                }
                _ => {}
            }
            match (name.as_str(), number) {
                ("number", Some(number)) => *value = Value::Text(number.to_string()),
                ("digits", Some(number)) => *value = last_digits(number).map_or(Value::Null, Value::Integer),
                _ => {}
            }
        }
        self.insert_copy(table.name, &columns)
    }

    /// Nothing is posted to an account that was merged away, and nothing of its own comes back while it is.
    pub(super) fn check_merged(&self) -> Result<()> {
        for account in self.touched_accounts() {
            let Some(merged) = self.merge_of(account)?.filter(|merged| merged.entry != self.entry) else { continue };
            if self.span("undo").is_some() && self.rows_to_move(account)?.is_empty() {
                continue;
            }
            let kept = self.account(self.kept_of(account)?)?;
            let message = format!("{} was merged into {} {}", merged.code, kept.code, kept.name());
            return Err(Error::refused("merged", message)
                .because_of(merged.entry.0)
                .safe("nothing was saved")
                .hint(format!("do it on {}, or undo entry {} first", kept.code, merged.entry.0)));
        }
        Ok(())
    }
}
