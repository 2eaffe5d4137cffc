//! The shape that QuickBooks Online's reports share: title rows, a header somewhere below, groups, totals, a timestamp.
//! Rows are told apart by their shape and never by a name alone: a customer may be called "Total Fitness Studio".

use rust_decimal::Decimal;

use super::cells::{Reading, by_name, printed_amount, some};
use super::dates::{self, DateOrder, Evidence};
use super::rows::Rows;
use super::{Row, Sink, Source};
use crate::domain::calendar::Date;
use crate::domain::record::{CreditRecord, ItemRecord, Record};
use crate::domain::text::clean;
use crate::error::{Error, Result};

/// The header stands within the first rows, below the titles.
const TITLE_ROWS: usize = 12;

/// Where the columns of a report stand; a report without one of them has None there.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    pub date: usize,
    pub kind: usize,
    pub number: usize,
    pub customer: Option<usize>,
    pub due: usize,
    pub amount: Option<usize>,
    pub open: usize,
    pub memo: Option<usize>,
}

impl Columns {
    /// The columns of a header row that has at least those of an open-items report grouped in its first column.
    pub fn of(header: &[String]) -> Option<Columns> {
        let find =
            |names: &[&str]| header.iter().position(|cell| names.iter().any(|name| cell.eq_ignore_ascii_case(name)));
        if header.first().is_none_or(|first| !first.is_empty()) {
            return None;
        }
        Some(Columns {
            date: find(&["Date"])?,
            kind: find(&["Transaction type"])?,
            number: find(&["Num", "No."])?,
            customer: find(&["Customer full name", "Customer", "Name"]),
            due: find(&["Due date"])?,
            amount: find(&["Amount"]),
            open: find(&["Open balance"])?,
            memo: find(&["Memo/Description", "Memo"]),
        })
    }

    /// The columns of a source that is such a report.
    pub fn in_head(source: &Source) -> Option<Columns> {
        source.head().iter().take(TITLE_ROWS).find_map(|row| Columns::of(row))
    }
}

/// What a row of a report is.
#[derive(Debug, PartialEq)]
enum Shape {
    Blank,
    Group,
    Document,
    /// `Total for …`, and what it is the total of.
    GroupTotal(String),
    GrandTotal,
    Unknown,
}

fn shape(rows: &Rows<'_>, columns: &Columns) -> Shape {
    let first = rows.cell(0).trim();
    let dated = !rows.cell(columns.date).trim().is_empty() || !rows.cell(columns.kind).trim().is_empty();
    let others_empty = rows.cells().skip(1).all(|cell| cell.trim().is_empty());
    let has_total = !rows.cell(columns.open).trim().is_empty();
    match first.strip_prefix("Total for ") {
        _ if dated => Shape::Document,
        _ if others_empty && first.is_empty() => Shape::Blank,
        _ if others_empty => Shape::Group,
        Some(group) if has_total => Shape::GroupTotal(group.to_string()),
        None if has_total && first.eq_ignore_ascii_case("total") => Shape::GrandTotal,
        _ => Shape::Unknown,
    }
}

/// Reads a report of open documents; the customer stands in its own column or is the group.
pub fn read(source: &Source, sink: &mut dyn Sink) -> Result<()> {
    let (columns, order, as_of) = survey(source)?;
    if let Some(date) = as_of {
        sink.as_of(date);
    }
    let mut rows = source.rows()?;
    to_header(&mut rows)?;
    let mut reading = Reader { columns, order, group: String::new(), sums: Sums::default() };
    while rows.advance()? {
        let at = Row { file: source.name(), line: rows.line() };
        match shape(&rows, &columns) {
            Shape::Blank => {}
            Shape::Group => reading.begin(rows.cell(0).trim()),
            Shape::Document => match reading.document(&rows) {
                Ok(record) => sink.record(at, record)?,
                Err(reason) => sink.refuse(at, reason)?,
            },
            Shape::GroupTotal(of) => reading.check_group(&of, rows.cell(columns.open), sink),
            Shape::GrandTotal => reading.check_grand(rows.cell(columns.open), sink),
            Shape::Unknown => sink.refuse(at, "neither a document nor a total of this report".to_string())?,
        }
    }
    if reading.sums.documents == 0 {
        return Err(no_rows(source));
    }
    if !reading.sums.closed {
        sink.notice("the file has no TOTAL row: it may be cut off".to_string());
    }
    Ok(())
}

pub fn no_rows(source: &Source) -> Error {
    let message = format!("{} has no rows below its header", source.name());
    Error::format("no_rows", message).safe("nothing was changed").hint("is it the right report, for the right dates?")
}

/// Goes to the header row.
fn to_header(rows: &mut Rows<'_>) -> Result<Columns> {
    while rows.advance()? {
        let header: Vec<String> = rows.cells().map(|cell| cell.trim().to_string()).collect();
        if let Some(columns) = Columns::of(&header) {
            return Ok(columns);
        }
    }
    Err(Error::format(
        "missing_column",
        "the report has no header row with Date, Transaction type, Num, Due date and Open balance",
    ))
}

/// One pass over the file for what concerns all of it: columns, order of dates, date of the report.
fn survey(source: &Source) -> Result<(Columns, DateOrder, Option<Date>)> {
    let titles = source.head().iter().take(TITLE_ROWS).filter(|row| row.iter().skip(1).all(String::is_empty));
    let mut dated = titles.filter_map(|row| row.first()).filter(|title| {
        let title = title.to_ascii_lowercase();
        title.starts_with("as of ") || title.starts_with("as at ")
    });
    let as_of = dated.find_map(|title| dates::in_title(title));
    let mut order = as_of.map(|(_, order)| order);
    let mut rows = source.rows()?;
    let columns = to_header(&mut rows)?;
    let mut evidence = Evidence::default();
    while rows.advance()? {
        evidence.see(rows.cell(columns.date));
        evidence.see(rows.cell(columns.due));
        order = order.or_else(|| timestamp(rows.cell(0)));
    }
    let order = evidence.decide(source.dates(), order, DateOrder::MonthFirst)?;
    Ok((columns, order, as_of.map(|(date, _)| date)))
}

/// `Wednesday, September 30, 2026 01:47 PM GMT-07:00`, which stands below every report, and how it orders a date.
pub fn timestamp(text: &str) -> Option<DateOrder> {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let day = text.trim_start().split(',').next().unwrap_or_default();
    let is_stamp = DAYS.contains(&day) && (text.contains("GMT") || text.contains("UTC"));
    dates::in_title(text).filter(|_| is_stamp).map(|(_, order)| order)
}

#[derive(Default)]
struct Sums {
    group: Decimal,
    grand: Decimal,
    documents: u64,
    /// The grand total was seen.
    closed: bool,
}

struct Reader {
    columns: Columns,
    order: DateOrder,
    group: String,
    sums: Sums,
}

impl Reader {
    fn begin(&mut self, group: &str) {
        self.group = group.to_string();
        self.sums.group = Decimal::ZERO;
    }

    fn document(&mut self, rows: &Rows<'_>) -> Reading<Record> {
        self.sums.documents += 1;
        let cell = |column: usize| rows.cell(column).trim();
        let open = printed_amount("Open balance", cell(self.columns.open))?;
        self.sums.group += open;
        self.sums.grand += open;
        if rows.cells().skip(self.columns.widest() + 1).any(|cell| !cell.trim().is_empty()) {
            return Err("the row has more cells than the header".to_string());
        }
        let named = match self.columns.customer {
            Some(column) => vec![cell(column)],
            None => vec![cell(0), self.group.as_str()],
        };
        let customer = named.into_iter().find(|name| !name.is_empty());
        let amount = match self.columns.amount.map(cell).filter(|amount| !amount.is_empty()) {
            Some(amount) => printed_amount("Amount", amount)?,
            None => open,
        };
        let due = cell(self.columns.due);
        Document {
            customer: customer.ok_or("no customer is named for this row")?,
            kind: cell(self.columns.kind),
            number: some(cell(self.columns.number)).unwrap_or_default(),
            date: self.date("Date", cell(self.columns.date))?,
            due: if due.is_empty() { None } else { Some(self.date("Due date", due)?) },
            memo: self.columns.memo.map(cell).and_then(some).unwrap_or_default(),
            amount,
            open,
        }
        .record()
    }

    fn date(&self, column: &str, cell: &str) -> Reading<Date> {
        dates::read(cell, self.order).ok_or_else(|| format!("{column} {:?} is not a date", clean(cell)))
    }

    /// A group's total is told where it is wrong; a total over several groups (a customer with its jobs) is passed over.
    fn check_group(&mut self, of: &str, total: &str, sink: &mut dyn Sink) {
        if of == self.group {
            tell_difference(&format!("for {}", clean(of)), total, self.sums.group, sink);
        }
        self.group.clear();
    }

    fn check_grand(&mut self, total: &str, sink: &mut dyn Sink) {
        self.sums.closed = true;
        tell_difference("of everything", total, self.sums.grand, sink);
    }
}

fn tell_difference(of: &str, total: &str, sum: Decimal, sink: &mut dyn Sink) {
    match printed_amount("total", total) {
        Ok(total) if total == sum => {}
        Ok(total) => sink.notice(format!("the file's own total {of} is {total}; its rows sum to {sum}")),
        Err(_) => sink.notice(format!("the file's own total {of} cannot be read; its rows sum to {sum}")),
    }
}

impl Columns {
    fn widest(&self) -> usize {
        let optional = [self.customer, self.amount, self.memo].into_iter().flatten();
        [self.date, self.kind, self.number, self.due, self.open].into_iter().chain(optional).max().unwrap_or(0)
    }
}

/// One document of a report.
struct Document<'a> {
    customer: &'a str,
    kind: &'a str,
    number: String,
    date: Date,
    due: Option<Date>,
    memo: String,
    amount: Decimal,
    open: Decimal,
}

impl Document<'_> {
    fn record(self) -> Reading<Record> {
        let negative = self.open < Decimal::ZERO || self.amount < Decimal::ZERO;
        let kind = match (self.kind.to_ascii_lowercase().as_str(), negative) {
            ("invoice", false) => "invoice",
            ("finance charge", false) => "interest",
            ("late fee", false) => "fee",
            ("charge" | "statement charge" | "journal entry" | "opening balance", false) => "debit",
            ("refund" | "check" | "expense" | "cheque" | "cheque expense", false) => "refund",
            ("payment" | "deposit", true) => return Ok(self.credit("payment")),
            ("credit memo" | "credit note" | "journal entry", true) => return Ok(self.credit("credit")),
            ("payment" | "deposit" | "credit memo" | "credit note", false) => {
                return Err(format!("a {} of {} should be negative in this report", self.kind, self.open));
            }
            ("invoice", true) => return Err(format!("an invoice of {} cannot be negative", self.amount)),
            _ => {
                return Err(format!("{:?} is not a kind of document that is known here", clean(self.kind)));
            }
        };
        self.debit(kind)
    }

    fn debit(self, kind: &str) -> Reading<Record> {
        if self.number.is_empty() {
            return Err(format!("the {} has no number, by which it would be named", self.kind));
        }
        if self.open > self.amount {
            return Err(format!("its open balance {} is more than its amount {}", self.open, self.amount));
        }
        Ok(Record::Item(ItemRecord {
            account: by_name(self.customer),
            kind: kind.to_string(),
            number: self.number,
            date: Some(self.date),
            due: self.due,
            amount: self.amount,
            memo: self.memo,
            open: Some(self.open),
            from_report: true,
            ..ItemRecord::default()
        }))
    }

    /// What is left of a credit; what of it was used, the documents' open balances already say.
    fn credit(self, kind: &str) -> Record {
        Record::Credit(CreditRecord {
            account: by_name(self.customer),
            kind: kind.to_string(),
            date: Some(self.date),
            reference: self.number,
            amount: -self.open,
            memo: self.memo,
            from_report: true,
            ..CreditRecord::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_reports_own_stamp_is_a_timestamp() {
        assert_eq!(timestamp(" Wednesday, September 30, 2026 01:47 PM GMT-07:00"), Some(DateOrder::MonthFirst));
        assert_eq!(timestamp("Wednesday, 30 September, 2026 01:47 PM GMT+01:00"), Some(DateOrder::DayFirst));
        assert_eq!(timestamp("Wednesday, Ltd").or(timestamp("Sunday, September 3, 2026 Events")), None);
    }
}
