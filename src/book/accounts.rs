//! Accounts: who owes, on what terms, and whom to ask for.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use super::{Book, Tx};
use crate::domain::ids::AccountId;
use crate::domain::money::{Currency, Money};
use crate::domain::terms::Terms;
use crate::domain::text::fold;
use crate::error::{Error, Result};

/// A customer who owes money, as it stands.
#[derive(Debug, Clone)]
pub struct Account {
    pub id: AccountId,
    pub code: String,
    pub currency: Currency,
    pub details: AccountDetails,
}

/// What may change about an account; each change is a new version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AccountDetails {
    pub name: String,
    /// As [`Terms`] reads it.
    pub terms: String,
    pub credit_limit: Option<Money>,
    pub address: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    pub country: String,
    pub time_zone: String,
    pub note: String,
    pub collector: String,
    /// The head office's account.
    pub parent: Option<AccountId>,
    /// Words separated by spaces.
    pub tags: String,
}

/// A person to ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Contact {
    pub name: String,
    pub role: String,
    pub email: String,
    pub phone: String,
    pub phone2: String,
}

impl Account {
    pub fn name(&self) -> &str {
        &self.details.name
    }

    pub fn terms(&self) -> Terms {
        self.details.terms.parse().unwrap_or_default()
    }
}

const ACCOUNTS: &str =
    "SELECT a.id, a.code, a.currency, v.name, v.terms, v.credit_limit, v.address, v.city, v.region, v.postal_code,
        v.country, v.time_zone, v.note, v.collector, v.parent, v.tags
    FROM account a JOIN account_version v
      ON v.id = (SELECT MAX(id) FROM account_version WHERE account = a.id AND live = 1)
    WHERE a.live = 1";

fn read(row: &Row) -> Result<Account> {
    let currency = Currency::parse(&row.get::<_, String>(2)?)?;
    Ok(Account { id: AccountId(row.get(0)?), code: row.get(1)?, currency, details: version(row, 3, currency)? })
}

/// What is known about an account, from the column of its name on.
pub(super) fn version(row: &Row, first: usize, currency: Currency) -> Result<AccountDetails> {
    let text = |place: usize| row.get::<_, String>(first + place);
    Ok(AccountDetails {
        name: text(0)?,
        terms: text(1)?,
        credit_limit: row.get::<_, Option<i64>>(first + 2)?.map(|minor| Money::stored(minor, currency)),
        address: text(3)?,
        city: text(4)?,
        region: text(5)?,
        postal_code: text(6)?,
        country: text(7)?,
        time_zone: text(8)?,
        note: text(9)?,
        collector: text(10)?,
        parent: row.get::<_, Option<i64>>(first + 11)?.map(AccountId),
        tags: text(12)?,
    })
}

impl Book {
    /// An account by id; `NotFound` where it was undone.
    pub fn account(&self, id: AccountId) -> Result<Account> {
        self.one_account(&format!("{ACCOUNTS} AND a.id = ?1"), Value::Integer(id.0))?
            .ok_or_else(|| Error::not_found("no_account", format!("account {} is not in the book", id.0)))
    }

    pub fn account_with_code(&self, code: &str) -> Result<Option<Account>> {
        self.one_account(&format!("{ACCOUNTS} AND a.code = ?1"), Value::Text(code.to_string()))
    }

    fn one_account(&self, sql: &str, value: Value) -> Result<Option<Account>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([value])?;
        rows.next()?.map(read).transpose()
    }

    /// The account of a code or an exact name, however it is written (case and accents fold); of one that was merged, the
    /// account that keeps it.
    pub fn account_named(&self, text: &str) -> Result<Account> {
        if let Some(account) = self.account_with_code(text.trim())? {
            return self.account(self.kept_of(account.id)?);
        }
        let folded = fold(text);
        let mut found = Vec::new();
        self.each_account(|account| {
            if account.code.eq_ignore_ascii_case(text.trim()) || fold(account.name()) == folded {
                found.push(account);
            }
            Ok(())
        })?;
        let exact = found.iter().position(|account| account.name() == text.trim());
        if found.is_empty()
            && let Some(kept) = self.merged_called(text)?
        {
            return Ok(kept);
        }
        match (found.len(), exact) {
            (0, _) => Err(Error::not_found(
                "no_account",
                format!("no account is called {:?}", crate::domain::text::clean(text)),
            )
            .safe("nothing was changed")
            .hint("look for it with `arrears find`")),
            (1, _) => Ok(found.remove(0)),
            (_, Some(place)) => Ok(found.remove(place)),
            (count, None) => Err(Error::not_found(
                "ambiguous",
                format!("{count} accounts are called {:?}", crate::domain::text::clean(text)),
            )
            .safe("nothing was changed")
            .hint("name it by its code")),
        }
    }

    /// Every account in the order of its code, without those that were merged into another.
    pub fn each_account(&self, mut take: impl FnMut(Account) -> Result<()>) -> Result<()> {
        let mut statement = self.conn.prepare_cached(&format!(
            "{ACCOUNTS} AND NOT EXISTS (SELECT 1 FROM merge WHERE account = a.id AND live = 1) ORDER BY a.code"
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            take(read(row)?)?;
        }
        Ok(())
    }

    /// The code of every account.
    pub fn codes(&self) -> Result<HashMap<AccountId, String>> {
        let mut statement = self.conn.prepare_cached("SELECT id, code FROM account WHERE live = 1")?;
        let rows = statement.query_map([], |row| Ok((AccountId(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn account_count(&self) -> Result<usize> {
        let count: i64 = self
            .conn
            .prepare_cached(
                "SELECT (SELECT COUNT(*) FROM account WHERE live = 1) - (SELECT COUNT(*) FROM merge WHERE live = 1)",
            )?
            .query_row([], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// The people of an account: those that the newest entry which wrote any has, in their order.
    pub fn contacts_of(&self, account: AccountId) -> Result<Vec<Contact>> {
        let sql = "SELECT name, role, email, phone, phone2 FROM contact WHERE account = ?1 AND live = 1
            AND entry = (SELECT MAX(entry) FROM contact WHERE account = ?1 AND live = 1) ORDER BY position";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([account.0], |row| {
            Ok(Contact {
                name: row.get(0)?,
                role: row.get(1)?,
                email: row.get(2)?,
                phone: row.get(3)?,
                phone2: row.get(4)?,
            })
        })?;
        let contacts: Vec<Contact> = rows.collect::<Result<_, _>>()?;
        Ok(contacts.into_iter().filter(|contact| *contact != Contact::default()).collect())
    }

    /// The currency that an account is kept in.
    pub fn currency_of(&self, account: AccountId) -> Result<Currency> {
        let mut statement = self.conn.prepare_cached("SELECT currency FROM account WHERE id = ?1 AND live = 1")?;
        let code: Option<String> = statement.query_row(params![account.0], |row| row.get(0)).optional()?;
        match code {
            Some(code) => Currency::parse(&code),
            None => {
                Err(Error::not_found("no_account", "the account is not in the book any more")
                    .safe("nothing was changed"))
            }
        }
    }

    /// The next free `C00001`; after `C99999` comes `C100000`.
    pub fn free_account_code(&self) -> Result<String> {
        let sql = "SELECT MAX(CAST(substr(code, 2) AS INTEGER)) FROM account WHERE live = 1
            AND code GLOB 'C[0-9][0-9][0-9][0-9][0-9]*' AND substr(code, 2) NOT GLOB '*[^0-9]*' AND length(code) < 16";
        let last: Option<i64> = self.conn.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?.flatten();
        Ok(format!("C{:05}", last.unwrap_or(0) + 1))
    }
}

impl Tx<'_> {
    /// Refuses money of another currency than the account's: a row holds minor units alone.
    pub(super) fn check_currency(&self, account: AccountId, amount: Money) -> Result<()> {
        let kept_in = self.currency_of(account)?;
        if amount.currency() == kept_in {
            return Ok(());
        }
        let message = format!("the account is kept in {}, not in {}", kept_in.code(), amount.currency().code());
        Err(Error::refused("other_currency", message)
            .at_field("amount")
            .safe("nothing was saved")
            .hint(format!("type the amount in {}", kept_in.code())))
    }

    /// Opens an account; refused where its code is taken.
    pub fn open_account(&mut self, code: &str, currency: Currency, source: Option<(i64, i64)>) -> Result<AccountId> {
        if self.account_with_code(code)?.is_some() {
            return Err(Error::refused("code_taken", format!("there is an account with the code {code} already"))
                .safe("nothing was changed")
                .hint("choose another code"));
        }
        let (file, line) = (source.map(|source| source.0), source.map(|source| source.1));
        let values: &[(&'static str, &dyn rusqlite::ToSql)] =
            &[("code", &code), ("currency", &currency.code()), ("source", &file), ("line", &line)];
        let id = AccountId(self.insert("account", values)?);
        self.touch(id);
        Ok(id)
    }

    /// Writes a new version of what is known about an account.
    pub fn describe_account(&mut self, account: AccountId, details: &AccountDetails) -> Result<()> {
        self.check_parent(account, details.parent)?;
        let limit = details.credit_limit.map(Money::minor);
        let parent = details.parent.map(|parent| parent.0);
        let values: &[(&'static str, &dyn rusqlite::ToSql)] = &[
            ("account", &account.0),
            ("name", &details.name),
            ("terms", &details.terms),
            ("credit_limit", &limit),
            ("address", &details.address),
            ("city", &details.city),
            ("region", &details.region),
            ("postal_code", &details.postal_code),
            ("country", &details.country),
            ("time_zone", &details.time_zone),
            ("note", &details.note),
            ("collector", &details.collector),
            ("parent", &parent),
            ("tags", &details.tags),
        ];
        self.insert("account_version", values)?;
        self.touch(account);
        Ok(())
    }

    /// Writes the whole list of an account's contacts anew.
    pub fn write_contacts(&mut self, account: AccountId, contacts: &[Contact]) -> Result<()> {
        let none = [Contact::default()];
        let contacts = if contacts.is_empty() { &none } else { contacts };
        for (place, contact) in contacts.iter().enumerate() {
            let position = place as i64 + 1;
            let values: &[(&'static str, &dyn rusqlite::ToSql)] = &[
                ("account", &account.0),
                ("position", &position),
                ("name", &contact.name),
                ("role", &contact.role),
                ("email", &contact.email),
                ("phone", &contact.phone),
                ("phone2", &contact.phone2),
            ];
            self.insert("contact", values)?;
        }
        self.touch(account);
        Ok(())
    }

    /// Notes the file that an import reads.
    pub fn write_source(&mut self, file: &str, format: &str, sha256: &str) -> Result<i64> {
        self.insert("source", &[("file", &file), ("format", &format), ("sha256", &sha256)])
    }
}

#[cfg(test)]
mod tests {
    use crate::book::shop::Shop;

    #[test]
    fn the_next_free_code_follows_the_highest_of_its_form() {
        let mut shop = Shop::new();
        let mut next = |code: &str| {
            shop.account(code, code);
            shop.book.free_account_code().unwrap()
        };
        assert_eq!(next("ACME"), "C00001");
        assert_eq!(next("C00041"), "C00042");
        assert_eq!(next("C0099"), "C00042");
        assert_eq!(next("C00042B"), "C00042");
        assert_eq!(next("C99999"), "C100000");
        assert_eq!(next("C100000"), "C100001");
    }
}
