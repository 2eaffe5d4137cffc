//! What a key brought about is carried out: views open and close, jobs start, another book comes to the desk.
//! A room of its own, so that what waits for events is not also what answers them.

use super::super::job::Job;
use super::super::route::{self, Route};
use super::super::stack::{BINDINGS, Layer};
use super::super::terminal::Event;
use super::super::view::{Effect, Place, View, run_named};
use super::{App, Status};
use crate::book::Book;
use crate::domain::ids::AccountId;
use crate::error::{Error, Result};

/// More views than anybody can have open on purpose.
const DEEPEST: usize = 24;

impl App {
    pub(super) fn carry_out(&mut self, effect: Effect) -> Result<()> {
        match effect {
            Effect::Stay | Effect::Pass => Ok(()),
            Effect::Open(view) => self.push(view),
            Effect::Go(route) => self.go(route),
            Effect::Close => self.close(),
            Effect::Each(effects) => effects.into_iter().try_for_each(|effect| self.carry_out(effect)),
            Effect::Then(effect) => {
                self.close()?;
                self.carry_out(*effect)
            }
            Effect::Do(name) => {
                self.close()?;
                self.command(name)
            }
            Effect::Done(sentence) => {
                self.stack.status = Some(Status::Saved(sentence));
                let account = self.stack.top().and_then(|view| view.seat()).map(|(account, _)| account);
                self.close()?;
                let next = account.and_then(|account| self.next_after(account));
                self.cx.trail.set_next(next);
                Ok(())
            }
            Effect::Say(sentence) => {
                self.stack.status = Some(Status::Said(sentence));
                Ok(())
            }
            Effect::Copy(text) => {
                self.clipboard = Some(text);
                self.stack.status = Some(Status::Said("copied".to_string()));
                Ok(())
            }
            Effect::Run(job) => self.start(job),
            Effect::Turn(book) => self.turn_to(*book),
            Effect::Quit => {
                self.quit = true;
                Ok(())
            }
        }
    }

    /// Who comes after an account in the list that it was opened from; on Today's list, who is still to be called.
    fn next_after(&self, account: AccountId) -> Option<(AccountId, String)> {
        let on_list = |route| matches!(route, Route::Account { .. } | Route::Today);
        self.stack.top().and_then(|view| view.route()).filter(|route| on_list(route.clone()))?;
        let (trail, calls) = (&self.cx.trail, &self.cx.calls);
        let mut behind = trail.behind(account).iter();
        let next = *behind.find(|account| !trail.is_of_today() || calls.is_to_call(**account))?;
        let name = self.cx.book.account(next).ok()?.name().to_string();
        Some((next, name))
    }

    /// Another book on the desk: nothing of the one before stays.
    fn turn_to(&mut self, book: Book) -> Result<()> {
        self.leave_all()?;
        self.cx.turn_to(book)?;
        self.note_head()?;
        self.stack.layers.clear();
        let home = route::open(&Route::Home, &mut self.cx)?;
        self.push(home)
    }

    /// Runs a command of the top view, or of the app, by name.
    pub fn command(&mut self, name: &'static str) -> Result<()> {
        let effect = match self.on_top(|view, cx| view.run(name, cx))? {
            Effect::Pass => run_named(&mut self.stack, BINDINGS, name, &mut self.cx)?,
            effect => effect,
        };
        self.carry_out(effect)
    }

    pub(super) fn push(&mut self, mut view: Box<dyn View>) -> Result<()> {
        if self.stack.layers.len() >= DEEPEST {
            return Err(Error::refused("too_deep", "too much is open at once").hint("close some of it with Esc"));
        }
        if view.place() == Place::Page {
            self.leave_visible()?;
        }
        view.load(&mut self.cx)?;
        self.stack.layers.push(Layer { view, read: self.head });
        Ok(())
    }

    fn go(&mut self, route: Route) -> Result<()> {
        match self.stack.showing(&route) {
            Some(found) => {
                while self.stack.layers.len() > found + 1 {
                    self.close()?;
                }
                // The home, asked for from elsewhere, begins a new search.
                self.on_top(|view, cx| view.run("find", cx)).map(|_| ())
            }
            None => {
                let view = route::open(&route, &mut self.cx)?;
                // One account page takes the place of another: Esc goes back to the list, not through all that were seen.
                let here = self.stack.top().and_then(|view| view.route());
                if matches!((&route, here), (Route::Account { .. }, Some(Route::Account { .. }))) {
                    self.close()?;
                }
                self.push(view)
            }
        }
    }

    /// Takes the top view away; the last one stays, since Esc never quits.
    fn close(&mut self) -> Result<()> {
        if self.stack.layers.len() < 2 {
            return Ok(());
        }
        let left = self.on_top(|view, cx| view.leave(cx).map(|()| Effect::Stay));
        self.stack.layers.pop();
        left.map(|_| ())
    }

    fn leave_visible(&mut self) -> Result<()> {
        let lowest = self.stack.lowest_visible();
        self.stack.layers.iter_mut().skip(lowest).try_for_each(|layer| layer.view.leave(&mut self.cx))
    }

    pub(super) fn leave_all(&mut self) -> Result<()> {
        let mut trouble = Ok(());
        for layer in &mut self.stack.layers {
            trouble = trouble.and(layer.view.leave(&mut self.cx));
        }
        self.cx.drafts.flush().and(trouble)
    }

    pub(super) fn start(&mut self, job: Job) -> Result<()> {
        let Some(wake) = self.wake.clone() else {
            job.run();
            self.tick();
            return Ok(());
        };
        std::thread::Builder::new().name("job".into()).spawn(move || {
            job.run();
            // The loop may have ended meanwhile.
            let _ = wake.send(Event::Job);
        })?;
        Ok(())
    }
}
