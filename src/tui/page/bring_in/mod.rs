//! Bringing in customers and open invoices from files: paths, then what they would do in numbers, then one key takes it.
//! Nothing is written before that, and it is one entry that can be undone.

mod draw;
mod path;
#[cfg(test)]
mod tests;
mod work;

use std::path::PathBuf;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::drafts::new_action;
use super::super::field::edit::Edit;
use super::super::job::{Job, Pending, Progress};
use super::super::key::Key;
use super::super::look::{self, span};
use super::super::view::{Context, Effect, Hint, View};
use crate::book::{Access, Book};
use crate::error::{Error, Result};
use work::{Ask, Looked, Taken, counts, rows};

/// From this height on there is room between the heading, the field and the rest.
const ROOMY: u16 = 18;

#[derive(Default)]
pub struct BringIn {
    path: Edit,
    /// The book to be made when something is taken; None: the book that is open.
    make: Option<PathBuf>,
    state: State,
    trouble: Option<String>,
    /// What comes next, where a first file has come in.
    note: Option<String>,
    /// Names that go on like what was typed, where Tab found several.
    choices: Vec<String>,
    /// The book moved on: it is to be looked at again.
    stale: bool,
    /// First line that is shown of what was looked at, and how far it can go.
    top: usize,
    last_top: usize,
}

#[derive(Default)]
enum State {
    #[default]
    Asking,
    Looking(Pending<Looked>),
    Looked(Box<Looked>),
    Taking {
        pending: Pending<Taken>,
        done: Done,
    },
}

/// What is to be said when it is done.
#[derive(Clone)]
struct Done {
    said: String,
    /// Customers came in without what they owe: that is in the next file.
    more: bool,
}

impl BringIn {
    /// Into the book that is open.
    pub fn here() -> BringIn {
        BringIn::default()
    }

    /// Into a book that is made when something is taken.
    pub fn into_new(book: PathBuf) -> BringIn {
        BringIn { make: Some(book), ..BringIn::default() }
    }

    /// After the customers: what they owe.
    fn next() -> BringIn {
        let note = "The customers are in. Next the file that says what they owe: Open Invoices, A/R Aging Detail or \
                    SalesInvoices.csv. Esc if there is none.";
        BringIn { note: Some(note.to_string()), ..BringIn::default() }
    }

    /// Looks at the files, on another thread where the book has a file of its own.
    fn look(&mut self, cx: &Cx) -> Effect {
        let ask = Ask { paths: path::paths_of(self.path.text()), today: cx.today };
        (self.trouble, self.top, self.stale) = (None, 0, false);
        let book = match self.make {
            Some(_) => Book::memory(),
            None => cx.book.again(Access::Look),
        };
        let Ok(book) = book else {
            let looked = work::look(&cx.book, &ask, &Progress::default());
            self.looked(looked);
            return Effect::Stay;
        };
        let (job, pending) = Job::new(move |progress| work::look(&book, &ask, progress));
        self.state = State::Looking(pending);
        Effect::Run(job)
    }

    fn looked(&mut self, looked: Result<Looked>) {
        match looked {
            Ok(looked) => self.state = State::Looked(Box::new(looked)),
            Err(error) => {
                self.state = State::Asking;
                self.trouble = Some(error.to_string());
            }
        }
    }

    /// Takes what was looked at; with refused rows only where the rest is asked for.
    fn take(&mut self, rest: bool, cx: &mut Cx) -> Result<Effect> {
        let Looked { batch, unread } = match std::mem::take(&mut self.state) {
            State::Looked(looked) => *looked,
            other => {
                self.state = other;
                return Ok(Effect::Stay);
            }
        };
        let preview = &batch.preview;
        let refused = preview.refused_rows;
        let stop = match (preview.changes_nothing(), refused) {
            (true, _) => Some("there is nothing to take".to_string()),
            (_, 1..) if !rest => Some(format!("{} cannot be taken; Ctrl-S takes the rest", rows(refused))),
            _ => None,
        };
        if let Some(said) = stop {
            self.state = State::Looked(Box::new(Looked { batch, unread }));
            return Ok(Effect::Say(said));
        }
        let names: Vec<&str> = batch.files.iter().map(|file| file.name.as_str()).collect();
        let left = if refused > 0 { format!("; {} left out", rows(refused)) } else { String::new() };
        let said = format!("Brought in {} from {}{left}", counts(preview), names.join(", "));
        let no_items = preview.items.new + preview.credits.new == 0;
        let more = no_items && preview.accounts.new > 0 && (self.make.is_some() || cx.book.has_no_items()?);
        let (done, stamp) = (Done { said, more }, cx.stamp(new_action()));
        let make = self.make.clone();
        let (job, pending) = match (make, cx.book.again(Access::Command)) {
            (Some(path), _) => Job::new(move |progress| work::take_into_new(&path, batch, &stamp, progress)),
            (None, Ok(mut book)) => Job::new(move |progress| work::take(&mut book, batch, &stamp, progress)),
            (None, Err(_)) => {
                let taken = work::take(&mut cx.book, batch, &stamp, &Progress::default());
                return Ok(self.taken(taken, done, cx));
            }
        };
        self.state = State::Taking { pending, done };
        Ok(Effect::Run(job))
    }

    /// Back to what was below, with what came in; or, after the customers alone, on to what they owe.
    fn taken(&mut self, taken: Result<Taken>, done: Done, cx: &Cx) -> Effect {
        let taken = match taken {
            Ok(taken) => taken,
            Err(error) if error.code() == "moved_on" => {
                let effect = self.look(cx);
                self.trouble = Some("the book moved on meanwhile; this is the new preview".to_string());
                return effect;
            }
            Err(error) => {
                self.state = State::Asking;
                self.trouble = Some(error.to_string());
                return Effect::Stay;
            }
        };
        let warning = taken.no_backup.map(|error: Error| format!(" (without a backup: {})", error.message()));
        let mut effects: Vec<Effect> = taken.book.into_iter().map(|book| Effect::Turn(Box::new(book))).collect();
        effects.push(Effect::Done(format!("{}{}", done.said, warning.unwrap_or_default())));
        if done.more {
            effects.push(Effect::Open(Box::new(BringIn::next())));
        }
        Effect::Each(effects)
    }

    /// Esc, while something is being done.
    fn stop(&mut self) {
        match &self.state {
            // What was read meanwhile is dropped with the other end.
            State::Looking(_) => {
                self.state = State::Asking;
                self.trouble = Some("stopped; nothing was changed".to_string());
            }
            // Only its answer says whether it was still in time.
            State::Taking { pending, .. } => pending.cancel(),
            _ => {}
        }
    }

    fn edited(&mut self) {
        (self.state, self.trouble, self.top) = (State::Asking, None, 0);
    }

    fn complete(&mut self) {
        let Some((rest, choices)) = path::complete(self.path.text()) else { return };
        self.choices = choices;
        if !rest.is_empty() {
            self.path.key(Key::End);
            self.path.insert(&rest);
            self.edited();
        }
    }

    fn scroll(&mut self, lines: isize) {
        self.top = self.top.saturating_add_signed(lines).min(self.last_top);
    }

    fn busy(&self) -> bool {
        matches!(self.state, State::Looking(_) | State::Taking { .. })
    }
}

impl View for BringIn {
    fn title(&self) -> String {
        "Bring in customers and open invoices".to_string()
    }

    fn context(&self) -> Context {
        Context::Form
    }

    /// A book that moved on makes another preview, at the next tick.
    fn load(&mut self, _cx: &mut Cx) -> Result<()> {
        self.stale = matches!(self.state, State::Looked(_));
        Ok(())
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        let looked = matches!(self.state, State::Looked(_));
        self.choices.clear();
        match key {
            Key::Ctrl('q' | 'c') => return Ok(Effect::Pass),
            Key::Esc if self.busy() => self.stop(),
            _ if self.busy() => {}
            Key::Esc => return Ok(Effect::Close),
            Key::Ctrl('s') | Key::F(10) if looked => return self.take(true, cx),
            Key::Enter if looked => return self.take(false, cx),
            Key::Up if looked => self.scroll(-1),
            Key::Down if looked => self.scroll(1),
            Key::PageUp if looked => self.scroll(-8),
            Key::PageDown if looked => self.scroll(8),
            Key::Enter | Key::Ctrl('s') | Key::F(10) if !self.path.text().trim().is_empty() => {
                return Ok(self.look(cx));
            }
            Key::Tab => self.complete(),
            Key::F(_) => return Ok(Effect::Pass),
            key => {
                let before = self.path.text().to_string();
                self.path.key(key);
                if self.path.text() != before {
                    self.edited();
                }
            }
        }
        Ok(Effect::Stay)
    }

    fn paste(&mut self, text: &str, _cx: &mut Cx) -> Result<Effect> {
        if !self.busy() {
            // Several files arrive as lines.
            let names: Vec<&str> = text.lines().map(str::trim).filter(|name| !name.is_empty()).collect();
            self.path.insert(&names.join(" "));
            self.edited();
        }
        Ok(Effect::Stay)
    }

    fn tick(&mut self, cx: &mut Cx) -> Result<(bool, Effect)> {
        if std::mem::take(&mut self.stale) {
            let effect = self.look(cx);
            self.trouble = Some("the book moved on; this is the new preview".to_string());
            return Ok((true, effect));
        }
        match &self.state {
            State::Looking(pending) => {
                let answer = pending.poll();
                if let Some(answer) = answer {
                    let trouble = self.trouble.take();
                    self.looked(answer);
                    self.trouble = self.trouble.take().or(trouble);
                }
                Ok((true, Effect::Stay))
            }
            State::Taking { pending, done } => match (pending.poll(), done.clone()) {
                (Some(answer), done) => Ok((true, self.taken(answer, done, cx))),
                (None, _) => Ok((true, Effect::Stay)),
            },
            _ => Ok((false, Effect::Stay)),
        }
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let (heading, field, body) = if area.height >= ROOMY { (1, 3, 5) } else { (0, 1, 3) };
        let width = area.width.saturating_sub(4);
        let at = |y: u16| (area.x + 2, area.y + y);
        if body >= area.height {
            return;
        }
        look::put(frame.buffer_mut(), at(heading), width, "BRING IN CUSTOMERS AND OPEN INVOICES", cx.look.heading());
        let label = look::put(frame.buffer_mut(), at(field), width, "File  ", cx.look.focus());
        let place = Rect { x: area.x + 2 + label, y: area.y + field, width: width.saturating_sub(label), height: 1 };
        self.path.draw(frame, place.intersection(area), cx.look.plain(), !self.busy());
        let rest = Rect { y: area.y + body, height: area.height - body, ..area };
        let (mut lines, foot) = self.lines(area.width, cx);
        // A blank line parts the foot, and says where there is more above it than is shown.
        let room = usize::from(rest.height).saturating_sub(if foot.is_empty() { 0 } else { foot.len() + 1 });
        self.last_top = lines.len().saturating_sub(room);
        self.top = self.top.min(self.last_top);
        let below = self.last_top - self.top;
        lines = lines.into_iter().skip(self.top).take(room).collect();
        let more = if below > 0 { format!("  ↓ {below} more, PgDn") } else { String::new() };
        lines.push(Line::from(span(more, cx.look.dim())));
        lines.extend(foot);
        look::lines(frame.buffer_mut(), rest, &lines);
    }

    fn hints(&self) -> Vec<Hint> {
        match &self.state {
            State::Looking(_) | State::Taking { .. } => vec![Hint::new("Esc", "stop")],
            State::Looked(_) => {
                let more = (self.last_top > 0).then(|| Hint::new("PgDn", "more"));
                [Some(Hint::new("Ctrl-S", "take it")), more, Some(Hint::new("Esc", "back"))]
                    .into_iter()
                    .flatten()
                    .collect()
            }
            State::Asking => {
                vec![Hint::new("⏎", "look at it"), Hint::new("Tab", "complete"), Hint::new("Esc", "back")]
            }
        }
    }
}
