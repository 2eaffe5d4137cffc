//! `arrears invoice`: posting an invoice. `charge` posts every other debit through the same door.

use clap::Args;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading};
use crate::domain::item::DebitKind;
use crate::error::Result;
use crate::ops::post_debit::PostDebit;

/// Post an invoice
#[derive(Debug, Args)]
pub struct Invoice {
    #[command(flatten)]
    debit: NewDebit,
}

/// What is said of any debit.
#[derive(Debug, Args)]
pub struct NewDebit {
    /// Code or exact name
    account: String,
    number: String,
    #[arg(allow_negative_numbers = true)]
    amount: String,
    /// Its own date; today by default
    #[arg(long)]
    date: Option<String>,
    /// By default the date and the account's terms
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
    /// The customer's order
    #[arg(long)]
    po: Option<String>,
    #[arg(long)]
    memo: Option<String>,
    /// What of it earns no early discount: freight, tax
    #[arg(long, value_name = "AMT")]
    no_discount_on: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Invoice {
    fn run(self, desk: &Desk) -> Result<End> {
        self.debit.post(desk, DebitKind::Invoice)
    }
}

impl NewDebit {
    pub fn post(self, desk: &Desk, kind: DebitKind) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let answer = session.post(
            self.posting,
            |session| self.decide(session, kind),
            |book, done| {
                let account = book.account_named(&self.account)?;
                let debits = book.debits_of(account.id)?;
                let Some(debit) = debits.iter().find(|debit| debit.entry == done.entry) else {
                    return Ok(Answer::default());
                };
                let line = format!("{} {} of {} is due {}", kind.word(), debit.number, debit.amount, debit.due);
                Ok(Answer::default()
                    .key("account", account.code)
                    .key("number", debit.number.as_str())
                    .key("date", debit.date.to_string())
                    .key("due", debit.due.to_string())
                    .key("amount", debit.amount.decimal())
                    .line(line))
            },
        )?;
        Ok(answer.into())
    }

    fn decide(&self, session: &Session, kind: DebitKind) -> Result<PostDebit> {
        let account = session.account(&self.account)?;
        let date = session.back(self.date.as_deref())?;
        let due = match &self.due {
            Some(due) => session.forward(due)?,
            None => account.terms().due_date(date),
        };
        let undiscounted = self.no_discount_on.as_deref().map(|text| reading::amount(text, account.currency));
        let undiscounted = undiscounted.transpose()?;
        Ok(PostDebit {
            account: account.id,
            kind,
            number: reading::required("number", &self.number)?,
            date,
            due,
            amount: reading::amount(&self.amount, account.currency)?,
            po: reading::text(self.po.as_deref()),
            memo: reading::text(self.memo.as_deref()),
            undiscounted,
        })
    }
}
