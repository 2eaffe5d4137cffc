//! Today: whom to call next, and the reason for each, found by what is due and not by visiting every account. Every point
//! of a score belongs to a reason, and every account that is left out says why, so that the list explains itself.

mod candidates;
mod facts;
mod filter;
mod reasons;
#[cfg(test)]
mod tests;
mod waits;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Book, Settings, Standing};
use crate::domain::aging::Aging;
use crate::domain::calendar::Date;
use crate::domain::ids::AccountId;
use crate::domain::money::{Currency, Money};
use crate::domain::stage::Stage;
use crate::domain::text::clean;
use crate::error::{Kind, Result};
use facts::Facts;

pub use filter::{Filter, bucket_named};
pub use reasons::Reason;
pub use waits::Wait;

/// An account to call, or one that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub account: AccountId,
    pub name: String,
    pub code: String,
    /// Most points first.
    pub reasons: Vec<Reason>,
    pub score: u32,
    pub past_due: Money,
    pub oldest_days: i64,
    /// The bucket of the oldest open item: `61-90`.
    pub bucket: Option<String>,
    /// Whose account it is; empty for everybody's.
    pub collector: String,
    /// The first open follow-up, and the minute of the day at which the customer asked to be called.
    pub follow_up: Option<(Date, Option<u32>)>,
    /// Where it was taken beyond the first stage.
    pub stage: Option<Stage>,
    /// Why it can wait: `plan on track, next 30 Nov`. One that is to be called all the same says it too.
    pub waiting: Option<Wait>,
    pub to_call: bool,
}

/// The day's work: whom to call, who can wait, and who was called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Worklist {
    /// In order: most points first, then by what is past due.
    pub calls: Vec<Row>,
    /// Largest first.
    pub waiting: Vec<Row>,
    /// Accounts that were contacted on the day.
    pub done: BTreeSet<AccountId>,
    /// What a late account usually owes, in minor units: half of them owe less.
    usual: Usual,
}

/// By currency.
type Usual = Vec<(Currency, i64)>;

/// Rows that wait beyond this are not read: the largest are.
const MOST_WAITING: usize = 1000;
/// More promises or accounts than this are not read while a key waits.
const SMALL: i64 = 3000;

impl Worklist {
    /// Accounts that wait for a promise to come due.
    pub fn promised(&self) -> usize {
        self.waiting.iter().filter(|row| row.waiting.as_ref().is_some_and(|why| why.code == "promise_open")).count()
    }

    /// Accounts that wait for anything else but having been called.
    pub fn otherwise(&self) -> usize {
        let called = |row: &&Row| row.waiting.as_ref().is_some_and(|why| why.code == "called_today");
        self.waiting.len() - self.promised() - self.waiting.iter().filter(called).count()
    }

    fn put(&mut self, account: AccountId, (row, called): (Option<Row>, bool)) {
        if called {
            self.done.insert(account);
        } else {
            self.done.remove(&account);
        }
        if let Some(row) = row {
            if row.to_call { self.calls.push(row) } else { self.waiting.push(row) }
        }
    }

    fn sort(&mut self) {
        self.calls.sort_by_cached_key(|row| (Reverse((row.score, row.past_due.to_decimal())), row.code.clone()));
        self.waiting.sort_by_cached_key(|row| (Reverse(row.past_due.to_decimal()), row.code.clone()));
    }
}

impl Book {
    /// The day's work, read from the whole book.
    pub fn worklist(&self, today: Date) -> Result<Worklist> {
        self.worklist_while(today, &mut |_, _| true)
    }

    /// The same; `go_on` is told how far it is and may stop it.
    pub fn worklist_while(&self, today: Date, go_on: &mut dyn FnMut(u64, u64) -> bool) -> Result<Worklist> {
        let settings = self.settings()?;
        let mut list = Worklist { usual: self.usual_balances(today)?, ..Worklist::default() };
        let accounts = self.candidates(today, &settings)?;
        list.done = self.contacted_on(today)?;
        for (place, account) in accounts.iter().enumerate() {
            if place % 16 == 0 && !go_on(place as u64, accounts.len() as u64) {
                break;
            }
            let judged = self.judge(*account, today, (&settings, &list.usual))?;
            list.put(*account, judged);
        }
        list.sort();
        Ok(list)
    }

    /// Brings a list up to date where only these accounts changed since it was read.
    pub fn worklist_again(&self, list: &mut Worklist, accounts: &[AccountId], today: Date) -> Result<()> {
        let settings = self.settings()?;
        for rows in [&mut list.calls, &mut list.waiting] {
            rows.retain(|row| !accounts.contains(&row.account));
        }
        for account in accounts {
            let judged = self.judge(*account, today, (&settings, &list.usual))?;
            list.put(*account, judged);
        }
        list.sort();
        Ok(())
    }

    /// True where the whole list can be read while a key waits.
    pub fn has_short_worklist(&self) -> Result<bool> {
        let sql = "SELECT MAX(COALESCE((SELECT MAX(id) FROM promise), 0), COALESCE((SELECT MAX(id) FROM account), 0))";
        let most: i64 = self.conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        Ok(most <= SMALL)
    }

    /// The accounts to call, most points first, then by what is past due.
    pub fn today(&self, today: Date) -> Result<Vec<Row>> {
        Ok(self.worklist(today)?.calls)
    }

    /// Whether an account is to be called, waits, or neither; and whether it was contacted today.
    fn judge(
        &self,
        account: AccountId,
        today: Date,
        (settings, usual): (&Settings, &Usual),
    ) -> Result<(Option<Row>, bool)> {
        let how = Aging { edges: settings.edges, ..Aging::by_due(today) };
        let standing = match self.standing(account, &how) {
            Ok(standing) => standing,
            // Undone, or merged into another.
            Err(error) if error.kind() == Kind::NotFound => return Ok((None, false)),
            Err(error) => return Err(error),
        };
        let facts = self.facts_of(&standing, today, settings)?;
        let called = facts.contact.is_some_and(|contact| contact.at.date() == today);
        Ok((self.row(&facts, usual)?, called))
    }

    fn row(&self, facts: &Facts, usual: &Usual) -> Result<Option<Row>> {
        let (why, called) = (facts.why_waiting(), facts.called_today());
        let mut asking = self.reasons_to_call(facts)?;
        // What happened after today's call, or was agreed in it for later today, is called for again.
        asking.retain(|reason| !called || facts.is_after_call(reason));
        let late = facts.standing.figures.past_due.is_positive();
        let waits = |why: Option<Wait>| late.then(|| row_of(facts, Vec::new(), why, false));
        Ok(match why {
            Some(why) if why.is_final => match asking.is_empty() {
                true => waits(Some(why)),
                false => Some(row_of(facts, asking, Some(why), false)),
            },
            why if !asking.is_empty() => {
                let why = why.filter(|why| why.code != "follow_up_later");
                asking.extend(facts.further_reasons(&asking, usual));
                Some(row_of(facts, asking, why, true))
            }
            _ if called => waits(facts.said_called()),
            Some(why) => waits(Some(why)),
            None => {
                let mut soft = facts.soft_reasons();
                soft.extend(facts.further_reasons(&soft, usual));
                (!soft.is_empty()).then(|| row_of(facts, soft, None, true))
            }
        })
    }
}

fn row_of(facts: &Facts, mut reasons: Vec<Reason>, waiting: Option<Wait>, to_call: bool) -> Row {
    reasons.sort_by_key(|reason| Reverse(reason.points));
    let standing: &Standing = facts.standing;
    let oldest = standing.figures.oldest.as_ref().map(|(_, days)| *days);
    let edges = standing.figures.edges;
    Row {
        account: standing.account.id,
        name: clean(standing.account.name()),
        code: clean(&standing.account.code),
        score: reasons.iter().map(|reason| reason.points).sum(),
        reasons,
        past_due: standing.figures.past_due,
        oldest_days: oldest.unwrap_or(0).max(0),
        bucket: oldest.and_then(|days| edges.labels().into_iter().nth(edges.bucket(days))),
        collector: clean(&standing.account.details.collector),
        follow_up: facts.first_follow_up(),
        stage: facts.stage.clone(),
        waiting,
        to_call,
    }
}
