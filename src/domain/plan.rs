//! Payment plans: the schedule that is agreed, computed before anything is saved, so that the form shows what will be
//! kept (LEDGER, Payment plans). How well it is kept is in `adherence`.

use chrono::Datelike;
use serde::Serialize;

use super::calendar::{BusinessDays, Date, LAST_YEAR, Roll, month_end, plus_days, plus_months};
use super::communication::words;
use super::money::{Money, Remainder};
use crate::error::{Error, Result};

pub use super::adherence::{ALLOWED_MISSED, Adherence, GRACE_DAYS, InstalmentState, PlanFacts, PlanState, adherence};

/// The most instalments of one plan.
pub const MOST_INSTALMENTS: u32 = 600;
words! {
    Rhythm, "every" { Week = "week", TwoWeeks = "2weeks", Month = "month", MonthEnd = "month-end" }
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

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::super::item::samples::{day, usd};
    use super::super::money::{Currency, sum};
    use super::*;

    pub fn terms(total: &str, count: u32, first: &str) -> PlanTerms {
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

    pub fn planned(terms: &PlanTerms) -> Vec<Instalment> {
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

    prop_compose! {
        pub fn any_terms()(
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
    }
}
