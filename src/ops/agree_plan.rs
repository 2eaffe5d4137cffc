//! Agreeing a payment plan: the schedule saved is the one that the form showed.

use serde::Serialize;

use crate::book::{NewPlan, Op, Settings, Tx};
use crate::domain::calendar::{Date, Roll, month_end, plus_days, plus_months};
use crate::domain::ids::{AccountId, CommunicationId, DebitId};
use crate::domain::item::OpenDebit;
use crate::domain::money::{Money, Remainder, sum};
use crate::domain::plan::{Instalment, PlanTerms, Rhythm, Size, schedule};
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct AgreePlan {
    pub account: AccountId,
    pub made: Date,
    pub down: Money,
    pub first: Date,
    pub every: Rhythm,
    pub roll: Roll,
    pub remainder: Remainder,
    pub allowed_missed: u32,
    pub grace_days: u32,
    pub covers: Vec<DebitId>,
    /// (n, due, payable, amount); n = 0 is the down payment.
    pub instalments: Vec<(u32, Date, Date, Money)>,
}

/// How a plan is wished.
#[derive(Debug, Clone)]
pub struct Wish {
    pub account: AccountId,
    pub made: Date,
    pub down: Money,
    pub size: Size,
    pub every: Rhythm,
    pub first: Date,
    pub roll: Roll,
    pub remainder: Remainder,
}

/// The first instalment where none is said: at least a week away, as the rhythm has it.
pub fn usual_first(made: Date, every: Rhythm) -> Date {
    match every {
        Rhythm::Week => plus_days(made, 7),
        Rhythm::TwoWeeks => plus_days(made, 14),
        Rhythm::Month => plus_months(made, 1),
        Rhythm::MonthEnd => month_end(plus_days(made, 7)),
    }
}

/// Works a wish out over the debits that it covers: pure, what the form previews.
pub fn decide(wish: &Wish, covered: &[OpenDebit], settings: &Settings) -> Result<AgreePlan> {
    check_free(covered)?;
    let total = sum(covered.iter().map(|debit| debit.open), wish.down.currency())?;
    let terms = PlanTerms {
        total,
        down: wish.down,
        size: wish.size,
        every: wish.every,
        first: wish.first,
        roll: wish.roll,
        remainder: wish.remainder,
    };
    let instalments = schedule(&terms, wish.made, &settings.calendar())?;
    Ok(AgreePlan {
        account: wish.account,
        made: wish.made,
        down: wish.down,
        first: wish.first,
        every: wish.every,
        roll: wish.roll,
        remainder: wish.remainder,
        allowed_missed: settings.plan_allowed_missed,
        grace_days: settings.plan_grace_days,
        covers: covered.iter().map(|debit| debit.id).collect(),
        instalments: instalments.iter().map(|one| (one.n, one.due, one.payable, one.amount)).collect(),
    })
}

/// Refused where nothing is open, or where some of it is on a running plan.
fn check_free(covered: &[OpenDebit]) -> Result<()> {
    if covered.is_empty() {
        return Err(
            Error::refused("nothing_to_cover", "there is nothing open for a plan to cover").safe("nothing was saved")
        );
    }
    match covered.iter().find(|debit| debit.on_plan.is_positive()) {
        None => Ok(()),
        Some(taken) => Err(Error::refused("on_another_plan", format!("{} is on a running plan already", taken.number))
            .safe("nothing was saved")
            .hint("cancel that plan first, or choose other invoices")),
    }
}

impl AgreePlan {
    pub fn schedule(&self) -> Vec<Instalment> {
        self.instalments.iter().map(|&(n, due, payable, amount)| Instalment { n, due, payable, amount }).collect()
    }

    pub(super) fn write(&self, tx: &mut Tx, communication: Option<CommunicationId>) -> Result<()> {
        let covered: Vec<OpenDebit> = tx
            .open_debits_of(self.account, self.made)?
            .into_iter()
            .filter(|debit| self.covers.contains(&debit.id))
            .collect();
        check_free(&covered)?;
        let open = sum(covered.iter().map(|debit| debit.open), self.down.currency())?;
        let planned = sum(self.instalments.iter().map(|one| one.3), self.down.currency())?;
        if open != planned || covered.len() != self.covers.len() {
            return Err(Error::refused(
                "plan_moved_on",
                format!("the invoices have {open} open now, the plan was made for {planned}"),
            )
            .safe("nothing was saved")
            .hint("look at the new schedule and save again"));
        }
        tx.write_plan(&NewPlan {
            account: self.account,
            communication,
            made: self.made,
            down: self.down,
            first: self.first,
            every: self.every,
            roll: self.roll,
            remainder: self.remainder,
            allowed_missed: self.allowed_missed,
            grace_days: self.grace_days,
            covers: &self.covers,
            instalments: &self.schedule(),
        })
        .map(drop)
    }
}

impl Op for AgreePlan {
    const NAME: &'static str = "agree-plan";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        self.write(tx, None)
    }
}
