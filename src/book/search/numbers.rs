//! Look-ups of numbers, references, ids and amounts in the book's indexes, each bounded: a common amount must not cost
//! a clerk the keystroke.

use std::collections::BTreeSet;

use rusqlite::{Row, params};

use super::{Found, Rank, Why};
use crate::book::Book;
use crate::domain::ids::{AccountId, CreditId, DebitId};
use crate::domain::money::{Currency, DecimalMark, Money, parse_decimal};
use crate::domain::text::fold;
use crate::error::Result;

/// Rows that one look-up takes at most.
const MOST: i64 = 100;

pub(super) const DEBITS_BY_NUMBER: &str = "SELECT d.id, d.account, d.number FROM debit d
    WHERE d.live = 1 AND d.voided_on IS NULL AND d.number >= ?1 AND d.number < ?2 ORDER BY d.number LIMIT ?3";

pub(super) const DEBITS_BY_DIGITS: &str =
    "SELECT d.id, d.account, d.number FROM debit d WHERE d.digits = ?1 AND d.live = 1 ORDER BY d.id DESC LIMIT ?2";

pub(super) const CREDITS_BY_REFERENCE: &str = "SELECT c.id, c.account, c.reference, c.kind, c.method FROM credit c
    WHERE c.reference <> '' AND c.reference >= ?1 AND c.reference < ?2 AND c.live = 1 ORDER BY c.reference LIMIT ?3";

pub(super) const CREDITS_BY_CODE: &str =
    "SELECT c.id, c.account, c.code, c.kind FROM credit c WHERE c.code IN (?1, ?2) AND c.live = 1 LIMIT ?3";

const MERGED_BY_CODE: &str = "SELECT a.id, a.code FROM account a JOIN merge m ON m.account = a.id AND m.live = 1
    WHERE a.code IN (?1, ?2) AND a.live = 1";

pub(super) const DEBITS_BY_OPEN: &str =
    "SELECT d.id, d.account, d.open, a.currency FROM debit d JOIN account a ON a.id = d.account
    WHERE d.open = ?1 AND d.open > 0 ORDER BY d.id DESC LIMIT ?2";

pub(super) const DEBITS_BY_AMOUNT: &str =
    "SELECT d.id, d.account, d.amount, a.currency FROM debit d JOIN account a ON a.id = d.account
    WHERE d.amount = ?1 AND d.live = 1 ORDER BY d.id DESC LIMIT ?2";

pub(super) const CREDITS_BY_AMOUNT: &str =
    "SELECT c.id, c.account, c.amount, a.currency, c.kind FROM credit c JOIN account a ON a.id = c.account
    WHERE c.amount = ?1 AND c.live = 1 ORDER BY c.id DESC LIMIT ?2";

/// Invoices by the beginning or the last digits of their number, payments by their reference, credits by their id.
pub(super) fn by_number(book: &Book, typed: &str, found: &mut Vec<Found>) -> Result<()> {
    let typed = typed.strip_prefix('#').map_or(typed, str::trim);
    if typed.chars().count() < 2 && !typed.chars().all(|c| c.is_ascii_digit()) || typed.is_empty() {
        return Ok(());
    }
    for text in BTreeSet::from([typed.to_string(), typed.to_uppercase(), typed.to_lowercase()]) {
        let after = format!("{text}\u{10ffff}");
        debits(book, DEBITS_BY_NUMBER, params![text, after, MOST], |number| same(number, typed), found)?;
        references(book, &text, &after, found)?;
    }
    if let Some((before, digits)) = last_digits(typed) {
        let mut alike = Vec::new();
        // `1043` is INV-0001043 to a clerk; 1043-B is another one.
        let ends_so = |number: &str| number.ends_with(|c: char| c.is_ascii_digit());
        debits(book, DEBITS_BY_DIGITS, params![digits, MOST], ends_so, &mut alike)?;
        let before = fold(before);
        alike.retain(|one| before.is_empty() || fold(&one.matched).starts_with(&before));
        found.append(&mut alike);
    }
    let mut statement = book.conn.prepare_cached(CREDITS_BY_CODE)?;
    let mut rows = statement.query(params![typed, typed.to_uppercase(), MOST])?;
    while let Some(row) = rows.next()? {
        found.push(credit(row, Rank::Check, credit_word(&row.get::<_, String>(3)?), row.get(2)?)?);
    }
    Ok(())
}

/// The account that keeps another one, by the code that the other had.
pub(super) fn by_merged_code(book: &Book, typed: &str, found: &mut Vec<Found>) -> Result<()> {
    let mut statement = book.conn.prepare_cached(MERGED_BY_CODE)?;
    let rows =
        statement.query_map(params![typed, typed.to_uppercase()], |row| Ok((AccountId(row.get(0)?), row.get(1)?)))?;
    for row in rows {
        let (account, code): (AccountId, String) = row?;
        let account = book.kept_of(account)?;
        let matched = format!("{code}, merged into {}", book.account(account)?.code);
        found.push(Found { rank: Rank::Code, account, why: Why::Code, matched, debit: None, credit: None });
    }
    Ok(())
}

/// Debits whose amount or open amount, and credits whose amount, is what the query reads as.
pub(super) fn by_amount(
    book: &Book,
    typed: &str,
    currencies: &BTreeSet<Currency>,
    found: &mut Vec<Found>,
) -> Result<()> {
    if !typed.contains(|c: char| c.is_ascii_digit()) {
        return Ok(());
    }
    let mark = book.settings()?.decimal_mark;
    let Some(amount) = [mark, DecimalMark::Point].into_iter().find_map(|mark| parse_decimal(typed, None, mark).ok())
    else {
        return Ok(());
    };
    let mut tried = BTreeSet::new();
    for currency in currencies {
        let Ok(money) = Money::from_decimal(amount, *currency) else { continue };
        if money.is_positive() && tried.insert((money.minor(), currency.exponent())) {
            amounts(book, money, found)?;
        }
    }
    Ok(())
}

fn amounts(book: &Book, money: Money, found: &mut Vec<Found>) -> Result<()> {
    for (sql, is_debit) in [(DEBITS_BY_OPEN, true), (DEBITS_BY_AMOUNT, true), (CREDITS_BY_AMOUNT, false)] {
        let mut statement = book.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params![money.minor(), MOST])?;
        while let Some(row) = rows.next()? {
            let currency = Currency::parse(&row.get::<_, String>(3)?)?;
            if currency.exponent() != money.currency().exponent() {
                continue;
            }
            let matched = Money::stored(money.minor(), currency).to_string();
            found.push(match is_debit {
                true => debit(row, Rank::Amount, Why::Amount, matched)?,
                false => credit(row, Rank::Amount, credit_word(&row.get::<_, String>(4)?), matched)?,
            });
        }
    }
    Ok(())
}

fn debits(
    book: &Book,
    sql: &str,
    values: impl rusqlite::Params,
    is_exact: impl Fn(&str) -> bool,
    found: &mut Vec<Found>,
) -> Result<()> {
    let mut statement = book.conn.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    while let Some(row) = rows.next()? {
        let number: String = row.get(2)?;
        let rank = if is_exact(&number) { Rank::Invoice } else { Rank::Beginning };
        found.push(debit(row, rank, Why::Invoice, number)?);
    }
    Ok(())
}

fn references(book: &Book, text: &str, after: &str, found: &mut Vec<Found>) -> Result<()> {
    let mut statement = book.conn.prepare_cached(CREDITS_BY_REFERENCE)?;
    let mut rows = statement.query(params![text, after, MOST])?;
    while let Some(row) = rows.next()? {
        let (reference, kind, method): (String, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let rank = if same(&reference, text) { Rank::Check } else { Rank::Beginning };
        let is_check = kind == "payment" && matches!(method.as_str(), "check" | "");
        found.push(credit(row, rank, if is_check { Why::Check } else { credit_word(&kind) }, reference)?);
    }
    Ok(())
}

fn debit(row: &Row, rank: Rank, why: Why, matched: String) -> Result<Found> {
    let (id, account) = (row.get(0)?, AccountId(row.get(1)?));
    Ok(Found { rank, account, why, matched, debit: Some(DebitId(id)), credit: None })
}

fn credit(row: &Row, rank: Rank, why: Why, matched: String) -> Result<Found> {
    let (id, account) = (row.get(0)?, AccountId(row.get(1)?));
    Ok(Found { rank, account, why, matched, debit: None, credit: Some(CreditId(id)) })
}

fn credit_word(kind: &str) -> Why {
    if kind == "payment" { Why::Payment } else { Why::Credit }
}

fn same(written: &str, typed: &str) -> bool {
    written.to_lowercase() == typed.to_lowercase()
}

/// `inv 1043` → (`inv `, 1043).
fn last_digits(typed: &str) -> Option<(&str, i64)> {
    let before = typed.trim_end_matches(|c: char| c.is_ascii_digit());
    Some((before, typed[before.len()..].parse().ok()?))
}
