//! What saving would change: the op is tried on the book, the account is read as it would stand then, and the try is
//! taken back. A form's preview so passes every check of the real thing and cannot say anything else than what comes.

use ratatui::text::{Line, Span};

use super::super::cx::Cx;
use super::super::look::{self, Look, width_of};
use crate::book::{Book, Done, Op, Stamp, Standing};
use crate::domain::adherence::Adherence;
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, short, spoken};
use crate::domain::ids::AccountId;
use crate::domain::money::Money;
use crate::domain::promise::PromiseState;
use crate::error::Result;

/// The action id of a try; it never gets into the journal.
const TRY: &str = "what-if";

/// Something that can be tried, and done.
pub trait Deed {
    /// The account as it would stand.
    fn try_out(&self, book: &Book, stamp: &Stamp, of: (AccountId, &Aging)) -> Result<Standing>;

    fn perform(&self, book: &mut Book, stamp: &Stamp) -> Result<Done>;
}

impl<O: Op> Deed for O {
    fn try_out(&self, book: &Book, stamp: &Stamp, of: (AccountId, &Aging)) -> Result<Standing> {
        book.what_if(self, stamp, |book, _| book.standing(of.0, of.1))
    }

    fn perform(&self, book: &mut Book, stamp: &Stamp) -> Result<Done> {
        book.perform(self, stamp)
    }
}

/// An op with what is told of it.
pub struct Told<O, T> {
    pub op: O,
    pub told: T,
}

impl<O: Op, T> Deed for Told<O, T> {
    fn try_out(&self, book: &Book, stamp: &Stamp, of: (AccountId, &Aging)) -> Result<Standing> {
        self.op.try_out(book, stamp, of)
    }

    fn perform(&self, book: &mut Book, stamp: &Stamp) -> Result<Done> {
        Deed::perform(&self.op, book, stamp)
    }
}

/// An account before and after.
pub struct Outlook {
    pub before: Standing,
    pub after: Standing,
    today: Date,
    look: Look,
}

impl Outlook {
    /// Tries a deed that counts from a day on; a later day than today is looked at then.
    pub fn of(deed: &impl Deed, account: AccountId, on: Date, cx: &Cx) -> Result<Outlook> {
        let how = Aging { edges: cx.settings.edges, ..Aging::by_due(on.max(cx.today)) };
        let after = deed.try_out(&cx.book, &cx.stamp(TRY), (account, &how))?;
        let before = cx.book.standing(account, &how)?;
        Ok(Outlook { before, after, today: cx.today, look: cx.look })
    }

    /// The buckets with money in them, the credit left and the net; what changes as `· → 35.00`.
    pub fn lines(&self, width: u16) -> Vec<Line<'static>> {
        let (before, after) = (&self.before.figures, &self.after.figures);
        let headings = after.edges.headings();
        let buckets = headings.into_iter().zip(before.amounts.iter().copied().zip(after.amounts.iter().copied()));
        let mut figures: Vec<(String, (Money, Money))> = buckets.collect();
        figures.push(("unapplied".to_string(), (before.unapplied, after.unapplied)));
        figures.retain(|(_, (before, after))| !(before.is_zero() && after.is_zero()));
        figures.push(("net".to_string(), (before.net, after.net)));
        let mut lines = vec![Line::from(Span::raw("  "))];
        for (heading, figures) in figures {
            let piece = self.piece(&heading, figures);
            let taken: u16 = lines.last().map_or(0, |line| line.spans.iter().map(|span| width_of(&span.content)).sum());
            let wide: u16 = piece.iter().map(|span| width_of(&span.content)).sum();
            if taken + wide > width && taken > 2 {
                lines.push(Line::from(Span::raw("  ")));
            }
            if let Some(line) = lines.last_mut() {
                line.spans.extend(piece);
            }
        }
        lines
    }

    fn piece(&self, heading: &str, (before, after): (Money, Money)) -> [Span<'static>; 3] {
        let look = self.look;
        let style = if before == after { look.dim() } else { look.plain() };
        let figure = match before == after {
            true => look.money(after),
            false => format!("{} → {}", look.money(before), look.money(after)),
        };
        [look::span(format!("{heading} "), look.dim()), look::span(figure, style), look::span("   ", look.dim())]
    }

    /// The numbers of the debits that would be open no more.
    pub fn closed(&self) -> Vec<&str> {
        let open = |id| self.after.debits.iter().any(|debit| debit.id == id);
        self.before.debits.iter().filter(|debit| !open(debit.id)).map(|debit| debit.number.as_str()).collect()
    }

    /// `closes 1043 and 1101`; nothing where none is closed.
    pub fn closes(&self) -> Option<String> {
        match self.closed().as_slice() {
            [] => None,
            [one] => Some(format!("closes {one}")),
            [one, two] => Some(format!("closes {one} and {two}")),
            many => Some(format!("closes {} items", many.len())),
        }
    }

    /// The balance, and what becomes of promises and plans.
    pub fn clauses(&self) -> Vec<String> {
        let mut clauses = vec![format!("balance after {}", self.look.figure(self.after.figures.net))];
        clauses.extend(self.promises());
        clauses.extend(self.plans());
        clauses
    }

    /// `plan of 3 Nov: on track → late`, a line for each promise and plan that is judged otherwise.
    pub fn judged(&self) -> Vec<String> {
        let (before, after) = (&self.before, &self.after);
        let mut said = Vec::new();
        let mut say = |what: &str, made, (before, after): (&str, &str)| {
            if before != after {
                said.push(format!("{what} of {}: {before} → {after}", short(made, self.today)));
            }
        };
        for (facts, now) in &after.promises {
            if let Some((_, was)) = before.promises.iter().find(|(one, _)| one.id == facts.id) {
                say("promise", facts.made, (was.state.word(), now.state.word()));
            }
        }
        for (plan, now) in &after.plans {
            if let Some((_, was)) = before.plans.iter().find(|(one, _)| one.id == plan.id) {
                say("plan", plan.made, (was.state.word(), now.state.word()));
            }
        }
        said
    }

    fn promises(&self) -> Vec<String> {
        let mut said = Vec::new();
        for (facts, after) in &self.after.promises {
            let before = self.before.promises.iter().find(|(one, _)| one.id == facts.id).map(|(_, settled)| settled);
            let Some(before) = before.filter(|before| before.state != after.state) else { continue };
            let made = short(facts.made, self.today);
            said.push(match (before.state, after.state) {
                (PromiseState::Kept, PromiseState::Open) => format!("the promise of {made} is open again"),
                (_, PromiseState::Partial) => format!("the promise of {made} is kept in part only"),
                (_, state) => format!("the promise of {made} is {}", state.word()),
            });
        }
        said
    }

    /// What becomes of plans.
    pub fn plans(&self) -> Vec<String> {
        let mut said = Vec::new();
        for (plan, after) in &self.after.plans {
            let before = self.before.plans.iter().find(|(one, _)| one.id == plan.id).map(|(_, adherence)| adherence);
            let Some(before) = before else { continue };
            if (before.state, before.arrears) != (after.state, after.arrears) {
                let behind = match after.arrears.is_positive() {
                    true => format!(", {} behind", self.look.figure(after.arrears)),
                    false => String::new(),
                };
                said.push(format!("the plan is {}{behind}", after.state.word()));
            } else if let (Some(end), true) = (end_of(after), end_of(before) != end_of(after)) {
                said.push(format!("the plan ends {}", spoken(end, self.today)));
            }
        }
        said
    }
}

/// The day of the last instalment that is not paid.
fn end_of(plan: &Adherence) -> Option<Date> {
    let unpaid = plan.instalments.iter().filter(|one| one.paid.minor() < one.amount.minor());
    unpaid.map(|one| one.payable).max()
}
