//! What the rules of contact are asked about an account: its zone, its holds, the mark on the number, and how often it
//! was tried; and what was kept where a clerk went past a rule.

use chrono::{DateTime, TimeDelta};
use rusqlite::{ToSql, params};

use super::perform::day;
use super::{Account, Book, Settings, Tx, number_marks};
use crate::domain::calendar::{Date, Moment, plus_days};
use crate::domain::communication::{Channel, Direction, HoldKind};
use crate::domain::guard::{ATTEMPT_DAYS, Earlier, Facts, Finding, Mode, Said, There};
use crate::domain::ids::{AccountId, CommunicationId};
use crate::domain::phone::NotCalled;
use crate::domain::zone::Zone;
use crate::error::Result;

/// A contact that the guard is asked about.
#[derive(Debug, Clone)]
pub struct Approach<'a> {
    pub account: AccountId,
    /// Civil time at the desk.
    pub at: Moment,
    /// Seconds by which the desk's clock is ahead of UTC: what places the time where the shop names no zone of its own.
    pub clock_offset: i32,
    pub channel: Channel,
    pub direction: Direction,
    pub phone: &'a str,
}

impl Book {
    /// What the shop's rules say against a contact. One that comes in is nobody's doing, and nothing is said.
    pub fn guard(&self, approach: &Approach, settings: &Settings) -> Result<Said> {
        if approach.direction == Direction::In || approach.channel == Channel::Note {
            return Ok(Said::default());
        }
        let account = self.account(approach.account)?;
        let (there, notes) = match there(&account, approach, settings) {
            Ok(there) => (there, Vec::new()),
            Err(note) => (None, if settings.guard.hours == Mode::Off { Vec::new() } else { vec![note] }),
        };
        let (on, marks) = (approach.at.date(), self.number_marks_of(account.id)?);
        let not_to_call = number_marks::mark_of(&marks, approach.phone)
            .filter(|mark| mark.kind == NotCalled::DoNotCall)
            .map(|_| approach.phone);
        let mut holds = self.holds_of(account.id)?;
        holds.retain(|hold| hold.from <= on && hold.lifted_on.is_none_or(|lifted| lifted > on));
        let holds: Vec<HoldKind> = holds.into_iter().map(|hold| hold.kind).collect();
        let days = ATTEMPT_DAYS.max(i64::from(settings.guard.quiet_days));
        let earlier = self.contacts_between(account.id, plus_days(on, -days), approach.at)?;
        let facts =
            Facts { at: approach.at, channel: approach.channel, there, holds: &holds, not_to_call, earlier: &earlier };
        Ok(Said { findings: settings.guard.check(&facts), notes })
    }

    /// What time it is at the customer's; None where no zone is known. `Err` is the sentence about a zone that is none.
    pub fn time_there(&self, approach: &Approach, settings: &Settings) -> Result<Option<There>> {
        Ok(there(&self.account(approach.account)?, approach, settings).unwrap_or(None))
    }

    fn contacts_between(&self, account: AccountId, from: Date, to: Moment) -> Result<Vec<Earlier>> {
        let sql = "SELECT at, channel, direction, outcome FROM communication
            WHERE account = ?1 AND live = 1 AND at BETWEEN ?2 AND ?3 ORDER BY at, id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![account.0, day(from) * 86_400, to.and_utc().timestamp()])?;
        let mut contacts = Vec::new();
        while let Some(row) = rows.next()? {
            contacts.push(Earlier {
                on: DateTime::from_timestamp(row.get(0)?, 0).unwrap_or_default().date_naive(),
                channel: row.get::<_, String>(1)?.parse()?,
                direction: row.get::<_, String>(2)?.parse()?,
                outcome: row.get::<_, String>(3)?.parse()?,
            });
        }
        Ok(contacts)
    }
}

/// The account's zone, else the shop's.
fn there(account: &Account, approach: &Approach, settings: &Settings) -> Result<Option<There>, String> {
    let shop = settings.time_zone;
    let named = account.details.time_zone.trim();
    if named.is_empty() {
        return Ok(shop.map(|zone| There { at: approach.at, zone }));
    }
    let zone: Zone = named
        .parse()
        .map_err(|error: crate::error::Error| format!("{}, so the calling hours were not checked", error.message()))?;
    let utc = match shop {
        Some(shop) => shop.utc(approach.at),
        None => approach.at - TimeDelta::seconds(i64::from(approach.clock_offset)),
    };
    Ok(Some(There { at: zone.civil(utc), zone }))
}

impl Tx<'_> {
    /// Keeps that a clerk went past a rule, and why.
    pub fn write_guard_override(
        &mut self,
        account: AccountId,
        communication: CommunicationId,
        finding: &Finding,
        reason: &str,
    ) -> Result<()> {
        let rule = finding.rule.word();
        let values: &[(&'static str, &dyn ToSql)] =
            &[("account", &account.0), ("communication", &communication.0), ("rule", &rule), ("reason", &reason)];
        self.insert("guard_override", values)?;
        Ok(())
    }
}
