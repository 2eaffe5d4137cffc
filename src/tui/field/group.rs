//! A few fields under each other without a form around them: focus, the box behind F4, and what is wrong with what was
//! typed. Pages and small boxes ask with it.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::super::key::Key;
use super::super::look::{self, Look};
use super::{Field, Picked, Popup, Took};
use crate::error::Error;

/// What a key came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// A field has it.
    Took,
    /// Enter: what was typed holds.
    Enter,
    /// It is no field's.
    Pass,
}

#[derive(Default)]
pub struct Group {
    at: usize,
    popup: Option<Box<dyn Popup>>,
    trouble: Option<(Option<String>, String)>,
    /// The keyboard is elsewhere: no field is lit.
    rests: bool,
}

impl Group {
    /// Gives a key to the field that has the keyboard.
    pub fn key(&mut self, fields: &mut [&mut dyn Field], key: Key) -> Turn {
        self.at = self.at.min(fields.len().saturating_sub(1));
        let last = fields.len().saturating_sub(1);
        let Some(field) = fields.get_mut(self.at) else { return Turn::Pass };
        if let Some(popup) = &mut self.popup {
            match popup.key(key) {
                Picked::Stay => return Turn::Took,
                Picked::Text(text) => field.set(&text),
                Picked::Close => {}
            }
            self.popup = None;
            return Turn::Took;
        }
        match key {
            Key::Enter => return Turn::Enter,
            Key::Tab => self.at = if self.at == last { 0 } else { self.at + 1 },
            Key::BackTab => self.at = self.at.checked_sub(1).unwrap_or(last),
            Key::F(4) => self.popup = field.popup(),
            key => match field.key(key) {
                Took::Yes => {}
                Took::Next => self.at = (self.at + 1).min(last),
                Took::No if key == Key::Down => self.at = (self.at + 1).min(last),
                Took::No if key == Key::Up => self.at = self.at.saturating_sub(1),
                Took::No => return Turn::Pass,
            },
        }
        self.trouble = None;
        Turn::Took
    }

    /// On to the next of so many fields; false after the last.
    pub fn go_on(&mut self, count: usize) -> bool {
        let further = self.at + 1 < count;
        self.at += usize::from(further);
        further
    }

    pub fn rests(&mut self, rests: bool) {
        self.rests = rests;
    }

    pub fn paste(&mut self, fields: &mut [&mut dyn Field], text: &str) {
        if let Some(field) = fields.get_mut(self.at) {
            field.paste(text);
        }
        self.trouble = None;
    }

    /// Says what is wrong, under its field; and the keyboard goes there.
    pub fn complain(&mut self, fields: &[&mut dyn Field], error: &Error) {
        let named = error.field().map(str::to_string);
        if let Some(at) = fields.iter().position(|field| Some(field.slot().name) == named.as_deref()) {
            self.at = at;
        }
        self.trouble = Some((named, error.to_string()));
    }

    /// The rows that the fields take in so many columns, labels included, and one for what is wrong.
    pub fn rows(fields: &[&mut dyn Field], width: u16) -> u16 {
        let label = label_width(fields);
        fields.iter().map(|field| field.rows(width.saturating_sub(label)).max(1)).sum::<u16>() + 1
    }

    pub fn draw(&mut self, frame: &mut Frame, area: Rect, fields: &[&mut dyn Field], look: Look) {
        let label = label_width(fields);
        let mut y = area.y;
        for (place, field) in fields.iter().enumerate() {
            let width = area.width.saturating_sub(label);
            let rows = field.rows(width).max(1);
            if y + rows > area.bottom() {
                break;
            }
            let focused = place == self.at && self.popup.is_none() && !self.rests;
            let style = if place == self.at && !self.rests { look.focus() } else { look.dim() };
            look::put(frame.buffer_mut(), (area.x, y), label, field.slot().label, style);
            field.draw(frame, Rect { x: area.x + label, y, width, height: rows }, focused, look);
            y += rows;
        }
        if let (Some((_, said)), true) = (&self.trouble, y < area.bottom()) {
            look::put(frame.buffer_mut(), (area.x, y), area.width, &format!("✗ {said}"), look.alert());
        }
        if let Some(popup) = &mut self.popup {
            let wants = popup.wants();
            let (width, height) = (wants.width.min(area.width), wants.height.min(area.height));
            let place = Rect { x: area.right() - width, y: area.y, width, height };
            look::blank(frame.buffer_mut(), place);
            popup.draw(frame, place, look);
        }
    }
}

fn label_width(fields: &[&mut dyn Field]) -> u16 {
    fields.iter().map(|field| look::width_of(field.slot().label)).max().unwrap_or(0) + 2
}
