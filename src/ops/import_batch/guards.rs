//! What every reader refuses itself is refused here once more: a reader that forgot must not get rows into the book that
//! no form would take.

use super::stage::Stager;
use crate::book::Book;
use crate::book::staging::Origin;
use crate::domain::calendar::parse_iso;
use crate::domain::record::{AccountRecord, AccountRef, ItemRecord};
use crate::error::Error;

fn refused(record: impl Fn(&mut Stager, Origin) -> crate::error::Result<()>) -> Error {
    let book = Book::memory().unwrap();
    let mut stager = Stager::new(&book, parse_iso("2026-11-21").unwrap()).unwrap();
    stager.begin_source("by-hand");
    record(&mut stager, Origin { file: 0, line: 1 }).unwrap_err()
}

fn item() -> ItemRecord {
    ItemRecord {
        account: AccountRef { code: None, name: Some("Holt".into()) },
        kind: "invoice".into(),
        number: "7".into(),
        date: parse_iso("2026-11-01").ok(),
        amount: 100.into(),
        ..ItemRecord::default()
    }
}

fn refused_item(change: impl Fn(&mut ItemRecord)) -> &'static str {
    let error = refused(|stager, origin| {
        let known = AccountRecord { account: item().account, ..AccountRecord::default() };
        stager.account(origin, &known)?;
        let mut record = item();
        change(&mut record);
        stager.item(origin, &record)
    });
    error.code()
}

#[test]
fn a_row_that_no_reader_lets_through_is_refused_all_the_same() {
    assert_eq!(refused_item(|record| record.number = "  ".into()), "no_number");
    assert_eq!(refused_item(|record| record.date = None), "no_date");
    assert_eq!(refused_item(|record| record.open = Some(101.into())), "open_balance");
    assert_eq!(refused_item(|record| record.open = Some((-1).into())), "open_balance");
    let nobody = AccountRecord::default();
    assert_eq!(refused(|stager, origin| stager.account(origin, &nobody)).code(), "no_name");
    let account = AccountRef { code: Some("H1".into()), name: None };
    let below = AccountRecord { account, credit_limit: Some((-5).into()), ..AccountRecord::default() };
    assert_eq!(refused(|stager, origin| stager.account(origin, &below)).code(), "credit_limit");
}
