//! `arrears promise`: promises to pay on their own.

use clap::{Args, Subcommand};
use serde_json::Value;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading, shapes};
use crate::book::{Account, Done};
use crate::domain::aging::Aging;
use crate::domain::ids::PromiseId;
use crate::domain::promise::{PromiseEnd, PromiseFacts, Settled, settle};
use crate::domain::text::clean;
use crate::error::{Error, Result};
use crate::ops::end::EndPromise;
use crate::ops::promise_payment::{PromisePayment, Promised};

/// Note, end and list promises to pay
#[derive(Debug, Args)]
pub struct Promise {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Note a promise
    Add {
        /// Code or exact name
        account: String,
        /// The amount, or AMT@DATE
        #[arg(allow_negative_numbers = true)]
        amount: String,
        /// The promised day
        #[arg(allow_hyphen_values = true)]
        date: Option<String>,
        /// The promised day
        #[arg(long = "by", visible_alias = "date", visible_alias = "due", conflicts_with = "date")]
        by: Option<String>,
        /// The day of the promise; today by default
        #[arg(long)]
        made: Option<String>,
        /// What it is for; everything open by default
        #[arg(long, value_name = "NUM,…", value_delimiter = ',')]
        items: Vec<String>,
        #[command(flatten)]
        posting: Posting,
    },
    /// End a promise that does not stand any more
    #[command(visible_alias = "resolve")]
    Cancel {
        /// The promise's id (R3), after its account if you like
        #[arg(required = true, num_args = 1..=2, value_name = "PROMISE")]
        words: Vec<String>,
        /// Today by default
        #[arg(long)]
        date: Option<String>,
        /// Another promise took its place
        #[arg(long)]
        replaced: bool,
        #[command(flatten)]
        posting: Posting,
    },
    /// List them, of an account or of all: promises
    List { account: Option<String> },
}

impl Run for Promise {
    fn run(self, desk: &Desk) -> Result<End> {
        match self.what {
            What::List { account } => list(desk, account.as_deref()),
            What::Cancel { words, date, replaced, posting } => {
                let mut session = Session::writing(desk)?;
                let how = if replaced { PromiseEnd::Replaced } else { PromiseEnd::Cancelled };
                let promise = PromiseId(reading::id(words.last().map_or("", String::as_str), 'R')?);
                let decide = |session: &Session| {
                    let account = session.book.promise_account(promise)?;
                    owned(session, &words, account)?;
                    Ok(EndPromise { promise, how, on: session.back(date.as_deref())? })
                };
                let answer = session.post(posting, decide, |_, _| Ok(Answer::default()))?;
                Ok(answer.key("promise", format!("R{}", promise.0)).key("state", how.word()).into())
            }
            What::Add { account, amount, date, by, made, items, posting } => {
                let mut session = Session::writing(desk)?;
                let by = date.or(by);
                let decide = |session: &Session| {
                    let account = session.account(&account)?;
                    let text = match &by {
                        Some(by) => format!("{amount}@{by}"),
                        None => amount.clone(),
                    };
                    let mut promised = promised(session, &account, &text)?;
                    for number in &items {
                        promised.covers.push(session.book.debit_numbered(account.id, number)?.id);
                    }
                    Ok(PromisePayment { account: account.id, made: session.back(made.as_deref())?, promised })
                };
                let answer = session.post(posting, decide, |book, done| {
                    let account = book.account_named(&account)?;
                    let standing = book.standing(account.id, &Aging::by_due(desk.today))?;
                    Ok(Answer::default().key("promise", made_by(&standing.promises, done)))
                })?;
                Ok(answer.into())
            }
        }
    }
}

fn made_by(promises: &[(PromiseFacts, Settled)], done: &Done) -> Value {
    let made = promises.iter().find(|(promise, _)| promise.entry == done.entry);
    made.map_or(Value::Null, |(promise, settled)| shapes::promise(promise, settled))
}

/// `500@fri`.
pub fn promised(session: &Session, account: &Account, text: &str) -> Result<Promised> {
    let Some((amount, date)) = text.rsplit_once('@') else {
        let message = format!("{:?} is no AMT@DATE", clean(text));
        return Err(Error::invalid("promise", message)
            .safe("nothing was saved")
            .hint("write it like 500@fri or 500@2026-11-27"));
    };
    let (amount, date) = (reading::amount(amount, account.currency)?, session.forward(date)?);
    Ok(Promised::new(amount, date, &session.settings))
}

/// Where an account was named before an id, the id is one of that account's.
pub fn owned(session: &Session, words: &[String], owner: crate::domain::ids::AccountId) -> Result<()> {
    let [named, id] = words else { return Ok(()) };
    let named = session.account(named)?;
    if named.id == owner {
        return Ok(());
    }
    let message = format!("{} is not of {}", clean(id), named.code);
    Err(Error::not_found("other_account", message).safe("nothing was changed").hint("leave the account out"))
}

fn list(desk: &Desk, account: Option<&str>) -> Result<End> {
    let session = Session::looking(desk)?;
    let (mut shapes, mut table): (Vec<Value>, _) = (Vec::new(), None);
    for account in session.found_or_all(account)? {
        let promises = session.book.promises_of(account.id, desk.today)?;
        let receipts = session.book.receipts_of(account.id, desk.today)?;
        let settled = settle(&promises, &receipts, desk.today)?;
        let promises: Vec<_> = promises.into_iter().zip(settled).collect();
        shapes::gathered(&mut table, &account, shapes::promise_table(&promises));
        shapes
            .extend(promises.iter().map(|(one, settled)| shapes::of_account(&account, shapes::promise(one, settled))));
    }
    let answer = Answer::default().key("promises", shapes).table(table.unwrap_or_default());
    Ok(match account {
        Some(text) => answer.key("account", session.found(text)?.code).into(),
        None => answer.into(),
    })
}
