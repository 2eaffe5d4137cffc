//! The terminal itself: taken over at the start, given back at every end, read on threads of its own.
//! All calls to crossterm that touch the terminal stay here, with the quirks that they need.

use std::io::{self, BufWriter, Stdout, Write};
use std::os::fd::{AsRawFd, RawFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::Duration;

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste, Event as TerminalEvent};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{clipboard::CopyToClipboard, cursor, execute, queue, style};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};

use super::key::Key;
use crate::error::{Error, Result};

/// What wakes the program.
pub enum Event {
    Key(Key),
    Paste(String),
    Resize,
    /// A job has something to tell.
    Job,
    /// SIGTERM, SIGHUP or SIGINT.
    Signal,
    /// The terminal has vanished.
    Gone,
}

type Backend = CrosstermBackend<BufWriter<Stdout>>;

/// True while the terminal is ours, so that it is given back once.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal in our mode; dropping it gives it back.
pub struct Desk {
    terminal: Terminal<Backend>,
    /// What the terminal shows is not known.
    forgotten: bool,
}

impl Desk {
    pub fn take() -> Result<Desk> {
        restore_on_panic();
        enable_raw_mode().map_err(no_terminal)?;
        TAKEN.store(true, Ordering::SeqCst);
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout());
        execute!(out, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
        // The keypad sends digits: crossterm reads no application keypad.
        out.write_all(b"\x1b>")?;
        out.flush()?;
        let terminal = Terminal::new(CrosstermBackend::new(out))?;
        Ok(Desk { terminal, forgotten: false })
    }

    /// One frame, shown at once and not line by line.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame)) -> Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        if std::mem::take(&mut self.forgotten) {
            // Not `clear`, which asks the terminal where its cursor is: the answer would go to the thread that reads keys.
            self.terminal.resize(self.terminal.size()?.into())?;
        }
        self.terminal.draw(draw)?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        Ok(())
    }

    /// Draws everything anew at the next frame.
    pub fn forget(&mut self) {
        self.forgotten = true;
    }

    /// Asks the terminal to put a text on its user's clipboard (OSC 52).
    pub fn copy(&mut self, text: &str) -> Result<()> {
        execute!(self.terminal.backend_mut(), CopyToClipboard::to_clipboard_from(text))?;
        Ok(())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        restore();
    }
}

fn no_terminal(error: io::Error) -> Error {
    Error::fault("no_terminal", "there is no terminal to draw on")
        .hint("start arrears in a terminal, or give it a command (arrears --help)")
        .caused_by(error)
}

/// Gives the terminal back, whatever state it is in. What fails here has nobody left to be told.
fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = execute!(
        out,
        EndSynchronizedUpdate,
        DisableBracketedPaste,
        style::ResetColor,
        LeaveAlternateScreen,
        cursor::SetCursorStyle::DefaultUserShape,
        cursor::Show
    );
    let _ = disable_raw_mode();
}

fn restore_on_panic() {
    static HOOKED: AtomicBool = AtomicBool::new(false);
    if HOOKED.swap(true, Ordering::SeqCst) {
        return;
    }
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        before(panic);
    }));
}

/// Starts the threads that turn keys, signals and the terminal's end into events.
pub fn listen(events: &Sender<Event>) -> Result<()> {
    let keys = events.clone();
    std::thread::Builder::new().name("keys".into()).spawn(move || read_keys(&keys))?;
    let gone = events.clone();
    std::thread::Builder::new().name("hang-up".into()).spawn(move || watch_terminal(&gone))?;
    let ends = events.clone();
    let mut signals = signal_hook::iterator::Signals::new([
        signal_hook::consts::SIGTERM,
        signal_hook::consts::SIGHUP,
        signal_hook::consts::SIGINT,
    ])?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        for _ in signals.forever() {
            if ends.send(Event::Signal).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

fn read_keys(events: &Sender<Event>) {
    loop {
        let event = match crossterm::event::read() {
            Ok(TerminalEvent::Key(key)) => Key::of(key).map(Event::Key),
            Ok(TerminalEvent::Paste(text)) => Some(Event::Paste(text)),
            Ok(TerminalEvent::Resize(..)) => Some(Event::Resize),
            Ok(_) => None,
            Err(_) => Some(Event::Gone),
        };
        let Some(event) = event else { continue };
        let last = matches!(event, Event::Gone);
        if events.send(event).is_err() || last {
            return;
        }
    }
}

/// crossterm spins when the terminal vanishes instead of saying so; the kernel tells whoever asks.
fn watch_terminal(events: &Sender<Event>) {
    let fd: RawFd = io::stdin().as_raw_fd();
    loop {
        let mut watched = libc::pollfd { fd, events: 0, revents: 0 };
        // SAFETY: one valid pollfd, and the count says one.
        let ready = unsafe { libc::poll(&raw mut watched, 1, 2000) };
        if ready > 0 && watched.revents & (libc::POLLHUP | libc::POLLERR | libc::POLLNVAL) != 0 {
            let _ = events.send(Event::Gone);
            return;
        }
        if ready < 0 {
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}
