//! Today: whom to call, most urgent first, and why each is on the list; what can wait says what it waits for.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::key::Key;
use super::super::look::{self, span, width_of};
use super::super::popup::today_filter::{LIST, TodayFilter};
use super::super::route::Route;
use super::super::view::{Binding, Command, Context, Effect, Hint, View, hints_of};
use super::home::{BESIDE, above, side_by_side};
use super::part::looked::Glass;
use super::part::spread::{flush, pad, spread};
use super::part::{card, panel};
use super::verbs::OnAccount;
use crate::book::{Filter, Row};
use crate::domain::calendar::spoken;
use crate::domain::ids::AccountId;
use crate::error::Result;

#[derive(Default)]
pub struct Today {
    rows: Vec<Row>,
    chosen: Option<AccountId>,
    /// How much was promised to be sent and is not yet.
    to_send: usize,
    top: usize,
    height: usize,
    steps: u64,
    turns: u64,
    glass: Glass,
}

const BINDINGS: &[Binding<Today>] = &[
    Binding {
        name: "open-account",
        keys: &[Key::Enter],
        label: "open",
        help: "Open the selected account",
        run: |today, cx| Ok(today.open(cx)),
    },
    Binding {
        name: "filter-today",
        keys: &[Key::Char('F')],
        label: "filter",
        help: "Show only mine, those over an amount, of a bucket, or to follow up on a day",
        run: |_, cx| Ok(Effect::Open(Box::new(TodayFilter::new(cx)))),
    },
    Binding {
        name: "only-mine",
        keys: &[Key::Char('O')],
        label: "",
        help: "Only my own accounts and those that are nobody's, or everybody's again",
        run: |today, cx| {
            let mine = cx.calls.filter.mine.take().is_none().then(|| cx.operator.clone());
            cx.calls.filter.mine = mine;
            today.list(cx);
            Ok(Effect::Stay)
        },
    },
    Binding {
        name: "show-all",
        keys: &[Key::Char('0')],
        label: "",
        help: "Show the whole list again",
        run: |today, cx| {
            cx.calls.filter = Filter::default();
            today.list(cx);
            Ok(Effect::Stay)
        },
    },
];

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
        self.remember_list(cx);
        Effect::Go(Route::Account { account, debit: None })
    }

    /// The accounts that `[` and `]` go through, and the one that comes after a save.
    fn remember_list(&self, cx: &mut Cx) {
        cx.trail.come_from_today(self.rows.iter().map(|row| row.account).collect());
    }

    /// Takes the rows anew. The selection stays on its account; where that is done with, it goes to the one that the save
    /// named next, else to what took its place.
    fn list(&mut self, cx: &Cx) {
        let before = self.place();
        self.rows = cx.calls.rows();
        let row = |account: AccountId| self.rows.iter().find(|row| row.account == account);
        let here = self.chosen.and_then(row);
        match cx.trail.next() {
            Some((next, _)) if here.is_none_or(|here| !here.to_call) && row(*next).is_some() => {
                self.chosen = Some(*next)
            }
            _ if here.is_some() => {}
            _ => self.choose(before),
        }
        self.glass.turn_to(self.chosen);
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

    /// `14 to call · 3 done · 9 waiting on a promise`, shorter where there is little room; below it what is shown only.
    fn title_lines(&self, width: u16, cx: &Cx) -> Vec<Line<'static>> {
        let waits = |code: &str| {
            let is = |row: &&Row| row.waiting.as_ref().is_some_and(|wait| wait.code == code) && !row.to_call;
            self.rows.iter().filter(is).count()
        };
        let to_call = self.rows.iter().filter(|row| row.to_call).count();
        let waiting = self.rows.len() - to_call - waits("called_today");
        let (promised, done) = (waits("promise_open"), cx.calls.done());
        let first = format!("{to_call} to call · {done} done");
        let otherwise = waiting - promised;
        let more = if otherwise > 0 { format!(" · {otherwise} otherwise") } else { String::new() };
        let long = format!("{first} · {promised} waiting on a promise{more} ");
        let state = match (cx.calls.is_unread(), cx.calls.progress()) {
            (true, Some(done)) => format!("reading … {done} % "),
            (true, None) => "reading … ".to_string(),
            (false, Some(_)) => format!("reading … · {first} "),
            _ if width_of(&long) + 20 <= width => long,
            _ => format!("{first} · {waiting} waiting "),
        };
        let mut left =
            vec![span(" TODAY", cx.look.heading()), span(format!("  {}", spoken(cx.today, cx.today)), cx.look.dim())];
        if self.to_send > 0 {
            left.push(span(format!(" · {} to send (Q)", self.to_send), cx.look.dim()));
        }
        let mut lines = vec![spread(left, vec![span(state, cx.look.dim())], width)];
        if !cx.calls.filter.is_empty() {
            let only = format!(" only {}", cx.calls.filter.words(cx.today).join(" · "));
            lines.push(spread(vec![span(only, cx.look.focus())], vec![span("0 shows all ", cx.look.dim())], width));
        }
        lines
    }

    /// Score, name, what is late; the reasons beside them, or under them where that leaves little room. Those of the
    /// chosen row are told whole, with their points.
    fn row_lines(&self, row: &Row, widths: (u16, u16), width: u16, cx: &Cx) -> Vec<Line<'static>> {
        let look = cx.look;
        let chosen = Some(row.account) == self.chosen;
        let base = if chosen { look.selected() } else { look.plain() };
        let quiet = if chosen { base } else { look.dim() };
        let mark = || span(if chosen { "▌" } else { " " }, if chosen { base } else { look.focus() });
        let score = if row.to_call { row.score.to_string() } else { "–".to_string() };
        let (name, amount) = widths;
        let mut pieces = vec![
            mark(),
            span(flush(&score, 4), quiet),
            span(format!("  {}", pad(&row.name, name)), base),
            span(format!("  {}  ", flush(&look.figure(row.past_due), amount)), base),
        ];
        let room = width.saturating_sub(11 + name + amount);
        let beside = room >= BESIDE_FROM;
        let said = reasons(row, chosen);
        let (indent, wide) = if beside { (11 + name + amount, room) } else { (7, width.saturating_sub(8)) };
        let mut told = if chosen { look::wrap(&said, wide) } else { vec![look::fit(&said, wide)] };
        told.truncate(MOST_TOLD);
        let first = if beside { told.drain(..told.len().min(1)).next().unwrap_or_default() } else { row.code.clone() };
        pieces.push(span(pad(&first, room), quiet));
        let mut lines = vec![Line::from(pieces)];
        lines.extend(told.into_iter().map(|text| {
            let text = format!("{}{text}", " ".repeat(usize::from(indent.saturating_sub(1))));
            Line::from(vec![mark(), span(pad(&text, width.saturating_sub(1)), quiet)])
        }));
        lines
    }

    fn draw_rows(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let title = self.title_lines(area.width, cx);
        look::lines(frame.buffer_mut(), area, &title);
        let head = title.len() as u16;
        let rows = Rect { y: area.y + head, height: area.height.saturating_sub(head), ..area };
        self.height = usize::from(rows.height);
        if self.rows.is_empty() {
            let said = match (cx.calls.is_unread(), cx.calls.filter.is_empty()) {
                (true, _) => "  the day's list is being read",
                (_, true) => "  nobody is to be called today",
                (_, false) => "  nobody is left by what is asked for",
            };
            look::lines(frame.buffer_mut(), rows, &[Line::from(span(said, cx.look.dim()))]);
            return;
        }
        let widest = |rows: &[Row]| rows.iter().map(|row| width_of(&cx.look.figure(row.past_due))).max().unwrap_or(0);
        let place = self.place();
        let name = if area.width >= 70 { 30 } else { 22 };
        let near = self.rows.get(self.top.min(place)..).unwrap_or_default();
        let amount = widest(near.get(..near.len().min(self.height.max(1))).unwrap_or_default()).max(9);
        let each = if area.width.saturating_sub(11 + name + amount) >= BESIDE_FROM { 1 } else { 2 };
        // The chosen row may need more lines than the others.
        let chosen = self.rows.get(place).map(|row| self.row_lines(row, (name, amount), area.width, cx).len());
        let more = chosen.unwrap_or(each).saturating_sub(each);
        self.height = (self.height.saturating_sub(more) / each).max(1);
        self.top = self.top.min(place).max((place + 1).saturating_sub(self.height));
        let window = self.rows.iter().skip(self.top).take(self.height);
        let lines: Vec<Line> = window.flat_map(|row| self.row_lines(row, (name, amount), area.width, cx)).collect();
        look::lines(frame.buffer_mut(), rows, &lines);
    }
}

/// From this room on the reasons stand beside the amount.
const BESIDE_FROM: u16 = 56;
/// Lines that the reasons of the chosen row take at most.
const MOST_TOLD: usize = 3;

/// `promise of 500.00 broken yesterday · follow-up due`, with `+40` behind each where points are asked for; or what it
/// waits for.
fn reasons(row: &Row, points: bool) -> String {
    let mut said: Vec<String> = row.stage.iter().map(|stage| format!("▲ {}", stage.name)).collect();
    match &row.waiting {
        Some(wait) if !row.to_call => said.push(match wait.code {
            "called_today" => wait.text.clone(),
            _ => format!("waiting: {}", wait.text),
        }),
        wait => {
            let told = row.reasons.iter().filter(|reason| !reason.text.is_empty());
            said.extend(told.map(|reason| match points && reason.points > 0 {
                true => format!("{} +{}", reason.text, reason.points),
                false => reason.text.clone(),
            }));
            said.extend(wait.as_ref().map(|wait| format!("though {}", wait.text)));
        }
    }
    said.join(" · ")
}

impl OnAccount for Today {
    const OWN: &'static [Binding<Today>] = BINDINGS;

    fn account(&self) -> Option<AccountId> {
        self.chosen
    }

    fn form(&mut self, name: &'static str, cx: &mut Cx) -> Result<Effect> {
        self.remember_list(cx);
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
        self.to_send = cx.book.open_request_count()?;
        cx.calls.refresh(&cx.book, cx.today)?;
        self.glass.wipe();
        self.list(cx);
        Ok(())
    }

    fn tick(&mut self, cx: &mut Cx) -> Result<(bool, Effect)> {
        let job = cx.calls.tick(&cx.book, cx.today)?;
        let taken = cx.calls.turns() != self.turns;
        if taken {
            self.turns = cx.calls.turns();
            self.list(cx);
        }
        let reading = cx.calls.progress().is_some();
        Ok((taken || reading, job.map_or(Effect::Stay, Effect::Run)))
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
        if name == LIST {
            self.list(cx);
            return Ok(Effect::Stay);
        }
        self.verb_named(name, cx)
    }
}
