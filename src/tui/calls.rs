//! The day's work as the screen knows it: read once, on another thread where the book is large, then kept up to date
//! account by account, so that no key waits for the book's size. What is asked of it stays until it is cleared.

use super::job::{Job, Pending};
use crate::book::{Access, Book, Filter, Row, Worklist};
use crate::domain::calendar::Date;
use crate::domain::ids::{AccountId, EntryId};
use crate::error::{Error, Result};

/// More accounts than this that changed at once are read as a whole.
const FEW: usize = 50;

#[derive(Default)]
pub struct Calls {
    list: Worklist,
    /// The day that the list is of, and the journal's head at its last reading.
    read: Option<(Date, EntryId)>,
    pending: Option<Pending<(Worklist, Date, EntryId)>>,
    /// The whole list is to be read again.
    due: bool,
    /// How often a job's answer was taken, by whichever page looked.
    turns: u64,
    pub filter: Filter,
}

impl Calls {
    /// Brings the list up to the journal's head, or sees that a job does.
    pub fn refresh(&mut self, book: &Book, today: Date) -> Result<()> {
        let head = book.version()?;
        match self.read {
            Some((day, since)) if day == today && since == head => return Ok(()),
            Some((day, since)) if day == today => {
                let touched = book.accounts_changed_since(since)?;
                // What touched no account may have changed what holds for all.
                if !touched.is_empty() && touched.len() <= FEW {
                    book.worklist_again(&mut self.list, &touched, today)?;
                    self.read = Some((today, head));
                    return Ok(());
                }
            }
            _ => {}
        }
        if book.path().is_some() && !book.has_short_worklist()? {
            self.due = true;
            return Ok(());
        }
        (self.list, self.read) = (book.worklist(today)?, Some((today, head)));
        Ok(())
    }

    /// Sees that a job reads the list of a large book before somebody asks for it; a small one is read when it is.
    pub fn prepare(&mut self, book: &Book) -> Result<()> {
        if self.read.is_none() && self.pending.is_none() && book.path().is_some() {
            self.due = !book.has_short_worklist()?;
        }
        Ok(())
    }

    /// Takes what a job has read, and starts the next.
    pub fn tick(&mut self, book: &Book, today: Date) -> Result<Option<Job>> {
        let answer = self.pending.as_ref().and_then(Pending::poll);
        if let Some(answer) = answer {
            self.pending = None;
            self.turns += 1;
            let (list, day, at) = answer?;
            (self.list, self.read) = (list, Some((day, at)));
            self.refresh(book, today)?;
        }
        if !std::mem::take(&mut self.due) || self.pending.is_some() {
            return Ok(None);
        }
        let book = book.again(Access::Look)?;
        let (job, pending) = Job::new(move |progress| {
            book.hold_still()?;
            let at = book.version()?;
            let list = book.worklist_while(today, &mut |done, of| {
                progress.report(done, of);
                !progress.cancelled()
            })?;
            match progress.cancelled() {
                true => Err(Error::refused("cancelled", "the day's list was not read to its end")),
                false => Ok((list, today, at)),
            }
        });
        self.pending = Some(pending);
        Ok(Some(job))
    }

    /// Another number whenever a job's answer was taken.
    pub fn turns(&self) -> u64 {
        self.turns
    }

    /// True until the list was read at all.
    pub fn is_unread(&self) -> bool {
        self.read.is_none()
    }

    /// Per cent of the list that is read, while it is.
    pub fn progress(&self) -> Option<u64> {
        let (done, of) = self.pending.as_ref()?.progress();
        Some((done * 100).checked_div(of).unwrap_or(0))
    }

    /// Whom to call, then who waits: those that the filter lets through.
    pub fn rows(&self) -> Vec<Row> {
        let rows = self.list.calls.iter().chain(&self.list.waiting);
        rows.filter(|row| self.filter.holds(row)).cloned().collect()
    }

    /// Accounts that were contacted today.
    pub fn done(&self) -> usize {
        self.list.done.len()
    }

    pub fn is_to_call(&self, account: AccountId) -> bool {
        self.list.calls.iter().any(|row| row.account == account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_iso;
    use crate::ops::pin::{PinAccount, UnpinAccount};
    use crate::tui::popup::samples;

    #[test]
    fn a_large_list_is_read_by_a_job_and_then_kept_up_to_date_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.book");
        let (cx, account) = (samples::holloway(), AccountId(1));
        cx.book.backup(&path).unwrap();
        let mut book = Book::open(&path, Access::Screen).unwrap();
        let (mut calls, today) = (Calls::default(), parse_iso("2026-11-21").unwrap());
        calls.due = true;
        let job = calls.tick(&book, today).unwrap();
        assert!(calls.is_unread() && calls.progress().is_some());
        job.unwrap().run();
        // Another desk writes before the answer is taken: it is in it all the same.
        let pin = PinAccount { account, from: today, reason: "first".into() };
        book.perform(&pin, &cx.stamp("pin")).unwrap();
        assert!(calls.tick(&book, today).unwrap().is_none());
        assert_eq!(calls.turns(), 1);
        assert_eq!(calls.rows().first().unwrap().reasons[0].code, "pinned");
        book.perform(&UnpinAccount { account, on: today }, &cx.stamp("unpin")).unwrap();
        calls.refresh(&book, today).unwrap();
        assert!(calls.rows().iter().all(|row| row.reasons.iter().all(|reason| reason.code != "pinned")));
        let fresh = book.worklist(today).unwrap();
        assert_eq!(calls.list, fresh);
    }
}
