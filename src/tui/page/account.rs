//! One account on the whole screen: its open items and its history at full width, its card and agreements beside them.
//! Letters are verbs here, and forms take the picked item.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::key::Key;
use super::super::look::{self, span, width_of};
use super::super::presence;
use super::super::route::Route;
use super::super::view::{Binding, Command, Context, Effect, Hint, View, hints_of};
use super::home::{BESIDE, above, side_by_side};
use super::part::items::Ink;
use super::part::looked::{Glass, Looked};
use super::part::{aged, card, history, panel};
use super::verbs::OnAccount;
use crate::book::Event;
use crate::domain::ids::{AccountId, CreditId, DebitId, EntryId};
use crate::error::Result;

pub struct Account {
    account: AccountId,
    name: String,
    /// The line that forms take: the item by which the account was found, or the one that was picked.
    picked: Option<Picked>,
    /// First event of the history that is shown, and rows of it at the last drawing.
    scroll: usize,
    rows: usize,
    glass: Glass,
    place: Option<(usize, usize)>,
}

/// The line that the cursor is on, by what it is and never by where: it stays there whatever the book does.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Picked {
    Debit(DebitId),
    Credit(CreditId),
    /// A line of the history.
    Event(EntryId, &'static str, Option<DebitId>, Option<CreditId>),
}

impl Picked {
    fn of(event: &Event) -> Picked {
        Picked::Event(event.entry, event.kind, event.debit, event.credit)
    }

    /// The debit and the credit that it is about.
    fn items(&self) -> (Option<DebitId>, Option<CreditId>) {
        match self {
            Picked::Debit(debit) => (Some(*debit), None),
            Picked::Credit(credit) => (None, Some(*credit)),
            Picked::Event(_, _, debit, credit) => (*debit, *credit),
        }
    }
}

/// Every line that can be picked, from the top: open items, unapplied credit, history.
fn lines_of(looked: &Looked) -> Vec<Picked> {
    let debits = looked.standing.debits.iter().map(|debit| Picked::Debit(debit.id));
    let credits = looked.standing.credits.iter().map(|credit| Picked::Credit(credit.id));
    debits.chain(credits).chain(looked.events.iter().map(Picked::of)).collect()
}

const BINDINGS: &[Binding<Account>] = &[
    Binding {
        name: "pick-next",
        keys: &[Key::Down],
        label: "",
        help: "Pick the next line, for the forms to take",
        run: |page, cx| Ok(page.pick(1, cx)),
    },
    Binding {
        name: "pick-previous",
        keys: &[Key::Up],
        label: "",
        help: "Pick the previous line",
        run: |page, cx| Ok(page.pick(-1, cx)),
    },
    Binding {
        name: "to-history",
        keys: &[Key::Tab, Key::BackTab],
        label: "",
        help: "Move between the open items and the history",
        run: |page, cx| Ok(page.cross(cx)),
    },
    Binding {
        name: "older",
        keys: &[Key::PageDown],
        label: "",
        help: "Older history",
        run: |page, cx| Ok(page.scroll_by(1, cx)),
    },
    Binding {
        name: "newer",
        keys: &[Key::PageUp],
        label: "",
        help: "Newer history",
        run: |page, cx| Ok(page.scroll_by(-1, cx)),
    },
];

impl Account {
    pub fn new(account: AccountId, debit: Option<DebitId>) -> Account {
        let mut glass = Glass::default();
        glass.turn_to(Some(account));
        let picked = debit.map(Picked::Debit);
        Account { account, name: String::new(), picked, scroll: 0, rows: 0, glass, place: None }
    }

    fn items(&self) -> (Option<DebitId>, Option<CreditId>) {
        self.picked.as_ref().map_or((None, None), Picked::items)
    }

    /// Remembers that this account was looked at, and what the head says of it.
    fn arrive(&mut self, cx: &mut Cx) {
        cx.trail.look_at(self.account);
        self.place = cx.trail.place_of(self.account);
        if let Some(Ok(looked)) = self.glass.look(cx) {
            self.name = looked.standing.account.name().to_string();
        }
    }

    fn pick(&mut self, step: isize, cx: &Cx) -> Effect {
        let Some(Ok(looked)) = self.glass.look(cx) else { return Effect::Stay };
        let lines = lines_of(looked);
        let here = self.picked.as_ref().and_then(|picked| lines.iter().position(|line| line == picked));
        self.picked = match (here, step) {
            (None, step) if step > 0 => lines.first().cloned(),
            // Above the first line none is picked: forms then take the whole account.
            (Some(0), step) if step < 0 => None,
            (Some(here), step) => {
                let there = here.saturating_add_signed(step).min(lines.len().saturating_sub(1));
                lines.get(there).cloned()
            }
            (None, _) => None,
        };
        self.follow_pick(cx);
        Effect::Stay
    }

    /// To the history, at the newest line that is shown; and back to the items.
    fn cross(&mut self, cx: &Cx) -> Effect {
        let Some(Ok(looked)) = self.glass.look(cx) else { return Effect::Stay };
        self.picked = match self.picked {
            Some(Picked::Event(..)) => lines_of(looked).into_iter().next(),
            _ => looked.events.get(self.scroll).map(Picked::of),
        };
        self.follow_pick(cx);
        Effect::Stay
    }

    /// The place of the picked line in the history.
    fn picked_event(picked: Option<&Picked>, looked: &Looked) -> Option<usize> {
        let picked = picked.filter(|picked| matches!(picked, Picked::Event(..)))?;
        looked.events.iter().position(|event| Picked::of(event) == *picked)
    }

    /// Scrolls the history so that the picked line is in it.
    fn follow_pick(&mut self, cx: &Cx) {
        let Some(Ok(looked)) = self.glass.look(cx) else { return };
        let Some(at) = Account::picked_event(self.picked.as_ref(), looked) else { return };
        self.scroll = self.scroll.min(at).max((at + 1).saturating_sub(self.rows.max(2) / 2));
    }

    fn scroll_by(&mut self, pages: isize, cx: &Cx) -> Effect {
        let events = match self.glass.look(cx) {
            Some(Ok(looked)) => looked.events.len(),
            _ => 0,
        };
        let step = pages * (self.rows.max(2) as isize - 1);
        self.scroll = self.scroll.saturating_add_signed(step).min(events.saturating_sub(1));
        Effect::Stay
    }
}

/// Fewer rows of history than this beside a docked form, and the history stands in the card's column as well.
const LEAST_HISTORY: usize = 8;

impl OnAccount for Account {
    const OWN: &'static [Binding<Account>] = BINDINGS;

    fn account(&self) -> Option<AccountId> {
        Some(self.account)
    }

    fn form(&mut self, name: &'static str, _cx: &mut Cx) -> Result<Effect> {
        let (debit, credit) = self.items();
        Ok(Effect::Go(Route::Form { name, account: self.account, debit, credit }))
    }

    fn glass(&mut self) -> &mut Glass {
        &mut self.glass
    }

    fn go_beside(&mut self, places: isize, cx: &mut Cx) -> Result<Effect> {
        let Some(account) = cx.trail.beside(self.account, places) else {
            let end = if places > 0 { "last" } else { "first" };
            return Ok(Effect::Say(format!("this is the {end} account of the list")));
        };
        (self.account, self.picked, self.scroll) = (account, None, 0);
        self.glass.turn_to(Some(account));
        self.arrive(cx);
        Ok(Effect::Stay)
    }
}

/// Open items as they are needed, the history in what remains.
struct Body<'a> {
    looked: &'a Looked,
    picked: Option<&'a Picked>,
    scroll: usize,
    /// Headings of the aging stand over it.
    aging: bool,
}

impl Body<'_> {
    /// Draws and says how many rows the history had.
    fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) -> usize {
        let (picked, credit) = match self.picked {
            Some(Picked::Debit(debit)) => (Some(*debit), None),
            Some(Picked::Credit(credit)) => (None, Some(*credit)),
            _ => (None, None),
        };
        let ink = Ink { look: cx.look, today: cx.today, width: area.width, picked, credit };
        let rows = usize::from(area.height);
        let mut lines: Vec<Line> = Vec::new();
        if self.aging {
            lines.extend(aged::lines(&self.looked.standing.figures, &cx.aging(), cx.look, area.width));
            lines.push(Line::default());
        }
        let keeps = (rows.saturating_sub(lines.len()) / 2).min(self.looked.events.len() + 2);
        let room = rows.saturating_sub(lines.len() + keeps).max(3);
        lines.extend(panel::open(self.looked, room, ink));
        let mut history_rows = 0;
        if lines.len() + 2 < rows {
            lines.push(Line::default());
            lines.push(self.history_heading(cx));
            history_rows = rows - lines.len();
            let ink = (cx.look, area.width);
            let picked = Account::picked_event(self.picked, self.looked);
            let window = history::Window { events: &self.looked.events, from: self.scroll, picked };
            lines.extend(history::lines(window, history_rows, cx.today, ink));
        }
        look::lines(frame.buffer_mut(), area, &lines);
        history_rows
    }

    fn history_heading(&self, cx: &Cx) -> Line<'static> {
        let newer = match self.scroll {
            0 => String::new(),
            newer => format!("  {newer} newer above · PgUp"),
        };
        let empty = if self.looked.events.is_empty() { "  nothing has happened yet" } else { "" };
        Line::from(vec![span(" HISTORY", cx.look.heading()), span(format!("{newer}{empty}"), cx.look.dim())])
    }
}

/// The card beside the items: who, what to say, agreements, everybody to ask for; the history while a form is docked.
fn side(looked: &Looked, (rows, width): (usize, u16), with_history: bool, cx: &Cx) -> Vec<Line<'static>> {
    let ink = (cx.look, width);
    let mut lines = card::who(looked, ink);
    lines.extend(card::flags(looked, ink));
    lines.extend(card::pinned(looked, ink));
    lines.push(Line::default());
    lines.extend(card::sentence(looked, 7, ink));
    let agreed = panel::agreements(looked, cx.today, ink);
    if !agreed.is_empty() {
        lines.push(Line::default());
        lines.extend(agreed);
    }
    if with_history {
        lines.push(Line::default());
        lines.push(panel::heading("HISTORY", cx.look));
        let left = rows.saturating_sub(lines.len());
        lines.extend(history::lines(history::Window::newest(&looked.events), left, cx.today, ink));
        return lines;
    }
    if looked.parent.is_some() || looked.group.is_some() {
        lines.push(Line::default());
        lines.extend(card::kin(looked, ink));
        lines.extend(card::members(looked, 6, ink));
    }
    if !looked.contacts.is_empty() {
        lines.push(Line::default());
        lines.push(panel::heading("ASK FOR", cx.look));
        looked.contacts.iter().take(6).for_each(|contact| lines.extend(card::everything_of(contact, ink)));
    }
    let note = &looked.standing.account.details.note;
    if note.contains('\n') || look::width_of(note) + 7 > width {
        lines.push(Line::default());
        lines.push(panel::heading("NOTE", cx.look));
        let note = look::wrap(note, width.saturating_sub(3));
        lines.extend(note.into_iter().map(|line| Line::from(span(format!("  {line}"), cx.look.plain()))));
    }
    lines
}

impl View for Account {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn context(&self) -> Context {
        Context::Account
    }

    fn seat(&self) -> Option<(AccountId, &'static str)> {
        Some((self.account, ""))
    }

    fn route(&self) -> Option<Route> {
        Some(Route::Account { account: self.account, debit: self.items().0 })
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.glass.wipe();
        // Another desk may have found that it is the same customer as another.
        let kept = cx.book.kept_of(self.account)?;
        if kept != self.account {
            (self.account, self.picked, self.scroll) = (kept, None, 0);
            self.glass.turn_to(Some(kept));
            self.name.clear();
        }
        if cx.trail.recent().first() != Some(&self.account) || self.name.is_empty() {
            self.arrive(cx);
        }
        if let Some(Ok(looked)) = self.glass.look(cx) {
            let lines = lines_of(looked);
            self.picked = self.picked.take().filter(|picked| lines.contains(picked));
        }
        Ok(())
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        match key {
            Key::Esc => Ok(Effect::Close),
            key => self.verb_key(key, cx),
        }
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let (picked, scroll) = (self.picked.clone(), self.scroll);
        let picked = picked.as_ref();
        let looked = match self.glass.look(cx) {
            Some(Ok(looked)) => looked,
            Some(Err(said)) => return panel::trouble(frame, area, &said.clone(), cx),
            None => return,
        };
        let body = |aging| Body { looked, picked, scroll, aging };
        self.rows = if area.width >= BESIDE {
            let (left, right) = side_by_side(area);
            look::column_rule(frame.buffer_mut(), left.right(), area, cx.look.dim());
            let left = Rect { width: left.width - 1, ..left };
            let history_rows = body(true).draw(frame, above(left, cx.docked), cx);
            let hidden = cx.docked.is_some() && history_rows < LEAST_HISTORY;
            let lines = side(looked, (usize::from(right.height), right.width), hidden, cx);
            look::lines(frame.buffer_mut(), right, &lines);
            history_rows
        } else {
            let mut head = card::head(looked, (cx.look, area.width));
            head.extend(card::holds(looked, (cx.look, area.width)));
            head.extend(card::pinned(looked, (cx.look, area.width)));
            look::lines(frame.buffer_mut(), area, &head);
            let rule = Rect { y: area.y + head.len() as u16, height: 1, ..area };
            look::rule(frame.buffer_mut(), rule, cx.look.dim());
            let height = area.height.saturating_sub(head.len() as u16 + 1);
            let rest = Rect { y: rule.y + 1, height, width: area.width - 1, ..area };
            body(area.height >= 24).draw(frame, above(rest, cx.docked), cx)
        };
    }

    fn draw_head(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let mut used = look::put(frame.buffer_mut(), (area.x, area.y), area.width, &self.name, cx.look.strong());
        if let Some((place, of)) = self.place.filter(|_| area.width > used + 12) {
            let text = format!("{place} of {of}");
            used += 2;
            used += look::put(frame.buffer_mut(), (area.x + used, area.y), area.width - used, &text, cx.look.dim());
        }
        let here = [presence::words(self.account, cx), presence::short(self.account, cx)];
        let room = area.width.saturating_sub(used + 2);
        if let Some(said) = here.iter().flatten().find(|said| width_of(said) <= room).or(here[1].as_ref()) {
            look::put(frame.buffer_mut(), (area.x + used + 2, area.y), room, said, cx.look.alert());
        }
    }

    fn dock(&self, body: Rect, rows: u16) -> Rect {
        let place = if body.width >= BESIDE { side_by_side(body).0 } else { body };
        let rows = rows.min(place.height.saturating_sub(3).max(place.height.min(4)));
        Rect { y: place.bottom() - rows, height: rows, ..place }
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = hints_of(Account::TALK, Context::Account);
        hints.push(Hint::new("/", "find"));
        hints.extend(hints_of(Account::CARE, Context::Account));
        hints.extend(hints_of(Account::MONEY, Context::Account));
        hints.extend(hints_of(Account::ASIDE, Context::Account));
        hints.push(Hint::new("t", "today"));
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
