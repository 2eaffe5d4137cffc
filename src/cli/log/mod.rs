//! `arrears log`: one contact with all that came of it, as one entry.

mod details;

use std::cell::RefCell;

use chrono::NaiveTime;
use clap::Args;
use details::Details;
use serde_json::json;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading, shapes};
use crate::book::{Account, Contact, FollowUp, Standing};
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, Moment};
use crate::domain::communication::{Channel, Direction, Outcome};
use crate::domain::dates::DayMonth;
use crate::domain::guard::{Mode, Said};
use crate::domain::money::DecimalMark;
use crate::domain::shorthand::{self, Reading};
use crate::domain::text::{clean_lines, fold};
use crate::error::{Error, Result};
use crate::ops::log_contact::{LogContact, finished_by, follow_up_after, marks_after};
use crate::ops::log_line;

/// Log a call, letter, e-mail, text, visit or note, with all that came of it
#[derive(Debug, Args)]
pub struct Log {
    /// Code or exact name
    account: String,
    /// no-answer, voicemail, promise, dispute, callback, message, paid, spoke, info, busy, wrong-number, plan, refused,
    /// hold, sent, bounced or note
    #[arg(required_unless_present = "line")]
    outcome: Option<String>,
    /// All of it in one line, such as "ptp 500 fri; disp 1043 80 short"
    #[arg(long, value_name = "TEXT")]
    line: Option<String>,
    /// call, email, letter, text, visit or note
    #[arg(long)]
    channel: Option<String>,
    /// out or in
    #[arg(long, default_value = "out")]
    direction: String,
    /// Who was spoken to
    #[arg(long, value_name = "NAME")]
    with: Option<String>,
    /// The number that was called; by default that of the contact, or the account's only one
    #[arg(long, visible_alias = "number")]
    phone: Option<String>,
    /// Keep the person as a contact of the account, with the number
    #[arg(long, requires_all = ["with", "phone"])]
    keep_contact: bool,
    /// The debit talked about
    #[arg(long, value_name = "NUM")]
    item: Option<String>,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    details: Details,
    /// What to do next; `none` for nothing. By default the outcome decides
    #[arg(long, value_name = "DATE")]
    follow_up: Option<String>,
    /// When it was, such as 14:30 or "2026-11-20 14:30"; now by default
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Why it was made although a rule of contact speaks against it
    #[arg(long = "override", value_name = "REASON")]
    over_guard: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Log {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let said = RefCell::new(Said::default());
        let mut answer = session.post(
            self.posting,
            |session| {
                let op = self.decide(session)?;
                *said.borrow_mut() = session.book.guard(&op.approach(), &session.settings)?;
                Ok(op)
            },
            |book, done| {
                let account = book.account_named(&self.account)?;
                let follow_ups = book.follow_ups_of(account.id)?;
                let next = follow_ups.iter().find(|follow_up| follow_up.entry == done.entry);
                let answer = Answer::default()
                    .key("account", account.code)
                    .key("follow_up", next.map_or(json!(null), next_step))
                    .key("guard", shapes::guard(&said.borrow()));
                Ok(match next {
                    Some(next) => answer.line(format!("Follow-up on {}{}", next.due, at_time(next))),
                    None => answer,
                })
            },
        )?;
        let said = said.into_inner();
        for finding in said.findings.iter().filter(|one| one.mode == Mode::Warn) {
            answer = answer.warn("guard", finding.says.as_str());
        }
        for note in said.notes {
            answer = answer.warn("guard", note);
        }
        Ok(match self.bare_word() {
            Some(warning) => answer.warn("no_details", warning).into(),
            None => answer.into(),
        })
    }
}

fn next_step(next: &FollowUp) -> serde_json::Value {
    json!({"date": next.due, "time": shapes::time_of(next), "note": next.note})
}

fn at_time(next: &FollowUp) -> String {
    shapes::time_of(next).map(|time| format!(" at {time}")).unwrap_or_default()
}

impl Log {
    fn decide(&self, session: &Session) -> Result<LogContact> {
        let account = session.account(&self.account)?;
        let at = moment(session, self.at.as_deref())?;
        let standing = session.book.standing(account.id, &Aging::by_due(at.date()))?;
        let debits = log_line::numbers_of(&session.book, account.id)?;
        let owner = self.details.owner(session);
        let desk = log_line::Desk { debits: &debits, standing: &standing, settings: &session.settings, owner: &owner };
        let reading = Reading {
            today: session.desk.today,
            order: if session.settings.day_first { DayMonth::DayFirst } else { DayMonth::MonthFirst },
            currency: account.currency,
            mark: DecimalMark::Point,
        };
        let mut op = LogContact {
            clock_offset: session.desk.clock_offset(),
            direction: self.direction.parse::<Direction>()?,
            contact: reading::text(self.with.as_deref()),
            note: self.note.as_deref().map(clean_lines).unwrap_or_default(),
            over_guard: reading::text(self.over_guard.as_deref()),
            ..LogContact::new(account.id, at, Outcome::Spoke)
        };
        if let Some(line) = &self.line {
            op = log_line::decide(&shorthand::read(line, &reading)?, &desk, op)?;
        }
        if let Some(outcome) = &self.outcome {
            op.outcome = outcome.parse()?;
        }
        op.channel = self.channel(op.outcome)?;
        self.add_people(session, &account, &mut op)?;
        if let Some(number) = &self.item {
            op.item = Some(session.book.debit_numbered(account.id, number)?.id);
        }
        self.details.add((session, &account), (&desk, &reading), &mut op)?;
        self.add_next_step(session, &mut op)?;
        op.finished = finished(&standing, &op);
        Ok(op)
    }

    fn channel(&self, outcome: Outcome) -> Result<Channel> {
        match (&self.channel, outcome) {
            (Some(channel), _) => channel.parse(),
            (None, Outcome::Note) => Ok(Channel::Note),
            (None, Outcome::Sent | Outcome::Bounced) => Ok(Channel::Email),
            (None, _) => Ok(Channel::Call),
        }
    }

    /// The number, whoever is new, and a number that turned out to be nobody's.
    fn add_people(&self, session: &Session, account: &Account, op: &mut LogContact) -> Result<()> {
        let contacts = session.book.contacts_of(account.id)?;
        op.phone = match &self.phone {
            Some(phone) => reading::text(Some(phone)),
            None if matches!(op.channel, Channel::Call | Channel::Text) => usual_number(&contacts, &op.contact),
            None => String::new(),
        };
        if self.keep_contact {
            let (name, phone) = (op.contact.clone(), op.phone.clone());
            op.keeps = Some(Contact { name, phone, ..Contact::default() });
        }
        op.marks = marks_after(op.outcome, &op.phone);
        Ok(())
    }

    fn add_next_step(&self, session: &Session, op: &mut LogContact) -> Result<()> {
        let note = format!("after {}", op.outcome.meaning());
        match (self.follow_up.as_deref(), &op.follow_up) {
            (Some("none"), _) => (op.follow_up, op.callback) = (None, None),
            (Some(text), _) => op.follow_up = Some((session.forward(text)?, note)),
            (None, Some((due, said))) if said.is_empty() => op.follow_up = Some((*due, note)),
            (None, Some(_)) => {}
            (None, None) => op.follow_up = follow_up_after(op.outcome, op, &session.settings).map(|due| (due, note)),
        }
        Ok(())
    }

    /// An outcome that usually has details and was given none.
    fn bare_word(&self) -> Option<String> {
        let (word, option) = match self.outcome.as_deref()? {
            _ if self.line.is_some() => return None,
            "promise" if !self.details.has_promise() => ("promise", "--promise AMT@DATE"),
            "dispute" if !self.details.has_dispute() => ("dispute", "--dispute NUM=AMT:REASON"),
            _ => return None,
        };
        Some(format!("the contact was logged, but no {word} was made; say it with {option}"))
    }
}

/// The first number of the named contact, else the only number that the account has.
fn usual_number(contacts: &[Contact], name: &str) -> String {
    let phones =
        |contact: &Contact| [contact.phone.clone(), contact.phone2.clone()].into_iter().filter(|one| !one.is_empty());
    let named = contacts.iter().filter(|contact| !name.is_empty() && fold(&contact.name) == fold(name));
    let all: Vec<String> = contacts.iter().flat_map(phones).collect();
    let only = if let [only] = all.as_slice() { only.clone() } else { String::new() };
    named.flat_map(phones).next().unwrap_or(only)
}

fn finished(standing: &Standing, op: &LogContact) -> Vec<crate::domain::ids::FollowUpId> {
    finished_by(standing, op.outcome, op.at.date(), op.follow_up.is_some())
}

/// `14:30`, `2026-11-20 14:30`, `fri 9:05`, or a date alone.
fn moment(session: &Session, text: Option<&str>) -> Result<Moment> {
    let Some(text) = text.map(str::trim) else { return Ok(session.desk.moment()) };
    let time = |text: &str| {
        let formats = ["%H:%M", "%H:%M:%S", "%I:%M%P", "%I:%M %P"];
        formats.iter().find_map(|format| NaiveTime::parse_from_str(&text.to_lowercase(), format).ok())
    };
    if let Some(time) = time(text) {
        return Ok(session.desk.today.and_time(time));
    }
    if let Some((date, clock)) = text.rsplit_once(['T', ' '])
        && let Some(time) = time(clock.trim_end_matches('Z'))
    {
        return Ok(session.back(Some(date))?.and_time(time));
    }
    match session.back(Some(text)) {
        Ok(date) => Ok(day_alone(date)),
        Err(_) => Err(Error::invalid("at", format!("{:?} is no time", crate::domain::text::clean(text)))
            .safe("nothing was saved")
            .hint("write it like 14:30 or \"2026-11-20 14:30\"")),
    }
}

fn day_alone(date: Date) -> Moment {
    date.and_time(NaiveTime::MIN)
}
