//! Paying unapplied credit back to the customer.

use super::super::cx::Cx;
use super::super::field::amount::AmountField;
use super::super::field::date::DateField;
use super::super::field::pick::PickField;
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::outlook::Told;
use super::posting::{Ground, Posting, amount_of, credit_key, date_of, name_of, required};
use crate::book::Credit;
use crate::domain::calendar::Date;
use crate::domain::item::CreditKind;
use crate::error::{Error, Result};
use crate::ops::refund_credit::{RefundCredit, free_number};

pub struct Refund {
    which: PickField,
    amount: AmountField,
    date: DateField,
    number: TextField,
    memo: TextField,
}

/// Money that is on the account and applied to nothing, the newest first.
pub fn unapplied(ground: &Ground) -> impl Iterator<Item = &Credit> {
    let free = |credit: &&Credit| {
        let kind = matches!(credit.kind, CreditKind::Payment | CreditKind::Credit);
        kind && credit.reversed_on.is_none() && credit.unapplied.is_positive()
    };
    ground.credits.iter().rev().filter(free)
}

impl Posting for Refund {
    const NAME: &'static str = "refund";
    type Deed = Told<RefundCredit, Credit>;

    fn new(seed: Seed, ground: &Ground) -> Refund {
        let currency = ground.standing.account.currency;
        let mut form = Refund {
            which: PickField::new(Slot::new("which", "Credit"), "no credit is unapplied"),
            amount: AmountField::new(Slot::new("amount", "Amount").beside(40), currency, ground.look),
            date: ground.day_field(Slot::new("date", "Paid").beside(36)),
            number: TextField::new(Slot::new("number", "Number").beside(32).no_stop()),
            memo: TextField::new(Slot::new("memo", "Memo")),
        };
        if let Some(credit) = ground.credits.iter().find(|credit| Some(credit.id) == seed.credit) {
            form.which.settle(credit_key(credit));
        }
        form
    }

    fn title(&self) -> &'static str {
        "REFUND to"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.which, &mut self.amount, &mut self.date, &mut self.number, &mut self.memo]
    }

    fn offer(&mut self, ground: &Ground, _cx: &Cx) -> Result<()> {
        (self.date.today, self.date.default) = (ground.today, Some(ground.today));
        self.which.offer(unapplied(ground).map(|credit| ground.credit_line(credit, credit.unapplied)).collect());
        Ok(())
    }

    fn follow(&mut self, ground: &Ground, cx: &Cx) {
        let credit = ground.credit(self.which.value());
        let left = credit.map(|credit| credit.unapplied);
        (self.amount.default, self.amount.base) = (left, left);
        let number = credit.map(|credit| free_number(&cx.book, credit));
        self.number.default = number.and_then(Result::ok).unwrap_or_default();
    }

    fn deed(&self, ground: &Ground, _cx: &Cx) -> Result<Self::Deed> {
        self.which.check()?;
        let credit = ground.credit(self.which.value()).ok_or_else(|| Error::invalid("which", "choose which"))?;
        let op = RefundCredit {
            account: ground.account(),
            credit: credit.id,
            number: required(&self.number, "a refund needs a number")?,
            amount: amount_of(&self.amount)?,
            date: date_of(&self.date)?,
            memo: self.memo.value().to_string(),
        };
        Ok(Told { op, told: credit.clone() })
    }

    fn on(&self, ground: &Ground) -> Date {
        self.date.value().ok().flatten().unwrap_or(ground.today)
    }

    fn sentence(&self, deed: &Self::Deed, ground: &Ground) -> String {
        format!("Pays {} of {} back", ground.look.figure(deed.op.amount), name_of(&deed.told))
    }

    fn said(&self, deed: &Self::Deed, ground: &Ground) -> String {
        format!("{} of {} refunded", ground.look.figure(deed.op.amount), name_of(&deed.told))
    }
}
