//! The sentence to say on the phone, from the same figures as the report.

use super::calendar::Date;
use super::figures::Figures;
use super::money::Money;
use super::plan::Adherence;
use super::promise::{PromiseFacts, Settled};

/// All that the sentence is made of.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub figures: &'a Figures,
    pub promises: &'a [(PromiseFacts, Settled)],
    pub plan: Option<&'a Adherence>,
    pub last_payment: Option<(Date, Money)>,
    /// The kind of hold, where there is one.
    pub hold: Option<&'a str>,
    pub today: Date,
}

/// One or two spoken sentences.
pub fn say(facts: &Facts<'_>) -> String {
    format!("You owe {}.", facts.figures.net)
}
