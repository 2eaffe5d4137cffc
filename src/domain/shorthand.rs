//! A call in one line, as collectors write it on paper: `ptp 500 fri`, `vm`, `cb tue 10:00`, `disp 1043 80 short 2 boxes`.
//! Several stand behind each other with `;` between. It is read as a whole or not at all; what it prints it can read.

mod clause;
mod printed;
#[cfg(test)]
mod tests;

use chrono::NaiveTime;

use super::calendar::Date;
use super::communication::{DisputeReason, HoldKind, Outcome, Wanted};
use super::dates::DayMonth;
use super::money::{Currency, DecimalMark, Money};
use super::plan::{Rhythm, Size};
use super::text::clean;
use crate::error::{Error, Result};

/// What a line is read against.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    pub today: Date,
    pub order: DayMonth,
    pub currency: Currency,
    pub mark: DecimalMark,
}

/// A plan as it is said: `plan 6 month-end 240.50 down from 30 nov`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanWish {
    pub size: Size,
    pub every: Option<Rhythm>,
    pub down: Option<Money>,
    pub first: Option<Date>,
}

/// One thing that came of a call. What is None is as the form would have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// An outcome that needs nothing else.
    Plain(Outcome),
    Promise {
        amount: Option<Money>,
        by: Option<Date>,
    },
    Dispute {
        number: String,
        amount: Option<Money>,
        reason: DisputeReason,
    },
    Callback {
        on: Option<Date>,
        at: Option<NaiveTime>,
    },
    Request {
        what: Wanted,
        number: Option<String>,
    },
    Plan(PlanWish),
    Hold(HoldKind),
}

/// A part of a line: what came of the call, and the rest as a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    pub act: Act,
    pub note: String,
}

/// A line as it was understood; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub clauses: Vec<Clause>,
}

/// The words that begin a clause, what they come to, and what may follow.
pub const VERBS: &[(&str, &str, &str)] = &[
    ("ptp", "promise", "ptp 500 fri"),
    ("disp", "dispute", "disp 1043 80 short two boxes"),
    ("cb", "callback", "cb tue 10:00"),
    ("plan", "plan", "plan 6 month-end 240.50 down"),
    ("info", "info", "info copy 1043"),
    ("hold", "hold", "hold attorney"),
    ("na", "no-answer", ""),
    ("busy", "busy", ""),
    ("vm", "voicemail", ""),
    ("msg", "message", ""),
    ("wrong", "wrong-number", ""),
    ("paid", "paid", ""),
    ("spoke", "spoke", ""),
    ("refuse", "refused", ""),
    ("sent", "sent", ""),
    ("bounced", "bounced", ""),
    ("note", "note", ""),
];

/// Other ways in which the trade writes them.
const ALSO: &[(&str, &str)] = &[
    ("lm", "msg"),
    ("lvm", "vm"),
    ("nans", "na"),
    ("wn", "wrong"),
    ("rtp", "refuse"),
    ("call", "cb"),
    ("promised", "ptp"),
];

/// More text than a line of a call.
const LONGEST: usize = 1_000;

/// Reads a line: all of it, or the word that is not understood.
pub fn read(text: &str, reading: &Reading) -> Result<Line> {
    let text = clean(text);
    if text.len() > LONGEST {
        return Err(Error::invalid("line", "the line is too long").hint("put the story into the note"));
    }
    let mut clauses: Vec<Clause> = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        for part in clause::parts(part, reading) {
            clauses.push(clause::read(&part, reading)?);
        }
    }
    check(&clauses)?;
    Ok(Line { clauses })
}

/// A plan as [`read`] takes it behind `plan`.
pub fn read_plan(text: &str, reading: &Reading) -> Result<PlanWish> {
    let text = clean(text);
    match clause::read(&format!("plan {}", text.trim()), reading)? {
        Clause { act: Act::Plan(wish), note } if note.is_empty() => Ok(wish),
        Clause { note, .. } => {
            Err(not_understood(note.split(' ').next().unwrap_or_default(), "plan 6 month-end 240.50 down"))
        }
    }
}

/// Date, time or both, as [`read`] takes them behind `cb`.
pub fn read_callback(text: &str, reading: &Reading) -> Result<(Option<Date>, Option<NaiveTime>)> {
    let text = clean(text);
    match clause::read(&format!("cb {}", text.trim()), reading)? {
        Clause { act: Act::Callback { on, at }, note } if note.is_empty() => Ok((on, at)),
        Clause { note, .. } => Err(not_understood(note.split(' ').next().unwrap_or_default(), "tue 10:00")),
    }
}

fn not_understood(word: &str, possible: &str) -> Error {
    let word: String = word.chars().take(40).collect();
    Error::invalid("line", format!("{word:?} is not understood here")).hint(format!("write it like {possible}"))
}

impl Line {
    /// What the whole line comes to: the first clause's outcome, unless that is only that one spoke.
    pub fn outcome(&self) -> Outcome {
        let outcomes = || self.clauses.iter().map(|clause| clause.act.outcome());
        let agreed = outcomes().find(|outcome| *outcome != Outcome::Spoke);
        match outcomes().next() {
            Some(Outcome::Spoke) | None => agreed.unwrap_or(Outcome::Spoke),
            Some(first) => first,
        }
    }

    /// The notes of its clauses, one after the other.
    pub fn note(&self) -> String {
        let notes: Vec<&str> =
            self.clauses.iter().map(|one| one.note.as_str()).filter(|note| !note.is_empty()).collect();
        notes.join("; ")
    }
}

impl Act {
    pub fn outcome(&self) -> Outcome {
        match self {
            Act::Plain(outcome) => *outcome,
            Act::Promise { .. } => Outcome::Promise,
            Act::Dispute { .. } => Outcome::Dispute,
            Act::Callback { .. } => Outcome::Callback,
            Act::Request { .. } => Outcome::Info,
            Act::Plan(_) => Outcome::Plan,
            Act::Hold(_) => Outcome::Hold,
        }
    }

    /// Of these there may be several in one call.
    fn may_repeat(&self) -> bool {
        matches!(self, Act::Dispute { .. } | Act::Request { .. })
    }
}

/// Refuses an empty line, two of a kind, and what cannot have come of one call.
fn check(clauses: &[Clause]) -> Result<()> {
    if clauses.is_empty() {
        return Err(Error::invalid("line", "the line is empty").hint(possible()));
    }
    for (place, one) in clauses.iter().enumerate() {
        let before = clauses.iter().take(place);
        let twice = before.clone().any(|other| other.act.outcome() == one.act.outcome()) && !one.act.may_repeat();
        let plain = |act: &Act| matches!(act, Act::Plain(outcome) if *outcome != Outcome::Spoke);
        let two_outcomes = plain(&one.act) && before.clone().any(|other| plain(&other.act));
        if twice || two_outcomes {
            let verb = printed::verb(&one.act);
            return Err(Error::invalid("line", format!("{verb:?} does not go with what stands before it"))
                .hint("a call has one outcome; leave one of them out"));
        }
    }
    let reached = clauses.iter().any(|one| !matches!(one.act, Act::Plain(_) | Act::Callback { .. }));
    let unreached = clauses.iter().find(|one| matches!(one.act, Act::Plain(outcome) if !outcome.reached()));
    match unreached.filter(|_| reached) {
        Some(one) => {
            let verb = printed::verb(&one.act);
            let message = format!("{verb:?} says that nobody was reached, and the rest says what was agreed");
            Err(Error::invalid("line", message).hint("leave one of them out"))
        }
        None => Ok(()),
    }
}

/// What a line may begin with.
fn possible() -> String {
    let verbs: Vec<&str> = VERBS.iter().map(|verb| verb.0).collect();
    format!("begin with {}", verbs.join(", "))
}
