//! Civil dates: business days, rolling, and months counted from an anchor (LEDGER, Money and dates; Payment plans).

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Weekday};
use serde::Serialize;

use crate::error::{Error, Result};

/// A civil date; nothing in receivables has a time zone.
pub type Date = NaiveDate;
/// A civil date and time, as a call log has it.
pub type Moment = NaiveDateTime;

const EPOCH: Date = chrono::DateTime::UNIX_EPOCH.naive_utc().date();

/// The years that a book takes: anything else in a file or a field is a slip.
pub const FIRST_YEAR: i32 = 1900;
pub const LAST_YEAR: i32 = 2199;

/// Days since 1970-01-01, which is how the book keeps a date.
pub fn day_number(date: Date) -> i64 {
    (date - EPOCH).num_days()
}

/// The date of a day number that the schema's CHECKs have bounded; the epoch for an impossible one.
pub fn from_day_number(day: i64) -> Date {
    chrono::TimeDelta::try_days(day).and_then(|days| EPOCH.checked_add_signed(days)).unwrap_or(EPOCH)
}

/// Reads `2026-11-21`.
pub fn parse_iso(text: &str) -> Result<Date> {
    let text = text.trim();
    let shape = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    let date = if shape { NaiveDate::parse_from_str(text, "%Y-%m-%d").ok() } else { None };
    date.filter(|date| (FIRST_YEAR..=LAST_YEAR).contains(&date.year())).ok_or_else(|| {
        Error::invalid("date", format!("{:?} is not a date", super::text::clean(text))).hint("write it like 2026-11-21")
    })
}

/// Whole calendar days that `due` is past at `as_of`; not past due at 0 or below.
pub fn days_past(as_of: Date, due: Date) -> i64 {
    (as_of - due).num_days()
}

pub fn plus_days(date: Date, days: i64) -> Date {
    let moved = chrono::TimeDelta::try_days(days).and_then(|days| date.checked_add_signed(days));
    moved.unwrap_or(date)
}

/// `anchor` moved by whole months; a day that the month lacks becomes its last (31 Jan → 28 Feb). Always count from the
/// anchor, never from the previous result.
pub fn plus_months(anchor: Date, months: i32) -> Date {
    let moved = if months >= 0 {
        anchor.checked_add_months(chrono::Months::new(months.unsigned_abs()))
    } else {
        anchor.checked_sub_months(chrono::Months::new(months.unsigned_abs()))
    };
    moved.unwrap_or(anchor)
}

pub fn month_start(date: Date) -> Date {
    date.with_day(1).unwrap_or(date)
}

pub fn month_end(date: Date) -> Date {
    plus_months(month_start(date), 1).checked_sub_days(Days::new(1)).unwrap_or(date)
}

/// `Thu 26 Nov`, with the year where it is not `today`'s.
pub fn spoken(date: Date, today: Date) -> String {
    let shape = if date.year() == today.year() { "%a %-d %b" } else { "%a %-d %b %Y" };
    date.format(shape).to_string()
}

/// `16 Aug`, with the year where it is not `today`'s.
pub fn short(date: Date, today: Date) -> String {
    let shape = if date.year() == today.year() { "%-d %b" } else { "%-d %b %Y" };
    date.format(shape).to_string()
}

/// What to do with a date that falls on no business day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Roll {
    None,
    Following,
    Preceding,
    /// Following, unless that leaves the month: then preceding.
    #[default]
    Modified,
}

impl Roll {
    pub const ALL: [Roll; 4] = [Roll::None, Roll::Following, Roll::Preceding, Roll::Modified];

    pub fn word(self) -> &'static str {
        match self {
            Roll::None => "none",
            Roll::Following => "following",
            Roll::Preceding => "preceding",
            Roll::Modified => "modified",
        }
    }
}

impl FromStr for Roll {
    type Err = Error;

    fn from_str(word: &str) -> Result<Roll> {
        Roll::ALL.into_iter().find(|roll| roll.word() == word).ok_or_else(|| {
            Error::invalid("roll", format!("{word} is no business-day rule"))
                .hint("use none, following, preceding or modified")
        })
    }
}

/// Monday to Friday less the shop's holidays.
#[derive(Debug, Clone, Default)]
pub struct BusinessDays {
    pub holidays: BTreeSet<Date>,
}

impl BusinessDays {
    pub fn is_business(&self, date: Date) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&date)
    }

    pub fn roll(&self, date: Date, rule: Roll) -> Date {
        match rule {
            Roll::None => date,
            Roll::Following => self.step(date, 1),
            Roll::Preceding => self.step(date, -1),
            Roll::Modified => {
                let following = self.step(date, 1);
                if following.month() == date.month() { following } else { self.step(date, -1) }
            }
        }
    }

    /// The `count`th business day after `date`.
    pub fn after(&self, date: Date, count: u32) -> Date {
        (0..count).fold(date, |day, _| self.step(plus_days(day, 1), 1))
    }

    /// The first business day after `date`.
    pub fn next(&self, date: Date) -> Date {
        self.after(date, 1)
    }

    /// `date` itself or the nearest business day in a direction; gives up after a year of holidays.
    fn step(&self, date: Date, direction: i64) -> Date {
        (0..366).map(|days| plus_days(date, days * direction)).find(|day| self.is_business(*day)).unwrap_or(date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        parse_iso(text).unwrap()
    }

    #[test]
    fn months_count_from_the_anchor() {
        let days: Vec<u32> = (0..6).map(|n| plus_months(date("2028-01-31"), n).day()).collect();
        assert_eq!(days, [31, 29, 31, 30, 31, 30]);
    }

    /// cases.md, case 6: 2028-04-30 is a Sunday.
    #[test]
    fn a_sunday_at_the_end_of_a_month_rolls_by_rule() {
        let calendar = BusinessDays::default();
        let rolled = Roll::ALL.map(|rule| calendar.roll(date("2028-04-30"), rule).to_string());
        assert_eq!(rolled, ["2028-04-30", "2028-05-01", "2028-04-28", "2028-04-28"]);
    }

    #[test]
    fn a_day_number_comes_back() {
        for text in ["1900-01-01", "1970-01-01", "2028-02-29", "2199-12-31"] {
            assert_eq!(from_day_number(day_number(date(text))), date(text));
        }
        assert!(parse_iso("2026-02-30").is_err() && parse_iso("26-02-03").is_err());
    }
}
