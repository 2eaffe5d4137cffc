//! Ending what was agreed: a promise or plan cancelled, a hold lifted, a follow-up done. Each is a
//! dated event of its own; the thing that it ends stays as it was written.

use serde::Serialize;

use crate::book::{Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, FollowUpId, HoldId, PlanId, PromiseId};
use crate::domain::promise::PromiseEnd;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct EndPromise {
    pub promise: PromiseId,
    pub how: PromiseEnd,
    pub on: Date,
}

impl Op for EndPromise {
    const NAME: &'static str = "end-promise";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.end_promise(self.promise, self.how, self.on)
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct CancelPlan {
    pub plan: PlanId,
    pub on: Date,
}

impl Op for CancelPlan {
    const NAME: &'static str = "cancel-plan";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.end_plan(self.plan, self.on)
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct LiftHold {
    pub account: AccountId,
    pub hold: HoldId,
    pub on: Date,
}

impl Op for LiftHold {
    const NAME: &'static str = "lift-hold";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let holds = tx.holds_of(self.account)?;
        let hold = holds.iter().find(|hold| hold.id == self.hold).ok_or_else(|| gone("hold"))?;
        tx.end_hold(hold, self.on)
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct FinishFollowUp {
    pub follow_up: FollowUpId,
    pub on: Date,
}

impl Op for FinishFollowUp {
    const NAME: &'static str = "finish-follow-up";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.end_follow_up(self.follow_up, self.on)
    }
}

pub(super) fn gone(what: &str) -> Error {
    Error::not_found("gone", format!("that {what} is not in the book any more")).safe("nothing was changed")
}
