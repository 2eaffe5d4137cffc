//! What a file says, before the book is asked: the records that importers give and exporters take.
//! Amounts are still decimal numbers, because their currency is the account's and only the book knows it.

use chrono::NaiveTime;
use rust_decimal::Decimal;

use super::calendar::{Date, Moment};
use super::communication::{Channel, Direction, DisputeReason, Outcome, Resolution};
pub use super::mark::MarkRecord;

/// How a file names an account: by code, by name, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountRef {
    pub code: Option<String>,
    pub name: Option<String>,
}

/// One thing that a file says. A reader gives them in an order in which each names only what stood before it.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    Account(AccountRecord),
    Contact(ContactRecord),
    Item(ItemRecord),
    Credit(CreditRecord),
    Allocation(AllocationRecord),
    Communication(CommunicationRecord),
    Promise(PromiseRecord),
    Plan(PlanRecord),
    Dispute(DisputeRecord),
    FollowUp(FollowUpRecord),
    Mark(MarkRecord),
    Setting { key: String, value: String },
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountRecord {
    pub account: AccountRef,
    /// None: the book's currency.
    pub currency: Option<String>,
    /// As [`super::terms::Terms`] reads it; None: the book's default (net 30).
    pub terms: Option<String>,
    pub credit_limit: Option<Decimal>,
    pub contact: Option<String>,
    pub phones: Vec<String>,
    pub email: Option<String>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
    pub country: Option<String>,
    pub time_zone: Option<String>,
    pub note: Option<String>,
    pub collector: Option<String>,
    /// Code of the head office's account.
    pub parent: Option<String>,
    pub tags: Option<String>,
    /// True where the row only names an account (an invoice file): nothing of an existing account is changed by it.
    pub mention: bool,
}

/// A further contact of an account, beyond the one in its [`AccountRecord`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactRecord {
    pub account: AccountRef,
    pub name: String,
    pub role: String,
    pub phones: Vec<String>,
    pub email: String,
}

/// A debit: `kind` is a word of items.csv (invoice, fee, interest, debit, refund).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemRecord {
    pub account: AccountRef,
    pub kind: String,
    pub number: String,
    pub date: Option<Date>,
    /// None: invoice date + the account's terms.
    pub due: Option<Date>,
    pub amount: Decimal,
    pub currency: Option<String>,
    pub po: String,
    pub memo: String,
    pub voided_on: Option<Date>,
    /// The file's own id where a voided number was used again.
    pub id: Option<String>,
    /// What a report says is still open. The difference to the amount is one derived payment, method `elsewhere`.
    pub open: Option<Decimal>,
    /// True where a report lists open items: for an invoice that the book has, that is said and nothing is added.
    pub from_report: bool,
}

/// A credit: `kind` is a word of credits.csv (payment, credit, write-off, discount).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CreditRecord {
    /// The file's id, kept; None where the file has none.
    pub id: Option<String>,
    pub account: AccountRef,
    pub kind: String,
    pub date: Option<Date>,
    pub method: String,
    pub reference: String,
    pub amount: Decimal,
    pub currency: Option<String>,
    pub memo: String,
    pub reversed_on: Option<Date>,
    /// Id of the write-off that this one replaces after a recovery.
    pub replaces: Option<String>,
    pub from_report: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct AllocationRecord {
    /// Id of the credit.
    pub credit: String,
    pub account: AccountRef,
    pub number: String,
    pub date: Option<Date>,
    pub amount: Decimal,
    /// When the allocation itself was taken back.
    pub reversed_on: Option<Date>,
    /// Id of the item where a number stands twice.
    pub item: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CommunicationRecord {
    pub account: AccountRef,
    pub at: Moment,
    pub channel: Channel,
    pub direction: Direction,
    pub outcome: Outcome,
    pub contact: String,
    /// The debit talked about.
    pub number: String,
    pub note: String,
    pub promise: Option<(Decimal, Date)>,
    pub phone: String,
    /// The operator who talked; empty: unknown.
    pub by: String,
    pub follow_up: Option<Date>,
}

/// A promise that `communications.csv` cannot say by itself: with named items, an own last day, an end, or no contact.
#[derive(Debug, Clone, PartialEq)]
pub struct PromiseRecord {
    pub account: AccountRef,
    /// 1-based data row of communications.csv whose promise this is.
    pub communication: Option<u64>,
    pub made: Date,
    pub amount: Decimal,
    pub due: Date,
    pub last_day: Date,
    /// Numbers of the debits that it names; empty: the account's open debits.
    pub covers: Vec<String>,
    /// `cancelled` or `replaced`, and when.
    pub ended: Option<(String, Date)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PlanRecord {
    pub account: AccountRef,
    pub made: Date,
    pub down: Decimal,
    pub first: Date,
    pub every: String,
    pub roll: String,
    pub remainder: String,
    pub allowed_missed: u32,
    pub cancelled_on: Option<Date>,
    pub covers: Vec<String>,
    /// (n, due, payable, amount); n = 0 is the down payment.
    pub instalments: Vec<(u32, Date, Date, Decimal)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DisputeRecord {
    pub account: AccountRef,
    pub number: String,
    pub amount: Decimal,
    pub reason: DisputeReason,
    pub owner: String,
    pub opened: Date,
    pub note: String,
    pub resolved: Option<(Resolution, Date)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FollowUpRecord {
    pub account: AccountRef,
    pub due: Date,
    /// When on that day the customer asked to be called.
    pub time: Option<NaiveTime>,
    pub note: String,
    /// 1-based data row of communications.csv that it came from.
    pub communication: Option<u64>,
    pub done_on: Option<Date>,
}
