//! Money that comes for what was written off: the write-off shrinks by it, and the money is applied, on one day.

use super::super::cx::Cx;
use super::super::field::amount::AmountField;
use super::super::field::choice::{Choice, ChoiceField};
use super::super::field::date::DateField;
use super::super::field::pick::{Candidate, PickField};
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::outlook::Told;
use super::posting::{Ground, Posting, amount_of, date_of, debit_key};
use crate::book::Debit;
use crate::domain::calendar::Date;
use crate::domain::item::{CreditKind, Method};
use crate::domain::money::{Money, sum};
use crate::error::{Error, Result};
use crate::ops::write_off::{Recover, decide_recovery};

pub struct RecoverForm {
    which: PickField,
    amount: AmountField,
    date: DateField,
    method: ChoiceField,
    number: TextField,
    /// What is written off of each candidate.
    written: Vec<(String, Money)>,
}

/// Every debit with what is written off of it now.
fn written_off(ground: &Ground, cx: &Cx) -> Result<Vec<(Debit, Money)>> {
    let mut found: Vec<(Debit, Money)> = Vec::new();
    let live = |id| ground.credits.iter().find(|credit| credit.id == id && credit.kind == CreditKind::WriteOff);
    for one in cx.book.allocations_of(ground.account())?.into_iter().filter(|one| one.ends.is_none()) {
        if live(one.credit).is_none() {
            continue;
        }
        match found.iter_mut().find(|(debit, _)| debit.id == one.debit) {
            Some((_, amount)) => *amount = sum([*amount, one.amount], amount.currency())?,
            None => found.push((cx.book.debit(one.debit)?, one.amount)),
        }
    }
    Ok(found)
}

impl Posting for RecoverForm {
    const NAME: &'static str = "recover";
    type Deed = Told<Recover, String>;

    fn new(seed: Seed, ground: &Ground) -> RecoverForm {
        let methods = Method::ALL.iter().map(|method| Choice::new(method.word(), method.word())).collect();
        let currency = ground.standing.account.currency;
        let mut form = RecoverForm {
            which: PickField::new(Slot::new("which", "Item"), "nothing is written off here"),
            amount: AmountField::new(Slot::new("amount", "Amount").beside(40), currency, ground.look),
            date: ground.day_field(Slot::new("date", "Date").beside(36)),
            method: ChoiceField::new(Slot::new("method", "Method"), methods),
            number: TextField::new(Slot::new("number", "Number").beside(32)),
            written: Vec::new(),
        };
        form.method.choose(Method::Check.word());
        if let Some(debit) = ground.debits.iter().find(|debit| Some(debit.id) == seed.debit) {
            form.which.settle(debit_key(debit));
        }
        form
    }

    fn title(&self) -> &'static str {
        "RECOVER a write-off of"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.which, &mut self.amount, &mut self.date, &mut self.method, &mut self.number]
    }

    fn offer(&mut self, ground: &Ground, cx: &Cx) -> Result<()> {
        (self.date.today, self.date.default) = (ground.today, Some(ground.today));
        let found = written_off(ground, cx)?;
        let line = |(debit, amount): &(Debit, Money)| Candidate {
            detail: "written off".to_string(),
            ..ground.debit_line(debit, *amount)
        };
        self.which.offer(found.iter().map(line).collect());
        self.written = found.iter().map(|(debit, amount)| (debit_key(debit), *amount)).collect();
        Ok(())
    }

    fn follow(&mut self, _ground: &Ground, _cx: &Cx) {
        let written = self.written.iter().find(|(key, _)| Some(key.as_str()) == self.which.value());
        let written = written.map(|(_, amount)| *amount);
        (self.amount.default, self.amount.base) = (written, written);
    }

    fn deed(&self, ground: &Ground, cx: &Cx) -> Result<Self::Deed> {
        self.which.check()?;
        let debit = ground.debit(self.which.value()).ok_or_else(|| Error::invalid("which", "choose which"))?;
        let (amount, date) = (amount_of(&self.amount)?, date_of(&self.date)?);
        let write_offs = decide_recovery(&cx.book, debit, amount, date)?;
        let method = self.method.value().unwrap_or_default().to_string();
        let (account, reference) = (ground.account(), self.number.value().to_string());
        let op = Recover { account, debit: debit.id, amount, date, method, reference, write_offs };
        Ok(Told { op, told: debit.number.clone() })
    }

    fn on(&self, ground: &Ground) -> Date {
        self.date.value().ok().flatten().unwrap_or(ground.today)
    }

    fn details(&self, deed: &Self::Deed, ground: &Ground) -> Vec<String> {
        let currency = deed.op.amount.currency();
        match sum(deed.op.write_offs.iter().map(|(_, rest)| *rest), currency) {
            Ok(rest) => vec![format!("{} of {} stays written off", ground.look.figure(rest), deed.told)],
            Err(_) => Vec::new(),
        }
    }

    fn sentence(&self, deed: &Self::Deed, ground: &Ground) -> String {
        format!("Takes {} for {}, which was written off", ground.look.figure(deed.op.amount), deed.told)
    }

    fn said(&self, deed: &Self::Deed, ground: &Ground) -> String {
        format!("{} of {} recovered", ground.look.figure(deed.op.amount), deed.told)
    }
}
