//! `arrears items`: what is open on one account, and what money it has.

use clap::Args;
use serde_json::{Value, json};

use super::session::Session;
use super::{Answer, Desk, End, Run};
use crate::error::Result;
use crate::report::items::{CreditLine, DebitLine, Items as Report};

/// List the items of an account
#[derive(Debug, Args)]
pub struct Items {
    /// Any text that finds one account
    account: String,
    /// Today by default
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Paid, void and reversed ones too
    #[arg(long)]
    all: bool,
}

impl Run for Items {
    fn run(self, desk: &Desk) -> Result<End> {
        let session = Session::looking(desk)?;
        let account = session.found(&self.account)?;
        let report = Report::of(&session.book, account.id, session.back(self.as_of.as_deref())?, self.all)?;
        let debits: Vec<Value> = report.debits.iter().map(debit).collect();
        let credits: Vec<Value> = report.credits.iter().map(|line| credit(line, &report)).collect();
        let [mut items, money] = report.tables();
        items.title = format!("{} {}: {}", account.code, account.name(), items.title.to_lowercase());
        let mut answer = Answer::default()
            .key("account", account.code)
            .key("as_of", json!(report.as_of))
            .key("items", debits)
            .key("credits", credits)
            .table(items);
        if !money.rows.is_empty() {
            answer = answer.table(money);
        }
        Ok(answer.into())
    }
}

fn debit(line: &DebitLine) -> Value {
    let debit = &line.debit;
    json!({
        "kind": debit.kind, "number": debit.number, "id": format!("I{}", debit.id.0), "date": debit.date, "due": debit.due,
        "amount": debit.amount, "open": line.open, "days_past_due": line.days_past_due, "disputed": line.disputed,
        "on_plan": line.on_plan, "po": debit.po, "memo": debit.memo, "voided": debit.voided_on,
    })
}

fn credit(line: &CreditLine, report: &Report) -> Value {
    let credit = &line.credit;
    let allocation = |(allocation, ended): &(crate::book::Allocation, Option<crate::domain::calendar::Date>)| json!({"number": allocation.number, "date": allocation.date, "amount": allocation.amount, "reversed": ended});
    let allocations: Vec<Value> = line.allocations.iter().map(allocation).collect();
    json!({
        "kind": credit.kind, "id": credit.code, "date": credit.date, "method": credit.method, "reference": credit.reference,
        "amount": credit.amount, "unapplied": line.unapplied, "allocations": allocations, "memo": credit.memo,
        "derived": credit.worked_out, "reversed": credit.reversed_on.filter(|on| *on <= report.as_of),
    })
}
