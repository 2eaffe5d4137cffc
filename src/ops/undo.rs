//! Undoing an entry, with its consequences: it corrects typing. A bounce or a void really happened and is dated.

use serde::Serialize;

use crate::book::{Op, Tx};
use crate::domain::ids::EntryId;
use crate::error::Result;

#[derive(Debug, Clone, Serialize)]
pub struct Undo {
    pub entry: EntryId,
}

impl Op for Undo {
    const NAME: &'static str = "undo";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.undo(self.entry)
    }
}
