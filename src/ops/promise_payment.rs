//! A promise to pay, in a call or on its own.

use serde::Serialize;

use crate::book::{NewPromise, Op, Settings, Standing, Tx};
use crate::domain::calendar::{Date, plus_days};
use crate::domain::ids::{AccountId, CommunicationId, DebitId};
use crate::domain::money::Money;
use crate::domain::promise::last_day;
use crate::error::Result;

/// What was promised, with the last day that it was given when made.
#[derive(Debug, Clone, Serialize)]
pub struct Promised {
    pub amount: Money,
    pub due: Date,
    pub last_day: Date,
    /// Empty: the account's open debits.
    pub covers: Vec<DebitId>,
}

impl Promised {
    pub fn new(amount: Money, due: Date, settings: &Settings) -> Promised {
        let last_day = last_day(due, settings.promise_grace_days, &settings.calendar());
        Promised { amount, due, last_day, covers: Vec::new() }
    }

    pub(super) fn write(
        &self,
        tx: &mut Tx,
        account: AccountId,
        communication: Option<CommunicationId>,
        made: Date,
    ) -> Result<()> {
        let (amount, due, last_day, covers) = (self.amount, self.due, self.last_day, self.covers.as_slice());
        tx.write_promise(&NewPromise { account, communication, made, amount, due, last_day, covers }).map(drop)
    }
}

/// The defaults of the form: what is collectable and past due (or collectable at all), by next Friday.
pub fn decide(standing: &Standing, today: Date) -> (Money, Date) {
    use chrono::Datelike;
    let figures = &standing.figures;
    let amount =
        if figures.collectable_past_due.is_positive() { figures.collectable_past_due } else { figures.collectable };
    let until_friday = (4 - i64::from(today.weekday().num_days_from_monday())).rem_euclid(7);
    (amount, plus_days(today, if until_friday == 0 { 7 } else { until_friday }))
}

#[derive(Debug, Clone, Serialize)]
pub struct PromisePayment {
    pub account: AccountId,
    pub made: Date,
    pub promised: Promised,
}

impl Op for PromisePayment {
    const NAME: &'static str = "promise-payment";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.account(self.account)?;
        self.promised.write(tx, self.account, None, self.made)
    }
}
