//! Writing off what nobody will pay: all or part of a debit, with the reason that an auditor asks for.

use super::super::cx::Cx;
use super::super::field::amount::AmountField;
use super::super::field::date::DateField;
use super::super::field::pick::PickField;
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::posting::{Ground, Posting, amount_of, date_of, debit_key, required};
use crate::book::Debit;
use crate::domain::calendar::Date;
use crate::error::{Error, Result};
use crate::ops::write_off::WriteOff;

pub struct WriteOffForm {
    which: PickField,
    amount: AmountField,
    date: DateField,
    reason: TextField,
}

impl WriteOffForm {
    fn debit<'a>(&self, ground: &'a Ground) -> Result<&'a Debit> {
        self.which.check()?;
        ground.debit(self.which.value()).ok_or_else(|| Error::invalid("which", "choose which"))
    }
}

fn number(op: &WriteOff, ground: &Ground) -> String {
    ground.debits.iter().find(|debit| debit.id == op.debit).map(|debit| debit.number.clone()).unwrap_or_default()
}

impl Posting for WriteOffForm {
    const NAME: &'static str = "write-off";
    type Deed = WriteOff;

    fn new(seed: Seed, ground: &Ground) -> WriteOffForm {
        let currency = ground.standing.account.currency;
        let mut form = WriteOffForm {
            which: PickField::new(Slot::new("which", "Item"), "nothing is open that could be written off"),
            amount: AmountField::new(Slot::new("amount", "Amount").beside(40), currency, ground.look),
            date: ground.day_field(Slot::new("date", "Date").beside(36)),
            reason: TextField::new(Slot::new("reason", "Reason")),
        };
        if let Some(debit) = ground.debits.iter().find(|debit| Some(debit.id) == seed.debit) {
            form.which.settle(debit_key(debit));
        }
        form
    }

    fn title(&self) -> &'static str {
        "WRITE OFF for"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.which, &mut self.amount, &mut self.date, &mut self.reason]
    }

    fn offer(&mut self, ground: &Ground, _cx: &Cx) -> Result<()> {
        (self.date.today, self.date.default) = (ground.today, Some(ground.today));
        let open = ground.debits.iter().filter(|debit| debit.open.is_positive() && debit.voided_on.is_none());
        self.which.offer(open.map(|debit| ground.debit_line(debit, debit.open)).collect());
        Ok(())
    }

    fn follow(&mut self, ground: &Ground, _cx: &Cx) {
        let open = self.debit(ground).ok().map(|debit| debit.open);
        (self.amount.default, self.amount.base) = (open, open);
    }

    fn deed(&self, ground: &Ground, _cx: &Cx) -> Result<WriteOff> {
        let debit = self.debit(ground)?;
        Ok(WriteOff {
            account: ground.account(),
            debit: debit.id,
            amount: amount_of(&self.amount)?,
            date: date_of(&self.date)?,
            reason: required(&self.reason, "a write-off needs a reason")?,
        })
    }

    fn on(&self, ground: &Ground) -> Date {
        self.date.value().ok().flatten().unwrap_or(ground.today)
    }

    fn sentence(&self, op: &WriteOff, ground: &Ground) -> String {
        format!("Writes {} of {} off", ground.look.figure(op.amount), number(op, ground))
    }

    fn said(&self, op: &WriteOff, ground: &Ground) -> String {
        format!("{} of {} written off", ground.look.figure(op.amount), number(op, ground))
    }
}
