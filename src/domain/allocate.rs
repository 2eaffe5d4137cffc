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
