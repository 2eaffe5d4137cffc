//! Payment plans as they were agreed, and the money that came for them.

use rusqlite::{ToSql, params};

use super::lineage::Lineage;
use super::perform::{date, day, maybe_date};
use super::promises::ended_by;
use super::{Book, Tx, typed_in};
use crate::domain::calendar::{Date, Roll};
use crate::domain::ids::{AccountId, CommunicationId, DebitId, EntryId, PlanId};
use crate::domain::money::{Currency, Money, Remainder};
use crate::domain::plan::{Instalment, PlanFacts, Rhythm};
use crate::error::{Error, Result};

/// A plan as it was agreed.
#[derive(Debug, Clone)]
pub struct Plan {
    pub id: PlanId,
    pub entry: EntryId,
    pub account: AccountId,
    pub made: Date,
    pub down: Money,
    pub first: Date,
    pub every: Rhythm,
    pub roll: Roll,
    pub remainder: Remainder,
    pub allowed_missed: u32,
    pub grace_days: u32,
    pub cancelled_on: Option<Date>,
    /// The debits that it covers, with their numbers.
    pub covers: Vec<(DebitId, String)>,
    pub instalments: Vec<Instalment>,
}

/// A plan to be written; its instalments are those that the form showed.
#[derive(Debug, Clone)]
pub struct NewPlan<'a> {
    pub account: AccountId,
    pub communication: Option<CommunicationId>,
    pub made: Date,
    pub down: Money,
    pub first: Date,
    pub every: Rhythm,
    pub roll: Roll,
    pub remainder: Remainder,
    pub allowed_missed: u32,
    pub grace_days: u32,
    pub covers: &'a [DebitId],
    pub instalments: &'a [Instalment],
}

impl Book {
    /// The plans of an account made by a date, oldest first; a cancellation is told at any date.
    pub fn plans_of(&self, account: AccountId, as_of: Date) -> Result<Vec<Plan>> {
        let currency = self.currency_of(account)?;
        let sql = "SELECT p.id, p.entry, p.made, p.down, p.first, p.every, p.roll, p.remainder, p.allowed_missed, p.grace_days, e.date
            FROM plan p LEFT JOIN plan_end e ON e.plan = p.id AND e.live = 1
            WHERE p.account = ?1 AND p.live = 1 AND p.made <= ?2 ORDER BY p.made, p.id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![account.0, day(as_of)])?;
        let (mut plans, mut lineage) = (Vec::new(), Lineage::of(self)?);
        while let Some(row) = rows.next()? {
            let id = PlanId(row.get(0)?);
            plans.push(Plan {
                id,
                entry: lineage.typed_by("plan", id.0, EntryId(row.get(1)?))?,
                account,
                made: date(row, 2)?,
                down: Money::stored(row.get(3)?, currency),
                first: date(row, 4)?,
                every: row.get::<_, String>(5)?.parse()?,
                roll: row.get::<_, String>(6)?.parse()?,
                remainder: row.get::<_, String>(7)?.parse()?,
                allowed_missed: row.get(8)?,
                grace_days: row.get(9)?,
                cancelled_on: maybe_date(row, 10)?,
                covers: self.plan_covers(id)?,
                instalments: self.instalments_of(id, currency)?,
            });
        }
        Ok(plans)
    }

    fn plan_covers(&self, plan: PlanId) -> Result<Vec<(DebitId, String)>> {
        let sql = "SELECT d.id, d.number FROM plan_debit p JOIN debit d ON d.id = p.debit WHERE p.plan = ?1 AND p.live = 1 ORDER BY p.id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([plan.0], |row| Ok((DebitId(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn instalments_of(&self, plan: PlanId, currency: Currency) -> Result<Vec<Instalment>> {
        let sql = "SELECT n, due, payable, amount FROM plan_instalment WHERE plan = ?1 AND live = 1 ORDER BY n";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([plan.0], |row| {
            Ok(Instalment {
                n: row.get(0)?,
                due: date(row, 1)?,
                payable: date(row, 2)?,
                amount: Money::stored(row.get(3)?, currency),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What is needed to judge a plan as of a date: payments applied to its debits since it was made, and what
    /// credits and write-offs took away from them.
    pub fn plan_facts(&self, plan: &Plan, as_of: Date) -> Result<PlanFacts> {
        self.plan_facts_without(plan, as_of, None)
    }

    /// The same as if an entry had returned none of the money.
    pub fn plan_facts_without(&self, plan: &Plan, as_of: Date, returns: Option<EntryId>) -> Result<PlanFacts> {
        let currency = plan.down.currency();
        let sql = format!(
            "SELECT kind, starts, amount FROM (SELECT c.kind, a.starts, a.amount, a.id, {} AS entered
                FROM plan_debit p JOIN allocation a ON a.debit = p.debit JOIN credit c ON c.id = a.credit
                WHERE p.plan = ?1 AND p.live = 1 AND a.live = 1 AND a.starts <= ?4 AND (a.ends IS NULL OR a.ends > ?4 OR {}))
            WHERE CASE WHEN entered = ?2 THEN starts >= ?3 ELSE starts > ?3 OR entered > ?2 END ORDER BY starts, id",
            typed_in::of_allocation(None),
            ended_by("a", returns)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        // What was in force and typed in before is not in the plan's total. A plan that an import brought stands in the
        // same entry as its payments: there the dates decide alone.
        let mut rows = statement.query(params![plan.id.0, plan.entry.0, day(plan.made), day(as_of)])?;
        let (mut paid, mut shortened) = (Vec::new(), currency.zero());
        while let Some(row) = rows.next()? {
            let amount = Money::stored(row.get(2)?, currency);
            match row.get::<_, String>(0)?.as_str() {
                "payment" => paid.push((date(row, 1)?, amount)),
                _ => shortened = shortened.plus(amount)?,
            }
        }
        Ok(PlanFacts {
            id: plan.id,
            made: plan.made,
            instalments: plan.instalments.clone(),
            allowed_missed: plan.allowed_missed,
            grace_days: plan.grace_days,
            cancelled_on: plan.cancelled_on,
            paid,
            shortened,
        })
    }

    /// The account whose plan it is.
    pub fn plan_account(&self, plan: PlanId) -> Result<AccountId> {
        let sql = "SELECT account FROM plan WHERE id = ?1 AND live = 1";
        self.conn.prepare_cached(sql)?.query_row([plan.0], |row| Ok(AccountId(row.get(0)?))).map_err(|_| {
            Error::not_found("no_plan", format!("there is no plan L{}", plan.0))
                .safe("nothing was changed")
                .hint("see the plans with `arrears plan show ACCOUNT`")
        })
    }
}

impl Tx<'_> {
    pub fn write_plan(&mut self, new: &NewPlan) -> Result<PlanId> {
        self.check_currency(new.account, new.down)?;
        for debit in new.covers {
            self.check_debit_of(new.account, *debit)?;
        }
        let values: &[(&'static str, &dyn ToSql)] = &[
            ("account", &new.account.0),
            ("communication", &new.communication.map(|id| id.0)),
            ("made", &day(new.made)),
            ("down", &new.down.minor()),
            ("first", &day(new.first)),
            ("every", &new.every.word()),
            ("roll", &new.roll.word()),
            ("remainder", &new.remainder.word()),
            ("allowed_missed", &new.allowed_missed),
            ("grace_days", &new.grace_days),
        ];
        let id = PlanId(self.insert("plan", values)?);
        for debit in new.covers {
            self.insert("plan_debit", &[("plan", &id.0), ("debit", &debit.0)])?;
        }
        for one in new.instalments {
            let (due, payable, amount) = (day(one.due), day(one.payable), one.amount.minor());
            let values: &[(&'static str, &dyn ToSql)] =
                &[("plan", &id.0), ("n", &one.n), ("due", &due), ("payable", &payable), ("amount", &amount)];
            self.insert("plan_instalment", values)?;
        }
        self.touch(new.account);
        Ok(id)
    }

    /// Cancels a plan; refused where it was cancelled already.
    pub fn end_plan(&mut self, plan: PlanId, on: Date) -> Result<()> {
        let account = self.plan_account(plan)?;
        if self.conn.prepare_cached("SELECT 1 FROM plan_end WHERE plan = ?1 AND live = 1")?.exists([plan.0])? {
            return Err(Error::refused("already_ended", format!("plan L{} was cancelled already", plan.0))
                .safe("nothing was changed"));
        }
        self.insert("plan_end", &[("plan", &plan.0), ("date", &day(on))])?;
        self.touch(account);
        Ok(())
    }
}
