//! Find: one box for name, phone digits, contact, e-mail, invoice, check and amount. Names are scanned in memory, one
//! folded line for each account; numbers and amounts are bounded look-ups in the book's indexes.

mod lines;
mod numbers;
mod words;

use std::collections::HashMap;

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
        Check = "check", Amount = "amount", Payment = "payment", Credit = "credit",
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

/// A hit before it is known whether it is among the best.
#[derive(Debug, Clone)]
struct Found {
    rank: Rank,
    account: AccountId,
    why: Why,
    /// Empty for a match in a line: it is looked up for the best alone.
    matched: String,
    debit: Option<DebitId>,
    credit: Option<CreditId>,
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
        let mut found = Vec::new();
        query.each_match(&self.lines, |index, rank, why| {
            let account = self.lines.account(index);
            found.push(Found { rank, account, why, matched: String::new(), debit: None, credit: None });
        });
        numbers::by_number(book, query.typed(), &mut found)?;
        numbers::by_amount(book, query.typed(), &self.lines.currencies, &mut found)?;
        let best = self.best(found, limit);
        best.into_iter().map(|found| self.hit(book, &query, found)).collect()
    }

    /// Each account once, in order.
    fn best(&self, found: Vec<Found>, limit: usize) -> Vec<Found> {
        let mut place_of: HashMap<AccountId, usize> = HashMap::with_capacity(found.len());
        let mut once: Vec<Found> = Vec::with_capacity(found.len());
        for one in found {
            match place_of.get(&one.account) {
                Some(&place) if once[place].rank <= one.rank => {}
                Some(&place) => once[place] = one,
                None => {
                    place_of.insert(one.account, once.len());
                    once.push(one);
                }
            }
        }
        let key = |one: &Found| {
            let index = self.lines.index_of(one.account);
            let balance = index.map_or(0, |index| self.lines.balance(index));
            (one.rank, std::cmp::Reverse(balance), index.map_or("", |index| self.lines.code_and_name(index).0))
        };
        let mut keyed: Vec<_> = once.iter().enumerate().map(|(place, one)| (key(one), place)).collect();
        if keyed.len() > limit {
            keyed.select_nth_unstable(limit);
            keyed.truncate(limit);
        }
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, place)| once[place].clone()).collect()
    }

    fn hit(&self, book: &Book, query: &Query, found: Found) -> Result<Hit> {
        let (code, name) = self.code_and_name(found.account).unwrap_or_default();
        let matched = match found.why {
            _ if !found.matched.is_empty() => clean(&found.matched),
            Why::Code => code.to_string(),
            Why::Name => name.to_string(),
            why => person(&book.contacts_of(found.account)?, why, query),
        };
        Ok(Hit { account: found.account, why: found.why, matched, debit: found.debit, credit: found.credit })
    }
}

/// The contact, phone or e-mail that matched, as it is written.
fn person(contacts: &[Contact], why: Why, query: &Query) -> String {
    let phones = || contacts.iter().flat_map(|contact| [&contact.phone, &contact.phone2]);
    let found = match why {
        Why::Phone => phones().find(|phone| query.is_in_phone(&digits(phone))),
        Why::Email => contacts.iter().map(|contact| &contact.email).find(|email| query.is_in_email(email)),
        _ => contacts
            .iter()
            .max_by_key(|contact| query.words_in(&format!(" {} {}", fold(&contact.name), fold(&contact.role))))
            .map(|contact| if contact.name.is_empty() { &contact.role } else { &contact.name }),
    };
    clean(found.map(String::as_str).unwrap_or_default())
}

#[cfg(test)]
mod tests;
