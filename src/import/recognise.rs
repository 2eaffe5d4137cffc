//! Which importer reads a source: by its content, never by its name. What is not read is told apart as well, because
//! "unknown format" helps nobody who exported the wrong one of six reports.

use super::{IMPORTERS, Importer, Source};
use crate::error::{Error, Kind, Result};

/// The importer of a source; `wanted` is the word after `import`, None or `auto` to look.
pub fn recognise(source: &Source, wanted: Option<&str>) -> Result<&'static Importer> {
    let Some(wanted) = wanted.filter(|wanted| *wanted != "auto") else {
        return IMPORTERS.iter().find(|importer| (importer.recognise)(source)).ok_or_else(|| unknown(source));
    };
    let importer = IMPORTERS.iter().find(|importer| importer.name == wanted).ok_or_else(|| {
        let message = format!("{:?} is not a format", crate::domain::text::clean(wanted));
        Error::new(Kind::Invalid, "unknown_format", message)
            .at_field("format")
            .hint(format!("formats are auto, {}", names()))
    })?;
    if !(importer.recognise)(source) {
        let found = IMPORTERS.iter().find(|importer| (importer.recognise)(source));
        let Some(found) = found else { return Err(unknown(source)) };
        let message = format!("{} is not a {} file: it looks like {}", source.name(), importer.title, found.title);
        return Err(Error::format("wrong_format", message)
            .safe("nothing was changed")
            .hint(format!("import {} FILE", found.name)));
    }
    Ok(importer)
}

fn names() -> String {
    IMPORTERS.iter().map(|importer| importer.name).collect::<Vec<_>>().join(", ")
}

fn unknown(source: &Source) -> Error {
    let (what, hint) = looks_like(source);
    let known: Vec<_> = IMPORTERS.iter().map(|importer| importer.title).collect();
    let hint = if hint.is_empty() { format!("these are read: {}", known.join(", ")) } else { hint.to_string() };
    Error::format("unknown_format", format!("{} {what}", source.name())).safe("nothing was changed").hint(hint)
}

/// What a source seems to be, and what to do instead.
fn looks_like(source: &Source) -> (&'static str, &'static str) {
    if source.is_folder() {
        return ("holds no file of an exchange folder (accounts.csv, items.csv, …)", "");
    }
    let head = source.head();
    let has = |cells: &[&str]| {
        let found =
            |row: &Vec<String>| cells.iter().all(|cell| row.iter().any(|one| one.trim_start_matches('*') == *cell));
        head.iter().any(found)
    };
    if has(&["InvoiceNumber", "ContactName", "UnitAmount"]) && head.len() == 1 {
        return ("is an empty Xero template: it has no rows", "export SalesInvoices.csv from Xero: Invoices, Export");
    }
    if has(&["InvoiceNumber", "ContactName", "UnitAmount"]) {
        return (
            "is a Xero import template: it does not say what is open",
            "export SalesInvoices.csv from Xero: Invoices, Export",
        );
    }
    if has(&["Invoice Number", "Invoice Date", "Older"]) {
        return (
            "is Xero's Aged Receivables Detail, which is not read",
            "export SalesInvoices.csv from Xero: Invoices, Export",
        );
    }
    if has(&["Current", "Total"])
        || has(&["CURRENT", "TOTAL"])
        || has(&["CURRENT", "Total"])
        || has(&["Current", "TOTAL"])
    {
        return (
            "is an aging summary: it has a line per customer and no invoices",
            "export the A/R Aging Detail or Open Invoices (QuickBooks), or SalesInvoices.csv (Xero)",
        );
    }
    if has(&["Transaction type"]) || has(&["Transaction Type"]) {
        return (
            "is a QuickBooks report that is not read",
            "export the A/R Aging Detail, Open Invoices or Customer Contact List as CSV",
        );
    }
    let exchange: Vec<&str> = crate::domain::exchange::NAMES.to_vec();
    if exchange.contains(&source.name()) {
        return ("is one file of an exchange folder", "import the folder in which it stands");
    }
    ("is in no format that is known", "")
}
