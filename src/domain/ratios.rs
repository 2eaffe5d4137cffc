//! Figures about the book: how long money takes, what is collected, what may be lost. Several figures share a name in
//! the trade, so each variant is a function of its own and the report prints which (LEDGER, Figures about the book).

use rust_decimal::Decimal;

use super::money::{Currency, Money, Rounding, sum};
use crate::error::Result;

/// `part` ÷ `whole`; None where the whole is nothing.
fn share(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.checked_div(whole)
}

fn minor(amount: Money) -> Decimal {
    Decimal::from(amount.minor())
}

/// DSO, simple: receivables ÷ credit sales of the period × days. With what is not yet due it is the best possible DSO.
pub fn dso(receivables: Money, sales: Money, days: u32) -> Option<Decimal> {
    share(minor(receivables) * Decimal::from(days), minor(sales))
}

/// ADD: DSO less best possible DSO.
pub fn average_days_delinquent(receivables: Money, not_due: Money, sales: Money, days: u32) -> Option<Decimal> {
    dso(receivables.minus(not_due).ok()?, sales, days)
}

/// DSO by countback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Countback {
    pub days: Decimal,
    /// What no month covers: where it is not zero, show `≥ days`.
    pub uncovered: Money,
}

/// Takes months (credit sales, days) off the receivables from the newest back; the last counts by its fraction.
pub fn countback(receivables: Money, months: &[(Money, u32)]) -> Result<Countback> {
    let (mut left, mut days) = (receivables.at_least_zero(), Decimal::ZERO);
    for (sales, length) in months {
        if !left.is_positive() {
            break;
        }
        // A month of more credit memos than invoices takes nothing off.
        let taken = left.least(sales.at_least_zero());
        let whole = taken == *sales;
        days += match share(minor(taken) * Decimal::from(*length), minor(*sales)) {
            Some(part) if !whole => part.max(Decimal::ZERO),
            _ => Decimal::from(*length),
        };
        left = left.minus(taken)?;
    }
    Ok(Countback { days, uncovered: left })
}

/// Which sales a CEI is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CeiSales {
    /// The sales of the period ÷ its months.
    AverageMonth {
        months: u32,
    },
    WholePeriod,
}

/// What a CEI is worked out from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CeiFacts {
    pub beginning: Money,
    pub sales: Money,
    pub ending: Money,
    pub ending_current: Money,
}

/// Collection effectiveness in percent: (beginning + sales − ending) ÷ (beginning + sales − ending current) × 100.
pub fn cei(facts: &CeiFacts, of: CeiSales) -> Option<Decimal> {
    let sales = match of {
        CeiSales::AverageMonth { months } => share(minor(facts.sales), Decimal::from(months))?,
        CeiSales::WholePeriod => minor(facts.sales),
    };
    let base = minor(facts.beginning) + sales;
    share((base - minor(facts.ending)) * Decimal::ONE_HUNDRED, base - minor(facts.ending_current))
}

/// What an allocation paid, how many days after the invoice, and how many after its due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paid {
    pub amount: Money,
    pub days: i64,
    pub days_after_due: i64,
}

/// Mean days from invoice to payment, weighted by amount.
pub fn days_to_pay(paid: &[Paid]) -> Option<Decimal> {
    weighted(paid, |one| one.days)
}

/// Mean days after due, weighted by amount; paid early counts as 0.
pub fn days_late(paid: &[Paid]) -> Option<Decimal> {
    weighted(paid, |one| one.days_after_due.max(0))
}

fn weighted(paid: &[Paid], days: impl Fn(&Paid) -> i64) -> Option<Decimal> {
    let total: Decimal = paid.iter().map(|one| minor(one.amount)).sum();
    share(paid.iter().map(|one| minor(one.amount) * Decimal::from(days(one))).sum(), total)
}

/// The shop's own percentage of each bucket, rounded bucket by bucket, and their sum.
pub fn allowance(buckets: &[(Money, Decimal)], currency: Currency, rounding: Rounding) -> Result<(Vec<Money>, Money)> {
    let part = |(amount, percent): &(Money, Decimal)| amount.times(*percent / Decimal::ONE_HUNDRED, rounding);
    let parts: Vec<Money> = buckets.iter().map(part).collect::<Result<_>>()?;
    let total = sum(parts.iter().copied(), currency)?;
    Ok((parts, total))
}

/// Percent of what was in a bucket a month ago that is in the next one now.
pub fn roll_rate(was: Money, rolled: Money) -> Option<Decimal> {
    share(minor(rolled) * Decimal::ONE_HUNDRED, minor(was))
}

#[cfg(test)]
mod tests {
    use super::super::item::samples::usd;
    use super::*;

    fn to(digits: u32, figure: Option<Decimal>) -> String {
        let strategy = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
        figure.unwrap().round_dp_with_strategy(digits, strategy).to_string()
    }

    /// cases.md, case 12: the quarter.
    #[test]
    fn a_quarter_has_two_figures_named_cei() {
        let [beginning, sales, ending, ending_current] = ["6200", "10890", "6340", "3590"].map(usd);
        let facts = CeiFacts { beginning, sales, ending, ending_current };
        assert_eq!(to(1, cei(&facts, CeiSales::AverageMonth { months: 3 })), "55.9");
        assert_eq!(to(1, cei(&facts, CeiSales::WholePeriod)), "79.6");
        assert_eq!(to(1, dso(ending, sales, 90)), "52.4");
        assert_eq!(to(1, dso(usd("6270"), sales, 90)), "51.8");
        assert_eq!(to(1, dso(ending_current, sales, 90)), "29.7");
        assert_eq!(to(1, average_days_delinquent(ending, ending_current, sales, 90)), "22.7");
        assert_eq!((dso(ending, usd("0"), 90), roll_rate(usd("0"), usd("1"))), (None, None));
    }

    /// cases.md, case 12: countback.
    #[test]
    fn countback_says_where_the_history_runs_out() {
        let months = [("100000", 30), ("80000", 31), ("70000", 31)].map(|(sales, days)| (usd(sales), days));
        let all = countback(usd("212000"), &months).unwrap();
        assert_eq!((to(2, Some(all.days)), all.uncovered), ("75.17".into(), usd("0")));
        let even = months.map(|(sales, _)| (sales, 30));
        assert_eq!(to(2, Some(countback(usd("212000"), &even).unwrap().days)), "73.71");
        let short = countback(usd("212000"), &months[..2]).unwrap();
        assert_eq!((short.days, short.uncovered), (Decimal::from(61), usd("32000")));
        let idle = [(usd("0"), 30), (usd("100"), 31)];
        assert_eq!(countback(usd("50"), &idle).unwrap().days, Decimal::new(455, 1));
    }

    /// cases.md, case 12: paid invoices.
    #[test]
    fn days_to_pay_are_weighted_by_amount() {
        let paid = [("1000.00", 40, 10), ("3000.00", 30, 0), ("500.00", 75, 45)];
        let paid = paid.map(|(amount, days, days_after_due)| Paid { amount: usd(amount), days, days_after_due });
        assert_eq!((to(2, days_to_pay(&paid)), to(2, days_late(&paid))), ("37.22".into(), "7.22".into()));
        let early = [Paid { days_after_due: -9, ..paid[0] }];
        assert_eq!((days_late(&early), days_to_pay(&[])), (Some(Decimal::ZERO), None));
    }

    /// cases.md, case 12: allowance and roll rate.
    #[test]
    fn the_allowance_is_rounded_bucket_by_bucket() {
        let buckets = [("5225.00", 1), ("1460.00", 5), ("2580.80", 10), ("1892.00", 25), ("784.50", 50)];
        let buckets = buckets.map(|(amount, percent)| (usd(amount), Decimal::from(percent)));
        let (parts, total) = allowance(&buckets, Currency::USD, Rounding::HalfAwayFromZero).unwrap();
        let parts: Vec<String> = parts.iter().map(|part| part.decimal()).collect();
        assert_eq!(parts, ["52.25", "73.00", "258.08", "473.00", "392.25"]);
        assert_eq!(total, usd("1248.58"));
        let cents = [(usd("0.50"), Decimal::ONE), (usd("0.50"), Decimal::ONE)];
        assert_eq!(allowance(&cents, Currency::USD, Rounding::HalfAwayFromZero).unwrap().1, usd("0.02"));
        assert_eq!(to(1, roll_rate(usd("3560"), usd("1800"))), "50.6");
    }
}
