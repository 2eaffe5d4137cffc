//! The same actions without the screen, for scripts and for tests: one file for each command, listed once below.
//! What a command may rely on is in CONTRACT; it reads no clock and ends nothing by itself.

mod answer;
mod complaint;
mod desk;
mod print;
mod reading;
mod registry;
mod session;
mod shapes;

mod account;
mod aging;
mod apply;
mod applying;
mod backup;
mod bounce;
mod charge;
mod close;
mod completions;
mod contact;
mod correct;
mod credit;
mod day_sheet;
mod demo;
mod dispute;
mod escalate;
mod export;
mod find;
mod follow_up;
mod hold;
mod import;
mod init;
mod invoice;
mod items;
mod journal;
mod kin;
mod log;
mod man;
mod merge;
mod month_end;
mod number;
mod on_hand;
mod pay;
mod pin;
mod plan;
mod promise;
mod recover;
mod refund;
mod request;
mod restore;
mod settings;
mod shortfall;
mod show;
mod snooze;
mod statement;
mod timeline;
mod today;
mod unapply;
mod undo;
mod verify;
mod void;
mod write_off;

use std::io::IsTerminal;

use clap::Parser;

pub use answer::{Answer, End};
pub use complaint::complain;
pub use demo::temporary_book;
pub use desk::{Desk, Format, Globals, Now};
pub use registry::Command;

use crate::error::{Error, Result};

/// Collect what customers owe: with no command, the workstation opens on the book.
#[derive(Debug, Parser)]
#[command(name = "arrears", version, max_term_width = 100, disable_help_subcommand = true)]
pub struct Arrears {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// A command: its options, and what it does at a desk.
pub trait Run {
    fn run(self, desk: &Desk) -> Result<End>;
}

/// How a run of the program ended, before anything was shown.
pub enum Outcome {
    /// To be shown; the exit status.
    Status(u8),
    /// The screen is to open.
    Screen(Box<Desk>, Opening),
}

/// What the screen opens on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    Book,
    Demo,
}

/// Reads the words of the command line, runs the command and prints its answer. Everything that a program says to its
/// caller besides the screen comes from here.
pub fn run(words: impl IntoIterator<Item = std::ffi::OsString>, now: Now) -> Outcome {
    let words: Vec<std::ffi::OsString> = words.into_iter().collect();
    let parsed = Arrears::try_parse_from(&words);
    let arrears = match parsed {
        Ok(arrears) => arrears,
        Err(error) => return Outcome::Status(complaint::usage(&error, complaint::wants_json(&words))),
    };
    let format = arrears.globals.format;
    match perform(arrears, now) {
        Ok(outcome) => outcome,
        Err(error) => Outcome::Status(complain(&error, format == Format::Json)),
    }
}

fn perform(arrears: Arrears, now: Now) -> Result<Outcome> {
    let desk = Desk::new(&arrears.globals, now)?;
    let end = match arrears.command {
        Some(command) => command.run(&desk)?,
        None => End::Screen(Opening::Book),
    };
    match end {
        End::Answer(answer) => Ok(Outcome::Status(print::answer(&answer, desk.format)?)),
        End::Text(text) => Ok(Outcome::Status(print::text(&text)?)),
        End::Screen(opening) => {
            check_terminal()?;
            Ok(Outcome::Screen(Box::new(desk), opening))
        }
    }
}

fn check_terminal() -> Result<()> {
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        return Ok(());
    }
    Err(Error::invalid("command", "the workstation needs a terminal to draw on, and there is none here")
        .safe("nothing was opened")
        .hint("start it in a terminal, or name a command: `arrears --help` lists them"))
}

#[cfg(test)]
mod tests {
    use clap::{Args, CommandFactory};

    use super::*;

    /// A command's own option under the id of a global one would be read as the other's.
    fn check(command: &clap::Command, taken: &[String]) {
        for sub in command.get_subcommands() {
            let mut ids = sub.get_arguments().map(|argument| argument.get_id().to_string());
            assert_eq!(ids.find(|id| taken.contains(id)), None, "{}", sub.get_name());
            check(sub, taken);
        }
    }

    #[test]
    fn no_command_takes_a_global_option_for_itself() {
        let globals = Globals::augment_args(clap::Command::new("globals"));
        let taken: Vec<String> = globals.get_arguments().map(|argument| argument.get_id().to_string()).collect();
        assert!(taken.contains(&"format".to_string()));
        check(&Arrears::command(), &taken);
        Arrears::command().debug_assert();
    }
}
