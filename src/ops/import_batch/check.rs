//! What needs the whole import: that nothing is applied beyond its amount at any date, and that follow-ups of old calls
//! are not taken for open ones.

use super::stage::Stager;
use crate::book::staging::StagedAllocation;
use crate::domain::calendar::Date;
use crate::error::Result;

impl Stager<'_> {
    /// Refuses each allocation that would carry its item or credit over its amount at some date.
    pub fn check_allocations(&mut self) -> Result<()> {
        for side in ["item", "credit"] {
            for key in self.staged.rows.doubtful(side)? {
                let (name, amount, before) = self.limit_of(side, key)?;
                let rows = self.staged.rows.in_force(side, key)?;
                for (allocation, excess) in beyond(&rows, amount, before) {
                    self.staged.rows.refuse_allocation(allocation.key)?;
                    self.preview.allocations.new -= 1;
                    let file = self.staged.files[allocation.origin.file].clone();
                    let reason = format!(
                        "more is applied {} {name} than its amount, on {excess}",
                        if side == "item" { "to" } else { "from" }
                    );
                    self.note_refused(&file, allocation.origin.line, reason);
                }
            }
        }
        Ok(())
    }

    /// Name and amount of an item or credit, and what the book has of it applied for good.
    fn limit_of(&self, side: &str, key: i64) -> Result<(String, i64, i64)> {
        if side == "item" {
            let item = self.staged.rows.item(key)?;
            let applied = match item.existing {
                Some(id) => self.book.debit(id).map(|debit| debit.amount.minor() - debit.open.minor())?,
                None => 0,
            };
            return Ok((item.number, item.amount, applied));
        }
        let credit = self.staged.rows.credit(key)?;
        let applied = match credit.existing {
            Some(id) => self.book.credit(id).map(|credit| credit.amount.minor() - credit.unapplied.minor())?,
            None => 0,
        };
        Ok((credit.code.unwrap_or(credit.reference), credit.amount, applied))
    }

    /// A call's own follow-up was done when the account was next contacted; only the latest is still open.
    pub fn close_past_follow_ups(&mut self) -> Result<()> {
        self.staged.rows.close_answered_follow_ups()
    }
}

/// The allocations, in the order of the file, at which the sum first goes over the amount at some date, with that date.
fn beyond(rows: &[(StagedAllocation, Date, Option<Date>)], amount: i64, before: i64) -> Vec<(StagedAllocation, Date)> {
    let mut taken: Vec<(i64, Date, Option<Date>)> = Vec::new();
    let mut refused = Vec::new();
    for (one, starts, ends) in rows {
        let never = ends.is_some_and(|ends| ends <= *starts);
        if one.existing.is_some() || never {
            continue;
        }
        taken.push((one.amount, *starts, *ends));
        // The sum can only rise at a start.
        let over = taken.iter().map(|(_, at, _)| *at).find(|at| {
            let in_force = taken.iter().filter(|(_, starts, ends)| starts <= at && ends.is_none_or(|ends| ends > *at));
            before + in_force.map(|(amount, _, _)| amount).sum::<i64>() > amount
        });
        if let Some(at) = over {
            taken.pop();
            refused.push((one.clone(), at));
        }
    }
    refused
}
