//! What can be done on an account from whatever page it is chosen on: home, Today and its own page have these rows and no
//! copies of them.

use super::super::cx::Cx;
use super::super::key::Key;
use super::super::popup::care::group;
use super::super::popup::recent::Recent;
use super::super::route::Route;
use super::super::view::{Binding, Command, Effect, commands_of, run_key, run_named};
use super::part::looked::Glass;
use crate::domain::ids::AccountId;
use crate::error::Result;

/// A page on which an account, or an item of one, is chosen.
pub trait OnAccount: Sized + 'static {
    /// What can be done on this page alone; its keys come before those of the account.
    const OWN: &'static [Binding<Self>];

    /// Opens a form on what is chosen.
    fn form(&mut self, name: &'static str, cx: &mut Cx) -> Result<Effect>;

    /// The account that is chosen.
    fn account(&self) -> Option<AccountId>;

    /// What was read of it.
    fn glass(&mut self) -> &mut Glass;

    /// To the account so many places further.
    fn go_beside(&mut self, places: isize, cx: &mut Cx) -> Result<Effect>;

    /// Runs the verb of a key, else `Pass`.
    fn verb_key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        for verbs in [Self::OWN, Self::TALK, Self::CARE, Self::MONEY, Self::PLACE, Self::ACCOUNT, Self::ASIDE] {
            match run_key(self, verbs, key, cx)? {
                Effect::Pass => {}
                effect => return Ok(effect),
            }
        }
        Ok(Effect::Pass)
    }

    /// Runs the verb of a name, else `Pass`.
    fn verb_named(&mut self, name: &str, cx: &mut Cx) -> Result<Effect> {
        for verbs in [Self::OWN, Self::TALK, Self::CARE, Self::MONEY, Self::PLACE, Self::ACCOUNT, Self::ASIDE] {
            match run_named(self, verbs, name, cx)? {
                Effect::Pass => {}
                effect => return Ok(effect),
            }
        }
        Ok(Effect::Pass)
    }

    /// All of them, for help and menu.
    fn verbs(&self) -> Vec<Command> {
        [Self::OWN, Self::TALK, Self::CARE, Self::MONEY, Self::PLACE, Self::ACCOUNT, Self::ASIDE]
            .into_iter()
            .flat_map(commands_of)
            .collect()
    }

    /// The sentence to say, for a letter or a chat.
    fn copy_sentence(&mut self, cx: &Cx) -> Effect {
        match self.glass().look(cx) {
            Some(Ok(looked)) => Effect::Copy(looked.standing.say.clone()),
            _ => Effect::Say("there is nothing to copy".to_string()),
        }
    }

    /// Disputes what is chosen; a page that shows disputes resolves the one that the cursor is on.
    fn dispute(&mut self, cx: &mut Cx) -> Result<Effect> {
        self.form("dispute", cx)
    }

    fn statement(&self) -> Effect {
        match self.account() {
            Some(account) => Effect::Go(Route::Statement { account }),
            None => Effect::Say("choose an account first".to_string()),
        }
    }

    /// What comes of talking.
    const TALK: &'static [Binding<Self>] = &[
        Binding {
            name: "log-call",
            keys: &[Key::F(3), Key::Char('c')],
            label: "call",
            help: "Log a call, letter, e-mail or visit",
            run: |page, cx| page.form("call", cx),
        },
        Binding {
            name: "take-payment",
            keys: &[Key::F(5), Key::Char('p')],
            label: "payment",
            help: "Take a payment and apply it",
            run: |page, cx| page.form("payment", cx),
        },
        Binding {
            name: "agree-plan",
            keys: &[Key::F(7), Key::Char('l')],
            label: "plan",
            help: "Agree a payment plan",
            run: |page, cx| page.form("plan", cx),
        },
    ];

    /// What is kept of an account beside money.
    const CARE: &'static [Binding<Self>] = &[
        Binding {
            name: "dispute",
            keys: &[Key::Char('x')],
            label: "dispute",
            help: "Dispute an item or part of it; on a dispute's line: resolve it",
            run: |page, cx| page.dispute(cx),
        },
        Binding {
            name: "follow-up",
            keys: &[Key::Char('f')],
            label: "follow up",
            help: "Follow up: the next step without a call, or done",
            run: |page, cx| page.form("follow-up", cx),
        },
        Binding {
            name: "note",
            keys: &[Key::Char('n')],
            label: "note",
            help: "Note without a call",
            run: |page, cx| page.form("note", cx),
        },
        Binding {
            name: "request",
            keys: &[Key::Char('q')],
            label: "to send",
            help: "Request: a copy, proof or statement that is to be sent",
            run: |page, cx| page.form("request", cx),
        },
    ];

    /// Its place in the day's work.
    const PLACE: &'static [Binding<Self>] = &[
        Binding {
            name: "snooze",
            keys: &[Key::Char('z')],
            label: "",
            help: "Snooze: off the day's list until a day, with the reason; or back on it",
            run: |page, cx| page.form("snooze", cx),
        },
        Binding {
            name: "pin",
            keys: &[Key::Char('*')],
            label: "",
            help: "Pin: on top of the day's list, with the reason; or not any more",
            run: |page, cx| page.form("pin", cx),
        },
        Binding {
            name: "stage",
            keys: &[Key::Char('S')],
            label: "",
            help: "Stage: escalate to another stage of collection, with owner and reason",
            run: |page, cx| page.form("stage", cx),
        },
    ];

    /// What looks after the account itself.
    const ACCOUNT: &'static [Binding<Self>] = &[
        Binding {
            name: "hold",
            keys: &[Key::Char('h')],
            label: "hold",
            help: "Hold: stop calls and reminders with a reason, or lift it",
            run: |page, cx| page.form("hold", cx),
        },
        Binding {
            name: "amend-account",
            keys: &[Key::Char('I')],
            label: "amend",
            help: "Amend the account: name, terms, credit limit, address, tags",
            run: |page, cx| page.form("amend-account", cx),
        },
        Binding {
            name: "contacts",
            keys: &[Key::Char('K')],
            label: "",
            help: "Contacts: add, amend or take off a person to ask for",
            run: |page, cx| page.form("contacts", cx),
        },
        Binding {
            name: "pinned-note",
            keys: &[Key::Char('J')],
            label: "",
            help: "Pin a note on top of the account, or change it",
            run: |page, cx| page.form("pinned-note", cx),
        },
        Binding {
            name: "group",
            keys: &[Key::Char('G')],
            label: "",
            help: "Group: head office and branches with their total",
            run: |page, cx| group::open(page.account(), cx),
        },
        Binding {
            name: "merge",
            keys: &[Key::Char('M')],
            label: "",
            help: "Merge with another account of the same customer",
            run: |page, cx| page.form("merge", cx),
        },
    ];

    /// What leads to other accounts, and away from here.
    const ASIDE: &'static [Binding<Self>] = &[
        Binding {
            name: "next-account",
            keys: &[Key::Char(']')],
            label: "next",
            help: "The next account of the list",
            run: |page, cx| page.go_beside(1, cx),
        },
        Binding {
            name: "previous-account",
            keys: &[Key::Char('[')],
            label: "previous",
            help: "The previous account of the list",
            run: |page, cx| page.go_beside(-1, cx),
        },
        Binding {
            name: "copy-sentence",
            keys: &[Key::Char('y')],
            label: "copy",
            help: "Copy the sentence to say",
            run: |page, cx| Ok(page.copy_sentence(cx)),
        },
        Binding {
            name: "last-ten",
            keys: &[Key::Char(',')],
            label: "last ten",
            help: "The last ten accounts that were opened",
            run: |_, cx| last_ten(cx),
        },
    ];

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

fn last_ten(cx: &mut Cx) -> Result<Effect> {
    match cx.trail.recent().is_empty() {
        true => Ok(Effect::Say("no account was opened yet".to_string())),
        false => Ok(Effect::Open(Box::new(Recent::new(cx)?))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::account::Account;
    use super::super::home::Home;
    use super::super::today::Today;
    use super::*;
    use crate::tui::stack;
    use crate::tui::view::View;

    /// Keys that two commands of a list have.
    fn twice(commands: &[Command]) -> Vec<String> {
        let keys: Vec<(Key, &str)> =
            commands.iter().flat_map(|one| one.keys.iter().map(|key| (*key, one.name))).collect();
        let other = |(place, (key, name)): (usize, &(Key, &str))| {
            let before = keys.iter().take(place).find(|(other, _)| other == key)?;
            Some(format!("{key}: {} and {name}", before.1))
        };
        keys.iter().enumerate().filter_map(other).collect()
    }

    #[test]
    fn no_key_means_two_things_on_one_page() {
        let pages: [Box<dyn View>; 3] =
            [Box::new(Account::new(AccountId(1), None)), Box::new(Home::default()), Box::new(Today::default())];
        for page in pages {
            let own = page.commands();
            assert_eq!(twice(&own), Vec::<String>::new(), "{}", page.title());
            // What holds everywhere is not hidden by a verb of another name.
            let everywhere = commands_of(stack::BINDINGS);
            let fresh = everywhere.into_iter().filter(|one| own.iter().all(|verb| verb.name != one.name));
            let all: Vec<Command> = own.iter().cloned().chain(fresh).collect();
            assert_eq!(twice(&all), Vec::<String>::new(), "{}", page.title());
        }
    }
}
