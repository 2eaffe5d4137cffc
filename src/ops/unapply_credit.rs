//! Taking allocations back from a date on: the debit is open again, the money is on the account.

use serde::Serialize;

use crate::book::{Allocation, Book, Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AllocationId, CreditId};
use crate::domain::item::CreditKind;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct UnapplyCredit {
    pub credit: CreditId,
    pub date: Date,
    pub allocations: Vec<AllocationId>,
}

/// The allocations of a credit that can be taken back: all, or those to the debits of `numbers`.
pub fn decide(book: &Book, credit: CreditId, numbers: &[String]) -> Result<Vec<AllocationId>> {
    let mut allocations = book.allocations_of_credit(credit)?;
    allocations.retain(|allocation| allocation.ends.is_none());
    for number in numbers {
        if !allocations.iter().any(|allocation| allocation.number.eq_ignore_ascii_case(number)) {
            let message = format!("nothing of it is applied to {}", crate::domain::text::clean(number));
            return Err(Error::refused("not_applied", message)
                .safe("nothing was posted")
                .hint("see what it is applied to with `arrears items`"));
        }
    }
    let named = |allocation: &Allocation| {
        numbers.is_empty() || numbers.iter().any(|number| allocation.number.eq_ignore_ascii_case(number))
    };
    Ok(allocations.into_iter().filter(named).map(|allocation| allocation.id).collect())
}

impl Op for UnapplyCredit {
    const NAME: &'static str = "unapply-credit";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let credit = tx.credit(self.credit)?;
        if matches!(credit.kind, CreditKind::WriteOff | CreditKind::Discount) {
            let message = format!("{} is a {}: it is not taken back on its own", credit.code, credit.kind.word());
            return Err(Error::refused("not_on_its_own", message)
                .safe("nothing was posted")
                .hint("undo its entry, or post a recovery"));
        }
        if self.allocations.is_empty() {
            let message = format!("nothing of {} is applied", credit.code);
            return Err(Error::refused("not_applied", message).safe("nothing was posted"));
        }
        let allocations = tx.allocations_of_credit(self.credit)?;
        for id in &self.allocations {
            let Some(allocation) = allocations.iter().find(|allocation| allocation.id == *id) else {
                return Err(Error::not_found("no_allocation", "that allocation is not in the book any more")
                    .safe("nothing was posted"));
            };
            tx.reverse_allocation(allocation, self.date)?;
        }
        Ok(())
    }
}
