//! `arrears undo`: taking an entry back by a new entry.

use clap::Args;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run};
use crate::domain::ids::EntryId;
use crate::error::{Error, Result};
use crate::ops::undo;

/// Take an entry back, with its consequences, by a new entry
#[derive(Debug, Args)]
pub struct Undo {
    /// Its number in the journal; by default your latest that is neither an undo nor undone
    #[arg(value_parser = clap::value_parser!(i64).range(1..))]
    entry: Option<i64>,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Undo {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        if let Some(done) = session.book.done_of(&desk.action)? {
            return Ok(Answer::default().of_entry(&done, false).into());
        }
        let entry = match self.entry {
            Some(entry) => EntryId(entry),
            None => latest(&session)?,
        };
        let answer = session.post(
            self.posting,
            |_| Ok(undo::Undo { entry }),
            |_, _| Ok(Answer::default().key("undone", entry.0).line(format!("Entry {} counts no more", entry.0))),
        )?;
        Ok(answer.into())
    }
}

fn latest(session: &Session) -> Result<EntryId> {
    session.book.latest_to_undo(&session.stamp().operator)?.ok_or_else(|| {
        Error::not_found("nothing_to_undo", format!("{} has no entry to undo", session.stamp().operator))
            .safe("nothing was changed")
            .hint("name an entry: `arrears journal` lists them")
    })
}
