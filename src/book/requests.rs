//! What customers were promised to be sent: a copy, a proof of delivery, a statement; open until it is ticked off.

use rusqlite::{Row, ToSql};

use super::perform::{date, day, maybe_date};
use super::{Book, Tx};
use crate::domain::calendar::Date;
use crate::domain::communication::{RequestEnd, Wanted};
use crate::domain::ids::{AccountId, CommunicationId, DebitId, EntryId, RequestId};
use crate::error::{Error, Result};

/// Something promised to be sent.
#[derive(Debug, Clone)]
pub struct Request {
    pub id: RequestId,
    pub entry: EntryId,
    pub account: AccountId,
    pub communication: Option<CommunicationId>,
    pub what: Wanted,
    /// The item it is about, with its number.
    pub debit: Option<(DebitId, String)>,
    pub note: String,
    pub asked: Date,
    pub ended: Option<(RequestEnd, Date)>,
}

impl Request {
    /// `copy of 1043`
    pub fn described(&self) -> String {
        self.what.described(self.debit.as_ref().map(|(_, number)| number.as_str()))
    }
}

/// A request to be written.
#[derive(Debug, Clone)]
pub struct NewRequest<'a> {
    pub account: AccountId,
    pub communication: Option<CommunicationId>,
    pub what: Wanted,
    pub debit: Option<DebitId>,
    pub note: &'a str,
    pub asked: Date,
}

const REQUESTS: &str =
    "SELECT r.id, r.entry, r.account, r.communication, r.what, r.debit, d.number, r.note, r.asked, e.how, e.date
    FROM request r LEFT JOIN debit d ON d.id = r.debit LEFT JOIN request_end e ON e.request = r.id AND e.live = 1
    WHERE r.live = 1";

fn read(row: &Row) -> Result<Request> {
    let debit: Option<i64> = row.get(5)?;
    let how: Option<RequestEnd> = row.get::<_, Option<String>>(9)?.map(|word| word.parse()).transpose()?;
    Ok(Request {
        id: RequestId(row.get(0)?),
        entry: EntryId(row.get(1)?),
        account: AccountId(row.get(2)?),
        communication: row.get::<_, Option<i64>>(3)?.map(CommunicationId),
        what: row.get::<_, String>(4)?.parse()?,
        debit: debit.map(DebitId).zip(row.get(6)?),
        note: row.get(7)?,
        asked: date(row, 8)?,
        ended: how.zip(maybe_date(row, 10)?),
    })
}

impl Book {
    /// The requests of an account, ended ones included, the oldest first.
    pub fn requests_of(&self, account: AccountId) -> Result<Vec<Request>> {
        self.requests_where("r.account = ?1", [account.0])
    }

    /// Every request of the book, or the open ones, the oldest first.
    pub fn requests(&self, with_ended: bool) -> Result<Vec<Request>> {
        self.requests_where("(e.id IS NULL OR ?1)", [i64::from(with_ended)])
    }

    pub fn request(&self, id: RequestId) -> Result<Request> {
        self.requests_where("r.id = ?1", [id.0])?.pop().ok_or_else(|| {
            Error::not_found("no_request", format!("there is no request Q{}", id.0))
                .safe("nothing was changed")
                .hint("see them with `arrears request list`")
        })
    }

    /// How many requests are open.
    pub fn open_request_count(&self) -> Result<usize> {
        let sql = "SELECT COUNT(*) FROM request r WHERE r.live = 1
            AND NOT EXISTS (SELECT 1 FROM request_end WHERE request = r.id AND live = 1)";
        let count: i64 = self.conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    fn requests_where(&self, which: &str, value: [i64; 1]) -> Result<Vec<Request>> {
        let mut statement = self.conn.prepare_cached(&format!("{REQUESTS} AND {which} ORDER BY r.asked, r.id"))?;
        let mut rows = statement.query(value)?;
        let mut requests = Vec::new();
        while let Some(row) = rows.next()? {
            requests.push(read(row)?);
        }
        Ok(requests)
    }
}

impl Tx<'_> {
    pub fn write_request(&mut self, new: &NewRequest) -> Result<RequestId> {
        if let Some(debit) = new.debit {
            self.check_debit_of(new.account, debit)?;
        }
        let values: &[(&'static str, &dyn ToSql)] = &[
            ("account", &new.account.0),
            ("communication", &new.communication.map(|id| id.0)),
            ("debit", &new.debit.map(|debit| debit.0)),
            ("what", &new.what.word()),
            ("note", &new.note),
            ("asked", &day(new.asked)),
        ];
        let id = RequestId(self.insert("request", values)?);
        self.touch(new.account);
        Ok(id)
    }

    /// Ticks a request off; refused where it is already.
    pub fn end_request(&mut self, id: RequestId, how: RequestEnd, on: Date) -> Result<()> {
        let request = self.request(id)?;
        if let Some((how, date)) = request.ended {
            return Err(Error::refused(
                "already_ended",
                format!("request Q{} was {} on {date} already", id.0, how.word()),
            )
            .safe("nothing was changed"));
        }
        self.insert("request_end", &[("request", &id.0), ("date", &day(on)), ("how", &how.word())])?;
        self.touch(request.account);
        Ok(())
    }
}
