//! A date: the whole text is read again at each key, and what was understood stands beside it.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::super::look::{self, Look, width_of};
use super::calendar::Month;
use super::edit::Edit;
use super::{Field, Popup, Slot};
use crate::domain::calendar::{Date, spoken};
use crate::domain::dates::{self, DayMonth, Facing};
use crate::error::{Error, Result};

/// A date field; it takes its default when nothing is typed.
pub struct DateField {
    pub slot: Slot,
    edit: Edit,
    pub today: Date,
    facing: Facing,
    order: DayMonth,
    pub default: Option<Date>,
    /// Stands behind the echo: `⚠ usually 6 days late`.
    pub warning: String,
    pub required: bool,
}

impl DateField {
    pub fn new(slot: Slot, today: Date, facing: Facing, order: DayMonth) -> DateField {
        let (edit, warning) = (Edit::default(), String::new());
        DateField { slot, edit, today, facing, order, default: None, warning, required: true }
    }

    pub fn is_typed(&self) -> bool {
        !self.edit.is_blank()
    }

    /// What was typed or the default; None for neither, and for a typed `-` or `none` where the date may be missing.
    pub fn value(&self) -> Result<Option<Date>> {
        match self.edit.text().trim() {
            "" => Ok(self.default),
            "none" | "no" if !self.required => Ok(None),
            typed => {
                let read = dates::read(typed, self.today, self.facing, self.order);
                read.map(Some).map_err(|error| error.at_field(self.slot.name))
            }
        }
    }

    fn echo(&self) -> String {
        match self.value() {
            Ok(Some(date)) if self.is_typed() => dates::echo(date, self.today),
            Ok(Some(date)) => {
                dates::echo(date, self.today).replacen(&spoken(date, self.today), "", 1).replacen(", ", "", 1)
            }
            Ok(None) if self.is_typed() => "none".to_string(),
            _ => String::new(),
        }
    }
}

impl Field for DateField {
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
        match self.value()? {
            None if self.required => {
                Err(Error::invalid(self.slot.name, "a date is needed").hint("type it like fri, +7 or 3 oct"))
            }
            _ => Ok(()),
        }
    }

    fn draw(&self, frame: &mut Frame, area: Rect, focused: bool, look: Look) {
        let typed = self.edit.room(area);
        if let (false, Some(default)) = (self.is_typed(), self.default) {
            let text = spoken(default, self.today);
            look::put(frame.buffer_mut(), (area.x, area.y), area.width, &text, look.dim());
        }
        self.edit.draw(frame, typed, look.plain(), focused);
        let mut x = typed.right() + 1;
        if !self.is_typed() {
            x = x.max(area.x + self.default.map_or(0, |date| width_of(&spoken(date, self.today))) + 1);
        }
        let style = if self.is_typed() { look.plain() } else { look.dim() };
        let default = if focused && !self.is_typed() && self.default.is_some() { "default ⏎" } else { "" };
        let pieces = [(self.echo(), style), (default.to_string(), look.dim()), (self.warning.clone(), look.alert())];
        for (text, style) in pieces {
            if !text.is_empty() && x < area.right() {
                x += look::put(frame.buffer_mut(), (x, area.y), area.right() - x, &text, style) + 2;
            }
        }
    }

    fn popup(&self) -> Option<Box<dyn Popup>> {
        let shown = self.value().ok().flatten().unwrap_or(self.today);
        Some(Box::new(Month::showing(shown, self.today)))
    }

    fn popup_word(&self) -> &'static str {
        "calendar"
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::key::Key;
    use super::*;
    use crate::domain::calendar::parse_iso;

    fn field(keys: &str) -> DateField {
        let today = parse_iso("2026-11-21").unwrap();
        let mut field = DateField::new(Slot::new("by", "By"), today, Facing::Forward, DayMonth::MonthFirst);
        field.default = Some(parse_iso("2026-11-27").unwrap());
        for key in Key::read_all(keys).unwrap() {
            field.key(key);
        }
        field
    }

    #[test]
    fn nothing_typed_is_the_default() {
        assert_eq!(field("").value().unwrap(), parse_iso("2026-11-27").ok());
        assert_eq!(field("").echo(), "in 6 days");
    }

    #[test]
    fn a_typed_date_is_echoed() {
        assert_eq!(field("2026-11-26").echo(), "Thu 26 Nov, in 5 days");
        assert_eq!(field("2026-13-40").check().unwrap_err().field(), Some("by"));
    }

    #[test]
    fn only_an_optional_date_can_be_none() {
        let mut field = field("none");
        assert!(field.value().is_err());
        field.required = false;
        assert_eq!(field.value().unwrap(), None);
    }
}
