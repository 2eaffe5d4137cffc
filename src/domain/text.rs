//! Text from outside: cleaned before it is kept and again before it is drawn; folded for search; numbers in natural order.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;

/// Replaces control characters by spaces and drops bidi controls and other invisible marks, so that a name cannot
/// move the cursor or turn the line around. A line break or tab becomes a space.
pub fn clean(text: &str) -> String {
    cleaned(text, false)
}

/// Like [`clean`], but line breaks stay (notes, addresses).
pub fn clean_lines(text: &str) -> String {
    cleaned(&text.replace("\r\n", "\n").replace('\r', "\n"), true)
}

fn cleaned(text: &str, keep_lines: bool) -> String {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return text.to_string();
    }
    text.chars()
        .filter_map(|character| match character {
            '\n' if keep_lines => Some('\n'),
            character if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') => Some(' '),
            character if is_invisible(character) => None,
            character => Some(character),
        })
        .collect()
}

/// Bidi controls, zero-width marks, tags and the byte-order mark.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Case and accents folded away: `Łódź Café` → `lodz cafe`. Anything that is no letter or digit becomes one space;
/// an apostrophe or full stop inside a word vanishes (`O'Malley` → `omalley`).
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.nfkd() {
        match character {
            '\'' | '\u{2019}' | '\u{2bc}' | '.' => {}
            'ł' | 'Ł' => out.push('l'),
            'ø' | 'Ø' => out.push('o'),
            'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'þ' | 'Þ' => out.push_str("th"),
            'ı' => out.push('i'),
            character if unicode_normalization::char::is_combining_mark(character) => {}
            character if character.is_alphanumeric() => out.extend(character.to_lowercase()),
            _ if out.ends_with(' ') || out.is_empty() => {}
            _ => out.push(' '),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The digits of a phone number in any format.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Natural order: runs of digits compare as numbers, so INV-9 comes before INV-10 (LEDGER, Applying money).
pub fn natural_cmp(left: &str, right: &str) -> Ordering {
    let (mut a, mut b) = (left.as_bytes(), right.as_bytes());
    while let (Some(&x), Some(&y)) = (a.first(), b.first()) {
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let (first, rest_a) = digit_run(a);
            let (second, rest_b) = digit_run(b);
            let order = first.len().cmp(&second.len()).then_with(|| first.cmp(second));
            if order != Ordering::Equal {
                return order;
            }
            (a, b) = (rest_a, rest_b);
        } else if x == y {
            (a, b) = (&a[1..], &b[1..]);
        } else {
            return x.cmp(&y);
        }
    }
    a.len().cmp(&b.len()).then_with(|| left.cmp(right))
}

/// The leading digits without their leading zeros, and what follows them.
fn digit_run(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let zeros = text[..end].iter().take_while(|&&byte| byte == b'0').count();
    (&text[zeros..end], &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_loses_its_controls() {
        assert_eq!(clean("Evil\u{1b}[2J\u{202e}Co\n"), "Evil [2JCo ");
        assert_eq!(clean_lines("a\r\nb\u{7}"), "a\nb ");
    }

    #[test]
    fn folding_takes_accents_case_and_signs_away() {
        assert_eq!(fold("Łódź  Café & O'Malley, Inc."), "lodz cafe omalley inc");
        assert_eq!(fold("Größe Smørrebrød"), "grosse smorrebrod");
    }

    #[test]
    fn numbers_inside_text_compare_as_numbers() {
        assert_eq!(natural_cmp("INV-9", "INV-10"), Ordering::Less);
        assert_eq!(natural_cmp("INV-010", "INV-10"), Ordering::Less);
        assert_eq!(natural_cmp("A", "A"), Ordering::Equal);
    }
}
