//! Contacts with customers, and the follow-ups that come of them.

use chrono::{DateTime, NaiveTime};
use rusqlite::{Row, ToSql, params};

use super::perform::{date, day, maybe_date};
use super::{Book, Tx};
use crate::domain::calendar::{Date, Moment};
use crate::domain::communication::{Channel, Direction, Outcome};
use crate::domain::ids::{AccountId, CommunicationId, DebitId, EntryId, FollowUpId};
use crate::domain::time_of_day;
use crate::error::{Error, Result};

/// A call, e-mail, letter, text, visit or note.
#[derive(Debug, Clone)]
pub struct Communication {
    pub id: CommunicationId,
    pub entry: EntryId,
    pub account: AccountId,
    pub at: Moment,
    pub channel: Channel,
    pub direction: Direction,
    pub outcome: Outcome,
    pub contact: String,
    pub phone: String,
    /// The debit talked about, with its number.
    pub debit: Option<(DebitId, String)>,
    pub note: String,
    pub by: String,
}

/// A communication to be written.
#[derive(Debug, Clone)]
pub struct NewCommunication<'a> {
    pub account: AccountId,
    pub at: Moment,
    pub channel: Channel,
    pub direction: Direction,
    pub outcome: Outcome,
    pub contact: &'a str,
    pub phone: &'a str,
    pub debit: Option<DebitId>,
    pub note: &'a str,
    pub by: &'a str,
    pub source: Option<(i64, i64)>,
}

/// What is to be done next at an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    pub id: FollowUpId,
    pub entry: EntryId,
    pub account: AccountId,
    pub communication: Option<CommunicationId>,
    pub due: Date,
    /// When on that day the customer asked to be called.
    pub at: Option<NaiveTime>,
    pub note: String,
    pub done_on: Option<Date>,
}

fn read(row: &Row) -> Result<Communication> {
    let debit: Option<i64> = row.get(8)?;
    let number: Option<String> = row.get(9)?;
    Ok(Communication {
        id: CommunicationId(row.get(0)?),
        entry: EntryId(row.get(1)?),
        account: AccountId(row.get(2)?),
        at: DateTime::from_timestamp(row.get(3)?, 0).unwrap_or_default().naive_utc(),
        channel: row.get::<_, String>(4)?.parse()?,
        direction: row.get::<_, String>(5)?.parse()?,
        outcome: row.get::<_, String>(6)?.parse()?,
        contact: row.get(7)?,
        debit: debit.map(DebitId).zip(number),
        phone: row.get(10)?,
        note: row.get(11)?,
        by: row.get(12)?,
    })
}

const FOLLOW_UPS: &str = "SELECT f.id, f.entry, f.account, f.communication, f.due, f.note, e.date, c.minute
    FROM follow_up f LEFT JOIN follow_up_end e ON e.follow_up = f.id AND e.live = 1
      LEFT JOIN callback c ON c.follow_up = f.id AND c.live = 1 WHERE f.live = 1";

fn read_follow_up(row: &Row) -> rusqlite::Result<FollowUp> {
    Ok(FollowUp {
        id: FollowUpId(row.get(0)?),
        entry: EntryId(row.get(1)?),
        account: AccountId(row.get(2)?),
        communication: row.get::<_, Option<i64>>(3)?.map(CommunicationId),
        due: date(row, 4)?,
        note: row.get(5)?,
        done_on: maybe_date(row, 6)?,
        at: row.get::<_, Option<u16>>(7)?.map(time_of_day::of_minute),
    })
}

impl Book {
    /// The communications of an account, oldest first.
    pub fn communications_of(&self, account: AccountId) -> Result<Vec<Communication>> {
        let sql = "SELECT c.id, c.entry, c.account, c.at, c.channel, c.direction, c.outcome, c.contact, c.debit, d.number, c.phone, c.note, c.by
            FROM communication c LEFT JOIN debit d ON d.id = c.debit WHERE c.account = ?1 AND c.live = 1 ORDER BY c.at, c.id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([account.0])?;
        let mut communications = Vec::new();
        while let Some(row) = rows.next()? {
            communications.push(read(row)?);
        }
        Ok(communications)
    }

    /// The follow-ups of an account, done ones included, by date.
    pub fn follow_ups_of(&self, account: AccountId) -> Result<Vec<FollowUp>> {
        let mut statement =
            self.conn.prepare_cached(&format!("{FOLLOW_UPS} AND f.account = ?1 ORDER BY f.due, c.minute, f.id"))?;
        let rows = statement.query_map([account.0], read_follow_up)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The open follow-ups of the book due on or before a date, by date.
    pub fn follow_ups_due(&self, by: Date) -> Result<Vec<FollowUp>> {
        let mut statement = self
            .conn
            .prepare_cached(&format!("{FOLLOW_UPS} AND e.id IS NULL AND f.due <= ?1 ORDER BY f.due, c.minute, f.id"))?;
        let rows = statement.query_map([day(by)], read_follow_up)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn follow_up(&self, id: FollowUpId) -> Result<FollowUp> {
        let mut statement = self.conn.prepare_cached(&format!("{FOLLOW_UPS} AND f.id = ?1"))?;
        statement.query_row([id.0], read_follow_up).map_err(|_| {
            Error::not_found("no_follow_up", format!("there is no follow-up F{}", id.0))
                .safe("nothing was changed")
                .hint("see them with `arrears follow-up list`")
        })
    }
}

impl Tx<'_> {
    pub fn write_communication(&mut self, new: &NewCommunication) -> Result<CommunicationId> {
        if let Some(debit) = new.debit {
            self.check_debit_of(new.account, debit)?;
        }
        let (file, line) = (new.source.map(|source| source.0), new.source.map(|source| source.1));
        let values: &[(&'static str, &dyn ToSql)] = &[
            ("account", &new.account.0),
            ("at", &new.at.and_utc().timestamp()),
            ("channel", &new.channel.word()),
            ("direction", &new.direction.word()),
            ("outcome", &new.outcome.word()),
            ("contact", &new.contact),
            ("phone", &new.phone),
            ("debit", &new.debit.map(|debit| debit.0)),
            ("note", &new.note),
            ("by", &new.by),
            ("source", &file),
            ("line", &line),
        ];
        let id = CommunicationId(self.insert("communication", values)?);
        self.touch(new.account);
        Ok(id)
    }

    pub fn write_follow_up(
        &mut self,
        account: AccountId,
        communication: Option<CommunicationId>,
        due: Date,
        note: &str,
    ) -> Result<FollowUpId> {
        let (source, due) = (communication.map(|id| id.0), day(due));
        let values: &[(&'static str, &dyn ToSql)] =
            &[("account", &account.0), ("communication", &source), ("due", &due), ("note", &note)];
        let id = FollowUpId(self.insert("follow_up", values)?);
        self.touch(account);
        Ok(id)
    }

    /// The time of day that belongs to a follow-up.
    pub fn write_callback(&mut self, follow_up: FollowUpId, minute: u16) -> Result<()> {
        self.insert("callback", &[("follow_up", &follow_up.0), ("minute", &minute)])?;
        Ok(())
    }

    /// Marks a follow-up as done; refused where it is already.
    pub fn end_follow_up(&mut self, id: FollowUpId, on: Date) -> Result<()> {
        let follow_up = self.follow_up(id)?;
        if let Some(done) = follow_up.done_on {
            return Err(Error::refused("already_ended", format!("follow-up F{} was done on {done} already", id.0))
                .safe("nothing was changed"));
        }
        self.insert("follow_up_end", &[("follow_up", &id.0), ("date", &day(on))])?;
        self.touch(follow_up.account);
        Ok(())
    }

    /// True where a follow-up is still open inside this transaction.
    pub fn is_open_follow_up(&self, id: FollowUpId) -> Result<bool> {
        let sql = "SELECT 1 FROM follow_up f WHERE f.id = ?1 AND f.live = 1
            AND NOT EXISTS (SELECT 1 FROM follow_up_end WHERE follow_up = f.id AND live = 1)";
        Ok(self.conn.prepare_cached(sql)?.exists(params![id.0])?)
    }
}
