//! What a plan that is agreed in the call needs; it is written in the call's own entry.

use super::super::super::field::amount::AmountField;
use super::super::super::field::choice::ChoiceField;
use super::super::super::field::date::DateField;
use super::super::super::field::instalments::InstalmentsField;
use super::known::{Known, choice, hidden};
use crate::domain::item::OpenDebit;
use crate::domain::money::sum;
use crate::domain::plan::Rhythm;
use crate::domain::shorthand::PlanWish;
use crate::error::{Error, Result};
use crate::ops::agree_plan::{AgreePlan, usual_first};

const RHYTHMS: [(&str, &str); 4] =
    [("week", "week"), ("2weeks", "2 weeks"), ("month", "month"), ("month-end", "month-end")];

pub struct Planning {
    pub down: AmountField,
    pub size: InstalmentsField,
    pub every: ChoiceField,
    pub first: DateField,
}

impl Planning {
    pub fn new(known: &Known) -> Planning {
        let currency = known.standing.account.currency;
        let mut planning = Planning {
            down: AmountField::new(hidden("down", "Down"), currency, known.look),
            size: InstalmentsField::new(hidden("instalments", "In"), currency, known.look),
            every: choice(hidden("every", "Every"), RHYTHMS),
            first: known.date(hidden("first", "First")),
        };
        planning.down.required = false;
        planning.every.choose(Rhythm::MonthEnd.word());
        planning
    }

    pub fn show(&mut self, shown: bool) {
        for slot in [&mut self.down.slot, &mut self.size.slot, &mut self.every.slot, &mut self.first.slot] {
            slot.shown = shown;
        }
    }

    pub fn offer(&mut self, known: &Known) {
        let today = known.now.date();
        (self.first.today, self.first.default) = (today, Some(usual_first(today, self.rhythm())));
        let free = |debit: &&OpenDebit| debit.on_plan.is_zero();
        let open = known.standing.debits.iter().filter(free).map(|debit| debit.open);
        self.down.base = sum(open, known.standing.account.currency).ok();
        let down = self.down.value().ok().flatten();
        self.size.rest = self.down.base.and_then(|total| total.minus(down.unwrap_or(total.currency().zero())).ok());
    }

    fn rhythm(&self) -> Rhythm {
        self.every.value().and_then(|word| word.parse().ok()).unwrap_or(Rhythm::MonthEnd)
    }

    /// A plan over everything that is open and on no other plan; F7 has the one that chooses.
    pub fn decided(&self, known: &Known) -> Result<AgreePlan> {
        let wish = PlanWish {
            size: self.size.value()?,
            every: Some(self.rhythm()),
            down: self.down.value()?,
            first: self.first.value()?,
        };
        known.desk().plan(&wish, known.now.date()).map_err(at_field)
    }
}

/// The errors of a schedule, under the names of this form's fields.
fn at_field(error: Error) -> Error {
    match error.field() {
        Some("down" | "first" | "every") => error,
        _ => error.at_field("instalments"),
    }
}
