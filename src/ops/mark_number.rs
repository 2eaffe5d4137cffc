//! Marking a telephone number of an account as bad or not to be called, and lifting the marks again.

use serde::Serialize;

use crate::book::{NumberMark, Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::ids::AccountId;
use crate::domain::phone::{self, LEAST_DIGITS, NotCalled};
use crate::domain::text::digits;
use crate::error::{Error, Result};

/// A mark that is put on a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Marked {
    /// As it was written.
    pub phone: String,
    pub kind: NotCalled,
    pub reason: String,
}

impl Marked {
    /// Writes it; a number that is marked so already stays as it is.
    pub(super) fn write(&self, tx: &mut Tx, account: AccountId, from: Date) -> Result<bool> {
        check(&self.phone)?;
        let marks = tx.number_marks_of(account)?;
        if marks.iter().any(|mark| mark.kind == self.kind && phone::is_same(&mark.phone, &self.phone)) {
            return Ok(false);
        }
        tx.write_number_mark(account, (&self.phone, self.kind), &self.reason, from)?;
        Ok(true)
    }
}

fn check(phone: &str) -> Result<()> {
    if digits(phone).len() >= LEAST_DIGITS {
        return Ok(());
    }
    Err(Error::invalid("number", format!("{:?} is no telephone number", crate::domain::text::clean(phone)))
        .safe("nothing was saved")
        .hint("write it with its area code"))
}

#[derive(Debug, Clone, Serialize)]
pub struct MarkNumber {
    pub account: AccountId,
    pub marked: Marked,
    pub on: Date,
}

impl Op for MarkNumber {
    const NAME: &'static str = "mark-number";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.account(self.account)?;
        if self.marked.write(tx, self.account, self.on)? {
            return Ok(());
        }
        let message = format!("{} is marked {} already", self.marked.phone, self.marked.kind.meaning());
        Err(Error::refused("already_marked", message).safe("nothing was changed"))
    }
}

/// Lifts every mark of a number.
#[derive(Debug, Clone, Serialize)]
pub struct LiftNumberMarks {
    pub account: AccountId,
    pub phone: String,
    pub on: Date,
}

impl Op for LiftNumberMarks {
    const NAME: &'static str = "lift-number-marks";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        check(&self.phone)?;
        tx.account(self.account)?;
        let marks = tx.number_marks_of(self.account)?;
        let of_it: Vec<&NumberMark> = marks.iter().filter(|mark| phone::is_same(&mark.phone, &self.phone)).collect();
        if of_it.is_empty() {
            return Err(
                Error::refused("not_marked", format!("{} is not marked", self.phone)).safe("nothing was changed")
            );
        }
        of_it.into_iter().try_for_each(|mark| tx.end_number_mark(mark, self.on))
    }
}
