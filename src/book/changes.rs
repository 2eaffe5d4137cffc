//! What was entered at an account after an entry, in the words of its history: what somebody who comes back to it must hear.

use std::collections::HashMap;

use super::{Book, Created};
use crate::domain::ids::{AccountId, EntryId};
use crate::error::Result;

/// An entry that touched an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub entry: EntryId,
    /// Who did it.
    pub by: String,
    /// `payment, check 5588, 300.00`; `undone: payment, 2 allocations`.
    pub text: String,
}

/// A desk that was away for longer is told of the last ones.
const MOST: usize = 20;

impl Book {
    /// The entries after `seen` that touched an account, oldest first; at most twenty, the newest.
    pub fn changes_since(&self, account: AccountId, seen: EntryId) -> Result<Vec<Change>> {
        let rows = self.journal(Some(account), Some(seen), MOST)?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut told: HashMap<EntryId, String> = HashMap::new();
        for event in self.timeline(account)?.into_iter().filter(|event| event.entry > seen) {
            let amount = event.amount.map(|amount| format!(" {}", amount.decimal())).unwrap_or_default();
            told.entry(event.entry).or_insert_with(|| format!("{}{amount}", event.text));
        }
        let mut changes = Vec::new();
        for row in rows {
            let text = match (row.op.as_str(), told.remove(&row.seq)) {
                ("undo", _) => format!("undone: {}", self.undone_words(row.seq)?),
                (_, Some(text)) => text,
                // An entry with nothing of its own in the history, or one that was undone since.
                (op, None) => format!("{}{}", op.replace('-', " "), if row.undone { ", undone since" } else { "" }),
            };
            changes.push(Change { entry: row.seq, by: crate::domain::text::clean(&row.operator), text });
        }
        Ok(changes)
    }

    /// What the entries that an undo took back had made.
    fn undone_words(&self, undo: EntryId) -> Result<String> {
        let mut made = Vec::new();
        for entry in self.undone_by(undo)? {
            made.extend(self.created_by(entry)?);
        }
        Ok(words_of(&made))
    }
}

/// `payment, 2 allocations`
pub fn words_of(made: &[Created]) -> String {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for one in made {
        match kinds.iter_mut().find(|(kind, _)| *kind == one.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((&one.kind, 1)),
        }
    }
    let word = |(kind, count): &(&str, usize)| if *count == 1 { kind.to_string() } else { format!("{count} {kind}s") };
    kinds.iter().map(word).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::shop::Shop;

    #[test]
    fn what_happened_since_is_told_and_nothing_of_others_or_before() {
        let mut shop = Shop::new();
        let (first, second) = (shop.account("C1", "First"), shop.account("C2", "Second"));
        shop.invoice(first, "1", "2026-11-01", "10.00");
        let seen = shop.book.version().unwrap();
        assert_eq!(shop.book.changes_since(first, seen).unwrap(), []);
        let entry = shop.invoice(first, "2", "2026-11-02", "20.00").0;
        shop.invoice(second, "3", "2026-11-02", "30.00");
        let told = |shop: &Shop| -> Vec<String> {
            shop.book.changes_since(first, seen).unwrap().into_iter().map(|change| change.text).collect()
        };
        assert_eq!(told(&shop), ["invoice 2 due 2 Dec 20.00"]);
        shop.undo(entry);
        assert_eq!(told(&shop), ["post debit, undone since", "undone: invoice"]);
        assert_eq!(shop.book.changes_since(second, EntryId(0)).unwrap().len(), 2);
    }
}
