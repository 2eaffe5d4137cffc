//! The kinds of fields that forms are made of. A field keeps what was typed as it was typed, says what it understood,
//! and says under what name an error belongs to it.

pub mod amount;
pub mod calendar;
pub mod choice;
pub mod date;
pub mod edit;
pub mod grid;
pub mod group;
pub mod instalments;
pub mod list;
pub mod pick;
pub mod text;
pub mod time;

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::key::Key;
use super::look::Look;
use crate::error::Result;
use edit::Edit;

/// What a field did with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Took {
    /// It is not the field's.
    No,
    Yes,
    /// Taken, and the field is done: on to the next.
    Next,
}

/// What every field has: its name, its label, and whether it is there at all.
#[derive(Debug, Clone)]
pub struct Slot {
    /// In drafts, and in errors that belong to it.
    pub name: &'static str,
    pub label: &'static str,
    /// False while the form has no use for it.
    pub shown: bool,
    /// A stop of Enter and Tab; the arrows and Shift-Tab go everywhere.
    pub stop: bool,
    /// Columns that it needs, label included, to stand beside the field before it; 0 for a row of its own.
    pub beside: u16,
    /// What the ledger said about it when the form was saved; goes at the next edit.
    pub complaint: Option<String>,
}

impl Slot {
    pub fn new(name: &'static str, label: &'static str) -> Slot {
        Slot { name, label, shown: true, stop: true, beside: 0, complaint: None }
    }

    pub fn beside(mut self, columns: u16) -> Slot {
        self.beside = columns;
        self
    }

    pub fn no_stop(mut self) -> Slot {
        self.stop = false;
        self
    }

    pub fn hidden(mut self) -> Slot {
        self.shown = false;
        self
    }
}

/// One field of a form.
pub trait Field {
    fn slot(&self) -> &Slot;

    fn slot_mut(&mut self) -> &mut Slot;

    /// The line that is typed into, where it is one: reading, restoring and editing it are then the same for all.
    fn line(&self) -> Option<&Edit> {
        None
    }

    fn line_mut(&mut self) -> Option<&mut Edit> {
        None
    }

    /// What was typed, for the draft.
    fn text(&self) -> String {
        self.line().map(|line| line.text().to_string()).unwrap_or_default()
    }

    /// Puts back what was typed.
    fn set(&mut self, text: &str) {
        if let Some(line) = self.line_mut() {
            line.set(text);
        }
    }

    fn key(&mut self, key: Key) -> Took {
        if self.line_mut().is_some_and(|line| line.key(key)) { Took::Yes } else { Took::No }
    }

    fn paste(&mut self, text: &str) {
        if let Some(line) = self.line_mut() {
            line.insert(text);
        }
    }

    /// What is wrong with what was typed.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// Rows that the value takes in so many columns.
    fn rows(&self, _width: u16) -> u16 {
        1
    }

    /// True where the whole width is the value's, so that an error cannot stand beside it.
    fn is_wide(&self) -> bool {
        false
    }

    /// Draws the value and what was understood of it; the label is drawn already.
    fn draw(&self, frame: &mut Frame, area: Rect, focused: bool, look: Look);

    /// F4: its list, calendar or calculator.
    fn popup(&self) -> Option<Box<dyn Popup>> {
        None
    }

    /// What F4 would open, for the hint beside the field: `contacts`.
    fn popup_word(&self) -> &'static str {
        ""
    }
}

/// What a key did in a field's box.
pub enum Picked {
    Stay,
    Close,
    /// This text goes into the field.
    Text(String),
}

/// A field's box: a list, a calendar, a calculator.
pub trait Popup {
    fn key(&mut self, key: Key) -> Picked;
    fn wants(&self) -> Size;
    fn draw(&mut self, frame: &mut Frame, area: Rect, look: Look);
}
