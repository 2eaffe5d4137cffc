//! Looking after accounts by keys: a new one, an amended one, its people, its note, a hold, a group, a merge.

use arrears::ops::amend_account::AmendAccount;
use arrears::tui::app::{App, Status};

use super::desk::{account, app, desk, elsewhere, shop};

const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (60, 20)];

fn saved(app: &App) -> String {
    match app.status() {
        Some(Status::Saved(said)) => said.clone(),
        other => panic!("nothing was saved: {other:?}"),
    }
}

#[test]
fn a_new_account_takes_its_name_and_the_next_free_code() {
    let mut app = desk();
    app.press("<tab>NNiles Gear Works<c-s>").unwrap();
    assert!(saved(&app).contains("Niles Gear Works opened"));
    let opened = app.cx.book.account_named("Niles Gear Works").unwrap();
    assert_eq!((opened.code.as_str(), opened.details.terms.as_str()), ("C00001", "net 30"));
    // From Find it is in the menu.
    app.press("<f9>new acc<enter>").unwrap();
    assert!(app.screen(120, 40).contains("NEW ACCOUNT"));
}

#[test]
fn a_name_or_number_that_is_there_already_is_named_while_one_types() {
    for (width, height) in SIZES {
        let mut app = desk();
        app.press("<tab>Nholloway fabrication").unwrap();
        let told = |app: &mut App| app.screen(width, height).split_whitespace().collect::<Vec<_>>().join(" ");
        let said = told(&mut app);
        assert!(said.contains("⚠ C0037 Holloway Fabrication is there already: same name"), "{said}");
        app.press("<c-u>Other<tab><tab>9375550142").unwrap();
        let said = told(&mut app);
        assert!(said.contains("Fabrication is there already: same phone 9375550142"), "{said}");
    }
}

#[test]
fn amending_writes_only_what_changed_and_the_history_tells_it() {
    for (width, height) in SIZES {
        let mut app = desk();
        app.press("hollow<enter>I<tab><tab><tab><tab><tab><c-u>2/10 net 30").unwrap();
        let screen = app.screen(width, height);
        assert!(screen.contains("terms: net 30 → 2/10 net 30"), "{screen}");
        app.press("<c-s>").unwrap();
        assert!(saved(&app).contains("terms: net 30 → 2/10 net 30"));
        let screen = app.screen(width, height);
        assert!(screen.contains("2/10 net 30"), "{screen}");
        let holloway = account(&app.cx.book, "C0037");
        let told = app.cx.book.timeline(holloway).unwrap();
        assert!(told.iter().any(|event| event.text == "terms: net 30 → 2/10 net 30" && event.by == "maria"));
        app.press("u").unwrap();
        assert_eq!(app.cx.book.account(holloway).unwrap().details.terms, "net 30");
    }
}

#[test]
fn nothing_changed_is_nothing_saved() {
    let mut app = desk();
    let head = app.cx.book.version().unwrap();
    app.press("hollow<enter>I<c-s>").unwrap();
    assert_eq!(app.cx.book.version().unwrap(), head);
    assert!(app.screen(120, 40).contains("nothing is different"));
}

#[test]
fn another_desk_s_change_shows_in_the_fields_that_nobody_typed_into() {
    let mut app = desk();
    app.press("hollow<enter>I<down><c-u>Dan").unwrap();
    let holloway = app.cx.book.account(account(&app.cx.book, "C0037")).unwrap();
    let mut details = holloway.details;
    details.city = "Dayton".into();
    elsewhere(&mut app, &AmendAccount { account: holloway.id, details, contacts: None });
    app.tick();
    app.press("<c-s>").unwrap();
    let after = app.cx.book.account(holloway.id).unwrap();
    assert_eq!(after.details.city, "Dayton");
    assert_eq!(app.cx.book.contacts_of(holloway.id).unwrap()[0].name, "Dan");
}

#[test]
fn people_are_added_and_taken_off_from_one_list() {
    for (width, height) in SIZES {
        let mut app = desk();
        app.press("hollow<enter>Knew<enter>Pete Oakes<tab>Plant<tab>937-555-0100<c-s>").unwrap();
        let holloway = account(&app.cx.book, "C0037");
        let names = |app: &App| -> Vec<String> {
            app.cx.book.contacts_of(holloway).unwrap().into_iter().map(|one| one.name).collect()
        };
        assert_eq!(names(&app), ["Dana Ruiz", "Pete Oakes"]);
        app.press("Kpete").unwrap();
        let screen = app.screen(width, height);
        assert!(screen.contains("CONTACTS of Holloway") && screen.contains("Pete Oakes"), "{screen}");
        app.press("<down><down><down><down><down><down>").unwrap();
        app.press("<esc>").unwrap();
        app.press("Kpete<tab><tab><tab><tab><tab><tab><up>3<c-s>").unwrap();
        assert_eq!(names(&app), ["Dana Ruiz"], "{}", app.screen(width, height));
    }
}

#[test]
fn a_note_is_pinned_with_one_key_and_read_everywhere() {
    for (width, height) in SIZES {
        let mut app = desk();
        app.press("hollow<enter>Jpicks up mornings only<c-s>").unwrap();
        assert!(app.screen(width, height).contains("NOTE picks up mornings only"), "{}", app.screen(width, height));
        app.press("c").unwrap();
        let screen = app.screen(width, height);
        assert!(screen.contains("NOTE  picks up mornings only"), "{screen}");
        app.press("<esc><esc>").unwrap();
        if width >= 100 {
            assert!(app.screen(width, height).contains("NOTE picks up mornings only"));
        }
    }
}

#[test]
fn a_hold_is_placed_with_its_reason_and_lifted() {
    for (width, height) in SIZES {
        let mut app = desk();
        app.press("hollow<enter>h1letter from Smith LLP<c-s>").unwrap();
        let screen = app.screen(width, height);
        assert!(screen.contains("ON HOLD attorney"), "{screen}");
        if width >= 100 {
            let flat = screen.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains("Smith LLP") && flat.contains("(maria)"), "{screen}");
        }
        app.press("h<c-s>").unwrap();
        assert!(!app.screen(width, height).contains("ON HOLD"), "{}", app.screen(width, height));
    }
}

#[test]
fn a_group_is_listed_with_its_total_and_leads_to_its_accounts() {
    let mut app = desk();
    for keys in ["hollins<enter>I", "holt<enter>I"] {
        app.press(keys).unwrap();
        (0..14).for_each(|_| app.press("<tab>").unwrap());
        app.press("C0037<c-s><esc><esc>").unwrap();
        assert!(saved(&app).contains("parent: C0037"), "{}", app.screen(120, 40));
    }
    app.press("hollow<enter>").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("GROUP 3 accounts") && screen.contains("Hollins Marine"), "{screen}");
    for (width, height) in SIZES {
        app.press("G").unwrap();
        let screen = app.screen(width, height);
        assert!(screen.contains("all of it, USD") && screen.contains("Hollins Marine"), "{screen}");
        app.press("<esc>").unwrap();
    }
    app.press("G<down><enter>").unwrap();
    let screen = app.screen(120, 40);
    assert!(screen.contains("PART OF") && screen.lines().next().unwrap().contains("Hol"), "{screen}");
}

#[test]
fn two_accounts_are_merged_by_keys_and_undo_gives_both_back() {
    for (width, height) in SIZES {
        let mut app = desk();
        app.press("hollow<enter>Mhollins").unwrap();
        let screen = app.screen(width, height);
        assert!(screen.contains("MERGE Holloway"), "{screen}");
        assert!(screen.contains("goes into C0037"), "{screen}");
        app.press("<c-s>").unwrap();
        assert!(saved(&app).contains("merged into C0037"));
        assert!(app.cx.book.account_named("C0038").unwrap().code == "C0037");
        app.press("<esc><esc>C0038").unwrap();
        let screen = app.screen(width, height);
        assert!(screen.contains("Holloway"), "{screen}");
        app.press("<esc><tab>u").unwrap();
        assert_eq!(app.cx.book.account_named("C0038").unwrap().code, "C0038");
    }
}

#[test]
fn a_page_on_an_account_that_another_desk_merged_turns_to_the_one_that_keeps_it() {
    let mut app = app(shop().book);
    app.press("hollins<enter>").unwrap();
    let (hollins, holloway) = (account(&app.cx.book, "C0038"), account(&app.cx.book, "C0037"));
    let clash = arrears::ops::merge_accounts::Clash::Refuse;
    let op = arrears::ops::merge_accounts::decide(&app.cx.book, hollins, holloway, &clash, app.cx.today).unwrap();
    elsewhere(&mut app, &op);
    app.tick();
    let screen = app.screen(120, 40);
    assert!(screen.lines().next().unwrap().contains("Holloway"), "{screen}");
}

#[test]
fn frames_of_looking_after_an_account() {
    for (name, keys) in [
        ("amend_account", "hollow<enter>I<tab><tab><tab><tab><tab><c-u>eom"),
        ("contacts", "hollow<enter>K"),
        ("hold", "hollow<enter>h"),
        ("merge", "hollow<enter>Mhollins"),
    ] {
        for (width, height) in SIZES {
            let mut app = desk();
            app.press(keys).unwrap();
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), app.screen(width, height));
        }
    }
}
