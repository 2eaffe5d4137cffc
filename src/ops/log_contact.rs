//! Logging one contact with all that came of it, as one entry: a call, its promise, dispute or plan, whoever was met on
//! the way, and the next follow-up.

use serde::Serialize;

use super::agree_plan::AgreePlan;
use super::mark_number::Marked;
use super::open_dispute::{Disputed, known_reason};
use super::promise_payment::Promised;
use super::request::Requested;
use crate::book::{Approach, Contact, NewCommunication, Op, Settings, Standing, Tx};
use crate::domain::calendar::{Date, Moment};
use crate::domain::communication::{Channel, Direction, HoldKind, Outcome};
use crate::domain::guard::{Finding, Rule, Said};
use crate::domain::ids::{AccountId, CommunicationId, DebitId, FollowUpId};
use crate::domain::phone::{self, LEAST_DIGITS, NotCalled};
use crate::domain::text::{digits, fold};
use crate::domain::time_of_day;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct LogContact {
    pub account: AccountId,
    pub at: Moment,
    /// Seconds by which the desk's clock is ahead of UTC.
    pub clock_offset: i32,
    pub channel: Channel,
    pub direction: Direction,
    pub outcome: Outcome,
    /// Who was spoken to.
    pub contact: String,
    pub phone: String,
    /// The debit talked about.
    pub item: Option<DebitId>,
    pub note: String,
    pub promise: Option<Promised>,
    pub disputes: Vec<Disputed>,
    pub plan: Option<AgreePlan>,
    pub hold: Option<(HoldKind, String)>,
    /// What is to be sent.
    pub requests: Vec<Requested>,
    /// Date and what to do then.
    pub follow_up: Option<(Date, String)>,
    /// The minute of that day at which the customer asked to be called.
    pub callback: Option<u16>,
    /// Open follow-ups that this contact is the answer to.
    pub finished: Vec<FollowUpId>,
    /// Somebody new, kept as a contact of the account.
    pub keeps: Option<Contact>,
    /// Numbers that turned out to be bad, or are not to be called again.
    pub marks: Vec<Marked>,
    /// Why it was made although a rule of contact speaks against it; empty where nobody said.
    pub over_guard: String,
}

impl LogContact {
    /// An outgoing call of which nothing else is known yet.
    pub fn new(account: AccountId, at: Moment, outcome: Outcome) -> LogContact {
        LogContact {
            account,
            at,
            clock_offset: 0,
            channel: Channel::Call,
            direction: Direction::Out,
            outcome,
            contact: String::new(),
            phone: String::new(),
            item: None,
            note: String::new(),
            promise: None,
            disputes: Vec::new(),
            plan: None,
            hold: None,
            requests: Vec::new(),
            follow_up: None,
            callback: None,
            finished: Vec::new(),
            keeps: None,
            marks: Vec::new(),
            over_guard: String::new(),
        }
    }

    /// What the guard is asked about.
    pub fn approach(&self) -> Approach<'_> {
        Approach {
            account: self.account,
            at: self.at,
            clock_offset: self.clock_offset,
            channel: self.channel,
            direction: self.direction,
            phone: &self.phone,
        }
    }

    fn check_follow_up(&self) -> Result<()> {
        let Some((due, _)) = &self.follow_up else { return Ok(()) };
        let at = self.callback.map_or(self.at.time(), time_of_day::of_minute);
        if due.and_time(at) >= self.at || (*due == self.at.date() && self.callback.is_none()) {
            return Ok(());
        }
        let time = self.callback.map(|_| format!(" {}", time_of_day::shown(at))).unwrap_or_default();
        let message = format!("the follow-up, {due}{time}, is before the contact");
        Err(Error::refused("follow_up_in_the_past", message)
            .at_field("follow-up")
            .safe("nothing was saved")
            .hint("type a later date"))
    }

    /// The rules that speak against the contact; one that blocks refuses it unless a reason was given.
    fn check_guard(&self, tx: &Tx) -> Result<Said> {
        let said = tx.guard(&self.approach(), &tx.settings()?)?;
        match said.blocked() {
            Some(finding) if self.over_guard.trim().is_empty() => Err(blocked(finding)),
            _ => Ok(said),
        }
    }

    fn write_agreements(&self, tx: &mut Tx, communication: CommunicationId) -> Result<()> {
        let day = self.at.date();
        if let Some(promise) = &self.promise {
            promise.write(tx, self.account, Some(communication), day)?;
        }
        for dispute in &self.disputes {
            known_reason(tx, dispute.reason)?;
            dispute.write(tx, self.account, Some(communication), day)?;
        }
        if let Some(plan) = &self.plan {
            plan.write(tx, Some(communication))?;
        }
        if let Some((kind, reason)) = &self.hold {
            tx.write_hold(self.account, *kind, reason, day)?;
        }
        for request in &self.requests {
            request.write(tx, self.account, Some(communication), day)?;
        }
        Ok(())
    }

    fn write_next_step(&self, tx: &mut Tx, communication: CommunicationId) -> Result<()> {
        for done in &self.finished {
            // Another desk may have done it meanwhile; that is no reason to lose this call.
            if tx.is_open_follow_up(*done)? {
                tx.end_follow_up(*done, self.at.date())?;
            }
        }
        if let Some((due, note)) = &self.follow_up {
            let follow_up = tx.write_follow_up(self.account, Some(communication), *due, note)?;
            if let Some(minute) = self.callback {
                tx.write_callback(follow_up, minute)?;
            }
        }
        Ok(())
    }

    /// The contact that is new, behind those that are known; and what was found out about numbers.
    fn write_people(&self, tx: &mut Tx) -> Result<()> {
        if let Some(new) = &self.keeps {
            let mut contacts = tx.contacts_of(self.account)?;
            if !is_known(new, &contacts) {
                contacts.push(new.clone());
                tx.write_contacts(self.account, &contacts)?;
            }
        }
        for mark in &self.marks {
            mark.write(tx, self.account, self.at.date())?;
        }
        Ok(())
    }
}

/// True where somebody of that name with that number is a contact already.
pub fn is_known(new: &Contact, contacts: &[Contact]) -> bool {
    contacts.iter().any(|known| {
        let has_number =
            new.phone.is_empty() || [&known.phone, &known.phone2].iter().any(|phone| phone::is_same(phone, &new.phone));
        fold(&known.name) == fold(&new.name) && has_number
    })
}

fn blocked(finding: &Finding) -> Error {
    let says = finding.says.clone();
    let error = match finding.rule {
        Rule::Hold => Error::refused("guard_hold", says),
        Rule::Number => Error::refused("guard_do_not_call", says),
        Rule::Hours => Error::refused("guard_hours", says),
        Rule::Attempts => Error::refused("guard_attempts", says),
        Rule::Quiet => Error::refused("guard_quiet_days", says),
    };
    error
        .at_field("override")
        .safe("nothing was saved")
        .hint("leave it for then, or give the reason why it was made all the same (--override on the command line)")
}

/// A number that nobody has, or that is not the customer's, is bad from then on.
pub fn marks_after(outcome: Outcome, phone: &str) -> Vec<Marked> {
    if outcome != Outcome::WrongNumber || digits(phone).len() < LEAST_DIGITS {
        return Vec::new();
    }
    vec![Marked { phone: phone.to_string(), kind: NotCalled::Bad, reason: outcome.meaning().to_string() }]
}

/// The default next step after an outcome: the day after a promise's last day, a plan's first instalment, or the
/// outcome's own number of business days.
pub fn follow_up_after(outcome: Outcome, op: &LogContact, settings: &Settings) -> Option<Date> {
    let calendar = settings.calendar();
    match (&op.promise, &op.plan) {
        (Some(promise), _) => Some(calendar.next(promise.last_day)),
        (None, Some(plan)) => plan.instalments.iter().find(|one| one.0 > 0).map(|one| one.2),
        _ if outcome == Outcome::Callback => Some(calendar.next(op.at.date())),
        _ => outcome.follow_up(op.at.date(), &calendar),
    }
}

/// A contact answers every open follow-up that is due, and a new follow-up replaces the later ones; a note answers none.
pub fn finished_by(standing: &Standing, outcome: Outcome, day: Date, has_follow_up: bool) -> Vec<FollowUpId> {
    if outcome == Outcome::Note {
        return Vec::new();
    }
    standing.follow_ups.iter().filter(|one| has_follow_up || one.due <= day).map(|one| one.id).collect()
}

impl Op for LogContact {
    const NAME: &'static str = "log-contact";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.account(self.account)?;
        self.check_follow_up()?;
        let said = self.check_guard(tx)?;
        let communication = tx.write_communication(&NewCommunication {
            account: self.account,
            at: self.at,
            channel: self.channel,
            direction: self.direction,
            outcome: self.outcome,
            contact: &self.contact,
            phone: &self.phone,
            debit: self.item,
            note: &self.note,
            by: &tx.stamp.operator.clone(),
            source: None,
        })?;
        if !self.over_guard.trim().is_empty() {
            for finding in &said.findings {
                tx.write_guard_override(self.account, communication, finding, self.over_guard.trim())?;
            }
        }
        self.write_agreements(tx, communication)?;
        self.write_next_step(tx, communication)?;
        self.write_people(tx)
    }
}
