//! Amending what is known about an account: a new version, the old one stays.

use serde::Serialize;

use super::open_account::check;
use crate::book::{AccountDetails, Contact, Op, Tx};
use crate::domain::ids::AccountId;
use crate::error::Result;

#[derive(Debug, Clone, Serialize)]
pub struct AmendAccount {
    pub account: AccountId,
    pub details: AccountDetails,
    /// The whole list anew; None leaves it as it is.
    pub contacts: Option<Vec<Contact>>,
}

impl Op for AmendAccount {
    const NAME: &'static str = "amend-account";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        check(&self.details)?;
        let before = tx.account(self.account)?;
        if before.details != self.details {
            tx.describe_account(self.account, &self.details)?;
        }
        if let Some(contacts) = &self.contacts {
            tx.write_contacts(self.account, contacts)?;
        }
        tx.touch(self.account);
        Ok(())
    }
}
