//! Who sits at which account, beside the book in the file of drafts: two people should not call one customer at once.
//! It is news of the minute and no fact of the book; a row that nobody refreshed means nothing.

use rusqlite::params;

use super::drafts::DraftFile;
use crate::domain::ids::AccountId;
use crate::error::Result;

/// A desk at an account. Times are milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The process's own name: its number, and chance.
    pub desk: String,
    pub operator: String,
    pub account: AccountId,
    /// The form that is open; empty where the account is only looked at.
    pub form: String,
    pub since: i64,
    pub seen: i64,
}

/// Not refreshed for so long, a desk is gone.
pub const STALE: i64 = 90_000;

pub(super) const TABLE: &str = "-- One row is one desk that has an account open.
    CREATE TABLE IF NOT EXISTS desk (
        desk TEXT PRIMARY KEY, operator TEXT NOT NULL, account INTEGER NOT NULL, form TEXT NOT NULL,
        since INTEGER NOT NULL, seen INTEGER NOT NULL
    ) STRICT";

impl DraftFile {
    /// Says where a desk sits; rows of desks long gone go with it.
    pub fn sit(&self, seat: &Seat) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM desk WHERE seen < ?1")?.execute([seat.seen - STALE])?;
        let sql =
            "INSERT OR REPLACE INTO desk (desk, operator, account, form, since, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let row = params![seat.desk, seat.operator, seat.account.0, seat.form, seat.since, seat.seen];
        self.conn.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    /// The desk is at no account.
    pub fn rise(&self, desk: &str) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM desk WHERE desk = ?1")?.execute([desk])?;
        Ok(())
    }

    /// Every desk but one's own, whether or not it is stale.
    pub fn seats(&self, but: &str) -> Result<Vec<Seat>> {
        let sql = "SELECT desk, operator, account, form, since, seen FROM desk WHERE desk <> ?1 ORDER BY since, desk";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([but], |row| {
            Ok(Seat {
                desk: row.get(0)?,
                operator: row.get(1)?,
                account: AccountId(row.get(2)?),
                form: row.get(3)?,
                since: row.get(4)?,
                seen: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
