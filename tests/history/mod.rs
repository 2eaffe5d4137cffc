//! Random histories of a shop: each step throws dice for what a collector does, tells the model its facts and expects of
//! the book what the model's rules say.
#![allow(dead_code)]

mod agreements;
pub mod compare;
mod money;
mod reversals;

use std::collections::BTreeMap;

use arrears::book::{AccountDetails, Book, Done, Op, Stamp};
use arrears::domain::calendar::{Date, from_day_number};
use arrears::domain::ids::{AccountId, EntryId};
use arrears::domain::money::Currency;
use arrears::error::{Error, Kind, Result};
use arrears::ops::amend_account::AmendAccount;
use arrears::ops::change_setting::ChangeSetting;
use arrears::ops::open_account::OpenAccount;
use arrears::ops::undo::Undo;
use compare::rows;

use crate::model::{Fact, Model};
use crate::shop::{self, Shop};

pub const ACCOUNTS: i64 = 3;
/// Entries that set the shop up and stay: its accounts and a setting.
pub const SET_UP: i64 = ACCOUNTS + 1;
/// The first day of the histories: 2026-03-02.
pub const START: i64 = 20_514;

/// xorshift: the same history for the same seed, on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, sides: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as i64 % sides.max(1)
    }

    pub fn chance(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len() as i64) as usize)
    }

    pub fn day(&mut self) -> i64 {
        START + self.below(220)
    }
}

pub fn date(day: i64) -> Date {
    from_day_number(day)
}

/// An op of a history, performed on some book.
pub type Again = Box<dyn Fn(&mut Book, &Stamp) -> Result<Done>>;

/// The figures of every account at some dates, as they were when an entry was the newest.
pub struct Seen {
    pub entry: EntryId,
    pub as_of: i64,
    pub rows: Vec<(i64, Vec<i64>)>,
}

pub struct History {
    pub shop: Shop,
    pub model: Model,
    pub dice: Dice,
    pub seen: Vec<Seen>,
    /// Every op that was accepted, to be performed again.
    pub ops: Vec<(Stamp, Again)>,
    pub refused: usize,
    /// Accepted ops by name.
    pub counts: BTreeMap<&'static str, usize>,
}

impl History {
    pub fn begin(seed: u64) -> History {
        let mut history = History {
            shop: Shop::new(),
            model: Model::default(),
            dice: Dice::of(seed),
            seen: Vec::new(),
            ops: Vec::new(),
            refused: 0,
            counts: BTreeMap::new(),
        };
        for account in 1..=ACCOUNTS {
            let (name, terms) = (format!("Customer {account}"), "net 30".into());
            let details = AccountDetails { name, terms, ..AccountDetails::default() };
            let (code, currency) = (format!("C{account}"), Currency::USD);
            history.expect(OpenAccount { code, currency, details, contacts: Vec::new() }, vec![Fact::Note], None);
        }
        let settings = vec![("tolerance".into(), "1.00".into())];
        history.expect(ChangeSetting { settings }, vec![Fact::Note], None);
        history
    }

    pub fn run(seed: u64, length: usize) -> History {
        let mut history = History::begin(seed);
        for step in 0..length {
            history.step();
            if step % 7 == 0 {
                let as_of = history.dice.day();
                let (entry, rows) = (history.shop.book.version().unwrap(), rows(&history.shop.book, as_of, None));
                history.seen.push(Seen { entry, as_of, rows });
            }
        }
        history
    }

    /// Performs an op and expects of it what the model's rules say of its facts; gives the refusal, if there was one.
    pub fn expect<O: Op + 'static>(
        &mut self,
        op: O,
        facts: Vec<Fact>,
        refused_before: Option<&'static str>,
    ) -> Option<Error> {
        self.model.entries.push(facts);
        let refusal = refused_before.or_else(|| self.model.refusal());
        let last = self.model.entries.len();
        let stamp = shop::stamp(&format!("test-{}", self.ops.len() + self.refused));
        match (self.shop.book.perform(&op, &stamp), refusal) {
            (Ok(done), None) => {
                assert_eq!(done.entry.0 as usize, last);
                assert_eq!(done.created, self.shop.book.created_by(done.entry).unwrap());
                *self.counts.entry(O::NAME).or_default() += 1;
                self.ops.push((stamp, Box::new(move |book, stamp| book.perform(&op, stamp))));
                None
            }
            (Err(error), Some(_)) => {
                assert!(matches!(error.kind(), Kind::Refused | Kind::NotFound), "{error}");
                assert!(error.safe_note().is_some(), "{error}");
                self.model.entries.pop();
                self.refused += 1;
                Some(error)
            }
            (answer, refusal) => {
                let facts = &self.model.entries[last - 1];
                let op = serde_json::to_string(&op).unwrap();
                let said = format!("entry {last}: the model says {refusal:?}, the book {answer:?}: {op} {facts:?}");
                panic!("{said}\n{}", self.named_in(&said))
            }
        }
    }

    /// The facts of the entries that a message names.
    fn named_in(&self, said: &str) -> String {
        let words = said.split(|letter: char| !letter.is_ascii_digit()).filter_map(|word| word.parse().ok());
        let named: std::collections::BTreeSet<usize> = words.collect();
        let facts = named.into_iter().filter_map(|entry: usize| {
            let facts = self.model.entries.get(entry.checked_sub(1)?)?;
            Some(format!("  {entry}: {facts:?}\n"))
        });
        facts.collect()
    }

    pub fn step(&mut self) {
        match self.dice.below(100) {
            0..19 => self.post_debit(),
            19..23 => self.post_memo(),
            23..39 => self.take_payment(),
            39..46 => self.apply(),
            46..51 => self.take_back(),
            51..56 => self.promise(),
            56..58 => self.end_promise(),
            58..62 => self.agree_plan(),
            62..64 => self.cancel_plan(),
            64..69 => self.bounce(),
            69..72 => self.void(),
            72..75 => self.write_off(),
            75..77 => self.recover(),
            77..79 => self.refund(),
            79..83 => self.correct_debit(),
            83..86 => self.correct_credit(),
            86..87 => self.close(),
            87..88 => self.amend(),
            _ => self.undo(),
        };
    }

    pub fn account(&mut self) -> i64 {
        1 + self.dice.below(ACCOUNTS)
    }

    pub fn amend(&mut self) {
        let account = AccountId(self.account());
        let note = format!("note {}", self.dice.below(9));
        let details = AccountDetails { note, ..self.shop.book.account(account).unwrap().details };
        self.expect(AmendAccount { account, details, contacts: None }, vec![Fact::Note], None);
    }

    pub fn undo(&mut self) {
        let entries = self.model.entries.len();
        let recent = if self.dice.chance(60) { 12 } else { entries as i64 };
        let of = entries - self.dice.below(recent.min(entries as i64 - SET_UP)) as usize;
        if of <= SET_UP as usize {
            return;
        }
        let refused = if self.model.counting(entries)[of - 1] { None } else { Some("undone already") };
        self.undo_entry(of, refused);
    }

    pub fn undo_entry(&mut self, of: usize, refused: Option<&'static str>) -> Option<Error> {
        self.expect(Undo { entry: EntryId(of as i64) }, vec![Fact::Undo { of }], refused)
    }
}
