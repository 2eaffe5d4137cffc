//! Verify, tried: a sound book passes, and each way of damaging one is found and named.

use super::*;
use crate::book::Access;
use crate::book::shop::{Shop, day, usd};
use crate::domain::communication::Outcome;
use crate::domain::money::Remainder;
use crate::domain::plan::{Rhythm, Size};
use crate::ops::agree_plan::{self, Wish};
use crate::ops::unapply_credit::UnapplyCredit;

/// A book with something of everything that a check looks at.
fn fill(book: Book) -> Shop {
    let mut shop = Shop::of(book);
    let account = shop.account("C1", "First");
    let other = shop.account("C2", "Second");
    let (_, debit) = shop.invoice(account, "INV-1", "2026-09-01", "100.00");
    shop.invoice(account, "INV-2", "2026-09-02", "200.00");
    shop.invoice(other, "INV-3", "2026-09-03", "300.00");
    let (_, credit) = shop.payment(account, "2026-09-10", "5521", "80.00", &[(debit, "60.00")]);
    let allocations = vec![shop.book.allocations_of(account).unwrap()[0].id];
    shop.does(&UnapplyCredit { credit, date: day("2026-09-12"), allocations });
    shop.payment(account, "2026-09-20", "5522", "70.00", &[(debit, "70.00")]);
    let call = shop.call(account, "2026-10-01", Outcome::Voicemail);
    shop.does(&call);
    let promise = shop.promise(account, "2026-10-02", "30.00", "2026-10-09");
    let undo = shop.undo(promise);
    shop.undo(undo);
    shop.undo(promise);
    let settings = shop.book.settings().unwrap();
    let wish = Wish {
        account: other,
        made: day("2026-11-20"),
        down: usd("50.00"),
        size: Size::Count(2),
        every: Rhythm::Month,
        first: day("2026-12-01"),
        roll: crate::domain::calendar::Roll::None,
        remainder: Remainder::Last,
    };
    let open = shop.book.open_debits_of(other, day("2026-11-20")).unwrap();
    let plan = agree_plan::decide(&wish, &open, &settings).unwrap();
    shop.does(&plan);
    shop
}

fn failing(book: &Book) -> Vec<String> {
    let checks = book.verify(false, &mut |_, _, _| true).unwrap();
    checks.into_iter().filter(|check| !check.ok).map(|check| check.name).collect()
}

fn after(sql: &str) -> (Vec<String>, String) {
    let shop = fill(Book::memory().unwrap());
    shop.book.conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
    shop.book.conn.execute_batch(sql).unwrap();
    let checks = shop.book.verify(false, &mut |_, _, _| true).unwrap();
    let told = checks.iter().filter(|check| !check.ok).map(|check| format!("{}: {}\n", check.name, check.detail));
    (failing(&shop.book), told.collect())
}

#[test]
fn a_good_book_passes_every_check() {
    let shop = fill(Book::memory().unwrap());
    let checks = shop.book.verify(false, &mut |_, _, _| true).unwrap();
    assert_eq!(checks.iter().filter(|check| !check.ok).collect::<Vec<_>>(), Vec::<&Check>::new());
    assert_eq!(checks.len(), LOOKS.len());
    assert!(shop.book.verify(true, &mut |_, _, _| true).unwrap().iter().all(|check| check.ok));
    let empty = Book::memory().unwrap();
    assert_eq!(failing(&empty), Vec::<String>::new());
}

#[test]
fn each_damage_fails_its_own_check() {
    for (sql, names) in [
        ("UPDATE debit SET memo = 'x' WHERE id = 1", &["chain"][..]),
        ("UPDATE journal SET operator = 'x' WHERE seq = 3", &["chain"]),
        ("UPDATE journal SET at = at + 1 WHERE seq = 3", &["chain"]),
        ("UPDATE communication SET note = 'never said'", &["chain"]),
        ("UPDATE debit SET open = open - 1 WHERE id = 2", &["open amounts", "proof"]),
        ("UPDATE debit SET digits = 9 WHERE id = 2", &["open amounts"]),
        ("UPDATE debit SET voided_on = 20000 WHERE id = 2", &["open amounts"]),
        ("UPDATE credit SET unapplied = unapplied - 1 WHERE id = 1", &["unapplied amounts", "proof"]),
        ("UPDATE allocation SET starts = starts + 1 WHERE id = 2", &["allocations"]),
        ("UPDATE allocation SET ends = ends + 1 WHERE id = 1", &["allocations"]),
        ("UPDATE promise SET live = 1", &["undone"]),
        ("UPDATE plan SET live = 0", &["undone"]),
        ("UPDATE undo SET live = 1 - live WHERE id = 2", &["undone"]),
        ("INSERT INTO follow_up (entry, account, due, note) VALUES (1, 1, 20000, 'planted')", &["rows"]),
        ("DELETE FROM communication", &["rows", "chain"]),
        ("DELETE FROM span WHERE tbl = 'plan_debit'", &["rows", "chain"]),
        ("UPDATE span SET last = last + 1 WHERE tbl = 'plan_instalment'", &["rows"]),
        ("DELETE FROM journal WHERE seq = 9", &["links", "entries", "chain"]),
        ("DELETE FROM journal WHERE seq = (SELECT MAX(seq) FROM journal)", &["links"]),
        ("UPDATE promise_debit SET debit = 3; UPDATE communication SET debit = 3", &["chain", "one account"]),
        ("UPDATE communication SET debit = 99", &["links", "chain"]),
        ("UPDATE plan SET down = down + 1", &["chain", "plans"]),
        ("UPDATE allocation SET amount = 10100 WHERE id = 1", &["chain", "sums at every date"]),
        ("CREATE TABLE planted (a)", &["structure"]),
        ("DROP INDEX debit_digits", &["structure"]),
        ("CREATE TRIGGER planted AFTER INSERT ON journal BEGIN DELETE FROM debit; END", &["structure"]),
    ] {
        let (failed, told) = after(sql);
        assert_eq!(failed, names, "{sql}\n{told}");
    }
}

#[test]
fn a_finding_names_the_damage_the_entry_and_what_to_do() {
    let (_, told) = after("UPDATE debit SET memo = 'x' WHERE id = 1");
    assert_eq!(
        told,
        format!("chain: transaction damage: entry 3 (post-debit, by maria): it is not what was written; {TO_DO}\n")
    );
    let (_, told) = after("UPDATE debit SET open = open - 1, digits = 0");
    assert!(told.contains("entry 3, debit 1: its open amount"), "{told}");
    assert!(told.contains("and 1 more"), "{told}");
    let (_, told) = after("DROP INDEX debit_digits; CREATE TABLE planted (a)");
    assert!(told.contains("not of arrears: TABLE planted; this is missing: INDEX debit_digits"), "{told}");
    let (_, told) = after("DELETE FROM journal WHERE seq = 9");
    assert!(told.contains("list damage: entry 9 is missing"), "{told}");
}

#[test]
fn values_that_no_check_constraint_bounds_any_more_are_findings_and_no_panic() {
    for sql in [
        "UPDATE allocation SET amount = -9223372036854775808",
        "UPDATE allocation SET starts = 9223372036854775807, ends = -9223372036854775808",
        "UPDATE debit SET amount = 9223372036854775807",
        "UPDATE span SET first = -9223372036854775807, last = 9223372036854775807 WHERE tbl = 'debit'",
        "UPDATE journal SET seq = 9223372036854775807 WHERE seq = 5",
        "UPDATE journal SET hash = x'00' WHERE seq = 5",
        "UPDATE span SET tbl = 'debit; DROP' WHERE tbl = 'plan'",
        "PRAGMA writable_schema = ON; DROP TABLE debit",
    ] {
        let (failed, _) = after(sql);
        assert!(!failed.is_empty(), "{sql}");
    }
}

#[test]
fn quick_finds_damage_in_the_last_entries_alone() {
    let mut shop = fill(Book::memory().unwrap());
    let account = shop.book.account_with_code("C1").unwrap().unwrap().id;
    for number in 0..30 {
        shop.invoice(account, &format!("N{number}"), "2026-11-01", "1.00");
    }
    let failing = |book: &Book| {
        let checks = book.verify(true, &mut |_, _, _| true).unwrap();
        checks.into_iter().filter(|check| !check.ok).map(|check| check.name).collect::<Vec<_>>()
    };
    shop.book.conn.execute_batch("UPDATE debit SET memo = 'x' WHERE id = 1").unwrap();
    assert_eq!(failing(&shop.book), Vec::<String>::new());
    shop.book.conn.execute_batch("UPDATE debit SET memo = 'x' WHERE number = 'N29'").unwrap();
    assert_eq!(failing(&shop.book), ["chain"]);
}

#[test]
fn whoever_waits_can_stop_it() {
    let shop = fill(Book::memory().unwrap());
    let mut asked = Vec::new();
    let checks = shop.book.verify(false, &mut |name, _, _| {
        asked.push(name.to_string());
        name != "chain"
    });
    assert_eq!(checks.unwrap().last().unwrap().name, "rows");
    assert_eq!(asked.last().unwrap(), "chain");
    assert!(shop.book.conn.is_autocommit());
}

#[test]
fn a_file_with_broken_pages_is_looked_at_to_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.book");
    drop(fill(Book::create(&path).unwrap()));
    let whole = std::fs::read(&path).unwrap();
    let page = usize::from(u16::from_be_bytes([whole[16], whole[17]]));
    let mut found = 0;
    for broken in 1..whole.len() / page {
        let mut bytes = whole.clone();
        for byte in &mut bytes[broken * page..broken * page + 64] {
            *byte ^= 0x5a;
        }
        std::fs::write(&path, &bytes).unwrap();
        let Ok(book) = Book::open(&path, Access::Inspect) else { continue };
        let checks = book.verify(false, &mut |_, _, _| true).unwrap();
        assert!(checks.iter().any(|check| !check.ok), "page {broken}");
        found += 1;
    }
    assert!(found > 20, "{found}");
}
