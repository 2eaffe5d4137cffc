//! Find: one box for name, phone digits, contact, e-mail, invoice, check and amount. Names are scanned in memory, one
//! folded line for each account; numbers and amounts are bounded look-ups in the book's indexes.

use super::Book;
use crate::domain::communication::words;
use crate::domain::ids::{AccountId, CreditId, DebitId, EntryId};
use crate::error::Result;

words! {
    /// Why an account was found.
    Why, "why" {
        Code = "code", Name = "name", Contact = "contact", Phone = "phone", Email = "email", Invoice = "invoice",
        Check = "check", Amount = "amount", Payment = "payment", Credit = "credit",
    }
}

/// An account that was found, with its best reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub account: AccountId,
    pub why: Why,
    /// What matched as the book writes it: `(937) 555-0142`, `1043`, `412.30`.
    pub matched: String,
    pub debit: Option<DebitId>,
    pub credit: Option<CreditId>,
}

/// The folded lines of every account.
#[derive(Debug, Default)]
pub struct Search {}

impl Search {
    /// Reads the line of every account.
    pub fn load(_book: &Book) -> Result<Search> {
        Ok(Search {})
    }

    /// Reads again the lines of the accounts that entries after `since` touched.
    pub fn refresh(&mut self, _book: &Book, _since: EntryId) -> Result<()> {
        Ok(())
    }

    /// At most `limit` accounts, each once with its best reason, best first.
    pub fn find(&self, _book: &Book, _query: &str, _limit: usize) -> Result<Vec<Hit>> {
        Ok(Vec::new())
    }
}
