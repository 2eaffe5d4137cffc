//! Printing an answer: a table for people, JSON and CSV for machines. A reader that went away is no failure.

use std::io::{self, IsTerminal, Write};

use comfy_table::{Attribute, Cell as Drawn, CellAlignment, ContentArrangement, presets};
use serde_json::Value;

use super::answer::Answer;
use super::complaint;
use super::desk::Format;
use crate::domain::text::clean;
use crate::error::Result;
use crate::report::{Cell, Kind, RowKind, Table, csv};

/// Prints an answer and gives the exit status.
pub fn answer(answer: &Answer, format: Format) -> Result<u8> {
    for (code, message) in &answer.warnings {
        complaint::warn(code, message, format == Format::Json);
    }
    let text = match format {
        Format::Json => format!("{}\n", Value::Object(answer.json.clone())),
        Format::Csv => csv::text(&answer.tables)?,
        Format::Table => people(answer),
    };
    write(&text)?;
    match &answer.error {
        Some(error) => Ok(complaint::complain(error, format == Format::Json)),
        None => Ok(answer.status),
    }
}

pub fn text(text: &str) -> Result<u8> {
    write(text)?;
    Ok(0)
}

/// A broken pipe ends quietly: `arrears journal | head` has what it wanted.
fn write(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

fn people(answer: &Answer) -> String {
    let mut parts: Vec<String> = Vec::new();
    // What an entry made is said in its sentence.
    let tables = answer.tables.iter().filter(|table| !table.title.is_empty());
    parts.extend(tables.map(drawn));
    if !answer.lines.is_empty() {
        parts.push(answer.lines.iter().map(|line| format!("{}\n", clean(line))).collect());
    }
    parts.join("\n")
}

fn drawn(table: &Table) -> String {
    let styled = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(presets::NOTHING);
    if io::stdout().is_terminal() {
        drawn.set_content_arrangement(ContentArrangement::Dynamic);
    } else {
        drawn.set_content_arrangement(ContentArrangement::Disabled);
        drawn.force_no_tty();
    }
    drawn.set_header(table.columns.iter().map(|column| {
        let cell = Drawn::new(clean(&column.heading)).set_alignment(side(column.kind));
        if styled { cell.add_attribute(Attribute::Bold) } else { cell }
    }));
    for row in &table.rows {
        let cells = row.cells.iter().zip(&table.columns).map(|(cell, column)| {
            let drawn = Drawn::new(shown(cell)).set_alignment(side(column.kind));
            if styled && row.kind == RowKind::Total { drawn.add_attribute(Attribute::Bold) } else { drawn }
        });
        drawn.add_row(cells);
    }
    drawn.column_iter_mut().for_each(|column| {
        column.set_padding((0, 2));
    });
    let mut text = format!("{}\n", clean(&table.title));
    if !table.rows.is_empty() {
        text.push_str(&drawn.trim_fmt());
        text.push('\n');
    }
    table.notes.iter().for_each(|note| text.push_str(&format!("{}\n", clean(note))));
    text
}

fn side(kind: Kind) -> CellAlignment {
    if matches!(kind, Kind::Money | Kind::Number) { CellAlignment::Right } else { CellAlignment::Left }
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Money(amount) => amount.to_string(),
        other => clean(&other.plain()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_in_a_name_is_not_printed() {
        let mut table = Table::new("t").column("name", "Name", Kind::Text);
        table.row(["Evil\u{1b}[2JCo".into()]);
        assert!(!drawn(&table).contains('\u{1b}'));
    }
}
