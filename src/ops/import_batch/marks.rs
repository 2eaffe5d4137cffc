//! Staging and writing marks on an account, whatever their kind.

use super::post::Posting;
use super::stage::Stager;
use crate::book::{MarkCell, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::{CommunicationId, DebitId};
use crate::domain::mark::{MarkKind, MarkRecord, MarkValue};
use crate::error::Result;

/// A mark with its references as keys of the staging database.
pub struct StagedMark {
    kind: &'static MarkKind,
    account: usize,
    /// The keys stand in the place of the book's ids.
    cells: Vec<MarkCell>,
    ended: Option<(Date, String)>,
}

impl Stager<'_> {
    pub fn mark(&mut self, record: MarkRecord) -> Result<()> {
        let account = self.known_account(&record.account)?;
        let mut cells = Vec::new();
        for value in record.values {
            cells.push(self.mark_cell(account, value)?);
        }
        let known = match (self.book_account(account), self.in_book(&cells)?) {
            (Some(id), Some(cells)) => self.book.has_mark(record.kind, id, &cells)?,
            _ => false,
        };
        let count = self.preview.marks.entry(record.kind.title).or_default();
        if known {
            count.already += 1;
            return Ok(());
        }
        count.new += 1;
        self.staged.agreements.marks.push(StagedMark { kind: record.kind, account, cells, ended: record.ended });
        Ok(())
    }

    /// The cells with the book's own ids; None where the book lacks what one of them names.
    fn in_book(&self, cells: &[MarkCell]) -> Result<Option<Vec<MarkCell>>> {
        let mut known = Vec::new();
        for cell in cells {
            let found = match cell {
                MarkCell::Item(Some(key)) => self.staged.rows.item(key.0)?.existing.map(|id| MarkCell::Item(Some(id))),
                MarkCell::Communication(Some(key)) => {
                    let staged = self.staged.rows.communication(key.0)?;
                    staged.and_then(|one| one.existing).map(|id| MarkCell::Communication(Some(id)))
                }
                cell => Some(cell.clone()),
            };
            match found {
                Some(cell) => known.push(cell),
                None => return Ok(None),
            }
        }
        Ok(Some(known))
    }

    fn mark_cell(&self, account: usize, value: MarkValue) -> Result<MarkCell> {
        Ok(match value {
            MarkValue::Text(text) => MarkCell::Text(text),
            MarkValue::Date(date) => MarkCell::Date(date),
            MarkValue::Communication(row) => {
                MarkCell::Communication(self.row_of_communication(row)?.map(CommunicationId))
            }
            MarkValue::Amount(amount) => {
                MarkCell::Amount(self.amount(amount, self.staged.accounts.list[account].currency)?)
            }
            MarkValue::Item(None) => MarkCell::Item(None),
            MarkValue::Item(Some(number)) => MarkCell::Item(Some(DebitId(self.item_key(account, &number)?))),
        })
    }
}

impl Posting<'_> {
    pub(super) fn marks(&self, tx: &mut Tx) -> Result<()> {
        for mark in &self.staged.agreements.marks {
            let cells: Vec<MarkCell> = mark.cells.iter().map(|cell| self.written(cell)).collect();
            tx.write_mark(mark.kind, self.accounts[mark.account], &cells, mark.ended.as_ref())?;
        }
        Ok(())
    }

    fn written(&self, cell: &MarkCell) -> MarkCell {
        match cell {
            MarkCell::Communication(Some(key)) => MarkCell::Communication(Some(self.communications[key.0 as usize])),
            MarkCell::Item(Some(key)) => MarkCell::Item(Some(self.items[key.0 as usize])),
            cell => cell.clone(),
        }
    }
}
