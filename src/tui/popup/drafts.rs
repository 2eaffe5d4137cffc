//! The parked drafts: Enter takes one up again, Delete throws one away.

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::super::cx::Cx;
use super::super::drafts::Draft;
use super::super::form::FormView;
use super::super::key::Key;
use super::super::look;
use super::super::route::Route;
use super::super::view::{Context, Effect, Hint, Place, View};
use super::{Seed, form};
use crate::error::{Error, Result};

/// The list of parked drafts, newest first.
#[derive(Default)]
pub struct DraftList {
    drafts: Vec<Draft>,
    chosen: Option<String>,
    /// Delete was pressed once on the chosen draft.
    sure: bool,
}

impl DraftList {
    fn at(&self) -> usize {
        self.drafts.iter().position(|draft| Some(&draft.id) == self.chosen.as_ref()).unwrap_or(0)
    }

    fn move_to(&mut self, at: usize) {
        self.chosen = self.drafts.get(at.min(self.drafts.len().saturating_sub(1))).map(|draft| draft.id.clone());
        self.sure = false;
    }

    fn resume(&self, cx: &mut Cx) -> Result<Effect> {
        let Some(draft) = self.drafts.get(self.at()) else { return Ok(Effect::Stay) };
        let account = draft.account.ok_or_else(|| Error::not_found("no_account", "the draft names no account"))?;
        let form = form(&draft.form, Seed { account, debit: None, credit: None }, cx)?;
        let view = FormView::resume(form, draft, cx);
        Ok(Effect::Then(Box::new(Effect::Open(Box::new(view)))))
    }

    fn throw_away(&mut self, cx: &mut Cx) -> Result<Effect> {
        let Some(draft) = self.drafts.get(self.at()) else { return Ok(Effect::Stay) };
        if !std::mem::replace(&mut self.sure, true) {
            return Ok(Effect::Say(format!(
                "throw away {:?}? Delete once more does it, anything else keeps it",
                draft.title
            )));
        }
        cx.drafts.remove(&draft.id);
        self.load(cx)?;
        Ok(Effect::Say("thrown away".to_string()))
    }
}

impl View for DraftList {
    fn title(&self) -> String {
        "DRAFTS".to_string()
    }

    fn place(&self) -> Place {
        Place::Float
    }

    fn context(&self) -> Context {
        Context::Account
    }

    fn route(&self) -> Option<Route> {
        Some(Route::Drafts)
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.drafts = cx.drafts.list().cloned().collect();
        self.move_to(self.at());
        Ok(())
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        match key {
            Key::Esc | Key::F(6) => return Ok(Effect::Close),
            Key::Enter => return self.resume(cx),
            Key::Delete => return self.throw_away(cx),
            Key::Up => self.move_to(self.at().saturating_sub(1)),
            Key::Down => self.move_to(self.at() + 1),
            Key::Ctrl('q') => return Ok(Effect::Pass),
            _ => self.sure = false,
        }
        Ok(Effect::Stay)
    }

    fn wants(&mut self, room: Size) -> Size {
        Size { width: room.width.min(72), height: (self.drafts.len().max(1) as u16).saturating_add(2) }
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let inner = look::boxed(buf, area, "DRAFTS", cx.look.dim());
        if self.drafts.is_empty() {
            look::put(buf, (inner.x, inner.y), inner.width, "nothing is parked", cx.look.dim());
        }
        let rows = usize::from(inner.height);
        let first = self.at().saturating_sub(rows.saturating_sub(1));
        for (row, draft) in self.drafts.iter().enumerate().skip(first).take(rows) {
            let y = inner.y + (row - first) as u16;
            let style = if row == self.at() { cx.look.selected() } else { cx.look.plain() };
            buf.set_style(Rect { y, height: 1, ..inner }, style);
            let at = draft.at.format("%-d %b %H:%M").to_string();
            look::put(buf, (inner.x, y), inner.width.saturating_sub(look::width_of(&at) + 1), &draft.title, style);
            look::right(buf, (inner.x, y), inner.width, &at, style);
        }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("⏎", "resume"), Hint::new("Del", "throw away"), Hint::new("Esc", "back")]
    }
}
