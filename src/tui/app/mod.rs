//! The workstation: a stack of views, the keys that hold everywhere, and the loop that waits for the next event.
//! Events are carried out whether or not anything is drawn; drawing happens when something changed.

mod carry;
mod day_backup;

use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use day_backup::DayBackup;

use super::cx::Cx;
use super::job::Job;
use super::key::Key;
use super::presence;
use super::route::{self, Route};
use super::screen;
pub use super::stack::Status;
use super::stack::{BINDINGS, Stack};
use super::terminal::{self, Desk, Event};
use super::view::{Context, Effect, View, run_key};
use crate::book::Book;
use crate::domain::ids::EntryId;
use crate::error::{Error, Result};

/// How often the book is asked whether it changed, and forms save their drafts.
const TICK: Duration = Duration::from_millis(250);

/// The workstation on one book.
pub struct App {
    pub cx: Cx,
    stack: Stack,
    quit: bool,
    /// Something changed since the last frame.
    stale: bool,
    head: Option<EntryId>,
    /// The hash of that entry: another one there is another book, put back from a backup.
    seal: String,
    clipboard: Option<String>,
    /// The terminal shows something that is not ours.
    redraw: bool,
    day_backup: DayBackup,
    /// Wakes the loop when a job is done; without a loop jobs run at once.
    wake: Option<Sender<Event>>,
}

impl App {
    /// Opens on the home.
    pub fn new(mut cx: Cx) -> Result<App> {
        let home = route::open(&Route::Home, &mut cx)?;
        App::on(cx, home)
    }

    /// Opens on a view, which is then what Esc ends at.
    pub fn on(cx: Cx, root: Box<dyn View>) -> Result<App> {
        let stack = Stack { layers: Vec::new(), status: None };
        let mut app = App {
            cx,
            stack,
            quit: false,
            stale: true,
            head: None,
            seal: String::new(),
            clipboard: None,
            redraw: false,
            day_backup: DayBackup::default(),
            wake: None,
        };
        app.note_head()?;
        app.push(root)?;
        Ok(app)
    }

    /// Takes the terminal and works until quit, a signal, or the terminal's end. Drafts are kept whichever it was.
    pub fn run(mut self) -> Result<()> {
        let mut desk = Desk::take()?;
        let (sender, events) = mpsc::channel();
        terminal::listen(&sender)?;
        self.wake = Some(sender);
        let mut next_tick = Instant::now() + TICK;
        while !self.quit {
            if std::mem::take(&mut self.redraw) {
                desk.forget();
                self.stale = true;
            }
            if std::mem::take(&mut self.stale) && desk.draw(|frame| self.draw(frame)).is_err() {
                break;
            }
            if let Some(text) = self.clipboard.take() {
                let _ = desk.copy(&text);
            }
            match events.recv_timeout(next_tick.saturating_duration_since(Instant::now())) {
                Ok(event) => self.event(event),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            // What has piled up is worked off before the next frame: a held key never lags behind.
            while let Ok(event) = events.try_recv() {
                self.event(event);
            }
            if Instant::now() >= next_tick {
                self.tick();
                next_tick = Instant::now() + TICK;
            }
        }
        self.leave_all()
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Key(Key::Ctrl('l')) => self.redraw = true,
            Event::Key(key) => self.key(key),
            Event::Paste(text) => self.paste(&text),
            // Even where it is as large as before: meanwhile it was another, and lost what it showed.
            Event::Resize => self.redraw = true,
            Event::Job => self.tick(),
            Event::Signal | Event::Gone => self.quit = true,
        }
    }

    /// One key, to the top view first and then to the keys that hold everywhere.
    pub fn key(&mut self, key: Key) {
        self.stale = true;
        self.cx.today = self.cx.clock.today();
        if matches!(self.stack.status, Some(Status::Said(_) | Status::Trouble(_))) {
            self.stack.status = None;
        }
        self.cx.interrupting = self.stack.is_interruption();
        if let Some(route) = self.next_of_list(key) {
            return self.finish(Ok(Effect::Go(route)));
        }
        let answer = self.on_top(|view, cx| view.key(key, cx));
        let answer = match answer {
            Ok(Effect::Pass) => run_key(&mut self.stack, BINDINGS, key, &mut self.cx),
            answer => answer,
        };
        self.finish(answer);
    }

    /// After a save, `]` goes to the account that the status line names; any other key forgets it.
    fn next_of_list(&mut self, key: Key) -> Option<Route> {
        let next = self.cx.trail.next().map(|(account, _)| *account);
        self.cx.trail.set_next(None);
        let follows = key == Key::Char(']') && self.stack.context() == Context::Account;
        next.filter(|_| follows).map(|account| Route::Account { account, debit: None })
    }

    pub fn paste(&mut self, text: &str) {
        self.stale = true;
        let answer = self.on_top(|view, cx| view.paste(text, cx));
        self.finish(answer);
    }

    /// Looks whether the book changed elsewhere, and lets the visible views look at their jobs.
    pub fn tick(&mut self) {
        let today = self.cx.clock.today();
        if today != self.cx.today {
            self.cx.today = today;
            self.stack.layers.iter_mut().for_each(|layer| layer.read = None);
        }
        self.refresh();
        self.take_seat();
        if let Some(error) = self.day_backup.trouble() {
            self.stack.status = Some(Status::Trouble(format!("today's backup was not made: {error}")));
            self.stale = true;
        }
        let mut effects = Vec::new();
        for layer in &mut self.stack.layers {
            match layer.view.tick(&mut self.cx) {
                Ok((changed, effect)) => {
                    self.stale |= changed;
                    effects.push(Ok(effect));
                }
                Err(error) => effects.push(Err(error)),
            }
        }
        let top = effects.len().saturating_sub(1);
        for (number, effect) in effects.into_iter().enumerate() {
            match effect {
                Ok(Effect::Stay | Effect::Pass) => {}
                Ok(Effect::Done(said)) if number != top => self.done_below(number, said),
                // A view below the top may speak or start work; it cannot close or cover what has the keyboard.
                Ok(effect) if number != top && !matches!(effect, Effect::Say(_) | Effect::Run(_)) => {}
                effect => self.finish(effect),
            }
        }
    }

    /// Tells the other desks which account is open here, and hears who else has it.
    fn take_seat(&mut self) {
        let place = self.stack.layers.iter().rev().find_map(|layer| layer.view.seat());
        let now = (self.cx.clock.now)().utc;
        if !self.cx.drafts.sit(&self.cx.operator, place, now) {
            return;
        }
        self.stale = true;
        let said = place.and_then(|(account, _)| presence::words(account, &self.cx));
        if self.stack.status.is_none() {
            self.stack.status = said.map(Status::Said);
        }
    }

    /// A form that lay under another page has saved by itself: it is gone when one comes back.
    fn done_below(&mut self, number: usize, said: String) {
        if number > 0 && number < self.stack.layers.len() {
            self.stack.layers.remove(number);
        }
        self.stack.status = Some(Status::Saved(said));
        self.stale = true;
        self.refresh();
    }

    fn on_top(&mut self, run: impl FnOnce(&mut dyn View, &mut Cx) -> Result<Effect>) -> Result<Effect> {
        match self.stack.layers.last_mut() {
            Some(layer) => run(&mut *layer.view, &mut self.cx),
            None => Ok(Effect::Stay),
        }
    }

    fn finish(&mut self, answer: Result<Effect>) {
        let before = self.head;
        let done = answer.and_then(|effect| self.carry_out(effect));
        if let Err(error) = done {
            self.stack.status = Some(Status::Trouble(error.to_string()));
            self.stale = true;
        }
        self.refresh();
        if self.head != before {
            self.fold_log();
        }
    }

    /// After an entry: a plain copy of the book's file has it too.
    fn fold_log(&mut self) {
        let Some(path) = self.cx.book.path().map(Path::to_path_buf) else { return };
        let fold = Job::alone(move || {
            // The entry is safe in the log; the next one, or the close, folds it.
            let _ = Book::checkpoint(&path);
        });
        if self.wake.is_none() {
            return;
        }
        let backup = self.cx.book.path().map(Path::to_path_buf);
        let backup = backup.and_then(|path| self.day_backup.after_entry(path, self.cx.today));
        for job in std::iter::once(fold).chain(backup) {
            self.stale |= self.start(job).is_err();
        }
    }

    pub(super) fn note_head(&mut self) -> Result<()> {
        let head = self.cx.book.version()?;
        (self.seal, self.head) = (self.cx.book.hash_at(head)?, Some(head));
        Ok(())
    }

    /// The entry that was the newest is not there any more, or is another one.
    fn was_put_back(&self) -> bool {
        let hash = self.head.map(|head| self.cx.book.hash_at(head));
        hash.is_some_and(|hash| hash.is_ok_and(|hash| hash != self.seal))
    }

    /// Lets every visible view that has not read the journal's head read again.
    fn refresh(&mut self) {
        // A book that cannot be read this moment is asked again at the next tick.
        let before = self.head;
        if self.was_put_back() {
            self.cx.forget();
            self.stack.layers.iter_mut().for_each(|layer| layer.read = None);
            self.stack.status = Some(Status::Said("the book was put back from a backup: it is read again".to_string()));
        }
        let _ = self.note_head();
        if self.head != before && self.cx.refresh().is_err() {
            self.head = before;
        }
        let lowest = self.stack.lowest_visible();
        for layer in self.stack.layers.iter_mut().skip(lowest) {
            if layer.read != self.head {
                layer.read = self.head;
                self.stale = true;
                if let Err(error) = layer.view.load(&mut self.cx) {
                    self.stack.status = Some(Status::Trouble(error.to_string()));
                }
            }
        }
    }

    pub fn draw(&mut self, frame: &mut ratatui::Frame) {
        screen::draw(frame, &mut self.stack, &mut self.cx);
    }

    pub fn has_quit(&self) -> bool {
        self.quit
    }

    pub fn status(&self) -> Option<&Status> {
        self.stack.status.as_ref()
    }

    /// Presses keys written as text: `hol<enter>c3<enter>` or `ace⏎c3⏎`.
    pub fn press(&mut self, keys: &str) -> Result<()> {
        let keys = Key::read_all(keys).ok_or_else(|| Error::invalid("keys", format!("{keys:?} names no keys")))?;
        keys.into_iter().for_each(|key| self.key(key));
        Ok(())
    }

    /// The screen as text at a size, one line a row, blanks at the ends of lines cut.
    pub fn screen(&mut self, width: u16, height: u16) -> String {
        let Ok(mut terminal) = Terminal::new(TestBackend::new(width, height));
        let Ok(_) = terminal.draw(|frame| self.draw(frame));
        let buffer = terminal.backend().buffer();
        let rows = buffer.content.chunks(usize::from(width.max(1)));
        let mut text = String::new();
        for row in rows {
            let mut skip = 0;
            let mut line = String::new();
            for cell in row {
                if skip == 0 {
                    line.push_str(cell.symbol());
                }
                skip = (unicode_width::UnicodeWidthStr::width(cell.symbol()).max(1) - 1).max(skip.max(1) - 1);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests;
