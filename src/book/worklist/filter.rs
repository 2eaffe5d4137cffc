//! Which rows of the day's list are looked at: whose, how large, how old, and when to follow up.

use rust_decimal::Decimal;

use super::Row;
use crate::domain::aging::Edges;
use crate::domain::calendar::{Date, spoken};
use crate::domain::text::{clean, fold};
use crate::error::{Error, Result};

/// What is asked of a row; everything that is asked must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// This collector's accounts, and those that are nobody's.
    pub mine: Option<String>,
    /// More than this past due, in major units of the account's currency.
    pub over: Option<Decimal>,
    /// The bucket of the oldest open item.
    pub bucket: Option<String>,
    /// The first open follow-up is on this day.
    pub follow_up: Option<Date>,
}

impl Filter {
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    pub fn holds(&self, row: &Row) -> bool {
        let mine = |who: &String| row.collector.is_empty() || fold(&row.collector) == fold(who);
        self.mine.as_ref().is_none_or(mine)
            && self.over.is_none_or(|over| row.past_due.to_decimal() > over)
            && self.bucket.as_ref().is_none_or(|bucket| row.bucket.as_ref() == Some(bucket))
            && self.follow_up.is_none_or(|on| row.follow_up.is_some_and(|(due, _)| due == on))
    }

    /// `mine`, `over 500`, `61–90 days`, `follow-up Wed 25 Nov`
    pub fn words(&self, today: Date) -> Vec<String> {
        let mut words = Vec::new();
        words.extend(self.mine.as_ref().map(|_| "mine".to_string()));
        words.extend(self.over.map(|over| format!("over {}", over.normalize())));
        words.extend(self.bucket.as_ref().map(|bucket| match bucket.as_str() {
            "current" => "not yet due".to_string(),
            days => format!("{} days", days.replace('-', "–")),
        }));
        words.extend(self.follow_up.map(|on| format!("follow-up {}", spoken(on, today))));
        words
    }
}

/// A bucket as a person names it: `61-90`, `61–90`, `91+`, `90+`, `current`.
pub fn bucket_named(text: &str, edges: &Edges) -> Result<String> {
    let labels = edges.labels();
    let wanted = text.trim().to_lowercase().replace('–', "-");
    let last = edges.days().last().map(|days| format!("{days}+"));
    let found = match Some(&wanted) == last.as_ref() {
        true => labels.last(),
        false => labels.iter().find(|label| **label == wanted),
    };
    found.cloned().ok_or_else(|| {
        Error::invalid("bucket", format!("{:?} is no bucket of this shop", clean(text)))
            .hint(format!("use one of {}", labels.join(", ")))
    })
}
