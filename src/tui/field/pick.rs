//! Which one of the account's own things: a payment, an invoice. What the cursor was on is chosen when the form opens and
//! stands on one line; otherwise the form asks, and all of them are listed.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::super::key::Key;
use super::super::look::{self, Look, width_of};
use super::edit::Edit;
use super::list::{Line, List};
use super::{Field, Popup, Slot, Took};
use crate::domain::text::fold;
use crate::error::{Error, Result};

/// More lines than this scroll.
const MOST_ROWS: usize = 6;

/// Longer names are cut.
const LONGEST_LABEL: u16 = 24;

/// One thing that may be picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What the form knows it by, and the draft keeps.
    pub key: String,
    pub label: String,
    pub detail: String,
    /// Stands in its own column, at its right edge.
    pub amount: String,
}

/// A list to pick one from: arrows move, letters and digits look for it.
pub struct PickField {
    pub slot: Slot,
    candidates: Vec<Candidate>,
    chosen: Option<String>,
    typed: Edit,
    /// Chosen when the form opened: one line is enough.
    settled: bool,
    /// What is said where there is nothing to pick.
    nothing: &'static str,
}

impl PickField {
    pub fn new(slot: Slot, nothing: &'static str) -> PickField {
        let (candidates, typed) = (Vec::new(), Edit::default());
        PickField { slot, candidates, chosen: None, typed, settled: false, nothing }
    }

    /// What may be picked now. A single one is picked; what is picked stays if it is among them.
    pub fn offer(&mut self, candidates: Vec<Candidate>) {
        if let ([only], None) = (candidates.as_slice(), &self.chosen) {
            self.settle(only.key.clone());
        }
        self.candidates = candidates;
        if self.settled && self.at().is_none() {
            (self.settled, self.slot.stop) = (false, true);
        }
    }

    /// Picks what the cursor was on: no stop, unless it turns out not to be among the candidates.
    pub fn settle(&mut self, key: String) {
        self.chosen = Some(key);
        (self.settled, self.slot.stop) = (true, false);
    }

    /// The key of what is picked.
    pub fn value(&self) -> Option<&str> {
        self.at().and_then(|at| self.candidates.get(at)).map(|one| one.key.as_str())
    }

    fn at(&self) -> Option<usize> {
        self.candidates.iter().position(|one| Some(&one.key) == self.chosen.as_ref())
    }

    fn go(&mut self, at: usize) {
        self.chosen = self.candidates.get(at).map(|one| one.key.clone());
    }

    /// The first that has what was typed in its name, else in what is said of it.
    fn look_for(&mut self) {
        let wanted = fold(self.typed.text());
        let named = self.candidates.iter().position(|one| fold(&one.label).contains(&wanted));
        let told = |one: &Candidate| fold(&format!("{} {}", one.detail, one.amount)).contains(&wanted);
        let found = named.or_else(|| self.candidates.iter().position(told));
        if let (Some(at), false) = (found, wanted.is_empty()) {
            self.go(at);
        }
    }

    /// Columns of the labels, of the details and of the amounts.
    fn widths(&self) -> [u16; 3] {
        let widest =
            |of: fn(&Candidate) -> &str| self.candidates.iter().map(|one| width_of(of(one))).max().unwrap_or(0);
        [widest(|one| &one.label).min(LONGEST_LABEL), widest(|one| &one.detail), widest(|one| &one.amount)]
    }

    fn draw_row(&self, frame: &mut Frame, area: Rect, one: &Candidate, look: (Look, bool)) {
        let (look, focused) = look;
        let chosen = Some(&one.key) == self.chosen.as_ref();
        let (plain, dim) = match (chosen, focused) {
            (true, true) => (look.selected(), look.selected()),
            (true, false) => (look.strong(), look.plain()),
            (false, _) => (look.plain(), look.dim()),
        };
        let buf = frame.buffer_mut();
        if chosen && focused {
            buf.set_style(area, plain);
        }
        let [label, detail, amount] = self.widths();
        look::put(buf, (area.x.saturating_sub(1), area.y), 1, if chosen { "▸" } else { " " }, plain);
        look::put(buf, (area.x, area.y), label.min(area.width), &one.label, plain);
        let left = |taken: u16| area.width.saturating_sub(taken);
        look::put(buf, (area.x + label + 2, area.y), left(label + 2), &one.detail, dim);
        let before = label + 2 + detail + 2;
        look::right(buf, (area.x + before, area.y), amount.min(left(before)), &one.amount, plain);
    }
}

impl Field for PickField {
    fn slot(&self) -> &Slot {
        &self.slot
    }

    fn slot_mut(&mut self) -> &mut Slot {
        &mut self.slot
    }

    fn text(&self) -> String {
        self.chosen.clone().unwrap_or_default()
    }

    fn set(&mut self, text: &str) {
        self.typed.clear();
        self.chosen = Some(text.to_string()).filter(|key| !key.is_empty());
    }

    fn key(&mut self, key: Key) -> Took {
        let last = self.candidates.len().saturating_sub(1);
        match (key, self.at()) {
            (Key::Down | Key::Right, None) => self.go(0),
            (Key::Down | Key::Right, Some(at)) if at < last => self.go(at + 1),
            (Key::Up | Key::Left, Some(at)) if at > 0 => self.go(at - 1),
            (Key::Left | Key::Right, _) => {}
            (Key::Char(_) | Key::Backspace | Key::Delete, _) => {
                self.typed.key(key);
                self.look_for();
            }
            _ => {
                self.typed.clear();
                return Took::No;
            }
        }
        Took::Yes
    }

    fn paste(&mut self, text: &str) {
        self.typed.insert(text.trim());
        self.look_for();
    }

    fn check(&self) -> Result<()> {
        match (self.value(), self.candidates.is_empty()) {
            (Some(_), _) => Ok(()),
            (None, true) => Err(Error::invalid(self.slot.name, self.nothing)),
            (None, false) => {
                Err(Error::invalid(self.slot.name, "choose which").hint("the arrows choose, typing looks for it"))
            }
        }
    }

    fn is_wide(&self) -> bool {
        true
    }

    fn rows(&self, _width: u16) -> u16 {
        if self.settled { 1 } else { self.candidates.len().clamp(1, MOST_ROWS) as u16 }
    }

    fn draw(&self, frame: &mut Frame, area: Rect, focused: bool, look: Look) {
        if self.candidates.is_empty() {
            look::put(frame.buffer_mut(), (area.x, area.y), area.width, self.nothing, look.dim());
            return;
        }
        let lines = usize::from(area.height);
        let first = (self.at().unwrap_or(0) + 1).saturating_sub(lines);
        for (row, one) in self.candidates.iter().skip(first).take(lines).enumerate() {
            let y = area.y + row as u16;
            self.draw_row(frame, Rect { y, height: 1, ..area }, one, (look, focused));
        }
        let hidden = self.candidates.len().saturating_sub(first + lines);
        if hidden > 0 && !self.settled && lines > 0 {
            let text = format!("+{hidden}↓");
            look::right(frame.buffer_mut(), (area.x, area.bottom() - 1), area.width, &text, look.dim());
        }
        if focused {
            frame.set_cursor_position((area.x, area.y));
        }
    }

    fn popup(&self) -> Option<Box<dyn Popup>> {
        let line =
            |one: &Candidate| Line { label: one.label.clone(), detail: one.detail.clone(), text: one.key.clone() };
        let lines: Vec<Line> = self.candidates.iter().map(line).collect();
        (!lines.is_empty()).then(|| Box::new(List::of("which", lines)) as Box<dyn Popup>)
    }

    fn popup_word(&self) -> &'static str {
        if self.candidates.is_empty() { "" } else { "list" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(label: &str) -> Candidate {
        let (detail, amount) = (String::new(), String::new());
        Candidate { key: format!("K{label}"), label: label.to_string(), detail, amount }
    }

    fn field(labels: &[&str]) -> PickField {
        let mut field = PickField::new(Slot::new("which", "Which"), "nothing is there");
        field.offer(labels.iter().map(|label| one(label)).collect());
        field
    }

    #[test]
    fn nothing_is_picked_by_itself_where_there_are_several() {
        let mut field = field(&["check 5521", "ach P18"]);
        assert!(field.value().is_none() && field.check().is_err() && field.slot.stop);
        assert_eq!(field.key(Key::Down), Took::Yes);
        assert_eq!(field.value(), Some("Kcheck 5521"));
        field.key(Key::Down);
        assert_eq!(field.value(), Some("Kach P18"));
        assert_eq!(field.key(Key::Down), Took::No);
    }

    #[test]
    fn typing_looks_for_it() {
        let mut field = field(&["check 5521", "check 5588"]);
        for key in Key::read_all("558").unwrap() {
            field.key(key);
        }
        assert_eq!(field.value(), Some("Kcheck 5588"));
    }

    #[test]
    fn a_single_one_needs_no_stop_and_one_that_is_gone_does() {
        let mut field = field(&["only"]);
        assert!(field.value().is_some() && !field.slot.stop);
        field.offer(vec![one("a"), one("b")]);
        assert!(field.value().is_none() && field.slot.stop);
    }
}
