//! The app with toy views: keys, effects, status, sizes.

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::super::cx::Clock;
use super::super::job::Pending;
use super::super::look;
use super::super::view::{Binding, Command, Context, Hint, Place, commands_of, hints_of, run_named};
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
