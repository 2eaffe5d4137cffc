//! `arrears day-sheet`: what came in on a day, to hold against the bank bag.

use clap::Args;
use serde_json::{Value, json};

use super::session::Session;
use super::{Answer, Desk, End, Run};
use crate::error::Result;
use crate::report::day_sheet::day_sheet;
use crate::report::{Row, RowKind, Table};

/// List what came in on a day, by operator and method
#[derive(Debug, Args)]
pub struct DaySheet {
    /// Today by default
    date: Option<String>,
}

impl Run for DaySheet {
    fn run(self, desk: &Desk) -> Result<End> {
        let session = Session::looking(desk)?;
        let date = session.back(self.date.as_deref())?;
        let table = day_sheet(&session.book, date)?;
        let answer = Answer::default().key("date", json!(date)).key("payments", rows(&table, RowKind::Body));
        let answer = answer.key("totals", totals(&table));
        let is_empty = table.rows.is_empty();
        let answer = answer.table(table);
        Ok(if is_empty { answer.line("Nothing came in").into() } else { answer.into() })
    }
}

/// The rows of one kind as objects, by the names of the columns.
pub fn rows(table: &Table, kind: RowKind) -> Vec<Value> {
    let object = |row: &Row| {
        let cells = table.columns.iter().zip(&row.cells);
        Value::Object(cells.map(|(column, cell)| (column.name.clone(), json!(cell.plain()))).collect())
    };
    table.rows.iter().filter(|row| row.kind == kind).map(object).collect()
}

fn totals(table: &Table) -> Vec<Value> {
    let total = |row: Value| json!({"of": row["operator"], "amount": row["amount"]});
    rows(table, RowKind::Total).into_iter().map(total).collect()
}
