//! `arrears write-off`: giving up what is open of a debit, or a part of it.

use clap::Args;
use serde_json::json;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading, shapes};
use crate::domain::text::clean;
use crate::error::{Error, Result};
use crate::ops::write_off;

/// Write off what is open of an invoice
#[derive(Debug, Args)]
pub struct WriteOff {
    /// Code or exact name
    account: String,
    #[arg(value_name = "NUM")]
    number: String,
    /// All that is open by default
    #[arg(allow_negative_numbers = true)]
    amount: Option<String>,
    /// Why
    #[arg(long)]
    reason: String,
    /// Today by default
    #[arg(long)]
    date: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Run for WriteOff {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let reason = reading::required("reason", &self.reason)?;
        let answer = session.post(
            self.posting,
            |session| {
                let account = session.account(&self.account)?;
                let debit = session.book.debit_numbered(account.id, &self.number)?;
                let amount = match self.amount.as_deref() {
                    Some(text) => reading::amount(text, account.currency)?,
                    None if debit.open.is_positive() => debit.open,
                    None => {
                        let message = format!("{} has nothing open", clean(&debit.number));
                        return Err(Error::refused("nothing_open", message).safe("nothing was saved"));
                    }
                };
                let (date, reason) = (session.back(self.date.as_deref())?, reason.clone());
                Ok(write_off::WriteOff { account: account.id, debit: debit.id, amount, date, reason })
            },
            |book, done| {
                let account = book.account_named(&self.account)?;
                let told = shapes::applied_by(book, done, &[account.id])?;
                Ok(Answer { lines: told.lines, ..Answer::default() }.key("written_off", json!(told.applied)))
            },
        )?;
        Ok(answer.into())
    }
}
