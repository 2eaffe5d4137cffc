//! `arrears bounce`: a payment that came back, with everything that follows from it.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::{Value, json};

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading, shapes};
use crate::book::{Book, Done};
use crate::domain::calendar::{Date, days_past};
use crate::domain::ids::AccountId;
use crate::domain::text::clean;
use crate::error::Result;
use crate::ops::bounce_payment::{day_of, decide, plans_rejudged, promises_rejudged, usual_reason};

/// Take a payment back that the bank returned
#[derive(Debug, Args)]
pub struct Bounce {
    /// Code or exact name
    account: String,
    /// The id that the program gave it (P17), or its reference
    payment: String,
    /// When it came back; today by default, or its own date where that is ahead
    #[arg(long)]
    date: Option<String>,
    /// Charge a fee for it
    #[arg(long, value_name = "AMT", allow_negative_numbers = true)]
    fee: Option<String>,
    /// Why it came back; NSF by default, or pulled where its date is ahead
    #[arg(long)]
    reason: Option<String>,
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
                let date = match &self.date {
                    Some(text) => session.back(Some(text))?,
                    None => day_of(&session.book, &payment, desk.today)?,
                };
                let reason = self.reason.as_deref().unwrap_or(usual_reason(&payment, desk.today));
                let fee = self.fee.as_deref().map(|text| reading::amount(text, account.currency)).transpose()?;
                Ok(decide(&session.book, &payment, date, &reading::text(Some(reason)), fee)?.op)
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
    for credit in returned.iter().filter(|credit| credit.reversed_on == Some(credit.date) && credit.date > today) {
        answer = answer.line(format!("{} is dated {}: pulled on that day, it never counts", credit.code, credit.date));
    }
    let accounts: BTreeSet<AccountId> = returned.iter().map(|credit| credit.account).collect();
    let as_of = returned.iter().filter_map(|credit| credit.reversed_on).fold(today, Date::max);
    let (mut promises, mut plans) = (Vec::new(), Vec::new());
    for account in accounts {
        for one in promises_rejudged(book, (account, done.entry), as_of)? {
            let mut shape = shapes::promise(&one.of, &one.after);
            shape["before"] = json!(one.before.state);
            promises.push(shape);
            let (before, after) = (one.before.state.word(), one.after.state.word());
            answer = answer.line(format!("Promise R{} of {} was {before}, is {after}", one.of.id.0, one.of.amount));
        }
        for one in plans_rejudged(book, (account, done.entry), as_of)? {
            let mut shape = shapes::plan(&one.of, &one.after);
            shape["before"] = json!(one.before.state);
            plans.push(shape);
            answer = answer.line(format!(
                "Plan L{} of {}: {} → {}, {} behind",
                one.of.id.0,
                one.of.made,
                one.before.state.word(),
                one.after.state.word(),
                one.after.arrears
            ));
        }
    }
    Ok(answer.key("reopens", reopens).key("promises", Value::from(promises)).key("plans", Value::from(plans)))
}
