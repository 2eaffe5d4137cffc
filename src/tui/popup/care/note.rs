//! The pinned note of an account: what everybody should read before they speak.

use super::super::super::cx::Cx;
use super::super::super::field::text::TextField;
use super::super::super::field::{Field, Slot};
use super::super::Seed;
use super::{Decided, Matter};
use crate::book::{Account, AccountDetails};
use crate::domain::ids::AccountId;
use crate::domain::text::clean;
use crate::error::{Error, Result};
use crate::ops::amend_account::AmendAccount;

pub struct PinNote {
    account: Account,
    note: TextField,
}

impl Matter for PinNote {
    const NAME: &'static str = "pinned-note";

    fn new(seed: Seed, cx: &Cx) -> Result<PinNote> {
        let account = cx.book.account(seed.account)?;
        let mut note = TextField::new(Slot::new("note", "Note"));
        note.set(clean(&account.details.note).trim());
        Ok(PinNote { account, note })
    }

    fn account(&self) -> AccountId {
        self.account.id
    }

    fn title(&self) -> String {
        format!("PINNED NOTE on {}", self.account.name())
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.note]
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        let untouched = self.note.text() == clean(&self.account.details.note).trim();
        self.account = cx.book.account(self.account.id)?;
        if untouched {
            self.note.set(clean(&self.account.details.note).trim());
        }
        Ok(())
    }

    fn follow(&mut self, _cx: &Cx) {}

    fn decide(&self, cx: &Cx) -> Result<Decided> {
        let (typed, known) = (self.note.value(), clean(&self.account.details.note));
        if typed == known.trim() {
            return Err(Error::invalid("note", "nothing is different from what is pinned"));
        }
        let details = AccountDetails { note: typed.to_string(), ..self.account.details.clone() };
        let changes = cx.book.amendments(&self.account.details, &details)?;
        let (sentence, said) = match typed {
            "" => ("Takes the note off.".to_string(), "The pinned note is taken off".to_string()),
            _ => (
                "Pins it on top of the account; the note before it stays in the history.".to_string(),
                "Pinned".to_string(),
            ),
        };
        let op = Box::new(AmendAccount { account: self.account.id, details, contacts: None });
        let changes = changes.iter().filter(|one| !one.before.is_empty()).map(ToString::to_string).collect();
        Ok(Decided { op, changes, sentence, said: format!("{said} · {}", self.account.name()) })
    }
}
