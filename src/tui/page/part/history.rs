//! What happened at an account, newest first: calls, letters, items and money merged by time.

use chrono::Datelike;
use ratatui::text::Line;

use super::super::super::look::{self, Look, span, width_of};
use super::spread::{pad, spread};
use crate::book::Event;
use crate::domain::calendar::Date;

/// From this width on the time and the person are shown.
const WIDE: u16 = 64;
/// Longer names of persons are cut.
const LONGEST_NAME: u16 = 8;
/// Longer texts and notes are cut.
const MOST_LINES: usize = 3;

/// What of the history is shown.
#[derive(Clone, Copy)]
pub struct Window<'a> {
    pub events: &'a [Event],
    /// Number of the first event that is shown.
    pub from: usize,
    /// Number of the event that the cursor is on.
    pub picked: Option<usize>,
}

impl Window<'_> {
    pub fn newest(events: &[Event]) -> Window<'_> {
        Window { events, from: 0, picked: None }
    }
}

/// As many lines as fit into `rows`. Notes are shown under their event.
pub fn lines(window: Window, rows: usize, today: Date, ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, width) = ink;
    let picked = window.picked;
    let window: Vec<(usize, &Event)> = window.events.iter().enumerate().skip(window.from).take(rows).collect();
    let by = window.iter().map(|(_, event)| width_of(&event.by)).max().unwrap_or(0).min(LONGEST_NAME);
    let mut lines = Vec::new();
    for (number, event) in window {
        if lines.len() >= rows {
            break;
        }
        let mut told = line(event, today, by, ink);
        if let (true, Some(first)) = (picked == Some(number), told.first_mut()) {
            mark(first, look);
        }
        lines.extend(told);
        let indent = indent(by, width);
        if !event.note.is_empty() {
            let note = look::wrap(&event.note, width.saturating_sub(indent)).into_iter().take(MOST_LINES);
            lines.extend(note.map(|note| Line::from(span(format!("{}{note}", " ".repeat(indent.into())), look.dim()))));
        }
    }
    lines.truncate(rows);
    lines
}

/// The cursor stands in the first column, which is empty otherwise.
fn mark(line: &mut Line<'static>, look: Look) {
    if let Some(first) = line.spans.first_mut() {
        let rest = first.content.strip_prefix(' ').unwrap_or(&first.content).to_string();
        *first = span(rest, look.focus());
        line.spans.insert(0, span("▌", look.focus()));
    }
}

/// Columns before the text.
fn indent(by: u16, width: u16) -> u16 {
    match width >= WIDE {
        true => 1 + 12 + 2 + if by > 0 { by + 2 } else { 0 },
        false => 1 + 6 + 2,
    }
}

/// `18 Nov 10:12`; of another year only what fits.
fn when(event: &Event, today: Date, wide: bool) -> String {
    let this_year = event.at.year() == today.year();
    match (wide, this_year) {
        (true, true) if event.has_time => event.at.format("%e %b %H:%M").to_string(),
        (true, true) => pad(&event.at.format("%e %b").to_string(), 12),
        (true, false) => pad(&event.at.format("%e %b %Y").to_string(), 12),
        (false, true) => event.at.format("%e %b").to_string(),
        (false, false) => event.at.format("%b ’%y").to_string(),
    }
}

/// One event: a text that is too long goes on under itself.
fn line(event: &Event, today: Date, by: u16, ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, width) = ink;
    let mut left = vec![span(format!(" {}  ", when(event, today, width >= WIDE)), look.dim())];
    if width >= WIDE && by > 0 {
        left.push(span(format!("{}  ", pad(&event.by, by)), look.dim()));
    }
    let amount = event.amount.map(|amount| look.figure(amount));
    let taken = amount.as_ref().map_or(0, |amount| width_of(amount) + 1);
    let indent = indent(by, width);
    let mut texts = look::wrap(&event.text, width.saturating_sub(indent + taken)).into_iter().take(MOST_LINES);
    let style = if matches!(event.kind, "reversal" | "void") { look.alert() } else { look.plain() };
    left.push(span(texts.next().unwrap_or_default(), style));
    let amount = amount.map(|amount| span(amount, look.plain()));
    let mut lines = vec![spread(left, amount.into_iter().collect(), width)];
    lines.extend(texts.map(|text| Line::from(span(format!("{}{text}", " ".repeat(indent.into())), style))));
    lines
}
