//! Scheduling a follow-up without a contact, beside what was planned or instead of it.

use serde::Serialize;

use crate::book::{Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, FollowUpId};
use crate::error::Result;

#[derive(Debug, Clone, Serialize)]
pub struct ScheduleFollowUp {
    pub account: AccountId,
    pub due: Date,
    pub note: String,
}

impl Op for ScheduleFollowUp {
    const NAME: &'static str = "schedule-follow-up";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.account(self.account)?;
        tx.write_follow_up(self.account, None, self.due, &self.note)?;
        Ok(())
    }
}

/// A follow-up that takes the place of others.
#[derive(Debug, Clone, Serialize)]
pub struct ReplaceFollowUp {
    pub scheduled: ScheduleFollowUp,
    pub replaces: Vec<FollowUpId>,
    pub on: Date,
}

impl Op for ReplaceFollowUp {
    const NAME: &'static str = "schedule-follow-up";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        for replaced in &self.replaces {
            // Another desk may have done it meanwhile.
            if tx.is_open_follow_up(*replaced)? {
                tx.end_follow_up(*replaced, self.on)?;
            }
        }
        self.scheduled.apply(tx)
    }
}
