//! What the payment form says of what it would do: matches, discounts, a shortfall, the promise, the balance.

use ratatui::text::Line;

use super::super::super::cx::Cx;
use super::super::super::look;
use super::PaymentForm;
use crate::domain::calendar::short;
use crate::domain::exact::Exact;
use crate::domain::ids::{DebitId, EntryId};
use crate::domain::money::{Money, sum};
use crate::domain::promise::{PromiseState, Receipt, settle};
use crate::ops::take_payment::{PaymentPart, TakePayment};

/// What the search for an exact match found.
pub(super) fn exact_words(form: &PaymentForm) -> String {
    if form.found.ways.len() > 1 {
        return format!("{} sets of invoices make it up: choose which", form.found.ways.len());
    }
    let words = plain_words(form);
    match form.found.too_many && form.found.ways.is_empty() {
        true => format!("{words}; with discounts and credits there are too many sets to try"),
        false => words,
    }
}

fn plain_words(form: &PaymentForm) -> String {
    match &form.found.plain {
        Exact::Nearest { set, difference } if difference.is_negative() => {
            format!(
                "no exact match; nearest is {}, {} short",
                form.numbers(set),
                form.look.figure(difference.negated())
            )
        }
        Exact::Nearest { set, difference } => {
            format!("no exact match; nearest is {}, {} left over", form.numbers(set), form.look.figure(*difference))
        }
        Exact::TooMany => "too many invoices to search for an exact match".to_string(),
        Exact::Nothing => "nothing is open to apply it to".to_string(),
        _ => String::new(),
    }
}

impl PaymentForm {
    /// What the money does to the latest promise that it could keep.
    pub(super) fn promise_words(&self, op: &TakePayment) -> Option<String> {
        let part = op.parts.first()?;
        let facts: Vec<_> = self.standing.promises.iter().map(|(facts, _)| facts.clone()).collect();
        let (last, before) = self.standing.promises.last()?;
        let receipt = Receipt {
            entry: EntryId(i64::MAX),
            date: op.received,
            amount: part.amount,
            reversed_on: None,
            allocated: part.allocations.clone(),
        };
        let receipts: Vec<Receipt> = self.receipts.iter().cloned().chain([receipt]).collect();
        let after = settle(&facts, &receipts, self.today).ok()?.into_iter().find(|one| one.id == last.id)?;
        let made = short(last.made, self.today);
        match (before.state, after.state) {
            (PromiseState::Open | PromiseState::Partial | PromiseState::Broken, PromiseState::Kept) => {
                Some(format!("the promise of {made} is kept"))
            }
            (PromiseState::Open, _) => Some(format!("the promise of {made} stays open")),
            (PromiseState::Broken | PromiseState::Partial, state) => {
                Some(format!("the promise of {made} stays {}", state.word()))
            }
            _ => None,
        }
    }
}

/// What lowers each debit: the money, and what is credited with it.
pub(super) fn closing_parts(part: &PaymentPart) -> Vec<(DebitId, Money)> {
    let credits = part.credits.iter().map(|(_, debit, amount)| (*debit, *amount));
    let granted = part.discounts.iter().chain(&part.small_balances).chain(&part.write_offs).copied();
    let mut all: Vec<(DebitId, Money)> = Vec::new();
    for (debit, amount) in part.allocations.iter().copied().chain(credits).chain(granted) {
        match all.iter_mut().find(|one| one.0 == debit) {
            Some(one) => one.1 = one.1.plus(amount).unwrap_or(one.1),
            None => all.push((debit, amount)),
        }
    }
    all
}

/// `takes 30.00 discount`, `uses 12.30 of P17`, `writes 0.05 off as a small balance`, …
pub(super) fn beside_parts(form: &PaymentForm, part: &PaymentPart) -> Vec<String> {
    let currency = part.amount.currency();
    let total = |amounts: Vec<Money>| sum(amounts, currency).ok().filter(|total| total.is_positive());
    let of = |list: &[(DebitId, Money)]| total(list.iter().map(|one| one.1).collect());
    let figure = |amount| form.look.figure(amount);
    let credits = total(part.credits.iter().map(|one| one.2).collect());
    let disputed = total(part.disputes.iter().map(|one| one.amount).collect());
    let said = [
        of(&part.discounts).map(|amount| format!("takes {} discount", figure(amount))),
        credits.map(|amount| format!("uses {} of the credit on account", figure(amount))),
        of(&part.small_balances).map(|amount| format!("writes {} off as a small balance", figure(amount))),
        of(&part.write_offs).map(|amount| format!("writes {} off", figure(amount))),
        disputed.map(|amount| format!("{} is disputed as {}", figure(amount), disputed_as(part))),
    ];
    said.into_iter().flatten().collect()
}

fn disputed_as(part: &PaymentPart) -> String {
    let reason = part.disputes.first().map_or("", |one| one.reason.word());
    reason.to_lowercase().replace('-', " ")
}

/// The same on a line of the preview, with what a shortfall is.
pub(super) fn beside_words(form: &PaymentForm, part: &PaymentPart) -> Option<String> {
    let short = sum(form.shortfall.iter().map(|one| one.1), part.amount.currency()).ok();
    let short = short.filter(|short| short.is_positive() && form.short.slot.shown);
    let short = short.map(|short| format!("{} short", form.look.figure(short)));
    let words: Vec<String> = short.into_iter().chain(beside_parts(form, part)).collect();
    (!words.is_empty()).then(|| format!("  {}", words.join("; ")))
}

/// The balance when the money and what is granted with it has come.
pub(super) fn net_after(form: &PaymentForm, part: &PaymentPart) -> Option<Money> {
    let granted = part.discounts.iter().chain(&part.small_balances).chain(&part.write_offs).map(|one| one.1);
    let gone = sum(granted.chain([part.amount]), part.amount.currency()).ok()?;
    form.standing.figures.net.minus(gone).ok()
}

/// `Left on account  0.00    Balance after  0.00`
pub(super) fn balance_line(form: &PaymentForm, part: &PaymentPart) -> Line<'static> {
    let look = form.look;
    let applied = sum(part.allocations.iter().map(|one| one.1), part.amount.currency());
    let left = applied.and_then(|applied| part.amount.minus(applied)).unwrap_or(part.amount);
    let after = net_after(form, part).map(|after| look.figure(after)).unwrap_or_default();
    Line::from(vec![
        look::span("  Left on account  ", look.dim()),
        look::span(look.figure(left), look.plain()),
        look::span("    Balance after  ", look.dim()),
        look::span(after, look.plain()),
    ])
}

/// Says when this payment looks like one that is in the book already.
pub(super) fn duplicate(form: &PaymentForm, cx: &Cx) -> Option<String> {
    let (amount, received) = (form.typed_amount()?, form.received.value().ok()??);
    let found = cx.book.probable_duplicate(form.standing.account.id, amount, form.number.value(), received).ok()??;
    let reference = if found.reference.is_empty() { String::new() } else { format!(" {}", found.reference) };
    let (amount, day) = (form.look.figure(found.amount), short(found.date, form.today));
    let (method, code, entry) = (&found.method, &found.code, found.entry.0);
    Some(format!("⚠ perhaps twice: {method}{reference} of {amount} came on {day} ({code}, entry {entry})"))
}
