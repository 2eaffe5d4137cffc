//! Loading the sample shop into a new book, with its dates moved by whole weeks to today, so that a demo is always
//! lively and every call stays on its weekday.

use super::import_batch::{Reading, stage};
use crate::book::{Book, Done, Stamp};
use crate::domain::calendar::{Date, days_past, parse_iso, plus_days};
use crate::error::{Error, Result};
use crate::import::Source;

/// The day on which the sample shop was written down.
const WRITTEN: &str = "2026-11-21";

const FILES: &[(&str, &str)] = &[
    ("accounts.csv", include_str!("../../assets/sample/accounts.csv")),
    ("allocations.csv", include_str!("../../assets/sample/allocations.csv")),
    ("communications.csv", include_str!("../../assets/sample/communications.csv")),
    ("contacts.csv", include_str!("../../assets/sample/contacts.csv")),
    ("credits.csv", include_str!("../../assets/sample/credits.csv")),
    ("disputes.csv", include_str!("../../assets/sample/disputes.csv")),
    ("follow_ups.csv", include_str!("../../assets/sample/follow_ups.csv")),
    ("items.csv", include_str!("../../assets/sample/items.csv")),
    ("plan_instalments.csv", include_str!("../../assets/sample/plan_instalments.csv")),
    ("plan_items.csv", include_str!("../../assets/sample/plan_items.csv")),
    ("plans.csv", include_str!("../../assets/sample/plans.csv")),
    ("settings.csv", include_str!("../../assets/sample/settings.csv")),
];

/// Takes the sample shop as one import. Refused where the book holds something already.
pub fn load(book: &mut Book, stamp: &Stamp) -> Result<Done> {
    if book.account_count()? > 0 {
        return Err(
            Error::refused("not_empty", "the sample shop is only for an empty book").safe("nothing was changed")
        );
    }
    let weeks = days_past(stamp.today, parse_iso(WRITTEN)?).div_euclid(7);
    let mut files = Vec::new();
    for (name, text) in FILES {
        files.push((name.to_string(), moved(text, weeks * 7)?));
    }
    let sources = [Source::folder_of("sample shop", files)];
    let reading = Reading { sources: &sources, format: Some("folder"), today: stamp.today, skip_refused: false };
    let batch = stage(book, &reading, &mut |_, _| true)?;
    batch.check(false)?;
    book.perform(&batch, stamp)
}

/// A file with every cell that is a date, or begins with one and a time, moved by some days.
fn moved(text: &str, days: i64) -> Result<Vec<u8>> {
    let unreadable = |error: csv::Error| Error::fault("sample", format!("the sample shop cannot be read: {error}"));
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
    for row in rows.records() {
        let row = row.map_err(unreadable)?;
        out.write_record(row.iter().map(|cell| moved_cell(cell, days))).map_err(unreadable)?;
    }
    out.into_inner().map_err(|error| Error::fault("sample", error.to_string()))
}

fn moved_cell(cell: &str, days: i64) -> String {
    let date = |text: &str| parse_iso(text).ok().map(|date: Date| plus_days(date, days).to_string());
    let whole = if cell.len() == 10 { date(cell) } else { None };
    let with_time = || {
        let (head, time) = cell.split_once('T').filter(|(head, _)| head.len() == 10)?;
        Some(format!("{}T{time}", date(head)?))
    };
    whole.or_else(with_time).unwrap_or_else(|| cell.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::AgingQuestion;
    use crate::domain::aging::Aging;
    use crate::domain::money::Currency;

    fn loaded(today: &str) -> (Book, Date) {
        let mut book = Book::memory().unwrap();
        let today = parse_iso(today).unwrap();
        load(&mut book, &Stamp { operator: "demo".into(), at: 0, today, action: "demo".into() }).unwrap();
        (book, today)
    }

    #[test]
    fn the_shop_looks_the_same_weeks_later() {
        let nets = ["2026-11-21", "2027-02-13", "2025-01-04"].map(|today| {
            let (book, today) = loaded(today);
            let report = book.aging(&AgingQuestion::of(Aging::by_due(today))).unwrap();
            let block = report.currencies.iter().find(|block| block.currency == Currency::USD).unwrap();
            assert!(block.proof.difference.is_zero());
            assert!(block.rows.len() > 20);
            assert_eq!(book.settings().unwrap().shop, "Buckeye Machine & Tool Supply");
            block.totals.amounts.iter().map(|amount| amount.decimal()).collect::<Vec<_>>()
        });
        assert_eq!(nets[0], nets[1]);
        assert_eq!(nets[0], nets[2]);
    }

    #[test]
    fn only_dates_are_moved() {
        assert_eq!(moved_cell("2026-11-21", 7), "2026-11-28");
        assert_eq!(moved_cell("2026-11-21T09:30:00", -7), "2026-11-14T09:30:00");
        assert_eq!(moved_cell("since 2026-11-21", 7), "since 2026-11-21");
        assert_eq!(moved_cell("20261121", 7), "20261121");
    }

    #[test]
    fn a_book_that_is_used_is_left_alone() {
        let (mut book, today) = loaded("2026-11-21");
        let again = load(&mut book, &Stamp { operator: "demo".into(), at: 0, today, action: "two".into() });
        assert_eq!(again.unwrap_err().code(), "not_empty");
    }
}
