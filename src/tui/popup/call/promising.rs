//! What a promise needs: how much and by when, with the account's record beside the date while it is typed.

use super::super::super::field::amount::AmountField;
use super::super::super::field::date::DateField;
use super::super::super::field::list;
use super::known::{Known, hidden};
use crate::domain::item::OpenDebit;
use crate::domain::money::Money;
use crate::error::{Error, Result};
use crate::ops::promise_payment::{self, Promised};

pub struct Promising {
    pub amount: AmountField,
    pub by: DateField,
}

impl Promising {
    pub fn new(known: &Known) -> Promising {
        let amount = AmountField::new(hidden("amount", "Amount"), known.standing.account.currency, known.look);
        Promising { amount, by: known.date(hidden("by", "By")) }
    }

    pub fn show(&mut self, shown: bool) {
        (self.amount.slot.shown, self.by.slot.shown) = (shown, shown);
    }

    pub fn offer(&mut self, known: &Known) {
        let (amount, by) = promise_payment::decide(&known.standing, known.now.date());
        let hit = known.standing.debits.iter().find(|debit| Some(debit.id) == known.debit);
        let asked = hit.and_then(|debit| debit.open.minus(debit.disputed).ok()).unwrap_or(amount);
        self.amount.default = Some(asked).filter(|amount| amount.is_positive());
        self.amount.base = self.amount.default;
        self.amount.suggestions = suggestions(known);
        (self.by.today, self.by.default) = (known.now.date(), Some(by));
        self.by.warning = warning(known);
    }

    pub fn decided(&self, known: &Known) -> Result<Promised> {
        let amount = self.amount.value()?.ok_or_else(|| Error::invalid("amount", "an amount is needed"))?;
        let by = self.by.value()?.ok_or_else(|| Error::invalid("by", "a date is needed"))?;
        if !amount.is_positive() {
            return Err(Error::invalid("amount", "a promise is of an amount above zero"));
        }
        let mut promised = Promised::new(amount, by, &known.settings);
        promised.covers = hit(known, amount).map(|debit| debit.id).into_iter().collect();
        Ok(promised)
    }
}

/// The invoice that the promise is about: the one by which the account was found, while the amount fits it.
fn hit(known: &Known, amount: Money) -> Option<&OpenDebit> {
    let debit = known.standing.debits.iter().find(|debit| Some(debit.id) == known.debit)?;
    (amount.minor() <= debit.open.minor()).then_some(debit)
}

/// How this account kept its word, where that is worth a warning.
pub fn warning(known: &Known) -> String {
    let record = &known.standing.record;
    let Some((kept, of)) = record.kept_rate_by_count() else { return String::new() };
    match record.usual_days_late {
        Some(days) if days > 0 => {
            format!("⚠ kept {kept} of {of}, usually {days} {} late", if days == 1 { "day" } else { "days" })
        }
        _ if kept < of => format!("⚠ kept {kept} of {of}"),
        _ => String::new(),
    }
}

fn suggestions(known: &Known) -> Vec<list::Line> {
    let (figures, look) = (&known.standing.figures, known.look);
    let sums: [(&str, Money); 3] = [
        ("collectable and past due", figures.collectable_past_due),
        ("collectable", figures.collectable),
        ("everything open", figures.open),
    ];
    let line = |(detail, amount): (&str, Money)| {
        let text = look.figure(amount);
        list::Line { label: text.clone(), detail: detail.to_string(), text }
    };
    let debits = known.standing.debits.iter().map(|debit| {
        let text = look.figure(debit.open);
        list::Line { label: text.clone(), detail: debit.number.clone(), text }
    });
    let mut sums: Vec<_> = sums.into_iter().filter(|(_, amount)| amount.is_positive()).collect();
    sums.dedup_by_key(|(_, amount)| amount.minor());
    sums.into_iter().map(line).chain(debits).collect()
}
