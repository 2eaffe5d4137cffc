//! Taking an account to another stage of collection: who has it from now on, and why.

use serde::Serialize;

use crate::book::{Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::AccountId;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct EscalateAccount {
    pub account: AccountId,
    pub on: Date,
    /// A word of the shop's list of stages.
    pub stage: String,
    pub owner: String,
    pub reason: String,
}

impl Op for EscalateAccount {
    const NAME: &'static str = "escalate-account";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let account = tx.account(self.account)?;
        let stages = tx.settings()?.stages;
        let stage = stages.find(&self.stage)?;
        if self.reason.trim().is_empty() {
            return Err(Error::invalid("reason", "a change of stage needs a reason").safe("nothing was saved"));
        }
        let now = tx.escalation_of(self.account, self.on)?;
        let same = match &now {
            Some(now) => now.stage == stage.word && now.owner == self.owner,
            None => !stages.is_escalated(&stage.word),
        };
        if same {
            let message = format!("{} is at that stage already: {}", account.name(), stage.name);
            return Err(Error::refused("same_stage", message)
                .at_field("stage")
                .safe("nothing was changed")
                .hint("choose another stage, or another owner"));
        }
        tx.write_escalation(self.account, self.on, (&stage.word, &self.owner), &self.reason).map(drop)
    }
}
