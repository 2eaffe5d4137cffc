//! The history of an account: contacts, items, money and agreements merged by time, because that is how a clerk is told
//! the story on the phone.

mod agreed;
mod attention;
mod contacts;
mod money;

use std::collections::HashMap;

use chrono::NaiveTime;

use super::Book;
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
    /// snooze, pin, stage.
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
        let operators = self.operators_at(account)?;
        let mut events = story.events;
        for event in &mut events {
            if event.by.is_empty() {
                event.by = operators.get(&event.entry).cloned().unwrap_or_default();
            }
            event.by = clean(&event.by);
            event.text = clean(&event.text);
            event.note = clean_lines(&event.note);
        }
        // Stable: within one entry the order of telling stays.
        events.sort_by_key(|event| (event.at, event.entry));
        Ok(events)
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
