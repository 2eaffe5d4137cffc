//! Posting a credit memo, applied at once where that was chosen.

use serde::Serialize;

use crate::book::{NewCredit, Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, DebitId};
use crate::domain::item::CreditKind;
use crate::domain::money::Money;
use crate::error::Result;

#[derive(Debug, Clone, Serialize)]
pub struct PostCredit {
    pub account: AccountId,
    pub date: Date,
    pub amount: Money,
    pub reference: String,
    pub memo: String,
    pub allocations: Vec<(DebitId, Money)>,
}

impl Op for PostCredit {
    const NAME: &'static str = "post-credit";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.account(self.account)?;
        let (credit, _) = tx.post_credit(&NewCredit {
            account: self.account,
            kind: CreditKind::Credit,
            code: None,
            date: self.date,
            method: "",
            reference: &self.reference,
            amount: self.amount,
            memo: &self.memo,
            replaces: None,
            worked_out: false,
            source: None,
        })?;
        for (debit, amount) in &self.allocations {
            tx.allocate(credit, *debit, self.date, *amount)?;
        }
        Ok(())
    }
}
