//! The statement of an account as the customer gets it: what is open, or activity since a date. What is on the screen is
//! the very text that is written.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::super::cx::Cx;
use super::super::field::edit::skip_columns;
use super::super::key::Key;
use super::super::look::{self, span, width_of};
use super::super::route::Route;
use super::super::view::{Binding, Command, Context, Effect, Hint, View, commands_of, run_key, run_named};
use super::part::file::{path_of, write_new};
use super::part::prompt::{Answer, Prompt, Wanted};
use super::part::spread::spread;
use crate::domain::calendar::{Date, month_start, plus_months, short};
use crate::domain::ids::AccountId;
use crate::error::Result;
use crate::letter::{Document, Statement, statement};

pub struct StatementPage {
    account: AccountId,
    code: String,
    as_of: Date,
    since: Date,
    /// Activity since a day; else what is open.
    activity: bool,
    document: Option<Result<Document, String>>,
    top: usize,
    rows: usize,
    /// First column that is shown where the page is wider than the screen, and the columns there are for it.
    left: usize,
    columns: usize,
    prompt: Option<Prompt>,
}

const BINDINGS: &[Binding<StatementPage>] = &[
    Binding {
        name: "statement-kind",
        keys: &[Key::Tab, Key::Char('o')],
        label: "",
        help: "Between what is open and activity since a date",
        run: |page, cx| {
            page.activity = !page.activity;
            page.read(cx);
            Ok(Effect::Stay)
        },
    },
    Binding {
        name: "statement-dates",
        keys: &[Key::Char('g')],
        label: "dates",
        help: "Another day, and since when",
        run: |page, cx| {
            let as_of = ("as-of", "As of", page.as_of);
            let asked = [as_of, ("since", "Since", page.since)];
            page.prompt = Some(Prompt::dates(if page.activity { &asked } else { &asked[..1] }, cx));
            Ok(Effect::Stay)
        },
    },
    Binding {
        name: "write-statement",
        keys: &[Key::Char('w'), Key::Ctrl('p')],
        label: "write",
        help: "Write the statement to a text file",
        run: |page, _| {
            page.prompt = Some(Prompt::file(format!("statement-{}-{}.txt", page.file_code(), page.as_of)));
            Ok(Effect::Stay)
        },
    },
];

/// Columns of a printed page and a margin.
const PAPER: u16 = 80;
/// Columns that an arrow moves: one press shows the amounts on the narrowest full screen.
const SIDEWAYS: isize = 20;

impl StatementPage {
    pub fn new(account: AccountId, cx: &Cx) -> StatementPage {
        StatementPage {
            account,
            code: String::new(),
            as_of: cx.today,
            since: month_start(plus_months(cx.today, -1)),
            activity: false,
            document: None,
            top: 0,
            rows: 0,
            left: 0,
            columns: 0,
            prompt: None,
        }
    }

    /// The account's code, with nothing in it that a folder would understand.
    fn file_code(&self) -> String {
        self.code.chars().map(|letter| if letter.is_alphanumeric() || letter == '-' { letter } else { '_' }).collect()
    }

    fn read(&mut self, cx: &Cx) {
        let since = self.activity.then_some(self.since);
        let wanted = Statement { account: self.account, as_of: self.as_of, since };
        self.document = Some(statement(&cx.book, &wanted).map_err(|error| error.to_string()));
        self.top = 0;
    }

    /// All pages as lines, a rule between two.
    fn texts(&self) -> Vec<String> {
        let Some(Ok(document)) = &self.document else { return Vec::new() };
        let mut lines = Vec::new();
        for (place, page) in document.pages.iter().enumerate() {
            if place > 0 {
                lines.push("─".repeat(78));
            }
            lines.extend(page.iter().cloned());
        }
        lines
    }

    /// Columns that the widest line in sight has beyond those of the screen.
    fn beyond(&self) -> usize {
        let texts = self.texts();
        let seen = texts.iter().skip(self.top).take(self.rows);
        let widest = seen.map(|line| usize::from(width_of(line))).max().unwrap_or(0);
        widest.saturating_sub(self.columns.max(1))
    }

    /// `◂ amounts further right ▸`: that there is more at a side, and the key that goes there.
    fn sides(&self) -> &'static str {
        match (self.left > 0, self.left < self.beyond()) {
            (false, false) => "",
            (false, true) => "→ more at the right ▸ ",
            (true, false) => "◂ ← more at the left ",
            (true, true) => "◂ more at both sides ▸ ",
        }
    }

    fn given(&mut self, cx: &Cx) -> Result<Effect> {
        let (Some(prompt), Some(Ok(document))) = (&mut self.prompt, &self.document) else { return Ok(Effect::Stay) };
        let path = path_of(prompt.name());
        let done = match &prompt.wanted {
            Wanted::File(_) => write_new(&path, &document.text()).map(|()| Vec::new()),
            Wanted::Dates(_) => prompt.days(),
        };
        match done {
            Ok(days) => {
                let is_file = matches!(prompt.wanted, Wanted::File(_));
                self.prompt = None;
                self.as_of = days.first().copied().unwrap_or(self.as_of);
                self.since = days.get(1).copied().unwrap_or(self.since);
                if is_file {
                    return Ok(Effect::Say(format!("written to {}", path.display())));
                }
                self.read(cx);
            }
            Err(error) => prompt.complain(&error),
        }
        Ok(Effect::Stay)
    }

    fn shift(&mut self, columns: isize) {
        let furthest = self.beyond().max(self.left);
        self.left = self.left.saturating_add_signed(columns).min(furthest);
    }

    fn scroll(&mut self, lines: isize) {
        let last = self.texts().len().saturating_sub(self.rows.max(1));
        self.top = self.top.saturating_add_signed(lines).min(last);
    }
}

impl View for StatementPage {
    fn title(&self) -> String {
        match &self.document {
            Some(Ok(document)) => document.title.clone(),
            _ => "Statement".to_string(),
        }
    }

    fn context(&self) -> Context {
        if self.prompt.is_some() { Context::Form } else { Context::Account }
    }

    fn route(&self) -> Option<Route> {
        Some(Route::Statement { account: self.account })
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.code = cx.book.account(self.account)?.code;
        let top = self.top;
        self.read(cx);
        self.top = top;
        Ok(())
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
        let page = self.rows.max(2) as isize - 1;
        match key {
            Key::Esc => return Ok(Effect::Close),
            Key::Up => self.scroll(-1),
            Key::Down => self.scroll(1),
            Key::PageUp => self.scroll(-page),
            Key::PageDown => self.scroll(page),
            Key::Left => self.shift(-SIDEWAYS),
            Key::Right => self.shift(SIDEWAYS),
            Key::Home => self.top = 0,
            Key::End => self.scroll(isize::MAX),
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
        let what = match self.activity {
            true => format!("activity since {}, as of {}", short(self.since, cx.today), short(self.as_of, cx.today)),
            false => format!("open items as of {}", short(self.as_of, cx.today)),
        };
        let asked = self.prompt.as_mut().map_or(0, |prompt| prompt.rows(area.width)).min(area.height / 2);
        let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1 + asked), ..area };
        // A margin where there is room for one beside a printed page.
        let margin = u16::from(body.width >= PAPER);
        let body = Rect { x: body.x + margin, width: body.width - margin, ..body };
        (self.rows, self.columns) = (usize::from(body.height), usize::from(body.width));
        let texts = self.texts();
        let seen = match texts.len() {
            0 => String::new(),
            all if all <= self.rows => "all of it ".to_string(),
            all => format!("lines {}–{} of {all} ", self.top + 1, (self.top + self.rows).min(all)),
        };
        let left = vec![span(" STATEMENT", look::Look::heading(cx.look)), span(format!(" {what}"), cx.look.dim())];
        let seen = vec![span(self.sides(), cx.look.plain()), span(seen, cx.look.dim())];
        look::lines(frame.buffer_mut(), area, &[spread(left, seen, area.width)]);
        if let Some(Err(said)) = &self.document {
            super::part::panel::trouble(frame, body, &said.clone(), cx);
        }
        for (text, y) in texts.iter().skip(self.top).zip(body.top()..body.bottom()) {
            let shown = skip_columns(text, self.left);
            look::put(frame.buffer_mut(), (body.x, y), body.width, shown, cx.look.plain());
        }
        if let Some(prompt) = &mut self.prompt {
            let place = Rect { x: area.x + 1, y: body.bottom(), width: area.width.saturating_sub(2), height: asked };
            prompt.draw(frame, place, cx);
        }
    }

    fn hints(&self) -> Vec<Hint> {
        if self.prompt.is_some() {
            return vec![Hint::new("⏎", "do it"), Hint::new("Tab", "next field"), Hint::new("Esc", "leave it")];
        }
        let other = if self.activity { "open items" } else { "activity" };
        let hint = |(keys, label): (&str, &str)| Hint::new(keys, label);
        let mut hints = [("Tab", other), ("g", "dates"), ("w", "write")].map(hint).to_vec();
        if !self.sides().is_empty() {
            hints.push(Hint::new("← →", "sideways"));
        }
        hints.extend([("PgDn", "further"), ("Esc", "back")].map(hint));
        hints
    }

    fn commands(&self) -> Vec<Command> {
        commands_of(BINDINGS)
    }

    fn run(&mut self, name: &str, cx: &mut Cx) -> Result<Effect> {
        run_named(self, BINDINGS, name, cx)
    }
}
