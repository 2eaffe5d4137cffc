//! Writing off what is open of a debit, and recovering it later: the write-off is reversed, what is left of it is posted
//! anew, and the money is applied, all on one date in one entry (LEDGER, Write-off and Recovery).

use serde::Serialize;

use crate::book::{Book, Debit, NewCredit, Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, CreditId, DebitId};
use crate::domain::item::CreditKind;
use crate::domain::money::Money;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct WriteOff {
    pub account: AccountId,
    pub debit: DebitId,
    pub amount: Money,
    pub date: Date,
    pub reason: String,
}

impl Op for WriteOff {
    const NAME: &'static str = "write-off";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        if self.reason.trim().is_empty() {
            return Err(Error::invalid("reason", "a write-off needs a reason")
                .safe("nothing was posted")
                .hint("type why"));
        }
        post_write_off(tx, self.account, self.debit, self.amount, self.date, &self.reason, None)
    }
}

/// Posts a write-off and allocates it to its debit on the same date.
fn post_write_off(
    tx: &mut Tx,
    account: AccountId,
    debit: DebitId,
    amount: Money,
    date: Date,
    reason: &str,
    replaces: Option<CreditId>,
) -> Result<()> {
    let new = NewCredit { memo: reason, replaces, ..blank(account, CreditKind::WriteOff, amount, date) };
    let (credit, _) = tx.post_credit(&new)?;
    tx.allocate(credit, debit, date, amount)?;
    Ok(())
}

fn blank<'a>(account: AccountId, kind: CreditKind, amount: Money, date: Date) -> NewCredit<'a> {
    NewCredit {
        account,
        kind,
        code: None,
        date,
        method: "",
        reference: "",
        amount,
        memo: "",
        replaces: None,
        worked_out: false,
        source: None,
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct Recover {
    pub account: AccountId,
    pub debit: DebitId,
    pub amount: Money,
    pub date: Date,
    pub method: String,
    pub reference: String,
    /// Each write-off that is reversed, and what of it is posted anew.
    pub write_offs: Vec<(CreditId, Money)>,
}

/// Resolves a recovery against the write-offs in force on the debit, the latest first.
pub fn decide_recovery(book: &Book, debit: &Debit, amount: Money, date: Date) -> Result<Vec<(CreditId, Money)>> {
    let (mut left, mut chosen) = (amount, Vec::new());
    let mut written = amount.currency().zero();
    for one in book.allocations_of_debit(debit.id)?.into_iter().rev().filter(|one| one.ends.is_none()) {
        let credit = book.credit(one.credit)?;
        if credit.kind != CreditKind::WriteOff || credit.date > date {
            continue;
        }
        written = written.plus(credit.amount)?;
        if left.is_positive() {
            let taken = left.least(credit.amount);
            chosen.push((credit.id, credit.amount.minus(taken)?));
            left = left.minus(taken)?;
        }
    }
    if left.is_positive() {
        let message = format!("{written} of {} is written off, {amount} cannot be recovered", debit.number);
        return Err(Error::refused("not_written_off", message)
            .at_field("amount")
            .safe("nothing was posted")
            .hint("take the rest as a payment"));
    }
    Ok(chosen)
}

impl Op for Recover {
    const NAME: &'static str = "recover";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        for (id, rest) in &self.write_offs {
            let written = tx.credit(*id)?;
            let reason = written.memo.clone();
            tx.reverse_credit(&written, self.date, "recovery")?;
            if rest.is_positive() {
                post_write_off(tx, self.account, self.debit, *rest, self.date, &reason, Some(*id))?;
            }
        }
        let new = NewCredit {
            method: &self.method,
            reference: &self.reference,
            memo: "recovery",
            ..blank(self.account, CreditKind::Payment, self.amount, self.date)
        };
        let (credit, _) = tx.post_credit(&new)?;
        tx.allocate(credit, self.debit, self.date, self.amount)?;
        Ok(())
    }
}
