//! Who was spoken to, and on which number: the account's contacts with the marks on their numbers, or somebody new.

use super::super::super::field::text::TextField;
use super::super::super::field::{Field, Slot, list};
use super::known::Known;
use crate::book::{Contact, mark_of};
use crate::domain::phone::{LEAST_DIGITS, name_and_number};
use crate::domain::text::{digits, fold};
use crate::ops::log_contact::is_known;

pub struct Person {
    pub contact: TextField,
    pub number: TextField,
}

impl Person {
    pub fn new() -> Person {
        let contact = Slot::new("contact", "Spoke to").no_stop().beside(40);
        let number = Slot::new("number", "Number").no_stop().beside(34);
        Person {
            contact: TextField::new(contact).listing("contacts"),
            number: TextField::new(number).listing("numbers"),
        }
    }

    pub fn name(&self) -> &str {
        name_and_number(self.contact.value()).map_or(self.contact.value(), |(name, _)| name)
    }

    /// The number that was used; none where nothing rings.
    pub fn phone(&self) -> &str {
        match (self.number.slot.shown, name_and_number(self.contact.value())) {
            (false, _) => "",
            (true, Some((_, number))) if !self.number.is_typed() => number,
            (true, _) => self.number.value(),
        }
    }

    /// Somebody whose name and number were both typed, and who is no contact yet.
    pub fn keeps(&self, known: &Known) -> Option<Contact> {
        let in_name = name_and_number(self.contact.value()).is_some();
        let phone = if in_name || self.number.is_typed() { self.phone() } else { "" };
        let new = Contact { name: self.name().to_string(), phone: phone.to_string(), ..Contact::default() };
        let named = known.contacts.iter().any(|contact| fold(&contact.name) == fold(&new.name));
        let is_new = !named && !is_known(&new, &known.contacts) && !new.name.is_empty();
        (is_new && digits(&new.phone).len() >= LEAST_DIGITS).then_some(new)
    }

    /// Lists and defaults; `rings` where the way of the contact needs a number.
    pub fn offer(&mut self, known: &Known, rings: bool) {
        self.number.slot.shown = rings;
        let first = known.contacts.iter().find(|contact| !contact.name.is_empty());
        self.contact.default = first.map(|contact| contact.name.clone()).unwrap_or_default();
        self.contact.suggestions = known.contacts.iter().filter(|one| !one.name.is_empty()).map(person).collect();
        let numbers = numbers(known);
        self.number.default = usual(&numbers, known, self.name());
        self.number.suggestions = numbers.iter().map(|(contact, phone)| line(contact, phone, known)).collect();
        let mark = mark_of(&known.marks, self.phone());
        self.number.echo = mark.map(|mark| format!("✗ {}", mark.kind.meaning())).unwrap_or_default();
        self.contact.echo = match self.keeps(known) {
            Some(_) => "new".to_string(),
            None => String::new(),
        };
    }
}

/// Every number of the account with whose it is.
fn numbers(known: &Known) -> Vec<(&Contact, &str)> {
    let mut numbers = Vec::new();
    for contact in &known.contacts {
        for phone in [&contact.phone, &contact.phone2].into_iter().filter(|phone| !phone.is_empty()) {
            numbers.push((contact, phone.as_str()));
        }
    }
    numbers
}

/// The first number of the person that may be called, else of the account, else any.
fn usual(numbers: &[(&Contact, &str)], known: &Known, name: &str) -> String {
    let of_person = |(contact, _): &&(&Contact, &str)| fold(&contact.name) == fold(name);
    let is_free = |(_, phone): &&(&Contact, &str)| mark_of(&known.marks, phone).is_none();
    let theirs = || numbers.iter().filter(of_person);
    let found = theirs().find(is_free).or_else(|| theirs().next());
    let found = found.or_else(|| numbers.iter().find(is_free)).or(numbers.first());
    found.map(|(_, phone)| phone.to_string()).unwrap_or_default()
}

fn line(contact: &Contact, phone: &str, known: &Known) -> list::Line {
    let mark = mark_of(&known.marks, phone).map_or("", |mark| mark.kind.meaning());
    let detail =
        [contact.name.as_str(), mark].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ");
    list::Line { label: phone.to_string(), detail, text: phone.to_string() }
}

fn person(contact: &Contact) -> list::Line {
    let detail = [contact.role.as_str(), contact.phone.as_str()].join("  ").trim().to_string();
    list::Line { label: contact.name.clone(), detail, text: contact.name.clone() }
}

impl Person {
    pub fn fields(&mut self) -> [&mut dyn Field; 2] {
        [&mut self.contact, &mut self.number]
    }
}
