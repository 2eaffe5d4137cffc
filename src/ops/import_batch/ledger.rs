//! Staging items, credits and allocations: what is in the book already is left alone, what contradicts it is refused.

use super::stage::Stager;
use crate::book::Debit;
use crate::book::staging::{Cell, Origin, StagedAllocation, StagedCredit, StagedItem};
use crate::domain::calendar::day_number;
use crate::domain::ids::{AllocationId, CreditId};
use crate::domain::item::{CreditKind, DebitKind};
use crate::domain::record::{AllocationRecord, CreditRecord, ItemRecord};
use crate::error::{Error, Result};

/// The method of a payment that a report only lets one work out.
const ELSEWHERE: &str = "elsewhere";

impl Stager<'_> {
    pub fn item(&mut self, origin: Origin, record: &ItemRecord) -> Result<()> {
        let kind: DebitKind = record.kind.parse()?;
        if record.number.trim().is_empty() {
            return Err(Error::refused("no_number", "the item has no number"));
        }
        let account = self.account_of(origin, &record.account, record.currency.as_deref())?;
        let (currency, terms) = (self.staged.accounts.list[account].currency, self.staged.accounts.list[account].terms);
        let date = record.date.ok_or_else(|| Error::refused("no_date", "the item has no date"))?;
        let mut item = StagedItem {
            key: 0,
            origin,
            account,
            kind: kind.word().to_string(),
            number: record.number.trim().to_string(),
            date,
            due: record.due.unwrap_or_else(|| terms.due_date(date)),
            amount: self.amount(record.amount, currency)?,
            po: record.po.clone(),
            memo: record.memo.clone(),
            voided_on: record.voided_on,
            ext: record.id.clone(),
            existing: None,
        };
        let twins = self.staged.rows.items_numbered(account, &item.number)?;
        if let Some(twin) = twins.iter().find(|twin| twin.voided_on.is_none() && item.voided_on.is_none()) {
            if record.from_report && twin.origin.file != origin.file {
                self.preview.items.already += 1;
                self.preview.notices.push(format!("{} stands in two of the files; it is taken once", item.number));
                return Ok(());
            }
            let message = format!("the number {} is used twice: line {} has it already", item.number, twin.origin.line);
            return Err(Error::refused("number_taken", message));
        }
        if let Some(known) = self.known_item(&item, record.from_report)? {
            item.existing = Some(known.id);
            self.preview.items.already += 1;
            self.staged.rows.add_item(&item)?;
            return Ok(());
        }
        item.key = self.staged.rows.add_item(&item)?;
        self.preview.items.new += 1;
        match record.open {
            Some(open) => self.work_out_payment(&item, open, currency),
            None => Ok(()),
        }
    }

    /// The debit of the book that a row is already; a different one with the same number refuses the row.
    fn known_item(&mut self, item: &StagedItem, from_report: bool) -> Result<Option<Debit>> {
        let Some(account) = self.staged.accounts.list[item.account].existing.filter(|_| !self.fresh) else {
            return Ok(None);
        };
        let known = self.book.debits_numbered(account, &item.number)?;
        let same = |debit: &&Debit| {
            debit.date == item.date
                && debit.amount.minor() == item.amount
                && debit.kind.word() == item.kind
                && debit.voided_on == item.voided_on
        };
        if let Some(debit) = known.iter().find(same) {
            return Ok(Some(debit.clone()));
        }
        let Some(other) = known.iter().find(|debit| debit.voided_on.is_none()).filter(|_| item.voided_on.is_none())
        else {
            return Ok(None);
        };
        if from_report {
            // An open-items report may only know the open part, or a reader's guess of a date: the book knows better.
            self.preview.notices.push(format!(
                "{} is in the book already, with {} of {}; nothing was added",
                item.number, other.open, other.amount
            ));
            return Ok(Some(other.clone()));
        }
        let message =
            format!("the number {} is in the book already, dated {} over {}", item.number, other.date, other.amount);
        Err(Error::refused("number_taken", message))
    }

    /// Where a report gives a total and a smaller open balance, the difference is one payment made elsewhere.
    fn work_out_payment(
        &mut self,
        item: &StagedItem,
        open: rust_decimal::Decimal,
        currency: crate::domain::money::Currency,
    ) -> Result<()> {
        let open = crate::domain::money::Money::from_decimal(open, currency)?.minor();
        if open < 0 || open > item.amount {
            let message = format!("the open balance of {} is not between zero and its amount", item.number);
            return Err(Error::refused("open_balance", message));
        }
        if open == item.amount {
            return Ok(());
        }
        let day = self.report_day();
        let credit = self.staged.rows.add_credit(&StagedCredit {
            key: 0,
            origin: item.origin,
            account: item.account,
            kind: CreditKind::Payment.word().to_string(),
            code: None,
            date: day,
            method: ELSEWHERE.to_string(),
            reference: String::new(),
            amount: item.amount - open,
            memo: format!("paid on {} before the import", item.number),
            reversed_on: None,
            replaces: None,
            worked_out: true,
            existing: None,
        })?;
        self.staged.rows.add_allocation(&StagedAllocation {
            key: 0,
            origin: item.origin,
            credit,
            item: item.key,
            date: day,
            amount: item.amount - open,
            reversed_on: None,
            existing: None,
        })?;
        self.preview.credits.new += 1;
        self.preview.allocations.new += 1;
        Ok(())
    }

    pub fn credit(&mut self, origin: Origin, record: &CreditRecord) -> Result<()> {
        let kind: CreditKind = record.kind.parse()?;
        let account = self.account_of(origin, &record.account, record.currency.as_deref())?;
        let currency = self.staged.accounts.list[account].currency;
        let mut credit = StagedCredit {
            key: 0,
            origin,
            account,
            kind: kind.word().to_string(),
            code: record.id.clone().filter(|id| !id.is_empty()),
            date: record.date.unwrap_or(self.report_day()),
            method: record.method.clone(),
            reference: record.reference.clone(),
            amount: self.amount(record.amount, currency)?,
            memo: record.memo.clone(),
            reversed_on: record.reversed_on,
            replaces: record.replaces.clone().filter(|id| !id.is_empty()),
            worked_out: record.method == ELSEWHERE,
            existing: None,
        };
        if let Some(code) = &credit.code
            && let Some(twin) = self.staged.rows.credit_with(code)?
        {
            return Err(Error::refused(
                "code_taken",
                format!("the id {code} is used twice: line {} has it already", twin.origin.line),
            ));
        }
        credit.existing = self.known_credit(&credit)?;
        match credit.existing {
            Some(_) => self.preview.credits.already += 1,
            None => self.preview.credits.new += 1,
        }
        let key = self.staged.rows.add_credit(&credit)?;
        self.last_credit = credit.code.map(|code| (code, key));
        Ok(())
    }

    /// With an id, the book's credit of that id; without one, the n-th equal credit of the file is the book's n-th.
    fn known_credit(&self, credit: &StagedCredit) -> Result<Option<CreditId>> {
        let existing = self.staged.accounts.list[credit.account].existing;
        if let Some(code) = &credit.code {
            let Some(known) = self.book.credit_with_code(code)? else { return Ok(None) };
            let same = Some(known.account) == existing
                && known.amount.minor() == credit.amount
                && known.date == credit.date
                && known.kind.word() == credit.kind
                && known.reversed_on == credit.reversed_on;
            if same {
                return Ok(Some(known.id));
            }
            let message = format!("the id {code} is in the book already, for {} on {}", known.amount, known.date);
            return Err(Error::refused("code_taken", message));
        }
        let Some(account) = existing.filter(|_| !self.fresh) else { return Ok(None) };
        let date = day_number(credit.date);
        let shared: [(&str, &dyn Cell); 4] =
            [("kind", &credit.kind), ("date", &date), ("amount", &credit.amount), ("reference", &credit.reference)];
        let mut in_file = vec![("account", &credit.account as &dyn Cell)];
        let mut in_book = vec![("account", &account.0 as &dyn Cell)];
        in_file.extend(shared);
        in_book.extend(shared);
        let occurrence = self.staged.rows.twins("credit", &in_file)?;
        Ok(self.book.rows_like("credit", &in_book)?.get(occurrence).copied().map(CreditId))
    }

    pub fn allocation(&mut self, origin: Origin, record: &AllocationRecord) -> Result<()> {
        let credit = match &self.last_credit {
            Some((code, key)) if *code == record.credit => *key,
            _ => {
                let found = self.staged.rows.credit_with(&record.credit)?;
                let key = found.map(|credit| credit.key);
                let key = key.ok_or_else(|| {
                    Error::refused("no_credit", format!("there is no credit {:?} in the file", record.credit))
                })?;
                self.last_credit = Some((record.credit.clone(), key));
                key
            }
        };
        let account = self.account_of(origin, &record.account, None)?;
        let item = self.item_meant(account, record)?;
        let paying = self.staged.rows.credit(credit)?;
        if paying.account != account {
            let message = format!("{} belongs to another account than {}", record.credit, record.number);
            return Err(Error::refused("other_account", message));
        }
        let currency = self.staged.accounts.list[account].currency;
        let mut allocation = StagedAllocation {
            key: 0,
            origin,
            credit,
            item: item.key,
            date: record.date.unwrap_or(paying.date),
            amount: self.amount(record.amount, currency)?,
            reversed_on: record.reversed_on,
            existing: None,
        };
        if let (Some(of), Some(to)) = (paying.existing, item.existing) {
            allocation.existing = self.known_allocation(&allocation, of, to)?;
        }
        match allocation.existing {
            Some(_) => self.preview.allocations.already += 1,
            None => self.preview.allocations.new += 1,
        }
        self.staged.rows.add_allocation(&allocation)?;
        Ok(())
    }

    fn item_meant(&self, account: usize, record: &AllocationRecord) -> Result<StagedItem> {
        let mut found = self.staged.rows.items_numbered(account, &record.number)?;
        if let Some(id) = record.item.as_ref().filter(|id| !id.is_empty()) {
            found.retain(|item| item.ext.as_ref() == Some(id));
        } else if found.len() > 1 {
            found.retain(|item| item.voided_on.is_none());
        }
        let nothing = || {
            Error::refused(
                "no_item",
                format!("there is no item {:?} in the file for it to be applied to", record.number),
            )
        };
        found.into_iter().next().ok_or_else(nothing)
    }

    fn known_allocation(
        &self,
        one: &StagedAllocation,
        credit: CreditId,
        debit: crate::domain::ids::DebitId,
    ) -> Result<Option<AllocationId>> {
        let date = day_number(one.date);
        let occurrence = self.staged.rows.twins(
            "allocation",
            &[("credit", &one.credit), ("item", &one.item), ("date", &date), ("amount", &one.amount)],
        )?;
        let known = self.book.rows_like(
            "allocation",
            &[("credit", &credit.0), ("debit", &debit.0), ("date", &date), ("amount", &one.amount)],
        )?;
        Ok(known.get(occurrence).copied().map(AllocationId))
    }
}
