//! Agree a payment plan: what it covers, how much down, in how many instalments, from when. The schedule that is shown
//! is the schedule that is saved.

use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::field::amount::AmountField;
use super::super::field::choice::{Choice, ChoiceField};
use super::super::field::date::DateField;
use super::super::field::grid::GridField;
use super::super::field::instalments::InstalmentsField;
use super::super::field::{Field, Slot};
use super::super::form::Form;
use super::super::look::{self, Look};
use super::Seed;
use super::schedule::{Pen, summary};
use crate::book::{Settings, Stamp, Standing};
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, Roll};
use crate::domain::dates::{DayMonth, Facing};
use crate::domain::ids::{AccountId, DebitId};
use crate::domain::item::OpenDebit;
use crate::domain::money::{Money, Remainder, sum};
use crate::domain::plan::Rhythm;
use crate::error::{Error, Result};
use crate::ops::agree_plan::{AgreePlan, Wish, decide, usual_first};

pub const NAME: &str = "plan";

pub struct PlanForm {
    standing: Standing,
    settings: Settings,
    today: Date,
    look: Look,
    down: AmountField,
    size: InstalmentsField,
    every: ChoiceField,
    first: DateField,
    roll: ChoiceField,
    remainder: ChoiceField,
    covers: GridField,
    /// The debits that were offered last; new ones are covered until somebody says otherwise.
    offered: Vec<DebitId>,
    decided: Option<Result<AgreePlan>>,
}

/// For `FORMS`.
pub fn make(seed: Seed, cx: &Cx) -> Result<Box<dyn Form>> {
    let standing = standing(seed.account, cx)?;
    let order = if cx.settings.day_first { DayMonth::DayFirst } else { DayMonth::MonthFirst };
    let (currency, look, today) = (standing.account.currency, cx.look, cx.today);
    let choice = |slot, words: Vec<(&'static str, &str)>| {
        ChoiceField::new(slot, words.into_iter().map(|(word, label)| Choice::new(word, label)).collect())
    };
    let rhythms = [("week", "week"), ("2weeks", "2 weeks"), ("month", "month"), ("month-end", "month-end")];
    let mut form = PlanForm {
        settings: cx.settings.clone(),
        today,
        look,
        down: AmountField::new(Slot::new("down", "Down"), currency, look),
        size: InstalmentsField::new(Slot::new("instalments", "In"), currency, look),
        every: choice(Slot::new("every", "Every"), rhythms.to_vec()),
        first: DateField::new(Slot::new("first", "First"), today, Facing::Forward, order),
        roll: choice(
            Slot::new("roll", "Off days").no_stop(),
            ROLLS.iter().map(|(roll, label)| (roll.word(), *label)).collect(),
        ),
        remainder: choice(
            Slot::new("remainder", "Odd cents").no_stop(),
            Remainder::ALL.map(|one| (one.word(), one.word())).to_vec(),
        ),
        covers: GridField::new(Slot::new("covers", "").no_stop(), ("covers", ""), today, look),
        offered: Vec::new(),
        decided: None,
        standing,
    };
    form.down.required = false;
    form.every.choose(Rhythm::MonthEnd.word());
    form.roll.choose(Roll::default().word());
    form.remainder.choose(Remainder::default().word());
    Ok(Box::new(form))
}

const ROLLS: [(Roll, &str); 4] = [
    (Roll::Modified, "next, within month"),
    (Roll::Following, "next"),
    (Roll::Preceding, "before"),
    (Roll::None, "as they fall"),
];

fn standing(account: AccountId, cx: &Cx) -> Result<Standing> {
    cx.book.standing(account, &Aging { edges: cx.settings.edges, ..Aging::by_due(cx.today) })
}

impl PlanForm {
    fn rhythm(&self) -> Rhythm {
        self.every.value().and_then(|word| word.parse().ok()).unwrap_or(Rhythm::MonthEnd)
    }

    fn covered(&self) -> Result<Vec<OpenDebit>> {
        let wishes = self.covers.wishes()?;
        let covered = |debit: &&OpenDebit| wishes.iter().any(|(id, _)| *id == debit.id);
        Ok(self.standing.debits.iter().filter(covered).cloned().collect())
    }

    fn decide(&self) -> Result<AgreePlan> {
        let currency = self.standing.account.currency;
        let wish = Wish {
            account: self.standing.account.id,
            made: self.today,
            down: self.down.value()?.unwrap_or(currency.zero()),
            size: self.size.value()?,
            every: self.rhythm(),
            first: self.first.value()?.ok_or_else(|| Error::invalid("first", "a date is needed"))?,
            roll: self.roll.value().unwrap_or_default().parse()?,
            remainder: self.remainder.value().unwrap_or_default().parse()?,
        };
        decide(&wish, &self.covered()?, &self.settings).map_err(at_field)
    }
}

/// The errors of a schedule, under the names of this form's fields.
fn at_field(error: Error) -> Error {
    match error.field() {
        Some("installments" | "amount") => error.at_field("instalments"),
        Some("items") => error.at_field("covers"),
        _ => error,
    }
}

impl Form for PlanForm {
    fn name(&self) -> &'static str {
        NAME
    }

    fn account(&self) -> AccountId {
        self.standing.account.id
    }

    fn title(&self) -> String {
        format!("PLAN for {}", self.standing.account.name())
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![
            &mut self.covers,
            &mut self.down,
            &mut self.size,
            &mut self.every,
            &mut self.first,
            &mut self.roll,
            &mut self.remainder,
        ]
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.standing = standing(self.standing.account.id, cx)?;
        self.settings = cx.settings.clone();
        (self.today, self.first.today, self.covers.today) = (cx.today, cx.today, cx.today);
        let debits = &self.standing.debits;
        self.covers.offer(debits);
        let ids: Vec<DebitId> = debits.iter().map(|debit| debit.id).collect();
        if self.offered != ids && !self.covers.is_marked() {
            let free: Vec<DebitId> =
                debits.iter().filter(|debit| debit.on_plan.is_zero()).map(|debit| debit.id).collect();
            self.covers.tick(&free);
        }
        self.offered = ids;
        Ok(())
    }

    fn changed(&mut self, _cx: &Cx) {
        self.first.default = Some(usual_first(self.today, self.rhythm()));
        let covered = self.covered().unwrap_or_default();
        let total = sum(covered.iter().map(|debit| debit.open), self.standing.account.currency).ok();
        self.down.base = total;
        let rest = total.and_then(|total| total.minus(self.down.value().ok()?.unwrap_or(total.currency().zero())).ok());
        self.size.rest = rest;
        let shown: Vec<(DebitId, Money)> = covered.iter().map(|debit| (debit.id, debit.open)).collect();
        self.covers.show(&shown);
        let asked = self.size.is_typed();
        self.decided = asked.then(|| self.decide());
    }

    fn preview(&self, width: u16) -> Vec<Line<'static>> {
        let pen = Pen { settings: &self.settings, today: self.today, look: self.look, width };
        match &self.decided {
            None => Vec::new(),
            Some(Err(error)) => vec![Line::from(look::span(format!("  ✗ {}", error.message()), self.look.alert()))],
            Some(Ok(plan)) => pen.lines(plan),
        }
    }

    fn consequence(&self) -> String {
        let Some(Ok(plan)) = &self.decided else { return String::new() };
        let money = capital(&summary(plan, self.look));
        format!("{money}; calls and reminders pause while it is kept.")
    }

    fn submit(&mut self, cx: &mut Cx, stamp: &Stamp) -> Result<String> {
        let op = self.decide()?;
        cx.book.perform(&op, stamp).map_err(at_field)?;
        Ok(format!("Plan agreed with {}", self.standing.account.name()))
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::samples::app;
    use super::*;
    use crate::domain::item::samples::{day, usd};
    use crate::tui::app::Status;

    #[test]
    fn a_plan_takes_the_keys_of_its_budget() {
        let mut app = app();
        app.press("l⏎6⏎⏎⏎⏎").unwrap();
        assert_eq!(app.status(), Some(&Status::Saved("Plan agreed with Holloway Fabrication".to_string())));
        let standing = standing(AccountId(1), &app.cx).unwrap();
        let (plan, adherence) = standing.running_plan().unwrap();
        assert_eq!((plan.instalments.len(), adherence.total), (6, usd("1240.50")));
        assert_eq!(plan.instalments.first().unwrap().due, day("2026-11-30"));
        assert_eq!(standing.figures.on_plan, usd("1240.50"));
    }

    #[test]
    fn the_schedule_is_live_and_sums_to_what_is_covered() {
        let mut app = app();
        app.press("l240.50⏎6").unwrap();
        let screen = app.screen(120, 40);
        for part in [
            "30 Nov  166.66",
            "31 Jan 2027 is a Sunday",
            "166.70",
            "Ends Fri 30 Apr 2027 · 6 payments",
            "Down payment 240.50 today, then 6 instalments",
        ] {
            assert!(screen.contains(part), "{part} is not in\n{screen}");
        }
    }

    #[test]
    fn an_amount_each_is_a_size_too() {
        let mut app = app();
        app.press("l⏎200.00<c-s>").unwrap();
        let standing = standing(AccountId(1), &app.cx).unwrap();
        let (plan, _) = standing.running_plan().unwrap();
        assert_eq!(plan.instalments.iter().map(|one| one.amount).collect::<Vec<_>>().last(), Some(&usd("40.50")));
    }

    #[test]
    fn what_it_covers_can_be_chosen() {
        let mut app = app();
        app.press("l<up> <down><down>⏎2<c-s>").unwrap();
        let standing = standing(AccountId(1), &app.cx).unwrap();
        let (plan, adherence) = standing.running_plan().unwrap();
        assert_eq!((plan.covers.len(), adherence.total), (1, usd("412.30")));
    }

    #[test]
    fn a_down_payment_of_everything_is_refused_beside_its_field() {
        let mut app = app();
        app.press("l2000⏎6<c-s>").unwrap();
        assert!(
            matches!(app.status(), Some(Status::Trouble(text)) if text.contains("down payment")),
            "{:?}",
            app.status()
        );
        assert!(standing(AccountId(1), &app.cx).unwrap().running_plan().is_none());
    }

    #[test]
    fn nothing_is_saved_without_a_size() {
        let mut app = app();
        app.press("l<c-s>").unwrap();
        assert!(matches!(app.status(), Some(Status::Trouble(_))));
    }

    #[test]
    fn the_plan_form_at_three_sizes() {
        let mut app = app();
        app.press("l240.50⏎6").unwrap();
        insta::assert_snapshot!("plan_120x40", app.screen(120, 40));
        insta::assert_snapshot!("plan_80x24", app.screen(80, 24));
        insta::assert_snapshot!("plan_60x20", app.screen(60, 20));
    }
}
