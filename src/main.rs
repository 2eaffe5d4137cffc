//! The program: reads the clock, runs one command or the screen, and gives the exit status. Nothing else reads the
//! clock, so that every date and every test can be told its day.

use std::process::ExitCode;

use arrears::book::{Access, Book};
use arrears::cli::{self, Desk, Format, Now, Opening, Outcome};
use arrears::error::Result;
use arrears::tui::app::App;
use arrears::tui::cx::{Clock, Cx, Instant};
use arrears::tui::drafts::Drafts;
use arrears::tui::page::welcome::Welcome;

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
    let book = match Book::open(&desk.book, Access::Screen) {
        Ok(book) => book,
        Err(error) if error.code() == "no_book" => return first_run(desk),
        Err(error) => return Err(error),
    };
    let drafts = Drafts::beside(&desk.book, &desk.operator)?;
    workstation(desk, book, drafts)
}

/// There is no book yet: a welcome, from which the workstation goes on with the book that was chosen.
fn first_run(desk: &Desk) -> Result<()> {
    let welcome = Box::new(Welcome::new(desk.book.clone()));
    App::on(surroundings(desk, Book::memory()?)?, welcome)?.run()
}

fn workstation(desk: &Desk, book: Book, drafts: Drafts) -> Result<()> {
    let mut cx = surroundings(desk, book)?;
    cx.drafts = drafts;
    App::new(cx)?.run()
}

fn surroundings(desk: &Desk, book: Book) -> Result<Cx> {
    let read = || {
        let now = now();
        Instant { here: now.here, utc: now.utc }
    };
    let clock = Clock { now: Box::new(read), fixed: desk.fixed_today };
    Cx::new(book, clock, desk.operator.clone())
}
