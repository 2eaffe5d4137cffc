//! What a record looks like as rows of the exchange folder. Each array has exactly the columns of its file, which the
//! compiler keeps: `domain::exchange` describes them for the reader and for this writer. What only other programs' files
//! say (an item's own currency, what a report calls open) has no column: in a book it has become facts of its own.

use rust_decimal::Decimal;

use crate::domain::calendar::Date;
use crate::domain::mark::MarkValue;
use crate::domain::record::*;
use crate::domain::terms::Terms;
use crate::domain::time_of_day;

type Text = Option<String>;

fn text(value: &Text) -> String {
    value.clone().unwrap_or_default()
}

fn day(value: Option<Date>) -> String {
    value.map_or_else(String::new, |date| date.to_string())
}

fn number(value: Option<u64>) -> String {
    value.map_or_else(String::new, |number| number.to_string())
}

fn code(account: &AccountRef) -> String {
    text(&account.code)
}

/// The first number and all others: the reader splits those at the semicolon.
fn phones(phones: &[String]) -> (String, String) {
    let plain: Vec<String> = phones.iter().map(|phone| phone.replace(';', ",")).collect();
    match plain.split_first() {
        Some((first, others)) => (first.clone(), others.join(";")),
        None => (String::new(), String::new()),
    }
}

pub fn account(record: &AccountRecord) -> [String; 20] {
    let terms: Option<Terms> = record.terms.as_deref().and_then(|terms| terms.parse().ok());
    let days = terms.and_then(Terms::days);
    let plain = terms.is_some_and(|terms| terms.discount.is_none()) && days.is_some();
    let (phone, phone2) = phones(&record.phones);
    [
        code(&record.account),
        text(&record.account.name),
        text(&record.currency),
        number(days.map(u64::from)),
        record.credit_limit.map_or_else(String::new, |limit| limit.to_string()),
        phone,
        phone2,
        text(&record.email),
        text(&record.contact),
        text(&record.address),
        text(&record.city),
        text(&record.region),
        text(&record.postal_code),
        text(&record.country),
        text(&record.time_zone),
        text(&record.note),
        if plain { String::new() } else { text(&record.terms) },
        text(&record.collector),
        text(&record.parent),
        text(&record.tags),
    ]
}

pub fn contact(record: &ContactRecord) -> [String; 6] {
    let (phone, phone2) = phones(&record.phones);
    [code(&record.account), record.name.clone(), record.role.clone(), phone, phone2, record.email.clone()]
}

pub fn item(record: &ItemRecord) -> [String; 10] {
    [
        code(&record.account),
        record.kind.clone(),
        record.number.clone(),
        day(record.date),
        day(record.due),
        record.amount.to_string(),
        record.po.clone(),
        record.memo.clone(),
        day(record.voided_on),
        text(&record.id),
    ]
}

pub fn credit(record: &CreditRecord) -> [String; 10] {
    [
        text(&record.id),
        code(&record.account),
        record.kind.clone(),
        day(record.date),
        record.method.clone(),
        record.reference.clone(),
        record.amount.to_string(),
        record.memo.clone(),
        day(record.reversed_on),
        text(&record.replaces),
    ]
}

pub fn allocation(record: &AllocationRecord) -> [String; 7] {
    [
        record.credit.clone(),
        code(&record.account),
        record.number.clone(),
        day(record.date),
        record.amount.to_string(),
        day(record.reversed_on),
        text(&record.item),
    ]
}

pub fn communication(record: &CommunicationRecord) -> [String; 13] {
    [
        code(&record.account),
        record.at.format("%Y-%m-%dT%H:%M:%S").to_string(),
        record.channel.word().to_string(),
        record.direction.word().to_string(),
        record.outcome.word().to_string(),
        record.contact.clone(),
        record.number.clone(),
        record.note.clone(),
        record.promise.map_or_else(String::new, |(amount, _)| amount.to_string()),
        day(record.promise.map(|(_, date)| date)),
        record.phone.clone(),
        record.by.clone(),
        day(record.follow_up),
    ]
}

pub fn promise(id: u64, record: &PromiseRecord) -> [String; 9] {
    let ended = record.ended.as_ref();
    [
        id.to_string(),
        code(&record.account),
        number(record.communication),
        record.made.to_string(),
        record.amount.to_string(),
        record.due.to_string(),
        record.last_day.to_string(),
        day(ended.map(|(_, date)| *date)),
        ended.map_or_else(String::new, |(how, _)| how.clone()),
    ]
}

pub fn plan(id: u64, record: &PlanRecord) -> [String; 10] {
    [
        id.to_string(),
        code(&record.account),
        record.made.to_string(),
        record.down.to_string(),
        record.first.to_string(),
        record.every.clone(),
        record.roll.clone(),
        record.remainder.clone(),
        record.allowed_missed.to_string(),
        day(record.cancelled_on),
    ]
}

pub fn covered(owner: u64, number: &str) -> [String; 2] {
    [owner.to_string(), number.to_string()]
}

pub fn instalment(plan: u64, instalment: &(u32, Date, Date, Decimal)) -> [String; 5] {
    let (n, due, payable, amount) = instalment;
    [plan.to_string(), n.to_string(), due.to_string(), payable.to_string(), amount.to_string()]
}

pub fn dispute(record: &DisputeRecord) -> [String; 9] {
    [
        code(&record.account),
        record.number.clone(),
        record.amount.to_string(),
        record.reason.word().to_string(),
        record.owner.clone(),
        record.opened.to_string(),
        record.note.clone(),
        day(record.resolved.map(|(_, date)| date)),
        record.resolved.map_or_else(String::new, |(how, _)| how.word().to_string()),
    ]
}

pub fn follow_up(record: &FollowUpRecord) -> [String; 6] {
    let time = record.time.map_or_else(String::new, time_of_day::shown);
    let communication = number(record.communication);
    [code(&record.account), record.due.to_string(), record.note.clone(), communication, day(record.done_on), time]
}

/// The account, the mark's own columns, and its end.
pub fn mark(record: &MarkRecord) -> Vec<String> {
    let mut cells = vec![code(&record.account)];
    cells.extend(record.values.iter().map(|value| match value {
        MarkValue::Text(text) => text.clone(),
        MarkValue::Date(date) => date.to_string(),
        MarkValue::Communication(row) => number(*row),
        MarkValue::Item(number) => text(number),
        MarkValue::Amount(amount) => amount.to_string(),
    }));
    if let Some(end) = &record.kind.end {
        cells.push(day(record.ended.as_ref().map(|(on, _)| *on)));
        if end.how.is_some() {
            cells.push(record.ended.as_ref().map_or_else(String::new, |(_, how)| how.clone()));
        }
    }
    cells
}
