//! Tables as CSV: for machines and spreadsheets, with plain figures, and nothing in it that a spreadsheet would run.

use std::io;

use super::table::{Cell, Table};
use crate::domain::text::clean;
use crate::error::Result;

/// Tables of the same columns follow one another; each other kind begins with its own header after an empty line.
pub fn text(tables: &[Table]) -> Result<String> {
    let mut out = String::new();
    let mut header: Option<Vec<&str>> = None;
    for table in tables {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        if header.as_ref() != Some(&names) {
            if header.is_some() {
                out.push('\n');
            }
            out.push_str(&line(names.iter().map(|name| name.to_string()))?);
            header = Some(names);
        }
        for row in &table.rows {
            out.push_str(&line(row.cells.iter().map(safe_for_a_spreadsheet))?);
        }
        for note in &table.notes {
            let cells = std::iter::once(note.clone()).chain((1..table.columns.len()).map(|_| String::new()));
            out.push_str(&line(cells)?);
        }
    }
    Ok(out)
}

fn line(cells: impl Iterator<Item = String>) -> Result<String> {
    let mut writer = ::csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(cells.collect::<Vec<_>>()).map_err(io::Error::from)?;
    let bytes = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A spreadsheet runs text that begins like a formula, and the text may be a customer's.
fn safe_for_a_spreadsheet(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => {
            let text = clean(text);
            if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
        }
        other => other.plain(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::Kind;
    use super::*;

    #[test]
    fn a_customer_cannot_hand_a_formula_to_a_spreadsheet() {
        let mut table = Table::new("x").column("name", "Name", Kind::Text).column("n", "N", Kind::Number);
        table.row(["=HYPERLINK(1)".into(), (-3).into()]);
        table.row(["a,\"b\"".into(), Cell::Empty]);
        assert_eq!(text(&[table]).unwrap(), "name,n\n'=HYPERLINK(1),-3\n\"a,\"\"b\"\"\",\n");
    }
}
