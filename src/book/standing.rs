//! How one account stands at a date: items, promises, plans, disputes and the figures that follow from them. Header,
//! report, statement and sentence all come from here, so that they cannot disagree.

use std::collections::HashMap;

use rusqlite::params;

use super::communications::FollowUp;
use super::disputes::{Dispute, Hold};
use super::perform::{date, day};
use super::plans::Plan;
use super::{Account, Book, Request};
use crate::domain::aging::Aging;
use crate::domain::calendar::Date;
use crate::domain::communication::HoldKind;
use crate::domain::figures::{Figures, figures};
use crate::domain::ids::{AccountId, CreditId, DebitId};
use crate::domain::item::{OpenCredit, OpenDebit, oldest_first};
use crate::domain::money::{Currency, Money};
use crate::domain::plan::{Adherence, adherence};
use crate::domain::promise::{PromiseFacts, Record, Settled, record, settle};
use crate::domain::sentence::{Facts, Part, say, text};
use crate::error::Result;

/// One account at one date.
#[derive(Debug, Clone)]
pub struct Standing {
    pub account: Account,
    /// Open debits, oldest first.
    pub debits: Vec<OpenDebit>,
    /// Credits with something unapplied, by date.
    pub credits: Vec<OpenCredit>,
    pub figures: Figures,
    /// Oldest first.
    pub promises: Vec<(PromiseFacts, Settled)>,
    pub record: Record,
    pub plans: Vec<(Plan, Adherence)>,
    /// Unresolved at the date.
    pub disputes: Vec<Dispute>,
    /// In force at the date.
    pub holds: Vec<Hold>,
    /// Open now, by date.
    pub follow_ups: Vec<FollowUp>,
    /// What is still to be sent, the oldest first.
    pub requests: Vec<Request>,
    /// Date, amount and reference of the last payment that was not reversed.
    pub last_payment: Option<(Date, Money, String)>,
    /// What to say on the phone.
    pub say: String,
    /// The same, with what each part tells of.
    pub said: Vec<Part>,
}

impl Standing {
    /// How far what is owed goes beyond the credit limit; None where it does not.
    pub fn over_limit(&self) -> Option<Money> {
        let limit = self.account.details.credit_limit?;
        self.figures.net.minus(limit).ok().filter(|over| over.is_positive())
    }

    /// The plan that runs at the date, if one does.
    pub fn running_plan(&self) -> Option<&(Plan, Adherence)> {
        self.plans.iter().find(|(_, adherence)| adherence.state.is_running())
    }
}

impl Book {
    /// How an account stands at `how.as_of`.
    pub fn standing(&self, account: AccountId, how: &Aging) -> Result<Standing> {
        let as_of = how.as_of;
        let account = self.account(account)?;
        let plans = self.plans_judged(account.id, as_of)?;
        let mut disputes = self.disputes_of(account.id)?;
        disputes.retain(|dispute| dispute.opened <= as_of && dispute.resolved.is_none_or(|(_, on)| on > as_of));
        let debits = self.open_debits_with(&account, as_of, &plans, &disputes)?;
        let credits = self.open_credits_of(account.id, as_of)?;
        let figures = figures(&debits, &credits, how, account.currency)?;
        let promises = self.promises_of(account.id, as_of)?;
        let receipts = if promises.is_empty() { Vec::new() } else { self.receipts_of(account.id, as_of)? };
        let settled = settle(&promises, &receipts, as_of)?;
        let record = record(&promises, &settled, &receipts, as_of)?;
        let promises: Vec<_> = promises.into_iter().zip(settled).collect();
        let mut holds = self.holds_of(account.id)?;
        holds.retain(|hold| hold.from <= as_of && hold.lifted_on.is_none_or(|on| on > as_of));
        let mut follow_ups = self.follow_ups_of(account.id)?;
        follow_ups.retain(|follow_up| follow_up.done_on.is_none());
        let mut requests = self.requests_of(account.id)?;
        requests.retain(|request| request.asked <= as_of && request.ended.is_none());
        let last_payment = self.last_payment_of(account.id, as_of, account.currency)?;
        let running = plans.iter().rev().find(|(_, adherence)| adherence.state.is_running()).or(plans.last());
        let said = say(&Facts {
            figures: &figures,
            promises: &promises,
            plan: running.map(|(_, adherence)| adherence),
            last_payment: last_payment.as_ref().map(|(date, amount, _)| (*date, *amount)),
            // A credit hold stops new sales, not the asking.
            hold: holds.iter().rev().find(|hold| hold.kind != HoldKind::Credit).map(|hold| hold.kind.word()),
            today: as_of,
            mark: self.decimal_mark()?,
        });
        Ok(Standing {
            account,
            debits,
            credits,
            figures,
            promises,
            record,
            plans,
            disputes,
            holds,
            follow_ups,
            requests,
            last_payment,
            say: text(&said),
            said,
        })
    }

    /// The plans of an account, each judged at a date.
    pub fn plans_judged(&self, account: AccountId, as_of: Date) -> Result<Vec<(Plan, Adherence)>> {
        let plans = self.plans_of(account, as_of)?;
        plans
            .into_iter()
            .map(|plan| Ok((adherence(&self.plan_facts(&plan, as_of)?, as_of)?, plan)))
            .map(|pair| pair.map(|(a, p)| (p, a)))
            .collect()
    }

    /// The open debits of an account at a date, oldest first, with what of them is disputed or on a plan.
    pub fn open_debits_of(&self, account: AccountId, as_of: Date) -> Result<Vec<OpenDebit>> {
        let account = self.account(account)?;
        let plans = self.plans_judged(account.id, as_of)?;
        let mut disputes = self.disputes_of(account.id)?;
        disputes.retain(|dispute| dispute.opened <= as_of && dispute.resolved.is_none_or(|(_, on)| on > as_of));
        self.open_debits_with(&account, as_of, &plans, &disputes)
    }

    fn open_debits_with(
        &self,
        account: &Account,
        as_of: Date,
        plans: &[(Plan, Adherence)],
        disputes: &[Dispute],
    ) -> Result<Vec<OpenDebit>> {
        let mut disputed: HashMap<DebitId, Money> = HashMap::new();
        for dispute in disputes {
            let sum = disputed.entry(dispute.debit).or_insert(account.currency.zero());
            *sum = sum.plus(dispute.amount)?;
        }
        let running = plans.iter().filter(|(_, adherence)| adherence.state.is_running());
        let covered: Vec<DebitId> = running.flat_map(|(plan, _)| plan.covers.iter().map(|(debit, _)| *debit)).collect();
        let mut debits = self.debits_open_at(account.id, as_of, account.currency)?;
        for debit in &mut debits {
            debit.disputed = disputed.get(&debit.id).map_or(account.currency.zero(), |amount| amount.least(debit.open));
            if covered.contains(&debit.id) {
                debit.on_plan = debit.open.minus(debit.disputed)?;
            }
        }
        debits.sort_by(oldest_first);
        Ok(debits)
    }

    /// What was open of each debit at a date: the amount less the allocations in force then.
    pub(super) fn debits_open_at(&self, account: AccountId, as_of: Date, currency: Currency) -> Result<Vec<OpenDebit>> {
        let sql = "SELECT * FROM (SELECT d.id, d.kind, d.number, d.date, d.due, d.amount, d.amount - COALESCE((SELECT SUM(amount) FROM allocation
                WHERE debit = d.id AND live = 1 AND starts <= ?2 AND (ends IS NULL OR ends > ?2)), 0) AS left,
              COALESCE((SELECT amount FROM discount_exclusion WHERE debit = d.id AND live = 1), 0)
            FROM debit d WHERE d.account = ?1 AND d.live = 1 AND d.date <= ?2 AND (d.voided_on IS NULL OR d.voided_on > ?2)
              AND (d.open > 0 OR d.voided_on > ?2 OR EXISTS (SELECT 1 FROM allocation WHERE debit = d.id AND starts > ?2))) WHERE left > 0";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![account.0, day(as_of)])?;
        let mut debits = Vec::new();
        while let Some(row) = rows.next()? {
            debits.push(OpenDebit {
                id: DebitId(row.get(0)?),
                kind: row.get::<_, String>(1)?.parse()?,
                number: row.get(2)?,
                date: date(row, 3)?,
                due: date(row, 4)?,
                amount: Money::stored(row.get(5)?, currency),
                open: Money::stored(row.get(6)?, currency),
                disputed: currency.zero(),
                on_plan: currency.zero(),
                undiscounted: Money::stored(row.get(7)?, currency),
            });
        }
        Ok(debits)
    }

    /// The credits of an account with something unapplied at a date.
    pub fn open_credits_of(&self, account: AccountId, as_of: Date) -> Result<Vec<OpenCredit>> {
        let currency = self.currency_of(account)?;
        let sql = "SELECT * FROM (SELECT c.id, c.code, c.kind, c.date, c.method, c.reference, c.amount, c.amount - COALESCE((SELECT SUM(amount) FROM allocation
                WHERE credit = c.id AND live = 1 AND starts <= ?2 AND (ends IS NULL OR ends > ?2)), 0) AS left
            FROM credit c WHERE c.account = ?1 AND c.live = 1 AND c.date <= ?2 AND (c.reversed_on IS NULL OR c.reversed_on > ?2)
              AND (c.unapplied > 0 OR c.reversed_on > ?2 OR EXISTS (SELECT 1 FROM allocation WHERE credit = c.id AND starts > ?2)))
            WHERE left > 0 ORDER BY date, id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![account.0, day(as_of)])?;
        let mut credits = Vec::new();
        while let Some(row) = rows.next()? {
            credits.push(OpenCredit {
                id: CreditId(row.get(0)?),
                code: row.get(1)?,
                kind: row.get::<_, String>(2)?.parse()?,
                date: date(row, 3)?,
                method: row.get(4)?,
                reference: row.get(5)?,
                amount: Money::stored(row.get(6)?, currency),
                unapplied: Money::stored(row.get(7)?, currency),
            });
        }
        Ok(credits)
    }

    fn last_payment_of(
        &self,
        account: AccountId,
        as_of: Date,
        currency: Currency,
    ) -> Result<Option<(Date, Money, String)>> {
        let sql = "SELECT date, amount, reference FROM credit WHERE account = ?1 AND kind = 'payment' AND live = 1 AND worked_out = 0
            AND date <= ?2 AND (reversed_on IS NULL OR reversed_on > ?2) ORDER BY date DESC, id DESC LIMIT 1";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query_map(params![account.0, day(as_of)], |row| {
            Ok((date(row, 0)?, Money::stored(row.get(1)?, currency), row.get(2)?))
        })?;
        Ok(rows.next().transpose()?)
    }
}
