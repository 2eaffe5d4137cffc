//! The accounts that may have to be called or may have to wait, found by what is due. None of these questions is asked
//! while a key waits, but in a book that is small.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{ToSql, params};

use super::reasons::NEW_DAYS;
use super::{MOST_WAITING, Usual};
use crate::book::perform::day;
use crate::book::{Book, Settings};
use crate::domain::calendar::Date;
use crate::domain::ids::AccountId;
use crate::domain::money::Currency;
use crate::error::Result;

/// A day's list holds the largest of those that are late and nothing else.
const MOST_LATE: i64 = 50;

/// Accounts with something open whose last promise that is over nobody contacted them about since …
pub(in crate::book) const PROMISES: &str =
    "SELECT p.account FROM (SELECT account, MAX(last_day) AS last_day FROM promise p
        WHERE last_day < ?1 AND live = 1 AND NOT EXISTS (SELECT 1 FROM promise_end WHERE promise = p.id AND live = 1)
        GROUP BY account) p
    WHERE EXISTS (SELECT 1 FROM debit WHERE account = p.account AND open > 0)
    AND NOT EXISTS (SELECT 1 FROM communication WHERE account = p.account AND at >= (p.last_day + 1) * 86400
        AND at < (?1 + 1) * 86400 AND live = 1 AND channel <> 'note' AND outcome <> 'note')";

/// … and those where a payment that bounced later may have broken one after that.
pub(in crate::book) const BROKEN_BY_BOUNCES: &str =
    "SELECT p.account FROM credit c INDEXED BY credit_reversed JOIN promise p ON p.account = c.account
    WHERE c.reversed_on <= ?1 AND c.live = 1 AND c.reversed_on > p.last_day AND c.date BETWEEN p.made AND p.last_day
    AND p.last_day < ?1 AND p.live = 1";

/// Plans in force with something left to pay and an instalment that fell due.
pub(in crate::book) const PLANS: &str = "SELECT p.account FROM plan p WHERE p.live = 1
    AND NOT EXISTS (SELECT 1 FROM plan_end WHERE plan = p.id AND live = 1)
    AND EXISTS (SELECT 1 FROM plan_instalment WHERE plan = p.id AND payable < ?1)
    AND EXISTS (SELECT 1 FROM plan_debit c JOIN debit d ON d.id = c.debit WHERE c.plan = p.id AND d.open > 0)";

const PINS: &str = "SELECT p.account FROM pin p WHERE p.live = 1 AND p.date <= ?1
    AND NOT EXISTS (SELECT 1 FROM pin_end WHERE pin = p.id AND live = 1 AND date <= ?1)";

/// Accounts whose oldest open debit went over an edge within the last days and that nobody contacted since, largest
/// first. It reads the index of what is open, never the accounts.
const NEWLY_LATE: &str = "SELECT late.account FROM (SELECT account, MIN(due) AS oldest, SUM(open) AS owed FROM debit
        WHERE open > 0 AND due < ?1 GROUP BY account) late
    JOIN json_each(?2) edge ON ?1 - late.oldest BETWEEN edge.value + 1 AND edge.value + ?3
    WHERE NOT EXISTS (SELECT 1 FROM communication WHERE account = late.account AND at >= (late.oldest + edge.value + 1) * 86400
        AND at < (?1 + 1) * 86400 AND live = 1 AND channel <> 'note' AND outcome <> 'note')
    ORDER BY owed DESC, late.account LIMIT ?4";

/// Late accounts that nobody ever contacted, largest first.
const UNSPOKEN: &str = "SELECT account FROM (SELECT account, SUM(open) AS owed FROM debit
        WHERE open > 0 AND due < ?1 GROUP BY account) late
    WHERE NOT EXISTS (SELECT 1 FROM communication WHERE account = late.account AND at < (?1 + 1) * 86400 AND live = 1
        AND channel <> 'note' AND outcome <> 'note')
    ORDER BY owed DESC, account LIMIT ?2";

/// Late accounts that owe more than their limit, largest first.
const OVER_LIMIT: &str = "SELECT v.account FROM account_version v
        JOIN (SELECT account, SUM(open) AS owed, MIN(due) AS oldest FROM debit WHERE open > 0 GROUP BY account) o
          ON o.account = v.account
    WHERE v.live = 1 AND v.credit_limit IS NOT NULL AND o.owed > v.credit_limit AND o.oldest < ?1
    AND v.id = (SELECT MAX(id) FROM account_version WHERE account = v.account AND live = 1)
    ORDER BY o.owed DESC, v.account LIMIT ?2";

/// What may keep an account from being called: a promise that is not over, a plan, a hold, a snooze, a follow-up to come,
/// a call today. The largest of those that are late.
const WAITING: &str = "SELECT w.account FROM (SELECT p.account FROM promise p WHERE p.last_day >= ?1 AND p.live = 1
        AND NOT EXISTS (SELECT 1 FROM promise_end WHERE promise = p.id AND live = 1)
    UNION SELECT p.account FROM plan p WHERE p.live = 1 AND NOT EXISTS (SELECT 1 FROM plan_end WHERE plan = p.id AND live = 1)
        AND EXISTS (SELECT 1 FROM plan_debit c JOIN debit d ON d.id = c.debit WHERE c.plan = p.id AND d.open > 0)
    UNION SELECT h.account FROM hold h WHERE h.live = 1 AND NOT EXISTS (SELECT 1 FROM hold_end WHERE hold = h.id AND live = 1)
    UNION SELECT s.account FROM snooze s WHERE s.until > ?1 AND s.live = 1
    UNION SELECT f.account FROM follow_up f WHERE f.due > ?1 AND f.live = 1
        AND NOT EXISTS (SELECT 1 FROM follow_up_end WHERE follow_up = f.id AND live = 1)
    UNION SELECT value FROM json_each(?2)) w
    JOIN (SELECT account, SUM(open) AS owed FROM debit WHERE open > 0 AND due < ?1 GROUP BY account) late
      ON late.account = w.account
    ORDER BY late.owed DESC, w.account LIMIT ?3";

const CONTACTED: &str = "SELECT DISTINCT account FROM communication INDEXED BY communication_account
    WHERE at >= ?1 * 86400 AND at < (?1 + 1) * 86400 AND live = 1 AND channel <> 'note' AND outcome <> 'note'";

const USUAL: &str = "SELECT a.currency, late.owed FROM (SELECT account, SUM(open) AS owed FROM debit
        WHERE open > 0 AND due < ?1 GROUP BY account) late JOIN account a ON a.id = late.account ORDER BY a.currency, late.owed";

impl Book {
    pub(super) fn candidates(&self, today: Date, settings: &Settings) -> Result<Vec<AccountId>> {
        let mut accounts: BTreeSet<AccountId> =
            self.follow_ups_due(today)?.into_iter().map(|follow_up| follow_up.account).collect();
        let day = day(today);
        for sql in [PROMISES, BROKEN_BY_BOUNCES, PLANS, PINS] {
            self.gather(sql, &[&day], &mut accounts)?;
        }
        let edges = settings.edges.days().iter().map(|days| i64::from(*days));
        let edges = serde_json::json!(std::iter::once(0).chain(edges).collect::<Vec<i64>>()).to_string();
        self.gather(NEWLY_LATE, &[&day, &edges, &NEW_DAYS, &MOST_LATE], &mut accounts)?;
        for sql in [UNSPOKEN, OVER_LIMIT] {
            self.gather(sql, &[&day, &MOST_LATE], &mut accounts)?;
        }
        let called: Vec<i64> = self.contacted_on(today)?.into_iter().map(|account| account.0).collect();
        let called = serde_json::json!(called).to_string();
        self.gather(WAITING, &[&day, &called, &(MOST_WAITING as i64)], &mut accounts)?;
        Ok(accounts.into_iter().collect())
    }

    fn gather(&self, sql: &str, values: &[&dyn ToSql], into: &mut BTreeSet<AccountId>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        for account in statement.query_map(values, |row| Ok(AccountId(row.get(0)?)))? {
            into.insert(account?);
        }
        Ok(())
    }

    /// The accounts that were contacted on a day.
    pub(super) fn contacted_on(&self, today: Date) -> Result<BTreeSet<AccountId>> {
        let mut accounts = BTreeSet::new();
        self.gather(CONTACTED, params![day(today)], &mut accounts)?;
        Ok(accounts)
    }

    /// The middle of what late accounts owe, in minor units by currency; one late account has no like.
    pub(super) fn usual_balances(&self, today: Date) -> Result<Usual> {
        let mut owed: HashMap<String, Vec<i64>> = HashMap::new();
        let mut statement = self.conn.prepare_cached(USUAL)?;
        let mut rows = statement.query([day(today)])?;
        while let Some(row) = rows.next()? {
            owed.entry(row.get(0)?).or_default().push(row.get(1)?);
        }
        let mut usual = Vec::new();
        for (currency, amounts) in owed {
            if let Some(middle) = amounts.get((amounts.len() - 1) / 2).filter(|_| amounts.len() > 1) {
                usual.push((Currency::parse(&currency)?, *middle));
            }
        }
        Ok(usual)
    }
}
