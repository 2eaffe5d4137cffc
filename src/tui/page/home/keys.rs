//! The keys of the home: in Find they are text, in the list the verbs of the selected row.

use super::super::super::cx::Cx;
use super::super::super::key::Key;
use super::super::super::popup::report::ReportQuestion;
use super::super::super::route::Route;
use super::super::super::view::{Binding, Effect};
use super::super::bring_in::BringIn;
use super::super::part::looked::Glass;
use super::super::verbs::OnAccount;
use super::{Focus, Home};
use crate::domain::ids::AccountId;
use crate::error::Result;

/// In the order of the key bar.
pub(super) const BINDINGS: &[Binding<Home>] = &[
    Binding {
        name: "open-account",
        keys: &[Key::Enter],
        label: "open",
        help: "Open the selected account",
        run: |home, cx| match home.on_proof {
            true => Ok(Effect::Go(Route::Report { name: "proof" })),
            false => Ok(home.open(cx)),
        },
    },
    Binding {
        name: "to-list",
        keys: &[Key::Tab, Key::BackTab],
        label: "list",
        help: "Move between Find and the list, where letters are the verbs of the row",
        run: |home, _| {
            home.focus = if home.in_list() { Focus::Find } else { Focus::List };
            Ok(Effect::Stay)
        },
    },
    Binding {
        name: "find",
        keys: &[Key::F(2), Key::Char('/')],
        label: "",
        help: "Find an account by name, phone, invoice, check or amount",
        run: |home, cx| home.find_afresh(cx),
    },
    Binding {
        name: "sort-right",
        keys: &[Key::Char('>'), Key::Alt('>')],
        label: "",
        help: "Sort the report by the next column to the right",
        run: |home, cx| home.sort_beside(1, cx),
    },
    Binding {
        name: "sort-left",
        keys: &[Key::Char('<'), Key::Alt('<')],
        label: "",
        help: "Sort the report by the next column to the left",
        run: |home, cx| home.sort_beside(-1, cx),
    },
    Binding {
        name: "ask-report",
        keys: &[Key::Char('A'), Key::Alt('a')],
        label: "",
        help: "Aging report: as of, known at, columns",
        run: |_, cx| Ok(Effect::Open(Box::new(ReportQuestion::new(cx)))),
    },
    Binding {
        name: "compare-report",
        keys: &[Key::Char('C'), Key::Alt('c')],
        label: "",
        help: "Compare the report with what was known then, entry by entry",
        run: |_, _| Ok(Effect::Go(Route::Report { name: "compare" })),
    },
    Binding {
        name: "prove-report",
        keys: &[Key::Char('P'), Key::Alt('p')],
        label: "",
        help: "Proof of the report: verify the book and name what is wrong",
        run: |_, _| Ok(Effect::Go(Route::Report { name: "proof" })),
    },
    Binding {
        name: "bring-in",
        keys: &[Key::Ctrl('o')],
        label: "",
        help: "Bring in customers and open invoices from a file",
        run: |_, _| Ok(Effect::Open(Box::new(BringIn::here()))),
    },
];

impl Home {
    pub(super) fn find_key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        match key {
            Key::Char('?') if self.find.is_empty() => Ok(Effect::Pass),
            Key::Char('/') if self.find.is_empty() => Ok(Effect::Stay),
            Key::Esc => self.esc(cx),
            key if self.moves(key, cx) => Ok(Effect::Stay),
            Key::Ctrl('u') | Key::Char(_) | Key::Backspace | Key::Delete | Key::Ctrl('w' | 'k') => {
                self.find.key(key);
                self.search(cx)?;
                Ok(Effect::Stay)
            }
            key if self.find.key(key) => Ok(Effect::Stay),
            key => self.verb_key(key, cx),
        }
    }

    pub(super) fn list_key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect> {
        match key {
            Key::Esc => {
                if let Some(effect) = self.back_to_today(cx)? {
                    return Ok(effect);
                }
                self.focus = Focus::Find;
                Ok(Effect::Stay)
            }
            Key::Home => {
                self.choose(0, cx);
                Ok(Effect::Stay)
            }
            Key::End => {
                self.choose(self.length(cx).saturating_sub(1), cx);
                Ok(Effect::Stay)
            }
            key if self.moves(key, cx) => Ok(Effect::Stay),
            key => self.verb_key(key, cx),
        }
    }

    fn moves(&mut self, key: Key, cx: &Cx) -> bool {
        let was_on_proof = std::mem::take(&mut self.on_proof);
        if key == Key::Down && self.is_disproved() && self.in_list() {
            self.on_proof = was_on_proof || self.place + 1 >= self.length(cx);
        }
        if was_on_proof && key == Key::Up {
            return true;
        }
        if !matches!(key, Key::Up | Key::Down | Key::PageUp | Key::PageDown) {
            self.on_proof = was_on_proof && key == Key::Enter;
        }
        let page = self.rows.max(2) as isize - 1;
        let rows = match key {
            Key::Up => -1,
            Key::Down => 1,
            Key::PageUp => -page,
            Key::PageDown => page,
            _ => return false,
        };
        self.move_by(rows, cx);
        true
    }

    /// Back to the form that was interrupted; else what was typed is taken away.
    fn esc(&mut self, cx: &mut Cx) -> Result<Effect> {
        if cx.interrupting {
            return Ok(Effect::Close);
        }
        if self.find.is_empty()
            && let Some(effect) = self.back_to_today(cx)?
        {
            return Ok(effect);
        }
        self.find_afresh(cx)
    }

    /// The box has the keyboard and is empty; the account stays.
    fn find_afresh(&mut self, cx: &mut Cx) -> Result<Effect> {
        self.focus = Focus::Find;
        self.find.clear();
        self.search(cx)?;
        Ok(Effect::Stay)
    }

    fn open(&mut self, cx: &mut Cx) -> Effect {
        let Some(account) = self.chosen.filter(|_| self.length(cx) > 0) else {
            return Effect::Say("there is no account to open".to_string());
        };
        self.remember_list(cx);
        Effect::Go(Route::Account { account, debit: self.debit() })
    }

    /// The accounts that `[` and `]` go through.
    fn remember_list(&self, cx: &mut Cx) {
        let list = match &self.hits {
            Some(hits) => hits.iter().map(|hit| hit.account).collect(),
            None => cx.overview.order().to_vec(),
        };
        cx.trail.come_from(list);
    }

    fn sort_beside(&mut self, step: isize, cx: &mut Cx) -> Result<Effect> {
        let how = cx.overview.how(cx.today);
        let sort = cx.overview.sort().beside(how.edges.count(), step);
        cx.overview.sort_by(sort, &cx.book)?;
        self.hits = None;
        self.find.clear();
        Ok(Effect::Stay)
    }
}

impl OnAccount for Home {
    const OWN: &'static [Binding<Home>] = BINDINGS;

    fn account(&self) -> Option<AccountId> {
        self.chosen
    }

    fn form(&mut self, name: &'static str, cx: &mut Cx) -> Result<Effect> {
        let Some(account) = self.chosen.filter(|_| self.length(cx) > 0) else {
            return Ok(Effect::Say("choose an account first".to_string()));
        };
        Ok(Effect::Go(Route::Form { name, account, debit: self.debit(), credit: None }))
    }
    fn glass(&mut self) -> &mut Glass {
        &mut self.glass
    }

    fn go_beside(&mut self, places: isize, cx: &mut Cx) -> Result<Effect> {
        self.move_by(places, cx);
        Ok(Effect::Stay)
    }
}
