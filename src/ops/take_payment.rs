//! Taking a payment and applying it (LEDGER, Applying money). A head office's check for its branches is one credit for
//! each account with one reference, in one entry.

use serde::Serialize;

use super::open_dispute::{Disputed, known_reason};
use crate::book::{NewCredit, Op, Tx};
use crate::domain::allocate::{self, Applied};
use crate::domain::calendar::Date;
use crate::domain::communication::DisputeReason;
use crate::domain::exact::{Exact, exact};
use crate::domain::ids::{AccountId, CreditId, DebitId};
use crate::domain::item::{CreditKind, OpenDebit};
use crate::domain::money::{Money, sum};
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct TakePayment {
    pub received: Date,
    pub method: String,
    pub reference: String,
    pub memo: String,
    pub parts: Vec<PaymentPart>,
}

/// What of a payment is for one account.
#[derive(Debug, Clone, Serialize)]
pub struct PaymentPart {
    pub account: AccountId,
    pub amount: Money,
    pub allocations: Vec<(DebitId, Money)>,
    /// Early discounts that were granted with it: each is a credit of its own.
    pub discounts: Vec<(DebitId, Money)>,
    /// Credit that lay on the account and is used up with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<(CreditId, DebitId, Money)>,
    /// What is short within the shop's tolerance, written off with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub small_balances: Vec<(DebitId, Money)>,
    /// What is short beyond it and was written off all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub write_offs: Vec<(DebitId, Money)>,
    /// What is short because the customer disputes it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<Disputed>,
}

/// How a payment is to be applied, as it was wished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Strategy {
    /// The debits of a running plan first, oldest first; then nothing.
    Plan(Vec<DebitId>),
    /// The one debit or set of debits that makes up the amount.
    Exact,
    OldestFirst,
    /// Amounts typed against debits; None applies all of one.
    ByHand(Vec<(DebitId, Option<Money>)>),
    /// Leave it on the account.
    None,
}

/// What a strategy comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub applied: Applied,
    /// What the search for an exact set found, where it was asked.
    pub exact: Option<Exact>,
}

/// Resolves a wish into allocations: pure, so that a form previews exactly what will be written. An exact match that is
/// not unique applies nothing and says what it found.
pub fn decide(debits: &[OpenDebit], amount: Money, strategy: &Strategy) -> Result<Decided> {
    let nothing = || Applied { allocations: Vec::new(), left: amount };
    match strategy {
        Strategy::None => Ok(Decided { applied: nothing(), exact: None }),
        Strategy::OldestFirst => Ok(Decided { applied: allocate::oldest_first(debits, amount)?, exact: None }),
        Strategy::ByHand(wishes) => Ok(Decided { applied: allocate::by_hand(debits, wishes, amount)?, exact: None }),
        Strategy::Plan(covered) => {
            let mut covers: Vec<&OpenDebit> = debits.iter().filter(|debit| covered.contains(&debit.id)).collect();
            covers.sort_by(|a, b| crate::domain::item::oldest_first(a, b));
            Ok(Decided { applied: allocate::in_order(covers, amount)?, exact: None })
        }
        Strategy::Exact => {
            let found = exact(debits, amount);
            let applied = match &found {
                Exact::Unique(set) => {
                    allocate::in_order(debits.iter().filter(|debit| set.contains(&debit.id)), amount)?
                }
                _ => nothing(),
            };
            Ok(Decided { applied, exact: Some(found) })
        }
    }
}

impl Op for TakePayment {
    const NAME: &'static str = "take-payment";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        if self.parts.is_empty() {
            return Err(Error::invalid("amount", "a payment needs an amount").safe("nothing was posted"));
        }
        for part in &self.parts {
            self.apply_part(tx, part)?;
        }
        Ok(())
    }
}

impl TakePayment {
    fn apply_part(&self, tx: &mut Tx, part: &PaymentPart) -> Result<()> {
        tx.account(part.account)?;
        let applied = sum(part.allocations.iter().map(|(_, amount)| *amount), part.amount.currency())?;
        if applied.minor() > part.amount.minor() {
            let message = format!("{applied} cannot be applied from a payment of {}", part.amount);
            return Err(Error::refused("over_applied", message).safe("nothing was posted").hint("apply less"));
        }
        let new = NewCredit {
            account: part.account,
            kind: CreditKind::Payment,
            code: None,
            date: self.received,
            method: &self.method,
            reference: &self.reference,
            amount: part.amount,
            memo: &self.memo,
            replaces: None,
            worked_out: false,
            source: None,
        };
        let (credit, _) = tx.post_credit(&new)?;
        for (debit, amount) in &part.allocations {
            tx.allocate(credit, *debit, self.received, *amount)?;
        }
        for (credit, debit, amount) in &part.credits {
            tx.allocate(*credit, *debit, self.received, *amount)?;
        }
        let new = NewCredit { method: "", ..new };
        for (debit, amount) in &part.discounts {
            let discount = NewCredit { kind: CreditKind::Discount, memo: "early discount", ..new.clone() };
            grant(tx, discount, *debit, *amount)?;
        }
        check_tolerance(tx, part)?;
        let written = NewCredit { kind: CreditKind::WriteOff, ..new };
        for (debit, amount) in &part.small_balances {
            grant(tx, NewCredit { memo: SMALL_BALANCE, ..written.clone() }, *debit, *amount)?;
        }
        for (debit, amount) in &part.write_offs {
            grant(tx, NewCredit { memo: "short payment", ..written.clone() }, *debit, *amount)?;
        }
        for dispute in &part.disputes {
            // What is short is disputed as SHORT where nobody says more, also in a shop that took the word off its list.
            if dispute.reason != DisputeReason::SHORT {
                known_reason(tx, dispute.reason)?;
            }
            dispute.write(tx, part.account, None, self.received)?;
        }
        Ok(())
    }
}

/// The reason of a write-off that a bounce of its payment takes back.
pub const SMALL_BALANCE: &str = "small balance";

/// Posts a credit for a debit and allocates all of it on its date.
fn grant(tx: &mut Tx, new: NewCredit, debit: DebitId, amount: Money) -> Result<()> {
    let (credit, _) = tx.post_credit(&NewCredit { amount, ..new.clone() })?;
    tx.allocate(credit, debit, new.date, amount)?;
    Ok(())
}

/// Small balances of one payment stay within what the shop tolerates, all together.
fn check_tolerance(tx: &Tx, part: &PaymentPart) -> Result<()> {
    let small = sum(part.small_balances.iter().map(|one| one.1), part.amount.currency())?;
    let tolerance = tx.settings()?.tolerance;
    if small.is_positive() && small.to_decimal() > tolerance {
        let message = format!("{small} is more than the {tolerance} that is written off as a small balance");
        return Err(Error::refused("over_tolerance", message)
            .safe("nothing was posted")
            .hint("leave it open, dispute it, or write it off with a reason"));
    }
    Ok(())
}
