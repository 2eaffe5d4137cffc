//! Backup: a complete copy of the book in one file, verified before it gets its name, so that a file with the name of a
//! backup always is one.

use std::fs::{File, Permissions};
use std::path::{Path, PathBuf};

use super::open::make_private_folder;
use super::{Access, Book};
use crate::domain::calendar::{Date, parse_iso};
use crate::domain::rotation;
use crate::error::{Error, Result};

impl Book {
    /// Copies the book to a new file, readable by its owner alone. Refused where a file is there already.
    pub fn backup(&self, to: &Path) -> Result<()> {
        if to.symlink_metadata().is_ok() {
            return Err(there_already(to));
        }
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.exists() {
            make_private_folder(folder).map_err(|error| unwritten(to, error))?;
        }
        let mut name = tempfile::Builder::new();
        name.prefix(".backup-").suffix(".unfinished");
        // The file is dropped, and with it deleted, on every way out but the last line.
        let unfinished = name.tempfile_in(folder).map_err(|error| unwritten(to, error.into()))?;
        self.copy_into(unfinished.path()).map_err(|error| unwritten(to, error))?;
        self.check_copy(unfinished.path())?;
        private_and_on_disk(unfinished.path()).map_err(|error| unwritten(to, error.into()))?;
        match unfinished.persist_noclobber(to) {
            Ok(_) => {}
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => return Err(there_already(to)),
            Err(error) => return Err(unwritten(to, error.error.into())),
        }
        // The name too must survive a power cut; a folder that cannot be synced (Windows) is synced by the system.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
        Ok(())
    }

    /// `backups/STEM-2026-11-21.book` beside the book; None for a book in memory.
    pub fn backup_path(&self, today: Date) -> Option<PathBuf> {
        let book = self.path()?;
        let stem = book.file_stem()?.to_string_lossy().into_owned();
        let folder = book.parent().unwrap_or(Path::new(""));
        Some(folder.join("backups").join(format!("{stem}-{}.book", today.format("%Y-%m-%d"))))
    }

    /// Once a day, after the day's first entry: a backup under the day's name, and the older ones thinned out. False where
    /// the day has one. Backups with another name (before an import, a restore, an upgrade) are left alone.
    pub fn back_up_the_day(&self, today: Date) -> Result<bool> {
        let Some(path) = self.backup_path(today).filter(|path| !path.exists()) else { return Ok(false) };
        match self.backup(&path) {
            // Another desk was quicker.
            Err(error) if error.code() == "exists" => return Ok(false),
            done => done?,
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        let named = |day: &Date| self.backup_path(*day);
        let days: Vec<Date> = std::fs::read_dir(folder)?.flatten().filter_map(|found| day_of(&found.path())).collect();
        let days: Vec<Date> = days.into_iter().filter(|day| named(day).is_some_and(|path| path.exists())).collect();
        for path in rotation::dispensable(&days).iter().filter_map(named) {
            std::fs::remove_file(path)?;
        }
        Ok(true)
    }

    /// The second backup of a day is `…-2.book`.
    pub fn free_backup_place(path: &Path) -> PathBuf {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let numbered = (2..1000).map(|number| path.with_file_name(format!("{stem}-{number}.book")));
        let place = std::iter::once(path.to_path_buf()).chain(numbered).find(|place| !place.exists());
        place.unwrap_or_else(|| path.to_path_buf())
    }

    /// The book as it is before an import, beside the other backups and one for each state; a book without items and one
    /// in memory need none.
    pub fn backup_before_import(&self, today: Date) -> Result<()> {
        if self.has_no_items()? {
            return Ok(());
        }
        let Some(path) = self.backup_path(today) else { return Ok(()) };
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let path = path.with_file_name(format!("{stem}-before-{}.book", self.version()?.0 + 1));
        if path.exists() { Ok(()) } else { self.backup(&path) }
    }

    fn copy_into(&self, path: &Path) -> Result<()> {
        let text = path.to_str().ok_or_else(|| {
            Error::refused("path", "the name of the folder cannot be written as text").hint("choose another folder")
        })?;
        self.conn.execute("VACUUM INTO ?1", [text])?;
        Ok(())
    }

    /// The copy holds the same entries, and passes the quick checks.
    fn check_copy(&self, path: &Path) -> Result<()> {
        let copy = Book::open(path, Access::Inspect)?;
        let bad = copy.verify(true, &mut |_, _, _| true)?.into_iter().find(|check| !check.ok);
        if let Some(check) = bad {
            let message = format!("the copy is not good, {}: {}", check.name, check.detail);
            return Err(Error::fault("bad_copy", message)
                .safe("no backup was made; the book was not touched")
                .hint("run `arrears verify`"));
        }
        let entry = copy.version()?;
        if copy.head_hash()? != self.hash_at(entry)? {
            return Err(Error::fault("bad_copy", "the copy does not hold what the book holds")
                .safe("no backup was made; the book was not touched")
                .hint("try again"));
        }
        Ok(())
    }
}

/// The day in a backup's name, `shop-2026-11-21.book`.
fn day_of(path: &Path) -> Option<Date> {
    let stem = path.file_stem()?.to_str()?;
    stem.get(stem.len().checked_sub(10)?..).and_then(|day| parse_iso(day).ok())
}

fn there_already(to: &Path) -> Error {
    Error::refused("exists", format!("{} is there already", to.display()))
        .safe("it was not touched, and no backup was made")
        .hint("choose another name")
}

fn unwritten(to: &Path, error: Error) -> Error {
    let message = format!("the backup {} cannot be written: {}", to.display(), error.message());
    Error::new(error.kind(), error.code(), message)
        .safe("no backup was made; the book was not touched")
        .hint("check the folder and the room on its disk, or name another file")
        .caused_by(error)
}

fn private_and_on_disk(path: &Path) -> std::io::Result<()> {
    let file = File::open(path)?;
    #[cfg(unix)]
    file.set_permissions(<Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o600))?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::shop::{Shop, day};

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn shop_in(folder: &Path) -> Shop {
        let mut shop = Shop::of(Book::create(&folder.join("hollis.book")).unwrap());
        let account = shop.account("C1", "First");
        shop.invoice(account, "1", "2026-11-01", "10.00");
        shop
    }

    #[test]
    fn a_backup_is_the_book_in_one_private_file() {
        let folder = tempfile::tempdir().unwrap();
        let shop = shop_in(folder.path());
        let to = shop.book.backup_path(day("2026-11-21")).unwrap();
        assert_eq!(to, folder.path().join("backups/hollis-2026-11-21.book"));
        shop.book.backup(&to).unwrap();
        assert_eq!(names_in(&folder.path().join("backups")), ["hollis-2026-11-21.book"]);
        let copy = Book::open(&to, Access::Look).unwrap();
        assert_eq!(copy.head_hash().unwrap(), shop.book.head_hash().unwrap());
        assert!(copy.verify(false, &mut |_, _, _| true).unwrap().iter().all(|check| check.ok));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(to.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_that_is_there_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let shop = shop_in(folder.path());
        let to = folder.path().join("kept");
        std::fs::write(&to, "somebody's").unwrap();
        let error = shop.book.backup(&to).unwrap_err();
        assert_eq!(error.code(), "exists");
        assert_eq!(std::fs::read_to_string(&to).unwrap(), "somebody's");
    }

    #[test]
    fn a_day_is_backed_up_once_and_only_daily_backups_are_thinned_out() {
        let folder = tempfile::tempdir().unwrap();
        let shop = shop_in(folder.path());
        assert!(shop.book.back_up_the_day(day("2026-11-21")).unwrap());
        let backups = folder.path().join("backups");
        for name in ["hollis-2026-11-21-before-3.book", "hollis-2026-11-01-2.book", "other-2026-11-02.book"] {
            std::fs::write(backups.join(name), "kept").unwrap();
        }
        for one in 1..=20 {
            std::fs::write(backups.join(format!("hollis-2026-11-{one:02}.book")), "old").unwrap();
        }
        assert!(!shop.book.back_up_the_day(day("2026-11-21")).unwrap(), "the day has one");
        assert_eq!(names_in(&backups).len(), 24);
        assert!(shop.book.back_up_the_day(day("2026-11-22")).unwrap());
        let kept = names_in(&backups);
        assert_eq!(
            kept.iter()
                .filter(|name| !name.contains("before") && !name.contains("-2.") && name.starts_with("hollis"))
                .count(),
            10
        );
        assert_eq!(kept.len(), 13, "{kept:?}");
    }

    #[test]
    fn a_damaged_book_makes_no_backup_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let shop = shop_in(folder.path());
        shop.book.conn.execute_batch("UPDATE debit SET memo = 'changed'").unwrap();
        let to = folder.path().join("copies").join("one.book");
        let error = shop.book.backup(&to).unwrap_err();
        assert_eq!(error.code(), "bad_copy");
        assert_eq!(names_in(&folder.path().join("copies")), Vec::<String>::new());
    }

    #[test]
    fn a_book_in_memory_can_be_kept_but_has_no_place_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let shop = Shop::new();
        assert_eq!(shop.book.backup_path(day("2026-11-21")), None);
        shop.book.backup(&folder.path().join("empty.book")).unwrap();
        assert_eq!(names_in(folder.path()), ["empty.book"]);
    }
}
