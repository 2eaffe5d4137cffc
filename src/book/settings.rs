//! Settings that change a figure: rows of the book, changed by an op, so that they are known at an entry like any fact.

use std::collections::{BTreeSet, HashMap};

use rusqlite::OptionalExtension;
use rust_decimal::Decimal;

use super::{Book, Tx};
use crate::domain::aging::Edges;
use crate::domain::calendar::{BusinessDays, Date, parse_iso};
use crate::domain::communication::DisputeReason;
use crate::domain::guard::{Mode, Rules, read_hours};
use crate::domain::money::{Currency, DecimalMark, Rounding};
use crate::domain::stage::Stages;
use crate::domain::zone::Zone;
use crate::error::{Error, Result};

/// Every setting with its value in force.
#[derive(Debug, Clone)]
pub struct Settings {
    pub shop: String,
    /// Of accounts that name none.
    pub currency: Currency,
    pub decimal_mark: DecimalMark,
    /// True where 3/4 is the third of April.
    pub day_first: bool,
    pub rounding: Rounding,
    pub edges: Edges,
    pub holidays: BTreeSet<Date>,
    pub promise_grace_days: u32,
    pub plan_allowed_missed: u32,
    pub plan_grace_days: u32,
    /// Entries with an effective date on or before it are refused.
    pub closed_through: Option<Date>,
    /// Largest short payment, in major units, that may be written off as a small balance; 0 is off.
    pub tolerance: Decimal,
    /// True where a part payment within the days of an early discount earns it in proportion.
    pub discount_on_part: bool,
    /// Where the desk stands.
    pub time_zone: Option<Zone>,
    /// The rules of contact.
    pub guard: Rules,
    /// How far an account can be taken, mildest first.
    pub stages: Stages,
    /// Why an item may be disputed, in the order of the form's list.
    pub dispute_reasons: Vec<DisputeReason>,
}

impl Settings {
    /// The keys of the `setting` table.
    pub const KEYS: &[&str] = &[
        "shop",
        "currency",
        "decimal-mark",
        "day-first",
        "rounding",
        "edges",
        "holidays",
        "promise-grace-days",
        "plan-allowed-missed",
        "plan-grace-days",
        "closed-through",
        "tolerance",
        "discount-on-part",
        "time-zone",
        "guard-hold",
        "guard-do-not-call",
        "guard-hours",
        "guard-attempts",
        "guard-quiet-days",
        "calling-hours",
        "attempts-in-7-days",
        "quiet-days",
        "stages",
        "dispute-reasons",
    ];

    pub fn calendar(&self) -> BusinessDays {
        BusinessDays { holidays: self.holidays.clone() }
    }

    fn read(values: &HashMap<String, String>) -> Result<Settings> {
        let text = |key: &str| values.get(key).map(String::as_str).unwrap_or_default();
        let number = |key: &str, default: u32| match text(key) {
            "" => Ok(default),
            digits => digits.parse::<u32>().ok().filter(|days| *days <= 3650).ok_or_else(|| unreadable(key, digits)),
        };
        Ok(Settings {
            shop: text("shop").to_string(),
            currency: if text("currency").is_empty() { Currency::USD } else { Currency::parse(text("currency"))? },
            decimal_mark: if text("decimal-mark") == "comma" { DecimalMark::Comma } else { DecimalMark::Point },
            day_first: text("day-first") == "yes",
            rounding: if text("rounding") == "half-even" { Rounding::HalfEven } else { Rounding::HalfAwayFromZero },
            edges: if text("edges").is_empty() { Edges::default() } else { text("edges").parse()? },
            holidays: text("holidays").split_whitespace().map(parse_iso).collect::<Result<_>>()?,
            promise_grace_days: number("promise-grace-days", 0)?,
            plan_allowed_missed: number("plan-allowed-missed", 2)?,
            plan_grace_days: number("plan-grace-days", 30)?,
            closed_through: if text("closed-through").is_empty() {
                None
            } else {
                Some(parse_iso(text("closed-through"))?)
            },
            tolerance: match text("tolerance") {
                "" => Decimal::ZERO,
                amount => amount.parse().map_err(|_| unreadable("tolerance", amount))?,
            },
            discount_on_part: text("discount-on-part") == "yes",
            time_zone: if text("time-zone").is_empty() { None } else { Some(text("time-zone").parse()?) },
            guard: rules(&text)?,
            stages: if text("stages").is_empty() { Stages::default() } else { text("stages").parse()? },
            dispute_reasons: match text("dispute-reasons") {
                "" => DisputeReason::ALL.to_vec(),
                words => DisputeReason::list(words)?,
            },
        })
    }
}

/// The rules of contact; what was not set is as a shop of business customers has it.
fn rules<'v>(text: &impl Fn(&str) -> &'v str) -> Result<Rules> {
    let usual = Rules::default();
    let mode = |key: &str, usual: Mode| match text(key) {
        "" => Ok(usual),
        word => word.parse::<Mode>().map_err(|_| unreadable(key, word).hint("use one of off, warn, block")),
    };
    let days = |key: &str, least: u32, usual: u32| match text(key) {
        "" => Ok(usual),
        digits => {
            let days = digits.parse().ok().filter(|days| (least..=365).contains(days));
            days.ok_or_else(|| unreadable(key, digits).hint(format!("use a number from {least} to 365")))
        }
    };
    Ok(Rules {
        hold: mode("guard-hold", usual.hold)?,
        number: mode("guard-do-not-call", usual.number)?,
        hours: mode("guard-hours", usual.hours)?,
        attempts: mode("guard-attempts", usual.attempts)?,
        quiet: mode("guard-quiet-days", usual.quiet)?,
        calling_hours: match text("calling-hours") {
            "" => usual.calling_hours,
            hours => read_hours(hours).ok_or_else(|| {
                unreadable("calling-hours", hours).hint("write them like 08:00-21:00, the first before the second")
            })?,
        },
        most_attempts: days("attempts-in-7-days", 1, usual.most_attempts)?,
        quiet_days: days("quiet-days", 0, usual.quiet_days)?,
    })
}

fn unreadable(key: &str, value: &str) -> Error {
    Error::invalid("setting", format!("{value:?} is no value for {key}"))
}

impl Book {
    /// The settings in force.
    pub fn settings(&self) -> Result<Settings> {
        Settings::read(&self.setting_values()?.into_iter().collect())
    }

    /// How the shop writes amounts: asked for every account that is looked at, so not with all the rest.
    pub fn decimal_mark(&self) -> Result<DecimalMark> {
        let sql = "SELECT value FROM setting WHERE key = 'decimal-mark' AND live = 1 ORDER BY id DESC LIMIT 1";
        let mut statement = self.conn.prepare_cached(sql)?;
        let value: Option<String> = statement.query_row([], |row| row.get(0)).optional()?;
        Ok(if value.as_deref() == Some("comma") { DecimalMark::Comma } else { DecimalMark::Point })
    }

    /// Each key that was set with its value in force, by key.
    pub fn setting_values(&self) -> Result<Vec<(String, String)>> {
        let sql = "SELECT key, value FROM setting WHERE live = 1 AND id IN (SELECT MAX(id) FROM setting WHERE live = 1 GROUP BY key) ORDER BY key";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Puts a setting in force. `Invalid` for an unknown key or a value that cannot be read.
    pub fn set(&mut self, key: &str, value: &str) -> Result<()> {
        if !Settings::KEYS.contains(&key) {
            return Err(Error::invalid("setting", format!("{key:?} is no setting"))
                .hint(format!("the settings are {}", Settings::KEYS.join(", "))));
        }
        let words: &[&str] = match key {
            "decimal-mark" => &["point", "comma"],
            "day-first" | "discount-on-part" => &["yes", "no"],
            "rounding" => &["half-away", "half-even"],
            _ => &[],
        };
        if !words.is_empty() && !words.contains(&value) {
            return Err(unreadable(key, value).hint(format!("use one of {}", words.join(", "))));
        }
        Settings::read(&HashMap::from([(key.to_string(), value.to_string())]))?;
        self.insert("setting", &[("key", &key), ("value", &value)])?;
        Ok(())
    }
}
