//! `arrears apply`: applying what is left of a payment or credit to debits.

use clap::Args;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, applying, reading, shapes};
use crate::domain::allocate::by_hand;
use crate::error::Result;
use crate::ops::apply_credit::ApplyCredit;

/// Apply what is left of a payment or credit
#[derive(Debug, Args)]
pub struct Apply {
    /// Code or exact name
    account: String,
    /// The id that the program gave it (P17), or its reference
    credit: String,
    /// NUM=AMT, or NUM for all of it
    #[arg(required = true, value_name = "NUM=AMT")]
    debits: Vec<String>,
    /// Today by default
    #[arg(long)]
    date: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Apply {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let pairs = reading::pairs(self.debits.iter().map(String::as_str))?;
        let answer = session.post(
            self.posting,
            |session| {
                let account = session.account(&self.account)?;
                let credit = session.book.credit_named(account.id, &self.credit)?;
                let debits = applying::takers(&session.book, &account, None)?;
                let wishes = applying::named(session, &account, &pairs)?;
                let applied = by_hand(&debits, &wishes, credit.unapplied)?;
                let date = session.back(self.date.as_deref())?;
                Ok(ApplyCredit { credit: credit.id, date, allocations: applied.allocations })
            },
            |book, done| {
                let account = book.account_named(&self.account)?;
                let told = shapes::applied_by(book, done, &[account.id])?;
                let credit = book.credit_named(account.id, &self.credit)?;
                let answer = Answer { lines: told.lines, ..Answer::default() };
                Ok(answer
                    .key("credit", credit.code)
                    .key("applied", told.applied)
                    .key("left", credit.unapplied.decimal()))
            },
        )?;
        Ok(answer.into())
    }
}
