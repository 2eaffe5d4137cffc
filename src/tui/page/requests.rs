//! What was promised to be sent, the oldest first: a key ticks it off, and it stays in sight, ticked, until one leaves, so
//! that a slip is seen and undone.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::drafts::new_action;
use super::super::key::Key;
use super::super::look::{self, span, width_of};
use super::super::route::Route;
use super::super::view::{Binding, Command, Context, Effect, Hint, View, commands_of, hints_of, run_key, run_named};
use super::part::spread::{flush, pad, spread};
use crate::book::Request;
use crate::domain::calendar::{days_past, short};
use crate::domain::communication::RequestEnd;
use crate::domain::ids::RequestId;
use crate::error::Result;
use crate::ops::request::EndRequest;

/// A request with the name of its account.
struct Row {
    request: Request,
    name: String,
}

#[derive(Default)]
pub struct Requests {
    rows: Vec<Row>,
    /// What was open at some time since the page was opened.
    seen: Vec<RequestId>,
    chosen: Option<RequestId>,
    top: usize,
    height: usize,
}

const BINDINGS: &[Binding<Requests>] = &[
    Binding {
        name: "tick-off",
        keys: &[Key::Char(' '), Key::Enter],
        label: "sent",
        help: "Tick the chosen request off: it was sent",
        run: |page, cx| page.end(RequestEnd::Sent, cx),
    },
    Binding {
        name: "cancel-request",
        keys: &[Key::Char('x'), Key::Delete],
        label: "not needed",
        help: "The chosen request is not needed any more",
        run: |page, cx| page.end(RequestEnd::Cancelled, cx),
    },
    Binding {
        name: "open-account",
        keys: &[Key::Char('o')],
        label: "account",
        help: "Open the account of the chosen request",
        run: |page, _| Ok(page.open()),
    },
];

/// Says that a request was sent; the status line names the way back.
pub fn tick_off(request: RequestId, cx: &mut Cx) -> Result<Effect> {
    end(request, RequestEnd::Sent, cx)
}

fn end(request: RequestId, how: RequestEnd, cx: &mut Cx) -> Result<Effect> {
    let wanted = cx.book.request(request)?;
    cx.book.perform(&EndRequest { request, how, on: cx.today }, &cx.stamp(new_action()))?;
    let name = cx.book.account(wanted.account)?.name().to_string();
    Ok(Effect::Say(format!("{} to {name} {} · Ctrl-Z undo", wanted.described(), how.word())))
}

impl Requests {
    fn place(&self) -> usize {
        self.rows.iter().position(|row| Some(row.request.id) == self.chosen).unwrap_or(0)
    }

    fn choose(&mut self, place: usize) {
        let place = place.min(self.rows.len().saturating_sub(1));
        self.chosen = self.rows.get(place).map(|row| row.request.id);
    }

    fn row(&self) -> Option<&Row> {
        self.rows.get(self.place())
    }

    fn end(&mut self, how: RequestEnd, cx: &mut Cx) -> Result<Effect> {
        let Some(row) = self.row() else { return Ok(Effect::Stay) };
        if let Some((how, _)) = row.request.ended {
            return Ok(Effect::Say(format!("it was {} already · Ctrl-Z undoes it", how.word())));
        }
        let ended = end(row.request.id, how, cx)?;
        self.choose(self.place() + 1);
        Ok(ended)
    }

    fn open(&self) -> Effect {
        match self.row() {
            Some(row) => {
                let debit = row.request.debit.as_ref().map(|(debit, _)| *debit);
                Effect::Go(Route::Account { account: row.request.account, debit })
            }
            None => Effect::Say("nothing is to be sent".to_string()),
        }
    }

    fn line(&self, row: &Row, widths: [u16; 2], width: u16, cx: &Cx) -> Line<'static> {
        let look = cx.look;
        let chosen = Some(row.request.id) == self.chosen;
        let base = match (chosen, row.request.ended) {
            (true, _) => look.selected(),
            (false, Some(_)) => look.dim(),
            (false, None) => look.plain(),
        };
        let tick = match row.request.ended {
            Some((RequestEnd::Sent, _)) => "✓",
            Some((RequestEnd::Cancelled, _)) => "–",
            None => " ",
        };
        let days = days_past(cx.today, row.request.asked);
        let asked = match days {
            0 => "today".to_string(),
            days => format!("{} · {days} d", short(row.request.asked, cx.today)),
        };
        let [what, name] = widths;
        let note = if row.request.note.is_empty() { String::new() } else { format!("  {}", row.request.note) };
        let text = format!(
            "{} {tick} {}  {}  {}{note}",
            if chosen { "▌" } else { " " },
            pad(&row.request.described(), what),
            pad(&row.name, name),
            flush(&asked, 15)
        );
        Line::from(span(pad(&text, width), base))
    }
}

impl View for Requests {
    fn title(&self) -> String {
        "To be sent".to_string()
    }

    fn context(&self) -> Context {
        Context::Account
    }

    fn route(&self) -> Option<Route> {
        Some(Route::Requests)
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        let before = self.place();
        let mut rows = Vec::new();
        for request in cx.book.requests(true)? {
            if request.ended.is_none() && !self.seen.contains(&request.id) {
                self.seen.push(request.id);
            }
            if self.seen.contains(&request.id) {
                let name = cx.book.account(request.account)?.name().to_string();
                rows.push(Row { request, name });
            }
        }
        self.rows = rows;
        if self.row().is_none_or(|row| Some(row.request.id) != self.chosen) {
            self.choose(before);
        }
        Ok(())
    }

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        let (place, page) = (self.place(), self.height.max(2) - 1);
        match key {
            Key::Esc => return Ok(Effect::Close),
            Key::Up => self.choose(place.saturating_sub(1)),
            Key::Down => self.choose(place + 1),
            Key::PageUp => self.choose(place.saturating_sub(page)),
            Key::PageDown => self.choose(place + page),
            Key::Home => self.choose(0),
            Key::End => self.choose(usize::MAX),
            key => return run_key(self, BINDINGS, key, cx),
        }
        Ok(Effect::Stay)
    }

    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let open = self.rows.iter().filter(|row| row.request.ended.is_none()).count();
        let left = vec![span(" TO BE SENT", cx.look.heading())];
        let head = spread(left, vec![span(format!("{open} open "), cx.look.dim())], area.width);
        look::lines(frame.buffer_mut(), area, &[head]);
        let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        self.height = usize::from(body.height).max(1);
        if self.rows.is_empty() {
            let said = "  nothing is to be sent · q on an account notes a copy, a proof or a statement";
            look::lines(frame.buffer_mut(), body, &[Line::from(span(said, cx.look.dim()))]);
            return;
        }
        let place = self.place();
        self.top = self.top.min(place).max((place + 1).saturating_sub(self.height));
        let widest = |of: fn(&Row) -> u16| self.rows.iter().map(of).max().unwrap_or(0);
        let what = widest(|row| width_of(&row.request.described())).min(area.width / 3);
        let name = widest(|row| width_of(&row.name)).min(area.width.saturating_sub(what + 25).min(32));
        let window = self.rows.iter().skip(self.top).take(self.height);
        let lines: Vec<Line> = window.map(|row| self.line(row, [what, name], area.width, cx)).collect();
        look::lines(frame.buffer_mut(), body, &lines);
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = hints_of(BINDINGS, Context::Account);
        hints.extend([Hint::new("u", "undo"), Hint::new("Esc", "back")]);
        hints
    }

    fn commands(&self) -> Vec<Command> {
        commands_of(BINDINGS)
    }

    fn run(&mut self, name: &str, cx: &mut Cx) -> Result<Effect> {
        run_named(self, BINDINGS, name, cx)
    }
}
