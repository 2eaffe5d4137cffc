//! Closing a period, and lifting it: entries with an effective date on or before the closing date are refused.

use serde::Serialize;

use crate::book::{Op, Tx};
use crate::domain::calendar::Date;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct ClosePeriod {
    /// None lifts the closing date.
    pub through: Option<Date>,
}

impl Op for ClosePeriod {
    const NAME: &'static str = "close-period";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let closed = tx.settings()?.closed_through;
        if let Some((through, closed)) = self.through.zip(closed)
            && through < closed
        {
            return Err(Error::refused("already_closed", format!("the book is closed through {closed} already"))
                .safe("nothing was changed")
                .hint("lift the closing date first"));
        }
        tx.set("closed-through", &self.through.map(|date| date.to_string()).unwrap_or_default())
    }
}
