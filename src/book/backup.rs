//! Backup: a complete copy of the book in one file, verified before it gets its name.

use std::path::{Path, PathBuf};

use super::Book;
use crate::domain::calendar::Date;
use crate::error::{Error, Result};

impl Book {
    /// Copies the book to a new file. Refused where a file is there already.
    pub fn backup(&self, _to: &Path) -> Result<()> {
        Err(Error::refused("unfinished", "a backup cannot be made yet").safe("nothing was changed"))
    }

    /// `backups/STEM-2026-11-21.book` beside the book; None for a book in memory.
    pub fn backup_path(&self, _today: Date) -> Option<PathBuf> {
        None
    }
}
