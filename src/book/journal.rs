//! The journal: who did what and when, and which accounts an entry touched.

use super::Book;
use crate::domain::ids::{AccountId, EntryId};
use crate::error::Result;

/// One entry for people to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    pub seq: EntryId,
    /// Recorded: milliseconds since 1970 UTC.
    pub at: i64,
    pub operator: String,
    pub op: String,
    /// What was agreed, as JSON.
    pub json: String,
    /// Codes of the accounts touched: at most five …
    pub accounts: Vec<String>,
    /// … of this many.
    pub account_count: u64,
    pub undone: bool,
    /// In hexadecimal.
    pub hash: String,
}

impl Book {
    /// The newest `limit` entries after `since`, of one account or of all, newest last.
    pub fn journal(
        &self,
        _account: Option<AccountId>,
        _since: Option<EntryId>,
        _limit: usize,
    ) -> Result<Vec<JournalRow>> {
        Ok(Vec::new())
    }

    /// The accounts that entries after `since` touched.
    pub fn accounts_changed_since(&self, _since: EntryId) -> Result<Vec<AccountId>> {
        Ok(Vec::new())
    }

    /// The journal's head as it was at a UTC time in milliseconds: 0 before the first entry.
    pub fn entry_at_time(&self, _at: i64) -> Result<EntryId> {
        Ok(EntryId(0))
    }

    /// The hash of the journal's head in hexadecimal; zeros while nothing was entered.
    pub fn head_hash(&self) -> Result<String> {
        Ok(String::new())
    }
}
