//! `arrears dispute`: disputes on all or part of a debit, on their own.

use clap::{Args, Subcommand};
use serde_json::Value;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, promise, reading, shapes};
use crate::book::{self, Account, Whose};
use crate::domain::communication::{DisputeReason, Resolution};
use crate::domain::ids::DisputeId;
use crate::domain::text::clean;
use crate::error::{Error, Result};
use crate::ops::open_dispute::{Disputed, OpenDispute};
use crate::ops::resolve_dispute::{self, AmendDispute, ResolveDispute};

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
        /// ALREADY-PAID, WRONG-ENTITY or OTHER, unless the setting dispute-reasons lists others
        #[arg(long)]
        reason: Option<String>,
        /// Who sees to it; you by default
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
    Resolve(Resolving),
    /// Change what is known of an open dispute: who sees to it, why, a note
    Amend(Amending),
    /// List them, of an account or of all: disputes
    List {
        account: Option<String>,
        /// Only those that are not resolved
        #[arg(long)]
        open: bool,
        /// Only those that this person sees to
        #[arg(long, value_name = "NAME")]
        owner: Option<String>,
    },
}

#[derive(Debug, Args)]
struct Resolving {
    /// The dispute's id (D2), after its account if you like
    #[arg(required = true, num_args = 1..=2, value_name = "DISPUTE")]
    words: Vec<String>,
    /// credited, rejected, corrected or written-off
    #[arg(long = "how", visible_alias = "resolution", visible_alias = "result", default_value = "rejected")]
    how: String,
    /// What is credited or written off; by default the disputed part that is open
    #[arg(long, value_name = "AMT", conflicts_with = "no_credit")]
    amount: Option<String>,
    /// Keep the word alone: post no credit memo and no write-off
    #[arg(long, visible_alias = "no-posting")]
    no_credit: bool,
    /// Today by default
    #[arg(long)]
    date: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

#[derive(Debug, Args)]
struct Amending {
    /// The dispute's id (D2), after its account if you like
    #[arg(required = true, num_args = 1..=2, value_name = "DISPUTE")]
    words: Vec<String>,
    #[arg(long)]
    reason: Option<String>,
    /// Who sees to it; empty for nobody
    #[arg(long)]
    owner: Option<String>,
    #[arg(long)]
    note: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Resolving {
    fn decide(&self, session: &Session, resolution: Resolution) -> Result<ResolveDispute> {
        let dispute = named(session, &self.words)?;
        let open = session.book.debit(dispute.debit)?.open;
        let amount = match &self.amount {
            Some(amount) => Some(reading::amount(amount, dispute.amount.currency())?),
            None if self.no_credit => None,
            None => resolve_dispute::decide(&dispute, open, resolution),
        };
        let (account, dispute, on) = (dispute.account, dispute.id, session.back(self.date.as_deref())?);
        Ok(ResolveDispute { account, dispute, resolution, amount, on })
    }

    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let resolution: Resolution = self.how.replace('-', " ").parse()?;
        let decide = |session: &Session| self.decide(session, resolution);
        let answer = session.post(self.posting, decide, |_, _| Ok(Answer::default()))?;
        let id = named(&session, &self.words)?.id;
        Ok(answer.key("dispute", format!("D{}", id.0)).key("resolution", resolution.word()).into())
    }
}

impl Amending {
    fn decide(&self, session: &Session) -> Result<AmendDispute> {
        let dispute = named(session, &self.words)?;
        let kept =
            |new: &Option<String>, old: &str| new.as_ref().map_or(old.to_string(), |new| reading::text(Some(new)));
        Ok(AmendDispute {
            account: dispute.account,
            dispute: dispute.id,
            reason: self.reason.as_ref().map_or(Ok(dispute.reason), |reason| reason.parse())?,
            owner: kept(&self.owner, &dispute.owner),
            note: kept(&self.note, &dispute.note),
        })
    }

    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let answer = session.post(self.posting, |session| self.decide(session), |_, _| Ok(Answer::default()))?;
        let dispute = named(&session, &self.words)?;
        Ok(answer.key("dispute", shapes::dispute(&dispute, desk.today)).into())
    }
}

impl Run for Dispute {
    fn run(self, desk: &Desk) -> Result<End> {
        match self.what {
            What::List { account, open, owner } => {
                let of = |dispute: &book::Dispute| {
                    (!open || dispute.resolved.is_none()) && owner.as_ref().is_none_or(|owner| dispute.owner == *owner)
                };
                list(desk, account.as_deref(), of)
            }
            What::Resolve(resolving) => resolving.run(desk),
            What::Amend(amending) => amending.run(desk),
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
                    disputed.owner = reading::text(Some(owner.as_deref().unwrap_or(&session.desk.operator)));
                    disputed.note = reading::text(note.as_deref());
                    Ok(OpenDispute { account: account.id, opened: session.back(date.as_deref())?, disputed })
                };
                let answer = session.post(posting, decide, |book, done| {
                    let account = book.account_named(&account)?;
                    let disputes = book.disputes_of(account.id)?;
                    let opened = disputes.iter().find(|dispute| dispute.entry == done.entry);
                    Ok(Answer::default()
                        .key("dispute", opened.map_or(Value::Null, |one| shapes::dispute(one, desk.today))))
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
        None => (text, DisputeReason::OTHER),
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

/// The dispute that words name by its id.
fn named(session: &Session, words: &[String]) -> Result<book::Dispute> {
    let id = DisputeId(reading::id(words.last().map_or("", String::as_str), 'D')?);
    let account = session.book.whose(Whose::Dispute, id.0)?;
    promise::owned(session, words, account)?;
    let found = session.book.disputes_of(account)?.into_iter().find(|dispute| dispute.id == id);
    found.ok_or_else(|| {
        Error::not_found("not_found", format!("there is no dispute D{}", id.0)).safe("nothing was changed")
    })
}

fn list(desk: &Desk, account: Option<&str>, of: impl Fn(&book::Dispute) -> bool) -> Result<End> {
    let session = Session::looking(desk)?;
    let (mut shapes, mut table): (Vec<Value>, _) = (Vec::new(), None);
    for account in session.found_or_all(account)? {
        let (mut disputes, today) = (session.book.disputes_of(account.id)?, desk.today);
        disputes.retain(&of);
        shapes::gathered(&mut table, &account, shapes::dispute_table(&disputes, today));
        shapes.extend(disputes.iter().map(|one| shapes::of_account(&account, shapes::dispute(one, today))));
    }
    let answer = Answer::default().key("disputes", shapes).table(table.unwrap_or_default());
    Ok(match account {
        Some(text) => answer.key("account", session.found(text)?.code).into(),
        None => answer.into(),
    })
}
