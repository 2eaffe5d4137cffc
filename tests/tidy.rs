//! The house rules as a test: who may know whom, where SQL lives, no floats near money, nothing that ends the program,
//! and sizes as a prompt to think. A rule that only a page of prose keeps is kept for a month.

#[path = "tidy/source.rs"]
mod source;

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use source::{Source, sources, starts_word};

/// Each room, and what it may name besides itself. `main` may name everything.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("domain", &["error"]),
    ("import", &["domain", "error"]),
    ("export", &["domain", "error"]),
    ("book", &["domain", "error"]),
    ("ops", &["book", "domain", "error"]),
    ("report", &["book", "domain", "error"]),
    ("letter", &["book", "domain", "error"]),
    ("tui", &["letter", "report", "ops", "book", "domain", "error", "import", "export"]),
    ("cli", &["letter", "report", "ops", "book", "domain", "error", "import", "export"]),
];

/// The seam between reading files and performing ops: an import, and the sample shop that is one.
const READS_FILES: &[&str] = &["src/ops/import_batch/", "src/ops/sample_shop.rs"];

/// Functions over the limit, each with its reason: a table or one `match` that only gets worse when cut.
const LONG_FUNCTIONS: &[(&str, &str, &str)] = &[];

const LONGEST_FUNCTION: usize = 60;
const LONG_FILE: usize = 400;
const LONGEST_FILE: usize = 600;

/// The files of the house, read once.
static HOUSE: LazyLock<Vec<Source>> = LazyLock::new(|| sources("src"));

fn assert_none(rule: &str, findings: Vec<String>) {
    assert!(findings.is_empty(), "{rule}:\n  {}\n", findings.join("\n  "));
}

/// Where a text occurs, as `path:line: text`.
fn found(source: &Source, within: &str, wanted: &str) -> Vec<String> {
    let whole = |place: &usize| {
        let after = &within[place + wanted.len()..];
        let word_goes_on = after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let ends_in_word = wanted.ends_with(|c: char| c.is_alphanumeric());
        let begins_with_word = wanted.starts_with(|c: char| c.is_alphanumeric());
        (!begins_with_word || starts_word(within, *place)) && !(ends_in_word && word_goes_on)
    };
    let places = within.match_indices(wanted).map(|(place, _)| place).filter(whole);
    places.map(|place| format!("{}:{}: {wanted}", source.path, source.line(place))).collect()
}

#[test]
fn each_room_knows_only_the_rooms_below_it() {
    let mut findings = Vec::new();
    for source in HOUSE.iter() {
        let Some((layer, may)) = MAY_KNOW.iter().find(|(layer, _)| *layer == source.layer()) else {
            assert!(["main", "lib"].contains(&source.layer()), "{} is in no room", source.path);
            continue;
        };
        for (named, place) in source.layers_named() {
            let is_room = MAY_KNOW.iter().any(|(room, _)| *room == named);
            let is_seam = named == "import" && READS_FILES.iter().any(|seam| source.path.starts_with(seam));
            if is_room && named != *layer && !may.contains(&named.as_str()) && !is_seam {
                findings.push(format!("{}:{}: {layer} names {named}", source.path, source.line(place)));
            }
        }
    }
    assert_none("a room names one that it may not know", findings);
}

#[test]
fn a_popup_names_a_route_and_never_a_page() {
    let popups = sources("src/tui/popup");
    let names_page = |source: &Source| {
        [found(source, &source.shipped, "page::"), found(source, &source.shipped, "super::page")].concat()
    };
    assert_none("a popup names a page", popups.iter().flat_map(names_page).collect());
}

#[test]
fn sql_lives_in_the_book_and_nowhere_else() {
    let mut findings = Vec::new();
    for source in HOUSE.iter().filter(|source| source.layer() != "book") {
        for keyword in ["SELECT ", "INSERT INTO", "DELETE FROM", "PRAGMA ", "CREATE TABLE"] {
            findings.extend(found(source, &source.texts, keyword));
        }
        let updates = source
            .texts
            .match_indices("UPDATE ")
            .filter(|(place, _)| source.texts[*place..].split_whitespace().take(4).any(|word| word == "SET"));
        findings.extend(updates.map(|(place, _)| format!("{}:{}: UPDATE", source.path, source.line(place))));
        findings.extend(found(source, &source.code, "rusqlite"));
    }
    assert_none("SQL outside src/book", findings);
}

#[test]
fn no_floats_near_money() {
    let near_money = ["domain", "book", "ops", "report", "letter"];
    let mut findings = Vec::new();
    for source in HOUSE.iter().filter(|source| near_money.contains(&source.layer())) {
        findings.extend(found(source, &source.shipped, "f32"));
        findings.extend(found(source, &source.shipped, "f64"));
        findings.extend(float_literals(source));
    }
    assert_none("a float near money", findings);
}

/// `0.5`, but neither `pair.0.1` nor `1..5`.
fn float_literals(source: &Source) -> Vec<String> {
    let code = source.shipped.as_bytes();
    let is_digit = |place: usize| code.get(place).is_some_and(u8::is_ascii_digit);
    let mut findings = Vec::new();
    for (place, _) in source.shipped.match_indices('.') {
        if place == 0 || !is_digit(place - 1) || !is_digit(place + 1) {
            continue;
        }
        let start = source.shipped[..place].trim_end_matches(|c: char| c.is_ascii_digit()).len();
        if start == 0
            || !(code[start - 1] == b'.' || code[start - 1].is_ascii_alphanumeric() || code[start - 1] == b'_')
        {
            findings.push(format!("{}:{}: a number with a point", source.path, source.line(place)));
        }
    }
    findings
}

#[test]
fn nothing_ends_the_program() {
    let ends = [".unwrap()", ".expect(", "panic!", "todo!", "unimplemented!", "unreachable!", "dbg!", "process::abort"];
    let all = &HOUSE;
    let findings = all.iter().flat_map(|source| ends.iter().flat_map(|end| found(source, &source.shipped, end)));
    assert_none("only tests may end the program", findings.collect());
}

#[test]
fn today_comes_from_one_clock() {
    let mut findings = Vec::new();
    for source in HOUSE.iter().filter(|source| source.layer() != "main") {
        for clock in ["SystemTime::now", "Utc::now", "Local::now"] {
            findings.extend(found(source, &source.shipped, clock));
        }
    }
    assert_none("only main reads the clock", findings);
}

#[test]
fn each_file_says_what_it_is_and_has_a_name_of_the_trade() {
    let vague = ["utils", "util", "helpers", "common", "manager", "service", "handler", "types", "misc"];
    let mut findings = Vec::new();
    let around = ["tests", "benches"].map(sources).into_iter().flatten().collect::<Vec<_>>();
    for source in HOUSE.iter().chain(&around) {
        if !source.text.starts_with("//!") {
            findings.push(format!("{}: does not begin with //!", source.path));
        }
        let stem = Path::new(&source.path).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        if stem.is_some_and(|stem| vague.contains(&stem.as_str())) {
            findings.push(format!("{}: a name that says nothing", source.path));
        }
    }
    assert_none("a file's head and name", findings);
}

#[test]
fn files_and_functions_have_a_size() {
    let (mut findings, mut long) = (Vec::new(), Vec::new());
    for source in HOUSE.iter() {
        let lines = source.text.lines().count();
        match lines {
            lines if lines > LONGEST_FILE => findings.push(format!("{}: {lines} lines", source.path)),
            lines if lines > LONG_FILE => long.push(format!("{}: {lines} lines", source.path)),
            _ => {}
        }
        for (name, line, lines) in source.functions() {
            let has_reason = LONG_FUNCTIONS.iter().any(|(path, known, _)| *path == source.path && *known == name);
            if lines > LONGEST_FUNCTION && !has_reason {
                findings.push(format!("{}:{line}: {name} has {lines} lines", source.path));
            }
        }
    }
    println!("files that ask to be two rooms:\n  {}", long.join("\n  "));
    assert_none("too long to read", findings);
}

#[test]
fn reasons_for_long_functions_are_still_needed() {
    let all = &HOUSE;
    let stale = |(path, name, _): &&(&str, &str, &str)| {
        let of_file = all.iter().filter(|source| source.path == *path).flat_map(Source::functions);
        !of_file.into_iter().any(|(known, _, lines)| known == *name && lines > LONGEST_FUNCTION)
    };
    let findings = LONG_FUNCTIONS.iter().filter(stale).map(|(path, name, _)| format!("{path}: {name}"));
    assert_none("listed as long, and is not", findings.collect());
}

#[test]
fn pages_name_only_paths_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut findings = Vec::new();
    for page in ["README.md", "ARCHITECTURE.md", "DECISIONS.md"] {
        let text = std::fs::read_to_string(root.join(page)).unwrap();
        let quoted = text.split('`').skip(1).step_by(2);
        let paths =
            quoted.filter(|word| ["src/", "tests/", "assets/", "benches/", ".ci/"].iter().any(|r| word.starts_with(r)));
        findings.extend(paths.filter(|path| !root.join(path).exists()).map(|path| format!("{page}: {path}")));
    }
    assert_none("a page names what is not there", findings);
}

#[test]
fn only_what_belongs_here_is_kept() {
    let root = env!("CARGO_MANIFEST_DIR");
    let Ok(output) = Command::new("git").args(["-C", root, "ls-files", "--cached"]).output() else { return };
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    let litter =
        [".orig", ".rej", ".new", ".bak", ".log", ".tmp", ".book", ".drafts", "-wal", "-shm", "~", ".DS_Store", ".pyc"];
    let findings =
        listed.lines().filter(|path| litter.iter().any(|end| path.ends_with(end)) || path.starts_with("target/"));
    assert_none("kept by mistake", findings.map(str::to_string).collect());
}

/// The negative control: what the rules look at is really seen, and what they leave alone is really left alone.
mod scanner {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source::new(path.to_string(), text.to_string())
    }

    #[test]
    fn comments_texts_and_tests_are_not_code() {
        let text = "// .unwrap()\nfn a() { b(\".unwrap()\", '\"', r#\"\" .unwrap()\"#); }\n/* panic! /* */ */\n\
                    #[cfg(test)]\nmod tests { fn c() { d.unwrap(); } }\nfn e<'a>(f: &'a str) { f.unwrap() }\n";
        assert_eq!(
            found(&source("src/x.rs", text), &source("src/x.rs", text).shipped, ".unwrap()"),
            ["src/x.rs:6: .unwrap()"]
        );
        assert_eq!(found(&source("src/x.rs", text), &source("src/x.rs", text).shipped, "panic!"), [""; 0]);
    }

    #[test]
    fn a_room_is_named_by_any_path() {
        let text = "use crate::{book::Book, error::Error};\nfn a() { super::super::tui::open(); super::money::b(); }\n";
        let named = source("src/domain/x.rs", text).layers_named();
        let names: Vec<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["book", "error", "tui"]);
        let deeper = source("src/domain/money/x.rs", "use super::super::tui;").layers_named();
        assert!(deeper.is_empty());
    }

    #[test]
    fn a_number_with_a_point_is_seen_and_a_pair_is_not() {
        let seen = float_literals(&source("src/domain/x.rs", "let a = 0.5;\nlet b = pair.0.1;\nlet c = 1..5;\n"));
        assert_eq!(seen, ["src/domain/x.rs:1: a number with a point"]);
    }

    #[test]
    fn a_function_is_as_long_as_its_body() {
        let text = "fn short() {}\nfn long(a: [u8; 2]) {\n  if a { '}' }\n\n}\ntrait T { fn none(&self); }\n";
        let functions = source("src/x.rs", text).functions();
        assert_eq!(functions, [("short".into(), 1, 1), ("long".into(), 2, 4), ("none".into(), 6, 1)]);
    }
}
