//! The aging of one account in one row under its headings.

use ratatui::text::Line;

use super::super::super::look::{Look, span};
use super::columns::{Column, Columns};
use super::spread::flush;
use crate::domain::aging::Aging;
use crate::domain::figures::Figures;
use crate::domain::money::Money;

/// Headings and figures, as many columns as fit.
pub fn lines(figures: &Figures, how: &Aging, look: Look, width: u16) -> Vec<Line<'static>> {
    let aged =
        crate::domain::aging::Aged { amounts: figures.amounts.clone(), unapplied: figures.unapplied, net: figures.net };
    let mut columns = Columns::for_width(width + 18, how, std::slice::from_ref(&aged), look);
    if aged.unapplied.is_zero() {
        columns.figures.retain(|(column, _)| *column != Column::Unapplied);
    }
    let each = (width / columns.figures.len().max(1) as u16).min(14);
    let headings = columns.figures.iter().map(|(column, _)| span(flush(&column.heading(how), each), look.dim()));
    let last = figures.amounts.len().saturating_sub(1);
    let amounts = columns.figures.iter().map(|(column, _)| {
        let amount = column.amount(&aged);
        let style = match column {
            Column::Bucket(bucket) if *bucket == last && amount.is_some_and(Money::is_positive) => look.alert(),
            Column::Net => look.strong(),
            _ if amount.is_none_or(Money::is_zero) => look.dim(),
            _ => look.plain(),
        };
        let text = amount.map(|amount| cell(look, amount)).unwrap_or_default();
        span(flush(&text, each), style)
    });
    vec![headings.collect(), amounts.collect()]
}

/// A figure, or the dot of zero standing where the mark would.
pub fn cell(look: Look, amount: Money) -> String {
    match amount.is_zero() {
        true => format!("·{}", " ".repeat(amount.currency().exponent() as usize)),
        false => look.figure(amount),
    }
}
