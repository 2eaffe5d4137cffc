//! The proof line: the report's totals against the rows themselves, summed on another thread after every change.

use ratatui::text::Span;

use super::super::super::cx::Cx;
use super::super::super::job::{Job, Pending};
use super::super::super::look::span;
use super::super::super::view::Effect;
use super::Home;
use crate::book::{Access, AgingQuestion, Book};
use crate::domain::aging::{Aged, Aging};
use crate::domain::ids::EntryId;
use crate::domain::money::{Currency, Money};
use crate::error::Result;

/// What the proof came to, and of which state of the book.
#[derive(Default)]
pub(super) struct Proof {
    /// The journal's head and the aging that were asked about last.
    asked: Option<(EntryId, Aging)>,
    pending: Option<Pending<Option<Vec<Money>>>>,
    /// The difference of each currency.
    differences: Option<Vec<Money>>,
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
            Some(Ok(Some(differences))) => self.differences = Some(differences),
            // The book moved on under the job: ask again.
            Some(Ok(None)) => self.asked = None,
            Some(Err(_)) => self.trouble = true,
            None => {}
        }
        let Some(head) = cx.overview.read_to() else { return Ok((answered, Effect::Stay)) };
        let how = cx.overview.how(cx.today);
        if self.asked == Some((head, how)) || self.pending.is_some() {
            return Ok((answered, Effect::Stay));
        }
        *self = Proof { asked: Some((head, how)), ..Proof::default() };
        let totals: Vec<(Currency, Aged)> =
            cx.overview.totals().iter().map(|total| (total.currency, total.aged.clone())).collect();
        let question = AgingQuestion::of(how);
        let Ok(book) = cx.book.again(Access::Look) else {
            // A book in memory has one connection, and is small.
            self.differences = differences(&cx.book, &question, &totals, head)?;
            return Ok((true, Effect::Stay));
        };
        let (job, pending) = Job::new(move |_| differences(&book, &question, &totals, head));
        self.pending = Some(pending);
        Ok((answered, Effect::Run(job)))
    }

    fn words(&self, cx: &Cx) -> Vec<Span<'static>> {
        let label = span("proof ", cx.look.dim());
        let wrong = |differences: &Vec<Money>| differences.iter().find(|difference| !difference.is_zero()).copied();
        match &self.differences {
            _ if self.trouble => vec![label, span("✗ could not be made", cx.look.alert())],
            None => vec![label, span("…", cx.look.dim())],
            Some(differences) => match wrong(differences) {
                Some(difference) => {
                    let text = format!("✗ differs by {} · run arrears verify", cx.look.figure(difference));
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
fn differences(
    book: &Book,
    question: &AgingQuestion,
    totals: &[(Currency, Aged)],
    head: EntryId,
) -> Result<Option<Vec<Money>>> {
    let differences: Result<Vec<Money>> =
        totals.iter().map(|(currency, aged)| Ok(book.proof(question, *currency, aged)?.difference)).collect();
    let differences = differences?;
    Ok((book.version()? == head).then_some(differences))
}

impl Home {
    pub(super) fn proof_words(&self, cx: &Cx) -> Vec<Span<'static>> {
        self.proof.words(cx)
    }
}
