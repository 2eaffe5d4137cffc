//! Applying money to debits: oldest first, in a given order, by hand (LEDGER, Applying money). Pure, so that a form
//! previews exactly what its op will write.

use super::ids::DebitId;
use super::item::{self, OpenDebit};
use super::money::Money;
use crate::error::{Error, Result};

pub use super::exact::{Exact, exact};

/// What a strategy decided: `allocations` and `left` sum to the amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    pub allocations: Vec<(DebitId, Money)>,
    /// What stays unapplied on the account.
    pub left: Money,
}

/// By due date, then invoice date, then number in natural order.
pub fn oldest_first(debits: &[OpenDebit], amount: Money) -> Result<Applied> {
    let mut order: Vec<&OpenDebit> = debits.iter().collect();
    order.sort_by(|a, b| item::oldest_first(a, b));
    in_order(order, amount)
}

/// Fills the debits as they come.
pub fn in_order<'a>(debits: impl IntoIterator<Item = &'a OpenDebit>, amount: Money) -> Result<Applied> {
    let mut applied = Applied { allocations: Vec::new(), left: not_negative(amount)? };
    for debit in debits {
        let part = debit.open.at_least_zero().least(applied.left);
        applied.left = applied.left.minus(part)?;
        if part.is_positive() {
            applied.allocations.push((debit.id, part));
        }
    }
    Ok(applied)
}

/// Amounts typed against debits; None is a tick: all of the debit, or what the typed amounts leave.
/// Refused: `over_allocated` (more than a debit has open), `over_applied` (more than `amount` in all).
pub fn by_hand(debits: &[OpenDebit], wishes: &[(DebitId, Option<Money>)], amount: Money) -> Result<Applied> {
    let named = wishes.iter().map(|wish| named(debits, wish.0)).collect::<Result<Vec<_>>>()?;
    let mut left = not_negative(amount)?;
    let mut parts = Vec::with_capacity(wishes.len());
    for ((id, wish), debit) in wishes.iter().zip(&named) {
        let typed = not_negative(wish.unwrap_or(amount.currency().zero()))?;
        let before = typed_for(&parts, *id, debit.open.currency().zero())?;
        if debit.open.minus(before.plus(typed)?)?.is_negative() {
            return Err(over_allocated(debit, before.plus(typed)?));
        }
        left = left.minus(typed)?;
        parts.push((*id, typed));
    }
    if left.is_negative() {
        let wanted = amount.minus(left)?;
        let message = format!("{wanted} is applied in all, {} more than the {amount} there is", left.negated());
        return Err(Error::refused("over_applied", message).at_field("apply").hint("lower one of the amounts"));
    }
    for (index, debit) in named.iter().enumerate().filter(|(index, _)| wishes[*index].1.is_none()) {
        let room = debit.open.minus(typed_for(&parts, debit.id, debit.open.currency().zero())?)?;
        let part = room.at_least_zero().least(left);
        left = left.minus(part)?;
        parts[index].1 = part;
    }
    parts.retain(|part| part.1.is_positive());
    Ok(Applied { allocations: parts, left })
}

fn typed_for(parts: &[(DebitId, Money)], id: DebitId, zero: Money) -> Result<Money> {
    parts.iter().filter(|part| part.0 == id).try_fold(zero, |sum, part| sum.plus(part.1))
}

fn named(debits: &[OpenDebit], id: DebitId) -> Result<&OpenDebit> {
    debits.iter().find(|debit| debit.id == id).ok_or_else(|| {
        Error::not_found("item_not_open", "one of the chosen items is no longer open").hint("choose again")
    })
}

fn over_allocated(debit: &OpenDebit, wanted: Money) -> Error {
    let message = format!("{} has {} open, not {wanted}", super::text::clean(&debit.number), debit.open);
    Error::refused("over_allocated", message).at_field("apply").hint("lower the amount; the rest can stay on account")
}

fn not_negative(amount: Money) -> Result<Money> {
    if amount.is_negative() {
        return Err(Error::invalid("amount", format!("{amount} is below zero")).hint("type an amount above zero"));
    }
    Ok(amount)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::item::samples::{open, usd};
    use super::super::money::{Currency, sum};
    use super::*;

    fn case_5() -> Vec<OpenDebit> {
        vec![
            open(10, "INV-10", "79.50", "2026-06-15"),
            open(9, "INV-9", "120.50", "2026-06-15"),
            open(7, "INV-7", "300.00", "2026-06-01"),
        ]
    }

    fn shown(applied: &Applied) -> (Vec<(i64, String)>, String) {
        let parts = applied.allocations.iter().map(|(id, part)| (id.0, part.decimal())).collect();
        (parts, applied.left.decimal())
    }

    fn expected(parts: &[(i64, &str)], left: &str) -> (Vec<(i64, String)>, String) {
        (parts.iter().map(|&(id, part)| (id, part.to_string())).collect(), left.to_string())
    }

    /// cases.md, case 5.
    #[test]
    fn oldest_first_breaks_ties_by_natural_number() {
        let receipt = |amount| shown(&oldest_first(&case_5(), usd(amount)).unwrap());
        assert_eq!(receipt("450.00"), expected(&[(7, "300.00"), (9, "120.50"), (10, "29.50")], "0.00"));
        assert_eq!(receipt("600.00"), expected(&[(7, "300.00"), (9, "120.50"), (10, "79.50")], "100.00"));
        assert_eq!(receipt("120.50"), expected(&[(7, "120.50")], "0.00"));
    }

    #[test]
    fn by_hand_a_tick_takes_what_the_typed_amounts_leave() {
        let wishes = [(DebitId(10), None), (DebitId(7), Some(usd("50.00"))), (DebitId(9), None)];
        let applied = by_hand(&case_5(), &wishes, usd("150.00")).unwrap();
        assert_eq!(shown(&applied), expected(&[(10, "79.50"), (7, "50.00"), (9, "20.50")], "0.00"));
        let applied = by_hand(&case_5(), &wishes[..1], usd("100.00")).unwrap();
        assert_eq!(shown(&applied), expected(&[(10, "79.50")], "20.50"));
    }

    #[test]
    fn by_hand_refuses_more_than_is_open_or_there() {
        let refusal = |wishes: &[(i64, &str)], amount| {
            let wishes: Vec<_> = wishes.iter().map(|&(id, part)| (DebitId(id), Some(usd(part)))).collect();
            by_hand(&case_5(), &wishes, usd(amount)).unwrap_err().code()
        };
        assert_eq!(refusal(&[(9, "120.51")], "500.00"), "over_allocated");
        assert_eq!(refusal(&[(9, "100.00"), (9, "20.51")], "500.00"), "over_allocated");
        assert_eq!(refusal(&[(9, "120.50"), (7, "1.00")], "121.00"), "over_applied");
        assert_eq!(refusal(&[(99, "1.00")], "121.00"), "item_not_open");
        assert_eq!(refusal(&[(9, "-1.00")], "121.00"), "invalid");
    }

    fn cents(minor: i64) -> Money {
        Money::of(minor, Currency::USD).unwrap()
    }

    prop_compose! {
        fn any_debits()(rows in proptest::collection::vec((1_i64..5_000, 0_i64..5_000, 0_u32..60), 0..12)) -> Vec<OpenDebit> {
            rows.into_iter().enumerate().map(|(index, (amount, paid, day))| {
                let mut debit = open(index as i64, &format!("INV-{index}"), "1.00", "2026-06-15");
                debit.due = debit.due + chrono::Days::new(day.into());
                (debit.amount, debit.open) = (cents(amount), cents((amount - paid).max(0)));
                debit
            }).collect()
        }
    }

    fn holds(applied: &Applied, debits: &[OpenDebit], amount: Money) -> Result<(), TestCaseError> {
        let parts = sum(applied.allocations.iter().map(|part| part.1), Currency::USD).unwrap();
        prop_assert_eq!(parts.plus(applied.left).unwrap(), amount);
        prop_assert!(!applied.left.is_negative());
        for debit in debits {
            let got = typed_for(&applied.allocations, debit.id, cents(0)).unwrap();
            prop_assert!(got.minor() <= debit.open.minor());
        }
        prop_assert!(applied.allocations.iter().all(|part| part.1.is_positive()));
        Ok(())
    }

    proptest! {
        #[test]
        fn every_allocation_sums_exactly_and_never_exceeds(debits in any_debits(), amount in 0_i64..60_000) {
            let applied = oldest_first(&debits, cents(amount)).unwrap();
            holds(&applied, &debits, cents(amount))?;
            let open = sum(debits.iter().map(|debit| debit.open), Currency::USD).unwrap();
            prop_assert_eq!(applied.left.is_positive(), open.minor() < amount);
        }

        #[test]
        fn by_hand_keeps_the_same_rules(
            debits in any_debits(),
            wishes in proptest::collection::vec((0_usize..12, proptest::option::of(0_i64..3_000)), 0..6),
            amount in 0_i64..20_000,
        ) {
            let wishes: Vec<_> = wishes.into_iter().filter(|wish| wish.0 < debits.len())
                .map(|(index, part)| (debits[index].id, part.map(cents))).collect();
            match by_hand(&debits, &wishes, cents(amount)) {
                Ok(applied) => holds(&applied, &debits, cents(amount))?,
                Err(error) => prop_assert!(matches!(error.code(), "over_allocated" | "over_applied")),
            }
        }

        #[test]
        fn an_exact_set_is_exact(debits in any_debits(), amount in 1_i64..20_000) {
            let total = |set: &[DebitId]| {
                let open = debits.iter().filter(|debit| set.contains(&debit.id)).map(|debit| debit.open);
                sum(open, Currency::USD).unwrap()
            };
            match exact(&debits, cents(amount)) {
                Exact::Unique(set) => prop_assert_eq!(total(&set), cents(amount)),
                Exact::Several(sets) => {
                    prop_assert!((2..=10).contains(&sets.len()));
                    for set in sets {
                        prop_assert_eq!(total(&set), cents(amount));
                    }
                }
                Exact::Nearest { set, difference } => {
                    prop_assert!(!difference.is_zero());
                    prop_assert_eq!(total(&set).plus(difference).unwrap(), cents(amount));
                }
                Exact::Nothing => prop_assert!(debits.iter().all(|debit| debit.open.is_zero())),
                Exact::TooMany => prop_assert!(false),
            }
        }
    }
}
