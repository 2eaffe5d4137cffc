//! `arrears settings`: what the shop has settled that changes a figure.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading};
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
}

impl Run for Settings {
    fn run(self, desk: &Desk) -> Result<End> {
        match self.what {
            None | Some(What::List) => list(desk),
            Some(What::Set { key, value, posting }) => set(desk, (&key, &value), posting),
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
