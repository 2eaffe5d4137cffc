//! The workstation: a stack of views, the keys that hold everywhere, and the loop that waits for the next event.
//! Events are carried out whether or not anything is drawn; drawing happens when something changed.

use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::cx::Cx;
use super::job::Job;
use super::key::Key;
use super::route::{self, Route};
use super::screen;
pub use super::stack::Status;
use super::stack::{BINDINGS, Layer, Stack};
use super::terminal::{self, Desk, Event};
use super::view::{Effect, Place, View, run_key, run_named};
use crate::book::Book;
use crate::domain::ids::EntryId;
use crate::error::{Error, Result};

/// How often the book is asked whether it changed, and forms save their drafts.
const TICK: Duration = Duration::from_millis(250);
/// More views than anybody can have open on purpose.
const DEEPEST: usize = 24;

/// The workstation on one book.
pub struct App {
    pub cx: Cx,
    stack: Stack,
    quit: bool,
    /// Something changed since the last frame.
    stale: bool,
    head: Option<EntryId>,
    clipboard: Option<String>,
    /// The terminal shows something that is not ours.
    redraw: bool,
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
        let mut app =
            App { cx, stack, quit: false, stale: true, head: None, clipboard: None, redraw: false, wake: None };
        app.head = Some(app.cx.book.version()?);
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
        let answer = self.on_top(|view, cx| view.key(key, cx));
        let answer = match answer {
            Ok(Effect::Pass) => run_key(&mut self.stack, BINDINGS, key, &mut self.cx),
            answer => answer,
        };
        self.finish(answer);
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
        if self.wake.is_some() && self.start(fold).is_err() {
            self.stale = true;
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Result<()> {
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
                self.close()
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

    /// Another book on the desk: nothing of the one before stays.
    fn turn_to(&mut self, book: Book) -> Result<()> {
        self.leave_all()?;
        self.cx.turn_to(book)?;
        self.head = Some(self.cx.book.version()?);
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

    fn push(&mut self, mut view: Box<dyn View>) -> Result<()> {
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

    fn leave_all(&mut self) -> Result<()> {
        let mut trouble = Ok(());
        for layer in &mut self.stack.layers {
            trouble = trouble.and(layer.view.leave(&mut self.cx));
        }
        self.cx.drafts.flush().and(trouble)
    }

    fn start(&mut self, job: Job) -> Result<()> {
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

    /// Lets every visible view that has not read the journal's head read again.
    fn refresh(&mut self) {
        // A book that cannot be read this moment is asked again at the next tick.
        let before = self.head;
        if let Ok(head) = self.cx.book.version() {
            self.head = Some(head);
        }
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
mod tests {
    use ratatui::Frame;
    use ratatui::layout::{Rect, Size};

    use super::super::cx::Clock;
    use super::super::job::Pending;
    use super::super::look;
    use super::super::view::{Binding, Command, Context, Hint, commands_of, hints_of};
    use super::*;
    use crate::domain::calendar::Date;

    /// A page with one verb, and a box over it.
    struct Toy {
        place: Place,
        context: Context,
        seen: String,
        pending: Option<Pending<u32>>,
        left: bool,
    }

    impl Toy {
        fn of(place: Place, context: Context) -> Box<dyn View> {
            Box::new(Toy { place, context, seen: String::new(), pending: None, left: false })
        }
    }

    const TOYS: &[Binding<Toy>] = &[
        Binding {
            name: "form",
            keys: &[Key::F(3), Key::Char('c')],
            label: "call",
            help: "Log a call",
            run: |_, _| Ok(Effect::Open(Toy::of(Place::Dock, Context::Form))),
        },
        Binding {
            name: "fail",
            keys: &[Key::Char('x')],
            label: "",
            help: "Fail",
            run: |_, _| Err(Error::refused("no", "it was refused").hint("try another")),
        },
        Binding {
            name: "work",
            keys: &[Key::Char('w')],
            label: "work",
            help: "Work elsewhere",
            run: |toy, _| {
                let (job, pending) = Job::new(|_| Ok(42));
                toy.pending = Some(pending);
                Ok(Effect::Run(job))
            },
        },
    ];

    impl View for Toy {
        fn title(&self) -> String {
            "Toy".to_string()
        }
        fn place(&self) -> Place {
            self.place
        }
        fn context(&self) -> Context {
            self.context
        }
        fn route(&self) -> Option<Route> {
            (self.place == Place::Page).then_some(Route::Home)
        }
        fn load(&mut self, _cx: &mut Cx) -> Result<()> {
            self.seen.push_str("load ");
            Ok(())
        }
        fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
            match (self.context, key) {
                (Context::Form, Key::Char(letter)) => self.seen.push(letter),
                (Context::Form, Key::Ctrl('s')) => return Ok(Effect::Done("Saved it".to_string())),
                (_, Key::Esc) => return Ok(Effect::Close),
                _ => return run_key(self, TOYS, key, cx),
            }
            Ok(Effect::Stay)
        }
        fn paste(&mut self, text: &str, _cx: &mut Cx) -> Result<Effect> {
            self.seen.push_str(text);
            Ok(Effect::Stay)
        }
        fn tick(&mut self, _cx: &mut Cx) -> Result<(bool, Effect)> {
            let Some(answer) = self.pending.as_ref().and_then(Pending::poll) else { return Ok((false, Effect::Stay)) };
            self.pending = None;
            self.seen.push_str(&format!("answer {} ", answer?));
            Ok((true, Effect::Stay))
        }
        fn leave(&mut self, _cx: &mut Cx) -> Result<()> {
            self.left = true;
            Ok(())
        }
        fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
            let text = format!("{:?} saw {} {}", self.place, self.seen, if self.left { "left" } else { "" });
            look::put(frame.buffer_mut(), (area.x, area.y), area.width, &text, cx.look.plain());
            look::column_rule(frame.buffer_mut(), area.x + area.width / 2, area, cx.look.dim());
        }
        fn wants(&mut self, room: Size) -> Size {
            Size { height: 5, ..room }
        }
        fn hints(&self) -> Vec<Hint> {
            hints_of(TOYS, self.context)
        }
        fn commands(&self) -> Vec<Command> {
            commands_of(TOYS)
        }
        fn run(&mut self, name: &str, cx: &mut Cx) -> Result<Effect> {
            run_named(self, TOYS, name, cx)
        }
    }

    fn app() -> App {
        let noon = Date::from_ymd_opt(2026, 11, 21).unwrap().and_hms_opt(12, 0, 0).unwrap();
        let cx = Cx::new(Book::memory().unwrap(), Clock::standing(noon), "maria").unwrap();
        App::on(cx, Toy::of(Place::Page, Context::Account)).unwrap()
    }

    #[test]
    fn no_size_is_too_small_or_odd() {
        let mut app = app();
        for keys in ["", "c", "<f1>"] {
            app.press(keys).unwrap();
            let step = if keys.is_empty() { 1 } else { 3 };
            for width in (1..=130).step_by(step) {
                for height in 1..=45 {
                    let screen = app.screen(width, height);
                    assert_eq!(screen.lines().count(), usize::from(height), "{width}×{height}");
                }
            }
        }
    }

    #[test]
    fn a_window_too_small_says_so_in_one_line() {
        let text = app().screen(39, 12);
        assert!(text.starts_with("please make this window larger"), "{text}");
        assert!(app().screen(40, 12).contains("F1 help"));
    }

    #[test]
    fn letters_are_verbs_on_an_account_and_text_in_a_form() {
        let mut app = app();
        app.press("cx?q").unwrap();
        let screen = app.screen(80, 24);
        assert!(screen.contains("FORM") && screen.contains("saw load x?q"), "{screen}");
        assert!(!app.has_quit());
        app.paste("c\u{11}x");
        assert!(app.screen(80, 24).contains("x?qc"), "{}", app.screen(80, 24));
    }

    #[test]
    fn a_save_closes_the_form_and_offers_undo() {
        let mut app = app();
        app.press("c<c-s>").unwrap();
        assert_eq!(app.status(), Some(&Status::Saved("Saved it".to_string())));
        let screen = app.screen(80, 24);
        assert!(screen.contains("ACCOUNT") && screen.contains("Saved it · Ctrl-Z undo"), "{screen}");
    }

    #[test]
    fn trouble_is_said_and_goes_at_the_next_key() {
        let mut app = app();
        app.press("x").unwrap();
        assert!(app.screen(80, 24).contains("it was refused; try another"));
        app.press("<up>").unwrap();
        assert_eq!(app.status(), None);
    }

    #[test]
    fn the_menu_finds_a_command_by_typing_and_runs_it_below() {
        let mut app = app();
        app.press("<f9>log ca").unwrap();
        let screen = app.screen(80, 24);
        assert!(screen.contains("Log a call") && !screen.contains("Menu of everything"), "{screen}");
        app.press("<enter>").unwrap();
        assert!(app.screen(80, 24).contains("FORM"));
    }

    #[test]
    fn every_command_of_the_menu_is_shown_with_a_key() {
        let mut app = app();
        app.press("<f1>").unwrap();
        let screen = app.screen(100, 40);
        for line in ["F3 c", "Ctrl-Q", "F9 m", "F8 t", "F6 d", "F2 /"] {
            assert!(screen.contains(line), "{line} is not in\n{screen}");
        }
    }

    #[test]
    fn esc_goes_out_one_level_and_never_quits() {
        let mut app = app();
        app.press("c<f9><esc>").unwrap();
        assert!(app.screen(80, 24).contains("FORM"));
        app.press("<f2><esc><esc><esc>").unwrap();
        assert!(!app.has_quit() && app.screen(80, 24).contains("ACCOUNT"));
        app.press("<c-q>").unwrap();
        assert!(app.has_quit());
    }

    #[test]
    fn a_job_answers_its_view() {
        let mut app = app();
        app.press("w").unwrap();
        assert!(app.screen(80, 24).contains("answer 42"), "{}", app.screen(80, 24));
    }
}
