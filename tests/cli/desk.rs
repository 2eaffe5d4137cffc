//! A desk for a session: a temporary book, a fixed day, a fixed operator.

use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::Value;

pub const TODAY: &str = "2026-11-21";

pub struct Desk {
    pub folder: tempfile::TempDir,
}

/// What a command said.
#[derive(Debug)]
pub struct Said {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Desk {
    /// A desk without a book.
    pub fn bare() -> Desk {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    /// A desk with an empty book and one account, H1, on 30 days.
    pub fn new() -> Desk {
        let desk = Desk::bare();
        desk.ok("init --shop Mill");
        desk.ok("account add H1 Holloway --terms 30");
        desk
    }

    pub fn book(&self) -> PathBuf {
        self.folder.path().join("test.book")
    }

    pub fn command(&self) -> Command {
        let mut command = Command::cargo_bin("arrears").unwrap();
        command.env_clear().env("ARREARS_BOOK", self.book()).env("ARREARS_TODAY", TODAY);
        command.env("ARREARS_OPERATOR", "maria").env("HOME", self.folder.path()).current_dir(self.folder.path());
        command
    }

    /// Runs words that hold no spaces of their own.
    pub fn run(&self, words: &str) -> Said {
        self.run_words(&words.split_whitespace().collect::<Vec<_>>())
    }

    pub fn run_words(&self, words: &[&str]) -> Said {
        let output = self.command().args(words).output().unwrap();
        Said {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command that must succeed.
    pub fn ok(&self, words: &str) -> String {
        let said = self.run(words);
        assert_eq!(said.status, 0, "{words}: {said:?}");
        said.out
    }

    /// Runs a command that must succeed, as JSON.
    pub fn json(&self, words: &str) -> Value {
        serde_json::from_str(&self.ok(&format!("{words} --format json"))).unwrap()
    }

    /// Runs a command that must fail, as JSON: the exit status and the error's code.
    pub fn fails(&self, words: &str) -> (i32, String) {
        let said = self.run(&format!("{words} --format json"));
        assert_eq!(said.out, "", "{words}: {said:?}");
        let error: Value = serde_json::from_str(&said.err).unwrap_or_else(|_| panic!("{words}: {said:?}"));
        assert!(error["error"]["message"].as_str().is_some_and(|message| !message.is_empty()), "{words}: {error}");
        (said.status, error["error"]["code"].as_str().unwrap().to_string())
    }

    /// The net of an account in the aging report; 0.00 where it is not in it.
    pub fn net(&self, account: &str) -> String {
        let report = self.json("aging");
        let rows =
            report["currencies"].as_array().unwrap().iter().flat_map(|block| block["accounts"].as_array().unwrap());
        let row = rows.into_iter().find(|row| row["account"] == account);
        row.map_or("0.00".to_string(), |row| row["net"].as_str().unwrap().to_string())
    }

    /// What is open of a debit, by `items --all`.
    pub fn open(&self, account: &str, number: &str) -> String {
        let items = self.json(&format!("items {account} --all"));
        let item = items["items"].as_array().unwrap().iter().find(|item| item["number"] == number).unwrap().clone();
        item["open"].as_str().unwrap().to_string()
    }
}
