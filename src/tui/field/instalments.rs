//! In how many instalments, or of how much each: a small whole number is a count, anything else an amount. What was
//! understood stands beside it.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::super::key::Key;
use super::super::look::{self, Look};
use super::edit::Edit;
use super::{Field, Slot, Took};
use crate::domain::amount;
use crate::domain::money::{Currency, Money};
use crate::domain::plan::Size;
use crate::error::{Error, Result};

/// Up to here a whole number counts instalments: ten years of months.
const MOST_COUNTED: u32 = 120;

pub struct InstalmentsField {
    pub slot: Slot,
    edit: Edit,
    currency: Currency,
    look: Look,
    /// What there is to pay in instalments.
    pub rest: Option<Money>,
}

impl InstalmentsField {
    pub fn new(slot: Slot, currency: Currency, look: Look) -> InstalmentsField {
        InstalmentsField { slot, edit: Edit::default(), currency, look, rest: None }
    }

    pub fn is_typed(&self) -> bool {
        !self.edit.text().trim().is_empty()
    }

    pub fn value(&self) -> Result<Size> {
        let typed = self.edit.text().trim();
        if typed.is_empty() {
            return Err(
                Error::invalid(self.slot.name, "how many instalments, or of how much?").hint("type 6, or 200.00")
            );
        }
        if let Some(count) = typed.parse::<u32>().ok().filter(|count| (1..=MOST_COUNTED).contains(count)) {
            return Ok(Size::Count(count));
        }
        let read = amount::evaluate(typed, self.currency, self.look.mark, self.rest);
        read.map(Size::Amount).map_err(|error| error.at_field(self.slot.name))
    }

    fn echo(&self) -> String {
        let rest = self.rest.map(|rest| format!("; the rest is {}", self.look.figure(rest))).unwrap_or_default();
        match self.value() {
            Ok(Size::Count(1)) => format!("instalment{rest}"),
            Ok(Size::Count(_)) => format!("instalments{rest}"),
            Ok(Size::Amount(each)) => format!("= {} each{rest}", self.look.figure(each)),
            Err(_) if !self.is_typed() => format!("how many, or how much each{rest}"),
            Err(_) => String::new(),
        }
    }
}

impl Field for InstalmentsField {
    fn slot(&self) -> &Slot {
        &self.slot
    }

    fn slot_mut(&mut self) -> &mut Slot {
        &mut self.slot
    }

    fn text(&self) -> String {
        self.edit.text().to_string()
    }

    fn set(&mut self, text: &str) {
        self.edit.set(text);
    }

    fn key(&mut self, key: Key) -> Took {
        if self.edit.key(key) { Took::Yes } else { Took::No }
    }

    fn paste(&mut self, text: &str) {
        self.edit.insert(text.trim());
    }

    fn check(&self) -> Result<()> {
        self.value().map(drop)
    }

    fn draw(&self, frame: &mut Frame, area: Rect, focused: bool, look: Look) {
        let typed = Rect { width: 12.min(area.width), height: 1, ..area };
        self.edit.draw(frame, typed, look.plain(), focused);
        let room = area.width.saturating_sub(typed.width + 1);
        let style = if self.is_typed() { look.plain() } else { look.dim() };
        look::put(frame.buffer_mut(), (typed.right() + 1, area.y), room, &self.echo(), style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(typed: &str) -> Result<Size> {
        let mut field = InstalmentsField::new(Slot::new("instalments", "In"), Currency::USD, Look::default());
        field.set(typed);
        field.value()
    }

    #[test]
    fn a_small_whole_number_counts_and_anything_else_is_an_amount() {
        let amount = |minor| Size::Amount(Money::stored(minor, Currency::USD));
        assert_eq!(size("6").unwrap(), Size::Count(6));
        assert_eq!(size("200.00").unwrap(), amount(20_000));
        assert_eq!(size("250").unwrap(), amount(25_000));
        assert_eq!(size("").unwrap_err().field(), Some("instalments"));
    }
}
