//! The ledger's rules that no single row can show (LEDGER, Nothing is edited; Aging).

use super::{Findings, Progress};
use crate::book::Book;
use crate::domain::calendar::from_day_number;
use crate::error::Result;

/// Only where something ended can an earlier date hold more than the head; everywhere else the CHECKs suffice.
pub fn sums(book: &Book, _: bool, progress: Progress) -> Result<Findings> {
    let mut findings =
        Findings { looked_at: "nothing is applied beyond its amount at any date".into(), ..Findings::default() };
    for (place, side) in ["debit", "credit"].into_iter().enumerate() {
        let sql = format!("SELECT DISTINCT {side} FROM allocation WHERE ends IS NOT NULL");
        let mut statement = book.conn.prepare(&sql)?;
        for id in statement.query_map([], |row| row.get::<_, i64>(0))? {
            let id = id?;
            if let Some((date, _)) = book.excess(side, id)? {
                let entry = entry_of(book, side, id)?;
                let on = from_day_number(date);
                findings.add(format!("entry {entry}, {side} {id}: more is applied on {on} than its amount"));
            }
        }
        if !progress("sums at every date", place as u64 + 1, 2) {
            break;
        }
    }
    Ok(findings)
}

fn entry_of(book: &Book, side: &str, id: i64) -> Result<i64> {
    let sql = format!("SELECT COALESCE(MAX(entry), 0) FROM {side} WHERE id = ?1");
    Ok(book.conn.prepare_cached(&sql)?.query_row([id], |row| row.get(0))?)
}

pub fn accounts(book: &Book, _: bool, _: Progress) -> Result<Findings> {
    let mut findings =
        Findings { looked_at: "money and agreements stay within one account".into(), ..Findings::default() };
    for (table, sql) in [
        (
            "allocation",
            "SELECT a.id, a.entry FROM allocation a JOIN debit d ON d.id = a.debit JOIN credit c ON c.id = a.credit
             WHERE d.account <> c.account ORDER BY a.id",
        ),
        (
            "promise_debit",
            "SELECT p.id, p.entry FROM promise_debit p JOIN promise q ON q.id = p.promise JOIN debit d ON d.id = p.debit
             WHERE d.account <> q.account ORDER BY p.id",
        ),
        (
            "plan_debit",
            "SELECT p.id, p.entry FROM plan_debit p JOIN plan q ON q.id = p.plan JOIN debit d ON d.id = p.debit
             WHERE d.account <> q.account ORDER BY p.id",
        ),
        (
            "dispute",
            "SELECT p.id, p.entry FROM dispute p JOIN debit d ON d.id = p.debit WHERE d.account <> p.account ORDER BY p.id",
        ),
        (
            "communication",
            "SELECT p.id, p.entry FROM communication p JOIN debit d ON d.id = p.debit WHERE d.account <> p.account ORDER BY p.id",
        ),
    ] {
        findings.add_rows(book, table, "it joins two accounts", sql)?;
    }
    Ok(findings)
}

/// A plan has instalments, its down payment is instalment 0, and all together are no more than its debits: a plan is
/// made for what is open of them. An imported plan may name no debits, and one that a merge wrote anew stands over debits
/// that may have been corrected since it was made.
pub fn plans(book: &Book, _: bool, _: Progress) -> Result<Findings> {
    let mut findings = Findings { looked_at: "instalments sum to their plans".into(), ..Findings::default() };
    let down = "SELECT p.id, p.entry FROM plan p
        WHERE p.down <> COALESCE((SELECT SUM(amount) FROM plan_instalment WHERE plan = p.id AND n = 0), 0) ORDER BY p.id";
    findings.add_rows(book, "plan", "its down payment is not its first instalment", down)?;
    let none = "SELECT p.id, p.entry FROM plan p
        WHERE NOT EXISTS (SELECT 1 FROM plan_instalment WHERE plan = p.id) ORDER BY p.id";
    findings.add_rows(book, "plan", "it has no instalments", none)?;
    let beyond = "SELECT p.id, p.entry FROM plan p
        WHERE NOT EXISTS (SELECT 1 FROM span s WHERE s.entry = p.entry AND s.tbl IN ('source', 'merge'))
          AND (SELECT SUM(amount) FROM plan_instalment WHERE plan = p.id)
            > (SELECT COALESCE(SUM(d.amount), 0) FROM plan_debit c JOIN debit d ON d.id = c.debit WHERE c.plan = p.id) ORDER BY p.id";
    findings.add_rows(book, "plan", "its instalments are more than its invoices", beyond)?;
    Ok(findings)
}

/// Debits in force less allocations in force is what is open, and the same of credits, for each account.
pub fn proof(book: &Book, _: bool, _: Progress) -> Result<Findings> {
    let mut findings = Findings { looked_at: "the difference is 0 at every account".into(), ..Findings::default() };
    let debits = "SELECT account, SUM(x) FROM (
            SELECT account, amount - open AS x FROM debit WHERE live = 1 AND voided_on IS NULL
            UNION ALL SELECT d.account, -a.amount FROM allocation a JOIN debit d ON d.id = a.debit WHERE a.live = 1 AND a.ends IS NULL)
        GROUP BY account HAVING SUM(x) <> 0 ORDER BY account";
    let credits = "SELECT account, SUM(x) FROM (
            SELECT account, amount - unapplied AS x FROM credit WHERE live = 1 AND reversed_on IS NULL
            UNION ALL SELECT c.account, -a.amount FROM allocation a JOIN credit c ON c.id = a.credit WHERE a.live = 1 AND a.ends IS NULL)
        GROUP BY account HAVING SUM(x) <> 0 ORDER BY account";
    for (what, sql) in [("open", debits), ("unapplied", credits)] {
        let mut statement = book.conn.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (account, difference): (i64, i64) = (row.get(0)?, row.get(1)?);
            let code = code_of(book, account);
            findings.add(format!("account {code}: {what} amounts differ from the facts by {difference} minor units"));
        }
    }
    Ok(findings)
}

fn code_of(book: &Book, account: i64) -> String {
    let code = book.conn.query_row("SELECT code FROM account WHERE id = ?1", [account], |row| row.get(0));
    code.unwrap_or_else(|_| account.to_string())
}
