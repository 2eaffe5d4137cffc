//! Find: one box for name, phone digits, contact, e-mail, invoice, check and amount. Names are scanned in memory, one
//! folded line for each account; numbers and amounts are bounded look-ups in the book's indexes.

mod lines;
mod numbers;
mod words;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use lines::Lines;
use words::Query;

use super::{Book, Contact};
use crate::domain::communication::words;
use crate::domain::ids::{AccountId, CreditId, DebitId, EntryId};
use crate::domain::text::{clean, digits, fold};
use crate::error::Result;

words! {
    /// Why an account was found.
    Why, "why" {
        Code = "code", Name = "name", Contact = "contact", Phone = "phone", Email = "email", Invoice = "invoice",
        Check = "check", Amount = "amount", Payment = "payment", Credit = "credit", Tag = "tag",
    }
}

/// An account that was found, with its best reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub account: AccountId,
    pub why: Why,
    /// What matched as the book writes it: `(937) 555-0142`, `1043`, `412.30`.
    pub matched: String,
    pub debit: Option<DebitId>,
    pub credit: Option<CreditId>,
}

/// How good a reason is, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Code,
    WholeName,
    Name,
    Invoice,
    Check,
    Phone,
    Person,
    Amount,
    Beginning,
    InsideName,
}

/// An account that may be the same customer, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    pub account: AccountId,
    pub code: String,
    pub name: String,
    /// `same name`, `same phone (937) 555-0142`
    pub why: String,
}

/// A look-up's answer.
#[derive(Debug)]
struct Found {
    rank: Rank,
    account: AccountId,
    why: Why,
    matched: String,
    debit: Option<DebitId>,
    credit: Option<CreditId>,
}

/// A hit before it is known whether it is among the best: small, because one letter may find every account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Ranked {
    rank: Rank,
    order: (Reverse<i64>, u32),
    /// Of the account's line.
    index: usize,
    reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// Its line; what matched is looked up for the best alone.
    Line(Why),
    /// The look-up at this place.
    Found(usize),
}

/// A reload of more accounts than this reads them all: one pass is cheaper than many questions.
const MOST_RELOADED: usize = 1_000;

/// The folded lines of every account.
#[derive(Debug, Default)]
pub struct Search {
    lines: Lines,
}

impl Search {
    /// Reads the line of every account.
    pub fn load(book: &Book) -> Result<Search> {
        Ok(Search { lines: Lines::load(book)? })
    }

    /// Reads again the lines of the accounts that entries after `since` touched.
    pub fn refresh(&mut self, book: &Book, since: EntryId) -> Result<()> {
        let changed = book.accounts_changed_since(since)?;
        if changed.len() > MOST_RELOADED {
            self.lines = Lines::load(book)?;
            return Ok(());
        }
        self.lines.reload(book, &changed)
    }

    /// How many accounts can be found.
    pub fn account_count(&self) -> usize {
        self.lines.len()
    }

    /// Code and name of an account, cleaned.
    pub fn code_and_name(&self, account: AccountId) -> Option<(&str, &str)> {
        self.lines.index_of(account).map(|index| self.lines.code_and_name(index))
    }

    /// Accounts with the same folded name, or with one of the numbers; never `except`.
    pub fn alike(&self, name: &str, phones: &[&str], except: Option<AccountId>) -> Vec<Alike> {
        let mut found: Vec<(usize, String)> = Vec::new();
        self.lines.each_named(name, |index| found.push((index, "same name".to_string())));
        for phone in phones {
            self.lines.each_with_number(phone, |index| {
                if !found.iter().any(|(known, _)| *known == index) {
                    found.push((index, format!("same phone {}", clean(phone))));
                }
            });
        }
        let alike = |(index, why): (usize, String)| {
            let (code, name) = self.lines.code_and_name(index);
            Alike { account: self.lines.account(index), code: code.to_string(), name: name.to_string(), why }
        };
        found.into_iter().map(alike).filter(|one| Some(one.account) != except).collect()
    }

    /// Bytes held in memory.
    pub fn bytes(&self) -> usize {
        self.lines.bytes()
    }

    /// At most `limit` accounts, each once with its best reason, best first.
    pub fn find(&self, book: &Book, query: &str, limit: usize) -> Result<Vec<Hit>> {
        let query = Query::read(query);
        if query.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let mut ranked = Vec::new();
        query.each_match(&self.lines, |index, rank, why| {
            ranked.push(Ranked { rank, order: self.lines.order(index), index, reason: Reason::Line(why) });
        });
        let mut found = Vec::new();
        numbers::by_merged_code(book, query.typed(), &mut found)?;
        numbers::by_number(book, query.typed(), &mut found)?;
        numbers::by_amount(book, query.typed(), &self.lines.currencies, &mut found)?;
        ranked.extend(self.best_found(&found));
        best(&mut ranked, limit);
        ranked.into_iter().map(|one| self.hit(book, &query, &one, &found)).collect()
    }

    /// The best look-up for each account; one that a colleague opened a moment ago waits for the next refresh.
    fn best_found(&self, found: &[Found]) -> Vec<Ranked> {
        let mut best: HashMap<usize, Ranked> = HashMap::new();
        for (place, one) in found.iter().enumerate() {
            let Some(index) = self.lines.index_of(one.account) else { continue };
            let new = Ranked { rank: one.rank, order: self.lines.order(index), index, reason: Reason::Found(place) };
            let old = best.entry(index).or_insert(new);
            if new.rank < old.rank {
                *old = new;
            }
        }
        best.into_values().collect()
    }

    fn hit(&self, book: &Book, query: &Query, one: &Ranked, found: &[Found]) -> Result<Hit> {
        let account = self.lines.account(one.index);
        let (code, name) = self.lines.code_and_name(one.index);
        let (why, matched, debit, credit) = match one.reason {
            Reason::Found(place) => {
                let found = &found[place];
                (found.why, clean(&found.matched), found.debit, found.credit)
            }
            Reason::Line(Why::Tag) => (Why::Tag, query.tags_in(&book.account(account)?.details.tags), None, None),
            Reason::Line(Why::Code) => (Why::Code, code.to_string(), None, None),
            Reason::Line(Why::Name) => (Why::Name, name.to_string(), None, None),
            Reason::Line(why) => (why, person(&book.contacts_of(account)?, why, query), None, None),
        };
        Ok(Hit { account, why, matched, debit, credit })
    }
}

/// Brings the best to the front, each account once. An account comes at most four times: for its words, its e-mail, its
/// phone and a look-up.
fn best(ranked: &mut Vec<Ranked>, limit: usize) {
    let enough = limit.saturating_mul(4);
    if ranked.len() > enough {
        ranked.select_nth_unstable(enough);
        ranked.truncate(enough);
    }
    ranked.sort_unstable();
    let mut seen = HashSet::new();
    ranked.retain(|one| seen.insert(one.index));
    ranked.truncate(limit);
}

/// The contact, phone or e-mail that matched, as it is written.
fn person(contacts: &[Contact], why: Why, query: &Query) -> String {
    let phones = || contacts.iter().flat_map(|contact| [&contact.phone, &contact.phone2]);
    let found = match why {
        Why::Phone => phones().find(|phone| query.is_in_phone(&digits(phone))),
        Why::Email => contacts.iter().map(|contact| &contact.email).find(|email| query.is_in_email(email)),
        _ => contacts
            .iter()
            .max_by_key(|contact| query.words_in(&format!(" {}", fold(&contact.name))))
            .map(|contact| &contact.name),
    };
    clean(found.map(String::as_str).unwrap_or_default())
}

#[cfg(test)]
mod tests;
