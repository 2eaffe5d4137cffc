//! The figures of one account at one date: the one truth that report, header, statement and sentence show.

use super::aging::{Aging, Edges, age};
use super::calendar::{Date, days_past};
use super::item::{DebitKind, OpenCredit, OpenDebit, oldest_first};
use super::money::{Currency, Money, sum};
use crate::error::Result;

/// What an account owes and what may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    pub as_of: Date,
    pub currency: Currency,
    pub edges: Edges,
    /// One amount for each bucket.
    pub amounts: Vec<Money>,
    /// Never above zero; what the chosen presentation leaves in its column.
    pub unapplied: Money,
    pub net: Money,
    pub open: Money,
    /// Open of debits after their due date, whatever the report is aged by.
    pub past_due: Money,
    pub disputed: Money,
    pub on_plan: Money,
    /// Open less disputed, on plan and unapplied; never below zero.
    pub collectable: Money,
    /// The same of what is past due: credit on account pays it first.
    pub collectable_past_due: Money,
    pub open_count: usize,
    pub past_due_count: usize,
    /// Number and days past due of the oldest open debit.
    pub oldest: Option<(String, i64)>,
    /// The same of the oldest of which a part may be asked for.
    pub oldest_asked: Option<(String, i64)>,
    /// How many of the open debits are invoices.
    pub invoice_count: usize,
}

/// Computes all figures from the items as they stand at `how.as_of`.
pub fn figures(debits: &[OpenDebit], credits: &[OpenCredit], how: &Aging, currency: Currency) -> Result<Figures> {
    let open: Vec<&OpenDebit> = debits.iter().filter(|debit| debit.open.is_positive()).collect();
    let late = || open.iter().filter(|debit| debit.due < how.as_of);
    let aged = age(
        open.iter().map(|debit| (debit.date, debit.due, debit.open)),
        credits.iter().map(|credit| (credit.date, credit.unapplied)),
        how,
        currency,
    )?;
    let spare = sum(credits.iter().map(|credit| credit.unapplied), currency)?;
    let asked = open.iter().map(|debit| asked_for(debit)).collect::<Result<Vec<_>>>()?;
    let asked_late = late().map(|debit| asked_for(debit)).collect::<Result<Vec<_>>>()?;
    let oldest = open.iter().min_by(|a, b| oldest_first(a, b));
    let oldest_asked = open.iter().zip(&asked).filter(|pair| pair.1.is_positive()).map(|pair| pair.0);
    let named = |debit: &&OpenDebit| (debit.number.clone(), days_past(how.as_of, debit.due));
    Ok(Figures {
        as_of: how.as_of,
        currency,
        edges: how.edges,
        amounts: aged.amounts,
        unapplied: aged.unapplied,
        net: aged.net,
        open: sum(open.iter().map(|debit| debit.open), currency)?,
        past_due: sum(late().map(|debit| debit.open), currency)?,
        disputed: sum(open.iter().map(|debit| debit.disputed), currency)?,
        on_plan: sum(open.iter().map(|debit| debit.on_plan), currency)?,
        collectable: sum(asked.iter().copied(), currency)?.minus(spare)?.at_least_zero(),
        collectable_past_due: sum(asked_late, currency)?.minus(spare)?.at_least_zero(),
        open_count: open.len(),
        past_due_count: late().count(),
        oldest: oldest.map(named),
        oldest_asked: oldest_asked.min_by(|a, b| oldest_first(a, b)).map(named),
        invoice_count: open.iter().filter(|debit| debit.kind == DebitKind::Invoice).count(),
    })
}

fn asked_for(debit: &OpenDebit) -> Result<Money> {
    debit.open.minus(debit.disputed)?.minus(debit.on_plan)
}

#[cfg(test)]
mod tests {
    use super::super::aging::Presentation;
    use super::super::item::samples::{day, open, unapplied, usd};
    use super::*;

    fn holloway() -> Vec<OpenDebit> {
        let mut second = open(2, "1101", "412.30", "2026-11-05");
        second.disputed = usd("80.00");
        vec![second, open(1, "1043", "828.20", "2026-08-16")]
    }

    #[test]
    fn disputed_money_is_open_but_not_asked_for() {
        let how = Aging::by_due(day("2026-11-21"));
        let figures = figures(&holloway(), &[], &how, Currency::USD).unwrap();
        assert_eq!((figures.net, figures.past_due), (usd("1240.50"), usd("1240.50")));
        assert_eq!((figures.disputed, figures.collectable), (usd("80.00"), usd("1160.50")));
        assert_eq!((figures.open_count, figures.past_due_count), (2, 2));
        assert_eq!(figures.oldest, Some(("1043".into(), 97)));
    }

    #[test]
    fn collectable_is_never_below_zero_and_the_same_in_every_presentation() {
        let mut debits = holloway();
        debits[1].on_plan = usd("828.20");
        let credits = [unapplied(1, "100.00", "2026-11-01")];
        for &presentation in Presentation::ALL {
            let how = Aging { presentation, ..Aging::by_due(day("2026-11-21")) };
            let seen = figures(&debits, &credits, &how, Currency::USD).unwrap();
            assert_eq!((seen.net, seen.collectable), (usd("1140.50"), usd("232.30")));
            assert_eq!(seen.oldest_asked, Some(("1101".into(), 16)));
        }
        let credits = [unapplied(1, "1000.00", "2026-11-01")];
        let how = Aging::by_due(day("2026-11-21"));
        let seen = figures(&debits, &credits, &how, Currency::USD).unwrap();
        assert!(seen.collectable.is_zero() && seen.collectable_past_due.is_zero());
    }

    #[test]
    fn an_item_due_today_is_not_past_due() {
        let how = Aging::by_due(day("2026-11-05"));
        let figures = figures(&holloway(), &[], &how, Currency::USD).unwrap();
        assert_eq!((figures.past_due, figures.past_due_count), (usd("828.20"), 1));
    }
}
