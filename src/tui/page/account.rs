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
use super::part::agreed::{self, Agreed};
use super::part::items::Ink;
use super::part::looked::{Glass, Looked};
use super::part::{aged, card, history, panel};
use super::requests;
use super::verbs::OnAccount;
use crate::book::Event;
use crate::domain::ids::{AccountId, CreditId, DebitId, EntryId};
use crate::domain::sentence::{Fact, keyed};
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
    Agreed(Agreed),
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
            Picked::Agreed(agreed) => (agreed.debit(), None),
            Picked::Event(_, _, debit, credit) => (*debit, *credit),
        }
    }
}

/// Every line that can be picked, from the top: open items, unapplied credit, what was agreed, history.
fn lines_of(looked: &Looked, cx: &Cx) -> Vec<Picked> {
    let debits = looked.standing.debits.iter().map(|debit| Picked::Debit(debit.id));
    let credits = looked.standing.credits.iter().map(|credit| Picked::Credit(credit.id));
    let agreed = agreed::all(looked, agreed::Ink { look: cx.look, today: cx.today, width: 0 });
    let agreed = agreed.into_iter().map(Picked::Agreed);
    debits.chain(credits).chain(agreed).chain(looked.events.iter().map(Picked::of)).collect()
}

/// The line that a fact of the sentence is told from.
fn line_of(fact: &Fact, looked: &Looked, lines: &[Picked]) -> Option<Picked> {
    let standing = &looked.standing;
    let event = |told: &dyn Fn(&Event) -> bool| looked.events.iter().find(|event| told(event)).map(Picked::of);
    let agreed = |wanted: &dyn Fn(&Agreed) -> bool| {
        lines.iter().find(|line| matches!(line, Picked::Agreed(one) if wanted(one))).cloned()
    };
    match fact {
        Fact::Item(number) => {
            let found = standing.debits.iter().find(|debit| debit.number == *number);
            found.map(|debit| Picked::Debit(debit.id))
        }
        Fact::OnAccount => standing.credits.first().map(|credit| Picked::Credit(credit.id)),
        Fact::Disputed => agreed(&|one| matches!(one, Agreed::Dispute(..))),
        Fact::Plan => agreed(&|one| matches!(one, Agreed::Plan(_))),
        Fact::Promise(promise) => agreed(&|one| *one == Agreed::Promise(*promise)),
        Fact::Hold => event(&|event| event.kind == "hold"),
        Fact::LastPayment => {
            let (date, amount, _) = standing.last_payment.as_ref()?;
            let amount = amount.negated();
            event(&|event| event.kind == "payment" && event.at.date() == *date && event.amount == Some(amount))
        }
    }
}

const BINDINGS: &[Binding<Account>] = &[
    Binding {
        name: "to-fact",
        keys: &[Key::Char('1'), Key::Char('2'), Key::Char('3')],
        label: "",
        help: "Go to the line of a fact of the sentence: the small digit behind it",
        run: |page, cx| Ok(page.go_to_fact(0, cx)),
    },
    Binding {
        name: "open-line",
        keys: &[Key::Enter],
        label: "",
        help: "What can be done with the picked line: resolve a dispute, change the next step",
        run: |page, cx| page.open_line(cx),
    },
    Binding {
        name: "tick-off",
        keys: &[Key::Char(' ')],
        label: "",
        help: "Tick off what was sent, on its line",
        run: |page, cx| page.tick_off(cx),
    },
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
        let lines = lines_of(looked, cx);
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
            Some(Picked::Event(..)) => lines_of(looked, cx).into_iter().next(),
            _ => looked.events.get(self.scroll).map(Picked::of),
        };
        self.follow_pick(cx);
        Effect::Stay
    }

    /// To the line from which a fact of the sentence is told.
    fn go_to_fact(&mut self, place: usize, cx: &Cx) -> Effect {
        let Some(Ok(looked)) = self.glass.look(cx) else { return Effect::Stay };
        let Some(fact) = keyed(&looked.standing.said).nth(place) else {
            return Effect::Say(format!("the sentence has no fact {}", place + 1));
        };
        match line_of(fact, looked, &lines_of(looked, cx)) {
            Some(line) => self.picked = Some(line),
            None => return Effect::Say("that has no line here".to_string()),
        }
        self.follow_pick(cx);
        Effect::Stay
    }

    /// True where the cursor is on what is still disputed.
    fn is_on_dispute(&mut self, cx: &Cx) -> bool {
        let debit = match self.picked {
            Some(Picked::Agreed(Agreed::Dispute(..))) => return true,
            Some(Picked::Event(_, "dispute", debit, _)) => debit,
            _ => return false,
        };
        match self.glass.look(cx) {
            Some(Ok(looked)) => looked.standing.disputes.iter().any(|dispute| Some(dispute.debit) == debit),
            _ => false,
        }
    }

    fn open_line(&mut self, cx: &mut Cx) -> Result<Effect> {
        if self.is_on_dispute(cx) {
            return self.form("resolve-dispute", cx);
        }
        match self.picked {
            Some(Picked::Agreed(Agreed::FollowUp(_))) => self.form("follow-up", cx),
            Some(Picked::Agreed(Agreed::Request(..))) => Ok(Effect::Say("Space ticks it off as sent".to_string())),
            _ => Ok(Effect::Stay),
        }
    }

    fn tick_off(&mut self, cx: &mut Cx) -> Result<Effect> {
        match self.picked {
            Some(Picked::Agreed(Agreed::Request(request, _))) => requests::tick_off(request, cx),
            _ => Ok(Effect::Stay),
        }
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

/// From so many rows on a blank line stands before what was agreed.
const ROOMY: usize = 18;
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

    fn dispute(&mut self, cx: &mut Cx) -> Result<Effect> {
        let name = if self.is_on_dispute(cx) { "resolve-dispute" } else { "dispute" };
        self.form(name, cx)
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
        let agreed = self.agreed(rows, (area.width, cx));
        let left = rows.saturating_sub(lines.len() + agreed.len());
        let keeps = (left / 2).min(self.looked.events.len() + 2);
        let room = left.saturating_sub(keeps).max(3);
        lines.extend(panel::open(self.looked, room, ink));
        lines.extend(agreed);
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

    /// A blank line and what was agreed, where there is any: a third of the page at most.
    fn agreed(&self, rows: usize, (width, cx): (u16, &Cx)) -> Vec<Line<'static>> {
        let picked = match self.picked {
            Some(Picked::Agreed(agreed)) => Some(*agreed),
            _ => None,
        };
        let ink = agreed::Ink { look: cx.look, today: cx.today, width };
        let told = agreed::lines(self.looked, picked, (rows / 4).max(2), ink);
        let gap = (!told.is_empty() && rows >= ROOMY).then(Line::default);
        gap.into_iter().chain(told).collect()
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
    lines.extend(card::sentence_with_keys(looked, 9, ink));
    let record = panel::record(looked, ink);
    if !record.is_empty() {
        lines.push(Line::default());
        lines.extend(record);
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
        looked.contacts.iter().take(6).for_each(|contact| lines.extend(card::everything_of(contact, looked, ink)));
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
            let lines = lines_of(looked, cx);
            self.picked = self.picked.take().filter(|picked| lines.contains(picked));
        }
        Ok(())
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        match key {
            Key::Esc => Ok(Effect::Close),
            Key::Char(digit @ '1'..='9') => Ok(self.go_to_fact(usize::from(digit as u8 - b'1'), cx)),
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
            let mut head = card::head_with_keys(looked, (cx.look, area.width));
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
