//! Who sits where: the global options, with the environment and the configuration file behind them, worked out once
//! before a command runs.

use std::hash::{BuildHasher, Hasher};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::book::place;
use crate::domain::calendar::{Date, Moment};
use crate::domain::dates::{DayMonth, Facing, read};
use crate::error::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    #[default]
    Table,
    Json,
    Csv,
}

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Globals {
    /// The book
    #[arg(long, global = true, env = "ARREARS_BOOK", value_name = "FILE")]
    pub book: Option<PathBuf>,
    /// Today's date; every date in the program comes from here
    #[arg(long, global = true, env = "ARREARS_TODAY", value_name = "DATE")]
    pub today: Option<String>,
    /// Who does it, in the journal; the login name by default
    #[arg(long = "as", global = true, env = "ARREARS_OPERATOR", value_name = "NAME")]
    pub operator: Option<String>,
    /// How to answer: json and csv are stable, table is for people
    #[arg(long, global = true, value_enum, default_value_t)]
    pub format: Format,
    /// The configuration file
    #[arg(long, global = true, env = "ARREARS_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Insist on a book on a network drive, where it can be damaged
    #[arg(long, global = true, env = "ARREARS_NETWORK_DRIVE", value_parser = clap::builder::FalseyValueParser::new())]
    pub network_drive: bool,
    /// A name for this action: the same again does nothing twice
    #[arg(long, global = true, hide = true, value_name = "ID")]
    pub action: Option<String>,
}

/// What the machine's clock said when the program started.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Civil time at the desk.
    pub here: Moment,
    /// Milliseconds since 1970 UTC.
    pub utc: i64,
}

/// The global options as they came out.
#[derive(Debug, Clone)]
pub struct Desk {
    pub book: PathBuf,
    pub today: Date,
    /// The day that `--today` fixed.
    pub fixed_today: Option<Date>,
    pub now: Now,
    pub operator: String,
    pub format: Format,
    pub config: PathBuf,
    /// One for each run, or the one that was given.
    pub action: String,
}

impl Desk {
    pub fn new(globals: &Globals, now: Now) -> Result<Desk> {
        let config_file = globals.config.clone().unwrap_or_else(default_config);
        let config = read_config(&config_file, globals.config.is_some())?;
        let setting = |key: &str| config.get(key).and_then(|value| value.as_str()).map(String::from);
        let clock = now.here.date();
        let fixed_today = match filled(globals.today.as_deref()) {
            Some(text) => {
                Some(read(text, clock, Facing::Back, DayMonth::default()).map_err(|error| error.at_field("today"))?)
            }
            None => None,
        };
        let operator = filled(globals.operator.as_deref()).map(String::from);
        let book = globals.book.clone().or_else(|| setting("book").map(PathBuf::from)).unwrap_or_else(default_book);
        let insists = config.get("network-drive").and_then(toml::Value::as_bool).unwrap_or(false);
        if !globals.network_drive && !insists {
            place::refuse_network(&book)?;
        }
        Ok(Desk {
            book,
            today: fixed_today.unwrap_or(clock),
            fixed_today,
            now,
            operator: operator.or_else(|| setting("operator")).unwrap_or_else(login_name),
            format: globals.format,
            config: config_file,
            action: globals.action.clone().unwrap_or_else(|| new_action(now)),
        })
    }

    /// The civil time of something that happens now, on the desk's day.
    pub fn moment(&self) -> Moment {
        self.today.and_time(self.now.here.time())
    }

    /// Seconds by which the desk's clock is ahead of UTC.
    pub fn clock_offset(&self) -> i32 {
        let ahead = (self.now.here.and_utc().timestamp_millis() - self.now.utc) / 1000;
        i32::try_from(ahead).unwrap_or(0)
    }
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn login_name() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "clerk".to_string())
}

fn folders() -> Option<directories::ProjectDirs> {
    directories::ProjectDirs::from("", "", "arrears")
}

fn default_book() -> PathBuf {
    folders().map_or_else(PathBuf::new, |folders| folders.data_dir().to_path_buf()).join("receivables.book")
}

fn default_config() -> PathBuf {
    folders().map_or_else(PathBuf::new, |folders| folders.config_dir().to_path_buf()).join("config.toml")
}

/// The configuration; none is fine unless one was named.
fn read_config(path: &Path, named: bool) -> Result<toml::Table> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(_) if !named => return Ok(toml::Table::new()),
        Err(error) => {
            let message = format!("{} cannot be read: {error}", path.display());
            return Err(Error::invalid("config", message)
                .safe("nothing was changed")
                .hint("name another with --config"));
        }
    };
    text.parse().map_err(|error: toml::de::Error| {
        let message = format!("{} is no configuration: {}", path.display(), error.message());
        Error::invalid("config", message).safe("nothing was changed").hint("correct it, or name another with --config")
    })
}

/// Unique in any journal: the time, the process and the machine's chance.
fn new_action(now: Now) -> String {
    let mut chance = std::collections::hash_map::RandomState::new().build_hasher();
    chance.write_i64(now.utc);
    chance.write_u32(std::process::id());
    format!("{:x}-{:x}-{:016x}", now.utc, std::process::id(), chance.finish())
}
