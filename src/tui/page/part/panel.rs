//! The account beside the list: who, how much, what to say, what is open, what was agreed, what happened.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::super::super::cx::Cx;
use super::super::super::look::{self, Look, span};
use super::card;
use super::history;
use super::items::{self, Ink};
use super::looked::Looked;
use super::spread::spread;
use crate::domain::calendar::{Date, spoken};
use crate::domain::ids::DebitId;
use crate::domain::plan::PlanState;
use crate::domain::promise::PromiseState;
use crate::domain::time_of_day;

/// Rows that the history keeps where the items would take them all.
const HISTORY_KEEPS: usize = 6;

/// Draws the whole panel: items as many as there is room for, the history in what remains.
pub fn draw(frame: &mut Frame, area: Rect, looked: &Looked, picked: Option<DebitId>, cx: &Cx) {
    let ink = (cx.look, area.width);
    let rows = usize::from(area.height);
    let mut lines = card::who(looked, ink);
    lines.extend(card::contact(looked, ink));
    lines.extend(card::flags(looked, ink));
    lines.extend(card::pinned(looked, ink));
    lines.extend(card::kin(looked, ink));
    lines.push(Line::default());
    lines.extend(card::sentence(looked, 6, ink));
    lines.push(Line::default());
    let agreed = agreements(looked, cx.today, ink);
    let keeps = if looked.events.is_empty() { 0 } else { HISTORY_KEEPS.min(looked.events.len() + 1) + 1 };
    let room = rows.saturating_sub(lines.len() + agreed.len() + 1 + keeps).max(3);
    lines.extend(open(looked, room, Ink { look: cx.look, today: cx.today, width: area.width, picked, credit: None }));
    if !agreed.is_empty() {
        lines.push(Line::default());
        lines.extend(agreed);
    }
    if !looked.events.is_empty() && lines.len() + 2 < rows {
        lines.push(Line::default());
        lines.push(heading("HISTORY", cx.look));
        lines.extend(history::lines(history::Window::newest(&looked.events), rows - lines.len(), cx.today, ink));
    }
    look::lines(frame.buffer_mut(), area, &lines);
}

pub fn heading(text: &str, look: Look) -> Line<'static> {
    Line::from(span(format!(" {text}"), look.heading()))
}

/// The open items under their heading, then what is on the account unapplied.
pub fn open(looked: &Looked, rows: usize, ink: Ink) -> Vec<Line<'static>> {
    let (standing, look) = (&looked.standing, ink.look);
    let figures = &standing.figures;
    if standing.debits.is_empty() && standing.credits.is_empty() {
        return vec![spread(vec![span(" OPEN", look.heading())], vec![span("nothing is open", look.dim())], ink.width)];
    }
    let collectable = vec![span("collectable ", look.dim()), span(look.figure(figures.collectable), look.plain())];
    let mut lines = vec![spread(vec![span(" OPEN", look.heading())], collectable, ink.width)];
    let credits = standing.credits.len().min(2);
    lines.extend(items::lines(&standing.debits, rows.saturating_sub(1 + credits).max(1), ink));
    let at = standing.credits.iter().position(|credit| Some(credit.id) == ink.credit).unwrap_or(0);
    let first = (at + 1).saturating_sub(credits);
    lines.extend(standing.credits.iter().skip(first).take(credits).map(|credit| items::credit_line(credit, ink)));
    lines
}

/// Plan, promises, record, follow-ups, disputes: a line each.
pub fn agreements(looked: &Looked, today: Date, ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, _) = ink;
    let mut lines = Vec::new();
    lines.extend(plan(looked, today, ink));
    lines.extend(promises(looked, today, ink));
    let plain = |text: String| [(text, look.plain())];
    lines.extend(record(looked, ink));
    if let Some(next) = looked.standing.follow_ups.first() {
        let note = if next.note.is_empty() { String::new() } else { format!(" · {}", next.note) };
        let when = if next.due < today { ", overdue" } else { "" };
        let time = next.at.map(|at| format!(" {}", time_of_day::shown(at))).unwrap_or_default();
        lines.extend(labelled("NEXT", &plain(format!("{}{time}{when}{note}", spoken(next.due, today))), ink));
    }
    lines
}

/// How this account kept its word.
pub fn record(looked: &Looked, ink: (Look, u16)) -> Vec<Line<'static>> {
    let record = &looked.standing.record;
    let Some((kept, of)) = record.kept_rate_by_count() else { return Vec::new() };
    let late = match record.usual_days_late {
        Some(0) => ", usually on time".to_string(),
        Some(days) => format!(", usually {days} d late"),
        None => String::new(),
    };
    labelled("RECORD", &[(format!("kept {kept} of {of}{late}"), ink.0.plain())], ink)
}

/// Columns of the labels, which stand under each other.
const LABEL: usize = 8;
/// Lines of one agreement.
const MOST_LINES: usize = 2;

/// `PROMISE  500.00 by Fri 20 Nov`: pieces of a text with their styles, going on under itself.
fn labelled(label: &str, pieces: &[(String, Style)], ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, width) = ink;
    let indent = LABEL + 2;
    let text: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
    let wrapped = look::wrap(&text, width.saturating_sub(indent as u16));
    let cut = wrapped.len() > MOST_LINES;
    let mut lines = Vec::new();
    let mut sign = pieces.first().filter(|_| pieces.len() > 1);
    for (number, text) in wrapped.into_iter().take(MOST_LINES).enumerate() {
        let head = if number == 0 { format!(" {label:<LABEL$} ") } else { " ".repeat(indent) };
        let mut line = vec![span(head, look.heading())];
        let rest = match sign.take().and_then(|(sign, style)| Some((text.strip_prefix(sign.trim_end())?, sign, style)))
        {
            Some((rest, sign, style)) => {
                line.push(span(sign.trim_end(), *style));
                rest.to_string()
            }
            None => text.clone(),
        };
        let more = if cut && number + 1 == MOST_LINES { " …" } else { "" };
        line.push(span(format!("{rest}{more}"), look.plain()));
        lines.push(spread(line, Vec::new(), width));
    }
    lines
}

fn plan(looked: &Looked, today: Date, ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, _) = ink;
    let plans = &looked.standing.plans;
    let shown = |state| matches!(state, PlanState::OnTrack | PlanState::Late | PlanState::Broken);
    let Some((_, adherence)) = plans.iter().rev().find(|(_, adherence)| shown(adherence.state)) else {
        return Vec::new();
    };
    let next =
        adherence.next.map(|next| format!(" · next {} on {}", look.figure(next.amount), spoken(next.payable, today)));
    let behind = (!adherence.arrears.is_zero()).then(|| format!(" · {} behind", look.figure(adherence.arrears)));
    let text = format!("{}{}", behind.unwrap_or_default(), next.unwrap_or_default());
    let (sign, style) = match adherence.state {
        PlanState::OnTrack => ("✓ ", look.plain()),
        _ => ("✗ ", look.alert()),
    };
    labelled("PLAN", &[(format!("{sign}{}", adherence.state.word()), style), (text, look.plain())], ink)
}

/// The open promises, and the last one where it failed.
fn promises(looked: &Looked, today: Date, ink: (Look, u16)) -> Vec<Line<'static>> {
    let (look, _) = ink;
    let all = &looked.standing.promises;
    let tells = |place: usize, state: PromiseState| match state {
        PromiseState::Open => true,
        PromiseState::Broken | PromiseState::Partial => place + 1 == all.len(),
        _ => false,
    };
    let told =
        all.iter().enumerate().filter(|(place, (_, settled))| tells(*place, settled.state)).map(|(_, both)| both);
    let line = |(promise, settled): &(crate::domain::promise::PromiseFacts, crate::domain::promise::Settled)| {
        let text = format!("{} by {}", look.figure(promise.amount), spoken(promise.due, today));
        let came = settled.counted.is_positive().then(|| format!(", {} came", look.figure(settled.counted)));
        let (state, style) = match settled.state {
            PromiseState::Broken => ("✗ broken: ", look.alert()),
            PromiseState::Partial => ("✗ in part: ", look.alert()),
            _ => ("", look.plain()),
        };
        labelled(
            "PROMISE",
            &[(state.to_string(), style), (format!("{text}{}", came.unwrap_or_default()), look.plain())],
            ink,
        )
    };
    told.flat_map(line).collect()
}

/// What is drawn in the account's place where it cannot be read.
pub fn trouble(frame: &mut Frame, area: Rect, said: &str, cx: &Cx) {
    let lines: Vec<Line> = look::wrap(&format!("✗ {said}"), area.width.saturating_sub(2))
        .into_iter()
        .map(|line| Line::from(span(format!(" {line}"), cx.look.alert())))
        .collect();
    look::lines(frame.buffer_mut(), area, &lines);
}
