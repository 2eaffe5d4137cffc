//! Undo: one row that names an entry, whose rows then count at no date; undoing that undo makes them count again.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, params};

use super::correction::stands_on_undone;
use super::schema::TABLES;
use super::{Book, Tx, digest};
use crate::domain::calendar::from_day_number;
use crate::domain::ids::{AccountId, EntryId};
use crate::error::{Error, Result};

impl Book {
    /// This operator's latest entry that is neither an undo nor undone.
    pub fn latest_to_undo(&self, operator: &str) -> Result<Option<EntryId>> {
        let sql = "SELECT seq FROM journal j WHERE operator = ?1 AND op <> 'undo'
            AND NOT EXISTS (SELECT 1 FROM undo WHERE of = j.seq AND live = 1) ORDER BY seq DESC LIMIT 1";
        let mut statement = self.conn.prepare_cached(sql)?;
        Ok(statement.query_row([operator], |row| row.get(0)).optional()?.map(EntryId))
    }

    /// Entries whose rows count at no date, as it was known at `known_at`.
    pub fn undone_at(&self, known_at: EntryId) -> Result<HashSet<EntryId>> {
        let mut statement =
            self.conn.prepare_cached("SELECT entry, of FROM undo WHERE entry <= ?1 ORDER BY entry DESC")?;
        let mut rows = statement.query([known_at.0])?;
        let mut undone = HashSet::new();
        while let Some(row) = rows.next()? {
            if !undone.contains(&EntryId(row.get(0)?)) {
                undone.insert(EntryId(row.get(1)?));
            }
        }
        Ok(undone)
    }
}

impl Book {
    /// The entries that an undo names.
    pub(super) fn undone_by(&self, entry: EntryId) -> Result<Vec<EntryId>> {
        let Some((first, last)) = digest::span_of(self, entry.0, "undo")? else { return Ok(Vec::new()) };
        let mut statement = self.conn.prepare_cached("SELECT of FROM undo WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
        let rows = statement.query_map([first, last], |row| Ok(EntryId(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Makes the rows of an entry count at no date; if it is an undo, the rows of the entry that it undid count again.
    pub fn undo(&mut self, of: EntryId) -> Result<()> {
        self.op_of(of)?;
        if self.is_undone(of)? {
            return Err(Error::refused("already_undone", format!("entry {} is undone already", of.0))
                .because_of(of.0)
                .safe("nothing was changed")
                .hint("to bring it back, undo the entry that undid it"));
        }
        self.insert("undo", &[("of", &of.0)])?;
        if self.is_import(of)? {
            self.expect_many_rows()?;
        }
        self.switch(of)
    }

    /// Brings the rows of an entry in line with whether an undo that counts names it, and then what the entry itself
    /// undid: off before on, so that a number that went over to the other one is free.
    fn switch(&mut self, entry: EntryId) -> Result<()> {
        let live = !self.is_undone(entry)?;
        let mut targets = Vec::new();
        for target in self.undone_by(entry)? {
            targets.push((target, self.is_undone(target)?));
        }
        if !live {
            self.set_live(entry, false)?;
        }
        for (target, was_undone) in targets {
            if live {
                self.set_live_of("undo", entry, true)?;
            }
            // What another undo takes back as well stays as it is, and none of its dates is touched.
            if self.is_undone(target)? != was_undone {
                self.switch(target)?;
            }
        }
        if live { self.set_live(entry, true) } else { Ok(()) }
    }

    pub(super) fn is_undone(&self, entry: EntryId) -> Result<bool> {
        Ok(self.conn.prepare_cached("SELECT 1 FROM undo WHERE of = ?1 AND live = 1")?.exists([entry.0])?)
    }

    fn op_of(&self, entry: EntryId) -> Result<String> {
        let mut statement = self.conn.prepare_cached("SELECT op FROM journal WHERE seq = ?1")?;
        let op = statement.query_row([entry.0], |row| row.get(0)).optional()?;
        op.filter(|_| entry != self.entry).ok_or_else(|| {
            Error::not_found("no_entry", format!("there is no entry {}", entry.0))
                .safe("nothing was changed")
                .hint("see the entries with `arrears journal`")
        })
    }

    /// Switches all rows of an entry on or off, with everything that is derived from them.
    fn set_live(&mut self, entry: EntryId, live: bool) -> Result<()> {
        let dates_stayed = self.dates_stay;
        // A merge moved no date, and neither does its undo.
        self.dates_stay |= digest::span_of(self, entry.0, "merge")?.is_some();
        if live {
            self.switch_corrected_by(entry, true)?;
        } else {
            self.check_nothing_stands_on(entry)?;
        }
        // Voids first: a number that was used again is free once its first debit is void.
        let (voids, others): (Vec<_>, Vec<_>) = TABLES.iter().partition(|table| table.name == "void");
        for table in voids.into_iter().chain(others) {
            let Some((first, last)) = digest::span_of(self, entry.0, table.name)? else { continue };
            if live {
                self.check_can_return(entry, table, first, last)?;
            }
            self.set_live_of(table.name, entry, live)?;
            self.touch_rows(table.name, first, last)?;
        }
        if !live {
            self.switch_corrected_by(entry, false)?;
        }
        self.dates_stay = dates_stayed;
        self.touch_accounts_of(entry)
    }

    fn set_live_of(&self, table: &str, entry: EntryId, live: bool) -> Result<()> {
        let Some((first, last)) = digest::span_of(self, entry.0, table)? else { return Ok(()) };
        let sql = format!(
            "UPDATE {table} SET {}live = ?3 AND NOT EXISTS
                (SELECT 1 FROM correction c WHERE c.tbl = '{table}' AND c.row = {table}.id AND c.live = 1)
             WHERE id BETWEEN ?1 AND ?2",
            voided_too(table, live)
        );
        let done = self.conn.prepare_cached(&sql)?.execute(params![first, last, live]);
        done.map(drop).map_err(|error| self.name_rival(entry, (table, (first, last)), error))
    }

    pub(super) fn name_rival(
        &self,
        entry: EntryId,
        (table, span): (&str, (i64, i64)),
        error: rusqlite::Error,
    ) -> Error {
        if error.sqlite_error_code() != Some(rusqlite::ErrorCode::ConstraintViolation) {
            return error.into();
        }
        let rival = self.rival_of(table, span).ok().flatten();
        let other = rival.map_or("another entry".to_string(), |rival| format!("entry {rival}"));
        let back = format!("entry {} cannot be brought back", entry.0);
        let error = match table {
            "account" | "debit" | "credit" => {
                Error::refused("number_taken", format!("{back}: {other} used a number or id of it again"))
            }
            _ => Error::refused("already_ended", format!("{back}: {other} ended the same meanwhile")),
        }
        .caused_by(error);
        let error = error.safe("nothing was changed").hint(format!("undo {other} first"));
        rival.into_iter().fold(error, Error::because_of)
    }

    /// The entry of a row that counts and keeps rows of a span from counting: by their number or id, or by ending the same.
    pub(super) fn rival_of(&self, table: &str, (first, last): (i64, i64)) -> Result<Option<i64>> {
        let same = match table {
            "debit" => "o.number = t.number AND o.account = t.account AND o.voided_on IS NULL".to_string(),
            "account" | "credit" => "o.code = t.code".to_string(),
            "correction" => "o.tbl = t.tbl AND o.row = t.row".to_string(),
            _ => match TABLES.iter().find(|one| one.name == table).and_then(|one| one.stands_on.first()) {
                Some((column, _)) => format!("o.\"{column}\" = t.\"{column}\""),
                None => return Ok(None),
            },
        };
        let sql = format!(
            "SELECT MAX(o.entry) FROM {table} t JOIN {table} o ON {same} AND o.live = 1 AND o.id <> t.id
             WHERE t.id BETWEEN ?1 AND ?2 AND o.entry <> t.entry"
        );
        Ok(self.conn.prepare_cached(&sql)?.query_row(params![first, last], |row| row.get(0))?)
    }

    /// Refused where a later entry that counts stands on the rows, naming the newest.
    fn check_nothing_stands_on(&self, entry: EntryId) -> Result<()> {
        let mut newest: Option<i64> = None;
        for table in TABLES {
            let Some((first, last)) = digest::span_of(self, entry.0, table.name)? else { continue };
            let sql = "SELECT MAX(entry) FROM correction WHERE tbl = ?1 AND row BETWEEN ?2 AND ?3 AND live = 1 AND entry <> ?4";
            let mut corrected = self.conn.prepare_cached(sql)?;
            newest = newest.max(corrected.query_row(params![table.name, first, last, entry.0], |row| row.get(0))?);
            for (other, column) in standing_on(table.name) {
                let sql = format!(
                    "SELECT MAX(entry) FROM {other} WHERE \"{column}\" BETWEEN ?1 AND ?2 AND live = 1 AND entry <> ?3"
                );
                let mut statement = self.conn.prepare_cached(&sql)?;
                newest = newest.max(statement.query_row(params![first, last, entry.0], |row| row.get(0))?);
            }
        }
        let Some(later) = newest else { return Ok(()) };
        let op = self.op_of(EntryId(later))?;
        Err(Error::refused("depended_on", format!("entry {later} ({op}) stands on entry {}", entry.0))
            .because_of(later)
            .safe("nothing was changed")
            .hint(format!("undo entry {later} first")))
    }

    /// Refused where something that the rows stand on does not count any more.
    fn check_can_return(&self, entry: EntryId, table: &super::schema::Table, first: i64, last: i64) -> Result<()> {
        for (column, target) in table.stands_on {
            let sql = format!(
                "SELECT o.entry, o.id FROM {} t JOIN {target} o ON o.id = t.\"{column}\" WHERE t.id BETWEEN ?1 AND ?2 AND o.live = 0 AND o.entry <> ?3 LIMIT 1",
                table.name
            );
            let mut statement = self.conn.prepare_cached(&sql)?;
            let missing: Option<(i64, i64)> =
                statement.query_row(params![first, last, entry.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            if let Some((missing, row)) = missing {
                return Err(self.why_off(entry, missing, (target, row))?);
            }
        }
        Ok(())
    }

    /// A row that another one stands on counts no more: its entry is undone, or a later one corrected it.
    fn why_off(&self, entry: EntryId, missing: i64, (table, row): (&str, i64)) -> Result<Error> {
        if self.is_undone(EntryId(missing))? {
            return Ok(stands_on_undone(entry, missing));
        }
        let sql = "SELECT MAX(entry) FROM correction WHERE tbl = ?1 AND row = ?2 AND live = 1";
        let by: Option<i64> = self.conn.prepare_cached(sql)?.query_row(params![table, row], |row| row.get(0))?;
        Ok(by.map_or_else(
            || stands_on_undone(entry, missing),
            |by| {
                let message =
                    format!("entry {} cannot be brought back: entry {by} corrected what it stands on", entry.0);
                Error::refused("depended_on", message)
                    .because_of(by)
                    .safe("nothing was changed")
                    .hint(format!("undo entry {by} first"))
            },
        ))
    }

    /// The same of a single row that counts again because its correction does not.
    pub(super) fn check_live_can_return(&self, entry: EntryId, table: &super::schema::Table, row: i64) -> Result<()> {
        let sql = format!("SELECT 1 FROM {} WHERE id = ?1 AND live = 1", table.name);
        match self.conn.prepare_cached(&sql)?.exists([row])? {
            true => self.check_can_return(entry, table, row, row),
            false => Ok(()),
        }
    }

    /// Everything whose derived columns follow from the rows, and their dates for the closed period.
    pub(super) fn touch_rows(&mut self, table: &str, first: i64, last: i64) -> Result<()> {
        let Some(followers) = followers(table) else { return Ok(()) };
        let date = if table == "allocation" { "starts" } else { "date" };
        let sql = format!("SELECT MIN({date}) FROM {table} WHERE id BETWEEN ?1 AND ?2");
        let earliest: Option<i64> =
            self.conn.prepare_cached(&sql)?.query_row(params![first, last], |row| row.get(0))?;
        if let Some(earliest) = earliest {
            self.effective(from_day_number(earliest));
        }
        match table {
            "debit" => self.touched.debits.insert_range(first, last),
            "credit" => self.touched.credits.insert_range(first, last),
            "allocation" => self.touched.allocations.insert_range(first, last),
            _ => {}
        }
        for (side, sql) in followers {
            for id in self.ids(sql, first, last)? {
                match *side {
                    "debit" => self.touched.debits.insert(id),
                    "credit" => self.touched.credits.insert(id),
                    _ => self.touched.allocations.insert(id),
                }
            }
        }
        Ok(())
    }

    fn touch_accounts_of(&mut self, entry: EntryId) -> Result<()> {
        let accounts: Vec<i64> = {
            let mut statement = self.conn.prepare_cached("SELECT account FROM entry_account WHERE entry = ?1")?;
            statement.query_map([entry.0], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        for account in accounts {
            self.touch(AccountId(account));
        }
        Ok(())
    }
}

/// A debit that counts again is void from the first: its number may be another's.
pub(super) fn voided_too(table: &str, live: bool) -> &'static str {
    match (table, live) {
        ("debit", true) => "voided_on = (SELECT date FROM void WHERE debit = debit.id AND live = 1), ",
        _ => "",
    }
}

/// Table and column of everything that can stand on rows of a table.
pub(super) fn standing_on(target: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let columns = TABLES.iter().flat_map(|table| table.stands_on.iter().map(|on| (table.name, on.0, on.1)));
    columns.filter(move |(_, _, on)| *on == target).map(|(table, column, _)| (table, column))
}

/// Whose derived columns follow from the rows of a table: the kind of row, and which.
/// besides the rows themselves. None for a table from which nothing is derived.
fn followers(table: &str) -> Option<&'static [(&'static str, &'static str)]> {
    let followers: &[_] = match table {
        "debit" | "credit" => &[],
        "allocation" => &[
            ("debit", "SELECT DISTINCT debit FROM allocation WHERE id BETWEEN ?1 AND ?2"),
            ("credit", "SELECT DISTINCT credit FROM allocation WHERE id BETWEEN ?1 AND ?2"),
        ],
        "void" => &[
            ("debit", "SELECT debit FROM void WHERE id BETWEEN ?1 AND ?2"),
            (
                "allocation",
                "SELECT a.id FROM void v JOIN allocation a ON a.debit = v.debit WHERE v.id BETWEEN ?1 AND ?2",
            ),
            (
                "credit",
                "SELECT a.credit FROM void v JOIN allocation a ON a.debit = v.debit WHERE v.id BETWEEN ?1 AND ?2",
            ),
        ],
        "credit_reversal" => &[
            ("credit", "SELECT credit FROM credit_reversal WHERE id BETWEEN ?1 AND ?2"),
            (
                "allocation",
                "SELECT a.id FROM credit_reversal r JOIN allocation a ON a.credit = r.credit WHERE r.id BETWEEN ?1 AND ?2",
            ),
            (
                "debit",
                "SELECT a.debit FROM credit_reversal r JOIN allocation a ON a.credit = r.credit WHERE r.id BETWEEN ?1 AND ?2",
            ),
        ],
        "allocation_reversal" => &[
            ("allocation", "SELECT allocation FROM allocation_reversal WHERE id BETWEEN ?1 AND ?2"),
            (
                "debit",
                "SELECT a.debit FROM allocation_reversal r JOIN allocation a ON a.id = r.allocation WHERE r.id BETWEEN ?1 AND ?2",
            ),
            (
                "credit",
                "SELECT a.credit FROM allocation_reversal r JOIN allocation a ON a.id = r.allocation WHERE r.id BETWEEN ?1 AND ?2",
            ),
        ],
        _ => return None,
    };
    Some(followers)
}
