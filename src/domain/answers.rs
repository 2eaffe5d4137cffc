//! When a customer picks up: the part of the day in which most of the calls that reached somebody were answered.

use chrono::Timelike;

use super::calendar::Moment;

/// Fewer answered calls than this are chance.
const LEAST: usize = 2;

/// A part of the day in which calls are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartOfDay {
    Morning,
    Afternoon,
    Evening,
}

impl PartOfDay {
    fn of(at: Moment) -> PartOfDay {
        match at.hour() {
            0..12 => PartOfDay::Morning,
            12..17 => PartOfDay::Afternoon,
            _ => PartOfDay::Evening,
        }
    }

    /// `mornings`
    pub fn plural(self) -> &'static str {
        match self {
            PartOfDay::Morning => "mornings",
            PartOfDay::Afternoon => "afternoons",
            PartOfDay::Evening => "evenings",
        }
    }
}

/// When calls were answered: at least two, and two of three at the same part of the day. A call at midnight has no known
/// time.
pub fn picks_up(answered: &[Moment]) -> Option<PartOfDay> {
    let parts: Vec<PartOfDay> =
        answered.iter().filter(|at| at.time() != chrono::NaiveTime::MIN).map(|at| PartOfDay::of(*at)).collect();
    let count = |part: PartOfDay| parts.iter().filter(|one| **one == part).count();
    let all = [PartOfDay::Morning, PartOfDay::Afternoon, PartOfDay::Evening];
    all.into_iter().find(|part| count(*part) >= LEAST && count(*part) * 3 >= parts.len() * 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_iso;

    fn at(hours: &[u32]) -> Vec<Moment> {
        let day = parse_iso("2026-11-02").unwrap();
        hours.iter().map(|hour| day.and_hms_opt(*hour, 0, 0).unwrap()).collect()
    }

    #[test]
    fn two_of_three_calls_decide_and_one_never_does() {
        assert_eq!(picks_up(&at(&[9])), None);
        assert_eq!(picks_up(&at(&[9, 10])), Some(PartOfDay::Morning));
        assert_eq!(picks_up(&at(&[9, 11, 15])), Some(PartOfDay::Morning));
        assert_eq!(picks_up(&at(&[9, 10, 15, 16])), None);
        assert_eq!(picks_up(&at(&[18, 12, 19])), Some(PartOfDay::Evening));
        assert_eq!(picks_up(&at(&[0, 0, 0])), None, "midnight is no known time");
    }
}
