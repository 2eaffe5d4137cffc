//! Bringing in customers and open invoices from a file: a path, then what it would do in numbers, then one key takes it.
//! Nothing is written before that, and it is one entry that can be undone.

use std::path::{Path, PathBuf};

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::drafts::new_action;
use super::super::field::edit::Edit;
use super::super::key::Key;
use super::super::look::{self, span};
use super::super::view::{Context, Effect, Hint, View};
use super::part::file::path_of;
use super::part::spread::flush;
use crate::book::Book;
use crate::error::Result;
use crate::import::Source;
use crate::ops::import_batch::{ImportBatch, Preview, Reading, stage};

/// Refused rows that are listed.
const MOST_REFUSED: usize = 8;
/// Names of files that Tab lists.
const MOST_CHOICES: usize = 8;

#[derive(Default)]
pub struct BringIn {
    path: Edit,
    /// The book to be made when something is taken; None: the book that is open.
    make: Option<PathBuf>,
    /// What the file would do, until the path is edited.
    staged: Option<(Source, ImportBatch)>,
    trouble: Option<String>,
    /// Names that go on like what was typed, where Tab found several.
    choices: Vec<String>,
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

    fn typed_path(&self) -> PathBuf {
        path_of(self.path.text())
    }

    fn look(&mut self, cx: &Cx) {
        (self.staged, self.trouble) = (None, None);
        match self.stage(&cx.book, cx) {
            Ok(staged) => self.staged = Some(staged),
            Err(error) => self.trouble = Some(error.to_string()),
        }
    }

    fn stage(&self, book: &Book, cx: &Cx) -> Result<(Source, ImportBatch)> {
        let source = Source::open(&self.typed_path())?;
        let batch = stage(book, &reading(std::slice::from_ref(&source), cx), &mut |_, _| true)?;
        Ok((source, batch))
    }

    /// Takes what was previewed; refused rows stop it, as does a book that moved on.
    fn take(&mut self, cx: &mut Cx) -> Result<Effect> {
        let Some((source, batch)) = self.staged.take() else { return Ok(Effect::Stay) };
        if let Err(error) = batch.check(false) {
            self.staged = Some((source, batch));
            return Err(error);
        }
        let said = format!("Brought in {}: {}", source.name(), counts(&batch.preview));
        match self.make.clone() {
            None => {
                let stamp = cx.stamp(new_action());
                if let Err(error) = cx.book.perform(&batch, &stamp) {
                    self.look(cx);
                    return Err(error);
                }
                self.path.clear();
                Ok(Effect::Done(said))
            }
            Some(path) => self.take_into_new(&path, &source, cx),
        }
    }

    fn take_into_new(&mut self, path: &Path, source: &Source, cx: &Cx) -> Result<Effect> {
        let mut book = Book::create(path)?;
        let taken = stage(&book, &reading(std::slice::from_ref(source), cx), &mut |_, _| true)
            .and_then(|batch| book.perform(&batch, &cx.stamp(new_action())));
        match taken {
            Ok(_) => Ok(Effect::Turn(Box::new(book))),
            Err(error) => {
                drop(book);
                // The book was made a moment ago for this alone.
                let _ = std::fs::remove_file(path);
                Err(error)
            }
        }
    }

    /// Tab: the rest of a name, as far as only one goes on like that.
    fn complete(&mut self) {
        let typed = self.typed_path();
        let whole = self.path.text().ends_with('/');
        let (folder, start) = match (whole, typed.file_name()) {
            (false, Some(name)) => (typed.parent().unwrap_or(Path::new("")), name.to_string_lossy().into_owned()),
            _ => (typed.as_path(), String::new()),
        };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let Ok(files) = std::fs::read_dir(folder) else { return };
        let name = |file: std::fs::DirEntry| {
            let end = if file.path().is_dir() { "/" } else { "" };
            format!("{}{end}", file.file_name().to_string_lossy())
        };
        let found: Vec<String> = files.flatten().map(name).filter(|name| name.starts_with(&start)).collect();
        let Some(first) = found.first() else { return };
        let common = found.iter().fold(first.clone(), |common, name| shared_start(&common, name));
        if let Some(rest) = common.strip_prefix(&start) {
            self.path.key(Key::End);
            self.path.insert(rest);
        }
        self.choices = if found.len() > 1 { found } else { Vec::new() };
        self.choices.sort();
    }

    fn lines(&self, width: u16, cx: &Cx) -> Vec<Line<'static>> {
        let look = cx.look;
        let mut lines = Vec::new();
        if let Some(trouble) = &self.trouble {
            let wrapped = look::wrap(&format!("✗ {trouble}"), width.saturating_sub(4));
            lines.extend(wrapped.into_iter().map(|text| Line::from(span(format!("  {text}"), look.alert()))));
        }
        if !self.choices.is_empty() {
            let choices =
                self.choices.iter().take(MOST_CHOICES).map(|name| Line::from(span(format!("  {name}"), look.plain())));
            lines.extend(choices);
            let more = self.choices.len().saturating_sub(MOST_CHOICES);
            let more = if more > 0 { format!("  and {more} more") } else { String::new() };
            lines.push(Line::from(span(more, look.dim())));
        }
        match &self.staged {
            Some((source, batch)) => lines.extend(preview_lines(source, batch, width, cx)),
            None => lines.extend(
                [
                    "  QuickBooks Online:  Customer Contact List, Open Invoices, A/R Aging Detail (CSV)",
                    "  Xero:               Contacts.csv, SalesInvoices.csv",
                    "  a spreadsheet:      the exchange folder, or one of its files",
                ]
                .map(|text| Line::from(span(text, look.dim()))),
            ),
        }
        lines
    }
}

fn reading<'a>(sources: &'a [Source], cx: &Cx) -> Reading<'a> {
    Reading { sources, format: None, today: cx.today, skip_refused: false }
}

fn shared_start(a: &str, b: &str) -> String {
    a.chars().zip(b.chars()).take_while(|(one, other)| one == other).map(|(one, _)| one).collect()
}

/// `58 accounts, 412 items`
fn counts(preview: &Preview) -> String {
    let named = preview.counts().into_iter().filter(|(_, count)| count.new + count.changed > 0);
    named.map(|(name, count)| format!("{} {name}", count.new + count.changed)).collect::<Vec<_>>().join(", ")
}

fn preview_lines(source: &Source, batch: &ImportBatch, width: u16, cx: &Cx) -> Vec<Line<'static>> {
    let (look, preview) = (cx.look, &batch.preview);
    let format = batch.files.first().map_or("", |file| file.format);
    let mut lines = vec![
        Line::from(vec![span(format!("  {}", source.name()), look.strong()), span(format!("  {format}"), look.dim())]),
        Line::default(),
        Line::from(span(format!("  {:<16}{:>10}{:>10}{:>12}", "", "new", "changed", "in the book"), look.dim())),
    ];
    for (name, count) in preview.counts().into_iter().filter(|(_, count)| count.new + count.changed + count.already > 0)
    {
        let figure = |count: u64| if count == 0 { "·".to_string() } else { count.to_string() };
        lines.push(Line::from(vec![
            span(format!("  {name:<16}"), look.plain()),
            span(flush(&figure(count.new), 10), look.plain()),
            span(flush(&figure(count.changed), 10), look.plain()),
            span(flush(&figure(count.already), 12), look.dim()),
        ]));
    }
    lines.push(Line::default());
    for notice in &preview.notices {
        let wrapped = look::wrap(notice, width.saturating_sub(4));
        lines.extend(wrapped.into_iter().map(|text| Line::from(span(format!("  {text}"), look.dim()))));
    }
    for refused in preview.refused.iter().take(MOST_REFUSED) {
        let text = format!("  ✗ {} line {}: {}", refused.file, refused.line, refused.reason);
        lines.push(Line::from(span(look::fit(&text, width), look.alert())));
    }
    let more = preview.refused_rows.saturating_sub(MOST_REFUSED as u64);
    if more > 0 {
        lines.push(Line::from(span(format!("  ✗ and {more} more rows"), look.alert())));
    }
    lines.push(Line::default());
    let (button, consequence) = match (preview.refused_rows, preview.changes_nothing()) {
        (1.., _) => (false, "some rows cannot be taken: correct the file and look again".to_string()),
        (_, true) => (false, "the book has all of it already".to_string()),
        _ => (true, format!("Brings in {} as one entry, which can be undone.", counts(preview))),
    };
    let mut last = vec![span("  ", look.plain())];
    if button {
        last.extend([span("[ Take it  Ctrl-S ]", look.focus()), span("  ", look.plain())]);
    }
    last.push(span(consequence, look.plain()));
    lines.push(Line::from(last));
    lines
}

impl View for BringIn {
    fn title(&self) -> String {
        "Bring in customers and open invoices".to_string()
    }

    fn context(&self) -> Context {
        Context::Form
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        if self.staged.is_some() {
            self.look(cx);
        }
        Ok(())
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        self.choices.clear();
        match key {
            Key::Esc => return Ok(Effect::Close),
            Key::Ctrl('s') | Key::F(10) if self.staged.is_some() => return self.take(cx),
            Key::Enter if self.staged.is_some() => return self.take(cx),
            Key::Enter | Key::Ctrl('s') | Key::F(10) if !self.path.text().trim().is_empty() => self.look(cx),
            Key::Tab => self.complete(),
            Key::F(_) | Key::Ctrl('q' | 'c') => return Ok(Effect::Pass),
            key => {
                let before = self.path.text().to_string();
                self.path.key(key);
                if self.path.text() != before {
                    (self.staged, self.trouble) = (None, None);
                }
            }
        }
        Ok(Effect::Stay)
    }

    fn paste(&mut self, text: &str, _cx: &mut Cx) -> Result<Effect> {
        self.path.insert(text.trim());
        (self.staged, self.trouble) = (None, None);
        Ok(Effect::Stay)
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let at = |y: u16| (area.x + 2, area.y + y);
        let width = area.width.saturating_sub(4);
        look::put(buf, at(1), width, "BRING IN CUSTOMERS AND OPEN INVOICES", cx.look.heading());
        let label = look::put(buf, at(3), width, "File  ", cx.look.focus());
        let field = Rect { x: area.x + 2 + label, y: area.y + 3, width: width.saturating_sub(label), height: 1 };
        self.path.draw(frame, field.intersection(area), cx.look.plain(), true);
        let rest = Rect { y: area.y + 5, height: area.height.saturating_sub(5), ..area };
        look::lines(frame.buffer_mut(), rest, &self.lines(area.width, cx));
    }

    fn hints(&self) -> Vec<Hint> {
        match &self.staged {
            Some(_) => vec![Hint::new("⏎", "take it"), Hint::new("Esc", "back")],
            None => vec![Hint::new("⏎", "look at it"), Hint::new("Tab", "complete"), Hint::new("Esc", "back")],
        }
    }
}
