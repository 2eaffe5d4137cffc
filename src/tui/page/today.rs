//! Today: whom to call, most urgent first, and why each is on the list; what can wait says what it waits for.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::key::Key;
use super::super::look::{self, span, width_of};
use super::super::route::Route;
use super::super::view::{Binding, Command, Context, Effect, Hint, View, hints_of};
use super::home::{BESIDE, above, side_by_side};
use super::part::looked::Glass;
use super::part::spread::{flush, pad, spread};
use super::part::{card, panel};
use super::verbs::OnAccount;
use crate::book::Row;
use crate::domain::calendar::spoken;
use crate::domain::ids::AccountId;
use crate::error::Result;

#[derive(Default)]
pub struct Today {
    rows: Vec<Row>,
    chosen: Option<AccountId>,
    top: usize,
    height: usize,
    steps: u64,
    glass: Glass,
}

const BINDINGS: &[Binding<Today>] = &[Binding {
    name: "open-account",
    keys: &[Key::Enter],
    label: "open",
    help: "Open the selected account",
    run: |today, cx| Ok(today.open(cx)),
}];

impl Today {
    fn place(&self) -> usize {
        self.rows.iter().position(|row| Some(row.account) == self.chosen).unwrap_or(0)
    }

    fn choose(&mut self, place: usize) {
        let place = place.min(self.rows.len().saturating_sub(1));
        self.chosen = self.rows.get(place).map(|row| row.account);
        self.glass.turn_to(self.chosen);
    }

    fn open(&mut self, cx: &mut Cx) -> Effect {
        let Some(account) = self.chosen else { return Effect::Say("there is nobody to call".to_string()) };
        cx.trail.come_from(self.rows.iter().map(|row| row.account).collect());
        Effect::Go(Route::Account { account, debit: None })
    }

    /// After an account was stepped through on its page, the list stands on the last one, if it is listed.
    fn follow(&mut self, cx: &Cx) {
        if self.steps != cx.trail.steps() {
            self.steps = cx.trail.steps();
            let last = cx.trail.recent().first();
            if let Some(place) = self.rows.iter().position(|row| Some(&row.account) == last) {
                self.choose(place);
            }
        }
    }

    fn title_line(&self, width: u16, cx: &Cx) -> Line<'static> {
        let waiting = self.rows.iter().filter(|row| !row.to_call).count();
        let to_call = self.rows.len() - waiting;
        let waits = if waiting > 0 { format!(" · {waiting} waiting") } else { String::new() };
        let left =
            vec![span(" TODAY", cx.look.heading()), span(format!("  {}", spoken(cx.today, cx.today)), cx.look.dim())];
        spread(left, vec![span(format!("{to_call} to call{waits} "), cx.look.dim())], width)
    }

    /// Score, name, what is late; the reasons beside them, or under them where that leaves little room.
    fn row_lines(&self, row: &Row, widths: (u16, u16), width: u16, cx: &Cx) -> Vec<Line<'static>> {
        let look = cx.look;
        let chosen = Some(row.account) == self.chosen;
        let base = if chosen { look.selected() } else { look.plain() };
        let quiet = if chosen { base } else { look.dim() };
        let score = if !row.to_call { "–".to_string() } else { row.score.to_string() };
        let (name, amount) = widths;
        let mut pieces = vec![
            span(if chosen { "▌" } else { " " }, if chosen { base } else { look.focus() }),
            span(flush(&score, 4), quiet),
            span(format!("  {}", pad(&row.name, name)), base),
            span(format!("  {}  ", flush(&look.figure(row.past_due), amount)), base),
        ];
        let room = width.saturating_sub(11 + name + amount);
        let (first, more) =
            if room >= BESIDE_FROM { (reasons(row), None) } else { (row.code.clone(), Some(reasons(row))) };
        pieces.push(span(pad(&first, room), quiet));
        let mut lines = vec![Line::from(pieces)];
        if let Some(more) = more {
            let text = pad(&format!("       {more}"), width.saturating_sub(1));
            lines.push(Line::from(vec![span(if chosen { "▌" } else { " " }, base), span(text, quiet)]));
        }
        lines
    }

    fn draw_rows(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        look::lines(frame.buffer_mut(), area, &[self.title_line(area.width, cx)]);
        let rows = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        self.height = usize::from(rows.height);
        if self.rows.is_empty() {
            let said = [Line::from(span("  nobody is to be called today", cx.look.dim()))];
            look::lines(frame.buffer_mut(), rows, &said);
            return;
        }
        let widest = |rows: &[Row]| rows.iter().map(|row| width_of(&cx.look.figure(row.past_due))).max().unwrap_or(0);
        let place = self.place();
        let name = if area.width >= 70 { 30 } else { 22 };
        let near = self.rows.get(self.top.min(place)..).unwrap_or_default();
        let amount = widest(near.get(..near.len().min(self.height.max(1))).unwrap_or_default()).max(9);
        let each = if area.width.saturating_sub(11 + name + amount) >= BESIDE_FROM { 1 } else { 2 };
        self.height = (self.height / each).max(1);
        self.top = self.top.min(place).max((place + 1).saturating_sub(self.height));
        let window = self.rows.iter().skip(self.top).take(self.height);
        let lines: Vec<Line> = window.flat_map(|row| self.row_lines(row, (name, amount), area.width, cx)).collect();
        look::lines(frame.buffer_mut(), rows, &lines);
    }
}

/// From this room on the reasons stand beside the amount.
const BESIDE_FROM: u16 = 56;

/// `promise of 500.00 broken yesterday · follow-up due`, or what it waits for.
fn reasons(row: &Row) -> String {
    let mut said: Vec<String> = match &row.waiting {
        Some(waiting) if !row.to_call => vec![format!("waiting: {}", waiting.text)],
        _ => row.reasons.iter().map(|reason| reason.text.clone()).collect(),
    };
    said.retain(|text| !text.is_empty());
    said.join(" · ")
}

impl OnAccount for Today {
    const OWN: &'static [Binding<Today>] = BINDINGS;

    fn account(&self) -> Option<AccountId> {
        self.chosen
    }

    fn form(&mut self, name: &'static str, _cx: &mut Cx) -> Result<Effect> {
        Ok(match self.chosen {
            Some(account) => Effect::Go(Route::Form { name, account, debit: None, credit: None }),
            None => Effect::Say("there is nobody to call".to_string()),
        })
    }

    fn glass(&mut self) -> &mut Glass {
        &mut self.glass
    }

    fn go_beside(&mut self, places: isize, _cx: &mut Cx) -> Result<Effect> {
        self.choose(self.place().saturating_add_signed(places));
        Ok(Effect::Stay)
    }
}

impl View for Today {
    fn title(&self) -> String {
        "Today".to_string()
    }

    fn context(&self) -> Context {
        Context::Account
    }

    fn route(&self) -> Option<Route> {
        Some(Route::Today)
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        let before = self.place();
        let list = cx.book.worklist(cx.today)?;
        self.rows = list.calls;
        self.rows.extend(list.waiting);
        self.glass.wipe();
        // The selection stays on its account; where that is done with, on what took its place.
        if !self.rows.iter().any(|row| Some(row.account) == self.chosen) {
            self.choose(before);
        }
        Ok(())
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        self.follow(cx);
        let (place, page) = (self.place(), self.height.max(2) - 1);
        match key {
            Key::Esc => return Ok(Effect::Close),
            Key::Up => self.choose(place.saturating_sub(1)),
            Key::Down => self.choose(place + 1),
            Key::PageUp => self.choose(place.saturating_sub(page)),
            Key::PageDown => self.choose(place + page),
            Key::Home => self.choose(0),
            Key::End => self.choose(usize::MAX),
            key => return self.verb_key(key, cx),
        }
        Ok(Effect::Stay)
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.follow(cx);
        let list = if area.width >= BESIDE {
            let (left, right) = side_by_side(area);
            look::column_rule(frame.buffer_mut(), left.right(), area, cx.look.dim());
            match self.glass.look(cx) {
                Some(Ok(looked)) => panel::draw(frame, right, looked, None, cx),
                Some(Err(said)) => panel::trouble(frame, right, &said.clone(), cx),
                None => {}
            }
            left
        } else {
            if let Some(Ok(looked)) = self.glass.look(cx) {
                look::lines(frame.buffer_mut(), area, &card::head(looked, (cx.look, area.width)));
            }
            look::rule(frame.buffer_mut(), Rect { y: area.y + 3, height: 1, ..area }, cx.look.dim());
            Rect { y: area.y + 4, height: area.height.saturating_sub(4), ..area }
        };
        self.draw_rows(frame, above(list, cx.docked), cx);
    }

    fn dock(&self, body: Rect, rows: u16) -> Rect {
        let place = if body.width >= BESIDE { side_by_side(body).0 } else { body };
        let rows = rows.min(place.height.saturating_sub(3).max(place.height.min(4)));
        Rect { y: place.bottom() - rows, height: rows, ..place }
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = hints_of(BINDINGS, Context::Account);
        hints.extend(hints_of(Today::TALK, Context::Account));
        hints.push(Hint::new("Esc", "back"));
        hints
    }

    fn commands(&self) -> Vec<Command> {
        self.verbs()
    }

    fn run(&mut self, name: &str, cx: &mut Cx) -> Result<Effect> {
        self.verb_named(name, cx)
    }
}
