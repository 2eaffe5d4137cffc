//! Take a payment: the amount, how it came, and which debits it goes to. What is shown is what will be written.

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
use super::posting::at_grid;
use crate::book::{Stamp, Standing};
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, short};
use crate::domain::dates::{DayMonth, Facing};
use crate::domain::exact::{Exact, exact};
use crate::domain::ids::{AccountId, DebitId, EntryId};
use crate::domain::item::{Method, OpenDebit};
use crate::domain::money::{Money, sum};
use crate::domain::promise::{PromiseState, Receipt, settle};
use crate::error::{Error, Result};
use crate::ops::take_payment::{Decided, PaymentPart, Strategy, TakePayment, decide};

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
    /// Nobody has chosen how to apply it yet: the form proposes.
    proposed: Option<&'static str>,
    sets: Vec<Vec<DebitId>>,
    /// What makes up the amount: searched once for an amount, since a search may take a frame.
    found: Exact,
    searched: Option<(Money, Vec<OpenDebit>)>,
    decided: Option<Result<Decided>>,
    warning: String,
}

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
        proposed: None,
        sets: Vec::new(),
        found: Exact::Nothing,
        searched: None,
        decided: None,
        warning: String::new(),
        standing,
    };
    form.method.choose(Method::Check.word());
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

    fn ways(&self) -> Vec<Choice> {
        let plan = self.standing.running_plan().map(|_| Choice::new("plan", "plan"));
        let others =
            [("exact", "exact"), ("oldest", "oldest first"), ("hand", "by hand"), ("none", "leave on account")];
        plan.into_iter().chain(others.map(|(word, label)| Choice::new(word, label))).collect()
    }

    fn search(&mut self) {
        let asked = self.typed_amount().map(|amount| (amount, self.standing.debits.clone()));
        if asked != self.searched {
            self.found = asked.as_ref().map_or(Exact::Nothing, |(amount, debits)| exact(debits, *amount));
            self.searched = asked;
        }
    }

    /// What the form would do by itself: the plan, else an exact match, else the invoice by which the account was found,
    /// else nothing. An inexact match is never chosen for anybody.
    fn proposal(&self) -> &'static str {
        if self.standing.running_plan().is_some() && self.debit.is_none() {
            return "plan";
        }
        match (&self.found, self.hit()) {
            (Exact::Unique(set), Some(hit)) if *set == [hit.id] => "exact",
            (_, Some(_)) => "hand",
            (Exact::Unique(_) | Exact::Several(_), None) => "exact",
            _ => "none",
        }
    }

    /// Proposes as long as nobody has chosen otherwise.
    fn propose(&mut self) {
        self.apply.offer(self.ways());
        let untouched = self.apply.value().is_none() || self.apply.value() == self.proposed;
        if !untouched || self.typed_amount().is_none() {
            return;
        }
        let proposal = self.proposal();
        self.apply.choose(proposal);
        self.proposed = Some(proposal);
        if let (true, Some(debit)) = (proposal == "hand" && !self.grid.is_marked(), self.debit) {
            self.grid.tick(&[debit]);
        }
    }

    /// Where several sets make up the amount, all are offered.
    fn offer_sets(&mut self) {
        self.sets = match (&self.found, self.apply.value()) {
            (Exact::Several(sets), Some("exact")) => sets.clone(),
            _ => Vec::new(),
        };
        let choices = SETS.iter().zip(&self.sets).map(|(word, set)| Choice::new(word, self.numbers(set))).collect();
        self.which.offer(choices);
        self.which.slot.shown = !self.sets.is_empty();
    }

    fn numbers(&self, set: &[DebitId]) -> String {
        let number =
            |id: &DebitId| self.standing.debits.iter().find(|debit| debit.id == *id).map(|debit| debit.number.as_str());
        set.iter().filter_map(number).collect::<Vec<_>>().join(" + ")
    }

    fn strategy(&self) -> Result<Strategy> {
        Ok(match self.apply.value() {
            Some("plan") => {
                let plan = self.standing.running_plan();
                Strategy::Plan(
                    plan.map(|(plan, _)| plan.covers.iter().map(|(id, _)| *id).collect()).unwrap_or_default(),
                )
            }
            Some("oldest") => Strategy::OldestFirst,
            Some("hand") => Strategy::ByHand(self.grid.wishes()?),
            Some("exact") => {
                let chosen = SETS.iter().position(|word| Some(*word) == self.which.value());
                let set = match &self.found {
                    Exact::Unique(set) => Some(set),
                    _ => chosen.and_then(|at| self.sets.get(at)),
                };
                let ticked = |set: &Vec<DebitId>| Strategy::ByHand(set.iter().map(|id| (*id, None)).collect());
                set.map_or(Strategy::None, ticked)
            }
            _ => Strategy::None,
        })
    }

    fn decide(&self) -> Option<Result<Decided>> {
        let amount = self.typed_amount()?;
        Some(self.strategy().and_then(|strategy| decide(&self.standing.debits, amount, &strategy)))
    }

    /// What would be written now.
    fn op(&self) -> Result<TakePayment> {
        let amount =
            self.typed_amount().ok_or_else(|| Error::invalid("amount", "a payment is of an amount above zero"))?;
        let received = self.received.value()?.ok_or_else(|| Error::invalid("date", "a date is needed"))?;
        let decided = decide(&self.standing.debits, amount, &self.strategy()?).map_err(at_grid)?;
        if self.apply.value() == Some("exact") && decided.applied.allocations.is_empty() {
            let hint = "choose oldest first, by hand, or leave on account";
            return Err(Error::refused("no_exact_match", exact_words(self)).at_field("apply").hint(hint));
        }
        let part = PaymentPart {
            account: self.standing.account.id,
            amount,
            allocations: decided.applied.allocations,
            discounts: Vec::new(),
        };
        let (method, reference) =
            (self.method.value().unwrap_or_default().to_string(), self.number.value().to_string());
        Ok(TakePayment { received, method, reference, memo: String::new(), parts: vec![part] })
    }

    /// What the money does to the latest promise that it could keep.
    fn promise_words(&self, op: &TakePayment) -> Option<String> {
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

/// What the search for an exact match found.
fn exact_words(form: &PaymentForm) -> String {
    match &form.found {
        Exact::Several(sets) => format!("{} sets of invoices make it up: choose which", sets.len()),
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
        ]
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.standing = standing(self.standing.account.id, cx)?;
        self.receipts = cx.book.receipts_of(self.standing.account.id, cx.today)?;
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
        self.offer_sets();
        let by_hand = self.apply.value() == Some("hand");
        self.grid.slot.stop = by_hand;
        self.decided = self.decide();
        let applied = self.decided.as_ref().and_then(|decided| decided.as_ref().ok());
        let allocations = applied.map(|decided| decided.applied.allocations.clone()).unwrap_or_default();
        self.grid.show(&allocations);
        self.warning = duplicate(self, cx).unwrap_or_default();
    }

    fn preview(&self, width: u16) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        match &self.decided {
            Some(Ok(decided)) => {
                let words = exact_words(self);
                let open_question = self.apply.value() == Some("exact") && self.which.value().is_none();
                if open_question && !words.is_empty() {
                    lines.push(Line::from(look::span(format!("  {words}"), self.look.plain())));
                }
                lines.push(balance_line(self, decided.applied.left));
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
        if let Ok(after) = self.standing.figures.net.minus(part.amount) {
            parts.push(format!("balance after {}", self.look.figure(after)));
        }
        parts.extend(self.promise_words(&op));
        format!("{}.", parts.join("; "))
    }

    fn submit(&mut self, cx: &mut Cx, stamp: &Stamp) -> Result<String> {
        let op = self.op()?;
        cx.book.perform(&op, stamp).map_err(at_grid)?;
        let amount = op.parts.first().map(|part| self.look.figure(part.amount)).unwrap_or_default();
        Ok(format!("Payment of {amount} taken from {}", self.standing.account.name()))
    }
}

/// `Left on account  0.00    Balance after  0.00`
fn balance_line(form: &PaymentForm, left: Money) -> Line<'static> {
    let look = form.look;
    let amount = form.typed_amount().unwrap_or(left);
    let after = form.standing.figures.net.minus(amount).map(|after| look.figure(after)).unwrap_or_default();
    Line::from(vec![
        look::span("  Left on account  ", look.dim()),
        look::span(look.figure(left), look.plain()),
        look::span("    Balance after  ", look.dim()),
        look::span(after, look.plain()),
    ])
}

/// Says when this payment looks like one that is in the book already.
fn duplicate(form: &PaymentForm, cx: &Cx) -> Option<String> {
    let (amount, received) = (form.typed_amount()?, form.received.value().ok()??);
    let found = cx.book.probable_duplicate(form.standing.account.id, amount, form.number.value(), received).ok()??;
    let reference = if found.reference.is_empty() { String::new() } else { format!(" {}", found.reference) };
    let (amount, day) = (form.look.figure(found.amount), short(found.date, form.today));
    Some(format!("⚠ perhaps twice: {}{reference} of {amount} came on {day}", found.method))
}

fn suggestion(debit: &OpenDebit, look: Look) -> list::Line {
    let text = look.figure(debit.open);
    list::Line { label: text.clone(), detail: debit.number.clone(), text }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{app, app_on, holloway, invoice};
    use super::*;
    use crate::domain::item::samples::{day, usd};
    use crate::tui::app::Status;

    #[test]
    fn a_check_for_a_known_invoice_takes_the_keys_of_its_budget() {
        let mut app = app_on(holloway(), Some(DebitId(1)));
        app.press("p⏎15588⏎⏎⏎⏎").unwrap();
        assert_eq!(app.status(), Some(&Status::Saved("Payment of 828.20 taken from Holloway Fabrication".to_string())));
        let credits = app.cx.book.credits_of(AccountId(1)).unwrap();
        let payment = credits.first().unwrap();
        assert_eq!(
            (payment.amount, payment.reference.as_str(), payment.method.as_str()),
            (usd("828.20"), "5588", "check")
        );
        assert_eq!(standing(AccountId(1), &app.cx).unwrap().figures.net, usd("412.30"));
    }

    #[test]
    fn enter_on_save_twice_posts_once() {
        let mut app = app_on(holloway(), Some(DebitId(1)));
        app.press("p⏎15588⏎⏎⏎⏎⏎⏎").unwrap();
        assert_eq!(app.cx.book.credits_of(AccountId(1)).unwrap().len(), 1);
    }

    #[test]
    fn a_sum_of_two_invoices_is_found_and_its_effect_is_said() {
        let mut app = app();
        app.press("p1200+40.50").unwrap();
        let screen = app.screen(120, 40);
        for part in ["= 1,240.50", "closes", "Applies 1,240.50 to 2 invoices; balance after 0.00", "stays broken"] {
            assert!(screen.contains(part), "{part} is not in\n{screen}");
        }
    }

    #[test]
    fn an_inexact_amount_is_never_applied_by_itself() {
        let mut app = app();
        app.press("p900").unwrap();
        assert!(app.screen(120, 40).contains("Leaves 900.00 on account"));
        app.press("⏎1⏎⏎1<c-s>").unwrap();
        assert!(
            matches!(app.status(), Some(Status::Trouble(text)) if text.contains("nearest is 1043")),
            "{:?}",
            app.status()
        );
        app.press("2<c-s>").unwrap();
        let standing = standing(AccountId(1), &app.cx).unwrap();
        assert_eq!(standing.debits.iter().map(|debit| debit.open).collect::<Vec<_>>(), [usd("340.50")]);
    }

    #[test]
    fn by_hand_the_grid_is_a_stop_and_takes_ticks_and_amounts() {
        let mut app = app();
        app.press("p500⏎1⏎⏎3100<down> ").unwrap();
        let screen = app.screen(120, 40);
        assert!(screen.contains("applies 100.00") && screen.contains("applies 400.00"), "{screen}");
        app.press("<c-s>").unwrap();
        assert_eq!(
            standing(AccountId(1), &app.cx).unwrap().debits.iter().map(|debit| debit.open).collect::<Vec<_>>(),
            [usd("728.20"), usd("12.30")]
        );
    }

    #[test]
    fn too_much_by_hand_is_refused_beside_the_grid() {
        let mut app = app();
        app.press("p500⏎1⏎⏎3600<c-s>").unwrap();
        assert!(
            matches!(app.status(), Some(Status::Trouble(text)) if text.contains("more than")),
            "{:?}",
            app.status()
        );
        assert!(app.cx.book.credits_of(AccountId(1)).unwrap().is_empty());
    }

    #[test]
    fn several_exact_sets_are_all_offered() {
        let mut cx = holloway();
        invoice(&mut cx, "1102", "412.30", day("2026-11-06"));
        let mut app = app_on(cx, None);
        app.press("p412.30").unwrap();
        let screen = app.screen(120, 40);
        assert!(screen.contains("1 1101") && screen.contains("2 1102"), "{screen}");
        app.press("⏎1⏎⏎⏎2<c-s>").unwrap();
        let open = standing(AccountId(1), &app.cx).unwrap().debits;
        assert!(open.iter().all(|debit| debit.number != "1102"));
    }

    #[test]
    fn the_same_check_twice_is_warned_of() {
        let mut app = app();
        app.press("p828.20⏎15588<c-s>p828.20⏎15588").unwrap();
        let screen = app.screen(120, 40);
        assert!(screen.contains("⚠ perhaps twice"), "{screen}");
    }

    #[test]
    fn a_payment_made_at_the_other_desk_meanwhile_shows_before_it_is_saved() {
        let mut app = app_on(holloway(), Some(DebitId(1)));
        app.press("p⏎1").unwrap();
        let allocations = vec![(DebitId(1), usd("828.20"))];
        let part = PaymentPart { account: AccountId(1), amount: usd("828.20"), allocations, discounts: Vec::new() };
        let op = TakePayment {
            received: day("2026-11-21"),
            method: "check".into(),
            reference: "1".into(),
            memo: String::new(),
            parts: vec![part],
        };
        super::super::samples::perform(&mut app.cx, &op);
        app.press("<c-s>").unwrap();
        assert_eq!(app.cx.book.credits_of(AccountId(1)).unwrap().len(), 1, "{:?}", app.status());
    }

    #[test]
    fn the_payment_form_at_three_sizes() {
        let mut app = app();
        app.press("p1200+40.50⏎15588").unwrap();
        insta::assert_snapshot!("payment_120x40", app.screen(120, 40));
        insta::assert_snapshot!("payment_80x24", app.screen(80, 24));
        insta::assert_snapshot!("payment_60x20", app.screen(60, 20));
    }
}
