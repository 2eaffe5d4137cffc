//! `arrears unapply`: taking allocations back, as a dated event.

use clap::Args;
use serde_json::json;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run};
use crate::error::Result;
use crate::ops::unapply_credit::{UnapplyCredit, decide};

/// Take allocations of a payment or credit back
#[derive(Debug, Args)]
pub struct Unapply {
    /// Code or exact name
    account: String,
    /// The id that the program gave it (P17), or its reference
    credit: String,
    /// The debits to take it back from; all by default
    #[arg(value_name = "NUM")]
    numbers: Vec<String>,
    /// Today by default
    #[arg(long)]
    date: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Unapply {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let answer = session.post(
            self.posting,
            |session| {
                let account = session.account(&self.account)?;
                let credit = session.book.credit_named(account.id, &self.credit)?;
                // A number that the account does not have is another mistake than one that the credit does not pay.
                for number in &self.numbers {
                    session.book.debit_numbered(account.id, number)?;
                }
                let allocations = decide(&session.book, credit.id, &self.numbers)?;
                Ok(UnapplyCredit { credit: credit.id, date: session.back(self.date.as_deref())?, allocations })
            },
            |book, done| {
                let account = book.account_named(&self.account)?;
                let credit = book.credit_named(account.id, &self.credit)?;
                let ids: Vec<&str> = done.created.iter().map(|created| created.id.as_str()).collect();
                let mut taken_back = Vec::new();
                let mut answer = Answer::default();
                for allocation in book.allocations_of_credit(credit.id)? {
                    if !ids.contains(&format!("A{}", allocation.id.0).as_str()) {
                        continue;
                    }
                    let open = book.debit(allocation.debit)?.open;
                    answer = answer.line(format!("{} has {open} open again", allocation.number));
                    taken_back.push(json!({"number": allocation.number, "amount": allocation.amount, "open": open}));
                }
                Ok(answer
                    .key("credit", credit.code)
                    .key("unapplied", taken_back)
                    .key("left", credit.unapplied.decimal()))
            },
        )?;
        Ok(answer.into())
    }
}
