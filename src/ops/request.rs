//! What was promised to be sent, and that it was: a request is made on its own or in a contact, and ticked off by an
//! event of its own, so that a mistaken tick can be undone.

use serde::Serialize;

use crate::book::{NewRequest, Op, Tx};
use crate::domain::calendar::Date;
use crate::domain::communication::{RequestEnd, Wanted};
use crate::domain::ids::{AccountId, CommunicationId, DebitId, RequestId};
use crate::error::{Error, Result};

/// What is wanted.
#[derive(Debug, Clone, Serialize)]
pub struct Requested {
    pub what: Wanted,
    /// The item it is about.
    pub debit: Option<DebitId>,
    pub note: String,
}

impl Requested {
    pub(super) fn write(
        &self,
        tx: &mut Tx,
        account: AccountId,
        communication: Option<CommunicationId>,
        asked: Date,
    ) -> Result<()> {
        if self.what == Wanted::Other && self.note.trim().is_empty() {
            return Err(Error::invalid("note", "say what is to be sent").safe("nothing was saved"));
        }
        let (what, debit, note) = (self.what, self.debit, self.note.as_str());
        tx.write_request(&NewRequest { account, communication, what, debit, note, asked }).map(drop)
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct MakeRequest {
    pub account: AccountId,
    pub asked: Date,
    pub requested: Requested,
}

impl Op for MakeRequest {
    const NAME: &'static str = "make-request";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.account(self.account)?;
        self.requested.write(tx, self.account, None, self.asked)
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct EndRequest {
    pub request: RequestId,
    pub how: RequestEnd,
    pub on: Date,
}

impl Op for EndRequest {
    const NAME: &'static str = "end-request";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        tx.end_request(self.request, self.how, self.on)
    }
}
