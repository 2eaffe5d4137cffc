//! `arrears restore`: a backup put in the place of the book, after a copy of what it replaces.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Answer, Desk, End, Run, backup};
use crate::book::{Access, Book};
use crate::error::Result;

/// Put a backup in the place of the book; what it replaces is kept beside the other backups
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup
    file: PathBuf,
}

impl Run for Restore {
    fn run(self, desk: &Desk) -> Result<End> {
        let kept = backup::free_place(Book::place_for_replaced(&desk.book, desk.today));
        let kept = Book::restore(&desk.book, &self.file, &kept)?.then_some(kept);
        let book = Book::open(&desk.book, Access::Look)?;
        let (entry, hash) = (book.version()?, book.head_hash()?);
        let mut answer = Answer::default()
            .key("restored", self.file.display().to_string())
            .key("version", json!(entry))
            .key("hash", hash.as_str())
            .key("replaced", json!(kept.as_ref().map(|path| path.display().to_string())))
            .line(format!("The book is as it was at entry {}", entry.0))
            .line(format!("Hash of that entry: {hash}"));
        if let Some(kept) = kept {
            answer = answer.line(format!("What it replaced is in {}", kept.display()));
        }
        Ok(answer.into())
    }
}
