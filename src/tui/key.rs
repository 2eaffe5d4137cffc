//! What was pressed, in our own words: the quirks of terminals end here, and tests write keys as text.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// One key. A paste is no key: it is text, whatever is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    Char(char),
    Ctrl(char),
    Alt(char),
    F(u8),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
}

/// The keys that tests and help name by a word.
const NAMED: [(&str, Key); 18] = [
    ("enter", Key::Enter),
    ("esc", Key::Esc),
    ("tab", Key::Tab),
    ("s-tab", Key::BackTab),
    ("bksp", Key::Backspace),
    ("del", Key::Delete),
    ("up", Key::Up),
    ("down", Key::Down),
    ("left", Key::Left),
    ("right", Key::Right),
    ("home", Key::Home),
    ("end", Key::End),
    ("pgup", Key::PageUp),
    ("pgdn", Key::PageDown),
    ("space", Key::Char(' ')),
    ("lt", Key::Char('<')),
    ("backspace", Key::Backspace),
    ("delete", Key::Delete),
];

impl Key {
    /// The key of a terminal's event; None for a release, a lone modifier, or a key that means nothing here. Ctrl-J and
    /// Ctrl-H are what some terminals send for Enter and Backspace.
    pub fn of(event: KeyEvent) -> Option<Key> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let held = |modifier| event.modifiers.contains(modifier);
        Some(match event.code {
            KeyCode::Char('j' | 'm') if held(KeyModifiers::CONTROL) => Key::Enter,
            KeyCode::Char('h') if held(KeyModifiers::CONTROL) => Key::Backspace,
            KeyCode::Char('i') if held(KeyModifiers::CONTROL) => Key::Tab,
            KeyCode::Char('\r' | '\n') => Key::Enter,
            // AltGr arrives as both on some systems, and means the character.
            KeyCode::Char(letter) if held(KeyModifiers::CONTROL) && !held(KeyModifiers::ALT) => {
                Key::Ctrl(letter.to_ascii_lowercase())
            }
            KeyCode::Char(letter) if held(KeyModifiers::ALT) && !held(KeyModifiers::CONTROL) => Key::Alt(letter),
            KeyCode::Char(letter) if letter.is_control() => return None,
            KeyCode::Char(letter) => Key::Char(letter),
            KeyCode::F(number) => Key::F(number),
            KeyCode::Enter => Key::Enter,
            KeyCode::Esc => Key::Esc,
            KeyCode::Tab if held(KeyModifiers::SHIFT) => Key::BackTab,
            KeyCode::Tab => Key::Tab,
            KeyCode::BackTab => Key::BackTab,
            KeyCode::Backspace => Key::Backspace,
            KeyCode::Delete => Key::Delete,
            KeyCode::Up => Key::Up,
            KeyCode::Down => Key::Down,
            KeyCode::Left => Key::Left,
            KeyCode::Right => Key::Right,
            KeyCode::Home => Key::Home,
            KeyCode::End => Key::End,
            KeyCode::PageUp => Key::PageUp,
            KeyCode::PageDown => Key::PageDown,
            _ => return None,
        })
    }

    /// Reads keys written as text: `hol<enter>c3<esc>`, or Enter as in `ace⏎c3⏎`; None where a `<name>` is unknown.
    pub fn read_all(text: &str) -> Option<Vec<Key>> {
        let mut keys = Vec::new();
        let mut rest = text.chars();
        while let Some(character) = rest.next() {
            keys.push(match character {
                '⏎' | '\n' | '\r' => Key::Enter,
                '<' => Key::named(&rest.by_ref().take_while(|&end| end != '>').collect::<String>())?,
                character => Key::Char(character),
            });
        }
        Some(keys)
    }

    fn named(name: &str) -> Option<Key> {
        let lower = name.to_ascii_lowercase();
        if let Some((_, key)) = NAMED.iter().find(|(word, _)| *word == lower) {
            return Some(*key);
        }
        if let Some(number) = lower.strip_prefix('f').and_then(|digits| digits.parse().ok()) {
            return Some(Key::F(number));
        }
        let mut letter = name.get(2..)?.chars();
        let only = letter.next().filter(|_| letter.next().is_none())?;
        match lower.get(..2)? {
            "c-" => Some(Key::Ctrl(only.to_ascii_lowercase())),
            "a-" => Some(Key::Alt(only)),
            _ => None,
        }
    }
}

/// As the key bar and help write it.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Char(' ') => f.write_str("Space"),
            Key::Char(character) => write!(f, "{character}"),
            Key::Ctrl(letter) => write!(f, "Ctrl-{}", letter.to_ascii_uppercase()),
            Key::Alt(letter) => write!(f, "Alt-{letter}"),
            Key::F(number) => write!(f, "F{number}"),
            Key::Enter => f.write_str("⏎"),
            Key::Esc => f.write_str("Esc"),
            Key::Tab => f.write_str("Tab"),
            Key::BackTab => f.write_str("Shift-Tab"),
            Key::Backspace => f.write_str("Backspace"),
            Key::Delete => f.write_str("Del"),
            Key::Up => f.write_str("↑"),
            Key::Down => f.write_str("↓"),
            Key::Left => f.write_str("←"),
            Key::Right => f.write_str("→"),
            Key::Home => f.write_str("Home"),
            Key::End => f.write_str("End"),
            Key::PageUp => f.write_str("PgUp"),
            Key::PageDown => f.write_str("PgDn"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(code: KeyCode, modifiers: KeyModifiers) -> Option<Key> {
        Key::of(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn text_reads_as_keys() {
        let keys = Key::read_all("hø<lt>⏎<c-s><F10><s-tab>").unwrap();
        let wanted =
            [Key::Char('h'), Key::Char('ø'), Key::Char('<'), Key::Enter, Key::Ctrl('s'), Key::F(10), Key::BackTab];
        assert_eq!(keys, wanted);
        assert_eq!(Key::read_all("<nonsense>"), None);
    }

    #[test]
    fn ctrl_j_and_ctrl_h_are_enter_and_backspace() {
        assert_eq!(pressed(KeyCode::Char('j'), KeyModifiers::CONTROL), Some(Key::Enter));
        assert_eq!(pressed(KeyCode::Char('h'), KeyModifiers::CONTROL), Some(Key::Backspace));
        assert_eq!(pressed(KeyCode::Char('S'), KeyModifiers::CONTROL), Some(Key::Ctrl('s')));
    }

    #[test]
    fn altgr_types_its_character_and_a_release_is_nothing() {
        assert_eq!(pressed(KeyCode::Char('@'), KeyModifiers::CONTROL | KeyModifiers::ALT), Some(Key::Char('@')));
        let release = KeyEvent::new_with_kind(KeyCode::Char('a'), KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(Key::of(release), None);
    }
}
