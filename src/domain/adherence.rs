//! How well a payment plan is kept, derived as of any date and never stored (LEDGER, Payment plans).

use serde::Serialize;

use super::calendar::{Date, days_past};
use super::communication::words;
use super::ids::PlanId;
use super::money::{Money, sum};
use super::plan::Instalment;
use crate::error::Result;

/// Missed instalments that a plan bears unless it says otherwise.
pub const ALLOWED_MISSED: u32 = 2;
/// Days that one instalment may be missed by unless the plan says otherwise.
pub const GRACE_DAYS: u32 = 30;

words! {
    PlanState, "state" { OnTrack = "on track", Late = "late", Broken = "broken", Completed = "completed", Cancelled = "cancelled" }
}

impl PlanState {
    /// True while the plan keeps its debits from being chased.
    pub fn is_running(self) -> bool {
        matches!(self, PlanState::OnTrack | PlanState::Late)
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::calendar::{BusinessDays, plus_days};
    use super::super::item::samples::{day, usd};
    use super::super::money::Currency;
    use super::super::plan::schedule;
    use super::super::plan::tests::{any_terms, planned, terms};
    use super::*;

    fn facts(total: &str, count: u32, first: &str) -> PlanFacts {
        PlanFacts {
            id: PlanId(1),
            made: day("2026-01-01"),
            instalments: planned(&terms(total, count, first)),
            allowed_missed: ALLOWED_MISSED,
            grace_days: GRACE_DAYS,
            cancelled_on: None,
            paid: vec![],
            shortened: usd("0"),
        }
    }

    fn states(seen: &Adherence) -> Vec<&'static str> {
        seen.instalments.iter().map(|one| one.state).collect()
    }

    /// cases.md, case 13: four of 166.66, the third missed.
    #[test]
    fn adherence_counts_what_was_paid_and_when() {
        let mut plan = facts("666.64", 4, "2026-07-31");
        plan.paid = vec![(day("2026-09-02"), usd("166.66")), (day("2026-07-31"), usd("166.66"))];
        let as_of = day("2026-10-01");
        let seen = adherence(&plan, as_of).unwrap();
        assert_eq!(states(&seen), ["paid", "paid", "missed", "open"]);
        assert_eq!((seen.state, seen.missed, seen.arrears), (PlanState::Late, 1, usd("166.66")));
        assert_eq!((seen.on_time, seen.fell_due), (1, 3));
        let (paid, fell_due) = seen.rate_by_value(as_of).unwrap();
        assert_eq!((paid.minor() * 1000 + fell_due.minor() / 2) / fell_due.minor(), 667);
        let next = seen.next.unwrap();
        assert_eq!((next.n, next.payable, next.amount), (4, day("2026-10-30"), usd("166.66")));
    }

    #[test]
    fn an_instalment_is_missed_when_its_payable_date_is_over() {
        let plan = facts("400.00", 4, "2026-02-28");
        let on = |as_of| adherence(&plan, day(as_of)).unwrap();
        assert_eq!(plan.instalments[0].payable, day("2026-02-27"));
        assert_eq!((on("2026-02-26").state, states(&on("2026-02-26"))[0]), (PlanState::OnTrack, "open"));
        assert_eq!((on("2026-02-27").state, states(&on("2026-02-27"))[0]), (PlanState::OnTrack, "due"));
        assert_eq!((on("2026-02-28").state, states(&on("2026-02-28"))[0]), (PlanState::Late, "missed"));
    }

    #[test]
    fn a_plan_breaks_by_number_or_by_days() {
        let plan = facts("400.00", 4, "2026-02-27");
        let state = |plan: &PlanFacts, as_of| adherence(plan, day(as_of)).unwrap().state;
        assert_eq!(state(&plan, "2026-03-29"), PlanState::Late, "missed by 30 days");
        assert_eq!(state(&plan, "2026-03-30"), PlanState::Broken, "missed by 31 days");
        let patient = PlanFacts { grace_days: 0, ..plan };
        assert_eq!(state(&patient, "2026-04-27"), PlanState::Late, "two missed");
        assert_eq!(state(&patient, "2026-04-28"), PlanState::Broken, "three missed");
    }

    #[test]
    fn credits_shorten_the_plan_from_its_end() {
        let mut plan = facts("400.00", 4, "2026-02-27");
        plan.shortened = usd("150.00");
        plan.paid = vec![(day("2026-02-01"), usd("130.00"))];
        let seen = adherence(&plan, day("2026-02-15")).unwrap();
        assert_eq!(states(&seen), ["paid", "part", "open", "dropped"]);
        assert_eq!((seen.paid, seen.left), (usd("130.00"), usd("120.00")));
        plan.paid.push((day("2026-02-10"), usd("120.00")));
        assert_eq!(adherence(&plan, day("2026-02-15")).unwrap().state, PlanState::Completed);
        plan.cancelled_on = Some(day("2026-02-15"));
        assert_eq!(adherence(&plan, day("2026-02-15")).unwrap().state, PlanState::Cancelled);
    }

    proptest! {
        #[test]
        fn money_fills_the_oldest_first(
            terms in any_terms(),
            payments in proptest::collection::vec((0_i64..900, 1_i64..3_000_000), 0..8),
            cut in 0_i64..3_000_000,
            as_of in 0_i64..1_500,
        ) {
            let cents = |minor| Money::of(minor, Currency::USD).unwrap();
            let Ok(instalments) = schedule(&terms, day("2026-01-01"), &BusinessDays::default()) else { return Ok(()) };
            let at = |days| plus_days(day("2026-01-01"), days);
            let paid: Vec<_> = payments.iter().map(|&(date, minor)| (at(date), cents(minor))).collect();
            let facts = PlanFacts { instalments, paid, shortened: cents(cut), ..facts("1.00", 1, "2026-01-01") };
            let seen = adherence(&facts, at(as_of)).unwrap();
            let whole = seen.instalments.iter().take_while(|one| one.paid == one.amount).count();
            prop_assert!(seen.instalments.iter().skip(whole + 1).all(|one| one.paid.is_zero()));
            let came: i64 = payments.iter().filter(|payment| payment.0 <= as_of).map(|payment| payment.1).sum();
            let to_pay = (terms.total.minor() - cut).max(0);
            prop_assert_eq!(seen.paid.minor(), came.min(to_pay));
            prop_assert_eq!(seen.left.minor(), to_pay - seen.paid.minor());
            prop_assert!(seen.arrears.minor() <= seen.left.minor());
        }
    }
}
