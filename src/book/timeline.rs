//! The history of an account: contacts, items, money and agreements merged by time, because that is how a clerk is told
//! the story on the phone.

use super::Book;
use crate::domain::calendar::Moment;
use crate::domain::ids::{AccountId, CreditId, DebitId, EntryId};
use crate::domain::money::Money;
use crate::error::Result;

/// Something that happened at an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Civil time; midnight where only the date is known.
    pub at: Moment,
    pub has_time: bool,
    pub entry: EntryId,
    /// Who did it.
    pub by: String,
    /// call, email, letter, text, visit, note, invoice, fee, interest, debit, refund, payment, credit, write-off,
    /// discount, allocation, reversal, void, promise, plan, dispute, follow-up, hold.
    pub kind: &'static str,
    /// `call ▸ promise 500.00 by Fri 20 Nov`.
    pub text: String,
    /// Negative where it is in the account's favour.
    pub amount: Option<Money>,
    pub debit: Option<DebitId>,
    pub credit: Option<CreditId>,
    pub note: String,
}

impl Book {
    /// What happened at an account, oldest first.
    pub fn timeline(&self, _account: AccountId) -> Result<Vec<Event>> {
        Ok(Vec::new())
    }
}
