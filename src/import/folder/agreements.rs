//! Promises and plans of the exchange folder: a row with the rows of other files that belong to it. Those are read
//! first and kept, which is bounded by the agreements of a shop and not by its invoices.

use std::collections::BTreeMap;

use super::Table;
use super::history::row_of_communications;
use crate::domain::calendar::Date;
use crate::domain::calendar::Roll;
use crate::domain::exchange::{self, File};
use crate::domain::money::Remainder;
use crate::domain::record::{PlanRecord, PromiseRecord, Record};
use crate::error::Result;
use crate::import::cells::{Reading, by_code, date, needed, number, one_of, optional_date, size, word};
use crate::import::{Row, Sink, Source};
use rust_decimal::Decimal;

/// Rows that belong to another file's row, by its id, each with its line.
type Parts<T> = BTreeMap<String, Vec<(u64, T)>>;
type Instalment = (u32, Date, Date, Decimal);

pub fn promises(source: &Source, sink: &mut dyn Sink) -> Result<()> {
    let mut covers = parts(source, &exchange::PROMISE_ITEMS, sink, covered)?;
    if let Some(mut table) = Table::open(source, exchange::PROMISES.name, &exchange::PROMISES.columns)? {
        while table.advance()? {
            let at = Row { file: exchange::PROMISES.name, line: table.rows.line() };
            let promise = table.cells().and_then(|cells| promise(cells, &mut covers));
            give(sink, at, promise)?;
        }
    }
    refuse_orphans(covers, exchange::PROMISE_ITEMS.name, sink)
}

pub fn plans(source: &Source, sink: &mut dyn Sink) -> Result<()> {
    let mut covers = parts(source, &exchange::PLAN_ITEMS, sink, covered)?;
    let mut instalments = parts(source, &exchange::PLAN_INSTALMENTS, sink, instalment)?;
    if let Some(mut table) = Table::open(source, exchange::PLANS.name, &exchange::PLANS.columns)? {
        while table.advance()? {
            let at = Row { file: exchange::PLANS.name, line: table.rows.line() };
            let plan = table.cells().and_then(|cells| plan(cells, &mut covers, &mut instalments));
            give(sink, at, plan)?;
        }
    }
    refuse_orphans(covers, exchange::PLAN_ITEMS.name, sink)?;
    refuse_orphans(instalments, exchange::PLAN_INSTALMENTS.name, sink)
}

fn give(sink: &mut dyn Sink, at: Row<'_>, read: Reading<Record>) -> Result<()> {
    match read {
        Ok(record) => sink.record(at, record),
        Err(reason) => sink.refuse(at, reason),
    }
}

fn promise(cells: [&str; 9], covers: &mut Parts<String>) -> Reading<Record> {
    let [id, account, communication, made_on, amount, due, last_day, ended_on, ended_as] = cells;
    let covers = taken(covers, id);
    let ended = match (ended_on.is_empty(), ended_as.is_empty()) {
        (true, true) => None,
        (false, false) => {
            Some((one_of("ended_as", ended_as, &["cancelled", "replaced"])?, date("ended_on", ended_on)?))
        }
        _ => return Err("an end needs both ended_on and ended_as".to_string()),
    };
    needed("id", id)?;
    Ok(Record::Promise(PromiseRecord {
        account: by_code("account", account)?,
        communication: row_of_communications(communication)?,
        made: date("made_on", made_on)?,
        amount: size("amount", amount)?,
        due: date("due", due)?,
        last_day: date("last_day", last_day)?,
        covers,
        ended,
    }))
}

fn plan(cells: [&str; 10], covers: &mut Parts<String>, instalments: &mut Parts<Instalment>) -> Reading<Record> {
    let [id, account, made_on, down, first, every, roll, remainder, allowed_missed, cancelled_on] = cells;
    let (covers, instalments) = (taken(covers, id), taken(instalments, id));
    needed("id", id)?;
    Ok(Record::Plan(PlanRecord {
        account: by_code("account", account)?,
        made: date("made_on", made_on)?,
        down: size("down", down)?,
        first: date("first", first)?,
        every: needed("every", every)?,
        roll: word::<Roll>(roll)?.word().to_string(),
        remainder: word::<Remainder>(remainder)?.word().to_string(),
        allowed_missed: number("allowed_missed", allowed_missed)?,
        cancelled_on: optional_date("cancelled_on", cancelled_on)?,
        covers,
        instalments,
    }))
}

fn covered(cells: [&str; 2]) -> Reading<(String, String)> {
    let [owner, number] = cells;
    Ok((owner.to_string(), needed("number", number)?))
}

fn instalment(cells: [&str; 5]) -> Reading<(String, Instalment)> {
    let [plan, n, due, payable, amount] = cells;
    let instalment = (number("n", n)?, date("due", due)?, date("payable", payable)?, size("amount", amount)?);
    Ok((plan.to_string(), instalment))
}

fn parts<const N: usize, T>(
    source: &Source,
    file: &File<N>,
    sink: &mut dyn Sink,
    read: fn([&str; N]) -> Reading<(String, T)>,
) -> Result<Parts<T>> {
    let mut parts = Parts::new();
    let Some(mut table) = Table::open(source, file.name, &file.columns)? else { return Ok(parts) };
    while table.advance()? {
        let line = table.rows.line();
        match table.cells().and_then(read) {
            Ok((owner, part)) => parts.entry(owner).or_default().push((line, part)),
            Err(reason) => sink.refuse(Row { file: file.name, line }, reason)?,
        }
    }
    Ok(parts)
}

fn taken<T>(parts: &mut Parts<T>, owner: &str) -> Vec<T> {
    parts.remove(owner).unwrap_or_default().into_iter().map(|(_, part)| part).collect()
}

/// A part whose owner is not in the folder, or stood there twice.
fn refuse_orphans<T>(parts: Parts<T>, file: &str, sink: &mut dyn Sink) -> Result<()> {
    for (owner, parts) in parts {
        for (line, _) in parts {
            sink.refuse(
                Row { file, line },
                format!("belongs to {:?}, which is not there", crate::domain::text::clean(&owner)),
            )?;
        }
    }
    Ok(())
}
