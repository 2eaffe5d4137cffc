//! The frame around every view: the head, the status line and the key bar are always at the same place.

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::cx::Cx;
use super::look::{self, width_of};
use super::stack::{Stack, Status};
use super::view::{Hint, Place};

/// Below this there is only room to ask for room.
pub const SMALLEST: (u16, u16) = (40, 12);
/// From this height on rules part the head and the status from the rest.
const RULED: u16 = 16;
/// Where the head's middle begins, behind the word of the context.
const HEAD_MIDDLE: u16 = 10;
/// Columns that are enough for it: what it takes less than half of the line, the facts may have.
const MIDDLE_ENOUGH: u16 = 40;

/// The way back after a save.
const UNDO: &str = " · Ctrl-Z undo";
/// Columns that are enough to know who is next.
const LEAST_NEXT: u16 = 20;

struct Parts {
    head: Rect,
    body: Rect,
    status: Rect,
    keys: Rect,
    ruled: bool,
}

fn parts(area: Rect) -> Parts {
    let ruled = area.height >= RULED;
    let rule = u16::from(ruled);
    let row = |y| Rect { y, height: 1, ..area };
    let body = Rect { y: 1 + rule, height: area.height - 3 - 2 * rule, ..area };
    Parts { head: row(0), body, status: row(area.height - 2), keys: row(area.height - 1), ruled }
}

pub(super) fn draw(frame: &mut Frame, stack: &mut Stack, cx: &mut Cx) {
    let area = frame.area();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        let ask = format!("please make this window larger: {}×{} at least", SMALLEST.0, SMALLEST.1);
        look::put(frame.buffer_mut(), (0, 0), area.width, &ask, cx.look.plain());
        return;
    }
    let parts = parts(area);
    if parts.ruled {
        for y in [parts.head.bottom(), parts.body.bottom()] {
            look::rule(frame.buffer_mut(), Rect { y, height: 1, ..area }, cx.look.dim());
        }
    }
    draw_head(frame, parts.head, stack, cx);
    draw_views(frame, &parts, stack, cx);
    draw_status(frame, parts.status, stack, cx);
    draw_keys(frame, parts.keys, stack, cx);
    look::scrub(frame.buffer_mut());
}

fn draw_head(frame: &mut Frame, area: Rect, stack: &mut Stack, cx: &Cx) {
    let word = stack.context().word();
    look::put(frame.buffer_mut(), (1, area.y), HEAD_MIDDLE - 2, word, cx.look.focus());
    let mut facts = vec![cx.settings.shop.clone(), cx.today.format("%a %-d %b %Y").to_string(), cx.operator.clone()];
    match cx.drafts.count() {
        0 => {}
        1 => facts.push("1 draft".to_string()),
        more => facts.push(format!("{more} drafts")),
    }
    facts.retain(|fact| !fact.is_empty());
    // The left facts go first where there is little room; drafts stay the longest.
    let room = area.width.saturating_sub(HEAD_MIDDLE);
    let room = room.saturating_sub(MIDDLE_ENOUGH).max(room / 2);
    while facts.len() > 1 && width_of(&facts.join("    ")) > room {
        facts.remove(0);
    }
    let facts = look::fit(&facts.join("    "), room);
    let taken = width_of(&facts) + 1;
    look::right(frame.buffer_mut(), (HEAD_MIDDLE, area.y), area.width - HEAD_MIDDLE - 1, &facts, cx.look.dim());
    let middle = Rect { x: HEAD_MIDDLE, width: area.width - HEAD_MIDDLE - taken - 2, ..area };
    let page = stack.lowest_visible();
    if let Some(layer) = stack.layers.get_mut(page) {
        layer.view.draw_head(frame, middle, cx);
    }
}

fn draw_views(frame: &mut Frame, parts: &Parts, stack: &mut Stack, cx: &mut Cx) {
    let body = parts.body;
    let page = stack.lowest_visible();
    let mut places = Vec::new();
    for number in page + 1..stack.layers.len() {
        let Some(layer) = stack.layers.get_mut(number) else { break };
        let (wanted, place) = (layer.view.wants(body.as_size()), layer.view.place());
        let place = match place {
            Place::Dock => docked(stack, (page, number), body, wanted.height),
            _ => float(body, wanted),
        };
        places.push(place.intersection(body));
    }
    let docked = stack.layers.iter().skip(page + 1).zip(&places).find(|(layer, _)| layer.view.place() == Place::Dock);
    cx.docked = docked.map(|(_, place)| *place);
    if let Some(layer) = stack.layers.get_mut(page) {
        layer.view.draw(frame, body, cx);
    }
    for (layer, place) in stack.layers.iter_mut().skip(page + 1).zip(places) {
        look::blank(frame.buffer_mut(), place);
        layer.view.draw(frame, place, cx);
    }
}

/// Where the page puts a docked view: how wide that is decides how many rows the view wants there.
fn docked(stack: &mut Stack, (page, number): (usize, usize), body: Rect, rows: u16) -> Rect {
    let dock = |stack: &Stack, rows| stack.layers.get(page).map_or(body, |below| below.view.dock(body, rows));
    let first = dock(stack, rows);
    let room = Size { width: first.width, height: body.height };
    let rows = stack.layers.get_mut(number).map_or(rows, |layer| layer.view.wants(room).height);
    dock(stack, rows)
}

/// In the middle of the body, and never larger than it.
fn float(body: Rect, wanted: Size) -> Rect {
    let (width, height) = (wanted.width.min(body.width), wanted.height.min(body.height));
    Rect { x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width, height }
}

fn draw_status(frame: &mut Frame, area: Rect, stack: &Stack, cx: &Cx) {
    let (text, style, undo) = match &stack.status {
        None => return,
        Some(Status::Said(text)) => (text, cx.look.plain(), false),
        Some(Status::Saved(text)) => (text, cx.look.plain(), true),
        Some(Status::Trouble(text)) => (text, cx.look.alert(), false),
    };
    // What was saved is said first; the name of who is next takes what is left, but is never cut to nothing.
    let next = cx.trail.next().map(|(_, name)| format!(" · ] next: {name}")).unwrap_or_default();
    let left = area.width.saturating_sub(width_of(text) + width_of(UNDO) + 2);
    let way_back = format!("{UNDO}{}", look::fit(&next, left.max(LEAST_NEXT)));
    let room = area.width.saturating_sub(2 + if undo { width_of(&way_back) } else { 0 });
    let used = look::put(frame.buffer_mut(), (1, area.y), room, text, style);
    if undo {
        look::put(frame.buffer_mut(), (1 + used, area.y), width_of(&way_back), &way_back, cx.look.dim());
    }
}

/// The hints of the top view, cut from the right but for help.
fn draw_keys(frame: &mut Frame, area: Rect, stack: &Stack, cx: &Cx) {
    let mut hints = stack.top().map(|view| view.hints()).unwrap_or_default();
    for (keys, label) in [("F9", "menu"), ("Ctrl-Q", "quit")] {
        if hints.iter().all(|hint| hint.label != label) {
            hints.push(Hint::new(keys, label));
        }
    }
    let help = area.width.saturating_sub(width_of("F1 help") + 1);
    let mut x = 1;
    for Hint { keys, label } in hints {
        if x + width_of(&keys) + 1 + width_of(&label) + 2 > help {
            break;
        }
        x += look::put(frame.buffer_mut(), (x, area.y), width_of(&keys), &keys, cx.look.strong()) + 1;
        x += look::put(frame.buffer_mut(), (x, area.y), width_of(&label), &label, cx.look.dim()) + 3;
    }
    look::put(frame.buffer_mut(), (help, area.y), 2, "F1", cx.look.strong());
    look::put(frame.buffer_mut(), (help + 3, area.y), 4, "help", cx.look.dim());
}
