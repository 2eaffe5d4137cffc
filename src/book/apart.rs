//! What of the aging report is disputed or on a plan: by today's knowledge from the derived columns, by an earlier one
//! from the rows as they were known then, with the same rules.

use std::collections::HashMap;

use rusqlite::params;

use super::known::Known;
use super::lineage::Lineage;
use super::perform::{date, day};
use super::{AgingQuestion, Book, typed_in};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, EntryId, PlanId};
use crate::domain::item::OpenDebit;
use crate::domain::money::{Currency, Money, sum};
use crate::domain::plan::{PlanFacts, adherence};
use crate::error::Result;

/// Disputed and on plan, by account.
pub(super) type Apart = HashMap<AccountId, (Money, Money)>;

/// What is open of a debit, and of it disputed.
struct OpenPart {
    open: i64,
    disputed: i64,
}

impl Book {
    /// What of each account is disputed and on a plan at the as-of date; only accounts that have either are visited.
    pub(super) fn set_apart(&self, question: &AgingQuestion) -> Result<Apart> {
        let known = question.known_at.map(|entry| Known::at(self, entry)).transpose()?;
        let counts = |table: &str, alias: &str| match &known {
            Some(known) => known.counts(table, alias),
            None => format!("{alias}.live = 1"),
        };
        let sql = format!(
            "SELECT t.account FROM dispute t WHERE {} AND t.opened <= ?1 UNION SELECT t.account FROM plan t WHERE {} AND t.made <= ?1",
            counts("dispute", "t"),
            counts("plan", "t")
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let as_of = question.how.as_of;
        let accounts: Vec<i64> = statement.query_map([day(as_of)], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut apart = HashMap::new();
        for account in accounts.into_iter().map(AccountId).filter(|id| question.account.is_none_or(|only| only == *id))
        {
            let parts = match &known {
                Some(known) => self.apart_then(known, account, as_of)?,
                None => self.apart_now(account, as_of)?,
            };
            apart.extend(parts.map(|parts| (account, parts)));
        }
        Ok(apart)
    }

    fn apart_now(&self, account: AccountId, as_of: Date) -> Result<Option<(Money, Money)>> {
        let Ok(currency) = self.currency_of(account) else { return Ok(None) };
        let debits = self.open_debits_of(account, as_of)?;
        let part = |part: fn(&OpenDebit) -> Money| sum(debits.iter().map(part), currency);
        Ok(Some((part(|debit| debit.disputed)?, part(|debit| debit.on_plan)?)))
    }

    fn apart_then(&self, known: &Known, account: AccountId, as_of: Date) -> Result<Option<(Money, Money)>> {
        let sql = "SELECT currency FROM account WHERE id = ?1";
        let code: String = self.conn.prepare_cached(sql)?.query_row([account.0], |row| row.get(0))?;
        let currency = Currency::parse(&code)?;
        let debits = self.open_then(known, account, as_of)?;
        let mut on_plan: HashMap<i64, i64> = HashMap::new();
        for plan in self.plans_then(known, (account, currency), as_of)? {
            if !adherence(&plan, as_of)?.state.is_running() {
                continue;
            }
            for debit in self.covered_then(known, plan.id)? {
                if let Some(part) = debits.get(&debit) {
                    on_plan.insert(debit, part.open - part.disputed);
                }
            }
        }
        let disputed = debits.values().map(|part| part.disputed).sum();
        Ok(Some((Money::stored(disputed, currency), Money::stored(on_plan.values().sum(), currency))))
    }

    /// What was open of each debit of an account, with what of it was disputed, by the rows known then.
    fn open_then(&self, known: &Known, account: AccountId, as_of: Date) -> Result<HashMap<i64, OpenPart>> {
        let sql = format!(
            "SELECT d.id, d.amount
                - COALESCE((SELECT SUM(a.amount) FROM allocation a JOIN credit c ON c.id = a.credit WHERE a.debit = d.id AND {}), 0),
                COALESCE((SELECT SUM(p.amount) FROM dispute p WHERE p.debit = d.id AND p.opened <= ?1 AND {} AND {}), 0)
             FROM debit d WHERE d.account = ?2 AND d.date <= ?1 AND {} AND {}",
            known.allocation_in_force(),
            known.counts("dispute", "p"),
            known.not_ended("dispute_end", "dispute", "p.id"),
            known.counts("debit", "d"),
            known.not_ended("void", "debit", "d.id"),
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![day(as_of), account.0])?;
        let mut debits = HashMap::new();
        while let Some(row) = rows.next()? {
            let (open, disputed): (i64, i64) = (row.get(1)?, row.get(2)?);
            debits.insert(row.get(0)?, OpenPart { open, disputed: disputed.min(open) });
        }
        Ok(debits)
    }

    fn covered_then(&self, known: &Known, plan: PlanId) -> Result<Vec<i64>> {
        let sql = format!("SELECT p.debit FROM plan_debit p WHERE p.plan = ?1 AND {}", known.counts("plan_debit", "p"));
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([plan.0], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The plans of an account that were not cancelled, with the money that came for them, by the rows known then.
    fn plans_then(
        &self,
        known: &Known,
        (account, currency): (AccountId, Currency),
        as_of: Date,
    ) -> Result<Vec<PlanFacts>> {
        let sql = format!(
            "SELECT p.id, p.entry, p.made, p.allowed_missed, p.grace_days FROM plan p
             WHERE p.account = ?2 AND p.made <= ?1 AND {} AND {} ORDER BY p.made, p.id",
            known.counts("plan", "p"),
            known.not_ended("plan_end", "plan", "p.id"),
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![day(as_of), account.0])?;
        let (mut plans, mut lineage) = (Vec::new(), Lineage::of(self)?);
        while let Some(row) = rows.next()? {
            let (id, made) = (PlanId(row.get(0)?), date(row, 2)?);
            let entry = lineage.typed_by("plan", id.0, EntryId(row.get(1)?))?;
            let (paid, shortened) = self.paid_then(known, (id, entry, made), (as_of, currency))?;
            plans.push(PlanFacts {
                id,
                made,
                instalments: self.instalments_of(id, currency)?,
                allowed_missed: row.get(3)?,
                grace_days: row.get(4)?,
                cancelled_on: None,
                paid,
                shortened,
            });
        }
        Ok(plans)
    }

    /// As `plan_facts` has it today: payments in force, and what credits and write-offs took away.
    fn paid_then(
        &self,
        known: &Known,
        (plan, entry, made): (PlanId, EntryId, Date),
        (as_of, currency): (Date, Currency),
    ) -> Result<(Vec<(Date, Money)>, Money)> {
        let sql = format!(
            "SELECT kind, starts, amount FROM (SELECT c.kind, MAX(a.date, d.date, c.date) AS starts, a.amount, a.entry, a.id,
                {} AS entered
                FROM plan_debit p JOIN allocation a ON a.debit = p.debit JOIN credit c ON c.id = a.credit JOIN debit d ON d.id = a.debit
                WHERE p.plan = ?2 AND {} AND {})
             WHERE CASE WHEN entered = ?3 THEN starts >= ?4 ELSE starts > ?4 OR entered > ?3 END ORDER BY starts, id",
            typed_in::of_allocation(Some(known)),
            known.counts("plan_debit", "p"),
            known.allocation_in_force(),
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![day(as_of), plan.0, entry.0, day(made)])?;
        let (mut paid, mut shortened) = (Vec::new(), currency.zero());
        while let Some(row) = rows.next()? {
            let amount = Money::stored(row.get(2)?, currency);
            match row.get::<_, String>(0)?.as_str() {
                "payment" => paid.push((date(row, 1)?, amount)),
                _ => shortened = shortened.plus(amount)?,
            }
        }
        Ok((paid, shortened))
    }
}
