//! A new invoice or charge: due by the account's terms unless somebody says otherwise.

use super::super::cx::Cx;
use super::super::field::amount::AmountField;
use super::super::field::choice::{Choice, ChoiceField};
use super::super::field::date::DateField;
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::posting::{Ground, Posting, amount_of, date_of, required};
use crate::domain::calendar::{Date, short};
use crate::domain::dates::Facing;
use crate::domain::item::DebitKind;
use crate::error::Result;
use crate::ops::post_debit::PostDebit;

pub struct Invoice {
    number: TextField,
    amount: AmountField,
    date: DateField,
    due: DateField,
    po: TextField,
    memo: TextField,
    undiscounted: AmountField,
    kind: ChoiceField,
}

/// A refund is posted by its own form.
const KINDS: [DebitKind; 4] = [DebitKind::Invoice, DebitKind::Fee, DebitKind::Interest, DebitKind::Debit];

impl Posting for Invoice {
    const NAME: &'static str = "invoice";
    const CLOSES: bool = false;
    type Deed = PostDebit;

    fn new(_seed: Seed, ground: &Ground) -> Invoice {
        let kinds = KINDS.map(|kind| Choice::new(kind.word(), kind.word())).to_vec();
        let currency = ground.standing.account.currency;
        let due = Slot::new("due", "Due").beside(36);
        let mut form = Invoice {
            number: TextField::new(Slot::new("number", "Number").beside(34)),
            amount: AmountField::new(Slot::new("amount", "Amount").beside(40), currency, ground.look),
            date: ground.day_field(Slot::new("date", "Date").beside(40)),
            due: DateField::new(due, ground.today, Facing::Forward, ground.order),
            po: TextField::new(Slot::new("po", "PO").beside(34)),
            memo: TextField::new(Slot::new("memo", "Memo").beside(40)),
            undiscounted: AmountField::new(Slot::new("undiscounted", "No disc.").no_stop(), currency, ground.look),
            kind: ChoiceField::new(Slot::new("kind", "Kind").no_stop(), kinds),
        };
        form.undiscounted.required = false;
        form.kind.choose(DebitKind::Invoice.word());
        form
    }

    fn title(&self) -> &'static str {
        "INVOICE to"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![
            &mut self.number,
            &mut self.amount,
            &mut self.date,
            &mut self.due,
            &mut self.po,
            &mut self.memo,
            &mut self.undiscounted,
            &mut self.kind,
        ]
    }

    fn offer(&mut self, ground: &Ground, _cx: &Cx) -> Result<()> {
        (self.date.today, self.date.default, self.due.today) = (ground.today, Some(ground.today), ground.today);
        Ok(())
    }

    fn follow(&mut self, ground: &Ground, _cx: &Cx) {
        let terms = ground.standing.account.terms();
        self.undiscounted.slot.shown = terms.discount.is_some();
        let date = self.date.value().ok().flatten();
        self.due.default = date.map(|date| terms.due_date(date));
    }

    fn deed(&self, ground: &Ground, _cx: &Cx) -> Result<PostDebit> {
        Ok(PostDebit {
            account: ground.account(),
            kind: self.kind.value().unwrap_or(DebitKind::Invoice.word()).parse()?,
            number: required(&self.number, "an invoice or charge needs a number")?,
            date: date_of(&self.date)?,
            due: date_of(&self.due)?,
            amount: amount_of(&self.amount)?,
            po: self.po.value().to_string(),
            memo: self.memo.value().to_string(),
            undiscounted: if self.undiscounted.slot.shown { self.undiscounted.value()? } else { None },
        })
    }

    fn on(&self, ground: &Ground) -> Date {
        self.date.value().ok().flatten().unwrap_or(ground.today)
    }

    fn sentence(&self, op: &PostDebit, ground: &Ground) -> String {
        let (kind, amount) = (op.kind.word(), ground.look.figure(op.amount));
        format!("Posts {kind} {} of {amount}, due {}", op.number, short(op.due, ground.today))
    }

    fn said(&self, op: &PostDebit, ground: &Ground) -> String {
        let (kind, amount) = (op.kind.word(), ground.look.figure(op.amount));
        format!("{kind} {} of {amount} posted for {}", op.number, ground.standing.account.name())
    }
}
