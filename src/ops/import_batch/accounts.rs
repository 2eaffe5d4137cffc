//! Matching accounts: by code, else by folded name, else the account is new (CONTRACT, imports).

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;

use super::stage::Stager;
use crate::book::staging::Origin;
use crate::book::{AccountDetails, Book, Contact};
use crate::domain::ids::AccountId;
use crate::domain::money::{Currency, Money};
use crate::domain::record::{AccountRecord, AccountRef, ContactRecord};
use crate::domain::terms::Terms;
use crate::domain::text::{clean, fold};
use crate::error::{Error, Result};

/// An account that the import names or the book has.
pub struct StagedAccount {
    pub existing: Option<AccountId>,
    pub code: String,
    pub currency: Currency,
    /// As it will be; None for one of the book that nothing was said of.
    pub details: Option<AccountDetails>,
    pub contacts: Option<Vec<Contact>>,
    /// Code of the head office, resolved when it is written.
    pub parent: Option<String>,
    pub terms: Terms,
    pub origin: Option<Origin>,
    /// True where the import names it.
    pub named: bool,
    /// True where a code of the import means it.
    claimed: bool,
    before: Option<(AccountDetails, Vec<Contact>)>,
}

impl StagedAccount {
    /// True for an account of the book of which the import knows better.
    pub fn changed(&self) -> bool {
        self.details_changed() || self.contacts_changed()
    }

    /// True for an account of the book, or one that only a name opened: a file may know its real code.
    fn may_be_claimed(&self) -> bool {
        self.existing.is_some() && !self.claimed
    }

    pub fn details_changed(&self) -> bool {
        self.before.as_ref().is_some_and(|(details, _)| self.details.as_ref().is_some_and(|now| now != details))
    }

    pub fn contacts_changed(&self) -> bool {
        self.before.as_ref().is_some_and(|(_, contacts)| self.contacts.as_ref().is_some_and(|now| now != contacts))
    }
}

/// Every account by place, found by code and by folded name.
pub struct Accounts {
    pub list: Vec<StagedAccount>,
    by_code: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
    next_code: i64,
    usual: Currency,
    /// Codes and folded names of accounts that were merged into another: what a file says of them is of the past.
    merged: HashSet<String>,
}

impl Accounts {
    pub fn of(book: &Book, usual: Currency) -> Result<Accounts> {
        let next_code = book.free_account_code()?[1..].parse().unwrap_or(1);
        let mut accounts = Accounts {
            list: Vec::new(),
            by_code: HashMap::new(),
            by_name: HashMap::new(),
            next_code,
            usual,
            merged: HashSet::new(),
        };
        book.each_account(|account| {
            let name = account.details.name.clone();
            let terms = account.terms();
            accounts.add(
                &name,
                StagedAccount {
                    existing: Some(account.id),
                    code: account.code,
                    currency: account.currency,
                    details: None,
                    contacts: None,
                    parent: None,
                    terms,
                    origin: None,
                    named: false,
                    claimed: false,
                    before: None,
                },
            );
            Ok(())
        })?;
        accounts.lead_to_the_kept(book)?;
        Ok(accounts)
    }

    /// The code and the name of an account that was merged mean the one that keeps it.
    fn lead_to_the_kept(&mut self, book: &Book) -> Result<()> {
        for one in book.merged_accounts()? {
            let kept = book.kept_of(one.account)?;
            let Some(place) = self.list.iter().position(|account| account.existing == Some(kept)) else { continue };
            self.by_code.entry(one.code.clone()).or_insert(place);
            self.merged.insert(one.code);
            let name = fold(&one.name);
            let alike = self.by_name.entry(name.clone()).or_default();
            if alike.is_empty() {
                alike.push(place);
                self.merged.insert(name);
            }
        }
        Ok(())
    }

    /// True where an account is named as it was before it was merged.
    fn is_merged(&self, named: &AccountRef) -> bool {
        let code = named.code.as_deref().filter(|code| !code.is_empty());
        match (code, &named.name) {
            (Some(code), _) if self.by_code.contains_key(code) => self.merged.contains(code),
            (_, Some(name)) => self.merged.contains(&fold(name)),
            _ => false,
        }
    }

    fn add(&mut self, name: &str, account: StagedAccount) -> usize {
        let place = self.list.len();
        self.by_code.insert(account.code.clone(), place);
        self.by_name.entry(fold(name)).or_default().push(place);
        self.list.push(account);
        place
    }

    /// By code, else by folded name. A code that no one has claims the one account of the book with its name; two rows
    /// of a file with codes of their own are two accounts, however they are called.
    fn find(&mut self, named: &AccountRef) -> Result<Option<usize>> {
        let code = named.code.as_deref().filter(|code| !code.is_empty());
        if let Some(place) = code.and_then(|code| self.by_code.get(code)) {
            self.list[*place].claimed |= code.is_some();
            return Ok(Some(*place));
        }
        let Some(name) = &named.name else { return Ok(None) };
        let alike = self.by_name.get(&fold(name)).cloned().unwrap_or_default();
        if let Some(code) = code {
            let free: Vec<usize> = alike.into_iter().filter(|place| self.list[*place].may_be_claimed()).collect();
            let [one] = free[..] else { return Ok(None) };
            self.list[one].claimed = true;
            self.by_code.insert(code.to_string(), one);
            return Ok(Some(one));
        }
        match alike[..] {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            _ => {
                let message = format!("{} accounts are called {:?}", alike.len(), clean(name));
                Err(Error::refused("ambiguous", message))
            }
        }
    }

    fn free_code(&mut self) -> String {
        loop {
            let code = format!("C{:05}", self.next_code);
            self.next_code += 1;
            if !self.by_code.contains_key(&code) {
                return code;
            }
        }
    }

    pub fn place_of_code(&self, code: &str) -> Option<usize> {
        self.by_code.get(code).copied()
    }
}

impl Stager<'_> {
    /// The account that a row of another kind names; a name that no one has opens an account.
    pub fn account_of(&mut self, origin: Origin, named: &AccountRef, currency: Option<&str>) -> Result<usize> {
        let currency = currency.filter(|code| !code.is_empty()).map(Currency::parse).transpose()?;
        let place = match (self.staged.accounts.find(named)?, &named.name) {
            (Some(place), _) => place,
            (None, Some(name)) => {
                let record = AccountRecord {
                    account: AccountRef { code: named.code.clone(), name: Some(name.clone()) },
                    currency: currency.map(|currency| currency.code().to_string()),
                    ..AccountRecord::default()
                };
                self.open(origin, &record)?
            }
            (None, None) => {
                let code = named.code.as_deref().unwrap_or_default();
                return Err(Error::refused(
                    "no_account",
                    format!("there is no account {code:?} in the file or the book"),
                ));
            }
        };
        let account = &mut self.staged.accounts.list[place];
        account.named = true;
        match currency {
            Some(currency) if currency != account.currency => {
                let message =
                    format!("an amount in {currency} for {}, which is kept in {}", account.code, account.currency);
                Err(Error::refused("other_currency", message))
            }
            _ => Ok(place),
        }
    }

    pub fn account(&mut self, origin: Origin, record: &AccountRecord) -> Result<()> {
        let Some(place) = self.staged.accounts.find(&record.account)? else {
            return self.open(origin, record).map(drop);
        };
        self.staged.accounts.list[place].named = true;
        if record.mention || self.staged.accounts.is_merged(&record.account) {
            return Ok(());
        }
        self.know(place)?;
        let account = &self.staged.accounts.list[place];
        if let Some(currency) =
            record.currency.as_deref().filter(|code| !code.is_empty()).map(Currency::parse).transpose()?
            && currency != account.currency
        {
            let message =
                format!("{} is kept in {} and cannot be changed to {currency}", account.code, account.currency);
            return Err(Error::refused("other_currency", message));
        }
        self.describe(place, record)
    }

    fn open(&mut self, origin: Origin, record: &AccountRecord) -> Result<usize> {
        let accounts = &mut self.staged.accounts;
        let currency = match record.currency.as_deref().filter(|code| !code.is_empty()) {
            Some(code) => Currency::parse(code)?,
            None => accounts.usual,
        };
        let given = record.account.code.clone().filter(|code| !code.trim().is_empty());
        let name = record.account.name.clone().filter(|name| !name.trim().is_empty()).or_else(|| given.clone());
        let Some(name) = name else {
            return Err(Error::refused("no_name", "the account has neither a name nor a code"));
        };
        let code = given.unwrap_or_else(|| accounts.free_code());
        let details =
            AccountDetails { name: name.clone(), terms: Terms::default().to_string(), ..AccountDetails::default() };
        let place = accounts.add(
            &name,
            StagedAccount {
                existing: None,
                code,
                currency,
                details: Some(details),
                contacts: Some(Vec::new()),
                parent: None,
                terms: Terms::default(),
                origin: Some(origin),
                named: true,
                claimed: true,
                before: None,
            },
        );
        let described = self.describe(place, record);
        if described.is_err() {
            self.staged.accounts.list[place].named = false;
        }
        described.map(|()| place)
    }

    /// Reads an account of the book, before the first thing that the import says of it.
    fn know(&mut self, place: usize) -> Result<()> {
        let account = &mut self.staged.accounts.list[place];
        if let (Some(id), None) = (account.existing, &account.details) {
            let details = self.book.account(id)?.details;
            let contacts = self.book.contacts_of(id)?;
            account.details = Some(details.clone());
            account.contacts = Some(contacts.clone());
            account.before = Some((details, contacts));
        }
        Ok(())
    }

    /// Takes what a record says of an account; what it does not say stays.
    fn describe(&mut self, place: usize, record: &AccountRecord) -> Result<()> {
        let terms = record.terms.as_deref().filter(|terms| !terms.is_empty()).map(str::parse::<Terms>).transpose()?;
        let account = &mut self.staged.accounts.list[place];
        let limit = record.credit_limit.map(|limit| limit_of(limit, account.currency)).transpose()?;
        let Some(details) = &mut account.details else { return Ok(()) };
        if let Some(terms) = terms {
            (account.terms, details.terms) = (terms, terms.to_string());
        }
        if let Some(name) = record.account.name.as_ref().filter(|name| !name.trim().is_empty()) {
            details.name.clone_from(name);
        }
        details.credit_limit = limit.or(details.credit_limit);
        for (known, said) in [
            (&mut details.address, &record.address),
            (&mut details.city, &record.city),
            (&mut details.region, &record.region),
            (&mut details.postal_code, &record.postal_code),
            (&mut details.country, &record.country),
            (&mut details.time_zone, &record.time_zone),
            (&mut details.note, &record.note),
            (&mut details.collector, &record.collector),
            (&mut details.tags, &record.tags),
        ] {
            if let Some(said) = said.as_ref().filter(|said| !said.is_empty()) {
                known.clone_from(said);
            }
        }
        if let Some(parent) = record.parent.as_ref().filter(|code| !code.is_empty()) {
            account.parent = Some(parent.clone());
        }
        let said = Contact {
            name: record.contact.clone().unwrap_or_default(),
            role: String::new(),
            email: record.email.clone().unwrap_or_default(),
            phone: record.phones.first().cloned().unwrap_or_default(),
            phone2: record.phones.get(1).cloned().unwrap_or_default(),
        };
        merge_first(account.contacts.get_or_insert_default(), said);
        Ok(())
    }

    pub fn contact(&mut self, record: &ContactRecord) -> Result<()> {
        let Some(place) = self.staged.accounts.find(&record.account)? else {
            return Err(Error::refused("no_account", "the contact's account is not in the file or the book"));
        };
        self.know(place)?;
        let account = &mut self.staged.accounts.list[place];
        account.named = true;
        let said = Contact {
            name: record.name.clone(),
            role: record.role.clone(),
            email: record.email.clone(),
            phone: record.phones.first().cloned().unwrap_or_default(),
            phone2: record.phones.get(1).cloned().unwrap_or_default(),
        };
        let contacts = account.contacts.get_or_insert_default();
        match contacts.iter_mut().find(|known| !known.name.is_empty() && fold(&known.name) == fold(&said.name)) {
            Some(known) => fill(known, said),
            None => contacts.push(said),
        }
        Ok(())
    }
}

/// The first contact is the one of accounts.csv; what a file does not say of it stays.
fn merge_first(contacts: &mut Vec<Contact>, said: Contact) {
    if said == Contact::default() {
        return;
    }
    match contacts.first_mut() {
        Some(first) => fill(first, said),
        None => contacts.push(said),
    }
}

fn fill(known: &mut Contact, said: Contact) {
    for (known, said) in [
        (&mut known.name, said.name),
        (&mut known.role, said.role),
        (&mut known.email, said.email),
        (&mut known.phone, said.phone),
        (&mut known.phone2, said.phone2),
    ] {
        if !said.is_empty() {
            *known = said;
        }
    }
}

fn limit_of(limit: Decimal, currency: Currency) -> Result<Money> {
    let limit = Money::from_decimal(limit, currency)?;
    if limit.is_negative() {
        return Err(Error::refused("credit_limit", "a credit limit cannot be below zero"));
    }
    Ok(limit)
}
