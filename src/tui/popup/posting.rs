//! What the forms that post money have in common: the account as it stands, the day, the try of the op at every edit, and
//! the sentence on [ Save ]. A posting says its fields, its op and its own words, and nothing else.

use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::field::amount::AmountField;
use super::super::field::date::DateField;
use super::super::field::pick::Candidate;
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::super::form::Form;
use super::super::look::{self, Look};
use super::Seed;
use super::outlook::{Deed, Outlook};
use crate::book::{Credit, Debit, Stamp, Standing};
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, short};
use crate::domain::dates::{DayMonth, Facing};
use crate::domain::ids::AccountId;
use crate::domain::item::CreditKind;
use crate::domain::money::Money;
use crate::error::{Error, Kind, Result};

/// What a posting stands on; read again whenever the book changed.
pub struct Ground {
    pub standing: Standing,
    /// All of the account's, by date of entry; those that can be acted on are the posting's choice.
    pub debits: Vec<Debit>,
    pub credits: Vec<Credit>,
    pub today: Date,
    pub look: Look,
    pub order: DayMonth,
}

impl Ground {
    fn read(account: AccountId, cx: &Cx) -> Result<Ground> {
        let how = Aging { edges: cx.settings.edges, ..Aging::by_due(cx.today) };
        let order = if cx.settings.day_first { DayMonth::DayFirst } else { DayMonth::MonthFirst };
        Ok(Ground {
            standing: cx.book.standing(account, &how)?,
            debits: cx.book.debits_of(account)?,
            credits: cx.book.credits_of(account)?,
            today: cx.today,
            look: cx.look,
            order,
        })
    }

    pub fn account(&self) -> AccountId {
        self.standing.account.id
    }

    /// The day on which something happened: today unless somebody says otherwise.
    pub fn day_field(&self, slot: Slot) -> DateField {
        let mut field = DateField::new(slot, self.today, Facing::Back, self.order);
        field.default = Some(self.today);
        field
    }

    /// The debit of a key that `debit_line` made.
    pub fn debit(&self, key: Option<&str>) -> Option<&Debit> {
        self.debits.iter().find(|debit| Some(debit_key(debit).as_str()) == key)
    }

    /// The credit of a key that `credit_line` made.
    pub fn credit(&self, key: Option<&str>) -> Option<&Credit> {
        self.credits.iter().find(|credit| Some(credit_key(credit).as_str()) == key)
    }

    /// `1043  due 16 Aug  828.20`
    pub fn debit_line(&self, debit: &Debit, amount: Money) -> Candidate {
        let label = debit.number.clone();
        let (detail, amount) = (format!("due {}", short(debit.due, self.today)), self.look.figure(amount));
        Candidate { key: debit_key(debit), label, detail, amount }
    }

    /// `check 5521  12 Sep  300.00`
    pub fn credit_line(&self, credit: &Credit, amount: Money) -> Candidate {
        let (detail, amount) = (short(credit.date, self.today), self.look.figure(amount));
        Candidate { key: credit_key(credit), label: name_of(credit), detail, amount }
    }
}

pub fn debit_key(debit: &Debit) -> String {
    format!("I{}", debit.id.0)
}

pub fn credit_key(credit: &Credit) -> String {
    format!("C{}", credit.id.0)
}

/// `check 5521`, `ach P17`, `credit C4`
pub fn name_of(credit: &Credit) -> String {
    let what = match credit.kind {
        CreditKind::Payment if !credit.method.is_empty() => credit.method.as_str(),
        kind => kind.word(),
    };
    format!("{what} {}", if credit.reference.is_empty() { &credit.code } else { &credit.reference })
}

/// `collectable 1,160.50 → 1,080.50`; nothing where it stays.
pub fn collectable(outlook: &Outlook, ground: &Ground) -> Option<String> {
    let (before, after) = (outlook.before.figures.collectable, outlook.after.figures.collectable);
    (before != after).then(|| format!("collectable {} → {}", ground.look.figure(before), ground.look.figure(after)))
}

/// The value of a date field that must have one.
pub fn date_of(field: &DateField) -> Result<Date> {
    field.value()?.ok_or_else(|| Error::invalid(field.slot.name, "a date is needed"))
}

/// The value of an amount field that must be above zero.
pub fn amount_of(field: &AmountField) -> Result<Money> {
    let amount = field.value()?.filter(|amount| amount.is_positive());
    amount.ok_or_else(|| Error::invalid(field.slot.name, "an amount above zero is needed"))
}

/// The value of a text field that must not be empty.
pub fn required(field: &TextField, said: &str) -> Result<String> {
    match field.value() {
        "" => Err(Error::invalid(field.slot.name, said)),
        text => Ok(text.to_string()),
    }
}

/// An error of the decision belongs to the grid where it is about what was typed there.
pub fn at_grid(error: Error) -> Error {
    match error.code() {
        "over_allocated" | "over_applied" => error.at_field("debits"),
        _ => error,
    }
}

/// One kind of posting.
pub trait Posting: Sized + 'static {
    const NAME: &'static str;
    /// Whether what is open no more is said to be closed by it.
    const CLOSES: bool = true;
    /// Whether the promises and plans that it judges otherwise have a line each.
    const JUDGES: bool = false;
    /// Whether figures change by it: else they are not shown.
    const MOVES_MONEY: bool = true;
    type Deed: Deed;

    /// Its fields as they open, with what the cursor was on chosen already.
    fn new(seed: Seed, ground: &Ground) -> Self;

    /// `BOUNCE a payment of`
    fn title(&self) -> &'static str;

    fn fields(&mut self) -> Vec<&mut dyn Field>;

    /// Takes up what the book says now: days, lists, defaults that do not follow the typing.
    fn offer(&mut self, ground: &Ground, cx: &Cx) -> Result<()>;

    /// After an edit: which fields are there, and the defaults that follow it.
    fn follow(&mut self, _ground: &Ground, _cx: &Cx) {}

    /// What Save would do; `Invalid` while something is missing.
    fn deed(&self, ground: &Ground, cx: &Cx) -> Result<Self::Deed>;

    /// The day from which it counts.
    fn on(&self, ground: &Ground) -> Date;

    /// What it does beside moving the figures, a line each.
    fn details(&self, _deed: &Self::Deed, _ground: &Ground) -> Vec<String> {
        Vec::new()
    }

    /// What follows from it for the account, a line each.
    fn aftermath(&self, _outlook: &Outlook, _ground: &Ground) -> Vec<String> {
        Vec::new()
    }

    /// The first part of the sentence on [ Save ]: `Writes 412.30 of 1101 off`
    fn sentence(&self, deed: &Self::Deed, ground: &Ground) -> String;

    /// For the status line: `412.30 of 1101 written off`
    fn said(&self, deed: &Self::Deed, ground: &Ground) -> String;
}

/// A posting as a form.
struct PostingForm<P: Posting> {
    posting: P,
    ground: Ground,
    deed: Option<Result<P::Deed>>,
    outlook: Option<Result<Outlook>>,
    /// The details of the deed, worked out with it.
    details: Vec<String>,
    /// What is wrong stands at its field.
    said: bool,
}

/// For `FORMS`.
pub fn make<P: Posting>(seed: Seed, cx: &Cx) -> Result<Box<dyn Form>> {
    let ground = Ground::read(seed.account, cx)?;
    let posting = P::new(seed, &ground);
    Ok(Box::new(PostingForm { posting, ground, deed: None, outlook: None, details: Vec::new(), said: false }))
}

impl<P: Posting> Form for PostingForm<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn account(&self) -> AccountId {
        self.ground.account()
    }

    fn title(&self) -> String {
        format!("{} {}", self.posting.title(), self.ground.standing.account.name())
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        self.posting.fields()
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.ground = Ground::read(self.ground.account(), cx)?;
        self.posting.offer(&self.ground, cx)
    }

    fn changed(&mut self, cx: &Cx) {
        self.posting.follow(&self.ground, cx);
        let deed = self.posting.deed(&self.ground, cx);
        let on = self.posting.on(&self.ground);
        self.outlook = deed.as_ref().ok().map(|deed| Outlook::of(deed, self.ground.account(), on, cx));
        self.details = deed.as_ref().map(|deed| self.posting.details(deed, &self.ground)).unwrap_or_default();
        // What a field says of itself is not said again below.
        let said = deed.as_ref().err().map(Error::message);
        let fields = self.posting.fields();
        self.said = fields.iter().filter_map(|field| field.check().err()).any(|error| Some(error.message()) == said);
        if let (true, Some(Ok(outlook))) = (P::JUDGES, &self.outlook) {
            self.details.extend(outlook.judged());
        }
        self.deed = Some(deed);
    }

    fn preview(&self, width: u16) -> Vec<Line<'static>> {
        let look = self.ground.look;
        let mut lines: Vec<Line> = Vec::new();
        let shown = if self.details.len() > MOST_DETAILS { MOST_DETAILS - 1 } else { self.details.len() };
        let detail = |text: &String| Line::from(look::span(format!("  {text}"), look.plain()));
        lines.extend(self.details.iter().take(shown).map(detail));
        let more = self.details.len() - shown;
        if more > 0 {
            lines.push(Line::from(look::span(format!("  and {more} more"), look.dim())));
        }
        match (&self.deed, &self.outlook) {
            (Some(Err(_)), _) if self.said => {}
            (Some(Err(error)), _) | (_, Some(Err(error))) => lines.extend(trouble(error, look, width)),
            (_, Some(Ok(outlook))) => {
                lines.extend(self.posting.aftermath(outlook, &self.ground).iter().map(detail));
                if P::MOVES_MONEY {
                    lines.extend(outlook.lines(width));
                }
            }
            _ => {}
        }
        lines
    }

    fn consequence(&self) -> String {
        let (Some(Ok(deed)), Some(Ok(outlook))) = (&self.deed, &self.outlook) else { return String::new() };
        let first = self.posting.sentence(deed, &self.ground);
        let closes = outlook.closes().filter(|_| P::CLOSES);
        let after = if P::MOVES_MONEY { outlook.clauses() } else { Vec::new() };
        let clauses: Vec<String> = std::iter::once(first).chain(closes).chain(after).collect();
        format!("{}.", clauses.join("; "))
    }

    fn submit(&mut self, cx: &mut Cx, stamp: &Stamp) -> Result<String> {
        // What was shown is what is written.
        let deed = match self.deed.take() {
            Some(Ok(deed)) => deed,
            _ => self.posting.deed(&self.ground, cx)?,
        };
        let done = deed.perform(&mut cx.book, stamp);
        let said = self.posting.said(&deed, &self.ground);
        self.deed = Some(Ok(deed));
        done.map(|_| said)
    }
}

/// More lines of details than a form can show beside its fields.
const MOST_DETAILS: usize = 6;

/// Why it could not be saved; what is only not typed yet is the fields' to say, and a busy book is no answer.
fn trouble(error: &Error, look: Look, width: u16) -> Vec<Line<'static>> {
    if matches!(error.kind(), Kind::Invalid | Kind::Busy) {
        return Vec::new();
    }
    let words = look::wrap(&format!("✗ {}", error.message()), width.saturating_sub(2));
    words.into_iter().map(|line| Line::from(look::span(format!("  {line}"), look.alert()))).collect()
}
