//! Why an account is not called although it is late: what was agreed with it, or what somebody said of it.

use super::facts::Facts;
use crate::domain::calendar::short;
use crate::domain::communication::HoldKind;
use crate::domain::plan::PlanState;
use crate::domain::promise::PromiseState;
use crate::domain::text::clean;

/// Why an account can wait.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Wait {
    /// snoozed, hold, plan_on_track, promise_open, follow_up_later, called_today.
    pub code: &'static str,
    pub text: String,
    /// True where not even a reason to call brings it back.
    #[serde(skip)]
    pub is_final: bool,
}

impl Wait {
    fn of(code: &'static str, text: String) -> Wait {
        Wait { code, text, is_final: false }
    }
}

impl Facts<'_> {
    /// Why the account would not be called for being late alone.
    pub(super) fn why_waiting(&self) -> Option<Wait> {
        self.snoozed().or_else(|| self.held()).or_else(|| self.planned()).or_else(|| self.promised()).or_else(|| {
            let next = self.standing.follow_ups.iter().find(|follow_up| follow_up.due > self.today)?;
            Some(Wait::of("follow_up_later", format!("follow-up {}", short(next.due, self.today))))
        })
    }

    /// A pin that came later than the snooze is the newer word.
    fn snoozed(&self) -> Option<Wait> {
        let snooze = self.snooze.as_ref()?;
        if self.pin.as_ref().is_some_and(|pin| pin.entry > snooze.entry) {
            return None;
        }
        let text = format!("snoozed until {} · {}", short(snooze.until, self.today), clean(&snooze.reason));
        Some(Wait { is_final: true, ..Wait::of("snoozed", text) })
    }

    fn held(&self) -> Option<Wait> {
        // A credit hold stops new sales, not the asking.
        let hold = self.standing.holds.iter().rev().find(|hold| hold.kind != HoldKind::Credit)?;
        Some(Wait::of("hold", format!("on hold, {}", hold.kind.word())))
    }

    fn planned(&self) -> Option<Wait> {
        let on_track = |state| state == PlanState::OnTrack;
        let (_, adherence) = self.standing.plans.iter().find(|(_, adherence)| on_track(adherence.state))?;
        let next = adherence.next.as_ref().map(|next| format!(", next {}", short(next.payable, self.today)));
        Some(Wait::of("plan_on_track", format!("plan on track{}", next.unwrap_or_default())))
    }

    fn promised(&self) -> Option<Wait> {
        let late = || self.standing.debits.iter().filter(|debit| debit.due < self.today);
        let (facts, _) = self.standing.promises.iter().rev().find(|(facts, settled)| {
            settled.state == PromiseState::Open
                && (facts.covers.is_empty() || late().all(|debit| facts.covers.contains(&debit.id)))
        })?;
        let amount = facts.amount.display(self.settings.decimal_mark);
        Some(Wait::of("promise_open", format!("promise of {amount} by {}", short(facts.due, self.today))))
    }

    /// `called today at 10:12, left a voicemail`
    pub(super) fn said_called(&self) -> Option<Wait> {
        let contact = self.contact.filter(|contact| contact.at.date() == self.today)?;
        let time = contact.at.format("%H:%M");
        let at = if contact.at.time() == chrono::NaiveTime::MIN { String::new() } else { format!(" at {time}") };
        Some(Wait::of("called_today", format!("called today{at}, {}", contact.outcome.meaning())))
    }
}
