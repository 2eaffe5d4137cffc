//! What comes next: a follow-up on a day, a call back at a time, and what is to be sent.

use super::super::super::field::choice::ChoiceField;
use super::super::super::field::date::DateField;
use super::super::super::field::text::TextField;
use super::super::super::field::time::TimeField;
use super::known::{Known, choice, hidden};
use crate::domain::communication::{Outcome, Wanted};
use crate::domain::time_of_day::minute_of;
use crate::error::Result;
use crate::ops::request::Requested;

/// Columns of the date where the time stands beside it.
const BESIDE_TIME: u16 = 52;

pub struct Next {
    pub follow_up: DateField,
    pub at: TimeField,
    pub what: ChoiceField,
    pub item: TextField,
}

impl Next {
    pub fn new(known: &Known) -> Next {
        let wanted = [
            (Wanted::Copy, "copy"),
            (Wanted::Proof, "proof of delivery"),
            (Wanted::Statement, "statement"),
            (Wanted::Other, "something else"),
        ];
        let mut next = Next {
            follow_up: known.date(hidden("follow-up", "Follow up")),
            at: TimeField::new(hidden("time", "At").beside(22)),
            what: choice(hidden("request", "Wants"), wanted.map(|(what, label)| (what.word(), label))),
            item: TextField::new(hidden("request-item", "Of")).listing("invoices"),
        };
        (next.follow_up.required, next.what.required) = (false, false);
        next
    }

    pub fn show(&mut self, outcome: Option<Outcome>) {
        self.follow_up.slot.shown = outcome.is_some_and(|outcome| outcome != Outcome::Note);
        self.follow_up.required = outcome == Some(Outcome::Callback);
        self.follow_up.slot.beside = if self.follow_up.required { BESIDE_TIME } else { 0 };
        self.at.slot.shown = outcome == Some(Outcome::Callback);
        self.what.slot.shown = outcome == Some(Outcome::Info);
        let of_item = matches!(self.wanted(), Some(Wanted::Copy | Wanted::Proof));
        self.item.slot.shown = outcome == Some(Outcome::Info) && of_item;
    }

    pub fn offer(&mut self, known: &Known, usual: Option<crate::domain::calendar::Date>) {
        let today = known.now.date();
        self.follow_up.today = today;
        // A time that is still to come today means today.
        let minute = self.at.value().ok().flatten().filter(|_| self.at.slot.shown);
        let later_today = minute.is_some_and(|minute| minute > minute_of(known.now.time()));
        self.follow_up.default = if later_today { Some(today) } else { usual };
        self.item.default = known.first_debit().map(|debit| debit.number.clone()).unwrap_or_default();
        self.item.suggestions = known.listed();
    }

    fn wanted(&self) -> Option<Wanted> {
        self.what.value().and_then(|word| word.parse().ok())
    }

    /// What is to be sent, if anything was asked for.
    pub fn requested(&self, known: &Known, note: &str) -> Result<Option<Requested>> {
        let Some(what) = self.wanted() else { return Ok(None) };
        let number = Some(self.item.value()).filter(|number| self.item.slot.shown && !number.is_empty());
        let note = if what == Wanted::Other { note } else { "" };
        known.desk().requested(what, number, note).map(Some).map_err(|error| error.at_field("request-item"))
    }
}
