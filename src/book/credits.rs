//! Credits: payments, credit memos, write-offs and discounts, and what they are applied to.

use rusqlite::{OptionalExtension, Row, ToSql, params};

use super::perform::{date, day, maybe_date};
use super::{Book, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, AllocationId, CreditId, DebitId, EntryId};
use crate::domain::item::CreditKind;
use crate::domain::money::{Currency, Money};
use crate::domain::text::clean;
use crate::error::{Error, Result};

/// A credit as it stands at the head of the journal. `unapplied` counts every allocation, whatever its date.
#[derive(Debug, Clone)]
pub struct Credit {
    pub id: CreditId,
    pub entry: EntryId,
    pub account: AccountId,
    pub kind: CreditKind,
    /// `P17`, `C4`: the id that a person uses.
    pub code: String,
    pub date: Date,
    pub method: String,
    pub reference: String,
    pub amount: Money,
    pub unapplied: Money,
    pub memo: String,
    pub replaces: Option<CreditId>,
    /// True for the difference of a report, which no one received on a day.
    pub worked_out: bool,
    pub reversed_on: Option<Date>,
}

/// A credit to be posted; without a code it gets the next free one of its kind.
#[derive(Debug, Clone)]
pub struct NewCredit<'a> {
    pub account: AccountId,
    pub kind: CreditKind,
    pub code: Option<&'a str>,
    pub date: Date,
    pub method: &'a str,
    pub reference: &'a str,
    pub amount: Money,
    pub memo: &'a str,
    pub replaces: Option<CreditId>,
    pub worked_out: bool,
    pub source: Option<(i64, i64)>,
}

/// An amount of a credit applied to a debit.
#[derive(Debug, Clone)]
pub struct Allocation {
    pub id: AllocationId,
    pub entry: EntryId,
    pub credit: CreditId,
    pub debit: DebitId,
    /// Number of the debit.
    pub number: String,
    /// Code of the credit.
    pub code: String,
    pub date: Date,
    pub amount: Money,
    /// In force from here on …
    pub starts: Date,
    /// … until here.
    pub ends: Option<Date>,
    /// When it was itself taken back.
    pub taken_back_on: Option<Date>,
}

const CREDITS: &str =
    "SELECT c.id, c.entry, c.account, c.kind, c.code, c.date, c.method, c.reference, c.amount, c.unapplied, c.memo,
        c.replaces, c.worked_out, c.reversed_on, a.currency
    FROM credit c JOIN account a ON a.id = c.account WHERE c.live = 1";

const ALLOCATIONS: &str = "SELECT a.id, a.entry, a.credit, a.debit, d.number, c.code, a.date, a.amount, a.starts, a.ends,
        (SELECT date FROM allocation_reversal WHERE allocation = a.id AND live = 1), k.currency
    FROM allocation a JOIN debit d ON d.id = a.debit JOIN credit c ON c.id = a.credit JOIN account k ON k.id = d.account WHERE a.live = 1";

fn read(row: &Row) -> Result<Credit> {
    let currency = Currency::parse(&row.get::<_, String>(14)?)?;
    Ok(Credit {
        id: CreditId(row.get(0)?),
        entry: EntryId(row.get(1)?),
        account: AccountId(row.get(2)?),
        kind: row.get::<_, String>(3)?.parse()?,
        code: row.get(4)?,
        date: date(row, 5)?,
        method: row.get(6)?,
        reference: row.get(7)?,
        amount: Money::stored(row.get(8)?, currency),
        unapplied: Money::stored(row.get(9)?, currency),
        memo: row.get(10)?,
        replaces: row.get::<_, Option<i64>>(11)?.map(CreditId),
        worked_out: row.get(12)?,
        reversed_on: maybe_date(row, 13)?,
    })
}

fn read_allocation(row: &Row) -> Result<Allocation> {
    let currency = Currency::parse(&row.get::<_, String>(11)?)?;
    Ok(Allocation {
        id: AllocationId(row.get(0)?),
        entry: EntryId(row.get(1)?),
        credit: CreditId(row.get(2)?),
        debit: DebitId(row.get(3)?),
        number: row.get(4)?,
        code: row.get(5)?,
        date: date(row, 6)?,
        amount: Money::stored(row.get(7)?, currency),
        starts: date(row, 8)?,
        ends: maybe_date(row, 9)?,
        taken_back_on: maybe_date(row, 10)?,
    })
}

impl Book {
    pub fn credit(&self, id: CreditId) -> Result<Credit> {
        let found = self.credits(&format!("{CREDITS} AND c.id = ?1"), &[&id.0])?;
        found.into_iter().next().ok_or_else(|| {
            Error::not_found("no_credit", "the payment is not in the book any more").safe("nothing was changed")
        })
    }

    /// Every credit of an account that counts, reversed ones included, by date.
    pub fn credits_of(&self, account: AccountId) -> Result<Vec<Credit>> {
        self.credits(&format!("{CREDITS} AND c.account = ?1 ORDER BY c.date, c.id"), &[&account.0])
    }

    fn credits(&self, sql: &str, values: &[&dyn ToSql]) -> Result<Vec<Credit>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        let mut credits = Vec::new();
        while let Some(row) = rows.next()? {
            credits.push(read(row)?);
        }
        Ok(credits)
    }

    /// A credit of an account by its id (`P17`), or by its reference where unique.
    pub fn credit_named(&self, account: AccountId, text: &str) -> Result<Credit> {
        let mut credits = self.credits_of(account)?;
        if let Some(place) = credits.iter().position(|credit| credit.code.eq_ignore_ascii_case(text.trim())) {
            return Ok(credits.remove(place));
        }
        credits.retain(|credit| credit.reference == text.trim() && !credit.reference.is_empty());
        if credits.iter().any(|credit| credit.kind == CreditKind::Payment) {
            // A discount carries the reference of the payment that earned it.
            credits.retain(|credit| credit.kind == CreditKind::Payment);
        }
        match credits.len() {
            1 => Ok(credits.remove(0)),
            0 => Err(Error::not_found("no_credit", format!("the account has no payment or credit {:?}", clean(text)))
                .safe("nothing was changed")
                .hint("see its ids with `arrears items --all`")),
            count => {
                Err(Error::not_found("ambiguous", format!("{count} payments have the reference {:?}", clean(text)))
                    .safe("nothing was changed")
                    .hint("name it by its id, such as P17"))
            }
        }
    }

    pub fn allocations_of_credit(&self, credit: CreditId) -> Result<Vec<Allocation>> {
        self.allocations(&format!("{ALLOCATIONS} AND a.credit = ?1 ORDER BY a.id"), credit.0)
    }

    pub fn allocations_of_debit(&self, debit: DebitId) -> Result<Vec<Allocation>> {
        self.allocations(&format!("{ALLOCATIONS} AND a.debit = ?1 ORDER BY a.id"), debit.0)
    }

    /// Every allocation of an account in the order of entry.
    pub fn allocations_of(&self, account: AccountId) -> Result<Vec<Allocation>> {
        let sql = format!("{ALLOCATIONS} AND a.debit IN (SELECT id FROM debit WHERE account = ?1) ORDER BY a.id");
        self.allocations(&sql, account.0)
    }

    fn allocations(&self, sql: &str, id: i64) -> Result<Vec<Allocation>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([id])?;
        let mut allocations = Vec::new();
        while let Some(row) = rows.next()? {
            allocations.push(read_allocation(row)?);
        }
        Ok(allocations)
    }

    /// A payment with all that goes back with it: the other parts of the same check, and the discounts, small balances and
    /// short payments granted with it. What a recovery posted anew was not granted.
    pub fn credits_returned_with(&self, payment: &Credit) -> Result<Vec<Credit>> {
        let typed_in = self.typed_in(payment.id)?;
        let mut credits = vec![payment.clone()];
        if self.is_import(typed_in)? {
            return Ok(credits);
        }
        let goes = |credit: &Credit| match credit.kind {
            CreditKind::Payment | CreditKind::Discount => true,
            CreditKind::WriteOff => credit.replaces.is_none(),
            CreditKind::Credit => false,
        };
        let with_it = self.credits_typed_in(typed_in)?.into_iter();
        credits.extend(with_it.filter(|one| one.id != payment.id && one.reversed_on.is_none() && goes(one)));
        Ok(credits)
    }

    /// An earlier payment of the account with the same amount and either the same reference or a date within 3 days.
    pub fn probable_duplicate(
        &self,
        account: AccountId,
        amount: Money,
        reference: &str,
        on: Date,
    ) -> Result<Option<Credit>> {
        let sql = format!(
            "{CREDITS} AND c.account = ?1 AND c.amount = ?2 AND c.kind = 'payment' AND c.reversed_on IS NULL
             AND ((c.reference = ?3 AND ?3 <> '') OR abs(c.date - ?4) <= 3) ORDER BY (c.reference = ?3 AND ?3 <> '') DESC, c.id DESC LIMIT 1"
        );
        Ok(self.credits(&sql, &[&account.0, &amount.minor(), &reference, &day(on)])?.into_iter().next())
    }
}

impl Tx<'_> {
    /// Posts a credit and gives its row and its code. Refused for an amount that is not above zero or a code that is taken.
    pub fn post_credit(&mut self, new: &NewCredit) -> Result<(CreditId, String)> {
        if !new.amount.is_positive() {
            return Err(Error::refused("amount_not_positive", "the amount must be more than zero")
                .at_field("amount")
                .safe("nothing was posted")
                .hint("type the amount again"));
        }
        self.check_currency(new.account, new.amount)?;
        if let Some(code) = new.code
            && self.has_credit_code(code)?
        {
            let message = format!("there is a payment or credit {:?} already", clean(code));
            return Err(Error::refused("code_taken", message).safe("nothing was posted"));
        }
        self.write_credit(new)
    }

    /// Writes a credit whose code and amount were checked before, as an import does.
    pub(crate) fn write_credit(&mut self, new: &NewCredit) -> Result<(CreditId, String)> {
        let code = match new.code {
            Some(code) => code.to_string(),
            None => self.free_credit_code(new.kind)?,
        };
        let (file, line) = (new.source.map(|source| source.0), new.source.map(|source| source.1));
        let values: &[(&'static str, &dyn ToSql)] = &[
            ("account", &new.account.0),
            ("kind", &new.kind.word()),
            ("code", &code),
            ("date", &day(new.date)),
            ("method", &new.method),
            ("reference", &new.reference),
            ("amount", &new.amount.minor()),
            ("memo", &new.memo),
            ("replaces", &new.replaces.map(|credit| credit.0)),
            ("worked_out", &new.worked_out),
            ("source", &file),
            ("line", &line),
            ("unapplied", &new.amount.minor()),
        ];
        let id = self.insert("credit", values)?;
        self.effective(new.date);
        self.touch(new.account);
        Ok((CreditId(id), code))
    }

    fn has_credit_code(&self, code: &str) -> Result<bool> {
        Ok(self.conn.prepare_cached("SELECT 1 FROM credit WHERE code = ?1 AND live = 1")?.exists([code])?)
    }

    /// The kind's letter and the row's number, or the next number that no file has taken.
    fn free_credit_code(&self, kind: CreditKind) -> Result<String> {
        let sql = "SELECT COALESCE(MAX(id), 0) + 1 FROM credit";
        let mut number: i64 = self.conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        loop {
            let code = format!("{}{number}", kind.letter());
            if !self.has_credit_code(&code)? {
                return Ok(code);
            }
            number += 1;
        }
    }

    /// Applies part of a credit to a debit from a date on. Refused across accounts, beyond what is left on either side,
    /// and for a reversed credit or a voided debit.
    pub fn allocate(&mut self, credit: CreditId, debit: DebitId, on: Date, amount: Money) -> Result<AllocationId> {
        if !amount.is_positive() {
            return Err(Error::refused("amount_not_positive", "an amount to apply must be more than zero")
                .safe("nothing was posted"));
        }
        let (to, from) = (self.debit(debit)?, self.credit(credit)?);
        if let Some(voided) = to.voided_on {
            return Err(Error::refused("void", format!("{} was voided on {voided} and takes no money", to.number))
                .safe("nothing was posted"));
        }
        if let Some(reversed) = from.reversed_on {
            return Err(Error::refused(
                "reversed",
                format!("{} was reversed on {reversed} and pays nothing", from.code),
            )
            .safe("nothing was posted"));
        }
        let open = to.amount.minus(self.allocated("debit", debit.0, amount.currency())?)?;
        if amount.minor() > open.minor() {
            let message = format!("{} has {open} open, not {amount}", to.number);
            return Err(Error::refused("over_allocated", message)
                .safe("nothing was posted")
                .hint("apply less, or leave the rest on account"));
        }
        let left = from.amount.minus(self.allocated("credit", credit.0, amount.currency())?)?;
        if amount.minor() > left.minor() {
            let message = format!("{} has {left} left to apply, not {amount}", from.code);
            return Err(Error::refused("over_applied", message).safe("nothing was posted").hint("apply less"));
        }
        self.write_allocation(credit, debit, on, amount, None)
    }

    fn allocated(&self, side: &str, id: i64, currency: Currency) -> Result<Money> {
        let ended = "(EXISTS (SELECT 1 FROM allocation_reversal r WHERE r.allocation = a.id AND r.live = 1)
            OR EXISTS (SELECT 1 FROM credit_reversal r WHERE r.credit = a.credit AND r.live = 1))";
        let sql = format!(
            "SELECT COALESCE(SUM(amount), 0) FROM allocation a WHERE a.{side} = ?1 AND a.live = 1 AND a.ends IS NULL AND NOT {ended}"
        );
        let minor = self.conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0))?;
        Money::of(minor, currency)
    }

    /// Writes an allocation whose sums are checked when the entry settles, as an import of a finished history does.
    pub(crate) fn write_allocation(
        &mut self,
        credit: CreditId,
        debit: DebitId,
        on: Date,
        amount: Money,
        source: Option<(i64, i64)>,
    ) -> Result<AllocationId> {
        let (account, debit_date) = self.debit_facts(debit)?;
        let (payer, credit_date) = self.credit_facts(credit)?;
        if account != payer {
            return Err(Error::refused("other_account", "money stays within one account")
                .safe("nothing was posted")
                .hint("post one payment for each account"));
        }
        let (file, line) = (source.map(|source| source.0), source.map(|source| source.1));
        let starts = on.max(debit_date).max(credit_date);
        let values: &[(&'static str, &dyn ToSql)] = &[
            ("credit", &credit.0),
            ("debit", &debit.0),
            ("date", &day(on)),
            ("amount", &amount.minor()),
            ("source", &file),
            ("line", &line),
            ("starts", &day(starts)),
        ];
        let id = self.insert("allocation", values)?;
        self.effective(starts);
        self.touch(account);
        let new = |span: Option<(i64, i64)>, id: i64| span.is_some_and(|(first, last)| (first..=last).contains(&id));
        if !new(self.span("debit"), debit.0) {
            self.touched.debits.insert(debit.0);
        }
        if !new(self.span("credit"), credit.0) {
            self.touched.credits.insert(credit.0);
        }
        Ok(AllocationId(id))
    }

    /// Takes an allocation back from a date on.
    pub fn reverse_allocation(&mut self, allocation: &Allocation, on: Date) -> Result<()> {
        if allocation.ends.is_some() || allocation.taken_back_on.is_some() {
            return Err(Error::refused(
                "already_reversed",
                format!("what {} applied to {} was taken back already", allocation.code, allocation.number),
            )
            .safe("nothing was posted"));
        }
        self.write_allocation_reversal(allocation.id, allocation.debit, allocation.credit, on)
    }

    pub(crate) fn write_allocation_reversal(
        &mut self,
        allocation: AllocationId,
        debit: DebitId,
        credit: CreditId,
        on: Date,
    ) -> Result<()> {
        self.insert("allocation_reversal", &[("allocation", &allocation.0), ("date", &day(on))])?;
        self.effective(on);
        self.touched.allocations.insert(allocation.0);
        self.touched.debits.insert(debit.0);
        self.touched.credits.insert(credit.0);
        let (account, _) = self.debit_facts(debit)?;
        self.touch(account);
        Ok(())
    }

    /// Takes a credit and all its allocations out of force from a date on. Refused where it was reversed already or is
    /// dated later.
    pub fn reverse_credit(&mut self, credit: &Credit, on: Date, reason: &str) -> Result<()> {
        if let Some(reversed) = credit.reversed_on {
            return Err(Error::refused(
                "already_reversed",
                format!("{} was reversed on {reversed} already", credit.code),
            )
            .safe("nothing was posted"));
        }
        if on < credit.date {
            return Err(Error::refused(
                "before_its_date",
                format!("{} is dated {}, after {on}", credit.code, credit.date),
            )
            .safe("nothing was posted")
            .hint("use a later date"));
        }
        self.write_credit_reversal(credit.id, on, reason)?;
        self.touch(credit.account);
        Ok(())
    }

    pub(crate) fn write_credit_reversal(&mut self, credit: CreditId, on: Date, reason: &str) -> Result<()> {
        self.insert("credit_reversal", &[("credit", &credit.0), ("date", &day(on)), ("reason", &reason)])?;
        self.effective(on);
        self.touched.credits.insert(credit.0);
        self.touch_allocations_of("credit", credit.0)
    }

    fn credit_facts(&self, credit: CreditId) -> Result<(AccountId, Date)> {
        let mut statement = self.conn.prepare_cached("SELECT account, date FROM credit WHERE id = ?1 AND live = 1")?;
        let facts =
            statement.query_row(params![credit.0], |row| Ok((AccountId(row.get(0)?), date(row, 1)?))).optional()?;
        facts.ok_or_else(|| {
            Error::not_found("no_credit", "the payment is not in the book any more").safe("nothing was posted")
        })
    }
}
