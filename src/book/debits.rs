//! Debits: invoices, charges and refunds, what is open of them, and their voids.

use rusqlite::{OptionalExtension, Row, ToSql, params};

use super::perform::{date, day, maybe_date};
use super::settle::ENDS;
use super::{Book, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, DebitId, EntryId};
use crate::domain::item::DebitKind;
use crate::domain::money::{Currency, Money};
use crate::domain::text::clean;
use crate::error::{Error, Result};

/// A debit as it stands at the head of the journal. `open` counts every allocation, whatever its date.
#[derive(Debug, Clone)]
pub struct Debit {
    pub id: DebitId,
    pub entry: EntryId,
    pub account: AccountId,
    pub kind: DebitKind,
    pub number: String,
    pub date: Date,
    pub due: Date,
    pub amount: Money,
    pub open: Money,
    pub po: String,
    pub memo: String,
    pub voided_on: Option<Date>,
}

/// A debit to be posted. `source` is the import's file and line.
#[derive(Debug, Clone)]
pub struct NewDebit<'a> {
    pub account: AccountId,
    pub kind: DebitKind,
    pub number: &'a str,
    pub date: Date,
    pub due: Date,
    pub amount: Money,
    pub po: &'a str,
    pub memo: &'a str,
    pub source: Option<(i64, i64)>,
    /// Of a history that is imported whole; the void row is written beside it.
    pub voided_on: Option<Date>,
}

const DEBITS: &str = "SELECT d.id, d.entry, d.account, d.kind, d.number, d.date, d.due, d.amount, d.open, d.po, d.memo, d.voided_on, a.currency
    FROM debit d JOIN account a ON a.id = d.account WHERE d.live = 1";

fn read(row: &Row) -> Result<Debit> {
    let currency = Currency::parse(&row.get::<_, String>(12)?)?;
    Ok(Debit {
        id: DebitId(row.get(0)?),
        entry: EntryId(row.get(1)?),
        account: AccountId(row.get(2)?),
        kind: row.get::<_, String>(3)?.parse()?,
        number: row.get(4)?,
        date: date(row, 5)?,
        due: date(row, 6)?,
        amount: Money::stored(row.get(7)?, currency),
        open: Money::stored(row.get(8)?, currency),
        po: row.get(9)?,
        memo: row.get(10)?,
        voided_on: maybe_date(row, 11)?,
    })
}

impl Book {
    pub fn debit(&self, id: DebitId) -> Result<Debit> {
        let mut statement = self.conn.prepare_cached(&format!("{DEBITS} AND d.id = ?1"))?;
        let mut rows = statement.query([id.0])?;
        match rows.next()? {
            Some(row) => read(row),
            None => {
                Err(Error::not_found("no_item", "the invoice is not in the book any more").safe("nothing was changed"))
            }
        }
    }

    /// Every debit of an account that counts, voided ones included, by date and number.
    pub fn debits_of(&self, account: AccountId) -> Result<Vec<Debit>> {
        let mut statement = self.conn.prepare_cached(&format!("{DEBITS} AND d.account = ?1 ORDER BY d.date, d.id"))?;
        let mut rows = statement.query([account.0])?;
        let mut debits = Vec::new();
        while let Some(row) = rows.next()? {
            debits.push(read(row)?);
        }
        Ok(debits)
    }

    /// The debit with a number, unique among the account's debits that are not voided.
    pub fn debit_numbered(&self, account: AccountId, number: &str) -> Result<Debit> {
        let sql = format!("{DEBITS} AND d.account = ?1 AND d.number = ?2 AND d.voided_on IS NULL");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query(params![account.0, number.trim()])?;
        if let Some(row) = rows.next()? {
            return read(row);
        }
        let mut alike: Vec<Debit> = self.debits_of(account)?;
        alike.retain(|debit| debit.voided_on.is_none() && debit.number.eq_ignore_ascii_case(number.trim()));
        match alike.len() {
            1 => Ok(alike.remove(0)),
            _ => Err(Error::not_found("no_item", format!("the account has no invoice {:?}", clean(number)))
                .safe("nothing was changed")
                .hint("see its numbers with `arrears items`")),
        }
    }

    /// True where a number is taken among the account's debits that are not voided.
    pub fn has_number(&self, account: AccountId, number: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM debit WHERE account = ?1 AND number = ?2 AND live = 1 AND voided_on IS NULL";
        Ok(self.conn.prepare_cached(sql)?.exists(params![account.0, number])?)
    }
}

impl Book {
    /// What of a debit earns no early discount.
    pub fn undiscounted(&self, debit: DebitId, currency: Currency) -> Result<Money> {
        let sql = "SELECT amount FROM discount_exclusion WHERE debit = ?1 AND live = 1";
        let amount = self.conn.prepare_cached(sql)?.query_row([debit.0], |row| row.get(0)).optional()?;
        Ok(amount.map_or(currency.zero(), |minor| Money::stored(minor, currency)))
    }
}

impl Tx<'_> {
    /// Posts a debit. Refused for an amount that is not above zero or a number that is taken.
    pub fn post_debit(&mut self, new: &NewDebit) -> Result<DebitId> {
        if !new.amount.is_positive() {
            return Err(Error::refused("amount_not_positive", "the amount must be more than zero")
                .at_field("amount")
                .safe("nothing was posted")
                .hint("type the amount again"));
        }
        self.check_currency(new.account, new.amount)?;
        if self.has_number(new.account, new.number)? {
            return Err(Error::refused(
                "number_taken",
                format!("the account has an invoice {:?} already", clean(new.number)),
            )
            .at_field("number")
            .safe("nothing was posted")
            .hint("use another number, or void the other one first"));
        }
        self.write_debit(new)
    }

    /// Says what of a debit earns no early discount. Refused beyond its amount.
    pub fn exclude_from_discount(&mut self, account: AccountId, debit: DebitId, amount: Money) -> Result<()> {
        self.check_currency(account, amount)?;
        let whole = self.debit(debit)?;
        if !amount.is_positive() || amount.minor() > whole.amount.minor() {
            let message =
                format!("{} is {}; {amount} of it cannot be left out of the discount", whole.number, whole.amount);
            return Err(Error::refused("excluded_amount", message)
                .at_field("undiscounted")
                .safe("nothing was posted")
                .hint("type an amount up to that of the invoice"));
        }
        self.insert(
            "discount_exclusion",
            &[("account", &account.0), ("debit", &debit.0), ("amount", &amount.minor())],
        )?;
        Ok(())
    }

    /// Writes a debit whose number and amount were checked before, as an import does.
    pub(crate) fn write_debit(&mut self, new: &NewDebit) -> Result<DebitId> {
        let (file, line) = (new.source.map(|source| source.0), new.source.map(|source| source.1));
        let values: &[(&'static str, &dyn ToSql)] = &[
            ("account", &new.account.0),
            ("kind", &new.kind.word()),
            ("number", &new.number),
            ("date", &day(new.date)),
            ("due", &day(new.due)),
            ("amount", &new.amount.minor()),
            ("po", &new.po),
            ("memo", &new.memo),
            ("source", &file),
            ("line", &line),
            ("digits", &last_digits(new.number)),
            ("voided_on", &new.voided_on.map(day)),
            ("open", &new.amount.minor()),
        ];
        let id = self.insert("debit", values)?;
        self.effective(new.date);
        self.touch(new.account);
        Ok(DebitId(id))
    }

    /// Voids a debit from a date on; refused while allocations to it are in force on that date or after it.
    pub fn void_debit(&mut self, debit: &Debit, on: Date) -> Result<()> {
        if let Some(voided) = debit.voided_on {
            return Err(Error::refused("already_void", format!("{} was voided on {voided} already", debit.number))
                .safe("nothing was posted"));
        }
        if on < debit.date {
            return Err(Error::refused(
                "before_its_date",
                format!("{} is dated {}, after {on}", debit.number, debit.date),
            )
            .safe("nothing was posted")
            .hint("use a later date"));
        }
        let sql = format!(
            "SELECT 1 FROM (SELECT a.starts, {ENDS} AS ends FROM allocation a WHERE a.debit = ?1 AND a.live = 1)
             WHERE ends IS NULL OR (ends > starts AND ends > ?2)"
        );
        if self.conn.prepare_cached(&sql)?.exists(params![debit.id.0, day(on)])? {
            return Err(Error::refused("has_money", format!("money is applied to {} on {on}", debit.number))
                .safe("nothing was posted")
                .hint("take it back first, or use a later date"));
        }
        self.write_void(debit.id, on)?;
        self.touch(debit.account);
        Ok(())
    }

    /// Refuses a debit that counts no more or is another account's.
    pub(super) fn check_debit_of(&self, account: AccountId, debit: DebitId) -> Result<()> {
        if self.debit_facts(debit)?.0 == account {
            return Ok(());
        }
        Err(Error::refused("other_account", "that invoice is another account's").safe("nothing was saved"))
    }

    /// Writes the void row alone, as an import of a finished history does.
    pub(crate) fn write_void(&mut self, debit: DebitId, on: Date) -> Result<()> {
        self.insert("void", &[("debit", &debit.0), ("date", &day(on))])?;
        self.effective(on);
        self.touched.debits.insert(debit.0);
        self.touch_allocations_of("debit", debit.0)
    }

    /// Allocations of a debit or credit, whose ends must be settled again.
    pub(super) fn touch_allocations_of(&mut self, side: &str, id: i64) -> Result<()> {
        let book: &Book = self;
        let sql = format!("SELECT id, debit, credit FROM allocation WHERE {side} = ?1");
        let mut statement = book.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let rows: Vec<(i64, i64, i64)> = rows.collect::<Result<_, _>>()?;
        drop(statement);
        for (allocation, debit, credit) in rows {
            self.touched.allocations.insert(allocation);
            self.touched.debits.insert(debit);
            self.touched.credits.insert(credit);
        }
        Ok(())
    }

    /// The currency of a debit's account.
    pub(crate) fn debit_currency(&self, debit: DebitId) -> Result<Currency> {
        let sql = "SELECT a.currency FROM debit d JOIN account a ON a.id = d.account WHERE d.id = ?1";
        let code: String = self.conn.prepare_cached(sql)?.query_row([debit.0], |row| row.get(0))?;
        Currency::parse(&code)
    }

    /// Date and account of a debit that counts.
    pub(super) fn debit_facts(&self, debit: DebitId) -> Result<(AccountId, Date)> {
        let mut statement = self.conn.prepare_cached("SELECT account, date FROM debit WHERE id = ?1 AND live = 1")?;
        let facts = statement.query_row([debit.0], |row| Ok((AccountId(row.get(0)?), date(row, 1)?))).optional()?;
        facts.ok_or_else(|| {
            Error::not_found("no_item", "the invoice is not in the book any more").safe("nothing was posted")
        })
    }
}

/// `INV-0001043` → 1043: the last run of digits, for a clerk who types only that.
pub(super) fn last_digits(number: &str) -> Option<i64> {
    let end = number.rfind(|c: char| c.is_ascii_digit())? + 1;
    let start = number[..end]
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |place| place + number[place..].chars().next().map_or(1, char::len_utf8));
    number[start..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::last_digits;

    #[test]
    fn a_number_is_found_by_its_last_digits() {
        assert_eq!(last_digits("INV-0001043"), Some(1043));
        assert_eq!(last_digits("2026/17-B"), Some(17));
        assert_eq!(last_digits("é9"), Some(9));
        assert_eq!(last_digits("none"), None);
    }
}
