//! A dispute on all or part of a debit.

use serde::Serialize;

use crate::book::{NewDispute, Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::communication::DisputeReason;
use crate::domain::ids::{AccountId, CommunicationId, DebitId};
use crate::domain::money::Money;
use crate::error::Result;

/// What is disputed, and why.
#[derive(Debug, Clone, Serialize)]
pub struct Disputed {
    pub debit: DebitId,
    pub amount: Money,
    pub reason: DisputeReason,
    pub owner: String,
    pub note: String,
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
        self.disputed.write(tx, self.account, None, self.opened)
    }
}
