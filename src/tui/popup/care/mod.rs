//! What the forms that look after an account have in common: the try of the op at every edit, what it changes in words,
//! and the sentence on [ Save ]. A matter says its fields and what they come to, and nothing else.

mod account;
mod contacts;
pub mod group;
mod hold;
mod merge;
mod note;

use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::field::Field;
use super::super::field::list;
use super::super::form::Form;
use super::super::look::{self, Look};
use super::Seed;
use crate::book::{Book, Done, Op, Stamp};
use crate::domain::ids::AccountId;
use crate::error::{Error, Kind, Result};

pub use account::{Amend, Open};
pub use contacts::People;
pub use hold::HoldForm;
pub use merge::MergeForm;
pub use note::PinNote;

/// The account of a form that is about none yet.
pub const NOBODY: AccountId = AccountId(0);

/// The action id of a try; it never gets into the journal.
const TRY: &str = "what-if";

/// An op whose kind only its form knows.
pub trait Act {
    /// Passes it through every check of the real thing, and takes it back.
    fn try_out(&self, book: &Book, stamp: &Stamp) -> Result<()>;

    fn perform(&self, book: &mut Book, stamp: &Stamp) -> Result<Done>;
}

impl<O: Op> Act for O {
    fn try_out(&self, book: &Book, stamp: &Stamp) -> Result<()> {
        book.what_if(self, stamp, |_, _| Ok(()))
    }

    fn perform(&self, book: &mut Book, stamp: &Stamp) -> Result<Done> {
        book.perform(self, stamp)
    }
}

/// What the fields come to.
pub struct Decided {
    pub op: Box<dyn Act>,
    /// What changes, a line each.
    pub changes: Vec<String>,
    /// On [ Save ].
    pub sentence: String,
    /// For the status line.
    pub said: String,
}

/// One thing to look after.
pub trait Matter: Sized + 'static {
    const NAME: &'static str;
    /// A try costs as much as the deed; false where that is too much for a keystroke, and Save alone finds out.
    const IS_TRIED: bool = true;

    fn new(seed: Seed, cx: &Cx) -> Result<Self>;

    fn account(&self) -> AccountId;

    fn title(&self) -> String;

    fn fields(&mut self) -> Vec<&mut dyn Field>;

    /// Reads again from the book; what was typed stays.
    fn load(&mut self, cx: &mut Cx) -> Result<()>;

    /// After an edit: which fields are there, what they echo.
    fn follow(&mut self, cx: &Cx);

    /// Something to know before it is saved; it refuses nothing.
    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }

    /// What Save would do; `Invalid` while something is missing.
    fn decide(&self, cx: &Cx) -> Result<Decided>;
}

/// A matter as a form.
struct CareForm<M: Matter> {
    matter: M,
    look: Look,
    decided: Option<Result<Decided>>,
}

/// For `FORMS`.
pub fn make<M: Matter>(seed: Seed, cx: &Cx) -> Result<Box<dyn Form>> {
    Ok(Box::new(CareForm { matter: M::new(seed, cx)?, look: cx.look, decided: None }))
}

impl<M: Matter> Form for CareForm<M> {
    fn name(&self) -> &'static str {
        M::NAME
    }

    fn account(&self) -> AccountId {
        self.matter.account()
    }

    fn title(&self) -> String {
        self.matter.title()
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        self.matter.fields()
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.matter.load(cx)
    }

    fn changed(&mut self, cx: &Cx) {
        self.matter.follow(cx);
        let mut decided = self.matter.decide(cx);
        if let (true, Ok(one)) = (M::IS_TRIED, &decided)
            && let Err(error) = one.op.try_out(&cx.book, &cx.stamp(TRY))
            && error.kind() != Kind::Busy
        {
            decided = Err(error);
        }
        self.decided = Some(decided);
    }

    fn preview(&self, width: u16) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        let mut say = |text: &str, style| {
            let wrapped = look::wrap(text, width.saturating_sub(2));
            lines.extend(wrapped.into_iter().map(|line| Line::from(look::span(format!("  {line}"), style))));
        };
        match &self.decided {
            Some(Ok(decided)) => decided.changes.iter().for_each(|change| say(change, self.look.plain())),
            Some(Err(error)) if !matches!(error.kind(), Kind::Invalid | Kind::Busy) => {
                say(&format!("✗ {}", error.message()), self.look.alert());
            }
            _ => {}
        }
        lines
    }

    fn notice(&self) -> String {
        let warnings: Vec<String> = self.matter.warnings().into_iter().map(|warning| format!("⚠ {warning}")).collect();
        warnings.join("  ")
    }

    fn consequence(&self) -> String {
        match &self.decided {
            Some(Ok(decided)) => decided.sentence.clone(),
            _ => String::new(),
        }
    }

    fn submit(&mut self, cx: &mut Cx, stamp: &Stamp) -> Result<String> {
        // What was shown is what is written.
        let decided = match self.decided.take() {
            Some(Ok(decided)) => decided,
            _ => self.matter.decide(cx)?,
        };
        let done = decided.op.perform(&mut cx.book, stamp);
        let said = decided.said.clone();
        self.decided = Some(Ok(decided));
        done.map(|_| said)
    }
}

/// Lines for a field that names an account: those that a text finds, else the ones that owe most.
fn accounts_for(typed: &str, except: AccountId, cx: &Cx) -> Vec<list::Line> {
    const MOST: usize = 40;
    let found: Vec<AccountId> = match typed.trim() {
        "" => cx.overview.order().iter().copied().take(MOST).collect(),
        typed => cx.overview.found(&cx.book, typed, MOST).into_iter().map(|hit| hit.account).collect(),
    };
    let found: Vec<AccountId> = found.into_iter().filter(|account| *account != except).collect();
    let line =
        |(_, code, name): (AccountId, String, String)| list::Line { label: name, detail: code.clone(), text: code };
    cx.book.names_of(&found).unwrap_or_default().into_iter().map(line).collect()
}

/// The account that a text names: by code or name, else the only one that it finds.
fn account_of(typed: &str, field: &'static str, cx: &Cx) -> Result<AccountId> {
    let named = cx.book.account_named(typed);
    let error = match named {
        Ok(account) => return Ok(account.id),
        Err(error) => error,
    };
    match cx.overview.found(&cx.book, typed, 3).as_slice() {
        [hit] => Ok(hit.account),
        [] => Err(Error::invalid(field, error.message()).hint("F4 lists accounts")),
        _ => Err(Error::invalid(field, format!("several accounts answer to {typed:?}")).hint("F4 lists them")),
    }
}
