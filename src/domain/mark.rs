//! Marks on an account: holds, numbers not called, requests, pins and the like. They are of one form (some words, a date,
//! perhaps an end), so each is described once here, for the exchange folder's reader and writer and for the book.

use rust_decimal::Decimal;

use super::calendar::Date;
use super::communication::HoldKind;
use super::record::AccountRef;
use crate::error::Error;

/// A kind of mark: its file in the exchange folder, and its table.
#[derive(PartialEq, Eq)]
pub struct MarkKind {
    pub file: &'static str,
    /// As counts name it: `number marks`.
    pub title: &'static str,
    pub table: &'static str,
    /// Beside the account, which comes first in every file.
    pub columns: &'static [MarkColumn],
    pub end: Option<MarkEnd>,
}

/// Its table says which it is.
impl std::fmt::Debug for MarkKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.table)
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct MarkColumn {
    /// In the file.
    pub name: &'static str,
    /// In the table.
    pub column: &'static str,
    pub holds: Holds,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text, perhaps of several lines, perhaps none.
    Text,
    /// Text that must be there.
    Needed,
    OneOf(&'static [&'static str]),
    HoldKind,
    Date,
    /// A date that is later than the one in the column before.
    LaterDate,
    /// The row of communications.csv that it came from, or none.
    MaybeCommunication,
    Communication,
    /// The number of a debit of the account, or none.
    MaybeItem,
    /// The number of a debit of the account, which has one such mark at most.
    Item,
    /// Of the account's currency, above zero.
    Amount,
}

/// The row that ends a mark.
#[derive(Debug, PartialEq, Eq)]
pub struct MarkEnd {
    pub table: &'static str,
    /// Its column that names the mark.
    pub of: &'static str,
    /// The file's column with the date of the end.
    pub on: &'static str,
    /// Where there is more than one way to end: the file's column, the table's, and the words.
    pub how: Option<(&'static str, &'static str, &'static [&'static str])>,
}

const fn column(name: &'static str, holds: Holds) -> MarkColumn {
    MarkColumn { name, column: name, holds }
}

const fn ended(table: &'static str, of: &'static str) -> Option<MarkEnd> {
    Some(MarkEnd { table, of, on: "ended_on", how: None })
}

/// Every kind of mark, in the order of the folder's files.
pub const MARKS: [MarkKind; 8] = [
    MarkKind {
        file: "discount_exclusions.csv",
        title: "discount exclusions",
        table: "discount_exclusion",
        columns: &[MarkColumn { name: "number", column: "debit", holds: Holds::Item }, column("amount", Holds::Amount)],
        end: None,
    },
    MarkKind {
        file: "holds.csv",
        title: "holds",
        table: "hold",
        columns: &[
            column("kind", Holds::HoldKind),
            column("reason", Holds::Text),
            MarkColumn { name: "from", column: "date", holds: Holds::Date },
        ],
        end: Some(MarkEnd { table: "hold_end", of: "hold", on: "lifted_on", how: None }),
    },
    MarkKind {
        file: "number_marks.csv",
        title: "number marks",
        table: "number_mark",
        columns: &[
            column("phone", Holds::Needed),
            column("kind", Holds::OneOf(&["bad", "do-not-call"])),
            column("reason", Holds::Text),
            column("date", Holds::Date),
        ],
        end: ended("number_mark_end", "mark"),
    },
    MarkKind {
        file: "requests.csv",
        title: "requests",
        table: "request",
        columns: &[
            column("communication", Holds::MaybeCommunication),
            MarkColumn { name: "number", column: "debit", holds: Holds::MaybeItem },
            column("what", Holds::OneOf(&["copy", "proof", "statement", "other"])),
            column("note", Holds::Text),
            column("asked", Holds::Date),
        ],
        end: Some(MarkEnd {
            table: "request_end",
            of: "request",
            on: "ended_on",
            how: Some(("ended_as", "how", &["sent", "cancelled"])),
        }),
    },
    MarkKind {
        file: "snoozes.csv",
        title: "snoozes",
        table: "snooze",
        columns: &[column("date", Holds::Date), column("until", Holds::LaterDate), column("reason", Holds::Needed)],
        end: ended("snooze_end", "snooze"),
    },
    MarkKind {
        file: "pins.csv",
        title: "pins",
        table: "pin",
        columns: &[column("date", Holds::Date), column("reason", Holds::Needed)],
        end: ended("pin_end", "pin"),
    },
    MarkKind {
        file: "escalations.csv",
        title: "escalations",
        table: "escalation",
        columns: &[
            column("date", Holds::Date),
            column("stage", Holds::Needed),
            column("owner", Holds::Text),
            column("reason", Holds::Needed),
        ],
        end: None,
    },
    MarkKind {
        file: "guard_overrides.csv",
        title: "guard overrides",
        table: "guard_override",
        columns: &[
            column("communication", Holds::Communication),
            column("rule", Holds::Needed),
            column("reason", Holds::Needed),
        ],
        end: None,
    },
];

/// What a file says, or the book holds, in one column of a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkValue {
    Text(String),
    Date(Date),
    /// 1-based data row of communications.csv.
    Communication(Option<u64>),
    /// Number of a debit of the account.
    Item(Option<String>),
    Amount(Decimal),
}

/// A mark as the exchange folder has it.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkRecord {
    pub kind: &'static MarkKind,
    pub account: AccountRef,
    /// One for each of the kind's columns.
    pub values: Vec<MarkValue>,
    /// When it ended, and how where there are several ways.
    pub ended: Option<(Date, String)>,
}

/// The word of a hold's kind as the book keeps it.
pub fn hold_word(text: &str) -> Result<String, Error> {
    text.parse::<HoldKind>().map(|kind| kind.word().to_string())
}
