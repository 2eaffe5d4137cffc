//! Every check on the book, so that damage, rot and careless edits are found and named before anyone relies on a figure.
//! It must work on a file that is damaged: an answer that SQLite cannot give is a finding, never an end.

mod chain;
mod derived;
mod file;
mod rows;
mod rules;

use super::Book;
use crate::error::Result;

/// What one check found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Check {
    pub name: String,
    pub ok: bool,
    pub detail: String,
}

/// What a finding says is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Damage {
    /// Rows or entries are missing, or there are more than were written.
    List,
    /// An entry, or what follows from it, is not what was written.
    Transaction,
    /// Something refers to what is not there or belongs elsewhere.
    Link,
    /// The file or its tables.
    Structure,
}

impl Damage {
    fn word(self) -> &'static str {
        match self {
            Damage::List => "list",
            Damage::Transaction => "transaction",
            Damage::Link => "link",
            Damage::Structure => "structure",
        }
    }
}

/// What a check found wrong, each finding in words; the first few stand for all.
#[derive(Debug, Default)]
struct Findings {
    told: Vec<String>,
    count: u64,
    /// What was looked at, where nothing is wrong.
    looked_at: String,
}

/// Findings that are told in full.
const MOST_TOLD: usize = 5;

impl Findings {
    fn add(&mut self, finding: impl Into<String>) {
        self.count += 1;
        if self.told.len() < MOST_TOLD {
            self.told.push(finding.into());
        }
    }

    /// Adds a sentence for each row (id, entry) of a query over facts.
    fn add_rows(&mut self, book: &Book, table: &str, what: &str, sql: &str) -> Result<()> {
        let mut statement = book.conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, entry): (i64, i64) = (row.get(0)?, row.get(1)?);
            self.add(format!("entry {entry}, {table} {id}: {what}"));
        }
        Ok(())
    }

    fn check(self, name: &str, damage: Damage) -> Check {
        if self.count == 0 {
            return Check { name: name.to_string(), ok: true, detail: self.looked_at };
        }
        let more = self.count - self.told.len() as u64;
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        let detail = format!("{} damage: {}{more}; {TO_DO}", damage.word(), self.told.join("; "));
        Check { name: name.to_string(), ok: false, detail: crate::domain::text::clean(&detail) }
    }
}

/// What to do about any finding; the end of every detail that names one.
pub const TO_DO: &str = "keep a copy of the file as it is, then restore the newest backup that verifies";

/// Tells how far a check is; false asks to stop.
type Progress<'a> = &'a mut dyn FnMut(&str, u64, u64) -> bool;

/// A look at the book: what it is called, what it finds damaged, and whether a quick verification can do without it.
struct Look {
    name: &'static str,
    damage: Damage,
    slow: bool,
    look: fn(&Book, quick: bool, Progress) -> Result<Findings>,
}

const LOOKS: &[Look] = &[
    Look { name: "file", damage: Damage::Structure, slow: false, look: file::pages },
    Look { name: "structure", damage: Damage::Structure, slow: false, look: file::schema },
    Look { name: "links", damage: Damage::Link, slow: true, look: file::links },
    Look { name: "entries", damage: Damage::List, slow: false, look: rows::entries },
    Look { name: "rows", damage: Damage::List, slow: true, look: rows::spans },
    Look { name: "chain", damage: Damage::Transaction, slow: false, look: chain::chain },
    Look { name: "undone", damage: Damage::Transaction, slow: true, look: derived::undone },
    Look { name: "allocations", damage: Damage::Transaction, slow: true, look: derived::allocations },
    Look { name: "open amounts", damage: Damage::Transaction, slow: true, look: derived::debits },
    Look { name: "unapplied amounts", damage: Damage::Transaction, slow: true, look: derived::credits },
    Look { name: "sums at every date", damage: Damage::Transaction, slow: true, look: rules::sums },
    Look { name: "one account", damage: Damage::Link, slow: true, look: rules::accounts },
    Look { name: "plans", damage: Damage::Transaction, slow: true, look: rules::plans },
    Look { name: "proof", damage: Damage::Transaction, slow: true, look: rules::proof },
];

impl Book {
    /// Runs every check, or with `quick` those that take a moment. `progress` is told the check, how far and of how
    /// much; when it answers false the rest is left out.
    pub fn verify(&self, quick: bool, progress: &mut dyn FnMut(&str, u64, u64) -> bool) -> Result<Vec<Check>> {
        // One snapshot for all: a payment that is posted meanwhile must not look like damage.
        let alone = self.conn.is_autocommit() && self.conn.execute_batch("BEGIN").is_ok();
        let mut checks = Vec::new();
        for one in LOOKS.iter().filter(|one| !(quick && one.slow)) {
            if !progress(one.name, 0, 1) {
                break;
            }
            let mut stopped = false;
            let findings = (one.look)(self, quick, &mut |name, done, total| {
                stopped |= !progress(name, done, total);
                !stopped
            });
            if stopped {
                break;
            }
            checks.push(match findings {
                Ok(findings) => findings.check(one.name, one.damage),
                Err(error) => {
                    let mut findings = Findings::default();
                    findings.add(format!("it cannot be read: {}", error.message()));
                    findings.check(one.name, Damage::Structure)
                }
            });
        }
        if alone {
            let _ = self.conn.execute_batch("COMMIT");
        }
        Ok(checks)
    }
}

#[cfg(test)]
mod tests;
