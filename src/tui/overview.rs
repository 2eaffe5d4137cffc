//! What the whole book comes to: a row of sums for each account that owes or has credit, in the chosen order, and the
//! lines that Find scans. Read once, then kept up to date account by account, so that no key waits for the book's size.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::book::{AgingQuestion, Alike, Book, Hit, Search, Sums, plus};
use crate::domain::aging::{Aged, Aging, Basis};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, EntryId};
use crate::domain::money::{Currency, Money};
use crate::domain::text::fold;
use crate::error::{Kind, Result};

/// More accounts than this that changed at once are read as a whole.
const FEW: usize = 50;
/// More hits than anybody scrolls through.
const MOST_HITS: usize = 200;

/// What the report is sorted by; amounts largest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Name,
    Bucket(usize),
    Net,
}

/// All accounts of one currency: currencies are never added together.
#[derive(Debug, Clone)]
pub struct Total {
    pub currency: Currency,
    pub accounts: usize,
    pub aged: Aged,
    /// The lowest and the highest net of an account: one that has credit makes the sum smaller than its parts.
    pub nets: (Money, Money),
    /// What those owe who owe, without the credit of the others.
    pub owed: Money,
}

impl Total {
    /// Rows than which no figure of the report is wider.
    pub fn widest(&self) -> [Aged; 3] {
        let with = |net: Money| Aged { net, ..self.aged.clone() };
        [self.aged.clone(), with(self.nets.0), with(self.nets.1)]
    }
}

#[derive(Default)]
pub struct Overview {
    /// How the rows are aged.
    how: Option<Aging>,
    /// The question that the rows answer, where it is not today's.
    other: Option<AgingQuestion>,
    /// The question that is asked and not answered yet.
    asked: Option<Option<AgingQuestion>>,
    read_to: Option<EntryId>,
    rows: HashMap<AccountId, Sums>,
    order: Vec<AccountId>,
    sort: Option<Sort>,
    totals: Vec<Total>,
    /// Accounts in the book, those that owe nothing included.
    accounts: usize,
    search: Option<Search>,
}

impl Overview {
    /// Brings everything up to the journal's head: all of it at first and when the day or the edges changed, else only
    /// the accounts that were touched. Answers whether anything was read.
    pub fn refresh(&mut self, book: &Book, how: Aging) -> Result<bool> {
        let head = book.version()?;
        if let Some(other) = self.other {
            return self.refresh_other(book, other, head);
        }
        if self.how == Some(how) && self.read_to == Some(head) {
            return Ok(false);
        }
        let touched = match self.read_to {
            Some(since) if self.how == Some(how) => book.accounts_changed_since(since)?,
            _ => Vec::new(),
        };
        if touched.is_empty() || touched.len() > FEW {
            self.read_all(book, how)?;
        } else {
            touched.iter().try_for_each(|account| self.read_one(book, *account, how))?;
        }
        if let (Some(search), Some(since)) = (&mut self.search, self.read_to) {
            search.refresh(book, since)?;
        }
        (self.how, self.read_to) = (Some(how), Some(head));
        self.accounts = book.account_count()?;
        self.totals = totals(self.rows.values(), book.settings()?.currency)?;
        self.arrange(book)?;
        Ok(true)
    }

    /// The answer to another question follows the book account by account; where much changed, it is asked again.
    fn refresh_other(&mut self, book: &Book, other: AgingQuestion, head: EntryId) -> Result<bool> {
        let since = self.read_to.unwrap_or(head);
        if since == head {
            return Ok(false);
        }
        let touched = if other.known_at.is_none() { book.accounts_changed_since(since)? } else { Vec::new() };
        if touched.len() > FEW {
            self.asked = Some(self.asked.unwrap_or(self.other));
        } else {
            touched.iter().try_for_each(|account| self.read_one(book, *account, other.how))?;
        }
        self.settle(book, since, head)?;
        Ok(true)
    }

    /// Everything that follows from the rows, and what Find scans.
    fn settle(&mut self, book: &Book, since: EntryId, head: EntryId) -> Result<()> {
        if let Some(search) = &mut self.search {
            search.refresh(book, since)?;
        }
        self.read_to = Some(head);
        self.accounts = book.account_count()?;
        self.totals = totals(self.rows.values(), book.settings()?.currency)?;
        self.arrange(book)
    }

    /// Another question for the report; None: today's.
    pub fn ask(&mut self, question: Option<AgingQuestion>) {
        self.asked = (question != self.other).then_some(question);
    }

    /// What is asked and not answered yet.
    pub fn asked(&self) -> Option<Option<AgingQuestion>> {
        self.asked
    }

    /// The question that the rows answer.
    pub fn question(&self, today: Date) -> AgingQuestion {
        self.other.unwrap_or(AgingQuestion::of(self.how(today)))
    }

    /// The question that the rows answer, where it is not today's.
    pub fn other(&self) -> Option<AgingQuestion> {
        self.other
    }

    /// Takes the answer to what was asked, as it was read when the journal's head was `at`.
    pub fn answer(&mut self, book: &Book, question: AgingQuestion, (sums, at): (Vec<Sums>, EntryId)) -> Result<()> {
        let Some(asked) = self.asked.take() else { return Ok(()) };
        let since = self.read_to.unwrap_or(at).min(at);
        self.rows = sums.into_iter().map(|sums| (sums.account, sums)).collect();
        (self.other, self.how) = (asked, Some(question.how));
        self.settle(book, since, at)
    }

    fn read_all(&mut self, book: &Book, how: Aging) -> Result<()> {
        let sums = book.aging_sums(&AgingQuestion::of(how))?;
        self.rows = sums.into_iter().map(|sums| (sums.account, sums)).collect();
        Ok(())
    }

    fn read_one(&mut self, book: &Book, account: AccountId, how: Aging) -> Result<()> {
        self.rows.remove(&account);
        let standing = match book.standing(account, &how) {
            Ok(standing) => standing,
            Err(error) if error.kind() == Kind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if !(standing.debits.is_empty() && standing.credits.is_empty()) {
            let aged = standing.row().aged;
            self.rows.insert(account, Sums { account, currency: standing.account.currency, aged });
        }
        Ok(())
    }

    pub fn sort(&self) -> Sort {
        self.sort.unwrap_or(Sort::Net)
    }

    pub fn sort_by(&mut self, sort: Sort, book: &Book) -> Result<()> {
        self.sort = Some(sort);
        self.arrange(book)
    }

    /// By currency as the totals are, then by the chosen column.
    fn arrange(&mut self, book: &Book) -> Result<()> {
        let totals = &self.totals;
        let rank = |currency: Currency| totals.iter().position(|total| total.currency == currency);
        self.order = self.rows.keys().copied().collect();
        let rows = &self.rows;
        let key = |account: &AccountId, of: fn(&Aged, usize) -> i64, bucket| {
            let row = rows.get(account);
            let minor = row.map_or(0, |row| of(&row.aged, bucket));
            let net = row.map_or(0, |row| row.aged.net.minor());
            (row.and_then(|row| rank(row.currency)), Reverse(minor), Reverse(net), *account)
        };
        match self.sort() {
            Sort::Net => self.order.sort_by_cached_key(|account| key(account, |aged, _| aged.net.minor(), 0)),
            Sort::Bucket(bucket) => {
                let of = |aged: &Aged, bucket: usize| aged.amounts.get(bucket).map_or(0, |amount| amount.minor());
                self.order.sort_by_cached_key(|account| key(account, of, bucket));
            }
            Sort::Name => {
                let names: HashMap<AccountId, String> =
                    book.names_of(&self.order)?.into_iter().map(|(id, _, name)| (id, fold(&name))).collect();
                self.order.sort_by_cached_key(|account| (names.get(account).cloned(), *account));
            }
        }
        Ok(())
    }

    /// The accounts of the report in its order.
    pub fn order(&self) -> &[AccountId] {
        &self.order
    }

    /// The row of an account; None where nothing is open and nothing unapplied.
    pub fn row(&self, account: AccountId) -> Option<&Sums> {
        self.rows.get(&account)
    }

    /// One for each currency, the shop's own first.
    pub fn totals(&self) -> &[Total] {
        &self.totals
    }

    /// Accounts in the book.
    pub fn accounts(&self) -> usize {
        self.accounts
    }

    /// The journal's head at the last reading.
    pub fn read_to(&self) -> Option<EntryId> {
        self.read_to
    }

    /// How the report is aged.
    pub fn how(&self, today: Date) -> Aging {
        self.how.unwrap_or(Aging::by_due(today))
    }

    pub fn has_search(&self) -> bool {
        self.search.is_some()
    }

    /// Takes the lines that a job read when the journal's head was `at`.
    pub fn take_search(&mut self, book: &Book, mut search: Search, at: EntryId) -> Result<()> {
        if self.search.is_none() {
            search.refresh(book, at)?;
            self.search = Some(search);
        }
        Ok(())
    }

    /// Reads what Find scans, where nobody did yet.
    pub fn read_search(&mut self, book: &Book) -> Result<()> {
        if self.search.is_none() {
            self.search = Some(Search::load(book)?);
        }
        Ok(())
    }

    /// What is found without reading anything anew; nothing before the first reading.
    pub fn found(&self, book: &Book, query: &str, most: usize) -> Vec<Hit> {
        let found = self.search.as_ref().and_then(|search| search.find(book, query, most).ok());
        found.unwrap_or_default()
    }

    /// Accounts with the same name or number, which may be the same customer.
    pub fn alike(&self, name: &str, phones: &[&str], except: AccountId) -> Vec<Alike> {
        self.search.as_ref().map(|search| search.alike(name, phones, Some(except))).unwrap_or_default()
    }

    /// Finds accounts by anything that is known of them, best first.
    pub fn find(&mut self, book: &Book, query: &str) -> Result<Vec<Hit>> {
        let search = match &mut self.search {
            Some(search) => search,
            None => self.search.insert(Search::load(book)?),
        };
        search.find(book, query, MOST_HITS)
    }
}

impl Sort {
    /// The columns in their order on the screen.
    fn all(buckets: usize) -> Vec<Sort> {
        let buckets = (0..buckets).map(Sort::Bucket);
        std::iter::once(Sort::Name).chain(buckets).chain([Sort::Net]).collect()
    }

    /// The next column to the right or left, around the ends.
    pub fn beside(self, buckets: usize, step: isize) -> Sort {
        let all = Sort::all(buckets);
        let here = all.iter().position(|sort| *sort == self).unwrap_or(0);
        let there = (here as isize + step).rem_euclid(all.len() as isize);
        all.get(there as usize).copied().unwrap_or(Sort::Net)
    }

    /// What the title of the report says.
    pub fn words(self, how: &Aging) -> String {
        match self {
            Sort::Name => "by name".to_string(),
            Sort::Net => "largest net first".to_string(),
            Sort::Bucket(bucket) => {
                let heading = how.edges.headings().into_iter().nth(bucket).unwrap_or_default();
                format!("largest {} first", heading.to_lowercase())
            }
        }
    }
}

/// `by due date`
pub fn basis_words(basis: Basis) -> &'static str {
    match basis {
        Basis::Due => "by due date",
        Basis::Invoice => "by invoice date",
    }
}

/// One for each currency, the shop's own first.
pub fn totals<'a>(rows: impl Iterator<Item = &'a Sums>, own: Currency) -> Result<Vec<Total>> {
    let mut totals: Vec<Total> = Vec::new();
    for row in rows {
        match totals.iter_mut().find(|total| total.currency == row.currency) {
            Some(total) => {
                total.aged = plus(&total.aged, &row.aged)?;
                total.owed = total.owed.plus(row.aged.net.at_least_zero())?;
                total.accounts += 1;
                let net = row.aged.net;
                let (lowest, highest) = total.nets;
                let lower = if net.minor() < lowest.minor() { net } else { lowest };
                total.nets = (lower, if net.minor() > highest.minor() { net } else { highest });
            }
            None => totals.push(Total {
                currency: row.currency,
                accounts: 1,
                aged: row.aged.clone(),
                nets: (row.aged.net, row.aged.net),
                owed: row.aged.net.at_least_zero(),
            }),
        }
    }
    totals.sort_by_key(|total| (total.currency != own, total.currency.code().to_string()));
    Ok(totals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorting_goes_around_the_columns() {
        assert_eq!(Sort::Net.beside(5, 1), Sort::Name);
        assert_eq!(Sort::Name.beside(5, -1), Sort::Net);
        assert_eq!(Sort::Bucket(4).beside(5, 1), Sort::Net);
        assert_eq!(Sort::Name.beside(5, 1), Sort::Bucket(0));
    }
}
