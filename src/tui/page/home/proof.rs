//! The proof line: the report's totals against the rows themselves, summed on another thread after every change.

use ratatui::text::{Line, Span};

use super::super::super::cx::Cx;
use super::super::super::job::{Job, Pending};
use super::super::super::look::span;
use super::super::super::overview::Total;
use super::super::super::view::Effect;
use super::Home;
use super::list::MOST_TOTALS;
use crate::book::{Access, AgingQuestion, Book, SetApart};
use crate::domain::aging::Aged;
use crate::domain::ids::EntryId;
use crate::domain::money::{Currency, Money};
use crate::error::Result;

/// The difference of each currency, and what of it is not asked for.
struct Proved {
    differences: Vec<Money>,
    apart: Vec<SetApart>,
}

/// What the proof came to, and of which state of the book.
#[derive(Default)]
pub(super) struct Proof {
    /// The journal's head and the aging that were asked about last.
    asked: Option<(EntryId, AgingQuestion)>,
    pending: Option<Pending<Option<Proved>>>,
    proved: Option<Proved>,
    trouble: bool,
}

impl Proof {
    /// Takes an answer that has arrived, and asks again where the report moved on.
    pub(super) fn tick(&mut self, cx: &mut Cx) -> Result<(bool, Effect)> {
        let answer = self.pending.as_ref().and_then(Pending::poll);
        let answered = answer.is_some();
        if answered {
            self.pending = None;
        }
        match answer {
            Some(Ok(Some(proved))) => self.proved = Some(proved),
            // The book moved on under the job: ask again.
            Some(Ok(None)) => self.asked = None,
            Some(Err(_)) => self.trouble = true,
            None => {}
        }
        let Some(head) = cx.overview.read_to() else { return Ok((answered, Effect::Stay)) };
        let question = cx.overview.question(cx.today);
        if self.asked == Some((head, question)) || self.pending.is_some() {
            return Ok((answered, Effect::Stay));
        }
        *self = Proof { asked: Some((head, question)), ..Proof::default() };
        let totals: Vec<(Currency, Aged)> =
            cx.overview.totals().iter().map(|total| (total.currency, total.aged.clone())).collect();
        let Ok(book) = cx.book.again(Access::Look) else {
            // A book in memory has one connection, and is small.
            self.proved = prove(&cx.book, &question, &totals, head)?;
            return Ok((true, Effect::Stay));
        };
        let (job, pending) = Job::new(move |_| prove(&book, &question, &totals, head));
        self.pending = Some(pending);
        Ok((answered, Effect::Run(job)))
    }

    fn words(&self, cx: &Cx) -> Vec<Span<'static>> {
        let label = span("proof ", cx.look.dim());
        let wrong = |differences: &Vec<Money>| differences.iter().find(|difference| !difference.is_zero()).copied();
        match self.proved.as_ref().map(|proved| &proved.differences) {
            _ if self.trouble => vec![label, span("✗ could not be made", cx.look.alert())],
            None => vec![label, span("…", cx.look.dim())],
            Some(differences) => match wrong(differences) {
                Some(difference) => {
                    let text = format!("✗ differs by {} · P names why", cx.look.figure(difference));
                    vec![label, span(text, cx.look.alert())]
                }
                None => {
                    let zero = differences.first().map_or_else(|| "0".to_string(), |zero| cx.look.figure(*zero));
                    vec![label, span(zero, cx.look.plain()), span(" ✓", cx.look.dim())]
                }
            },
        }
    }
}

/// None where the book is not at `head`.
fn prove(book: &Book, question: &AgingQuestion, totals: &[(Currency, Aged)], head: EntryId) -> Result<Option<Proved>> {
    let differences: Result<Vec<Money>> =
        totals.iter().map(|(currency, aged)| Ok(book.proof(question, *currency, aged)?.difference)).collect();
    let proved = Proved { differences: differences?, apart: book.apart(question)? };
    Ok((book.version()? == head).then_some(proved))
}

impl Home {
    /// True where the proof is not zero.
    pub(super) fn is_disproved(&self) -> bool {
        let differences = self.proof.proved.as_ref().map(|proved| &proved.differences);
        differences.is_some_and(|differences| differences.iter().any(|difference| !difference.is_zero()))
    }

    /// `of which disputed 80.00, on plan 0.00   collectable 26,384.20`, a line for each currency that has some.
    pub(super) fn apart_lines(&self, cx: &Cx) -> Vec<Line<'static>> {
        let Some(apart) = self.proof.proved.as_ref().map(|proved| &proved.apart) else {
            return Vec::new();
        };
        let look = cx.look;
        let many = cx.overview.totals().len() > 1;
        let line = |total: &Total| {
            let zero = total.currency.zero();
            let apart = apart.iter().find(|apart| apart.currency == total.currency);
            let apart = apart.copied().unwrap_or(SetApart {
                currency: total.currency,
                disputed: zero,
                on_plan: zero,
                not_asked: zero,
            });
            let is_own = cx.overview.totals().first().is_some_and(|first| first.currency == total.currency);
            if !is_own && apart.disputed.is_zero() && apart.on_plan.is_zero() {
                return None;
            }
            let collectable = total.owed.minus(apart.not_asked).ok()?.at_least_zero();
            let mut pieces =
                vec![span(if many { format!("  {} ", total.currency.code()) } else { "  ".into() }, look.dim())];
            for (label, amount) in [("of which disputed ", apart.disputed), ("on plan ", apart.on_plan)] {
                if !amount.is_zero() {
                    pieces.extend([
                        span(label, look.dim()),
                        span(look.figure(amount), look.plain()),
                        span("   ", look.plain()),
                    ]);
                }
            }
            pieces.extend([span("collectable ", look.dim()), span(look.figure(collectable), look.plain())]);
            Some(Line::from(pieces))
        };
        cx.overview.totals().iter().take(MOST_TOTALS).filter_map(line).collect()
    }

    pub(super) fn proof_words(&self, cx: &Cx) -> Vec<Span<'static>> {
        match self.on_proof {
            true => self.proof.words(cx).into_iter().map(|word| span(word.content, cx.look.selected())).collect(),
            false => self.proof.words(cx),
        }
    }
}
