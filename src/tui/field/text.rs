//! A line of text: a name, a check number, a note that scrolls.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::super::look::{self, Look};
use super::edit::Edit;
use super::list::{Line, List};
use super::{Field, Popup, Slot};
use crate::error::{Error, Result};

/// A text field, with a list of suggestions where there are any.
pub struct TextField {
    pub slot: Slot,
    edit: Edit,
    /// Taken when nothing is typed.
    pub default: String,
    /// Dim words behind the value.
    pub echo: String,
    pub suggestions: Vec<Line>,
    /// What the form found wrong with what was typed, where only the form can know.
    pub trouble: Option<(String, String)>,
    word: &'static str,
}

impl TextField {
    pub fn new(slot: Slot) -> TextField {
        TextField {
            slot,
            edit: Edit::default(),
            default: String::new(),
            echo: String::new(),
            suggestions: Vec::new(),
            trouble: None,
            word: "",
        }
    }

    /// With a list behind F4, called by a word: `contacts`.
    pub fn listing(mut self, word: &'static str) -> TextField {
        self.word = word;
        self
    }

    pub fn is_typed(&self) -> bool {
        !self.edit.is_blank()
    }

    /// What was typed, else the default.
    pub fn value(&self) -> &str {
        let typed = self.edit.text().trim();
        if typed.is_empty() { &self.default } else { typed }
    }
}

impl Field for TextField {
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
        match &self.trouble {
            Some((message, hint)) => Err(Error::invalid(self.slot.name, message.as_str()).hint(hint.as_str())),
            None => Ok(()),
        }
    }

    fn draw(&self, frame: &mut Frame, area: Rect, focused: bool, look: Look) {
        let mut x = area.x;
        if self.edit.is_empty() && !self.default.is_empty() {
            let style = if self.slot.stop { look.dim() } else { look.plain() };
            x += look::put(frame.buffer_mut(), (x, area.y), area.width, &self.default, style);
        } else if self.echo.is_empty() {
            x = area.right();
        } else {
            x += look::width_of(self.edit.text()).min(area.width);
        }
        self.edit.draw(frame, Rect { height: 1, ..area }, look.plain(), focused);
        if x + 2 < area.right() {
            look::put(frame.buffer_mut(), (x + 2, area.y), area.right() - x - 2, &self.echo, look.dim());
        }
    }

    fn popup(&self) -> Option<Box<dyn Popup>> {
        let lines = self.suggestions.clone();
        (!lines.is_empty()).then(|| Box::new(List::of(self.word, lines)) as Box<dyn Popup>)
    }

    fn popup_word(&self) -> &'static str {
        if self.suggestions.is_empty() { "" } else { self.word }
    }
}
