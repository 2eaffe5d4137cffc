//! Taking back what a payment or credit memo was applied to: the debits are open again, the money is on the account.

use super::super::cx::Cx;
use super::super::field::date::DateField;
use super::super::field::grid::GridField;
use super::super::field::pick::PickField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::outlook::Told;
use super::posting::{Ground, Posting, credit_key, date_of, name_of};
use crate::book::{Allocation, Credit};
use crate::domain::calendar::Date;
use crate::domain::ids::DebitId;
use crate::domain::item::{CreditKind, OpenDebit};
use crate::domain::money::{Money, sum};
use crate::error::{Error, Result};
use crate::ops::unapply_credit::UnapplyCredit;

pub struct Unapply {
    which: PickField,
    grid: GridField,
    date: DateField,
    /// The credit whose allocations the grid shows.
    shown: Option<String>,
    allocations: Vec<Allocation>,
    debit: Option<DebitId>,
}

/// What a credit is applied to now, one line for each debit.
fn lines(allocations: &[Allocation], ground: &Ground) -> Result<Vec<OpenDebit>> {
    let zero = ground.standing.account.currency.zero();
    let mut lines: Vec<OpenDebit> = Vec::new();
    for one in allocations {
        if let Some(line) = lines.iter_mut().find(|line| line.id == one.debit) {
            line.open = line.open.plus(one.amount)?;
            continue;
        }
        let Some(debit) = ground.debits.iter().find(|debit| debit.id == one.debit) else { continue };
        let (id, kind, number) = (debit.id, debit.kind, debit.number.clone());
        let (date, due, amount) = (debit.date, debit.due, debit.amount);
        lines.push(OpenDebit {
            id,
            kind,
            number,
            date,
            due,
            amount,
            open: one.amount,
            disputed: zero,
            on_plan: zero,
            undiscounted: zero,
        });
    }
    Ok(lines)
}

impl Unapply {
    /// The debits that are ticked.
    fn ticked(&self) -> Result<Vec<DebitId>> {
        let wishes = self.grid.wishes()?;
        if wishes.iter().any(|(_, typed)| typed.is_some()) {
            return Err(Error::invalid("debits", "what is applied is taken back whole: tick it"));
        }
        Ok(wishes.into_iter().map(|(debit, _)| debit).collect())
    }
}

impl Posting for Unapply {
    const NAME: &'static str = "unapply-credit";
    type Deed = Told<UnapplyCredit, (Credit, Money)>;

    fn new(seed: Seed, ground: &Ground) -> Unapply {
        let mut form = Unapply {
            which: PickField::new(Slot::new("which", "Credit"), "nothing is applied that could be taken back"),
            grid: GridField::new(Slot::new("debits", ""), ("takes back", ""), ground.today, ground.look),
            date: ground.day_field(Slot::new("date", "Date")),
            shown: None,
            allocations: Vec::new(),
            debit: seed.debit,
        };
        if let Some(credit) = ground.credits.iter().find(|credit| Some(credit.id) == seed.credit) {
            form.which.settle(credit_key(credit));
        }
        form
    }

    fn title(&self) -> &'static str {
        "TAKE BACK what is applied of"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.which, &mut self.grid, &mut self.date]
    }

    fn offer(&mut self, ground: &Ground, _cx: &Cx) -> Result<()> {
        (self.date.today, self.date.default, self.grid.today) = (ground.today, Some(ground.today), ground.today);
        let applied = |credit: &&Credit| {
            let kind = matches!(credit.kind, CreditKind::Payment | CreditKind::Credit);
            kind && credit.reversed_on.is_none() && credit.unapplied.minor() < credit.amount.minor()
        };
        let credits = ground.credits.iter().rev().filter(applied);
        self.which.offer(credits.map(|credit| ground.credit_line(credit, credit.amount)).collect());
        self.shown = None;
        Ok(())
    }

    fn follow(&mut self, ground: &Ground, cx: &Cx) {
        let chosen = self.which.value().map(str::to_string);
        if chosen != self.shown {
            let credit = ground.credit(chosen.as_deref());
            let found = credit.and_then(|credit| cx.book.allocations_of_credit(credit.id).ok()).unwrap_or_default();
            self.allocations = found.into_iter().filter(|one| one.ends.is_none()).collect();
            let lines = lines(&self.allocations, ground).unwrap_or_default();
            self.grid.offer(&lines);
            let hit = self.debit.filter(|debit| lines.iter().any(|line| line.id == *debit));
            match (lines.as_slice(), hit, self.grid.is_marked()) {
                (_, _, true) => {}
                (_, Some(debit), _) => self.grid.tick(&[debit]),
                ([only], None, _) => self.grid.tick(&[only.id]),
                _ => {}
            }
            self.shown = chosen;
        }
        let ticked = self.ticked().unwrap_or_default();
        let shown = lines(&self.allocations, ground).unwrap_or_default();
        let shown: Vec<_> =
            shown.iter().filter(|line| ticked.contains(&line.id)).map(|one| (one.id, one.open)).collect();
        self.grid.show(&shown);
    }

    fn deed(&self, ground: &Ground, _cx: &Cx) -> Result<Self::Deed> {
        self.which.check()?;
        let credit = ground.credit(self.which.value()).ok_or_else(|| Error::invalid("which", "choose which"))?;
        let ticked = self.ticked()?;
        let taken = || self.allocations.iter().filter(|one| ticked.contains(&one.debit));
        if ticked.is_empty() {
            return Err(Error::invalid("debits", "tick what is to be taken back"));
        }
        let amount = sum(taken().map(|one| one.amount), credit.amount.currency())?;
        let (date, allocations) = (date_of(&self.date)?, taken().map(|one| one.id).collect());
        Ok(Told { op: UnapplyCredit { credit: credit.id, date, allocations }, told: (credit.clone(), amount) })
    }

    fn on(&self, ground: &Ground) -> Date {
        self.date.value().ok().flatten().unwrap_or(ground.today)
    }

    fn sentence(&self, deed: &Self::Deed, ground: &Ground) -> String {
        let (credit, amount) = &deed.told;
        format!("Takes {} of {} back onto the account", ground.look.figure(*amount), name_of(credit))
    }

    fn said(&self, deed: &Self::Deed, ground: &Ground) -> String {
        let (credit, amount) = &deed.told;
        format!("{} of {} taken back", ground.look.figure(*amount), name_of(credit))
    }
}
