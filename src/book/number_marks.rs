//! Telephone numbers that are not called, and why; a mark that was lifted stays in the book with its end.

use rusqlite::ToSql;

use super::perform::{date, day};
use super::{Book, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, EntryId, NumberMarkId};
use crate::domain::phone::{self, NotCalled};
use crate::domain::text::digits;
use crate::error::Result;

/// Why a number of an account is not called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberMark {
    pub id: NumberMarkId,
    pub entry: EntryId,
    pub account: AccountId,
    /// Its digits alone.
    pub phone: String,
    pub kind: NotCalled,
    pub reason: String,
    pub from: Date,
}

/// The mark of a number, the gravest where there are two.
pub fn mark_of<'a>(marks: &'a [NumberMark], phone: &str) -> Option<&'a NumberMark> {
    let of_it = marks.iter().filter(|mark| phone::is_same(&mark.phone, phone));
    of_it.max_by_key(|mark| (mark.kind == NotCalled::DoNotCall, mark.id))
}

impl Book {
    /// The marks on an account's numbers that were not lifted, oldest first.
    pub fn number_marks_of(&self, account: AccountId) -> Result<Vec<NumberMark>> {
        let sql = "SELECT m.id, m.entry, m.phone, m.kind, m.reason, m.date FROM number_mark m
            WHERE m.account = ?1 AND m.live = 1
              AND NOT EXISTS (SELECT 1 FROM number_mark_end e WHERE e.mark = m.id AND e.live = 1) ORDER BY m.id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([account.0])?;
        let mut marks = Vec::new();
        while let Some(row) = rows.next()? {
            marks.push(NumberMark {
                id: NumberMarkId(row.get(0)?),
                entry: EntryId(row.get(1)?),
                account,
                phone: row.get(2)?,
                kind: row.get::<_, String>(3)?.parse()?,
                reason: row.get(4)?,
                from: date(row, 5)?,
            });
        }
        Ok(marks)
    }
}

impl Tx<'_> {
    pub fn write_number_mark(
        &mut self,
        account: AccountId,
        (phone, kind): (&str, NotCalled),
        reason: &str,
        from: Date,
    ) -> Result<NumberMarkId> {
        let (phone, from) = (digits(phone), day(from));
        let values: &[(&'static str, &dyn ToSql)] =
            &[("account", &account.0), ("phone", &phone), ("kind", &kind.word()), ("reason", &reason), ("date", &from)];
        let id = NumberMarkId(self.insert("number_mark", values)?);
        self.touch(account);
        Ok(id)
    }

    pub fn end_number_mark(&mut self, mark: &NumberMark, on: Date) -> Result<()> {
        self.insert("number_mark_end", &[("mark", &mark.id.0), ("date", &day(on))])?;
        self.touch(mark.account);
        Ok(())
    }
}
