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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::item::samples::{day, usd};
    use super::super::money::Currency;
    use super::*;

    fn terms(total: &str, count: u32, first: &str) -> PlanTerms {
        PlanTerms {
            total: usd(total),
            down: usd("0"),
            size: Size::Count(count),
            every: Rhythm::Month,
            first: day(first),
            roll: Roll::Modified,
            remainder: Remainder::Last,
        }
    }

    fn planned(terms: &PlanTerms) -> Vec<Instalment> {
        schedule(terms, day("2026-01-01"), &BusinessDays::default()).unwrap()
    }

    fn amounts_of(terms: &PlanTerms) -> Vec<String> {
        planned(terms).iter().map(|one| one.amount.decimal()).collect()
    }

    /// cases.md, case 6.
    #[test]
    fn dates_count_from_the_anchor_and_only_the_payable_date_rolls() {
        let dues = ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31", "2028-06-30"].map(day);
        let fourth = ["2028-04-30", "2028-05-01", "2028-04-28", "2028-04-28"].map(day);
        for (roll, fourth) in Roll::ALL.into_iter().zip(fourth) {
            let plan = planned(&PlanTerms { roll, ..terms("1000.00", 6, "2028-01-31") });
            assert_eq!(plan.iter().map(|one| one.due).collect::<Vec<_>>(), dues);
            assert_eq!(plan[3].payable, fourth);
            assert_eq!(plan[4].payable, day("2028-05-31"));
        }
    }

    /// cases.md, case 6.
    #[test]
    fn the_remainder_goes_where_it_is_told() {
        let with = |remainder| amounts_of(&PlanTerms { remainder, ..terms("1000.00", 6, "2028-01-31") });
        assert_eq!(with(Remainder::Last), ["166.66", "166.66", "166.66", "166.66", "166.66", "166.70"]);
        assert_eq!(with(Remainder::First), ["166.70", "166.66", "166.66", "166.66", "166.66", "166.66"]);
        assert_eq!(with(Remainder::Spread), ["166.67", "166.67", "166.67", "166.67", "166.66", "166.66"]);
    }

    #[test]
    fn a_size_leaves_the_rest_to_the_last_and_the_down_payment_is_due_at_once() {
        let by_amount =
            PlanTerms { size: Size::Amount(usd("300.00")), down: usd("240.50"), ..terms("1240.50", 1, "2026-01-31") };
        assert_eq!(amounts_of(&by_amount), ["240.50", "300.00", "300.00", "300.00", "100.00"]);
        let down = planned(&by_amount)[0];
        assert_eq!((down.n, down.due, down.payable), (0, day("2026-01-01"), day("2026-01-01")));
        let whole = PlanTerms { size: Size::Amount(usd("500.00")), ..terms("1000.00", 1, "2026-01-31") };
        assert_eq!(amounts_of(&whole), ["500.00", "500.00"]);
    }

    #[test]
    fn each_rhythm_has_its_dates() {
        let dues = |every, first| {
            let plan = planned(&PlanTerms { every, ..terms("30.00", 3, first) });
            plan.iter().map(|one| one.due.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(dues(Rhythm::Week, "2026-11-30"), ["2026-11-30", "2026-12-07", "2026-12-14"]);
        assert_eq!(dues(Rhythm::TwoWeeks, "2026-11-30"), ["2026-11-30", "2026-12-14", "2026-12-28"]);
        assert_eq!(dues(Rhythm::Month, "2026-11-30"), ["2026-11-30", "2026-12-30", "2027-01-30"]);
        assert_eq!(dues(Rhythm::MonthEnd, "2026-11-30"), ["2026-11-30", "2026-12-31", "2027-01-31"]);
    }

    #[test]
    fn nonsense_is_refused() {
        let good = terms("100.00", 4, "2026-01-31");
        let nonsense = [
            PlanTerms { total: usd("0"), ..good },
            PlanTerms { down: usd("100.00"), ..good },
            PlanTerms { down: usd("-1.00"), ..good },
            PlanTerms { size: Size::Count(0), ..good },
            PlanTerms { size: Size::Count(601), ..good },
            PlanTerms { total: usd("0.03"), ..good },
            PlanTerms { size: Size::Amount(usd("0")), ..good },
            PlanTerms { size: Size::Amount(usd("0.01")), ..good },
            PlanTerms { first: day("2025-12-31"), ..good },
            PlanTerms { first: day("2199-12-31"), ..good },
        ];
        for terms in nonsense {
            assert!(schedule(&terms, day("2026-01-01"), &BusinessDays::default()).is_err(), "{terms:?}");
        }
        assert_eq!(planned(&good).len(), 4);
    }

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

    prop_compose! {
        fn any_terms()(
            (total, down) in (2_i64..10_000_000, 0_i64..2_000_000),
            (count, each, by_amount) in (1_u32..40, 1_000_i64..90_000, any::<bool>()),
            every in proptest::sample::select(Rhythm::ALL),
            roll in proptest::sample::select(Roll::ALL.to_vec()),
            remainder in proptest::sample::select(Remainder::ALL.to_vec()),
            start in 0_i64..1_000,
        ) -> PlanTerms {
            let cents = |minor| Money::of(minor, Currency::USD).unwrap();
            let size = if by_amount { Size::Amount(cents(each)) } else { Size::Count(count) };
            PlanTerms { total: cents(total), down: cents(down), size, every, roll, remainder, first: plus_days(day("2026-01-01"), start) }
        }
    }

    proptest! {
        #[test]
        fn a_schedule_sums_to_its_total_and_its_dates_ascend(terms in any_terms()) {
            if let Ok(plan) = schedule(&terms, day("2026-01-01"), &BusinessDays::default()) {
                prop_assert_eq!(sum(plan.iter().map(|one| one.amount), Currency::USD).unwrap(), terms.total);
                prop_assert!(plan.iter().all(|one| one.amount.is_positive() && one.payable >= day("2026-01-01")));
                let regular = &plan[usize::from(terms.down.is_positive())..];
                prop_assert!(regular.windows(2).all(|pair| pair[0].due < pair[1].due && pair[0].payable < pair[1].payable));
                prop_assert!(plan[0].due <= regular[0].due);
            }
        }

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
