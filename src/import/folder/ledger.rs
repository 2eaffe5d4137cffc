//! Accounts, debits, credits and allocations of the exchange folder: the files with a million rows.

use crate::domain::record::{AccountRecord, AccountRef, AllocationRecord, CreditRecord, ItemRecord, Record};
use crate::domain::terms::{Due, Terms};
use crate::domain::text::{clean, clean_lines};
use crate::import::cells::{Reading, by_code, date, needed, one_of, optional_date, size, some, word};

const DEBIT_KINDS: &[&str] = &["invoice", "fee", "interest", "debit", "refund"];
const CREDIT_KINDS: &[&str] = &["payment", "credit", "write-off", "discount"];

pub fn account(cells: [&str; 20]) -> Reading<Record> {
    let [code, name, currency, terms_days, credit_limit, phone, phone2, email, contact, address, ..] = cells;
    let [.., city, region, postal_code, country, time_zone, note, terms, collector, parent, tags] = cells;
    let lines = |cell: &str| some(cell).map(|_| clean_lines(cell));
    let credit_limit = if credit_limit.is_empty() { None } else { Some(size("credit_limit", credit_limit)?) };
    Ok(Record::Account(AccountRecord {
        account: AccountRef { code: Some(needed("code", code)?), name: Some(needed("name", name)?) },
        currency: some(currency),
        terms: read_terms(terms_days, terms)?,
        credit_limit,
        contact: some(contact),
        phones: phones(phone, phone2),
        email: some(email),
        address: lines(address),
        city: some(city),
        region: some(region),
        postal_code: some(postal_code),
        country: some(country),
        time_zone: some(time_zone),
        note: lines(note),
        collector: some(collector),
        parent: some(parent),
        tags: some(tags),
        mention: false,
    }))
}

/// `terms_days` says days only; `terms`, where it is there, says all of it and must agree.
fn read_terms(days: &str, terms: &str) -> Reading<Option<String>> {
    if days.is_empty() && terms.is_empty() {
        return Ok(None);
    }
    let read: Terms = word(if terms.is_empty() { days } else { terms })?;
    if !days.is_empty() {
        let plain: u32 = super::super::cells::number("terms_days", days)?;
        if !matches!(read.due, Due::Net(net) if net == plain) {
            return Err(format!("terms_days {plain} and terms {:?} disagree", clean(terms)));
        }
    }
    Ok(Some(read.to_string()))
}

/// `phone2` may hold several numbers with a semicolon between them.
pub fn phones(phone: &str, phone2: &str) -> Vec<String> {
    std::iter::once(phone).chain(phone2.split(';')).filter_map(some).map(|phone| phone.trim().to_string()).collect()
}

pub fn item(cells: [&str; 10]) -> Reading<Record> {
    let [account, kind, number, day, due, amount, po, memo, voided_on, id] = cells;
    Ok(Record::Item(ItemRecord {
        account: by_code("account", account)?,
        kind: one_of("kind", kind, DEBIT_KINDS)?,
        number: needed("number", number)?,
        date: Some(date("date", day)?),
        due: optional_date("due_date", due)?,
        amount: size("amount", amount)?,
        currency: None,
        po: clean(po),
        memo: clean_lines(memo),
        voided_on: optional_date("voided_on", voided_on)?,
        id: some(id),
        open: None,
        from_report: false,
    }))
}

pub fn credit(cells: [&str; 10]) -> Reading<Record> {
    let [id, account, kind, day, method, reference, amount, memo, reversed_on, replaces] = cells;
    Ok(Record::Credit(CreditRecord {
        id: Some(needed("id", id)?),
        account: by_code("account", account)?,
        kind: one_of("kind", kind, CREDIT_KINDS)?,
        date: Some(date("date", day)?),
        method: clean(method),
        reference: clean(reference),
        amount: size("amount", amount)?,
        currency: None,
        memo: clean_lines(memo),
        reversed_on: optional_date("reversed_on", reversed_on)?,
        replaces: some(replaces),
        from_report: false,
    }))
}

pub fn allocation(cells: [&str; 7]) -> Reading<Record> {
    let [credit, account, number, day, amount, reversed_on, item] = cells;
    Ok(Record::Allocation(AllocationRecord {
        credit: needed("credit", credit)?,
        account: by_code("account", account)?,
        number: needed("number", number)?,
        date: Some(date("date", day)?),
        amount: size("amount", amount)?,
        reversed_on: optional_date("reversed_on", reversed_on)?,
        item: some(item),
    }))
}
