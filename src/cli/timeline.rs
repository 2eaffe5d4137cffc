//! `arrears timeline`: the history of an account, merged by time.

use clap::Args;
use serde_json::{Value, json};

use super::session::Session;
use super::{Answer, Desk, End, Run};
use crate::book::Event;
use crate::error::Result;
use crate::report::{Kind, Table};

/// List what happened at an account
#[derive(Debug, Args)]
pub struct Timeline {
    /// Any text that finds one account
    account: String,
}

impl Run for Timeline {
    fn run(self, desk: &Desk) -> Result<End> {
        let session = Session::looking(desk)?;
        let account = session.found(&self.account)?;
        let events = session.book.timeline(account.id)?;
        let mut table = Table::new(format!("{} {}", account.code, account.name()))
            .column("at", "When", Kind::Text)
            .column("kind", "What", Kind::Text)
            .column("text", "", Kind::Text)
            .column("amount", "Amount", Kind::Money)
            .column("by", "By", Kind::Text)
            .column("entry", "Entry", Kind::Number)
            .column("note", "Note", Kind::Text);
        for event in &events {
            table.row([
                when(event).into(),
                event.kind.into(),
                (&event.text).into(),
                event.amount.into(),
                (&event.by).into(),
                event.entry.0.into(),
                (&event.note).into(),
            ]);
        }
        let shapes: Vec<Value> = events.iter().map(shape).collect();
        Ok(Answer::default().key("account", account.code).key("events", json!(shapes)).table(table).into())
    }
}

fn when(event: &Event) -> String {
    if event.has_time { event.at.format("%Y-%m-%d %H:%M").to_string() } else { event.at.date().to_string() }
}

fn shape(event: &Event) -> Value {
    json!({
        "date": event.at.date(), "at": event.has_time.then_some(event.at), "kind": event.kind, "text": event.text,
        "amount": event.amount, "by": event.by, "entry": event.entry, "note": event.note,
        "item": event.debit.map(|debit| format!("I{}", debit.0)),
    })
}
