//! The book: one SQLite file, the only state there is. SQL lives in this folder and nowhere else, so that what the file
//! holds and what is said of it cannot drift apart. Reads are nouns on [`Book`]; only a [`Tx`] can write, and only
//! [`Book::perform`] makes one.

mod account_changes;
mod accounts;
mod aging;
mod apart;
mod attention;
mod backup;
mod bulk;
mod changes;
mod communications;
mod compare;
mod correction;
mod credits;
mod debits;
mod digest;
mod disputes;
pub mod drafts;
mod group;
mod guard;
mod journal;
mod known;
mod lineage;
mod marks;
mod merge;
mod number_marks;
mod open;
mod perform;
pub mod place;
mod plans;
pub mod presence;
mod promises;
mod receipts;
mod records;
mod requests;
mod restore;
mod schema;
mod search;
mod settings;
mod settle;
#[cfg(test)]
mod shop;
pub mod staging;
mod standing;
mod timeline;
mod typed_in;
mod undo;
mod upgrade;
mod verify;
mod whose;
mod worklist;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

pub use account_changes::{Amendment, contact_changes};
pub use accounts::{Account, AccountDetails, Contact};
pub use aging::{AgingQuestion, AgingReport, AgingRow, CurrencyBlock, Proof, SetApart, Sums, plus};
pub use attention::{Escalation, Pin, Snooze};
pub use changes::{Change, words_of};
pub use communications::{Communication, FollowUp, NewCommunication};
pub use compare::Difference;
pub use credits::{Allocation, Credit, NewCredit};
pub use debits::{Debit, NewDebit};
pub use disputes::{Dispute, Hold, NewDispute};
pub use group::{Group, Member};
pub use guard::Approach;
pub use journal::JournalRow;
pub use marks::MarkCell;
pub use merge::Merged;
pub use number_marks::{NumberMark, mark_of};
pub use open::Access;
pub use perform::{Created, Done, Op, Stamp, Tx, is_busy};
pub use plans::{NewPlan, Plan};
pub use promises::NewPromise;
pub use receipts::PostedPayment;
pub use requests::{NewRequest, Request};
pub use search::{Alike, Hit, Search, Why};
pub use settings::Settings;
pub use standing::Standing;
pub use timeline::Event;
pub use verify::{Check, TO_DO};
pub use whose::Whose;
pub use worklist::{Filter, Reason, Row, Wait, Worklist, bucket_named};

use crate::domain::ids::EntryId;
use crate::error::{Error, Kind, Result};

/// An open book. Not shared between threads: a job opens its own.
pub struct Book {
    conn: Connection,
    path: Option<PathBuf>,
    access: Access,
}

impl Book {
    /// Where the file is; None for a book in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The journal's head: 0 while nothing was entered. It changes when, and only when, the book changed.
    pub fn version(&self) -> Result<EntryId> {
        let head =
            self.conn.prepare_cached("SELECT COALESCE(MAX(seq), 0) FROM journal")?.query_row([], |row| row.get(0))?;
        Ok(EntryId(head))
    }

    /// From the next read on this connection sees the book as it is then, whoever writes meanwhile: a report of many
    /// reads is of one moment.
    pub fn hold_still(&self) -> Result<()> {
        Ok(self.conn.execute_batch("BEGIN")?)
    }

    /// A number that changes when another connection wrote to the file: the cheap question before [`Book::version`].
    pub fn data_version(&self) -> Result<i64> {
        Ok(self.conn.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
    }
}

/// SQLite's answers in the product's words. What a caller can say better, it says itself.
impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode as Code;
        let (kind, code, message, hint) = match error.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => {
                (Kind::Busy, "busy", "the book is busy: another desk is writing to it", "try again in a moment")
            }
            Some(Code::ReadOnly | Code::PermissionDenied | Code::AuthorizationForStatementDenied) => (
                Kind::Fault,
                "read_only",
                "the book cannot be written: the file or its folder is read-only",
                "ask whoever keeps the computer for the right to write to it",
            ),
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => {
                (Kind::Fault, "damaged", "the book is damaged", "run `arrears verify`, then restore the newest backup")
            }
            Some(Code::DiskFull) => {
                (Kind::Fault, "disk_full", "the disk is full", "make room on the disk and try again")
            }
            _ => {
                let message = format!("the book's database answered: {error}");
                return Error::fault("database", message)
                    .safe("nothing was changed")
                    .hint("run `arrears verify`")
                    .caused_by(error);
            }
        };
        Error::new(kind, code, message).safe("nothing was changed").hint(hint).caused_by(error)
    }
}
