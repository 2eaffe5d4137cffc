//! The first run: there is no book yet, and three ways to one.

use std::path::PathBuf;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::drafts::new_action;
use super::super::key::Key;
use super::super::look::{self, span};
use super::super::view::{Binding, Command, Context, Effect, Hint, View, commands_of, run_key, run_named};
use super::bring_in::BringIn;
use crate::book::Book;
use crate::error::Result;
use crate::ops::sample_shop;

pub struct Welcome {
    /// Where the book will be.
    book: PathBuf,
    at: usize,
}

const BINDINGS: &[Binding<Welcome>] = &[
    Binding {
        name: "sample-shop",
        keys: &[Key::Char('1')],
        label: "Look around in a sample shop",
        help: "Look around in a sample shop; nothing is kept",
        run: |_, cx| sample(cx),
    },
    Binding {
        name: "bring-in",
        keys: &[Key::Char('2')],
        label: "Bring in customers and open invoices",
        help: "Bring in customers and open invoices from QuickBooks, Xero or a spreadsheet",
        run: |welcome, _| Ok(Effect::Open(Box::new(BringIn::into_new(welcome.book.clone())))),
    },
    Binding {
        name: "empty-book",
        keys: &[Key::Char('3')],
        label: "Start with an empty book",
        help: "Start with an empty book",
        run: |welcome, _| Ok(Effect::Turn(Box::new(Book::create(&welcome.book)?))),
    },
];

/// What stands beside each choice.
const NOTES: [&str; 3] = ["nothing is kept", "from QuickBooks, Xero or a spreadsheet", ""];

fn sample(cx: &mut Cx) -> Result<Effect> {
    let mut book = Book::memory()?;
    sample_shop::load(&mut book, &cx.stamp(new_action()))?;
    Ok(Effect::Turn(Box::new(book)))
}

impl Welcome {
    /// `book` is where the book will be.
    pub fn new(book: PathBuf) -> Welcome {
        Welcome { book, at: 0 }
    }
}

impl View for Welcome {
    fn title(&self) -> String {
        "Welcome".to_string()
    }

    fn context(&self) -> Context {
        Context::Account
    }

    fn load(&mut self, _cx: &mut Cx) -> Result<()> {
        Ok(())
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        match key {
            Key::Up => self.at = self.at.saturating_sub(1),
            Key::Down | Key::Tab => self.at = (self.at + 1).min(BINDINGS.len() - 1),
            Key::Enter => match BINDINGS.get(self.at) {
                Some(binding) => return (binding.run)(self, cx),
                None => return Ok(Effect::Stay),
            },
            // There is no book that the keys which hold everywhere could work on.
            Key::F(1 | 9) | Key::Char('?' | 'm') | Key::Ctrl('q' | 'c') => return Ok(Effect::Pass),
            key => {
                return Ok(match run_key(self, BINDINGS, key, cx)? {
                    Effect::Pass => Effect::Stay,
                    effect => effect,
                });
            }
        }
        Ok(Effect::Stay)
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let look = cx.look;
        let mut lines = vec![
            Line::from(span("There is no book yet.", look.strong())),
            Line::from(span(format!("It will be {}", self.book.display()), look.dim())),
            Line::default(),
        ];
        for (place, (binding, note)) in BINDINGS.iter().zip(NOTES).enumerate() {
            let here = place == self.at;
            let style = if here { look.focus() } else { look.plain() };
            lines.push(Line::from(vec![
                span(if here { "▌ " } else { "  " }, look.focus()),
                span(format!("{}  ", place + 1), look.strong()),
                span(format!("{:<38}", binding.label), style),
                span(note, look.dim()),
            ]));
            lines.push(Line::default());
        }
        let wide = area.width >= 90;
        let (x, y) = if wide { (area.width / 6, area.height / 4) } else { (1, 1) };
        let place = Rect { x: area.x + x, y: area.y + y, width: area.width - x, height: area.height.saturating_sub(y) };
        look::lines(frame.buffer_mut(), place, &lines);
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("1–3", "choose"), Hint::new("⏎", "do it")]
    }

    fn commands(&self) -> Vec<Command> {
        commands_of(BINDINGS)
    }

    fn run(&mut self, name: &str, cx: &mut Cx) -> Result<Effect> {
        run_named(self, BINDINGS, name, cx)
    }
}
