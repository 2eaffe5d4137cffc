//! What makes up an amount when plain sums of debits are not all: earned discounts that were taken, open credits that were
//! used (LEDGER, Applying money, exact). One debit that is the amount wins; else plain sets and sets with discounts stand
//! side by side; credits are looked at last, since with enough of them anything sums to anything.

use super::exact::{Exact, MOST_LISTED, exact};
use super::ids::{CreditId, DebitId};
use super::item::{OpenCredit, OpenDebit};
use super::money::Money;
use super::subset::{self, Found};

/// Debits that are closed, the discounts that they earn and the credits that are used up with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Makeup {
    pub debits: Vec<DebitId>,
    pub discounts: Vec<(DebitId, Money)>,
    pub credits: Vec<CreditId>,
}

/// What may be taken beside the debits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// What each debit earns if it is paid in full.
    pub discounts: &'a [(DebitId, Money)],
    pub credits: &'a [OpenCredit],
}

/// Every way that was found, at most ten; where there is none, `plain` says what is nearest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    pub ways: Vec<Makeup>,
    pub plain: Exact,
}

impl Search {
    /// The one way to make it up.
    pub fn only(&self) -> Option<&Makeup> {
        match self.ways.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

/// Finds what makes up `amount`. At most three searches, each as bounded as the plain one.
pub fn make_up(debits: &[OpenDebit], options: Options, amount: Money) -> Search {
    let plain = exact(debits, amount);
    let mut ways: Vec<Makeup> = match &plain {
        Exact::Unique(set) => vec![of_debits(set.clone())],
        Exact::Several(sets) => sets.iter().cloned().map(of_debits).collect(),
        _ => Vec::new(),
    };
    let single = ways.iter().any(|way| way.debits.len() == 1);
    if !single && !options.discounts.is_empty() {
        ways.extend(with_discounts(debits, options, amount));
    }
    if ways.is_empty() && !options.credits.is_empty() {
        ways = with_credits(debits, options, amount);
    }
    ways.truncate(MOST_LISTED);
    Search { ways, plain }
}

fn of_debits(debits: Vec<DebitId>) -> Makeup {
    Makeup { debits, ..Makeup::default() }
}

/// The debits as they are with every discount taken.
fn net_of(debits: &[OpenDebit], discounts: &[(DebitId, Money)]) -> Vec<OpenDebit> {
    let earned = |debit: &OpenDebit| discounts.iter().find(|one| one.0 == debit.id).map(|one| one.1);
    let net = |debit: &OpenDebit| {
        let mut debit = debit.clone();
        if let Some(open) = earned(&debit).and_then(|earned| debit.open.minus(earned).ok()) {
            debit.open = open;
        }
        debit
    };
    debits.iter().map(net).collect()
}

fn taken(debits: &[DebitId], options: Options) -> Vec<(DebitId, Money)> {
    options.discounts.iter().filter(|one| debits.contains(&one.0)).copied().collect()
}

/// A customer who takes discounts takes all that are earned: mixtures are not tried.
fn with_discounts(debits: &[OpenDebit], options: Options, amount: Money) -> Vec<Makeup> {
    let sets = match exact(&net_of(debits, options.discounts), amount) {
        Exact::Unique(set) => vec![set],
        Exact::Several(sets) => sets,
        _ => return Vec::new(),
    };
    let way = |debits: Vec<DebitId>| Makeup { discounts: taken(&debits, options), debits, credits: Vec::new() };
    // Sets without a discount in them are the plain ones, found already.
    sets.into_iter().map(way).filter(|way| !way.discounts.is_empty()).collect()
}

/// Credits as options in one search: a credit that is *not* used counts as a positive number towards the amount and all
/// credits together.
fn with_credits(debits: &[OpenDebit], options: Options, amount: Money) -> Vec<Makeup> {
    let fits = |money: Money| money.is_positive() && money.currency() == amount.currency();
    let credits: Vec<&OpenCredit> = options.credits.iter().filter(|credit| fits(credit.unapplied)).collect();
    let open: Vec<&OpenDebit> = debits.iter().filter(|debit| fits(debit.open)).collect();
    if !amount.is_positive() || open.len() + credits.len() > subset::MIDDLE {
        return Vec::new();
    }
    let all: i64 = credits.iter().map(|credit| credit.unapplied.minor()).sum();
    let numbers: Vec<i64> = open
        .iter()
        .map(|debit| debit.open.minor())
        .chain(credits.iter().map(|credit| credit.unapplied.minor()))
        .collect();
    let Some(target) = amount.minor().checked_add(all) else { return Vec::new() };
    let Found::Sets(sets) = subset::search(&numbers, target) else { return Vec::new() };
    let way = |set: &Vec<usize>| Makeup {
        debits: set.iter().filter_map(|index| open.get(*index)).map(|debit| debit.id).collect(),
        discounts: Vec::new(),
        credits: (0..credits.len())
            .filter(|index| !set.contains(&(open.len() + index)))
            .filter_map(|index| credits.get(index))
            .map(|credit| credit.id)
            .collect(),
    };
    sets.iter().map(way).filter(|way| !way.debits.is_empty() && !way.credits.is_empty()).take(MOST_LISTED).collect()
}

#[cfg(test)]
mod tests {
    use super::super::item::samples::{open, unapplied, usd};
    use super::*;

    fn debits() -> Vec<OpenDebit> {
        vec![
            open(1, "1", "1500.00", "2026-03-31"),
            open(2, "2", "412.30", "2026-03-31"),
            open(3, "3", "99.95", "2026-03-31"),
        ]
    }

    fn ids(ids: &[i64]) -> Vec<DebitId> {
        ids.iter().map(|id| DebitId(*id)).collect()
    }

    #[test]
    fn a_discount_that_was_earned_explains_the_amount() {
        let discounts = [(DebitId(1), usd("30.00")), (DebitId(2), usd("8.25"))];
        let options = Options { discounts: &discounts, credits: &[] };
        let search = make_up(&debits(), options, usd("1470.00"));
        let expected = Makeup { debits: ids(&[1]), discounts: discounts[..1].to_vec(), credits: Vec::new() };
        assert_eq!(search.only(), Some(&expected));
        let search = make_up(&debits(), options, usd("1569.95"));
        assert_eq!(search.only().unwrap().debits, ids(&[1, 3]));
        assert_eq!(search.only().unwrap().discounts, discounts[..1]);
    }

    #[test]
    fn a_single_debit_of_the_amount_needs_no_other_explanation() {
        let mut debits = debits();
        debits.push(open(4, "4", "1470.00", "2026-03-31"));
        let discounts = [(DebitId(1), usd("30.00"))];
        let search = make_up(&debits, Options { discounts: &discounts, credits: &[] }, usd("1470.00"));
        assert_eq!(search.only().unwrap().debits, ids(&[4]));
    }

    #[test]
    fn a_plain_set_and_one_with_a_discount_are_both_offered() {
        let mut debits = debits();
        debits.extend([open(4, "4", "1000.00", "2026-03-31"), open(5, "5", "470.00", "2026-03-31")]);
        let discounts = [(DebitId(1), usd("30.00"))];
        let search = make_up(&debits, Options { discounts: &discounts, credits: &[] }, usd("1470.00"));
        assert_eq!(search.ways.len(), 2, "{search:?}");
    }

    #[test]
    fn an_open_credit_explains_what_is_short() {
        let credits = [unapplied(7, "12.30", "2026-03-02"), unapplied(8, "55.00", "2026-03-02")];
        let options = Options { discounts: &[], credits: &credits };
        let search = make_up(&debits(), options, usd("400.00"));
        let only = search.only().unwrap();
        assert_eq!((only.debits.clone(), only.credits.clone()), (ids(&[2]), vec![CreditId(7)]));
        let search = make_up(&debits(), options, usd("400.01"));
        assert!(search.ways.is_empty() && matches!(search.plain, Exact::Nearest { .. }));
    }

    #[test]
    fn credits_are_left_alone_where_plain_debits_make_it_up() {
        let credits = [unapplied(7, "412.30", "2026-03-02")];
        let search = make_up(&debits(), Options { discounts: &[], credits: &credits }, usd("412.30"));
        assert_eq!(search.only(), Some(&of_debits(ids(&[2]))));
    }

    #[test]
    fn sixty_items_with_discounts_and_credits_are_answered_or_declined() {
        let debits: Vec<OpenDebit> = (0..60)
            .map(|n| OpenDebit { open: cents(10_007 + n * n * 331 + n * 17), ..open(n, "n", "1.00", "2026-03-31") })
            .collect();
        let discounts: Vec<_> = debits.iter().map(|debit| (debit.id, cents(debit.open.minor() / 50))).collect();
        let credits: Vec<_> =
            (0..9).map(|n| OpenCredit { unapplied: cents(77 + n), ..unapplied(n, "1.00", "2026-03-01") }).collect();
        let amount = discounts[..7].iter().zip(&debits).map(|(one, debit)| debit.open.minor() - one.1.minor()).sum();
        let search = make_up(&debits, Options { discounts: &discounts, credits: &credits }, cents(amount));
        let sum = |way: &Makeup| -> i64 {
            let debits = debits.iter().filter(|debit| way.debits.contains(&debit.id)).map(|debit| debit.open.minor());
            debits.sum::<i64>() - way.discounts.iter().map(|one| one.1.minor()).sum::<i64>()
        };
        assert!(search.ways.iter().all(|way| sum(way) == amount) && search.ways.len() <= MOST_LISTED);
        assert!(!search.ways.is_empty() || search.plain == Exact::TooMany, "{search:?}");
    }

    fn cents(minor: i64) -> Money {
        Money::stored(minor, usd("0").currency())
    }
}
