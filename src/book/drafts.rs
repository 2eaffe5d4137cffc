//! The file of drafts beside a book: its own, so that typing never meets an import's lock and never wakes another screen.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, params};

use crate::domain::calendar::Moment;
use crate::domain::ids::{AccountId, EntryId};
use crate::error::{Error, Result};

/// A parked form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The action id of the form: a draft that was saved already saves nothing more.
    pub id: String,
    pub operator: String,
    /// The form's name.
    pub form: String,
    pub account: Option<AccountId>,
    /// What the list of drafts says: `Call with Holloway Fabrication`.
    pub title: String,
    /// Field by field, what was typed.
    pub fields: Vec<(String, String)>,
    pub at: Moment,
    /// The journal's head that the form had read; None where an older program kept it.
    pub seen: Option<EntryId>,
}

/// The open file.
pub struct DraftFile {
    pub(super) conn: Connection,
}

const SHAPE: &str = "%Y-%m-%dT%H:%M:%S";

impl DraftFile {
    /// Opens `BOOK.drafts`, or makes it, for its owner only.
    pub fn beside(book: &Path) -> Result<DraftFile> {
        let mut name = book.as_os_str().to_owned();
        name.push(".drafts");
        let path = PathBuf::from(name);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path)?;
        let conn = Connection::open(&path)?;
        conn.busy_timeout(Duration::from_secs(5))?;
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;
             -- One row is one form that was left with something typed into it.
             CREATE TABLE IF NOT EXISTS draft (
                 id TEXT PRIMARY KEY, operator TEXT NOT NULL, form TEXT NOT NULL, account INTEGER, title TEXT NOT NULL,
                 fields TEXT NOT NULL, at TEXT NOT NULL
             ) STRICT",
        )?;
        let has_seen = conn.prepare("SELECT 1 FROM pragma_table_info('draft') WHERE name = 'seen'")?.exists([])?;
        if !has_seen {
            conn.execute_batch("ALTER TABLE draft ADD COLUMN seen INTEGER")?;
        }
        conn.execute_batch(super::presence::TABLE)?;
        Ok(DraftFile { conn })
    }

    /// An operator's drafts, oldest first. A row that cannot be read is left alone.
    pub fn of(&self, operator: &str) -> Result<Vec<Draft>> {
        let sql = "SELECT id, operator, form, account, title, fields, at, seen FROM draft WHERE operator = ?1 ORDER BY at, id";
        let mut statement = self.conn.prepare(sql)?;
        let rows = statement.query_map([operator], |row| {
            let (fields, at): (String, String) = (row.get(5)?, row.get(6)?);
            let account = row.get::<_, Option<i64>>(3)?.map(AccountId);
            let read = serde_json::from_str(&fields).ok().zip(Moment::parse_from_str(&at, SHAPE).ok());
            let (id, operator, form, title) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(4)?);
            let seen = row.get::<_, Option<i64>>(7)?.map(EntryId);
            Ok(read.map(|(fields, at)| Draft { id, operator, form, account, title, fields, at, seen }))
        })?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// Keeps a draft, in the place of what was kept under its id.
    pub fn keep(&self, draft: &Draft) -> Result<()> {
        let fields = serde_json::to_string(&draft.fields).map_err(|error| Error::fault("json", error.to_string()))?;
        let sql = "INSERT OR REPLACE INTO draft (id, operator, form, account, title, fields, at, seen)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let account = draft.account.map(|account| account.0);
        let at = draft.at.format(SHAPE).to_string();
        let row = params![
            draft.id,
            draft.operator,
            draft.form,
            account,
            draft.title,
            fields,
            at,
            draft.seen.map(|seen| seen.0)
        ];
        self.conn.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    pub fn remove(&self, id: &str) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM draft WHERE id = ?1")?.execute([id])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_of_the_program_before_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let old = Connection::open(folder.path().join("shop.book.drafts")).unwrap();
        old.execute_batch(
            "CREATE TABLE draft (id TEXT PRIMARY KEY, operator TEXT NOT NULL, form TEXT NOT NULL, account INTEGER,
                 title TEXT NOT NULL, fields TEXT NOT NULL, at TEXT NOT NULL) STRICT;
             INSERT INTO draft VALUES ('a', 'maria', 'call', 7, 'CALL', '[[\"note\",\"first\"]]', '2026-11-21T09:30:00')",
        )
        .unwrap();
        drop(old);
        let kept = DraftFile::beside(&folder.path().join("shop.book")).unwrap().of("maria").unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].fields[0].1.as_str(), kept[0].seen), ("first", None));
    }
}
