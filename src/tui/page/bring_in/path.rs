//! What was typed or dropped as the place of files: one path or several, and Tab goes on with the last of them.

use std::path::{Path, PathBuf};

use super::super::part::file::{at_home, pieces};

/// The paths that a line names. A file dropped on a terminal arrives in quotes, or with its spaces escaped; a path that
/// has spaces and is there may stand alone without either.
pub fn paths_of(text: &str) -> Vec<PathBuf> {
    let text = text.trim();
    let (pieces, quoted) = pieces(text);
    let all_there = |pieces: &[String]| pieces.iter().all(|piece| at_home(piece).exists());
    let several = match pieces.split_last() {
        Some((_, before)) if !before.is_empty() => all_there(before),
        _ => false,
    };
    let whole = !at_home(text).exists() && (quoted || several);
    if whole { pieces.iter().map(|piece| at_home(piece)).collect() } else { vec![at_home(text)] }
}

/// What goes on with the last path as far as only one name does, and the names where several do.
pub fn complete(text: &str) -> Option<(String, Vec<String>)> {
    let typed = paths_of(text).pop()?;
    let whole = text.ends_with('/');
    let (folder, start) = match (whole, typed.file_name()) {
        (false, Some(name)) => (typed.parent().unwrap_or(Path::new("")), name.to_string_lossy().into_owned()),
        _ => (typed.as_path(), String::new()),
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let files = std::fs::read_dir(folder).ok()?;
    let name = |file: std::fs::DirEntry| {
        let end = if file.path().is_dir() { "/" } else { "" };
        format!("{}{end}", file.file_name().to_string_lossy())
    };
    let mut found: Vec<String> = files.flatten().map(name).filter(|name| name.starts_with(&start)).collect();
    found.sort();
    let first = found.first()?;
    let common = found.iter().fold(first.clone(), |common, name| shared_start(&common, name));
    let rest = common.strip_prefix(&start).unwrap_or_default().to_string();
    Some((rest, if found.len() > 1 { found } else { Vec::new() }))
}

fn shared_start(a: &str, b: &str) -> String {
    a.chars().zip(b.chars()).take_while(|(one, other)| one == other).map(|(one, _)| one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_one_file_or_several() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            std::fs::write(folder.path().join(name), "x").unwrap();
            folder.path().join(name).display().to_string()
        };
        let (one, spaced) = (file("one.csv"), file("my customers.csv"));
        let named =
            |text: &str| -> Vec<String> { paths_of(text).iter().map(|path| path.display().to_string()).collect() };
        assert_eq!(named(&format!(" {spaced} ")), [spaced.as_str()]);
        assert_eq!(named(&format!("'{spaced}' {one}")), [spaced.as_str(), one.as_str()]);
        assert_eq!(named(&spaced.replace(' ', "\\ ")), [spaced.as_str()]);
        assert_eq!(named(&format!("{one} {one}")), [one.as_str(), one.as_str()]);
        assert_eq!(named("no such file"), ["no such file"]);
    }
}
