//! Promises to pay and the receipts that settle them; their state is worked out, never kept.

use rusqlite::{ToSql, params};

use super::lineage::Lineage;
use super::perform::{date, day, maybe_date};
use super::{Book, Tx, typed_in};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, CommunicationId, DebitId, EntryId, PromiseId};
use crate::domain::money::{Currency, Money};
use crate::domain::promise::{PromiseEnd, PromiseFacts, Receipt};
use crate::error::{Error, Result};

/// A promise to be written.
#[derive(Debug, Clone)]
pub struct NewPromise<'a> {
    pub account: AccountId,
    pub communication: Option<CommunicationId>,
    pub made: Date,
    pub amount: Money,
    pub due: Date,
    pub last_day: Date,
    /// Empty: the account's open debits.
    pub covers: &'a [DebitId],
}

impl Book {
    /// The promises of an account made by a date, oldest first. `ended` tells of an end at any date.
    pub fn promises_of(&self, account: AccountId, as_of: Date) -> Result<Vec<PromiseFacts>> {
        let currency = self.currency_of(account)?;
        let sql = "SELECT p.id, p.entry, p.made, p.amount, p.due, p.last_day, e.how, e.date
            FROM promise p LEFT JOIN promise_end e ON e.promise = p.id AND e.live = 1
            WHERE p.account = ?1 AND p.live = 1 AND p.made <= ?2 ORDER BY p.made, p.id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![account.0, day(as_of)])?;
        let (mut promises, mut lineage) = (Vec::new(), Lineage::of(self)?);
        while let Some(row) = rows.next()? {
            let id = PromiseId(row.get(0)?);
            let how: Option<String> = row.get(6)?;
            let how: Option<PromiseEnd> = how.map(|how| how.parse()).transpose()?;
            promises.push(PromiseFacts {
                id,
                entry: lineage.typed_by("promise", id.0, EntryId(row.get(1)?))?,
                made: date(row, 2)?,
                amount: Money::stored(row.get(3)?, currency),
                due: date(row, 4)?,
                last_day: date(row, 5)?,
                covers: self.debits_named_by(id)?,
                ended: how.zip(maybe_date(row, 7)?),
            });
        }
        Ok(promises)
    }

    fn debits_named_by(&self, promise: PromiseId) -> Result<Vec<DebitId>> {
        let sql = "SELECT debit FROM promise_debit WHERE promise = ?1 AND live = 1 ORDER BY id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([promise.0], |row| Ok(DebitId(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The account whose promise it is.
    pub fn promise_account(&self, promise: PromiseId) -> Result<AccountId> {
        let sql = "SELECT account FROM promise WHERE id = ?1 AND live = 1";
        self.conn.prepare_cached(sql)?.query_row([promise.0], |row| Ok(AccountId(row.get(0)?))).map_err(|_| {
            Error::not_found("no_promise", format!("there is no promise R{}", promise.0))
                .safe("nothing was changed")
                .hint("see the promises with `arrears promise list ACCOUNT`")
        })
    }

    /// The payments of an account dated by `as_of`, with what they are applied to then: what promises count.
    pub fn receipts_of(&self, account: AccountId, as_of: Date) -> Result<Vec<Receipt>> {
        self.receipts_without(account, as_of, None)
    }

    /// The same as if an entry had returned none of them.
    pub fn receipts_without(&self, account: AccountId, as_of: Date, returns: Option<EntryId>) -> Result<Vec<Receipt>> {
        let currency = self.currency_of(account)?;
        let sql = format!(
            "SELECT c.id, {}, c.date, c.amount, CASE WHEN {} THEN NULL ELSE c.reversed_on END FROM credit c
            WHERE c.account = ?1 AND c.kind = 'payment' AND c.live = 1 AND c.worked_out = 0 AND c.date <= ?2 ORDER BY c.date, c.id",
            typed_in::of_credit(),
            returned_by("c.id", returns),
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![account.0, day(as_of)])?;
        let mut receipts = Vec::new();
        while let Some(row) = rows.next()? {
            receipts.push(Receipt {
                entry: EntryId(row.get(1)?),
                date: date(row, 2)?,
                amount: Money::stored(row.get(3)?, currency),
                reversed_on: maybe_date(row, 4)?,
                allocated: self.allocated_at(row.get(0)?, (as_of, returns), currency)?,
            });
        }
        Ok(receipts)
    }

    fn allocated_at(
        &self,
        credit: i64,
        (as_of, returns): (Date, Option<EntryId>),
        currency: Currency,
    ) -> Result<Vec<(DebitId, Money)>> {
        let sql = format!(
            "SELECT debit, amount FROM allocation a WHERE credit = ?1 AND live = 1 AND starts <= ?2
               AND (ends IS NULL OR ends > ?2 OR {}) ORDER BY id",
            ended_by("a", returns)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params![credit, day(as_of)], |row| {
            Ok((DebitId(row.get(0)?), Money::stored(row.get(1)?, currency)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// That a credit was returned by an entry; never without one.
fn returned_by(credit: &str, entry: Option<EntryId>) -> String {
    match entry {
        None => "0".to_string(),
        Some(entry) => format!(
            "EXISTS (SELECT 1 FROM credit_reversal r WHERE r.credit = {credit} AND r.live = 1 AND r.entry = {})",
            entry.0
        ),
    }
}

/// That an allocation ended because its credit was returned by an entry.
pub(super) fn ended_by(allocation: &str, entry: Option<EntryId>) -> String {
    let Some(entry) = entry else { return "0".to_string() };
    format!(
        "EXISTS (SELECT 1 FROM credit_reversal r WHERE r.credit = {allocation}.credit AND r.live = 1
            AND r.entry = {} AND r.date = {allocation}.ends)",
        entry.0
    )
}

impl Tx<'_> {
    pub fn write_promise(&mut self, new: &NewPromise) -> Result<PromiseId> {
        if !new.amount.is_positive() {
            return Err(Error::refused("amount_not_positive", "the promised amount must be more than zero")
                .at_field("amount")
                .safe("nothing was saved")
                .hint("type the amount again"));
        }
        if new.due < new.made {
            return Err(Error::refused(
                "promise_in_the_past",
                format!("{} is before the day of the promise, {}", new.due, new.made),
            )
            .at_field("by")
            .safe("nothing was saved")
            .hint("type a later date"));
        }
        self.check_currency(new.account, new.amount)?;
        for debit in new.covers {
            self.check_debit_of(new.account, *debit)?;
        }
        let values: &[(&'static str, &dyn ToSql)] = &[
            ("account", &new.account.0),
            ("communication", &new.communication.map(|id| id.0)),
            ("made", &day(new.made)),
            ("amount", &new.amount.minor()),
            ("due", &day(new.due)),
            ("last_day", &day(new.last_day.max(new.made))),
        ];
        let id = PromiseId(self.insert("promise", values)?);
        for debit in new.covers {
            self.insert("promise_debit", &[("promise", &id.0), ("debit", &debit.0)])?;
        }
        self.touch(new.account);
        Ok(id)
    }

    /// Ends a promise by hand; refused where it has ended already.
    pub fn end_promise(&mut self, promise: PromiseId, how: PromiseEnd, on: Date) -> Result<()> {
        let account = self.promise_account(promise)?;
        if self.conn.prepare_cached("SELECT 1 FROM promise_end WHERE promise = ?1 AND live = 1")?.exists([promise.0])? {
            return Err(Error::refused("already_ended", format!("promise R{} has ended already", promise.0))
                .safe("nothing was changed"));
        }
        self.insert("promise_end", &[("promise", &promise.0), ("date", &day(on)), ("how", &how.word())])?;
        self.touch(account);
        Ok(())
    }
}
