//! What a date field understands: the whole text is read again at each key, and the reading is echoed, so that
//! nothing acts at once (CONTRACT, Keys).

use super::calendar::{Date, days_past, parse_iso, spoken};
use crate::error::Result;

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

/// Reads a typed date.
pub fn read(text: &str, _today: Date, _facing: Facing, _order: DayMonth) -> Result<Date> {
    parse_iso(text)
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
