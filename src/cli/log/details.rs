//! What came of a contact, option by option: promise, disputes, plan, call back, requests, hold.

use clap::Args;

use super::super::session::Session;
use super::super::{dispute, promise, reading};
use crate::book::Account;
use crate::domain::communication::{HoldKind, Outcome, Wanted};
use crate::domain::shorthand::{self, Act, Clause, Line, Reading};
use crate::error::Result;
use crate::ops::log_contact::LogContact;
use crate::ops::log_line;

#[derive(Debug, Args)]
pub struct Details {
    #[arg(long, value_name = "AMT@DATE")]
    promise: Option<String>,
    #[arg(long, value_name = "NUM=AMT:REASON")]
    dispute: Vec<String>,
    /// Who sees to what is disputed; you by default
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// A payment plan, such as "6 month-end 240.50 down from 30 nov"
    #[arg(long, value_name = "TEXT")]
    plan: Option<String>,
    /// When the customer asked to be called, such as "tue 10:00"
    #[arg(long, value_name = "TIME")]
    callback: Option<String>,
    /// What is to be sent: copy=NUM, proof=NUM, statement, or other=TEXT
    #[arg(long, value_name = "WHAT=NUM")]
    request: Vec<String>,
    /// attorney, bankruptcy, deceased, hardship, cease, credit or other
    #[arg(long, value_name = "KIND")]
    hold: Option<String>,
}

impl Details {
    /// Who settles a dispute: the one who is named, else who logs it.
    pub fn owner(&self, session: &Session) -> String {
        reading::text(Some(self.owner.as_deref().unwrap_or(&session.desk.operator)))
    }

    pub fn has_promise(&self) -> bool {
        self.promise.is_some()
    }

    pub fn has_dispute(&self) -> bool {
        !self.dispute.is_empty()
    }

    /// Puts what was said into the contact.
    pub fn add(
        &self,
        (session, account): (&Session, &Account),
        (desk, reading): (&log_line::Desk, &Reading),
        op: &mut LogContact,
    ) -> Result<()> {
        if let Some(text) = &self.promise {
            op.promise = Some(promise::promised(session, account, text)?);
        }
        for text in &self.dispute {
            let mut disputed = dispute::disputed(session, account, text)?;
            disputed.owner = self.owner(session);
            op.disputes.push(disputed);
        }
        if let Some(text) = &self.plan {
            let wish = shorthand::read_plan(text, reading).map_err(|error| error.at_field("plan"))?;
            op.plan = Some(desk.plan(&wish, op.at.date())?);
        }
        if let Some(text) = &self.callback {
            let (on, at) = shorthand::read_callback(text, reading).map_err(|error| error.at_field("callback"))?;
            let clause = Clause { act: Act::Callback { on, at }, note: String::new() };
            let said = log_line::decide(
                &Line { clauses: vec![clause] },
                desk,
                LogContact::new(op.account, op.at, op.outcome),
            )?;
            (op.follow_up, op.callback) = (said.follow_up, said.callback);
        }
        for text in &self.request {
            let (what, rest) = text.split_once('=').unwrap_or((text, ""));
            let what: Wanted = what.trim().parse()?;
            let rest = reading::text(Some(rest));
            let (number, note) = if what == Wanted::Other { (None, rest.as_str()) } else { (Some(rest.as_str()), "") };
            op.requests.push(desk.requested(what, number.filter(|number| !number.is_empty()), note)?);
        }
        if let Some(kind) = &self.hold {
            op.hold = Some((kind.parse()?, op.note.clone()));
        } else if op.outcome == Outcome::Hold && op.hold.is_none() {
            op.hold = Some((HoldKind::Other, op.note.clone()));
        }
        Ok(())
    }
}
