//! Placing a hold on an account: it is not chased from then on.

use serde::Serialize;

use crate::book::{Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::communication::HoldKind;
use crate::domain::ids::AccountId;
use crate::error::Result;

#[derive(Debug, Clone, Serialize)]
pub struct PlaceHold {
    pub account: AccountId,
    pub kind: HoldKind,
    pub reason: String,
    pub from: Date,
}

impl Op for PlaceHold {
    const NAME: &'static str = "place-hold";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.account(self.account)?;
        tx.write_hold(self.account, self.kind, &self.reason, self.from).map(drop)
    }
}
