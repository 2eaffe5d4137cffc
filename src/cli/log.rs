//! `arrears log`: one contact with all that came of it, as one entry.

use chrono::NaiveTime;
use clap::Args;
use serde_json::json;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, dispute, promise, reading};
use crate::book::{Account, Standing};
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, Moment};
use crate::domain::communication::{Channel, Direction, HoldKind, Outcome};
use crate::error::{Error, Result};
use crate::ops::log_contact::{LogContact, finished_by, follow_up_after};

/// Log a call, letter, e-mail, text, visit or note, with all that came of it
#[derive(Debug, Args)]
pub struct Log {
    /// Code or exact name
    account: String,
    /// no-answer, voicemail, promise, dispute, callback, message, paid, spoke, info, busy, wrong-number, plan, refused,
    /// hold, sent, bounced or note
    outcome: String,
    /// call, email, letter, text, visit or note
    #[arg(long)]
    channel: Option<String>,
    /// out or in
    #[arg(long, default_value = "out")]
    direction: String,
    /// Who was spoken to
    #[arg(long, value_name = "NAME")]
    with: Option<String>,
    /// The number that was called
    #[arg(long)]
    phone: Option<String>,
    /// The debit talked about
    #[arg(long, value_name = "NUM")]
    item: Option<String>,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[arg(long, value_name = "AMT@DATE")]
    promise: Option<String>,
    #[arg(long, value_name = "NUM=AMT:REASON")]
    dispute: Vec<String>,
    /// attorney, bankruptcy, deceased, hardship, cease, credit or other
    #[arg(long, value_name = "KIND")]
    hold: Option<String>,
    /// What to do next; `none` for nothing. By default the outcome decides
    #[arg(long, value_name = "DATE")]
    follow_up: Option<String>,
    /// When it was, such as 14:30 or "2026-11-20 14:30"; now by default
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Log {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let answer = session.post(
            self.posting,
            |session| self.decide(session),
            |book, done| {
                let account = book.account_named(&self.account)?;
                let follow_ups = book.follow_ups_of(account.id)?;
                let next = follow_ups.iter().find(|follow_up| follow_up.entry == done.entry);
                let answer = Answer::default()
                    .key("account", account.code)
                    .key("follow_up", next.map_or(json!(null), |next| json!({"date": next.due, "note": next.note})));
                Ok(match next {
                    Some(next) => answer.line(format!("Follow-up on {}", next.due)),
                    None => answer,
                })
            },
        )?;
        Ok(match self.bare_word() {
            Some(warning) => answer.warn("no_details", warning).into(),
            None => answer.into(),
        })
    }
}

impl Log {
    fn decide(&self, session: &Session) -> Result<LogContact> {
        let account = session.account(&self.account)?;
        let outcome: Outcome = self.outcome.parse()?;
        let at = moment(session, self.at.as_deref())?;
        let day = at.date();
        let standing = session.book.standing(account.id, &Aging::by_due(day))?;
        let mut op = LogContact {
            clock_offset: session.desk.clock_offset(),
            channel: self.channel(outcome)?,
            direction: self.direction.parse::<Direction>()?,
            contact: reading::text(self.with.as_deref()),
            phone: reading::text(self.phone.as_deref()),
            note: self.note.as_deref().map(crate::domain::text::clean_lines).unwrap_or_default(),
            ..LogContact::new(account.id, at, outcome)
        };
        if let Some(number) = &self.item {
            op.item = Some(session.book.debit_numbered(account.id, number)?.id);
        }
        self.add_agreements(session, &account, &mut op)?;
        op.follow_up = self.next_step(session, &op)?;
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

    fn add_agreements(&self, session: &Session, account: &Account, op: &mut LogContact) -> Result<()> {
        if let Some(text) = &self.promise {
            op.promise = Some(promise::promised(session, account, text)?);
        }
        for text in &self.dispute {
            op.disputes.push(dispute::disputed(session, account, text)?);
        }
        if let Some(kind) = &self.hold {
            op.hold = Some((kind.parse()?, op.note.clone()));
        } else if op.outcome == Outcome::Hold {
            op.hold = Some((HoldKind::Other, op.note.clone()));
        }
        Ok(())
    }

    fn next_step(&self, session: &Session, op: &LogContact) -> Result<Option<(Date, String)>> {
        let due = match self.follow_up.as_deref() {
            Some("none") => None,
            Some(text) => Some(session.forward(text)?),
            None => follow_up_after(op.outcome, op, &session.settings),
        };
        Ok(due.map(|due| (due, format!("after {}", op.outcome.meaning()))))
    }

    /// An outcome that usually has details and was given none.
    fn bare_word(&self) -> Option<String> {
        let (word, option) = match self.outcome.as_str() {
            "promise" if self.promise.is_none() => ("promise", "--promise AMT@DATE"),
            "dispute" if self.dispute.is_empty() => ("dispute", "--dispute NUM=AMT:REASON"),
            _ => return None,
        };
        Some(format!("the contact was logged, but no {word} was made; say it with {option}"))
    }
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
        Ok(date) => Ok(date.and_time(NaiveTime::MIN)),
        Err(_) => Err(Error::invalid("at", format!("{:?} is no time", crate::domain::text::clean(text)))
            .safe("nothing was saved")
            .hint("write it like 14:30 or \"2026-11-20 14:30\"")),
    }
}
