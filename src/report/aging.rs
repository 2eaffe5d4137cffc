//! The aging report as tables, one for each currency: rows, totals and the proof line under them, because a report
//! without its proof is an assertion.

use super::table::{Cell, Kind, Table};
use crate::book::{AgingQuestion, AgingReport, CurrencyBlock, Difference, Proof};
use crate::domain::aging::Aged;
use crate::domain::ids::EntryId;
use crate::domain::money::Money;

/// One table for each currency of the report.
pub fn tables(report: &AgingReport) -> Vec<Table> {
    report.currencies.iter().map(|block| table(report, block)).collect()
}

fn table(report: &AgingReport, block: &CurrencyBlock) -> Table {
    let how = &report.question.how;
    let mut title = format!("Aging as of {} by {} date, {}", how.as_of, how.basis.word(), block.currency);
    if let Some(entry) = report.question.known_at {
        title.push_str(&format!(", as known at entry {}", entry.0));
    }
    let mut table = Table::new(title)
        .column("account", "Account", Kind::Text)
        .column("name", "Name", Kind::Text)
        .column("currency", "", Kind::Text);
    for (name, heading) in how.edges.labels().into_iter().zip(how.edges.headings()) {
        table = table.column(name, heading, Kind::Money);
    }
    table = table
        .column("disputed", "Disputed", Kind::Money)
        .column("on_plan", "On plan", Kind::Money)
        .column("unapplied", "Unapplied", Kind::Money)
        .column("net", "Net", Kind::Money);
    let currency = block.currency.code();
    for row in &block.rows {
        table.row(cells([&row.code, &row.name, currency], &row.aged, [row.disputed, row.on_plan]));
    }
    table.total(cells(["total", "Total", currency], &block.totals, [block.disputed, block.on_plan]));
    table.note(proof_line(&block.proof));
    table
}

fn cells(head: [&str; 3], aged: &Aged, apart: [Money; 2]) -> Vec<Cell> {
    let head = head.into_iter().map(Cell::from);
    let amounts = aged.amounts.iter().copied().chain(apart).chain([aged.unapplied, aged.net]);
    head.chain(amounts.map(Cell::from)).collect()
}

/// What changed in the report between two entries, entry by entry.
pub fn compare_table(
    question: &AgingQuestion,
    (since, until): (EntryId, EntryId),
    differences: &[Difference],
) -> Table {
    let how = &question.how;
    let title = format!("What entries {} to {} changed in the aging as of {}", since.0 + 1, until.0, how.as_of);
    let mut table = Table::new(title)
        .column("entry", "Entry", Kind::Number)
        .column("at", "Recorded (UTC)", Kind::Text)
        .column("operator", "By", Kind::Text)
        .column("op", "What", Kind::Text)
        .column("account", "Account", Kind::Text)
        .column("name", "Name", Kind::Text)
        .column("currency", "", Kind::Text);
    for (name, heading) in how.edges.labels().into_iter().zip(how.edges.headings()) {
        table = table.column(name, heading, Kind::Money);
    }
    table = table.column("unapplied", "Unapplied", Kind::Money).column("net", "Net", Kind::Money);
    for one in differences {
        let change = &one.change;
        let at = recorded(one.at);
        let currency = change.net.currency();
        let words = [&at, &one.operator, &one.op, &one.code, &one.name, currency.code()].map(Cell::from);
        let amounts = change.amounts.iter().copied().chain([change.unapplied, change.net]).map(Cell::from);
        table.row(std::iter::once(one.entry.0.into()).chain(words).chain(amounts));
    }
    table
}

/// When an entry was typed in: milliseconds since 1970 as UTC time.
pub fn recorded(at: i64) -> String {
    chrono::DateTime::from_timestamp_millis(at).unwrap_or_default().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Σ debits − Σ allocations = open; − unapplied = net; difference (LEDGER, Aging).
pub fn proof_line(proof: &Proof) -> String {
    format!(
        "Proof: debits {} - allocated {} = open {}; - unapplied {} = net {}; difference {}",
        proof.debits,
        proof.allocated,
        proof.open,
        if proof.unapplied.is_negative() { proof.unapplied.negated() } else { proof.unapplied },
        proof.net,
        proof.difference
    )
}
