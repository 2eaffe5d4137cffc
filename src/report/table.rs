//! The table that every report is: columns with their kinds, rows with theirs. It knows neither screen nor file, so that
//! both are given the same figures.

use crate::domain::calendar::Date;
use crate::domain::money::Money;

/// What a column holds, which decides its side and its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Money,
    Number,
    Date,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// For machines: the header of a CSV file, never changed.
    pub name: String,
    /// For people.
    pub heading: String,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Money(Money),
    Number(i64),
    Date(Date),
}

/// What a row is, so that a reader can leave totals out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    Body,
    Total,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub kind: RowKind,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub title: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Said under the table: the proof line, the variant that was used.
    pub notes: Vec<String>,
}

impl Table {
    pub fn new(title: impl Into<String>) -> Table {
        Table { title: title.into(), ..Table::default() }
    }

    /// Adds a column: its name for machines, its heading for people.
    pub fn column(mut self, name: impl Into<String>, heading: impl Into<String>, kind: Kind) -> Table {
        self.columns.push(Column { name: name.into(), heading: heading.into(), kind });
        self
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(Row { kind: RowKind::Body, cells: cells.into_iter().collect() });
    }

    pub fn total(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(Row { kind: RowKind::Total, cells: cells.into_iter().collect() });
    }

    pub fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }
}

impl Cell {
    /// For machines: decimal amounts without grouping, ISO dates.
    pub fn plain(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Money(amount) => amount.decimal(),
            Cell::Number(number) => number.to_string(),
            Cell::Date(date) => date.to_string(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_string()) }
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Cell {
        text.as_str().into()
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

impl From<Money> for Cell {
    fn from(amount: Money) -> Cell {
        Cell::Money(amount)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Number(number)
    }
}

impl From<Date> for Cell {
    fn from(date: Date) -> Cell {
        Cell::Date(date)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Cell {
        cell.map_or(Cell::Empty, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    #[test]
    fn machines_are_given_plain_figures() {
        let amount = Money::of(-123_450, Currency::USD).unwrap();
        assert_eq!(Cell::from(amount).plain(), "-1234.50");
        assert_eq!(Cell::from(None::<Money>), Cell::Empty);
        assert_eq!(Cell::from("").plain(), "");
    }
}
