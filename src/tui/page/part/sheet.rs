//! A report's table on the screen: columns as wide as what is in them, text narrowed first where there is little room,
//! figures never cut.

use ratatui::text::{Line, Span};

use super::super::super::look::{Look, span, width_of};
use super::aged::cell;
use super::spread::{flush, pad};
use crate::domain::calendar::{Date, short};
use crate::report::{Cell, Kind, Row, RowKind, Table};

/// The least that a text is given.
const NARROW: u16 = 6;
/// As much as is easily read; before less is given, the columns that say least go.
const EASY: u16 = 12;
/// What says least, first of all.
const SPARE: &[&str] = &["currency", "note", "at", "operator", "payment"];
const GAP: u16 = 2;

/// How wide each column of a table is; a column of no width is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widths(Vec<u16>);

impl Widths {
    /// As wide as the widest cell of each column, narrowed to `room`.
    pub fn of(table: &Table, room: u16, look: Look, today: Date) -> Widths {
        let mut widths: Vec<u16> = table.columns.iter().map(|column| width_of(&column.heading)).collect();
        for row in &table.rows {
            for (place, (width, cell)) in widths.iter_mut().zip(&row.cells).enumerate() {
                // The words of a total run on over empty cells.
                if row.kind == RowKind::Body || place > 0 {
                    *width = (*width).max(width_of(&shown(cell, look, today)));
                }
            }
        }
        let taken = |widths: &[u16]| -> u16 {
            widths
                .iter()
                .filter(|width| **width > 0)
                .map(|width| width.saturating_add(GAP))
                .fold(0, u16::saturating_add)
        };
        let is_text = |place: usize| table.columns.get(place).is_some_and(|column| column.kind == Kind::Text);
        let narrow = |widths: &mut Vec<u16>, least: u16| {
            while taken(widths) > room {
                let texts = widths.iter().enumerate().filter(|(place, width)| is_text(*place) && **width > least);
                match texts.max_by_key(|(_, width)| **width).map(|(place, _)| place) {
                    Some(widest) => widths[widest] -= 1,
                    None => break,
                }
            }
        };
        narrow(&mut widths, EASY);
        for name in SPARE {
            if let Some(place) = table.columns.iter().position(|column| column.name == *name)
                && taken(&widths) > room
            {
                widths[place] = 0;
            }
        }
        narrow(&mut widths, NARROW);
        // What is still too wide goes text by text, the last first.
        for place in (1..widths.len()).rev().filter(|place| is_text(*place)).collect::<Vec<_>>() {
            if taken(&widths) > room {
                widths[place] = 0;
            }
        }
        Widths(widths)
    }

    fn columns<'a>(&'a self, table: &'a Table) -> impl Iterator<Item = (usize, u16, Kind)> + 'a {
        let columns = self.0.iter().zip(&table.columns).enumerate();
        columns.filter(|(_, (width, _))| **width > 0).map(|(place, (width, column))| (place, *width, column.kind))
    }

    pub fn headings(&self, table: &Table, look: Look) -> Line<'static> {
        let heading = |(place, width, kind): (usize, u16, Kind)| {
            let heading = table.columns.get(place).map(|column| column.heading.as_str()).unwrap_or_default();
            span(aligned(heading, width, kind), look.dim())
        };
        let mut pieces = vec![span(" ", look.plain())];
        pieces.extend(self.columns(table).map(heading));
        Line::from(pieces)
    }

    pub fn row(&self, table: &Table, row: &Row, chosen: bool, (look, today): (Look, Date)) -> Line<'static> {
        let base = match (chosen, row.kind) {
            (true, _) => look.selected(),
            (false, RowKind::Total) => look.strong(),
            (false, RowKind::Body) => look.plain(),
        };
        let mut pieces: Vec<Span<'static>> = vec![span(if chosen { "▌" } else { " " }, base)];
        let mut spare = 0;
        for (place, width, kind) in self.columns(table) {
            let cell = row.cells.get(place).unwrap_or(&Cell::Empty);
            if row.kind == RowKind::Total && place == 0 {
                // As far as the empty cells after it reach.
                let empty = |place: usize| matches!(row.cells.get(place), Some(Cell::Empty));
                let room: u16 = self
                    .columns(table)
                    .skip(1)
                    .take_while(|(place, ..)| empty(*place))
                    .map(|column| column.1 + GAP)
                    .sum();
                let text = pad(&shown(cell, look, today), width + room);
                pieces.push(span(format!("{text}{}", " ".repeat(usize::from(GAP))), base));
                spare = room;
                continue;
            }
            if spare > 0 {
                spare = spare.saturating_sub(width + GAP);
                continue;
            }
            pieces.push(span(aligned(&shown(cell, look, today), width, kind), base));
        }
        Line::from(pieces)
    }

    /// What of a row is cut, in full.
    pub fn cut(&self, row: &Row, (look, today): (Look, Date)) -> String {
        let cells = row.cells.iter().zip(&self.0).map(|(cell, width)| (shown(cell, look, today), *width));
        let cut: Vec<String> = cells.filter(|(text, width)| width_of(text) > *width).map(|(text, _)| text).collect();
        if row.kind == RowKind::Total { String::new() } else { cut.join(" · ") }
    }
}

fn aligned(text: &str, width: u16, kind: Kind) -> String {
    let gap = " ".repeat(usize::from(GAP));
    match kind {
        Kind::Money | Kind::Number => format!("{}{gap}", flush(text, width)),
        Kind::Text | Kind::Date => format!("{}{gap}", pad(text, width)),
    }
}

fn shown(shown: &Cell, look: Look, today: Date) -> String {
    match shown {
        Cell::Money(amount) => cell(look, *amount),
        Cell::Date(date) => short(*date, today),
        other => crate::domain::text::clean(&other.plain()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::item::samples::{day, usd};

    fn table() -> Table {
        let mut table = Table::new("Day sheet")
            .column("name", "Account", Kind::Text)
            .column("number", "Number", Kind::Text)
            .column("amount", "Amount", Kind::Money);
        table.row(["Zürcher Präzisionswerkzeuge".into(), "5588".into(), usd("1,240.50").into()]);
        table.total(["maria check total".into(), Cell::Empty, usd("1,240.50").into()]);
        table
    }

    fn lines(room: u16) -> Vec<String> {
        let (table, today) = (table(), day("2026-11-21"));
        let widths = Widths::of(&table, room, Look::default(), today);
        let text = |line: Line| line.spans.iter().map(|span| span.content.as_ref()).collect::<String>();
        table.rows.iter().map(|row| text(widths.row(&table, row, false, (Look::default(), today)))).collect()
    }

    #[test]
    fn figures_stay_whole_and_under_each_other_at_any_width() {
        for room in [60, 40, 30, 24] {
            let lines = lines(room);
            let ends: Vec<usize> =
                lines.iter().map(|line| line.find("1,240.50").map(|at| line[..at].chars().count()).unwrap()).collect();
            assert_eq!(ends[0], ends[1], "{room}: {lines:?}");
            assert!(lines.iter().all(|line| line.trim_end().chars().count() <= usize::from(room)), "{room}: {lines:?}");
        }
        assert!(lines(40)[0].contains("Zürcher Präzisionsw…"), "{:?}", lines(40));
        assert!(lines(40)[1].contains("maria check total"));
    }

    #[test]
    fn what_is_cut_can_be_read_in_full() {
        let (table, today) = (table(), day("2026-11-21"));
        let widths = Widths::of(&table, 30, Look::default(), today);
        assert_eq!(widths.cut(&table.rows[0], (Look::default(), today)), "Zürcher Präzisionswerkzeuge");
    }
}
