//! Merging accounts of random histories: at every date the kept account has what both had, what was known before stays
//! known, promises and plans are judged as before, and an undo gives everything back.

mod history;
mod model;
mod shop;

use std::collections::BTreeMap;

use arrears::book::{AgingQuestion, Book, Event, Op};
use arrears::domain::aging::Aging;
use arrears::domain::ids::{AccountId, EntryId};
use arrears::domain::money::Currency;
use arrears::error::Result;
use arrears::ops::change_setting::ChangeSetting;
use arrears::ops::close_period::ClosePeriod;
use arrears::ops::merge_accounts::{Clash, decide};
use arrears::ops::open_account::OpenAccount;
use arrears::ops::undo::Undo;
use history::compare::rows;
use history::{ACCOUNTS, History, START, date};
use shop::{Shop, day, usd};

const SEEDS: u64 = 12;
const GOING: AccountId = AccountId(1);
const KEPT: AccountId = AccountId(2);

fn days() -> impl Iterator<Item = i64> {
    (0..16).map(|step| START + step * 17)
}

/// Rows of the report at many dates, by account.
fn reports(book: &Book, known_at: Option<EntryId>) -> Vec<BTreeMap<i64, Vec<i64>>> {
    days().map(|as_of| rows(book, as_of, known_at).into_iter().collect()).collect()
}

/// Disputed and on plan at many dates, by account.
fn apart(book: &Book) -> Vec<BTreeMap<i64, Vec<i64>>> {
    let at = |as_of: i64| {
        let report = book.aging(&AgingQuestion::of(Aging::by_due(date(as_of)))).unwrap();
        let rows = report.currencies.into_iter().flat_map(|block| block.rows);
        rows.map(|row| (row.account.0, vec![row.disputed.minor(), row.on_plan.minor()])).collect()
    };
    days().map(at).collect()
}

/// The same with one account's amounts added to another's.
fn joined(
    mut reports: Vec<BTreeMap<i64, Vec<i64>>>,
    going: AccountId,
    kept: AccountId,
) -> Vec<BTreeMap<i64, Vec<i64>>> {
    for report in &mut reports {
        let Some(gone) = report.remove(&going.0) else { continue };
        let row = report.entry(kept.0).or_insert_with(|| vec![0; gone.len()]);
        row.iter_mut().zip(gone).for_each(|(sum, amount)| *sum += amount);
    }
    for report in &mut reports {
        report.retain(|_, row| row.iter().any(|amount| *amount != 0));
    }
    reports
}

fn records(book: &Book) -> Vec<String> {
    let mut records = Vec::new();
    book.records(&mut |record| {
        records.push(format!("{record:?}"));
        Ok(())
    })
    .unwrap();
    records.sort();
    records
}

fn assert_sound(book: &Book) {
    let checks = book.verify(false, &mut |_, _, _| true).unwrap();
    assert!(checks.iter().all(|check| check.ok), "{checks:?}");
}

/// Performs an op after a history, whose actions have names of their own.
fn does(shop: &mut Shop, op: &impl Op) -> Result<EntryId> {
    let action = format!("after {}", shop.book.version()?.0);
    Ok(shop.book.perform(op, &shop::stamp(&action))?.entry)
}

fn merge(shop: &mut Shop, going: AccountId, kept: AccountId) -> Result<EntryId> {
    let op = decide(&shop.book, going, kept, &Clash::AppendCode, day("2026-11-21"))?;
    does(shop, &op)
}

/// Promises and plans of an account as they are judged at many dates; ids change, what was agreed does not.
fn agreed(book: &Book, account: AccountId) -> Vec<Vec<String>> {
    let at = |as_of: i64| {
        let standing = book.standing(account, &Aging::by_due(date(as_of))).unwrap();
        let promises = standing.promises.iter().map(|(facts, settled)| {
            format!("{} {} {} {:?} {}", facts.made, facts.amount, facts.last_day, settled.state, settled.counted)
        });
        let plans = standing.plans.iter().map(|(plan, kept)| {
            let numbers: Vec<&String> = plan.covers.iter().map(|(_, number)| number).collect();
            format!("{} {numbers:?} {:?} {} {}", plan.made, kept.state, kept.paid, kept.arrears)
        });
        let figures = &standing.figures;
        promises.chain(plans).chain([format!("{} {}", figures.collectable, standing.say)]).collect()
    };
    days().map(at).collect()
}

/// The history in words, without the entries that wrote it; amounts stay.
fn told(book: &Book, account: AccountId) -> Vec<String> {
    let line = |event: Event| {
        format!("{} {} {} {} {:?} {}", event.at, event.by, event.kind, event.text, event.amount, event.note)
    };
    book.timeline(account).unwrap().into_iter().filter(|event| event.kind != "merge").map(line).collect()
}

#[test]
fn the_kept_account_has_at_every_date_what_both_had_and_undo_gives_both_back() {
    for seed in 1..=SEEDS {
        let mut shop = History::run(seed, 160).shop;
        let head = shop.book.version().unwrap();
        let (before, apart_before, records_before) =
            (reports(&shop.book, None), apart(&shop.book), records(&shop.book));
        let entry = merge(&mut shop, GOING, KEPT).unwrap();
        let after = reports(&shop.book, None);
        assert_eq!(after, joined(before.clone(), GOING, KEPT), "seed {seed}");
        assert_eq!(reports(&shop.book, Some(entry)), after, "seed {seed}: by the rows themselves");
        assert_eq!(reports(&shop.book, Some(head)), before, "seed {seed}: known before");
        let known_apart: Vec<_> = joined(apart_before.clone(), GOING, KEPT);
        assert_eq!(joined(apart(&shop.book), GOING, KEPT), known_apart, "seed {seed}: disputed and on plan");
        assert_sound(&shop.book);
        let records_after = records(&shop.book);
        let undo = does(&mut shop, &Undo { entry }).unwrap();
        assert_eq!(records(&shop.book), records_before, "seed {seed}: undone");
        assert_eq!((reports(&shop.book, None), apart(&shop.book)), (before, apart_before), "seed {seed}: undone");
        assert_sound(&shop.book);
        does(&mut shop, &Undo { entry: undo }).unwrap();
        assert_eq!(records(&shop.book), records_after, "seed {seed}: merged again");
        assert_sound(&shop.book);
    }
}

#[test]
fn an_account_that_is_merged_into_an_empty_one_is_judged_and_told_as_before() {
    for seed in 1..=SEEDS {
        let mut shop = History::run(seed, 160).shop;
        let details = arrears::book::AccountDetails { ..shop.book.account(GOING).unwrap().details };
        let (code, currency) = ("NEW".to_string(), Currency::USD);
        does(&mut shop, &OpenAccount { code, currency, details, contacts: Vec::new() }).unwrap();
        let empty = AccountId(ACCOUNTS + 1);
        let (agreed_before, told_before) = (agreed(&shop.book, GOING), told(&shop.book, GOING));
        merge(&mut shop, GOING, empty).unwrap();
        assert_eq!(agreed(&shop.book, empty), agreed_before, "seed {seed}");
        let amended =
            |lines: Vec<String>| lines.into_iter().filter(|line| !line.contains(" account ")).collect::<Vec<_>>();
        assert_eq!(amended(told(&shop.book, empty)), amended(told_before), "seed {seed}");
        // And once more, through a second merge.
        let agreed_before = agreed(&shop.book, empty);
        let details = arrears::book::AccountDetails { name: "Last".into(), terms: "30".into(), ..Default::default() };
        does(&mut shop, &OpenAccount { code: "LAST".into(), currency, details, contacts: Vec::new() }).unwrap();
        let last = AccountId(ACCOUNTS + 2);
        merge(&mut shop, empty, last).unwrap();
        assert_eq!(agreed(&shop.book, last), agreed_before, "seed {seed}: twice");
        assert_eq!(shop.book.kept_of(GOING).unwrap(), last);
        assert_sound(&shop.book);
    }
}

#[test]
fn ids_of_payments_stay_and_nothing_is_posted_to_what_was_merged() {
    let mut shop = Shop::new();
    let (going, kept) = (shop.account("C42"), shop.account("C7"));
    let invoice = shop.invoice(going, "1043", "828.20", ("2026-07-17", "2026-08-16"));
    shop.pay(going, "300.00", "2026-09-12", &[(invoice, "300.00")]);
    let code = shop.book.credits_of(going).unwrap()[0].code.clone();
    shop.does(&ClosePeriod { through: Some(day("2026-10-31")) });
    let entry = merge(&mut shop, going, kept).unwrap();
    assert_eq!(shop.book.credits_of(kept).unwrap()[0].code, code);
    assert_eq!(shop.book.account_named("C42").unwrap().id, kept);
    assert_eq!(shop.book.account_named("customer c42").unwrap().id, kept);
    assert_eq!(shop.book.account_count().unwrap(), 1);
    let late = shop::invoice(going, "2", usd("5.00"), (day("2026-11-20"), day("2026-12-20")));
    let refused = shop.try_do(&late).unwrap_err();
    assert_eq!((refused.code(), refused.message()), ("merged", "C42 was merged into C7 Customer C7"));
    // The undo moves no date either.
    let undo = shop.does(&Undo { entry }).entry;
    shop.does(&late);
    let refused = shop.try_do(&Undo { entry: undo }).unwrap_err();
    assert_eq!(refused.code(), "merged");
    assert_sound(&shop.book);
}

#[test]
fn a_bounce_after_a_merge_takes_back_what_was_granted_with_the_payment_and_nothing_else() {
    let mut shop = Shop::new();
    shop.does(&ChangeSetting { settings: vec![("tolerance".into(), "1.00".into())] });
    let (going, kept) = (shop.account("C42"), shop.account("C7"));
    let [a, b] = ["1", "2"].map(|number| shop.invoice(going, number, "100.00", ("2026-07-17", "2026-08-16")));
    shop.pay(going, "60.00", "2026-09-12", &[(a, "60.00")]);
    let credit = shop.pay(going, "50.00", "2026-09-12", &[(b, "50.00")]);
    let code = shop.book.credit(credit).unwrap().code;
    merge(&mut shop, going, kept).unwrap();
    let moved = shop.book.credit_named(kept, &code).unwrap();
    let returned = shop.book.credits_returned_with(&moved).unwrap();
    assert_eq!(returned.iter().map(|one| one.code.clone()).collect::<Vec<_>>(), [code]);
}
