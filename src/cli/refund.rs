//! `arrears refund`: paying unapplied credit back.

use clap::Args;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading, shapes};
use crate::error::Result;
use crate::ops::refund_credit::{RefundCredit, free_number};

/// Pay unapplied credit back to the customer
#[derive(Debug, Args)]
pub struct Refund {
    /// Code or exact name
    account: String,
    /// The id that the program gave it (P17), or its reference
    credit: String,
    #[arg(allow_negative_numbers = true)]
    amount: String,
    /// Today by default
    #[arg(long)]
    date: Option<String>,
    #[arg(long)]
    memo: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Refund {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let answer = session.post(
            self.posting,
            |session| {
                let account = session.account(&self.account)?;
                let credit = session.book.credit_named(account.id, &self.credit)?;
                Ok(RefundCredit {
                    account: account.id,
                    credit: credit.id,
                    number: free_number(&session.book, &credit)?,
                    amount: reading::amount(&self.amount, account.currency)?,
                    date: session.back(self.date.as_deref())?,
                    memo: reading::text(self.memo.as_deref()),
                })
            },
            |book, done| {
                let account = book.account_named(&self.account)?;
                let credit = book.credit_named(account.id, &self.credit)?;
                let told = shapes::applied_by(book, done, &[account.id])?;
                let left = credit.unapplied;
                let answer = Answer::default().key("applied", told.applied).key("left", left.decimal());
                Ok(answer.line(format!("{} has {left} unapplied left", credit.code)))
            },
        )?;
        Ok(answer.into())
    }
}
