//! The aging report: what is owed, by age, for every account. Today's comes from the derived columns through covering
//! indexes; another date adds back what took effect later; another knowledge reads the rows themselves.

use std::collections::HashMap;

use rusqlite::{Params, Row};

use super::known::Known;
use super::perform::{date, day};
use super::{Book, Standing};
use crate::domain::aging::{Aged, Aging, Presentation, Tally};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, EntryId};
use crate::domain::money::{Currency, Money};
use crate::error::{Error, Result};

/// What report is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgingQuestion {
    pub how: Aging,
    /// As the book was known at this entry; None: as it is known now.
    pub known_at: Option<EntryId>,
    /// Only this account.
    pub account: Option<AccountId>,
}

impl AgingQuestion {
    pub fn of(how: Aging) -> AgingQuestion {
        AgingQuestion { how, known_at: None, account: None }
    }
}

/// The row of one account, without its name.
#[derive(Debug, Clone)]
pub struct Sums {
    pub account: AccountId,
    pub currency: Currency,
    pub aged: Aged,
}

#[derive(Debug, Clone)]
pub struct AgingRow {
    pub account: AccountId,
    pub code: String,
    pub name: String,
    pub aged: Aged,
    pub disputed: Money,
    pub on_plan: Money,
}

/// All accounts of one currency; currencies are never added together.
#[derive(Debug, Clone)]
pub struct CurrencyBlock {
    pub currency: Currency,
    /// By net, largest first, then by code.
    pub rows: Vec<AgingRow>,
    pub totals: Aged,
    pub disputed: Money,
    pub on_plan: Money,
    pub proof: Proof,
}

/// What of one currency is not asked for, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetApart {
    pub currency: Currency,
    pub disputed: Money,
    pub on_plan: Money,
    /// What the accounts owe net, each at least zero, less what can be collected of it now.
    pub not_asked: Money,
}

/// Σ debits in force − Σ allocations in force = Σ open; − unapplied = net. Each is summed on its own from the rows, the
/// difference is against the report.
#[derive(Debug, Clone)]
pub struct Proof {
    pub debits: Money,
    pub allocated: Money,
    pub open: Money,
    pub unapplied: Money,
    pub net: Money,
    pub difference: Money,
}

#[derive(Debug, Clone)]
pub struct AgingReport {
    pub question: AgingQuestion,
    pub currencies: Vec<CurrencyBlock>,
}

/// Tallies by account; ids are dense, so a plain list is the quickest map.
struct Tallies {
    how: Aging,
    by_account: Vec<Tally>,
}

impl Tallies {
    fn of(&mut self, account: i64) -> Result<&mut Tally> {
        let place = usize::try_from(account).unwrap_or(0);
        self.by_account
            .get_mut(place)
            .ok_or_else(|| Error::fault("damaged", "an item names an account that the book does not have"))
    }

    fn debit(&mut self, account: i64, date: Date, due: Date, amount: i64) -> Result<()> {
        if date > self.how.as_of {
            return Ok(());
        }
        let how = self.how;
        self.of(account)?.add_debit(&how, date, due, amount)
    }

    fn credit(&mut self, account: i64, date: Date, amount: i64) -> Result<()> {
        if date > self.how.as_of {
            return Ok(());
        }
        let how = self.how;
        self.of(account)?.add_credit(&how, date, amount)
    }
}

impl Book {
    /// The rows of the report without names, in the order of account ids; accounts with nothing open are left out.
    pub fn aging_sums(&self, question: &AgingQuestion) -> Result<Vec<Sums>> {
        let last: i64 =
            self.conn.prepare_cached("SELECT COALESCE(MAX(id), 0) FROM account")?.query_row([], |row| row.get(0))?;
        let size = usize::try_from(last).unwrap_or(0) + 1;
        let mut tallies = Tallies { how: question.how, by_account: vec![Tally::default(); size] };
        match question.known_at {
            None => self.tally_from_columns(question, &mut tallies)?,
            Some(entry) => self.tally_from_rows(question, entry, &mut tallies)?,
        }
        let currencies = self.currencies_by_account()?;
        let mut sums = Vec::new();
        for (id, tally) in tallies.by_account.into_iter().enumerate().filter(|(_, tally)| !tally.is_empty()) {
            let account = AccountId(id as i64);
            let currency = currencies.of(account);
            let aged = tally.finish(&question.how, currency)?;
            // As if the credit were applied, nothing may be left of either.
            let nothing = aged.unapplied.is_zero() && aged.amounts.iter().all(|amount| amount.is_zero());
            if !(nothing && question.how.presentation == Presentation::Fifo) {
                sums.push(Sums { account, currency, aged });
            }
        }
        Ok(sums)
    }

    /// What is open by the derived columns, corrected by what takes effect after the as-of date.
    fn tally_from_columns(&self, question: &AgingQuestion, tallies: &mut Tallies) -> Result<()> {
        let only = question.account.map_or(String::new(), |account| format!(" AND d.account = {}", account.0));
        let (of_debit, of_credit) = (only.clone(), only.replace("d.account", "c.account"));
        let as_of = day(question.how.as_of);
        let sql = format!(
            "SELECT d.account, d.date, d.due, d.open FROM debit d INDEXED BY debit_open WHERE d.open > 0{of_debit}"
        );
        self.each(&sql, [], |row| tallies.debit(row.get(0)?, date(row, 1)?, date(row, 2)?, row.get(3)?))?;
        let sql = format!(
            "SELECT d.account, d.date, d.due, d.amount FROM debit d WHERE d.voided_on > ?1 AND d.live = 1{of_debit}"
        );
        self.each(&sql, [as_of], |row| tallies.debit(row.get(0)?, date(row, 1)?, date(row, 2)?, row.get(3)?))?;
        let sql = format!(
            "SELECT c.account, c.date, c.unapplied FROM credit c INDEXED BY credit_unapplied WHERE c.unapplied > 0{of_credit}"
        );
        self.each(&sql, [], |row| tallies.credit(row.get(0)?, date(row, 1)?, row.get(2)?))?;
        let sql = format!(
            "SELECT c.account, c.date, c.amount FROM credit c WHERE c.reversed_on > ?1 AND c.live = 1{of_credit}"
        );
        self.each(&sql, [as_of], |row| tallies.credit(row.get(0)?, date(row, 1)?, row.get(2)?))?;
        let later = "a.starts > ?1 AND a.ends IS NULL";
        let ended_later = "a.ends > ?1 AND a.starts <= ?1";
        for (condition, sign) in [(later, 1), (ended_later, -1)] {
            let sql = format!(
                "SELECT d.account, d.date, d.due, a.amount, c.date FROM allocation a JOIN debit d ON d.id = a.debit JOIN credit c ON c.id = a.credit
                 WHERE {condition} AND a.live = 1{of_debit}"
            );
            self.each(&sql, [as_of], |row| {
                let (account, amount): (i64, i64) = (row.get(0)?, row.get(3)?);
                tallies.debit(account, date(row, 1)?, date(row, 2)?, sign * amount)?;
                tallies.credit(account, date(row, 4)?, sign * amount)
            })?;
        }
        Ok(())
    }

    /// What is open by the rows alone, as they were known at an entry: the definition itself.
    fn tally_from_rows(&self, question: &AgingQuestion, known_at: EntryId, tallies: &mut Tallies) -> Result<()> {
        let known = Known::at(self, known_at)?;
        let as_of = day(question.how.as_of);
        let only = question.account.map_or(String::new(), |account| format!(" AND d.account = {}", account.0));
        self.each(&format!("{}{only}", known.debits()), [as_of], |row| {
            tallies.debit(row.get(0)?, date(row, 1)?, date(row, 2)?, row.get(3)?)
        })?;
        let of_credit = only.replace("d.account", "c.account");
        self.each(&format!("{}{of_credit}", known.credits()), [as_of], |row| {
            tallies.credit(row.get(0)?, date(row, 1)?, row.get(2)?)
        })?;
        self.each(&format!("{}{only}", known.allocations()), [as_of], |row| {
            let (account, amount): (i64, i64) = (row.get(0)?, row.get(3)?);
            tallies.debit(account, date(row, 1)?, date(row, 2)?, -amount)?;
            tallies.credit(account, date(row, 4)?, -amount)
        })
    }

    fn each<P: Params>(&self, sql: &str, values: P, mut take: impl FnMut(&Row) -> Result<()>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        while let Some(row) = rows.next()? {
            take(row)?;
        }
        Ok(())
    }

    /// The whole report: rows with names, totals by currency, and the proof.
    pub fn aging(&self, question: &AgingQuestion) -> Result<AgingReport> {
        let sums = self.aging_sums(question)?;
        let names = self.names_of(&sums.iter().map(|row| row.account).collect::<Vec<_>>())?;
        let apart = self.set_apart(question)?;
        let mut blocks: HashMap<&'static str, CurrencyBlock> = HashMap::new();
        for (row, (_, code, name)) in sums.into_iter().zip(names) {
            let zero = row.currency.zero();
            let (disputed, on_plan) = apart.get(&row.account).copied().unwrap_or((zero, zero));
            let block = blocks.entry(row.currency.code()).or_insert_with(|| empty_block(&question.how, row.currency));
            block.totals = plus(&block.totals, &row.aged)?;
            (block.disputed, block.on_plan) = (block.disputed.plus(disputed)?, block.on_plan.plus(on_plan)?);
            block.rows.push(AgingRow { account: row.account, code, name, aged: row.aged, disputed, on_plan });
        }
        let mut currencies: Vec<CurrencyBlock> = blocks.into_values().collect();
        currencies.sort_by_key(|block| block.currency);
        for block in &mut currencies {
            block.rows.sort_by(|a, b| b.aged.net.minor().cmp(&a.aged.net.minor()).then_with(|| a.code.cmp(&b.code)));
            block.proof = self.proof(question, block.currency, &block.totals)?;
        }
        Ok(AgingReport { question: *question, currencies })
    }

    /// Code and name of each account, in the order asked.
    pub fn names_of(&self, accounts: &[AccountId]) -> Result<Vec<(AccountId, String, String)>> {
        // An account that was undone since still has a name in a report of what was known before.
        let sql = "SELECT a.code, v.name FROM account a JOIN account_version v
            ON v.id = (SELECT id FROM account_version WHERE account = a.id ORDER BY live DESC, id DESC LIMIT 1) WHERE a.id = ?1";
        let mut statement = self.conn.prepare_cached(sql)?;
        let named = accounts.iter().map(|account| {
            statement.query_row([account.0], |row| Ok((*account, row.get(0)?, row.get(1)?))).map_err(Error::from)
        });
        named.collect()
    }

    /// What of each currency is disputed and on a plan, and how much of what is owed is not asked for because of it.
    pub fn apart(&self, question: &AgingQuestion) -> Result<Vec<SetApart>> {
        let parts = self.set_apart(question)?;
        let nets = self.nets_of(question, parts.keys().copied())?;
        let mut all: Vec<SetApart> = Vec::new();
        for (account, (disputed, on_plan)) in parts {
            let Some(net) = nets.get(&account) else { continue };
            // Collectable is what is owed less both, and never below zero: the most that both can take away is all of it.
            let not_asked = net.at_least_zero().least(disputed.plus(on_plan)?);
            let currency = net.currency();
            match all.iter_mut().find(|apart| apart.currency == currency) {
                Some(apart) => {
                    apart.disputed = apart.disputed.plus(disputed)?;
                    apart.on_plan = apart.on_plan.plus(on_plan)?;
                    apart.not_asked = apart.not_asked.plus(not_asked)?;
                }
                None => all.push(SetApart { currency, disputed, on_plan, not_asked }),
            }
        }
        Ok(all)
    }

    /// What accounts owe: today's from each one's own figures, an earlier knowledge from the report that was known then.
    fn nets_of(
        &self,
        question: &AgingQuestion,
        accounts: impl Iterator<Item = AccountId>,
    ) -> Result<HashMap<AccountId, Money>> {
        if question.known_at.is_some() {
            return Ok(self.aging_sums(question)?.into_iter().map(|sums| (sums.account, sums.aged.net)).collect());
        }
        accounts.map(|account| Ok((account, self.standing(account, &question.how)?.figures.net))).collect()
    }

    /// The proof line of one currency: both sides from the rows, the difference against the report's totals.
    pub fn proof(&self, question: &AgingQuestion, currency: Currency, totals: &Aged) -> Result<Proof> {
        let known = match question.known_at {
            Some(entry) => Known::at(self, entry)?,
            None => Known::at(self, self.version()?)?,
        };
        // Where there is nothing to tell apart, whole tables are summed without looking at whose a row is.
        let apart = match question.account {
            Some(account) => format!(" WHERE x.account = {}", account.0),
            None if self.has_one_currency()? => String::new(),
            None => format!(" JOIN account k ON k.id = x.account WHERE k.currency = '{}'", currency.code()),
        };
        let sum = |rows: &str| -> Result<Money> {
            let sql = format!("SELECT COALESCE(SUM(x.amount), 0) FROM ({rows}) x{apart}");
            let minor: i64 = self.conn.prepare(&sql)?.query_row([day(question.how.as_of)], |row| row.get(0))?;
            Ok(Money::stored(minor, currency))
        };
        let debits = sum(&known.debits())?;
        let allocated = sum(&if apart.is_empty() { known.allocated() } else { known.allocations() })?;
        let credits = sum(&known.credits())?;
        let open = debits.minus(allocated)?;
        let unapplied = credits.minus(allocated)?.negated();
        let net = open.plus(unapplied)?;
        let shown = crate::domain::money::sum(totals.amounts.iter().copied(), currency)?;
        // What is wrong by the same amount on both sides leaves the net as it is.
        let by_open = open.minus(shown)?;
        let is_apart = question.how.presentation == Presentation::Separate && !by_open.is_zero();
        let difference = if is_apart { by_open } else { net.minus(totals.net)? };
        Ok(Proof { debits, allocated, open, unapplied, net, difference })
    }

    fn has_one_currency(&self) -> Result<bool> {
        let sql = "SELECT COUNT(*) < 2 FROM (SELECT DISTINCT currency FROM account)";
        Ok(self.conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    fn currencies_by_account(&self) -> Result<Currencies> {
        let mut counted =
            self.conn.prepare_cached("SELECT currency, COUNT(*) FROM account GROUP BY currency ORDER BY 2 DESC")?;
        let codes: Vec<String> = counted.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let usual = codes.first().map_or(Ok(Currency::USD), |code| Currency::parse(code))?;
        let mut others = HashMap::new();
        if codes.len() > 1 {
            let mut statement = self.conn.prepare_cached("SELECT id, currency FROM account WHERE currency <> ?1")?;
            let mut rows = statement.query([usual.code()])?;
            while let Some(row) = rows.next()? {
                others.insert(AccountId(row.get(0)?), Currency::parse(&row.get::<_, String>(1)?)?);
            }
        }
        Ok(Currencies { usual, others })
    }
}

/// The currency of most accounts, and those that have another.
struct Currencies {
    usual: Currency,
    others: HashMap<AccountId, Currency>,
}

impl Currencies {
    fn of(&self, account: AccountId) -> Currency {
        self.others.get(&account).copied().unwrap_or(self.usual)
    }
}

fn empty_block(how: &Aging, currency: Currency) -> CurrencyBlock {
    let zero = currency.zero();
    let totals = Aged { amounts: vec![zero; how.edges.count()], unapplied: zero, net: zero };
    let proof = Proof { debits: zero, allocated: zero, open: zero, unapplied: zero, net: zero, difference: zero };
    CurrencyBlock { currency, rows: Vec::new(), totals, disputed: zero, on_plan: zero, proof }
}

/// The sum of two rows of one currency.
pub fn plus(left: &Aged, right: &Aged) -> Result<Aged> {
    let amounts = left.amounts.iter().zip(&right.amounts).map(|(a, b)| a.plus(*b)).collect::<Result<_>>()?;
    Ok(Aged { amounts, unapplied: left.unapplied.plus(right.unapplied)?, net: left.net.plus(right.net)? })
}

impl Standing {
    /// The account's row of the report, from the same figures as its header.
    pub fn row(&self) -> AgingRow {
        AgingRow {
            account: self.account.id,
            code: self.account.code.clone(),
            name: self.account.name().to_string(),
            aged: Aged {
                amounts: self.figures.amounts.clone(),
                unapplied: self.figures.unapplied,
                net: self.figures.net,
            },
            disputed: self.figures.disputed,
            on_plan: self.figures.on_plan,
        }
    }
}
