//! The first frame, Find, and the window in every size.

use super::desk::Desk;

#[test]
fn the_first_frame_is_the_aging_report_with_the_keyboard_in_find() {
    let mut screen = Desk::new().at_home();
    let text = screen.text();
    assert!(text.starts_with(" FIND") && text.contains("AGING by due date, as of 21 Nov"), "{text}");
    assert!(text.contains("Maquinados Ibáñez") && text.contains("33,945.80"), "{text}");
    assert!(screen.screen().alternate_screen() && screen.screen().bracketed_paste());
    screen.wait("proof 0.00 ✓");
    let before = screen.raw.len();
    screen.press("<c-l>");
    screen.press("ace");
    screen.wait("1 of 61 accounts");
    let drawn = String::from_utf8_lossy(&screen.raw[before..]).into_owned();
    assert!(drawn.contains("\x1b[2J") && drawn.contains("AGING"), "{drawn:?}");
    // An answer of the terminal would come as keys.
    assert!(!String::from_utf8_lossy(&screen.raw).contains("\x1b[6n"));
}

#[test]
fn typing_finds_an_account_by_name_by_telephone_and_by_invoice() {
    let mut screen = Desk::new().at_home();
    for (typed, seen) in [("wojcik", "Wójcik Grinding"), ("5550114", "(937) 555-0114"), ("1088", "Darke County Grain")]
    {
        screen.press(typed);
        screen.wait(" 1 of 61 accounts");
        screen.wait(seen);
        screen.press("<esc>");
        screen.wait("42 of 61 accounts");
    }
    screen.press("wojcik<enter>");
    screen.wait(" ACCOUNT  Wójcik Grinding");
    screen.press("<f2>");
    screen.wait(" FIND");
}

#[test]
fn the_window_may_take_every_size_and_come_back() {
    let mut screen = Desk::new().at_home();
    screen.wait("proof 0.00 ✓");
    let before = screen.text();
    let sizes = (1..=24).flat_map(|step| [(step * 11 % 200 + 10, step * 7 % 60 + 3), (10, 3), (200, 60), (41, 12)]);
    sizes.for_each(|(width, height)| screen.resize(width, height));
    screen.resize(10, 3);
    screen.wait("please ma…");
    screen.resize(60, 20);
    screen.wait("F1 help");
    screen.resize(120, 40);
    screen.wait_until("the frame as it was", |text| text == before);
    screen.press("ace");
    screen.wait("Ace Welding");
}

#[test]
fn a_form_keeps_what_was_typed_through_every_size() {
    let mut screen = Desk::new().at_home();
    screen.press("ace<enter>c8");
    screen.wait("CALL with Ace");
    screen.press("<tab>half a note");
    screen.wait("half a note");
    for (width, height) in [(80, 24), (60, 20), (40, 12), (10, 3), (1, 1), (130, 45), (120, 40)] {
        screen.resize(width, height);
    }
    screen.wait("CALL with Ace");
    screen.wait("half a note");
}

#[test]
fn a_paste_into_find_is_text_and_opens_nothing() {
    let mut screen = Desk::new().at_home();
    screen.paste("Ace Welding\n");
    screen.wait(" 1 of 61 accounts");
    assert!(screen.text().starts_with(" FIND"), "{}", screen.text());
}
