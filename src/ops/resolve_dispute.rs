//! Resolving a dispute, with the credit memo or write-off that the resolution means, and amending one that is open. What is
//! posted goes to the disputed debit in the same entry, so that undoing the resolution takes all of it back.

use serde::Serialize;

use super::end::gone;
use super::open_dispute::known_reason;
use super::post_credit::PostCredit;
use super::write_off::WriteOff;
use crate::book::{Dispute, Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::communication::{DisputeReason, Resolution};
use crate::domain::ids::{AccountId, DisputeId};
use crate::domain::money::Money;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct ResolveDispute {
    pub account: AccountId,
    pub dispute: DisputeId,
    pub resolution: Resolution,
    /// What is credited or written off with it; None posts nothing.
    pub amount: Option<Money>,
    pub on: Date,
}

/// What a resolution posts by default: the disputed part, at most what is open; nothing where none is left or the shop
/// was right.
pub fn decide(dispute: &Dispute, open: Money, resolution: Resolution) -> Option<Money> {
    match resolution {
        Resolution::Credited | Resolution::WrittenOff => {
            Some(dispute.amount.least(open)).filter(|amount| amount.is_positive())
        }
        Resolution::Rejected | Resolution::Corrected => None,
    }
}

impl Op for ResolveDispute {
    const NAME: &'static str = "resolve-dispute";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let dispute = dispute_of(tx, self.account, self.dispute)?;
        tx.end_dispute(&dispute, self.resolution, self.on)?;
        let Some(amount) = self.amount else { return Ok(()) };
        if amount.minor() > dispute.amount.minor() {
            let message = format!("{} is disputed, {amount} of it cannot be settled", dispute.amount);
            return Err(Error::refused("beyond_dispute", message)
                .at_field("amount")
                .safe("nothing was saved")
                .hint("credit the rest by a credit memo of its own"));
        }
        let memo = format!("dispute D{}, {}", dispute.id.0, dispute.reason.word());
        let (account, date) = (self.account, self.on);
        match self.resolution {
            Resolution::Credited => {
                let allocations = vec![(dispute.debit, amount)];
                PostCredit { account, date, amount, reference: String::new(), memo, allocations }.apply(tx)
            }
            Resolution::WrittenOff => WriteOff { account, debit: dispute.debit, amount, date, reason: memo }.apply(tx),
            Resolution::Rejected | Resolution::Corrected => {
                Err(Error::invalid("amount", format!("a dispute that is {} posts nothing", self.resolution.word()))
                    .safe("nothing was saved"))
            }
        }
    }
}

/// What is known of an open dispute from now on.
#[derive(Debug, Clone, Serialize)]
pub struct AmendDispute {
    pub account: AccountId,
    pub dispute: DisputeId,
    pub reason: DisputeReason,
    pub owner: String,
    pub note: String,
}

impl Op for AmendDispute {
    const NAME: &'static str = "amend-dispute";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let dispute = dispute_of(tx, self.account, self.dispute)?;
        if self.reason != dispute.reason {
            known_reason(tx, self.reason)?;
        }
        tx.amend_dispute(&dispute, self.reason, &self.owner, &self.note)
    }
}

fn dispute_of(tx: &Tx, account: AccountId, id: DisputeId) -> Result<Dispute> {
    tx.disputes_of(account)?.into_iter().find(|dispute| dispute.id == id).ok_or_else(|| gone("dispute"))
}
