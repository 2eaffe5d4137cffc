//! `arrears month-end`: the report with its proof, the closing date and a backup, each shown before the next is done.

use clap::Args;
use serde_json::{Value, json};

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, aging, backup, close};
use crate::book::{AgingQuestion, AgingReport};
use crate::domain::aging::Aging;
use crate::error::{Error, Result};
use crate::ops::close_period::ClosePeriod;
use crate::report::aging::tables;

/// Show the report and its proof, close the month, back the book up
#[derive(Debug, Args)]
pub struct MonthEnd {
    /// The last day of the month
    date: String,
    #[command(flatten)]
    posting: Posting,
}

impl Run for MonthEnd {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let date = session.back(Some(&self.date))?;
        let again = session.book.done_of(&desk.action)?.is_some();
        let how = Aging { edges: session.settings.edges, ..Aging::by_due(date) };
        let report = session.book.aging(&AgingQuestion::of(how))?;
        if let Some(error) = unproven(&report) {
            let shown = Answer { tables: tables(&report), ..Answer::default() };
            return Ok(shown.key("aging", Value::Object(aging::shape(&report))).but(error).into());
        }
        let mut answer = session.post(
            self.posting,
            |_| Ok(ClosePeriod { through: Some(date) }),
            |book, _| {
                let closed = book.settings()?.closed_through;
                Ok(Answer::default()
                    .key("closed_through", json!(closed))
                    .line(format!("The book is closed through {date}")))
            },
        )?;
        let made = std::mem::replace(&mut answer.tables, tables(&report));
        answer.tables.extend(made);
        answer = answer.key("aging", Value::Object(aging::shape(&report)));
        if !self.posting.dry_run && !again {
            answer = backed_up(&session, answer)?;
        }
        Ok(close::warned(answer, Some(date), desk.today).into())
    }
}

/// A proof that does not come out is shown and keeps the month open.
fn unproven(report: &AgingReport) -> Option<Error> {
    let block = report.currencies.iter().find(|block| !block.proof.difference.is_zero())?;
    let message = format!("the proof of {} differs by {}", block.currency, block.proof.difference);
    Some(
        Error::refused("unproven", message)
            .safe("the month was not closed")
            .hint("run `arrears verify`: it names what is wrong"),
    )
}

fn backed_up(session: &Session, answer: Answer) -> Result<Answer> {
    let to = backup::free_place(session.book.backup_path(session.desk.today).unwrap_or_default());
    if let Err(error) = session.book.backup(&to) {
        return Ok(answer.line("The month is closed, but there is no backup").but(error));
    }
    let path = to.display().to_string();
    let hash = session.book.head_hash()?;
    let said = format!("The book up to entry {} is in {path}; hash {hash}", session.book.version()?.0);
    Ok(answer.key("backup", path).key("hash", hash).line(said))
}
