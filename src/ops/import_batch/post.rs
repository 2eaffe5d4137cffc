//! Writing a staged import: one transaction, row by row in the order of the folder's files.

use super::ImportedFile;
use super::stage::Staged;
use crate::book::staging::{Origin, StagedAllocation};
use crate::book::{NewCommunication, NewCredit, NewDebit, NewDispute, NewPlan, NewPromise, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, AllocationId, CommunicationId, CreditId, DebitId};
use crate::domain::money::Money;
use crate::domain::plan::Instalment;
use crate::error::{Error, Result};

/// Ids of what was written, by the keys of the staging database.
pub(super) struct Posting<'s> {
    pub(super) staged: &'s Staged,
    sources: Vec<i64>,
    pub(super) accounts: Vec<AccountId>,
    pub(super) items: Vec<DebitId>,
    credits: Vec<CreditId>,
    pub(super) communications: Vec<CommunicationId>,
    /// Rows that were written or met.
    done: u64,
    step: &'s dyn Fn(u64) -> Result<()>,
}

/// Rows between two looks at the progress.
const STRIDE: u64 = 1024;

/// `step` is told the rows done so far; its error ends the import.
pub fn post(tx: &mut Tx, files: &[ImportedFile], staged: &Staged, step: &dyn Fn(u64) -> Result<()>) -> Result<()> {
    let sources =
        files.iter().map(|file| tx.write_source(&file.name, file.format, &file.sha256)).collect::<Result<_>>()?;
    let nothing = Vec::new;
    let mut posting = Posting {
        staged,
        sources,
        accounts: Vec::new(),
        items: vec![DebitId(0)],
        credits: vec![CreditId(0)],
        communications: nothing(),
        done: 0,
        step,
    };
    posting.communications.push(CommunicationId(0));
    for (key, value) in &staged.settings {
        tx.set(key, value)?;
    }
    posting.accounts(tx)?;
    posting.items(tx)?;
    posting.credits(tx)?;
    posting.allocations(tx)?;
    tx.make_indexes_of("allocation")?;
    posting.reversals(tx)?;
    posting.communications(tx)?;
    posting.promises(tx)?;
    posting.plans(tx)?;
    posting.disputes(tx)?;
    posting.follow_ups(tx)?;
    posting.marks(tx)
}

impl Posting<'_> {
    fn count(&mut self) -> Result<()> {
        self.done += 1;
        if self.done.is_multiple_of(STRIDE) { (self.step)(self.done) } else { Ok(()) }
    }

    fn source(&self, origin: Origin) -> Option<(i64, i64)> {
        let source = self.staged.source_of.get(origin.file).and_then(|place| self.sources.get(*place))?;
        Some((*source, i64::try_from(origin.line).unwrap_or(0)))
    }

    fn money(&self, account: usize, minor: i64) -> Result<Money> {
        Money::of(minor, self.staged.accounts.list[account].currency)
    }

    fn accounts(&mut self, tx: &mut Tx) -> Result<()> {
        for account in &self.staged.accounts.list {
            let id = match account.existing {
                Some(id) => id,
                // A row that was refused may have opened an account that nothing else names.
                None if !account.named => AccountId(0),
                None => tx.open_account(
                    &account.code,
                    account.currency,
                    account.origin.and_then(|origin| self.source(origin)),
                )?,
            };
            self.accounts.push(id);
        }
        for (place, account) in self.staged.accounts.list.iter().enumerate() {
            let (id, new) = (self.accounts[place], account.existing.is_none());
            if id == AccountId(0) {
                continue;
            }
            let parent = account
                .parent
                .as_ref()
                .and_then(|code| self.staged.accounts.place_of_code(code))
                .map(|place| self.accounts[place]);
            if let Some(details) = &account.details {
                let mut details = details.clone();
                let moved = parent.is_some() && parent != details.parent;
                details.parent = parent.or(details.parent);
                if new || moved || account.details_changed() {
                    tx.describe_account(id, &details)?;
                }
            }
            if let Some(contacts) =
                account.contacts.as_ref().filter(|contacts| new && !contacts.is_empty() || account.contacts_changed())
            {
                tx.write_contacts(id, contacts)?;
            }
        }
        Ok(())
    }

    fn items(&mut self, tx: &mut Tx) -> Result<()> {
        let staged = self.staged;
        staged.rows.each_item(|item| {
            self.count()?;
            let id = match item.existing {
                Some(id) => id,
                None => tx.write_debit(&NewDebit {
                    account: self.accounts[item.account],
                    kind: item.kind.parse()?,
                    number: &item.number,
                    date: item.date,
                    due: item.due,
                    amount: self.money(item.account, item.amount)?,
                    po: &item.po,
                    memo: &item.memo,
                    source: self.source(item.origin),
                    voided_on: item.voided_on,
                })?,
            };
            self.items.push(id);
            Ok(())
        })
    }

    fn credits(&mut self, tx: &mut Tx) -> Result<()> {
        let staged = self.staged;
        staged.rows.each_credit(|credit| {
            self.count()?;
            let id = match credit.existing {
                Some(id) => id,
                None => {
                    let replaces = match &credit.replaces {
                        Some(code) => Some(self.replaced(tx, code)?),
                        None => None,
                    };
                    let new = NewCredit {
                        account: self.accounts[credit.account],
                        kind: credit.kind.parse()?,
                        code: credit.code.as_deref(),
                        date: credit.date,
                        method: &credit.method,
                        reference: &credit.reference,
                        amount: self.money(credit.account, credit.amount)?,
                        memo: &credit.memo,
                        replaces,
                        worked_out: credit.worked_out,
                        source: self.source(credit.origin),
                    };
                    tx.write_credit(&new)?.0
                }
            };
            self.credits.push(id);
            Ok(())
        })
    }

    fn replaced(&self, tx: &Tx, code: &str) -> Result<CreditId> {
        let found =
            self.staged.rows.credit_with(code)?.and_then(|credit| self.credits.get(credit.key as usize).copied());
        match found {
            Some(id) => Ok(id),
            None => tx.credit_with_code(code)?.map(|credit| credit.id).ok_or_else(|| {
                Error::refused("no_credit", format!("a credit replaces {code:?}, which does not stand before it"))
                    .safe("nothing was imported")
            }),
        }
    }

    fn allocations(&mut self, tx: &mut Tx) -> Result<()> {
        let staged = self.staged;
        let mut taken_back: Vec<(AllocationId, StagedAllocation, Date)> = Vec::new();
        staged.rows.each_allocation(|one| {
            self.count()?;
            if one.existing.is_some() {
                return Ok(());
            }
            let (credit, debit) = (self.credits[one.credit as usize], self.items[one.item as usize]);
            let currency = tx.debit_currency(debit)?;
            let id = tx.write_allocation(
                credit,
                debit,
                one.date,
                Money::of(one.amount, currency)?,
                self.source(one.origin),
            )?;
            if let Some(on) = one.reversed_on {
                taken_back.push((id, one, on));
            }
            Ok(())
        })?;
        for (id, one, on) in taken_back {
            tx.write_allocation_reversal(id, self.items[one.item as usize], self.credits[one.credit as usize], on)?;
        }
        Ok(())
    }

    fn reversals(&mut self, tx: &mut Tx) -> Result<()> {
        let staged = self.staged;
        staged.rows.each_credit(|credit| match credit.reversed_on.filter(|_| credit.existing.is_none()) {
            Some(on) => tx.write_credit_reversal(self.credits[credit.key as usize], on, ""),
            None => Ok(()),
        })?;
        staged.rows.each_item(|item| match item.voided_on.filter(|_| item.existing.is_none()) {
            Some(on) => tx.write_void(self.items[item.key as usize], on),
            None => Ok(()),
        })
    }

    fn communications(&mut self, tx: &mut Tx) -> Result<()> {
        let staged = self.staged;
        staged.rows.each_communication(|one| {
            self.count()?;
            let id = match one.existing {
                Some(id) => id,
                None => tx.write_communication(&NewCommunication {
                    account: self.accounts[one.account],
                    at: chrono::DateTime::from_timestamp(one.at, 0).unwrap_or_default().naive_utc(),
                    channel: one.channel.parse()?,
                    direction: one.direction.parse()?,
                    outcome: one.outcome.parse()?,
                    contact: &one.contact,
                    phone: &one.phone,
                    debit: one.item.map(|key| self.items[key as usize]),
                    note: &one.note,
                    by: &one.by,
                    source: self.source(one.origin),
                })?,
            };
            self.communications.push(id);
            Ok(())
        })
    }

    fn promises(&self, tx: &mut Tx) -> Result<()> {
        for promise in &self.staged.agreements.promises {
            let covers: Vec<DebitId> = promise.covers.iter().map(|key| self.items[*key as usize]).collect();
            let id = tx.write_promise(&NewPromise {
                account: self.accounts[promise.account],
                communication: promise.communication.map(|key| self.communications[key as usize]),
                made: promise.made,
                amount: self.money(promise.account, promise.amount)?,
                due: promise.due,
                last_day: promise.last_day,
                covers: &covers,
            })?;
            if let Some((how, on)) = promise.ended {
                tx.end_promise(id, how, on)?;
            }
        }
        Ok(())
    }

    fn plans(&self, tx: &mut Tx) -> Result<()> {
        let grace_days = tx.settings()?.plan_grace_days;
        for plan in &self.staged.agreements.plans {
            let covers: Vec<DebitId> = plan.covers.iter().map(|key| self.items[*key as usize]).collect();
            let mut instalments = Vec::new();
            for (n, due, payable, amount) in &plan.instalments {
                instalments.push(Instalment {
                    n: *n,
                    due: *due,
                    payable: *payable,
                    amount: self.money(plan.account, *amount)?,
                });
            }
            let id = tx.write_plan(&NewPlan {
                account: self.accounts[plan.account],
                communication: None,
                made: plan.made,
                down: self.money(plan.account, plan.down)?,
                first: plan.first,
                every: plan.every,
                roll: plan.roll,
                remainder: plan.remainder,
                allowed_missed: plan.allowed_missed,
                grace_days,
                covers: &covers,
                instalments: &instalments,
            })?;
            if let Some(on) = plan.cancelled_on {
                tx.end_plan(id, on)?;
            }
        }
        Ok(())
    }

    fn disputes(&self, tx: &mut Tx) -> Result<()> {
        for dispute in &self.staged.agreements.disputes {
            let account = self.accounts[dispute.account];
            let id = tx.write_dispute(&NewDispute {
                account,
                communication: None,
                debit: self.items[dispute.item as usize],
                amount: self.money(dispute.account, dispute.amount)?,
                reason: dispute.reason,
                owner: &dispute.owner,
                opened: dispute.opened,
                note: &dispute.note,
            })?;
            if let Some((resolution, on)) = dispute.resolved
                && let Some(written) = tx.disputes_of(account)?.into_iter().find(|one| one.id == id)
            {
                tx.end_dispute(&written, resolution, on)?;
            }
        }
        Ok(())
    }

    fn follow_ups(&self, tx: &mut Tx) -> Result<()> {
        self.staged.rows.each_follow_up(|one| {
            if one.existing {
                return Ok(());
            }
            let communication = one.communication.map(|key| self.communications[key as usize]);
            let id = tx.write_follow_up(self.accounts[one.account], communication, one.due, &one.note)?;
            if let Some(minute) = one.minute {
                tx.write_callback(id, minute)?;
            }
            match one.done_on {
                Some(on) => tx.end_follow_up(id, on),
                None => Ok(()),
            }
        })
    }
}
