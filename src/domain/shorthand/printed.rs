//! A line written out in full: what [`super::read`] gives back unchanged, for the form that shows what it understood.

use super::{Act, Clause, Line, PlanWish, VERBS};
use crate::domain::money::DecimalMark;
use crate::domain::plan::Size;
use crate::domain::time_of_day;

/// The short word of an act.
pub fn verb(act: &Act) -> &'static str {
    let outcome = act.outcome().word();
    VERBS.iter().find(|verb| verb.1 == outcome).map_or(outcome, |verb| verb.0)
}

impl Line {
    /// `ptp 500.00 2026-11-27; disp 1043 80.00 SHORT two boxes`
    pub fn display(&self, mark: DecimalMark) -> String {
        let clauses: Vec<String> = self.clauses.iter().map(|clause| clause.display(mark)).collect();
        clauses.join("; ")
    }
}

impl Clause {
    fn display(&self, mark: DecimalMark) -> String {
        let mut words = vec![verb(&self.act).to_string()];
        match &self.act {
            Act::Plain(_) => {}
            Act::Promise { amount, by } => {
                words.extend(amount.map(|amount| amount.display(mark)));
                words.extend(by.map(|by| by.to_string()));
            }
            Act::Dispute { number, amount, reason } => {
                words.push(number.clone());
                words.extend(amount.map(|amount| amount.display(mark)));
                words.push(reason.word().to_string());
            }
            Act::Callback { on, at } => {
                words.extend(on.map(|on| on.to_string()));
                words.extend(at.map(time_of_day::shown));
            }
            Act::Request { what, number } => {
                words.push(what.word().to_string());
                words.extend(number.clone());
            }
            Act::Plan(wish) => words.extend(wish.words(mark)),
            Act::Hold(kind) => words.push(kind.word().to_string()),
        }
        words.push(self.note.clone());
        words.retain(|word| !word.is_empty());
        words.join(" ")
    }
}

impl PlanWish {
    fn words(&self, mark: DecimalMark) -> Vec<String> {
        let mut words = vec![match self.size {
            Size::Count(count) => count.to_string(),
            Size::Amount(amount) => amount.display(mark),
        }];
        words.extend(self.every.map(|every| every.word().to_string()));
        words.extend(self.down.map(|down| format!("{} down", down.display(mark))));
        words.extend(self.first.map(|first| format!("from {first}")));
        words
    }
}
