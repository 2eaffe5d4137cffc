//! Putting an account off until a day, and taking it back: it is not called meanwhile, and the reason says why.

use serde::Serialize;

use crate::book::{Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::AccountId;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct SnoozeAccount {
    pub account: AccountId,
    pub from: Date,
    /// The first day on the list again.
    pub until: Date,
    pub reason: String,
}

impl Op for SnoozeAccount {
    const NAME: &'static str = "snooze-account";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.account(self.account)?;
        if self.reason.trim().is_empty() {
            return Err(Error::invalid("reason", "a snooze needs a reason").safe("nothing was saved"));
        }
        if self.until <= self.from {
            let message = format!("{} is not after {}: the account would be back at once", self.until, self.from);
            return Err(Error::refused("snooze_in_the_past", message)
                .at_field("until")
                .safe("nothing was saved")
                .hint("type a later date"));
        }
        // The later word holds.
        if let Some(before) = tx.snooze_of(self.account, self.from)? {
            tx.end_snooze(self.account, before.id, self.from)?;
        }
        tx.write_snooze(self.account, (self.from, self.until), &self.reason).map(drop)
    }
}

/// Puts a snoozed account back on the list.
#[derive(Debug, Clone, Serialize)]
pub struct WakeAccount {
    pub account: AccountId,
    pub on: Date,
}

impl Op for WakeAccount {
    const NAME: &'static str = "wake-account";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let account = tx.account(self.account)?;
        match tx.snooze_of(self.account, self.on)? {
            Some(snooze) => tx.end_snooze(self.account, snooze.id, self.on),
            None => Err(Error::refused("not_snoozed", format!("{} is not snoozed", account.name()))
                .safe("nothing was changed")
                .hint("the day's list says what an account waits for")),
        }
    }
}
