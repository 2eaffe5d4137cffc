//! Loading very many rows into an empty book: the indexes that no rule needs meanwhile are made afterwards, sorted once,
//! because a million insertions at random places of an index cost more than the index.

use rusqlite::params;

use super::Tx;
use crate::error::Result;

/// Tables whose plain indexes are put off; unique ones stay, they are rules.
const TABLES: [&str; 4] = ["debit", "credit", "allocation", "communication"];

/// An index that was put off: its table and the statement that makes it, to the letter.
pub(super) struct PutOff {
    table: &'static str,
    sql: String,
}

impl Tx<'_> {
    /// Puts the plain indexes of the large tables off. Only for a book without items, where nothing is looked up.
    pub fn put_indexes_off(&mut self) -> Result<()> {
        for table in TABLES {
            let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 AND sql LIKE 'CREATE INDEX%'";
            let indexes: Vec<(String, String)> = {
                let mut statement = self.conn.prepare(sql)?;
                statement.query_map(params![table], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?
            };
            for (name, sql) in indexes {
                self.conn.execute_batch(&format!("DROP INDEX {name}"))?;
                self.put_off.push(PutOff { table, sql });
            }
        }
        Ok(())
    }

    /// Makes the indexes of a table that were put off.
    pub fn make_indexes_of(&mut self, table: &str) -> Result<()> {
        for index in self.put_off.extract_if(.., |index| index.table == table).collect::<Vec<_>>() {
            self.conn.execute_batch(&index.sql)?;
        }
        Ok(())
    }

    /// Makes what is still put off, after the derived columns that some of them hold are settled.
    pub(super) fn make_all_indexes(&mut self) -> Result<()> {
        TABLES.into_iter().try_for_each(|table| self.make_indexes_of(table))
    }
}
