//! `arrears export`: the whole book for another program, or for another book.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::session::Session;
use super::{Answer, Desk, End, Run};
use crate::error::Result;
use crate::export::FolderWriter;

/// Export the book
#[derive(Debug, Args)]
pub struct Export {
    #[arg(value_enum, value_name = "FORMAT")]
    exported: Exported,
    /// Where to; a new folder here by default
    #[arg(long, value_name = "PATH")]
    to: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Exported {
    /// Everything, to be imported again
    Folder,
}

impl Run for Export {
    fn run(self, desk: &Desk) -> Result<End> {
        let session = Session::looking(desk)?;
        let to = self.to.unwrap_or_else(|| PathBuf::from(format!("arrears-export-{}", desk.today)));
        let mut records: u64 = 0;
        match self.exported {
            Exported::Folder => {
                let mut folder = FolderWriter::create(&to)?;
                session.book.records(&mut |record| {
                    records += 1;
                    folder.put(&record)
                })?;
                folder.finish()?;
            }
        }
        let path = to.display().to_string();
        Ok(Answer::default()
            .key("path", path.as_str())
            .key("records", records)
            .key("version", json!(session.book.version()?))
            .line(format!("{records} records are in {path}"))
            .into())
    }
}
