//! The parked drafts: Enter takes one up again, Delete throws one away.

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::super::cx::Cx;
use super::super::drafts::Draft;
use super::super::form::{FormView, began};
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
    /// Of each, what was entered at its account since it was left: `since then: payment, check 5588 300.00 (tom)`.
    since: Vec<String>,
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

    /// The first draft to draw, so that the chosen one is seen whole.
    fn first_shown(&self, height: u16) -> usize {
        let rows = |place: usize| 1 + usize::from(!self.since[place].is_empty());
        let (mut first, mut used) = (self.at(), 0);
        for place in (0..=self.at().min(self.drafts.len().saturating_sub(1))).rev() {
            used += self.drafts.get(place).map_or(0, |_| rows(place));
            if used > usize::from(height) {
                break;
            }
            first = place;
        }
        first
    }

    /// Draws one draft at the top of an area, and tells the row after it.
    fn draw_draft(&self, frame: &mut Frame, area: Rect, place: usize, cx: &Cx) -> u16 {
        let (draft, since) = (&self.drafts[place], &self.since[place]);
        let buf = frame.buffer_mut();
        let style = if place == self.at() { cx.look.selected() } else { cx.look.plain() };
        buf.set_style(Rect { height: 1, ..area }, style);
        let at = draft.at.format("%-d %b %H:%M").to_string();
        look::put(buf, (area.x, area.y), area.width.saturating_sub(look::width_of(&at) + 1), &draft.title, style);
        look::right(buf, (area.x, area.y), area.width, &at, style);
        if since.is_empty() || area.height < 2 {
            return area.y + 1;
        }
        look::put(buf, (area.x + 2, area.y + 1), area.width.saturating_sub(2), since, cx.look.dim());
        area.y + 2
    }

    fn resume(&self, cx: &mut Cx) -> Result<Effect> {
        let Some(draft) = self.drafts.get(self.at()) else { return Ok(Effect::Stay) };
        let account = draft.account.ok_or_else(|| Error::not_found("no_account", "the draft names no account"))?;
        let (debit, credit) = began(draft);
        let form = form(&draft.form, Seed { account, debit, credit }, cx)?;
        let view = FormView::resume(form, draft, cx)?;
        let open = Effect::Open(Box::new(view));
        Ok(Effect::Then(Box::new(match since(draft, cx)? {
            said if said.is_empty() => open,
            said => Effect::Each(vec![open, Effect::Say(said)]),
        })))
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

/// What was entered at a draft's account since it was left, newest first; nothing where that is not known.
fn since(draft: &Draft, cx: &Cx) -> Result<String> {
    let (Some(account), Some(seen)) = (draft.account, draft.seen) else { return Ok(String::new()) };
    let changes = cx.book.changes_since(account, seen)?;
    let told: Vec<String> = changes.iter().rev().map(|change| format!("{} ({})", change.text, change.by)).collect();
    Ok(if told.is_empty() { String::new() } else { format!("since then: {}", told.join("; ")) })
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
        self.since = self.drafts.iter().map(|draft| since(draft, cx)).collect::<Result<_>>()?;
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
        let changed = self.since.iter().filter(|said| !said.is_empty()).count();
        Size { width: room.width.min(72), height: ((self.drafts.len() + changed).max(1) as u16).saturating_add(2) }
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let inner = look::boxed(buf, area, "DRAFTS", cx.look.dim());
        if self.drafts.is_empty() {
            look::put(buf, (inner.x, inner.y), inner.width, "nothing is parked", cx.look.dim());
        }
        let mut y = inner.y;
        for place in self.first_shown(inner.height)..self.drafts.len() {
            if y >= inner.bottom() {
                break;
            }
            y = self.draw_draft(frame, Rect { y, height: inner.bottom() - y, ..inner }, place, cx);
        }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("⏎", "resume"), Hint::new("Del", "throw away"), Hint::new("Esc", "back")]
    }
}
