//! Nothing is missing and nothing was slipped in: entries without a gap, and each row in the span of its entry.

use super::{Findings, Progress};
use crate::book::Book;
use crate::book::schema::TABLES;
use crate::error::Result;

pub fn entries(book: &Book, _: bool, _: Progress) -> Result<Findings> {
    let mut findings = Findings::default();
    let sql = "SELECT COUNT(*), COALESCE(MAX(seq), 0) FROM journal";
    let (count, head): (i64, i64) = book.conn.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    findings.looked_at = format!("{count} entries without a gap");
    if count != head {
        let sql = "SELECT seq, before FROM (SELECT seq, LAG(seq, 1, 0) OVER (ORDER BY seq) AS before FROM journal) WHERE seq <> before + 1";
        let mut statement = book.conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (seq, before): (i64, i64) = (row.get(0)?, row.get(1)?);
            findings.add(match seq - before {
                2 => format!("entry {} is missing", before + 1),
                _ => format!("entries {} to {} are missing", before.saturating_add(1), seq.saturating_sub(1)),
            });
        }
    }
    Ok(findings)
}

pub fn spans(book: &Book, _: bool, progress: Progress) -> Result<Findings> {
    let mut findings = Findings::default();
    let mut total = 0_i64;
    for (place, table) in TABLES.iter().enumerate() {
        if !progress("rows", place as u64, TABLES.len() as u64) {
            return Ok(findings);
        }
        let name = table.name;
        let sql = format!("SELECT COUNT(*) FROM {name}");
        let count: i64 = book.conn.query_row(&sql, [], |row| row.get(0))?;
        total = total.saturating_add(count);
        let stray = format!(
            "SELECT t.id, t.entry FROM {name} t LEFT JOIN span s ON s.entry = t.entry AND s.tbl = '{name}'
             WHERE s.entry IS NULL OR t.id NOT BETWEEN s.first AND s.last ORDER BY t.id"
        );
        findings.add_rows(book, name, "no entry wrote this row", &stray)?;
        missing(book, name, &mut findings)?;
    }
    let names: Vec<String> = TABLES.iter().map(|table| format!("'{}'", table.name)).collect();
    let sql = format!("SELECT tbl, entry FROM span WHERE tbl NOT IN ({})", names.join(", "));
    let mut statement = book.conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (name, entry): (String, i64) = (row.get(0)?, row.get(1)?);
        findings.add(format!("entry {entry}: says that it wrote to {name:?}, which is no table"));
    }
    findings.looked_at = format!("{total} rows, each in its entry");
    Ok(findings)
}

/// Rows that a span tells of and that are not there.
fn missing(book: &Book, name: &str, findings: &mut Findings) -> Result<()> {
    let sql = format!(
        "SELECT * FROM (SELECT s.entry, s.first, s.last, (SELECT COUNT(*) FROM {name} WHERE id BETWEEN s.first AND s.last) AS there
         FROM span s WHERE s.tbl = '{name}') WHERE there <> last - first + 1"
    );
    let mut statement = book.conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (entry, first, last, there): (i64, i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        findings.add(format!("entry {entry}, {name} {first} to {last}: only {there} of these rows are there"));
    }
    Ok(())
}
