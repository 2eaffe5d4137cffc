//! What the parts of the call form know of the account, read once for all of them.

use super::super::super::cx::Cx;
use super::super::super::field::choice::{Choice, ChoiceField};
use super::super::super::field::date::DateField;
use super::super::super::field::{Slot, list};
use super::super::super::look::Look;
use super::super::Seed;
use crate::book::{Contact, NumberMark, Settings, Standing};
use crate::domain::calendar::Moment;
use crate::domain::dates::{DayMonth, Facing};
use crate::domain::ids::{AccountId, DebitId};
use crate::domain::item::OpenDebit;
use crate::domain::shorthand::Reading;
use crate::error::Result;
use crate::ops::log_line::{self, Desk};

pub struct Known {
    pub standing: Standing,
    pub settings: Settings,
    pub contacts: Vec<Contact>,
    pub marks: Vec<NumberMark>,
    /// Number and id of every debit of the account.
    pub debits: Vec<(String, DebitId)>,
    /// The invoice by which the account was found.
    pub debit: Option<DebitId>,
    pub operator: String,
    pub now: Moment,
    pub look: Look,
}

impl Known {
    pub fn of(seed: Seed, cx: &Cx) -> Result<Known> {
        Known::read(seed.account, seed.debit, cx)
    }

    /// Reads again from the book.
    pub fn again(&self, cx: &Cx) -> Result<Known> {
        Known::read(self.standing.account.id, self.debit, cx)
    }

    fn read(account: AccountId, debit: Option<DebitId>, cx: &Cx) -> Result<Known> {
        Ok(Known {
            standing: cx.book.standing(account, &cx.aging())?,
            settings: cx.settings.clone(),
            contacts: cx.book.contacts_of(account)?,
            marks: cx.book.number_marks_of(account)?,
            debits: log_line::numbers_of(&cx.book, account)?,
            debit,
            operator: cx.operator.clone(),
            now: cx.now(),
            look: cx.look,
        })
    }

    fn order(&self) -> DayMonth {
        if self.settings.day_first { DayMonth::DayFirst } else { DayMonth::MonthFirst }
    }

    /// What one line is read against.
    pub fn reading(&self) -> Reading {
        Reading {
            today: self.now.date(),
            order: self.order(),
            currency: self.standing.account.currency,
            mark: self.look.mark,
        }
    }

    pub fn desk(&self) -> Desk<'_> {
        Desk { debits: &self.debits, standing: &self.standing, settings: &self.settings, owner: &self.operator }
    }

    /// A field for a date that lies ahead.
    pub fn date(&self, slot: Slot) -> DateField {
        DateField::new(slot, self.now.date(), Facing::Forward, self.order())
    }

    /// The invoice that the call began from, else the oldest.
    pub fn first_debit(&self) -> Option<&OpenDebit> {
        let debits = &self.standing.debits;
        debits.iter().find(|debit| Some(debit.id) == self.debit).or(debits.first())
    }

    /// The open invoices, for a field's list.
    pub fn listed(&self) -> Vec<list::Line> {
        let line = |debit: &OpenDebit| list::Line {
            label: debit.number.clone(),
            detail: self.look.figure(debit.open),
            text: debit.number.clone(),
        };
        self.standing.debits.iter().map(line).collect()
    }
}

/// Words to choose from, with their labels.
pub fn choice<'l>(slot: Slot, words: impl IntoIterator<Item = (&'static str, &'l str)>) -> ChoiceField {
    ChoiceField::new(slot, words.into_iter().map(|(word, label)| Choice::new(word, label)).collect())
}

pub fn hidden(name: &'static str, label: &'static str) -> Slot {
    Slot::new(name, label).hidden()
}
