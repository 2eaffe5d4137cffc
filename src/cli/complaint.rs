//! Errors and warnings on standard error: a sentence for people, `{"error":…}` for scripts (CONTRACT, The program).

use std::ffi::OsString;
use std::io::Write;

use serde_json::json;

use crate::domain::text::clean_lines;
use crate::error::Error;

/// Says what went wrong and gives the exit status.
pub fn complain(error: &Error, as_json: bool) -> u8 {
    if as_json {
        let mut body = json!({"code": error.code(), "message": clean_lines(&error.to_string())});
        if let Some(field) = error.field() {
            body["field"] = json!(field);
        }
        if let Some(entry) = error.entry() {
            body["entry"] = json!(entry);
        }
        say(&json!({ "error": body }).to_string());
    } else {
        say(&format!("error: {}", clean_lines(&error.to_string())));
    }
    error.exit_status()
}

/// A warning refuses nothing.
pub fn warn(code: &str, message: &str, as_json: bool) {
    let message = clean_lines(message);
    if as_json {
        say(&json!({"warning": {"code": code, "message": message}}).to_string());
    } else {
        say(&format!("warning: {message}"));
    }
}

/// Wrong usage, or the help that was asked for.
pub fn usage(error: &clap::Error, as_json: bool) -> u8 {
    if !error.use_stderr() {
        let _ = error.print();
        return 0;
    }
    if as_json {
        let message = error.render().to_string();
        let message = message.trim_start_matches("error: ").trim();
        say(&json!({"error": {"code": "usage", "message": message}}).to_string());
    } else {
        let _ = error.print();
    }
    2
}

/// True where the words ask for JSON, read without a parser because the parser refused them.
pub fn wants_json(words: &[OsString]) -> bool {
    let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    words.contains(&"--format=json") || words.windows(2).any(|pair| pair == ["--format", "json"])
}

/// A closed standard error is nobody's concern.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
