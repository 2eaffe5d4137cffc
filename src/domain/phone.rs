//! Telephone numbers: when two ways of writing one are the same number, and why one is not called.

use super::communication::words;
use super::text::digits;

words! {
    /// Why a number is not called.
    NotCalled, "mark" { Bad = "bad", DoNotCall = "do-not-call" }
}

impl NotCalled {
    /// Words for beside the number.
    pub fn meaning(self) -> &'static str {
        match self {
            NotCalled::Bad => "bad",
            NotCalled::DoNotCall => "do not call",
        }
    }
}

/// Fewer digits than this are no number, and no end of one.
pub const LEAST_DIGITS: usize = 7;

/// True where both are the same line: one may have the country or area code that the other leaves out.
pub fn is_same(left: &str, right: &str) -> bool {
    let (left, right) = (digits(left), digits(right));
    let whole = !left.is_empty() && left == right;
    whole || (left.len().min(right.len()) >= LEAST_DIGITS && (left.ends_with(&right) || right.ends_with(&left)))
}

/// A name with a number after it: `Dana Ruiz 937 555-0142`. None where no number stands at the end.
pub fn name_and_number(text: &str) -> Option<(&str, &str)> {
    let is_of_number = |key: char| key.is_ascii_digit() || matches!(key, ' ' | '(' | ')' | '+' | '-' | '.' | '/');
    let at = text.trim_end_matches(is_of_number).len();
    let (name, number) = (text[..at].trim_matches([' ', ',']), text[at..].trim());
    (!name.is_empty() && digits(number).len() >= LEAST_DIGITS).then_some((name, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        assert!(is_same("(937) 555-0142", "+1 937.555.0142") && is_same("5550142", "937 555 0142"));
        assert!(!is_same("937 555 0142", "937 555 0143") && !is_same("0142", "937 555 0142") && !is_same("", ""));
    }

    #[test]
    fn a_number_behind_a_name_is_told_apart() {
        assert_eq!(name_and_number("Lee Park (937) 555-0188"), Some(("Lee Park", "(937) 555-0188")));
        assert_eq!(name_and_number("Lee, +1 937 555 0188 "), Some(("Lee", "+1 937 555 0188")));
        assert_eq!(name_and_number("Lee Park 2"), None);
        assert_eq!(name_and_number("937 555 0188"), None);
    }
}
