//! Month-end in one step: the totals and their proof as of a day, the day through which the book will be closed, and
//! where the backup goes; each is shown before it is done, and again when it is done.

use std::path::Path;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::drafts::new_action;
use super::super::field::date::DateField;
use super::super::field::group::{Group, Turn};
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::super::job::{Job, Pending};
use super::super::key::Key;
use super::super::look::{self, span};
use super::super::overview::{Total, totals};
use super::super::route::Route;
use super::super::view::{Context, Effect, Hint, View};
use super::part::aged::cell;
use super::part::columns::Columns;
use super::part::file::path_of;
use super::part::prompt::{date_field, day_of};
use super::part::spread::{flush, pad};
use crate::book::{Access, AgingQuestion, Book};
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, month_end, month_start, plus_days, short};
use crate::domain::ids::EntryId;
use crate::domain::money::{Currency, Money};
use crate::error::{Error, Result};
use crate::ops::close_period::ClosePeriod;

/// What the book comes to on the day.
struct Preview {
    how: Aging,
    totals: Vec<Total>,
    differences: Vec<Money>,
}

/// How far it is.
enum Step {
    Asking,
    /// Closed by this entry; the backup is being made.
    Closed(EntryId, Option<Pending<String>>),
    /// Closed, and what became of the backup.
    Over(EntryId, Result<String, String>),
}

pub struct MonthEnd {
    through: DateField,
    backup: TextField,
    group: Group,
    /// The keyboard is on [ Save ].
    on_save: bool,
    preview: Option<Preview>,
    /// Read for this day.
    reading: Option<(Date, Pending<Preview>)>,
    trouble: Option<String>,
    step: Step,
    action: String,
}

impl MonthEnd {
    /// For the last month that is over.
    pub fn new(cx: &Cx) -> MonthEnd {
        let last = plus_days(month_start(cx.today), -1);
        let day = if month_end(cx.today) == cx.today { cx.today } else { last };
        let mut backup = TextField::new(Slot::new("file", "Back up to"));
        let place = cx.book.backup_path(cx.today).map(|path| Book::free_backup_place(&path).display().to_string());
        backup.default = place.unwrap_or_default();
        MonthEnd {
            through: date_field("through", "Close through", day, cx),
            backup,
            group: Group::default(),
            on_save: false,
            preview: None,
            reading: None,
            trouble: None,
            step: Step::Asking,
            action: new_action(),
        }
    }

    fn fields(&mut self) -> [&mut dyn Field; 2] {
        [&mut self.through, &mut self.backup]
    }

    fn day(&self) -> Option<Date> {
        day_of(&self.through).ok()
    }

    /// Reads the totals where they are not those of the typed day.
    fn read(&mut self, cx: &Cx, again: bool) -> Result<Effect> {
        let Some(day) = self.day() else { return Ok(Effect::Stay) };
        let how = Aging { as_of: day, ..cx.aging() };
        let is_there = self.preview.as_ref().is_some_and(|preview| preview.how == how);
        let is_coming = self.reading.as_ref().is_some_and(|(reading, _)| *reading == day);
        if (is_there || is_coming) && !again {
            return Ok(Effect::Stay);
        }
        let own = cx.settings.currency;
        let Ok(book) = cx.book.again(Access::Look) else {
            // A book in memory has one connection, and is small.
            self.preview = Some(look_at(&cx.book, how, own)?);
            return Ok(Effect::Stay);
        };
        let (job, pending) = Job::new(move |_| look_at(&book, how, own));
        self.reading = Some((day, pending));
        Ok(Effect::Run(job))
    }

    fn save(&mut self, cx: &mut Cx) -> Result<Effect> {
        if !matches!(self.step, Step::Asking) {
            return Ok(Effect::Say("it is done already".to_string()));
        }
        let checked = self.check(cx).and_then(|through| {
            let done = cx.book.perform(&ClosePeriod { through: Some(through) }, &cx.stamp(self.action.clone()))?;
            Ok(done.entry)
        });
        let entry = match checked {
            Ok(entry) => entry,
            Err(error) => {
                let mut group = std::mem::take(&mut self.group);
                group.complain(&self.fields(), &error);
                self.group = group;
                return Ok(Effect::Stay);
            }
        };
        let to = path_of(self.backup.value());
        if to.as_os_str().is_empty() {
            self.step = Step::Over(entry, Err("no backup was made: a book in memory has no place for one".to_string()));
            return Ok(Effect::Stay);
        }
        let Ok(book) = cx.book.again(Access::Look) else {
            let made = back_up(&cx.book, &to).map_err(|error| error.to_string());
            self.step = Step::Over(entry, made);
            return Ok(Effect::Stay);
        };
        let (job, pending) = Job::new(move |_| back_up(&book, &to));
        self.step = Step::Closed(entry, Some(pending));
        Ok(Effect::Run(job))
    }

    /// The day, where everything is there that must be shown before.
    fn check(&self, cx: &Cx) -> Result<Date> {
        let through = day_of(&self.through)?;
        if through > cx.today {
            return Err(Error::invalid("through", "a day to come cannot be closed"));
        }
        let preview = self.preview.as_ref().filter(|preview| preview.how.as_of == through);
        let preview =
            preview.ok_or_else(|| Error::refused("reading", "the totals of that day are still being read"))?;
        if preview.differences.iter().any(|difference| !difference.is_zero()) {
            return Err(Error::refused("proof", "the proof is not 0.00")
                .safe("nothing was closed")
                .hint("P on the report names what is wrong"));
        }
        let to = path_of(self.backup.value());
        if to.symlink_metadata().is_ok() {
            return Err(Error::refused("exists", format!("{} is there already", to.display())).at_field("file"));
        }
        Ok(through)
    }

    fn lines(&self, width: u16, cx: &Cx) -> Vec<Line<'static>> {
        let look = cx.look;
        let heading = |number: u8, text: &str| Line::from(span(format!(" {number} {text}"), look.heading()));
        let mut lines = vec![self.aging_heading(cx)];
        lines.extend(self.preview.iter().flat_map(|preview| total_lines(preview, width, cx)));
        lines.extend([Line::default(), heading(2, "PROOF"), self.proof_line(cx)]);
        let now = cx.settings.closed_through;
        let (close, style) = match &self.step {
            Step::Asking => (self.will_close(now, cx), look.plain()),
            Step::Closed(entry, _) | Step::Over(entry, _) => {
                let through = now.map(|day| short(day, cx.today)).unwrap_or_default();
                (format!("✓ closed through {through} by entry {}", entry.0), look.strong())
            }
        };
        lines.extend([Line::default(), heading(3, "CLOSE"), Line::from(span(format!("   {close}"), style))]);
        let (backup, style) = self.backup_words(cx);
        lines.extend([Line::default(), heading(4, "BACKUP")]);
        let wrapped = look::wrap(&backup, width.saturating_sub(5));
        lines.extend(wrapped.into_iter().map(|text| Line::from(span(format!("   {text}"), style))));
        lines
    }

    fn aging_heading(&self, cx: &Cx) -> Line<'static> {
        let as_of = match &self.preview {
            Some(preview) => format!("by due date, as of {}, as known now", short(preview.how.as_of, cx.today)),
            None => String::new(),
        };
        let reading = if self.reading.is_some() { " … reading" } else { "" };
        let words = span(format!(" {as_of}{reading}"), cx.look.dim());
        Line::from(vec![span(" 1 AGING", cx.look.heading()), words])
    }

    fn proof_line(&self, cx: &Cx) -> Line<'static> {
        let Some(preview) = &self.preview else { return Line::default() };
        let wrong = preview.differences.iter().find(|difference| !difference.is_zero());
        Line::from(match wrong {
            Some(wrong) => span(format!("   ✗ differs by {}", cx.look.figure(*wrong)), cx.look.alert()),
            None => {
                let zero = preview.differences.first().map_or_else(|| "0".to_string(), |zero| cx.look.figure(*zero));
                span(format!("   {zero} ✓"), cx.look.plain())
            }
        })
    }

    fn will_close(&self, now: Option<Date>, cx: &Cx) -> String {
        let now = now.map_or_else(
            || "nothing is closed now".to_string(),
            |day| format!("closed through {} now", short(day, cx.today)),
        );
        match self.day() {
            Some(day) => format!("entries dated {} or before will be refused; {now}", short(day, cx.today)),
            None => now,
        }
    }

    fn backup_words(&self, cx: &Cx) -> (String, Style) {
        let to = path_of(self.backup.value());
        match &self.step {
            Step::Asking if to.as_os_str().is_empty() => ("none: this book is in memory".to_string(), cx.look.dim()),
            Step::Asking => (format!("a verified copy goes to {}", to.display()), cx.look.plain()),
            Step::Closed(..) => (format!("… being made and verified: {}", to.display()), cx.look.plain()),
            Step::Over(_, Ok(made)) => (format!("✓ {made}"), cx.look.strong()),
            Step::Over(_, Err(said)) => (format!("✗ {said}"), cx.look.alert()),
        }
    }

    fn consequence(&self, cx: &Cx) -> String {
        match (&self.step, self.day()) {
            (Step::Asking, Some(day)) => {
                format!("Closes the book through {}, then makes the backup.", short(day, cx.today))
            }
            (Step::Asking, None) => String::new(),
            (Step::Closed(..), _) => "The book is closed; the backup is being made.".to_string(),
            (Step::Over(..), _) => "Done. Esc goes back; the menu lifts the closing date.".to_string(),
        }
    }
}

fn look_at(book: &Book, how: Aging, own: Currency) -> Result<Preview> {
    let question = AgingQuestion::of(how);
    let sums = book.aging_sums(&question)?;
    let totals = totals(sums.iter(), own)?;
    let difference = |total: &Total| Ok(book.proof(&question, total.currency, &total.aged)?.difference);
    let differences = totals.iter().map(difference).collect::<Result<_>>()?;
    Ok(Preview { how, totals, differences })
}

fn back_up(book: &Book, to: &Path) -> Result<String> {
    book.backup(to)?;
    Ok(format!("{} holds the book up to entry {}, verified", to.display(), book.version()?.0))
}

fn total_lines(preview: &Preview, width: u16, cx: &Cx) -> Vec<Line<'static>> {
    let aged: Vec<_> = preview.totals.iter().map(|total| total.aged.clone()).collect();
    let columns = Columns::for_width(width.saturating_sub(2), &preview.how, &aged, cx.look);
    let heading =
        columns.figures.iter().map(|(column, width)| span(flush(&column.heading(&preview.how), *width), cx.look.dim()));
    let mut lines = vec![Line::from_iter(
        std::iter::once(span(" ".repeat(usize::from(columns.name) + 2), cx.look.dim())).chain(heading),
    )];
    for total in &preview.totals {
        let accounts = format!(
            "{} {} account{}",
            total.currency.code(),
            total.accounts,
            if total.accounts == 1 { "" } else { "s" }
        );
        let mut pieces = vec![span(format!("   {}", pad(&accounts, columns.name.saturating_sub(1))), cx.look.plain())];
        pieces.extend(columns.figures.iter().map(|(column, width)| {
            let amount = column.amount(&total.aged).map(|amount| cell(cx.look, amount)).unwrap_or_default();
            span(flush(&amount, *width), cx.look.plain())
        }));
        lines.push(Line::from(pieces));
    }
    if preview.totals.is_empty() {
        lines.push(Line::from(span("   nobody owes anything on that day", cx.look.dim())));
    }
    lines
}

impl View for MonthEnd {
    fn title(&self) -> String {
        "Month-end".to_string()
    }

    fn context(&self) -> Context {
        Context::Form
    }

    fn route(&self) -> Option<Route> {
        Some(Route::MonthEnd)
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.through.today = cx.today;
        if cx.book.path().is_none() || self.preview.is_some() {
            // What the entry of the close itself changed is no total.
            self.preview = None;
        }
        if cx.book.path().is_none() {
            self.read(cx, true)?;
        }
        Ok(())
    }

    fn tick(&mut self, cx: &mut Cx) -> Result<(bool, Effect)> {
        let mut changed = false;
        if let Some(answer) = self.reading.as_ref().and_then(|(_, pending)| pending.poll()) {
            self.reading = None;
            changed = true;
            match answer {
                Ok(preview) => (self.preview, self.trouble) = (Some(preview), None),
                Err(error) => self.trouble = Some(error.to_string()),
            }
        }
        if let Step::Closed(entry, Some(pending)) = &self.step
            && let Some(made) = pending.poll()
        {
            self.step = Step::Over(*entry, made.map_err(|error| error.to_string()));
            changed = true;
        }
        match &self.trouble {
            Some(_) => Ok((changed, Effect::Stay)),
            None => Ok((changed, self.read(cx, false)?)),
        }
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        match key {
            Key::Ctrl('s') | Key::F(10) => return self.save(cx),
            Key::Enter if self.on_save => return self.save(cx),
            Key::Up | Key::BackTab if self.on_save => {
                self.on_save = false;
                return Ok(Effect::Stay);
            }
            Key::Esc if self.on_save || !matches!(self.step, Step::Asking) => return Ok(Effect::Close),
            Key::Ctrl('q' | 'c') => return Ok(Effect::Pass),
            _ if self.on_save || !matches!(self.step, Step::Asking) => {
                return Ok(if matches!(key, Key::F(_)) { Effect::Pass } else { Effect::Stay });
            }
            _ => {}
        }
        let mut group = std::mem::take(&mut self.group);
        let turn = group.key(&mut self.fields(), key);
        if turn == Turn::Enter {
            self.on_save = !group.go_on(2);
        }
        self.group = group;
        match turn {
            Turn::Pass if key == Key::Esc => Ok(Effect::Close),
            Turn::Pass if matches!(key, Key::F(_)) => Ok(Effect::Pass),
            _ => {
                self.trouble = None;
                self.read(cx, false)
            }
        }
    }

    fn paste(&mut self, text: &str, cx: &mut Cx) -> Result<Effect> {
        let mut group = std::mem::take(&mut self.group);
        group.paste(&mut self.fields(), text);
        self.group = group;
        self.read(cx, false)
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        look::put(frame.buffer_mut(), (area.x + 1, area.y), area.width, "MONTH-END", cx.look.heading());
        let width = area.width.saturating_sub(3);
        let fields = Rect { x: area.x + 1, y: area.y + 1, width, height: 3.min(area.height.saturating_sub(1)) };
        let mut group = std::mem::take(&mut self.group);
        group.rests(self.on_save || !matches!(self.step, Step::Asking));
        // The lines first: a calendar lies over them.
        let body = Rect { y: area.y + 4, height: area.height.saturating_sub(6), ..area };
        look::lines(frame.buffer_mut(), body, &self.lines(area.width.saturating_sub(2), cx));
        if let Some(said) = &self.trouble {
            super::part::panel::trouble(frame, body, &said.clone(), cx);
        }
        group.draw(frame, fields, &self.fields(), cx.look);
        self.group = group;
        let y = area.bottom().saturating_sub(1);
        let style = if self.on_save { cx.look.selected() } else { cx.look.focus() };
        let used = look::put(frame.buffer_mut(), (area.x + 1, y), width, "[ Save  Ctrl-S ]", style);
        let place = (area.x + used + 3, y);
        look::put(frame.buffer_mut(), place, width.saturating_sub(used + 2), &self.consequence(cx), cx.look.plain());
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("Ctrl-S", "close and back up"), Hint::new("F4", "calendar"), Hint::new("Esc", "back")]
    }
}
