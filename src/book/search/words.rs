//! What a query asks of an account's line: its words in any order, a run of phone digits, part of an e-mail.

use memchr::memmem::Finder;

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
    /// Each with the space before it …
    words: Vec<String>,
    starts: Vec<Finder<'static>>,
    /// … and without.
    bare: Vec<Finder<'static>>,
    email: Finder<'static>,
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
        let lower = typed.to_lowercase();
        Query {
            folded: words.concat(),
            starts: words.iter().map(|word| Finder::new(word).into_owned()).collect(),
            bare: words.iter().map(|word| Finder::new(&word[1..]).into_owned()).collect(),
            email: Finder::new(&lower).into_owned(),
            lower,
            typed,
            words,
            phone,
        }
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

    fn asks_for_tag(&self) -> bool {
        self.lower.len() > 1 && self.lower.starts_with('#')
    }

    /// Those of the tags that the query begins: `#vip`.
    pub fn tags_in(&self, tags: &str) -> String {
        let written = |tag: &str| format!("#{}", crate::domain::text::clean(tag).trim_start_matches('#'));
        let found = tags.split_whitespace().map(written).filter(|tag| tag.to_lowercase().starts_with(&self.lower));
        found.collect::<Vec<_>>().join(" ")
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
        if self.asks_for_tag() {
            lines.each_with(&format!(" {}", self.lower), |index| take(index, Rank::Person, Why::Tag));
        }
        if !self.phone.is_empty() {
            lines.each_with_phone(&self.phone, |index| take(index, Rank::Phone, Why::Phone));
        }
    }

    fn match_of(&self, line: &Sections) -> Option<(Rank, Why)> {
        let (code, name) = (line.code, line.name);
        let all_in = |text: &[u8]| self.starts.iter().all(|word| word.find(text).is_some());
        let each_in =
            |other: &[u8]| self.starts.iter().all(|word| word.find(name).or_else(|| word.find(other)).is_some());
        let inside = || self.bare.iter().all(|word| word.needle().len() > 1 && word.find(name).is_some());
        let folded = self.folded.as_bytes();
        if code == folded {
            Some((Rank::Code, Why::Code))
        } else if name == folded {
            Some((Rank::WholeName, Why::Name))
        } else if all_in(name) {
            Some((Rank::Name, Why::Name))
        } else if all_in(line.people) {
            Some((Rank::Person, Why::Contact))
        } else if code.starts_with(folded) {
            Some((Rank::Beginning, Why::Code))
        } else if each_in(code) {
            Some((Rank::Name, Why::Name))
        } else if each_in(line.people) {
            Some((Rank::Person, Why::Contact))
        } else if self.lower.len() > 1 && self.email.find(line.emails).is_some() {
            Some((Rank::Person, Why::Email))
        } else if inside() {
            Some((Rank::InsideName, Why::Name))
        } else {
            None
        }
    }
}
