//! Applying credit that lies on the account.

use super::super::cx::Cx;
use super::super::field::choice::{Choice, ChoiceField};
use super::super::field::date::DateField;
use super::super::field::grid::GridField;
use super::super::field::pick::PickField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::outlook::Told;
use super::posting::{Ground, Posting, at_grid, credit_key, date_of, name_of};
use super::refund::unapplied;
use crate::book::Credit;
use crate::domain::calendar::Date;
use crate::domain::ids::DebitId;
use crate::domain::money::sum;
use crate::error::{Error, Result};
use crate::ops::apply_credit::ApplyCredit;
use crate::ops::take_payment::{Strategy, decide};

pub struct Apply {
    which: PickField,
    date: DateField,
    apply: ChoiceField,
    grid: GridField,
    debit: Option<DebitId>,
}

impl Posting for Apply {
    const NAME: &'static str = "apply-credit";
    type Deed = Told<ApplyCredit, Credit>;

    fn new(seed: Seed, ground: &Ground) -> Apply {
        let ways = vec![Choice::new("oldest", "oldest first"), Choice::new("hand", "by hand")];
        let grid = Slot::new("debits", "").no_stop();
        let mut form = Apply {
            which: PickField::new(Slot::new("which", "Credit"), "no credit is unapplied"),
            date: ground.day_field(Slot::new("date", "Date")),
            apply: ChoiceField::new(Slot::new("apply", "Apply"), ways),
            grid: GridField::new(grid, ("applies", "closes"), ground.today, ground.look),
            debit: seed.debit,
        };
        form.apply.choose(if seed.debit.is_some() { "hand" } else { "oldest" });
        if let Some(credit) = ground.credits.iter().find(|credit| Some(credit.id) == seed.credit) {
            form.which.settle(credit_key(credit));
        }
        form
    }

    fn title(&self) -> &'static str {
        "APPLY credit of"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.which, &mut self.date, &mut self.apply, &mut self.grid]
    }

    fn offer(&mut self, ground: &Ground, _cx: &Cx) -> Result<()> {
        (self.date.today, self.date.default, self.grid.today) = (ground.today, Some(ground.today), ground.today);
        self.which.offer(unapplied(ground).map(|credit| ground.credit_line(credit, credit.unapplied)).collect());
        self.grid.offer(&ground.standing.debits);
        if let (Some(debit), false) = (self.debit.take(), self.grid.is_marked()) {
            self.grid.tick(&[debit]);
        }
        Ok(())
    }

    fn follow(&mut self, ground: &Ground, cx: &Cx) {
        self.grid.slot.stop = self.apply.value() == Some("hand");
        let shown = self.deed(ground, cx).map(|deed| deed.op.allocations).unwrap_or_default();
        self.grid.show(&shown);
    }

    fn deed(&self, ground: &Ground, _cx: &Cx) -> Result<Self::Deed> {
        self.which.check()?;
        let credit = ground.credit(self.which.value()).ok_or_else(|| Error::invalid("which", "choose which"))?;
        let strategy = match self.apply.value() {
            Some("hand") => Strategy::ByHand(self.grid.wishes()?),
            _ => Strategy::OldestFirst,
        };
        let decided = decide(&ground.standing.debits, credit.unapplied, &strategy).map_err(at_grid)?;
        let allocations = decided.applied.allocations;
        if allocations.is_empty() {
            return Err(Error::invalid("debits", "nothing is chosen to apply it to"));
        }
        Ok(Told {
            op: ApplyCredit { credit: credit.id, date: date_of(&self.date)?, allocations },
            told: credit.clone(),
        })
    }

    fn on(&self, ground: &Ground) -> Date {
        self.date.value().ok().flatten().unwrap_or(ground.today)
    }

    fn sentence(&self, deed: &Self::Deed, ground: &Ground) -> String {
        let applied = sum(deed.op.allocations.iter().map(|one| one.1), deed.told.amount.currency());
        let applied = applied.map(|applied| ground.look.figure(applied)).unwrap_or_default();
        let count = deed.op.allocations.len();
        format!("Applies {applied} of {} to {count} item{}", name_of(&deed.told), if count == 1 { "" } else { "s" })
    }

    fn said(&self, deed: &Self::Deed, ground: &Ground) -> String {
        format!("{} of {} applied", name_of(&deed.told), ground.standing.account.name())
    }
}
