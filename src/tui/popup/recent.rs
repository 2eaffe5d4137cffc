//! The last ten accounts that were opened: a digit or Enter goes back to one.

use ratatui::Frame;
use ratatui::layout::{Rect, Size};
use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::key::Key;
use super::super::look::{self, span};
use super::super::route::Route;
use super::super::view::{Context, Effect, Hint, Place, View};
use crate::domain::ids::AccountId;
use crate::error::Result;

pub struct Recent {
    /// Newest first, with code and name.
    accounts: Vec<(AccountId, String, String)>,
    at: usize,
}

impl Recent {
    pub fn new(cx: &Cx) -> Result<Recent> {
        let mut accounts = Vec::new();
        for account in cx.trail.recent() {
            if cx.book.merge_of(*account)?.is_some() {
                continue;
            }
            // An account may have been undone since it was looked at.
            accounts.extend(cx.book.names_of(&[*account]).unwrap_or_default());
        }
        let at = usize::from(accounts.len() > 1);
        Ok(Recent { accounts, at })
    }

    fn go(&self, place: usize) -> Effect {
        match self.accounts.get(place) {
            Some((account, ..)) => {
                Effect::Then(Box::new(Effect::Go(Route::Account { account: *account, debit: None })))
            }
            None => Effect::Stay,
        }
    }
}

impl View for Recent {
    fn title(&self) -> String {
        "LAST TEN".to_string()
    }

    fn place(&self) -> Place {
        Place::Float
    }

    fn context(&self) -> Context {
        Context::Account
    }

    fn load(&mut self, _cx: &mut Cx) -> Result<()> {
        Ok(())
    }

    fn key(&mut self, key: Key, _cx: &mut Cx) -> Result<Effect> {
        match key {
            Key::Esc | Key::Char(',') => return Ok(Effect::Close),
            Key::Up => self.at = self.at.saturating_sub(1),
            Key::Down => self.at = (self.at + 1).min(self.accounts.len().saturating_sub(1)),
            Key::Enter => return Ok(self.go(self.at)),
            Key::Char(digit) => {
                let place = digit.to_digit(10).map(|digit| if digit == 0 { 9 } else { digit as usize - 1 });
                return Ok(place.map_or(Effect::Stay, |place| self.go(place)));
            }
            Key::Ctrl('q') => return Ok(Effect::Pass),
            _ => {}
        }
        Ok(Effect::Stay)
    }

    fn wants(&mut self, room: Size) -> Size {
        Size { width: room.width.min(56), height: self.accounts.len() as u16 + 2 }
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let inner = look::boxed(frame.buffer_mut(), area, "LAST TEN", cx.look.dim());
        let line = |(place, (_, code, name)): (usize, &(AccountId, String, String))| {
            let style = if place == self.at { cx.look.focus() } else { cx.look.plain() };
            let sign = if place == self.at { "▌" } else { " " };
            let digit = (place + 1) % 10;
            Line::from(vec![
                span(format!("{sign}{digit}  "), style),
                span(name, style),
                span(format!("  {code}"), cx.look.dim()),
            ])
        };
        let lines: Vec<Line> = self.accounts.iter().enumerate().map(line).collect();
        look::lines(frame.buffer_mut(), inner, &lines);
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("⏎", "open"), Hint::new("1–0", "open"), Hint::new("Esc", "back")]
    }
}
