//! The columns of the aging report at a width: all buckets where they fit, else the few that matter most.

use super::super::super::look::{Look, width_of};
use super::super::super::overview::Sort;
use crate::domain::aging::{Aged, Aging};
use crate::domain::money::{Money, sum};

/// The least that a name is given.
const NAME: u16 = 16;
/// The same where words stand beside it.
const WORDY_NAME: u16 = 34;

/// One column of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Bucket(usize),
    /// Neighbouring buckets, the first and the last of them.
    Between(usize, usize),
    /// All buckets after the first.
    PastDue,
    Unapplied,
    Net,
}

/// Which columns there are, and how wide each is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Width of the name, the mark of the selected row before it not counted.
    pub name: u16,
    /// With the width of each, the gap before it counted.
    pub figures: Vec<(Column, u16)>,
}

impl Column {
    pub fn heading(self, how: &Aging) -> String {
        match self {
            Column::Bucket(bucket) => how.edges.headings().into_iter().nth(bucket).unwrap_or_default(),
            Column::Between(first, last) => {
                let headings = how.edges.headings();
                let ends = |bucket: usize| headings.get(bucket).and_then(|heading| heading.split_once('–'));
                let (from, to) = (ends(first).map_or("", |ends| ends.0), ends(last).map_or("", |ends| ends.1));
                format!("{from}–{to}")
            }
            Column::PastDue => "Past due".to_string(),
            Column::Unapplied => "Unapplied".to_string(),
            Column::Net => "Net".to_string(),
        }
    }

    pub fn amount(self, aged: &Aged) -> Option<Money> {
        match self {
            Column::Bucket(bucket) => aged.amounts.get(bucket).copied(),
            Column::Between(first, last) => {
                sum(aged.amounts.get(first..=last)?.iter().copied(), aged.net.currency()).ok()
            }
            Column::PastDue => sum(aged.amounts.iter().skip(1).copied(), aged.net.currency()).ok(),
            Column::Unapplied => Some(aged.unapplied),
            Column::Net => Some(aged.net),
        }
    }

    pub fn is_sorted(self, sort: Sort) -> bool {
        match (self, sort) {
            (Column::Bucket(one), Sort::Bucket(other)) => one == other,
            (Column::Between(first, last), Sort::Bucket(bucket)) => (first..=last).contains(&bucket),
            (Column::Net, Sort::Net) => true,
            _ => false,
        }
    }
}

impl Columns {
    /// For a list of `width` columns in which no figure is wider than in these: each column is as wide as its widest, and
    /// names get the rest.
    pub fn for_width(width: u16, how: &Aging, totals: &[Aged], look: Look) -> Columns {
        Columns::fitting(width, NAME, how, totals, look)
    }

    /// The same, with room beside the name for a few words.
    pub fn with_room(width: u16, how: &Aging, totals: &[Aged], look: Look) -> Columns {
        Columns::fitting(width, WORDY_NAME, how, totals, look)
    }

    fn fitting(width: u16, least: u16, how: &Aging, totals: &[Aged], look: Look) -> Columns {
        let buckets = how.edges.count();
        let every: Vec<Column> = (0..buckets).map(Column::Bucket).chain([Column::Net]).collect();
        let with_unapplied: Vec<Column> =
            (0..buckets).map(Column::Bucket).chain([Column::Unapplied, Column::Net]).collect();
        let few = vec![Column::Bucket(0), Column::PastDue, Column::Bucket(buckets - 1), Column::Net];
        let late = vec![Column::PastDue, Column::Net];
        // All buckets, but for the middle ones together.
        let most: Vec<Column> = match buckets {
            ..5 => every.clone(),
            _ => [Column::Bucket(0), Column::Bucket(1), Column::Between(2, buckets - 2), Column::Bucket(buckets - 1)]
                .into_iter()
                .chain([Column::Net])
                .collect(),
        };
        let tries = [
            (with_unapplied, 2, 12),
            (every.clone(), 2, 8),
            (every, 1, 0),
            (most.clone(), 2, 6),
            (most, 1, 0),
            (few.clone(), 2, 4),
            (few, 1, 0),
            (late, 2, 0),
        ];
        let widths = |figures: Vec<Column>, gap: u16| -> Vec<(Column, u16)> {
            let widest = |column: &Column| {
                let sums =
                    totals.iter().filter_map(|total| column.amount(total)).map(|sum| width_of(&look.figure(sum)));
                // The sign of the sorted column stands beside the heading.
                sums.max().unwrap_or(0).max(width_of(&column.heading(how)) + 1)
            };
            figures.into_iter().map(|column| (column, widest(&column) + gap)).collect()
        };
        for (figures, gap, extra) in tries {
            let figures = widths(figures, gap);
            let taken: u16 = figures.iter().map(|(_, width)| width).sum();
            if taken + 2 + least + extra <= width {
                return Columns { name: width - taken - 2, figures };
            }
        }
        let figures = widths(vec![Column::Net], 1);
        let taken: u16 = figures.iter().map(|(_, width)| width).sum();
        Columns { name: width.saturating_sub(taken + 2), figures }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::item::samples::{day, usd};

    fn columns(width: u16, net: &str) -> (usize, u16) {
        let how = Aging::by_due(day("2026-11-21"));
        let aged = Aged { amounts: vec![usd("12,400.00"); 5], unapplied: usd("-1.00"), net: usd(net) };
        let columns = Columns::for_width(width, &how, &[aged], Look::default());
        let taken: u16 = columns.figures.iter().map(|(_, width)| width).sum();
        assert_eq!(columns.name + taken + 2, width.max(taken + 2), "{columns:?}");
        (columns.figures.len(), columns.name)
    }

    #[test]
    fn the_few_that_matter_most_stay_where_there_is_little_room() {
        assert_eq!(columns(120, "219,339.61"), (7, 39));
        assert_eq!(columns(83, "219,339.61"), (6, 20));
        assert_eq!(columns(79, "219,339.61"), (6, 16));
        assert_eq!(columns(76, "219,339.61").0, 5);
        assert_eq!(columns(62, "219,339.61"), (4, 19));
        assert_eq!(columns(50, "219,339.61"), (2, 25));
        assert_eq!(columns(28, "219,339.61").0, 1);
        assert_eq!(columns(79, "130,000,971.10").0, 5);
    }

    #[test]
    fn middle_buckets_that_stand_together_are_added() {
        let how = Aging::by_due(day("2026-11-21"));
        let amounts = ["1.00", "2.00", "3.00", "4.00", "5.00"].map(usd).to_vec();
        let aged = Aged { amounts, unapplied: usd("0.00"), net: usd("15.00") };
        let middle = Column::Between(2, 3);
        assert_eq!((middle.heading(&how).as_str(), middle.amount(&aged)), ("31–90", Some(usd("7.00"))));
        assert!(middle.is_sorted(Sort::Bucket(3)) && !middle.is_sorted(Sort::Bucket(4)));
    }
}
