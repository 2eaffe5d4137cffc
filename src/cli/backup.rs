//! `arrears backup`: a complete, verified copy of the book.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::session::Session;
use super::{Answer, Desk, End, Run};
use crate::book::Book;
use crate::error::Result;

/// Make a complete, verified copy of the book
#[derive(Debug, Args)]
pub struct Backup {
    /// Where to; among the other backups beside the book by default
    file: Option<PathBuf>,
}

impl Run for Backup {
    fn run(self, desk: &Desk) -> Result<End> {
        let session = Session::writing(desk)?;
        let to = match self.file {
            Some(file) => file,
            None => Book::free_backup_place(&session.book.backup_path(desk.today).unwrap_or_default()),
        };
        session.book.backup(&to)?;
        let path = to.display().to_string();
        let (entry, hash) = (session.book.version()?, session.book.head_hash()?);
        Ok(Answer::default()
            .key("backup", path.as_str())
            .key("version", json!(entry))
            .key("hash", hash.as_str())
            .line(format!("The book up to entry {} is in {path}", entry.0))
            .line(format!("Hash of that entry: {hash}"))
            .into())
    }
}

/// The second backup of a day is `…-2.book`.
pub fn free_place(path: PathBuf) -> PathBuf {
    Book::free_backup_place(&path)
}
