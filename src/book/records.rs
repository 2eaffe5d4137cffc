//! The whole book as records in the order of the exchange folder's files, streamed, so that an export needs little memory.
//! Undone entries are not in it: the folder holds what counts.

use std::collections::HashMap;

use chrono::DateTime;
use rusqlite::Row;

use super::perform::{date, maybe_date};
use super::{Account, Book, Contact};
use crate::domain::ids::{AccountId, DebitId};
use crate::domain::mark::MARKS;
use crate::domain::money::{Currency, Money};
use crate::domain::record::*;
use crate::domain::terms::Terms;
use crate::error::Result;

type Take<'t> = dyn FnMut(Record) -> Result<()> + 't;

impl Book {
    /// Gives every record that counts: accounts by code, everything of theirs in that order.
    pub fn records(&self, take: &mut Take) -> Result<()> {
        let mut accounts = Vec::new();
        self.each_account(|account| {
            accounts.push(account);
            Ok(())
        })?;
        let codes: HashMap<AccountId, String> =
            accounts.iter().map(|account| (account.id, account.code.clone())).collect();
        for account in &accounts {
            let contacts = self.contacts_of(account.id)?;
            take(Record::Account(account_record(account, contacts.first(), &codes)))?;
        }
        for account in &accounts {
            for (place, contact) in self.contacts_of(account.id)?.iter().enumerate() {
                // The first contact's role has no column in accounts.csv.
                if place > 0 || !contact.role.is_empty() {
                    take(Record::Contact(contact_record(account, contact)))?;
                }
            }
        }
        self.item_records(take)?;
        self.credit_records(take)?;
        self.allocation_records(take)?;
        let rows = self.communication_records(take)?;
        for account in &accounts {
            self.promise_records(account, &rows, take)?;
        }
        for account in &accounts {
            self.plan_records(account, take)?;
        }
        for account in &accounts {
            self.dispute_records(account, take)?;
        }
        for account in &accounts {
            self.follow_up_records(account, &rows, take)?;
        }
        for kind in &MARKS {
            self.mark_records(kind, &rows, &mut |mark| take(Record::Mark(mark)))?;
        }
        for (key, value) in self.setting_values()? {
            take(Record::Setting { key, value })?;
        }
        Ok(())
    }

    fn each_record(&self, sql: &str, mut take: impl FnMut(&Row) -> Result<()>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            take(row)?;
        }
        Ok(())
    }

    fn item_records(&self, take: &mut Take) -> Result<()> {
        let sql = "SELECT a.code, a.currency, d.kind, d.number, d.date, d.due, d.amount, d.po, d.memo, d.voided_on, d.id,
                (SELECT COUNT(*) FROM debit o WHERE o.account = d.account AND o.number = d.number AND o.live = 1) AS twins
            FROM account a JOIN debit d ON d.account = a.id WHERE a.live = 1 AND d.live = 1 ORDER BY a.code, d.id";
        // An id is only needed where a voided number was used again; it counts within the number, so that it comes back.
        let mut seen: HashMap<(String, String), u32> = HashMap::new();
        self.each_record(sql, |row| {
            let (code, currency): (String, Currency) = (row.get(0)?, Currency::parse(&row.get::<_, String>(1)?)?);
            let number: String = row.get(3)?;
            let twins: i64 = row.get(11)?;
            take(Record::Item(ItemRecord {
                id: (twins > 1).then(|| twin_id(&mut seen, &code, &number)),
                account: by_code(code),
                kind: row.get(2)?,
                number,
                date: Some(date(row, 4)?),
                due: Some(date(row, 5)?),
                amount: Money::stored(row.get(6)?, currency).to_decimal(),
                currency: None,
                po: row.get(7)?,
                memo: row.get(8)?,
                voided_on: maybe_date(row, 9)?,
                open: None,
                from_report: false,
            }))
        })
    }

    fn credit_records(&self, take: &mut Take) -> Result<()> {
        let sql =
            "SELECT a.code, a.currency, c.code, c.kind, c.date, c.method, c.reference, c.amount, c.memo, c.reversed_on,
                (SELECT code FROM credit r WHERE r.id = c.replaces)
            FROM account a JOIN credit c ON c.account = a.id WHERE a.live = 1 AND c.live = 1 ORDER BY a.code, c.id";
        self.each_record(sql, |row| {
            let currency = Currency::parse(&row.get::<_, String>(1)?)?;
            take(Record::Credit(CreditRecord {
                id: Some(row.get(2)?),
                account: by_code(row.get(0)?),
                kind: row.get(3)?,
                date: Some(date(row, 4)?),
                method: row.get(5)?,
                reference: row.get(6)?,
                amount: Money::stored(row.get(7)?, currency).to_decimal(),
                currency: None,
                memo: row.get(8)?,
                reversed_on: maybe_date(row, 9)?,
                replaces: row.get(10)?,
                from_report: false,
            }))
        })
    }

    fn allocation_records(&self, take: &mut Take) -> Result<()> {
        let twins = self.twin_ids()?;
        let sql = "SELECT k.code, k.currency, c.code, d.number, a.date, a.amount,
                (SELECT date FROM allocation_reversal WHERE allocation = a.id AND live = 1), d.id
            FROM account k JOIN credit c ON c.account = k.id JOIN allocation a ON a.credit = c.id JOIN debit d ON d.id = a.debit
            WHERE k.live = 1 AND a.live = 1 ORDER BY k.code, c.id, a.id";
        self.each_record(sql, |row| {
            let currency = Currency::parse(&row.get::<_, String>(1)?)?;
            take(Record::Allocation(AllocationRecord {
                credit: row.get(2)?,
                account: by_code(row.get(0)?),
                number: row.get(3)?,
                date: Some(date(row, 4)?),
                amount: Money::stored(row.get(5)?, currency).to_decimal(),
                reversed_on: maybe_date(row, 6)?,
                item: twins.get(&DebitId(row.get(7)?)).cloned(),
            }))
        })
    }

    /// The ids that the items file gives to debits whose number stands twice.
    fn twin_ids(&self) -> Result<HashMap<DebitId, String>> {
        let sql = "SELECT a.code, d.number, d.id FROM account a JOIN debit d ON d.account = a.id JOIN
                (SELECT account, number FROM debit WHERE live = 1 GROUP BY account, number HAVING COUNT(*) > 1) t
                ON t.account = d.account AND t.number = d.number
            WHERE a.live = 1 AND d.live = 1 ORDER BY a.code, d.id";
        let (mut ids, mut seen) = (HashMap::new(), HashMap::new());
        self.each_record(sql, |row| {
            let (code, number): (String, String) = (row.get(0)?, row.get(1)?);
            ids.insert(DebitId(row.get(2)?), twin_id(&mut seen, &code, &number));
            Ok(())
        })?;
        Ok(ids)
    }

    /// Gives the communications and tells the data row of each.
    fn communication_records(&self, take: &mut Take) -> Result<HashMap<i64, u64>> {
        let sql = "SELECT c.id, a.code, a.currency, c.at, c.channel, c.direction, c.outcome, c.contact, d.number, c.note, p.amount, p.due, c.phone, c.by
            FROM account a JOIN communication c ON c.account = a.id LEFT JOIN debit d ON d.id = c.debit
            LEFT JOIN promise p ON p.id = (SELECT MIN(id) FROM promise WHERE communication = c.id AND live = 1)
            WHERE a.live = 1 AND c.live = 1 ORDER BY a.code, c.at, c.id";
        let mut rows = HashMap::new();
        self.each_record(sql, |row| {
            let currency = Currency::parse(&row.get::<_, String>(2)?)?;
            let amount = row.get::<_, Option<i64>>(10)?.map(|minor| Money::stored(minor, currency).to_decimal());
            rows.insert(row.get(0)?, rows.len() as u64 + 1);
            take(Record::Communication(CommunicationRecord {
                account: by_code(row.get(1)?),
                at: DateTime::from_timestamp(row.get(3)?, 0).unwrap_or_default().naive_utc(),
                channel: row.get::<_, String>(4)?.parse()?,
                direction: row.get::<_, String>(5)?.parse()?,
                outcome: row.get::<_, String>(6)?.parse()?,
                contact: row.get(7)?,
                number: row.get::<_, Option<String>>(8)?.unwrap_or_default(),
                note: row.get(9)?,
                promise: amount.zip(maybe_date(row, 11)?),
                phone: row.get(12)?,
                by: row.get(13)?,
                follow_up: None,
            }))
        })?;
        Ok(rows)
    }

    fn promise_records(&self, account: &Account, rows: &HashMap<i64, u64>, take: &mut Take) -> Result<()> {
        let numbers: HashMap<DebitId, String> = HashMap::new();
        let mut numbers = numbers;
        for promise in self.promises_of(account.id, chrono::NaiveDate::MAX)? {
            if !promise.covers.is_empty() && numbers.is_empty() {
                numbers = self.debits_of(account.id)?.into_iter().map(|debit| (debit.id, debit.number)).collect();
            }
            let sql = "SELECT communication FROM promise WHERE id = ?1";
            let communication: Option<i64> =
                self.conn.prepare_cached(sql)?.query_row([promise.id.0], |row| row.get(0))?;
            take(Record::Promise(PromiseRecord {
                account: by_code(account.code.clone()),
                communication: communication.and_then(|id| rows.get(&id).copied()),
                made: promise.made,
                amount: promise.amount.to_decimal(),
                due: promise.due,
                last_day: promise.last_day,
                covers: promise.covers.iter().filter_map(|id| numbers.get(id).cloned()).collect(),
                ended: promise.ended.map(|(how, on)| (how.word().to_string(), on)),
            }))?;
        }
        Ok(())
    }

    fn plan_records(&self, account: &Account, take: &mut Take) -> Result<()> {
        for plan in self.plans_of(account.id, chrono::NaiveDate::MAX)? {
            take(Record::Plan(PlanRecord {
                account: by_code(account.code.clone()),
                made: plan.made,
                down: plan.down.to_decimal(),
                first: plan.first,
                every: plan.every.word().to_string(),
                roll: plan.roll.word().to_string(),
                remainder: plan.remainder.word().to_string(),
                allowed_missed: plan.allowed_missed,
                cancelled_on: plan.cancelled_on,
                covers: plan.covers.into_iter().map(|(_, number)| number).collect(),
                instalments: plan
                    .instalments
                    .iter()
                    .map(|one| (one.n, one.due, one.payable, one.amount.to_decimal()))
                    .collect(),
            }))?;
        }
        Ok(())
    }

    fn dispute_records(&self, account: &Account, take: &mut Take) -> Result<()> {
        for dispute in self.disputes_of(account.id)? {
            take(Record::Dispute(DisputeRecord {
                account: by_code(account.code.clone()),
                number: dispute.number,
                amount: dispute.amount.to_decimal(),
                reason: dispute.reason,
                owner: dispute.owner,
                opened: dispute.opened,
                note: dispute.note,
                resolved: dispute.resolved,
            }))?;
        }
        Ok(())
    }

    fn follow_up_records(&self, account: &Account, rows: &HashMap<i64, u64>, take: &mut Take) -> Result<()> {
        for one in self.follow_ups_of(account.id)? {
            take(Record::FollowUp(FollowUpRecord {
                account: by_code(account.code.clone()),
                due: one.due,
                time: one.at,
                note: one.note,
                communication: one.communication.and_then(|id| rows.get(&id.0).copied()),
                done_on: one.done_on,
            }))?;
        }
        Ok(())
    }
}

fn by_code(code: String) -> AccountRef {
    AccountRef { code: Some(code), name: None }
}

fn twin_id(seen: &mut HashMap<(String, String), u32>, code: &str, number: &str) -> String {
    let count = seen.entry((code.to_string(), number.to_string())).or_insert(0);
    *count += 1;
    format!("{number}#{count}")
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_string())
}

fn phones(contact: &Contact) -> Vec<String> {
    let mut phones = vec![contact.phone.clone(), contact.phone2.clone()];
    while phones.last().is_some_and(String::is_empty) {
        phones.pop();
    }
    phones
}

fn account_record(account: &Account, first: Option<&Contact>, codes: &HashMap<AccountId, String>) -> AccountRecord {
    let details = &account.details;
    let terms: Terms = account.terms();
    AccountRecord {
        account: AccountRef { code: Some(account.code.clone()), name: Some(details.name.clone()) },
        currency: Some(account.currency.code().to_string()),
        terms: Some(terms.to_string()),
        credit_limit: details.credit_limit.map(Money::to_decimal),
        contact: first.and_then(|contact| some(&contact.name)),
        phones: first.map(phones).unwrap_or_default(),
        email: first.and_then(|contact| some(&contact.email)),
        address: some(&details.address),
        city: some(&details.city),
        region: some(&details.region),
        postal_code: some(&details.postal_code),
        country: some(&details.country),
        time_zone: some(&details.time_zone),
        note: some(&details.note),
        collector: some(&details.collector),
        parent: details.parent.and_then(|parent| codes.get(&parent).cloned()),
        tags: some(&details.tags),
        mention: false,
    }
}

fn contact_record(account: &Account, contact: &Contact) -> ContactRecord {
    ContactRecord {
        account: by_code(account.code.clone()),
        name: contact.name.clone(),
        role: contact.role.clone(),
        phones: phones(contact),
        email: contact.email.clone(),
    }
}
