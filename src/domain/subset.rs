//! Which of some positive numbers sum to a target, where a number may have a lesser one that can stand for it (an invoice
//! less its discount). Few are halved and met in the middle; more go through a table of reachable sums, as far as its
//! size allows. Either way the answer is complete or it is `TooMany`.

/// A number and, not above it, the one that may stand for it; zero where there is none.
pub type Options = [i64; 2];

/// Which number, and which of its options.
pub type Pick = (usize, usize);

/// What was found; a set is picks by ascending number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// One or more, small ones first. Not all of them where there are very many.
    Sets(Vec<Vec<Pick>>),
    /// None; a set whose sum is nearest, never the empty one.
    Nearest(Vec<Pick>),
    TooMany,
}

/// Sums of a half that is met in the middle: of 18 numbers without options.
const MOST_HALF: u64 = 1 << 18;
/// Sums in the table, a byte each: with 60 numbers some 50 ms, which is as long as somebody waits at a key.
const MOST_SUMS: usize = 3_000_000;
const MOST_NUMBERS: usize = 200;
/// Answers that are looked at to find the small ones.
const MOST_SETS: usize = 2_000;

/// Searches for sets of numbers (all positive) that sum to `target` (positive).
pub fn search(numbers: &[Options], target: i64) -> Found {
    let total: i64 = numbers.iter().map(|options| options[0]).sum();
    let everything = || (0..numbers.len()).map(|index| (index, 0)).collect::<Vec<_>>();
    if numbers.is_empty() {
        return Found::TooMany;
    }
    if total == target {
        return Found::Sets(vec![everything()]);
    }
    if total < target {
        return Found::Nearest(everything());
    }
    if let Some(half) = middle(numbers) {
        return meet(numbers, half, target);
    }
    // What is left out is often the smaller question: all but two invoices.
    let left_out = total - target;
    if left_out < target {
        let others: Vec<Options> = numbers.iter().map(|options| left_of(*options)).collect();
        let rest = |set: Vec<Pick>| rest_of(numbers, &set);
        return match table_search(&others, left_out, true) {
            Found::Sets(sets) => smallest_first(sets.into_iter().map(rest).collect()),
            Found::Nearest(set) => Found::Nearest(rest(set)),
            Found::TooMany => Found::TooMany,
        };
    }
    table_search(numbers, target, false)
}

/// What a number leaves of itself: all of it where it is not taken, the difference where the lesser one is.
fn left_of([number, lesser]: Options) -> Options {
    [number, if lesser > 0 { number - lesser } else { 0 }]
}

/// The set whose left-overs a set is.
fn rest_of(numbers: &[Options], set: &[Pick]) -> Vec<Pick> {
    let left = |index: usize| set.iter().find(|pick| pick.0 == index).map(|pick| pick.1);
    let picked = (0..numbers.len()).filter_map(|index| match left(index) {
        None => Some((index, 0)),
        Some(0) => None,
        Some(option) => Some((index, option)),
    });
    picked.collect()
}

fn smallest_first(mut sets: Vec<Vec<Pick>>) -> Found {
    sets.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    Found::Sets(sets)
}

fn options_of(options: &Options) -> impl Iterator<Item = (usize, i64)> {
    options.iter().copied().enumerate().filter(|(_, number)| *number > 0)
}

/// Where to halve, so that neither half has too many sums.
fn middle(numbers: &[Options]) -> Option<usize> {
    let sums = |numbers: &[Options]| {
        numbers.iter().try_fold(1_u64, |sums, options| sums.checked_mul(1 + options_of(options).count() as u64))
    };
    let fits = |half: &usize| {
        let (low, high) = numbers.split_at(*half);
        sums(low).zip(sums(high)).map(|(low, high)| low.max(high)).filter(|most| *most <= MOST_HALF)
    };
    (0..=numbers.len()).filter_map(|half| Some((fits(&half)?, half))).min().map(|(_, half)| half)
}

/// A sum and the options in it, two bits for each number.
type Sum = (i64, u64);

fn meet(numbers: &[Options], half: usize, target: i64) -> Found {
    let (low, high) = (sums(&numbers[..half]), sums(&numbers[half..]));
    let picks = |(low, high): (u64, u64)| {
        let of = |bits: u64, count: usize, first: usize| {
            (0..count).map(move |at| (first + at, bits >> (2 * at) & 3)).filter(|pick| pick.1 > 0)
        };
        let picks = of(low, half, 0).chain(of(high, numbers.len() - half, half));
        picks.map(|(index, option)| (index, option as usize - 1)).collect::<Vec<Pick>>()
    };
    let pairs = exact_pairs(&low, &high, target);
    if pairs.is_empty() {
        return Found::Nearest(picks(nearest_pair(&low, &high, target)));
    }
    smallest_first(pairs.into_iter().map(picks).collect())
}

/// All sums of a half, ascending; each number adds to the list by a merge, which needs no sort.
fn sums(numbers: &[Options]) -> Vec<Sum> {
    let mut sums: Vec<Sum> = vec![(0, 0)];
    for (at, options) in numbers.iter().enumerate() {
        let without = sums.clone();
        for (option, number) in options_of(options) {
            let bits = (option as u64 + 1) << (2 * at);
            sums = merged(&sums, without.iter().map(|sum| (sum.0 + number, sum.1 | bits)));
        }
    }
    sums
}

fn merged(left: &[Sum], right: impl ExactSizeIterator<Item = Sum>) -> Vec<Sum> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let mut right = right.peekable();
    for &one in left {
        while let Some(other) = right.next_if(|other| other.0 < one.0) {
            merged.push(other);
        }
        merged.push(one);
    }
    merged.extend(right);
    merged
}

fn exact_pairs(low: &[Sum], high: &[Sum], target: i64) -> Vec<(u64, u64)> {
    let mut pairs = Vec::new();
    let mut end = high.len();
    for &(sum, bits) in low {
        while end > 0 && high[end - 1].0 > target - sum {
            end -= 1;
        }
        for other in high[..end].iter().rev().take_while(|other| other.0 == target - sum) {
            pairs.push((bits, other.1));
            if pairs.len() == MOST_SETS {
                return pairs;
            }
        }
    }
    pairs
}

fn nearest_pair(low: &[Sum], high: &[Sum], target: i64) -> (u64, u64) {
    let mut best = (i64::MAX, (0, 0));
    let mut end = high.len();
    for &(sum, bits) in low {
        while end > 0 && high[end - 1].0 > target - sum {
            end -= 1;
        }
        for other in [end.checked_sub(1), Some(end)].into_iter().flatten().filter_map(|index| high.get(index)) {
            let distance = (target - sum - other.0).abs();
            if distance < best.0 && (bits, other.1) != (0, 0) {
                best = (distance, (bits, other.1));
            }
        }
    }
    best.1
}

/// For each sum in units: the lowest number that is the highest of some set with this sum. That is all one needs to walk
/// through the sets without a dead end.
struct Table<'a> {
    units: &'a [[usize; 2]],
    highest: Vec<u8>,
}

const UNREACHED: u8 = u8::MAX;

impl Table<'_> {
    fn of(units: &[[usize; 2]], limit: usize) -> Table<'_> {
        let mut highest = vec![UNREACHED; limit + 1];
        let mut reached = vec![0_u64; limit / 64 + 1];
        reached[0] = 1;
        let mut top = 0;
        for (index, options) in units.iter().enumerate() {
            let steps = options.iter().filter(|unit| **unit > 0 && **unit <= limit);
            let steps: Vec<(usize, usize)> = steps.map(|unit| (unit / 64, unit % 64)).collect();
            let Some(least) = steps.iter().map(|step| step.0).min() else { continue };
            // Beyond the largest sum so far and this number nothing can be new.
            let most = options.iter().filter(|unit| **unit <= limit).max().copied().unwrap_or(0);
            top = (top + most).min(limit);
            for word in (least..=top / 64).rev() {
                if reached[word] == u64::MAX {
                    continue;
                }
                let moved = steps.iter().fold(0, |moved, step| moved | moved_to(word, *step, &reached));
                let mut new = moved & !reached[word];
                reached[word] |= new;
                while new != 0 {
                    let sum = word * 64 + new.trailing_zeros() as usize;
                    if let Some(slot) = highest.get_mut(sum) {
                        *slot = index as u8;
                    }
                    new &= new - 1;
                }
            }
        }
        Table { units, highest }
    }

    fn reaches(&self, sum: usize) -> bool {
        sum == 0 || self.highest.get(sum).is_some_and(|&highest| highest != UNREACHED)
    }

    /// Sets of numbers before `before` that make up `sum`, added to `sets` on top of `chosen`.
    fn walk(&self, sum: usize, before: usize, chosen: &mut Vec<Pick>, sets: &mut Vec<Vec<Pick>>) {
        if sum == 0 {
            sets.push(chosen.iter().rev().copied().collect());
            return;
        }
        for index in usize::from(self.highest[sum])..before {
            for (option, rest) in self.steps(index, sum) {
                if sets.len() < MOST_SETS && (rest == 0 || usize::from(self.highest[rest]) < index) {
                    chosen.push((index, option));
                    self.walk(rest, index, chosen, sets);
                    chosen.pop();
                }
            }
        }
    }

    /// The options of a number with what each leaves of a sum.
    fn steps(&self, index: usize, sum: usize) -> impl Iterator<Item = (usize, usize)> {
        let options = self.units[index].into_iter().enumerate().filter(|(_, unit)| *unit > 0);
        options.filter_map(move |(option, unit)| Some((option, sum.checked_sub(unit)?)))
    }

    fn any(&self, sum: usize) -> Vec<Pick> {
        let (mut rest, mut set) = (sum, Vec::new());
        while rest > 0 {
            let index = usize::from(self.highest[rest]);
            let before = |left: usize| left == 0 || usize::from(self.highest[left]) < index;
            let Some((option, left)) = self.steps(index, rest).find(|(_, left)| before(*left)) else { break };
            set.push((index, option));
            rest = left;
        }
        set.reverse();
        set
    }
}

/// The word of all sums so far, each made larger by a number of so many words and bits.
fn moved_to(word: usize, (words, bits): (usize, usize), reached: &[u64]) -> u64 {
    let Some(from) = word.checked_sub(words) else { return 0 };
    let moved = reached[from] << bits;
    if bits > 0 && from > 0 { moved | reached[from - 1] >> (64 - bits) } else { moved }
}

fn table_search(numbers: &[Options], target: i64, empty_allowed: bool) -> Found {
    let unit = numbers.iter().flatten().fold(0, |divisor, &number| greatest_divisor(divisor, number));
    let goal = usize::try_from(target / unit.max(1)).unwrap_or(usize::MAX);
    if goal > MOST_SUMS || numbers.len() > MOST_NUMBERS {
        return Found::TooMany;
    }
    let in_units = |number: i64| usize::try_from(number / unit.max(1)).unwrap_or(usize::MAX);
    let units: Vec<[usize; 2]> = numbers.iter().map(|options| options.map(in_units)).collect();
    let table = Table::of(&units, goal);
    if target % unit.max(1) == 0 && goal > 0 && table.reaches(goal) {
        let mut sets = Vec::new();
        table.walk(goal, units.len(), &mut Vec::new(), &mut sets);
        return smallest_first(sets);
    }
    let Some(below) = (0..=goal).rev().find(|&sum| (sum > 0 || empty_allowed) && table.reaches(sum)) else {
        return Found::Nearest(smallest(numbers).into_iter().collect());
    };
    let wider = Table::of(&units, goal + (goal - below) + 1);
    let distance = |sum: usize| (target - sum as i64 * unit).abs();
    let above = (goal + 1..wider.highest.len()).find(|&sum| wider.reaches(sum));
    let nearest = above.filter(|&above| distance(above) < distance(below)).unwrap_or(below);
    Found::Nearest(wider.any(nearest))
}

fn smallest(numbers: &[Options]) -> Option<Pick> {
    let all = numbers.iter().enumerate();
    let all =
        all.flat_map(|(index, options)| options_of(options).map(move |(option, number)| (number, (index, option))));
    all.min().map(|(_, pick)| pick)
}

fn greatest_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(numbers: &[Options], set: &[Pick]) -> i64 {
        set.iter().map(|&(index, option)| numbers[index][option]).sum()
    }

    /// Every set there is, the empty one left out.
    fn all_sets(numbers: &[Options]) -> Vec<Vec<Pick>> {
        let mut all: Vec<Vec<Pick>> = vec![Vec::new()];
        for (index, options) in numbers.iter().enumerate() {
            let without = all.clone();
            for (option, _) in options_of(options) {
                all.extend(without.iter().map(|set| [set.as_slice(), &[(index, option)]].concat()));
            }
        }
        all.retain(|set| !set.is_empty());
        all
    }

    fn agrees(numbers: &[Options], target: i64, found: Found) -> Result<(), TestCaseError> {
        let all = all_sets(numbers);
        let nearest = all.iter().map(|set| (sum(numbers, set) - target).abs()).min().unwrap();
        let mut expected: Vec<_> = all.into_iter().filter(|set| sum(numbers, set) == target).collect();
        match found {
            Found::Sets(mut sets) => {
                sets.sort();
                expected.sort();
                prop_assert_eq!(sets, expected);
            }
            Found::Nearest(set) => {
                prop_assert!(expected.is_empty() && !set.is_empty());
                prop_assert_eq!((sum(numbers, &set) - target).abs(), nearest);
            }
            Found::TooMany => prop_assert!(false, "too many"),
        }
        Ok(())
    }

    /// Numbers of which some may be taken for less.
    fn any_numbers(of: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Options>> {
        let one = (2_i64..40, proptest::option::of(1_i64..40));
        let one = one.prop_map(|(number, off)| [number, off.map_or(0, |off| (number - off).max(0))]);
        proptest::collection::vec(one, of)
    }

    fn plain(numbers: impl IntoIterator<Item = i64>) -> Vec<Options> {
        numbers.into_iter().map(|number| [number, 0]).collect()
    }

    proptest! {
        #[test]
        fn every_set_is_found(numbers in any_numbers(1..9), target in 1_i64..250) {
            agrees(&numbers, target, search(&numbers, target))?;
        }

        /// The table gives what meeting in the middle gives, whichever side of the question it is asked.
        #[test]
        fn the_table_finds_the_same(numbers in any_numbers(2..9), five in proptest::bool::ANY, target in 1_i64..900) {
            let numbers: Vec<Options> =
                numbers.iter().map(|options| options.map(|number| if five { number * 5 } else { number })).collect();
            let total: i64 = numbers.iter().map(|options| options[0]).sum();
            prop_assume!(target < total);
            agrees(&numbers, target, table_search(&numbers, target, false))?;
            let others: Vec<Options> = numbers.iter().map(|options| left_of(*options)).collect();
            let Found::Sets(sets) = table_search(&others, total - target, true) else { return Ok(()) };
            agrees(&numbers, target, Found::Sets(sets.iter().map(|set| rest_of(&numbers, set)).collect()))?;
        }
    }

    #[test]
    fn sixty_numbers_are_answered_or_declined() {
        let numbers = plain((0..60).map(|n| 10_007 + n * n * 331 + n * 17));
        let total: i64 = numbers.iter().map(|options| options[0]).sum();
        let target = total - numbers[3][0] - numbers[40][0];
        match search(&numbers, target) {
            Found::Sets(sets) => assert!(sets.iter().all(|set| sum(&numbers, set) == target)),
            other => panic!("{other:?}"),
        }
        let even = plain((0..60).map(|n| 20_000 + n * 200));
        assert!(matches!(search(&even, 60_101), Found::Nearest(set) if sum(&even, &set).abs_diff(60_101) <= 101));
        let huge = plain((0..60).map(|n| 900_000_007 + n * n * 331));
        assert_eq!(search(&huge, 20_000_000_011), Found::TooMany);
    }
}
