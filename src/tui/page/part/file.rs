//! A file that somebody names on the screen: what was typed as a path, and a new file that nobody else can read.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// What was typed or dropped as a path.
pub fn path_of(text: &str) -> PathBuf {
    // A file dropped on a terminal arrives in quotes, or with its spaces escaped.
    let text = text.trim().trim_matches(['\'', '"']).replace("\\ ", " ");
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
