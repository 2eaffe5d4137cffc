//! The named places of the screen: whoever wants to go there says the name, and only this file knows the types behind it.

use super::cx::Cx;
use super::form::FormView;
use super::page::account::Account;
use super::page::home::Home;
use super::page::today::Today;
use super::popup::drafts::DraftList;
use super::popup::{self, Seed};
use super::view::View;
use crate::domain::ids::{AccountId, DebitId};
use crate::error::Result;

/// A place that can be gone to. A place that is open already is gone back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// Find and the aging report.
    Home,
    /// One account; `debit` is the invoice by which it was found.
    Account { account: AccountId, debit: Option<DebitId> },
    /// The worklist.
    Today,
    /// A form by its name in `FORMS`, on an account; `debit` is the invoice by which it was found.
    Form { name: &'static str, account: AccountId, debit: Option<DebitId> },
    /// The parked drafts.
    Drafts,
}

/// Makes the view of a place.
pub fn open(route: &Route, cx: &mut Cx) -> Result<Box<dyn View>> {
    match *route {
        Route::Home => Ok(Box::new(Home::default())),
        Route::Account { account, debit } => Ok(Box::new(Account::new(account, debit))),
        Route::Today => Ok(Box::new(Today::default())),
        Route::Form { name, account, debit } => {
            Ok(Box::new(FormView::new(popup::form(name, Seed { account, debit }, cx)?)))
        }
        Route::Drafts => Ok(Box::new(DraftList::default())),
    }
}
