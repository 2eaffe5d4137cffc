//! A time of day; what was understood stands beside it.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::super::look::{self, Look};
use super::edit::Edit;
use super::{Field, Slot};
use crate::domain::time_of_day;
use crate::error::Result;

/// A time field; empty is no time.
pub struct TimeField {
    pub slot: Slot,
    edit: Edit,
}

impl TimeField {
    pub fn new(slot: Slot) -> TimeField {
        TimeField { slot, edit: Edit::default() }
    }

    /// The minute of the day that was typed.
    pub fn value(&self) -> Result<Option<u16>> {
        if self.edit.is_blank() {
            return Ok(None);
        }
        let time = time_of_day::read(self.edit.text()).map_err(|error| error.at_field(self.slot.name))?;
        Ok(Some(time_of_day::minute_of(time)))
    }

    fn echo(&self) -> String {
        match self.value() {
            Ok(Some(minute)) => format!("= {}", time_of_day::shown(time_of_day::of_minute(minute))),
            _ => String::new(),
        }
    }
}

impl Field for TimeField {
    fn slot(&self) -> &Slot {
        &self.slot
    }

    fn slot_mut(&mut self) -> &mut Slot {
        &mut self.slot
    }

    fn line(&self) -> Option<&Edit> {
        Some(&self.edit)
    }

    fn line_mut(&mut self) -> Option<&mut Edit> {
        Some(&mut self.edit)
    }

    fn check(&self) -> Result<()> {
        self.value().map(drop)
    }

    fn draw(&self, frame: &mut Frame, area: Rect, focused: bool, look: Look) {
        let typed = Rect { width: 8.min(area.width), height: 1, ..area };
        self.edit.draw(frame, typed, look.plain(), focused);
        let room = area.width.saturating_sub(typed.width + 1);
        look::put(frame.buffer_mut(), (typed.right() + 1, area.y), room, &self.echo(), look.plain());
    }
}
