//! Why an account is to be called, in words and points. Some reasons ask for a call by themselves; the others say how
//! urgent it is.

use super::Usual;
use super::facts::Facts;
use crate::book::Book;
use crate::domain::calendar::{Date, days_past, plus_days, short};
use crate::domain::ids::EntryId;
use crate::domain::money::Money;
use crate::domain::plan::PlanState;
use crate::domain::promise::PromiseState;
use crate::domain::text::clean;
use crate::error::Result;

/// Why an account is on the list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reason {
    /// By themselves: pinned, follow_up_due, promise_broken, promise_partial, instalment_missed; newly_past_due,
    /// never_contacted and over_credit_limit where nothing is agreed. Beside one of these: callback, days_past_due,
    /// amount, to_send, picks_up.
    pub code: &'static str,
    pub text: String,
    pub points: u32,
}

impl Reason {
    fn of(code: &'static str, text: impl Into<String>, points: u32) -> Reason {
        Reason { code, text: text.into(), points }
    }
}

/// More than all other reasons together can bring.
const PINNED: u32 = 300;
const BROKEN: u32 = 40;
const MISSED: u32 = 35;
const PARTIAL: u32 = 30;
const FOLLOW_UP: u32 = 30;
/// The customer said when.
const CALLBACK: u32 = 10;
/// A follow-up gains a point for each day that it waits, up to this many.
const MOST_FOR_WAITING: i64 = 10;
/// One point for each five days that the oldest invoice is late, up to this many.
const MOST_FOR_AGE: i64 = 20;
const DAYS_FOR_A_POINT: i64 = 5;
/// Points for each time that what is past due is twice as much as usual in this shop, up to five times.
const FOR_TWICE: u32 = 3;
const MOST_TWICE: u32 = 5;
/// Late for the first time in its bucket, and nobody spoke to them since: a word now saves a worse one later.
const NEW: u32 = 10;
const UNSPOKEN: u32 = 10;
const OVER_LIMIT: u32 = 10;
/// They wait for something that was promised to them.
const TO_SEND: u32 = 5;
/// A call that is likely to be answered.
const PICKS_UP: u32 = 3;

/// An account is new in a bucket for a week; after that the oldest invoice's age says it.
pub const NEW_DAYS: i64 = 7;
/// Over its limit is said again after so many days without a contact.
const QUIET_DAYS: i64 = 7;

impl Book {
    /// The reasons that ask for a call whatever was agreed since.
    pub(super) fn reasons_to_call(&self, facts: &Facts) -> Result<Vec<Reason>> {
        let mut reasons: Vec<Reason> = facts.pinned().into_iter().chain(facts.follow_up_due()).collect();
        if facts.standing.figures.collectable.is_positive() {
            reasons.extend(self.missed_promise(facts)?);
        }
        // What a late plan covers is not collectable otherwise, but its arrears are asked for.
        reasons.extend(self.missed_instalment(facts)?);
        Ok(reasons)
    }

    /// The newest promise that was not kept, unless the account was contacted or promised anew since. A promise that a
    /// bounce broke was missed on the day of the bounce.
    fn missed_promise(&self, facts: &Facts) -> Result<Option<Reason>> {
        let (standing, today) = (facts.standing, facts.today);
        let missed = |state| matches!(state, PromiseState::Broken | PromiseState::Partial);
        let Some((promise, settled)) = standing.promises.iter().rev().find(|(_, settled)| missed(settled.state)) else {
            return Ok(None);
        };
        let bounced = self.bounced(standing.account.id, (promise.made, promise.last_day), today)?;
        let over = (promise.last_day, EntryId(i64::MAX));
        let since = bounced.map_or(over, |bounced| bounced.max(over));
        let promised_since = standing.promises.iter().any(|(other, _)| (other.made, other.entry) > since);
        let planned_since = standing.plans.iter().any(|(plan, _)| plan.made > since.0);
        if facts.contact.is_some_and(|contact| contact.event() > since) || promised_since || planned_since {
            return Ok(None);
        }
        let written = |amount: Money| amount.display(facts.settings.decimal_mark);
        let (amount, when) = (written(promise.amount), near(promise.last_day, today));
        Ok(Some(match (settled.state, bounced.filter(|bounced| *bounced > over)) {
            (PromiseState::Partial, _) => {
                let came = written(settled.counted);
                let text = format!("promise of {amount} kept in part, {came} came, over {when}");
                Reason::of("promise_partial", text, PARTIAL)
            }
            (_, Some((on, _))) => Reason::of(
                "promise_broken",
                format!("promise of {amount} broken by a bounce {}", near(on, today)),
                BROKEN,
            ),
            (_, None) => Reason::of("promise_broken", format!("promise of {amount} broken {when}"), BROKEN),
        }))
    }

    fn missed_instalment(&self, facts: &Facts) -> Result<Option<Reason>> {
        let (standing, today) = (facts.standing, facts.today);
        let late = |state| matches!(state, PlanState::Late | PlanState::Broken);
        let Some((plan, adherence)) = standing.plans.iter().rev().find(|(_, adherence)| late(adherence.state)) else {
            return Ok(None);
        };
        let missed =
            adherence.instalments.iter().filter(|one| one.payable < today && one.paid.minor() < one.amount.minor());
        let Some(last) = missed.map(|one| one.payable).max() else { return Ok(None) };
        let over = (last, EntryId(i64::MAX));
        let bounced = self.bounced(standing.account.id, (plan.made, today), today)?;
        let since = bounced.map_or(over, |bounced| bounced.max(over));
        if facts.contact.is_some_and(|contact| contact.event() > since) {
            return Ok(None);
        }
        let (count, arrears) = (adherence.missed, adherence.arrears.display(facts.settings.decimal_mark));
        let what = if count == 1 { "1 instalment".to_string() } else { format!("{count} instalments") };
        let broken = if adherence.state == PlanState::Broken { ", the plan is broken" } else { "" };
        Ok(Some(Reason::of("instalment_missed", format!("{what} missed, {arrears} behind{broken}"), MISSED)))
    }
}

impl Facts<'_> {
    fn pinned(&self) -> Option<Reason> {
        let pin = self.pin.as_ref()?;
        Some(Reason::of("pinned", format!("pinned · {}", clean(&pin.reason)), PINNED))
    }

    fn follow_up_due(&self) -> Vec<Reason> {
        // The oldest stands for all: two on one account are still one call.
        let Some(due) = self.standing.follow_ups.iter().find(|one| one.due <= self.today) else { return Vec::new() };
        let late = days_past(self.today, due.due);
        let when = if late == 0 { String::new() } else { format!(" {}", near(due.due, self.today)) };
        let note = if due.note.is_empty() { String::new() } else { format!(" · {}", clean(&due.note)) };
        let points = FOLLOW_UP + points(late.min(MOST_FOR_WAITING));
        let mut reasons = vec![Reason::of("follow_up_due", format!("follow-up due{when}{note}"), points)];
        reasons.extend(self.minute.map(|minute| {
            let text = format!("asked to be called at {:02}:{:02}", minute / 60, minute % 60);
            Reason::of("callback", text, CALLBACK)
        }));
        reasons
    }

    /// What asks for a call where nothing else is agreed: being newly late, never spoken to, over the limit.
    pub(super) fn soft_reasons(&self) -> Vec<Reason> {
        let quiet = plus_days(self.today, -QUIET_DAYS);
        let left_alone = self.contact.is_none_or(|contact| contact.at.date() < quiet);
        if !self.standing.figures.collectable_past_due.is_positive() {
            return Vec::new();
        }
        let over = self.over_limit().filter(|_| left_alone);
        self.newly_late().into_iter().chain(self.unspoken()).chain(over).collect()
    }

    /// `newly past 60 days`
    fn newly_late(&self) -> Option<Reason> {
        let days = self.oldest_days();
        let edges = std::iter::once(0).chain(self.settings.edges.days().iter().map(|days| i64::from(*days)));
        let edge = edges.rev().find(|edge| days > *edge)?;
        let over = plus_days(self.today, edge + 1 - days);
        let spoken = self.contact.is_some_and(|contact| contact.at.date() >= over);
        let text = if edge == 0 { "newly past due".to_string() } else { format!("newly past {edge} days") };
        (days <= edge + NEW_DAYS && !spoken).then(|| Reason::of("newly_past_due", text, NEW))
    }

    fn unspoken(&self) -> Option<Reason> {
        (self.is_unspoken() && self.oldest_days() > 0).then(|| Reason::of("never_contacted", "never called", UNSPOKEN))
    }

    fn over_limit(&self) -> Option<Reason> {
        let limit = self.standing.account.details.credit_limit?;
        let over = self.standing.figures.net.minor() > limit.minor();
        let text = format!("over the limit of {}", limit.display(self.settings.decimal_mark));
        over.then(|| Reason::of("over_credit_limit", text, OVER_LIMIT))
    }

    /// How urgent a call is that is to be made for other reasons.
    pub(super) fn further_reasons(&self, said: &[Reason], usual: &Usual) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if said.is_empty() {
            return reasons;
        }
        let said = |code: &str| said.iter().any(|reason| reason.code == code);
        if !said("newly_past_due") {
            reasons.extend(self.age());
        }
        if !said("never_contacted") {
            reasons.extend(self.unspoken());
        }
        if !said("over_credit_limit") {
            reasons.extend(self.over_limit());
        }
        reasons.extend(self.amount(usual));
        reasons.extend(self.to_send());
        reasons
            .extend(self.picks_up.map(|part| Reason::of("picks_up", format!("picks up {}", part.plural()), PICKS_UP)));
        reasons
    }

    fn age(&self) -> Option<Reason> {
        let days = self.oldest_days();
        let points = points((days / DAYS_FOR_A_POINT).min(MOST_FOR_AGE));
        let text = if days == 1 { "1 day late".to_string() } else { format!("{days} days late") };
        (days > 0).then(|| Reason::of("days_past_due", text, points))
    }

    /// `to be sent: proof of delivery`
    fn to_send(&self) -> Option<Reason> {
        let first = self.standing.requests.first()?;
        let more = match self.standing.requests.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Some(Reason::of("to_send", format!("to be sent: {}{more}", clean(&first.described())), TO_SEND))
    }

    /// How often what is past due doubles the usual: 2, 4, 8, 16 or 32 times.
    fn amount(&self, usual: &Usual) -> Option<Reason> {
        let figures = &self.standing.figures;
        let usual = usual.iter().find(|(currency, usual)| *currency == figures.currency && *usual > 0)?.1;
        let times = figures.past_due.minor().max(0) / usual;
        let twice = times.checked_ilog2().unwrap_or(0).min(MOST_TWICE);
        let text = format!("{} times the usual balance", 1_i64 << twice);
        (twice > 0).then(|| Reason::of("amount", text, twice * FOR_TWICE))
    }
}

/// `yesterday`, `on 13 Nov`.
fn near(date: Date, today: Date) -> String {
    match days_past(today, date) {
        0 => "today".to_string(),
        1 => "yesterday".to_string(),
        _ => format!("on {}", short(date, today)),
    }
}

fn points(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(0)
}
