//! What was typed and not yet saved, so that neither an interruption nor a power cut loses it. The file is written on a
//! thread of its own: typing never waits for the disk.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use std::sync::PoisonError;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;

use super::presence::{News, Presence};
pub use crate::book::drafts::Draft;
use crate::book::drafts::DraftFile;
use crate::domain::ids::AccountId;
use crate::error::{Error, Result};

/// The drafts of this desk's operator.
#[derive(Default)]
pub struct Drafts {
    kept: Vec<Draft>,
    /// Forms that are open in front of the operator: theirs are not counted as parked.
    in_hand: BTreeSet<String>,
    /// Who sits at which account: the same file, and the same thread.
    pub presence: Presence,
    keeper: Option<Sender<Order>>,
    thread: Option<JoinHandle<()>>,
}

/// Everything told is written, and the file closed, before the program goes on.
impl Drop for Drafts {
    fn drop(&mut self) {
        self.tell(Order::News(News::Rise(self.presence.desk().to_string())));
        self.keeper = None;
        if let Some(thread) = self.thread.take() {
            // A thread that has panicked has said so.
            let _ = thread.join();
        }
    }
}

/// What the keeper's thread is told.
enum Order {
    Keep(Draft),
    Remove(String),
    News(News),
    /// Answers when everything before it is on disk.
    Flush(Sender<Result<()>>),
}

impl Drafts {
    /// Drafts that end with the program (demo, tests).
    pub fn memory() -> Drafts {
        Drafts::default()
    }

    /// The operator's drafts beside a book, oldest first.
    pub fn beside(book: &Path, operator: &str) -> Result<Drafts> {
        let file = DraftFile::beside(book)?;
        let kept = file.of(operator)?;
        let (keeper, orders) = mpsc::channel();
        let thread = std::thread::Builder::new().name("drafts".into()).spawn(move || keep_all(&file, &orders))?;
        let (in_hand, presence) = (BTreeSet::new(), Presence::default());
        Ok(Drafts { kept, in_hand, presence, keeper: Some(keeper), thread: Some(thread) })
    }

    /// Parked drafts.
    pub fn count(&self) -> usize {
        self.list().count()
    }

    /// Parked drafts, newest first.
    pub fn list(&self) -> impl Iterator<Item = &Draft> {
        self.kept.iter().rev().filter(|draft| !self.in_hand.contains(&draft.id))
    }

    /// Keeps a draft, in the place of what was kept of the same form.
    pub fn keep(&mut self, draft: Draft) {
        self.tell(Order::Keep(draft.clone()));
        self.kept.retain(|kept| kept.id != draft.id);
        self.kept.push(draft);
    }

    /// The form was saved, or its draft thrown away.
    pub fn remove(&mut self, id: &str) {
        self.tell(Order::Remove(id.to_string()));
        self.kept.retain(|kept| kept.id != id);
        self.in_hand.remove(id);
    }

    /// The form is in front of the operator.
    pub(super) fn in_hand(&mut self, id: &str) {
        if !self.in_hand.contains(id) {
            self.in_hand.insert(id.to_string());
        }
    }

    pub(super) fn out_of_hand(&mut self, id: &str) {
        self.in_hand.remove(id);
    }

    /// Returns when everything is on disk.
    pub fn flush(&mut self) -> Result<()> {
        let Some(keeper) = &self.keeper else { return Ok(()) };
        let gone = || Error::fault("drafts", "the drafts could not be written").hint("save what is open");
        let (answer, written) = mpsc::channel();
        keeper.send(Order::Flush(answer)).map_err(|_| gone())?;
        written.recv().map_err(|_| gone())?
    }

    /// This desk is at an account, in a form, or at none. True where the other desks have moved.
    pub(super) fn sit(&mut self, operator: &str, place: Option<(AccountId, &str)>, now: i64) -> bool {
        for news in self.presence.at(operator, place, now) {
            self.tell(Order::News(news));
        }
        self.presence.has_news()
    }

    fn tell(&self, order: Order) {
        if let Some(keeper) = &self.keeper {
            // A keeper that has ended says so at the next flush.
            let _ = keeper.send(order);
        }
    }
}

/// Writes until the desk closes; the first trouble is told at the next flush.
fn keep_all(file: &DraftFile, orders: &Receiver<Order>) {
    let mut trouble = Ok(());
    for order in orders {
        match order {
            Order::Keep(draft) => trouble = trouble.and(file.keep(&draft)),
            Order::Remove(id) => trouble = trouble.and(file.remove(&id)),
            // Who sits where is no loss: trouble with it is not told.
            Order::News(news) => drop(pass_on(file, news)),
            Order::Flush(answer) => {
                // Whoever asked may have gone.
                let _ = answer.send(std::mem::replace(&mut trouble, Ok(())));
            }
        }
    }
}

fn pass_on(file: &DraftFile, news: News) -> Result<()> {
    match news {
        News::Sit(seat) => file.sit(&seat),
        News::Rise(desk) => file.rise(&desk),
        News::Listen(desk, heard) => {
            let seats = file.seats(&desk)?;
            *heard.lock().unwrap_or_else(PoisonError::into_inner) = seats;
            Ok(())
        }
    }
}

/// A new action id: unique in every journal, and nobody's secret.
pub fn new_action() -> String {
    let word = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", word(), word())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_iso;
    use crate::domain::ids::EntryId;

    fn draft(id: &str, note: &str) -> Draft {
        Draft {
            id: id.to_string(),
            operator: "maria".to_string(),
            form: "call".to_string(),
            account: Some(AccountId(7)),
            title: "CALL with Peña".to_string(),
            fields: vec![("note".to_string(), note.to_string())],
            at: parse_iso("2026-11-21").unwrap().and_hms_opt(9, 30, 0).unwrap(),
            seen: Some(EntryId(7)),
        }
    }

    #[test]
    fn a_draft_outlives_the_program() {
        let folder = tempfile::tempdir().unwrap();
        let book = folder.path().join("shop.book");
        let mut drafts = Drafts::beside(&book, "maria").unwrap();
        drafts.keep(draft("a", "first"));
        drafts.keep(draft("a", "second"));
        drafts.keep(draft("b", "other"));
        drafts.remove("b");
        drafts.flush().unwrap();
        let again = Drafts::beside(&book, "maria").unwrap();
        assert_eq!(again.list().cloned().collect::<Vec<_>>(), [draft("a", "second")]);
        assert_eq!(Drafts::beside(&book, "tom").unwrap().count(), 0);
    }

    #[test]
    fn a_form_in_hand_is_not_counted_as_parked() {
        let mut drafts = Drafts::memory();
        drafts.in_hand("a");
        drafts.keep(draft("a", ""));
        assert_eq!(drafts.count(), 0);
        drafts.out_of_hand("a");
        assert_eq!(drafts.count(), 1);
    }

    #[test]
    fn no_two_actions_are_alike() {
        let many: BTreeSet<String> = (0..1000).map(|_| new_action()).collect();
        assert_eq!(many.len(), 1000);
    }
}
