//! Payments of the whole book by their date: the day sheet, and checks on hand that are dated ahead.

use rusqlite::{Row, params};

use super::perform::{date, day, maybe_date};
use super::{Book, typed_in};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, CreditId, EntryId};
use crate::domain::money::{Currency, Money};
use crate::error::Result;

/// A payment with its account and who posted it.
#[derive(Debug, Clone)]
pub struct PostedPayment {
    pub id: CreditId,
    pub code: String,
    pub entry: EntryId,
    pub operator: String,
    pub account: AccountId,
    pub account_code: String,
    pub name: String,
    pub date: Date,
    pub method: String,
    pub reference: String,
    pub amount: Money,
    pub reversed_on: Option<Date>,
}

/// Whoever corrected or moved a payment since did not take it.
fn payments() -> String {
    format!(
        "SELECT c.id, c.code, c.entry, j.operator, a.id, a.code, v.name, c.date, c.method, c.reference, c.amount, c.reversed_on, a.currency
    FROM credit c JOIN journal j ON j.seq = {} JOIN account a ON a.id = c.account
    JOIN account_version v ON v.id = (SELECT MAX(id) FROM account_version WHERE account = a.id AND live = 1)
    WHERE c.kind = 'payment' AND c.live = 1 AND c.worked_out = 0",
        typed_in::of_credit()
    )
}

fn read(row: &Row) -> Result<PostedPayment> {
    Ok(PostedPayment {
        id: CreditId(row.get(0)?),
        code: row.get(1)?,
        entry: EntryId(row.get(2)?),
        operator: row.get(3)?,
        account: AccountId(row.get(4)?),
        account_code: row.get(5)?,
        name: row.get(6)?,
        date: date(row, 7)?,
        method: row.get(8)?,
        reference: row.get(9)?,
        amount: Money::stored(row.get(10)?, Currency::parse(&row.get::<_, String>(12)?)?),
        reversed_on: maybe_date(row, 11)?,
    })
}

impl Book {
    /// Payments dated on a day, and those returned on it, by operator and method.
    pub fn payments_on(&self, on: Date) -> Result<Vec<PostedPayment>> {
        let sql = format!(
            "{} AND (c.date = ?1 OR c.reversed_on = ?1) ORDER BY a.currency, j.operator, c.method, c.id",
            payments()
        );
        self.posted_payments(&sql, on)
    }

    /// Payments dated after a day that were not pulled or returned: checks on hand, by date.
    pub fn payments_after(&self, after: Date) -> Result<Vec<PostedPayment>> {
        let sql = format!("{} AND c.date > ?1 AND c.reversed_on IS NULL ORDER BY c.date, c.id", payments());
        self.posted_payments(&sql, after)
    }

    fn posted_payments(&self, sql: &str, on: Date) -> Result<Vec<PostedPayment>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![day(on)])?;
        let mut payments = Vec::new();
        while let Some(row) = rows.next()? {
            payments.push(read(row)?);
        }
        Ok(payments)
    }
}
