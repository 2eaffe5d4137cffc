//! Little room: what does not fit is said to go on, and can be reached.

use super::desk::{desk, pressed};

#[test]
fn the_amounts_of_a_statement_are_an_arrow_away_where_it_is_wider_than_the_screen() {
    let mut app = pressed("hollo<enter>s");
    let narrow = app.screen(60, 20);
    assert!(narrow.contains("more at the right ▸") && !narrow.contains("828.20"), "{narrow}");
    app.press("<right>").unwrap();
    let right = app.screen(60, 20);
    assert!(right.contains("◂ ← more at the left") && right.contains("828.20"), "{right}");
    app.press("<left>").unwrap();
    assert_eq!(app.screen(60, 20), narrow);
    let wide = app.screen(120, 40);
    assert!(wide.contains("828.20") && !wide.contains("more at the") && !wide.contains("sideways"), "{wide}");
}

#[test]
fn an_error_that_does_not_fit_beside_its_field_stands_whole_below_it() {
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        let mut app = pressed("hollo<enter><down>w5.001");
        let screen = app.screen(width, height);
        let words: Vec<&str> = screen.split_whitespace().filter(|word| *word != "│").collect();
        let flowing = words.join(" ");
        assert!(flowing.contains("✗ 5.001 has too many decimals"), "{width}×{height}\n{screen}");
        assert!(!screen.contains("too many …"), "{screen}");
        app.press("<bksp><bksp>").unwrap();
        assert!(!app.screen(width, height).contains("too many"));
    }
}

#[test]
fn nothing_found_offers_nothing_that_does_not_work() {
    let mut app = pressed("zzzz<tab>");
    let screen = app.screen(120, 40);
    let bar = screen.lines().last().unwrap();
    assert!(bar.contains("Tab find") && bar.contains("F1 help"), "{bar}");
    assert!(!bar.contains("payment") && !bar.contains("call") && !bar.contains("open"), "{bar}");
    app.press("<tab>").unwrap();
    let screen = app.screen(80, 24);
    assert!(screen.lines().last().unwrap().contains("Esc clear"), "{screen}");
}

#[test]
fn a_report_known_at_an_entry_says_what_of_it_is_disputed() {
    let mut app = desk();
    app.tick();
    let head = app.cx.book.version().unwrap().0;
    let apart = |screen: &str| {
        screen
            .lines()
            .find(|line| line.contains("of which disputed"))
            .map(|line| line.split('│').next().unwrap().to_string())
    };
    let now = apart(&app.screen(120, 40)).unwrap_or_else(|| panic!("{}", app.screen(120, 40)));
    app.press(&format!("<tab>A<tab>{head}<enter>")).unwrap();
    app.tick();
    assert_eq!(apart(&app.screen(120, 40)), Some(now));
    app.press(&format!("A<tab>{}<enter>", head - 1)).unwrap();
    app.tick();
    assert_eq!(apart(&app.screen(120, 40)), None, "the dispute was not known yet");
}
