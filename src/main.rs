//! The program: reads the clock, runs one command or the screen, and gives the exit status. Nothing else reads the
//! clock, so that every date and every test can be told its day.

use std::process::ExitCode;

use arrears::cli::{self, Now, Outcome};

fn main() -> ExitCode {
    match cli::run(std::env::args_os(), now()) {
        Outcome::Status(status) => ExitCode::from(status),
        Outcome::Screen(desk, opening) => screen(&desk, opening),
    }
}

fn now() -> Now {
    let clock = chrono::Local::now();
    Now { here: clock.naive_local(), utc: clock.timestamp_millis() }
}

fn screen(desk: &cli::Desk, _opening: cli::Opening) -> ExitCode {
    let error = arrears::error::Error::fault("no_screen", "the workstation cannot be opened yet")
        .safe("nothing was changed")
        .hint("name a command: `arrears --help` lists them");
    ExitCode::from(cli::complain(&error, desk.format == cli::Format::Json))
}
