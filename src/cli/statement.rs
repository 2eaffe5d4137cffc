//! `arrears statement`: the statement for a customer, as plain text.

use clap::Args;
use serde_json::json;

use super::desk::Format;
use super::session::Session;
use super::{Answer, Desk, End, Run};
use crate::error::Result;
use crate::letter;
use crate::report::{Kind, Table};

/// Write the statement for a customer
#[derive(Debug, Args)]
pub struct Statement {
    /// Any text that finds one account
    account: String,
    /// Today by default
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// The activity since a day, with the balance before and after; without it, what is open
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
}

impl Run for Statement {
    fn run(self, desk: &Desk) -> Result<End> {
        let session = Session::looking(desk)?;
        let account = session.found(&self.account)?;
        let as_of = session.back(self.as_of.as_deref())?;
        let since = self.since.as_deref().map(|text| session.back(Some(text))).transpose()?;
        let wanted = letter::Statement { account: account.id, as_of, since };
        let document = letter::statement(&session.book, &wanted)?;
        if desk.format == Format::Table {
            return Ok(End::Text(document.text()));
        }
        let mut table = Table::new(document.title.as_str())
            .column("page", "Page", Kind::Number)
            .column("line", "Line", Kind::Number)
            .column("text", "Text", Kind::Text);
        for (page, lines) in (1_i64..).zip(&document.pages) {
            for (line, text) in (1_i64..).zip(lines) {
                table.row([page.into(), line.into(), text.into()]);
            }
        }
        Ok(Answer::default()
            .key("account", account.code)
            .key("as_of", json!(as_of))
            .key("since", json!(since))
            .key("pages", json!(document.pages))
            .key("head_hash", session.book.head_hash()?)
            .table(table)
            .into())
    }
}
