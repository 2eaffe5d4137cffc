//! A dispute on all or part of a debit.

use serde::Serialize;

use crate::book::{NewDispute, Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::communication::DisputeReason;
use crate::domain::ids::{AccountId, CommunicationId, DebitId};
use crate::domain::money::Money;
use crate::error::{Error, Result};

/// What is disputed, and why.
#[derive(Debug, Clone, Serialize)]
pub struct Disputed {
    pub debit: DebitId,
    pub amount: Money,
    pub reason: DisputeReason,
    pub owner: String,
    pub note: String,
}

/// A reason must be a word of the shop's list; what came in from elsewhere keeps its own.
pub(super) fn known_reason(tx: &Tx, reason: DisputeReason) -> Result<()> {
    let known = tx.settings()?.dispute_reasons;
    if known.contains(&reason) {
        return Ok(());
    }
    let words: Vec<&str> = known.iter().map(DisputeReason::word).collect();
    Err(Error::invalid("reason", format!("{:?} is no reason of this shop", reason.word()))
        .safe("nothing was saved")
        .hint(format!("use one of {}, or change the setting dispute-reasons", words.join(", "))))
}

impl Disputed {
    pub(super) fn write(
        &self,
        tx: &mut Tx,
        account: AccountId,
        communication: Option<CommunicationId>,
        opened: Date,
    ) -> Result<()> {
        tx.write_dispute(&NewDispute {
            account,
            communication,
            debit: self.debit,
            amount: self.amount,
            reason: self.reason,
            owner: &self.owner,
            opened,
            note: &self.note,
        })
        .map(drop)
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct OpenDispute {
    pub account: AccountId,
    pub opened: Date,
    pub disputed: Disputed,
}

impl Op for OpenDispute {
    const NAME: &'static str = "open-dispute";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        known_reason(tx, self.disputed.reason)?;
        self.disputed.write(tx, self.account, None, self.opened)
    }
}
