//! Another question for the report is read on another thread: the old figures stay, with their date, until the new arrive.

use ratatui::text::Span;

use super::super::super::cx::Cx;
use super::super::super::job::{Job, Pending};
use super::super::super::look::span;
use super::super::super::view::Effect;
use super::Home;
use crate::book::{Access, AgingQuestion, Book, Sums};
use crate::domain::calendar::short;
use crate::domain::ids::EntryId;
use crate::error::Result;

type Answer = (Vec<Sums>, EntryId);

#[derive(Default)]
pub(super) struct Asking {
    /// What is being read, and for which question.
    reading: Option<(AgingQuestion, Pending<Answer>)>,
}

impl Asking {
    /// Takes an answer that has arrived. True where the report is another now.
    fn take(&mut self, cx: &mut Cx) -> Result<bool> {
        let Some((question, answer)) =
            self.reading.as_ref().and_then(|(asked, pending)| Some((*asked, pending.poll()?)))
        else {
            return Ok(false);
        };
        self.reading = None;
        match answer {
            Ok(answer) => cx.overview.answer(&cx.book, question, answer)?,
            Err(error) => {
                cx.overview.ask(cx.overview.other());
                return Err(error);
            }
        }
        cx.overview.refresh(&cx.book, cx.aging())?;
        Ok(true)
    }

    /// Reads what is asked and is not being read yet.
    fn start(&mut self, cx: &mut Cx) -> Result<Effect> {
        let Some(asked) = cx.overview.asked() else {
            self.reading = None;
            return Ok(Effect::Stay);
        };
        let question = asked.unwrap_or(AgingQuestion::of(cx.aging()));
        if self.reading.as_ref().is_some_and(|(reading, _)| *reading == question) {
            return Ok(Effect::Stay);
        }
        let Ok(book) = cx.book.again(Access::Look) else {
            // A book in memory has one connection, and is small.
            let answer = read(&cx.book, &question)?;
            cx.overview.answer(&cx.book, question, answer)?;
            return Ok(Effect::Stay);
        };
        let (job, pending) = Job::new(move |_| read(&book, &question));
        self.reading = Some((question, pending));
        Ok(Effect::Run(job))
    }
}

/// The sums, and the entry that the book was at.
fn read(book: &Book, question: &AgingQuestion) -> Result<Answer> {
    // An entry that comes in between is read again, never missed.
    let at = book.version()?;
    Ok((book.aging_sums(question)?, at))
}

impl Home {
    /// Reads what was asked of the report.
    pub(super) fn read_report(&mut self, cx: &mut Cx) -> Result<Effect> {
        let effect = self.asking.start(cx)?;
        self.choose_near(cx);
        Ok(effect)
    }

    /// Takes the answer when it is there, and asks for what is due.
    pub(super) fn tick_report(&mut self, cx: &mut Cx) -> Result<(bool, Effect)> {
        let changed = self.asking.take(cx)?;
        if changed {
            self.choose_near(cx);
        }
        Ok((changed, self.asking.start(cx)?))
    }

    /// Esc: what is being read is given up, else the report goes back to today. None where it is today's.
    pub(super) fn back_to_today(&mut self, cx: &mut Cx) -> Result<Option<Effect>> {
        if cx.overview.asked().is_none() && cx.overview.other().is_none() {
            return Ok(None);
        }
        let back = if cx.overview.asked().is_some() { cx.overview.other() } else { None };
        cx.overview.ask(back);
        self.read_report(cx).map(Some)
    }

    /// `, as of 30 Sep, known at entry 412`; the word of a date that is not today's stands out.
    pub(super) fn dates_words(&self, cx: &Cx) -> Vec<Span<'static>> {
        let look = cx.look;
        let question = cx.overview.question(cx.today);
        let style = |own: bool| if own { look.dim() } else { look.alert() };
        let as_of = question.how.as_of;
        let mut words = vec![
            span(", ", look.dim()),
            span(format!("as of {}", short(as_of, cx.today)), style(as_of == cx.today)),
            span(", ", look.dim()),
            match question.known_at {
                None => span("as known now", look.dim()),
                Some(entry) => span(format!("known at entry {}", entry.0), style(false)),
            },
        ];
        if let Some(asked) = cx.overview.asked() {
            let asked = asked.unwrap_or(AgingQuestion::of(cx.aging()));
            words.push(span(format!(" … reading {}", short(asked.how.as_of, cx.today)), look.plain()));
        }
        words
    }
}
