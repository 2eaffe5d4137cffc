//! One clause of a line, word by word: what is not a detail of its verb is the note.

use chrono::NaiveTime;

use super::{ALSO, Act, Clause, PlanWish, Reading, VERBS, not_understood, possible};
use crate::domain::amount;
use crate::domain::calendar::Date;
use crate::domain::communication::{DisputeReason, HoldKind, Outcome, Wanted};
use crate::domain::dates::{self, Facing};
use crate::domain::money::Money;
use crate::domain::plan::{Rhythm, Size};
use crate::domain::text::fold;
use crate::domain::time_of_day;
use crate::error::{Error, Result};

/// Letters of a word of which the rest may be left out.
const LEAST_LETTERS: usize = 4;

/// Up to here a whole number counts instalments.
const MOST_COUNTED: u32 = 120;

/// Words of a date such as `oct 3, 2026`.
const MOST_DATE_WORDS: usize = 3;

/// Splits at commas before a verb that can be read with all its details: anything else behind a comma is of the note.
pub fn parts(text: &str, reading: &Reading) -> Vec<String> {
    let mut parts = vec![String::new()];
    for (place, piece) in text.split(", ").enumerate() {
        let begins = place > 0 && is_detailed(piece) && read(piece, reading).is_ok();
        match parts.last_mut() {
            Some(last) if !begins => {
                last.push_str(if place > 0 { ", " } else { "" });
                last.push_str(piece);
            }
            _ => parts.push(piece.to_string()),
        }
    }
    parts
}

/// True where the first word is a verb that takes details, and more follows.
fn is_detailed(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let verb = words.next().and_then(verb).is_some_and(|(_, _, details)| !details.is_empty());
    verb && words.next().is_some()
}

/// The verb that a word is: as the trade shortens it, or the outcome's own word.
fn verb(word: &str) -> Option<(&'static str, &'static str, &'static str)> {
    let word = word.trim_end_matches([',', ':', '.']).to_lowercase();
    let also = ALSO.iter().find(|(other, _)| *other == word).map(|(_, verb)| *verb);
    let named = |verb: &&(&str, &str, &str)| verb.0 == also.unwrap_or(&word) || verb.1 == word;
    VERBS.iter().find(named).copied()
}

pub fn read(text: &str, reading: &Reading) -> Result<Clause> {
    let words = text.split_whitespace().filter(|word| !word.trim_matches(',').is_empty()).collect();
    let mut words = Words { words, reading };
    let first = words.next().unwrap_or_default();
    let Some((_, outcome, _)) = verb(first) else {
        let first: String = first.chars().take(40).collect();
        return Err(Error::invalid("line", format!("{first:?} is not understood")).hint(possible()));
    };
    let act = match outcome.parse::<Outcome>()? {
        Outcome::Promise => words.promise()?,
        Outcome::Dispute => words.dispute()?,
        Outcome::Callback => words.callback()?,
        Outcome::Info => words.request(),
        Outcome::Plan => Act::Plan(words.plan()?),
        Outcome::Hold => words.hold()?,
        plain => Act::Plain(plain),
    };
    Ok(Clause { act, note: words.rest() })
}

/// The words of a clause that are still to be read.
struct Words<'a> {
    words: Vec<&'a str>,
    reading: &'a Reading,
}

impl<'a> Words<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.words.first().copied()
    }

    fn next(&mut self) -> Option<&'a str> {
        if self.words.is_empty() { None } else { Some(self.words.remove(0)) }
    }

    fn rest(&mut self) -> String {
        std::mem::take(&mut self.words).join(" ")
    }

    /// The first word, if it means something; then it is read.
    fn take<T>(&mut self, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let found = self.peek().and_then(|word| read(word.trim_end_matches(',')));
        if found.is_some() {
            self.next();
        }
        found
    }

    fn amount(&mut self) -> Option<Money> {
        let reading = *self.reading;
        let worth = |word: &str| amount::evaluate(word, reading.currency, reading.mark, None).ok();
        self.take(|word| worth(word).filter(|amount| amount.is_positive() && !is_date(word, &reading)))
    }

    /// As many words as are one date.
    fn date(&mut self) -> Option<Date> {
        for count in (1..=MOST_DATE_WORDS.min(self.words.len())).rev() {
            let text = self.words.get(..count)?.join(" ");
            let text = text.trim_end_matches(',');
            if let Ok(date) = dates::read(text, self.reading.today, Facing::Forward, self.reading.order) {
                self.words.drain(..count);
                return Some(date);
            }
        }
        None
    }

    fn time(&mut self) -> Option<NaiveTime> {
        let half = |word: &str| matches!(word.to_lowercase().as_str(), "am" | "pm" | "a.m." | "p.m.");
        let with_half = self.words.get(..2).filter(|two| half(two[1])).map(|two| two.join(""));
        if let Some(time) = with_half.and_then(|text| time_of_day::read(&text).ok()) {
            self.words.drain(..2);
            return Some(time);
        }
        self.take(|word| time_of_day::read(word).ok())
    }

    /// Amount and date in either order; either may be left to the form's default, but nothing else may stand there.
    fn promise(&mut self) -> Result<Act> {
        let mut amount = self.amount();
        self.skip("by");
        let by = self.date();
        if amount.is_none() {
            amount = self.amount();
        }
        match self.peek() {
            Some(word) if by.is_none() => {
                let what = if amount.is_some() { "date" } else { "amount" };
                let word: String = word.chars().take(40).collect();
                Err(Error::invalid(
                    "line",
                    format!("{word:?} is not a{} {what}", if what == "date" { "" } else { "n" }),
                )
                .hint("write it like ptp 500 fri, the note behind the date"))
            }
            _ => Ok(Act::Promise { amount, by }),
        }
    }

    fn dispute(&mut self) -> Result<Act> {
        let Some(number) = self.next() else {
            return Err(Error::invalid("line", "which item is disputed is missing")
                .hint("write it like disp 1043 80 short two boxes"));
        };
        let (amount, reason) = (self.amount(), self.take(reason));
        // The reason may also stand somewhere in the story.
        let told = || self.words.iter().find_map(|word| whole_reason(word));
        let reason = reason.or_else(told).unwrap_or(DisputeReason::OTHER);
        Ok(Act::Dispute { number: number.to_string(), amount, reason })
    }

    fn callback(&mut self) -> Result<Act> {
        let mut on = self.date();
        self.skip("at");
        let at = self.time();
        if on.is_none() {
            on = self.date();
        }
        match self.peek() {
            Some(word) if on.is_none() && at.is_none() => Err(not_understood(word, "cb tue 10:00")),
            _ => Ok(Act::Callback { on, at }),
        }
    }

    fn request(&mut self) -> Act {
        let Some(what) = self.take(|word| word_of(word, Wanted::ALL, |one| one.word())) else {
            return Act::Plain(Outcome::Info);
        };
        self.skip("of");
        let has_digit = |word: &str| word.contains(|key: char| key.is_ascii_digit()).then(|| word.to_string());
        let number = if what == Wanted::Statement { None } else { self.take(has_digit) };
        Act::Request { what, number }
    }

    fn hold(&mut self) -> Result<Act> {
        let kind = self.take(|word| word_of(word, HoldKind::ALL, |one| one.word()));
        kind.map(Act::Hold).ok_or_else(|| {
            let kinds: Vec<&str> = HoldKind::ALL.iter().map(|kind| kind.word()).collect();
            let word: String = self.peek().unwrap_or_default().chars().take(40).collect();
            let message = if word.is_empty() {
                "the kind of hold is missing".into()
            } else {
                format!("{word:?} is no kind of hold")
            };
            Error::invalid("line", message).hint(format!("use one of {}", kinds.join(", ")))
        })
    }

    fn plan(&mut self) -> Result<PlanWish> {
        let counted = |word: &str| word.parse::<u32>().ok().filter(|count| (1..=MOST_COUNTED).contains(count));
        let size = self.take(counted).map(Size::Count).or_else(|| self.amount().map(Size::Amount));
        let Some(size) = size else {
            let word = self.peek().unwrap_or("plan");
            return Err(not_understood(word, "plan 6 month-end 240.50 down"));
        };
        let mut wish = PlanWish { size, every: None, down: None, first: None };
        wish.every = self.take(rhythm);
        if let Some(at) = self.words.get(..2).filter(|two| two[1].eq_ignore_ascii_case("down")).map(|two| two[0]) {
            wish.down = self.amount();
            if wish.down.is_none() {
                return Err(Error::invalid("line", format!("{at:?} is not an amount"))
                    .hint("write it like plan 6 month-end 240.50 down"));
            }
            self.skip("down");
        }
        if self.peek().is_some_and(|word| word.eq_ignore_ascii_case("from")) {
            self.skip("from");
            let word = self.peek().unwrap_or("from");
            wish.first = Some(self.date().ok_or_else(|| not_understood(word, "plan 6 month-end from 30 nov"))?);
        }
        Ok(wish)
    }

    fn skip(&mut self, small: &str) {
        self.take(|word| word.eq_ignore_ascii_case(small).then_some(()));
    }
}

/// True for what looks like a sum and is a date: `2026-11-27`, `11/30`, `+7`.
fn is_date(word: &str, reading: &Reading) -> bool {
    word.contains(['-', '/', '+']) && dates::read(word, reading.today, Facing::Forward, reading.order).is_ok()
}

fn rhythm(word: &str) -> Option<Rhythm> {
    match word.to_lowercase().as_str() {
        "weekly" => Some(Rhythm::Week),
        "fortnightly" | "biweekly" => Some(Rhythm::TwoWeeks),
        "monthly" => Some(Rhythm::Month),
        "eom" => Some(Rhythm::MonthEnd),
        word => word.parse().ok(),
    }
}

fn reason(word: &str) -> Option<DisputeReason> {
    word_of(word, DisputeReason::ALL, |one| one.word())
}

fn whole_reason(word: &str) -> Option<DisputeReason> {
    let word = fold(word);
    let named = |reason: &&DisputeReason| **reason != DisputeReason::OTHER && fold(reason.word()) == word;
    DisputeReason::ALL.iter().find(named).copied()
}

/// The one of a list that a word is, or of which it is the only beginning.
fn word_of<T: Copy>(word: &str, all: &[T], name: fn(&T) -> &str) -> Option<T> {
    let typed = fold(word);
    let folded = |one: &&T| fold(name(one));
    if let Some(found) = all.iter().find(|one| folded(one) == typed) {
        return Some(*found);
    }
    let begun: Vec<&T> = all.iter().filter(|one| folded(one).starts_with(&typed)).collect();
    match begun.as_slice() {
        [only] if typed.len() >= LEAST_LETTERS => Some(**only),
        _ => None,
    }
}
