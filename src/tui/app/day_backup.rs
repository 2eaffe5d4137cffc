//! The day's backup: made after the first entry of a day, on a thread of its own, and heard of only when it fails.

use std::path::PathBuf;

use super::super::job::{Job, Pending};
use crate::book::{Access, Book};
use crate::domain::calendar::Date;
use crate::error::Error;

#[derive(Default)]
pub(super) struct DayBackup {
    /// The day for which it was asked already.
    day: Option<Date>,
    pending: Option<Pending<bool>>,
}

impl DayBackup {
    /// After an entry: the work to do, once a day.
    pub(super) fn after_entry(&mut self, path: PathBuf, today: Date) -> Option<Job> {
        if self.day.replace(today) == Some(today) {
            return None;
        }
        let (job, pending) = Job::new(move |_| Book::open(&path, Access::Look)?.back_up_the_day(today));
        self.pending = Some(pending);
        Some(job)
    }

    /// What went wrong, told once.
    pub(super) fn trouble(&mut self) -> Option<Error> {
        let answer = self.pending.as_ref()?.poll()?;
        self.pending = None;
        answer.err()
    }
}
