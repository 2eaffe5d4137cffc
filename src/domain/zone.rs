//! What time it is at the customer's: the one place where a time zone is needed, because a call log has civil time at the
//! desk and a telephone rings in somebody else's.

use std::str::FromStr;

use chrono::{Offset, TimeDelta, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::calendar::Moment;
use super::text::clean;
use crate::error::{Error, Result};

/// A zone of the IANA list, such as `America/Phoenix`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

impl FromStr for Zone {
    type Err = Error;

    fn from_str(name: &str) -> Result<Zone> {
        let named = name.trim().replace(' ', "_");
        let found = TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(&named));
        found.copied().map(Zone).ok_or_else(|| {
            let name: String = clean(name.trim()).chars().take(40).collect();
            Error::invalid("time-zone", format!("{name:?} is no time zone"))
                .hint("write it like America/New_York or Europe/Zurich")
        })
    }
}

/// No offset and no gap is longer than this.
const LONGEST_GAP_HOURS: i64 = 26;

impl Zone {
    /// The names of all of them, for a list.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// `Phoenix`, of America/Phoenix.
    pub fn place(self) -> String {
        let name = self.0.name();
        name.rsplit('/').next().unwrap_or(name).replace('_', " ")
    }

    /// The civil time here at a moment of UTC.
    pub fn civil(self, utc: Moment) -> Moment {
        let offset = self.0.offset_from_utc_datetime(&utc).fix();
        utc.checked_add_offset(offset).unwrap_or(utc)
    }

    /// The moment of UTC at which it is this civil time here. A time that comes twice in autumn is its first; one that
    /// spring leaves out is as much later as the clock was put forward.
    pub fn utc(self, civil: Moment) -> Moment {
        let read = |back: i64| {
            let hours = TimeDelta::hours(back);
            let there = self.0.from_local_datetime(&civil.checked_sub_signed(hours)?).earliest()?;
            there.naive_utc().checked_add_signed(hours)
        };
        (0..=LONGEST_GAP_HOURS).find_map(read).unwrap_or(civil)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
    use proptest::prelude::*;

    use super::super::item::samples::day;
    use super::*;

    fn zone(name: &str) -> Zone {
        name.parse().unwrap()
    }

    fn at(text: &str) -> Moment {
        Moment::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    /// The rule of a country, worked out without any table: standard and summer time in minutes, and the moments of UTC
    /// between which summer time holds.
    struct Naive {
        name: &'static str,
        standard: i64,
        summer: i64,
        from: fn(i32) -> Moment,
        to: fn(i32) -> Moment,
        /// Winter lies in the middle of the year.
        south: bool,
    }

    fn nth_sunday(year: i32, month: u32, nth: u8, hour: u32, minutes_back: i64) -> Moment {
        let date = NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Sun, nth).unwrap();
        date.and_hms_opt(hour, 0, 0).unwrap() - TimeDelta::minutes(minutes_back)
    }

    fn last_sunday(year: i32, month: u32, hour: u32) -> Moment {
        let days = (1..=31).rev().filter_map(|day| NaiveDate::from_ymd_opt(year, month, day));
        days.into_iter().find(|date| date.weekday() == Weekday::Sun).unwrap().and_hms_opt(hour, 0, 0).unwrap()
    }

    /// Of a country that keeps one time: a day like any other.
    const NEVER: fn(i32) -> Moment = |year| NaiveDate::from_ymd_opt(year, 6, 15).unwrap().and_time(NaiveTime::MIN);

    const COUNTRIES: &[Naive] = &[
        Naive {
            name: "America/New_York",
            standard: -300,
            summer: -240,
            from: |year| nth_sunday(year, 3, 2, 2, -300),
            to: |year| nth_sunday(year, 11, 1, 2, -240),
            south: false,
        },
        Naive {
            name: "America/Los_Angeles",
            standard: -480,
            summer: -420,
            from: |year| nth_sunday(year, 3, 2, 2, -480),
            to: |year| nth_sunday(year, 11, 1, 2, -420),
            south: false,
        },
        Naive {
            name: "Europe/Zurich",
            standard: 60,
            summer: 120,
            from: |year| last_sunday(year, 3, 1),
            to: |year| last_sunday(year, 10, 1),
            south: false,
        },
        Naive { name: "America/Phoenix", standard: -420, summer: -420, from: NEVER, to: NEVER, south: false },
        Naive { name: "Asia/Kolkata", standard: 330, summer: 330, from: NEVER, to: NEVER, south: false },
        Naive { name: "Asia/Kathmandu", standard: 345, summer: 345, from: NEVER, to: NEVER, south: false },
        Naive {
            name: "Australia/Adelaide",
            standard: 570,
            summer: 630,
            from: |year| nth_sunday(year, 10, 1, 2, 570),
            to: |year| nth_sunday(year, 4, 1, 3, 630),
            south: true,
        },
        Naive {
            name: "Australia/Lord_Howe",
            standard: 630,
            summer: 660,
            from: |year| nth_sunday(year, 10, 1, 2, 630),
            to: |year| nth_sunday(year, 4, 1, 2, 660),
            south: true,
        },
    ];

    impl Naive {
        fn civil(&self, utc: Moment) -> Moment {
            let (from, to) = ((self.from)(utc.year()), (self.to)(utc.year()));
            let summer = if self.south { utc < to || utc >= from } else { utc >= from && utc < to };
            let is_fixed = self.standard == self.summer;
            utc + TimeDelta::minutes(if summer && !is_fixed { self.summer } else { self.standard })
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn it_is_what_the_countrys_rule_says(country in 0..COUNTRIES.len(), minutes in 0_i64..15 * 366 * 1440) {
            let country = &COUNTRIES[country];
            let utc = at("2011-01-01 00:00") + TimeDelta::minutes(minutes);
            prop_assert_eq!(zone(country.name).civil(utc), country.civil(utc), "{} {}", country.name, utc);
        }

        #[test]
        fn around_the_change_of_clocks_too(country in 0..COUNTRIES.len(), year in 2011..2036, spring: bool, minutes in -180_i64..180) {
            let country = &COUNTRIES[country];
            let change = if spring { (country.from)(year) } else { (country.to)(year) };
            let utc = change + TimeDelta::minutes(minutes);
            let there = zone(country.name).civil(utc);
            prop_assert_eq!(there, country.civil(utc), "{} {}", country.name, utc);
            // Back again: the same moment, or the earlier of the two that have this civil time.
            let back = zone(country.name).utc(there);
            prop_assert!(back == utc || (back < utc && country.civil(back) == there), "{} {} {}", country.name, utc, back);
        }
    }

    #[test]
    fn spring_leaves_an_hour_out_and_autumn_has_one_twice() {
        let new_york = zone("America/New_York");
        assert_eq!(new_york.utc(at("2026-03-08 01:59")), at("2026-03-08 06:59"));
        assert_eq!(new_york.utc(at("2026-03-08 02:30")), at("2026-03-08 07:30"), "it is 03:30 by then");
        assert_eq!(new_york.utc(at("2026-03-08 03:00")), at("2026-03-08 07:00"));
        assert_eq!(new_york.utc(at("2026-11-01 01:30")), at("2026-11-01 05:30"), "the first of the two");
        assert_eq!(new_york.utc(at("2026-11-01 02:00")), at("2026-11-01 07:00"));
        assert_eq!(zone("Australia/Lord_Howe").utc(at("2026-10-04 02:15")), at("2026-10-03 15:45"));
        assert_eq!(zone("Pacific/Apia").utc(at("2011-12-30 12:00")), at("2011-12-30 22:00"), "a day that was left out");
    }

    #[test]
    fn a_zone_is_named_as_the_list_has_it() {
        assert_eq!(zone(" america/new_york ").place(), "New York");
        assert_eq!(zone("UTC").place(), "UTC");
        let error = "Mars/Olympus".parse::<Zone>().unwrap_err();
        assert!(error.to_string().contains("no time zone; write it like"), "{error}");
        assert_eq!(day("2026-11-21").weekday(), Weekday::Sat);
    }
}
