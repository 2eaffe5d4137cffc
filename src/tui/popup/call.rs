//! Log a call, letter, e-mail or visit: what came of it, with the promise or dispute and the next follow-up, in one entry.

use ratatui::text::Line;

use super::super::cx::Cx;
use super::super::field::amount::AmountField;
use super::super::field::choice::{Choice, ChoiceField};
use super::super::field::date::DateField;
use super::super::field::list;
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::super::form::Form;
use super::super::look::Look;
use super::Seed;
use crate::book::{Contact, Settings, Stamp, Standing};
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, Moment, spoken};
use crate::domain::communication::{Channel, Direction, DisputeReason, HoldKind, Outcome};
use crate::domain::dates::{DayMonth, Facing};
use crate::domain::ids::{AccountId, DebitId};
use crate::domain::item::OpenDebit;
use crate::domain::money::Money;
use crate::error::{Error, Result};
use crate::ops::log_contact::{LogContact, finished_by, follow_up_after};
use crate::ops::open_dispute::Disputed;
use crate::ops::promise_payment::{self, Promised};

pub const NAME: &str = "call";

pub struct CallForm {
    standing: Standing,
    settings: Settings,
    contacts: Vec<Contact>,
    /// The invoice by which the account was found.
    debit: Option<DebitId>,
    opened: Moment,
    today: Date,
    look: Look,
    outcome: ChoiceField,
    contact: TextField,
    amount: AmountField,
    by: DateField,
    invoice: TextField,
    disputed: AmountField,
    reason: ChoiceField,
    hold: ChoiceField,
    follow_up: DateField,
    note: TextField,
    channel: ChoiceField,
    direction: ChoiceField,
}

/// For `FORMS`.
pub fn make(seed: Seed, cx: &Cx) -> Result<Box<dyn Form>> {
    let standing = standing(seed.account, cx)?;
    let contacts = cx.book.contacts_of(seed.account)?;
    let order = if cx.settings.day_first { DayMonth::DayFirst } else { DayMonth::MonthFirst };
    let (currency, look, today) = (standing.account.currency, cx.look, cx.today);
    let date = |slot| DateField::new(slot, today, Facing::Forward, order);
    let choice = |slot, words: Vec<(&'static str, &str)>| {
        ChoiceField::new(slot, words.into_iter().map(|(word, label)| Choice::new(word, label)).collect())
    };
    let hidden = |name, label| Slot::new(name, label).hidden();
    let mut form = CallForm {
        settings: cx.settings.clone(),
        debit: seed.debit,
        opened: cx.now(),
        today,
        look,
        outcome: choice(
            Slot::new("outcome", "Outcome"),
            Outcome::ALL.iter().map(|one| (one.word(), label(*one))).collect(),
        ),
        contact: TextField::new(Slot::new("contact", "Spoke to").no_stop()).listing("contacts"),
        amount: AmountField::new(hidden("amount", "Amount"), currency, look),
        by: date(hidden("by", "By")),
        invoice: TextField::new(hidden("invoice", "Invoice")).listing("invoices"),
        disputed: AmountField::new(hidden("disputed", "Disputed"), currency, look),
        reason: choice(
            hidden("reason", "Reason"),
            DisputeReason::ALL.iter().map(|one| (one.word(), one.word())).collect(),
        ),
        hold: choice(hidden("hold", "Hold"), HoldKind::ALL.iter().map(|one| (one.word(), one.word())).collect()),
        follow_up: date(Slot::new("follow-up", "Follow up")),
        note: TextField::new(Slot::new("note", "Note")),
        channel: choice(
            Slot::new("channel", "Way").no_stop().beside(56),
            CHANNELS.iter().map(|one| (one.word(), one.word())).collect(),
        ),
        direction: choice(
            Slot::new("direction", "").no_stop().beside(16),
            Direction::ALL.iter().map(|one| (one.word(), one.word())).collect(),
        ),
        standing,
        contacts,
    };
    form.follow_up.required = false;
    form.channel.choose(Channel::Call.word());
    form.direction.choose(Direction::Out.word());
    Ok(Box::new(form))
}

const CHANNELS: [Channel; 5] = [Channel::Call, Channel::Email, Channel::Letter, Channel::Text, Channel::Visit];

fn standing(account: AccountId, cx: &Cx) -> Result<Standing> {
    cx.book.standing(account, &Aging { edges: cx.settings.edges, ..Aging::by_due(cx.today) })
}

/// One or two words for a numbered choice.
fn label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NoAnswer => "no answer",
        Outcome::WrongNumber => "wrong number",
        outcome => outcome.word(),
    }
}

impl CallForm {
    fn chosen(&self) -> Option<Outcome> {
        self.outcome.value().and_then(|word| word.parse().ok())
    }

    fn promised(&self) -> Result<Option<Promised>> {
        if self.chosen() != Some(Outcome::Promise) {
            return Ok(None);
        }
        let amount = self.amount.value()?.ok_or_else(|| Error::invalid("amount", "an amount is needed"))?;
        let by = self.by.value()?.ok_or_else(|| Error::invalid("by", "a date is needed"))?;
        if !amount.is_positive() {
            return Err(Error::invalid("amount", "a promise is of an amount above zero"));
        }
        let mut promised = Promised::new(amount, by, &self.settings);
        promised.covers = self.hit().map(|debit| debit.id).into_iter().collect();
        Ok(Some(promised))
    }

    /// The invoice that the promise is about: the one by which the account was found, while the amount fits it.
    fn hit(&self) -> Option<&OpenDebit> {
        let debit = self.standing.debits.iter().find(|debit| Some(debit.id) == self.debit)?;
        let amount = self.amount.value().ok().flatten()?;
        (amount.minor() <= debit.open.minor()).then_some(debit)
    }

    /// The invoice that is disputed, by its typed number.
    fn disputed_debit(&self) -> Result<&OpenDebit> {
        let number = self.invoice.value();
        let found = self.standing.debits.iter().find(|debit| debit.number.eq_ignore_ascii_case(number));
        found.ok_or_else(|| Error::invalid("invoice", "there is no open invoice of that number").hint("F4 lists them"))
    }

    fn dispute(&self) -> Result<Option<Disputed>> {
        if self.chosen() != Some(Outcome::Dispute) {
            return Ok(None);
        }
        let debit = self.disputed_debit()?;
        let amount = self.disputed.value()?.ok_or_else(|| Error::invalid("disputed", "an amount is needed"))?;
        let reason = self.reason.value().unwrap_or_default().parse()?;
        Ok(Some(Disputed {
            debit: debit.id,
            amount,
            reason,
            owner: String::new(),
            note: self.note.value().to_string(),
        }))
    }

    /// What would be written now.
    fn decided(&self, at: Moment) -> Result<LogContact> {
        let outcome = self.chosen().ok_or_else(|| Error::invalid("outcome", "choose: outcome"))?;
        let name = self.contact.value();
        let phone = self.contacts.iter().find(|contact| contact.name == name).map(|contact| contact.phone.clone());
        let hold = self.hold.value().filter(|_| outcome == Outcome::Hold);
        let follow_up = self.follow_up.value()?;
        Ok(LogContact {
            channel: self.channel.value().unwrap_or("call").parse()?,
            direction: self.direction.value().unwrap_or("out").parse()?,
            contact: name.to_string(),
            phone: phone.unwrap_or_default(),
            item: self.debit,
            note: self.note.value().to_string(),
            promise: self.promised()?,
            disputes: self.dispute()?.into_iter().collect(),
            hold: hold.map(|kind| kind.parse().map(|kind| (kind, self.note.value().to_string()))).transpose()?,
            follow_up: follow_up.map(|date| (date, self.note.value().to_string())),
            finished: finished_by(&self.standing, outcome, at.date(), follow_up.is_some()),
            ..LogContact::new(self.standing.account.id, at, outcome)
        })
    }

    fn show_fields(&mut self, outcome: Option<Outcome>) {
        let promise = outcome == Some(Outcome::Promise);
        let dispute = outcome == Some(Outcome::Dispute);
        self.amount.slot.shown = promise;
        self.by.slot.shown = promise;
        self.invoice.slot.shown = dispute;
        self.disputed.slot.shown = dispute;
        self.reason.slot.shown = dispute;
        self.hold.slot.shown = outcome == Some(Outcome::Hold);
        self.follow_up.slot.shown = outcome.is_some() && outcome != Some(Outcome::Note);
        self.follow_up.required = outcome == Some(Outcome::Callback);
    }

    fn default_promise(&mut self) {
        let (amount, by) = promise_payment::decide(&self.standing, self.today);
        let hit = self.standing.debits.iter().find(|debit| Some(debit.id) == self.debit);
        let asked = hit.and_then(|debit| debit.open.minus(debit.disputed).ok()).unwrap_or(amount);
        self.amount.default = Some(asked).filter(|amount| amount.is_positive());
        self.amount.base = self.amount.default;
        self.amount.suggestions = suggestions(&self.standing, self.look);
        self.by.default = Some(by);
        self.by.warning = warning(&self.standing);
    }

    fn default_dispute(&mut self) {
        let debits = &self.standing.debits;
        let first = debits.iter().find(|debit| Some(debit.id) == self.debit).or(debits.first());
        self.invoice.default = first.map(|debit| debit.number.clone()).unwrap_or_default();
        self.invoice.suggestions = debits.iter().map(|debit| line_of(debit, self.look)).collect();
        let left = self.disputed_debit().ok().and_then(|debit| debit.open.minus(debit.disputed).ok());
        self.disputed.default = left.filter(|left| left.is_positive());
        self.disputed.base = self.disputed.default;
    }

    fn default_follow_up(&mut self, cx: &Cx) {
        // Asked of what would be written, with no follow-up of its own: the outcome decides.
        let at = cx.now();
        self.follow_up.default = self.chosen().and_then(|outcome| match self.decided(at) {
            Ok(op) => follow_up_after(outcome, &op, &self.settings),
            Err(_) => outcome.follow_up(at.date(), &self.settings.calendar()),
        });
        if self.chosen() == Some(Outcome::Callback) {
            self.follow_up.default = Some(self.settings.calendar().next(self.today));
        }
    }
}

impl Form for CallForm {
    fn name(&self) -> &'static str {
        NAME
    }

    fn account(&self) -> AccountId {
        self.standing.account.id
    }

    fn title(&self) -> String {
        let way = self.channel.value().unwrap_or("call").to_uppercase();
        format!("{way} with {}", self.standing.account.name())
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![
            &mut self.outcome,
            &mut self.contact,
            &mut self.amount,
            &mut self.by,
            &mut self.invoice,
            &mut self.disputed,
            &mut self.reason,
            &mut self.hold,
            &mut self.follow_up,
            &mut self.note,
            &mut self.channel,
            &mut self.direction,
        ]
    }

    fn load(&mut self, cx: &mut Cx) -> Result<()> {
        self.standing = standing(self.standing.account.id, cx)?;
        self.contacts = cx.book.contacts_of(self.standing.account.id)?;
        self.settings = cx.settings.clone();
        self.today = cx.today;
        for date in [&mut self.by, &mut self.follow_up] {
            date.today = cx.today;
        }
        self.contact.default = self.contacts.first().map(|contact| contact.name.clone()).unwrap_or_default();
        self.contact.suggestions = self.contacts.iter().map(person).collect();
        Ok(())
    }

    fn changed(&mut self, cx: &Cx) {
        self.show_fields(self.chosen());
        self.default_promise();
        self.default_dispute();
        self.default_follow_up(cx);
        let spoken_to = self.contacts.iter().find(|contact| contact.name == self.contact.value());
        self.contact.echo = spoken_to.map(|contact| contact.phone.clone()).unwrap_or_default();
    }

    fn preview(&self, _width: u16) -> Vec<Line<'static>> {
        Vec::new()
    }

    fn consequence(&self) -> String {
        let Some(outcome) = self.chosen() else { return String::new() };
        let Ok(op) = self.decided(self.opened) else { return String::new() };
        let mut parts = vec![match (&op.promise, op.disputes.first()) {
            (Some(promise), _) => {
                let by = spoken(promise.due, self.today);
                format!("Promise of {} by {by}; reminders pause", self.look.figure(promise.amount))
            }
            (_, Some(dispute)) => format!("Disputes {}; the rest is still chased", self.look.figure(dispute.amount)),
            _ => capital(outcome.meaning()),
        }];
        if op.hold.is_some() {
            parts.push("not chased from now on".to_string());
        }
        if outcome == Outcome::Plan {
            parts.push("F7 makes the plan itself".to_string());
        }
        if let Some((date, _)) = op.follow_up {
            parts.push(format!("follow up {}", spoken(date, self.today)));
        }
        format!("{}.", parts.join("; "))
    }

    fn submit(&mut self, cx: &mut Cx, stamp: &Stamp) -> Result<String> {
        let op = self.decided(cx.now())?;
        cx.book.perform(&op, stamp)?;
        Ok(format!("{} logged for {}", capital(op.channel.word()), self.standing.account.name()))
    }

    fn corner(&self, cx: &Cx) -> String {
        let seconds = (cx.now() - self.opened).num_seconds().clamp(0, 359_999);
        format!("{:02}:{:02}", seconds / 60, seconds % 60)
    }
}

/// How this account kept its word, where that is worth a warning.
fn warning(standing: &Standing) -> String {
    let record = &standing.record;
    let Some((kept, of)) = record.kept_rate_by_count() else { return String::new() };
    match record.usual_days_late {
        Some(days) if days > 0 => {
            format!("⚠ kept {kept} of {of}, usually {days} {} late", if days == 1 { "day" } else { "days" })
        }
        _ if kept < of => format!("⚠ kept {kept} of {of}"),
        _ => String::new(),
    }
}

fn suggestions(standing: &Standing, look: Look) -> Vec<list::Line> {
    let figures = &standing.figures;
    let sums: [(&str, Money); 3] = [
        ("collectable and past due", figures.collectable_past_due),
        ("collectable", figures.collectable),
        ("everything open", figures.open),
    ];
    let line = |(detail, amount): (&str, Money)| {
        let text = look.figure(amount);
        list::Line { label: text.clone(), detail: detail.to_string(), text }
    };
    let debits = standing.debits.iter().map(|debit| {
        let text = look.figure(debit.open);
        list::Line { label: text.clone(), detail: debit.number.clone(), text }
    });
    let mut sums: Vec<_> = sums.into_iter().filter(|(_, amount)| amount.is_positive()).collect();
    sums.dedup_by_key(|(_, amount)| amount.minor());
    sums.into_iter().map(line).chain(debits).collect()
}

fn line_of(debit: &OpenDebit, look: Look) -> list::Line {
    list::Line { label: debit.number.clone(), detail: look.figure(debit.open), text: debit.number.clone() }
}

fn person(contact: &Contact) -> list::Line {
    let detail = [contact.role.as_str(), contact.phone.as_str()].join("  ").trim().to_string();
    list::Line { label: contact.name.clone(), detail, text: contact.name.clone() }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{app, app_on, holloway};
    use super::*;
    use crate::domain::item::samples::{day, usd};
    use crate::domain::promise::PromiseState;
    use crate::tui::app::Status;

    #[test]
    fn a_promise_takes_the_keys_of_its_budget() {
        let mut app = app();
        app.press("c3⏎th⏎⏎⏎⏎").unwrap();
        assert_eq!(app.status(), Some(&Status::Saved("Call logged for Holloway Fabrication".to_string())));
        let standing = standing(AccountId(1), &app.cx).unwrap();
        let (promise, settled) = standing.promises.last().unwrap();
        assert_eq!((promise.amount, promise.due), (usd("1240.50"), day("2026-11-26")));
        assert_eq!(settled.state, PromiseState::Open);
        assert_eq!(standing.follow_ups.first().unwrap().due, day("2026-11-27"));
    }

    #[test]
    fn the_defaults_of_a_promise_are_what_is_past_due_by_next_friday() {
        let mut app = app();
        app.press("c3<c-s>").unwrap();
        let standing = standing(AccountId(1), &app.cx).unwrap();
        let (promise, _) = standing.promises.last().unwrap();
        assert_eq!((promise.amount, promise.due), (usd("1240.50"), day("2026-11-27")));
        assert_eq!(standing.follow_ups.first().unwrap().due, day("2026-11-30"));
    }

    #[test]
    fn no_answer_is_followed_up_after_two_business_days() {
        let mut app = app();
        app.press("c1<c-s>").unwrap();
        let calls = app.cx.book.communications_of(AccountId(1)).unwrap();
        assert_eq!(calls.first().unwrap().outcome, Outcome::NoAnswer);
        assert_eq!(standing(AccountId(1), &app.cx).unwrap().follow_ups.first().unwrap().due, day("2026-11-24"));
    }

    #[test]
    fn a_hit_by_invoice_preselects_it_and_its_open_amount() {
        let mut app = app_on(holloway(), Some(DebitId(2)));
        app.press("c3<c-s>").unwrap();
        let standing = standing(AccountId(1), &app.cx).unwrap();
        let (promise, _) = standing.promises.last().unwrap();
        assert_eq!((promise.amount, promise.covers.as_slice()), (usd("412.30"), &[DebitId(2)][..]));
    }

    #[test]
    fn a_dispute_names_its_invoice_amount_and_reason() {
        let mut app = app();
        app.press("c41101⏎80⏎3⏎short by two<c-s>").unwrap();
        let standing = standing(AccountId(1), &app.cx).unwrap();
        let dispute = standing.disputes.first().unwrap();
        assert_eq!((dispute.debit, dispute.amount, dispute.reason), (DebitId(2), usd("80.00"), DisputeReason::Damaged));
        assert_eq!(standing.figures.disputed, usd("80.00"));
    }

    #[test]
    fn nothing_is_saved_without_an_outcome_and_the_focus_goes_there() {
        let mut app = app();
        app.press("c<down><down>gone<c-s>").unwrap();
        assert!(matches!(app.status(), Some(Status::Trouble(text)) if text.contains("choose: outcome")));
        app.press("1<c-s>").unwrap();
        let calls = app.cx.book.communications_of(AccountId(1)).unwrap();
        assert_eq!(calls.len(), 1);
        assert_eq!(calls.first().unwrap().note, "gone");
    }

    #[test]
    fn the_call_form_at_three_sizes() {
        let mut app = app();
        app.press("c3⏎th").unwrap();
        insta::assert_snapshot!("call_120x40", app.screen(120, 40));
        insta::assert_snapshot!("call_80x24", app.screen(80, 24));
        insta::assert_snapshot!("call_60x20", app.screen(60, 20));
    }
}
