//! What happened at an account, newest first: calls, letters, items and money merged by time.

use ratatui::text::Line;

use super::super::super::look::{self, Look, span, width_of};
use super::spread::{pad, spread};
use crate::book::Event;
use crate::domain::calendar::Date;
use chrono::Datelike;

/// From this width on the time and the person are shown.
const WIDE: u16 = 64;
/// Longer names of persons are cut.
const LONGEST_NAME: u16 = 8;

/// As many lines as fit into `rows`, from event number `from` on. Notes are shown under their event.
pub fn lines(events: &[Event], from: usize, rows: usize, today: Date, ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, width) = ink;
    let window: Vec<&Event> = events.iter().skip(from).take(rows).collect();
    let by = window.iter().map(|event| width_of(&event.by)).max().unwrap_or(0).min(LONGEST_NAME);
    let mut lines = Vec::new();
    for event in window {
        if lines.len() >= rows {
            break;
        }
        let when = when(event, today, width >= WIDE);
        let indent = width_of(&when) + 3 + if width >= WIDE { by + 2 } else { 0 };
        lines.push(line(event, when, by, ink));
        if !event.note.is_empty() {
            let note = look::wrap(&event.note, width.saturating_sub(indent));
            let most = if width >= WIDE { 3 } else { 2 };
            let note = note.into_iter().take(most);
            lines.extend(note.map(|note| Line::from(span(format!("{}{note}", " ".repeat(indent.into())), look.dim()))));
        }
    }
    lines.truncate(rows);
    lines
}

/// `18 Nov 10:12`; a day of another year has its year instead of the time.
fn when(event: &Event, today: Date, wide: bool) -> String {
    let date = event.at.date();
    let this_year = date.year() == today.year();
    let day = event.at.format("%e %b").to_string();
    match (wide, event.has_time && this_year) {
        (true, true) => format!("{day} {}", event.at.format("%H:%M")),
        (true, false) if this_year => pad(&day, 12),
        (true, false) => pad(&format!("{day} {}", date.year()), 12),
        (false, _) if this_year => pad(&day, 7),
        (false, _) => pad(&event.at.format("%b %Y").to_string(), 7),
    }
}

fn line(event: &Event, when: String, by: u16, ink: (Look, u16)) -> Line<'static> {
    let (look, width) = ink;
    let mut left = vec![span(format!(" {when}  "), look.dim())];
    if width >= WIDE && by > 0 {
        left.push(span(format!("{}  ", pad(&event.by, by)), look.dim()));
    }
    let broken = event.text.contains("broken") || matches!(event.kind, "reversal" | "void");
    left.push(span(&event.text, if broken { look.alert() } else { look.plain() }));
    let amount = event.amount.map(|amount| span(look.figure(amount), look.plain()));
    spread(left, amount.into_iter().collect(), width)
}
