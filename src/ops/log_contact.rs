//! Logging one contact with all that came of it, as one entry: a call, its promise or dispute, and the next follow-up.

use serde::Serialize;

use super::agree_plan::AgreePlan;
use super::open_dispute::Disputed;
use super::promise_payment::Promised;
use crate::book::{NewCommunication, Op, Settings, Standing, Tx};
use crate::domain::calendar::{Date, Moment};
use crate::domain::communication::{Channel, Direction, HoldKind, Outcome};
use crate::domain::ids::{AccountId, DebitId, FollowUpId};
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct LogContact {
    pub account: AccountId,
    pub at: Moment,
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
    /// Date and what to do then.
    pub follow_up: Option<(Date, String)>,
    /// Open follow-ups that this contact is the answer to.
    pub finished: Vec<FollowUpId>,
}

/// The default next step after an outcome: the day after a promise's last day, a plan's first instalment, or the
/// outcome's own number of business days.
pub fn follow_up_after(outcome: Outcome, op: &LogContact, settings: &Settings) -> Option<Date> {
    let calendar = settings.calendar();
    match (&op.promise, &op.plan) {
        (Some(promise), _) => Some(calendar.next(promise.last_day)),
        (None, Some(plan)) => plan.instalments.first().map(|one| one.2),
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
        let day = self.at.date();
        if let Some((due, _)) = &self.follow_up
            && *due < day
        {
            return Err(Error::refused(
                "follow_up_in_the_past",
                format!("the follow-up, {due}, is before the contact"),
            )
            .at_field("follow-up")
            .safe("nothing was saved")
            .hint("type a later date"));
        }
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
        if let Some(promise) = &self.promise {
            promise.write(tx, self.account, Some(communication), day)?;
        }
        for dispute in &self.disputes {
            dispute.write(tx, self.account, Some(communication), day)?;
        }
        if let Some(plan) = &self.plan {
            plan.write(tx, Some(communication))?;
        }
        if let Some((kind, reason)) = &self.hold {
            tx.write_hold(self.account, *kind, reason, day)?;
        }
        for done in &self.finished {
            // Another desk may have done it meanwhile; that is no reason to lose this call.
            if tx.is_open_follow_up(*done)? {
                tx.end_follow_up(*done, day)?;
            }
        }
        if let Some((due, note)) = &self.follow_up {
            tx.write_follow_up(self.account, Some(communication), *due, note)?;
        }
        Ok(())
    }
}
