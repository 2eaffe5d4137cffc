//! A table as lines of plain text, for paper: nothing is cut, figures stand under each other, and what came from outside is
//! cleaned.

use unicode_width::UnicodeWidthStr;

use super::table::{Cell, Kind, RowKind, Table};
use crate::domain::money::DecimalMark;
use crate::domain::text::clean;

const GAP: &str = "  ";

/// The headings and the rows of a table; totals stand after a rule, notes under everything.
pub struct Lines {
    pub headings: String,
    pub body: Vec<String>,
}

/// Lays a table out as wide as it needs to be.
pub fn lines(table: &Table, mark: DecimalMark) -> Lines {
    let cells: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.cells.iter().map(|cell| shown(cell, mark)).collect()).collect();
    let headings: Vec<String> = table.columns.iter().map(|column| clean(&column.heading)).collect();
    let mut widths: Vec<usize> = headings.iter().map(|heading| heading.width()).collect();
    for (row, cells) in table.rows.iter().zip(&cells) {
        // The words of a total run on over empty cells.
        let first = usize::from(row.kind == RowKind::Total);
        for (width, cell) in widths.iter_mut().zip(cells).skip(first) {
            *width = (*width).max(cell.width());
        }
    }
    let line = |cells: &[String]| laid(table, &widths, cells);
    let mut body = Vec::new();
    let mut before = RowKind::Body;
    for (row, cells) in table.rows.iter().zip(&cells) {
        if row.kind == RowKind::Total && before == RowKind::Body && !body.is_empty() {
            body.push("-".repeat(widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1)));
        }
        before = row.kind;
        body.push(line(cells));
    }
    if !table.notes.is_empty() {
        body.push(String::new());
        body.extend(table.notes.iter().map(|note| clean(note)));
    }
    Lines { headings: line(&headings), body }
}

fn laid(table: &Table, widths: &[usize], cells: &[String]) -> String {
    let mut line = String::new();
    let mut over = 0;
    for ((column, width), cell) in table.columns.iter().zip(widths).zip(cells) {
        let blank = " ".repeat(width.saturating_sub(cell.width() + if cell.is_empty() { over } else { 0 }));
        over =
            if cell.is_empty() { over.saturating_sub(*width + GAP.len()) } else { cell.width().saturating_sub(*width) };
        match column.kind {
            Kind::Money | Kind::Number => line.push_str(&format!("{blank}{cell}{GAP}")),
            Kind::Text | Kind::Date => line.push_str(&format!("{cell}{blank}{GAP}")),
        }
    }
    line.trim_end().to_string()
}

fn shown(cell: &Cell, mark: DecimalMark) -> String {
    match cell {
        Cell::Money(amount) => amount.display(mark),
        other => clean(&other.plain()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::{Currency, Money};

    #[test]
    fn figures_stand_under_each_other_and_nothing_is_cut() {
        let money = |minor| Money::of(minor, Currency::USD).unwrap();
        let mut table = Table::new("Day sheet").column("who", "By", Kind::Text).column("amount", "Amount", Kind::Money);
        table.row(["Zürcher \u{1b}[2J".into(), money(123_450).into()]);
        table.row(["Bo".into(), money(5).into()]);
        table.total(["together".into(), money(123_455).into()]);
        table.note("one note");
        let found = lines(&table, DecimalMark::Comma);
        assert_eq!(found.headings, "By              Amount");
        assert_eq!(
            found.body,
            [
                "Zürcher  [2J  1.234,50",
                "Bo                0,05",
                "----------------------",
                "together      1.234,55",
                "",
                "one note"
            ]
        );
    }
}
