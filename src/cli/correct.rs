//! `arrears correct`: a mistyped item posted anew in one entry, with what was applied carried over where it fits.

use clap::Args;
use serde_json::{Value, json};

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading};
use crate::book::{Account, Book, Credit, Debit, Done};
use crate::domain::ids::EntryId;
use crate::domain::money::Currency;
use crate::domain::text::clean;
use crate::error::{Error, Kind, Result};
use crate::ops::correct::{Changes, decide_credit, decide_debit};

/// Correct a mistyped invoice, payment or credit memo
#[derive(Debug, Args)]
pub struct Correct {
    /// Code or exact name
    account: String,
    /// The invoice's number; or the payment's or credit memo's id, or its reference
    #[arg(value_name = "NUM|CREDIT")]
    item: String,
    #[arg(long, allow_negative_numbers = true)]
    amount: Option<String>,
    #[arg(long)]
    date: Option<String>,
    #[arg(long)]
    due: Option<String>,
    /// The right number; of a payment, its reference
    #[arg(long, value_name = "NUM")]
    number: Option<String>,
    /// The account that it belongs to
    #[arg(long = "account", id = "right_account", value_name = "ACCOUNT")]
    to: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

enum Wrong {
    Debit(Debit),
    Credit(Credit),
}

impl Run for Correct {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        if let Some(done) = session.book.done_of(&desk.action)? {
            return Ok(tell(&session.book, &done)?.of_entry(&done, false).into());
        }
        if [&self.amount, &self.date, &self.due, &self.number, &self.to].iter().all(|option| option.is_none()) {
            return Err(Error::invalid("correct", "nothing was said to correct")
                .safe("nothing was saved")
                .hint("use --amount, --date, --due, --number or --account"));
        }
        let answer = match self.wrong(&session)?.1 {
            Wrong::Debit(_) => session.post(
                self.posting,
                |session| match self.wrong(session)? {
                    (account, Wrong::Debit(debit)) => {
                        decide_debit(&session.book, &debit, &self.changes(session, account.currency)?)
                    }
                    _ => Err(moved_on()),
                },
                tell,
            )?,
            Wrong::Credit(_) => session.post(
                self.posting,
                |session| match self.wrong(session)? {
                    (account, Wrong::Credit(credit)) => {
                        decide_credit(&session.book, &credit, &self.changes(session, account.currency)?)
                    }
                    _ => Err(moved_on()),
                },
                tell,
            )?,
        };
        Ok(answer.into())
    }
}

impl Correct {
    /// What is named: an invoice before a payment's reference, which can be named by its id instead.
    fn wrong(&self, session: &Session) -> Result<(Account, Wrong)> {
        let account = session.account(&self.account)?;
        let debit = session.book.debit_numbered(account.id, &self.item);
        let credit = session.book.credit_named(account.id, &self.item);
        let wrong = match (debit, credit) {
            (Ok(_), Ok(credit)) if credit.code.eq_ignore_ascii_case(self.item.trim()) => {
                let message = format!("{:?} is an invoice and a payment", clean(&self.item));
                return Err(Error::not_found("ambiguous", message)
                    .safe("nothing was saved")
                    .hint("name the payment by its reference"));
            }
            (Ok(debit), _) => Wrong::Debit(debit),
            (Err(_), Ok(credit)) => Wrong::Credit(credit),
            (Err(_), Err(error)) if error.kind() == Kind::NotFound && error.code() == "ambiguous" => return Err(error),
            (Err(error), Err(_)) => return Err(error),
        };
        if matches!(wrong, Wrong::Credit(_)) && self.due.is_some() {
            return Err(Error::invalid("due", "a payment has no due date").safe("nothing was saved"));
        }
        Ok((account, wrong))
    }

    fn changes(&self, session: &Session, currency: Currency) -> Result<Changes> {
        Ok(Changes {
            amount: self.amount.as_deref().map(|text| reading::amount(text, currency)).transpose()?,
            date: self.date.as_deref().map(|text| session.back(Some(text))).transpose()?,
            due: self.due.as_deref().map(|text| session.forward(text)).transpose()?,
            number: self.number.as_deref().map(|text| reading::required("number", text)).transpose()?,
            reference: None,
            account: self.to.as_deref().map(|text| session.account(text)).transpose()?.map(|account| account.id),
        })
    }
}

fn moved_on() -> Error {
    Error::refused("moved_on", "it was changed at another desk meanwhile")
        .safe("nothing was saved")
        .hint("look again and correct it then")
}

/// What was carried over is read back from the entry itself, so that an action told again is told the same.
fn tell(book: &Book, done: &Done) -> Result<Answer> {
    let row = book.journal(None, Some(EntryId(done.entry.0 - 1)), usize::MAX >> 1)?.into_iter().next();
    let input: Value = row.and_then(|row| serde_json::from_str(&row.json).ok()).unwrap_or_default();
    let mut answer = Answer::default();
    let mut carried = Vec::new();
    for one in input["carried"].as_array().into_iter().flatten() {
        let text = |key: &str| one[key].as_str().map(clean).unwrap_or_default();
        let (with, before) = (text("with"), text("before"));
        answer = answer.line(match one["after"].as_str() {
            None => format!("{before} with {with} does not fit any more and is left off"),
            Some(after) if after == before => format!("{before} with {with} stays applied"),
            Some(after) => format!("of {before} with {with} only {after} stays applied"),
        });
        carried.push(json!({"with": with, "before": one["before"], "after": one["after"]}));
    }
    let mut disputes = Vec::new();
    for one in input["disputes"].as_array().into_iter().flatten() {
        let text = |key: &str| one[key].as_str().map(clean).unwrap_or_default();
        let (before, after) = (text("before"), text("after"));
        answer = answer.line(match after == before {
            true => format!("The dispute of {before} goes over to it"),
            false => format!("Of the dispute of {before} only {after} goes over to it"),
        });
        disputes.push(json!({"reason": one["reason"], "before": one["before"], "after": one["after"]}));
    }
    Ok(answer.key("carried", carried).key("disputes", disputes))
}
