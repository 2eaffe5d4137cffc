//! What Save would do, in words: one sentence beside the button, and a line for each record that is more than that.

use super::super::schedule;
use super::known::Known;
use crate::domain::calendar::spoken;
use crate::domain::communication::Outcome;
use crate::domain::text::digits;
use crate::domain::time_of_day;
use crate::ops::log_contact::LogContact;

/// `Promise of 500.00 by Thu 26 Nov; reminders pause; follow up Fri 27 Nov.`
pub fn sentence(op: &LogContact, known: &Known) -> String {
    let mut parts = agreed(op, known);
    if parts.is_empty() {
        parts.push(op.outcome.meaning().to_string());
    }
    if op.hold.is_some() {
        parts.push("not chased from now on".to_string());
    }
    parts.extend(follow_up(op, known));
    capital(&format!("{}.", parts.join("; ")))
}

fn agreed(op: &LogContact, known: &Known) -> Vec<String> {
    let (look, today) = (known.look, known.now.date());
    let mut parts = Vec::new();
    if let Some(promise) = &op.promise {
        let by = spoken(promise.due, today);
        parts.push(format!("promise of {} by {by}; reminders pause", look.figure(promise.amount)));
    }
    for dispute in &op.disputes {
        let number = number_of(known, dispute.debit);
        let (amount, why) = (look.figure(dispute.amount), dispute.reason.word().to_lowercase().replace('-', " "));
        parts.push(format!("disputes {amount}{number}, {why}; the rest is still chased"));
    }
    if let Some(plan) = &op.plan {
        parts.push(format!("{}; calls pause while it is kept", schedule::summary(plan, look)));
    }
    for request in &op.requests {
        let number = request.debit.and_then(|id| known.debits.iter().find(|(_, debit)| *debit == id));
        parts.push(format!("to be sent: {}", request.what.described(number.map(|(number, _)| number.as_str()))));
    }
    parts
}

fn number_of(known: &Known, debit: crate::domain::ids::DebitId) -> String {
    let found = known.debits.iter().find(|(_, id)| *id == debit);
    found.map(|(number, _)| format!(" of {number}")).unwrap_or_default()
}

fn follow_up(op: &LogContact, known: &Known) -> Option<String> {
    let (date, _) = op.follow_up.as_ref()?;
    let time = op.callback.map(|minute| format!(" {}", time_of_day::shown(time_of_day::of_minute(minute))));
    let word = if op.outcome == Outcome::Callback { "call back" } else { "follow up" };
    Some(format!("{word} {}{}", spoken(*date, known.now.date()), time.unwrap_or_default()))
}

/// What is written beside what was agreed: somebody kept, a number marked, a rule gone past.
pub fn besides(op: &LogContact) -> Vec<String> {
    let keeps = op.keeps.as_ref().map(|one| format!("keeps {} as a contact, {}", one.name, one.phone));
    let marks = op.marks.iter().map(|mark| format!("marks {} {}", mark.phone, mark.kind.meaning()));
    keeps.into_iter().chain(marks).collect()
}

/// Every record that a line comes to, one each.
pub fn records(op: &LogContact, known: &Known) -> Vec<String> {
    let way = format!("{}: {}", op.channel.word(), op.outcome.meaning());
    let number = if digits(&op.phone).is_empty() { String::new() } else { format!(" on {}", op.phone) };
    let with = if op.contact.is_empty() { String::new() } else { format!(" with {}", op.contact) };
    let note = if op.note.is_empty() { String::new() } else { format!(" · {}", op.note) };
    let agreed = agreed(op, known).into_iter().map(|part| part.split(';').next().unwrap_or_default().to_string());
    let hold = op.hold.as_ref().map(|(kind, _)| format!("hold, {}", kind.word()));
    std::iter::once(format!("{way}{with}{number}{note}"))
        .chain(agreed)
        .chain(hold)
        .chain(follow_up(op, known))
        .collect()
}

pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
