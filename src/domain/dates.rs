//! What a date field understands: the whole text is read again at each key, and the reading is echoed, so that
//! nothing acts at once (CONTRACT, Keys).

use chrono::{Datelike, Weekday};

use super::calendar::{
    Date, FIRST_YEAR, LAST_YEAR, days_past, month_end, month_start, parse_iso, plus_days, plus_months, spoken,
};
use super::text::clean;
use crate::error::{Error, Result};

/// Where `fri` or `15` lies: promises and plans look forward, receipts and invoices look back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facing {
    Forward,
    Back,
}

/// The order of the numbers in `11/30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayMonth {
    DayFirst,
    #[default]
    MonthFirst,
}

/// Longer text is no date.
const LONGEST: usize = 40;

/// Reads a typed date: ISO, `t`, `+7`, `fri`, `15`, `eom`, `mar 3`, `11/30`, …
pub fn read(text: &str, today: Date, facing: Facing, order: DayMonth) -> Result<Date> {
    let typed = text.trim().to_lowercase();
    let reading = Reading { today, facing, order };
    let date = if typed.len() > LONGEST { None } else { reading.of(&typed) };
    date.filter(|date| (FIRST_YEAR..=LAST_YEAR).contains(&date.year())).ok_or_else(|| unreadable(text))
}

fn unreadable(text: &str) -> Error {
    let shown: String = clean(text.trim()).chars().take(LONGEST).collect();
    let message = if shown.is_empty() { "a date is missing".to_string() } else { format!("{shown:?} is not a date") };
    Error::invalid("date", message).hint("type it like 2026-11-26, fri, 15, +7, eom or mar 3")
}

/// `Thu 26 Nov, in 5 days`.
pub fn echo(date: Date, today: Date) -> String {
    let distance = match days_past(date, today) {
        0 => "today".to_string(),
        1 => "tomorrow".to_string(),
        -1 => "yesterday".to_string(),
        days if days > 0 => format!("in {days} days"),
        days => format!("{} days ago", -days),
    };
    format!("{}, {distance}", spoken(date, today))
}

/// What a text is read against.
#[derive(Debug, Clone, Copy)]
struct Reading {
    today: Date,
    facing: Facing,
    order: DayMonth,
}

impl Reading {
    fn of(self, text: &str) -> Option<Date> {
        parse_iso(text)
            .ok()
            .or_else(|| self.key_run(text))
            .or_else(|| self.word(text))
            .or_else(|| self.offset(text))
            .or_else(|| self.day_of_month(text))
            .or_else(|| self.numeric(text))
            .or_else(|| self.with_month_name(text))
    }

    /// `t`, `+`, `]]`, `t+++`: days and months from today; months first, so that each end of month is counted from today.
    fn key_run(self, text: &str) -> Option<Date> {
        let keys = text.strip_prefix('t').unwrap_or(text);
        if text.is_empty() || !keys.chars().all(|key| matches!(key, '+' | '-' | '[' | ']')) {
            return None;
        }
        let count = |key: char| keys.chars().filter(|&other| other == key).count() as i32;
        let month = plus_months(self.today, count(']') - count('['));
        Some(plus_days(month, i64::from(count('+') - count('-'))))
    }

    fn word(self, text: &str) -> Option<Date> {
        let today = self.today;
        let year = |month, day| Date::from_ymd_opt(today.year(), month, day);
        let monday = plus_days(today, -i64::from(today.weekday().num_days_from_monday()));
        match text {
            "today" => Some(today),
            "w" => Some(monday),
            "k" | "eow" => Some(plus_days(monday, 6)),
            "m" => Some(month_start(today)),
            "h" | "eom" => Some(month_end(today)),
            "y" => year(1, 1),
            "r" | "eoy" => year(12, 31),
            _ if begins("tomorrow", text, 3) => Some(plus_days(today, 1)),
            _ if begins("yesterday", text, 3) => Some(plus_days(today, -1)),
            _ => self.weekday(text),
        }
    }

    /// `th`, `fri`: the next one after today, or the last one before it.
    fn weekday(self, text: &str) -> Option<Date> {
        const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let index = NAMES.iter().position(|name| begins(name, text, 2))?;
        let wanted = Weekday::try_from(index as u8).ok()?;
        (1..=7).map(|days| self.step(days)).find(|date| date.weekday() == wanted)
    }

    fn step(self, days: i64) -> Date {
        plus_days(self.today, if self.facing == Facing::Forward { days } else { -days })
    }

    /// `+7`, `-3`, `+2w`, `+1m`, `+1y`.
    fn offset(self, text: &str) -> Option<Date> {
        let (sign, rest) = match text.strip_prefix('+') {
            Some(rest) => (1, rest),
            None => (-1, text.strip_prefix('-')?),
        };
        let digits = rest.trim_end_matches(|key: char| key.is_ascii_alphabetic());
        let count = sign * i32::from(number(digits.trim(), 4)?);
        match rest[digits.len()..].trim() {
            "" | "d" => Some(plus_days(self.today, count.into())),
            "w" => Some(plus_days(self.today, 7 * i64::from(count))),
            "m" => Some(plus_months(self.today, count)),
            "y" => Some(plus_months(self.today, 12 * count)),
            _ => None,
        }
    }

    /// `15`: the nearest such day of a month that has it, today included.
    fn day_of_month(self, text: &str) -> Option<Date> {
        let day = number(text.strip_suffix('.').unwrap_or(text), 2)?;
        let step = if self.facing == Facing::Forward { 1 } else { -1 };
        let months = (0..4).map(|months| plus_months(month_start(self.today), months * step));
        months.filter_map(|month| month.with_day(day.into())).find(|date| self.is_ahead(*date))
    }

    fn is_ahead(self, date: Date) -> bool {
        match self.facing {
            Facing::Forward => date >= self.today,
            Facing::Back => date <= self.today,
        }
    }

    /// `11/30`, `30.11.`, `11/30/26`, `2026/11/30`. Dots put the day first; a number above 12 can be no month.
    fn numeric(self, text: &str) -> Option<Date> {
        let sign = ['/', '.', '-'].into_iter().find(|&sign| text.contains(sign))?;
        let text = if sign == '.' { text.strip_suffix('.').unwrap_or(text) } else { text };
        let parts: Vec<&str> = text.split(sign).map(str::trim).collect();
        if let [year, month, day] = parts[..]
            && year.len() == 4
        {
            return Date::from_ymd_opt(number(year, 4)?.into(), number(month, 2)?.into(), number(day, 2)?.into());
        }
        let (a, b) = (number(parts.first()?, 2)?, number(parts.get(1)?, 2)?);
        let day_first = sign == '.' || self.order == DayMonth::DayFirst;
        let (day, month) = if a > 12 || (b <= 12 && day_first) { (a, b) } else { (b, a) };
        match parts[2..] {
            [] => self.nearest(month, day),
            [year] => dated(year, month, day),
            _ => None,
        }
    }

    /// `mar 3`, `3 oct`, `oct 3, 2026`.
    fn with_month_name(self, text: &str) -> Option<Date> {
        const NAMES: [&str; 12] = [
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
        let spaced = spaced(text);
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let (name, day) = match words.get(..2)? {
            [name, day] if number(day, 2).is_some() => (name, number(day, 2)?),
            [day, name] => (name, number(day, 2)?),
            _ => return None,
        };
        let month = (1..).zip(NAMES).find(|month| begins(month.1, name, 3))?.0;
        match words[2..] {
            [] => self.nearest(month, day),
            [year] => dated(year, month, day),
            _ => None,
        }
    }

    /// That day of this year or the nearest year that has it, ahead of today or today.
    fn nearest(self, month: u16, day: u16) -> Option<Date> {
        let step = if self.facing == Facing::Forward { 1 } else { -1 };
        let years = (0..=8).map(|years| self.today.year() + years * step);
        years.filter_map(|year| Date::from_ymd_opt(year, month.into(), day.into())).find(|date| self.is_ahead(*date))
    }
}

/// Letters, digits and nothing else, with a space where one turns into the other.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for key in text.chars() {
        let turned = out.chars().last().is_some_and(|last| last.is_ascii_digit() != key.is_ascii_digit());
        if turned {
            out.push(' ');
        }
        out.push(if matches!(key, ',' | '.' | '-' | '/') { ' ' } else { key });
    }
    out
}

fn dated(year: &str, month: u16, day: u16) -> Option<Date> {
    let year = match year.len() {
        2 => 2000 + i32::from(number(year, 2)?),
        4 => number(year, 4)?.into(),
        _ => return None,
    };
    Date::from_ymd_opt(year, month.into(), day.into())
}

/// True where `typed` is a beginning of `word`, at least `least` letters long.
fn begins(word: &str, typed: &str, least: usize) -> bool {
    typed.len() >= least && word.starts_with(typed)
}

fn number(text: &str, most_digits: usize) -> Option<u16> {
    let digits = (1..=most_digits).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::item::samples::day;
    use super::*;

    /// A Saturday.
    const TODAY: &str = "2026-11-21";

    fn forward(text: &str) -> String {
        read(text, day(TODAY), Facing::Forward, DayMonth::MonthFirst).map_or("-".into(), |date| date.to_string())
    }

    fn back(text: &str) -> String {
        read(text, day(TODAY), Facing::Back, DayMonth::DayFirst).map_or("-".into(), |date| date.to_string())
    }

    #[test]
    fn every_form_is_read_forward() {
        for (text, date) in [
            ("2026-12-01", "2026-12-01"),
            ("t", TODAY),
            (" Today ", TODAY),
            ("tom", "2026-11-22"),
            ("yesterday", "2026-11-20"),
            ("+", "2026-11-22"),
            ("++", "2026-11-23"),
            ("--", "2026-11-19"),
            ("t+++", "2026-11-24"),
            ("]]", "2027-01-21"),
            ("t]", "2026-12-21"),
            ("[", "2026-10-21"),
            ("t]-", "2026-12-20"),
            ("+7", "2026-11-28"),
            ("-3", "2026-11-18"),
            ("+2w", "2026-12-05"),
            ("+1m", "2026-12-21"),
            ("+1y", "2027-11-21"),
            ("15", "2026-12-15"),
            ("21", TODAY),
            ("31", "2026-12-31"),
            ("w", "2026-11-16"),
            ("k", "2026-11-22"),
            ("m", "2026-11-01"),
            ("h", "2026-11-30"),
            ("y", "2026-01-01"),
            ("r", "2026-12-31"),
            ("eow", "2026-11-22"),
            ("eom", "2026-11-30"),
            ("th", "2026-11-26"),
            ("fri", "2026-11-27"),
            ("sat", "2026-11-28"),
            ("Wednes", "2026-11-25"),
            ("mar 3", "2027-03-03"),
            ("3 oct", "2027-10-03"),
            ("3 oct 2026", "2026-10-03"),
            ("Oct 3, 2026", "2026-10-03"),
            ("dec24", "2026-12-24"),
            ("24dec", "2026-12-24"),
            ("11/30", "2026-11-30"),
            ("30/11", "2026-11-30"),
            ("11/5", "2027-11-05"),
            ("30.11.", "2026-11-30"),
            ("5.12", "2026-12-05"),
            ("11/30/26", "2026-11-30"),
            ("30.11.2026", "2026-11-30"),
            ("2026/11/30", "2026-11-30"),
            ("2/29", "2028-02-29"),
            ("sept 9", "2027-09-09"),
        ] {
            assert_eq!(forward(text), date, "{text:?}");
        }
    }

    #[test]
    fn receipts_look_back_and_days_may_come_first() {
        for (text, date) in [
            ("fri", "2026-11-20"),
            ("sat", "2026-11-14"),
            ("15", "2026-11-15"),
            ("21", TODAY),
            ("30", "2026-10-30"),
            ("31", "2026-10-31"),
            ("3 oct", "2026-10-03"),
            ("dec 24", "2025-12-24"),
            ("5/11", "2026-11-05"),
            ("11/30", "2025-11-30"),
            ("2/29", "2024-02-29"),
            ("+7", "2026-11-28"),
            ("eom", "2026-11-30"),
            ("5/11/26", "2026-11-05"),
        ] {
            assert_eq!(back(text), date, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        let long = "1".repeat(50);
        for text in [
            "",
            " ",
            "f",
            "0",
            "32",
            "2026-02-30",
            "13/13",
            "30 feb",
            "mar",
            "ma 3",
            "3",
            "x",
            "++7",
            "+",
            "t7",
            "1/2/3/4",
            "+99999",
            "2026-1-1x",
            "1899-12-31",
            "2200-01-01",
            "11/30/126",
            "٣",
            "fri 3",
            &long,
        ] {
            let known = matches!(text, "3" | "+");
            assert_eq!(forward(text) == "-", !known, "{text:?} → {}", forward(text));
        }
        let error = read("", day(TODAY), Facing::Back, DayMonth::DayFirst).unwrap_err();
        assert_eq!((error.kind(), error.field()), (crate::error::Kind::Invalid, Some("date")));
    }

    #[test]
    fn the_reading_is_echoed() {
        let shown = |date| echo(day(date), day(TODAY));
        assert_eq!(shown("2026-11-26"), "Thu 26 Nov, in 5 days");
        assert_eq!(shown("2026-11-21"), "Sat 21 Nov, today");
        assert_eq!(shown("2026-11-22"), "Sun 22 Nov, tomorrow");
        assert_eq!(shown("2026-11-20"), "Fri 20 Nov, yesterday");
        assert_eq!(shown("2026-11-02"), "Mon 2 Nov, 19 days ago");
        assert_eq!(shown("2027-01-04"), "Mon 4 Jan 2027, in 44 days");
    }

    proptest! {
        #[test]
        fn it_never_panics(text in "\\PC{0,12}|[-+t\\[\\]0-9a-z/. ,]{0,12}", days in 0_i64..100_000, back in any::<bool>()) {
            let facing = if back { Facing::Back } else { Facing::Forward };
            let _ = read(&text, plus_days(day("1900-01-01"), days), facing, DayMonth::MonthFirst);
        }

        #[test]
        fn iso_comes_back(days in 0_i64..109_500) {
            let date = plus_days(day("1900-01-01"), days);
            prop_assert_eq!(read(&date.to_string(), day(TODAY), Facing::Forward, DayMonth::DayFirst).unwrap(), date);
        }
    }
}
