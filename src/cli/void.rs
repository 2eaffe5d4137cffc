//! `arrears void`: an invoice or charge that counts no more from a date on.

use clap::Args;
use serde_json::{Value, json};

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run};
use crate::book::{Book, Done};
use crate::domain::text::clean;
use crate::error::Result;
use crate::ops::void_debit::decide;

/// Void an invoice or charge
#[derive(Debug, Args)]
pub struct Void {
    /// Code or exact name
    account: String,
    #[arg(value_name = "NUM")]
    number: String,
    /// From when on; today by default
    #[arg(long)]
    date: Option<String>,
    /// Take back what is applied to it in the same step
    #[arg(long)]
    unapply: bool,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Void {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let answer = session.post(
            self.posting,
            |session| {
                let account = session.account(&self.account)?;
                let debit = session.book.debit_numbered(account.id, &self.number)?;
                decide(&session.book, &debit, session.back(self.date.as_deref())?, self.unapply)
            },
            |book, done| self.tell(book, done),
        )?;
        Ok(answer.into())
    }
}

impl Void {
    fn tell(&self, book: &Book, done: &Done) -> Result<Answer> {
        let account = book.account_named(&self.account)?;
        let made = |kind: &'static str| done.created.iter().filter(move |one| one.kind == kind);
        let mut answer = Answer::default();
        let mut taken_back: Vec<Value> = Vec::new();
        for one in book.allocations_of(account.id)? {
            if made("allocation").any(|made| made.id == format!("A{}", one.id.0)) {
                taken_back.push(json!({"credit": one.code, "amount": one.amount}));
                answer = answer.line(format!("{} of {} is unapplied again", one.amount, one.code));
            }
        }
        for made in made("reversal") {
            if let Some(credit) = book.credit_with_code(&made.id)? {
                taken_back.push(json!({"credit": credit.code, "amount": credit.amount}));
                answer = answer.line(format!("{} {} of {} goes with it", credit.kind.word(), made.id, credit.amount));
            }
        }
        let number = made("void").next().map(|made| clean(&made.id)).unwrap_or_default();
        Ok(answer.key("number", number).key("taken_back", taken_back))
    }
}
