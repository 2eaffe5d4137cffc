//! Importing files of other programs, or a whole exchange folder: staged and previewed without a lock on the book, then
//! taken in one entry, all or nothing. The same file again changes nothing.

mod accounts;
mod agreements;
mod check;
#[cfg(test)]
mod guards;
mod ledger;
mod marks;
mod post;
mod stage;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::book::{Book, Op, Tx};
use crate::domain::ids::EntryId;
use crate::error::{Error, Result};
use crate::import::{Importer, Source};

use stage::Staged;

/// Beyond this an import into an empty book makes its indexes afterwards.
const MANY_ROWS: u64 = 20_000;

/// A file of an import, as the journal names it.
#[derive(Debug, Clone, Serialize)]
pub struct ImportedFile {
    pub name: String,
    pub format: &'static str,
    pub sha256: String,
}

/// A row that cannot be taken.
#[derive(Debug, Clone, Serialize)]
pub struct Refused {
    pub file: String,
    pub line: u64,
    pub reason: String,
}

/// What an import would do, in numbers and sentences.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Preview {
    pub accounts: Count,
    pub items: Count,
    pub credits: Count,
    pub allocations: Count,
    pub communications: Count,
    pub promises: Count,
    pub plans: Count,
    pub disputes: Count,
    pub follow_ups: Count,
    /// By the title of their kind.
    #[serde(flatten)]
    pub marks: BTreeMap<&'static str, Count>,
    pub settings: Count,
    /// The first refused rows.
    pub refused: Vec<Refused>,
    pub refused_rows: u64,
    pub notices: Vec<String>,
    /// Records that were read.
    pub rows: u64,
}

/// Rows of one kind: new to the book, changed by the file, or in the book already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    pub new: u64,
    pub changed: u64,
    pub already: u64,
}

impl Preview {
    /// Kinds of rows with their counts, for a list.
    pub fn counts(&self) -> Vec<(&'static str, Count)> {
        let mut counts = vec![
            ("accounts", self.accounts),
            ("items", self.items),
            ("credits", self.credits),
            ("allocations", self.allocations),
            ("communications", self.communications),
            ("promises", self.promises),
            ("plans", self.plans),
            ("disputes", self.disputes),
            ("follow-ups", self.follow_ups),
        ];
        let holds = self.marks.get("holds").copied().unwrap_or_default();
        counts.push(("holds", holds));
        counts.extend(self.marks.iter().map(|(title, count)| (*title, *count)).filter(|(title, _)| *title != "holds"));
        counts.push(("settings", self.settings));
        counts
    }

    /// True where taking the import would write nothing.
    pub fn changes_nothing(&self) -> bool {
        self.counts().iter().all(|(_, count)| count.new == 0 && count.changed == 0)
    }
}

/// A staged import, ready to be taken.
#[derive(Serialize)]
pub struct ImportBatch {
    pub files: Vec<ImportedFile>,
    pub preview: Preview,
    #[serde(skip)]
    staged: Staged,
    /// The journal's head that the preview was made against.
    #[serde(skip)]
    seen: EntryId,
    #[serde(skip)]
    watch: Option<Watch>,
}

/// Is told the rows written and of how many; false takes all of it back.
type Watch = Box<dyn Fn(u64, u64) -> bool + Send>;

/// How an import is to be read.
pub struct Reading<'a> {
    pub sources: &'a [Source],
    /// A format's name, or None for `auto`.
    pub format: Option<&'a str>,
    pub today: crate::domain::calendar::Date,
    /// Takes the rest where rows are refused.
    pub skip_refused: bool,
}

/// Parses, checks and previews. `progress` is told the bytes read and of how many; false cancels.
pub fn stage(book: &Book, reading: &Reading, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<ImportBatch> {
    let mut chosen: Vec<(&Source, &'static Importer)> = Vec::new();
    for source in reading.sources {
        chosen.push((source, crate::import::recognise(source, reading.format)?));
    }
    // Customers first: an invoice file then finds them by name.
    chosen.sort_by_key(|(_, importer)| !importer.name.ends_with("contacts"));
    let mut files = Vec::new();
    let seen = book.version()?;
    let mut stager = stage::Stager::new(book, reading.today)?;
    let total: u64 = chosen.iter().map(|(source, _)| source.size()).sum();
    let mut before = 0;
    for (source, importer) in &chosen {
        files.push(ImportedFile { name: source.name().to_string(), format: importer.name, sha256: source.sha256()? });
        stager.begin_source(source.name());
        let mut sink = stage::Progress { stager: &mut stager, source, before, total, tell: progress };
        (importer.read)(source, &mut sink)?;
        before += source.size();
    }
    let (staged, preview) = stager.finish()?;
    Ok(ImportBatch { files, preview, staged, seen, watch: None })
}

impl ImportBatch {
    /// Tells how far the writing is; a watcher that answers false cancels it, and nothing is imported.
    pub fn watched(self, watch: impl Fn(u64, u64) -> bool + Send + 'static) -> ImportBatch {
        ImportBatch { watch: Some(Box::new(watch)), ..self }
    }

    /// Refused while rows are refused, unless the rest is to be taken.
    pub fn check(&self, skip_refused: bool) -> Result<()> {
        let Some(first) = self.preview.refused.first().filter(|_| !skip_refused) else { return Ok(()) };
        let rows = self.preview.refused_rows;
        let message = if rows == 1 {
            format!("1 row cannot be taken: {} line {}: {}", first.file, first.line, first.reason)
        } else {
            format!("{rows} rows cannot be taken; the first: {} line {}: {}", first.file, first.line, first.reason)
        };
        Err(Error::format("rows_refused", message)
            .safe("nothing was imported")
            .hint("correct the file, or take the rest with --skip-refused"))
    }
}

impl Op for ImportBatch {
    const NAME: &'static str = "import";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        if tx.version()?.0 - 1 != self.seen.0 {
            return Err(Error::refused("moved_on", "the book was changed since the import was previewed")
                .safe("nothing was imported")
                .hint("look at the new preview and take it again"));
        }
        tx.expect_many_rows()?;
        if self.preview.rows > MANY_ROWS && tx.has_no_items()? {
            tx.put_indexes_off()?;
        }
        let total: u64 = self.preview.counts().iter().map(|(_, count)| count.new + count.changed + count.already).sum();
        let step = |done: u64| match &self.watch {
            Some(watch) if !watch(done.min(total), total) => Err(stage::cancelled()),
            _ => Ok(()),
        };
        post::post(tx, &self.files, &self.staged, &step)?;
        step(total)
    }
}
