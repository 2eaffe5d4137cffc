//! What a payment leaves open and what is made of it, as it is said on the command line beside the payment: a discount, a
//! small balance, a write-off or a dispute, each of one debit.

use clap::Args;

use super::applying;
use super::pay::dealt;
use super::reading::{self, Pair};
use super::session::Session;
use crate::book::Account;
use crate::domain::communication::DisputeReason;
use crate::domain::ids::DebitId;
use crate::domain::money::Money;
use crate::error::{Error, Result};
use crate::ops::open_dispute::Disputed;
use crate::ops::payment_part::short_payment;
use crate::ops::take_payment::PaymentPart;

#[derive(Debug, Args)]
pub struct Shortfall {
    /// An early discount granted with it
    #[arg(long, value_name = "NUM=AMT")]
    discount: Vec<String>,
    /// What is short within the shop's tolerance, written off with it
    #[arg(long, value_name = "NUM=AMT")]
    small_balance: Vec<String>,
    /// What is short beyond it, written off with it
    #[arg(long, value_name = "NUM=AMT")]
    write_off: Vec<String>,
    /// What is short because the customer disputes it; the reason is SHORT by default
    #[arg(long, value_name = "NUM=AMT:REASON")]
    dispute: Vec<String>,
}

/// What is said of the debits of one account.
#[derive(Default)]
pub struct Beside {
    discounts: Vec<(DebitId, Money)>,
    small_balances: Vec<(DebitId, Money)>,
    write_offs: Vec<(DebitId, Money)>,
    disputes: Vec<Disputed>,
}

impl Shortfall {
    /// For each account that the payment is for.
    pub fn beside(&self, session: &Session, shares: &[(Account, Money)]) -> Result<Vec<Beside>> {
        let mut beside: Vec<Beside> = shares.iter().map(|_| Beside::default()).collect();
        let named = |option, texts: &[String]| -> Result<Vec<Vec<(DebitId, Money)>>> {
            let pairs = reading::pairs(texts.iter().map(String::as_str))?;
            let dealt = dealt(session, shares, &pairs)?;
            shares.iter().zip(dealt).map(|(share, pairs)| amounts(session, &share.0, (option, &pairs))).collect()
        };
        let discounts = named("discount", &self.discount)?;
        let small_balances = named("small-balance", &self.small_balance)?;
        let write_offs = named("write-off", &self.write_off)?;
        for (place, one) in beside.iter_mut().enumerate() {
            let of = |list: &[Vec<(DebitId, Money)>]| list.get(place).cloned().unwrap_or_default();
            (one.discounts, one.small_balances, one.write_offs) =
                (of(&discounts), of(&small_balances), of(&write_offs));
        }
        for text in &self.dispute {
            let (text, reason) = match text.rsplit_once(':') {
                Some((text, reason)) => (text, reason.trim().to_uppercase().parse()?),
                None => (text.as_str(), DisputeReason::SHORT),
            };
            let parts = named("dispute", &[text.to_string()])?;
            for (one, part) in beside.iter_mut().zip(parts) {
                let operator = &session.stamp().operator;
                one.disputes.extend(part.into_iter().map(|short| short_payment(short, reason, operator)));
            }
        }
        Ok(beside)
    }
}

impl Beside {
    /// What the payment need not close.
    pub fn given_up(&self) -> Vec<(DebitId, Money)> {
        let disputed = self.disputes.iter().map(|one| (one.debit, one.amount));
        let said = self.discounts.iter().chain(&self.small_balances).chain(&self.write_offs).copied();
        said.chain(disputed).collect()
    }

    pub fn with(self, part: PaymentPart) -> PaymentPart {
        let Beside { discounts, small_balances, write_offs, disputes } = self;
        PaymentPart { discounts, small_balances, write_offs, disputes, ..part }
    }
}

fn amounts(
    session: &Session,
    account: &Account,
    (option, pairs): (&'static str, &[Pair]),
) -> Result<Vec<(DebitId, Money)>> {
    let named = applying::named(session, account, pairs)?;
    let amount = |(debit, amount): (DebitId, Option<Money>)| match amount {
        Some(amount) => Ok((debit, amount)),
        None => Err(Error::invalid(option, format!("--{option} needs an amount, NUM=AMT")).safe("nothing was saved")),
    };
    named.into_iter().map(amount).collect()
}
