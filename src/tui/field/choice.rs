//! A short choice, numbered: the digit picks and advances, letters filter, the arrows move. All of it is on the screen
//! all the time, so that nothing jumps and nobody has to know the numbers.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::super::key::Key;
use super::super::look::{self, Look, width_of};
use super::{Field, Slot, Took};
use crate::domain::text::fold;
use crate::error::{Error, Result};

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the form knows it by, and the draft keeps.
    pub word: String,
    pub label: String,
}

impl Choice {
    pub fn new(word: impl AsRef<str>, label: impl Into<String>) -> Choice {
        Choice { word: word.as_ref().to_string(), label: label.into() }
    }
}

/// Choices on the digits 1 to 9, and the rest behind 0.
pub struct ChoiceField {
    pub slot: Slot,
    choices: Vec<Choice>,
    /// True while the rest behind 0 is shown.
    rest: bool,
    chosen: Option<String>,
    filter: String,
    pub required: bool,
}

const FIRST: usize = 9;
/// In a draft: the choices that are shown are not those among which the chosen one is.
const TURNED: char = '~';

impl ChoiceField {
    pub fn new(slot: Slot, choices: Vec<Choice>) -> ChoiceField {
        ChoiceField { slot, choices, rest: false, chosen: None, filter: String::new(), required: true }
    }

    /// The word of what is chosen.
    pub fn value(&self) -> Option<&str> {
        self.chosen.as_deref()
    }

    /// Chooses by word; an unknown word chooses nothing.
    pub fn choose(&mut self, word: &str) {
        let found = self.choices.iter().position(|choice| choice.word == word);
        self.chosen = found.and_then(|at| self.choices.get(at)).map(|choice| choice.word.clone());
        self.rest = found.is_some_and(|at| at >= FIRST);
        self.filter.clear();
    }

    fn is_of_the_rest(&self) -> bool {
        self.choices.iter().skip(FIRST).any(|choice| Some(&choice.word) == self.chosen.as_ref())
    }

    /// Other choices; what is chosen stays if it is among them.
    pub fn offer(&mut self, choices: Vec<Choice>) {
        self.choices = choices;
        self.chosen = self.chosen.take().filter(|chosen| self.choices.iter().any(|choice| choice.word == *chosen));
    }

    /// The digit and the choice, as shown now.
    fn shown(&self) -> Vec<(char, &Choice)> {
        let digits = '1'..='9';
        if self.rest {
            return digits.zip(self.choices.iter().skip(FIRST)).collect();
        }
        digits.zip(&self.choices).collect()
    }

    fn pieces(&self) -> Vec<(String, Option<&str>)> {
        let mut pieces: Vec<_> = self
            .shown()
            .into_iter()
            .map(|(digit, choice)| (format!("{digit} {}", choice.label), Some(choice.word.as_str())))
            .collect();
        if self.choices.len() > FIRST {
            pieces.push((if self.rest { "0 back" } else { "0 the rest" }.to_string(), None));
        }
        pieces
    }

    /// Where each piece goes: column and row.
    fn places(&self, width: u16) -> Vec<(u16, u16)> {
        let (mut x, mut y) = (0, 0);
        let place = |(text, _): &(String, Option<&str>)| {
            let wide = width_of(text) + 1;
            if x > 0 && x + wide > width {
                (x, y) = (0, y + 1);
            }
            let here = (x, y);
            x += wide + 1;
            here
        };
        self.pieces().iter().map(place).collect()
    }

    fn filtered(&self) -> Option<String> {
        let wanted = fold(&self.filter);
        if wanted.is_empty() {
            return None;
        }
        let starts = |choice: &&Choice| fold(&choice.label).split(' ').any(|word| word.starts_with(&wanted));
        let found = self.choices.iter().find(|choice| fold(&choice.label).starts_with(&wanted));
        found.or_else(|| self.choices.iter().find(starts)).map(|choice| choice.word.clone())
    }

    fn digit(&mut self, digit: char) -> Took {
        if digit == '0' && self.choices.len() > FIRST {
            self.rest = !self.rest;
            return Took::Yes;
        }
        let found = self.shown().into_iter().find(|(shown, _)| *shown == digit).map(|(_, choice)| choice.word.clone());
        match found {
            Some(word) => {
                self.chosen = Some(word);
                self.filter.clear();
                Took::Next
            }
            None => Took::Yes,
        }
    }

    /// The keyboard goes elsewhere: what is chosen is what is shown, and nothing half typed waits.
    fn leave(&mut self) {
        self.filter.clear();
        let at = self.choices.iter().position(|choice| Some(&choice.word) == self.chosen.as_ref());
        self.rest = at.is_some_and(|at| at >= FIRST);
    }

    fn step(&mut self, by: isize) {
        let at = self.choices.iter().position(|choice| Some(&choice.word) == self.chosen.as_ref());
        let next = match at {
            Some(at) => at.saturating_add_signed(by).min(self.choices.len().saturating_sub(1)),
            None => 0,
        };
        if let Some(choice) = self.choices.get(next) {
            let word = choice.word.clone();
            self.choose(&word);
        }
    }
}

impl Field for ChoiceField {
    fn slot(&self) -> &Slot {
        &self.slot
    }

    fn slot_mut(&mut self) -> &mut Slot {
        &mut self.slot
    }

    fn text(&self) -> String {
        let chosen = self.chosen.clone().unwrap_or_default();
        if self.rest == self.is_of_the_rest() { chosen } else { format!("{TURNED}{chosen}") }
    }

    fn set(&mut self, text: &str) {
        self.choose(text.trim_start_matches(TURNED));
        self.rest ^= text.starts_with(TURNED);
    }

    fn key(&mut self, key: Key) -> Took {
        match key {
            Key::Char(digit @ '0'..='9') => return self.digit(digit),
            Key::Char(letter) => {
                self.filter.push(letter);
                match self.filtered() {
                    Some(word) => {
                        let filter = std::mem::take(&mut self.filter);
                        self.choose(&word);
                        self.filter = filter;
                    }
                    None => {
                        self.filter.pop();
                    }
                }
            }
            Key::Backspace => self.filter.clear(),
            Key::Left => self.step(-1),
            Key::Right => self.step(1),
            _ => {
                self.leave();
                return Took::No;
            }
        }
        Took::Yes
    }

    fn paste(&mut self, _text: &str) {}

    fn check(&self) -> Result<()> {
        if self.chosen.is_none() && self.required {
            let hint = "press the digit beside it, or type the first letters";
            return Err(
                Error::invalid(self.slot.name, format!("choose: {}", self.slot.label.to_lowercase())).hint(hint)
            );
        }
        Ok(())
    }

    fn is_wide(&self) -> bool {
        true
    }

    fn rows(&self, width: u16) -> u16 {
        self.places(width).last().map_or(1, |(_, row)| row + 1)
    }

    fn draw(&self, frame: &mut Frame, area: Rect, focused: bool, look: Look) {
        for ((text, word), (x, y)) in self.pieces().into_iter().zip(self.places(area.width)) {
            if y >= area.height || x >= area.width {
                break;
            }
            let chosen = word.is_some() && word == self.chosen.as_deref();
            let style = match (chosen, focused) {
                (true, true) => look.selected(),
                (true, false) => look.strong(),
                (false, true) => look.plain(),
                (false, false) => look.dim(),
            };
            let sign = if chosen { "▸" } else { " " };
            let room = area.width - x;
            // The sign stands in the gap before the digit; the first of a row has the column before the field.
            look::put(frame.buffer_mut(), ((area.x + x).saturating_sub(1), area.y + y), 1, sign, style);
            look::put(frame.buffer_mut(), (area.x + x, area.y + y), room, &text, style);
        }
        if focused {
            frame.set_cursor_position((area.x, area.y));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 11] = [
        "no answer",
        "voicemail",
        "promise",
        "dispute",
        "callback",
        "message",
        "paid",
        "spoke",
        "info",
        "busy",
        "refused",
    ];

    fn field() -> ChoiceField {
        ChoiceField::new(Slot::new("outcome", "Outcome"), WORDS.iter().map(|word| Choice::new(word, *word)).collect())
    }

    #[test]
    fn a_digit_picks_and_advances() {
        let mut field = field();
        assert_eq!(field.key(Key::Char('3')), Took::Next);
        assert_eq!(field.value(), Some("promise"));
    }

    #[test]
    fn the_rest_is_behind_zero() {
        let mut field = field();
        assert_eq!(field.key(Key::Char('0')), Took::Yes);
        assert_eq!(field.key(Key::Char('2')), Took::Next);
        assert_eq!(field.value(), Some("refused"));
        assert_eq!(field.key(Key::Char('7')), Took::Yes);
        field.key(Key::Char('0'));
        assert!(!field.rest);
        field.key(Key::Down);
        assert!(field.rest, "what is chosen is shown when the keyboard goes on");
    }

    #[test]
    fn letters_filter_and_a_wrong_letter_changes_nothing() {
        let mut field = field();
        for letter in "diz".chars() {
            field.key(Key::Char(letter));
        }
        assert_eq!(field.value(), Some("dispute"));
    }

    #[test]
    fn a_sign_is_the_beginning_of_nothing() {
        let mut field = field();
        field.key(Key::Char('.'));
        assert_eq!(field.value(), None);
    }

    #[test]
    fn nothing_chosen_is_an_error_where_a_choice_is_needed() {
        assert!(field().check().is_err());
        let mut restored = field();
        restored.set("paid");
        assert!(restored.check().is_ok());
        restored.set("nonsense");
        assert_eq!(restored.value(), None);
    }
}
