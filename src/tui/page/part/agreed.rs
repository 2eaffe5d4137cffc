//! What was agreed with an account and is not done with: plan, promises, disputes, next steps, what is to be sent. Each is
//! a line that can be picked, so that what can be done about it is one key away.

use ratatui::text::Line;

use super::super::super::look::{Look, span};
use super::super::super::popup::resolve;
use super::looked::Looked;
use super::spread::spread;
use crate::domain::calendar::{Date, short, spoken};
use crate::domain::ids::{DebitId, DisputeId, FollowUpId, PlanId, PromiseId, RequestId};
use crate::domain::plan::PlanState;
use crate::domain::promise::PromiseState;

/// A line by what it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreed {
    Plan(PlanId),
    Promise(PromiseId),
    Dispute(DisputeId, DebitId),
    FollowUp(FollowUpId),
    Request(RequestId, Option<DebitId>),
}

impl Agreed {
    /// The item that it is about.
    pub fn debit(self) -> Option<DebitId> {
        match self {
            Agreed::Dispute(_, debit) => Some(debit),
            Agreed::Request(_, debit) => debit,
            _ => None,
        }
    }
}

/// Instalments shown of a plan that is picked.
const MOST_INSTALMENTS: usize = 6;

/// Every line in its order: who, and the pieces `label`, `sign`, `text`.
struct Told {
    what: Agreed,
    label: &'static str,
    text: String,
    alert: bool,
}

/// What the lines are drawn with.
#[derive(Clone, Copy)]
pub struct Ink {
    pub look: Look,
    pub today: Date,
    pub width: u16,
}

/// All that stands, in the order of the lines.
pub fn all(looked: &Looked, ink: Ink) -> Vec<Agreed> {
    told(looked, ink).into_iter().map(|told| told.what).collect()
}

fn told(looked: &Looked, ink: Ink) -> Vec<Told> {
    let (standing, look) = (&looked.standing, ink.look);
    let mut told = Vec::new();
    let shown = |state| matches!(state, PlanState::OnTrack | PlanState::Late | PlanState::Broken);
    for (plan, adherence) in standing.plans.iter().filter(|(_, adherence)| shown(adherence.state)) {
        let next = adherence
            .next
            .map(|next| format!(" · next {} on {}", look.figure(next.amount), spoken(next.payable, ink.today)));
        let behind = (!adherence.arrears.is_zero()).then(|| format!(" · {} behind", look.figure(adherence.arrears)));
        let alert = adherence.state != PlanState::OnTrack;
        let sign = if alert { "✗" } else { "✓" };
        let text =
            format!("{sign} {}{}{}", adherence.state.word(), behind.unwrap_or_default(), next.unwrap_or_default());
        told.push(Told { what: Agreed::Plan(plan.id), label: "PLAN", text, alert });
    }
    let last = standing.promises.len().saturating_sub(1);
    for (place, (promise, settled)) in standing.promises.iter().enumerate() {
        let sign = match settled.state {
            PromiseState::Open => "",
            PromiseState::Broken if place == last => "✗ broken: ",
            PromiseState::Partial if place == last => "✗ in part: ",
            _ => continue,
        };
        let came = settled.counted.is_positive().then(|| format!(", {} came", look.figure(settled.counted)));
        let by = spoken(promise.due, ink.today);
        let text = format!("{sign}{} by {by}{}", look.figure(promise.amount), came.unwrap_or_default());
        told.push(Told { what: Agreed::Promise(promise.id), label: "PROMISE", text, alert: !sign.is_empty() });
    }
    for dispute in &standing.disputes {
        let about = resolve::told(dispute, ink.today);
        let text = format!("{} of {} · {about}", look.figure(dispute.amount), dispute.number);
        told.push(Told { what: Agreed::Dispute(dispute.id, dispute.debit), label: "DISPUTE", text, alert: false });
    }
    for next in &standing.follow_ups {
        let note = if next.note.is_empty() { String::new() } else { format!(" · {}", next.note) };
        let late = next.due < ink.today;
        let text = format!("{}{}{note}", spoken(next.due, ink.today), if late { ", overdue" } else { "" });
        told.push(Told { what: Agreed::FollowUp(next.id), label: "NEXT", text, alert: false });
    }
    for request in &standing.requests {
        let note = if request.note.is_empty() { String::new() } else { format!(" · {}", request.note) };
        let text = format!("{} · asked {}{note}", request.described(), short(request.asked, ink.today));
        let debit = request.debit.as_ref().map(|(debit, _)| *debit);
        told.push(Told { what: Agreed::Request(request.id, debit), label: "TO SEND", text, alert: false });
    }
    told
}

/// At most `rows` lines; the one that is picked is among them, a picked plan with its instalments.
pub fn lines(looked: &Looked, picked: Option<Agreed>, rows: usize, ink: Ink) -> Vec<Line<'static>> {
    let told = told(looked, ink);
    let at = told.iter().position(|told| Some(told.what) == picked);
    let shown = if told.len() > rows { rows.saturating_sub(1) } else { rows };
    let from = at.map_or(0, |at| (at + 1).saturating_sub(shown.max(1)));
    let mut lines = Vec::new();
    for told in told.iter().skip(from).take(shown) {
        let chosen = Some(told.what) == picked;
        let mark = span(if chosen { "▌" } else { " " }, ink.look.focus());
        let style = match (chosen, told.alert) {
            (true, _) => ink.look.focus(),
            (false, true) => ink.look.alert(),
            (false, false) => ink.look.plain(),
        };
        let label = span(format!("{:<8} ", told.label), ink.look.heading());
        lines.push(spread(vec![mark, label, span(&told.text, style)], Vec::new(), ink.width));
        if let (true, Agreed::Plan(plan)) = (chosen, told.what) {
            lines.extend(instalments(looked, plan, ink));
        }
    }
    let more = told.len().saturating_sub(from + shown);
    if told.len() > rows && rows > 1 {
        lines.push(Line::from(span(format!("  and {} more", more + from), ink.look.dim())));
    }
    lines
}

fn instalments(looked: &Looked, plan: PlanId, ink: Ink) -> Vec<Line<'static>> {
    let Some((_, adherence)) = looked.standing.plans.iter().find(|(one, _)| one.id == plan) else { return Vec::new() };
    let first = adherence.instalments.iter().position(|one| one.paid.minor() < one.amount.minor()).unwrap_or(0);
    let window = adherence.instalments.iter().skip(first.saturating_sub(1)).take(MOST_INSTALMENTS);
    let line = |one: &crate::domain::adherence::InstalmentState| {
        let text = format!(
            "          {:>2}  {:>9}  {}  {}",
            one.n,
            short(one.payable, ink.today),
            ink.look.figure(one.amount),
            one.state
        );
        Line::from(span(text, ink.look.dim()))
    };
    window.map(line).collect()
}
