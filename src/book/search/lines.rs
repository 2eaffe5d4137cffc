//! One folded line for each account, all in one buffer, so that a keystroke is one pass over memory and not a query.
//!
//! A line is `\n name\t code\t contacts\temails\t #tags`; each word of the first three sections has a space before it, so that the
//! start of a word is found by searching for the space too. Phone digits have lines of their own, because they would
//! answer to every number.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use memchr::memchr_iter;
use memchr::memmem::Finder;
use rusqlite::params_from_iter;

use crate::book::Book;
use crate::domain::ids::AccountId;
use crate::domain::money::Currency;
use crate::domain::text::{clean, digits, fold};
use crate::error::Result;

#[derive(Debug, Default)]
pub struct Lines {
    text: String,
    phones: String,
    /// `code\tname` of each account as they are written.
    shown: String,
    /// In the order of ids, and of the lines.
    places: Vec<Place>,
    pub currencies: BTreeSet<Currency>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    account: AccountId,
    /// Open less unapplied, in minor units: what decides between equals.
    balance: i64,
    text: u32,
    phones: u32,
    shown: u32,
    /// Its place in the order of codes.
    order: u32,
}

/// The sections of one line.
#[derive(Debug, Clone, Copy)]
pub struct Sections<'a> {
    pub name: &'a [u8],
    pub code: &'a [u8],
    pub people: &'a [u8],
    pub emails: &'a [u8],
}

/// Fewer digits than this are an extension, or a number that many have.
const WHOLE_NUMBER: usize = 7;

/// What is read of an account for its line.
#[derive(Debug, Default)]
struct Card {
    code: String,
    name: String,
    tags: String,
    /// Name, e-mail, two phones.
    people: Vec<[String; 4]>,
}

impl Card {
    fn line(&self) -> String {
        let mut line = format!("\n {}\t {}\t", fold(&self.name), fold(&self.code));
        for [name, ..] in &self.people {
            line.push(' ');
            line.push_str(&fold(name));
        }
        line.push('\t');
        let emails = self.people.iter().map(|person| clean(&person[1]).to_lowercase());
        line.push_str(&emails.filter(|email| !email.is_empty()).collect::<Vec<_>>().join(" "));
        line.push('\t');
        for tag in self.tags.split_whitespace() {
            line.push_str(&format!(" #{}", clean(tag).to_lowercase().trim_start_matches('#')));
        }
        line
    }

    fn phones(&self) -> String {
        let phones = self.people.iter().flat_map(|person| [digits(&person[2]), digits(&person[3])]);
        let phones: Vec<String> = phones.filter(|phone| !phone.is_empty()).collect();
        format!("\n{}", phones.join(" "))
    }

    fn shown(&self) -> String {
        format!("{}\t{}", clean(&self.code), clean(&self.name))
    }
}

impl Lines {
    pub fn load(book: &Book) -> Result<Lines> {
        let mut lines = Lines::default();
        for (account, card) in cards(book, None, &mut lines.currencies)? {
            lines.push(account, 0, [&card.line(), &card.phones(), &card.shown()]);
        }
        for (account, balance) in balances(book, None)? {
            lines.set_balance(account, balance);
        }
        lines.put_in_order();
        lines.text.shrink_to_fit();
        lines.phones.shrink_to_fit();
        lines.shown.shrink_to_fit();
        lines.places.shrink_to_fit();
        Ok(lines)
    }

    /// Reads some accounts again; the buffers are made anew only where a line changed.
    pub fn reload(&mut self, book: &Book, accounts: &[AccountId]) -> Result<()> {
        let mut changed: BTreeMap<AccountId, Option<Card>> = BTreeMap::new();
        for &account in accounts {
            let card = cards(book, Some(account), &mut self.currencies)?.remove(&account);
            let read = card.as_ref().map(|card| [card.line(), card.phones(), card.shown()]);
            let held = self.index_of(account).map(|index| self.parts(index).map(str::to_string));
            if read != held {
                changed.insert(account, card);
            }
        }
        if !changed.is_empty() {
            self.replace(&changed);
        }
        for &account in accounts {
            let balance = balances(book, Some(account))?.first().map_or(0, |(_, balance)| *balance);
            self.set_balance(account, balance);
        }
        Ok(())
    }

    fn replace(&mut self, changed: &BTreeMap<AccountId, Option<Card>>) {
        let old = std::mem::take(self);
        self.currencies = old.currencies.clone();
        let known = old.places.iter().map(|place| place.account);
        let every: BTreeSet<AccountId> = known.chain(changed.keys().copied()).collect();
        let mut index = 0;
        for account in every {
            let before = old.places.get(index).filter(|place| place.account == account).map(|place| (index, place));
            index += usize::from(before.is_some());
            match (changed.get(&account), before) {
                (Some(Some(card)), _) => self.push(account, 0, [&card.line(), &card.phones(), &card.shown()]),
                (Some(None), _) | (None, None) => {}
                (None, Some((at, place))) => self.push(account, place.balance, old.parts(at)),
            }
        }
        self.put_in_order();
    }

    fn push(&mut self, account: AccountId, balance: i64, [line, phones, shown]: [&str; 3]) {
        let at = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        self.places.push(Place {
            account,
            balance,
            text: at(self.text.len()),
            phones: at(self.phones.len()),
            shown: at(self.shown.len()),
            order: 0,
        });
        self.text.push_str(line);
        self.phones.push_str(phones);
        self.shown.push_str(shown);
    }

    /// Codes are compared once here, so that ties cost a keystroke nothing.
    fn put_in_order(&mut self) {
        let mut indexes: Vec<usize> = (0..self.places.len()).collect();
        indexes.sort_by(|a, b| self.code_and_name(*a).0.cmp(self.code_and_name(*b).0));
        for (order, index) in indexes.into_iter().enumerate() {
            self.places[index].order = u32::try_from(order).unwrap_or(u32::MAX);
        }
    }

    fn set_balance(&mut self, account: AccountId, balance: i64) {
        if let Some(index) = self.index_of(account) {
            self.places[index].balance = balance;
        }
    }

    pub fn index_of(&self, account: AccountId) -> Option<usize> {
        self.places.binary_search_by_key(&account, |place| place.account).ok()
    }

    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Bytes held in memory.
    pub fn bytes(&self) -> usize {
        self.text.capacity()
            + self.phones.capacity()
            + self.shown.capacity()
            + self.places.capacity() * size_of::<Place>()
    }

    pub fn account(&self, index: usize) -> AccountId {
        self.places[index].account
    }

    /// What decides between equals: the larger balance, then the code.
    pub fn order(&self, index: usize) -> (Reverse<i64>, u32) {
        (Reverse(self.places[index].balance), self.places[index].order)
    }

    /// Code and name as they are written.
    pub fn code_and_name(&self, index: usize) -> (&str, &str) {
        self.shown(index).split_once('\t').unwrap_or_default()
    }

    fn line(&self, index: usize) -> &str {
        let end = self.places.get(index + 1).map_or(self.text.len(), |next| next.text as usize);
        &self.text[self.places[index].text as usize..end]
    }

    pub fn phones(&self, index: usize) -> &str {
        let end = self.places.get(index + 1).map_or(self.phones.len(), |next| next.phones as usize);
        &self.phones[self.places[index].phones as usize..end]
    }

    fn shown(&self, index: usize) -> &str {
        let end = self.places.get(index + 1).map_or(self.shown.len(), |next| next.shown as usize);
        &self.shown[self.places[index].shown as usize..end]
    }

    fn parts(&self, index: usize) -> [&str; 3] {
        [self.line(index), self.phones(index), self.shown(index)]
    }

    pub fn sections(&self, index: usize) -> Sections<'_> {
        let line = self.line(index).as_bytes().get(1..).unwrap_or_default();
        let mut tabs = memchr_iter(b'\t', line);
        let mut from = 0;
        let mut next = || {
            let end = tabs.next().unwrap_or(line.len());
            let section = &line[from.min(end)..end];
            from = end + 1;
            section
        };
        Sections { name: next(), code: next(), people: next(), emails: next() }
    }

    /// Every line that has the needle somewhere, once.
    pub fn each_with(&self, needle: &str, take: impl FnMut(usize)) {
        self.each_in(self.text.as_bytes(), |place| place.text as usize, needle, take);
    }

    /// Every account whose whole folded name is this one's.
    pub fn each_named(&self, name: &str, take: impl FnMut(usize)) {
        let name = fold(name);
        if !name.is_empty() {
            self.each_with(&format!("\n {name}\t"), take);
        }
    }

    /// Every account with this whole phone number, with or without a country code before it.
    pub fn each_with_number(&self, phone: &str, mut take: impl FnMut(usize)) {
        let digits = digits(phone);
        if digits.len() < WHOLE_NUMBER {
            return;
        }
        let tail = &digits[digits.len() - digits.len().min(10)..];
        self.each_with_phone(tail, |index| {
            let same = |known: &str| known.ends_with(tail) && (known.len() == tail.len() || known.len() > 10);
            if self.phones(index).split_whitespace().any(same) {
                take(index);
            }
        });
    }

    /// Every account with the digits in one of its phone numbers, once.
    pub fn each_with_phone(&self, digits: &str, take: impl FnMut(usize)) {
        self.each_in(self.phones.as_bytes(), |place| place.phones as usize, digits, take);
    }

    fn each_in(&self, text: &[u8], start: impl Fn(&Place) -> usize, needle: &str, mut take: impl FnMut(usize)) {
        let finder = Finder::new(needle.as_bytes());
        let (mut from, mut index) = (0, 0);
        while let Some(found) = finder.find(&text[from..]) {
            let at = from + found;
            while self.places.get(index + 1).is_some_and(|next| start(next) <= at) {
                index += 1;
            }
            take(index);
            index += 1;
            match self.places.get(index) {
                Some(next) => from = start(next),
                None => return,
            }
        }
    }
}

/// The cards of one account or of all, with the currencies that they are kept in.
fn cards(
    book: &Book,
    only: Option<AccountId>,
    currencies: &mut BTreeSet<Currency>,
) -> Result<BTreeMap<AccountId, Card>> {
    let (of_account, of_contact) = if only.is_some() { ("AND a.id = ?1", "AND account = ?1") } else { ("", "") };
    let values = || params_from_iter(only.map(|account| account.0));
    let sql = format!(
        "SELECT a.id, a.code, v.name, a.currency, v.tags FROM account a JOIN account_version v
           ON v.id = (SELECT MAX(id) FROM account_version WHERE account = a.id AND live = 1)
         WHERE a.live = 1 {of_account} AND NOT EXISTS (SELECT 1 FROM merge WHERE account = a.id AND live = 1) ORDER BY a.id"
    );
    let mut cards = BTreeMap::new();
    let mut last = String::new();
    let mut statement = book.conn.prepare_cached(&sql)?;
    let mut rows = statement.query(values())?;
    while let Some(row) = rows.next()? {
        let card = Card { code: row.get(1)?, name: row.get(2)?, tags: row.get(4)?, people: Vec::new() };
        cards.insert(AccountId(row.get(0)?), card);
        let currency: String = row.get(3)?;
        if currency != last {
            currencies.insert(Currency::parse(&currency)?);
            last = currency;
        }
    }
    let sql = format!(
        "SELECT account, name, email, phone, phone2 FROM contact c WHERE live = 1 {of_contact}
           AND entry = (SELECT MAX(entry) FROM contact WHERE account = c.account AND live = 1) ORDER BY account, position"
    );
    let mut statement = book.conn.prepare_cached(&sql)?;
    let mut rows = statement.query(values())?;
    while let Some(row) = rows.next()? {
        if let Some(card) = cards.get_mut(&AccountId(row.get(0)?)) {
            card.people.push([row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]);
        }
    }
    Ok(cards)
}

/// Open less unapplied of one account or of all that have either.
fn balances(book: &Book, only: Option<AccountId>) -> Result<Vec<(AccountId, i64)>> {
    let of = if only.is_some() { "AND account = ?1" } else { "" };
    let sql = format!(
        "SELECT account, SUM(amount) FROM (SELECT account, open AS amount FROM debit WHERE open > 0 {of}
         UNION ALL SELECT account, -unapplied FROM credit WHERE unapplied > 0 {of}) GROUP BY account"
    );
    let mut statement = book.conn.prepare_cached(&sql)?;
    let rows = statement
        .query_map(params_from_iter(only.map(|account| account.0)), |row| Ok((AccountId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
