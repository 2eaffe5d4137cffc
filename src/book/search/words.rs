//! What a query asks of an account's line: its words in any order, a run of phone digits, part of an e-mail.

use super::lines::{Lines, Sections};
use super::{Rank, Why};
use crate::domain::text::{digits, fold};

/// Fewer digits than this are no phone number.
const FEWEST_PHONE_DIGITS: usize = 3;

/// A query, read once.
pub struct Query {
    typed: String,
    lower: String,
    /// Folded, with a space before each word.
    folded: String,
    /// Each with the space before it.
    words: Vec<String>,
    /// Empty where the query does not read as part of a phone number.
    phone: String,
}

impl Query {
    pub fn read(text: &str) -> Query {
        let typed = text.trim().to_string();
        let words: Vec<String> = fold(&typed).split_whitespace().map(|word| format!(" {word}")).collect();
        let signs = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '+' | '-' | '.' | '/');
        let mut phone = if typed.chars().all(signs) { digits(&typed) } else { String::new() };
        if phone.len() < FEWEST_PHONE_DIGITS {
            phone.clear();
        }
        // A country code before a whole number: the book may well have it without.
        if phone.len() == 11 && phone.starts_with('1') {
            phone.remove(0);
        }
        Query { lower: typed.to_lowercase(), folded: words.concat(), typed, words, phone }
    }

    pub fn is_empty(&self) -> bool {
        self.typed.is_empty()
    }

    pub fn typed(&self) -> &str {
        &self.typed
    }

    pub fn is_in_phone(&self, digits: &str) -> bool {
        !self.phone.is_empty() && digits.contains(&self.phone)
    }

    pub fn is_in_email(&self, email: &str) -> bool {
        !email.is_empty() && email.to_lowercase().contains(&self.lower)
    }

    /// How many of the words start a word of a folded text that has a space before each.
    pub fn words_in(&self, text: &str) -> usize {
        self.words.iter().filter(|word| text.contains(word.as_str())).count()
    }

    /// Every line that matches, with the reason; a line may come twice.
    pub fn each_match(&self, lines: &Lines, mut take: impl FnMut(usize, Rank, Why)) {
        if let Some(longest) = self.words.iter().max_by_key(|word| word.len()) {
            // One letter is asked only of the starts of words: inside them it says nothing.
            let needle = if longest.len() > 2 { &longest[1..] } else { longest.as_str() };
            lines.each_with(needle, |index| {
                if let Some((rank, why)) = self.match_of(&lines.sections(index)) {
                    take(index, rank, why);
                }
            });
        }
        if self.lower.contains('@') {
            lines.each_with(&self.lower, |index| take(index, Rank::Person, Why::Email));
        }
        if !self.phone.is_empty() {
            lines.each_with(&self.phone, |index| {
                if lines.sections(index).phones.split(' ').any(|phone| self.is_in_phone(phone)) {
                    take(index, Rank::Phone, Why::Phone);
                }
            });
        }
    }

    fn match_of(&self, line: &Sections) -> Option<(Rank, Why)> {
        let all_in = |text: &str| self.words.iter().all(|word| text.contains(word.as_str()));
        let each_in = |one: &str, other: &str| {
            self.words.iter().all(|word| one.contains(word.as_str()) || other.contains(word.as_str()))
        };
        let inside = |text: &str| self.words.iter().all(|word| word.len() > 2 && text.contains(&word[1..]));
        if line.code == self.folded {
            Some((Rank::Code, Why::Code))
        } else if line.name == self.folded {
            Some((Rank::WholeName, Why::Name))
        } else if all_in(line.name) {
            Some((Rank::Name, Why::Name))
        } else if all_in(line.people) {
            Some((Rank::Person, Why::Contact))
        } else if line.code.starts_with(&self.folded) {
            Some((Rank::Beginning, Why::Code))
        } else if each_in(line.name, line.code) {
            Some((Rank::Name, Why::Name))
        } else if each_in(line.name, line.people) {
            Some((Rank::Person, Why::Contact))
        } else if self.lower.len() > 1 && line.emails.contains(&self.lower) {
            Some((Rank::Person, Why::Email))
        } else if inside(line.name) {
            Some((Rank::InsideName, Why::Name))
        } else {
            None
        }
    }
}
