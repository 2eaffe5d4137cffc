//! What people said about an account's place in the day's work: put off until a day, kept on top, or taken to another
//! stage of collection. Each is a fact with its reason and who said it.

use rusqlite::{Row, ToSql, params};

use super::perform::{date, day};
use super::{Book, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, EntryId, EscalationId, PinId, SnoozeId};
use crate::error::Result;

/// An account is off the day's list until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snooze {
    pub id: SnoozeId,
    pub entry: EntryId,
    pub from: Date,
    /// The first day on the list again.
    pub until: Date,
    pub reason: String,
    pub by: String,
}

/// An account is on top of the day's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    pub id: PinId,
    pub entry: EntryId,
    pub from: Date,
    pub reason: String,
    pub by: String,
}

/// An account was taken to a stage of collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    pub id: EscalationId,
    pub entry: EntryId,
    pub account: AccountId,
    /// The first day of the stage.
    pub on: Date,
    pub stage: String,
    pub owner: String,
    pub reason: String,
    pub by: String,
}

/// The newest snooze that holds on a day.
pub(super) const SNOOZE: &str = "SELECT s.id, s.entry, s.date, s.until, s.reason, j.operator
    FROM snooze s JOIN journal j ON j.seq = s.entry LEFT JOIN snooze_end e ON e.snooze = s.id AND e.live = 1
    WHERE s.account = ?1 AND s.live = 1 AND s.date <= ?2 AND s.until > ?2 AND (e.id IS NULL OR e.date > ?2)
    ORDER BY s.id DESC LIMIT 1";

/// The newest pin that holds on a day.
pub(super) const PIN: &str = "SELECT p.id, p.entry, p.date, p.reason, j.operator
    FROM pin p JOIN journal j ON j.seq = p.entry LEFT JOIN pin_end e ON e.pin = p.id AND e.live = 1
    WHERE p.account = ?1 AND p.live = 1 AND p.date <= ?2 AND (e.id IS NULL OR e.date > ?2)
    ORDER BY p.id DESC LIMIT 1";

const ESCALATION: &str = "SELECT x.id, x.entry, x.account, x.date, x.stage, x.owner, x.reason, j.operator
    FROM escalation x JOIN journal j ON j.seq = x.entry WHERE x.live = 1 AND x.date <= ?1";

fn read_escalation(row: &Row) -> rusqlite::Result<Escalation> {
    Ok(Escalation {
        id: EscalationId(row.get(0)?),
        entry: EntryId(row.get(1)?),
        account: AccountId(row.get(2)?),
        on: date(row, 3)?,
        stage: row.get(4)?,
        owner: row.get(5)?,
        reason: row.get(6)?,
        by: row.get(7)?,
    })
}

impl Book {
    /// The snooze of an account that holds on a day.
    pub fn snooze_of(&self, account: AccountId, on: Date) -> Result<Option<Snooze>> {
        let mut statement = self.conn.prepare_cached(SNOOZE)?;
        let mut rows = statement.query_map(params![account.0, day(on)], |row| {
            Ok(Snooze {
                id: SnoozeId(row.get(0)?),
                entry: EntryId(row.get(1)?),
                from: date(row, 2)?,
                until: date(row, 3)?,
                reason: row.get(4)?,
                by: row.get(5)?,
            })
        })?;
        Ok(rows.next().transpose()?)
    }

    /// The pin of an account that holds on a day.
    pub fn pin_of(&self, account: AccountId, on: Date) -> Result<Option<Pin>> {
        let mut statement = self.conn.prepare_cached(PIN)?;
        let mut rows = statement.query_map(params![account.0, day(on)], |row| {
            Ok(Pin {
                id: PinId(row.get(0)?),
                entry: EntryId(row.get(1)?),
                from: date(row, 2)?,
                reason: row.get(3)?,
                by: row.get(4)?,
            })
        })?;
        Ok(rows.next().transpose()?)
    }

    /// The last move of an account to a stage, on or before a day.
    pub fn escalation_of(&self, account: AccountId, on: Date) -> Result<Option<Escalation>> {
        let sql = format!("{ESCALATION} AND x.account = ?2 ORDER BY x.id DESC LIMIT 1");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query_map(params![day(on), account.0], read_escalation)?;
        Ok(rows.next().transpose()?)
    }

    /// The last move of every account that was ever moved, on or before a day; the first stage included.
    pub fn escalations(&self, on: Date) -> Result<Vec<Escalation>> {
        let sql = format!(
            "{ESCALATION} AND x.id = (SELECT MAX(id) FROM escalation WHERE account = x.account AND live = 1 AND date <= ?1)
             ORDER BY x.id"
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([day(on)], read_escalation)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Puts an account off until a day.
    pub fn write_snooze(&mut self, account: AccountId, (from, until): (Date, Date), reason: &str) -> Result<SnoozeId> {
        let (from, until) = (day(from), day(until));
        let values: &[(&'static str, &dyn ToSql)] =
            &[("account", &account.0), ("date", &from), ("until", &until), ("reason", &reason)];
        let id = SnoozeId(self.insert("snooze", values)?);
        self.touch(account);
        Ok(id)
    }

    pub fn end_snooze(&mut self, account: AccountId, snooze: SnoozeId, on: Date) -> Result<()> {
        self.insert("snooze_end", &[("snooze", &snooze.0), ("date", &day(on))])?;
        self.touch(account);
        Ok(())
    }

    /// Keeps an account on top of the day's list.
    pub fn write_pin(&mut self, account: AccountId, from: Date, reason: &str) -> Result<PinId> {
        let from = day(from);
        let values: &[(&'static str, &dyn ToSql)] = &[("account", &account.0), ("date", &from), ("reason", &reason)];
        let id = PinId(self.insert("pin", values)?);
        self.touch(account);
        Ok(id)
    }

    pub fn end_pin(&mut self, account: AccountId, pin: PinId, on: Date) -> Result<()> {
        self.insert("pin_end", &[("pin", &pin.0), ("date", &day(on))])?;
        self.touch(account);
        Ok(())
    }

    /// Takes an account to a stage.
    pub fn write_escalation(
        &mut self,
        account: AccountId,
        on: Date,
        (stage, owner): (&str, &str),
        reason: &str,
    ) -> Result<EscalationId> {
        let on = day(on);
        let values: &[(&'static str, &dyn ToSql)] =
            &[("account", &account.0), ("date", &on), ("stage", &stage), ("owner", &owner), ("reason", &reason)];
        let id = EscalationId(self.insert("escalation", values)?);
        self.touch(account);
        Ok(id)
    }
}
