//! An account as it is known: opened with a name and nothing else, or amended, where only what changed is written.

use super::super::super::cx::Cx;
use super::super::super::field::amount::AmountField;
use super::super::super::field::text::TextField;
use super::super::super::field::{Field, Slot, list};
use super::super::Seed;
use super::{Decided, Matter, NOBODY, account_of, accounts_for};
use crate::book::{Account, AccountDetails, Alike, Contact, contact_changes};
use crate::domain::ids::AccountId;
use crate::domain::money::Currency;
use crate::domain::terms::Terms;
use crate::domain::text::clean;
use crate::domain::zone::Zone;
use crate::error::{Error, Result};
use crate::ops::amend_account::AmendAccount;
use crate::ops::open_account::OpenAccount;

/// A new account.
pub struct Open {
    code: TextField,
    currency: TextField,
    known: Known,
}

/// An account that is there.
pub struct Amend {
    account: Account,
    contacts: Vec<Contact>,
    known: Known,
}

/// What both ask.
struct Known {
    texts: Vec<TextField>,
    limit: AmountField,
    alike: Vec<Alike>,
}

/// Name, label, and columns of each text, in the order of the form; the limit stands behind the terms.
const TEXTS: [(&str, &str, u16); 16] = [
    ("name", "Name", 0),
    ("contact", "Contact", 38),
    ("phone", "Phone", 36),
    ("email", "E-mail", 38),
    ("phone2", "Phone 2", 36),
    ("terms", "Terms", 38),
    ("address", "Address", 38),
    ("city", "City", 36),
    ("region", "Region", 22),
    ("postal-code", "Postal", 20),
    ("country", "Country", 32),
    ("time-zone", "Time zone", 38),
    ("collector", "Collector", 36),
    ("parent", "Part of", 38),
    ("tags", "Tags", 36),
    ("note", "Note", 0),
];

/// More of what changes than this is counted on [ Save ], not listed.
const SHORT: usize = 90;

/// The place of the limit among the fields.
const AFTER_TERMS: usize = 6;

impl Known {
    fn new(currency: Currency, cx: &Cx) -> Known {
        let texts = TEXTS.map(|(name, label, beside)| {
            let field = TextField::new(Slot::new(name, label).beside(beside));
            match name {
                "parent" => field.listing("accounts"),
                "time-zone" => field.listing("zones"),
                _ => field,
            }
        });
        let mut limit = AmountField::new(Slot::new("limit", "Limit").beside(36), currency, cx.look);
        limit.required = false;
        let mut known = Known { texts: texts.into(), limit, alike: Vec::new() };
        let zone = |name: &str| list::Line { label: name.into(), detail: String::new(), text: name.into() };
        known.of("time-zone").suggestions = Zone::names().map(zone).collect();
        known
    }

    /// The field of a name in [`TEXTS`].
    fn of(&mut self, name: &str) -> &mut TextField {
        let place = TEXTS.iter().position(|(text, ..)| *text == name).unwrap_or(0);
        &mut self.texts[place]
    }

    fn said(&self, name: &str) -> &str {
        let place = TEXTS.iter().position(|(text, ..)| *text == name).unwrap_or(0);
        self.texts[place].value()
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        let mut fields: Vec<&mut dyn Field> = self.texts.iter_mut().map(|field| field as &mut dyn Field).collect();
        fields.insert(AFTER_TERMS, &mut self.limit);
        fields
    }

    fn follow(&mut self, except: AccountId, cx: &Cx) {
        let terms = self.said("terms").to_string();
        self.of("terms").echo = match terms.parse::<Terms>() {
            Ok(read) if terms.trim() == read.to_string() => String::new(),
            Ok(read) => format!("= {read}"),
            Err(_) => "✗ write it like 30, 2/10 net 30 or eom".to_string(),
        };
        let zone = self.said("time-zone").to_string();
        self.of("time-zone").echo = match zone.parse::<Zone>() {
            Ok(read) => read.civil(cx.utc()).format("%H:%M").to_string(),
            Err(_) if zone.is_empty() => String::new(),
            Err(_) => "✗ F4 lists them".to_string(),
        };
        let parent = self.said("parent").to_string();
        self.of("parent").suggestions = accounts_for(&parent, except, cx);
        let named = if parent.is_empty() { None } else { account_of(&parent, "parent", cx).ok() };
        let named = named.and_then(|parent| cx.book.names_of(&[parent]).ok());
        let named = named.and_then(|names| names.into_iter().next()).map(|(_, _, name)| clean(&name));
        self.of("parent").echo = named.filter(|name| *name != parent).unwrap_or_default();
        let phones = [self.said("phone").to_string(), self.said("phone2").to_string()];
        let name = self.said("name").to_string();
        self.alike = cx.overview.alike(&name, &[phones[0].as_str(), phones[1].as_str()], except);
    }

    fn warnings(&self) -> Vec<String> {
        let told = |one: &Alike| format!("{} {} is there already: {}", one.code, one.name, one.why);
        self.alike.iter().take(3).map(told).collect()
    }

    /// What was typed, over what is known; a text that only lost its line breaks on the way here is as it was.
    fn describe(&self, before: &AccountDetails, cx: &Cx) -> Result<AccountDetails> {
        let mut after = before.clone();
        after.name = match self.said("name") {
            "" => return Err(Error::invalid("name", "an account needs a name")),
            name => name.to_string(),
        };
        let terms = self.said("terms");
        after.terms = terms.parse::<Terms>().map_err(|error| error.at_field("terms"))?.to_string();
        if before.terms.parse::<Terms>().is_ok_and(|known| known.to_string() == after.terms) {
            after.terms.clone_from(&before.terms);
        }
        after.credit_limit = self.limit.value()?;
        after.parent = match self.said("parent") {
            "" => None,
            parent => Some(account_of(parent, "parent", cx)?),
        };
        for (name, kept) in [
            ("address", &mut after.address),
            ("city", &mut after.city),
            ("region", &mut after.region),
            ("postal-code", &mut after.postal_code),
            ("country", &mut after.country),
            ("time-zone", &mut after.time_zone),
            ("collector", &mut after.collector),
            ("tags", &mut after.tags),
            ("note", &mut after.note),
        ] {
            if self.said(name) != clean(kept).trim() {
                *kept = self.said(name).to_string();
            }
        }
        Ok(after)
    }

    /// The first of the people as typed, the others as they are.
    fn people(&self, before: &[Contact]) -> Vec<Contact> {
        let mut people = before.to_vec();
        let mut first = people.first().cloned().unwrap_or_default();
        for (name, kept) in [
            ("contact", &mut first.name),
            ("phone", &mut first.phone),
            ("phone2", &mut first.phone2),
            ("email", &mut first.email),
        ] {
            if self.said(name) != clean(kept).trim() {
                *kept = self.said(name).to_string();
            }
        }
        match people.first_mut() {
            Some(kept) => *kept = first,
            None => people.push(first),
        }
        people.retain(|one| *one != Contact::default());
        people
    }

    /// What is known, as the fields show it; fields that were edited since `before` was shown keep what was typed.
    fn show(&mut self, before: Option<(&Account, &[Contact])>, now: (&Account, &[Contact]), cx: &Cx) {
        let was = before.map(|(account, people)| texts_of(account, people, cx));
        for (place, text) in texts_of(now.0, now.1, cx).into_iter().enumerate() {
            let field = &mut self.texts[place];
            if was.as_ref().is_none_or(|was| was.get(place).is_some_and(|was| *was == field.text())) {
                field.set(&text);
            }
        }
        let limit =
            |account: &Account| account.details.credit_limit.map(|limit| cx.look.figure(limit)).unwrap_or_default();
        if before.is_none_or(|(account, _)| limit(account) == self.limit.text()) {
            self.limit.set(&limit(now.0));
        }
    }
}

/// In the order of [`TEXTS`].
fn texts_of(account: &Account, people: &[Contact], cx: &Cx) -> Vec<String> {
    let (details, nobody) = (&account.details, Contact::default());
    let first = people.first().unwrap_or(&nobody);
    let parent = details.parent.and_then(|parent| cx.book.names_of(&[parent]).ok()).unwrap_or_default();
    let parent = parent.into_iter().next().map(|(_, code, _)| code).unwrap_or_default();
    let terms = account.terms().to_string();
    let texts = [
        &details.name,
        &first.name,
        &first.phone,
        &first.email,
        &first.phone2,
        &terms,
        &details.address,
        &details.city,
        &details.region,
        &details.postal_code,
        &details.country,
        &details.time_zone,
        &details.collector,
        &parent,
        &details.tags,
        &details.note,
    ];
    texts.into_iter().map(|text| clean(text).trim().to_string()).collect()
}

impl Matter for Open {
    const NAME: &'static str = "open-account";

    fn new(_seed: Seed, cx: &Cx) -> Result<Open> {
        let mut form = Open {
            code: TextField::new(Slot::new("code", "Code").no_stop().beside(38)),
            currency: TextField::new(Slot::new("currency", "Currency").no_stop().beside(36)),
            known: Known::new(cx.settings.currency, cx),
        };
        form.currency.default = cx.settings.currency.code().to_string();
        form.known.of("terms").default = Terms::default().to_string();
        Ok(form)
    }

    fn account(&self) -> AccountId {
        NOBODY
    }

    fn title(&self) -> String {
        "NEW ACCOUNT".to_string()
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        let mut fields = self.known.fields();
        fields.push(&mut self.code);
        fields.push(&mut self.currency);
        fields
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.code.default = cx.book.free_account_code()?;
        cx.overview.read_search(&cx.book)
    }

    fn follow(&mut self, cx: &Cx) {
        if let Ok(currency) = Currency::parse(self.currency.value()) {
            self.known.limit.turn_to(currency);
        }
        self.known.follow(NOBODY, cx);
    }

    fn warnings(&self) -> Vec<String> {
        self.known.warnings()
    }

    fn decide(&self, cx: &Cx) -> Result<Decided> {
        let currency = Currency::parse(self.currency.value()).map_err(|error| error.at_field("currency"))?;
        let details = self.known.describe(&AccountDetails::default(), cx)?;
        let (code, contacts) = (self.code.value().to_string(), self.known.people(&[]));
        let sentence = format!("Opens {code} {}, {}, kept in {}.", details.name, details.terms, currency.code());
        let said = format!("{code} {} opened", details.name);
        let op = Box::new(OpenAccount { code, currency, details, contacts });
        Ok(Decided { op, changes: Vec::new(), sentence, said })
    }
}

impl Matter for Amend {
    const NAME: &'static str = "amend-account";

    fn new(seed: Seed, cx: &Cx) -> Result<Amend> {
        let account = cx.book.account(seed.account)?;
        let contacts = cx.book.contacts_of(account.id)?;
        let mut known = Known::new(account.currency, cx);
        known.show(None, (&account, &contacts), cx);
        Ok(Amend { account, contacts, known })
    }

    fn account(&self) -> AccountId {
        self.account.id
    }

    fn title(&self) -> String {
        format!("ACCOUNT {} {}", self.account.code, self.account.name())
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        self.known.fields()
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        let (account, contacts) = (cx.book.account(self.account.id)?, cx.book.contacts_of(self.account.id)?);
        self.known.show(Some((&self.account, &self.contacts)), (&account, &contacts), cx);
        (self.account, self.contacts) = (account, contacts);
        cx.overview.read_search(&cx.book)
    }

    fn follow(&mut self, cx: &Cx) {
        self.known.follow(self.account.id, cx);
    }

    /// Only what is typed anew is worth a warning.
    fn warnings(&self) -> Vec<String> {
        let renamed = self.known.said("name") != self.account.name();
        let phone = self.contacts.first().map_or("", |first| first.phone.as_str());
        let told = renamed || self.known.said("phone") != clean(phone).trim();
        if told { self.known.warnings() } else { Vec::new() }
    }

    fn decide(&self, cx: &Cx) -> Result<Decided> {
        let details = self.known.describe(&self.account.details, cx)?;
        let people = self.known.people(&self.contacts);
        let mut changes: Vec<String> =
            cx.book.amendments(&self.account.details, &details)?.iter().map(ToString::to_string).collect();
        changes.extend(contact_changes(&self.contacts, &people));
        if changes.is_empty() {
            return Err(Error::invalid("name", "nothing is different from what is known"));
        }
        let contacts = (people != self.contacts).then_some(people);
        let listed = changes.join("; ");
        let sentence = match changes.len() {
            many if many > 1 && listed.chars().count() > SHORT => {
                format!("Changes {many} things; what they were stays in the history.")
            }
            _ => format!("Changes {listed}; what was stays in the history."),
        };
        let said = format!("{}: {}", self.account.name(), changes.join("; "));
        let op = Box::new(AmendAccount { account: self.account.id, details, contacts });
        Ok(Decided { op, changes, sentence, said })
    }
}
