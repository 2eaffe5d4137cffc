//! The named places of the screen: whoever wants to go there says the name, and only this file knows the types behind it.

use super::cx::Cx;
use super::form::FormView;
use super::page::account::Account;
use super::page::home::Home;
use super::page::month_end::MonthEnd;
use super::page::reports;
use super::page::requests::Requests;
use super::page::statement::StatementPage;
use super::page::today::Today;
use super::popup::drafts::DraftList;
use super::popup::{self, Seed};
pub use super::view::Route;
use super::view::View;
use crate::error::Result;

/// Makes the view of a place.
pub fn open(route: &Route, cx: &mut Cx) -> Result<Box<dyn View>> {
    match *route {
        Route::Home => Ok(Box::new(Home::default())),
        Route::Account { account, debit } => Ok(Box::new(Account::new(account, debit))),
        Route::Today => Ok(Box::new(Today::default())),
        Route::Form { name, account, debit, credit } => {
            let form = popup::form(name, Seed { account, debit, credit }, cx)?;
            Ok(Box::new(FormView::new(form, (debit, credit))))
        }
        Route::Report { name } => Ok(Box::new(reports::page(name, cx)?)),
        Route::Requests => Ok(Box::new(Requests::default())),
        Route::Statement { account } => Ok(Box::new(StatementPage::new(account, cx))),
        Route::MonthEnd => Ok(Box::new(MonthEnd::new(cx))),
        Route::Drafts => Ok(Box::new(DraftList::default())),
    }
}
