//! Exit statuses and the shape of an error.

use serde_json::Value;

use super::desk::Desk;

#[test]
fn wrong_usage_is_said_in_the_format_that_was_asked_for() {
    let desk = Desk::new();
    let said = desk.run("pay H1");
    assert_eq!(said.status, 2);
    assert!(said.err.starts_with("error: "), "{}", said.err);
    assert_eq!(desk.fails("frobnicate"), (2, "usage".into()));
    assert_eq!(desk.fails("aging --by moon").0, 2);
    assert_eq!(desk.fails("aging --as-of someday").0, 2);
    assert_eq!(desk.fails("aging --today someday").0, 2);
    assert_eq!(desk.run("--help").status, 0);
    assert_eq!(desk.run("--version").out.trim(), concat!("arrears ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn an_error_says_what_is_safe_and_what_to_do() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 100");
    let said = desk.run("pay H1 50 --apply 1=200");
    assert_eq!(said.status, 3);
    let parts: Vec<&str> = said.err.trim().trim_start_matches("error: ").split("; ").collect();
    assert!(parts.len() >= 3 && said.err.lines().count() == 1, "{}", said.err);
}

#[test]
fn a_file_that_is_no_book_is_left_alone() {
    let desk = Desk::bare();
    std::fs::write(desk.book(), "minutes of the meeting").unwrap();
    assert_eq!(desk.fails("aging"), (1, "foreign".into()));
    assert_eq!(desk.fails("init"), (3, "exists".into()));
    assert_eq!(std::fs::read_to_string(desk.book()).unwrap(), "minutes of the meeting");
}

#[test]
fn the_screen_needs_a_terminal() {
    let desk = Desk::new();
    let said = desk.run("");
    assert_eq!(said.status, 2);
    assert!(said.err.contains("terminal"), "{}", said.err);
}

#[test]
fn a_configuration_can_name_the_operator() {
    let desk = Desk::new();
    let config = desk.folder.path().join("my.toml");
    std::fs::write(&config, "operator = \"clara\"\n").unwrap();
    let mut command = desk.command();
    command.env_remove("ARREARS_OPERATOR").env("ARREARS_CONFIG", &config).args(["invoice", "H1", "1", "5"]);
    command.assert().success();
    assert_eq!(desk.json("journal")["entries"][2]["operator"], "clara");
    assert_eq!(desk.fails("aging --config nowhere.toml").0, 2);
    let error: Value = serde_json::from_str(&desk.run("aging --config nowhere.toml --format=json").err).unwrap();
    assert_eq!(error["error"]["field"], "config");
}
