//! `arrears pay`: taking a payment, applied as it was said, split over accounts where one check pays for several.

use clap::Args;
use serde_json::json;

use super::applying::{self, InHand, Wish};
use super::reading::{self, Pair};
use super::session::{Posting, Session};
use super::shortfall::Shortfall;
use super::{Answer, Desk, End, Run, shapes};
use crate::book::{Account, Book, Done};
use crate::domain::calendar::Date;
use crate::domain::item::CreditKind;
use crate::domain::money::{Money, sum};
use crate::domain::text::clean;
use crate::error::{Error, Result};
use crate::ops::take_payment::{PaymentPart, TakePayment};

/// Take a payment
#[derive(Debug, Args)]
pub struct Pay {
    /// Code or exact name
    account: String,
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
    #[arg(long)]
    memo: Option<String>,
    /// exact, oldest, plan, none or NUM=AMT,NUM; by default exact where that is unique, else none
    #[arg(long, value_name = "HOW")]
    apply: Option<String>,
    #[command(flatten)]
    short: Shortfall,
    /// Split it over accounts; the amounts make up the payment
    #[arg(long = "for", value_name = "ACCOUNT=AMT", num_args = 1..)]
    split: Vec<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Pay {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let wish = self.apply.as_deref().map(Wish::read).transpose()?;
        let warning = match session.book.done_of(&desk.action)? {
            Some(_) => None,
            None => self.duplicate(&session)?,
        };
        let shares = self.shares(&session)?;
        let accounts: Vec<&Account> = shares.iter().map(|share| &share.0).collect();
        let answer = session.post(
            self.posting,
            |session| self.decide(session, wish.as_ref()),
            |book, done| tell(book, done, &accounts),
        )?;
        Ok(match warning {
            Some(warning) => answer.warn("probable_duplicate", warning).into(),
            None => answer.into(),
        })
    }
}

impl Pay {
    fn reference(&self) -> String {
        reading::text(self.reference.as_deref())
    }

    fn decide(&self, session: &Session, wish: Option<&Wish>) -> Result<TakePayment> {
        let received = session.back(self.date.as_deref())?;
        let shares = self.shares(session)?;
        let by_hand = match wish {
            Some(Wish::ByHand(pairs)) => Some(dealt(session, &shares, pairs)?),
            _ => None,
        };
        let beside = self.short.beside(session, &shares)?;
        let mut parts = Vec::new();
        for (place, ((account, amount), beside)) in shares.iter().zip(beside).enumerate() {
            let given_up = beside.given_up();
            let own = by_hand.as_ref().map(|dealt| Wish::ByHand(dealt[place].clone()));
            let hand = InHand { account, date: received, amount: *amount, discounts: &given_up };
            if let Some(part) = applying::made_up(session, &hand, own.as_ref().or(wish))? {
                parts.push(part);
                continue;
            }
            let allocations = applying::resolve(session, &hand, own.as_ref().or(wish))?;
            parts.push(beside.with(PaymentPart::new(account.id, *amount, allocations)));
        }
        let (method, memo) = (reading::text(Some(&self.method)), reading::text(self.memo.as_deref()));
        Ok(TakePayment { received, method, reference: self.reference(), memo, parts })
    }

    /// The accounts that the payment is for, with what of it is each one's.
    fn shares(&self, session: &Session) -> Result<Vec<(Account, Money)>> {
        let payer = session.account(&self.account)?;
        let whole = reading::amount(&self.amount, payer.currency)?;
        if self.split.is_empty() {
            return Ok(vec![(payer, whole)]);
        }
        let mut shares: Vec<(Account, Money)> = Vec::new();
        for text in split_texts(&self.split) {
            let Pair { name, amount: Some(amount) } = reading::pair(text)? else {
                return Err(
                    Error::invalid("for", format!("{:?} is no ACCOUNT=AMT", clean(text))).safe("nothing was saved")
                );
            };
            let account = session.account(&name)?;
            if shares.iter().any(|share| share.0.id == account.id) {
                let message = format!("{} is named twice", account.code);
                return Err(Error::invalid("for", message).safe("nothing was saved").hint("name each account once"));
            }
            let amount = reading::amount(&amount, account.currency)?;
            shares.push((account, amount));
        }
        let split = sum(shares.iter().map(|share| share.1), whole.currency())?;
        if split != whole {
            let message = format!("the parts make {split}, the payment is {whole}");
            return Err(Error::refused("split_mismatch", message)
                .safe("nothing was saved")
                .hint("correct one of them"));
        }
        Ok(shares)
    }

    fn duplicate(&self, session: &Session) -> Result<Option<String>> {
        let received: Date = session.back(self.date.as_deref())?;
        for (account, amount) in self.shares(session)? {
            let reference = self.reference();
            if let Some(like) = session.book.probable_duplicate(account.id, amount, &reference, received)? {
                return Ok(Some(format!(
                    "this looks like {} of {}, {} {}, which is in the book already; take this one back with `arrears undo` if it is the same",
                    like.code, like.date, like.amount, like.reference
                )));
            }
        }
        Ok(None)
    }
}

/// `--for A=1 B=2` and `--for A=1,B=2` say the same.
fn split_texts(texts: &[String]) -> impl Iterator<Item = &str> {
    texts.iter().flat_map(|text| {
        let parts: Vec<&str> = text.split(',').collect();
        if parts.iter().all(|part| part.contains('=')) { parts } else { vec![text.as_str()] }
    })
}

/// Deals named debits out to the accounts of a split payment: each is of exactly one of them.
pub(super) fn dealt(session: &Session, shares: &[(Account, Money)], pairs: &[Pair]) -> Result<Vec<Vec<Pair>>> {
    let mut dealt = vec![Vec::new(); shares.len()];
    for pair in pairs {
        let mut owners = Vec::new();
        let mut missing = None;
        for (place, (account, _)) in shares.iter().enumerate() {
            match session.book.debit_numbered(account.id, &pair.name) {
                Ok(_) => owners.push(place),
                Err(error) => missing = Some(error),
            }
        }
        match (owners.as_slice(), missing) {
            ([place], _) => dealt[*place].push(pair.clone()),
            ([], Some(missing)) => return Err(missing),
            _ => {
                let message = format!("more than one of the accounts has a {}", clean(&pair.name));
                return Err(Error::not_found("ambiguous", message)
                    .safe("nothing was saved")
                    .hint("take one payment for each account"));
            }
        }
    }
    Ok(dealt)
}

fn tell(book: &Book, done: &Done, accounts: &[&Account]) -> Result<Answer> {
    let ids: Vec<_> = accounts.iter().map(|account| account.id).collect();
    let told = shapes::applied_by(book, done, &ids)?;
    let mut left = Vec::new();
    for account in accounts {
        left.push(shapes::left_of(book, done, account.id, CreditKind::Payment)?);
    }
    let Some(first) = left.first() else { return Ok(Answer::default()) };
    let whole = sum(left.iter().copied(), first.currency())?;
    let parts: Vec<_> =
        accounts.iter().zip(&left).map(|(account, left)| json!({"account": account.code, "left": left})).collect();
    let mut answer =
        Answer::default().key("applied", told.applied).key("left", whole.decimal()).key("parts", json!(parts));
    answer.lines = told.lines;
    Ok(if whole.is_positive() { answer.line(format!("{whole} of it stays unapplied")) } else { answer })
}
