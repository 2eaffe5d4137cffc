//! `arrears credit`: a credit memo.

use clap::Args;

use super::applying::{self, InHand, Wish};
use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading, shapes};
use crate::domain::item::CreditKind;
use crate::error::Result;
use crate::ops::post_credit::PostCredit;

/// Post a credit memo
#[derive(Debug, Args)]
pub struct Credit {
    /// Code or exact name
    account: String,
    #[arg(allow_negative_numbers = true)]
    amount: String,
    /// Today by default
    #[arg(long)]
    date: Option<String>,
    #[arg(long)]
    reference: Option<String>,
    #[arg(long)]
    memo: Option<String>,
    /// exact, oldest, plan, none or NUM=AMT,NUM; none by default
    #[arg(long, value_name = "HOW")]
    apply: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Credit {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let wish = self.apply.as_deref().map_or(Ok(Wish::None), Wish::read)?;
        let answer = session.post(
            self.posting,
            |session| {
                let account = session.account(&self.account)?;
                let date = session.back(self.date.as_deref())?;
                let amount = reading::amount(&self.amount, account.currency)?;
                let hand = InHand { account: &account, date, amount, discounts: &[] };
                Ok(PostCredit {
                    account: account.id,
                    date,
                    amount,
                    reference: reading::text(self.reference.as_deref()),
                    memo: reading::text(self.memo.as_deref()),
                    allocations: applying::resolve(session, &hand, Some(&wish))?,
                })
            },
            |book, done| {
                let account = book.account_named(&self.account)?;
                let told = shapes::applied_by(book, done, &[account.id])?;
                let left = shapes::left_of(book, done, account.id, CreditKind::Credit)?;
                let answer = Answer { lines: told.lines, ..Answer::default() };
                Ok(answer.key("applied", told.applied).key("left", left.decimal()))
            },
        )?;
        Ok(answer.into())
    }
}
