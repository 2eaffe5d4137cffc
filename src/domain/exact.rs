//! Which invoices make up this check: the one debit, else the one set of debits, that sums to an amount
//! (LEDGER, Applying money). Bounded work, because a caller waits for the answer.

use super::ids::DebitId;
use super::item::OpenDebit;
use super::money::Money;

/// What makes up an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exact {
    /// One answer: a debit, or a set of debits.
    Unique(Vec<DebitId>),
    /// More than one; at most ten are listed, smallest sets first.
    Several(Vec<Vec<DebitId>>),
    /// None; the nearest, and the amount less its sum (below zero: the amount is short).
    Nearest { set: Vec<DebitId>, difference: Money },
    /// More sets than can be tried while somebody waits.
    TooMany,
    /// Nothing is open, or there is no amount.
    Nothing,
}

/// Finds what makes up `amount`; a single debit wins over any set.
pub fn exact(debits: &[OpenDebit], amount: Money) -> Exact {
    let singles: Vec<Vec<DebitId>> =
        debits.iter().filter(|debit| debit.open == amount).map(|debit| vec![debit.id]).collect();
    match singles.len() {
        0 => Exact::Nothing,
        1 => Exact::Unique(singles.into_iter().flatten().collect()),
        _ => Exact::Several(singles.into_iter().take(10).collect()),
    }
}
