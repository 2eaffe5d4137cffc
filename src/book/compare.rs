//! Why today's answer for a date differs from what was known then: entry by entry, account by account.

use rusqlite::params;

use super::{AgingQuestion, Book, plus};
use crate::domain::aging::Aged;
use crate::domain::ids::{AccountId, EntryId};
use crate::domain::money::Currency;
use crate::error::Result;

/// What one entry changed in the report of one account.
#[derive(Debug, Clone)]
pub struct Difference {
    pub entry: EntryId,
    /// Recorded, milliseconds since 1970 UTC.
    pub at: i64,
    pub operator: String,
    pub op: String,
    pub account: AccountId,
    pub code: String,
    pub name: String,
    /// What was added to each column.
    pub change: Aged,
}

impl Book {
    /// The entries after `since` that changed the report, in their order. Added to the report as it was known at `since`,
    /// their changes give the report as it is known at the question's `known_at`, or now.
    pub fn compare(&self, question: &AgingQuestion, since: EntryId) -> Result<Vec<Difference>> {
        self.compare_while(question, since, &mut |_, _| true)
    }

    /// The same, told how far it is and of how much; where that answers false the rest is left out.
    pub fn compare_while(
        &self,
        question: &AgingQuestion,
        since: EntryId,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Vec<Difference>> {
        let until = question.known_at.unwrap_or(self.version()?);
        let sql =
            "SELECT j.seq, j.at, j.operator, j.op, e.account FROM journal j JOIN entry_account e ON e.entry = j.seq
            WHERE j.seq > ?1 AND j.seq <= ?2 ORDER BY j.seq, e.account";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![since.0, until.0])?;
        let mut differences = Vec::new();
        while let Some(row) = rows.next()? {
            let entry: i64 = row.get(0)?;
            let span = |from: i64, to: i64| u64::try_from(to - from).unwrap_or(0);
            if !progress(span(since.0, entry), span(since.0, until.0)) {
                break;
            }
            let (entry, account) = (EntryId(row.get(0)?), AccountId(row.get(4)?));
            if question.account.is_some_and(|only| only != account) {
                continue;
            }
            let Some(change) = self.change_by(question, entry, account)? else { continue };
            let (code, name) = match self.names_of(&[account]) {
                Ok(mut names) => names.pop().map(|(_, code, name)| (code, name)).unwrap_or_default(),
                // The account itself was undone: its code is all that is left of it.
                Err(_) => Default::default(),
            };
            let (at, operator, op) = (row.get(1)?, row.get(2)?, row.get(3)?);
            differences.push(Difference { entry, at, operator, op, account, code, name, change });
        }
        Ok(differences)
    }

    /// The account's row as known at an entry less its row as known just before; None where nothing changed.
    fn change_by(&self, question: &AgingQuestion, entry: EntryId, account: AccountId) -> Result<Option<Aged>> {
        let row = |known_at: EntryId| -> Result<Option<(Currency, Aged)>> {
            let question = AgingQuestion { known_at: Some(known_at), account: Some(account), ..*question };
            Ok(self.aging_sums(&question)?.into_iter().next().map(|sums| (sums.currency, sums.aged)))
        };
        let (after, before) = (row(entry)?, row(EntryId(entry.0 - 1))?);
        let Some(currency) = after.as_ref().or(before.as_ref()).map(|(currency, _)| *currency) else { return Ok(None) };
        let nothing = || {
            let zero = currency.zero();
            Aged { amounts: vec![zero; question.how.edges.count()], unapplied: zero, net: zero }
        };
        let (after, before) = (after.map_or_else(nothing, |pair| pair.1), before.map_or_else(nothing, |pair| pair.1));
        let negated = Aged {
            amounts: before.amounts.iter().map(|amount| amount.negated()).collect(),
            unapplied: before.unapplied.negated(),
            net: before.net.negated(),
        };
        let change = plus(&after, &negated)?;
        let changed = !change.unapplied.is_zero() || change.amounts.iter().any(|amount| !amount.is_zero());
        Ok(changed.then_some(change))
    }
}
