//! A book of an older version of the program: brought up to date where it is opened to be written, after a backup of what
//! it was; read through an upgraded copy where it is only looked at, so that a file on read-only media still opens.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::{Access, Book, digest, schema};
use crate::error::{Error, Result};

/// Makes an opened book be of [`schema::VERSION`]. `Fault` where its structure is not that of its own version, or its
/// last entry is not what was written; it is not touched then.
pub(super) fn bring_up_to_date(book: Book) -> Result<Book> {
    let from = version(&book.conn)?;
    if from >= schema::VERSION {
        return Ok(book);
    }
    if book.access != Access::Inspect {
        book.check_form(from)?;
        digest::check_last_entry(&book)?;
    }
    if matches!(book.access, Access::Look | Access::Inspect) {
        return upgraded_copy(&book);
    }
    if let Some(path) = book.path() {
        book.backup(&Book::free_backup_place(&place_for_older(path, from)))?;
    }
    upgrade_in_place(&book.conn)?;
    Ok(book)
}

/// `backups/STEM-before-version-2.book` beside the book.
fn place_for_older(path: &Path, from: i32) -> PathBuf {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    path.parent().unwrap_or(Path::new("")).join("backups").join(format!("{stem}-before-version-{}.book", from + 1))
}

fn version(conn: &Connection) -> Result<i32> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// One step after another in one transaction; another desk may have done it while this one waited.
fn upgrade_in_place(conn: &Connection) -> Result<()> {
    conn.execute_batch("BEGIN IMMEDIATE")?;
    let done = version(conn).and_then(|from| schema::upgrade(conn, from)).and_then(|()| {
        conn.execute_batch("COMMIT")?;
        Ok(())
    });
    if done.is_err() && !conn.is_autocommit() {
        conn.execute_batch("ROLLBACK")?;
    }
    done
}

/// The same book in a temporary database of SQLite's own, which goes with the connection.
fn upgraded_copy(book: &Book) -> Result<Book> {
    let mut copy = Connection::open("")?;
    match Backup::new(&book.conn, &mut copy)?.step(-1)? {
        StepResult::Done => {}
        StepResult::Busy | StepResult::Locked => {
            return Err(Error::busy("the book is busy: another desk writes to it"));
        }
        _ => return Err(Error::fault("database", "the book could not be read to its end").safe("it was not touched")),
    }
    super::open::settle_in(&copy, book.access)?;
    upgrade_in_place(&copy)?;
    Ok(Book { conn: copy, path: book.path.clone(), access: book.access })
}
