//! `arrears pin`: keeping an account on top of the day's list.

use clap::Args;
use serde_json::json;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading};
use crate::error::Result;
use crate::ops::pin::{PinAccount, UnpinAccount};

/// Keep an account on top of the day's list, or take it off there
#[derive(Debug, Args)]
pub struct Pin {
    /// Code or exact name
    account: String,
    /// Why; it is said beside the account
    #[arg(long, visible_alias = "note", required_unless_present = "lift", conflicts_with = "lift")]
    reason: Option<String>,
    /// It is not on top any more
    #[arg(long)]
    lift: bool,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Pin {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let name = self.account.clone();
        if self.lift {
            let decide = |session: &Session| Ok(UnpinAccount { account: session.account(&name)?.id, on: desk.today });
            let answer = session.post(self.posting, decide, |book, _| {
                let account = book.account_named(&name)?;
                Ok(Answer::default().line(format!("{} is not pinned any more", account.name())))
            })?;
            return Ok(answer.into());
        }
        let reason = self.reason.unwrap_or_default();
        let decide = |session: &Session| {
            let reason = reading::required("reason", &reason)?;
            Ok(PinAccount { account: session.account(&name)?.id, from: desk.today, reason })
        };
        let answer = session.post(self.posting, decide, |book, _| {
            let account = book.account_named(&name)?;
            let Some(pin) = book.pin_of(account.id, desk.today)? else { return Ok(Answer::default()) };
            let shape = json!({"from": pin.from, "reason": pin.reason, "by": pin.by});
            Ok(Answer::default().key("pin", shape).line(format!("{} is on top of the day's list", account.name())))
        })?;
        Ok(answer.into())
    }
}
