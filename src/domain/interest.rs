//! Late interest: simple, principal × rate × days ÷ year, over as many periods as rates and part payments make, rounded
//! once at the end. Rates are data of the shop; none stands here (LEDGER, Figures about the book).

use rust_decimal::Decimal;

use super::calendar::{Date, days_past};
use super::money::{Currency, Money, Rounding};
use crate::error::{Error, Result};

/// Days of a year in the count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearDays {
    Of365,
    Of366,
}

/// Some days with one principal and one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub principal: Money,
    /// Percent a year.
    pub percent: Decimal,
    pub days: i64,
}

/// Days that bear interest: from the day after the due date to the payment day inclusive.
pub fn days_late(due: Date, paid: Date) -> i64 {
    days_past(paid, due).max(0)
}

/// The interest of all periods together. A daily figure is never rounded first.
pub fn interest(periods: &[Period], year: YearDays, currency: Currency, rounding: Rounding) -> Result<Money> {
    let too_large = || Error::refused("amount_too_large", "the interest is too large for a book");
    let mut sum = Decimal::ZERO;
    for period in periods {
        currency.zero().plus(period.principal)?;
        let of_period = Decimal::from(period.principal.minor())
            .checked_mul(period.percent)
            .and_then(|product| product.checked_mul(Decimal::from(period.days.max(0))));
        sum = of_period.and_then(|product| sum.checked_add(product)).ok_or_else(too_large)?;
    }
    let year = match year {
        YearDays::Of365 => Decimal::from(365),
        YearDays::Of366 => Decimal::from(366),
    };
    let minor = sum.checked_div(year * Decimal::ONE_HUNDRED).ok_or_else(too_large)?;
    Money::of(1, currency)?.times(minor, rounding)
}

/// The fixed sum of a debt by its size: the last step whose lower bound it reaches, zero below the first.
pub fn fixed_sum(debt: Money, steps: &[(Money, Money)]) -> Money {
    let reached = steps.iter().filter(|(from, _)| debt.minor() >= from.minor());
    reached.max_by_key(|(from, _)| from.minor()).map_or(debt.currency().zero(), |(_, fixed)| *fixed)
}

#[cfg(test)]
mod tests {
    use super::super::item::samples::{day, usd};
    use super::*;

    fn period(principal: &str, percent: &str, days: i64) -> Period {
        Period { principal: usd(principal), percent: percent.parse().unwrap(), days }
    }

    fn of(periods: &[Period], year: YearDays) -> String {
        interest(periods, year, Currency::USD, Rounding::HalfAwayFromZero).unwrap().decimal()
    }

    /// cases.md, case 11 (a).
    #[test]
    fn a_locked_rate_and_a_fixed_sum() {
        let days = days_late(day("2026-04-01"), day("2026-05-16"));
        assert_eq!((days, days_late(day("2026-04-01"), day("2026-03-01"))), (45, 0));
        assert_eq!(of(&[period("5000.00", "11.75", days)], YearDays::Of365), "72.43");
        let steps = [("0.01", "40.00"), ("1000.00", "70.00"), ("10000.00", "100.00")].map(|(a, b)| (usd(a), usd(b)));
        let fixed = ["999.99", "1000.00", "9999.99", "10000.00"].map(|debt| fixed_sum(usd(debt), &steps).decimal());
        assert_eq!(fixed, ["40.00", "70.00", "70.00", "100.00"]);
    }

    /// cases.md, case 11 (b) and (c).
    #[test]
    fn several_rates_and_principals_are_rounded_once() {
        let split = [period("2400.00", "10.15", 41), period("2400.00", "10.40", 41)];
        assert_eq!(of(&split, YearDays::Of365), "55.40");
        assert_eq!(of(&[period("2400.00", "10.15", 82)], YearDays::Of365), "54.73");
        let paid_in_part = [period("5000.00", "11.75", 20), period("3000.00", "11.75", 25)];
        assert_eq!(of(&paid_in_part, YearDays::Of365), "56.34");
    }

    /// cases.md, case 11 (d).
    #[test]
    fn the_year_is_named() {
        let one = [period("10000.00", "10", 29)];
        assert_eq!((of(&one, YearDays::Of365), of(&one, YearDays::Of366)), ("79.45".into(), "79.23".into()));
    }

    /// cases.md, case 7.
    #[test]
    fn three_decimals_are_rounded_at_the_third() {
        let dinars = Currency::parse("KWD").unwrap();
        let one = Period { principal: Money::of(1_234_567, dinars).unwrap(), percent: Decimal::from(7), days: 45 };
        let got = interest(&[one], YearDays::Of365, dinars, Rounding::HalfAwayFromZero).unwrap();
        assert_eq!(got.decimal(), "10.654");
        assert_eq!(
            interest(&[one], YearDays::Of365, Currency::USD, Rounding::HalfEven).unwrap_err().code(),
            "mixed_currencies"
        );
    }
}
