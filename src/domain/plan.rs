//! Payment plans: the schedule that is agreed, and how well it is kept, derived as of any date (LEDGER, Payment plans).

use chrono::Datelike;
use serde::Serialize;

use super::calendar::{BusinessDays, Date, LAST_YEAR, Roll, days_past, month_end, plus_days, plus_months};
use super::communication::words;
use super::ids::PlanId;
use super::money::{Money, Remainder, sum};
use crate::error::{Error, Result};

/// The most instalments of one plan.
pub const MOST_INSTALMENTS: u32 = 600;
/// Missed instalments that a plan bears unless it says otherwise.
pub const ALLOWED_MISSED: u32 = 2;
/// Days that one instalment may be missed by unless the plan says otherwise.
pub const GRACE_DAYS: u32 = 30;

words! {
    Rhythm, "every" { Week = "week", TwoWeeks = "2weeks", Month = "month", MonthEnd = "month-end" }
}

words! {
    PlanState, "state" { OnTrack = "on track", Late = "late", Broken = "broken", Completed = "completed", Cancelled = "cancelled" }
}

impl PlanState {
    /// True while the plan keeps its debits from being chased.
    pub fn is_running(self) -> bool {
        matches!(self, PlanState::OnTrack | PlanState::Late)
    }
}

/// How many instalments, or of what amount each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Count(u32),
    Amount(Money),
}

/// What is agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanTerms {
    pub total: Money,
    /// Zero for none; else due on the day the plan is made.
    pub down: Money,
    pub size: Size,
    pub every: Rhythm,
    /// The anchor of all dates.
    pub first: Date,
    pub roll: Roll,
    pub remainder: Remainder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Instalment {
    /// 0 is the down payment.
    pub n: u32,
    /// From the anchor.
    pub due: Date,
    /// `due` rolled to a business day.
    pub payable: Date,
    pub amount: Money,
}

/// Dates and amounts of a plan made on `made`; the amounts sum to the total exactly.
pub fn schedule(terms: &PlanTerms, made: Date, calendar: &BusinessDays) -> Result<Vec<Instalment>> {
    check(terms, made)?;
    let mut plan = Vec::new();
    if terms.down.is_positive() {
        plan.push(Instalment { n: 0, due: made, payable: made, amount: terms.down });
    }
    for (n, amount) in (1..).zip(amounts(terms)?) {
        let due = due_date(terms, n)?;
        let rolled = calendar.roll(due, terms.roll);
        let payable = if rolled < made { calendar.roll(due, Roll::Following) } else { rolled };
        plan.push(Instalment { n, due, payable, amount });
    }
    Ok(plan)
}

fn check(terms: &PlanTerms, made: Date) -> Result<()> {
    let refused = |field, message: String| Err(Error::refused("impossible_plan", message).at_field(field));
    if !terms.total.is_positive() {
        return refused("items", "a plan needs something open to cover".into());
    }
    if terms.down.is_negative() || terms.total.minus(terms.down)?.minor() <= 0 {
        return refused("down", format!("the down payment must be below the {} that the plan covers", terms.total));
    }
    if terms.first < made {
        return refused("first", format!("the first date {} is before the plan is made, {made}", terms.first));
    }
    Ok(())
}

fn amounts(terms: &PlanTerms) -> Result<Vec<Money>> {
    let rest = terms.total.minus(terms.down)?;
    let too_many = |count: i64| {
        let message = format!("{count} instalments: a plan has 1 to {MOST_INSTALMENTS}");
        Err(Error::refused("impossible_plan", message).at_field("installments"))
    };
    match terms.size {
        Size::Count(count) if count == 0 || count > MOST_INSTALMENTS => too_many(count.into()),
        Size::Count(count) => {
            rest.split(count as usize, terms.remainder).map_err(|error| error.at_field("installments"))
        }
        Size::Amount(each) => {
            if !each.is_positive() {
                let message = "an instalment must be above zero";
                return Err(Error::refused("impossible_plan", message).at_field("amount"));
            }
            rest.minus(each)?;
            let full = (rest.minor() - 1) / each.minor();
            if full >= MOST_INSTALMENTS.into() {
                return too_many(full + 1);
            }
            let last = Money::of(rest.minor() - full * each.minor(), rest.currency())?;
            Ok((0..full).map(|_| each).chain([last]).collect())
        }
    }
}

fn due_date(terms: &PlanTerms, n: u32) -> Result<Date> {
    let steps = n as i32 - 1;
    let due = match terms.every {
        Rhythm::Week => plus_days(terms.first, 7 * i64::from(steps)),
        Rhythm::TwoWeeks => plus_days(terms.first, 14 * i64::from(steps)),
        Rhythm::Month => plus_months(terms.first, steps),
        Rhythm::MonthEnd => month_end(plus_months(terms.first, steps)),
    };
    if due.year() > LAST_YEAR {
        let message = format!("the plan would end after the year {LAST_YEAR}");
        return Err(Error::refused("impossible_plan", message).at_field("first"));
    }
    Ok(due)
}

/// What the book knows of a plan at the as-of date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFacts {
    pub id: PlanId,
    pub made: Date,
    pub instalments: Vec<Instalment>,
    pub allowed_missed: u32,
    /// 0: no instalment is ever too late by itself.
    pub grace_days: u32,
    pub cancelled_on: Option<Date>,
    /// Payments allocated to covered debits since the plan was made, with the date on which the allocation took force;
    /// only those in force at the as-of date.
    pub paid: Vec<(Date, Money)>,
    /// Credits and write-offs allocated to covered debits since then: they shorten the plan from its end.
    pub shortened: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct InstalmentState {
    pub n: u32,
    pub due: Date,
    pub payable: Date,
    /// After shortening.
    pub amount: Money,
    pub paid: Money,
    /// `paid`, `part`, `due`, `missed`, `open`, or `dropped` (shortened to nothing).
    pub state: &'static str,
    /// The day on which the last of it was paid.
    #[serde(skip)]
    pub paid_on: Option<Date>,
}

/// How well a plan is kept, as of one date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adherence {
    pub state: PlanState,
    /// As agreed.
    pub total: Money,
    pub paid: Money,
    /// What is left of missed instalments.
    pub arrears: Money,
    pub missed: u32,
    /// The next instalment that is not missed, with what is left of it.
    pub next: Option<Instalment>,
    pub instalments: Vec<InstalmentState>,
    /// Instalments whose payable date is over, and how many of them were paid by it.
    pub fell_due: u32,
    pub on_time: u32,
    /// What is still to come, arrears included.
    pub left: Money,
}

impl Adherence {
    /// What fell due and what of it is paid: the rate of adherence by value.
    pub fn rate_by_value(&self, as_of: Date) -> Result<(Money, Money)> {
        let over = || self.instalments.iter().filter(|instalment| instalment.payable < as_of);
        let currency = self.total.currency();
        Ok((sum(over().map(|one| one.paid), currency)?, sum(over().map(|one| one.amount), currency)?))
    }
}

/// Fills the oldest unpaid instalment first. A missed instalment is one whose payable date is over and that is not fully
/// paid; the plan is broken when more than the allowed number are missed at once, or one by more than its grace.
pub fn adherence(facts: &PlanFacts, as_of: Date) -> Result<Adherence> {
    let currency = facts.shortened.currency();
    let instalments = judged(facts, as_of)?;
    let missed = || instalments.iter().filter(|one| one.state == "missed");
    let unpaid = |one: &InstalmentState| one.amount.minus(one.paid);
    let fell_due = || instalments.iter().filter(|one| one.payable < as_of && one.state != "dropped");
    let left = sum(instalments.iter().map(unpaid).collect::<Result<Vec<_>>>()?, currency)?;
    let next = instalments.iter().find(|one| matches!(one.state, "open" | "part" | "due"));
    let next =
        next.map(|one| unpaid(one).map(|amount| Instalment { n: one.n, due: one.due, payable: one.payable, amount }));
    let too_late =
        |one: &InstalmentState| facts.grace_days > 0 && days_past(as_of, one.payable) > facts.grace_days.into();
    let state = match missed().count() {
        _ if facts.cancelled_on.is_some_and(|day| day <= as_of) => PlanState::Cancelled,
        _ if left.is_zero() => PlanState::Completed,
        0 => PlanState::OnTrack,
        many if many > facts.allowed_missed as usize || missed().any(too_late) => PlanState::Broken,
        _ => PlanState::Late,
    };
    let on_time = fell_due().filter(|one| one.paid_on.is_some_and(|day| day <= one.payable)).count();
    Ok(Adherence {
        state,
        total: sum(facts.instalments.iter().map(|one| one.amount), currency)?,
        paid: sum(instalments.iter().map(|one| one.paid), currency)?,
        arrears: sum(missed().map(unpaid).collect::<Result<Vec<_>>>()?, currency)?,
        missed: missed().count() as u32,
        next: next.transpose()?,
        fell_due: fell_due().count() as u32,
        on_time: on_time as u32,
        left,
        instalments,
    })
}

fn judged(facts: &PlanFacts, as_of: Date) -> Result<Vec<InstalmentState>> {
    let mut payments: Vec<(Date, Money)> = facts.paid.iter().copied().filter(|paid| paid.0 <= as_of).collect();
    payments.sort_by_key(|paid| paid.0);
    let mut payments = payments.into_iter();
    let mut spare: Option<(Date, Money)> = None;
    let mut states = Vec::with_capacity(facts.instalments.len());
    for (instalment, amount) in facts.instalments.iter().zip(shortened(facts)?) {
        let (mut paid, mut paid_on) = (amount.currency().zero(), None);
        while paid != amount {
            let Some((day, money)) = spare.take().or_else(|| payments.next()) else { break };
            let part = money.least(amount.minus(paid)?);
            paid = paid.plus(part)?;
            paid_on = (paid == amount).then_some(day);
            spare = Some((day, money.minus(part)?)).filter(|rest| rest.1.is_positive());
        }
        let Instalment { n, due, payable, amount: agreed } = *instalment;
        let state = match () {
            () if amount.is_zero() && agreed.is_positive() => "dropped",
            () if paid == amount => "paid",
            () if as_of > payable => "missed",
            () if as_of == payable => "due",
            () if paid.is_positive() => "part",
            () => "open",
        };
        states.push(InstalmentState { n, due, payable, amount, paid, state, paid_on });
    }
    Ok(states)
}

/// The amounts of the instalments after credits have shortened the plan from its end.
fn shortened(facts: &PlanFacts) -> Result<Vec<Money>> {
    let mut cut = facts.shortened.at_least_zero();
    let mut amounts: Vec<Money> = facts.instalments.iter().map(|one| one.amount).collect();
    for amount in amounts.iter_mut().rev() {
        let part = cut.least(*amount);
        *amount = amount.minus(part)?;
        cut = cut.minus(part)?;
    }
    Ok(amounts)
}
