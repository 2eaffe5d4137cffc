//! Early discount of the terms `p/d net n`: earned when an invoice is paid on or before its date + d, the day included
//! (LEDGER, Applying money). Pure, so that form, command and search for an exact match agree.

use rust_decimal::Decimal;

use super::calendar::{Date, plus_days};
use super::ids::DebitId;
use super::item::{DebitKind, OpenDebit};
use super::money::{Money, Rounding};
use super::terms::{EarlyDiscount, Terms};
use crate::error::Result;

impl EarlyDiscount {
    /// The last day on which it is earned.
    pub fn last_day(self, invoice_date: Date) -> Date {
        plus_days(invoice_date, self.days.into())
    }
}

/// What a payment in full of `open` on a day earns; `excluded` of it (tax, freight) earns nothing.
pub fn earned(
    terms: EarlyDiscount,
    invoice_date: Date,
    (open, excluded): (Money, Money),
    (paid_on, rounding): (Date, Rounding),
) -> Result<Money> {
    if paid_on > terms.last_day(invoice_date) {
        return Ok(open.currency().zero());
    }
    let base = open.minus(excluded)?.at_least_zero();
    base.times(terms.percent / Decimal::ONE_HUNDRED, rounding)
}

/// What a part payment earns where the shop grants it in proportion: 735.00 of the 1,470.00 that would close 1,500.00
/// earns half of 30.00. `full` is what payment in full would earn.
pub fn in_proportion(full: Money, open: Money, cash: Money, rounding: Rounding) -> Result<Money> {
    let closing = open.minus(full)?;
    if !closing.is_positive() || cash.minor() >= closing.minor() {
        return Ok(full);
    }
    full.times(cash.at_least_zero().to_decimal() / closing.to_decimal(), rounding)
}

/// What each open invoice earns if it is paid in full on a day; those that earn nothing are left out.
pub fn earned_by(
    terms: Terms,
    debits: &[OpenDebit],
    paid_on: Date,
    rounding: Rounding,
) -> Result<Vec<(DebitId, Money)>> {
    let Some(discount) = terms.discount else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for debit in debits.iter().filter(|debit| debit.kind == DebitKind::Invoice) {
        let amount = earned(discount, debit.date, (debit.open, debit.undiscounted), (paid_on, rounding))?;
        if amount.is_positive() {
            found.push((debit.id, amount));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::item::samples::{day, open, usd};
    use super::super::money::Currency;
    use super::*;

    const HOW: Rounding = Rounding::HalfAwayFromZero;

    fn two_ten() -> EarlyDiscount {
        "2/10 net 30".parse::<Terms>().unwrap().discount.unwrap()
    }

    fn of(open: &str, excluded: &str, paid_on: &str) -> String {
        let amounts = (usd(open), usd(excluded));
        earned(two_ten(), day("2026-03-01"), amounts, (day(paid_on), HOW)).unwrap().decimal()
    }

    /// cases.md, case 9.
    #[test]
    fn earned_through_the_tenth_day_and_not_on_the_eleventh() {
        assert_eq!(of("1500.00", "0", "2026-03-11"), "30.00");
        assert_eq!(of("1500.00", "0", "2026-03-12"), "0.00");
        assert_eq!(of("1500.00", "100.00", "2026-03-11"), "28.00");
        assert_eq!(of("333.33", "0", "2026-03-02"), "6.67");
    }

    #[test]
    fn what_is_excluded_of_an_invoice_earns_nothing() {
        let terms = "2/10 net 30".parse::<Terms>().unwrap();
        let mut debits = [open(1, "1", "1500.00", "2026-03-31"), open(2, "2", "100.00", "2026-03-31")];
        debits[0].undiscounted = usd("100.00");
        debits[1].undiscounted = usd("100.00");
        let found = earned_by(terms, &debits, day("2026-03-11"), HOW).unwrap();
        assert_eq!(found, [(DebitId(1), usd("28.00"))]);
    }

    /// cases.md, case 9: half on day 4.
    #[test]
    fn a_part_payment_earns_in_proportion() {
        let part = |cash| in_proportion(usd("30.00"), usd("1500.00"), usd(cash), HOW).unwrap().decimal();
        assert_eq!(part("735.00"), "15.00");
        assert_eq!(part("1470.00"), "30.00");
        assert_eq!(part("1500.00"), "30.00");
        assert_eq!(part("0.00"), "0.00");
    }

    #[test]
    fn a_discount_is_rounded_once_in_the_currency() {
        let yen = Money::stored(12_345, Currency::parse("JPY").unwrap());
        let three = EarlyDiscount { percent: Decimal::from(3), days: 10 };
        let base = (yen, yen.currency().zero());
        let paid = (day("2026-03-01"), HOW);
        assert_eq!(earned(three, day("2026-03-01"), base, paid).unwrap().minor(), 370);
    }
}
