//! What cannot be pressed from outside: the frames of work that goes on, and stopping it.

use super::super::super::app::App;
use super::super::super::cx::Clock;
use super::*;
use crate::domain::item::samples::day;

fn app(view: BringIn) -> App {
    let morning = day("2026-11-21").and_hms_opt(9, 30, 0).unwrap();
    let cx = Cx::new(Book::memory().unwrap(), Clock::standing(morning), "maria").unwrap();
    App::on(cx, Box::new(view)).unwrap()
}

#[test]
fn looking_shows_how_far_it_is_and_esc_stops_it() {
    let (job, pending) = Job::new(|progress| {
        assert!(!progress.cancelled());
        Err(Error::fault("unwanted", "nobody wants this"))
    });
    let mut app = app(BringIn { state: State::Looking(pending), ..BringIn::default() });
    assert!(app.screen(80, 24).contains("reading …"), "{}", app.screen(80, 24));
    app.press("x<f8><enter>").unwrap();
    assert!(app.screen(80, 24).contains("Esc stops it"));
    app.press("<esc>").unwrap();
    job.run();
    app.tick();
    let screen = app.screen(80, 24);
    assert!(screen.contains("✗ stopped; nothing was changed") && !screen.contains("nobody"), "{screen}");
}

#[test]
fn taking_shows_how_far_it_is_and_esc_waits_for_the_answer() {
    let (sender, written) = std::sync::mpsc::channel();
    let (job, pending) = Job::new(move |progress| {
        progress.report(250, 1000);
        sender.send(()).unwrap();
        while !progress.cancelled() {
            std::thread::yield_now();
        }
        Err(Error::refused("cancelled", "the import was cancelled").safe("nothing was imported"))
    });
    let done = Done { said: "Brought in".into(), more: false };
    let mut app = app(BringIn { state: State::Taking { pending, done }, ..BringIn::default() });
    let worker = std::thread::spawn(move || job.run());
    written.recv().unwrap();
    assert!(app.screen(80, 24).contains("▬▬▬▬▬▬▬··"), "{}", app.screen(80, 24));
    assert!(app.screen(80, 24).contains("250 of 1000 rows"));
    app.press("<esc>").unwrap();
    worker.join().unwrap();
    app.tick();
    assert!(app.screen(80, 24).contains("the import was cancelled; nothing was imported"), "{}", app.screen(80, 24));
}
