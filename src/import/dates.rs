//! Dates in other programs' files. 03/04/2026 is two dates: which one is decided once per file, from the values of the
//! whole file, and asked where both readings survive.

use std::str::FromStr;

use crate::domain::calendar::{Date, FIRST_YEAR, LAST_YEAR};
use crate::error::{Error, Result};
use chrono::Datelike;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

impl FromStr for DateOrder {
    type Err = Error;

    fn from_str(word: &str) -> Result<DateOrder> {
        match word {
            "dmy" => Ok(DateOrder::DayFirst),
            "mdy" => Ok(DateOrder::MonthFirst),
            _ => Err(Error::invalid("dates", "an order of dates is dmy or mdy")),
        }
    }
}

/// Reads `2026-11-21` from its bytes; a million of them stand in a large folder.
pub fn iso(text: &str) -> Option<Date> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let [a, b, c, d, b'-', e, f, b'-', g, h] = *bytes else { return None };
    let digits = [a, b, c, d, e, f, g, h].map(|byte| u32::from(byte.wrapping_sub(b'0')));
    if digits.iter().any(|digit| *digit > 9) {
        return None;
    }
    let [a, b, c, d, e, f, g, h] = digits;
    date(a * 1000 + b * 100 + c * 10 + d, e * 10 + f, g * 10 + h)
}

/// Reads a date; the order matters for `03/04/2026` only.
pub fn read(text: &str, order: DateOrder) -> Option<Date> {
    match shape(text.trim())? {
        Shape::Plain(date) => Some(date),
        Shape::Numeric { first, second, year } => match order {
            DateOrder::DayFirst => date(year, second, first),
            DateOrder::MonthFirst => date(year, first, second),
        },
    }
}

/// The date that stands somewhere in a title (`As of Sep 30, 2026`), and the order in which its parts are named.
pub fn in_title(title: &str) -> Option<(Date, DateOrder)> {
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(3).rev().find_map(|words| {
        let [first, second, year] = words else { return None };
        match (month(first), month(second)) {
            (Some(month), _) => Some((date(number(year)?, month, number(second)?)?, DateOrder::MonthFirst)),
            (_, Some(month)) => Some((date(number(year)?, month, number(first)?)?, DateOrder::DayFirst)),
            _ => None,
        }
    })
}

/// What the dates of a file say about their order.
#[derive(Debug, Default)]
pub struct Evidence {
    day_first: u64,
    month_first: u64,
    either: u64,
}

impl Evidence {
    pub fn see(&mut self, text: &str) {
        let Some(Shape::Numeric { first, second, year }) = shape(text.trim()) else { return };
        match (date(year, second, first), date(year, first, second)) {
            (Some(_), None) => self.day_first += 1,
            (None, Some(_)) => self.month_first += 1,
            (Some(one), Some(other)) if one != other => self.either += 1,
            _ => {}
        }
    }

    /// The order of the file: what was asked for, else what its values leave, else what its title says. `usual` is taken
    /// where no value depends on it, or where as many speak for the one as for the other.
    pub fn decide(&self, asked: Option<DateOrder>, title: Option<DateOrder>, usual: DateOrder) -> Result<DateOrder> {
        let settled = match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => Some(DateOrder::DayFirst),
            std::cmp::Ordering::Less => Some(DateOrder::MonthFirst),
            std::cmp::Ordering::Equal if self.day_first > 0 || self.either == 0 => Some(usual),
            std::cmp::Ordering::Equal => None,
        };
        asked.or(settled).or(title).ok_or_else(|| {
            Error::format("ambiguous_dates", "the dates of this file can be read two ways: day first or month first")
                .safe("nothing was changed")
                .hint("say which with --dates dmy or --dates mdy")
        })
    }
}

enum Shape {
    Plain(Date),
    Numeric { first: u32, second: u32, year: u32 },
}

fn shape(text: &str) -> Option<Shape> {
    if let Some(date) = iso(text) {
        return Some(Shape::Plain(date));
    }
    let text = text.strip_suffix("00:00:00").or_else(|| text.strip_suffix("12:00:00 AM")).unwrap_or(text).trim_end();
    let mut parts = text.split(['/', '-', '.', ' ', ',']).filter(|part| !part.is_empty());
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if let Some(month) = month(second) {
        return date(full_year(third)?, month, number(first)?).map(Shape::Plain);
    }
    if let Some(month) = month(first) {
        return date(full_year(third)?, month, number(second)?).map(Shape::Plain);
    }
    if first.len() == 4 {
        return date(number(first)?, number(second)?, number(third)?).map(Shape::Plain);
    }
    let short = |part: &str| (part.len() <= 2).then(|| number(part)).flatten();
    Some(Shape::Numeric { first: short(first)?, second: short(second)?, year: full_year(third)? })
}

fn full_year(text: &str) -> Option<u32> {
    match text.len() {
        2 => Some(2000 + number(text)?),
        4 => number(text),
        _ => None,
    }
}

fn number(text: &str) -> Option<u32> {
    let digits = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn month(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let text = text.to_ascii_lowercase();
    let found = MONTHS.iter().position(|month| text == "sept" || (text.len() >= 3 && month.starts_with(&text)));
    if text == "sept" { Some(9) } else { found.map(|index| index as u32 + 1) }
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    let date = Date::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    (FIRST_YEAR..=LAST_YEAR).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(dates: &[&str]) -> Result<DateOrder> {
        let mut evidence = Evidence::default();
        dates.iter().for_each(|date| evidence.see(date));
        evidence.decide(None, None, DateOrder::DayFirst)
    }

    #[test]
    fn a_date_is_read_in_every_spelling() {
        let spellings =
            ["2026-09-03", "09/03/2026", "9/3/26", "3 Sep 2026", "September 3, 2026", "03-Sept-2026", "2026/09/03"];
        for text in spellings {
            assert_eq!(read(text, DateOrder::MonthFirst), iso("2026-09-03"), "{text}");
        }
        for text in ["", "TOTAL", "13/32/2026", "2026-02-30", "1043", "2026-9-3x", "31/11/2026", "1/1/0026", "99/99"] {
            assert_eq!(read(text, DateOrder::MonthFirst), None, "{text}");
        }
    }

    #[test]
    fn one_value_above_twelve_settles_a_file() {
        assert_eq!(decided(&["03/04/2026", "13/04/2026"]).unwrap(), DateOrder::DayFirst);
        assert_eq!(decided(&["03/04/2026", "04/13/2026"]).unwrap(), DateOrder::MonthFirst);
        assert_eq!(decided(&["04/04/2026", "2026-03-04"]).unwrap(), DateOrder::DayFirst);
        assert_eq!(decided(&["03/04/2026"]).unwrap_err().code(), "ambiguous_dates");
    }

    #[test]
    fn a_title_tells_its_date_and_its_order() {
        let found = in_title("As of Sep 30, 2026").unwrap();
        assert_eq!(found, (iso("2026-09-30").unwrap(), DateOrder::MonthFirst));
        assert_eq!(in_title("As at 30 September 2026").unwrap().1, DateOrder::DayFirst);
        assert!(in_title("All Dates").is_none() && in_title("Marlow & Sons 3 Ltd").is_none());
    }
}
