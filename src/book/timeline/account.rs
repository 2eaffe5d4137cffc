//! What was amended about an account and its people: each version against the one before it, on the day it was recorded.

use super::{Event, Story};
use crate::book::accounts::{Contact, version};
use crate::book::perform::date;
use crate::book::{AccountDetails, contact_changes};
use crate::domain::calendar::Date;
use crate::domain::ids::EntryId;
use crate::error::Result;

impl Story<'_> {
    pub fn tell_amendments(&mut self) -> Result<()> {
        let sql = "SELECT v.entry, j.at / 86400000, v.name, v.terms, v.credit_limit, v.address, v.city, v.region, v.postal_code,
                v.country, v.time_zone, v.note, v.collector, v.parent, v.tags
            FROM account_version v JOIN journal j ON j.seq = v.entry WHERE v.account = ?1 AND v.live = 1 ORDER BY v.id";
        let mut before: Option<AccountDetails> = None;
        let currency = self.currency;
        self.each(sql, |story, row| {
            let after = version(row, 2, currency)?;
            if let Some(before) = &before {
                for change in story.book.amendments(before, &after)? {
                    story.events.push(Event::on(date(row, 1)?, EntryId(row.get(0)?), "account", change.to_string()));
                }
            }
            before = Some(after);
            Ok(())
        })?;
        self.tell_people()
    }

    /// The accounts that were merged into this one.
    pub fn tell_merges(&mut self) -> Result<()> {
        for one in self.book.merged_into(self.account)? {
            let text = format!("{} {} merged into this account", one.code, one.name);
            self.events.push(Event::on(one.on, one.entry, "merge", text));
        }
        Ok(())
    }

    fn tell_people(&mut self) -> Result<()> {
        let sql = "SELECT c.entry, j.at / 86400000, c.name, c.role, c.email, c.phone, c.phone2
            FROM contact c JOIN journal j ON j.seq = c.entry WHERE c.account = ?1 AND c.live = 1 ORDER BY c.entry, c.position";
        let mut sets: Vec<(EntryId, Date, Vec<Contact>)> = Vec::new();
        self.each(sql, |_, row| {
            let entry = EntryId(row.get(0)?);
            if sets.last().is_none_or(|(last, ..)| *last != entry) {
                sets.push((entry, date(row, 1)?, Vec::new()));
            }
            let (name, role, email) = (row.get(2)?, row.get(3)?, row.get(4)?);
            let contact = Contact { name, role, email, phone: row.get(5)?, phone2: row.get(6)? };
            if let (Some((_, _, people)), false) = (sets.last_mut(), contact == Contact::default()) {
                people.push(contact);
            }
            Ok(())
        })?;
        let opened = self.opened()?;
        let none = (EntryId(0), Date::default(), Vec::new());
        let before = std::iter::once(&none).chain(&sets);
        for ((_, _, before), (entry, on, after)) in before.zip(&sets).filter(|(_, (entry, ..))| *entry != opened) {
            let lines = contact_changes(before, after);
            self.events.extend(lines.into_iter().map(|line| Event::on(*on, *entry, "account", line)));
        }
        Ok(())
    }

    /// The entry that opened the account: with whom is no amendment.
    fn opened(&self) -> Result<EntryId> {
        let sql = "SELECT entry FROM account WHERE id = ?1";
        Ok(EntryId(self.book.conn.prepare_cached(sql)?.query_row([self.account.0], |row| row.get(0))?))
    }
}
