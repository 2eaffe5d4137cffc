//! Boxes over a page, and the registry of forms: a form is one file, one `mod` line and one row of `FORMS`.

pub mod call;
pub mod drafts;
pub mod menu;
pub mod payment;
pub mod plan;
pub mod recent;
#[cfg(test)]
pub mod samples;

use super::cx::Cx;
use super::form::Form;
use crate::domain::ids::{AccountId, DebitId};
use crate::error::{Error, Result};

/// What a form starts from: the account, and the invoice by which it was found.
#[derive(Debug, Clone, Copy)]
pub struct Seed {
    pub account: AccountId,
    pub debit: Option<DebitId>,
}

/// A form by name, so that a draft can come back after a restart.
type Make = fn(Seed, &Cx) -> Result<Box<dyn Form>>;

pub const FORMS: &[(&str, Make)] =
    &[(call::NAME, call::make), (payment::NAME, payment::make), (plan::NAME, plan::make)];

/// Makes a form by its name.
pub fn form(name: &str, seed: Seed, cx: &Cx) -> Result<Box<dyn Form>> {
    match FORMS.iter().find(|(form, _)| *form == name) {
        Some((_, make)) => make(seed, cx),
        None => Err(Error::not_found("no_form", format!("there is no form called {name:?}"))),
    }
}
