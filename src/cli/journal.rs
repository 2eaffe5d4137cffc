//! `arrears journal`: who did what and when.

use chrono::DateTime;
use clap::Args;
use serde_json::{Value, json};

use super::session::Session;
use super::{Answer, Desk, End, Run};
use crate::book::JournalRow;
use crate::domain::ids::EntryId;
use crate::error::Result;
use crate::report::{Kind, Table};

/// List who did what, and when
#[derive(Debug, Args)]
pub struct Journal {
    /// Any text that finds one account; every account by default
    account: Option<String>,
    /// Entries after this one, or recorded on or after this day (UTC)
    #[arg(long, value_name = "ENTRY|DATE")]
    since: Option<String>,
    /// The most entries to list, the newest
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

impl Run for Journal {
    fn run(self, desk: &Desk) -> Result<End> {
        let session = Session::looking(desk)?;
        let account = self.account.as_ref().map(|text| session.found(text)).transpose()?;
        let since = self.since.as_ref().map(|text| since(&session, text)).transpose()?;
        let limit = self.limit.unwrap_or(usize::MAX >> 1);
        let entries = session.book.journal(account.map(|one| one.id), since, limit)?;
        let mut table = Table::new("Journal")
            .column("entry", "Entry", Kind::Number)
            .column("at", "Recorded (UTC)", Kind::Text)
            .column("operator", "By", Kind::Text)
            .column("op", "What", Kind::Text)
            .column("accounts", "Accounts", Kind::Text)
            .column("undone", "Undone", Kind::Text)
            .column("hash", "Hash", Kind::Text);
        for entry in &entries {
            table.row([
                entry.seq.0.into(),
                recorded(entry).into(),
                (&entry.operator).into(),
                (&entry.op).into(),
                touched(entry).into(),
                if entry.undone { "undone" } else { "" }.into(),
                entry.hash.get(..12).unwrap_or(&entry.hash).into(),
            ]);
        }
        let shapes: Vec<Value> = entries.iter().map(shape).collect();
        Ok(Answer::default().key("entries", shapes).table(table).into())
    }
}

/// The entry after which to list.
fn since(session: &Session, text: &str) -> Result<EntryId> {
    if let Ok(entry) = text.trim().parse::<i64>() {
        return Ok(EntryId(entry));
    }
    let midnight = session.back(Some(text))?.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
    session.book.entry_at_time(midnight - 1)
}

fn recorded(entry: &JournalRow) -> String {
    let time = DateTime::from_timestamp_millis(entry.at).unwrap_or_default();
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn touched(entry: &JournalRow) -> String {
    let more = entry.account_count.saturating_sub(entry.accounts.len() as u64);
    let names = entry.accounts.join(" ");
    if more == 0 { names } else { format!("{names} and {more} more") }
}

fn shape(entry: &JournalRow) -> Value {
    let input: Value = serde_json::from_str(&entry.json).unwrap_or(Value::Null);
    json!({
        "entry": entry.seq, "at": recorded(entry), "operator": entry.operator, "op": entry.op, "accounts": entry.accounts,
        "account_count": entry.account_count, "undone": entry.undone, "hash": entry.hash, "input": input,
    })
}
