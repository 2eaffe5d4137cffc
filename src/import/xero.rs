//! What Xero's CSV files share: one header row on top, columns found by name, a star before the needed ones.

use super::rows::Rows;
use super::{Row, Sink, Source};
use crate::error::{Error, Result};

pub struct Table<'a> {
    pub rows: Rows<'a>,
    header: Vec<String>,
    width: usize,
}

/// The column names of a header, without stars.
pub fn header_of(cells: &[String]) -> Vec<String> {
    cells.iter().map(|cell| cell.trim().trim_start_matches('*').to_string()).collect()
}

/// True where the first row names all of these columns.
pub fn has_columns(source: &Source, names: &[&str]) -> bool {
    let header = source.head().first().map(|row| header_of(row)).unwrap_or_default();
    names.iter().all(|name| header.iter().any(|column| column == name))
}

impl<'a> Table<'a> {
    pub fn open(source: &'a Source) -> Result<Table<'a>> {
        let mut rows = source.rows()?;
        rows.advance()?;
        let cells: Vec<String> = rows.cells().map(String::from).collect();
        Ok(Table { width: rows.width(), rows, header: header_of(&cells) })
    }

    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    pub fn required(&self, name: &str) -> Result<usize> {
        self.column(name).ok_or_else(|| {
            let message = format!("the file lacks the column {name}");
            Error::format("missing_column", message).safe("nothing was changed").hint("export it from Xero again")
        })
    }

    /// Goes to the next row that fits the header; one that does not is refused.
    pub fn advance(&mut self, source: &Source, sink: &mut dyn Sink) -> Result<bool> {
        while self.rows.advance()? {
            if self.rows.cells().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let width = self.rows.width();
            let surplus = self.rows.cells().skip(self.width).any(|cell| !cell.trim().is_empty());
            if width >= self.width && !surplus {
                return Ok(true);
            }
            let many = if width > self.width { "too many" } else { "too few" };
            let reason = format!("{many} columns: {width}, where the header has {}", self.width);
            sink.refuse(Row { file: source.name(), line: self.rows.line() }, reason)?;
        }
        Ok(false)
    }

    pub fn cell(&self, column: Option<usize>) -> &str {
        column.map_or("", |column| self.rows.cell(column).trim())
    }
}
