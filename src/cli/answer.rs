//! What a command answers: one value for machines, tables and sentences for people. Both are made from the same facts
//! before anything is printed.

use serde_json::{Map, Value, json};

use super::Opening;
use crate::book::Done;
use crate::error::Error;
use crate::report::{Kind, Table};

/// How a command ends when nothing went wrong.
pub enum End {
    Answer(Answer),
    /// A file for another program, as it is: a completion script, a manual page.
    Text(String),
    Screen(Opening),
}

impl From<Answer> for End {
    fn from(answer: Answer) -> End {
        End::Answer(answer)
    }
}

#[derive(Debug, Default)]
pub struct Answer {
    pub json: Map<String, Value>,
    pub tables: Vec<Table>,
    /// Sentences for people, after the tables.
    pub lines: Vec<String>,
    /// Code and sentence; they refuse nothing.
    pub warnings: Vec<(&'static str, String)>,
    /// 1 where the answer itself is bad news: a book that does not verify.
    pub status: u8,
    /// What still refused the command, after everything that is to be shown.
    pub error: Option<Error>,
}

impl Answer {
    /// Adds a key of the JSON shape.
    pub fn key(mut self, name: &str, value: impl Into<Value>) -> Answer {
        self.json.insert(name.to_string(), value.into());
        self
    }

    pub fn table(mut self, table: Table) -> Answer {
        self.tables.push(table);
        self
    }

    pub fn line(mut self, line: impl Into<String>) -> Answer {
        self.lines.push(line.into());
        self
    }

    /// Shows the answer, and that it was refused all the same.
    pub fn but(mut self, error: Error) -> Answer {
        self.error = Some(error);
        self
    }

    pub fn warn(mut self, code: &'static str, message: impl Into<String>) -> Answer {
        self.warnings.push((code, message.into()));
        self
    }

    /// Adds what an entry made: `entry` is null where it was only tried.
    pub fn of_entry(mut self, done: &Done, dry_run: bool) -> Answer {
        let entry = if dry_run { Value::Null } else { json!(done.entry.0) };
        self.json.insert("entry".into(), entry);
        self.json.insert("created".into(), json!(done.created));
        let mut made = Table::new("").column("entry", "Entry", Kind::Number).column("kind", "Made", Kind::Text).column(
            "id",
            "Id",
            Kind::Text,
        );
        for created in &done.created {
            let entry = (!dry_run).then_some(done.entry.0);
            made.row([entry.into(), created.kind.as_str().into(), created.id.as_str().into()]);
        }
        self.tables.insert(0, made);
        let ids: Vec<String> = done.created.iter().map(|created| format!("{} {}", created.kind, created.id)).collect();
        let made = if ids.is_empty() { String::new() } else { format!(": {}", ids.join(", ")) };
        let head = if dry_run { "Nothing was saved; it would be".into() } else { format!("Entry {}", done.entry.0) };
        self.lines.insert(0, format!("{head}{made}"));
        self
    }
}
