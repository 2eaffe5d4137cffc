//! `arrears account number`: marking a telephone number as bad or not to be called, lifting the marks, or listing them.

use clap::Args;
use serde_json::{Value, json};

use super::session::{Posting, Session};
use super::{Answer, Desk, End, reading, shapes};
use crate::book::{Book, Done, Op};
use crate::domain::phone::NotCalled;
use crate::error::Result;
use crate::ops::mark_number::{LiftNumberMarks, MarkNumber, Marked};
use crate::report::{Kind, Table};

#[derive(Debug, Args)]
pub struct Number {
    /// Code or exact name
    account: String,
    /// The number; without one, or without a mark, the marks are listed
    phone: Option<String>,
    /// It is wrong or dead
    #[arg(long, group = "mark", requires = "phone")]
    bad: bool,
    /// It is not to be called
    #[arg(long, group = "mark", requires = "phone")]
    do_not_call: bool,
    /// It may be called again
    #[arg(long, group = "mark", requires = "phone")]
    ok: bool,
    #[arg(long, visible_alias = "note")]
    reason: Option<String>,
    /// Today by default
    #[arg(long)]
    date: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Number {
    pub fn run(self, desk: &Desk) -> Result<End> {
        let kind = match (self.bad, self.do_not_call) {
            (true, _) => Some(NotCalled::Bad),
            (_, true) => Some(NotCalled::DoNotCall),
            _ => None,
        };
        match kind {
            Some(kind) => self.post(desk, |session, phone| {
                let marked = Marked { phone, kind, reason: reading::text(self.reason.as_deref()) };
                let (account, on) = (session.account(&self.account)?.id, session.back(self.date.as_deref())?);
                Ok(MarkNumber { account, marked, on })
            }),
            None if self.ok => self.post(desk, |session, phone| {
                let (account, on) = (session.account(&self.account)?.id, session.back(self.date.as_deref())?);
                Ok(LiftNumberMarks { account, phone, on })
            }),
            None => list(desk, &self.account),
        }
    }

    fn post<O: Op>(&self, desk: &Desk, decide: impl Fn(&Session, String) -> Result<O>) -> Result<End> {
        let phone = reading::text(self.phone.as_deref());
        let mut session = Session::writing(desk)?;
        let answer = session.post(
            self.posting,
            |session| decide(session, phone.clone()),
            |book: &Book, _: &Done| {
                let account = book.account_named(&self.account)?;
                let marks = book.number_marks_of(account.id)?;
                let mark = crate::book::mark_of(&marks, &phone).map(|mark| mark.kind.word());
                Ok(Answer::default().key("account", account.code).key("phone", phone.as_str()).key("mark", json!(mark)))
            },
        )?;
        Ok(answer.into())
    }
}

fn list(desk: &Desk, account: &str) -> Result<End> {
    let session = Session::looking(desk)?;
    let account = session.found(account)?;
    let marks = session.book.number_marks_of(account.id)?;
    let mut table = Table::new("Marked numbers")
        .column("phone", "Number", Kind::Text)
        .column("mark", "Mark", Kind::Text)
        .column("since", "Since", Kind::Date)
        .column("reason", "Reason", Kind::Text);
    for mark in &marks {
        table.row([(&mark.phone).into(), mark.kind.meaning().into(), mark.from.into(), (&mark.reason).into()]);
    }
    let shapes: Vec<Value> = marks.iter().map(shapes::number_mark).collect();
    Ok(Answer::default().key("account", account.code).key("number_marks", shapes).table(table).into())
}
