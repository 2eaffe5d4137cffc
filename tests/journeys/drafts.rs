//! Drafts: whatever ends the program, what was typed comes back, with what happened at the account meanwhile.

use std::path::Path;
use std::sync::LazyLock;

use arrears::book::{Access, Book};
use arrears::ops::undo::Undo;
use arrears::tui::app::App;
use arrears::tui::drafts::Drafts;
use proptest::prelude::*;
use proptest::sample::select;

use super::desk::{account, app, debit, elsewhere, pressed, shop};
use crate::shop::{day, payment, usd};

/// The shop's book as a file's bytes, made once.
static BOOK: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.book");
    shop().book.backup(&path).unwrap();
    std::fs::read(path).unwrap()
});

/// A desk on the shop's book in a file, with its drafts beside it.
fn desk_on(path: &Path) -> App {
    if !path.exists() {
        std::fs::write(path, &*BOOK).unwrap();
    }
    let mut app = app(Book::open(path, Access::Screen).unwrap());
    app.cx.drafts = Drafts::beside(path, "maria").unwrap();
    app
}

/// The docked form as it stands on the screen, without the panel beside it.
fn form_of(app: &mut App) -> Vec<String> {
    let screen = app.screen(100, 40);
    let lines: Vec<String> = screen.lines().map(str::to_string).collect();
    let from = lines.iter().rposition(|line| line.contains("Holloway Fabrication") && line.contains('─')).unwrap();
    let to = lines.iter().rposition(|line| line.contains("[ Save")).unwrap();
    lines[from..=to].iter().map(|line| line.split('│').next().unwrap_or_default().to_string()).collect()
}

/// What a clerk may press in a form: text, figures, and the keys that move.
fn key() -> impl Strategy<Value = &'static str> {
    select(vec![
        "a",
        "h",
        "l",
        "é",
        "0",
        "1",
        "2",
        "3",
        "5",
        "9",
        ".",
        "+",
        "-",
        " ",
        "t",
        "<tab>",
        "<s-tab>",
        "<down>",
        "<up>",
        "<backspace>",
        "<right>",
        "<tab>",
        "<tab>",
        "fri",
        "100",
        "<c-z>",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// A tick keeps what was typed; the program is then gone without another word.
    #[test]
    fn a_desk_killed_at_any_key_brings_back_what_stood_there_at_the_last_tick(
        form in select(&["c", "p", "l", "w", "i", "k"][..]),
        before in prop::collection::vec(key(), 0..24),
        after in prop::collection::vec(key(), 0..4),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.book");
        let mut app = desk_on(&path);
        app.press("holloway\u{23ce}").unwrap();
        app.press(form).unwrap();
        app.press(&before.concat()).unwrap();
        // Which half of a list is looked at is nothing typed: it is gone when the keyboard leaves the field.
        app.press("<tab><s-tab>").unwrap();
        app.tick();
        app.cx.drafts.flush().unwrap();
        let stood = form_of(&mut app);
        app.press(&after.concat()).unwrap();
        // No farewell: neither the form nor the file of drafts is closed.
        std::mem::forget(app);

        let mut parked = desk_on(&folder.path().join("other.book"));
        parked.press(&["holloway\u{23ce}", form, &before.concat(), "<esc>"].concat()).unwrap();
        let mut again = desk_on(&path);
        prop_assert_eq!(again.cx.drafts.count(), parked.cx.drafts.count());
        if again.cx.drafts.count() == 0 {
            return Ok(());
        }
        again.press("<f6>\u{23ce}").unwrap();
        prop_assert_eq!(form_of(&mut again), stood);
    }
}

#[test]
fn a_draft_says_what_happened_at_its_account_since() {
    let mut app = pressed("holloway\u{23ce}c8\u{23ce}half a note<esc>");
    let (holloway, other) = (account(&app.cx.book, "C0037"), account(&app.cx.book, "C0042"));
    app.press("<f6>").unwrap();
    assert!(!app.screen(120, 40).contains("since then"), "{}", app.screen(120, 40));
    app.press("<esc>").unwrap();
    let item = debit(&app.cx.book, holloway, "1043");
    let theirs = payment(other, usd("1.00"), day("2026-11-21"), Vec::new());
    app.cx.book.perform(&theirs, &crate::shop::stamp("theirs")).unwrap();
    elsewhere(&mut app, &payment(holloway, usd("300.00"), day("2026-11-21"), vec![(item, usd("300.00"))]));
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        app.press("<f6>").unwrap();
        let screen = app.screen(width, height);
        assert!(screen.contains("since then: check") && screen.contains("300.00 (ann)"), "{screen}");
        app.press("<esc>").unwrap();
    }
    app.press("<f6>\u{23ce}").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("half a note") && screen.contains("since then: check"), "{screen}");
    assert!(!screen.contains("1.00 (ann)"), "another account's money is nothing to this draft: {screen}");
}

#[test]
fn a_draft_says_what_was_undone_since() {
    let mut app = pressed("holloway\u{23ce}");
    let holloway = account(&app.cx.book, "C0037");
    elsewhere(&mut app, &payment(holloway, usd("300.00"), day("2026-11-21"), Vec::new()));
    let entry = app.cx.book.version().unwrap();
    app.tick();
    app.press("c8\u{23ce}half a note<esc>").unwrap();
    app.cx.book.perform(&Undo { entry }, &crate::shop::stamp("undo")).unwrap();
    app.press("<f6>").unwrap();
    assert!(app.screen(80, 24).contains("since then: undone: payment (ann)"), "{}", app.screen(80, 24));
}

#[test]
fn a_parked_call_still_knows_the_invoice_by_which_the_account_was_found() {
    let mut app = pressed("1043\u{23ce}c3100<esc>");
    app.press("<f6>\u{23ce}<c-s>").unwrap();
    let holloway = account(&app.cx.book, "C0037");
    let (item, promises) =
        (debit(&app.cx.book, holloway, "1043"), app.cx.book.promises_of(holloway, day("2026-11-21")));
    assert_eq!(promises.unwrap().last().unwrap().covers, [item]);
}
