//! The people of an account: one is added, amended, taken off or put first. The list is written anew, the one before it
//! stays in the history.

use super::super::super::cx::Cx;
use super::super::super::field::choice::{Choice, ChoiceField};
use super::super::super::field::pick::{Candidate, PickField};
use super::super::super::field::text::TextField;
use super::super::super::field::{Field, Slot};
use super::super::Seed;
use super::{Decided, Matter};
use crate::book::{Account, Contact, contact_changes};
use crate::domain::ids::AccountId;
use crate::domain::text::clean;
use crate::error::{Error, Result};
use crate::ops::amend_account::AmendAccount;

pub struct People {
    account: Account,
    contacts: Vec<Contact>,
    who: PickField,
    what: ChoiceField,
    texts: [TextField; 5],
    /// What the texts show: the person that was chosen.
    shown: Option<Contact>,
}

const NEW: &str = "new";

/// `amend` is also what becomes of a new one.
const DEEDS: [(&str, &str); 3] = [("amend", "save"), ("first", "save and ask for first"), ("remove", "take off")];

impl People {
    /// The place of the person that is chosen; None for a new one.
    fn place(&self) -> Option<usize> {
        self.who.value().and_then(|key| key.parse().ok()).filter(|place| *place < self.contacts.len())
    }

    fn offer(&mut self) {
        let detail = |one: &Contact| {
            let ways = [&one.role, &one.phone, &one.phone2, &one.email];
            let ways: Vec<String> = ways.into_iter().filter(|way| !way.is_empty()).map(|way| clean(way)).collect();
            ways.join("  ")
        };
        let label = |one: &Contact| if one.name.is_empty() { "(no name)".to_string() } else { clean(&one.name) };
        let person = |(place, one): (usize, &Contact)| Candidate {
            key: place.to_string(),
            label: label(one),
            detail: detail(one),
            amount: String::new(),
        };
        let mut candidates: Vec<Candidate> = self.contacts.iter().enumerate().map(person).collect();
        let (key, label) = (NEW.to_string(), "somebody new".to_string());
        candidates.push(Candidate { key, label, detail: String::new(), amount: String::new() });
        self.who.offer(candidates);
    }

    /// Shows the person that is chosen; a text that was typed over stays.
    fn show(&mut self) {
        let chosen = match self.who.value() {
            None => return,
            Some(_) => self.place().and_then(|place| self.contacts.get(place)).cloned().unwrap_or_default(),
        };
        if self.shown.as_ref() == Some(&chosen) {
            return;
        }
        let before = self.shown.take().unwrap_or_default();
        for ((field, text), before) in self.texts.iter_mut().zip(parts(&chosen)).zip(parts(&before)) {
            if field.text() == before {
                field.set(&text);
            }
        }
        self.shown = Some(chosen);
    }

    fn typed(&self) -> Contact {
        let [name, role, phone, phone2, email] = &self.texts;
        let text = |field: &TextField| field.value().to_string();
        Contact { name: text(name), role: text(role), phone: text(phone), phone2: text(phone2), email: text(email) }
    }
}

fn parts(contact: &Contact) -> [String; 5] {
    [&contact.name, &contact.role, &contact.phone, &contact.phone2, &contact.email].map(|text| clean(text))
}

impl Matter for People {
    const NAME: &'static str = "contacts";

    fn new(seed: Seed, cx: &Cx) -> Result<People> {
        let text = |name, label, beside| TextField::new(Slot::new(name, label).beside(beside));
        let deeds = DEEDS.map(|(word, label)| Choice::new(word, label)).to_vec();
        let mut form = People {
            account: cx.book.account(seed.account)?,
            contacts: cx.book.contacts_of(seed.account)?,
            who: PickField::new(Slot::new("who", "Who"), "nobody is known"),
            what: ChoiceField::new(Slot::new("what", "Then").no_stop(), deeds),
            texts: [
                text("name", "Name", 40),
                text("role", "Role", 36),
                text("phone", "Phone", 40),
                text("phone2", "Phone 2", 36),
                text("email", "E-mail", 0),
            ],
            shown: None,
        };
        form.what.choose("amend");
        form.offer();
        Ok(form)
    }

    fn account(&self) -> AccountId {
        self.account.id
    }

    fn title(&self) -> String {
        format!("CONTACTS of {}", self.account.name())
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        let [name, role, phone, phone2, email] = &mut self.texts;
        vec![&mut self.who, name, role, phone, phone2, email, &mut self.what]
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.account = cx.book.account(self.account.id)?;
        self.contacts = cx.book.contacts_of(self.account.id)?;
        self.offer();
        Ok(())
    }

    fn follow(&mut self, _cx: &Cx) {
        self.show();
        let goes = self.what.value() == Some("remove") && self.place().is_some();
        self.texts.iter_mut().for_each(|field| field.slot.shown = !goes);
    }

    fn decide(&self, _cx: &Cx) -> Result<Decided> {
        self.who.check()?;
        let (place, typed) = (self.place(), self.typed());
        let mut people = self.contacts.clone();
        let removed = match (place, self.what.value()) {
            (Some(place), Some("remove")) => Some(people.remove(place)),
            (_, what) => {
                if typed == Contact::default() {
                    return Err(Error::invalid("name", "type a name or a number"));
                }
                let at = match place {
                    Some(place) => {
                        people.remove(place);
                        place
                    }
                    None => people.len(),
                };
                people.insert(if what == Some("first") { 0 } else { at }, typed);
                None
            }
        };
        let changes = contact_changes(&self.contacts, &people);
        if changes.is_empty() {
            return Err(Error::invalid("name", "nothing is different from what is known"));
        }
        let sentence = match (&removed, place) {
            (Some(_), _) => "Takes the person off the list; the history keeps it.",
            (None, None) => "Adds a person to ask for.",
            (None, Some(_)) => "Saves what is known of the person; what it was stays in the history.",
        };
        let said = format!("{}: {}", self.account.name(), changes.join("; "));
        let details = self.account.details.clone();
        let op = Box::new(AmendAccount { account: self.account.id, details, contacts: Some(people) });
        Ok(Decided { op, changes, sentence: sentence.to_string(), said })
    }
}
