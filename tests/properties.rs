//! Random histories of the whole ledger against a naive model of it: what is accepted and refused, and afterwards every
//! figure at random dates and as known at random entries. A history is told by its seed; a failure names it.
//!
//! `ARREARS_LONG=1 cargo test --release --test properties -- --nocapture` performs a million ops in some 4,500 histories
//! instead of a thousand in five, and prints what they were; `ARREARS_SEED=17` runs only that one, `17..99` those.

mod history;
mod model;
mod shop;

use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use arrears::book::{AgingQuestion, Book, Difference, Stamp};
use arrears::domain::aging::Aging;
use arrears::domain::calendar::parse_iso;
use arrears::domain::ids::{AccountId, EntryId};
use arrears::ops::sample_shop;
use arrears::ops::undo::Undo;
use arrears::ops::void_debit;
use history::compare::{AS_OFS, PAIRS, STATEMENTS, compare, compare_at, compare_columns, model_rows, rows, same};
use history::{History, SET_UP, START, date};
use model::Wrong;

/// Ops that were asked for in a long run, refused ones included.
const LONG: u64 = 1_000_000;

fn is_long() -> bool {
    std::env::var_os("ARREARS_LONG").is_some()
}

fn length() -> usize {
    if is_long() { 260 } else { 200 }
}

/// Histories of a property that looks at each of them many times.
fn some(count: u64) -> u64 {
    if is_long() { count * 30 } else { count }
}

/// `ARREARS_SEED=17` or `ARREARS_SEED=17..99`, the last one included.
fn asked_for() -> Option<(u64, u64)> {
    let text = std::env::var("ARREARS_SEED").ok()?;
    let (first, last) = text.split_once("..").unwrap_or((&text, &text));
    first.parse().ok().zip(last.parse().ok())
}

/// Runs a property over seeds on every processor; the seeds of failures are named. A long run goes on after one.
fn each_seed(count: u64, property: impl Fn(u64) + Sync) {
    let (first, last) = asked_for().unwrap_or((1, count));
    let (next, failed) = (AtomicU64::new(first), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed > last || !(is_long() || failed.lock().unwrap().is_empty()) {
                return;
            }
            if catch_unwind(AssertUnwindSafe(|| property(seed))).is_err() {
                failed.lock().unwrap().push(seed);
            }
        }
    };
    std::thread::scope(|scope| {
        let threads = std::thread::available_parallelism().map_or(1, |count| count.get());
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "seeds {failed:?} failed, see above: run one alone with ARREARS_SEED");
}

#[test]
fn a_random_history_agrees_with_the_model() {
    let totals: Mutex<(BTreeMap<&str, usize>, usize)> = Mutex::default();
    let count = if is_long() { LONG.div_ceil(length() as u64 - 40) } else { 5 };
    let histories = asked_for().map_or(count, |(first, last)| last + 1 - first);
    each_seed(count, |seed| {
        let mut history = History::run(seed, length());
        compare(&mut history).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        assert!(history.ops.len() > length() / 3 && history.refused > length() / 25, "seed {seed} does too little");
        let mut totals = totals.lock().unwrap();
        history.counts.iter().for_each(|(op, count)| *totals.0.entry(op).or_default() += count);
        totals.1 += history.refused;
    });
    let (counts, refused) = totals.into_inner().unwrap();
    let accepted: usize = counts.values().sum();
    println!("{} ops in {histories} histories: {accepted} accepted, {refused} refused", accepted + refused);
    counts.iter().for_each(|(op, count)| println!("{count:>9} {op}"));
    println!(
        "compared: {} books as of a date, {} pairs of as-of and known-at in three presentations, {} statements",
        AS_OFS as u64 * histories,
        PAIRS as u64 * histories,
        STATEMENTS as u64 * histories
    );
    if asked_for().is_none() {
        let all = ["bounce-payment", "close-period", "correct-credit", "correct-debit", "recover", "refund-credit"];
        assert!(all.iter().all(|op| counts.contains_key(op)), "some op was never accepted: {counts:?}");
        assert!(!is_long() || (accepted + refused) as u64 >= LONG, "fewer than {LONG} ops");
    }
}

#[test]
fn what_was_known_at_an_entry_is_the_same_for_ever() {
    each_seed(some(3), |seed| {
        let history = History::run(seed, length());
        for seen in &history.seen {
            let again = rows(&history.shop.book, seen.as_of, Some(seen.entry));
            assert_eq!(again, seen.rows, "seed {seed}: as of {} known at {}", seen.as_of, seen.entry.0);
        }
        let changed = |seen: &&history::Seen| rows(&history.shop.book, seen.as_of, None) != seen.rows;
        assert!(history.seen.iter().filter(changed).count() > history.seen.len() / 2, "it would not be noticed");
    });
}

#[test]
fn undoing_the_newest_entries_one_by_one_gives_everything_back() {
    each_seed(some(3), |seed| {
        let mut history = History::run(seed, length() / 2);
        let head = history.shop.book.version().unwrap().0;
        let (before, records_before) = (history.model.now(), records(&history.shop.book));
        for _ in 0..50 {
            history.step();
        }
        let moved =
            (0..40).any(|n| rows(&history.shop.book, START + n * 8, None) != model_rows(&before, START + n * 8));
        assert!(moved, "seed {seed}: nothing was done");
        assert_ne!(records(&history.shop.book), records_before);
        for entry in (head + 1..=history.shop.book.version().unwrap().0).rev() {
            let undone = history.model.counting(history.model.entries.len())[entry as usize - 1];
            let refused = if undone { None } else { Some("undone already") };
            history.undo_entry(entry as usize, refused);
        }
        for n in 0..40 {
            compare_at(&history.shop.book, &before, START + n * 8)
                .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        }
        compare_columns(&history.shop.book, &before).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        assert_eq!(records(&history.shop.book), records_before, "seed {seed}");
        assert_sound(&history.shop.book);
    });
}

#[test]
fn a_refused_undo_names_the_entry_in_the_way_and_goes_through_after_it() {
    let chains = AtomicU64::new(0);
    each_seed(some(3), |seed| {
        let mut history = History::run(seed, length() / 2);
        for _ in 0..12 {
            let of = (SET_UP + 1 + history.dice.below(history.model.entries.len() as i64 - SET_UP)) as usize;
            chains.fetch_add(undo_with_all_that_stands_on_it(&mut history, of), Ordering::Relaxed);
        }
        compare(&mut history).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    });
    assert!(asked_for().is_some() || chains.into_inner() > 5, "hardly any undo was refused");
}

/// Undoes what the refusal names until the undo goes through, unless the closed period is in the way; how many were.
/// Money that went elsewhere may have come from what is to be brought back: there the chain ends.
fn undo_with_all_that_stands_on_it(history: &mut History, of: usize) -> u64 {
    let (mut path, mut in_the_way, mut elsewhere) = (vec![of], 0, HashSet::new());
    while let Some(next) = path.last().copied() {
        let counting = history.model.counting(history.model.entries.len());
        if !counting[next - 1] {
            path.pop();
            continue;
        }
        history.model.entries.push(vec![model::Fact::Undo { of: next }]);
        let closed = history.model.refusal() == Some("closed period");
        history.model.entries.pop();
        let Some(error) = history.undo_entry(next, None) else {
            path.pop();
            continue;
        };
        if closed {
            assert_eq!(error.code(), "closed_period");
            return in_the_way;
        }
        let named = error.entry().unwrap_or_else(|| panic!("{error} names no entry")) as usize;
        assert!(error.message().contains(&format!("entry {named}")), "{error}");
        // What was undone is brought back by undoing the entry that undid it.
        let later = match error.code() {
            "depends_on_undone" => undoer_of(history, named),
            _ => named,
        };
        assert!(later != next && counting[later - 1], "{error}: it does not count");
        if error.code() == "over_allocated" && !elsewhere.insert((next, later)) {
            return in_the_way;
        }
        assert!(!path.contains(&later), "{error}: in a circle: {path:?} {later}");
        path.push(later);
        in_the_way += 1;
        assert!(in_the_way < 500, "{error}: no end of it");
    }
    in_the_way
}

/// The entry that counts and undid another one.
fn undoer_of(history: &History, of: usize) -> usize {
    let counting = history.model.counting(history.model.entries.len());
    let undoes = |entry: &usize| {
        history.model.entries[entry - 1].iter().any(|fact| matches!(fact, model::Fact::Undo { of: it } if *it == of))
    };
    (1..=counting.len()).filter(|entry| counting[entry - 1]).find(undoes).unwrap()
}

/// Every record that counts, in the order of the exchange folder.
fn records(book: &Book) -> Vec<String> {
    let mut records = Vec::new();
    let mut take = |record| {
        records.push(format!("{record:?}"));
        Ok(())
    };
    book.records(&mut take).unwrap();
    records
}

fn assert_sound(book: &Book) {
    let checks = book.verify(false, &mut |_, _, _| true).unwrap();
    assert!(checks.iter().all(|check| check.ok), "{checks:?}");
}

/// The ops of a history performed again, one of them perhaps left out, perhaps at other times.
fn again(history: &History, leave_out: Option<usize>, stamp: impl Fn(&Stamp) -> Stamp) -> Option<Book> {
    let mut book = Book::memory().unwrap();
    for (place, (first, op)) in history.ops.iter().enumerate() {
        if leave_out != Some(place) {
            op(&mut book, &stamp(first)).ok()?;
        }
    }
    Some(book)
}

#[test]
fn the_ops_of_a_history_performed_again_give_an_equal_book() {
    each_seed(some(3), |seed| {
        let history = History::run(seed, length());
        let (first, hash) = (&history.shop.book, history.shop.book.head_hash().unwrap());
        let second = again(&history, None, Stamp::clone).unwrap();
        assert_eq!(records(&second), records(first), "seed {seed}");
        for n in 0..40 {
            let (as_of, known_at) = (START - 10 + n * 8, Some(EntryId(1 + n * history.ops.len() as i64 / 40)));
            assert_eq!(rows(&second, as_of, None), rows(first, as_of, None), "seed {seed}");
            assert_eq!(rows(&second, as_of, known_at), rows(first, as_of, known_at), "seed {seed}");
        }
        assert_eq!(second.head_hash().unwrap(), hash, "seed {seed}");
        assert_sound(&second);
        let later = again(&history, None, |stamp| Stamp { at: stamp.at + 1, ..stamp.clone() }).unwrap();
        assert_eq!(records(&later), records(first), "seed {seed}");
        assert_ne!(later.head_hash().unwrap(), hash, "when it was done is part of the hash");
        // The negative control: with one op left out either a later one is refused or the book is another.
        for place in 0..history.ops.len() {
            if place % 29 == 5 {
                let other = again(&history, Some(place), Stamp::clone);
                assert!(other.is_none_or(|book| book.head_hash().unwrap() != hash), "op {place} would not be missed");
            }
        }
    });
}

/// When an error is planted into the undo of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Undone,
    BroughtBack,
}

/// Loads the sample, undoes it and undoes that; `plant` may do something in between that nobody knows of.
fn import_undone_and_back(plant: impl Fn(&mut Book, When)) -> Result<(), String> {
    let mut book = Book::memory().unwrap();
    let done = sample_shop::load(&mut book, &shop::stamp("sample")).unwrap();
    let dates = |book: &Book, known_at| (0..12).map(|n| rows(book, START + n * 30, known_at)).collect::<Vec<_>>();
    let (loaded, before) = (records(&book), dates(&book, None));
    assert!(before.iter().any(|rows| rows.len() > 20));
    let undo = book.perform(&Undo { entry: done.entry }, &shop::stamp("undo")).unwrap();
    assert_eq!(undo.entry, EntryId(done.entry.0 + 1));
    plant(&mut book, When::Undone);
    same("undone", dates(&book, None).iter().all(Vec::is_empty), true)?;
    same("hardly a record", records(&book).len() < loaded.len() / 10, true)?;
    same("known before", dates(&book, Some(done.entry)), before.clone())?;
    assert_sound(&book);
    book.perform(&Undo { entry: undo.entry }, &shop::stamp("back")).unwrap();
    plant(&mut book, When::BroughtBack);
    same("records", records(&book), loaded)?;
    same("figures", dates(&book, None), before)?;
    same("known while undone", dates(&book, Some(undo.entry)).iter().all(Vec::is_empty), true)?;
    let report = book.aging(&AgingQuestion::of(Aging::by_due(date(START + 240)))).unwrap();
    assert!(report.currencies.iter().all(|block| block.proof.difference.is_zero()));
    assert_sound(&book);
    Ok(())
}

#[test]
fn an_import_is_undone_as_one_row_and_brought_back_by_another() {
    import_undone_and_back(|_, _| {}).unwrap();
    // The negative controls: something that stays, comes too much, or does not come back.
    let posted = |book: &mut Book, code: &str| {
        let mut shop = shop::Shop::of(std::mem::replace(book, Book::memory().unwrap()));
        let account = shop.account(code);
        shop.invoice(account, "1", "5.00", ("2026-03-01", "2026-03-31"));
        *book = shop.book;
    };
    let voided = |book: &mut Book| {
        let debit = book.debits_of(AccountId(1)).unwrap().into_iter().find(|one| one.open == one.amount).unwrap();
        let op = void_debit::decide(book, &debit, debit.date, false).unwrap();
        book.perform(&op, &shop::stamp("void")).unwrap();
    };
    for when in [When::Undone, When::BroughtBack] {
        let error = import_undone_and_back(|book, now| {
            if now == when {
                posted(book, "NEW1")
            }
        });
        assert!(error.is_err(), "a row too many would not be noticed when it is {when:?}");
    }
    let error = import_undone_and_back(|book, now| {
        if now == When::BroughtBack {
            voided(book)
        }
    });
    assert!(error.is_err(), "a row too few would not be noticed");
}

/// Puts an error into a list of differences, or into a print.
type InList = fn(&mut Vec<Difference>);
type InPrint = fn(&str) -> String;

/// The negative controls of the comparison and of the statement: what was left out, is wrong, or is another's.
#[test]
fn a_planted_error_in_a_comparison_or_a_statement_is_noticed() {
    let mut noticed: BTreeMap<&str, usize> = BTreeMap::new();
    let mut missed: Vec<String> = Vec::new();
    for seed in 1..=4 {
        let history = History::run(seed, 120);
        let (book, now) = (&history.shop.book, history.model.now());
        let head = history.model.entries.len() as i64;
        for n in 0..6 {
            let (as_of, since) = (START + 40 + 30 * n, EntryId(head - 40));
            history::compare::differences(book, (as_of, since), |_| {}).unwrap();
            let question = AgingQuestion::of(Aging::by_due(date(as_of)));
            if book.compare(&question, since).unwrap().is_empty() {
                continue;
            }
            let plants: [(&str, InList); 3] = [
                ("an entry is left out", |listed| drop(listed.pop())),
                ("an entry is listed twice", |listed| listed.extend(listed.first().cloned())),
                ("an entry is another account's", |listed| {
                    let last = listed.last_mut();
                    last.into_iter().for_each(|one| one.account = AccountId(1 + one.account.0 % history::ACCOUNTS));
                }),
            ];
            for (what, plant) in plants {
                match history::compare::differences(book, (as_of, since), plant) {
                    Err(_) => *noticed.entry(what).or_default() += 1,
                    Ok(()) => missed.push(format!("{what}: seed {seed}, as of {as_of}")),
                }
            }
        }
        for account in 1..=history::ACCOUNTS {
            let of = (account, START + 100, START + 200);
            let plants: [(&str, InPrint); 3] = [
                ("a line is left out", |text| without_line(text, 2)),
                ("a closing balance is wrong", |text| wrong_at(text, "BALANCE")),
                ("an opening balance is wrong", |text| without_line(text, 1)),
            ];
            history::compare::stated(book, &now, of, str::to_string).unwrap();
            for (what, plant) in plants {
                match history::compare::stated(book, &now, of, plant) {
                    Err(_) => *noticed.entry(what).or_default() += 1,
                    Ok(()) => missed.push(format!("{what}: seed {seed}, account {account}")),
                }
            }
        }
    }
    assert!(missed.is_empty() && noticed.len() == 6, "{missed:?} would not be noticed, {noticed:?} were");
}

/// A print without its n-th line that begins with a date; the open items are left as they are.
fn without_line(text: &str, n: usize) -> String {
    let is_dated = |line: &&str| line.get(..10).is_some_and(|start| parse_iso(start).is_ok());
    let left_out = text.lines().filter(is_dated).nth(n - 1).unwrap_or_default();
    let kept: Vec<&str> = text.lines().filter(|line| *line != left_out || left_out.is_empty()).collect();
    kept.join("\n")
}

/// A print whose last figure on a line is a cent more.
fn wrong_at(text: &str, heading: &str) -> String {
    let wrong = |line: &str| match line.strip_suffix(|digit: char| digit.is_ascii_digit()) {
        Some(rest) if line.starts_with(heading) => format!("{rest}{}", if line.ends_with('1') { '2' } else { '1' }),
        _ => line.to_string(),
    };
    text.lines().map(wrong).collect::<Vec<_>>().join("\n")
}

/// The negative control: a model with any one wrong rule must disagree with the book.
#[test]
fn a_wrong_rule_is_noticed() {
    let mut missed = vec![
        Wrong::StartsOnItsOwnDate,
        Wrong::ReversalFromTheBeginning,
        Wrong::TakingBackIsForgotten,
        Wrong::VoidIsForgotten,
        Wrong::UndoneStillCounts,
        Wrong::UndoOfUndoIsForgotten,
        Wrong::DueTodayIsLate,
        Wrong::CreditMemoKeepsAPromise,
        Wrong::LateMoneyKeepsAPromise,
        Wrong::EarlierMoneyPaysThePlan,
        Wrong::MemoPaysThePlan,
        Wrong::CorrectionIsForgotten,
        Wrong::CorrectedMoneyIsNewToThePlan,
        Wrong::CorrectedMoneyIsNewToThePromise,
        Wrong::OwnDateIsTheDueDate,
        Wrong::FifoPaysTheNewest,
        Wrong::RefundIsForgotten,
        Wrong::WriteOffKeepsAPromise,
    ];
    for seed in 1..=60 {
        let mut history = History::run(seed, 160);
        missed.retain(|wrong| {
            history.model.wrong = Some(*wrong);
            compare(&mut history).is_ok()
        });
        if missed.is_empty() {
            return;
        }
    }
    panic!("{missed:?} would not be noticed");
}
