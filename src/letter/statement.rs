//! The statement for a customer: what is open with its age, or everything since a date with the balance before and
//! after. It is made of the same figures as the report, so that the two cannot disagree.

use super::Document;
use crate::book::{Book, Standing};
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, days_past, plus_days};
use crate::domain::ids::AccountId;
use crate::domain::item::CreditKind;
use crate::domain::money::Money;
use crate::domain::text::clean;
use crate::error::{Error, Result};

/// Columns of a page.
const WIDTH: usize = 78;

/// Which statement.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    pub account: AccountId,
    pub as_of: Date,
    /// Activity since this day; None lists what is open.
    pub since: Option<Date>,
}

/// A line of the activity: what moved the balance on a day.
struct Movement {
    date: Date,
    /// Invoices before the payments of a day.
    rank: u8,
    what: String,
    amount: Money,
}

/// Makes the statement.
pub fn statement(book: &Book, wanted: &Statement) -> Result<Document> {
    let settings = book.settings()?;
    let how = Aging { edges: settings.edges, ..Aging::by_due(wanted.as_of) };
    let standing = book.standing(wanted.account, &how)?;
    let body = match wanted.since {
        Some(since) if since > wanted.as_of => {
            return Err(
                Error::invalid("since", format!("{since} is after {}", wanted.as_of)).hint("use an earlier date")
            );
        }
        Some(since) => activity(book, &standing, since)?,
        None => open_items(&standing),
    };
    let mut body = body;
    body.push(String::new());
    body.push(format!("Book state: entry {}, {}", book.version()?.0, book.head_hash()?));
    let shop = clean(&settings.shop);
    let head = |page: usize, pages: usize| head(&shop, &standing, wanted, (page, pages));
    Ok(Document::paged(format!("Statement for {}", clean(standing.account.name())), head, &body))
}

fn head(shop: &str, standing: &Standing, wanted: &Statement, (page, pages): (usize, usize)) -> Vec<String> {
    let account = &standing.account;
    let details = &account.details;
    let town = [&details.city, &details.region, &details.postal_code].map(|part| clean(part)).join(" ");
    let period = match wanted.since {
        Some(since) => format!("{} to {}", long(since), long(wanted.as_of)),
        None => format!("as of {}", long(wanted.as_of)),
    };
    let mut lines =
        vec![both(shop, "STATEMENT"), both("", &period), both("", &format!("page {page} of {pages}")), String::new()];
    lines.push(both(&clean(account.name()), &format!("account {}", clean(&account.code))));
    lines.extend(
        details.address.lines().map(clean).filter(|line| !line.trim().is_empty()).map(|line| cut(&line, WIDTH)),
    );
    if !town.trim().is_empty() {
        lines.push(cut(town.trim(), WIDTH));
    }
    lines.push(String::new());
    lines.push(both("", &format!("amounts in {}", account.currency)));
    lines.push(String::new());
    lines
}

fn open_items(standing: &Standing) -> Vec<String> {
    let figures = &standing.figures;
    let mut lines = vec![row("Number", "Date", "Due", "Days late", "Amount", "Open"), "-".repeat(WIDTH)];
    for debit in &standing.debits {
        let late = match days_past(figures.as_of, debit.due) {
            days if days > 0 => days.to_string(),
            _ => String::new(),
        };
        let (date, due) = (debit.date.to_string(), debit.due.to_string());
        lines.push(row(&clean(&debit.number), &date, &due, &late, &debit.amount.to_string(), &debit.open.to_string()));
        if debit.disputed.is_positive() {
            lines.push(row("", "", "", "", "in dispute", &debit.disputed.to_string()));
        }
    }
    if standing.debits.is_empty() {
        lines.push("Nothing is open.".to_string());
    }
    lines.push("-".repeat(WIDTH));
    if !figures.unapplied.is_zero() {
        lines.push(both("Payments and credits not yet applied", &figures.unapplied.to_string()));
    }
    lines.push(both("BALANCE", &figures.net.to_string()));
    lines.push(String::new());
    lines.extend(buckets(standing));
    lines
}

/// The buckets of the report, two lines of columns.
fn buckets(standing: &Standing) -> Vec<String> {
    let figures = &standing.figures;
    let width = WIDTH / figures.amounts.len().max(1);
    let headings: String = figures.edges.headings().iter().map(|heading| format!("{heading:>width$}")).collect();
    let amounts: String = figures.amounts.iter().map(|amount| format!("{:>width$}", amount.to_string())).collect();
    vec![headings, amounts]
}

fn activity(book: &Book, standing: &Standing, since: Date) -> Result<Vec<String>> {
    let as_of = standing.figures.as_of;
    let before = Aging { as_of: plus_days(since, -1), ..Aging::by_due(as_of) };
    let opening = book.standing(standing.account.id, &before)?.figures.net;
    let mut lines = vec![three("Date", "", "Amount", "Balance"), "-".repeat(WIDTH)];
    lines.push(three(&before.as_of.to_string(), "balance brought forward", "", &opening.to_string()));
    let mut balance = opening;
    for movement in movements(book, standing, since)? {
        balance = balance.plus(movement.amount)?;
        lines.push(three(
            &movement.date.to_string(),
            &movement.what,
            &movement.amount.to_string(),
            &balance.to_string(),
        ));
    }
    lines.push("-".repeat(WIDTH));
    if balance != standing.figures.net {
        let message = format!("the activity adds up to {balance}, the report has {}", standing.figures.net);
        return Err(Error::fault("proof", message).safe("nothing was printed").hint("run `arrears verify`"));
    }
    lines.push(both("BALANCE", &balance.to_string()));
    lines.push(String::new());
    lines.extend(buckets(standing));
    Ok(lines)
}

/// Everything that moved the balance from `since` to the as-of date: applying money moves nothing.
fn movements(book: &Book, standing: &Standing, since: Date) -> Result<Vec<Movement>> {
    let (account, as_of) = (standing.account.id, standing.figures.as_of);
    let within = |date: Date| (since..=as_of).contains(&date);
    let mut movements = Vec::new();
    for debit in book.debits_of(account)? {
        let what = format!("{} {}", debit.kind.word(), clean(&debit.number));
        // A void before the debit's own date leaves nothing that ever counted.
        if debit.voided_on.is_some_and(|on| on <= debit.date) {
            continue;
        }
        if within(debit.date) {
            movements.push(Movement {
                date: debit.date,
                rank: 0,
                what: format!("{what}, due {}", debit.due),
                amount: debit.amount,
            });
        }
        if let Some(on) = debit.voided_on.filter(|on| within(*on)) {
            movements.push(Movement {
                date: on,
                rank: 2,
                what: format!("{what} voided"),
                amount: debit.amount.negated(),
            });
        }
    }
    for credit in book.credits_of(account)? {
        let kind = match credit.kind {
            CreditKind::Credit => "credit memo",
            kind => kind.word(),
        };
        let what = [kind, &clean(&credit.method), &clean(&credit.reference)]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ");
        if credit.reversed_on.is_some_and(|on| on <= credit.date) {
            continue;
        }
        if within(credit.date) {
            movements.push(Movement {
                date: credit.date,
                rank: 1,
                what: what.clone(),
                amount: credit.amount.negated(),
            });
        }
        if let Some(on) = credit.reversed_on.filter(|on| within(*on)) {
            movements.push(Movement { date: on, rank: 2, what: format!("{what} returned"), amount: credit.amount });
        }
    }
    movements.sort_by_key(|movement| (movement.date, movement.rank));
    Ok(movements)
}

fn long(date: Date) -> String {
    date.format("%-d %b %Y").to_string()
}

/// Text at both edges of the page.
fn both(left: &str, right: &str) -> String {
    let room = WIDTH.saturating_sub(right.chars().count() + 1);
    let left = cut(left, room);
    let gap = WIDTH.saturating_sub(left.chars().count() + right.chars().count());
    format!("{left}{}{right}", " ".repeat(gap)).trim_end().to_string()
}

fn row(number: &str, date: &str, due: &str, late: &str, amount: &str, open: &str) -> String {
    format!("{:<18} {date:<11} {due:<11} {late:>9} {amount:>12} {open:>12}", cut(number, 18)).trim_end().to_string()
}

fn three(date: &str, what: &str, amount: &str, balance: &str) -> String {
    format!("{date:<11} {:<38} {amount:>13} {balance:>13}", cut(what, 38)).trim_end().to_string()
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_string();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}
