//! Posting a debit: an invoice, a fee, interest or a debit adjustment.

use serde::Serialize;

use crate::book::{NewDebit, Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::AccountId;
use crate::domain::item::DebitKind;
use crate::domain::money::Money;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct PostDebit {
    pub account: AccountId,
    pub kind: DebitKind,
    pub number: String,
    pub date: Date,
    pub due: Date,
    pub amount: Money,
    pub po: String,
    pub memo: String,
    /// Of the amount, what earns no early discount: freight, tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undiscounted: Option<Money>,
}

impl Op for PostDebit {
    const NAME: &'static str = "post-debit";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.account(self.account)?;
        if self.number.trim().is_empty() {
            return Err(Error::invalid("number", "an invoice or charge needs a number")
                .safe("nothing was posted")
                .hint("type its number"));
        }
        let debit = tx.post_debit(&NewDebit {
            account: self.account,
            kind: self.kind,
            number: &self.number,
            date: self.date,
            due: self.due,
            amount: self.amount,
            po: &self.po,
            memo: &self.memo,
            source: None,
            voided_on: None,
        })?;
        match self.undiscounted {
            Some(amount) => tx.exclude_from_discount(self.account, debit, amount),
            None => Ok(()),
        }
    }
}
