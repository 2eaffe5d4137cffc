//! Marks on an account, whatever their kind: read for an export and written by an import as their description says.

use std::collections::HashMap;

use rusqlite::{Row, ToSql};

use super::perform::{date, day, maybe_date};
use super::{Book, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, CommunicationId, DebitId};
use crate::domain::mark::{Holds, MarkColumn, MarkKind, MarkRecord, MarkValue};
use crate::domain::money::{Currency, Money};
use crate::domain::record::AccountRef;
use crate::error::Result;

/// One column of a mark, its references resolved to rows of the book.
#[derive(Debug, Clone)]
pub enum MarkCell {
    Text(String),
    Date(Date),
    Communication(Option<CommunicationId>),
    Item(Option<DebitId>),
    /// Minor units.
    Amount(i64),
}

impl MarkCell {
    fn sql(&self) -> Box<dyn ToSql> {
        match self {
            MarkCell::Text(text) => Box::new(text.clone()),
            MarkCell::Date(date) => Box::new(day(*date)),
            MarkCell::Communication(id) => Box::new(id.map(|id| id.0)),
            MarkCell::Item(id) => Box::new(id.map(|id| id.0)),
            MarkCell::Amount(minor) => Box::new(*minor),
        }
    }
}

impl Book {
    /// Every mark of a kind, by account code; `rows` tells the data row of each communication.
    pub fn mark_records(
        &self,
        kind: &'static MarkKind,
        rows: &HashMap<i64, u64>,
        take: &mut dyn FnMut(MarkRecord) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.conn.prepare(&select(kind))?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            take(record(kind, row, rows)?)?;
        }
        Ok(())
    }

    /// True where the account has this mark; one that an item can have only once, whatever else it says.
    pub fn has_mark(&self, kind: &'static MarkKind, account: AccountId, cells: &[MarkCell]) -> Result<bool> {
        let once = kind.columns.iter().any(|column| column.holds == Holds::Item);
        let told = kind.columns.iter().zip(cells).filter(|(column, _)| !once || column.holds == Holds::Item);
        let values: Vec<(&str, Box<dyn ToSql>)> = told.map(|(column, cell)| (column.column, cell.sql())).collect();
        let mut like: Vec<(&str, &dyn ToSql)> = vec![("account", &account.0)];
        like.extend(values.iter().map(|(column, value)| (*column, value.as_ref())));
        Ok(!self.rows_like(kind.table, &like)?.is_empty())
    }
}

impl Tx<'_> {
    /// Writes a mark with one cell for each of its kind's columns, and the row that ended it.
    pub fn write_mark(
        &mut self,
        kind: &'static MarkKind,
        account: AccountId,
        cells: &[MarkCell],
        ended: Option<&(Date, String)>,
    ) -> Result<()> {
        let own: Vec<Box<dyn ToSql>> = cells.iter().map(MarkCell::sql).collect();
        let mut values: Vec<(&'static str, &dyn ToSql)> = vec![("account", &account.0)];
        values.extend(kind.columns.iter().zip(&own).map(|(column, value)| (column.column, value.as_ref())));
        let id = self.insert(kind.table, &values)?;
        if let (Some(end), Some((on, how))) = (&kind.end, ended) {
            let on = day(*on);
            let mut values: Vec<(&'static str, &dyn ToSql)> = vec![(end.of, &id), ("date", &on)];
            if let Some((_, column, _)) = end.how {
                values.push((column, how));
            }
            self.insert(end.table, &values)?;
        }
        self.touch(account);
        Ok(())
    }
}

fn select(kind: &MarkKind) -> String {
    let own = kind.columns.iter().map(|column| match column.holds {
        Holds::MaybeItem | Holds::Item => format!("(SELECT number FROM debit WHERE id = m.\"{}\")", column.column),
        _ => format!("m.\"{}\"", column.column),
    });
    let own: Vec<String> = own.collect();
    let (end, join) = match &kind.end {
        Some(end) => (
            format!("e.date, {}", end.how.map_or("''".to_string(), |(_, column, _)| format!("e.\"{column}\""))),
            format!("LEFT JOIN {} e ON e.\"{}\" = m.id AND e.live = 1", end.table, end.of),
        ),
        None => ("NULL, NULL".to_string(), String::new()),
    };
    let (own, table) = (own.join(", "), kind.table);
    format!(
        "SELECT a.code, {own}, {end}, a.currency FROM account a JOIN {table} m ON m.account = a.id {join}
         WHERE a.live = 1 AND m.live = 1 ORDER BY a.code, m.id"
    )
}

fn record(kind: &'static MarkKind, row: &Row, rows: &HashMap<i64, u64>) -> Result<MarkRecord> {
    let mut values = Vec::new();
    for (place, column) in kind.columns.iter().enumerate() {
        values.push(value(column, row, place + 1, rows)?);
    }
    let end = kind.columns.len() + 1;
    let how: Option<String> = row.get(end + 1)?;
    let ended = maybe_date(row, end)?.map(|on| (on, how.unwrap_or_default()));
    Ok(MarkRecord { kind, account: AccountRef { code: Some(row.get(0)?), name: None }, values, ended })
}

fn value(column: &MarkColumn, row: &Row, place: usize, rows: &HashMap<i64, u64>) -> Result<MarkValue> {
    Ok(match column.holds {
        Holds::Text | Holds::Needed | Holds::OneOf(_) | Holds::HoldKind => MarkValue::Text(row.get(place)?),
        Holds::Date | Holds::LaterDate => MarkValue::Date(date(row, place)?),
        Holds::Communication | Holds::MaybeCommunication => {
            let id: Option<i64> = row.get(place)?;
            MarkValue::Communication(id.and_then(|id| rows.get(&id).copied()))
        }
        Holds::MaybeItem | Holds::Item => MarkValue::Item(row.get(place)?),
        Holds::Amount => {
            let currency = Currency::parse(&row.get::<_, String>("currency")?)?;
            MarkValue::Amount(Money::stored(row.get(place)?, currency).to_decimal())
        }
    })
}
