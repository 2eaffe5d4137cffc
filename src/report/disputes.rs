//! Open disputes by whoever sees to them, with the days that each has been open: what is not settled is not collected.

use crate::book::{Book, Dispute};
use crate::domain::calendar::Date;
use crate::domain::money::{Currency, Money};
use crate::domain::text::clean;
use crate::error::Result;
use crate::report::table::{Cell, Kind, Table};

/// The disputes that were open on a day, with a total for each owner and currency.
pub fn disputes(book: &Book, on: Date) -> Result<Table> {
    let mut table = Table::new(format!("Open disputes on {on}"))
        .column("owner", "Owner", Kind::Text)
        .column("account", "Code", Kind::Text)
        .column("name", "Account", Kind::Text)
        .column("number", "Number", Kind::Text)
        .column("reason", "Reason", Kind::Text)
        .column("opened", "Opened", Kind::Date)
        .column("days_open", "Days", Kind::Number)
        .column("amount", "Amount", Kind::Money)
        .column("note", "Note", Kind::Text);
    let open = book.disputes_open_on(on)?;
    let mut totals: Vec<(Currency, Money)> = Vec::new();
    for owned in open.chunk_by(|one, next| one.owner == next.owner) {
        totals.clear();
        for dispute in owned {
            let currency = dispute.amount.currency();
            match totals.iter_mut().find(|(one, _)| *one == currency) {
                Some((_, total)) => *total = total.plus(dispute.amount)?,
                None => totals.push((currency, dispute.amount)),
            }
            table.row(row(book, dispute, on)?);
        }
        let owner = owned.first().map_or("", |dispute| dispute.owner.as_str());
        for (currency, total) in &totals {
            let mut cells: Vec<Cell> = vec![format!("TOTAL {} {currency}", named(owner)).into()];
            cells.extend(std::iter::repeat_n(Cell::Empty, 6));
            cells.extend([(*total).into(), Cell::Empty]);
            table.total(cells);
        }
    }
    Ok(table)
}

fn row(book: &Book, dispute: &Dispute, on: Date) -> Result<[Cell; 9]> {
    let account = book.account(dispute.account)?;
    Ok([
        named(&dispute.owner).into(),
        account.code.as_str().into(),
        clean(account.name()).into(),
        clean(&dispute.number).into(),
        dispute.reason.word().to_lowercase().replace('-', " ").into(),
        dispute.opened.into(),
        dispute.days_open(on).into(),
        dispute.amount.into(),
        clean(&dispute.note).into(),
    ])
}

fn named(owner: &str) -> String {
    if owner.is_empty() { "nobody".to_string() } else { clean(owner) }
}
