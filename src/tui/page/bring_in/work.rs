//! What is done with files off the screen's thread: looking at them, and taking what they bring. Each has a connection of
//! its own, so that the screen goes on.

use std::path::{Path, PathBuf};

use crate::book::{Access, Book, Stamp};
use crate::domain::calendar::Date;
use crate::error::{Error, Result};
use crate::import::{Source, recognise};
use crate::ops::import_batch::{ImportBatch, Preview, Reading, stage};
use crate::tui::job::Progress;

/// Which files are to be looked at.
#[derive(Debug, Clone)]
pub struct Ask {
    pub paths: Vec<PathBuf>,
    pub today: Date,
}

/// What the files would do.
pub struct Looked {
    pub batch: ImportBatch,
    /// Files of a folder that are in no known format.
    pub unread: Vec<String>,
}

/// What was done.
pub struct Taken {
    /// The book that was made for it.
    pub book: Option<Book>,
    pub no_backup: Option<Error>,
}

/// Parses, checks and previews; the book is not locked meanwhile.
pub fn look(book: &Book, ask: &Ask, progress: &Progress) -> Result<Looked> {
    let (sources, unread) = sources(&ask.paths)?;
    let reading = Reading { sources: &sources, format: None, today: ask.today, skip_refused: false };
    let mut tell = |read: u64, of: u64| {
        progress.report(read, of);
        !progress.cancelled()
    };
    Ok(Looked { batch: stage(book, &reading, &mut tell)?, unread })
}

/// A folder that is no exchange folder gives those of its files that can be read.
fn sources(paths: &[PathBuf]) -> Result<(Vec<Source>, Vec<String>)> {
    let (mut sources, mut unread) = (Vec::new(), Vec::new());
    for path in paths {
        let source = Source::open(path)?;
        let Err(unknown) = recognise(&source, None) else {
            sources.push(source);
            continue;
        };
        if !source.is_folder() {
            return Err(unknown);
        }
        let before = sources.len();
        for name in source.files() {
            match Source::open(&path.join(name)) {
                Ok(file) if recognise(&file, None).is_ok() => sources.push(file),
                _ => unread.push(name.to_string()),
            }
        }
        if sources.len() == before {
            return Err(unknown);
        }
    }
    Ok((sources, unread))
}

/// Takes what was looked at, after a backup of a book that holds items.
pub fn take(book: &mut Book, batch: ImportBatch, stamp: &Stamp, progress: &Progress) -> Result<Taken> {
    let no_backup = book.backup_before_import(stamp.today).err();
    let watched = progress.clone();
    let batch = batch.watched(move |written, of| {
        watched.report(written, of);
        !watched.cancelled()
    });
    book.perform(&batch, stamp)?;
    Ok(Taken { book: None, no_backup })
}

/// The same into a book that is made for it, and goes again where nothing came into it.
pub fn take_into_new(path: &Path, batch: ImportBatch, stamp: &Stamp, progress: &Progress) -> Result<Taken> {
    let mut book = Book::create(path)?;
    match take(&mut book, batch, stamp, progress) {
        Ok(taken) => Ok(Taken { book: Some(book.again(Access::Screen)?), ..taken }),
        Err(error) => {
            drop(book);
            let _ = std::fs::remove_file(path);
            Err(error)
        }
    }
}

/// `58 accounts, 1 item`
pub fn counts(preview: &Preview) -> String {
    let named = preview.counts().into_iter().map(|(name, count)| (name, count.new + count.changed));
    let words = named.filter(|(_, count)| *count > 0).map(|(name, count)| match count {
        1 => format!("1 {}", name.trim_end_matches('s')),
        more => format!("{more} {name}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// `1 row`, `3 rows`
pub fn rows(count: u64) -> String {
    format!("{count} row{}", if count == 1 { "" } else { "s" })
}
