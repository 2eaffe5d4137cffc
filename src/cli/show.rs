//! `arrears show`: one account at a glance, with the sentence to say.

use clap::Args;
use serde_json::{Value, json};

use super::kin::Kin;
use super::session::Session;
use super::{Answer, Desk, End, Run, shapes};
use crate::book::{Approach, Contact, NumberMark, Standing, mark_of};
use crate::domain::aging::Aging;
use crate::domain::calendar::Date;
use crate::domain::communication::{Channel, Direction};
use crate::domain::guard::Said;
use crate::domain::ids::AccountId;
use crate::domain::text::{clean, clean_lines};
use crate::error::Result;
use crate::report::{Kind, Table};

/// Show an account: what it owes, what was agreed, what to say
#[derive(Debug, Args)]
pub struct Show {
    /// Any text that finds one account
    account: String,
    /// Today by default
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
}

impl Run for Show {
    fn run(self, desk: &Desk) -> Result<End> {
        let session = Session::looking(desk)?;
        let account = session.found(&self.account)?;
        let as_of = session.back(self.as_of.as_deref())?;
        let how = Aging { edges: session.settings.edges, ..Aging::by_due(as_of) };
        let standing = session.book.standing(account.id, &how)?;
        let contacts = session.book.contacts_of(account.id)?;
        let marks = session.book.number_marks_of(account.id)?;
        let said = guard(&session, &contacts, account.id, as_of)?;
        let mut answer = Answer { json: shape(&standing, (&contacts, &marks)), ..Answer::default() };
        answer.json.insert("guard".to_string(), shapes::guard(&said));
        let (keys, place) = attention(&session, account.id, as_of)?;
        answer.json.extend(keys);
        let kin = Kin::read(&session.book, &standing, &how)?;
        kin.tell(&mut answer.json);
        answer.tables.push(figures(&standing));
        answer.tables.extend(kin.table());
        if !standing.promises.is_empty() {
            answer.tables.push(shapes::promise_table(&standing.promises));
        }
        answer.tables.extend(standing.plans.iter().map(|(plan, adherence)| shapes::plan_table(plan, adherence)));
        if !standing.disputes.is_empty() {
            answer.tables.push(shapes::dispute_table(&standing.disputes, as_of));
        }
        answer.lines = lines(&standing, (&contacts, &marks));
        let says = said.findings.iter().map(|one| one.says.clone()).chain(said.notes);
        answer.lines.extend(says.map(|says| format!("Before calling: {says}")));
        answer.lines.extend(place);
        answer.lines.extend(kin.lines());
        Ok(answer.into())
    }
}

/// What the rules of contact say against a call to the first contact now, on the day that is looked at.
fn guard(session: &Session, contacts: &[Contact], account: AccountId, as_of: Date) -> Result<Said> {
    let approach = Approach {
        account,
        at: as_of.and_time(session.desk.moment().time()),
        clock_offset: session.desk.clock_offset(),
        channel: Channel::Call,
        direction: Direction::Out,
        phone: contacts
            .iter()
            .map(|contact| contact.phone.as_str())
            .find(|phone| !phone.is_empty())
            .unwrap_or_default(),
    };
    session.book.guard(&approach, &session.settings)
}

fn shape(standing: &Standing, (contacts, marks): (&[Contact], &[NumberMark])) -> serde_json::Map<String, Value> {
    let (account, figures) = (&standing.account, &standing.figures);
    let last_payment = standing.last_payment.as_ref();
    let follow_up = standing.follow_ups.first();
    let shape = json!({
        "account": account.code, "name": account.name(), "currency": account.currency, "terms": account.details.terms,
        "contacts": contacts.iter().map(|one| shapes::contact_with_marks(one, marks)).collect::<Vec<_>>(),
        "number_marks": marks.iter().map(shapes::number_mark).collect::<Vec<_>>(),
        "flags": shapes::flags(standing), "say": standing.say, "as_of": figures.as_of,
        "buckets": figures.edges.labels(), "amounts": figures.amounts, "unapplied": figures.unapplied, "net": figures.net,
        "past_due": figures.past_due, "disputed": figures.disputed, "on_plan": figures.on_plan,
        "collectable": figures.collectable, "collectable_past_due": figures.collectable_past_due,
        "last_payment": last_payment.map(|(date, amount, reference)| {
            json!({"date": date, "amount": amount, "reference": reference})
        }),
        "promises": standing.promises.iter().map(|(one, settled)| shapes::promise(one, settled)).collect::<Vec<_>>(),
        "plans": standing.plans.iter().map(|(plan, adherence)| shapes::plan(plan, adherence)).collect::<Vec<_>>(),
        "disputes": standing.disputes.iter().map(|one| shapes::dispute(one, figures.as_of)).collect::<Vec<_>>(),
        "follow_up": follow_up.map(|one| {
            json!({"id": format!("F{}", one.id.0), "date": one.due, "time": shapes::time_of(one), "note": one.note})
        }),
        "requests": standing.requests.iter().map(shapes::request).collect::<Vec<_>>(),
        "credit_limit": account.details.credit_limit, "hold": standing.holds.last().map(shapes::hold),
        "over_limit": standing.over_limit(), "note": account.details.note,
        "tags": account.details.tags.split_whitespace().collect::<Vec<_>>(), "collector": account.details.collector,
    });
    match shape {
        Value::Object(keys) => keys,
        _ => serde_json::Map::new(),
    }
}

/// The stage it was taken to, and whether it is snoozed or pinned: keys and sentences.
fn attention(session: &Session, account: AccountId, on: Date) -> Result<(serde_json::Map<String, Value>, Vec<String>)> {
    let (book, stages) = (&session.book, &session.settings.stages);
    let moved = book.escalation_of(account, on)?;
    let (snooze, pin) = (book.snooze_of(account, on)?, book.pin_of(account, on)?);
    let mut lines = Vec::new();
    if let Some(moved) = moved.as_ref().filter(|moved| stages.is_escalated(&moved.stage)) {
        let (stage, since) = (stages.name(&moved.stage), moved.on);
        lines.push(format!("Stage: {stage} since {since}, {} has it: {}", clean(&moved.owner), clean(&moved.reason)));
    }
    lines.extend(snooze.as_ref().map(|one| format!("Snoozed until {}: {}", one.until, clean(&one.reason))));
    lines.extend(pin.as_ref().map(|one| format!("Pinned: {}", clean(&one.reason))));
    let keys = json!({
        "stage": moved.map(|one| {
            json!({"stage": one.stage, "since": one.on, "owner": one.owner, "reason": one.reason, "by": one.by})
        }),
        "snooze": snooze.map(|one| json!({"until": one.until, "reason": one.reason, "by": one.by})),
        "pin": pin.map(|one| json!({"from": one.from, "reason": one.reason, "by": one.by})),
    });
    let keys = if let Value::Object(keys) = keys { keys } else { serde_json::Map::new() };
    Ok((keys, lines))
}

fn figures(standing: &Standing) -> Table {
    let (account, figures) = (&standing.account, &standing.figures);
    let mut table = Table::new(format!("{} {} as of {}", account.code, account.name(), figures.as_of))
        .column("account", "", Kind::Text)
        .column("currency", "", Kind::Text);
    for (name, heading) in figures.edges.labels().into_iter().zip(figures.edges.headings()) {
        table = table.column(name, heading, Kind::Money);
    }
    let rest = [
        ("unapplied", "Unapplied", figures.unapplied),
        ("net", "Net", figures.net),
        ("past_due", "Past due", figures.past_due),
        ("disputed", "Disputed", figures.disputed),
        ("on_plan", "On plan", figures.on_plan),
        ("collectable", "Collectable", figures.collectable),
    ];
    for (name, heading, _) in rest {
        table = table.column(name, heading, Kind::Money);
    }
    let head = [(&account.code).into(), account.currency.code().into()];
    let amounts = figures.amounts.iter().copied().chain(rest.map(|one| one.2)).map(Into::into);
    table.row(head.into_iter().chain(amounts));
    table
}

fn lines(standing: &Standing, (contacts, marks): (&[Contact], &[NumberMark])) -> Vec<String> {
    let mut lines = vec![standing.say.clone()];
    let flags = shapes::flags(standing);
    if !flags.is_empty() {
        lines.push(format!("Flags: {}", flags.join(", ")));
    }
    if let Some(over) = standing.over_limit() {
        lines.push(format!("Over its limit by {over}"));
    }
    lines.extend(standing.holds.iter().map(|hold| format!("On hold: {}", clean(&hold.words(standing.figures.as_of)))));
    for contact in contacts {
        let marked = |phone: &str| match mark_of(marks, phone) {
            Some(mark) => format!("{phone} ({})", mark.kind.meaning()),
            None => phone.to_string(),
        };
        let (phone, phone2) = (marked(&contact.phone), marked(&contact.phone2));
        let parts = [&contact.name, &contact.role, &phone, &phone2, &contact.email];
        let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        lines.push(format!("Ask for: {}", clean(&parts.join(", "))));
    }
    if let Some((date, amount, reference)) = &standing.last_payment {
        lines.push(format!("Last payment: {amount} on {date} {reference}").trim_end().to_string());
    }
    if let Some(follow_up) = standing.follow_ups.first() {
        let time = shapes::time_of(follow_up).map(|time| format!(" {time}")).unwrap_or_default();
        lines.push(format!("Follow-up: {}{time} {}", follow_up.due, follow_up.note).trim_end().to_string());
    }
    for request in &standing.requests {
        lines.push(format!("To be sent: {} (Q{}, asked {})", clean(&request.described()), request.id.0, request.asked));
    }
    if !standing.account.details.note.is_empty() {
        lines.push(format!("Note: {}", clean_lines(&standing.account.details.note)));
    }
    lines
}
