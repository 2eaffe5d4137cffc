//! Stages of collection: how far an account has been taken, from a friendly word to a write-off. They are the shop's own
//! list, in its order; only the first stands for "nothing special".

use std::str::FromStr;

use super::text::clean;
use crate::error::{Error, Result};

/// One stage: the word of commands and files, and how people say it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Stage {
    pub word: String,
    pub name: String,
}

/// The shop's stages, mildest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stages(Vec<Stage>);

/// What a shop has that settled nothing else.
pub const DEFAULT: &str = "friendly=friendly reminder, firm=firm reminder, final=final demand, manager=with the manager, \
    agency=with the agency, legal=with the lawyer, write-off-review=write-off review";

/// More stages than anybody goes through.
const MOST: usize = 20;

impl Default for Stages {
    fn default() -> Stages {
        DEFAULT.parse().unwrap_or(Stages(Vec::new()))
    }
}

impl Stages {
    pub fn all(&self) -> &[Stage] {
        &self.0
    }

    /// The stage of a word, else of a name.
    pub fn find(&self, text: &str) -> Result<&Stage> {
        let text = text.trim();
        let named = |stage: &&Stage| stage.word.eq_ignore_ascii_case(text) || stage.name.eq_ignore_ascii_case(text);
        self.0.iter().find(named).ok_or_else(|| {
            let words: Vec<&str> = self.0.iter().map(|stage| stage.word.as_str()).collect();
            Error::invalid("stage", format!("{:?} is no stage of this shop", clean(text)))
                .safe("nothing was saved")
                .hint(format!("use one of {}", words.join(", ")))
        })
    }

    /// How people say a stage; a word that the list has no more is its own name.
    pub fn name(&self, word: &str) -> String {
        self.0.iter().find(|stage| stage.word == word).map_or(word.to_string(), |stage| stage.name.clone())
    }

    /// How far along a stage is; one that the list has no more counts as far.
    pub fn rank(&self, word: &str) -> usize {
        self.0.iter().position(|stage| stage.word == word).unwrap_or(self.0.len())
    }

    /// True for every stage but the first: somebody should know of it.
    pub fn is_escalated(&self, word: &str) -> bool {
        self.rank(word) > 0
    }
}

impl FromStr for Stages {
    type Err = Error;

    /// `friendly, firm=firm reminder, legal=with the lawyer`
    fn from_str(text: &str) -> Result<Stages> {
        let unreadable = |part: &str| {
            Error::invalid("setting", format!("{:?} is no stage", clean(part)))
                .hint("write them like friendly, firm, legal=with the lawyer; words of letters, digits and hyphens")
        };
        let mut stages: Vec<Stage> = Vec::new();
        for part in text.split(',') {
            let (word, name) = part.split_once('=').unwrap_or((part, ""));
            let (word, name) = (word.trim(), name.trim());
            let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
            if word.is_empty() || !word.chars().all(plain) || stages.iter().any(|stage| stage.word == word) {
                return Err(unreadable(part));
            }
            let name = if name.is_empty() { word.replace('-', " ") } else { clean(name) };
            stages.push(Stage { word: word.to_string(), name });
        }
        if stages.len() < 2 || stages.len() > MOST {
            return Err(Error::invalid("setting", format!("stages are between 2 and {MOST} words")));
        }
        Ok(Stages(stages))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_has_seven_stages_until_it_says_otherwise() {
        let stages = Stages::default();
        let words: Vec<&str> = stages.all().iter().map(|stage| stage.word.as_str()).collect();
        assert_eq!(words, ["friendly", "firm", "final", "manager", "agency", "legal", "write-off-review"]);
        assert_eq!(stages.name("legal"), "with the lawyer");
        assert!(!stages.is_escalated("friendly") && stages.is_escalated("firm"));
    }

    #[test]
    fn a_list_is_read_and_a_stage_found_by_word_or_name() {
        let stages: Stages = "soft, hard-line, court=at court".parse().unwrap();
        assert_eq!(stages.find("At Court").unwrap().word, "court");
        assert_eq!(stages.find("hard-line").unwrap().name, "hard line");
        assert!(stages.find("firm").unwrap_err().to_string().contains("soft, hard-line, court"));
        assert!(stages.is_escalated("firm"), "a stage that the shop has no more is still escalated");
        for wrong in ["", "one", "a,,b", "a,a", "A,b", "a b,c"] {
            assert!(wrong.parse::<Stages>().is_err(), "{wrong}");
        }
    }
}
