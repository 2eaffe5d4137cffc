//! Which of some positive numbers sum to a target. Up to 36 numbers are halved and met in the middle; more go
//! through a table of reachable sums, as far as its size allows. Either way the answer is complete or it is `TooMany`.

/// What was found; a set is indices in ascending order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// One or more, small ones first. Not all of them where there are very many.
    Sets(Vec<Vec<usize>>),
    /// None; a set whose sum is nearest, never the empty one.
    Nearest(Vec<usize>),
    TooMany,
}

/// Numbers that are met in the middle: two lists of 2^18 sums.
pub const MIDDLE: usize = 36;
/// Sums in the table: a byte each.
const MOST_SUMS: usize = 8_000_000;
const MOST_NUMBERS: usize = 200;
/// Answers that are looked at to find the small ones.
const MOST_SETS: usize = 2_000;

/// Searches for sets of `numbers` (all positive) that sum to `target` (positive).
pub fn search(numbers: &[i64], target: i64) -> Found {
    let total: i64 = numbers.iter().sum();
    let everything = || (0..numbers.len()).collect::<Vec<_>>();
    if numbers.is_empty() {
        return Found::TooMany;
    }
    if total == target {
        return Found::Sets(vec![everything()]);
    }
    if total < target {
        return Found::Nearest(everything());
    }
    if numbers.len() <= MIDDLE {
        return meet(numbers, target);
    }
    // What is left out is often the smaller question: all but two invoices.
    let left_out = total - target;
    if left_out < target {
        let rest = |set: Vec<usize>| everything().into_iter().filter(|index| !set.contains(index)).collect();
        return match table_search(numbers, left_out, true) {
            Found::Sets(sets) => smallest_first(sets.into_iter().map(rest).collect()),
            Found::Nearest(set) => Found::Nearest(rest(set)),
            Found::TooMany => Found::TooMany,
        };
    }
    table_search(numbers, target, false)
}

fn smallest_first(mut sets: Vec<Vec<usize>>) -> Found {
    sets.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    Found::Sets(sets)
}

/// A sum and the numbers in it, as bits.
type Sum = (i64, u32);

fn meet(numbers: &[i64], target: i64) -> Found {
    let half = numbers.len() / 2;
    let (low, high) = (sums(&numbers[..half]), sums(&numbers[half..]));
    let indices = |pair: (u32, u32)| {
        let bits = u64::from(pair.0) | u64::from(pair.1) << half;
        (0..numbers.len()).filter(|index| bits >> index & 1 == 1).collect::<Vec<_>>()
    };
    let pairs = exact_pairs(&low, &high, target);
    if pairs.is_empty() {
        return Found::Nearest(indices(nearest_pair(&low, &high, target)));
    }
    smallest_first(pairs.into_iter().map(indices).collect())
}

/// All sums of a half, ascending; each number doubles the list by a merge, which needs no sort.
fn sums(numbers: &[i64]) -> Vec<Sum> {
    let mut sums: Vec<Sum> = vec![(0, 0)];
    for (index, number) in numbers.iter().enumerate() {
        let mut merged = Vec::with_capacity(sums.len() * 2);
        let mut with = sums.iter().map(|sum| (sum.0 + number, sum.1 | 1 << index)).peekable();
        for &without in &sums {
            while let Some(sum) = with.next_if(|sum| sum.0 < without.0) {
                merged.push(sum);
            }
            merged.push(without);
        }
        merged.extend(with);
        sums = merged;
    }
    sums
}

fn exact_pairs(low: &[Sum], high: &[Sum], target: i64) -> Vec<(u32, u32)> {
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

fn nearest_pair(low: &[Sum], high: &[Sum], target: i64) -> (u32, u32) {
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

/// For each sum in units: the lowest index that is the highest of some set with this sum. That is all one needs to walk
/// through the sets without a dead end.
struct Table<'a> {
    units: &'a [usize],
    highest: Vec<u8>,
}

const UNREACHED: u8 = u8::MAX;

impl Table<'_> {
    fn of(units: &[usize], limit: usize) -> Table<'_> {
        let mut highest = vec![UNREACHED; limit + 1];
        let mut reached = vec![0_u64; limit / 64 + 1];
        reached[0] = 1;
        for (index, &unit) in units.iter().enumerate().filter(|pair| *pair.1 <= limit) {
            let (words, bits) = (unit / 64, unit % 64);
            for word in (words..reached.len()).rev() {
                let mut moved = reached[word - words] << bits;
                if bits > 0 && word > words {
                    moved |= reached[word - words - 1] >> (64 - bits);
                }
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
    fn walk(&self, sum: usize, before: usize, chosen: &mut Vec<usize>, sets: &mut Vec<Vec<usize>>) {
        if sum == 0 {
            sets.push(chosen.iter().rev().copied().collect());
            return;
        }
        for index in usize::from(self.highest[sum])..before {
            let Some(rest) = sum.checked_sub(self.units[index]) else { continue };
            if sets.len() < MOST_SETS && (rest == 0 || usize::from(self.highest[rest]) < index) {
                chosen.push(index);
                self.walk(rest, index, chosen, sets);
                chosen.pop();
            }
        }
    }

    fn any(&self, sum: usize) -> Vec<usize> {
        let (mut rest, mut set) = (sum, Vec::new());
        while rest > 0 {
            let index = usize::from(self.highest[rest]);
            set.push(index);
            rest -= self.units[index];
        }
        set.reverse();
        set
    }
}

fn table_search(numbers: &[i64], target: i64, empty_allowed: bool) -> Found {
    let unit = numbers.iter().fold(0, |divisor, &number| greatest_divisor(divisor, number));
    let goal = usize::try_from(target / unit).unwrap_or(usize::MAX);
    if goal > MOST_SUMS || numbers.len() > MOST_NUMBERS {
        return Found::TooMany;
    }
    let units: Vec<usize> = numbers.iter().map(|number| usize::try_from(number / unit).unwrap_or(usize::MAX)).collect();
    let table = Table::of(&units, goal);
    if target % unit == 0 && goal > 0 && table.reaches(goal) {
        let mut sets = Vec::new();
        table.walk(goal, units.len(), &mut Vec::new(), &mut sets);
        return smallest_first(sets);
    }
    let Some(below) = (0..=goal).rev().find(|&sum| (sum > 0 || empty_allowed) && table.reaches(sum)) else {
        let smallest = (0..units.len()).min_by_key(|&index| units[index]);
        return Found::Nearest(smallest.into_iter().collect());
    };
    let wider = Table::of(&units, goal + (goal - below) + 1);
    let distance = |sum: usize| (target - sum as i64 * unit).abs();
    let above = (goal + 1..wider.highest.len()).find(|&sum| wider.reaches(sum));
    let nearest = above.filter(|&above| distance(above) < distance(below)).unwrap_or(below);
    Found::Nearest(wider.any(nearest))
}

fn greatest_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(numbers: &[i64], set: &[usize]) -> i64 {
        set.iter().map(|&index| numbers[index]).sum()
    }

    fn brute(numbers: &[i64], target: i64) -> (Vec<Vec<usize>>, i64) {
        let all = (1_u32..1 << numbers.len())
            .map(|bits| (0..numbers.len()).filter(|index| bits >> index & 1 == 1).collect::<Vec<_>>());
        let nearest = all.clone().map(|set| (sum(numbers, &set) - target).abs()).min().unwrap();
        (all.filter(|set| sum(numbers, set) == target).collect(), nearest)
    }

    fn agrees(numbers: &[i64], target: i64, found: Found) -> Result<(), TestCaseError> {
        let (mut expected, nearest) = brute(numbers, target);
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

    proptest! {
        #[test]
        fn every_set_is_found(numbers in proptest::collection::vec(1_i64..40, 1..=10), target in 1_i64..250) {
            agrees(&numbers, target, search(&numbers, target))?;
        }

        /// The table gives what meeting in the middle gives, whichever side of the question it is asked.
        #[test]
        fn the_table_finds_the_same(
            numbers in proptest::collection::vec((1_i64..40).prop_map(|n| n * 5), 2..=10),
            target in 1_i64..900,
        ) {
            prop_assume!(target < numbers.iter().sum());
            agrees(&numbers, target, table_search(&numbers, target, false))?;
        }
    }

    #[test]
    fn sixty_numbers_are_answered_or_declined() {
        let numbers: Vec<i64> = (0..60).map(|n| 10_007 + n * n * 331 + n * 17).collect();
        let total: i64 = numbers.iter().sum();
        match search(&numbers, total - numbers[3] - numbers[40]) {
            Found::Sets(sets) => assert!(sets.iter().all(|set| sum(&numbers, set) == total - numbers[3] - numbers[40])),
            other => panic!("{other:?}"),
        }
        let even: Vec<i64> = (0..60).map(|n| 20_000 + n * 200).collect();
        assert!(matches!(search(&even, 60_101), Found::Nearest(set) if sum(&even, &set).abs_diff(60_101) <= 101));
        let huge: Vec<i64> = (0..60).map(|n| 900_000_007 + n * n * 331).collect();
        assert_eq!(search(&huge, 20_000_000_011), Found::TooMany);
    }
}
