//! Which of the daily backups are kept: those of seven days, the newest of each of five weeks, the newest of each of twelve
//! months (DESIGN, Backups).

use std::collections::BTreeSet;

use chrono::Datelike;

use super::calendar::Date;

const DAYS: usize = 7;
const WEEKS: usize = 5;
const MONTHS: usize = 12;

/// The days whose backups may go. Days are counted as backups are there, not as the calendar runs: after a closed month the
/// last backups before it are still kept.
pub fn dispensable(days: &[Date]) -> Vec<Date> {
    let all: BTreeSet<Date> = days.iter().copied().collect();
    let mut kept: BTreeSet<Date> = all.iter().rev().take(DAYS).copied().collect();
    kept.extend(newest_of_each(&all, WEEKS, |day| (day.iso_week().year(), day.iso_week().week())));
    kept.extend(newest_of_each(&all, MONTHS, |day| (day.year(), day.month())));
    all.difference(&kept).copied().collect()
}

/// The newest day of each of the newest spans.
fn newest_of_each(days: &BTreeSet<Date>, most: usize, span: impl Fn(&Date) -> (i32, u32)) -> Vec<Date> {
    let mut found: Vec<Date> = Vec::new();
    for day in days.iter().rev() {
        if found.last().is_none_or(|last| span(last) != span(day)) {
            found.push(*day);
        }
        if found.len() == most {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::{parse_iso, plus_days};

    #[test]
    fn a_year_of_days_leaves_seven_days_five_weeks_and_twelve_months() {
        let last = parse_iso("2026-11-21").unwrap();
        let mut there: Vec<Date> = Vec::new();
        // Day by day, as a shop makes them.
        for back in (0..500).rev() {
            there.push(plus_days(last, -back));
            let gone = dispensable(&there);
            there.retain(|day| !gone.contains(day));
        }
        let kept: Vec<String> = there.iter().map(Date::to_string).collect();
        assert_eq!(
            kept,
            [
                "2025-12-31",
                "2026-01-31",
                "2026-02-28",
                "2026-03-31",
                "2026-04-30",
                "2026-05-31",
                "2026-06-30",
                "2026-07-31",
                "2026-08-31",
                "2026-09-30",
                "2026-10-25",
                "2026-10-31",
                "2026-11-01",
                "2026-11-08",
                "2026-11-15",
                "2026-11-16",
                "2026-11-17",
                "2026-11-18",
                "2026-11-19",
                "2026-11-20",
                "2026-11-21"
            ]
        );
    }

    #[test]
    fn a_few_backups_are_all_kept_however_old() {
        let days: Vec<Date> =
            ["2019-01-02", "2020-05-05", "2026-11-21"].iter().map(|day| parse_iso(day).unwrap()).collect();
        assert!(dispensable(&days).is_empty());
    }
}
