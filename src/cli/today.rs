//! `arrears today`: whom to call, and the reason for each.

use clap::Args;
use serde_json::{Value, json};

use super::session::Session;
use super::{Answer, Desk, End, Run};
use crate::error::Result;
use crate::report::{Kind, Table};

/// List whom to call today, and why
#[derive(Debug, Args)]
pub struct Today {}

impl Run for Today {
    fn run(self, desk: &Desk) -> Result<End> {
        let session = Session::looking(desk)?;
        let mut table = Table::new(format!("Today, {}", desk.today))
            .column("account", "Account", Kind::Text)
            .column("name", "Name", Kind::Text)
            .column("score", "Score", Kind::Number)
            .column("past_due", "Past due", Kind::Money)
            .column("oldest_days", "Oldest", Kind::Number)
            .column("reasons", "Why", Kind::Text);
        let mut rows: Vec<Value> = Vec::new();
        for row in session.book.today(desk.today)? {
            let reasons: Vec<&str> = row.reasons.iter().map(|reason| reason.text.as_str()).collect();
            table.row([
                (&row.code).into(),
                (&row.name).into(),
                i64::from(row.score).into(),
                row.past_due.into(),
                row.oldest_days.into(),
                reasons.join("; ").into(),
            ]);
            rows.push(json!({
                "account": row.code, "name": row.name, "reasons": row.reasons, "score": row.score,
                "past_due": row.past_due, "oldest_days": row.oldest_days, "waiting": row.waiting,
            }));
        }
        let nothing = rows.is_empty();
        let answer = Answer::default().key("as_of", json!(desk.today)).key("rows", rows).table(table);
        Ok(if nothing { answer.line("Nobody is to be called today").into() } else { answer.into() })
    }
}
