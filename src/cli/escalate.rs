//! `arrears escalate`: taking an account to another stage of collection, and the list of what is escalated.

use clap::Args;
use serde_json::{Value, json};

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading};
use crate::domain::text::clean;
use crate::error::Result;
use crate::ops::escalate::EscalateAccount;
use crate::report::escalated::escalated;
use crate::report::{Cell, RowKind, Table};

/// Take an account to another stage of collection, or list what is escalated
#[derive(Debug, Args)]
pub struct Escalate {
    /// Code or exact name
    #[arg(required_unless_present = "list")]
    account: Option<String>,
    /// A stage of the shop: friendly, firm, final, manager, agency, legal, write-off-review
    #[arg(required_unless_present = "list")]
    stage: Option<String>,
    /// Why
    #[arg(long, visible_alias = "note", required_unless_present = "list")]
    reason: Option<String>,
    /// Who has it from now on; whoever says so by default
    #[arg(long)]
    owner: Option<String>,
    /// Today by default
    #[arg(long)]
    date: Option<String>,
    /// List every account beyond the first stage, since when and why
    #[arg(long, conflicts_with_all = ["account", "stage", "reason", "owner"])]
    list: bool,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Escalate {
    fn run(self, desk: &Desk) -> Result<End> {
        if self.list {
            return list(desk, self.date.as_deref());
        }
        let mut session = Session::writing(desk)?;
        let (name, stage) = (self.account.unwrap_or_default(), self.stage.unwrap_or_default());
        let (reason, owner) = (self.reason.unwrap_or_default(), self.owner);
        let decide = |session: &Session| {
            let owner = owner.as_deref().map(|owner| reading::required("owner", owner)).transpose()?;
            Ok(EscalateAccount {
                account: session.account(&name)?.id,
                on: session.back(self.date.as_deref())?,
                stage: session.settings.stages.find(&stage)?.word.clone(),
                owner: owner.unwrap_or_else(|| clean(&desk.operator)),
                reason: reading::required("reason", &reason)?,
            })
        };
        let stages = session.settings.stages.clone();
        let answer = session.post(self.posting, decide, |book, done| {
            let account = book.account_named(&name)?;
            let moved = book.escalation_of(account.id, crate::domain::calendar::Date::MAX)?;
            let Some(moved) = moved.filter(|moved| moved.entry == done.entry) else { return Ok(Answer::default()) };
            let shape = json!({
                "id": format!("E{}", moved.id.0), "stage": moved.stage, "owner": moved.owner, "reason": moved.reason,
                "since": moved.on, "by": moved.by,
            });
            let line = format!("{}: {}, {} has it", account.name(), stages.name(&moved.stage), moved.owner);
            Ok(Answer::default().key("escalation", shape).line(line))
        })?;
        Ok(answer.into())
    }
}

fn list(desk: &Desk, date: Option<&str>) -> Result<End> {
    let session = Session::looking(desk)?;
    let on = session.back(date)?;
    let table = escalated(&session.book, on)?;
    let is_empty = table.rows.is_empty();
    let answer = Answer::default().key("as_of", json!(on)).key("rows", shapes(&table)).table(table);
    Ok(if is_empty { answer.line("Nothing is escalated").into() } else { answer.into() })
}

/// The rows by their columns' names.
fn shapes(table: &Table) -> Vec<Value> {
    let shape = |cells: &[Cell]| {
        let value = |cell: &Cell| match cell {
            Cell::Number(number) => json!(number),
            Cell::Empty => Value::Null,
            cell => json!(cell.plain()),
        };
        table.columns.iter().zip(cells).map(|(column, cell)| (column.name.clone(), value(cell))).collect::<Value>()
    };
    table.rows.iter().filter(|row| row.kind == RowKind::Body).map(|row| shape(&row.cells)).collect()
}
