//! The calendar behind F4 in a date field: one month, arrows move, Enter takes the day.

use chrono::Datelike;
use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::super::key::Key;
use super::super::look::{self, Look};
use super::{Picked, Popup};
use crate::domain::calendar::{Date, month_start, plus_days, plus_months};

/// A month with one day chosen.
pub struct Month {
    chosen: Date,
    today: Date,
}

impl Month {
    pub fn showing(chosen: Date, today: Date) -> Month {
        Month { chosen, today }
    }
}

impl Popup for Month {
    fn key(&mut self, key: Key) -> Picked {
        self.chosen = match key {
            Key::Left | Key::Char('-') => plus_days(self.chosen, -1),
            Key::Right | Key::Char('+') => plus_days(self.chosen, 1),
            Key::Up => plus_days(self.chosen, -7),
            Key::Down => plus_days(self.chosen, 7),
            Key::PageUp | Key::Char('[') => plus_months(self.chosen, -1),
            Key::PageDown | Key::Char(']') => plus_months(self.chosen, 1),
            Key::Home | Key::Char('t') => self.today,
            Key::Enter => return Picked::Text(self.chosen.to_string()),
            Key::Esc | Key::F(4) => return Picked::Close,
            _ => self.chosen,
        };
        Picked::Stay
    }

    fn wants(&self) -> Size {
        Size { width: 25, height: 10 }
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, look: Look) {
        let buf = frame.buffer_mut();
        let title = self.chosen.format("%B %Y").to_string();
        let inner = look::boxed(buf, area, &title, look.dim());
        if inner.is_empty() {
            return;
        }
        look::put(buf, (inner.x, inner.y), inner.width, "Mo Tu We Th Fr Sa Su", look.dim());
        let first = month_start(self.chosen);
        let lead = first.weekday().num_days_from_monday();
        for offset in 0..31_i64 {
            let day = plus_days(first, offset);
            if day.month() != first.month() {
                break;
            }
            let cell = lead + offset as u32;
            let (column, row) = ((cell % 7 * 3) as u16, (cell / 7 + 1) as u16);
            let style = match day {
                day if day == self.chosen => look.selected(),
                day if day == self.today => look.focus(),
                _ => look.plain(),
            };
            if row < inner.height {
                look::put(buf, (inner.x + column, inner.y + row), 2, &format!("{:>2}", day.day()), style);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_iso;

    #[test]
    fn arrows_move_by_day_and_week_and_enter_takes_the_day() {
        let today = parse_iso("2026-11-21").unwrap();
        let mut month = Month::showing(today, today);
        for key in [Key::Down, Key::Right, Key::PageDown] {
            assert!(matches!(month.key(key), Picked::Stay));
        }
        assert!(matches!(month.key(Key::Enter), Picked::Text(text) if text == "2026-12-29"));
    }
}
