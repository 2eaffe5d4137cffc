//! Staging what was said and agreed: communications with their promises and follow-ups, plans and disputes.

use super::marks::StagedMark;
use super::stage::Stager;
use crate::book::staging::{Cell, Origin, StagedCommunication, StagedFollowUp};
use crate::domain::calendar::{Date, Roll, day_number};
use crate::domain::communication::{DisputeReason, Resolution};
use crate::domain::ids::{AccountId, CommunicationId};
use crate::domain::money::Remainder;
use crate::domain::plan::Rhythm;
use crate::domain::promise::{PromiseEnd, last_day};
use crate::domain::record::{
    AccountRef, CommunicationRecord, DisputeRecord, FollowUpRecord, PlanRecord, PromiseRecord,
};
use crate::domain::time_of_day;
use crate::error::{Error, Result};

/// Agreements with their items as keys of the staging database. They are few beside items and payments.
#[derive(Default)]
pub struct Agreements {
    pub promises: Vec<StagedPromise>,
    pub plans: Vec<StagedPlan>,
    pub disputes: Vec<StagedDispute>,
    pub marks: Vec<StagedMark>,
}

pub struct StagedPromise {
    pub account: usize,
    /// Key of the staged communication.
    pub communication: Option<i64>,
    pub made: Date,
    pub amount: i64,
    pub due: Date,
    pub last_day: Date,
    pub covers: Vec<i64>,
    pub ended: Option<(PromiseEnd, Date)>,
}

pub struct StagedPlan {
    pub account: usize,
    pub made: Date,
    pub down: i64,
    pub first: Date,
    pub every: Rhythm,
    pub roll: Roll,
    pub remainder: Remainder,
    pub allowed_missed: u32,
    pub cancelled_on: Option<Date>,
    pub covers: Vec<i64>,
    pub instalments: Vec<(u32, Date, Date, i64)>,
}

pub struct StagedDispute {
    pub account: usize,
    pub item: i64,
    pub amount: i64,
    pub reason: DisputeReason,
    pub owner: String,
    pub opened: Date,
    pub note: String,
    pub resolved: Option<(Resolution, Date)>,
}

impl Stager<'_> {
    /// The account of a row that may only name what is known.
    pub(super) fn known_account(&self, named: &AccountRef) -> Result<usize> {
        let code = named.code.as_deref().unwrap_or_default();
        self.staged.accounts.place_of_code(code).ok_or_else(|| {
            Error::refused("no_account", format!("there is no account {code:?} in the file or the book"))
        })
    }

    pub(super) fn book_account(&self, account: usize) -> Option<AccountId> {
        self.staged.accounts.list[account].existing
    }

    pub(super) fn item_key(&self, account: usize, number: &str) -> Result<i64> {
        let found = self.staged.rows.items_numbered(account, number)?;
        let chosen = found.iter().find(|item| item.voided_on.is_none()).or(found.first());
        let nothing = || Error::refused("no_item", format!("there is no item {number:?} of the account in the file"));
        chosen.map(|item| item.key).ok_or_else(nothing)
    }

    fn item_keys(&self, account: usize, numbers: &[String]) -> Result<Vec<i64>> {
        numbers.iter().map(|number| self.item_key(account, number)).collect()
    }

    pub(super) fn row_of_communication(&self, row: Option<u64>) -> Result<Option<i64>> {
        let Some(row) = row else { return Ok(None) };
        let place = usize::try_from(row).unwrap_or(0).wrapping_sub(1);
        match self.communications.get(place) {
            Some(key) => Ok(*key),
            None => Err(Error::refused("no_communication", format!("communications.csv has no row {row}"))),
        }
    }

    pub fn communication(&mut self, origin: Origin, record: &CommunicationRecord) -> Result<()> {
        let account = self.account_of(origin, &record.account, None)?;
        let item = match record.number.trim() {
            "" => None,
            number => Some(self.item_key(account, number)?),
        };
        let mut one = StagedCommunication {
            key: 0,
            origin,
            account,
            at: record.at.and_utc().timestamp(),
            channel: record.channel.word().to_string(),
            direction: record.direction.word().to_string(),
            outcome: record.outcome.word().to_string(),
            contact: record.contact.clone(),
            phone: record.phone.clone(),
            item,
            note: record.note.clone(),
            by: record.by.clone(),
            existing: None,
        };
        one.existing = self.known_communication(&one)?;
        one.key = self.staged.rows.add_communication(&one)?;
        self.communications.push(Some(one.key));
        if one.existing.is_some() {
            self.preview.communications.already += 1;
            return Ok(());
        }
        self.preview.communications.new += 1;
        self.promise_within(&one, record)?;
        if let Some(due) = record.follow_up {
            let (communication, note) = (Some(one.key), String::new());
            let follow_up = StagedFollowUp {
                key: 0,
                origin,
                account,
                communication,
                due,
                minute: None,
                note,
                done_on: None,
                existing: false,
                own: true,
            };
            self.staged.rows.add_follow_up(&follow_up)?;
            self.preview.follow_ups.new += 1;
        }
        Ok(())
    }

    fn promise_within(&mut self, one: &StagedCommunication, record: &CommunicationRecord) -> Result<()> {
        let Some((amount, due)) = record.promise else { return Ok(()) };
        let made = record.at.date();
        let currency = self.staged.accounts.list[one.account].currency;
        let due = due.max(made);
        self.staged.agreements.promises.push(StagedPromise {
            account: one.account,
            communication: Some(one.key),
            made,
            amount: self.amount(amount, currency)?,
            due,
            last_day: last_day(due, self.book_settings.promise_grace_days, &self.book_settings.calendar()),
            covers: Vec::new(),
            ended: None,
        });
        self.preview.promises.new += 1;
        Ok(())
    }

    fn known_communication(&self, one: &StagedCommunication) -> Result<Option<CommunicationId>> {
        let Some(account) = self.book_account(one.account) else { return Ok(None) };
        let shared: [(&str, &dyn Cell); 6] = [
            ("at", &one.at),
            ("channel", &one.channel),
            ("direction", &one.direction),
            ("outcome", &one.outcome),
            ("contact", &one.contact),
            ("note", &one.note),
        ];
        let mut in_file = vec![("account", &one.account as &dyn Cell)];
        let mut in_book = vec![("account", &account.0 as &dyn Cell)];
        in_file.extend(shared);
        in_book.extend(shared);
        let occurrence = self.staged.rows.twins("communication", &in_file)?;
        Ok(self.book.rows_like("communication", &in_book)?.get(occurrence).copied().map(CommunicationId))
    }

    pub fn promise(&mut self, record: &PromiseRecord) -> Result<()> {
        let account = self.known_account(&record.account)?;
        let communication = self.row_of_communication(record.communication)?;
        let currency = self.staged.accounts.list[account].currency;
        let promise = StagedPromise {
            account,
            communication,
            made: record.made,
            amount: self.amount(record.amount, currency)?,
            due: record.due,
            last_day: record.last_day,
            covers: self.item_keys(account, &record.covers)?,
            ended: record.ended.as_ref().map(|(how, on)| Ok::<_, Error>((how.parse()?, *on))).transpose()?,
        };
        if let Some(id) = self.book_account(account) {
            let (made, due) = (day_number(record.made), day_number(record.due));
            let like: [(&str, &dyn Cell); 4] =
                [("account", &id.0), ("made", &made), ("amount", &promise.amount), ("due", &due)];
            if !self.book.rows_like("promise", &like)?.is_empty() {
                self.preview.promises.already += 1;
                return Ok(());
            }
        }
        let own = |other: &StagedPromise| communication.is_some() && other.communication == communication;
        match self.staged.agreements.promises.iter_mut().find(|other| own(other)) {
            // The communication's own columns said a part of it.
            Some(known) => *known = promise,
            None => {
                self.preview.promises.new += 1;
                self.staged.agreements.promises.push(promise);
            }
        }
        Ok(())
    }

    pub fn plan(&mut self, record: &PlanRecord) -> Result<()> {
        let account = self.known_account(&record.account)?;
        let currency = self.staged.accounts.list[account].currency;
        let down = crate::domain::money::Money::from_decimal(record.down, currency)?.minor();
        if let Some(id) = self.book_account(account) {
            let (made, first) = (day_number(record.made), day_number(record.first));
            let like: [(&str, &dyn Cell); 5] =
                [("account", &id.0), ("made", &made), ("first", &first), ("down", &down), ("every", &record.every)];
            if !self.book.rows_like("plan", &like)?.is_empty() {
                self.preview.plans.already += 1;
                return Ok(());
            }
        }
        let mut instalments = Vec::new();
        for (n, due, payable, amount) in &record.instalments {
            instalments.push((*n, *due, *payable, self.amount(*amount, currency)?));
        }
        if instalments.is_empty() || record.covers.is_empty() {
            return Err(Error::refused("impossible_plan", "the plan has no instalments or covers nothing"));
        }
        let plan = StagedPlan {
            account,
            made: record.made,
            down,
            first: record.first,
            every: record.every.parse()?,
            roll: record.roll.parse()?,
            remainder: record.remainder.parse()?,
            allowed_missed: record.allowed_missed,
            cancelled_on: record.cancelled_on,
            covers: self.item_keys(account, &record.covers)?,
            instalments,
        };
        self.staged.agreements.plans.push(plan);
        self.preview.plans.new += 1;
        Ok(())
    }

    pub fn dispute(&mut self, record: &DisputeRecord) -> Result<()> {
        let account = self.known_account(&record.account)?;
        let item = self.item_key(account, &record.number)?;
        let currency = self.staged.accounts.list[account].currency;
        let amount = self.amount(record.amount, currency)?;
        let staged = self.staged.rows.item(item)?;
        if amount > staged.amount {
            return Err(Error::refused(
                "dispute_amount",
                format!("more of {} is disputed than its amount", record.number),
            ));
        }
        if let Some(debit) = staged.existing {
            let opened = day_number(record.opened);
            let like: [(&str, &dyn Cell); 4] =
                [("debit", &debit.0), ("amount", &amount), ("opened", &opened), ("reason", &record.reason.word())];
            if !self.book.rows_like("dispute", &like)?.is_empty() {
                self.preview.disputes.already += 1;
                return Ok(());
            }
        }
        self.staged.agreements.disputes.push(StagedDispute {
            account,
            item,
            amount,
            reason: record.reason,
            owner: record.owner.clone(),
            opened: record.opened,
            note: record.note.clone(),
            resolved: record.resolved,
        });
        self.preview.disputes.new += 1;
        Ok(())
    }

    pub fn follow_up(&mut self, origin: Origin, record: &FollowUpRecord) -> Result<()> {
        let account = self.known_account(&record.account)?;
        let communication = self.row_of_communication(record.communication)?;
        let (due, note, done_on) = (record.due, record.note.clone(), record.done_on);
        let minute = record.time.map(time_of_day::minute_of);
        let mut follow_up = StagedFollowUp {
            key: 0,
            origin,
            account,
            communication,
            due,
            minute,
            note,
            done_on,
            existing: false,
            own: false,
        };
        if let Some(id) = self.book_account(account) {
            let day = day_number(due);
            let in_file: [(&str, &dyn Cell); 3] = [("account", &account), ("due", &day), ("note", &follow_up.note)];
            let in_book: [(&str, &dyn Cell); 3] = [("account", &id.0), ("due", &day), ("note", &follow_up.note)];
            let occurrence = self.staged.rows.twins("follow_up", &in_file)?;
            follow_up.existing = self.book.rows_like("follow_up", &in_book)?.len() > occurrence;
        }
        if let Some(key) = communication {
            self.preview.follow_ups.new -= self.staged.rows.drop_follow_up_of(key)?;
        }
        match follow_up.existing {
            true => self.preview.follow_ups.already += 1,
            false => self.preview.follow_ups.new += 1,
        }
        self.staged.rows.add_follow_up(&follow_up)?;
        Ok(())
    }
}
