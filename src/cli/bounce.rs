//! `arrears bounce`: a payment that came back, with everything that follows from it.

use clap::Args;
use serde_json::{Value, json};

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading, shapes};
use crate::book::{Book, Credit, Done};
use crate::domain::calendar::{Date, days_past};
use crate::domain::item::CreditKind;
use crate::domain::promise::{PromiseFacts, Settled, settle};
use crate::domain::text::clean;
use crate::error::Result;
use crate::ops::bounce_payment::decide;

/// Take a payment back that the bank returned
#[derive(Debug, Args)]
pub struct Bounce {
    /// Code or exact name
    account: String,
    /// The id that the program gave it (P17), or its reference
    payment: String,
    /// When it came back; today by default
    #[arg(long)]
    date: Option<String>,
    /// Charge a fee for it
    #[arg(long, value_name = "AMT", allow_negative_numbers = true)]
    fee: Option<String>,
    /// Why the bank returned it
    #[arg(long, default_value = "NSF")]
    reason: String,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Bounce {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let answer = session.post(
            self.posting,
            |session| {
                let account = session.account(&self.account)?;
                let payment = session.book.credit_named(account.id, &self.payment)?;
                let date = session.back(self.date.as_deref())?;
                let fee = self.fee.as_deref().map(|text| reading::amount(text, account.currency)).transpose()?;
                Ok(decide(&session.book, &payment, date, &reading::text(Some(&self.reason)), fee)?.op)
            },
            |book, done| tell(book, done, desk.today),
        )?;
        Ok(answer.into())
    }
}

fn tell(book: &Book, done: &Done, today: Date) -> Result<Answer> {
    let mut returned = Vec::new();
    for made in done.created.iter().filter(|made| made.kind == "reversal") {
        returned.extend(book.credit_with_code(&made.id)?);
    }
    let mut answer = Answer::default();
    let mut reopens = Vec::new();
    for credit in &returned {
        let Some(date) = credit.reversed_on else { continue };
        for one in book.allocations_of_credit(credit.id)?.into_iter().filter(|one| one.ends == credit.reversed_on) {
            let due = book.debit(one.debit)?.due;
            let late = days_past(date, due);
            reopens.push(json!({"number": one.number, "amount": one.amount, "due": due, "days_past_due": late}));
            let age = if late > 0 { format!("{late} days late") } else { "not yet due".into() };
            answer = answer.line(format!("{} of {} is open again: due {due}, {age}", one.amount, clean(&one.number)));
        }
    }
    let mut promises = Vec::new();
    for (promise, before, after) in rejudged(book, &returned, today)? {
        let mut shape = shapes::promise(&promise, &after);
        shape["before"] = json!(before.state);
        promises.push(shape);
        let (before, after) = (before.state.word(), after.state.word());
        answer = answer.line(format!("Promise R{} of {} was {before}, is {after}", promise.id.0, promise.amount));
    }
    Ok(answer.key("reopens", reopens).key("promises", Value::from(promises)))
}

/// Promises that are judged otherwise today without the money that came back.
fn rejudged(book: &Book, returned: &[Credit], today: Date) -> Result<Vec<(PromiseFacts, Settled, Settled)>> {
    let mut changed = Vec::new();
    for payment in returned.iter().filter(|credit| credit.kind == CreditKind::Payment) {
        let promises = book.promises_of(payment.account, today)?;
        let receipts = book.receipts_of(payment.account, today)?;
        let mut had = receipts.clone();
        for receipt in &mut had {
            let same = receipt.entry == payment.entry && receipt.amount == payment.amount;
            if same && receipt.reversed_on == payment.reversed_on {
                receipt.reversed_on = None;
                let allocations = book.allocations_of_credit(payment.id)?;
                let lost = allocations.into_iter().filter(|one| one.ends == payment.reversed_on);
                receipt.allocated.extend(lost.map(|one| (one.debit, one.amount)));
            }
        }
        let (before, after) = (settle(&promises, &had, today)?, settle(&promises, &receipts, today)?);
        let judged = promises.into_iter().zip(before.into_iter().zip(after));
        let other = judged.filter(|(_, (before, after))| before.state != after.state);
        changed.extend(other.map(|(promise, (before, after))| (promise, before, after)));
    }
    Ok(changed)
}
