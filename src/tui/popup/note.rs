//! A note without a call: what somebody should know who opens the account next.

use super::super::cx::Cx;
use super::super::field::list;
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::posting::{Ground, Posting, required};
use crate::domain::calendar::Date;
use crate::domain::communication::{Channel, Outcome};
use crate::domain::ids::DebitId;
use crate::error::{Error, Result};
use crate::ops::log_contact::LogContact;

pub struct Note {
    text: TextField,
    item: TextField,
}

/// The debit of a typed number; none where nothing is typed.
pub fn item_of(field: &TextField, ground: &Ground) -> Result<Option<DebitId>> {
    let number = field.value();
    if matches!(number, "" | "none" | "-") {
        return Ok(None);
    }
    let named = ground.debits.iter().rev().filter(|debit| debit.number.eq_ignore_ascii_case(number));
    let found = named.clone().find(|debit| debit.voided_on.is_none()).or(named.clone().next());
    let missing = || Error::invalid(field.slot.name, "there is no item of that number").hint("F4 lists them");
    found.map(|debit| Some(debit.id)).ok_or_else(missing)
}

/// A field for an item's number, with the open ones behind F4.
pub fn item_field(seed: Seed, ground: &Ground) -> TextField {
    let mut field = TextField::new(Slot::new("item", "About").no_stop()).listing("items");
    let chosen = ground.debits.iter().find(|debit| Some(debit.id) == seed.debit);
    field.default = chosen.map(|debit| debit.number.clone()).unwrap_or_default();
    let look = ground.look;
    let line = |debit: &crate::domain::item::OpenDebit| list::Line {
        label: debit.number.clone(),
        detail: look.figure(debit.open),
        text: debit.number.clone(),
    };
    field.suggestions = ground.standing.debits.iter().map(line).collect();
    field
}

impl Posting for Note {
    const NAME: &'static str = "note";
    const MOVES_MONEY: bool = false;
    type Deed = LogContact;

    fn new(seed: Seed, ground: &Ground) -> Note {
        Note { text: TextField::new(Slot::new("text", "Note")), item: item_field(seed, ground) }
    }

    fn title(&self) -> &'static str {
        "NOTE on"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.text, &mut self.item]
    }

    fn offer(&mut self, _ground: &Ground, _cx: &Cx) -> Result<()> {
        Ok(())
    }

    fn deed(&self, ground: &Ground, cx: &Cx) -> Result<LogContact> {
        Ok(LogContact {
            channel: Channel::Note,
            item: item_of(&self.item, ground)?,
            note: required(&self.text, "the note is empty")?,
            ..LogContact::new(ground.account(), cx.now(), Outcome::Note)
        })
    }

    fn on(&self, ground: &Ground) -> Date {
        ground.today
    }

    fn sentence(&self, op: &LogContact, _ground: &Ground) -> String {
        let about = if op.item.is_some() { format!(" about {}", self.item.value()) } else { String::new() };
        format!("Keeps the note in the history{about}")
    }

    fn said(&self, _op: &LogContact, ground: &Ground) -> String {
        format!("Note kept for {}", ground.standing.account.name())
    }
}
