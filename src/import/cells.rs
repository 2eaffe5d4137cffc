//! What stands in a cell: amounts, dates, words. A reason is a sentence for the list of refused rows.

use std::str::FromStr;

use chrono::{NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;

use super::dates;
use crate::domain::calendar::{Date, Moment};
use crate::domain::money::{DecimalMark, parse_decimal};
use crate::domain::record::AccountRef;
use crate::domain::text::clean;
use crate::error::Error;

/// Why a row cannot be taken.
pub type Reading<T> = std::result::Result<T, String>;

/// Text on one line, or nothing.
pub fn some(cell: &str) -> Option<String> {
    let text = clean(cell);
    (!text.trim().is_empty()).then_some(text)
}

/// Text that must be there.
pub fn needed(column: &str, cell: &str) -> Reading<String> {
    some(cell).ok_or_else(|| format!("{column} is empty"))
}

/// A word of a list of the house (an outcome, a reason).
pub fn word<T: FromStr<Err = Error>>(cell: &str) -> Reading<T> {
    cell.parse().map_err(|error: Error| match error.hint_note() {
        Some(hint) => format!("{}; {hint}", error.message()),
        None => error.message().to_string(),
    })
}

/// One of these words.
pub fn one_of(column: &str, cell: &str, words: &[&str]) -> Reading<String> {
    if words.contains(&cell) {
        return Ok(cell.to_string());
    }
    Err(format!("{column} {:?} is not one of {}", clean(cell), words.join(", ")))
}

pub fn date(column: &str, cell: &str) -> Reading<Date> {
    if cell.is_empty() {
        return Err(format!("{column} is empty"));
    }
    dates::iso(cell.trim()).ok_or_else(|| format!("{column} {:?} is not a date like 2026-11-21", clean(cell)))
}

pub fn optional_date(column: &str, cell: &str) -> Reading<Option<Date>> {
    if cell.is_empty() { Ok(None) } else { date(column, cell).map(Some) }
}

/// `14:30`, or nothing.
pub fn optional_time(column: &str, cell: &str) -> Reading<Option<NaiveTime>> {
    if cell.is_empty() {
        return Ok(None);
    }
    let read = NaiveTime::parse_from_str(cell.trim(), "%H:%M");
    read.map(Some).map_err(|_| format!("{column} {:?} is not a time like 14:30", clean(cell)))
}

/// `2026-11-21T10:15:00`, with a space for the T, and without seconds too.
pub fn moment(column: &str, cell: &str) -> Reading<Moment> {
    let shapes = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    let day = cell.get(..10).and_then(dates::iso);
    let read = shapes.iter().find_map(|shape| NaiveDateTime::parse_from_str(cell, shape).ok());
    let read = read
        .filter(|moment| Some(moment.date()) == day)
        .or_else(|| day.filter(|_| cell.len() == 10)?.and_hms_opt(0, 0, 0));
    read.ok_or_else(|| format!("{column} {:?} is not a time like 2026-11-21T10:15:00", clean(cell)))
}

/// A plain decimal number, as the exchange folder has it: digits, a point, a minus.
pub fn amount(column: &str, cell: &str) -> Reading<Decimal> {
    let text = cell.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = [whole, fraction].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if !plain || whole.is_empty() || whole.len() + fraction.len() > 18 || digits.ends_with('.') {
        return Err(format!("{column} {:?} is not an amount like 1250.50", clean(cell)));
    }
    let minor = digits.bytes().filter(u8::is_ascii_digit).fold(0, |sum: i64, byte| sum * 10 + i64::from(byte - b'0'));
    let signed = if text.starts_with('-') { -minor } else { minor };
    Ok(Decimal::new(signed, fraction.len() as u32))
}

/// An amount that a debit, credit or allocation can have.
pub fn size(column: &str, cell: &str) -> Reading<Decimal> {
    let amount = amount(column, cell)?;
    if amount.is_sign_negative() && !amount.is_zero() {
        return Err(format!("{column} {amount} is negative: money the other way is a row of its own kind"));
    }
    Ok(amount)
}

/// An amount as reports print it: `$1,284.50`, `-150.00`, `(150.00)`.
pub fn printed_amount(column: &str, cell: &str) -> Reading<Decimal> {
    if cell.trim().is_empty() {
        return Err(format!("{column} is empty"));
    }
    parse_decimal(cell, None, DecimalMark::Point).map_err(|_| format!("{column} {:?} is not an amount", clean(cell)))
}

pub fn number<T: FromStr>(column: &str, cell: &str) -> Reading<T> {
    cell.parse().map_err(|_| format!("{column} {:?} is not a whole number", clean(cell)))
}

pub fn by_code(column: &str, cell: &str) -> Reading<AccountRef> {
    Ok(AccountRef { code: Some(needed(column, cell)?), name: None })
}

pub fn by_name(name: &str) -> AccountRef {
    AccountRef { code: None, name: some(name).map(|name| name.trim().to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folders_amount_is_a_plain_number() {
        assert_eq!(amount("amount", "-0012.50").unwrap(), Decimal::new(-1250, 2));
        assert_eq!(amount("amount", ".5").ok(), None);
        for text in ["", "-", ".", "1.", "1,250.00", "$5", "1e3", "1.2.3", "--1", "+1", "9999999999999999999"] {
            assert!(amount("amount", text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_moment_is_not_half_read() {
        let at = moment("at", "2026-11-21T10:15:00").unwrap();
        assert_eq!(moment("at", "2026-11-21 10:15").unwrap(), at);
        assert_eq!(moment("at", "2026-11-21").unwrap().date(), at.date());
        for text in ["", "2026-11-21T", "2026-11-21T25:00", "02026-11-21T10:15", "21.11.2026"] {
            assert!(moment("at", text).is_err(), "{text}");
        }
    }
}
