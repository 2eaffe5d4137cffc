//! The list behind F4: typing filters it, Enter takes a line. For amounts what is typed is also worked out.

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::super::key::Key;
use super::super::look::{self, Look};
use super::edit::Edit;
use super::{Picked, Popup};
use crate::domain::text::fold;

/// A line of a list: what it says, and the text that it puts into the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub label: String,
    pub detail: String,
    pub text: String,
}

type Reckon = Box<dyn Fn(&str) -> Option<String>>;

pub struct List {
    title: &'static str,
    lines: Vec<Line>,
    typed: Edit,
    at: usize,
    reckon: Option<Reckon>,
}

impl List {
    pub fn of(title: &'static str, lines: Vec<Line>) -> List {
        List { title, lines, typed: Edit::default(), at: 0, reckon: None }
    }

    /// Typed text that can be worked out is the first line.
    pub fn reckoning(mut self, reckon: Reckon, typed: &str) -> List {
        self.reckon = Some(reckon);
        self.typed = Edit::of(typed);
        self
    }

    fn found(&self) -> Vec<Line> {
        if let Some(reckon) = &self.reckon {
            let result = reckon(self.typed.text());
            let worked_out = |text: String| Line { label: format!("= {text}"), detail: String::new(), text };
            return result.map(worked_out).into_iter().chain(self.lines.iter().cloned()).collect();
        }
        let wanted = fold(self.typed.text());
        self.lines
            .iter()
            .filter(|line| fold(&format!("{} {}", line.label, line.detail)).contains(&wanted))
            .cloned()
            .collect()
    }
}

impl Popup for List {
    fn key(&mut self, key: Key) -> Picked {
        let last = self.found().len().saturating_sub(1);
        match key {
            Key::Esc | Key::F(4) => return Picked::Close,
            Key::Up => self.at = self.at.saturating_sub(1),
            Key::Down => self.at = (self.at + 1).min(last),
            Key::Enter => {
                return match self.found().into_iter().nth(self.at.min(last)) {
                    Some(line) => Picked::Text(line.text),
                    None => Picked::Stay,
                };
            }
            key => {
                self.typed.key(key);
                self.at = 0;
            }
        }
        Picked::Stay
    }

    fn wants(&self) -> Size {
        Size { width: 52, height: (self.lines.len() as u16).saturating_add(4).min(14) }
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, look: Look) {
        let inner = look::boxed(frame.buffer_mut(), area, self.title, look.dim());
        if inner.is_empty() {
            return;
        }
        self.typed.draw(frame, Rect { height: 1, ..inner }, look.plain(), true);
        let rows = usize::from(inner.height.saturating_sub(1));
        let first = self.at.saturating_sub(rows.saturating_sub(1));
        for (row, line) in self.found().iter().enumerate().skip(first).take(rows) {
            let y = inner.y + 1 + (row - first) as u16;
            let style = if row == self.at { look.selected() } else { look.plain() };
            let buf = frame.buffer_mut();
            buf.set_style(Rect { y, height: 1, ..inner }, style);
            look::put(buf, (inner.x, y), inner.width, &line.label, style);
            let room = inner.width.saturating_sub(look::width_of(&line.label) + 2);
            look::right(buf, (inner.right() - room, y), room, &line.detail, style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(label: &str) -> Line {
        Line { label: label.to_string(), detail: String::new(), text: label.to_string() }
    }

    #[test]
    fn typing_filters_and_enter_takes_the_line() {
        let mut list = List::of("contacts", vec![line("Dana Ruiz"), line("Peña")]);
        for letter in "pena".chars() {
            list.key(Key::Char(letter));
        }
        assert!(matches!(list.key(Key::Enter), Picked::Text(text) if text == "Peña"));
    }

    #[test]
    fn nothing_found_takes_nothing() {
        let mut list = List::of("contacts", vec![line("Dana Ruiz")]);
        list.key(Key::Char('x'));
        assert!(matches!(list.key(Key::Enter), Picked::Stay));
        assert!(matches!(list.key(Key::Esc), Picked::Close));
    }
}
