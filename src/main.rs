//! The program: reads the clock, runs one command or the screen, and gives the exit status. Nothing else reads the
//! clock, so that every date and every test can be told its day.

use std::process::ExitCode;

use arrears::book::{Access, Book};
use arrears::cli::{self, Desk, Format, Now, Opening, Outcome};
use arrears::error::Result;
use arrears::tui::app::App;
use arrears::tui::cx::{Clock, Cx, Instant};
use arrears::tui::drafts::Drafts;

fn main() -> ExitCode {
    match cli::run(std::env::args_os(), now()) {
        Outcome::Status(status) => ExitCode::from(status),
        Outcome::Screen(desk, opening) => match screen(&desk, opening) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => ExitCode::from(cli::complain(&error, desk.format == Format::Json)),
        },
    }
}

fn now() -> Now {
    let clock = chrono::Local::now();
    Now { here: clock.naive_local(), utc: clock.timestamp_millis() }
}

/// The workstation on the book, or on the sample shop.
fn screen(desk: &Desk, opening: Opening) -> Result<()> {
    if opening == Opening::Demo {
        let (_folder, book) = cli::temporary_book(desk)?;
        return workstation(desk, book, Drafts::memory());
    }
    let book = Book::open(&desk.book, Access::Screen)?;
    let drafts = Drafts::beside(&desk.book, &desk.operator)?;
    workstation(desk, book, drafts)
}

fn workstation(desk: &Desk, book: Book, drafts: Drafts) -> Result<()> {
    let read = || {
        let now = now();
        Instant { here: now.here, utc: now.utc }
    };
    let clock = Clock { now: Box::new(read), fixed: desk.fixed_today };
    let mut cx = Cx::new(book, clock, desk.operator.clone())?;
    cx.drafts = drafts;
    App::new(cx)?.run()
}
