//! Xero's SalesInvoices.csv: one row per line of a document, the document's totals repeated on each. They are taken once
//! per type, number and contact; which sign they have, the type says.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use super::cells::{Reading, by_name, printed_amount, some};
use super::dates::{self, DateOrder, Evidence};
use super::quickbooks::no_rows;
use super::xero::{Table, has_columns};
use super::{Importer, Row, Sink, Source};
use crate::domain::calendar::Date;
use crate::domain::record::{CreditRecord, ItemRecord, Record};
use crate::domain::text::clean;
use crate::error::Result;

pub const IMPORTER: Importer = Importer { name: "xero-invoices", title: "Xero SalesInvoices.csv", recognise, read };

fn recognise(source: &Source) -> bool {
    has_columns(source, &["ContactName", "InvoiceNumber", "InvoiceDate"])
        && (has_columns(source, &["InvoiceAmountDue"]) || has_columns(source, &["Type", "Status"]))
}

fn read(source: &Source, sink: &mut dyn Sink) -> Result<()> {
    let order = order_of_dates(source)?;
    let mut table = Table::open(source)?;
    let columns = Columns::of(&table)?;
    let mut documents = Documents::default();
    let mut rows = 0_u64;
    while table.advance(source, sink)? {
        rows += 1;
        let at = Row { file: source.name(), line: table.rows.line() };
        match documents.row(&table, &columns, order) {
            Ok(Some(record)) => sink.record(at, record)?,
            Ok(None) => {}
            Err(reason) => sink.refuse(at, reason)?,
        }
    }
    for (what, count) in documents.passed_over {
        sink.notice(format!("not posted: {count} × {what}"));
    }
    if rows == 0 { Err(no_rows(source)) } else { Ok(()) }
}

/// Xero writes the day first unless the organisation is American; the file's own values decide.
fn order_of_dates(source: &Source) -> Result<DateOrder> {
    let mut table = Table::open(source)?;
    let columns = [table.column("InvoiceDate"), table.column("DueDate")];
    let mut evidence = Evidence::default();
    while table.rows.advance()? {
        columns.iter().for_each(|column| evidence.see(table.cell(*column)));
    }
    evidence.decide(source.dates(), None, DateOrder::DayFirst)
}

struct Columns {
    contact: usize,
    number: usize,
    reference: Option<usize>,
    date: usize,
    due: Option<usize>,
    total: usize,
    amount_due: usize,
    line_amount: Option<usize>,
    line_tax: Option<usize>,
    currency: Option<usize>,
    kind: usize,
    status: usize,
}

impl Columns {
    fn of(table: &Table<'_>) -> Result<Columns> {
        Ok(Columns {
            contact: table.required("ContactName")?,
            number: table.required("InvoiceNumber")?,
            reference: table.column("Reference"),
            date: table.required("InvoiceDate")?,
            due: table.column("DueDate"),
            total: table.required("Total")?,
            amount_due: table.required("InvoiceAmountDue")?,
            line_amount: table.column("LineAmount"),
            line_tax: table.column("TaxAmount"),
            currency: table.column("Currency"),
            kind: table.required("Type")?,
            status: table.required("Status")?,
        })
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Invoice,
    CreditNote,
    Overpayment,
    Prepayment,
}

impl Kind {
    /// None: a document that nobody owes us (a bill).
    fn of(cell: &str) -> Reading<Option<Kind>> {
        Ok(Some(match cell.to_ascii_lowercase().as_str() {
            "sales invoice" | "accrec" => Kind::Invoice,
            "sales credit note" | "accreccredit" => Kind::CreditNote,
            "sales overpayment" | "receive overpayment" | "overpayment" | "aroverpayment" => Kind::Overpayment,
            "sales prepayment" | "receive prepayment" | "prepayment" | "arprepayment" => Kind::Prepayment,
            "bill" | "purchase invoice" | "accpay" | "bill credit note" | "accpaycredit" => return Ok(None),
            _ => return Err(format!("Type {:?} is not known", clean(cell))),
        }))
    }
}

/// The documents seen so far, for their further lines.
#[derive(Default)]
struct Documents {
    seen: HashMap<String, Seen>,
    passed_over: BTreeMap<String, u64>,
}

/// What every line of a document must repeat, and what its lines sum to.
struct Seen {
    total: Decimal,
    due: Decimal,
    date: String,
    line: u64,
    lines: Decimal,
    taxes: Decimal,
}

impl Seen {
    /// True where the lines so far already sum to the total, with or without tax on top.
    fn complete(&self) -> bool {
        self.lines == self.total || self.lines + self.taxes == self.total
    }
}

impl Documents {
    /// The document that a row begins; None for a further line of one, or for one that is not posted.
    fn row(&mut self, table: &Table<'_>, columns: &Columns, order: DateOrder) -> Reading<Option<Record>> {
        let cell = |column: usize| table.cell(Some(column));
        let kind = Kind::of(cell(columns.kind))?;
        let total = printed_amount("Total", cell(columns.total))?;
        let due = printed_amount("InvoiceAmountDue", cell(columns.amount_due))?;
        let line = |column: Option<usize>| printed_amount("line", table.cell(column)).unwrap_or_default();
        let this = Seen {
            total,
            due,
            date: cell(columns.date).to_string(),
            line: table.rows.line(),
            lines: line(columns.line_amount),
            taxes: line(columns.line_tax),
        };
        let number = cell(columns.number);
        let mut key = [cell(columns.kind), number, cell(columns.contact)].join("\u{1f}");
        if number.is_empty() {
            key = [&key, &this.date, cell(columns.total), cell(columns.amount_due)].join("\u{1f}");
        }
        if self.is_further_line(&key, &this, number)? {
            return Ok(None);
        }
        self.seen.insert(key, this);
        let Some(kind) = kind else { return self.pass_over(cell(columns.kind)) };
        if !is_posted(cell(columns.status))? {
            return self.pass_over(&format!("{} ({})", cell(columns.kind), cell(columns.status)));
        }
        let text = |column: Option<usize>| some(table.cell(column));
        let due_date = columns.due.map(cell).filter(|due| !due.is_empty());
        let document = Document {
            kind,
            contact: cell(columns.contact),
            number: some(number).unwrap_or_default(),
            reference: text(columns.reference).unwrap_or_default(),
            date: read_date("InvoiceDate", cell(columns.date), order)?,
            due_date: due_date.map(|due| read_date("DueDate", due, order)).transpose()?,
            currency: text(columns.currency),
            total,
            due,
        };
        match document.record()? {
            Some(record) => Ok(Some(record)),
            None => self.pass_over(&format!("{} (wholly used)", cell(columns.kind))),
        }
    }

    fn pass_over(&mut self, what: &str) -> Reading<Option<Record>> {
        *self.passed_over.entry(clean(what)).or_default() += 1;
        Ok(None)
    }

    /// True for one more line of a document; refused where a number stands for two documents. Documents without a number
    /// are told apart by whether their lines already sum to the total: twins on one day are two.
    fn is_further_line(&mut self, key: &str, this: &Seen, number: &str) -> Reading<bool> {
        let Some(first) = self.seen.get_mut(key) else { return Ok(false) };
        if number.is_empty() && first.complete() {
            return Ok(false);
        }
        if (first.total, first.due) != (this.total, this.due) || first.date != this.date {
            let number = clean(number);
            return Err(format!("{number} stands on line {} with another total, amount due or date", first.line));
        }
        first.lines += this.lines;
        first.taxes += this.taxes;
        Ok(true)
    }
}

fn is_posted(status: &str) -> Reading<bool> {
    match status.to_ascii_lowercase().as_str() {
        "awaiting payment" | "paid" | "authorised" | "authorized" | "overdue" | "sent" => Ok(true),
        "draft" | "submitted" | "awaiting approval" | "voided" | "deleted" => Ok(false),
        _ => Err(format!("Status {:?} is not known", clean(status))),
    }
}

fn read_date(column: &str, cell: &str, order: DateOrder) -> Reading<Date> {
    dates::read(cell, order).ok_or_else(|| match order {
        DateOrder::DayFirst => format!("{column} {:?} is not a date, day first like the rest of the file", clean(cell)),
        DateOrder::MonthFirst => {
            format!("{column} {:?} is not a date, month first like the rest of the file", clean(cell))
        }
    })
}

struct Document<'a> {
    kind: Kind,
    contact: &'a str,
    number: String,
    reference: String,
    date: Date,
    due_date: Option<Date>,
    currency: Option<String>,
    total: Decimal,
    due: Decimal,
}

impl Document<'_> {
    /// None for a credit of which nothing is left: what it paid, the invoices' amounts due already say.
    fn record(self) -> Reading<Option<Record>> {
        if some(self.contact).is_none() {
            return Err("the row names no contact".to_string());
        }
        match self.kind {
            Kind::Invoice => self.invoice().map(Some),
            _ if self.due.is_zero() => Ok(None),
            _ => Ok(Some(self.credit())),
        }
    }

    fn invoice(self) -> Reading<Record> {
        if self.number.is_empty() {
            return Err("the invoice has no number, by which it would be named".to_string());
        }
        if self.total.is_sign_negative() && !self.total.is_zero() {
            return Err(format!("an invoice of {} cannot be negative", self.total));
        }
        if self.due > self.total || (self.due.is_sign_negative() && !self.due.is_zero()) {
            return Err(format!("its amount due {} does not fit its total {}", self.due, self.total));
        }
        Ok(Record::Item(ItemRecord {
            account: by_name(self.contact),
            kind: "invoice".to_string(),
            number: self.number,
            date: Some(self.date),
            due: self.due_date,
            amount: self.total,
            currency: self.currency,
            po: self.reference,
            open: Some(self.due),
            from_report: true,
            ..ItemRecord::default()
        }))
    }

    /// Some programs write the sign too; the type has said it already.
    fn credit(self) -> Record {
        let (kind, memo) = match self.kind {
            Kind::Overpayment => ("payment", "overpayment"),
            Kind::Prepayment => ("payment", "prepayment"),
            Kind::CreditNote | Kind::Invoice => ("credit", ""),
        };
        Record::Credit(CreditRecord {
            account: by_name(self.contact),
            kind: kind.to_string(),
            date: Some(self.date),
            reference: if self.number.is_empty() { self.reference } else { self.number },
            amount: self.due.abs(),
            currency: self.currency,
            memo: memo.to_string(),
            from_report: true,
            ..CreditRecord::default()
        })
    }
}
