//! A time of day as it is said on the phone: `10`, `10:00`, `2:30`, `9am`, `1430`. An hour before the shop opens that is
//! written without a nought means the afternoon, because nobody asks to be called back at three in the night.

use chrono::{NaiveTime, Timelike};

use super::text::clean;
use crate::error::{Error, Result};

/// Hours from one to this one are in the afternoon, unless they are written in full (`03:00`).
const LAST_AFTERNOON: u32 = 6;

/// Reads a time of day.
pub fn read(text: &str) -> Result<NaiveTime> {
    let typed = text.trim().to_lowercase();
    parts(&typed).and_then(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0)).ok_or_else(|| {
        let shown: String = clean(text.trim()).chars().take(20).collect();
        Error::invalid("time", format!("{shown:?} is not a time")).hint("type it like 10, 10:30, 2pm or 14:30")
    })
}

/// `14:30`
pub fn shown(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// Minutes since midnight, as the book keeps a time of day.
pub fn minute_of(time: NaiveTime) -> u16 {
    (time.hour() * 60 + time.minute()) as u16
}

/// The time of a minute of the day; midnight for an impossible one.
pub fn of_minute(minute: u16) -> NaiveTime {
    NaiveTime::from_hms_opt(u32::from(minute / 60), u32::from(minute % 60), 0).unwrap_or(NaiveTime::MIN)
}

fn parts(text: &str) -> Option<(u32, u32)> {
    let (digits, half) = match text.trim_end_matches(['.', 'm']).strip_suffix(['a', 'p']) {
        Some(digits) => (digits.trim_end(), Some(text.contains('p'))),
        None => (text, None),
    };
    let (hour, minute) = match digits.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (number(hour)?, number(minute)?),
        Some(_) => return None,
        None if digits.len() > 2 && digits.len() <= 4 => {
            let (hour, minute) = digits.split_at_checked(digits.len() - 2)?;
            (number(hour)?, number(minute)?)
        }
        None => (number(digits)?, 0),
    };
    match half {
        Some(afternoon) if (1..=12).contains(&hour) => Some((hour % 12 + if afternoon { 12 } else { 0 }, minute)),
        Some(_) => None,
        None if !digits.starts_with('0') && (1..=LAST_AFTERNOON).contains(&hour) => Some((hour + 12, minute)),
        None => Some((hour, minute)),
    }
}

fn number(text: &str) -> Option<u32> {
    let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_are_read_as_they_are_said() {
        for (text, time) in [
            ("10", "10:00"),
            ("10:00", "10:00"),
            ("9", "09:00"),
            ("2:30", "14:30"),
            ("3", "15:00"),
            ("03:00", "03:00"),
            ("7", "07:00"),
            ("9am", "09:00"),
            ("9 a.m.", "09:00"),
            ("2pm", "14:00"),
            ("12am", "00:00"),
            ("12 pm", "12:00"),
            ("1430", "14:30"),
            ("930", "09:30"),
            ("14.30", "14:30"),
            ("00:05", "00:05"),
        ] {
            assert_eq!(read(text).map_or("-".into(), shown), time, "{text:?}");
        }
        for text in ["", "soon", "25", "10:60", "13pm", "0am", "10:5", "10000", "-3", "1:2:3", "am", "٣"] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn it_never_panics(text in "\\PC{0,8}|[0-9apm:. ]{0,8}") {
            let _ = read(&text);
        }

        #[test]
        fn what_is_shown_can_be_read(minute in 0_u16..1440) {
            let time = of_minute(minute);
            prop_assert_eq!(minute_of(time), minute);
            prop_assert_eq!(read(&shown(time)).unwrap(), time);
        }
    }
}
