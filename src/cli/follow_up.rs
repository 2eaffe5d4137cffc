//! `arrears follow-up`: what is to be done next at an account.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, promise, reading, shapes};
use crate::book;
use crate::domain::calendar::LAST_YEAR;
use crate::domain::ids::FollowUpId;
use crate::error::Result;
use crate::ops::end::FinishFollowUp;
use crate::ops::schedule_follow_up::{ReplaceFollowUp, ScheduleFollowUp};
use crate::report::{Kind, Table};

/// Schedule, finish and list follow-ups
#[derive(Debug, Args)]
pub struct FollowUp {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Schedule a follow-up
    Add {
        /// Code or exact name
        account: String,
        /// When
        date: String,
        /// What is to be done
        #[arg(long)]
        note: Option<String>,
        /// Instead of those that are open
        #[arg(long)]
        replace: bool,
        #[command(flatten)]
        posting: Posting,
    },
    /// Mark a follow-up as done
    #[command(visible_alias = "cancel", visible_alias = "done")]
    Resolve {
        /// The follow-up's id (F4), after its account if you like
        #[arg(required = true, num_args = 1..=2, value_name = "FOLLOW-UP")]
        words: Vec<String>,
        /// Today by default
        #[arg(long)]
        date: Option<String>,
        #[command(flatten)]
        posting: Posting,
    },
    /// List the follow-ups of an account, or the open ones of all
    List { account: Option<String> },
}

impl Run for FollowUp {
    fn run(self, desk: &Desk) -> Result<End> {
        match self.what {
            What::List { account } => list(desk, account.as_deref()),
            What::Resolve { words, date, posting } => {
                let mut session = Session::writing(desk)?;
                let follow_up = FollowUpId(reading::id(words.last().map_or("", String::as_str), 'F')?);
                let decide = |session: &Session| {
                    let account = session.book.follow_up(follow_up)?.account;
                    promise::owned(session, &words, account)?;
                    Ok(FinishFollowUp { follow_up, on: session.back(date.as_deref())? })
                };
                let answer = session.post(posting, decide, |_, _| Ok(Answer::default()))?;
                Ok(answer.key("follow_up", format!("F{}", follow_up.0)).into())
            }
            What::Add { account, date, note, replace, posting } => {
                let mut session = Session::writing(desk)?;
                let decide = |session: &Session| {
                    let account = session.account(&account)?.id;
                    let note = reading::text(note.as_deref());
                    let open = session.book.follow_ups_of(account)?.into_iter().filter(|one| one.done_on.is_none());
                    let replaces = if replace { open.map(|one| one.id).collect() } else { Vec::new() };
                    let scheduled = ScheduleFollowUp { account, due: session.forward(&date)?, note };
                    Ok(ReplaceFollowUp { scheduled, replaces, on: session.desk.today })
                };
                let answer = session.post(posting, decide, |book, done| {
                    let follow_ups = book.follow_ups_of(book.account_named(&account)?.id)?;
                    let made = follow_ups.iter().find(|follow_up| follow_up.entry == done.entry);
                    Ok(Answer::default().key("follow_up", made.map_or(Value::Null, shapes::follow_up)))
                })?;
                Ok(answer.into())
            }
        }
    }
}

fn list(desk: &Desk, account: Option<&str>) -> Result<End> {
    let session = Session::looking(desk)?;
    let follow_ups = match account {
        Some(account) => session.book.follow_ups_of(session.found(account)?.id)?,
        None => session.book.follow_ups_due(last_day())?,
    };
    let mut table = Table::new("Follow-ups")
        .column("id", "Id", Kind::Text)
        .column("account", "Account", Kind::Text)
        .column("name", "Name", Kind::Text)
        .column("date", "Date", Kind::Date)
        .column("done", "Done", Kind::Date)
        .column("note", "Note", Kind::Text);
    let mut shapes = Vec::new();
    for follow_up in &follow_ups {
        let account = session.book.account(follow_up.account)?;
        table.row(row(follow_up, &account));
        let mut shape = shapes::follow_up(follow_up);
        shape["account"] = json!(account.code);
        shapes.push(shape);
    }
    Ok(Answer::default().key("follow_ups", json!(shapes)).table(table).into())
}

fn row(follow_up: &book::FollowUp, account: &book::Account) -> [crate::report::Cell; 6] {
    [
        format!("F{}", follow_up.id.0).into(),
        (&account.code).into(),
        account.name().into(),
        follow_up.due.into(),
        follow_up.done_on.into(),
        (&follow_up.note).into(),
    ]
}

fn last_day() -> crate::domain::calendar::Date {
    chrono::NaiveDate::from_ymd_opt(LAST_YEAR, 12, 31).unwrap_or(chrono::NaiveDate::MAX)
}
