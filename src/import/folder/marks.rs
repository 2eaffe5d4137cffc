//! Marks on an account in the exchange folder: one file for each kind, read as its description says.

use super::Table;
use super::history::row_of_communications;
use crate::domain::calendar::Date;
use crate::domain::exchange::Column;
use crate::domain::mark::{Holds, MARKS, MarkColumn, MarkEnd, MarkKind, MarkRecord, MarkValue, hold_word};
use crate::domain::record::Record;
use crate::domain::text::{clean, clean_lines};
use crate::error::Result;
use crate::import::cells::{Reading, by_code, date, needed, one_of, size};
use crate::import::{Row, Sink, Source};

pub fn marks(source: &Source, sink: &mut dyn Sink) -> Result<()> {
    MARKS.iter().try_for_each(|kind| each(kind, source, sink))
}

fn each(kind: &'static MarkKind, source: &Source, sink: &mut dyn Sink) -> Result<()> {
    let columns = Column::of_mark(kind);
    let Some(mut table) = Table::open(source, kind.file, &columns)? else { return Ok(()) };
    while table.advance()? {
        let at = Row { file: kind.file, line: table.rows.line() };
        match table.row().and_then(|cells| mark(kind, &cells)) {
            Ok(record) => sink.record(at, record)?,
            Err(reason) => sink.refuse(at, reason)?,
        }
    }
    Ok(())
}

fn mark(kind: &'static MarkKind, cells: &[&str]) -> Reading<Record> {
    let mut cells = cells.iter().copied();
    let mut next = || cells.next().unwrap_or_default();
    let account = by_code("account", next())?;
    let mut values: Vec<MarkValue> = Vec::new();
    for column in kind.columns {
        let value = value(column, next(), values.last())?;
        values.push(value);
    }
    let ended = match &kind.end {
        Some(end) => ended(end, next(), if end.how.is_some() { next() } else { "" })?,
        None => None,
    };
    Ok(Record::Mark(MarkRecord { kind, account, values, ended }))
}

fn value(column: &MarkColumn, cell: &str, before: Option<&MarkValue>) -> Reading<MarkValue> {
    let name = column.name;
    Ok(match column.holds {
        Holds::Text => MarkValue::Text(clean_lines(cell)),
        Holds::Needed => MarkValue::Text(needed(name, cell)?),
        Holds::OneOf(words) => MarkValue::Text(one_of(name, cell, words)?),
        Holds::HoldKind => MarkValue::Text(hold_word(cell).map_err(|error| error.message().to_string())?),
        Holds::Date => MarkValue::Date(date(name, cell)?),
        Holds::LaterDate => MarkValue::Date(later(name, cell, before)?),
        Holds::MaybeCommunication => MarkValue::Communication(row_of_communications(cell)?),
        Holds::Communication => match row_of_communications(cell)? {
            Some(row) => MarkValue::Communication(Some(row)),
            None => return Err(format!("{name} is empty")),
        },
        Holds::Item => MarkValue::Item(Some(needed(name, cell)?)),
        Holds::Amount => MarkValue::Amount(size(name, cell)?),
        Holds::MaybeItem => MarkValue::Item((!cell.is_empty()).then(|| clean(cell))),
    })
}

fn later(name: &str, cell: &str, before: Option<&MarkValue>) -> Reading<Date> {
    let read = date(name, cell)?;
    match before {
        Some(MarkValue::Date(earlier)) if read <= *earlier => Err(format!("{name} {read} is not after {earlier}")),
        _ => Ok(read),
    }
}

fn ended(end: &MarkEnd, on: &str, how: &str) -> Reading<Option<(Date, String)>> {
    match (end.how, on.is_empty(), how.is_empty()) {
        (_, true, true) => Ok(None),
        (None, false, _) => Ok(Some((date(end.on, on)?, String::new()))),
        (Some((name, _, words)), false, false) => Ok(Some((date(end.on, on)?, one_of(name, how, words)?))),
        (Some((name, ..)), ..) => Err(format!("an end needs both {} and {name}", end.on)),
        (None, true, false) => Ok(None),
    }
}
