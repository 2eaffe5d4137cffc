//! What the day's list must know of one account beside how it stands: the last contact, what was asked of it, and when
//! it picks up.

use rusqlite::{OptionalExtension, params};

use super::reasons::Reason;
use crate::book::attention::{Pin, Snooze};
use crate::book::perform::day;
use crate::book::{Book, Settings, Standing};
use crate::domain::answers::{PartOfDay, picks_up};
use crate::domain::calendar::{Date, Moment, from_day_number};
use crate::domain::communication::Outcome;
use crate::domain::ids::{AccountId, EntryId, FollowUpId};
use crate::domain::stage::Stage;
use crate::error::Result;

/// The last call, letter or other contact; a note is none.
#[derive(Debug, Clone, Copy)]
pub struct Contact {
    pub at: Moment,
    pub entry: EntryId,
    pub outcome: Outcome,
}

impl Contact {
    pub fn event(&self) -> Event {
        (self.at.date(), self.entry)
    }
}

/// Something that happened to an account, and the entry that said so.
pub type Event = (Date, EntryId);

/// One account on one day.
pub struct Facts<'a> {
    pub standing: &'a Standing,
    pub settings: &'a Settings,
    pub today: Date,
    pub contact: Option<Contact>,
    pub snooze: Option<Snooze>,
    pub pin: Option<Pin>,
    pub stage: Option<Stage>,
    pub picks_up: Option<PartOfDay>,
    /// The minute at which the customer asked to be called, of the first open follow-up.
    pub minute: Option<u32>,
}

/// More calls than tell anything new about when somebody picks up.
const ENOUGH_CALLS: i64 = 30;

pub(in crate::book) const LAST_CONTACT: &str =
    "SELECT at, entry, outcome FROM communication WHERE account = ?1 AND at < (?2 + 1) * 86400
    AND live = 1 AND channel <> 'note' AND outcome <> 'note' ORDER BY at DESC, id DESC LIMIT 1";

/// The last payment received in a span of days that bounced, and when.
pub(in crate::book) const BOUNCED: &str =
    "SELECT r.date, r.entry FROM credit c JOIN credit_reversal r ON r.credit = c.id AND r.live = 1
    WHERE c.account = ?1 AND c.live = 1 AND c.kind = 'payment' AND c.date BETWEEN ?2 AND ?3 AND r.date <= ?4
    ORDER BY r.date DESC, r.entry DESC LIMIT 1";

const CALLS: &str = "SELECT at, outcome FROM communication WHERE account = ?1 AND at < (?2 + 1) * 86400
    AND live = 1 AND channel = 'call' ORDER BY at DESC LIMIT ?3";

impl Facts<'_> {
    pub(super) fn called_today(&self) -> bool {
        self.contact.is_some_and(|contact| contact.at.date() == self.today)
    }

    /// True for what came after today's call: a callback that was agreed in it, a bounce.
    pub(super) fn is_after_call(&self, reason: &Reason) -> bool {
        let since = |entry: EntryId| self.contact.is_none_or(|contact| entry >= contact.entry);
        match reason.code {
            "follow_up_due" => {
                let due = |one: &&crate::book::FollowUp| one.due <= self.today;
                self.standing.follow_ups.iter().filter(due).any(|one| since(one.entry))
            }
            "pinned" => self.pin.as_ref().is_some_and(|pin| since(pin.entry)),
            // These look at the contact themselves.
            _ => true,
        }
    }

    pub(super) fn first_follow_up(&self) -> Option<(Date, Option<u32>)> {
        self.standing.follow_ups.first().map(|one| (one.due, self.minute))
    }

    /// Days that the oldest item is late; 0 where none is.
    pub(super) fn oldest_days(&self) -> i64 {
        self.standing.figures.oldest.as_ref().map_or(0, |(_, days)| (*days).max(0))
    }

    /// True where nobody ever spoke to them, as far as the book knows.
    pub(super) fn is_unspoken(&self) -> bool {
        self.contact.is_none() && self.standing.promises.is_empty() && self.standing.plans.is_empty()
    }
}

impl Book {
    pub(super) fn facts_of<'a>(
        &self,
        standing: &'a Standing,
        today: Date,
        settings: &'a Settings,
    ) -> Result<Facts<'a>> {
        let account = standing.account.id;
        let moved = self.escalation_of(account, today)?.filter(|moved| settings.stages.is_escalated(&moved.stage));
        let minute = match standing.follow_ups.first() {
            Some(first) => self.minute_of(first.id)?,
            None => None,
        };
        Ok(Facts {
            standing,
            settings,
            today,
            contact: self.last_contact(account, today)?,
            snooze: self.snooze_of(account, today)?,
            pin: self.pin_of(account, today)?,
            stage: moved.map(|moved| Stage { name: settings.stages.name(&moved.stage), word: moved.stage }),
            picks_up: self.picks_up(account, today)?,
            minute,
        })
    }

    fn last_contact(&self, account: AccountId, today: Date) -> Result<Option<Contact>> {
        let mut statement = self.conn.prepare_cached(LAST_CONTACT)?;
        let mut rows = statement.query(params![account.0, day(today)])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let outcome = row.get::<_, String>(2)?.parse()?;
        Ok(Some(Contact { at: moment(row.get(0)?), entry: EntryId(row.get(1)?), outcome }))
    }

    /// The last bounce of a payment that was received between two days.
    pub(super) fn bounced(&self, account: AccountId, (from, to): (Date, Date), today: Date) -> Result<Option<Event>> {
        let mut statement = self.conn.prepare_cached(BOUNCED)?;
        let event = |row: &rusqlite::Row| Ok((from_day_number(row.get(0)?), EntryId(row.get(1)?)));
        Ok(statement.query_row(params![account.0, day(from), day(to), day(today)], event).optional()?)
    }

    fn picks_up(&self, account: AccountId, today: Date) -> Result<Option<PartOfDay>> {
        let mut statement = self.conn.prepare_cached(CALLS)?;
        let mut rows = statement.query(params![account.0, day(today), ENOUGH_CALLS])?;
        let mut answered = Vec::new();
        while let Some(row) = rows.next()? {
            let outcome: Outcome = row.get::<_, String>(1)?.parse()?;
            if outcome.reached() {
                answered.push(moment(row.get(0)?));
            }
        }
        Ok(picks_up(&answered))
    }

    fn minute_of(&self, follow_up: FollowUpId) -> Result<Option<u32>> {
        let sql = "SELECT minute FROM callback WHERE follow_up = ?1 AND live = 1 ORDER BY id DESC LIMIT 1";
        let mut statement = self.conn.prepare_cached(sql)?;
        Ok(statement.query_row([follow_up.0], |row| row.get(0)).optional()?)
    }
}

fn moment(seconds: i64) -> Moment {
    chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default().naive_utc()
}
