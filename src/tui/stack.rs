//! What is open, from the bottom up, and the keys that hold everywhere.

use super::key::Key;
use super::popup::care::NOBODY;
use super::popup::lift;
use super::popup::menu::Menu;
use super::route::Route;
use super::undo;
use super::view::{Binding, Command, Context, Effect, Place, View, commands_of};
use crate::domain::ids::EntryId;

/// What the status line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Goes at the next key.
    Said(String),
    /// Stays, with the way back beside it, until something else is said.
    Saved(String),
    /// Trouble; goes at the next key.
    Trouble(String),
}

/// A view and the entry of the journal that it has read up to.
pub(super) struct Layer {
    pub(super) view: Box<dyn View>,
    pub(super) read: Option<EntryId>,
}

/// What is open, from the bottom up; the last has the keyboard. Never empty.
pub struct Stack {
    pub(super) layers: Vec<Layer>,
    pub(super) status: Option<Status>,
}

/// The keys that hold everywhere, where the view has no use for them.
pub(super) const BINDINGS: &[Binding<Stack>] = &[
    Binding {
        name: "help",
        keys: &[Key::F(1), Key::Char('?')],
        label: "help",
        help: "What can be done here",
        run: |stack, _| Ok(Effect::Open(Box::new(Menu::help(stack.title(), stack.commands())))),
    },
    Binding {
        name: "find",
        keys: &[Key::F(2), Key::Char('/')],
        label: "find",
        help: "Find an account by name, phone, invoice, check or amount",
        run: |_, _| Ok(Effect::Go(Route::Home)),
    },
    Binding {
        name: "drafts",
        keys: &[Key::F(6), Key::Char('d')],
        label: "drafts",
        help: "Resume a parked draft",
        run: |_, _| Ok(Effect::Go(Route::Drafts)),
    },
    Binding {
        name: "today",
        keys: &[Key::F(8), Key::Char('t')],
        label: "today",
        help: "Today: whom to call, and why",
        run: |_, _| Ok(Effect::Go(Route::Today)),
    },
    Binding {
        name: "day-sheet",
        keys: &[Key::Char('D')],
        label: "",
        help: "Day sheet: what was posted on a day, to hold against the bank bag",
        run: |_, _| Ok(Effect::Go(Route::Report { name: "day-sheet" })),
    },
    Binding {
        name: "on-hand",
        keys: &[Key::Char('H')],
        label: "",
        help: "Checks on hand that are dated ahead",
        run: |_, _| Ok(Effect::Go(Route::Report { name: "on-hand" })),
    },
    Binding {
        name: "requests",
        keys: &[Key::Char('Q')],
        label: "",
        help: "Requests: what was promised to be sent, to be ticked off",
        run: |_, _| Ok(Effect::Go(Route::Requests)),
    },
    Binding {
        name: "disputes",
        keys: &[Key::Char('Z')],
        label: "",
        help: "In dispute: open disputes by owner, with the days that each is open",
        run: |_, _| Ok(Effect::Go(Route::Report { name: "disputes" })),
    },
    Binding {
        name: "month-end",
        keys: &[Key::Char('E')],
        label: "",
        help: "Month-end: aging, proof, close and backup in one step",
        run: |_, _| Ok(Effect::Go(Route::MonthEnd)),
    },
    Binding {
        name: "escalated",
        keys: &[Key::Char('T')],
        label: "",
        help: "Escalated: which accounts are at a later stage, since when, by whom",
        run: |_, _| Ok(Effect::Go(Route::Report { name: "escalated" })),
    },
    Binding {
        name: "lift-closing",
        keys: &[Key::Char('L')],
        label: "",
        help: "Lift the closing date, so that entries inside it are taken again",
        run: |_, cx| lift::ask(cx),
    },
    Binding {
        name: "new-account",
        keys: &[Key::Char('N')],
        label: "",
        help: "New account",
        run: |_, _| Ok(Effect::Go(Route::Form { name: "open-account", account: NOBODY, debit: None, credit: None })),
    },
    Binding {
        name: "menu",
        keys: &[Key::F(9), Key::Char('m')],
        label: "menu",
        help: "Menu of everything",
        run: |stack, _| Ok(Effect::Open(Box::new(Menu::everything(stack.commands())))),
    },
    Binding {
        name: "undo",
        keys: &[Key::Ctrl('z'), Key::Char('u')],
        label: "undo",
        help: "Undo the last saved action",
        run: |_, cx| undo::latest(cx),
    },
    Binding {
        name: "quit",
        keys: &[Key::Ctrl('q')],
        label: "quit",
        help: "Quit; what was typed is kept as a draft",
        run: |_, _| Ok(Effect::Quit),
    },
    Binding {
        name: "ctrl-c",
        keys: &[Key::Ctrl('c')],
        label: "",
        help: "",
        run: |_, _| Ok(Effect::Say("Ctrl-Q quits, Esc goes one level out".to_string())),
    },
];

impl Stack {
    pub(super) fn top(&self) -> Option<&dyn View> {
        self.layers.last().map(|layer| &*layer.view)
    }

    fn title(&self) -> String {
        self.top().map(|view| view.title()).unwrap_or_default()
    }

    pub(super) fn context(&self) -> Context {
        self.top().map_or(Context::Find, |view| view.context())
    }

    /// What can be done on the top view, then what can be done everywhere.
    pub(super) fn commands(&self) -> Vec<Command> {
        let mut commands = self.top().map(|view| view.commands()).unwrap_or_default();
        let own = commands_of(BINDINGS).into_iter().filter(|command| !command.help.is_empty());
        let fresh: Vec<Command> = own.filter(|own| commands.iter().all(|command| command.name != own.name)).collect();
        commands.extend(fresh);
        commands
    }

    /// The number of the lowest view that can be seen: the top page.
    pub(super) fn lowest_visible(&self) -> usize {
        self.layers.iter().rposition(|layer| layer.view.place() == Place::Page).unwrap_or(0)
    }

    /// True where a form waits under the page that is looked at.
    pub(super) fn is_interruption(&self) -> bool {
        let below = self.layers.iter().take(self.lowest_visible());
        below.into_iter().any(|layer| layer.view.context() == Context::Form)
    }

    /// The layer that shows this place, unless a form lies above it: what was interrupted is not thrown away.
    pub(super) fn showing(&self, route: &Route) -> Option<usize> {
        let form = self.layers.iter().rposition(|layer| layer.view.context() == Context::Form);
        let found = self.layers.iter().rposition(|layer| layer.view.route().as_ref() == Some(route))?;
        form.is_none_or(|form| found > form || (found == form && form + 1 == self.layers.len())).then_some(found)
    }
}
