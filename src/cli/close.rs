//! `arrears close`: the closed period, set and lifted.

use clap::Args;
use serde_json::json;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run};
use crate::domain::calendar::Date;
use crate::error::Result;
use crate::ops::close_period::ClosePeriod;

/// Close the book through a date, or lift the closing date
#[derive(Debug, Args)]
pub struct Close {
    /// Entries dated on or before it are refused from now on
    #[arg(required_unless_present = "lift")]
    date: Option<String>,
    /// Let entries be dated in closed periods again
    #[arg(long, conflicts_with = "date")]
    lift: bool,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Close {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let through = self.date.as_deref().map(|text| session.back(Some(text))).transpose()?;
        let answer = session.post(
            self.posting,
            |_| Ok(ClosePeriod { through }),
            |book, _| {
                let closed = book.settings()?.closed_through;
                let said = match closed {
                    Some(date) => format!("The book is closed through {date}"),
                    None => "No period is closed".to_string(),
                };
                Ok(Answer::default().key("closed_through", json!(closed)).line(said))
            },
        )?;
        Ok(warned(answer, through, desk.today).into())
    }
}

/// Says where a closing date keeps today's own work out.
pub fn warned(answer: Answer, through: Option<Date>, today: Date) -> Answer {
    match through.filter(|through| *through >= today) {
        Some(through) => {
            answer.warn("closes_today", format!("nothing can be dated before {through} any more, today neither"))
        }
        None => answer,
    }
}
