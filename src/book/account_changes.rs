//! What differs between two versions of an account and of its contacts: one wording for the preview of a form, the answer
//! of a command and the history, so that they cannot tell it differently.

use std::fmt;

use super::{AccountDetails, Book, Contact};
use crate::domain::ids::AccountId;
use crate::domain::money::Money;
use crate::domain::text::{clean, fold};
use crate::error::Result;

/// One thing that is another now: `terms: net 30 → 2/10 net 30`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    pub what: String,
    pub before: String,
    pub after: String,
}

impl Amendment {
    fn of(what: impl Into<String>, before: impl Into<String>, after: impl Into<String>) -> Option<Amendment> {
        let one = Amendment { what: what.into(), before: clean(&before.into()), after: clean(&after.into()) };
        (one.before != one.after).then_some(one)
    }
}

impl fmt::Display for Amendment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.before.as_str(), self.after.as_str()) {
            ("", after) => write!(f, "{}: {after}", self.what),
            (before, "") => write!(f, "{}: {before} → none", self.what),
            (before, after) => write!(f, "{}: {before} → {after}", self.what),
        }
    }
}

impl Book {
    /// What of an account's details changes, in the order of its form.
    pub fn amendments(&self, before: &AccountDetails, after: &AccountDetails) -> Result<Vec<Amendment>> {
        let limit = |limit: Option<Money>| limit.map(|limit| limit.to_string()).unwrap_or_default();
        let terms = |text: &str| {
            let read = text.parse::<crate::domain::terms::Terms>();
            read.map_or_else(|_| text.to_string(), |terms| terms.to_string())
        };
        let (from, to) = (self.code_of_parent(before.parent)?, self.code_of_parent(after.parent)?);
        let texts = [
            Amendment::of("name", &before.name, &after.name),
            Amendment::of("terms", terms(&before.terms), terms(&after.terms)),
            Amendment::of("credit limit", limit(before.credit_limit), limit(after.credit_limit)),
            Amendment::of("address", &before.address, &after.address),
            Amendment::of("city", &before.city, &after.city),
            Amendment::of("region", &before.region, &after.region),
            Amendment::of("postal code", &before.postal_code, &after.postal_code),
            Amendment::of("country", &before.country, &after.country),
            Amendment::of("time zone", &before.time_zone, &after.time_zone),
            Amendment::of("collector", &before.collector, &after.collector),
            Amendment::of("parent", from, to),
            Amendment::of("tags", &before.tags, &after.tags),
            Amendment::of("note", &before.note, &after.note),
        ];
        Ok(texts.into_iter().flatten().collect())
    }

    fn code_of_parent(&self, parent: Option<AccountId>) -> Result<String> {
        let Some(parent) = parent else { return Ok(String::new()) };
        Ok(self.names_of(&[parent])?.pop().map(|(_, code, _)| code).unwrap_or_default())
    }
}

/// What of the people changes, a line each. A person is the same by name, else by place.
pub fn contact_changes(before: &[Contact], after: &[Contact]) -> Vec<String> {
    let mut lines = Vec::new();
    let partner = |place: usize, one: &Contact| -> Option<&Contact> {
        let named = |other: &&Contact| !one.name.is_empty() && fold(&other.name) == fold(&one.name);
        let same_place = || {
            let other = before.get(place)?;
            let stays = after.iter().any(|after| !after.name.is_empty() && fold(&after.name) == fold(&other.name));
            (!stays).then_some(other)
        };
        before.iter().find(named).or_else(same_place)
    };
    let mut met: Vec<&Contact> = Vec::new();
    for (place, one) in after.iter().enumerate() {
        match partner(place, one).filter(|other| !met.contains(other)) {
            Some(other) => {
                met.push(other);
                lines.extend(differences(other, one));
            }
            None => lines.push(format!("contact added: {}", said(one))),
        }
    }
    let gone = before.iter().filter(|one| !met.contains(one));
    lines.extend(gone.map(|one| format!("contact removed: {}", said(one))));
    if lines.is_empty() && before != after {
        let names: Vec<&str> = after.iter().map(called).collect();
        lines.push(clean(&format!("contacts in another order: {}", names.join(", "))));
    }
    lines
}

fn differences(before: &Contact, after: &Contact) -> Option<String> {
    let parts = [
        Amendment::of("name", &before.name, &after.name),
        Amendment::of("role", &before.role, &after.role),
        Amendment::of("phone", &before.phone, &after.phone),
        Amendment::of("phone 2", &before.phone2, &after.phone2),
        Amendment::of("e-mail", &before.email, &after.email),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().map(|part| part.to_string()).collect();
    (!parts.is_empty()).then(|| format!("contact {}: {}", clean(called(before)), parts.join(", ")))
}

/// The name of a person, else the number or address that stands for one.
fn called(contact: &Contact) -> &str {
    let names = [&contact.name, &contact.phone, &contact.phone2, &contact.email];
    names.into_iter().find(|name| !name.is_empty()).map_or("", String::as_str)
}

fn said(contact: &Contact) -> String {
    let parts = [&contact.name, &contact.role, &contact.phone, &contact.phone2, &contact.email];
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    clean(&parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, phone: &str) -> Contact {
        Contact { name: name.into(), phone: phone.into(), ..Contact::default() }
    }

    #[test]
    fn people_are_told_by_name_and_by_place() {
        let before = [person("Dana Ruiz", "1"), person("Pete", "2")];
        let told = |after: &[Contact]| contact_changes(&before, after);
        assert!(told(&before).is_empty());
        assert_eq!(
            told(&[person("dana ruiz", "9"), person("Pete", "2")])[0],
            "contact Dana Ruiz: name: Dana Ruiz → dana ruiz, phone: 1 → 9"
        );
        assert_eq!(told(&[person("Pete", "2")]), ["contact removed: Dana Ruiz, 1"]);
        assert_eq!(
            told(&[person("Dana Reyes", "1"), person("Pete", "2")]),
            ["contact Dana Ruiz: name: Dana Ruiz → Dana Reyes"]
        );
        assert_eq!(told(&[before[1].clone(), before[0].clone()]), ["contacts in another order: Pete, Dana Ruiz"]);
        let more = [before[0].clone(), before[1].clone(), person("Ann", "3")];
        assert_eq!(told(&more), ["contact added: Ann, 3"]);
    }
}
