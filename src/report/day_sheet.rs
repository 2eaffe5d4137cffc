//! The day sheet: what came in on a day, by operator and method, to hold against the bank bag; and the checks on hand
//! that are dated ahead.

use crate::book::{Book, PostedPayment};
use crate::domain::calendar::Date;
use crate::domain::money::Money;
use crate::domain::text::clean;
use crate::error::Result;
use crate::report::table::{Cell, Column, Kind, Row, RowKind, Table};

/// What was received on a day, with a total for each operator and method, and one for each currency.
pub fn day_sheet(book: &Book, on: Date) -> Result<Table> {
    let mut table = Table::new(format!("Day sheet for {on}"));
    table.columns = columns();
    let payments = book.payments_on(on)?;
    let group = |one: &PostedPayment| (one.amount.currency(), one.operator.clone(), one.method.clone());
    let mut day: Vec<(crate::domain::money::Currency, Money)> = Vec::new();
    let mut start = 0;
    while start < payments.len() {
        let end = payments[start..]
            .iter()
            .position(|one| group(one) != group(&payments[start]))
            .map_or(payments.len(), |n| start + n);
        let mut total = payments[start].amount.currency().zero();
        for payment in &payments[start..end] {
            for (amount, returned) in movements(payment, on) {
                total = total.plus(amount)?;
                table.rows.push(row(payment, amount, if returned { "returned" } else { "" }));
            }
        }
        let (_, operator, method) = group(&payments[start]);
        table.rows.push(total_row(&format!("{} {}", clean(&operator), clean(&method)), total));
        match day.iter_mut().find(|(currency, _)| *currency == total.currency()) {
            Some((_, sum)) => *sum = sum.plus(total)?,
            None => day.push((total.currency(), total)),
        }
        start = end;
    }
    for (currency, sum) in day {
        table.rows.push(total_row(&format!("TOTAL {currency}"), sum));
    }
    table.notes.push("by the date of the payment; returned payments are taken away on the day they came back".into());
    Ok(table)
}

/// Payments dated after a day that are still on hand.
pub fn on_hand(book: &Book, after: Date) -> Result<Table> {
    let mut table = Table::new(format!("Checks on hand, dated after {after}"));
    table.columns = columns();
    for payment in book.payments_after(after)? {
        table.rows.push(row(&payment, payment.amount, ""));
    }
    table.notes.push("each counts from its own date by itself".into());
    Ok(table)
}

fn movements(payment: &PostedPayment, on: Date) -> Vec<(Money, bool)> {
    let came = (payment.date == on).then_some((payment.amount, false));
    let went = (payment.reversed_on == Some(on)).then_some((payment.amount.negated(), true));
    came.into_iter().chain(went).collect()
}

fn columns() -> Vec<Column> {
    let column = |name: &str, heading: &str, kind| Column { name: name.into(), heading: heading.into(), kind };
    vec![
        column("operator", "By", Kind::Text),
        column("method", "Method", Kind::Text),
        column("reference", "Number", Kind::Text),
        column("date", "Date", Kind::Date),
        column("account", "Code", Kind::Text),
        column("name", "Account", Kind::Text),
        column("payment", "Payment", Kind::Text),
        column("amount", "Amount", Kind::Money),
        column("note", "", Kind::Text),
    ]
}

fn row(payment: &PostedPayment, amount: Money, note: &str) -> Row {
    let text = |text: &str| Cell::Text(clean(text));
    let cells = vec![
        text(&payment.operator),
        text(&payment.method),
        text(&payment.reference),
        Cell::Date(payment.date),
        text(&payment.account_code),
        text(&payment.name),
        text(&payment.code),
        Cell::Money(amount),
        text(note),
    ];
    Row { kind: RowKind::Body, cells }
}

fn total_row(label: &str, amount: Money) -> Row {
    let mut cells = vec![Cell::Text(label.to_string())];
    cells.extend(std::iter::repeat_n(Cell::Empty, 6));
    cells.extend([Cell::Money(amount), Cell::Empty]);
    Row { kind: RowKind::Total, cells }
}
