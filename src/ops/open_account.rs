//! Opening an account, with its terms and the people to ask for.

use serde::Serialize;

use crate::book::{AccountDetails, Contact, Op, Tx};
use crate::domain::money::Currency;
use crate::domain::terms::Terms;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct OpenAccount {
    pub code: String,
    pub currency: Currency,
    pub details: AccountDetails,
    pub contacts: Vec<Contact>,
}

impl Op for OpenAccount {
    const NAME: &'static str = "open-account";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        check(&self.details)?;
        if self.code.trim().is_empty() {
            return Err(Error::invalid("code", "an account needs a code")
                .safe("nothing was saved")
                .hint("type a code"));
        }
        let account = tx.open_account(&self.code, self.currency, None)?;
        tx.describe_account(account, &self.details)?;
        if !self.contacts.is_empty() {
            tx.write_contacts(account, &self.contacts)?;
        }
        Ok(())
    }
}

/// What every version of an account must have: a name, and terms that can be read.
pub(super) fn check(details: &AccountDetails) -> Result<()> {
    if details.name.trim().is_empty() {
        return Err(Error::invalid("name", "an account needs a name").safe("nothing was saved").hint("type a name"));
    }
    details.terms.parse::<Terms>()?;
    Ok(())
}
