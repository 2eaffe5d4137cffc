//! What is on the screen: a page or a box that floats or docks, one trait for all; and what a key may bring about.
//! A key, its words, its help line and its code meet in one `Binding` and nowhere else.

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::cx::Cx;
use super::job::Job;
use super::key::Key;
use super::look;
use crate::book::Book;
use crate::domain::ids::{AccountId, CreditId, DebitId};
use crate::error::Result;

/// What the printable keys do now; always named at the same place, the left of the first line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// They go to a search box.
    Find,
    /// They are the verbs of the account (or row) that is looked at.
    Account,
    /// They are text.
    Form,
}

impl Context {
    pub fn word(self) -> &'static str {
        match self {
            Context::Find => "FIND",
            Context::Account => "ACCOUNT",
            Context::Form => "FORM",
        }
    }
}

/// Where a view stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Fills the screen between the head and the status line.
    Page,
    /// At an edge of the page below, whose `dock` says where, so that the history stays visible.
    Dock,
    /// In the middle, above everything.
    Float,
}

/// A place that can be gone to. A place that is open already is gone back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// Find and the aging report.
    Home,
    /// One account; `debit` is the invoice by which it was found.
    Account { account: AccountId, debit: Option<DebitId> },
    /// The worklist.
    Today,
    /// A form by its name in `FORMS`, on an account and what of it the cursor is on; `debit` is also the invoice by which
    /// the account was found.
    Form { name: &'static str, account: AccountId, debit: Option<DebitId>, credit: Option<CreditId> },
    /// The parked drafts.
    Drafts,
    /// A report by its name in `REPORTS`.
    Report { name: &'static str },
    /// What is to be sent.
    Requests,
    /// The statement of an account.
    Statement { account: AccountId },
    /// Month-end: totals, proof, close, backup.
    MonthEnd,
}

/// What a key brought about; the app carries it out.
pub enum Effect {
    /// Nothing that the app need know of.
    Stay,
    /// The key means nothing here: the app's own bindings may have it.
    Pass,
    /// Puts a view on top.
    Open(Box<dyn View>),
    /// Goes to a named place, back to where it is open already, else on top.
    Go(Route),
    /// One level out.
    Close,
    /// Closes this view (a menu) and runs a command of the view below, or of the app, by name.
    Do(&'static str),
    /// Closes this view: it has saved, and the sentence says what. The status line offers undo.
    Done(String),
    /// A sentence for the status line.
    Say(String),
    /// Puts a text on the clipboard of whoever sits at the terminal.
    Copy(String),
    /// Work for another thread.
    Run(Job),
    /// Puts another book on the desk: everything that is open closes, and the home opens on it.
    Turn(Box<Book>),
    /// One after the other.
    Each(Vec<Effect>),
    /// Closes this view and carries out another effect on what is then on top.
    Then(Box<Effect>),
    Quit,
}

/// One piece of the key bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub keys: String,
    pub label: String,
}

impl Hint {
    pub fn new(keys: impl Into<String>, label: impl Into<String>) -> Hint {
        Hint { keys: keys.into(), label: label.into() }
    }
}

/// A page, or a box over it. Views hold what they last read and where the cursor is; the book is the only state.
pub trait View {
    /// The name of what is looked at, for the head of the screen.
    fn title(&self) -> String;

    fn place(&self) -> Place {
        Place::Page
    }

    fn context(&self) -> Context;

    /// Where it is, if `Effect::Go` can come back to it.
    fn route(&self) -> Option<Route> {
        None
    }

    /// The account that the operator is at here, and the name of the form on it, for the other desks to know.
    fn seat(&self) -> Option<(AccountId, &'static str)> {
        None
    }

    /// Reads again from the book. Called when it opens and whenever the book changed; the selection stays, by id.
    fn load(&mut self, cx: &mut Cx) -> Result<()>;

    fn key(&mut self, key: Key, cx: &mut Cx) -> Result<Effect>;

    /// Pasted text is text.
    fn paste(&mut self, _text: &str, _cx: &mut Cx) -> Result<Effect> {
        Ok(Effect::Stay)
    }

    /// Four times a second, and when a job has something to tell. True where the picture changed.
    fn tick(&mut self, _cx: &mut Cx) -> Result<(bool, Effect)> {
        Ok((false, Effect::Stay))
    }

    /// The view is about to be covered by another page, closed, or the program ends: keep what was typed.
    fn leave(&mut self, _cx: &mut Cx) -> Result<()> {
        Ok(())
    }

    /// Draws into `area`; what a docked form covers of it is in `cx.docked`.
    fn draw(&mut self, frame: &mut Frame, area: Rect, cx: &Cx);

    /// Draws the head's middle: the search box on the home, else the title.
    fn draw_head(&mut self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let title = self.title();
        look::put(frame.buffer_mut(), (area.x, area.y), area.width, &title, cx.look.strong());
    }

    /// Columns and rows that a docked or floating view would like, given the room there is.
    fn wants(&mut self, room: Size) -> Size {
        room
    }

    /// Where a docked view of so many rows goes on this page: by default at the bottom, below a head of three lines.
    fn dock(&self, body: Rect, rows: u16) -> Rect {
        let rows = rows.min(body.height.saturating_sub(3).max(body.height.min(4)));
        Rect { y: body.bottom() - rows, height: rows, ..body }
    }

    /// The key bar, most wanted first; it is cut from the right.
    fn hints(&self) -> Vec<Hint>;

    /// What can be done here, for help and menu.
    fn commands(&self) -> Vec<Command> {
        Vec::new()
    }

    /// Runs a command by name; `Pass` where it has none of that name.
    fn run(&mut self, _name: &str, _cx: &mut Cx) -> Result<Effect> {
        Ok(Effect::Pass)
    }
}

/// The one place where a key, its words, its help line and its code meet.
pub struct Binding<V: 'static> {
    /// The command's name, unique within the view: `log-call`.
    pub name: &'static str,
    /// The first is the one that the key bar shows.
    pub keys: &'static [Key],
    /// One or two words, for the key bar: `call`. Empty keeps it out of the bar.
    pub label: &'static str,
    /// A sentence, for help and menu: `Log a call, letter, e-mail or visit`.
    pub help: &'static str,
    pub run: fn(&mut V, &mut Cx) -> Result<Effect>,
}

/// A binding without its code, as help, menu and key bar see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    pub name: &'static str,
    pub keys: &'static [Key],
    pub label: &'static str,
    pub help: &'static str,
}

impl Command {
    /// `F3 c`
    pub fn keys_text(&self) -> String {
        let keys: Vec<String> = self.keys.iter().map(Key::to_string).collect();
        keys.join(" ")
    }
}

/// For `View::commands`.
pub fn commands_of<V>(bindings: &'static [Binding<V>]) -> Vec<Command> {
    let command = |binding: &Binding<V>| Command {
        name: binding.name,
        keys: binding.keys,
        label: binding.label,
        help: binding.help,
    };
    bindings.iter().map(command).collect()
}

/// For `View::hints`: every binding with a label, by the first key that holds in the context (letters only on an account).
pub fn hints_of<V>(bindings: &'static [Binding<V>], context: Context) -> Vec<Hint> {
    let shown = |binding: &Binding<V>| {
        let letter = |key: &&Key| matches!(key, Key::Char(_));
        let key = match context {
            Context::Account => binding.keys.iter().find(letter).or(binding.keys.first()),
            _ => binding.keys.iter().find(|key| !letter(key)),
        };
        key.filter(|_| !binding.label.is_empty()).map(|key| Hint::new(key.to_string(), binding.label))
    };
    bindings.iter().filter_map(shown).collect()
}

/// For `View::run`: runs the binding of that name.
pub fn run_named<V>(view: &mut V, bindings: &'static [Binding<V>], name: &str, cx: &mut Cx) -> Result<Effect> {
    match bindings.iter().find(|binding| binding.name == name) {
        Some(binding) => (binding.run)(view, cx),
        None => Ok(Effect::Pass),
    }
}

/// For `View::key`: runs the binding of that key, else `Pass`.
pub fn run_key<V>(view: &mut V, bindings: &'static [Binding<V>], key: Key, cx: &mut Cx) -> Result<Effect> {
    match bindings.iter().find(|binding| binding.keys.contains(&key)) {
        Some(binding) => (binding.run)(view, cx),
        None => Ok(Effect::Pass),
    }
}
