//! `arrears dispute`: disputes on all or part of a debit, on their own.

use clap::{Args, Subcommand};
use serde_json::Value;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, promise, reading, shapes};
use crate::book::{Account, Whose};
use crate::domain::communication::{DisputeReason, Resolution};
use crate::domain::ids::DisputeId;
use crate::domain::text::clean;
use crate::error::{Error, Result};
use crate::ops::end::ResolveDispute;
use crate::ops::open_dispute::{Disputed, OpenDispute};

/// Open, resolve and list disputes
#[derive(Debug, Args)]
pub struct Dispute {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Open a dispute
    Add {
        /// Code or exact name
        account: String,
        /// NUM, NUM=AMT or NUM=AMT:REASON
        number: String,
        /// The disputed part; by default all that is open
        #[arg(allow_negative_numbers = true)]
        amount: Option<String>,
        /// PRICE, SHORT, DAMAGED, RETURNED, DUPLICATE, NOT-RECEIVED, QUALITY, TAX, MISSING-PO, TERMS, DISCOUNT, FREIGHT,
        /// ALREADY-PAID, WRONG-ENTITY or OTHER
        #[arg(long)]
        reason: Option<String>,
        /// Who sees to it
        #[arg(long)]
        owner: Option<String>,
        #[arg(long)]
        note: Option<String>,
        /// Today by default
        #[arg(long)]
        date: Option<String>,
        #[command(flatten)]
        posting: Posting,
    },
    /// Resolve a dispute
    #[command(visible_alias = "cancel")]
    Resolve {
        /// The dispute's id (D2), after its account if you like
        #[arg(required = true, num_args = 1..=2, value_name = "DISPUTE")]
        words: Vec<String>,
        /// credited, rejected, corrected or written-off
        #[arg(long = "how", visible_alias = "resolution", visible_alias = "result", default_value = "rejected")]
        how: String,
        /// Today by default
        #[arg(long)]
        date: Option<String>,
        #[command(flatten)]
        posting: Posting,
    },
    /// List them, of an account or of all: disputes
    List { account: Option<String> },
}

impl Run for Dispute {
    fn run(self, desk: &Desk) -> Result<End> {
        match self.what {
            What::List { account } => list(desk, account.as_deref()),
            What::Resolve { words, how, date, posting } => {
                let mut session = Session::writing(desk)?;
                let resolution: Resolution = how.replace('-', " ").parse()?;
                let dispute = DisputeId(reading::id(words.last().map_or("", String::as_str), 'D')?);
                let decide = |session: &Session| {
                    let account = session.book.whose(Whose::Dispute, dispute.0)?;
                    promise::owned(session, &words, account)?;
                    Ok(ResolveDispute { account, dispute, resolution, on: session.back(date.as_deref())? })
                };
                let answer = session.post(posting, decide, |_, _| Ok(Answer::default()))?;
                Ok(answer.key("dispute", format!("D{}", dispute.0)).key("resolution", resolution.word()).into())
            }
            What::Add { account, number, amount, reason, owner, note, date, posting } => {
                let mut session = Session::writing(desk)?;
                let text = match &amount {
                    Some(amount) => format!("{number}={amount}"),
                    None => number,
                };
                let decide = |session: &Session| {
                    let account = session.account(&account)?;
                    let mut disputed = disputed(session, &account, &text)?;
                    if let Some(reason) = &reason {
                        disputed.reason = reason.to_uppercase().parse()?;
                    }
                    disputed.owner = reading::text(owner.as_deref());
                    disputed.note = reading::text(note.as_deref());
                    Ok(OpenDispute { account: account.id, opened: session.back(date.as_deref())?, disputed })
                };
                let answer = session.post(posting, decide, |book, done| {
                    let account = book.account_named(&account)?;
                    let disputes = book.disputes_of(account.id)?;
                    let opened = disputes.iter().find(|dispute| dispute.entry == done.entry);
                    Ok(Answer::default().key("dispute", opened.map_or(Value::Null, shapes::dispute)))
                })?;
                Ok(answer.into())
            }
        }
    }
}

/// `1041=120.50:PRICE`; without an amount all that is open, without a reason OTHER.
pub fn disputed(session: &Session, account: &Account, text: &str) -> Result<Disputed> {
    let (text, reason) = match text.rsplit_once(':') {
        Some((text, reason)) => (text, reason.trim().to_uppercase().parse::<DisputeReason>()?),
        None => (text, DisputeReason::Other),
    };
    let pair = reading::pair(text)?;
    let debit = session.book.debit_numbered(account.id, &pair.name)?;
    let amount = match &pair.amount {
        Some(amount) => reading::amount(amount, account.currency)?,
        None if debit.open.is_positive() => debit.open,
        None => {
            let message = format!("{} has nothing open to dispute", clean(&debit.number));
            return Err(Error::refused("nothing_open", message)
                .safe("nothing was saved")
                .hint("say how much with NUM=AMT"));
        }
    };
    Ok(Disputed { debit: debit.id, amount, reason, owner: String::new(), note: String::new() })
}

fn list(desk: &Desk, account: Option<&str>) -> Result<End> {
    let session = Session::looking(desk)?;
    let (mut shapes, mut table): (Vec<Value>, _) = (Vec::new(), None);
    for account in session.found_or_all(account)? {
        let disputes = session.book.disputes_of(account.id)?;
        shapes::gathered(&mut table, &account, shapes::dispute_table(&disputes));
        shapes.extend(disputes.iter().map(|one| shapes::of_account(&account, shapes::dispute(one))));
    }
    let answer = Answer::default().key("disputes", shapes).table(table.unwrap_or_default());
    Ok(match account {
        Some(text) => answer.key("account", session.found(text)?.code).into(),
        None => answer.into(),
    })
}
