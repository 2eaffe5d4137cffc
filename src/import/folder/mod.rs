//! The exchange folder: our own lossless format (CONTRACT, The exchange folder). It is read strictly, row by row, because
//! it is large and a program wrote it: an unknown column, another encoding or a surplus cell is named and never guessed at.

mod agreements;
mod history;
mod ledger;

use super::cells::Reading;
use super::rows::Rows;
use super::{Importer, Row, Sink, Source};
use crate::domain::exchange::{self, File};
use crate::domain::record::Record;
use crate::error::{Error, Result};

pub const IMPORTER: Importer = Importer { name: "folder", title: "exchange folder", recognise, read };

fn recognise(source: &Source) -> bool {
    source.is_folder() && source.files().any(|file| exchange::NAMES.contains(&file))
}

fn read(source: &Source, sink: &mut dyn Sink) -> Result<()> {
    let ignored: Vec<&str> = source.files().filter(|file| !exchange::NAMES.contains(file)).collect();
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
    each(source, &exchange::HOLDS, sink, history::hold)?;
    each(source, &exchange::SETTINGS, sink, history::setting)
}

/// Gives every row of a file to the sink, as `record` understands it.
fn each<const N: usize>(
    source: &Source,
    file: &File<N>,
    sink: &mut dyn Sink,
    record: fn([&str; N]) -> Reading<Record>,
) -> Result<()> {
    let Some(mut table) = Table::open(source, file)? else { return Ok(()) };
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
struct Table<'a, const N: usize> {
    rows: Rows<'a>,
    width: usize,
    place: [Option<usize>; N],
}

impl<'a, const N: usize> Table<'a, N> {
    /// None where the folder lacks the file.
    fn open(source: &'a Source, file: &File<N>) -> Result<Option<Table<'a, N>>> {
        let Some(mut rows) = source.rows_of(file.name)? else { return Ok(None) };
        if !rows.advance()? {
            let message = format!("{} is empty: not even a header row", file.name);
            return Err(Error::format("no_header", message).safe("nothing was changed"));
        }
        let place = places(&rows, file)?;
        Ok(Some(Table { width: rows.width(), rows, place }))
    }

    fn advance(&mut self) -> Result<bool> {
        self.rows.advance()
    }

    /// The row's cells in the order in which the columns are described.
    fn cells(&self) -> Reading<[&str; N]> {
        let width = self.rows.width();
        if width != self.width {
            let many = if width > self.width { "too many" } else { "too few" };
            return Err(format!("{many} columns: {width}, where the header has {}", self.width));
        }
        Ok(self.place.map(|place| place.map_or("", |place| self.rows.cell(place))))
    }
}

fn places<const N: usize>(rows: &Rows<'_>, file: &File<N>) -> Result<[Option<usize>; N]> {
    let mut place = [None; N];
    for (at, name) in rows.cells().enumerate() {
        let name = crate::domain::text::clean(name);
        let Some(index) = file.columns.iter().position(|column| column.name == name) else {
            let known: Vec<_> = file.columns.iter().map(|column| column.name).collect();
            let message = format!("{} has an unknown column {name:?}", file.name);
            let hint = format!("its columns are {}", known.join(", "));
            return Err(Error::format("unknown_column", message).safe("nothing was changed").hint(hint));
        };
        if place[index].replace(at).is_some() {
            let message = format!("{} has the column {name} twice", file.name);
            return Err(Error::format("column_twice", message).safe("nothing was changed"));
        }
    }
    let missing =
        |(column, at): (&exchange::Column, &Option<usize>)| (column.required && at.is_none()).then_some(column.name);
    let missing: Vec<_> = file.columns.iter().zip(&place).filter_map(missing).collect();
    if missing.is_empty() {
        return Ok(place);
    }
    let message = format!("{} lacks the column {}", file.name, missing.join(", "));
    Err(Error::format("missing_column", message)
        .safe("nothing was changed")
        .hint("is it a file of an exchange folder?"))
}
