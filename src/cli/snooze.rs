//! `arrears snooze`: putting an account off until a day.

use clap::Args;
use serde_json::json;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading};
use crate::domain::calendar::spoken;
use crate::error::{Error, Result};
use crate::ops::snooze::{SnoozeAccount, WakeAccount};

/// Take an account off the day's list until a day, or put it back
#[derive(Debug, Args)]
pub struct Snooze {
    /// Code or exact name
    account: String,
    /// The day on which it is on the list again
    #[arg(required_unless_present = "lift", conflicts_with = "lift")]
    until: Option<String>,
    /// Why; it is said beside the account
    #[arg(long, visible_alias = "note", required_unless_present = "lift", conflicts_with = "lift")]
    reason: Option<String>,
    /// Put it back on the list now
    #[arg(long)]
    lift: bool,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Snooze {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let name = self.account.clone();
        if self.lift {
            let decide = |session: &Session| Ok(WakeAccount { account: session.account(&name)?.id, on: desk.today });
            let answer = session.post(self.posting, decide, |book, _| {
                let account = book.account_named(&name)?;
                Ok(Answer::default().line(format!("{} is on the list again", account.name())))
            })?;
            return Ok(answer.into());
        }
        let (until, reason) = (self.until.unwrap_or_default(), self.reason.unwrap_or_default());
        let decide = |session: &Session| {
            let reason = reading::required("reason", &reason)?;
            let account = session.account(&name)?.id;
            let until = session.forward(&until).map_err(|error: Error| error.at_field("until"))?;
            Ok(SnoozeAccount { account, from: desk.today, until, reason })
        };
        let answer = session.post(self.posting, decide, |book, _| {
            let account = book.account_named(&name)?;
            let Some(snooze) = book.snooze_of(account.id, desk.today)? else { return Ok(Answer::default()) };
            let line = format!("{} is off the list until {}", account.name(), spoken(snooze.until, desk.today));
            let shape = json!({"until": snooze.until, "reason": snooze.reason, "by": snooze.by});
            Ok(Answer::default().key("snooze", shape).line(line))
        })?;
        Ok(answer.into())
    }
}
