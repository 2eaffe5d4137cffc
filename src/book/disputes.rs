//! Disputes on all or part of a debit, and holds on an account: what is not chased, and why.

use rusqlite::{Row, ToSql, params};

use super::perform::{date, day, maybe_date};
use super::{Book, Tx};
use crate::domain::calendar::{Date, days_past, short};
use crate::domain::communication::{DisputeReason, HoldKind, Resolution};
use crate::domain::ids::{AccountId, CommunicationId, DebitId, DisputeId, EntryId, HoldId};
use crate::domain::money::{Currency, Money};
use crate::error::{Error, Result};

/// All or part of a debit that the customer disputes.
#[derive(Debug, Clone)]
pub struct Dispute {
    pub id: DisputeId,
    pub entry: EntryId,
    pub account: AccountId,
    pub debit: DebitId,
    pub number: String,
    pub amount: Money,
    pub reason: DisputeReason,
    pub owner: String,
    pub opened: Date,
    pub note: String,
    pub resolved: Option<(Resolution, Date)>,
}

/// A dispute to be written.
#[derive(Debug, Clone)]
pub struct NewDispute<'a> {
    pub account: AccountId,
    pub communication: Option<CommunicationId>,
    pub debit: DebitId,
    pub amount: Money,
    pub reason: DisputeReason,
    pub owner: &'a str,
    pub opened: Date,
    pub note: &'a str,
}

/// Why an account is not chased.
#[derive(Debug, Clone)]
pub struct Hold {
    pub id: HoldId,
    pub entry: EntryId,
    pub account: AccountId,
    pub kind: HoldKind,
    pub reason: String,
    pub from: Date,
    /// Who placed it.
    pub by: String,
    pub lifted_on: Option<Date>,
}

impl Dispute {
    /// Days since it was opened.
    pub fn days_open(&self, today: Date) -> i64 {
        days_past(today, self.opened).max(0)
    }
}

/// Reason, owner and note are those of the newest version that counts.
const DISPUTES: &str = "SELECT p.id, p.entry, p.account, p.debit, d.number, p.amount, COALESCE(v.reason, p.reason), COALESCE(v.owner, p.owner),
        p.opened, COALESCE(v.note, p.note), e.resolution, e.date
    FROM dispute p JOIN debit d ON d.id = p.debit LEFT JOIN dispute_end e ON e.dispute = p.id AND e.live = 1
        LEFT JOIN dispute_version v ON v.id = (SELECT MAX(id) FROM dispute_version WHERE dispute = p.id AND live = 1)
    WHERE p.live = 1";

fn read(row: &Row, currency: Currency) -> Result<Dispute> {
    let resolution: Option<Resolution> = row.get::<_, Option<String>>(10)?.map(|word| word.parse()).transpose()?;
    Ok(Dispute {
        id: DisputeId(row.get(0)?),
        entry: EntryId(row.get(1)?),
        account: AccountId(row.get(2)?),
        debit: DebitId(row.get(3)?),
        number: row.get(4)?,
        amount: Money::stored(row.get(5)?, currency),
        reason: row.get::<_, String>(6)?.parse()?,
        owner: row.get(7)?,
        opened: date(row, 8)?,
        note: row.get(9)?,
        resolved: resolution.zip(maybe_date(row, 11)?),
    })
}

impl Hold {
    /// `attorney since 3 Nov: letter from Smith LLP (maria)`
    pub fn words(&self, today: Date) -> String {
        let reason = if self.reason.is_empty() { String::new() } else { format!(": {}", self.reason) };
        format!("{} since {}{reason} ({})", self.kind.word(), short(self.from, today), self.by)
    }
}

impl Book {
    /// Every dispute that was open on a day, by owner and then the longest open first.
    pub fn disputes_open_on(&self, on: Date) -> Result<Vec<Dispute>> {
        let sql = format!("{DISPUTES} AND p.opened <= ?1 AND (e.id IS NULL OR e.date > ?1) ORDER BY 8, p.opened, p.id");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([day(on)])?;
        let mut disputes = Vec::new();
        while let Some(row) = rows.next()? {
            disputes.push(read(row, self.currency_of(AccountId(row.get(2)?))?)?);
        }
        Ok(disputes)
    }

    /// The disputes of an account, resolved ones included, by date.
    pub fn disputes_of(&self, account: AccountId) -> Result<Vec<Dispute>> {
        let currency = self.currency_of(account)?;
        let sql = format!("{DISPUTES} AND p.account = ?1 ORDER BY p.opened, p.id");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([account.0])?;
        let mut disputes = Vec::new();
        while let Some(row) = rows.next()? {
            disputes.push(read(row, currency)?);
        }
        Ok(disputes)
    }

    /// The holds of an account, lifted ones included, by date.
    pub fn holds_of(&self, account: AccountId) -> Result<Vec<Hold>> {
        let sql = "SELECT h.id, h.entry, h.kind, h.reason, h.date, e.date, j.operator
            FROM hold h JOIN journal j ON j.seq = h.entry LEFT JOIN hold_end e ON e.hold = h.id AND e.live = 1 WHERE h.account = ?1 AND h.live = 1 ORDER BY h.date, h.id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([account.0])?;
        let mut holds = Vec::new();
        while let Some(row) = rows.next()? {
            holds.push(Hold {
                id: HoldId(row.get(0)?),
                entry: EntryId(row.get(1)?),
                account,
                kind: row.get::<_, String>(2)?.parse()?,
                reason: row.get(3)?,
                from: date(row, 4)?,
                lifted_on: maybe_date(row, 5)?,
                by: row.get(6)?,
            });
        }
        Ok(holds)
    }
}

impl Tx<'_> {
    /// Opens a dispute; refused beyond the debit's amount.
    pub fn write_dispute(&mut self, new: &NewDispute) -> Result<DisputeId> {
        self.check_debit_of(new.account, new.debit)?;
        self.check_currency(new.account, new.amount)?;
        let debit = self.debit(new.debit)?;
        if !new.amount.is_positive() || new.amount.minor() > debit.amount.minor() {
            return Err(Error::refused(
                "dispute_amount",
                format!("{} is {}; {} of it cannot be disputed", debit.number, debit.amount, new.amount),
            )
            .at_field("amount")
            .safe("nothing was saved")
            .hint("type the amount again"));
        }
        let values: &[(&'static str, &dyn ToSql)] = &[
            ("account", &new.account.0),
            ("communication", &new.communication.map(|id| id.0)),
            ("debit", &new.debit.0),
            ("amount", &new.amount.minor()),
            ("reason", &new.reason.word()),
            ("owner", &new.owner),
            ("opened", &day(new.opened)),
            ("note", &new.note),
        ];
        let id = DisputeId(self.insert("dispute", values)?);
        self.touch(new.account);
        Ok(id)
    }

    /// What is known about a dispute from this entry on.
    pub fn amend_dispute(&mut self, dispute: &Dispute, reason: DisputeReason, owner: &str, note: &str) -> Result<()> {
        if let Some((how, date)) = &dispute.resolved {
            let message = format!("dispute D{} was {} on {date}", dispute.id.0, how.word());
            return Err(Error::refused("already_ended", message).safe("nothing was changed"));
        }
        let reason = reason.word();
        let values: &[(&'static str, &dyn ToSql)] =
            &[("dispute", &dispute.id.0), ("reason", &reason), ("owner", &owner), ("note", &note)];
        self.insert("dispute_version", values)?;
        self.touch(dispute.account);
        Ok(())
    }

    /// Resolves a dispute; refused where it is already.
    pub fn end_dispute(&mut self, dispute: &Dispute, resolution: Resolution, on: Date) -> Result<()> {
        if let Some((how, date)) = &dispute.resolved {
            return Err(Error::refused(
                "already_ended",
                format!("dispute D{} was {} on {date} already", dispute.id.0, how.word()),
            )
            .safe("nothing was changed"));
        }
        self.insert(
            "dispute_end",
            &[("dispute", &dispute.id.0), ("date", &day(on)), ("resolution", &resolution.word())],
        )?;
        self.touch(dispute.account);
        Ok(())
    }

    pub fn write_hold(&mut self, account: AccountId, kind: HoldKind, reason: &str, from: Date) -> Result<HoldId> {
        let from = day(from);
        let values: &[(&'static str, &dyn ToSql)] =
            &[("account", &account.0), ("kind", &kind.word()), ("reason", &reason), ("date", &from)];
        let id = HoldId(self.insert("hold", values)?);
        self.touch(account);
        Ok(id)
    }

    /// Lifts a hold; refused where it is already.
    pub fn end_hold(&mut self, hold: &Hold, on: Date) -> Result<()> {
        if self
            .conn
            .prepare_cached("SELECT 1 FROM hold_end WHERE hold = ?1 AND live = 1")?
            .exists(params![hold.id.0])?
        {
            return Err(Error::refused("already_ended", format!("hold H{} was lifted already", hold.id.0))
                .safe("nothing was changed"));
        }
        self.insert("hold_end", &[("hold", &hold.id.0), ("date", &day(on))])?;
        self.touch(hold.account);
        Ok(())
    }
}
