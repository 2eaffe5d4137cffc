//! Boxes over a page, and the registry of forms: a form is one file, one `mod` line and one row of `FORMS`.

mod apply;
mod bounce;
pub mod call;
pub mod care;
mod correct;
mod credit_memo;
mod dispute;
pub mod drafts;
mod follow_up;
mod invoice;
pub mod lift;
pub mod menu;
mod note;
mod outlook;
pub mod payment;
mod place;
pub mod plan;
mod posting;
pub mod recent;
mod recover;
mod refund;
pub mod report;
mod request;
pub mod resolve;
#[cfg(test)]
pub mod samples;
mod schedule;
pub mod today_filter;
mod unapply;
mod void;
mod write_off;

use super::cx::Cx;
use super::form::Form;
use crate::domain::ids::{AccountId, CreditId, DebitId};
use crate::error::{Error, Result};

/// What a form starts from: the account, and what of it the cursor is on or it was found by.
#[derive(Debug, Clone, Copy)]
pub struct Seed {
    pub account: AccountId,
    pub debit: Option<DebitId>,
    pub credit: Option<CreditId>,
}

/// A form by name, so that a draft can come back after a restart.
type Make = fn(Seed, &Cx) -> Result<Box<dyn Form>>;

pub const FORMS: &[(&str, Make)] = &[
    (call::NAME, call::make),
    (payment::NAME, payment::make),
    (plan::NAME, plan::make),
    ("bounce", posting::make::<bounce::Bounce>),
    ("invoice", posting::make::<invoice::Invoice>),
    ("credit-memo", posting::make::<credit_memo::CreditMemo>),
    ("write-off", posting::make::<write_off::WriteOffForm>),
    ("recover", posting::make::<recover::RecoverForm>),
    ("void", posting::make::<void::Void>),
    ("refund", posting::make::<refund::Refund>),
    ("apply-credit", posting::make::<apply::Apply>),
    ("unapply-credit", posting::make::<unapply::Unapply>),
    ("correct", posting::make::<correct::Correct>),
    ("dispute", posting::make::<dispute::DisputeForm>),
    ("resolve-dispute", posting::make::<resolve::ResolveForm>),
    ("follow-up", posting::make::<follow_up::FollowUpForm>),
    ("note", posting::make::<note::Note>),
    ("request", posting::make::<request::RequestForm>),
    (place::SNOOZE, place::snooze),
    (place::PIN, place::pin),
    (place::STAGE, place::stage),
    ("open-account", care::make::<care::Open>),
    ("amend-account", care::make::<care::Amend>),
    ("contacts", care::make::<care::People>),
    ("pinned-note", care::make::<care::PinNote>),
    ("hold", care::make::<care::HoldForm>),
    ("merge", care::make::<care::MergeForm>),
];

/// Makes a form by its name; on an account that was merged, for the one that keeps it.
pub fn form(name: &str, seed: Seed, cx: &Cx) -> Result<Box<dyn Form>> {
    let seed = Seed { account: cx.book.kept_of(seed.account)?, ..seed };
    match FORMS.iter().find(|(form, _)| *form == name) {
        Some((_, make)) => make(seed, cx),
        None => Err(Error::not_found("no_form", format!("there is no form called {name:?}"))),
    }
}
