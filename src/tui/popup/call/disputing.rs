//! What a dispute needs: which item, how much of it, why, and who sees to it.

use super::super::super::field::amount::AmountField;
use super::super::super::field::choice::ChoiceField;
use super::super::super::field::text::TextField;
use super::known::{Known, hidden};
use crate::domain::item::OpenDebit;
use crate::error::{Error, Result};
use crate::ops::open_dispute::Disputed;

pub struct Disputing {
    pub invoice: TextField,
    pub amount: AmountField,
    pub owner: TextField,
    pub reason: ChoiceField,
}

impl Disputing {
    pub fn new(known: &Known) -> Disputing {
        let amount = hidden("disputed", "Disputed").beside(44);
        Disputing {
            invoice: TextField::new(hidden("invoice", "Invoice")).listing("invoices"),
            amount: AmountField::new(amount, known.standing.account.currency, known.look),
            owner: TextField::new(hidden("owner", "Owner").no_stop().beside(30)),
            reason: ChoiceField::new(hidden("reason", "Reason"), Vec::new()),
        }
    }

    pub fn show(&mut self, shown: bool) {
        for slot in [&mut self.invoice.slot, &mut self.amount.slot, &mut self.owner.slot, &mut self.reason.slot] {
            slot.shown = shown;
        }
    }

    pub fn offer(&mut self, known: &Known) {
        self.invoice.default = known.first_debit().map(|debit| debit.number.clone()).unwrap_or_default();
        self.invoice.suggestions = known.listed();
        let left = self.debit(known).ok().and_then(|debit| debit.open.minus(debit.disputed).ok());
        self.amount.default = left.filter(|left| left.is_positive());
        self.amount.base = self.amount.default;
        self.owner.default = known.operator.clone();
    }

    /// The invoice that is disputed, by its typed number.
    fn debit<'k>(&self, known: &'k Known) -> Result<&'k OpenDebit> {
        let number = self.invoice.value();
        let found = known.standing.debits.iter().find(|debit| debit.number.eq_ignore_ascii_case(number));
        found.ok_or_else(|| Error::invalid("invoice", "there is no open invoice of that number").hint("F4 lists them"))
    }

    pub fn decided(&self, known: &Known, note: &str) -> Result<Disputed> {
        Ok(Disputed {
            debit: self.debit(known)?.id,
            amount: self.amount.value()?.ok_or_else(|| Error::invalid("disputed", "an amount is needed"))?,
            reason: self.reason.value().unwrap_or_default().parse()?,
            owner: self.owner.value().to_string(),
            note: note.to_string(),
        })
    }
}
