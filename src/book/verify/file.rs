//! SQLite's own checks, and whether the tables are those that this program makes.

use super::{Findings, Progress};
use crate::book::{Book, schema};
use crate::error::Result;

/// Findings asked of SQLite at most.
const MOST: u32 = 20;

pub fn pages(book: &Book, quick: bool, _: Progress) -> Result<Findings> {
    let mut findings = Findings { looked_at: "every page can be read".to_string(), ..Findings::default() };
    let pragma = if quick { "quick_check" } else { "integrity_check" };
    let mut statement = book.conn.prepare(&format!("PRAGMA {pragma}({MOST})"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            findings.add(line);
        }
    }
    Ok(findings)
}

pub fn schema(book: &Book, _: bool, _: Progress) -> Result<Findings> {
    let mut findings =
        Findings { looked_at: "the tables are as arrears makes them".to_string(), ..Findings::default() };
    let version: i32 = book.conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version != schema::VERSION {
        findings.add(format!("the schema's version is {version}, not {}", schema::VERSION));
    }
    let found = schema::fingerprint(&book.conn)?;
    let expected = schema::expected_fingerprint(schema::VERSION)?;
    if found != expected {
        let (found, expected): (Vec<&str>, Vec<&str>) = (statements(&found), statements(&expected));
        for planted in found.iter().filter(|one| !expected.contains(one)) {
            findings.add(format!("this is not of arrears: {}", heading(planted)));
        }
        for missing in expected.iter().filter(|one| !found.contains(one)) {
            findings.add(format!("this is missing: {}", heading(missing)));
        }
        if findings.count == 0 {
            findings.add("the tables were changed");
        }
    }
    Ok(findings)
}

fn statements(schema: &str) -> Vec<&str> {
    schema.split(";CREATE ").collect()
}

/// `TABLE debit` of a CREATE statement.
fn heading(statement: &str) -> String {
    let line = statement.trim_start_matches("CREATE ").lines().next().unwrap_or_default();
    line.split('(').next().unwrap_or_default().trim().to_string()
}

pub fn links(book: &Book, _: bool, _: Progress) -> Result<Findings> {
    let mut findings = Findings { looked_at: "every reference finds its row".to_string(), ..Findings::default() };
    let mut statement = book.conn.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (table, id, parent): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let entry = id.and_then(|id| entry_of(book, &table, id));
        let entry = entry.map_or(String::new(), |entry| format!("entry {entry}, "));
        let id = id.map_or(String::new(), |id| format!(" {id}"));
        findings.add(format!("{entry}{table}{id}: refers to a {parent} that is not there"));
    }
    Ok(findings)
}

fn entry_of(book: &Book, table: &str, id: i64) -> Option<i64> {
    let known = schema::TABLES.iter().find(|known| known.name == table)?;
    let sql = format!("SELECT entry FROM {} WHERE id = ?1", known.name);
    book.conn.query_row(&sql, [id], |row| row.get(0)).ok()
}
