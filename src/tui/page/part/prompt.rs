//! A line on a page that asks for a file's name or for dates; the page below it stays in sight.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::super::super::cx::Cx;
use super::super::super::field::date::DateField;
use super::super::super::field::group::{Group, Turn};
use super::super::super::field::text::TextField;
use super::super::super::field::{Field, Slot};
use super::super::super::key::Key;
use super::super::super::look;
use crate::domain::calendar::Date;
use crate::domain::dates::{DayMonth, Facing};
use crate::error::{Error, Result};

/// What is asked.
pub enum Wanted {
    File(Box<TextField>),
    Dates(Vec<DateField>),
}

/// What a key came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Stay,
    /// Not asked any more.
    Cancel,
    /// What was typed holds.
    Given,
    Pass,
}

pub struct Prompt {
    pub wanted: Wanted,
    group: Group,
}

impl Prompt {
    /// Where to write a file; `name` unless another is typed.
    pub fn file(name: String) -> Prompt {
        let mut field = TextField::new(Slot::new("file", "Write to"));
        field.default = name;
        Prompt { wanted: Wanted::File(Box::new(field)), group: Group::default() }
    }

    /// Days by name and label, each with what holds now.
    pub fn dates(asked: &[(&'static str, &'static str, Date)], cx: &Cx) -> Prompt {
        let field = |(name, label, now): &(&'static str, &'static str, Date)| date_field(name, label, *now, cx);
        Prompt { wanted: Wanted::Dates(asked.iter().map(field).collect()), group: Group::default() }
    }

    pub fn key(&mut self, key: Key) -> Answer {
        match with(&mut self.wanted, |fields| self.group.key(fields, key)) {
            Turn::Enter => Answer::Given,
            Turn::Took => Answer::Stay,
            Turn::Pass if matches!(key, Key::Ctrl('s') | Key::F(10)) => Answer::Given,
            Turn::Pass if key == Key::Esc => Answer::Cancel,
            Turn::Pass if matches!(key, Key::F(_) | Key::Ctrl('q' | 'c')) => Answer::Pass,
            Turn::Pass => Answer::Stay,
        }
    }

    pub fn paste(&mut self, text: &str) {
        with(&mut self.wanted, |fields| self.group.paste(fields, text));
    }

    /// Says what is wrong with it, and keeps asking.
    pub fn complain(&mut self, error: &Error) {
        with(&mut self.wanted, |fields| self.group.complain(fields, error));
    }

    /// The name that was given; empty where no name was asked.
    pub fn name(&self) -> &str {
        match &self.wanted {
            Wanted::File(field) => field.value(),
            Wanted::Dates(_) => "",
        }
    }

    /// The days that were given, in their order.
    pub fn days(&self) -> Result<Vec<Date>> {
        match &self.wanted {
            Wanted::File(_) => Ok(Vec::new()),
            Wanted::Dates(fields) => fields.iter().map(day_of).collect(),
        }
    }

    pub fn rows(&mut self, width: u16) -> u16 {
        with(&mut self.wanted, |fields| Group::rows(fields, width))
    }

    pub fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        look::blank(frame.buffer_mut(), area);
        let Prompt { wanted, group } = self;
        with(wanted, |fields| group.draw(frame, area, fields, cx.look));
    }
}

/// A day that may be in the past or to come; `now` unless another is typed.
pub fn date_field(name: &'static str, label: &'static str, now: Date, cx: &Cx) -> DateField {
    let order = if cx.settings.day_first { DayMonth::DayFirst } else { DayMonth::MonthFirst };
    let mut field = DateField::new(Slot::new(name, label), cx.today, Facing::Back, order);
    field.default = Some(now);
    field
}

/// The value of a date field that must have one.
pub fn day_of(field: &DateField) -> Result<Date> {
    field.value()?.ok_or_else(|| Error::invalid(field.slot.name, "a date is needed"))
}

fn with<T>(wanted: &mut Wanted, run: impl FnOnce(&mut [&mut dyn Field]) -> T) -> T {
    match wanted {
        Wanted::File(field) => run(&mut [&mut **field]),
        Wanted::Dates(fields) => {
            let mut fields: Vec<&mut dyn Field> = fields.iter_mut().map(|field| field as &mut dyn Field).collect();
            run(&mut fields)
        }
    }
}
