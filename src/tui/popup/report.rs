//! The report's question: which day, known when, aged and shown how. Both dates can be asked for, because what later
//! entries say of a day and what was known on it are two answers.

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::super::cx::Cx;
use super::super::field::choice::{Choice, ChoiceField};
use super::super::field::date::DateField;
use super::super::field::group::{Group, Turn};
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::super::key::Key;
use super::super::look;
use super::super::view::{Context, Effect, Hint, Place, View};
use crate::book::AgingQuestion;
use crate::domain::aging::{Aging, Basis, Edges, Presentation};
use crate::domain::calendar::{Date, short};
use crate::domain::dates::{self, DayMonth, Facing};
use crate::domain::ids::EntryId;
use crate::error::{Error, Result};

/// The command of the home that reads what was asked.
pub const READ: &str = "read-report";

pub struct ReportQuestion {
    as_of: DateField,
    known_at: TextField,
    basis: ChoiceField,
    presentation: ChoiceField,
    edges: TextField,
    group: Group,
}

impl ReportQuestion {
    /// With what the report is asked now.
    pub fn new(cx: &Cx) -> ReportQuestion {
        let question = cx.overview.question(cx.today);
        let order = if cx.settings.day_first { DayMonth::DayFirst } else { DayMonth::MonthFirst };
        let mut as_of = DateField::new(Slot::new("as-of", "As of"), cx.today, Facing::Back, order);
        as_of.default = Some(question.how.as_of);
        let mut known_at = TextField::new(Slot::new("known-at", "Known at"));
        known_at.default = question.known_at.map_or_else(|| "now".to_string(), |entry| entry.0.to_string());
        let bases = vec![Choice::new("due", "due date"), Choice::new("invoice", "invoice date")];
        let mut basis = ChoiceField::new(Slot::new("by", "Aged by"), bases);
        basis.choose(question.how.basis.word());
        let shown = vec![
            Choice::new("separate", "in its own column"),
            Choice::new("own-date", "by its own date"),
            Choice::new("fifo", "against the oldest"),
        ];
        let mut presentation = ChoiceField::new(Slot::new("unapplied", "Unapplied"), shown);
        presentation.choose(question.how.presentation.word());
        let mut edges = TextField::new(Slot::new("edges", "Columns"));
        edges.default = question.how.edges.to_string();
        edges.echo = "upper edges in days".to_string();
        let mut asked = ReportQuestion { as_of, known_at, basis, presentation, edges, group: Group::default() };
        asked.understand(cx);
        asked
    }

    fn fields(&mut self) -> [&mut dyn Field; 5] {
        [&mut self.as_of, &mut self.known_at, &mut self.basis, &mut self.presentation, &mut self.edges]
    }

    /// Says beside the field which entry was understood.
    fn understand(&mut self, cx: &Cx) {
        self.known_at.echo = match known_at(self.known_at.value(), cx) {
            Ok(None) => "an entry, or a date and time; empty: now".to_string(),
            Ok(Some(entry)) => entry_words(entry, cx),
            Err(error) => error.message().to_string(),
        };
    }

    /// The question; None where it is today's own.
    fn question(&self, cx: &Cx) -> Result<Option<AgingQuestion>> {
        let as_of = self.as_of.value()?.unwrap_or(cx.today);
        let edges: Edges = self.edges.value().parse().map_err(|error: Error| error.at_field("edges"))?;
        let basis: Basis = self.basis.value().unwrap_or("due").parse()?;
        let presentation: Presentation = self.presentation.value().unwrap_or("separate").parse()?;
        let known_at = known_at(self.known_at.value(), cx)?;
        let question = AgingQuestion { known_at, ..AgingQuestion::of(Aging { as_of, basis, edges, presentation }) };
        Ok((question != AgingQuestion::of(cx.aging())).then_some(question))
    }
}

/// An entry's number, or the last entry at a time of this desk; a date alone is its last moment. None: now.
fn known_at(text: &str, cx: &Cx) -> Result<Option<EntryId>> {
    let text = text.trim();
    if text.is_empty() || text == "now" {
        return Ok(None);
    }
    let wrong = |message: String| Error::invalid("known-at", message).hint("type 412, 30 sep, or 30 sep 14:30");
    if let Ok(entry) = text.parse::<i64>() {
        let head = cx.book.version()?;
        return match (0..=head.0).contains(&entry) {
            true => Ok(Some(EntryId(entry))),
            false => Err(wrong(format!("there is no entry {entry}; the newest is {}", head.0))),
        };
    }
    let (date, time) = match text.rsplit_once([' ', 'T']).filter(|(_, time)| time.contains(':')) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let order = if cx.settings.day_first { DayMonth::DayFirst } else { DayMonth::MonthFirst };
    let date = dates::read(date, cx.today, Facing::Back, order).map_err(|error| error.at_field("known-at"))?;
    let end = (date, chrono::NaiveTime::from_hms_milli_opt(23, 59, 59, 999).unwrap_or_default());
    let moment = match time {
        None => end.0.and_time(end.1),
        Some(time) => {
            let read = ["%H:%M", "%H:%M:%S"].iter().find_map(|form| chrono::NaiveTime::parse_from_str(time, form).ok());
            date.and_time(read.ok_or_else(|| wrong(format!("{time:?} is no time of day")))?)
        }
    };
    cx.book.entry_at_time(cx.utc_of(moment)).map(Some)
}

/// `entry 412, recorded 30 Sep by maria`
fn entry_words(entry: EntryId, cx: &Cx) -> String {
    match cx.book.recorded(entry) {
        Ok(Some((at, operator))) => {
            let here: Date = cx.here_of(at).date();
            format!("entry {}, recorded {} by {operator}", entry.0, short(here, cx.today))
        }
        _ => "before the first entry".to_string(),
    }
}

impl View for ReportQuestion {
    fn title(&self) -> String {
        "AGING REPORT".to_string()
    }

    fn place(&self) -> Place {
        Place::Float
    }

    fn context(&self) -> Context {
        Context::Form
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.understand(cx);
        Ok(())
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        let mut group = std::mem::take(&mut self.group);
        let turn = group.key(&mut self.fields(), key);
        self.group = group;
        self.understand(cx);
        let save = matches!(key, Key::Ctrl('s') | Key::F(10));
        match turn {
            _ if save => self.apply(cx),
            Turn::Enter => self.apply(cx),
            Turn::Took => Ok(Effect::Stay),
            Turn::Pass if key == Key::Esc => Ok(Effect::Close),
            Turn::Pass if matches!(key, Key::Ctrl('q' | 'c') | Key::F(_)) => Ok(Effect::Pass),
            Turn::Pass => Ok(Effect::Stay),
        }
    }

    fn paste(&mut self, text: &str, cx: &mut Cx) -> Result<Effect> {
        let mut group = std::mem::take(&mut self.group);
        group.paste(&mut self.fields(), text);
        self.group = group;
        self.understand(cx);
        Ok(Effect::Stay)
    }

    fn wants(&mut self, room: Size) -> Size {
        let width = room.width.min(84);
        let rows = Group::rows(&self.fields(), width.saturating_sub(4));
        Size { width, height: rows + 3 }
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let inner = look::boxed(frame.buffer_mut(), area, "AGING REPORT", cx.look.dim());
        let mut group = std::mem::take(&mut self.group);
        group.draw(frame, Rect { height: inner.height.saturating_sub(1), ..inner }, &self.fields(), cx.look);
        self.group = group;
        let foot = (inner.x, inner.bottom().saturating_sub(1));
        let used = look::put(frame.buffer_mut(), foot, inner.width, "[ Show  ⏎ ]", cx.look.focus());
        let says = "Another date is read beside; Esc on the report goes back to today.";
        look::put(
            frame.buffer_mut(),
            (foot.0 + used + 2, foot.1),
            inner.width.saturating_sub(used + 2),
            says,
            cx.look.dim(),
        );
    }

    fn hints(&self) -> Vec<Hint> {
        vec![
            Hint::new("⏎", "show"),
            Hint::new("Tab", "next field"),
            Hint::new("F4", "calendar"),
            Hint::new("Esc", "back"),
        ]
    }
}

impl ReportQuestion {
    fn apply(&mut self, cx: &mut Cx) -> Result<Effect> {
        match self.question(cx) {
            Ok(question) => {
                cx.overview.ask(question);
                Ok(Effect::Do(READ))
            }
            Err(error) => {
                let mut group = std::mem::take(&mut self.group);
                group.complain(&self.fields(), &error);
                self.group = group;
                Ok(Effect::Stay)
            }
        }
    }
}
