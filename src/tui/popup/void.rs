//! Voiding an invoice or charge from a day on; what is applied to it is taken back in the same step where that is chosen.

use super::super::cx::Cx;
use super::super::field::choice::{Choice, ChoiceField};
use super::super::field::date::DateField;
use super::super::field::pick::PickField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::outlook::Told;
use super::posting::{Ground, Posting, date_of, debit_key};
use crate::book::{Allocation, Debit};
use crate::domain::calendar::Date;
use crate::error::{Error, Result};
use crate::ops::void_debit::{VoidDebit, decide};

pub struct Void {
    which: PickField,
    date: DateField,
    applied: ChoiceField,
}

/// What is applied to the chosen debit now.
fn in_force(debit: &Debit, cx: &Cx) -> Result<Vec<Allocation>> {
    let mut applied = cx.book.allocations_of_debit(debit.id)?;
    applied.retain(|one| one.ends.is_none());
    Ok(applied)
}

impl Posting for Void {
    const NAME: &'static str = "void";
    const CLOSES: bool = false;
    type Deed = Told<VoidDebit, (Debit, Vec<Allocation>)>;

    fn new(seed: Seed, ground: &Ground) -> Void {
        let ways = vec![Choice::new("back", "take it back and void"), Choice::new("leave", "leave it: no void")];
        let mut form = Void {
            which: PickField::new(Slot::new("which", "Item"), "there is nothing to void"),
            date: ground.day_field(Slot::new("date", "Void from")),
            applied: ChoiceField::new(Slot::new("applied", "Applied").hidden(), ways),
        };
        if let Some(debit) = ground.debits.iter().find(|debit| Some(debit.id) == seed.debit) {
            form.which.settle(debit_key(debit));
        }
        form
    }

    fn title(&self) -> &'static str {
        "VOID for"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.which, &mut self.date, &mut self.applied]
    }

    fn offer(&mut self, ground: &Ground, _cx: &Cx) -> Result<()> {
        (self.date.today, self.date.default) = (ground.today, Some(ground.today));
        let live = ground.debits.iter().rev().filter(|debit| debit.voided_on.is_none());
        self.which.offer(live.map(|debit| ground.debit_line(debit, debit.amount)).collect());
        Ok(())
    }

    fn follow(&mut self, ground: &Ground, cx: &Cx) {
        let debit = ground.debit(self.which.value());
        let applied = debit.map(|debit| in_force(debit, cx).unwrap_or_default()).unwrap_or_default();
        self.applied.slot.shown = !applied.is_empty();
    }

    fn deed(&self, ground: &Ground, cx: &Cx) -> Result<Self::Deed> {
        self.which.check()?;
        let debit = ground.debit(self.which.value()).ok_or_else(|| Error::invalid("which", "choose which"))?;
        let date = date_of(&self.date)?;
        let applied = in_force(debit, cx)?;
        let op = decide(&cx.book, debit, date, self.applied.value() == Some("back"));
        let hint = "choose to take it back in the same step";
        let op = op.map_err(|error| match error.code() {
            "has_allocations" => error.at_field("applied").hint(hint),
            _ => error,
        })?;
        Ok(Told { op, told: (debit.clone(), applied) })
    }

    fn on(&self, ground: &Ground) -> Date {
        self.date.value().ok().flatten().unwrap_or(ground.today)
    }

    fn details(&self, deed: &Self::Deed, ground: &Ground) -> Vec<String> {
        let (_, applied) = &deed.told;
        let line = |one: &Allocation| {
            let amount = ground.look.figure(one.amount);
            match deed.op.reversed.contains(&one.credit) {
                true => format!("takes {} of {amount} back, which has no other purpose", one.code),
                false => format!("takes {amount} of {} back: it stays on account", one.code),
            }
        };
        applied.iter().map(line).collect()
    }

    fn sentence(&self, deed: &Self::Deed, ground: &Ground) -> String {
        let (debit, _) = &deed.told;
        format!("Voids {} of {}", debit.number, ground.look.figure(debit.amount))
    }

    fn said(&self, deed: &Self::Deed, ground: &Ground) -> String {
        let (debit, _) = &deed.told;
        format!("{} of {} voided", debit.number, ground.look.figure(debit.amount))
    }
}
