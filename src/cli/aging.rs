//! `arrears aging`: the aging report of the book or of one account.

use clap::Args;
use serde_json::{Value, json};

use super::session::Session;
use super::{Answer, Desk, End, Run};
use crate::book::{AgingQuestion, AgingReport, CurrencyBlock};
use crate::domain::aging::{Aged, Aging as How};
use crate::domain::ids::EntryId;
use crate::domain::money::Money;
use crate::domain::text::clean;
use crate::error::{Error, Result};
use crate::report::aging::{compare_table, recorded, tables};

/// Report what is owed, by age
#[derive(Debug, Args)]
pub struct Aging {
    /// Any text that finds one account; every account by default
    account: Option<String>,
    /// Today by default; a date to come is allowed
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// As the book was known at an entry or a UTC time
    #[arg(long, value_name = "ENTRY|TIME")]
    known_at: Option<String>,
    /// due or invoice
    #[arg(long, default_value = "due")]
    by: String,
    /// Upper edges of the buckets in days; the book's own by default
    #[arg(long, value_name = "30,60,90")]
    edges: Option<String>,
    /// separate, own-date or fifo
    #[arg(long, default_value = "separate")]
    unapplied: String,
    /// What changed since it was known then
    #[arg(long, value_name = "ENTRY|TIME")]
    compare: Option<String>,
}

impl Run for Aging {
    fn run(self, desk: &Desk) -> Result<End> {
        let session = Session::looking(desk)?;
        let how = How {
            as_of: session.back(self.as_of.as_deref())?,
            basis: self.by.parse()?,
            edges: self.edges.as_ref().map_or(Ok(session.settings.edges), |edges| edges.parse())?,
            presentation: self.unapplied.parse()?,
        };
        let account = self.account.as_ref().map(|text| session.found(text)).transpose()?;
        let known_at = self.known_at.as_ref().map(|text| known_at(&session, text)).transpose()?;
        let question = AgingQuestion { how, known_at, account: account.map(|one| one.id) };
        if let Some(text) = &self.compare {
            return compared(&session, &question, self::known_at(&session, text)?);
        }
        let report = session.book.aging(&question)?;
        let mut answer = Answer { json: shape(&report), ..Answer::default() };
        answer.tables = tables(&report);
        Ok(if report.currencies.is_empty() { answer.line("Nothing is owed").into() } else { answer.into() })
    }
}

/// An entry's number, or a UTC time: the journal's head as it was then.
pub fn known_at(session: &Session, text: &str) -> Result<EntryId> {
    let text = text.trim();
    let head = session.book.version()?;
    if let Ok(entry) = text.parse::<i64>() {
        if (0..=head.0).contains(&entry) {
            return Ok(EntryId(entry));
        }
        return Err(Error::not_found("no_entry", format!("there is no entry {entry}"))
            .safe("nothing was changed")
            .hint(format!("the newest is {}", head.0)));
    }
    session.book.entry_at_time(utc(text).ok_or_else(|| {
        Error::invalid("known-at", format!("{:?} is neither an entry nor a time", clean(text)))
            .safe("nothing was changed")
            .hint("write an entry's number, or a UTC time like 2026-11-21T14:30:00Z")
    })?)
}

/// Milliseconds since 1970; a date alone is its last moment.
fn utc(text: &str) -> Option<i64> {
    use chrono::{DateTime, NaiveDateTime};
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.timestamp_millis());
    }
    let plain = text.trim_end_matches('Z').replace('T', " ");
    let formats = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"];
    if let Some(time) = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(&plain, format).ok()) {
        return Some(time.and_utc().timestamp_millis());
    }
    let date = crate::domain::calendar::parse_iso(&plain).ok()?;
    Some(date.succ_opt()?.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis() - 1)
}

/// What changed in the report since an entry, entry by entry.
fn compared(session: &Session, question: &AgingQuestion, since: EntryId) -> Result<End> {
    let until = question.known_at.unwrap_or(session.book.version()?);
    if since > until {
        return Err(Error::invalid("compare", format!("entry {} is after entry {}", since.0, until.0))
            .safe("nothing was changed")
            .hint("compare with an earlier entry"));
    }
    let differences = session.book.compare(question, since)?;
    let shapes: Vec<Value> = differences
        .iter()
        .map(|one| {
            let change = &one.change;
            json!({
                "entry": one.entry, "at": recorded(one.at), "operator": one.operator, "op": one.op, "account": one.code,
                "name": one.name, "amounts": change.amounts, "unapplied": change.unapplied, "net": change.net,
            })
        })
        .collect();
    let answer = Answer::default()
        .key("as_of", json!(question.how.as_of))
        .key("since", json!(since))
        .key("until", json!(until))
        .key("buckets", json!(question.how.edges.labels()))
        .key("differences", shapes)
        .table(compare_table(question, (since, until), &differences));
    Ok(if differences.is_empty() { answer.line("Nothing changed").into() } else { answer.into() })
}

pub fn shape(report: &AgingReport) -> serde_json::Map<String, Value> {
    let how = &report.question.how;
    let labels = how.edges.labels();
    let currencies: Vec<Value> = report.currencies.iter().map(|block| currency(block, &labels)).collect();
    let mut keys = serde_json::Map::new();
    keys.insert("as_of".into(), json!(how.as_of));
    keys.insert("known_at".into(), json!(report.question.known_at));
    keys.insert("by".into(), json!(how.basis));
    keys.insert("unapplied".into(), json!(how.presentation));
    keys.insert("currencies".into(), json!(currencies));
    keys
}

fn currency(block: &CurrencyBlock, labels: &[String]) -> Value {
    let accounts: Vec<Value> = block
        .rows
        .iter()
        .map(|row| {
            let mut shape = sums(&row.aged, row.disputed, row.on_plan);
            shape["account"] = json!(row.code);
            shape["name"] = json!(row.name);
            shape
        })
        .collect();
    let proof = &block.proof;
    json!({
        "currency": block.currency, "buckets": labels, "accounts": accounts,
        "totals": sums(&block.totals, block.disputed, block.on_plan),
        "proof": {
            "debits": proof.debits, "allocated": proof.allocated, "open": proof.open, "unapplied": proof.unapplied,
            "net": proof.net, "difference": proof.difference,
        },
    })
}

fn sums(aged: &Aged, disputed: Money, on_plan: Money) -> Value {
    json!({
        "amounts": aged.amounts, "disputed": disputed, "on_plan": on_plan, "unapplied": aged.unapplied, "net": aged.net,
    })
}

#[cfg(test)]
mod tests {
    use super::utc;

    #[test]
    fn a_date_alone_is_known_to_its_end() {
        assert_eq!(utc("1970-01-01"), Some(86_399_999));
        assert_eq!(utc("1970-01-01T00:00:01Z"), Some(1000));
        assert_eq!(utc("1970-01-01 00:01"), Some(60_000));
        assert_eq!(utc("soon"), None);
    }
}
