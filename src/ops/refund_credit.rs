//! Refunding unapplied credit: a debit of kind `refund`, allocated from that credit. If the payment bounces later, the
//! refund is owed.

use serde::Serialize;

use crate::book::{Book, Credit, NewDebit, Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, CreditId};
use crate::domain::item::DebitKind;
use crate::domain::money::Money;
use crate::error::Result;

#[derive(Debug, Clone, Serialize)]
pub struct RefundCredit {
    pub account: AccountId,
    pub credit: CreditId,
    pub number: String,
    pub amount: Money,
    pub date: Date,
    pub memo: String,
}

/// `REF-P17`, or the next one where that is taken.
pub fn free_number(book: &Book, credit: &Credit) -> Result<String> {
    let plain = format!("REF-{}", credit.code);
    let mut number = plain.clone();
    let mut again = 2;
    while book.has_number(credit.account, &number)? {
        number = format!("{plain}-{again}");
        again += 1;
    }
    Ok(number)
}

impl Op for RefundCredit {
    const NAME: &'static str = "refund-credit";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let debit = tx.post_debit(&NewDebit {
            account: self.account,
            kind: DebitKind::Refund,
            number: &self.number,
            date: self.date,
            due: self.date,
            amount: self.amount,
            po: "",
            memo: &self.memo,
            source: None,
            voided_on: None,
        })?;
        tx.allocate(self.credit, debit, self.date, self.amount)?;
        Ok(())
    }
}
