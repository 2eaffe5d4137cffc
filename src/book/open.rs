//! Opening and creating a book: each kind of file that is not a good book gets its own sentence and is never written to.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{Book, digest, schema, upgrade};
use crate::error::{Error, Result};

/// Cache of an open book, in KiB.
pub(super) const CACHE_KIB: i64 = 2048;

/// Who opens, which decides how long to wait for the write lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// A command waits 5 s for another writer.
    Command,
    /// The screen waits 100 ms, then tells its form.
    Screen,
    /// Only looks; works on read-only media too.
    Look,
    /// Looks at a file that may be damaged: no check but whose it is.
    Inspect,
}

impl Access {
    fn wait(self) -> Duration {
        match self {
            Access::Screen => Duration::from_millis(100),
            _ => Duration::from_secs(5),
        }
    }

    fn reads_only(self) -> bool {
        matches!(self, Access::Look | Access::Inspect)
    }
}

impl Book {
    /// Opens an existing book; one of an older version is brought up to date. `NotFound` where there is none; `Fault` with
    /// its own sentence for a foreign, newer, damaged or unreadable file, which is left as it is.
    pub fn open(path: &Path, access: Access) -> Result<Book> {
        look_before_opening(path)?;
        let look = if access.reads_only() { access } else { Access::Look };
        identify(path, &connect(path, look)?)?;
        let book = Book { conn: connect(path, access)?, path: Some(path.to_path_buf()), access };
        let book = upgrade::bring_up_to_date(book)?;
        if access != Access::Inspect {
            book.check_form(schema::VERSION)?;
            digest::check_last_entry(&book)?;
        }
        Ok(book)
    }

    /// Makes a new, empty book; `Refused` where a file is there already.
    pub fn create(path: &Path) -> Result<Book> {
        if path.exists() {
            return Err(Error::refused("exists", format!("{} is there already", path.display()))
                .safe("it was not touched")
                .hint("choose another name with --book"));
        }
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            make_private_folder(folder)?;
        }
        make_private_file(path)?;
        let made = connect(path, Access::Command).and_then(|conn| {
            conn.execute_batch("BEGIN IMMEDIATE")?;
            conn.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
            schema::upgrade(&conn, 0)?;
            conn.execute_batch("COMMIT")?;
            Ok(Book { conn, path: Some(path.to_path_buf()), access: Access::Command })
        });
        if made.is_err() {
            let _ = std::fs::remove_file(path);
        }
        made
    }

    /// An empty book in memory: the real thing, for tests and previews.
    pub fn memory() -> Result<Book> {
        let conn = Connection::open_in_memory()?;
        settle_in(&conn, Access::Command)?;
        conn.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
        schema::upgrade(&conn, 0)?;
        Ok(Book { conn, path: None, access: Access::Command })
    }

    /// Opens the same file again, for a job on another thread or after a failed commit. Refused for a book in memory.
    pub fn again(&self, access: Access) -> Result<Book> {
        match &self.path {
            Some(path) => Ok(Book { conn: connect(path, access)?, path: Some(path.clone()), access }),
            None => Err(Error::refused("in_memory", "a book in memory has only one connection")),
        }
    }

    /// Folds what the log holds into the file, as far as nobody is reading it, on a connection of its own: for a job
    /// after an entry, so that a plain copy of the file has it.
    pub fn checkpoint(path: &Path) -> Result<()> {
        let conn = connect(path, Access::Screen)?;
        conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        Ok(())
    }

    pub fn access(&self) -> Access {
        self.access
    }

    /// The schema is ours to the letter: a planted trigger, view or column is damage.
    pub(super) fn check_form(&self, version: i32) -> Result<()> {
        if schema::fingerprint(&self.conn)? == schema::expected_fingerprint(version)? {
            return Ok(());
        }
        Err(Error::fault(
            "damaged",
            "the book's structure is not what arrears made: a table, index or trigger was changed",
        )
        .safe("it was not touched")
        .hint("run `arrears verify`, then restore the newest backup"))
    }
}

/// Whose file it is, and of which version, before anything could write to it.
fn identify(path: &Path, conn: &Connection) -> Result<()> {
    let id: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: i32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if id != schema::APPLICATION_ID {
        let message = format!("{} is a database of another program, not a book", path.display());
        return Err(Error::fault("foreign", message).safe("it was not touched").hint("name the book with --book FILE"));
    }
    if version > schema::VERSION {
        let message = format!("{} was written by a newer arrears (version {version})", path.display());
        return Err(Error::fault("newer", message).safe("it was not touched").hint("start the newer arrears"));
    }
    Ok(())
}

/// Reads the first bytes as a plain file, before SQLite sees it: SQLite would take an empty file for a new database.
fn look_before_opening(path: &Path) -> Result<()> {
    let foreign = |what: &str| {
        Error::fault("foreign", format!("{} {what}, not a book", path.display()))
            .safe("it was not touched")
            .hint("name the book with --book FILE")
    };
    if path.is_dir() {
        return Err(foreign("is a folder"));
    }
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::not_found("no_book", format!("there is no book at {}", path.display()))
                .safe("nothing was made")
                .hint("make one with `arrears init`, or name another with --book FILE"));
        }
        Err(error) => {
            return Err(Error::fault("unreadable", format!("{} cannot be read: {error}", path.display()))
                .safe("it was not touched")
                .hint("ask whoever keeps the computer for the right to read it"));
        }
    };
    let mut head = Vec::with_capacity(16);
    file.by_ref().take(16).read_to_end(&mut head)?;
    match head.as_slice() {
        b"SQLite format 3\0" => Ok(()),
        [] => Err(foreign("is an empty file")),
        _ => Err(foreign("is a file of another kind")),
    }
}

pub(super) fn connect(path: &Path, access: Access) -> Result<Connection> {
    let mode = if access.reads_only() { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
    let flags = mode | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(|error| unopened(path, error))?;
    match settle_in(&conn, access) {
        Ok(()) => Ok(conn),
        // On read-only media SQLite cannot make the files beside a WAL book; a book with no WAL is complete without them.
        Err(_) if access.reads_only() && !beside(path, "-wal").exists() => {
            let uri = format!("file:{}?immutable=1", escaped(path));
            let conn = Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI);
            let conn = conn.map_err(|error| unopened(path, error))?;
            settle_in(&conn, access)?;
            Ok(conn)
        }
        Err(error) => Err(error),
    }
}

fn unopened(path: &Path, error: rusqlite::Error) -> Error {
    if error.sqlite_error_code() == Some(rusqlite::ErrorCode::CannotOpen) {
        let message = format!("{} cannot be opened: the file or its folder is read-only", path.display());
        return Error::fault("read_only", message)
            .safe("it was not touched")
            .hint("ask whoever keeps the computer for the right to write to it");
    }
    error.into()
}

/// `BOOK` → `BOOK-wal`, `BOOK.drafts`.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(ending);
    name.into()
}

fn escaped(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

/// The one place where a connection gets its settings (DESIGN, The file).
pub(super) fn settle_in(conn: &Connection, access: Access) -> Result<()> {
    conn.busy_timeout(access.wait())?;
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
        // A plan may not depend on a bound value: SQLite would parse the statement again at each one.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
    ] {
        conn.set_db_config(setting, on)?;
    }
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "cache_size", -CACHE_KIB)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.set_prepared_statement_cache_capacity(128);
    if access.reads_only() {
        conn.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(()))?;
        return Ok(());
    }
    let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode == "wal" || mode == "memory" {
        return Ok(());
    }
    Err(Error::fault("read_only", "the book cannot be written here: the file or its folder is read-only")
        .safe("nothing was changed")
        .hint("ask whoever keeps the computer for the right to write to it, or keep the book on a local disk"))
}

pub(super) fn make_private_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    Ok(builder.create(folder)?)
}

pub(super) fn make_private_file(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}
