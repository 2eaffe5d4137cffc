//! What makes up an amount when plain sums of debits are not all: earned discounts that were taken, debit by debit, and
//! open credits that were used (LEDGER, Applying money, exact). One debit that is the amount wins; else plain sets and
//! sets with discounts stand side by side; credits are looked at last, since with enough of them anything sums to anything.

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
    /// With discounts and credits there are more ways than can be tried while somebody waits.
    pub too_many: bool,
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
    let mut too_many = false;
    // A list that is full already takes no more.
    if !single && ways.len() < MOST_LISTED && !options.discounts.is_empty() {
        let found = found_with(debits, Options { credits: &[], ..options }, amount);
        too_many = found.is_none();
        ways.extend(found.unwrap_or_default().into_iter().filter(|way| !way.discounts.is_empty()));
    }
    if ways.is_empty() && !options.credits.is_empty() {
        let found = found_with(debits, options, amount);
        too_many |= found.is_none();
        ways = needed(found.unwrap_or_default());
    }
    ways.truncate(MOST_LISTED);
    Search { ways, plain, too_many }
}

fn of_debits(debits: Vec<DebitId>) -> Makeup {
    Makeup { debits, ..Makeup::default() }
}

/// Every way with discounts and credits as options, in one search: a debit counts in full or less its discount, a credit
/// that is *not* used as a positive number towards the amount and all credits together. None: too many to try.
fn found_with(debits: &[OpenDebit], options: Options, amount: Money) -> Option<Vec<Makeup>> {
    let fits = |money: Money| money.is_positive() && money.currency() == amount.currency();
    let credits: Vec<&OpenCredit> = options.credits.iter().filter(|credit| fits(credit.unapplied)).collect();
    let open: Vec<&OpenDebit> = debits.iter().filter(|debit| fits(debit.open)).collect();
    let earned = |id: DebitId| options.discounts.iter().find(|one| one.0 == id).map(|one| one.1);
    let net = |debit: &OpenDebit| earned(debit.id).and_then(|earned| debit.open.minus(earned).ok());
    let less = |debit: &OpenDebit| net(debit).filter(|net| *net != debit.open).map_or(0, |net| net.minor().max(0));
    let all: i64 = credits.iter().map(|credit| credit.unapplied.minor()).sum();
    if !amount.is_positive() || open.is_empty() {
        return Some(Vec::new());
    }
    let of_debits = open.iter().map(|debit| [debit.open.minor(), less(debit)]);
    let numbers: Vec<subset::Options> =
        of_debits.chain(credits.iter().map(|credit| [credit.unapplied.minor(), 0])).collect();
    let sets = match subset::search(&numbers, amount.minor().checked_add(all)?) {
        Found::Sets(sets) => sets,
        Found::Nearest(_) => Vec::new(),
        Found::TooMany => return None,
    };
    let way = |set: &Vec<subset::Pick>| {
        let taken = |pick: &subset::Pick| open.get(pick.0).map(|debit| (debit.id, pick.1));
        let picked: Vec<(DebitId, usize)> = set.iter().filter_map(taken).collect();
        let discounts = picked.iter().filter(|(_, option)| *option == 1);
        let unused = |index: usize| set.iter().any(|pick| pick.0 == open.len() + index);
        Makeup {
            debits: picked.iter().map(|(id, _)| *id).collect(),
            discounts: discounts.filter_map(|(id, _)| Some((*id, earned(*id)?))).collect(),
            credits: (0..credits.len()).filter(|at| !unused(*at)).map(|at| credits[at].id).collect(),
        }
    };
    Some(sets.iter().map(way).filter(|way| !way.debits.is_empty()).collect())
}

/// The ways with credits that hold no lesser way: a credit and a debit that meet by chance explain nothing.
fn needed(mut ways: Vec<Makeup>) -> Vec<Makeup> {
    ways.retain(|way| !way.credits.is_empty());
    ways.sort_by_key(|way| way.debits.len() + way.credits.len());
    let mut needed: Vec<Makeup> = Vec::new();
    for way in ways {
        let holds = |lesser: &Makeup| {
            lesser.debits.iter().all(|id| way.debits.contains(id))
                && lesser.credits.iter().all(|id| way.credits.contains(id))
                && (lesser.debits.len(), lesser.credits.len()) != (way.debits.len(), way.credits.len())
        };
        if needed.len() < MOST_LISTED && !needed.iter().any(holds) {
            needed.push(way);
        }
    }
    needed
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
    fn a_discount_is_taken_debit_by_debit_and_beside_a_credit() {
        let discounts = [(DebitId(1), usd("30.00")), (DebitId(2), usd("8.25"))];
        let credits = [unapplied(7, "12.30", "2026-03-02")];
        let options = Options { discounts: &discounts, credits: &[] };
        let search = make_up(&debits(), options, usd("1882.30"));
        let only = search.only().unwrap();
        assert_eq!((only.debits.clone(), only.discounts.clone()), (ids(&[1, 2]), discounts[..1].to_vec()));
        let search = make_up(&debits(), Options { credits: &credits, ..options }, usd("1457.70"));
        let only = search.only().unwrap();
        assert_eq!((only.debits.clone(), only.discounts.clone()), (ids(&[1]), discounts[..1].to_vec()));
        assert_eq!(only.credits, [CreditId(7)]);
    }

    /// A credit and an invoice of the same amount explain nothing beside the way that does without both.
    #[test]
    fn a_way_that_holds_a_lesser_one_is_left_out() {
        let credits = [unapplied(7, "12.30", "2026-03-02"), unapplied(8, "99.95", "2026-03-02")];
        let search = make_up(&debits(), Options { discounts: &[], credits: &credits }, usd("400.00"));
        assert_eq!(search.only().map(|way| way.debits.clone()), Some(ids(&[2])), "{search:?}");
    }

    /// Every way there is, tried one by one: which debits, which of their discounts, which credits.
    fn brute(debits: &[OpenDebit], options: Options, amount: i64) -> Vec<Makeup> {
        let mut all = vec![(Makeup::default(), 0_i64)];
        for debit in debits {
            let without = all.clone();
            let earned = options.discounts.iter().filter(|one| one.0 == debit.id);
            for discount in std::iter::once(None).chain(earned.map(Some)) {
                all.extend(without.iter().cloned().map(|(mut way, sum)| {
                    way.debits.push(debit.id);
                    way.discounts.extend(discount.copied());
                    (way, sum + debit.open.minor() - discount.map_or(0, |one| one.1.minor()))
                }));
            }
        }
        for credit in options.credits {
            let without = all.clone();
            all.extend(without.into_iter().map(|(mut way, sum)| {
                way.credits.push(credit.id);
                (way, sum - credit.unapplied.minor())
            }));
        }
        let found: Vec<Makeup> =
            all.into_iter().filter(|(way, sum)| *sum == amount && !way.debits.is_empty()).map(|one| one.0).collect();
        let single = |way: &&Makeup| way.debits.len() == 1 && way.discounts.is_empty() && way.credits.is_empty();
        let without: Vec<Makeup> = found.iter().filter(|way| way.credits.is_empty()).cloned().collect();
        let within = |lesser: &Makeup, way: &Makeup| {
            lesser.debits.iter().all(|id| way.debits.contains(id))
                && lesser.credits.iter().all(|id| way.credits.contains(id))
                && lesser.debits.len() + lesser.credits.len() < way.debits.len() + way.credits.len()
        };
        match () {
            () if found.iter().any(|way| single(&way)) => found.iter().filter(single).cloned().collect(),
            () if !without.is_empty() => without,
            () => found.iter().filter(|way| !found.iter().any(|lesser| within(lesser, way))).cloned().collect(),
        }
    }

    fn sorted(mut ways: Vec<Makeup>) -> Vec<Makeup> {
        ways.sort_by_key(|way| format!("{way:?}"));
        ways
    }

    proptest::proptest! {
        #[test]
        fn every_way_is_found_that_trying_one_by_one_finds(
            rows in proptest::collection::vec((5_i64..60, proptest::option::of(1_i64..5)), 1..6),
            spare in proptest::collection::vec(1_i64..30, 0..4),
            amount in 1_i64..150,
        ) {
            let debits: Vec<OpenDebit> = (0..).zip(&rows)
                .map(|(at, (minor, _))| OpenDebit { open: cents(*minor), ..open(at, "n", "1.00", "2026-03-31") }).collect();
            let discounts: Vec<_> = (0..).zip(&rows)
                .filter_map(|(at, (_, off))| Some((DebitId(at), cents((*off)?)))).collect();
            let credits: Vec<OpenCredit> = (0..).zip(&spare)
                .map(|(at, minor)| OpenCredit { unapplied: cents(*minor), ..unapplied(at, "1.00", "2026-03-01") }).collect();
            let options = Options { discounts: &discounts, credits: &credits };
            let (search, expected) = (make_up(&debits, options, cents(amount)), brute(&debits, options, amount));
            proptest::prop_assert!(!search.too_many);
            match expected.len() <= MOST_LISTED {
                true => proptest::prop_assert_eq!(sorted(search.ways), sorted(expected)),
                false => proptest::prop_assert!(search.ways.iter().all(|way| expected.contains(way))),
            }
        }
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
