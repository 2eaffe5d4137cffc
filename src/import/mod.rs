//! Readers of other programs' files: bytes in, records out. None of them knows the book, so that a file can be
//! previewed, tested and refused without one; `IMPORTERS` is the only place that lists them.

mod cells;
pub mod dates;
mod decode;
mod folder;
mod qbo_aging_detail;
mod qbo_contacts;
mod qbo_open_invoices;
mod quickbooks;
mod recognise;
pub mod rows;
pub mod source;
mod xero;
mod xero_contacts;
mod xero_invoices;

pub use dates::DateOrder;
pub use recognise::recognise;
pub use source::Source;

use crate::domain::calendar::Date;
use crate::domain::record::Record;
use crate::error::Result;

/// One format that can be read.
pub struct Importer {
    /// The word after `import`.
    pub name: &'static str,
    /// What people call such a file.
    pub title: &'static str,
    /// True where a source looks like this format; formats exclude each other.
    pub recognise: fn(&Source) -> bool,
    /// Gives every record to the sink. A row that cannot be taken goes to `refuse` and does not end the reading; an
    /// error means that the file as a whole cannot be read.
    pub read: fn(&Source, &mut dyn Sink) -> Result<()>,
}

pub const IMPORTERS: &[Importer] = &[
    folder::IMPORTER,
    xero_invoices::IMPORTER,
    xero_contacts::IMPORTER,
    qbo_open_invoices::IMPORTER,
    qbo_aging_detail::IMPORTER,
    qbo_contacts::IMPORTER,
];

/// Where a record stands: the file's name and the 1-based line on which its row begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    pub file: &'a str,
    pub line: u64,
}

/// What a reader gives its records to.
pub trait Sink {
    fn record(&mut self, at: Row<'_>, record: Record) -> Result<()>;

    /// A row that cannot be taken, and why.
    fn refuse(&mut self, at: Row<'_>, reason: String) -> Result<()>;

    /// Something that the person should know about the file.
    fn notice(&mut self, text: String);

    /// The date of which the file reports; comes before the records.
    fn as_of(&mut self, date: Date);
}
