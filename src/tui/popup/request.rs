//! Something to be sent: a copy, a proof of delivery, a statement; it stands on the list until it is ticked off.

use super::super::cx::Cx;
use super::super::field::choice::{Choice, ChoiceField};
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::note::{item_field, item_of};
use super::posting::{Ground, Posting};
use crate::domain::calendar::Date;
use crate::domain::communication::Wanted;
use crate::error::Result;
use crate::ops::request::{MakeRequest, Requested};

pub struct RequestForm {
    what: ChoiceField,
    item: TextField,
    note: TextField,
}

/// What may be asked for, numbered.
pub fn wanted() -> Vec<Choice> {
    let label = |what: &Wanted| match what {
        Wanted::Copy => "copy of an invoice",
        Wanted::Proof => "proof of delivery",
        Wanted::Statement => "statement",
        Wanted::Other => "something else",
    };
    Wanted::ALL.iter().map(|what| Choice::new(what.word(), label(what))).collect()
}

impl Posting for RequestForm {
    const NAME: &'static str = "request";
    const MOVES_MONEY: bool = false;
    type Deed = MakeRequest;

    fn new(seed: Seed, ground: &Ground) -> RequestForm {
        let mut item = item_field(seed, ground);
        item.slot.stop = seed.debit.is_none();
        RequestForm {
            what: ChoiceField::new(Slot::new("what", "Send"), wanted()),
            item,
            note: TextField::new(Slot::new("note", "Note")),
        }
    }

    fn title(&self) -> &'static str {
        "TO BE SENT to"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.what, &mut self.item, &mut self.note]
    }

    fn offer(&mut self, _ground: &Ground, _cx: &Cx) -> Result<()> {
        Ok(())
    }

    fn follow(&mut self, _ground: &Ground, _cx: &Cx) {
        self.item.slot.shown = self.what.value() != Some(Wanted::Statement.word());
    }

    fn deed(&self, ground: &Ground, _cx: &Cx) -> Result<MakeRequest> {
        self.what.check()?;
        let what: Wanted = self.what.value().unwrap_or_default().parse()?;
        let debit = if self.item.slot.shown { item_of(&self.item, ground)? } else { None };
        let requested = Requested { what, debit, note: self.note.value().to_string() };
        Ok(MakeRequest { account: ground.account(), asked: ground.today, requested })
    }

    fn on(&self, ground: &Ground) -> Date {
        ground.today
    }

    fn sentence(&self, op: &MakeRequest, ground: &Ground) -> String {
        format!("{} stands on the list of what is to be sent", described(op, ground))
    }

    fn said(&self, op: &MakeRequest, ground: &Ground) -> String {
        format!("To be sent: {}", described(op, ground))
    }
}

fn described(op: &MakeRequest, ground: &Ground) -> String {
    let debit = ground.debits.iter().find(|debit| Some(debit.id) == op.requested.debit);
    op.requested.what.described(debit.map(|debit| debit.number.as_str()))
}
