//! An amount that may be worked out: `420+380*2`, `10%`. The result is echoed, so that nobody posts a slip.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::super::look::{self, Look};
use super::edit::Edit;
use super::list::{Line, List};
use super::{Field, Popup, Slot};
use crate::domain::amount;
use crate::domain::money::{Currency, Money};
use crate::error::{Error, Result};

/// An amount field; it takes its default when nothing is typed.
pub struct AmountField {
    pub slot: Slot,
    edit: Edit,
    currency: Currency,
    look: Look,
    pub default: Option<Money>,
    /// What a percentage is of, and what the echo names: `500.00 of 1,160.50`.
    pub base: Option<Money>,
    /// Amounts that one may mean, behind F4.
    pub suggestions: Vec<Line>,
    /// True where the form cannot do without it.
    pub required: bool,
}

impl AmountField {
    pub fn new(slot: Slot, currency: Currency, look: Look) -> AmountField {
        let (edit, suggestions) = (Edit::default(), Vec::new());
        AmountField { slot, edit, currency, look, default: None, base: None, suggestions, required: true }
    }

    /// Amounts are of another currency from now on.
    pub fn turn_to(&mut self, currency: Currency) {
        self.currency = currency;
    }

    pub fn is_typed(&self) -> bool {
        !self.edit.is_blank()
    }

    /// What was typed or the default; None for neither.
    pub fn value(&self) -> Result<Option<Money>> {
        if !self.is_typed() {
            return Ok(self.default);
        }
        let read = amount::evaluate(self.edit.text(), self.currency, self.look.mark, self.base);
        let amount = read.map_err(|error| error.at_field(self.slot.name))?;
        if amount.is_negative() {
            return Err(Error::invalid(self.slot.name, format!("{amount} is below zero")));
        }
        Ok(Some(amount))
    }

    fn echo(&self) -> String {
        let Ok(Some(amount)) = self.value() else { return String::new() };
        let of = match self.base {
            Some(base) if base != amount => format!(" of {}", self.look.figure(base)),
            _ => String::new(),
        };
        let plain = self.edit.text().trim() == self.look.figure(amount);
        if !self.is_typed() || (plain && of.is_empty()) { of } else { format!("= {}{of}", self.look.figure(amount)) }
    }
}

impl Field for AmountField {
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
                Err(Error::invalid(self.slot.name, "an amount is needed").hint("type it like 1250 or 1200+85.5"))
            }
            _ => Ok(()),
        }
    }

    fn draw(&self, frame: &mut Frame, area: Rect, focused: bool, look: Look) {
        let typed = self.edit.room(area);
        if let (false, Some(default)) = (self.is_typed(), self.default) {
            look::put(frame.buffer_mut(), (area.x, area.y), typed.width, &look.figure(default), look.dim());
        }
        self.edit.draw(frame, typed, look.plain(), focused);
        if typed.right() + 1 < area.right() {
            let room = area.right() - typed.right() - 1;
            let (echo, style) = match self.echo() {
                echo if echo.is_empty() && focused && self.default.is_some() && !self.is_typed() => {
                    ("default ⏎".to_string(), look.dim())
                }
                echo => (echo, look.plain()),
            };
            look::put(frame.buffer_mut(), (typed.right() + 1, area.y), room, &echo, style);
        }
    }

    fn popup(&self) -> Option<Box<dyn Popup>> {
        let (currency, mark, base) = (self.currency, self.look.mark, self.base);
        let reckon = move |text: &str| {
            let amount = amount::evaluate(text, currency, mark, base).ok()?;
            Some(amount.display(mark))
        };
        Some(Box::new(List::of("calculator", self.suggestions.clone()).reckoning(Box::new(reckon), self.edit.text())))
    }

    fn popup_word(&self) -> &'static str {
        "calculator"
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::key::Key;
    use super::*;

    fn field(keys: &str) -> AmountField {
        let mut field = AmountField::new(Slot::new("amount", "Amount"), Currency::USD, Look::default());
        field.default = Some(Money::stored(116_050, Currency::USD));
        field.base = field.default;
        for key in Key::read_all(keys).unwrap() {
            field.key(key);
        }
        field
    }

    #[test]
    fn the_default_is_taken_when_nothing_is_typed() {
        assert_eq!(field("").value().unwrap().unwrap().minor(), 116_050);
        assert_eq!(field("").echo(), "");
    }

    #[test]
    fn a_typed_amount_is_echoed_with_what_it_is_of() {
        assert_eq!(field("500").echo(), "= 500.00 of 1,160.50");
    }

    #[test]
    fn an_error_belongs_to_the_field() {
        let error = field("5,0").check().unwrap_err();
        assert_eq!(error.field(), Some("amount"));
        assert!(field("-5").check().is_err());
    }
}
