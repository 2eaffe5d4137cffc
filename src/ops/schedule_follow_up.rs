//! Scheduling a follow-up without a contact.

use serde::Serialize;

use crate::book::{Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::AccountId;
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
