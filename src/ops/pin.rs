//! Keeping an account on top of the day's list until somebody takes it off, with the reason.

use serde::Serialize;

use crate::book::{Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::AccountId;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct PinAccount {
    pub account: AccountId,
    pub from: Date,
    pub reason: String,
}

impl Op for PinAccount {
    const NAME: &'static str = "pin-account";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.account(self.account)?;
        if self.reason.trim().is_empty() {
            return Err(Error::invalid("reason", "a pin needs a reason").safe("nothing was saved"));
        }
        // Pinned again: the later reason holds.
        if let Some(before) = tx.pin_of(self.account, self.from)? {
            tx.end_pin(self.account, before.id, self.from)?;
        }
        tx.write_pin(self.account, self.from, &self.reason).map(drop)
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct UnpinAccount {
    pub account: AccountId,
    pub on: Date,
}

impl Op for UnpinAccount {
    const NAME: &'static str = "unpin-account";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let account = tx.account(self.account)?;
        match tx.pin_of(self.account, self.on)? {
            Some(pin) => tx.end_pin(self.account, pin.id, self.on),
            None => Err(Error::refused("not_pinned", format!("{} is not pinned", account.name()))
                .safe("nothing was changed")
                .hint("`arrears pin` keeps an account on top of the day's list")),
        }
    }
}
