//! What the book says against what the model says, and the book's answers against each other.

use std::collections::HashMap;

use arrears::book::{AgingQuestion, Book, Difference};
use arrears::domain::aging::{Aging, Basis, Presentation};
use arrears::domain::calendar::{day_number, parse_iso};
use arrears::domain::ids::{AccountId, EntryId};
use arrears::domain::money::{Currency, DecimalMark, Money};
use arrears::letter::{Statement, statement};

use super::{ACCOUNTS, History, START, date};
use crate::model::Known;

/// Buckets and unapplied of every account in the report.
pub fn rows(book: &Book, as_of: i64, known_at: Option<EntryId>) -> Vec<(i64, Vec<i64>)> {
    rows_of(book, &AgingQuestion { known_at, ..AgingQuestion::of(Aging::by_due(date(as_of))) })
}

fn rows_of(book: &Book, question: &AgingQuestion) -> Vec<(i64, Vec<i64>)> {
    let sums = book.aging_sums(question).unwrap();
    sums.into_iter()
        .map(|row| (row.account.0, [row.aged.amounts, vec![row.aged.unapplied]].concat()))
        .map(|(account, amounts)| (account, amounts.iter().map(|amount| amount.minor()).collect()))
        // Only by own date a debit and a credit may meet in one bucket and leave a row of zeros.
        .filter(|(_, amounts): &(i64, Vec<i64>)| {
            let is_row = amounts.iter().any(|amount| *amount != 0);
            assert!(is_row || question.how.presentation == Presentation::OwnDate, "a row of zeros: {amounts:?}");
            is_row
        })
        .collect()
}

pub fn model_rows(known: &Known, as_of: i64) -> Vec<(i64, Vec<i64>)> {
    let all = (1..=ACCOUNTS).map(|account| (account, known.row(account, as_of).to_vec()));
    all.filter(|(_, row)| row.iter().any(|amount| *amount != 0)).collect()
}

type Compared = std::result::Result<(), String>;

pub fn same<T: PartialEq + std::fmt::Debug>(what: &str, book: T, model: T) -> Compared {
    if book == model { Ok(()) } else { Err(format!("{what}: the book says {book:?}, the model {model:?}")) }
}

/// Everything that the book says of a date, against the model.
pub fn compare_at(book: &Book, now: &Known, as_of: i64) -> Compared {
    same("aging", rows(book, as_of, None), model_rows(now, as_of))?;
    let how = Aging::by_due(date(as_of));
    let report = book.aging(&AgingQuestion::of(how)).unwrap();
    let mut set_apart = HashMap::new();
    for block in &report.currencies {
        same("proof", block.proof.difference.minor(), 0)?;
        set_apart.extend(block.rows.iter().map(|row| (row.account.0, row.on_plan.minor())));
    }
    for account in 1..=ACCOUNTS {
        let standing = book.standing(AccountId(account), &how).unwrap();
        let figures = &standing.figures;
        let row: Vec<i64> = figures.amounts.iter().chain([&figures.unapplied]).map(|amount| amount.minor()).collect();
        same("header", row, now.row(account, as_of).to_vec())?;
        same("on plan", figures.on_plan.minor(), now.on_plan(account, as_of))?;
        same("on plan in the report", set_apart.get(&account).copied().unwrap_or(0), figures.on_plan.minor())?;
        let states = standing.promises.iter().map(|(facts, one)| (facts.id.0, one.state.word(), one.counted.minor()));
        same("promises", states.collect(), now.promises(account, as_of))?;
        for (plan, kept) in &standing.plans {
            let mine = now.plans.iter().find(|one| one.id == plan.id.0).ok_or("a plan that does not count")?;
            let seen = (kept.state.word(), kept.paid.minor(), kept.arrears.minor());
            same("plan", seen, now.plan(mine, as_of))?;
        }
        let plans = now.plans.iter().filter(|plan| plan.account == account && plan.made <= as_of).count();
        same("plans", standing.plans.len(), plans)?;
    }
    Ok(())
}

/// The derived columns: what is left after every allocation without an end.
pub fn compare_columns(book: &Book, now: &Known) -> Compared {
    for account in 1..=ACCOUNTS {
        for debit in book.debits_of(AccountId(account)).unwrap() {
            let mine = now.debits.iter().find(|one| one.id == debit.id.0).ok_or("a debit that does not count")?;
            let endless = now.allocations.iter().filter(|one| one.debit == mine.id && one.ends.is_none());
            let left = mine.amount - endless.map(|one| one.amount).sum::<i64>();
            let expected = (if mine.voided.is_some() { 0 } else { left }, mine.voided);
            same("open", (debit.open.minor(), debit.voided_on.map(day_number)), expected)?;
        }
        for credit in book.credits_of(AccountId(account)).unwrap() {
            let mine = now.credits.iter().find(|one| one.id == credit.id.0).ok_or("a credit that does not count")?;
            let endless = now.allocations.iter().filter(|one| one.credit == mine.id && one.ends.is_none());
            let left = mine.amount - endless.map(|one| one.amount).sum::<i64>();
            let expected = (if mine.reversed.is_some() { 0 } else { left }, mine.reversed);
            same("unapplied", (credit.unapplied.minor(), credit.reversed_on.map(day_number)), expected)?;
        }
        for one in book.allocations_of(AccountId(account)).unwrap() {
            let mine =
                now.allocations.iter().find(|mine| mine.id == one.id.0).ok_or("an allocation that does not count")?;
            let seen = (day_number(one.starts), one.ends.map(day_number), one.taken_back_on.map(day_number));
            same("allocation", seen, (mine.starts, mine.ends, mine.taken_back))?;
        }
    }
    Ok(())
}

/// How often a book is looked at: as of dates, at pairs of as-of and known-at, in statements.
pub const AS_OFS: usize = 12;
pub const PAIRS: usize = 8;
pub const STATEMENTS: usize = 4;

pub fn compare(history: &mut History) -> Compared {
    let now = history.model.now();
    let head = history.model.entries.len();
    for _ in 0..AS_OFS {
        let as_of = START - 30 + history.dice.below(420);
        compare_at(&history.shop.book, &now, as_of).map_err(|error| format!("as of {as_of}: {error}"))?;
    }
    compare_columns(&history.shop.book, &now)?;
    for pair in 0..PAIRS {
        let (known_at, as_of) = (1 + history.dice.below(head as i64), START + history.dice.below(300));
        let at = format!("as of {as_of} known at {known_at}");
        let known = history.model.known(known_at as usize);
        presented(&history.shop.book, as_of, Some(EntryId(known_at)), &known)
            .map_err(|error| format!("{at}: {error}"))?;
        presented(&history.shop.book, as_of, None, &now).map_err(|error| format!("{at}: {error}"))?;
        if pair == 0 {
            // Near the head, since every entry after it is looked at.
            let since = EntryId(head as i64 - history.dice.below(30.min(head as i64)));
            differences(&history.shop.book, (as_of, since), |_| {}).map_err(|error| format!("{at}: {error}"))?;
        }
    }
    for _ in 0..STATEMENTS {
        let (account, since) = (1 + history.dice.below(ACCOUNTS), START + history.dice.below(250));
        let as_of = since + history.dice.below(90);
        stated(&history.shop.book, &now, (account, since, as_of), str::to_string)
            .map_err(|error| format!("statement of {account} from {since} to {as_of}: {error}"))?;
    }
    Ok(())
}

/// The three presentations against the model, and their one net.
fn presented(book: &Book, as_of: i64, known_at: Option<EntryId>, known: &Known) -> Compared {
    let mut nets = Vec::new();
    for presentation in [Presentation::Separate, Presentation::OwnDate, Presentation::Fifo] {
        let how = Aging { presentation, ..Aging::by_due(date(as_of)) };
        let seen = rows_of(book, &AgingQuestion { known_at, ..AgingQuestion::of(how) });
        let expected = (1..=ACCOUNTS).map(|account| match presentation {
            Presentation::Separate => (account, known.row(account, as_of).to_vec()),
            Presentation::OwnDate => (account, known.row_by_own_date(account, as_of).to_vec()),
            Presentation::Fifo => (account, known.row_by_fifo(account, as_of).to_vec()),
        });
        let expected: Vec<_> = expected.filter(|(_, row)| row.iter().any(|amount| *amount != 0)).collect();
        same(presentation.word(), &seen, &expected)?;
        nets.push(seen.iter().flat_map(|(_, row)| row).sum::<i64>());
        let by_invoice = AgingQuestion { known_at, ..AgingQuestion::of(Aging { basis: Basis::Invoice, ..how }) };
        nets.push(rows_of(book, &by_invoice).iter().flat_map(|(_, row)| row).sum());
        for block in book.aging(&AgingQuestion { known_at, ..AgingQuestion::of(how) }).unwrap().currencies {
            same("proof", block.proof.difference.minor(), 0)?;
        }
    }
    if nets.iter().all(|net| *net == nets[0]) { Ok(()) } else { Err(format!("the nets differ: {nets:?}")) }
}

/// The report as it was known, and the listed changes, make the report of now. `plant` puts an error into the list.
pub fn differences(book: &Book, (as_of, since): (i64, EntryId), plant: impl Fn(&mut Vec<Difference>)) -> Compared {
    for presentation in [Presentation::Separate, Presentation::OwnDate, Presentation::Fifo] {
        let question = AgingQuestion::of(Aging { presentation, ..Aging::by_due(date(as_of)) });
        let then = rows_of(book, &AgingQuestion { known_at: Some(since), ..question });
        let mut sums: HashMap<i64, Vec<i64>> = then.into_iter().collect();
        let mut listed = book.compare(&question, since).unwrap();
        plant(&mut listed);
        for one in listed {
            if one.entry <= since {
                return Err(format!("entry {} was known already", one.entry.0));
            }
            let sum = sums.entry(one.account.0).or_insert(vec![0; 6]);
            let change = one.change.amounts.iter().chain([&one.change.unapplied]).map(|amount| amount.minor());
            sum.iter_mut().zip(change).for_each(|(sum, change)| *sum += change);
        }
        let mut sums: Vec<_> = sums.into_iter().filter(|(_, row)| row.iter().any(|amount| *amount != 0)).collect();
        sums.sort();
        same("then and the changes", rows_of(book, &question), sums)?;
    }
    Ok(())
}

/// The statement as it is printed, the header, the report and the sentence say the model's figures. `plant` puts an error
/// into the print.
pub fn stated(
    book: &Book,
    now: &Known,
    (account, since, as_of): (i64, i64, i64),
    plant: impl Fn(&str) -> String,
) -> Compared {
    let net = |day: i64| now.row(account, day).iter().sum::<i64>();
    let print = |since| statement(book, &Statement { account: AccountId(account), as_of: date(as_of), since });
    let amount = |text: &str| Money::parse(text, Currency::USD, DecimalMark::Point).map(|money| money.minor()).ok();
    let last = |line: &str| line.split_whitespace().next_back().and_then(amount);
    let mut balances = Vec::new();
    for (what, since_day) in [("open items", None), ("activity", Some(date(since)))] {
        let text = plant(&print(since_day).map_err(|error| format!("{what}: {error}"))?.text());
        let line = text.lines().find(|line| line.starts_with("BALANCE")).ok_or("no balance")?;
        same(what, last(line), Some(net(as_of)))?;
        let buckets = text.lines().skip_while(|line| !line.starts_with("BALANCE")).find(|line| {
            let cells: Vec<_> = line.split_whitespace().map(amount).collect();
            cells.len() == 5 && cells.iter().all(Option::is_some)
        });
        let buckets: Vec<i64> = buckets.ok_or("no buckets")?.split_whitespace().filter_map(amount).collect();
        same(what, buckets, now.row(account, as_of)[..5].to_vec())?;
        balances.push(text);
    }
    let mut dated = balances[1].lines().filter(|line| line.get(..10).is_some_and(|start| parse_iso(start).is_ok()));
    let opening = dated.next().and_then(last);
    same("opening", opening, Some(net(since - 1)))?;
    let mut balance = net(since - 1);
    for line in dated {
        let cells: Vec<i64> = line.split_whitespace().rev().take(2).filter_map(amount).collect();
        balance += cells[1];
        same("running balance", cells[0], balance)?;
    }
    same("closing", balance, net(as_of))?;
    let standing = book.standing(AccountId(account), &Aging::by_due(date(as_of))).unwrap();
    let owed = Money::of(net(as_of), Currency::USD).unwrap();
    let said = match owed.is_positive() {
        true => standing.say.starts_with(&format!("You owe {owed} on ")),
        false => standing.say.starts_with("You owe nothing"),
    };
    let open = Money::of(now.row(account, as_of)[..5].iter().sum(), Currency::USD).unwrap();
    same("open", standing.figures.open, open)?;
    same("row", standing.row().aged.net, owed)?;
    if said { Ok(()) } else { Err(format!("{owed} is owed, and it says {:?}", standing.say)) }
}
