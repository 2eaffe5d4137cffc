//! Home: finding, moving, sorting, and the account beside the list.

use super::desk::pressed;

#[test]
fn dump() {
    for (keys, w, h) in [
        ("", 120, 40),
        ("hol", 120, 40),
        ("0142", 80, 24),
        ("<tab>", 60, 20),
        ("", 40, 12),
        ("hol<enter>", 120, 40),
        ("hol<enter>", 80, 24),
        ("hol<f3>", 120, 40),
        ("<f8>", 120, 40),
        ("", 160, 45),
        ("1043<enter>p", 80, 24),
        ("zz", 100, 30),
    ] {
        let mut app = pressed(keys);
        app.tick();
        println!("=== {keys} {w}x{h}\n{}", app.screen(w, h));
    }
}
