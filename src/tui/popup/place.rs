//! What is said of an account's place in the work: put off until a day, kept on top, taken to another stage. Three small
//! forms of one build: what, perhaps until when or who, and always why.

use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::field::choice::{Choice, ChoiceField};
use super::super::field::date::DateField;
use super::super::field::pick::{Candidate, PickField};
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::super::form::Form;
use super::super::look::{Look, span};
use super::Seed;
use super::posting::{date_of, required};
use crate::book::{Account, Escalation, Pin, Snooze, Stamp};
use crate::domain::calendar::{Date, short, spoken};
use crate::domain::dates::{DayMonth, Facing};
use crate::domain::ids::AccountId;
use crate::domain::stage::Stages;
use crate::domain::text::clean;
use crate::error::{Error, Result};
use crate::ops::escalate::EscalateAccount;
use crate::ops::pin::{PinAccount, UnpinAccount};
use crate::ops::snooze::{SnoozeAccount, WakeAccount};

/// What such a form says and does.
enum Said {
    Snooze(SnoozeAccount),
    Wake(WakeAccount),
    Pin(PinAccount),
    Unpin(UnpinAccount),
    Escalate(EscalateAccount),
}

/// Which of the three it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Snooze,
    Pin,
    Stage,
}

pub const SNOOZE: &str = "snooze";
pub const PIN: &str = "pin";
pub const STAGE: &str = "stage";

struct PlaceForm {
    kind: Kind,
    account: Account,
    snooze: Option<Snooze>,
    pin: Option<Pin>,
    moved: Option<Escalation>,
    stages: Stages,
    today: Date,
    look: Look,
    /// Where it is snoozed or pinned already: take that back, or say it anew.
    what: ChoiceField,
    stage: PickField,
    until: DateField,
    owner: TextField,
    reason: TextField,
}

pub fn snooze(seed: Seed, cx: &Cx) -> Result<Box<dyn Form>> {
    make(Kind::Snooze, seed, cx)
}

pub fn pin(seed: Seed, cx: &Cx) -> Result<Box<dyn Form>> {
    make(Kind::Pin, seed, cx)
}

pub fn stage(seed: Seed, cx: &Cx) -> Result<Box<dyn Form>> {
    make(Kind::Stage, seed, cx)
}

fn make(kind: Kind, seed: Seed, cx: &Cx) -> Result<Box<dyn Form>> {
    let order = if cx.settings.day_first { DayMonth::DayFirst } else { DayMonth::MonthFirst };
    let slot = |name, label, shown| if shown { Slot::new(name, label) } else { Slot::new(name, label).hidden() };
    let choices = match kind {
        Kind::Pin => vec![Choice::new("lift", "take it off the top"), Choice::new("anew", "another reason")],
        _ => vec![Choice::new("lift", "back on the list now"), Choice::new("anew", "until another day")],
    };
    let until = DateField::new(slot("until", "Until", kind == Kind::Snooze), cx.today, Facing::Forward, order);
    let mut form = PlaceForm {
        kind,
        account: cx.book.account(seed.account)?,
        snooze: None,
        pin: None,
        moved: None,
        stages: cx.settings.stages.clone(),
        today: cx.today,
        look: cx.look,
        what: ChoiceField::new(slot("what", "Now", false), choices),
        stage: PickField::new(slot("stage", "Stage", kind == Kind::Stage), "the shop has no stages"),
        until,
        owner: TextField::new(slot("owner", "Owner", kind == Kind::Stage)),
        reason: TextField::new(slot("reason", "Reason", true)),
    };
    form.read(cx)?;
    Ok(Box::new(form))
}

impl PlaceForm {
    fn read(&mut self, cx: &Cx) -> Result<()> {
        let id = self.account.id;
        (self.account, self.today) = (cx.book.account(id)?, cx.today);
        self.snooze = cx.book.snooze_of(id, cx.today)?;
        self.pin = cx.book.pin_of(id, cx.today)?;
        self.moved = cx.book.escalation_of(id, cx.today)?;
        self.stages = cx.settings.stages.clone();
        self.until.today = cx.today;
        self.until.default = Some(cx.settings.calendar().next(cx.today));
        self.owner.default = cx.operator.clone();
        self.what.slot.shown = match self.kind {
            Kind::Snooze => self.snooze.is_some(),
            Kind::Pin => self.pin.is_some(),
            Kind::Stage => false,
        };
        self.stage.offer(self.candidates());
        Ok(())
    }

    fn candidates(&self) -> Vec<Candidate> {
        let now = self.moved.as_ref().map(|moved| moved.stage.as_str());
        let stage = |(place, stage): (usize, &crate::domain::stage::Stage)| Candidate {
            key: stage.word.clone(),
            label: format!("{} {}", place + 1, stage.name),
            detail: if Some(stage.word.as_str()) == now { "now".to_string() } else { String::new() },
            amount: String::new(),
        };
        self.stages.all().iter().enumerate().map(stage).collect()
    }

    fn lifts(&self) -> bool {
        self.what.slot.shown && self.what.value() == Some("lift")
    }

    fn said(&self) -> Result<Said> {
        let (account, today) = (self.account.id, self.today);
        if self.what.slot.shown && self.what.value().is_none() {
            return Err(Error::invalid("what", "choose which"));
        }
        if self.lifts() {
            return Ok(match self.kind {
                Kind::Pin => Said::Unpin(UnpinAccount { account, on: today }),
                _ => Said::Wake(WakeAccount { account, on: today }),
            });
        }
        let reason = || required(&self.reason, "a reason is needed");
        Ok(match self.kind {
            Kind::Snooze => {
                let until = date_of(&self.until)?;
                Said::Snooze(SnoozeAccount { account, from: today, until, reason: reason()? })
            }
            Kind::Pin => Said::Pin(PinAccount { account, from: today, reason: reason()? }),
            Kind::Stage => {
                let stage = self.stage.value().ok_or_else(|| Error::invalid("stage", "choose a stage"))?;
                let owner = required(&self.owner, "somebody must have it")?;
                Said::Escalate(EscalateAccount {
                    account,
                    on: today,
                    stage: stage.to_string(),
                    owner,
                    reason: reason()?,
                })
            }
        })
    }

    /// What holds now, and who said so.
    fn now(&self) -> Option<String> {
        match self.kind {
            Kind::Snooze => self.snooze.as_ref().map(|one| {
                format!("snoozed until {} · {} ({})", short(one.until, self.today), clean(&one.reason), clean(&one.by))
            }),
            Kind::Pin => self.pin.as_ref().map(|one| format!("pinned · {} ({})", clean(&one.reason), clean(&one.by))),
            Kind::Stage => self.moved.as_ref().map(|one| {
                let (stage, since) = (self.stages.name(&one.stage), short(one.on, self.today));
                format!("{stage} since {since}, {} has it · {}", clean(&one.owner), clean(&one.reason))
            }),
        }
    }
}

impl Form for PlaceForm {
    fn name(&self) -> &'static str {
        match self.kind {
            Kind::Snooze => SNOOZE,
            Kind::Pin => PIN,
            Kind::Stage => STAGE,
        }
    }

    fn account(&self) -> AccountId {
        self.account.id
    }

    fn title(&self) -> String {
        let what = match self.kind {
            Kind::Snooze => "SNOOZE",
            Kind::Pin => "PIN",
            Kind::Stage => "STAGE of",
        };
        format!("{what} {}", self.account.name())
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.what, &mut self.stage, &mut self.until, &mut self.owner, &mut self.reason]
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.read(cx)
    }

    fn changed(&mut self, _cx: &Cx) {
        let lifts = self.lifts();
        self.until.slot.shown = self.kind == Kind::Snooze && !lifts;
        self.reason.slot.shown = !lifts;
    }

    fn preview(&self, width: u16) -> Vec<Line<'static>> {
        let now = self.now().map(|now| super::super::look::fit(&format!("  now: {now}"), width));
        now.map(|now| Line::from(span(now, self.look.dim()))).into_iter().collect()
    }

    fn consequence(&self) -> String {
        match self.said() {
            Ok(Said::Snooze(op)) => format!("Not called until {}.", spoken(op.until, self.today)),
            Ok(Said::Wake(_)) => "Back on the day's list.".to_string(),
            Ok(Said::Pin(_)) => "On top of the day's list until somebody takes it off.".to_string(),
            Ok(Said::Unpin(_)) => "Takes its place in the list by its reasons again.".to_string(),
            Ok(Said::Escalate(op)) => format!("From today {}; {} has it.", self.stages.name(&op.stage), op.owner),
            Err(_) => String::new(),
        }
    }

    fn submit(&mut self, cx: &mut Cx, stamp: &Stamp) -> Result<String> {
        let name = self.account.name();
        let (done, said) = match self.said()? {
            Said::Snooze(op) => {
                let until = short(op.until, self.today);
                (cx.book.perform(&op, stamp), format!("{name} snoozed until {until}"))
            }
            Said::Wake(op) => (cx.book.perform(&op, stamp), format!("{name} is on the list again")),
            Said::Pin(op) => (cx.book.perform(&op, stamp), format!("{name} pinned")),
            Said::Unpin(op) => (cx.book.perform(&op, stamp), format!("{name} is not pinned any more")),
            Said::Escalate(op) => {
                let stage = self.stages.name(&op.stage);
                (cx.book.perform(&op, stamp), format!("{name}: {stage}, {} has it", op.owner))
            }
        };
        done.map(|_| said)
    }
}
