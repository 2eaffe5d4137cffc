//! Xero's Contacts.csv: names with account numbers, addresses, phones and the terms of sale.

use super::cells::{Reading, some};
use super::quickbooks::no_rows;
use super::xero::{Table, has_columns};
use super::{Importer, Row, Sink, Source};
use crate::domain::record::{AccountRecord, AccountRef, Record};
use crate::domain::terms::Terms;
use crate::domain::text::clean;
use crate::error::Result;

pub const IMPORTER: Importer = Importer { name: "xero-contacts", title: "Xero Contacts.csv", recognise, read };

fn recognise(source: &Source) -> bool {
    has_columns(source, &["ContactName", "AccountNumber", "EmailAddress"]) && !has_columns(source, &["InvoiceNumber"])
}

fn read(source: &Source, sink: &mut dyn Sink) -> Result<()> {
    let mut table = Table::open(source)?;
    table.required("ContactName")?;
    let mut taken = 0_u64;
    while table.advance(source, sink)? {
        taken += 1;
        let at = Row { file: source.name(), line: table.rows.line() };
        match account(&table, at, sink) {
            Ok(account) => sink.record(at, Record::Account(account))?,
            Err(reason) => sink.refuse(at, reason)?,
        }
    }
    if taken == 0 { Err(no_rows(source)) } else { Ok(()) }
}

fn account(table: &Table<'_>, at: Row<'_>, sink: &mut dyn Sink) -> Reading<AccountRecord> {
    let cell = |name: &str| table.cell(table.column(name));
    let text = |name: &str| some(cell(name));
    let name = text("ContactName").ok_or("the row names no contact")?;
    let street = ["POAddressLine1", "POAddressLine2", "POAddressLine3", "POAddressLine4"].map(text);
    let street: Vec<String> = street.into_iter().flatten().collect();
    let person = [text("FirstName"), text("LastName")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let terms = terms(cell("DueDateSalesDay"), cell("DueDateSalesTerm"));
    if let Err(unread) = &terms {
        sink.notice(format!("line {}: the terms of {name} ({unread}) are not taken: set them by hand", at.line));
    }
    Ok(AccountRecord {
        account: AccountRef { code: text("AccountNumber"), name: Some(name) },
        terms: terms.unwrap_or(None),
        contact: if person.is_empty() { text("POAttentionTo") } else { Some(person) },
        phones: ["PhoneNumber", "MobileNumber", "DDINumber"].into_iter().filter_map(text).collect(),
        email: text("EmailAddress"),
        address: (!street.is_empty()).then(|| street.join("\n")),
        city: text("POCity"),
        region: text("PORegion"),
        postal_code: text("POPostalCode"),
        country: text("POCountry"),
        ..AccountRecord::default()
    })
}

/// Terms of sale as the house knows them; an error for a rhythm that it does not know (the 20th of the next month).
fn terms(day: &str, term: &str) -> Result<Option<String>, String> {
    if day.is_empty() && term.is_empty() {
        return Ok(None);
    }
    let text = match term.to_ascii_lowercase().replace(['_', ' '], "").as_str() {
        "" | "daysafter" | "daysafterbilldate" | "daysafterinvoicedate" => format!("net {day}"),
        "daysafterbillmonth" | "daysafterinvoicemonth" | "daysafterendofmonth" => format!("eom {day}"),
        _ => String::new(),
    };
    let read: Result<Terms, _> = text.parse();
    read.map(|terms| Some(terms.to_string())).map_err(|_| clean(format!("{day} {term}").trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_that_are_not_known_are_said() {
        assert_eq!(terms("30", "Days After"), Ok(Some("net 30".to_string())));
        assert_eq!(terms("15", "Days after bill month"), Ok(Some("eom 15".to_string())));
        assert_eq!(terms("", ""), Ok(None));
        assert!(terms("20", "of following month").is_err());
    }
}
