//! Work off the screen's thread: a job runs elsewhere with its own connection, its view holds the other end.
//! Dropping that end cancels the job; what arrives too late goes nowhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, TryRecvError};

use crate::error::{Error, Result};

/// Work for another thread.
pub struct Job {
    work: Box<dyn FnOnce() + Send>,
}

impl Job {
    /// A job and the end that its view keeps.
    pub fn new<T: Send + 'static>(work: impl FnOnce(&Progress) -> Result<T> + Send + 'static) -> (Job, Pending<T>) {
        let progress = Progress::default();
        let (sender, answer) = mpsc::channel();
        let pending = Pending { answer, progress: progress.clone() };
        let work = move || {
            if !progress.cancelled() {
                // A view that has gone away takes no answer, and needs none.
                let _ = sender.send(work(&progress));
            }
        };
        (Job { work: Box::new(work) }, pending)
    }

    /// A job that nobody waits for.
    pub fn alone(work: impl FnOnce() + Send + 'static) -> Job {
        Job { work: Box::new(work) }
    }

    pub fn run(self) {
        (self.work)();
    }
}

/// How far a job is, and whether anybody still wants it.
#[derive(Clone, Default)]
pub struct Progress {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    done: AtomicU64,
    of: AtomicU64,
    cancelled: AtomicBool,
}

impl Progress {
    pub fn report(&self, done: u64, of: u64) {
        self.shared.done.store(done, Ordering::Relaxed);
        self.shared.of.store(of, Ordering::Relaxed);
    }

    /// A job asks this between two steps, and ends without a trace.
    pub fn cancelled(&self) -> bool {
        self.shared.cancelled.load(Ordering::Relaxed)
    }
}

/// The view's end of a job.
pub struct Pending<T> {
    answer: Receiver<Result<T>>,
    progress: Progress,
}

impl<T> Pending<T> {
    /// The answer, once; None while it is not there.
    pub fn poll(&self) -> Option<Result<T>> {
        match self.answer.try_recv() {
            Ok(answer) => Some(answer),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(Error::fault("job_ended", "the work ended without an answer"))),
        }
    }

    /// Asks the work to stop; its answer says whether it still could.
    pub fn cancel(&self) {
        self.progress.shared.cancelled.store(true, Ordering::Relaxed);
    }

    /// Done and of how many.
    pub fn progress(&self) -> (u64, u64) {
        (self.progress.shared.done.load(Ordering::Relaxed), self.progress.shared.of.load(Ordering::Relaxed))
    }
}

impl<T> Drop for Pending<T> {
    fn drop(&mut self) {
        self.progress.shared.cancelled.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_arrives_once() {
        let (job, pending) = Job::new(|progress| {
            progress.report(1, 2);
            Ok(7)
        });
        assert!(pending.poll().is_none());
        job.run();
        assert_eq!(pending.poll().unwrap().unwrap(), 7);
        assert_eq!(pending.progress(), (1, 2));
    }

    #[test]
    fn dropping_the_end_cancels_the_job() {
        let (job, pending) = Job::new(|_| -> Result<()> { panic!("nobody wants this") });
        drop(pending);
        job.run();
    }
}
