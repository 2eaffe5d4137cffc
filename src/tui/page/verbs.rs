//! What can be done from the home and from an account's page alike.

use super::super::cx::Cx;
use super::super::key::Key;
use super::super::popup::recent::Recent;
use super::super::route::Route;
use super::super::view::{Binding, Effect};
use super::part::looked::Glass;
use crate::domain::ids::AccountId;
use crate::error::Result;

/// The sentence to say, for a letter or a chat.
pub fn copy_sentence(glass: &mut Glass, cx: &Cx) -> Effect {
    match glass.look(cx) {
        Some(Ok(looked)) => Effect::Copy(looked.standing.say.clone()),
        _ => Effect::Say("there is nothing to copy".to_string()),
    }
}

/// The last ten accounts that were opened.
pub fn last_ten(cx: &mut Cx) -> Result<Effect> {
    match cx.trail.recent().is_empty() {
        true => Ok(Effect::Say("no account was opened yet".to_string())),
        false => Ok(Effect::Open(Box::new(Recent::new(cx)?))),
    }
}

/// A page on which an account, or an item of one, is chosen.
pub trait OnAccount: Sized + 'static {
    /// Opens a form on what is chosen.
    fn form(&mut self, name: &'static str, cx: &mut Cx) -> Result<Effect>;

    /// The account that is chosen.
    fn account(&self) -> Option<AccountId>;

    fn statement(&self) -> Effect {
        match self.account() {
            Some(account) => Effect::Go(Route::Statement { account }),
            None => Effect::Say("choose an account first".to_string()),
        }
    }

    /// What money can do there. Letters only: an F-key never changes its meaning.
    const MONEY: &'static [Binding<Self>] = &[
        Binding {
            name: "bounce",
            keys: &[Key::Char('b')],
            label: "bounce",
            help: "Bounce a payment: a returned check, a chargeback",
            run: |page, cx| page.form("bounce", cx),
        },
        Binding {
            name: "invoice",
            keys: &[Key::Char('i')],
            label: "invoice",
            help: "Post an invoice or charge",
            run: |page, cx| page.form("invoice", cx),
        },
        Binding {
            name: "credit-memo",
            keys: &[Key::Char('k')],
            label: "credit",
            help: "Post a credit memo",
            run: |page, cx| page.form("credit-memo", cx),
        },
        Binding {
            name: "write-off",
            keys: &[Key::Char('w')],
            label: "write off",
            help: "Write off what is open of an item",
            run: |page, cx| page.form("write-off", cx),
        },
        Binding {
            name: "recover",
            keys: &[Key::Char('g')],
            label: "",
            help: "Get money for a written-off item: a recovery",
            run: |page, cx| page.form("recover", cx),
        },
        Binding {
            name: "apply-credit",
            keys: &[Key::Char('a')],
            label: "apply",
            help: "Apply unapplied credit to open items",
            run: |page, cx| page.form("apply-credit", cx),
        },
        Binding {
            name: "unapply-credit",
            keys: &[Key::Char('o')],
            label: "",
            help: "Take back what a payment or credit is applied to: unapply",
            run: |page, cx| page.form("unapply-credit", cx),
        },
        Binding {
            name: "refund",
            keys: &[Key::Char('r')],
            label: "",
            help: "Refund unapplied credit",
            run: |page, cx| page.form("refund", cx),
        },
        Binding {
            name: "statement",
            keys: &[Key::Char('s'), Key::Ctrl('p')],
            label: "",
            help: "Statement: what is open, or activity since a date; print or write it",
            run: |page, _| Ok(page.statement()),
        },
        Binding {
            name: "void",
            keys: &[Key::Char('v')],
            label: "void",
            help: "Void an invoice or charge",
            run: |page, cx| page.form("void", cx),
        },
        Binding {
            name: "correct",
            keys: &[Key::Char('j')],
            label: "correct",
            help: "Adjust what was mistyped: correct an invoice or payment",
            run: |page, cx| page.form("correct", cx),
        },
    ];
}
