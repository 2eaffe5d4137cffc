//! Take a payment: the amount, how it came, and which debits it goes to. What is shown is what will be written.

mod applying;
mod said;
#[cfg(test)]
mod tests;

use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::field::amount::AmountField;
use super::super::field::choice::{Choice, ChoiceField};
use super::super::field::date::DateField;
use super::super::field::grid::GridField;
use super::super::field::list;
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::super::form::Form;
use super::super::look::{self, Look};
use super::Seed;
use super::dispute::reasons;
use super::outlook::Outlook;
use super::posting::at_grid;
use crate::book::{Settings, Stamp, Standing};
use crate::domain::aging::Aging;
use crate::domain::calendar::Date;
use crate::domain::communication::DisputeReason;
use crate::domain::dates::{DayMonth, Facing};
use crate::domain::exact::Exact;
use crate::domain::ids::{AccountId, DebitId};
use crate::domain::item::{Method, OpenCredit, OpenDebit};
use crate::domain::makeup::{Makeup, Search};
use crate::domain::money::{Money, sum};
use crate::domain::promise::Receipt;
use crate::error::{Error, Result};
use crate::ops::payment_part::Shortfall;
use crate::ops::take_payment::{PaymentPart, TakePayment};
use said::{balance_line, beside_parts, beside_words, closing_parts, duplicate, exact_words, net_after};

pub const NAME: &str = "payment";

/// As many sets of debits as the form offers where several make up an amount.
const SETS: [&str; 9] = ["set-1", "set-2", "set-3", "set-4", "set-5", "set-6", "set-7", "set-8", "set-9"];

pub struct PaymentForm {
    standing: Standing,
    receipts: Vec<Receipt>,
    /// The invoice by which the account was found.
    debit: Option<DebitId>,
    today: Date,
    look: Look,
    amount: AmountField,
    method: ChoiceField,
    number: TextField,
    received: DateField,
    apply: ChoiceField,
    which: ChoiceField,
    grid: GridField,
    discount: ChoiceField,
    short: ChoiceField,
    /// Why what is short is disputed.
    reason: ChoiceField,
    settings: Settings,
    operator: String,
    /// Nobody has chosen how to apply it yet: the form proposes.
    proposed: Option<&'static str>,
    /// Nobody has said yet whether the discounts are taken.
    discount_proposed: Option<&'static str>,
    /// The ways that are offered where several make up the amount.
    ways: Vec<Makeup>,
    /// What each debit earns if it is paid in full on the day of the payment.
    earned: Vec<(DebitId, Money)>,
    /// What makes up the amount: searched once for an amount, since a search may take a frame.
    found: Search,
    searched: Option<Asked>,
    decided: Option<Result<PaymentPart>>,
    /// What the debits that were ticked are short of.
    shortfall: Vec<(DebitId, Money)>,
    outlook: Option<Outlook>,
    warning: String,
}

/// What a search for an exact match depends on.
type Asked = (Money, Vec<OpenDebit>, Vec<(DebitId, Money)>, Vec<OpenCredit>);

const NOTHING_FOUND: Search = Search { ways: Vec::new(), plain: Exact::Nothing, too_many: false };

/// For `FORMS`.
pub fn make(seed: Seed, cx: &Cx) -> Result<Box<dyn Form>> {
    let standing = standing(seed.account, cx)?;
    let receipts = cx.book.receipts_of(seed.account, cx.today)?;
    let order = if cx.settings.day_first { DayMonth::DayFirst } else { DayMonth::MonthFirst };
    let (currency, look, today) = (standing.account.currency, cx.look, cx.today);
    let methods = Method::ALL.iter().map(|method| Choice::new(method.word(), method.word())).collect();
    let mut form = PaymentForm {
        receipts,
        debit: seed.debit,
        today,
        look,
        amount: AmountField::new(Slot::new("amount", "Amount"), currency, look),
        method: ChoiceField::new(Slot::new("method", "Method"), methods),
        number: TextField::new(Slot::new("number", "Number").beside(32)),
        received: DateField::new(Slot::new("date", "Date").beside(38), today, Facing::Back, order),
        apply: ChoiceField::new(Slot::new("apply", "Apply"), Vec::new()),
        which: ChoiceField::new(Slot::new("which", "Which").hidden(), Vec::new()),
        grid: GridField::new(Slot::new("debits", "").no_stop(), ("applies", "closes"), today, look),
        discount: ChoiceField::new(Slot::new("discount", "Discount").hidden(), Vec::new()),
        short: ChoiceField::new(Slot::new("short", "Short").hidden(), Vec::new()),
        reason: ChoiceField::new(Slot::new("reason", "Reason").hidden().no_stop(), reasons(cx)),
        settings: cx.settings.clone(),
        operator: cx.operator.clone(),
        proposed: None,
        discount_proposed: None,
        ways: Vec::new(),
        earned: Vec::new(),
        found: NOTHING_FOUND,
        searched: None,
        decided: None,
        shortfall: Vec::new(),
        outlook: None,
        warning: String::new(),
        standing,
    };
    form.method.choose(Method::Check.word());
    form.reason.choose(DisputeReason::SHORT.word());
    form.received.default = Some(today);
    Ok(Box::new(form))
}

fn standing(account: AccountId, cx: &Cx) -> Result<Standing> {
    cx.book.standing(account, &Aging { edges: cx.settings.edges, ..Aging::by_due(cx.today) })
}

impl PaymentForm {
    fn hit(&self) -> Option<&OpenDebit> {
        self.standing.debits.iter().find(|debit| Some(debit.id) == self.debit)
    }

    fn typed_amount(&self) -> Option<Money> {
        self.amount.value().ok().flatten().filter(|amount| amount.is_positive())
    }

    /// What would be written now.
    fn op(&self) -> Result<TakePayment> {
        let amount =
            self.typed_amount().ok_or_else(|| Error::invalid("amount", "a payment is of an amount above zero"))?;
        let received = self.received.value()?.ok_or_else(|| Error::invalid("date", "a date is needed"))?;
        if self.apply.value() == Some("exact") && self.way().is_none() {
            let hint = "choose oldest first, by hand, or leave on account";
            return Err(Error::refused("no_exact_match", exact_words(self)).at_field("apply").hint(hint));
        }
        let mut part = self.apply_with(amount, self.takes_discounts()).map_err(at_grid)?;
        part.settle(&self.shortfall, self.shortfall_is(), (self.reason_is(), &self.operator));
        let (method, reference) =
            (self.method.value().unwrap_or_default().to_string(), self.number.value().to_string());
        Ok(TakePayment { received, method, reference, memo: String::new(), parts: vec![part] })
    }
}

impl Form for PaymentForm {
    fn name(&self) -> &'static str {
        NAME
    }

    fn account(&self) -> AccountId {
        self.standing.account.id
    }

    fn title(&self) -> String {
        format!("PAYMENT from {}", self.standing.account.name())
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![
            &mut self.amount,
            &mut self.method,
            &mut self.number,
            &mut self.received,
            &mut self.apply,
            &mut self.which,
            &mut self.grid,
            &mut self.discount,
            &mut self.short,
            &mut self.reason,
        ]
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.standing = standing(self.standing.account.id, cx)?;
        self.receipts = cx.book.receipts_of(self.standing.account.id, cx.today)?;
        (self.settings, self.operator) = (cx.settings.clone(), cx.operator.clone());
        (self.today, self.received.today, self.grid.today) = (cx.today, cx.today, cx.today);
        self.received.default = Some(cx.today);
        self.amount.default = self.hit().map(|debit| debit.open);
        self.amount.suggestions = self.standing.debits.iter().map(|debit| suggestion(debit, self.look)).collect();
        self.grid.offer(&self.standing.debits);
        Ok(())
    }

    fn changed(&mut self, cx: &Cx) {
        self.search();
        self.propose();
        self.offer_ways();
        let by_hand = self.apply.value() == Some("hand");
        self.grid.slot.stop = by_hand;
        self.ask_for_discounts();
        self.short.slot.shown = false;
        self.decided = self.decide();
        self.reason.slot.shown = self.shortfall_is() == Shortfall::Dispute;
        let part = self.decided.as_ref().and_then(|decided| decided.as_ref().ok());
        self.grid.show(&part.map(closing_parts).unwrap_or_default());
        self.outlook = self.op().ok().and_then(|op| Outlook::of(&op, self.account(), op.received, cx).ok());
        self.warning = duplicate(self, cx).unwrap_or_default();
    }

    fn preview(&self, width: u16) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        match &self.decided {
            Some(Ok(part)) => {
                let words = exact_words(self);
                let open_question = self.apply.value() == Some("exact") && self.way().is_none();
                if open_question && !words.is_empty() {
                    lines.push(Line::from(look::span(format!("  {words}"), self.look.plain())));
                }
                lines.extend(
                    beside_words(self, part).into_iter().map(|text| Line::from(look::span(text, self.look.plain()))),
                );
                lines.push(balance_line(self, part));
                lines.extend(self.outlook.iter().flat_map(|outlook| outlook.lines(width)));
            }
            Some(Err(error)) => {
                lines.push(Line::from(look::span(format!("  ✗ {}", error.message()), self.look.alert())))
            }
            None => {}
        }
        for text in look::wrap(&self.warning, width.saturating_sub(2)).into_iter().filter(|text| !text.is_empty()) {
            lines.push(Line::from(look::span(format!("  {text}"), self.look.alert())));
        }
        lines
    }

    fn consequence(&self) -> String {
        let Ok(op) = self.op() else { return String::new() };
        let Some(part) = op.parts.first() else { return String::new() };
        let currency = part.amount.currency();
        let Ok(applied) = sum(part.allocations.iter().map(|(_, amount)| *amount), currency) else {
            return String::new();
        };
        let mut parts = Vec::new();
        match part.allocations.len() {
            0 => parts.push(format!("Leaves {} on account", self.look.figure(part.amount))),
            count => {
                let s = if count == 1 { "" } else { "s" };
                parts.push(format!("Applies {} to {count} invoice{s}", self.look.figure(applied)));
            }
        }
        parts.extend(beside_parts(self, part));
        if let Some(after) = net_after(self, part) {
            parts.push(format!("balance after {}", self.look.figure(after)));
        }
        parts.extend(self.promise_words(&op));
        parts.extend(self.outlook.iter().flat_map(Outlook::plans));
        format!("{}.", parts.join("; "))
    }

    fn doubt(&self) -> &str {
        &self.warning
    }

    fn submit(&mut self, cx: &mut Cx, stamp: &Stamp) -> Result<String> {
        let op = self.op()?;
        cx.book.perform(&op, stamp).map_err(at_grid)?;
        let amount = op.parts.first().map(|part| self.look.figure(part.amount)).unwrap_or_default();
        Ok(format!("Payment of {amount} taken from {}", self.standing.account.name()))
    }
}

fn suggestion(debit: &OpenDebit, look: Look) -> list::Line {
    let text = look.figure(debit.open);
    list::Line { label: text.clone(), detail: debit.number.clone(), text }
}
