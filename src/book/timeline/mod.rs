//! The history of an account: contacts, items, money and agreements merged by time, because that is how a clerk is told
//! the story on the phone.

mod account;
mod agreed;
mod attention;
mod contacts;
mod money;

use std::collections::{HashMap, HashSet};

use chrono::NaiveTime;
use rusqlite::OptionalExtension;

use super::Book;
use super::lineage::Lineage;
use super::perform::date;
use crate::domain::calendar::{Date, Moment};
use crate::domain::ids::{AccountId, CreditId, DebitId, EntryId};
use crate::domain::money::{Currency, DecimalMark, Money};
use crate::domain::text::{clean, clean_lines};
use crate::error::Result;

/// Something that happened at an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Civil time; midnight where only the date is known.
    pub at: Moment,
    pub has_time: bool,
    pub entry: EntryId,
    /// Who did it.
    pub by: String,
    /// call, email, letter, text, visit, note, invoice, fee, interest, debit, refund, payment, credit, write-off,
    /// discount, allocation, reversal, void, promise, plan, dispute, follow-up, hold, request, number,
    /// snooze, pin, stage, account, merge.
    pub kind: &'static str,
    /// `call ▸ promise 500.00 by Fri 20 Nov`.
    pub text: String,
    /// Negative where it is in the account's favour.
    pub amount: Option<Money>,
    pub debit: Option<DebitId>,
    pub credit: Option<CreditId>,
    pub note: String,
}

impl Event {
    fn on(date: Date, entry: EntryId, kind: &'static str, text: String) -> Event {
        Event {
            at: date.and_time(NaiveTime::MIN),
            has_time: false,
            entry,
            by: String::new(),
            kind,
            text,
            amount: None,
            debit: None,
            credit: None,
            note: String::new(),
        }
    }
}

impl Book {
    /// What happened at an account, oldest first; what was undone is not told.
    pub fn timeline(&self, account: AccountId) -> Result<Vec<Event>> {
        let mut story = Story {
            book: self,
            account,
            currency: self.currency_of(account)?,
            mark: self.settings()?.decimal_mark,
            events: Vec::new(),
            contacted: HashSet::new(),
            lineage: Lineage::of(self)?,
        };
        story.tell_items()?;
        story.tell_money()?;
        story.tell_contacts()?;
        story.tell_promises()?;
        story.tell_plans()?;
        story.tell_disputes()?;
        story.tell_amended_disputes()?;
        story.tell_follow_ups()?;
        story.tell_holds()?;
        story.tell_requests()?;
        story.tell_numbers()?;
        story.tell_attention()?;
        story.tell_amendments()?;
        story.tell_merges()?;
        let operators = self.operators_at(account)?;
        let mut events = story.events;
        for event in &mut events {
            if event.by.is_empty() {
                event.by = match operators.get(&event.entry) {
                    Some(operator) => operator.clone(),
                    // Of an account that was merged into this one.
                    None => self.operator_of(event.entry)?,
                };
            }
            event.by = clean(&event.by);
            event.text = clean(&event.text);
            event.note = clean_lines(&event.note);
        }
        // Stable: within one entry the order of telling stays.
        events.sort_by_key(|event| (event.at, event.entry));
        Ok(events)
    }

    fn operator_of(&self, entry: EntryId) -> Result<String> {
        let sql = "SELECT operator FROM journal WHERE seq = ?1";
        Ok(self.conn.prepare_cached(sql)?.query_row([entry.0], |row| row.get(0)).optional()?.unwrap_or_default())
    }

    fn operators_at(&self, account: AccountId) -> Result<HashMap<EntryId, String>> {
        let sql =
            "SELECT j.seq, j.operator FROM entry_account e JOIN journal j ON j.seq = e.entry WHERE e.account = ?1";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([account.0], |row| Ok((EntryId(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A timeline being gathered.
struct Story<'a> {
    book: &'a Book,
    account: AccountId,
    currency: Currency,
    mark: DecimalMark,
    events: Vec<Event>,
    /// The entries of its contacts.
    contacted: HashSet<EntryId>,
    lineage: Lineage<'a>,
}

impl Story<'_> {
    /// Reads rows of the account and tells each.
    fn each(&mut self, sql: &str, mut tell: impl FnMut(&mut Self, &rusqlite::Row) -> Result<()>) -> Result<()> {
        let book = self.book;
        let mut statement = book.conn.prepare_cached(sql)?;
        let mut rows = statement.query([self.account.0])?;
        while let Some(row) = rows.next()? {
            tell(self, row)?;
        }
        Ok(())
    }

    /// The entry that first typed a row, whatever corrected or moved it since; the columns of its id and of its entry.
    fn entry(&mut self, table: &'static str, row: &rusqlite::Row, columns: (usize, usize)) -> Result<EntryId> {
        self.lineage.typed_by(table, row.get(columns.0)?, EntryId(row.get(columns.1)?))
    }

    /// The entry and the date of an end, where there is one; its date stands after its entry.
    fn end(
        &mut self,
        table: &'static str,
        row: &rusqlite::Row,
        columns: (usize, usize),
    ) -> Result<Option<(EntryId, Date)>> {
        match row.get::<_, Option<i64>>(columns.1)? {
            Some(_) => Ok(Some((self.entry(table, row, columns)?, date(row, columns.1 + 1)?))),
            None => Ok(None),
        }
    }

    /// The day on which an entry was recorded.
    fn recorded_on(&self, entry: EntryId) -> Result<Date> {
        let sql = "SELECT at / 86400000 FROM journal WHERE seq = ?1";
        Ok(self.book.conn.prepare_cached(sql)?.query_row([entry.0], |row| date(row, 0))?)
    }

    fn money(&self, minor: i64) -> Money {
        Money::stored(minor, self.currency)
    }

    /// An amount as the shop writes it.
    fn written(&self, minor: i64) -> String {
        self.money(minor).display(self.mark)
    }
}

#[cfg(test)]
mod tests;
