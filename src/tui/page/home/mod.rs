//! Home: Find has the keyboard, the list under it is the aging report of the whole book, the selected account stands
//! beside it. Everything that a ringing phone asks for is one screen.

mod asking;
mod index;
mod keys;
mod list;
mod proof;

use std::collections::HashMap;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::field::edit::Edit;
use super::super::key::Key;
use super::super::look::{self, span};
use super::super::popup::report;
use super::super::route::Route;
use super::super::view::{Command, Context, Effect, Hint, View, hints_of};
use super::part::card;
use super::part::looked::Glass;
use super::part::panel;
use super::verbs::OnAccount;
use crate::book::Hit;
use crate::domain::ids::{AccountId, DebitId};
use crate::error::Result;
use asking::Asking;
use index::Index;
use keys::BINDINGS;
use proof::Proof;

/// From this width on the account stands beside the list.
pub const BESIDE: u16 = 100;
/// Below this the account is a card, and the list a few lines.
const CARD: u16 = 60;

/// Who has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Focus {
    #[default]
    Find,
    List,
}

#[derive(Default)]
pub struct Home {
    focus: Focus,
    find: Edit,
    /// None: the whole report.
    hits: Option<Vec<Hit>>,
    chosen: Option<AccountId>,
    /// Where the chosen account was seen last; looked up again where it is not there any more.
    place: usize,
    /// First row of the window, and its rows at the last drawing.
    top: usize,
    rows: usize,
    names: HashMap<AccountId, (String, String)>,
    glass: Glass,
    proof: Proof,
    /// The cursor is on the proof, below the rows: only where it is not zero.
    on_proof: bool,
    index: Index,
    asking: Asking,
    steps: u64,
}

impl Home {
    fn in_list(&self) -> bool {
        self.focus == Focus::List
    }

    fn length(&self, cx: &Cx) -> usize {
        self.hits.as_ref().map_or(cx.overview.order().len(), Vec::len)
    }

    fn account_at(&self, place: usize, cx: &Cx) -> Option<AccountId> {
        match &self.hits {
            Some(hits) => hits.get(place).map(|hit| hit.account),
            None => cx.overview.order().get(place).copied(),
        }
    }

    fn hit_of(&self, account: AccountId) -> Option<&Hit> {
        self.hits.as_ref()?.iter().find(|hit| hit.account == account)
    }

    /// The invoice by which the chosen account was found: forms take it.
    fn debit(&self) -> Option<DebitId> {
        self.hit_of(self.chosen?)?.debit
    }

    /// The place of the chosen account in what is listed.
    fn chosen_place(&mut self, cx: &Cx) -> Option<usize> {
        let chosen = self.chosen?;
        if self.account_at(self.place, cx) != Some(chosen) {
            self.place = match &self.hits {
                Some(hits) => hits.iter().position(|hit| hit.account == chosen)?,
                None => cx.overview.order().iter().position(|account| *account == chosen)?,
            };
        }
        Some(self.place)
    }

    fn choose(&mut self, place: usize, cx: &Cx) {
        self.place = place;
        self.chosen = self.account_at(place, cx);
        self.glass.turn_to(self.chosen);
    }

    /// Where the chosen account is not listed any more, what took its place is chosen.
    fn choose_near(&mut self, cx: &Cx) {
        if self.chosen_place(cx).is_none() {
            self.choose(self.place.min(self.length(cx).saturating_sub(1)), cx);
        }
    }

    fn move_by(&mut self, rows: isize, cx: &Cx) {
        let last = self.length(cx).saturating_sub(1);
        let here = self.chosen_place(cx);
        let there = here.map_or(0, |here| here.saturating_add_signed(rows).min(last));
        self.choose(there, cx);
    }

    /// Moves the window so that the chosen row is in it.
    fn show_chosen(&mut self, cx: &Cx) {
        let length = self.length(cx);
        self.choose_near(cx);
        let rows = self.rows.max(1);
        self.top = self.top.min(self.place).max((self.place + 1).saturating_sub(rows));
        self.top = self.top.min(length.saturating_sub(rows));
    }

    /// What was typed is looked for, and the best hit chosen.
    fn search(&mut self, cx: &mut Cx) -> Result<()> {
        let query = self.find.text().trim().to_string();
        self.hits = match query.is_empty() {
            true => None,
            false => Some(cx.overview.find(&cx.book, &query)?),
        };
        if self.hits.is_some() || self.chosen.is_none() {
            self.choose(0, cx);
        }
        self.top = 0;
        Ok(())
    }

    /// Follows to the account that was looked at last on another page.
    fn follow(&mut self, cx: &Cx) {
        if self.steps != cx.trail.steps() {
            self.steps = cx.trail.steps();
            self.chosen = cx.trail.recent().first().copied().or(self.chosen);
            self.glass.turn_to(self.chosen);
        }
    }

    fn nothing(&self, cx: &Cx) -> Vec<String> {
        match (&self.hits, cx.overview.accounts()) {
            (Some(_), _) => vec![
                format!("nothing is known of “{}”", self.find.text().trim()),
                "a name, phone number, invoice, check or amount finds its account".to_string(),
            ],
            (None, 0) => vec![
                "the book is empty".to_string(),
                "Ctrl-O brings in customers and open invoices from a file".to_string(),
            ],
            (None, _) => vec![
                "nobody owes anything".to_string(),
                "Ctrl-O brings in open invoices from a file; Find finds everybody".to_string(),
            ],
        }
    }

    /// Where nothing is listed there is nothing to open, to call or to pay.
    fn hints_of_nothing(&self) -> Vec<Hint> {
        let away = match (self.in_list(), self.find.is_empty()) {
            (true, _) => Hint::new("Tab", "find"),
            (false, true) => Hint::new("Ctrl-O", "bring in a file"),
            (false, false) => Hint::new("Esc", "clear"),
        };
        vec![away]
    }

    /// The account beside or over the list.
    fn draw_account(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let picked = self.debit();
        match self.glass.look(cx) {
            Some(Ok(looked)) => panel::draw(frame, area, looked, picked, cx),
            Some(Err(said)) => panel::trouble(frame, area, &said.clone(), cx),
            None => {}
        }
    }

    /// Three lines on the chosen account.
    fn draw_account_head(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        match self.glass.look(cx) {
            Some(Ok(looked)) => {
                look::lines(frame.buffer_mut(), area, &card::head(looked, (cx.look, area.width)));
            }
            Some(Err(said)) => panel::trouble(frame, area, &said.clone(), cx),
            None => {}
        }
    }

    /// Balance card: who, how much, what to say; then as much of the list as there is room for.
    fn draw_card(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let ink = (cx.look, area.width);
        let lines: Vec<Line> = match self.glass.look(cx) {
            Some(Ok(looked)) => {
                let mut lines = card::who(looked, ink);
                lines.extend(card::contact(looked, ink));
                lines.extend(card::sentence(looked, usize::from(area.height.saturating_sub(7)).clamp(2, 4), ink));
                lines
            }
            Some(Err(said)) => vec![Line::from(span(format!(" ✗ {said}"), cx.look.alert()))],
            None => Vec::new(),
        };
        let height = (lines.len() as u16).min(area.height);
        look::lines(frame.buffer_mut(), area, &lines);
        let rest = Rect { y: area.y + height + 1, height: area.height.saturating_sub(height + 1), ..area };
        if rest.height >= 2 {
            look::rule(frame.buffer_mut(), Rect { y: rest.y - 1, height: 1, ..area }, cx.look.dim());
            self.draw_list(frame, rest, cx);
        }
    }
}

/// The list's part and the account's, where they stand side by side.
pub fn side_by_side(area: Rect) -> (Rect, Rect) {
    // The list is given what the panel can spare: names are what one looks for.
    let panel = (area.width * 3 / 10).clamp(36, 64);
    let left = area.width - panel - 1;
    (Rect { width: left, ..area }, Rect { x: area.x + left + 1, width: panel, ..area })
}

/// What a docked form leaves of an area.
pub fn above(area: Rect, docked: Option<Rect>) -> Rect {
    match docked.filter(|docked| docked.intersects(area)) {
        Some(docked) => Rect { height: docked.y.saturating_sub(area.y).min(area.height), ..area },
        None => area,
    }
}

impl View for Home {
    fn title(&self) -> String {
        "Find and aging".to_string()
    }

    fn context(&self) -> Context {
        match self.focus {
            Focus::Find => Context::Find,
            Focus::List => Context::Account,
        }
    }

    fn route(&self) -> Option<Route> {
        Some(Route::Home)
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        cx.overview.refresh(&cx.book, cx.aging())?;
        let query = self.find.text().trim().to_string();
        if !query.is_empty() {
            self.hits = Some(cx.overview.find(&cx.book, &query)?);
        }
        self.names.clear();
        self.glass.wipe();
        self.choose_near(cx);
        Ok(())
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        self.follow(cx);
        match self.focus {
            Focus::Find => self.find_key(key, cx),
            Focus::List => self.list_key(key, cx),
        }
    }

    fn paste(&mut self, text: &str, cx: &mut Cx) -> Result<Effect> {
        self.focus = Focus::Find;
        self.find.insert(text);
        self.search(cx)?;
        Ok(Effect::Stay)
    }

    fn tick(&mut self, cx: &mut Cx) -> Result<(bool, Effect)> {
        if let Some(job) = self.index.tick(cx)? {
            return Ok((false, Effect::Run(job)));
        }
        if cx.overview.has_search() {
            cx.calls.prepare(&cx.book)?;
            if let Some(job) = cx.calls.tick(&cx.book, cx.today)? {
                return Ok((false, Effect::Run(job)));
            }
        }
        match self.tick_report(cx)? {
            (changed, Effect::Stay) => self.proof.tick(cx).map(|(proved, effect)| (changed || proved, effect)),
            answer => Ok(answer),
        }
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.follow(cx);
        self.choose_near(cx);
        if area.width >= BESIDE {
            let (left, right) = side_by_side(area);
            look::column_rule(frame.buffer_mut(), left.right(), area, cx.look.dim());
            self.draw_list(frame, above(left, cx.docked), cx);
            self.draw_account(frame, right, cx);
        } else if area.width >= CARD {
            let rest = Rect { y: area.y + 4, height: area.height.saturating_sub(4), ..area };
            self.draw_account_head(frame, Rect { height: 3.min(area.height), ..area }, cx);
            look::rule(frame.buffer_mut(), Rect { y: area.y + 3, height: 1, ..area }, cx.look.dim());
            self.draw_list(frame, above(rest, cx.docked), cx);
        } else {
            self.draw_card(frame, area, cx);
        }
    }

    fn draw_head(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let focused = self.focus == Focus::Find && cx.docked.is_none();
        if self.find.is_empty() {
            let hint = "name, phone, invoice, check or amount";
            look::put(frame.buffer_mut(), (area.x + 1, area.y), area.width.saturating_sub(1), hint, cx.look.dim());
        }
        let style = if focused { cx.look.strong() } else { cx.look.plain() };
        self.find.draw(frame, area, style, focused);
    }

    fn dock(&self, body: Rect, rows: u16) -> Rect {
        let place = match body.width >= BESIDE {
            true => side_by_side(body).0,
            false => body,
        };
        let rows = rows.min(place.height.saturating_sub(3).max(place.height.min(4)));
        Rect { y: place.bottom() - rows, height: rows, ..place }
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = match self.chosen {
            Some(_) => hints_of(BINDINGS, self.context()),
            None => self.hints_of_nothing(),
        };
        if self.chosen.is_some() {
            hints.extend(hints_of(Home::TALK, self.context()));
        }
        let today = if self.in_list() { "t" } else { "F8" };
        hints.push(Hint::new(today, "today"));
        hints
    }

    fn commands(&self) -> Vec<Command> {
        self.verbs()
    }

    fn run(&mut self, name: &str, cx: &mut Cx) -> Result<Effect> {
        self.follow(cx);
        if name == report::READ {
            return self.read_report(cx);
        }
        self.verb_named(name, cx)
    }
}
