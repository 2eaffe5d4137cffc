//! A source file as the house rules look at it: its code without comments and texts, its texts alone, and its tests cut
//! away. A lexer of its own, because a rule that a comment or a quoted word can break is soon switched off.

use std::fs;
use std::path::{Path, PathBuf};

/// One file, its text taken apart. All three texts have the same length and lines as the file.
pub struct Source {
    /// From the project's folder: `src/book/aging.rs`.
    pub path: String,
    pub text: String,
    /// Comments and the insides of texts are blank.
    pub code: String,
    /// Only the insides of texts are left.
    pub texts: String,
    /// `code` without `#[cfg(test)]` items; blank for a file of tests.
    pub shipped: String,
}

/// All Rust files under a folder, in the order of their paths.
pub fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join(folder), &mut paths);
    paths.sort();
    let name = |path: &Path| path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    let mut all: Vec<Source> =
        paths.iter().map(|path| Source::new(name(path), fs::read_to_string(path).unwrap())).collect();
    let of_tests: Vec<String> = all.iter().flat_map(test_modules).collect();
    for source in &mut all {
        let is_tests =
            |module: &String| source.path == format!("{module}.rs") || source.path.starts_with(&format!("{module}/"));
        if source.path.ends_with("/tests.rs") || of_tests.iter().any(is_tests) {
            source.shipped = blank(&source.code);
        }
    }
    all
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

impl Source {
    pub fn new(path: String, text: String) -> Source {
        let (code, texts) = take_apart(&text);
        let shipped = without_tests(&code);
        Source { path, text, code, texts, shipped }
    }

    /// The line on which a place of the text stands.
    pub fn line(&self, place: usize) -> usize {
        self.text[..place].matches('\n').count() + 1
    }

    /// `domain` for `src/domain/money.rs`; `main` for `src/main.rs`.
    pub fn layer(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inside.split(['/', '.']).next().unwrap_or_default()
    }

    /// Names of modules from the crate's root that the code names, by `crate::` or by enough `super::`, with the place.
    pub fn layers_named(&self) -> Vec<(String, usize)> {
        let mut named = Vec::new();
        for (place, _) in self.shipped.match_indices("crate::") {
            named.extend(first_names(&self.shipped[place + 7..]).into_iter().map(|name| (name, place)));
        }
        let depth = self.depth();
        for (place, _) in self.shipped.match_indices("super::") {
            if self.shipped[..place].ends_with("super::") {
                continue;
            }
            let chain = &self.shipped[place..];
            let ups = chain.split("super::").take_while(|part| part.is_empty()).count();
            let ups = if ups == 0 { 1 } else { ups };
            let rest = chain.trim_start_matches("super::");
            if ups >= depth {
                named.extend(first_names(rest).into_iter().map(|name| (name, place)));
            }
        }
        named
    }

    /// How many `super` lead from this file's module to the crate's root.
    fn depth(&self) -> usize {
        let parts = self.path.trim_start_matches("src/").trim_end_matches("/mod.rs").trim_end_matches(".rs");
        parts.split('/').count()
    }

    /// Functions with their first line and number of lines, tests left out.
    pub fn functions(&self) -> Vec<(String, usize, usize)> {
        let mut found = Vec::new();
        for (place, _) in self.shipped.match_indices("fn ") {
            let rest = &self.shipped[place + 3..];
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if name.is_empty() || !starts_word(&self.shipped, place) {
                continue;
            }
            if let Some(end) = end_of_item(&self.shipped, place) {
                let (first, last) = (self.line(place), self.line(end));
                found.push((name, first, last - first + 1));
            }
        }
        found
    }
}

/// `a` of `a::b`, and `a`, `c` of `{a::b, c}`.
fn first_names(rest: &str) -> Vec<String> {
    let word = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let (mut names, mut depth, mut start) = (Vec::new(), 0, 0);
    for (place, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(word(&group[start..place]));
                start = place + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Paths, without extension, of modules that are declared for tests only.
fn test_modules(source: &Source) -> Vec<String> {
    let folder = match source.path.strip_suffix("/mod.rs").or_else(|| source.path.strip_suffix("/lib.rs")) {
        Some(folder) => folder,
        None => source.path.trim_end_matches(".rs"),
    };
    let after = source.code.match_indices("#[cfg(test)]").map(|(place, mark)| &source.code[place + mark.len()..]);
    let declared = after.filter_map(|rest| rest.trim_start().trim_start_matches("pub ").strip_prefix("mod "));
    declared.filter_map(|rest| Some(format!("{folder}/{}", rest.split_once(';')?.0.trim()))).collect()
}

/// Blanks everything that `#[cfg(test)]` stands before.
fn without_tests(code: &str) -> String {
    let mut shipped = code.to_string();
    while let Some(place) = shipped.find("#[cfg(test)]") {
        let end = end_of_item(&shipped, place + "#[cfg(test)]".len()).unwrap_or(shipped.len() - 1);
        let blanked = blank(&shipped[place..=end]);
        shipped.replace_range(place..=end, &blanked);
    }
    shipped
}

/// The closing brace of the item that begins here, or its semicolon where it has no body.
fn end_of_item(code: &str, from: usize) -> Option<usize> {
    let (mut braces, mut others) = (0_usize, 0_usize);
    for (place, c) in code[from..].char_indices() {
        match c {
            '{' => braces += 1,
            '}' if braces <= 1 => return Some(from + place),
            '}' => braces -= 1,
            '(' | '[' => others += 1,
            ')' | ']' => others = others.saturating_sub(1),
            ';' if braces == 0 && others == 0 => return Some(from + place),
            _ => {}
        }
    }
    None
}

/// True where no letter stands right before: `fn ` and not `often `.
pub fn starts_word(text: &str, place: usize) -> bool {
    !text[..place].ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// As many bytes of nothing, with the same line ends.
fn blank(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

/// Code and texts of a file, each blank where the other stands; comments are blank in both.
fn take_apart(text: &str) -> (String, String) {
    let (mut code, mut texts) = (String::new(), String::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after_word = code.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let (length, is_text) = match first {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), false),
            '/' if rest.starts_with("/*") => (length_of_comment(rest), false),
            '"' => (length_of_text(rest), true),
            'r' | 'b' | 'c' if !after_word && raw_marks(rest).is_some() => (length_of_raw(rest), true),
            '\'' if length_of_char(rest).is_some() => (length_of_char(rest).unwrap_or(1), true),
            _ => {
                code.push(first);
                let nothing = if first == '\n' { '\n' } else { ' ' };
                texts.extend(std::iter::repeat_n(nothing, first.len_utf8()));
                rest = &rest[first.len_utf8()..];
                continue;
            }
        };
        let (piece, left) = rest.split_at(length);
        code.push_str(&blank(piece));
        texts.push_str(&if is_text { piece.to_string() } else { blank(piece) });
        rest = left;
    }
    (code, texts)
}

fn length_of_comment(rest: &str) -> usize {
    let (mut depth, mut place) = (0_usize, 0);
    while place < rest.len() {
        let here = &rest.as_bytes()[place..];
        match (here.starts_with(b"/*"), here.starts_with(b"*/")) {
            (true, _) => (depth, place) = (depth + 1, place + 2),
            (_, true) => (depth, place) = (depth - 1, place + 2),
            _ => place += 1,
        }
        if depth == 0 {
            return place;
        }
    }
    rest.len()
}

fn length_of_text(rest: &str) -> usize {
    let mut escaped = false;
    for (place, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return place + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The `#`s of `r#"…"#`, `br"…"` and the like.
fn raw_marks(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix("cr")).or_else(|| rest.strip_prefix('r'))?;
    let marks = after.len() - after.trim_start_matches('#').len();
    after[marks..].starts_with('"').then_some(marks)
}

fn length_of_raw(rest: &str) -> usize {
    let closing = format!("\"{}", "#".repeat(raw_marks(rest).unwrap_or(0)));
    let inside = rest.find('"').unwrap_or(0) + 1;
    rest[inside..].find(&closing).map_or(rest.len(), |place| inside + place + closing.len())
}

/// A character such as `'{'`; None for a lifetime.
fn length_of_char(rest: &str) -> Option<usize> {
    let mut inside = rest[1..].chars();
    let first = inside.next()?;
    if first == '\\' {
        return rest[3..].find('\'').map(|place| place + 4);
    }
    (inside.next()? == '\'').then(|| first.len_utf8() + 2)
}
