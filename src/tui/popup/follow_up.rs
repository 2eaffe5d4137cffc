//! The next step at an account without a call: a date and what to do then; instead of what was planned, beside it, or
//! done.

use super::super::cx::Cx;
use super::super::field::choice::{Choice, ChoiceField};
use super::super::field::date::DateField;
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::outlook::Deed;
use super::posting::{Ground, Posting, date_of};
use crate::book::{Book, Done, Stamp, Standing};
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, spoken};
use crate::domain::dates::Facing;
use crate::domain::ids::AccountId;
use crate::error::{Error, Result};
use crate::ops::end::FinishFollowUp;
use crate::ops::schedule_follow_up::{ReplaceFollowUp, ScheduleFollowUp};

/// Business days to the next step where nobody says otherwise.
const USUAL_DAYS: u32 = 5;

pub struct FollowUpForm {
    does: ChoiceField,
    date: DateField,
    note: TextField,
}

/// What Save does.
pub enum NextStep {
    Schedule(ReplaceFollowUp),
    Finish(FinishFollowUp),
}

impl Deed for NextStep {
    fn try_out(&self, book: &Book, stamp: &Stamp, of: (AccountId, &Aging)) -> Result<Standing> {
        match self {
            NextStep::Schedule(op) => op.try_out(book, stamp, of),
            NextStep::Finish(op) => op.try_out(book, stamp, of),
        }
    }

    fn perform(&self, book: &mut Book, stamp: &Stamp) -> Result<Done> {
        match self {
            NextStep::Schedule(op) => Deed::perform(op, book, stamp),
            NextStep::Finish(op) => Deed::perform(op, book, stamp),
        }
    }
}

impl Posting for FollowUpForm {
    const NAME: &'static str = "follow-up";
    const MOVES_MONEY: bool = false;
    type Deed = NextStep;

    fn new(_seed: Seed, ground: &Ground) -> FollowUpForm {
        let mut date = DateField::new(Slot::new("date", "When"), ground.today, Facing::Forward, ground.order);
        date.required = true;
        let does = ChoiceField::new(Slot::new("does", "It is"), Vec::new());
        FollowUpForm { does, date, note: TextField::new(Slot::new("note", "To do")) }
    }

    fn title(&self) -> &'static str {
        "FOLLOW UP with"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.does, &mut self.date, &mut self.note]
    }

    fn offer(&mut self, ground: &Ground, cx: &Cx) -> Result<()> {
        self.date.today = ground.today;
        self.date.default = Some(cx.settings.calendar().after(ground.today, USUAL_DAYS));
        let next = ground.standing.follow_ups.first();
        self.does.slot.shown = next.is_some();
        let Some(next) = next else {
            self.does.offer(vec![Choice::new("more", "one more")]);
            self.does.choose("more");
            return Ok(());
        };
        let when = spoken(next.due, ground.today);
        let ways = [
            ("instead", format!("instead of {when}")),
            ("more", "one more".into()),
            ("done", format!("{when} is done")),
        ];
        self.does.offer(ways.map(|(word, label)| Choice::new(word, label)).to_vec());
        if self.does.value().is_none() {
            self.does.choose("instead");
        }
        Ok(())
    }

    fn follow(&mut self, _ground: &Ground, _cx: &Cx) {
        let scheduling = self.does.value() != Some("done");
        (self.date.slot.shown, self.note.slot.shown) = (scheduling, scheduling);
    }

    fn deed(&self, ground: &Ground, _cx: &Cx) -> Result<NextStep> {
        let next = ground.standing.follow_ups.first();
        if self.does.value() == Some("done") {
            let next = next.ok_or_else(|| Error::invalid("does", "there is no follow-up that is open"))?;
            return Ok(NextStep::Finish(FinishFollowUp { follow_up: next.id, on: ground.today }));
        }
        let replaces = match self.does.value() {
            Some("instead") => next.iter().map(|next| next.id).collect(),
            _ => Vec::new(),
        };
        let (account, due, note) = (ground.account(), date_of(&self.date)?, self.note.value().to_string());
        let scheduled = ScheduleFollowUp { account, due, note };
        Ok(NextStep::Schedule(ReplaceFollowUp { scheduled, replaces, on: ground.today }))
    }

    fn on(&self, ground: &Ground) -> Date {
        ground.today
    }

    fn details(&self, _deed: &NextStep, ground: &Ground) -> Vec<String> {
        let planned = ground.standing.follow_ups.iter().map(|one| {
            let note = if one.note.is_empty() { String::new() } else { format!(" · {}", one.note) };
            format!("planned: {}{note}", spoken(one.due, ground.today))
        });
        planned.collect()
    }

    fn sentence(&self, deed: &NextStep, ground: &Ground) -> String {
        match deed {
            NextStep::Finish(_) => "The follow-up is done".to_string(),
            NextStep::Schedule(op) => {
                let instead = if op.replaces.is_empty() { "" } else { ", instead of what was planned" };
                format!("Follow up {}{instead}", spoken(op.scheduled.due, ground.today))
            }
        }
    }

    fn said(&self, deed: &NextStep, ground: &Ground) -> String {
        match deed {
            NextStep::Finish(_) => format!("Follow-up with {} done", ground.standing.account.name()),
            NextStep::Schedule(op) => {
                format!("Follow up {} with {}", spoken(op.scheduled.due, ground.today), ground.standing.account.name())
            }
        }
    }
}
