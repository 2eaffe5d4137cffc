//! Contacts, communications, disputes, follow-ups and settings of the exchange folder: one row, one record.

use super::ledger::phones;
use crate::domain::record::{CommunicationRecord, ContactRecord, DisputeRecord, FollowUpRecord, Record};
use crate::domain::text::{clean, clean_lines};
use crate::import::cells::{Reading, by_code, date, moment, needed, number, optional_date, optional_time, size, word};

pub fn contact(cells: [&str; 6]) -> Reading<Record> {
    let [account, name, role, phone, phone2, email] = cells;
    Ok(Record::Contact(ContactRecord {
        account: by_code("account", account)?,
        name: clean(name),
        role: clean(role),
        phones: phones(phone, phone2),
        email: clean(email),
    }))
}

pub fn communication(cells: [&str; 13]) -> Reading<Record> {
    let [account, at, channel, direction, outcome, contact, number, note, amount, day, phone, by, follow_up] = cells;
    let promise = match (amount.is_empty(), day.is_empty()) {
        (true, true) => None,
        (false, false) => Some((size("promise_amount", amount)?, date("promise_date", day)?)),
        _ => return Err("a promise needs both promise_amount and promise_date".to_string()),
    };
    Ok(Record::Communication(CommunicationRecord {
        account: by_code("account", account)?,
        at: moment("at", at)?,
        channel: word(channel)?,
        direction: word(direction)?,
        outcome: word(outcome)?,
        contact: clean(contact),
        number: clean(number),
        note: clean_lines(note),
        promise,
        phone: clean(phone),
        by: clean(by),
        follow_up: optional_date("follow_up", follow_up)?,
    }))
}

pub fn dispute(cells: [&str; 9]) -> Reading<Record> {
    let [account, number, amount, reason, owner, opened, note, resolved_on, resolution] = cells;
    let resolved = match (resolved_on.is_empty(), resolution.is_empty()) {
        (true, true) => None,
        (false, false) => Some((word(resolution)?, date("resolved_on", resolved_on)?)),
        _ => return Err("a resolution needs both resolved_on and resolution".to_string()),
    };
    Ok(Record::Dispute(DisputeRecord {
        account: by_code("account", account)?,
        number: needed("number", number)?,
        amount: size("amount", amount)?,
        reason: word(reason)?,
        owner: clean(owner),
        opened: date("opened", opened)?,
        note: clean_lines(note),
        resolved,
    }))
}

pub fn follow_up(cells: [&str; 6]) -> Reading<Record> {
    let [account, due, note, communication, done_on, time] = cells;
    Ok(Record::FollowUp(FollowUpRecord {
        account: by_code("account", account)?,
        due: date("due", due)?,
        time: optional_time("time", time)?,
        note: clean_lines(note),
        communication: row_of_communications(communication)?,
        done_on: optional_date("done_on", done_on)?,
    }))
}

/// The 1-based data row of communications.csv, or nothing.
pub fn row_of_communications(cell: &str) -> Reading<Option<u64>> {
    match cell {
        "" => Ok(None),
        "0" => Err("communication counts the rows of communications.csv from 1".to_string()),
        cell => number("communication", cell).map(Some),
    }
}

pub fn setting(cells: [&str; 2]) -> Reading<Record> {
    let [key, value] = cells;
    Ok(Record::Setting { key: needed("key", key)?, value: clean_lines(value) })
}
