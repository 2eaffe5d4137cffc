//! Voiding an invoice or charge from a date on. What is applied to it must be taken back first; one step does both.

use serde::Serialize;

use crate::book::{Book, Debit, Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AllocationId, CreditId, DebitId};
use crate::domain::item::CreditKind;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct VoidDebit {
    pub debit: DebitId,
    pub date: Date,
    /// Allocations of payments and credit memos that are taken back with it.
    pub taken_back: Vec<AllocationId>,
    /// Write-offs and discounts of it, which have no other purpose.
    pub reversed: Vec<CreditId>,
}

/// Resolves a void; `take_back` allows what is applied to be taken back in the same step.
pub fn decide(book: &Book, debit: &Debit, date: Date, take_back: bool) -> Result<VoidDebit> {
    let (mut taken_back, mut reversed) = (Vec::new(), Vec::new());
    for one in book.allocations_of_debit(debit.id)?.into_iter().filter(|one| one.ends.is_none()) {
        match book.credit(one.credit)?.kind {
            CreditKind::Payment | CreditKind::Credit => taken_back.push(one.id),
            CreditKind::WriteOff | CreditKind::Discount => reversed.push(one.credit),
        }
    }
    let is_free = taken_back.is_empty() && reversed.is_empty();
    if !is_free && !take_back {
        let applied = debit.amount.minus(debit.open)?;
        return Err(Error::refused("has_allocations", format!("{applied} is applied to {}", debit.number))
            .safe("nothing was posted")
            .hint("take it back first, or void with --unapply"));
    }
    Ok(VoidDebit { debit: debit.id, date, taken_back, reversed })
}

impl Op for VoidDebit {
    const NAME: &'static str = "void-debit";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let debit = tx.debit(self.debit)?;
        for one in tx.allocations_of_debit(self.debit)? {
            if self.taken_back.contains(&one.id) {
                tx.reverse_allocation(&one, self.date)?;
            } else if one.ends.is_none() && !self.reversed.contains(&one.credit) {
                return Err(Error::refused(
                    "has_allocations",
                    format!("{} was applied to {} meanwhile", one.code, debit.number),
                )
                .because_of(one.entry.0)
                .safe("nothing was posted")
                .hint("look again and void it then"));
            }
        }
        for credit in &self.reversed {
            let credit = tx.credit(*credit)?;
            tx.reverse_credit(&credit, self.date, "void")?;
        }
        tx.void_debit(&debit, self.date)?;
        Ok(())
    }
}
