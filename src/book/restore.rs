//! Restore: a verified backup copied into the book's own file, page by page, after a copy of what it replaces. The file
//! stays the same one, so that desks which have it open see the restored book.

use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};

use super::open::{beside, connect, make_private_file, make_private_folder};
use super::{Access, Book};
use crate::domain::calendar::Date;
use crate::error::{Error, Kind, Result};

impl Book {
    /// Puts the backup `from` in the place of the book at `path`; what stood there is first kept in `kept`. False where
    /// there was no book. The backup is verified whole before anything is written.
    pub fn restore(path: &Path, from: &Path, kept: &Path) -> Result<bool> {
        check_other_file(path, from)?;
        let source = Book::open(from, Access::Inspect)?;
        check_good(&source, from)?;
        let replaces = path.exists();
        if replaces {
            keep(path, kept)?;
        } else {
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                make_private_folder(folder)?;
            }
            make_private_file(path)?;
        }
        copy_over(&source, path).map_err(|error| not_restored(error, replaces.then_some(kept)))?;
        let restored = Book::open(path, Access::Look)?;
        if restored.head_hash()? != source.head_hash()? {
            let error = Error::fault("bad_copy", "the restored book does not hold what the backup holds");
            return Err(not_restored(error, replaces.then_some(kept)));
        }
        Ok(replaces)
    }

    /// `backups/STEM-2026-11-21-replaced.book` beside the book.
    pub fn place_for_replaced(path: &Path, today: Date) -> PathBuf {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = path.parent().unwrap_or(Path::new(""));
        folder.join("backups").join(format!("{stem}-{}-replaced.book", today.format("%Y-%m-%d")))
    }
}

fn check_other_file(path: &Path, from: &Path) -> Result<()> {
    match (path.canonicalize(), from.canonicalize()) {
        (Ok(path), Ok(other)) if path == other => {
            Err(Error::invalid("file", "that is the book itself, not a backup of it")
                .safe("nothing was changed")
                .hint("name one of the files in the folder `backups`"))
        }
        _ => Ok(()),
    }
}

fn check_good(source: &Book, from: &Path) -> Result<()> {
    let bad = source.verify(false, &mut |_, _, _| true)?.into_iter().find(|check| !check.ok);
    let Some(check) = bad else { return Ok(()) };
    let message = format!("{} is not good, {}: {}", from.display(), check.name, check.detail);
    Err(Error::fault("bad_copy", message).safe("the book was not touched").hint("restore another backup"))
}

/// A good book is kept as a backup; a damaged one as the bytes that are left of it. A file that is no book is refused.
fn keep(path: &Path, kept: &Path) -> Result<()> {
    let backed_up = Book::open(path, Access::Inspect).and_then(|book| book.backup(kept));
    match backed_up {
        Err(error) if matches!(error.code(), "bad_copy" | "damaged" | "database") => {}
        other => return other,
    }
    if let Some(folder) = kept.parent() {
        make_private_folder(folder)?;
    }
    make_private_file(kept)?;
    std::fs::copy(path, kept)?;
    let log = beside(path, "-wal");
    if log.exists() {
        std::fs::copy(log, beside(kept, "-wal"))?;
    }
    Ok(())
}

fn copy_over(source: &Book, path: &Path) -> Result<()> {
    let mut target = connect(path, Access::Command)?;
    let copy = Backup::new(&source.conn, &mut target)?;
    match copy.step(-1)? {
        StepResult::Done => Ok(()),
        StepResult::Busy | StepResult::Locked => Err(Error::busy("the book is busy: another desk has it open")),
        _ => Err(Error::fault("bad_copy", "the backup was not copied to its end")),
    }
}

fn not_restored(error: Error, kept: Option<&Path>) -> Error {
    let safe = match kept {
        Some(_) if error.kind() == Kind::Busy => "the book was not touched".to_string(),
        Some(kept) => format!("what it was to replace is in {}", kept.display()),
        None => "the backup was not touched".to_string(),
    };
    Error::new(error.kind(), error.code(), error.message().to_string())
        .safe(safe)
        .hint("close the other desks and try again")
        .caused_by(error)
}
