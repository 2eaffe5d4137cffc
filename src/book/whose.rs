//! Whose a thing is, by its id alone: a person who reads D2 on a screen does not name the account again.

use rusqlite::OptionalExtension;

use super::Book;
use crate::domain::ids::AccountId;
use crate::error::{Error, Result};

/// Things that are named by their id alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Dispute,
    Hold,
}

impl Book {
    /// The account of a dispute or hold that counts.
    pub fn whose(&self, what: Whose, id: i64) -> Result<AccountId> {
        let (table, letter) = match what {
            Whose::Dispute => ("dispute", 'D'),
            Whose::Hold => ("hold", 'H'),
        };
        let sql = format!("SELECT account FROM {table} WHERE id = ?1 AND live = 1");
        let account: Option<i64> = self.conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?;
        account.map(AccountId).ok_or_else(|| {
            Error::not_found("not_found", format!("there is no {table} {letter}{id}"))
                .safe("nothing was changed")
                .hint(format!("see them with `arrears {table} list ACCOUNT`"))
        })
    }
}
