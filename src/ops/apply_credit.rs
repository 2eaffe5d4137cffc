//! Applying what is left of a payment or credit to debits.

use serde::Serialize;

use crate::book::{Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{CreditId, DebitId};
use crate::domain::money::Money;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct ApplyCredit {
    pub credit: CreditId,
    pub date: Date,
    pub allocations: Vec<(DebitId, Money)>,
}

impl Op for ApplyCredit {
    const NAME: &'static str = "apply-credit";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        if self.allocations.is_empty() {
            return Err(Error::invalid("apply", "nothing was named to apply it to").safe("nothing was posted"));
        }
        for (debit, amount) in &self.allocations {
            tx.allocate(self.credit, *debit, self.date, *amount)?;
        }
        Ok(())
    }
}
