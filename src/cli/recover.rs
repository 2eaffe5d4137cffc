//! `arrears recover`: money that came for what was written off.

use clap::Args;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading, shapes};
use crate::error::Result;
use crate::ops::write_off::{self, decide_recovery};

/// Take money for an invoice that was written off
#[derive(Debug, Args)]
pub struct Recover {
    /// Code or exact name
    account: String,
    #[arg(value_name = "NUM")]
    number: String,
    #[arg(allow_negative_numbers = true)]
    amount: String,
    /// When it was received; today by default
    #[arg(long)]
    date: Option<String>,
    /// check, ach, card, cash, wire or other
    #[arg(long, default_value = "check")]
    method: String,
    /// The check's number
    #[arg(long)]
    reference: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Recover {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let answer = session.post(
            self.posting,
            |session| {
                let account = session.account(&self.account)?;
                let debit = session.book.debit_numbered(account.id, &self.number)?;
                let date = session.back(self.date.as_deref())?;
                let amount = reading::amount(&self.amount, account.currency)?;
                let write_offs = decide_recovery(&session.book, &debit, amount, date)?;
                let (method, reference) = (reading::text(Some(&self.method)), reading::text(self.reference.as_deref()));
                Ok(write_off::Recover {
                    account: account.id,
                    debit: debit.id,
                    amount,
                    date,
                    method,
                    reference,
                    write_offs,
                })
            },
            |book, done| {
                let account = book.account_named(&self.account)?;
                let told = shapes::applied_by(book, done, &[account.id])?;
                Ok(Answer { lines: told.lines, ..Answer::default() }.key("applied", told.applied))
            },
        )?;
        Ok(answer.into())
    }
}
