//! Which invoices make up this check: the one debit, else the one set of debits, that sums to an amount
//! (LEDGER, Applying money). Bounded work, because a caller waits for the answer.

use super::ids::DebitId;
use super::item::OpenDebit;
use super::money::Money;
use super::subset::{self, Found};

/// The most answers that are listed.
pub const MOST_LISTED: usize = 10;

/// What makes up an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exact {
    /// One answer: a debit, or a set of debits.
    Unique(Vec<DebitId>),
    /// More than one; at most ten are listed, small sets first.
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
    let fits = |debit: &&OpenDebit| debit.open.is_positive() && debit.open.currency() == amount.currency();
    let open: Vec<&OpenDebit> = debits.iter().filter(fits).collect();
    if open.is_empty() || !amount.is_positive() {
        return Exact::Nothing;
    }
    let single = |debit: &&OpenDebit| (debit.open == amount).then(|| vec![debit.id]);
    let singles: Vec<Vec<DebitId>> = open.iter().filter_map(single).collect();
    if !singles.is_empty() {
        return answers(singles);
    }
    let parts: Vec<subset::Options> = open.iter().map(|debit| [debit.open.minor(), 0]).collect();
    let named = |set: &Vec<subset::Pick>| set.iter().map(|pick| open[pick.0].id).collect::<Vec<_>>();
    match subset::search(&parts, amount.minor()) {
        Found::Sets(sets) => answers(sets.iter().map(named).collect()),
        Found::Nearest(set) => {
            let sum: i64 = set.iter().map(|pick| parts[pick.0][0]).sum();
            Exact::Nearest { set: named(&set), difference: Money::stored(amount.minor() - sum, amount.currency()) }
        }
        Found::TooMany => Exact::TooMany,
    }
}

fn answers(mut sets: Vec<Vec<DebitId>>) -> Exact {
    sets.truncate(MOST_LISTED);
    if sets.len() == 1 { Exact::Unique(sets.remove(0)) } else { Exact::Several(sets) }
}

#[cfg(test)]
mod tests {
    use super::super::item::samples::{open, usd};
    use super::*;

    fn case_5() -> Vec<OpenDebit> {
        vec![
            open(7, "INV-7", "300.00", "2026-06-01"),
            open(9, "INV-9", "120.50", "2026-06-15"),
            open(10, "INV-10", "79.50", "2026-06-15"),
        ]
    }

    fn ids(ids: &[i64]) -> Vec<DebitId> {
        ids.iter().map(|&id| DebitId(id)).collect()
    }

    /// cases.md, case 5: 120.50 goes wholly to INV-9.
    #[test]
    fn the_one_invoice_of_that_amount_is_found() {
        assert_eq!(exact(&case_5(), usd("120.50")), Exact::Unique(ids(&[9])));
        assert_eq!(exact(&case_5(), usd("200.00")), Exact::Unique(ids(&[9, 10])));
        assert_eq!(exact(&case_5(), usd("500.00")), Exact::Unique(ids(&[7, 9, 10])));
    }

    #[test]
    fn a_single_invoice_wins_over_a_set_and_twins_are_several() {
        let mut debits = case_5();
        debits.push(open(11, "INV-11", "200.00", "2026-07-01"));
        assert_eq!(exact(&debits, usd("200.00")), Exact::Unique(ids(&[11])));
        debits.push(open(12, "INV-12", "200.00", "2026-07-02"));
        assert_eq!(exact(&debits, usd("200.00")), Exact::Several(vec![ids(&[11]), ids(&[12])]));
    }

    #[test]
    fn the_nearest_is_named_with_the_difference() {
        let nearest = |amount| match exact(&case_5(), usd(amount)) {
            Exact::Nearest { set, difference } => (set, difference),
            other => panic!("{other:?}"),
        };
        assert_eq!(nearest("450.00"), (ids(&[7, 9]), usd("29.50")));
        assert_eq!(nearest("295.00"), (ids(&[7]), usd("-5.00")));
        assert_eq!(nearest("600.00"), (ids(&[7, 9, 10]), usd("100.00")));
    }

    #[test]
    fn nothing_makes_up_nothing() {
        assert_eq!(exact(&[], usd("1.00")), Exact::Nothing);
        assert_eq!(exact(&case_5(), usd("0.00")), Exact::Nothing);
    }
}
