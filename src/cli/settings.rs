//! `arrears settings`: what the shop has settled that changes a figure.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading};
use crate::domain::guard::PRESETS;
use crate::domain::text::clean;
use crate::error::{Error, Result};
use crate::ops::change_setting::ChangeSetting;
use crate::report::{Kind, Table};

/// What holds where nothing was set.
const DEFAULTS: &[(&str, &str)] = &[
    ("currency", "USD"),
    ("decimal-mark", "point"),
    ("day-first", "no"),
    ("rounding", "half-away"),
    ("edges", "30,60,90"),
    ("promise-grace-days", "0"),
    ("plan-allowed-missed", "2"),
    ("plan-grace-days", "30"),
    ("tolerance", "0"),
    ("discount-on-part", "no"),
    ("guard-hold", "warn"),
    ("guard-do-not-call", "warn"),
    ("guard-hours", "off"),
    ("guard-attempts", "off"),
    ("guard-quiet-days", "off"),
    ("calling-hours", "08:00-21:00"),
    ("attempts-in-7-days", "7"),
    ("quiet-days", "7"),
    ("stages", crate::domain::stage::DEFAULT),
    (
        "dispute-reasons",
        "PRICE SHORT DAMAGED RETURNED DUPLICATE NOT-RECEIVED QUALITY TAX MISSING-PO TERMS DISCOUNT FREIGHT ALREADY-PAID WRONG-ENTITY OTHER",
    ),
];

/// List the shop's settings, or change one
#[derive(Debug, Args)]
pub struct Settings {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List them with their values
    List,
    /// Change one
    Set {
        key: String,
        value: String,
        #[command(flatten)]
        posting: Posting,
    },
    /// Set the rules of contact all at once, by a name that says what they do; without one, list the names
    Guard {
        /// off, holds-and-numbers, warn-8-to-21-and-7-in-7 or block-8-to-21-and-7-in-7
        preset: Option<String>,
        #[command(flatten)]
        posting: Posting,
    },
}

impl Run for Settings {
    fn run(self, desk: &Desk) -> Result<End> {
        match self.what {
            None | Some(What::List) => list(desk),
            Some(What::Set { key, value, posting }) if key.trim() == "guard" => guard(desk, &value, posting),
            Some(What::Set { key, value, posting }) => set(desk, (&key, &value), posting),
            Some(What::Guard { preset: Some(preset), posting }) => guard(desk, &preset, posting),
            Some(What::Guard { preset: None, .. }) => Ok(presets()),
        }
    }
}

fn list(desk: &Desk) -> Result<End> {
    let session = Session::looking(desk)?;
    let values = session.book.setting_values()?;
    let mut table = Table::new("Settings").column("key", "Setting", Kind::Text).column("value", "Value", Kind::Text);
    let mut shapes: Vec<Value> = Vec::new();
    for key in crate::book::Settings::KEYS {
        let set = values.iter().find(|(set, value)| set == key && !value.is_empty());
        let default = DEFAULTS.iter().find(|(of, _)| of == key).map_or("", |(_, value)| value);
        let value = set.map_or(default, |(_, value)| value.as_str());
        table.row([(*key).into(), value.into()]);
        shapes.push(json!({"key": key, "value": value, "set": set.is_some()}));
    }
    Ok(Answer::default().key("settings", shapes).table(table).into())
}

fn set(desk: &Desk, (key, value): (&str, &str), posting: Posting) -> Result<End> {
    let (key, value) = (key.trim().to_string(), reading::text(Some(value)));
    if key == "closed-through" {
        return Err(Error::invalid("setting", "the closing date is not set like a setting")
            .safe("nothing was changed")
            .hint("use `arrears close DATE`, or `arrears close --lift`"));
    }
    let mut session = Session::writing(desk)?;
    let op = ChangeSetting { settings: vec![(key.clone(), value.clone())] };
    let answer = session.post(
        posting,
        |_| Ok(op.clone()),
        |_, _| {
            Ok(Answer::default().key("key", key.as_str()).key("value", value.as_str()).line(format!("{key}: {value}")))
        },
    )?;
    Ok(answer.into())
}

/// The settings of a preset as one entry.
fn guard(desk: &Desk, name: &str, posting: Posting) -> Result<End> {
    let names: Vec<&str> = PRESETS.iter().map(|(name, _)| *name).collect();
    let Some((name, preset)) = PRESETS.iter().find(|(known, _)| *known == name.trim()) else {
        return Err(Error::invalid("guard", format!("{:?} is no preset of the guard", clean(name)))
            .safe("nothing was changed")
            .hint(format!("use one of {}", names.join(", "))));
    };
    let settings = preset.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    let op = ChangeSetting { settings };
    let mut session = Session::writing(desk)?;
    let lines: Vec<String> = preset.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    let answer = session.post(
        posting,
        |_| Ok(op.clone()),
        |_, _| Ok(lines.iter().fold(Answer::default().key("guard", *name), |answer, line| answer.line(line.as_str()))),
    )?;
    Ok(answer.into())
}

fn presets() -> End {
    let mut table = Table::new("Presets of the guard").column("preset", "Preset", Kind::Text).column(
        "settings",
        "Settings",
        Kind::Text,
    );
    let mut shapes: Vec<Value> = Vec::new();
    for (name, preset) in PRESETS {
        let settings: Vec<String> = preset.iter().map(|(key, value)| format!("{key} {value}")).collect();
        table.row([(*name).into(), settings.join(", ").into()]);
        let values: serde_json::Map<String, Value> =
            preset.iter().map(|(key, value)| (key.to_string(), json!(value))).collect();
        shapes.push(json!({"preset": name, "settings": values}));
    }
    Answer::default().key("presets", shapes).table(table).into()
}
