//! A hold on an account: placed with its kind and reason, and lifted.

use super::super::super::cx::Cx;
use super::super::super::field::choice::{Choice, ChoiceField};
use super::super::super::field::date::DateField;
use super::super::super::field::pick::{Candidate, PickField};
use super::super::super::field::text::TextField;
use super::super::super::field::{Field, Slot};
use super::super::Seed;
use super::super::posting::date_of;
use super::{Decided, Matter};
use crate::book::{Account, Hold};
use crate::domain::calendar::{Date, short};
use crate::domain::communication::HoldKind;
use crate::domain::dates::{DayMonth, Facing};
use crate::domain::ids::AccountId;
use crate::error::{Error, Result};
use crate::ops::end::LiftHold;
use crate::ops::place_hold::PlaceHold;

pub struct HoldForm {
    account: Account,
    /// Those that are not lifted.
    holds: Vec<Hold>,
    today: Date,
    what: ChoiceField,
    which: PickField,
    kind: ChoiceField,
    reason: TextField,
    date: DateField,
}

impl HoldForm {
    fn lifts(&self) -> bool {
        self.what.value() == Some("lift")
    }

    fn read(&mut self, cx: &Cx) -> Result<()> {
        self.holds = cx.book.holds_of(self.account.id)?;
        self.holds.retain(|hold| hold.lifted_on.is_none());
        (self.today, self.date.today, self.date.default) = (cx.today, cx.today, Some(cx.today));
        let line = |hold: &Hold| Candidate {
            key: format!("H{}", hold.id.0),
            label: hold.kind.word().to_string(),
            detail: hold.words(cx.today),
            amount: String::new(),
        };
        self.which.offer(self.holds.iter().map(line).collect());
        Ok(())
    }

    fn place(&self) -> Result<Decided> {
        let kind: HoldKind = self.kind.value().ok_or_else(|| Error::invalid("kind", "choose: kind"))?.parse()?;
        let (reason, from) = (self.reason.value().to_string(), date_of(&self.date)?);
        let sentence = match kind {
            HoldKind::Credit => "Stops new sales on credit; calls and reminders go on.".to_string(),
            _ => format!("Stops calls and reminders from {}.", short(from, self.today)),
        };
        let said = format!("{} is on hold: {}", self.account.name(), kind.word());
        let op = Box::new(PlaceHold { account: self.account.id, kind, reason, from });
        Ok(Decided { op, changes: Vec::new(), sentence, said })
    }

    fn lift(&self) -> Result<Decided> {
        self.which.check()?;
        let chosen = |hold: &&Hold| Some(format!("H{}", hold.id.0).as_str()) == self.which.value();
        let hold = self.holds.iter().find(chosen).ok_or_else(|| Error::invalid("which", "choose which"))?;
        let on = date_of(&self.date)?;
        let sentence = format!("Lifts the hold {} from {}.", hold.kind.word(), short(on, self.today));
        let said = format!("The hold {} of {} is lifted", hold.kind.word(), self.account.name());
        let op = Box::new(LiftHold { account: self.account.id, hold: hold.id, on });
        Ok(Decided { op, changes: Vec::new(), sentence, said })
    }
}

impl Matter for HoldForm {
    const NAME: &'static str = "hold";

    fn new(seed: Seed, cx: &Cx) -> Result<HoldForm> {
        let order = if cx.settings.day_first { DayMonth::DayFirst } else { DayMonth::MonthFirst };
        let kinds = HoldKind::ALL.iter().map(|kind| Choice::new(kind.word(), kind.word())).collect();
        let deeds = vec![Choice::new("place", "place a hold"), Choice::new("lift", "lift one")];
        let mut form = HoldForm {
            account: cx.book.account(seed.account)?,
            holds: Vec::new(),
            today: cx.today,
            what: ChoiceField::new(Slot::new("what", "Do"), deeds),
            which: PickField::new(Slot::new("which", "Hold"), "no hold is in force"),
            kind: ChoiceField::new(Slot::new("kind", "Kind"), kinds),
            reason: TextField::new(Slot::new("reason", "Reason")),
            date: DateField::new(Slot::new("date", "From"), cx.today, Facing::Back, order),
        };
        form.read(cx)?;
        form.what.choose(if form.holds.is_empty() { "place" } else { "lift" });
        Ok(form)
    }

    fn account(&self) -> AccountId {
        self.account.id
    }

    fn title(&self) -> String {
        format!("HOLD on {}", self.account.name())
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.what, &mut self.which, &mut self.kind, &mut self.reason, &mut self.date]
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.account = cx.book.account(self.account.id)?;
        self.read(cx)
    }

    fn follow(&mut self, _cx: &Cx) {
        let (lifts, none) = (self.lifts(), self.holds.is_empty());
        self.what.slot.shown = !none || lifts;
        self.which.slot.shown = lifts;
        self.kind.slot.shown = !lifts;
        self.reason.slot.shown = !lifts;
    }

    fn decide(&self, _cx: &Cx) -> Result<Decided> {
        if self.lifts() { self.lift() } else { self.place() }
    }
}
