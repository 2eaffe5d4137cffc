//! The schema's steps, and what the journal's digest and undo must know of each table.

use rusqlite::Connection;

use crate::error::Result;

/// "ARRS" in the header of the file says whose it is.
pub const APPLICATION_ID: i32 = 0x4152_5253;

/// Steps from one `user_version` to the next; append, never edit.
const STEPS: &[&str] =
    &[include_str!("../../assets/schema/0001_book.sql"), include_str!("../../assets/schema/0002_call.sql")];

/// The version of the schema that this program writes.
pub const VERSION: i32 = STEPS.len() as i32;

/// A table of facts: what of a row goes into the digest, and which other facts it stands on.
pub struct Table {
    pub name: &'static str,
    /// Columns of the digest in order: everything but the derived ones.
    pub columns: &'static [&'static str],
    /// (column, table) of each fact that a row stands on.
    pub stands_on: &'static [(&'static str, &'static str)],
}

macro_rules! table {
    ($name:literal: $($column:literal)+ $(; $($on:literal -> $target:literal),+)?) => {
        Table { name: $name, columns: &["id", "entry", $($column),+], stands_on: &[$($(($on, $target)),+)?] }
    };
}

/// Every table of facts, in the order of the digest: a later version's stand after those of the versions before it, so
/// that what they wrote keeps its hash.
pub const TABLES: &[Table] = &[
    table!("undo": "of"),
    table!("correction": "tbl" "row"),
    table!("setting": "key" "value"),
    table!("source": "file" "format" "sha256"),
    table!("account": "code" "currency" "source" "line"; "source" -> "source"),
    table!("account_version": "account" "name" "terms" "credit_limit" "address" "city" "region" "postal_code" "country"
        "time_zone" "note" "collector" "parent" "tags"; "account" -> "account", "parent" -> "account"),
    table!("contact": "account" "position" "name" "role" "email" "phone" "phone2"; "account" -> "account"),
    table!("debit": "account" "kind" "number" "date" "due" "amount" "po" "memo" "source" "line"; "account" -> "account"),
    table!("void": "debit" "date"; "debit" -> "debit"),
    table!("credit": "account" "kind" "code" "date" "method" "reference" "amount" "memo" "replaces" "worked_out" "source" "line";
        "account" -> "account", "replaces" -> "credit"),
    table!("credit_reversal": "credit" "date" "reason"; "credit" -> "credit"),
    table!("allocation": "credit" "debit" "date" "amount" "source" "line"; "credit" -> "credit", "debit" -> "debit"),
    table!("allocation_reversal": "allocation" "date"; "allocation" -> "allocation"),
    table!("communication": "account" "at" "channel" "direction" "outcome" "contact" "phone" "debit" "note" "by" "source" "line";
        "account" -> "account", "debit" -> "debit"),
    table!("promise": "account" "communication" "made" "amount" "due" "last_day"; "account" -> "account",
        "communication" -> "communication"),
    table!("promise_debit": "promise" "debit"; "promise" -> "promise", "debit" -> "debit"),
    table!("promise_end": "promise" "date" "how"; "promise" -> "promise"),
    table!("plan": "account" "communication" "made" "down" "first" "every" "roll" "remainder" "allowed_missed" "grace_days";
        "account" -> "account", "communication" -> "communication"),
    table!("plan_debit": "plan" "debit"; "plan" -> "plan", "debit" -> "debit"),
    table!("plan_instalment": "plan" "n" "due" "payable" "amount"; "plan" -> "plan"),
    table!("plan_end": "plan" "date"; "plan" -> "plan"),
    table!("dispute": "account" "communication" "debit" "amount" "reason" "owner" "opened" "note"; "account" -> "account",
        "communication" -> "communication", "debit" -> "debit"),
    table!("dispute_end": "dispute" "date" "resolution"; "dispute" -> "dispute"),
    table!("follow_up": "account" "communication" "due" "note"; "account" -> "account", "communication" -> "communication"),
    table!("follow_up_end": "follow_up" "date"; "follow_up" -> "follow_up"),
    table!("hold": "account" "kind" "reason" "date"; "account" -> "account"),
    table!("hold_end": "hold" "date"; "hold" -> "hold"),
    // Version 2.
    table!("number_mark": "account" "phone" "kind" "reason" "date"; "account" -> "account"),
    table!("number_mark_end": "mark" "date"; "mark" -> "number_mark"),
    table!("callback": "follow_up" "minute"; "follow_up" -> "follow_up"),
    table!("guard_override": "account" "communication" "rule" "reason"; "account" -> "account",
        "communication" -> "communication"),
    table!("request": "account" "communication" "debit" "what" "note" "asked"; "account" -> "account",
        "communication" -> "communication", "debit" -> "debit"),
    table!("request_end": "request" "date" "how"; "request" -> "request"),
    table!("dispute_version": "dispute" "reason" "owner" "note"; "dispute" -> "dispute"),
    table!("snooze": "account" "date" "until" "reason"; "account" -> "account"),
    table!("snooze_end": "snooze" "date"; "snooze" -> "snooze"),
    table!("pin": "account" "date" "reason"; "account" -> "account"),
    table!("pin_end": "pin" "date"; "pin" -> "pin"),
    table!("escalation": "account" "date" "stage" "owner" "reason"; "account" -> "account"),
    table!("merge": "account" "kept" "date"; "account" -> "account", "kept" -> "account"),
    table!("discount_exclusion": "account" "debit" "amount"; "account" -> "account", "debit" -> "debit"),
];

/// The place of a table of facts in [`TABLES`].
pub fn index_of(name: &str) -> Option<usize> {
    TABLES.iter().position(|table| table.name == name)
}

/// Brings an empty or older file to [`VERSION`], one step at a time, inside the caller's transaction.
pub fn upgrade(conn: &Connection, from: i32) -> Result<()> {
    take_steps(conn, from, VERSION)
}

fn take_steps(conn: &Connection, from: i32, to: i32) -> Result<()> {
    for (step, sql) in STEPS.iter().enumerate().take(to.max(0) as usize).skip(from.max(0) as usize) {
        conn.execute_batch(sql)?;
        conn.pragma_update(None, "user_version", step as i32 + 1)?;
    }
    Ok(())
}

/// Every CREATE statement of a file in a fixed order: the schema's fingerprint, compared at open.
pub fn fingerprint(conn: &Connection) -> Result<String> {
    let sql = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema \
               WHERE name NOT LIKE 'sqlite_stat%' AND sql IS NOT NULL ORDER BY type, name)";
    let text: Option<String> = conn.query_row(sql, [], |row| row.get(0))?;
    Ok(text.unwrap_or_default())
}

/// The fingerprint that a book of a version must have.
pub fn expected_fingerprint(version: i32) -> Result<String> {
    let conn = Connection::open_in_memory()?;
    take_steps(&conn, 0, version)?;
    fingerprint(&conn)
}
