//! The exchange folder: our own lossless format (CONTRACT, The exchange folder). It is read strictly, row by row, because
//! it is large and a program wrote it: an unknown column, another encoding or a surplus cell is named and never guessed at.

mod agreements;
mod history;
mod ledger;
mod marks;

use super::cells::Reading;
use super::rows::Rows;
use super::{Importer, Row, Sink, Source};
use crate::domain::exchange::{self, Column, File};
use crate::domain::record::Record;
use crate::error::{Error, Result};

pub const IMPORTER: Importer = Importer { name: "folder", title: "exchange folder", recognise, read };

fn recognise(source: &Source) -> bool {
    source.is_folder() && source.files().any(exchange::is_known)
}

fn read(source: &Source, sink: &mut dyn Sink) -> Result<()> {
    let ignored: Vec<&str> = source.files().filter(|file| !exchange::is_known(file)).collect();
    if !ignored.is_empty() {
        sink.notice(format!("not part of an exchange folder, ignored: {}", ignored.join(", ")));
    }
    each(source, &exchange::ACCOUNTS, sink, ledger::account)?;
    each(source, &exchange::CONTACTS, sink, history::contact)?;
    each(source, &exchange::ITEMS, sink, ledger::item)?;
    each(source, &exchange::CREDITS, sink, ledger::credit)?;
    each(source, &exchange::ALLOCATIONS, sink, ledger::allocation)?;
    each(source, &exchange::COMMUNICATIONS, sink, history::communication)?;
    agreements::promises(source, sink)?;
    agreements::plans(source, sink)?;
    each(source, &exchange::DISPUTES, sink, history::dispute)?;
    each(source, &exchange::FOLLOW_UPS, sink, history::follow_up)?;
    marks::marks(source, sink)?;
    each(source, &exchange::SETTINGS, sink, history::setting)
}

/// Gives every row of a file to the sink, as `record` understands it.
fn each<const N: usize>(
    source: &Source,
    file: &File<N>,
    sink: &mut dyn Sink,
    record: fn([&str; N]) -> Reading<Record>,
) -> Result<()> {
    let Some(mut table) = Table::open(source, file.name, &file.columns)? else { return Ok(()) };
    while table.advance()? {
        let at = Row { file: file.name, line: table.rows.line() };
        match table.cells().and_then(record) {
            Ok(record) => sink.record(at, record)?,
            Err(reason) => sink.refuse(at, reason)?,
        }
    }
    Ok(())
}

/// One file of the folder, its columns found by their names.
struct Table<'a> {
    rows: Rows<'a>,
    width: usize,
    place: Vec<Option<usize>>,
}

impl<'a> Table<'a> {
    /// None where the folder lacks the file.
    fn open(source: &'a Source, name: &str, columns: &[Column]) -> Result<Option<Table<'a>>> {
        let Some(mut rows) = source.rows_of(name)? else { return Ok(None) };
        if !rows.advance()? {
            let message = format!("{name} is empty: not even a header row");
            return Err(Error::format("no_header", message).safe("nothing was changed"));
        }
        let place = places(&rows, name, columns)?;
        Ok(Some(Table { width: rows.width(), rows, place }))
    }

    fn advance(&mut self) -> Result<bool> {
        self.rows.advance()
    }

    fn check_width(&self) -> Reading<()> {
        let width = self.rows.width();
        if width == self.width {
            return Ok(());
        }
        let many = if width > self.width { "too many" } else { "too few" };
        Err(format!("{many} columns: {width}, where the header has {}", self.width))
    }

    fn cell(&self, column: usize) -> &str {
        self.place.get(column).copied().flatten().map_or("", |place| self.rows.cell(place))
    }

    /// The row's cells in the order in which the columns are described.
    fn cells<const N: usize>(&self) -> Reading<[&str; N]> {
        self.check_width()?;
        Ok(std::array::from_fn(|column| self.cell(column)))
    }

    /// The same for a file whose columns are counted only here.
    fn row(&self) -> Reading<Vec<&str>> {
        self.check_width()?;
        Ok((0..self.place.len()).map(|column| self.cell(column)).collect())
    }
}

fn places(rows: &Rows<'_>, file: &str, columns: &[Column]) -> Result<Vec<Option<usize>>> {
    let mut place = vec![None; columns.len()];
    for (at, name) in rows.cells().enumerate() {
        let name = crate::domain::text::clean(name);
        let Some(index) = columns.iter().position(|column| column.name == name) else {
            let known: Vec<_> = columns.iter().map(|column| column.name).collect();
            let message = format!("{file} has an unknown column {name:?}");
            let hint = format!("its columns are {}", known.join(", "));
            return Err(Error::format("unknown_column", message).safe("nothing was changed").hint(hint));
        };
        if place[index].replace(at).is_some() {
            let message = format!("{file} has the column {name} twice");
            return Err(Error::format("column_twice", message).safe("nothing was changed"));
        }
    }
    let missing = |(column, at): (&Column, &Option<usize>)| (column.required && at.is_none()).then_some(column.name);
    let missing: Vec<_> = columns.iter().zip(&place).filter_map(missing).collect();
    if missing.is_empty() {
        return Ok(place);
    }
    let message = format!("{file} lacks the column {}", missing.join(", "));
    Err(Error::format("missing_column", message)
        .safe("nothing was changed")
        .hint("is it a file of an exchange folder?"))
}
