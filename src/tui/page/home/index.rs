//! What Find scans is read on another thread after the first frame, so that the first key does not wait for it. A key that
//! comes earlier reads it itself.

use super::super::super::cx::Cx;
use super::super::super::job::{Job, Pending};
use crate::book::{Access, Search};
use crate::domain::ids::EntryId;
use crate::error::Result;

#[derive(Default)]
pub(super) struct Index {
    asked: bool,
    pending: Option<Pending<(Search, EntryId)>>,
}

impl Index {
    /// Takes the answer when it is there; gives the job once.
    pub(super) fn tick(&mut self, cx: &mut Cx) -> Result<Option<Job>> {
        if let Some(answer) = self.pending.as_ref().and_then(Pending::poll) {
            self.pending = None;
            // What could not be read here is read again by the first key, which can say why it cannot.
            if let Ok((search, at)) = answer {
                cx.overview.take_search(&cx.book, search, at)?;
            }
        }
        if self.asked || cx.overview.has_search() {
            return Ok(None);
        }
        self.asked = true;
        // A book in memory has one connection, and is small.
        let Ok(book) = cx.book.again(Access::Look) else { return Ok(None) };
        let (job, pending) = Job::new(move |_| {
            let at = book.version()?;
            Ok((Search::load(&book)?, at))
        });
        self.pending = Some(pending);
        Ok(Some(job))
    }
}
