//! One line of text being typed: the cursor, the scrolling and the editing keys that every field and box shares.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use tui_input::{Input, InputRequest};

use super::super::key::Key;
use super::super::look;
use crate::domain::text::clean;

/// More than anybody types into one line; a pasted book ends here.
const LONGEST: usize = 2_000;

/// A line of text with a cursor.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    input: Input,
}

impl Edit {
    pub fn of(text: &str) -> Edit {
        Edit { input: Input::new(clean(text)) }
    }

    pub fn text(&self) -> &str {
        self.input.value()
    }

    pub fn is_empty(&self) -> bool {
        self.input.value().is_empty()
    }

    /// Nothing but spaces was typed: the default holds.
    pub fn is_blank(&self) -> bool {
        self.input.value().trim().is_empty()
    }

    /// The part of a field that is typed into; what was understood of it stands behind.
    pub fn room(&self, area: Rect) -> Rect {
        Rect { width: 14.max(look::width_of(self.text()) + 1).min(area.width), height: 1, ..area }
    }

    pub fn clear(&mut self) {
        self.input.reset();
    }

    pub fn set(&mut self, text: &str) {
        self.input = Input::new(clean(text));
    }

    /// Takes an editing key; false where it is none.
    pub fn key(&mut self, key: Key) -> bool {
        let request = match key {
            Key::Char(letter) if self.input.value().len() < LONGEST => InputRequest::InsertChar(letter),
            Key::Char(_) => return true,
            Key::Backspace => InputRequest::DeletePrevChar,
            Key::Delete => InputRequest::DeleteNextChar,
            Key::Left => InputRequest::GoToPrevChar,
            Key::Right => InputRequest::GoToNextChar,
            Key::Home | Key::Ctrl('a') => InputRequest::GoToStart,
            Key::End | Key::Ctrl('e') => InputRequest::GoToEnd,
            Key::Ctrl('w') => InputRequest::DeletePrevWord,
            Key::Ctrl('u') => InputRequest::DeleteLine,
            Key::Ctrl('k') => InputRequest::DeleteTillEnd,
            Key::Alt('b') => InputRequest::GoToPrevWord,
            Key::Alt('f') => InputRequest::GoToNextWord,
            _ => return false,
        };
        self.input.handle(request);
        true
    }

    /// Inserts pasted text at the cursor; line ends become spaces, and nothing in it is a key.
    pub fn insert(&mut self, text: &str) {
        let text = clean(text.trim_end_matches(['\r', '\n']));
        let room = LONGEST.saturating_sub(self.input.value().len());
        text.chars().take(room).for_each(|letter| {
            self.input.handle(InputRequest::InsertChar(letter));
        });
    }

    /// Draws the part around the cursor; with `focused` the terminal's cursor stands there.
    pub fn draw(&self, frame: &mut Frame, area: Rect, style: Style, focused: bool) {
        if area.is_empty() {
            return;
        }
        let scroll = self.input.visual_scroll(usize::from(area.width.saturating_sub(1)));
        let shown = skip_columns(self.input.value(), scroll);
        look::put(frame.buffer_mut(), (area.x, area.y), area.width, shown, style);
        if focused {
            let column = self.input.visual_cursor().saturating_sub(scroll) as u16;
            frame.set_cursor_position(Position::new(area.x + column.min(area.width - 1), area.y));
        }
    }
}

/// The text behind the first columns of it.
pub fn skip_columns(text: &str, columns: usize) -> &str {
    let mut passed = 0;
    for (at, letter) in text.char_indices() {
        if passed >= columns {
            return &text[at..];
        }
        passed += unicode_width::UnicodeWidthChar::width(letter).unwrap_or(0);
    }
    if passed >= columns && columns == 0 { text } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_text_is_text() {
        let mut edit = Edit::of("a");
        edit.insert("b\r\nc\u{1b}[2J\n");
        assert_eq!(edit.text(), "ab  c [2J");
    }

    #[test]
    fn editing_keys_edit() {
        let mut edit = Edit::of("hol");
        for key in [Key::Home, Key::Char('x'), Key::End, Key::Backspace] {
            assert!(edit.key(key));
        }
        assert_eq!(edit.text(), "xho");
        assert!(!edit.key(Key::F(3)));
    }

    #[test]
    fn a_long_text_has_an_end() {
        let mut edit = Edit::default();
        edit.insert(&"x".repeat(10_000));
        assert_eq!(edit.text().len(), LONGEST);
    }
}
