//! Correcting a mistyped item, or money posted to the wrong account: one entry that takes the row back as if it had never
//! been typed and posts it anew; what was applied is carried over where it still fits, and each piece is said.

use serde::Serialize;

use crate::book::{Allocation, Book, Credit, Debit, Dispute, NewCredit, NewDebit, NewDispute, Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::communication::DisputeReason;
use crate::domain::ids::{AccountId, AllocationId, CreditId, DebitId, DisputeId};
use crate::domain::item::CreditKind;
use crate::domain::money::Money;
use crate::error::{Error, Result};

/// What becomes of something that was applied.
#[derive(Debug, Clone, Serialize)]
pub struct Carried {
    pub allocation: AllocationId,
    /// The other side: the number of a debit or the code of a credit.
    pub with: String,
    pub before: Money,
    /// None: it does not fit any more and is left off.
    pub after: Option<Money>,
}

/// A dispute that goes over to the right item, at most as much as that is.
#[derive(Debug, Clone, Serialize)]
pub struct CarriedDispute {
    pub dispute: DisputeId,
    pub reason: DisputeReason,
    pub before: Money,
    pub after: Money,
}

#[derive(Debug, Clone, Serialize)]
pub struct CorrectDebit {
    pub debit: DebitId,
    pub account: AccountId,
    pub number: String,
    pub date: Date,
    pub due: Date,
    pub amount: Money,
    pub carried: Vec<Carried>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<CarriedDispute>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CorrectCredit {
    pub credit: CreditId,
    pub account: AccountId,
    pub date: Date,
    pub amount: Money,
    pub reference: String,
    pub carried: Vec<Carried>,
}

/// What may be changed; None leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    pub amount: Option<Money>,
    pub date: Option<Date>,
    pub due: Option<Date>,
    pub number: Option<String>,
    pub reference: Option<String>,
    pub account: Option<AccountId>,
}

/// Resolves the correction of a debit.
pub fn decide_debit(book: &Book, debit: &Debit, changes: &Changes) -> Result<CorrectDebit> {
    if let Some(voided) = debit.voided_on {
        return Err(
            Error::refused("void", format!("{} was voided on {voided}", debit.number)).safe("nothing was posted")
        );
    }
    let account = changes.account.unwrap_or(debit.account);
    let amount = changes.amount.unwrap_or(debit.amount);
    let date = changes.date.unwrap_or(debit.date);
    let due = match (changes.due, changes.date) {
        (Some(due), _) => due,
        // The terms hold from the right date, where the due date was theirs.
        (None, Some(date)) if book.account(debit.account)?.terms().due_date(debit.date) == debit.due => {
            book.account(account)?.terms().due_date(date)
        }
        _ => debit.due,
    };
    let allocations = book.allocations_of_debit(debit.id)?;
    let carried = carry(&allocations, amount, account == debit.account, |one| one.code.clone())?;
    let disputes = disputes_on(book, debit)?
        .into_iter()
        .map(|one| CarriedDispute {
            dispute: one.id,
            reason: one.reason,
            before: one.amount,
            after: one.amount.least(amount),
        })
        .collect();
    let number = changes.number.clone().unwrap_or_else(|| debit.number.clone());
    let op = CorrectDebit { debit: debit.id, account, number, date, due, amount, carried, disputes };
    op.check_nothing_is_torn(book, debit, &allocations)?;
    Ok(op)
}

fn disputes_on(book: &Book, debit: &Debit) -> Result<Vec<Dispute>> {
    let mut disputes = book.disputes_of(debit.account)?;
    disputes.retain(|one| one.debit == debit.id);
    Ok(disputes)
}

/// Resolves the correction of a payment or credit memo.
pub fn decide_credit(book: &Book, credit: &Credit, changes: &Changes) -> Result<CorrectCredit> {
    if let Some(reversed) = credit.reversed_on {
        return Err(Error::refused("reversed", format!("{} was reversed on {reversed}", credit.code))
            .safe("nothing was posted"));
    }
    if matches!(credit.kind, CreditKind::WriteOff | CreditKind::Discount) {
        let message = format!("{} is a {}: it is not corrected on its own", credit.code, credit.kind.word());
        return Err(Error::refused("not_on_its_own", message).safe("nothing was posted").hint("undo its entry"));
    }
    let account = changes.account.unwrap_or(credit.account);
    let amount = changes.amount.unwrap_or(credit.amount);
    let carried =
        carry(&book.allocations_of_credit(credit.id)?, amount, account == credit.account, |one| one.number.clone())?;
    let reference = changes.reference.clone().or(changes.number.clone()).unwrap_or_else(|| credit.reference.clone());
    Ok(CorrectCredit {
        credit: credit.id,
        account,
        date: changes.date.unwrap_or(credit.date),
        amount,
        reference,
        carried,
    })
}

/// The oldest allocations first, each as far as the new amount reaches; one that ended is history and goes as it was.
fn carry(
    allocations: &[Allocation],
    amount: Money,
    same_account: bool,
    with: impl Fn(&Allocation) -> String,
) -> Result<Vec<Carried>> {
    let mut left = amount;
    let mut carried = Vec::new();
    for one in allocations {
        let after = match same_account {
            false => amount.currency().zero(),
            true if one.ends.is_some() => one.amount.least(amount),
            true => one.amount.least(left),
        };
        if one.ends.is_none() && same_account {
            left = left.minus(after)?;
        }
        let after = Some(after).filter(|after| after.is_positive());
        carried.push(Carried { allocation: one.id, with: with(one), before: one.amount, after });
    }
    Ok(carried)
}

impl CorrectDebit {
    /// What was agreed on a debit stays with its account, and a write-off or discount stays whole on its debit: what is
    /// left over of one would show as the customer's credit.
    fn check_nothing_is_torn(&self, book: &Book, old: &Debit, allocations: &[Allocation]) -> Result<()> {
        if self.account != old.account
            && let Some(entry) = book.agreed_on(old.id)?
        {
            let message = format!("a plan or promise of its account names {} (entry {})", old.number, entry.0);
            return Err(Error::refused("agreed_on", message)
                .because_of(entry.0)
                .safe("nothing was posted")
                .hint(format!("undo entry {} first", entry.0)));
        }
        for one in allocations.iter().filter(|one| one.ends.is_none()) {
            let kept =
                self.carried.iter().any(|carried| carried.allocation == one.id && carried.after == Some(one.amount));
            let credit = book.credit(one.credit)?;
            if !kept && matches!(credit.kind, CreditKind::WriteOff | CreditKind::Discount) {
                let message =
                    format!("{} is a {} of {}: it does not fit any more", one.code, credit.kind.word(), one.amount);
                return Err(Error::refused("not_on_its_own", message)
                    .because_of(one.entry.0)
                    .safe("nothing was posted")
                    .hint(format!("undo entry {} first", one.entry.0)));
            }
        }
        Ok(())
    }
}

impl CorrectDebit {
    fn open_again(&self, tx: &mut Tx, dispute: Dispute, debit: DebitId) -> Result<()> {
        let id = tx.write_dispute(&NewDispute {
            account: self.account,
            communication: None,
            debit,
            amount: dispute.amount.least(self.amount),
            reason: dispute.reason,
            owner: &dispute.owner,
            opened: dispute.opened,
            note: &dispute.note,
        })?;
        let Some((how, on)) = dispute.resolved else { return Ok(()) };
        let written = Dispute { id, account: self.account, resolved: None, ..dispute };
        tx.end_dispute(&written, how, on)
    }
}

impl Op for CorrectDebit {
    const NAME: &'static str = "correct-debit";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let old = tx.debit(self.debit)?;
        let allocations = tx.allocations_of_debit(self.debit)?;
        let disputes = disputes_on(tx, &old)?;
        self.check_nothing_is_torn(tx, &old, &allocations)?;
        take_off(tx, &allocations, &self.carried)?;
        for dispute in &disputes {
            tx.retract_dispute(dispute.id)?;
        }
        tx.retract_debit(self.debit)?;
        let new = tx.post_debit(&NewDebit {
            account: self.account,
            kind: old.kind,
            number: &self.number,
            date: self.date,
            due: self.due,
            amount: self.amount,
            po: &old.po,
            memo: &old.memo,
            source: None,
            voided_on: None,
        })?;
        tx.hand_over_exclusion(self.debit, (self.account, new), self.amount)?;
        if self.account == old.account {
            tx.hand_over(self.debit, new)?;
        }
        disputes.into_iter().try_for_each(|dispute| self.open_again(tx, dispute, new))?;
        tx.touch(old.account);
        put_on(tx, &allocations, &self.carried, |one| (one.credit, new))
    }
}

impl Op for CorrectCredit {
    const NAME: &'static str = "correct-credit";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let old = tx.credit(self.credit)?;
        let allocations = tx.allocations_of_credit(self.credit)?;
        take_off(tx, &allocations, &self.carried)?;
        tx.retract_credit(self.credit)?;
        let (new, _) = tx.post_credit(&NewCredit {
            account: self.account,
            kind: old.kind,
            code: Some(&old.code),
            date: self.date,
            method: &old.method,
            reference: &self.reference,
            amount: self.amount,
            memo: &old.memo,
            replaces: None,
            worked_out: old.worked_out,
            source: None,
        })?;
        tx.touch(old.account);
        put_on(tx, &allocations, &self.carried, |one| (new, one.debit))
    }
}

fn take_off(tx: &mut Tx, allocations: &[Allocation], carried: &[Carried]) -> Result<()> {
    for one in allocations {
        if !carried.iter().any(|carried| carried.allocation == one.id) {
            return Err(Error::refused("moved_on", format!("{} was applied to {} meanwhile", one.code, one.number))
                .because_of(one.entry.0)
                .safe("nothing was posted")
                .hint("look again and correct it then"));
        }
        tx.retract_allocation(one.id)?;
    }
    Ok(())
}

fn put_on(
    tx: &mut Tx,
    allocations: &[Allocation],
    carried: &[Carried],
    sides: impl Fn(&Allocation) -> (CreditId, DebitId),
) -> Result<()> {
    for one in allocations {
        let Some(amount) =
            carried.iter().find(|carried| carried.allocation == one.id).and_then(|carried| carried.after)
        else {
            continue;
        };
        let (credit, debit) = sides(one);
        let id = tx.write_allocation(credit, debit, one.date, amount, None)?;
        if let Some(on) = one.taken_back_on {
            tx.write_allocation_reversal(id, debit, credit, on)?;
        }
    }
    Ok(())
}
