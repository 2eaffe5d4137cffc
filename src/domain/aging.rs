//! Aging: the one place where open money becomes buckets, so that report, header, statement and the spoken
//! sentence cannot disagree (LEDGER, Aging).

use std::fmt;
use std::str::FromStr;

use super::calendar::{Date, days_past};
use super::communication::words;
use super::money::{Currency, Money};
use crate::error::{Error, Result};

words! {
    /// What an item is aged by.
    Basis, "by" { Due = "due", Invoice = "invoice" }
}

words! {
    /// Where unapplied credit is shown; the net is the same in all three.
    Presentation, "unapplied" { Separate = "separate", OwnDate = "own-date", Fifo = "fifo" }
}

/// The most edges that a report takes.
pub const MOST_EDGES: usize = 8;
const MOST_BUCKETS: usize = MOST_EDGES + 2;

/// The upper edges of the buckets between Current and the last, in days, ascending.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Edges {
    days: [u16; MOST_EDGES],
    len: u8,
}

impl Default for Edges {
    fn default() -> Edges {
        Edges { days: [30, 60, 90, 0, 0, 0, 0, 0], len: 3 }
    }
}

impl Edges {
    /// One to eight ascending positive numbers of days.
    pub fn of(days: &[u16]) -> Result<Edges> {
        let ascending = days.windows(2).all(|pair| pair[0] < pair[1]);
        if days.is_empty() || days.len() > MOST_EDGES || days[0] == 0 || !ascending {
            let message = format!("the edges of the buckets must be one to {MOST_EDGES} ascending numbers of days");
            return Err(Error::invalid("edges", message).hint("write them like 30,60,90"));
        }
        let mut edges = Edges { days: [0; MOST_EDGES], len: days.len() as u8 };
        edges.days[..days.len()].copy_from_slice(days);
        Ok(edges)
    }

    pub fn days(&self) -> &[u16] {
        &self.days[..usize::from(self.len)]
    }

    /// Buckets: Current, one for each edge, and what is older than the last edge.
    pub fn count(&self) -> usize {
        self.days().len() + 2
    }

    /// The bucket of an age: 0 is Current.
    pub fn bucket(&self, age_days: i64) -> usize {
        if age_days <= 0 {
            return 0;
        }
        let inner = self.days().iter().position(|&edge| age_days <= i64::from(edge));
        inner.map_or(self.count() - 1, |edge| edge + 1)
    }

    /// Names for machines: `current`, `1-30`, …, `91+`.
    pub fn labels(&self) -> Vec<String> {
        self.named("current", '-')
    }

    /// Names for people: `Current`, `1–30`, …, `91+`.
    pub fn headings(&self) -> Vec<String> {
        self.named("Current", '–')
    }

    fn named(&self, current: &str, to: char) -> Vec<String> {
        let mut names = vec![current.to_string()];
        let mut from = 1;
        for &edge in self.days() {
            names.push(if from == edge { edge.to_string() } else { format!("{from}{to}{edge}") });
            from = edge.saturating_add(1);
        }
        names.push(format!("{from}+"));
        names
    }
}

impl FromStr for Edges {
    type Err = Error;

    fn from_str(text: &str) -> Result<Edges> {
        let days: Option<Vec<u16>> = text.split(',').map(|edge| edge.trim().parse().ok()).collect();
        Edges::of(&days.unwrap_or_default())
    }
}

impl fmt::Display for Edges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days: Vec<String> = self.days().iter().map(u16::to_string).collect();
        f.write_str(&days.join(","))
    }
}

impl fmt::Debug for Edges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Edges({self})")
    }
}

/// Age in whole calendar days; current at 0 and below.
pub fn age_days(basis: Basis, as_of: Date, date: Date, due: Date) -> i64 {
    match basis {
        Basis::Due => days_past(as_of, due),
        Basis::Invoice => days_past(as_of, date),
    }
}

/// How a report is aged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aging {
    pub as_of: Date,
    pub basis: Basis,
    pub edges: Edges,
    pub presentation: Presentation,
}

impl Aging {
    /// By due date, 30/60/90, unapplied credit in its own column.
    pub fn by_due(as_of: Date) -> Aging {
        Aging { as_of, basis: Basis::Due, edges: Edges::default(), presentation: Presentation::Separate }
    }
}

/// The row of a report: `net` is the sum of `amounts` and `unapplied`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aged {
    /// One amount for each bucket.
    pub amounts: Vec<Money>,
    /// Never above zero.
    pub unapplied: Money,
    pub net: Money,
}

/// The sums of one account while its items pass by: the one place where money becomes buckets.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Minor units of each bucket.
    buckets: [i64; MOST_BUCKETS],
    unapplied: i64,
    seen: bool,
}

impl Tally {
    /// Adds what is open of a debit, in minor units; a negative amount takes it away again.
    pub fn add_debit(&mut self, how: &Aging, date: Date, due: Date, open: i64) -> Result<()> {
        let age = age_days(how.basis, how.as_of, date, due);
        add(&mut self.buckets[how.edges.bucket(age)], open)?;
        self.seen = true;
        Ok(())
    }

    /// Adds what is unapplied of a credit, in minor units.
    pub fn add_credit(&mut self, how: &Aging, date: Date, unapplied: i64) -> Result<()> {
        match how.presentation {
            Presentation::OwnDate => add(&mut self.buckets[how.edges.bucket(days_past(how.as_of, date))], -unapplied)?,
            Presentation::Separate | Presentation::Fifo => add(&mut self.unapplied, unapplied)?,
        }
        self.seen = true;
        Ok(())
    }

    /// True where every sum is zero.
    pub fn is_empty(&self) -> bool {
        !self.seen || (self.unapplied == 0 && self.buckets.iter().all(|bucket| *bucket == 0))
    }

    /// The row of the report in the chosen presentation.
    pub fn finish(mut self, how: &Aging, currency: Currency) -> Result<Aged> {
        let buckets = &mut self.buckets[..how.edges.count()];
        if how.presentation == Presentation::Fifo {
            self.unapplied = pay_oldest(buckets, self.unapplied);
        }
        let amounts: Vec<Money> = buckets.iter().map(|&bucket| Money::of(bucket, currency)).collect::<Result<_>>()?;
        let unapplied = Money::of(-self.unapplied, currency)?;
        let net = amounts.iter().try_fold(unapplied, |net, amount| net.plus(*amount))?;
        Ok(Aged { amounts, unapplied, net })
    }
}

fn add(sum: &mut i64, amount: i64) -> Result<()> {
    *sum =
        sum.checked_add(amount).ok_or_else(|| Error::refused("amount_too_large", "a sum is too large for a book"))?;
    Ok(())
}

/// Ages what is open of debits (date, due, open) and unapplied of credits (date, unapplied), all of one currency.
pub fn age(
    debits: impl Iterator<Item = (Date, Date, Money)>,
    credits: impl Iterator<Item = (Date, Money)>,
    how: &Aging,
    currency: Currency,
) -> Result<Aged> {
    let mut tally = Tally::default();
    for (date, due, open) in debits {
        tally.add_debit(how, date, due, minor(open, currency)?)?;
    }
    for (date, amount) in credits {
        tally.add_credit(how, date, minor(amount, currency)?)?;
    }
    tally.finish(how, currency)
}

/// Applies credit to the oldest bucket first and gives what is left of it. Within a bucket the order is of no matter.
fn pay_oldest(buckets: &mut [i64], mut credit: i64) -> i64 {
    for bucket in buckets.iter_mut().rev() {
        let paid = credit.min(*bucket).max(0);
        *bucket -= paid;
        credit -= paid;
    }
    credit
}

fn minor(amount: Money, currency: Currency) -> Result<i64> {
    if amount.currency() != currency {
        currency.zero().plus(amount)?;
    }
    Ok(amount.minor())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::calendar::plus_days;
    use super::super::item::samples::{day, usd};
    use super::*;

    const POWERS: [(&str, &str); 9] = [
        ("2026-07-01", "1.00"),
        ("2026-06-30", "2.00"),
        ("2026-06-29", "4.00"),
        ("2026-05-31", "8.00"),
        ("2026-05-30", "16.00"),
        ("2026-05-01", "32.00"),
        ("2026-04-30", "64.00"),
        ("2026-04-01", "128.00"),
        ("2026-03-31", "256.00"),
    ];

    fn row(aged: &Aged) -> Vec<String> {
        aged.amounts.iter().chain([&aged.unapplied, &aged.net]).map(|amount| amount.decimal()).collect()
    }

    fn powers(basis: Basis) -> Vec<String> {
        let debits = POWERS.iter().map(|(due, amount)| (plus_days(day(due), -30), day(due), usd(amount)));
        let how = Aging { basis, ..Aging::by_due(day("2026-06-30")) };
        row(&age(debits, std::iter::empty(), &how, Currency::USD).unwrap())
    }

    /// cases.md, case 1.
    #[test]
    fn buckets_have_exact_boundaries() {
        assert_eq!(powers(Basis::Due), ["3.00", "12.00", "48.00", "192.00", "256.00", "0.00", "511.00"]);
        assert_eq!(powers(Basis::Invoice), ["0.00", "3.00", "12.00", "48.00", "448.00", "0.00", "511.00"]);
    }

    /// cases.md, case 8.
    #[test]
    fn unapplied_cash_has_three_presentations_and_one_net() {
        let debits = [("642.00", "2026-06-20"), ("500.00", "2026-08-31"), ("300.00", "2026-10-10")];
        let present = |presentation| {
            let debits = debits.iter().map(|(amount, due)| (day(due), day(due), usd(amount)));
            let how = Aging { presentation, ..Aging::by_due(day("2026-09-30")) };
            let credits = [(day("2026-09-15"), usd("700.00"))].into_iter();
            row(&age(debits, credits, &how, Currency::USD).unwrap())
        };
        let separate = ["300.00", "500.00", "0.00", "0.00", "642.00", "-700.00", "742.00"];
        let own_date = ["300.00", "-200.00", "0.00", "0.00", "642.00", "0.00", "742.00"];
        let fifo = ["300.00", "442.00", "0.00", "0.00", "0.00", "0.00", "742.00"];
        assert_eq!(present(Presentation::Separate), separate);
        assert_eq!(present(Presentation::OwnDate), own_date);
        assert_eq!(present(Presentation::Fifo), fifo);
    }

    #[test]
    fn what_exceeds_the_debits_stays_in_the_column() {
        let how = Aging { presentation: Presentation::Fifo, ..Aging::by_due(day("2026-09-30")) };
        let debits = [(day("2026-09-01"), day("2026-09-01"), usd("10.00"))].into_iter();
        let aged = age(debits, [(day("2026-09-15"), usd("12.50"))].into_iter(), &how, Currency::USD).unwrap();
        assert_eq!(row(&aged), ["0.00", "0.00", "0.00", "0.00", "0.00", "-2.50", "-2.50"]);
    }

    #[test]
    fn currencies_are_never_added_together() {
        let euros = Money::of(1, Currency::parse("EUR").unwrap()).unwrap();
        let debits = [(day("2026-09-01"), day("2026-09-01"), euros)].into_iter();
        let aged = age(debits, std::iter::empty(), &Aging::by_due(day("2026-09-30")), Currency::USD);
        assert_eq!(aged.unwrap_err().code(), "mixed_currencies");
    }

    #[test]
    fn edges_are_read_and_named() {
        let edges: Edges = "15, 45".parse().unwrap();
        assert_eq!(
            (edges.count(), edges.labels()),
            (4, ["current", "1-15", "16-45", "46+"].map(String::from).to_vec())
        );
        assert_eq!(Edges::default().headings(), ["Current", "1–30", "31–60", "61–90", "91+"]);
        assert_eq!("1,2".parse::<Edges>().unwrap().labels(), ["current", "1", "2", "3+"]);
        assert_eq!(edges.to_string(), "15,45");
        for wrong in ["", "0", "30,30", "60,30", "-1", "x", "1,2,3,4,5,6,7,8,9", "30,,60"] {
            assert!(wrong.parse::<Edges>().is_err(), "{wrong}");
        }
    }

    fn any_edges() -> impl Strategy<Value = Edges> {
        proptest::collection::btree_set(1_u16..400, 1..=8)
            .prop_map(|days| Edges::of(&days.into_iter().collect::<Vec<_>>()).unwrap())
    }

    proptest! {
        /// Each bucket holds exactly the debits of its ages, and the net is the same in every presentation.
        #[test]
        fn buckets_partition_what_is_open(
            debits in proptest::collection::vec((-500_i64..500, 0_i64..90, 0_i64..1_000_000), 0..20),
            credits in proptest::collection::vec((-500_i64..500, 0_i64..1_000_000), 0..6),
            edges in any_edges(),
            basis in proptest::sample::select(Basis::ALL),
            as_of in -300_i64..300,
        ) {
            let today = plus_days(day("2026-06-30"), as_of);
            let at = |days: i64| plus_days(day("2026-06-30"), days);
            let cents = |minor| Money::of(minor, Currency::USD).unwrap();
            let open: i64 = debits.iter().map(|debit| debit.2).sum();
            let spare: i64 = credits.iter().map(|credit| credit.1).sum();
            for &presentation in Presentation::ALL {
                let how = Aging { as_of: today, basis, edges, presentation };
                let debits_of = debits.iter().map(|&(date, terms, minor)| (at(date), at(date + terms), cents(minor)));
                let credits_of = credits.iter().map(|&(date, minor)| (at(date), cents(minor)));
                let aged = age(debits_of.clone(), credits_of, &how, Currency::USD).unwrap();
                let in_buckets: i64 = aged.amounts.iter().map(|amount| amount.minor()).sum();
                prop_assert_eq!(aged.amounts.len(), edges.count());
                prop_assert_eq!(in_buckets + aged.unapplied.minor(), open - spare);
                prop_assert_eq!(aged.net.minor(), open - spare);
                prop_assert!(!aged.unapplied.is_positive());
                if presentation == Presentation::Separate {
                    let mut low = i64::MIN;
                    for (bucket, amount) in aged.amounts.iter().enumerate() {
                        let high = match bucket {
                            0 => 0,
                            last if last + 1 == edges.count() => i64::MAX,
                            inner => i64::from(edges.days()[inner - 1]),
                        };
                        let fits = |age: i64| low < age && age <= high;
                        let expected: i64 = debits_of.clone()
                            .filter(|debit| fits(age_days(basis, today, debit.0, debit.1)))
                            .map(|debit| debit.2.minor()).sum();
                        prop_assert_eq!(amount.minor(), expected);
                        low = high;
                    }
                }
                if presentation == Presentation::Fifo {
                    prop_assert!(aged.amounts.iter().all(|amount| !amount.is_negative()));
                    prop_assert!(aged.unapplied.is_zero() || aged.amounts.iter().all(|amount| amount.is_zero()));
                }
            }
        }
    }
}
