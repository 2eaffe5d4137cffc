//! A file that somebody names on the screen: what was typed as a path, and a new file that nobody else can read.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// What was typed or dropped as a path. A file dropped on a terminal arrives in quotes, or with its spaces escaped; spaces
/// that are neither belong to the name.
pub fn path_of(text: &str) -> PathBuf {
    match pieces(text.trim()) {
        (pieces, true) if pieces.len() == 1 => at_home(&pieces.concat()),
        _ => at_home(text.trim()),
    }
}

/// Words, and whether anything was quoted or escaped.
pub fn pieces(text: &str) -> (Vec<String>, bool) {
    let (mut pieces, mut piece, mut quote, mut quoted) = (Vec::new(), String::new(), None, false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\'' | '"', None) if piece.is_empty() => (quote, quoted) = (Some(letter), true),
            (_, Some(mark)) if letter == mark => quote = None,
            ('\\', None) if letters.peek() == Some(&' ') => {
                quoted = true;
                piece.extend(letters.next());
            }
            (' ', None) => pieces.push(std::mem::take(&mut piece)),
            _ => piece.push(letter),
        }
    }
    pieces.push(piece);
    pieces.retain(|piece| !piece.is_empty());
    (pieces, quoted)
}

/// A path as a shell would read it: `~/` is the home folder.
pub fn at_home(text: &str) -> PathBuf {
    match text.strip_prefix("~/").zip(directories::BaseDirs::new()) {
        Some((rest, dirs)) => dirs.home_dir().join(rest),
        None => PathBuf::from(text),
    }
}

/// Writes a file that is not there yet; one that is there is never touched.
pub fn write_new(path: &Path, text: &str) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written =
        options.open(path).and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Error::refused("exists", format!("{} is there already", path.display()))
            .safe("it was not touched")
            .hint("type another name")
            .at_field("file"),
        _ => Error::refused("unwritten", format!("{} cannot be written: {error}", path.display()))
            .hint("check the folder, or type another name")
            .at_field("file"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_new(&path, "one").unwrap();
        let error = write_new(&path, "two").unwrap_err();
        assert_eq!((error.code(), error.field()), ("exists", Some("file")));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
    }

    #[test]
    fn a_dropped_path_is_read_as_it_is_meant() {
        assert_eq!(path_of(" '/tmp/a b.csv' "), PathBuf::from("/tmp/a b.csv"));
        assert_eq!(path_of("/tmp/a\\ b.csv"), PathBuf::from("/tmp/a b.csv"));
    }
}
