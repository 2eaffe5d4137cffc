//! Log a call, letter, e-mail or visit: what came of it with everything that needs, whoever was met on the way, and the
//! next follow-up, in one entry. Or all of it in one line.

mod disputing;
mod known;
mod next;
mod person;
mod planning;
mod promising;
#[cfg(test)]
mod tests;
mod told;

use disputing::Disputing;
use known::{Known, choice, hidden};
use next::Next;
use person::Person;
use planning::Planning;
use promising::Promising;
use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::field::choice::ChoiceField;
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::super::form::Form;
use super::super::key::Key;
use super::super::look;
use super::super::view::Command;
use super::Seed;
use super::schedule::Pen;
use crate::book::{Approach, Stamp};
use crate::domain::calendar::Moment;
use crate::domain::communication::{Channel, Direction, HoldKind, Outcome};
use crate::domain::guard::{Mode, Said};
use crate::domain::ids::AccountId;
use crate::domain::shorthand;
use crate::error::{Error, Result};
use crate::ops::log_contact::{LogContact, finished_by, follow_up_after, marks_after};
use crate::ops::log_line;

pub const NAME: &str = "call";

pub struct CallForm {
    known: Known,
    opened: Moment,
    /// Seconds by which the desk's clock is ahead of UTC.
    clock_offset: i32,
    /// The call is typed as one line.
    in_line: bool,
    line: TextField,
    outcome: ChoiceField,
    person: Person,
    promise: Promising,
    dispute: Disputing,
    plan: Planning,
    hold: ChoiceField,
    next: Next,
    note: TextField,
    because: TextField,
    channel: ChoiceField,
    direction: ChoiceField,
    /// What the rules of contact say against it.
    said: Said,
}

/// For `FORMS`.
pub fn make(seed: Seed, cx: &Cx) -> Result<Box<dyn Form>> {
    let known = Known::of(seed, cx)?;
    let mut form = CallForm {
        opened: cx.now(),
        clock_offset: cx.clock_offset(),
        in_line: false,
        line: TextField::new(hidden("line", "Line")),
        outcome: choice(Slot::new("outcome", "Outcome"), Outcome::ALL.iter().map(|one| (one.word(), label(*one)))),
        person: Person::new(),
        promise: Promising::new(&known),
        dispute: Disputing::new(&known),
        plan: Planning::new(&known),
        hold: choice(hidden("hold", "Hold"), HoldKind::ALL.iter().map(|one| (one.word(), one.word()))),
        next: Next::new(&known),
        note: TextField::new(Slot::new("note", "Note")),
        because: TextField::new(hidden("override", "Because").no_stop()),
        channel: choice(
            Slot::new("channel", "Way").no_stop().beside(56),
            CHANNELS.iter().map(|one| (one.word(), one.word())),
        ),
        direction: choice(
            Slot::new("direction", "").no_stop().beside(16),
            Direction::ALL.iter().map(|one| (one.word(), one.word())),
        ),
        said: Said::default(),
        known,
    };
    form.channel.choose(Channel::Call.word());
    form.direction.choose(Direction::Out.word());
    form.dispute.reason.offer(super::dispute::reasons(cx));
    Ok(Box::new(form))
}

const CHANNELS: [Channel; 5] = [Channel::Call, Channel::Email, Channel::Letter, Channel::Text, Channel::Visit];

/// Opens the line; what it reads is in `domain::shorthand`.
const LINE_KEY: Key = Key::Char(':');

const KEYS: &[Command] = &[Command {
    name: "one-line",
    keys: &[LINE_KEY],
    label: "line",
    help: "Type the call as one line, such as ptp 500 fri; disp 1043 80 short",
}];

/// One or two words for a numbered choice.
fn label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NoAnswer => "no answer",
        Outcome::WrongNumber => "wrong number",
        outcome => outcome.word(),
    }
}

impl CallForm {
    fn chosen(&self) -> Option<Outcome> {
        self.outcome.value().and_then(|word| word.parse().ok())
    }

    fn way(&self) -> Channel {
        self.channel.value().and_then(|word| word.parse().ok()).unwrap_or(Channel::Call)
    }

    fn going(&self) -> Direction {
        self.direction.value().and_then(|word| word.parse().ok()).unwrap_or(Direction::Out)
    }

    fn account_id(&self) -> AccountId {
        self.known.standing.account.id
    }

    /// What would be written now.
    fn decided(&self, at: Moment) -> Result<LogContact> {
        let mut op = LogContact {
            clock_offset: self.clock_offset,
            channel: self.way(),
            direction: self.going(),
            contact: self.person.name().to_string(),
            phone: self.person.phone().to_string(),
            item: self.known.debit,
            keeps: self.person.keeps(&self.known),
            over_guard: if self.said.findings.is_empty() { String::new() } else { self.because.value().to_string() },
            ..LogContact::new(self.account_id(), at, Outcome::Spoke)
        };
        op = if self.in_line { self.in_one_line(op)? } else { self.field_by_field(op)? };
        op.marks = marks_after(op.outcome, &op.phone);
        op.finished = finished_by(&self.known.standing, op.outcome, at.date(), op.follow_up.is_some());
        Ok(op)
    }

    /// The line as a whole, and the follow-up that its outcome usually has.
    fn in_one_line(&self, op: LogContact) -> Result<LogContact> {
        let line = shorthand::read(self.line.value(), &self.known.reading())?;
        let mut op = log_line::decide(&line, &self.known.desk(), op)?;
        if op.outcome == Outcome::Note {
            op.channel = Channel::Note;
        }
        let usual = follow_up_after(op.outcome, &op, &self.known.settings);
        op.follow_up = op.follow_up.take().or_else(|| usual.map(|date| (date, op.note.clone())));
        Ok(op)
    }

    fn field_by_field(&self, mut op: LogContact) -> Result<LogContact> {
        let known = &self.known;
        op.outcome = self.chosen().ok_or_else(|| Error::invalid("outcome", "choose: outcome"))?;
        op.note = self.note.value().to_string();
        match op.outcome {
            Outcome::Promise => op.promise = Some(self.promise.decided(known)?),
            Outcome::Dispute => op.disputes.push(self.dispute.decided(known, &op.note)?),
            Outcome::Plan => op.plan = Some(self.plan.decided(known)?),
            Outcome::Info => op.requests.extend(self.next.requested(known, &op.note)?),
            Outcome::Hold => {
                op.hold = self.hold.value().map(|kind| kind.parse()).transpose()?.map(|kind| (kind, op.note.clone()))
            }
            Outcome::Callback => op.callback = self.next.at.value()?,
            _ => {}
        }
        op.follow_up = self.next.follow_up.value()?.map(|date| (date, op.note.clone()));
        Ok(op)
    }

    fn show_fields(&mut self) {
        let outcome = self.chosen().filter(|_| !self.in_line);
        self.in_line |= self.line.is_typed();
        self.line.slot.shown = self.in_line;
        self.outcome.slot.shown = !self.in_line;
        self.note.slot.shown = !self.in_line;
        self.promise.show(outcome == Some(Outcome::Promise));
        self.dispute.show(outcome == Some(Outcome::Dispute));
        self.plan.show(outcome == Some(Outcome::Plan));
        self.hold.slot.shown = outcome == Some(Outcome::Hold);
        self.next.show(outcome);
    }

    fn offer(&mut self) {
        let rings = matches!(self.way(), Channel::Call | Channel::Text);
        self.person.offer(&self.known, rings);
        self.promise.offer(&self.known);
        self.dispute.offer(&self.known);
        self.plan.offer(&self.known);
        // Asked of what would be written, with no follow-up of its own: the outcome decides.
        let at = self.known.now;
        let usual = self.chosen().and_then(|outcome| match self.decided(at) {
            Ok(op) => follow_up_after(outcome, &op, &self.known.settings),
            Err(_) => follow_up_after(outcome, &LogContact::new(self.account_id(), at, outcome), &self.known.settings),
        });
        self.next.offer(&self.known, usual);
        let trouble = if self.line.is_typed() { self.decided(at).err() } else { None };
        let trouble = trouble.filter(|error| self.in_line && error.field() == Some("line"));
        self.line.trouble =
            trouble.map(|error| (error.message().to_string(), error.hint_note().unwrap_or_default().to_string()));
    }

    /// Asks the rules of contact about it as it stands.
    fn ask_guard(&mut self, cx: &Cx) {
        let approach = Approach {
            account: self.account_id(),
            at: cx.now(),
            clock_offset: cx.clock_offset(),
            channel: self.way(),
            direction: self.going(),
            phone: self.person.phone(),
        };
        self.said = cx.book.guard(&approach, &cx.settings).unwrap_or_default();
        let blocked = self.said.blocked().is_some();
        self.because.slot.shown = !self.said.findings.is_empty();
        self.because.slot.stop = blocked;
        self.because.echo = if blocked { "a reason is needed".into() } else { "a reason is kept".into() };
        if self.because.is_typed() {
            self.because.echo.clear();
        }
    }
}

impl Form for CallForm {
    fn name(&self) -> &'static str {
        NAME
    }

    fn account(&self) -> AccountId {
        self.account_id()
    }

    fn title(&self) -> String {
        format!("{} with {}", self.way().word().to_uppercase(), self.known.standing.account.name())
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        let [contact, number] = self.person.fields();
        vec![
            &mut self.line,
            &mut self.outcome,
            contact,
            number,
            &mut self.promise.amount,
            &mut self.promise.by,
            &mut self.dispute.invoice,
            &mut self.dispute.amount,
            &mut self.dispute.owner,
            &mut self.dispute.reason,
            &mut self.plan.down,
            &mut self.plan.size,
            &mut self.plan.every,
            &mut self.plan.first,
            &mut self.hold,
            &mut self.next.what,
            &mut self.next.item,
            &mut self.next.follow_up,
            &mut self.next.at,
            &mut self.note,
            &mut self.because,
            &mut self.channel,
            &mut self.direction,
        ]
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.known = self.known.again(cx)?;
        Ok(())
    }

    fn changed(&mut self, cx: &Cx) {
        self.known.now = cx.now();
        self.show_fields();
        self.offer();
        self.ask_guard(cx);
    }

    fn preview(&self, width: u16) -> Vec<Line<'static>> {
        let look = self.known.look;
        let dim = |text: String| Line::from(look::span(format!("  {text}"), look.dim()));
        let plain = |text: String| Line::from(look::span(format!("  {text}"), look.plain()));
        if self.in_line && !self.line.is_typed() {
            let examples: Vec<&str> =
                shorthand::VERBS.iter().map(|(verb, _, long)| if long.is_empty() { *verb } else { *long }).collect();
            return look::wrap(&examples.join(" · "), width.saturating_sub(4)).into_iter().map(dim).collect();
        }
        if !self.in_line && self.chosen().is_none() {
            return vec![dim(": types the call as one line, such as ptp 500 fri".to_string())];
        }
        let Ok(op) = self.decided(self.known.now) else {
            let hint = self.line.trouble.as_ref().map(|(_, hint)| hint.clone()).filter(|_| self.in_line);
            return hint.into_iter().flat_map(|hint| look::wrap(&hint, width.saturating_sub(4))).map(dim).collect();
        };
        let mut lines: Vec<Line> = Vec::new();
        if self.in_line {
            lines.extend(told::records(&op, &self.known).into_iter().map(|record| plain(format!("+ {record}"))));
        }
        lines.extend(told::besides(&op).into_iter().map(|record| plain(format!("+ {record}"))));
        if op.outcome == Outcome::Refused {
            lines.push(plain("S on the account then moves it to another stage".to_string()));
        }
        if let Some(plan) = &op.plan {
            let (settings, today) = (&self.known.settings, self.known.now.date());
            lines.extend(Pen { settings, today, look, width }.lines(plan));
        }
        lines
    }

    fn consequence(&self) -> String {
        self.decided(self.known.now).map(|op| told::sentence(&op, &self.known)).unwrap_or_default()
    }

    fn submit(&mut self, cx: &mut Cx, stamp: &Stamp) -> Result<String> {
        let op = self.decided(cx.now())?;
        cx.book.perform(&op, stamp)?;
        Ok(format!("{} logged for {}", told::capital(op.channel.word()), self.known.standing.account.name()))
    }

    fn notice(&self) -> String {
        let sign = if self.said.blocked().is_some() { "✗" } else { "⚠" };
        let found = self.said.findings.iter().map(|one| match one.mode {
            Mode::Block => format!("{}, so Save needs a reason", one.says),
            _ => one.says.clone(),
        });
        let said: Vec<String> = found.chain(self.said.notes.iter().cloned()).collect();
        if said.is_empty() { String::new() } else { format!("{sign} {}", said.join(" · ")) }
    }

    fn keys(&self) -> &'static [Command] {
        KEYS
    }

    /// `:` on the outcome opens the line, and Backspace in the empty line goes back.
    fn turn_to(&mut self, key: Key, field: &str) -> Option<&'static str> {
        match (key, field) {
            (LINE_KEY, "outcome") => {
                self.in_line = true;
                Some("line")
            }
            (Key::Backspace, "line") if !self.line.is_typed() => {
                self.in_line = false;
                Some("outcome")
            }
            _ => None,
        }
    }

    fn shows_note(&self) -> bool {
        true
    }

    fn corner(&self, cx: &Cx) -> String {
        let seconds = (cx.now() - self.opened).num_seconds().clamp(0, 359_999);
        format!("{:02}:{:02}", seconds / 60, seconds % 60)
    }
}
