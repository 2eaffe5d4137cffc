//! Derived columns: each worked out again from the facts with the expressions that settle them.

use super::{Findings, Progress};
use crate::book::debits::last_digits;
use crate::book::schema::TABLES;
use crate::book::settle::{ENDS, OPEN, UNAPPLIED};
use crate::book::{Book, EntryId, digest};
use crate::error::Result;

pub fn undone(book: &Book, _: bool, progress: Progress) -> Result<Findings> {
    let undone = book.undone_at(EntryId(i64::MAX))?;
    let mut findings =
        Findings { looked_at: format!("{} undone entries count at no date", undone.len()), ..Findings::default() };
    for (place, table) in TABLES.iter().enumerate() {
        if !progress("undone", place as u64, TABLES.len() as u64) {
            return Ok(findings);
        }
        let mut statement = book.conn.prepare(&format!(
            "SELECT id, entry FROM {0} t WHERE live = 0
             AND NOT EXISTS (SELECT 1 FROM correction c WHERE c.tbl = '{0}' AND c.row = t.id AND c.live = 1)",
            table.name
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, entry): (i64, i64) = (row.get(0)?, row.get(1)?);
            if !undone.contains(&EntryId(entry)) {
                findings.add(format!("entry {entry}, {} {id}: does not count though nobody undid it", table.name));
            }
        }
        let sql = format!("SELECT id FROM {} WHERE id BETWEEN ?1 AND ?2 AND live = 1", table.name);
        let mut statement = book.conn.prepare(&sql)?;
        for entry in &undone {
            let Some((first, last)) = digest::span_of(book, entry.0, table.name)? else { continue };
            for id in statement.query_map([first, last], |row| row.get::<_, i64>(0))? {
                findings.add(format!("entry {}, {} {}: counts though it was undone", entry.0, table.name, id?));
            }
        }
    }
    Ok(findings)
}

pub fn allocations(book: &Book, _: bool, _: Progress) -> Result<Findings> {
    let mut findings = Findings { looked_at: "starts and ends follow from the facts".into(), ..Findings::default() };
    let starts =
        "SELECT a.id, a.entry FROM allocation a JOIN credit c ON c.id = a.credit JOIN debit d ON d.id = a.debit
        WHERE a.starts <> MAX(a.date, c.date, d.date) ORDER BY a.id";
    findings.add_rows(book, "allocation", "its start does not follow from the dates", starts)?;
    let ends = format!("SELECT a.id, a.entry FROM allocation a WHERE a.ends IS NOT {ENDS} ORDER BY a.id");
    findings.add_rows(book, "allocation", "its end does not follow from reversals and voids", &ends)?;
    Ok(findings)
}

pub fn debits(book: &Book, _: bool, _: Progress) -> Result<Findings> {
    let mut findings = Findings { looked_at: "open amounts follow from the facts".into(), ..Findings::default() };
    let voids = "SELECT d.id, d.entry FROM debit d
        WHERE d.voided_on IS NOT (SELECT date FROM void WHERE debit = d.id AND live = 1) ORDER BY d.id";
    findings.add_rows(book, "debit", "its void does not follow from the facts", voids)?;
    let open = format!("SELECT d.id, d.entry FROM debit d WHERE d.open IS NOT ({OPEN}) ORDER BY d.id");
    findings.add_rows(book, "debit", "its open amount does not follow from the facts", &open)?;
    let mut statement = book.conn.prepare("SELECT id, entry, number, digits FROM debit")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, entry): (i64, i64) = (row.get(0)?, row.get(1)?);
        let (number, digits): (String, Option<i64>) = (row.get(2)?, row.get(3)?);
        if last_digits(&number) != digits {
            findings.add(format!("entry {entry}, debit {id}: its search digits are not those of its number"));
        }
    }
    Ok(findings)
}

pub fn credits(book: &Book, _: bool, _: Progress) -> Result<Findings> {
    let mut findings = Findings { looked_at: "unapplied amounts follow from the facts".into(), ..Findings::default() };
    let reversals = "SELECT c.id, c.entry FROM credit c
        WHERE c.reversed_on IS NOT (SELECT date FROM credit_reversal WHERE credit = c.id AND live = 1) ORDER BY c.id";
    findings.add_rows(book, "credit", "its reversal does not follow from the facts", reversals)?;
    let left = format!("SELECT c.id, c.entry FROM credit c WHERE c.unapplied IS NOT ({UNAPPLIED}) ORDER BY c.id");
    findings.add_rows(book, "credit", "its unapplied amount does not follow from the facts", &left)?;
    Ok(findings)
}
