//! A report's table as a page: day sheet, checks on hand, comparison and proof alike. It is read on another thread; what
//! was read before stays, under its own title, until the new is there.

use std::path::Path;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::job::{Job, Pending, Progress};
use super::super::key::Key;
use super::super::look::{self, span, width_of};
use super::super::route::Route;
use super::super::view::{Binding, Command, Context, Effect, Hint, View, commands_of, run_key, run_named};
use super::part::file::{path_of, write_new};
use super::part::prompt::{Answer, Prompt, Wanted};
use super::part::sheet::Widths;
use super::part::spread::spread;
use crate::book::{Access, Book};
use crate::domain::calendar::{Date, plus_days};
use crate::domain::text::clean;
use crate::error::{Error, Result};
use crate::letter::Document;
use crate::report::{RowKind, Table, csv, text};

/// Reads a table on whatever connection it is given.
pub type Reader = Box<dyn FnOnce(&Book, &Progress) -> Result<Table> + Send>;

/// What a page of a table shows.
pub trait Source {
    /// Its name in `Route::Report`.
    fn name(&self) -> &'static str;

    /// For the head of the screen.
    fn title(&self) -> String;

    /// The day that it is about; ← and → turn it.
    fn day(&self) -> Option<Date> {
        None
    }

    fn turn(&mut self, _day: Date) {}

    /// True where it is read again whenever the book changed; what takes long waits to be asked.
    fn follows(&self) -> bool {
        true
    }

    fn reader(&self, cx: &Cx) -> Result<Reader>;

    /// The name of a file that it is written to, without its ending.
    fn file(&self, cx: &Cx) -> String;

    /// Said where there is no row.
    fn nothing(&self) -> &'static str;
}

pub struct TablePage {
    source: Box<dyn Source>,
    table: Option<Table>,
    pending: Option<Pending<Table>>,
    due: bool,
    trouble: Option<String>,
    at: usize,
    top: usize,
    rows: usize,
    prompt: Option<Prompt>,
}

const BINDINGS: &[Binding<TablePage>] = &[
    Binding {
        name: "open-account",
        keys: &[Key::Enter],
        label: "open",
        help: "Open the account of the chosen row",
        run: |page, cx| page.open(cx),
    },
    Binding {
        name: "bounce",
        keys: &[Key::Char('b')],
        label: "bounce",
        help: "Bounce or pull the payment of the chosen row",
        run: |page, cx| page.bounce(cx),
    },
    Binding {
        name: "day-before",
        keys: &[Key::Left],
        label: "",
        help: "The day before",
        run: |page, cx| page.turn_by(-1, cx),
    },
    Binding {
        name: "day-after",
        keys: &[Key::Right],
        label: "",
        help: "The day after",
        run: |page, cx| page.turn_by(1, cx),
    },
    Binding {
        name: "choose-day",
        keys: &[Key::Char('g')],
        label: "",
        help: "Go to a day",
        run: |page, cx| {
            page.prompt = page.source.day().map(|day| Prompt::dates(&[("day", "Day", day)], cx));
            Ok(Effect::Stay)
        },
    },
    Binding {
        name: "write-csv",
        keys: &[Key::Char('w')],
        label: "write CSV",
        help: "Write the table to a CSV file",
        run: |page, cx| Ok(page.ask_for_file("csv", cx)),
    },
    Binding {
        name: "print",
        keys: &[Key::Ctrl('p')],
        label: "print",
        help: "Write the table as pages of plain text, to print",
        run: |page, cx| Ok(page.ask_for_file("txt", cx)),
    },
    Binding {
        name: "read-again",
        keys: &[Key::Char('r')],
        label: "",
        help: "Read it again",
        run: |page, cx| page.read(cx),
    },
];

impl TablePage {
    pub fn new(source: Box<dyn Source>) -> TablePage {
        TablePage { source, table: None, pending: None, due: true, trouble: None, at: 0, top: 0, rows: 0, prompt: None }
    }

    fn read(&mut self, cx: &Cx) -> Result<Effect> {
        (self.due, self.pending) = (false, None);
        let reader = match self.source.reader(cx) {
            Ok(reader) => reader,
            Err(error) => {
                self.take(Err(error));
                return Ok(Effect::Stay);
            }
        };
        let Ok(book) = cx.book.again(Access::Look) else {
            // A book in memory has one connection, and is small.
            let table = reader(&cx.book, &Progress::default());
            self.take(table);
            return Ok(Effect::Stay);
        };
        let (job, pending) = Job::new(move |progress| reader(&book, progress));
        self.pending = Some(pending);
        Ok(Effect::Run(job))
    }

    fn take(&mut self, table: Result<Table>) {
        match table {
            Ok(table) => (self.table, self.trouble) = (Some(table), None),
            Err(error) => self.trouble = Some(error.to_string()),
        }
        self.choose(self.at);
    }

    fn choose(&mut self, at: usize) {
        let rows = self.table.as_ref().map_or(0, |table| table.rows.len());
        self.at = at.min(rows.saturating_sub(1));
    }

    fn turn_by(&mut self, days: i64, cx: &Cx) -> Result<Effect> {
        let Some(day) = self.source.day() else { return Ok(Effect::Stay) };
        self.source.turn(plus_days(day, days));
        self.read(cx)
    }

    /// What the chosen row says in a column.
    fn said(&self, name: &str) -> Option<String> {
        let table = self.table.as_ref()?;
        let column = table.columns.iter().position(|column| column.name == name)?;
        let row = table.rows.get(self.at).filter(|row| row.kind == RowKind::Body)?;
        row.cells.get(column).map(|cell| cell.plain()).filter(|text| !text.is_empty())
    }

    fn open(&mut self, cx: &mut Cx) -> Result<Effect> {
        let account = match self.said("account") {
            Some(code) => cx.book.account_with_code(&code)?,
            None => None,
        };
        Ok(match account {
            Some(account) => Effect::Go(Route::Account { account: account.id, debit: None }),
            None => Effect::Say("this row is of no account".to_string()),
        })
    }

    fn bounce(&mut self, cx: &mut Cx) -> Result<Effect> {
        let credit = match self.said("payment") {
            Some(code) => cx.book.credit_with_code(&code)?,
            None => None,
        };
        Ok(match credit {
            Some(credit) => Effect::Go(Route::Form {
                name: "bounce",
                account: credit.account,
                debit: None,
                credit: Some(credit.id),
            }),
            None => Effect::Say("this row is of no payment".to_string()),
        })
    }

    fn ask_for_file(&mut self, ending: &str, cx: &Cx) -> Effect {
        self.prompt = self.table.as_ref().map(|_| Prompt::file(format!("{}.{ending}", self.source.file(cx))));
        Effect::Stay
    }

    fn given(&mut self, cx: &Cx) -> Result<Effect> {
        let Some(prompt) = &mut self.prompt else { return Ok(Effect::Stay) };
        let done = match &prompt.wanted {
            Wanted::Dates(_) => prompt.days().map(|days| days.first().copied()),
            Wanted::File(_) => match &self.table {
                Some(table) => {
                    let path = path_of(prompt.name());
                    written(table, &path, cx).and_then(|text| write_new(&path, &text)).map(|()| None)
                }
                None => Err(Error::refused("nothing", "there is nothing to write yet")),
            },
        };
        match done {
            Ok(Some(day)) => {
                self.source.turn(day);
                self.prompt = None;
                self.read(cx)
            }
            Ok(None) => {
                let said = format!("written to {}", path_of(prompt.name()).display());
                self.prompt = None;
                Ok(Effect::Say(said))
            }
            Err(error) => {
                prompt.complain(&error);
                Ok(Effect::Stay)
            }
        }
    }

    /// What is being done, at the right of the title.
    fn state(&self) -> String {
        match (&self.pending, &self.table) {
            (Some(pending), _) => match pending.progress() {
                (_, 0) => "reading …".to_string(),
                (done, of) => format!("reading … {} %", done.saturating_mul(100) / of),
            },
            (None, Some(table)) => {
                let rows = table.rows.iter().filter(|row| row.kind == RowKind::Body).count();
                format!("{rows} row{}", if rows == 1 { "" } else { "s" })
            }
            (None, None) => String::new(),
        }
    }

    fn draw_table(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let Some(table) = &self.table else { return };
        let ink = (cx.look, cx.today);
        let widths = Widths::of(table, area.width.saturating_sub(1), cx.look, cx.today);
        let cut = table.rows.get(self.at).map(|row| widths.cut(row, ink)).unwrap_or_default();
        let wrap = |text: &str| look::wrap(text, area.width.saturating_sub(3));
        let mut foot: Vec<Line> = wrap(&cut)
            .iter()
            .filter(|_| !cut.is_empty())
            .map(|text| Line::from(span(format!("  {text}"), cx.look.plain())))
            .collect();
        let notes = table.notes.iter().flat_map(|note| wrap(note));
        foot.extend(notes.map(|text| Line::from(span(format!("  {text}"), cx.look.dim()))));
        let foot_rows = (foot.len() as u16 + 1).min(area.height / 2);
        look::lines(frame.buffer_mut(), area, &[widths.headings(table, cx.look)]);
        let height = area.height.saturating_sub(1 + foot_rows);
        let rows = Rect { y: area.y + 1, height, ..area };
        self.rows = usize::from(height);
        self.top = self.top.min(self.at).max((self.at + 1).saturating_sub(self.rows.max(1)));
        if table.rows.is_empty() {
            let text = (rows.x + 2, rows.y);
            look::put(frame.buffer_mut(), text, rows.width.saturating_sub(2), self.source.nothing(), cx.look.dim());
        }
        let shown = table.rows.iter().enumerate().skip(self.top).take(self.rows);
        let lines: Vec<Line> = shown.map(|(place, row)| widths.row(table, row, place == self.at, ink)).collect();
        look::lines(frame.buffer_mut(), rows, &lines);
        if foot_rows > 1 {
            let rule = Rect { y: rows.bottom(), height: 1, ..area };
            look::rule(frame.buffer_mut(), rule, cx.look.dim());
            let place = Rect { y: rows.bottom() + 1, height: foot_rows - 1, ..area };
            look::lines(frame.buffer_mut(), place, &foot);
        }
    }
}

/// A file is what its ending says: CSV, else pages of plain text.
fn written(table: &Table, path: &Path, cx: &Cx) -> Result<String> {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        return csv::text(std::slice::from_ref(table));
    }
    let lines = text::lines(table, cx.look.mark);
    let title = clean(&table.title);
    let shop = clean(&cx.settings.shop);
    let head = |page: usize, pages: usize| {
        let place = format!("{shop}   page {page} of {pages}");
        vec![title.clone(), place.trim().to_string(), String::new(), lines.headings.clone()]
    };
    Ok(Document::paged(title.clone(), head, &lines.body).text())
}

impl View for TablePage {
    fn title(&self) -> String {
        self.source.title()
    }

    fn context(&self) -> Context {
        if self.prompt.is_some() { Context::Form } else { Context::Account }
    }

    fn route(&self) -> Option<Route> {
        Some(Route::Report { name: self.source.name() })
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.due |= self.source.follows();
        // What needs no other thread is there with the first frame.
        if self.due && cx.book.path().is_none() {
            self.read(cx)?;
        }
        Ok(())
    }

    fn tick(&mut self, cx: &mut Cx) -> Result<(bool, Effect)> {
        let answer = self.pending.as_ref().and_then(Pending::poll);
        let changed = answer.is_some() || self.pending.is_some();
        if let Some(answer) = answer {
            self.pending = None;
            self.take(answer);
        }
        match self.due && self.pending.is_none() {
            true => Ok((true, self.read(cx)?)),
            false => Ok((changed, Effect::Stay)),
        }
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        if let Some(prompt) = &mut self.prompt {
            return match prompt.key(key) {
                Answer::Given => self.given(cx),
                Answer::Cancel => {
                    self.prompt = None;
                    Ok(Effect::Stay)
                }
                Answer::Stay => Ok(Effect::Stay),
                Answer::Pass => Ok(Effect::Pass),
            };
        }
        let page = self.rows.max(2) - 1;
        match key {
            Key::Esc => return Ok(Effect::Close),
            Key::Up => self.choose(self.at.saturating_sub(1)),
            Key::Down => self.choose(self.at + 1),
            Key::PageUp => self.choose(self.at.saturating_sub(page)),
            Key::PageDown => self.choose(self.at + page),
            Key::Home => self.choose(0),
            Key::End => self.choose(usize::MAX),
            key => return run_key(self, BINDINGS, key, cx),
        }
        Ok(Effect::Stay)
    }

    fn paste(&mut self, text: &str, _cx: &mut Cx) -> Result<Effect> {
        if let Some(prompt) = &mut self.prompt {
            prompt.paste(text);
        }
        Ok(Effect::Stay)
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let state = self.state();
        let title = self.table.as_ref().map_or_else(|| self.source.title(), |table| table.title.clone());
        let arrows = if self.source.day().is_some() && width_of(&title) + 40 < area.width {
            "   ← → another day"
        } else {
            ""
        };
        let left = vec![span(format!(" {title}"), cx.look.strong()), span(arrows, cx.look.dim())];
        let head = spread(left, vec![span(format!("{state} "), cx.look.dim())], area.width);
        look::lines(frame.buffer_mut(), area, &[head]);
        let asked = self.prompt.as_mut().map_or(0, |prompt| prompt.rows(area.width)).min(area.height / 2);
        let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1 + asked), ..area };
        match &self.trouble {
            Some(said) => super::part::panel::trouble(frame, body, &said.clone(), cx),
            None => self.draw_table(frame, body, cx),
        }
        if let Some(prompt) = &mut self.prompt {
            let place = Rect { x: area.x + 1, y: body.bottom(), width: area.width.saturating_sub(2), height: asked };
            prompt.draw(frame, place, cx);
        }
    }

    fn hints(&self) -> Vec<Hint> {
        if self.prompt.is_some() {
            return vec![Hint::new("⏎", "do it"), Hint::new("Esc", "leave it")];
        }
        let mut hints = vec![Hint::new("⏎", "open"), Hint::new("Ctrl-P", "print"), Hint::new("w", "CSV")];
        if self.said("payment").is_some() {
            hints.insert(1, Hint::new("b", "bounce"));
        }
        if self.source.day().is_some() {
            hints.extend([Hint::new("← →", "day"), Hint::new("g", "go to a day")]);
        }
        hints.extend([Hint::new("r", "read again"), Hint::new("Esc", "back")]);
        hints
    }

    fn commands(&self) -> Vec<Command> {
        commands_of(BINDINGS)
    }

    fn run(&mut self, name: &str, cx: &mut Cx) -> Result<Effect> {
        run_named(self, BINDINGS, name, cx)
    }
}
