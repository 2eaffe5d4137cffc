//! What is escalated: every account beyond the first stage of collection, since when, by whom and why, furthest along
//! first, for whoever answers for it.

use crate::book::{Book, Escalation};
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, days_past};
use crate::domain::money::{Currency, Money};
use crate::domain::text::clean;
use crate::error::Result;
use crate::report::table::{Cell, Kind, Table};

/// The accounts beyond the first stage on a day.
pub fn escalated(book: &Book, on: Date) -> Result<Table> {
    let settings = book.settings()?;
    let how = Aging { edges: settings.edges, ..Aging::by_due(on) };
    let mut table = columns(Table::new(format!("Escalated on {on}")));
    let mut rows: Vec<(usize, Date, Vec<Cell>)> = Vec::new();
    let mut totals: Vec<(Currency, Money)> = Vec::new();
    for moved in book.escalations(on)?.into_iter().filter(|moved| settings.stages.is_escalated(&moved.stage)) {
        // One that was undone or merged away since is nobody's business.
        let Ok(standing) = book.standing(moved.account, &how) else { continue };
        let figures = &standing.figures;
        add(&mut totals, figures.net)?;
        let mut cells: Vec<Cell> = vec![
            clean(&standing.account.code).into(),
            clean(standing.account.name()).into(),
            settings.stages.name(&moved.stage).into(),
            moved.on.into(),
            days_past(on, moved.on).into(),
        ];
        cells.extend(said(&moved));
        cells.extend([figures.past_due.into(), figures.net.into()]);
        rows.push((settings.stages.rank(&moved.stage), moved.on, cells));
    }
    // Furthest along first, then longest there.
    rows.sort_by_key(|(rank, since, _)| (std::cmp::Reverse(*rank), *since));
    rows.into_iter().for_each(|(_, _, cells)| table.row(cells));
    for (currency, net) in totals {
        let mut cells: Vec<Cell> = vec![format!("TOTAL {currency}").into()];
        cells.extend(std::iter::repeat_n(Cell::Empty, 8));
        cells.push(net.into());
        table.total(cells);
    }
    table.note("furthest along first, then longest there; the first stage is not listed");
    Ok(table)
}

fn columns(table: Table) -> Table {
    table
        .column("account", "Code", Kind::Text)
        .column("name", "Account", Kind::Text)
        .column("stage", "Stage", Kind::Text)
        .column("since", "Since", Kind::Date)
        .column("days", "Days", Kind::Number)
        .column("owner", "Owner", Kind::Text)
        .column("by", "Moved by", Kind::Text)
        .column("reason", "Why", Kind::Text)
        .column("past_due", "Past due", Kind::Money)
        .column("net", "Net", Kind::Money)
}

fn said(moved: &Escalation) -> [Cell; 3] {
    [clean(&moved.owner).into(), clean(&moved.by).into(), clean(&moved.reason).into()]
}

fn add(totals: &mut Vec<(Currency, Money)>, net: Money) -> Result<()> {
    match totals.iter_mut().find(|(currency, _)| *currency == net.currency()) {
        Some((_, total)) => *total = total.plus(net)?,
        None => totals.push((net.currency(), net)),
    }
    Ok(())
}
