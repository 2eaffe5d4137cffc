//! Today: whom to call next, and the reason for each, found by what is due and not by visiting every account. Every point
//! of a score belongs to a reason, so that the list explains itself.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};

use super::perform::day;
use super::{Book, Settings, Standing};
use crate::domain::adherence::PlanState;
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, days_past, from_day_number, short};
use crate::domain::ids::{AccountId, EntryId};
use crate::domain::money::Money;
use crate::domain::promise::PromiseState;
use crate::domain::text::clean;
use crate::error::Result;

/// An account to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub account: AccountId,
    pub name: String,
    pub code: String,
    /// Most points first.
    pub reasons: Vec<Reason>,
    pub score: u32,
    pub past_due: Money,
    pub oldest_days: i64,
    /// Why it can wait: `plan on track, next 30 Nov`.
    pub waiting: Option<String>,
}

/// Why an account is on the list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reason {
    /// follow_up_due, promise_broken, promise_partial, instalment_missed; beside one of these: days_past_due. Alone:
    /// newly_past_due.
    pub code: &'static str,
    pub text: String,
    pub points: u32,
}

const BROKEN: u32 = 40;
const MISSED: u32 = 35;
const PARTIAL: u32 = 30;
const FOLLOW_UP: u32 = 30;
/// A follow-up gains a point for each day that it waits, up to this many.
const MOST_FOR_WAITING: i64 = 10;
/// One point for each five days that the oldest invoice is late, up to this many.
const MOST_FOR_AGE: i64 = 20;
const DAYS_FOR_A_POINT: i64 = 5;

/// Late for the first time in its bucket, and nobody spoke to them: a word now saves a worse one later.
const NEW: u32 = 10;
/// An account is new in a bucket for a week; after that the oldest invoice's age says it.
const NEW_DAYS: i64 = 7;
/// A day's list: the largest of those that are newly late, and of those that wait.
const MOST_NEW: i64 = 50;
const MOST_WAITING: usize = 100;

/// Something that happened to an account, and the entry that said so.
type Event = (Date, EntryId);

/// Promises over and not ended, of accounts with something open that nobody contacted since; a payment that bounced
/// later may have broken one after that.
pub(super) const PROMISES: &str = "SELECT p.account FROM promise p WHERE p.last_day < ?1 AND p.live = 1
    AND NOT EXISTS (SELECT 1 FROM promise_end WHERE promise = p.id AND live = 1)
    AND EXISTS (SELECT 1 FROM debit WHERE account = p.account AND open > 0)
    AND (NOT EXISTS (SELECT 1 FROM communication WHERE account = p.account AND at >= (p.last_day + 1) * 86400
        AND at < (?1 + 1) * 86400 AND live = 1 AND channel <> 'note' AND outcome <> 'note')
        OR EXISTS (SELECT 1 FROM credit WHERE account = p.account AND live = 1 AND reversed_on > p.last_day
            AND reversed_on <= ?1 AND date BETWEEN p.made AND p.last_day))";

/// Plans in force with something left to pay and an instalment that fell due.
pub(super) const PLANS: &str = "SELECT p.account FROM plan p WHERE p.live = 1
    AND NOT EXISTS (SELECT 1 FROM plan_end WHERE plan = p.id AND live = 1)
    AND EXISTS (SELECT 1 FROM plan_instalment WHERE plan = p.id AND payable < ?1)
    AND EXISTS (SELECT 1 FROM plan_debit c JOIN debit d ON d.id = c.debit WHERE c.plan = p.id AND d.open > 0)";

pub(super) const LAST_CONTACT: &str =
    "SELECT at / 86400, entry FROM communication WHERE account = ?1 AND at < (?2 + 1) * 86400
    AND live = 1 AND channel <> 'note' AND outcome <> 'note' ORDER BY at DESC LIMIT 1";

/// The last payment received in a span of days that bounced, and when.
pub(super) const BOUNCED: &str =
    "SELECT r.date, r.entry FROM credit c JOIN credit_reversal r ON r.credit = c.id AND r.live = 1
    WHERE c.account = ?1 AND c.live = 1 AND c.kind = 'payment' AND c.date BETWEEN ?2 AND ?3 AND r.date <= ?4
    ORDER BY r.date DESC, r.entry DESC LIMIT 1";

/// Accounts whose oldest open debit went over an edge within the last days and that nobody ever contacted, largest first.
/// It reads the index of what is open, never the accounts.
pub(super) const NEWLY_LATE: &str = "SELECT account FROM (SELECT account, MIN(due) AS oldest, SUM(open) AS owed FROM debit
        WHERE open > 0 AND due < ?1 GROUP BY account) late
    WHERE EXISTS (SELECT 1 FROM json_each(?2) edge WHERE ?1 - oldest BETWEEN edge.value + 1 AND edge.value + ?3)
    AND NOT EXISTS (SELECT 1 FROM communication WHERE account = late.account AND live = 1 AND channel <> 'note' AND outcome <> 'note')
    ORDER BY owed DESC, account LIMIT ?4";

/// What may keep an account from being called: a promise that is not over, a plan, a hold.
pub(super) const WAITING: &str = "SELECT p.account FROM promise p WHERE p.last_day >= ?1 AND p.live = 1
        AND NOT EXISTS (SELECT 1 FROM promise_end WHERE promise = p.id AND live = 1)
    UNION SELECT p.account FROM plan p WHERE p.live = 1 AND NOT EXISTS (SELECT 1 FROM plan_end WHERE plan = p.id AND live = 1)
        AND EXISTS (SELECT 1 FROM plan_debit c JOIN debit d ON d.id = c.debit WHERE c.plan = p.id AND d.open > 0)
    UNION SELECT h.account FROM hold h WHERE h.live = 1 AND NOT EXISTS (SELECT 1 FROM hold_end WHERE hold = h.id AND live = 1)";

impl Book {
    /// The accounts to call, most points first, then by what is past due.
    pub fn today(&self, today: Date) -> Result<Vec<Row>> {
        let settings = self.settings()?;
        let how = Aging { edges: settings.edges, ..Aging::by_due(today) };
        let mut rows = Vec::new();
        for account in self.candidates(today, &settings)? {
            let standing = self.standing(account, &how)?;
            let reasons = self.reasons(&standing, today, &settings)?;
            if !reasons.is_empty() {
                rows.push(row(&standing, reasons, today, &settings));
            }
        }
        rows.sort_by_cached_key(|row| (Reverse((row.score, row.past_due.to_decimal())), row.code.clone()));
        Ok(rows)
    }

    /// Accounts that are late and not called, because something is agreed or they are on hold; largest first. One that
    /// has a reason to be called all the same is in `today`.
    pub fn waiting(&self, today: Date) -> Result<Vec<Row>> {
        let settings = self.settings()?;
        let how = Aging { edges: settings.edges, ..Aging::by_due(today) };
        let mut statement = self.conn.prepare_cached(WAITING)?;
        let accounts: BTreeSet<AccountId> =
            statement.query_map([day(today)], |row| Ok(AccountId(row.get(0)?)))?.collect::<rusqlite::Result<_>>()?;
        let mut rows = Vec::new();
        for account in accounts.into_iter().take(MOST_WAITING) {
            let standing = self.standing(account, &how)?;
            let row = row(&standing, self.reasons(&standing, today, &settings)?, today, &settings);
            if row.waiting.is_some() && row.reasons.is_empty() && row.past_due.is_positive() {
                rows.push(row);
            }
        }
        rows.sort_by_cached_key(|row| (Reverse(row.past_due.to_decimal()), row.code.clone()));
        Ok(rows)
    }

    fn candidates(&self, today: Date, settings: &Settings) -> Result<BTreeSet<AccountId>> {
        let mut accounts: BTreeSet<AccountId> =
            self.follow_ups_due(today)?.into_iter().map(|follow_up| follow_up.account).collect();
        for sql in [PROMISES, PLANS] {
            let mut statement = self.conn.prepare_cached(sql)?;
            for account in statement.query_map([day(today)], |row| Ok(AccountId(row.get(0)?)))? {
                accounts.insert(account?);
            }
        }
        let edges: Vec<i64> =
            std::iter::once(0).chain(settings.edges.days().iter().map(|days| i64::from(*days))).collect();
        let mut statement = self.conn.prepare_cached(NEWLY_LATE)?;
        let values = params![day(today), serde_json::json!(edges).to_string(), NEW_DAYS, MOST_NEW];
        for account in statement.query_map(values, |row| Ok(AccountId(row.get(0)?)))? {
            accounts.insert(account?);
        }
        Ok(accounts)
    }

    /// Why an account is to be called, most points first.
    fn reasons(&self, standing: &Standing, today: Date, settings: &Settings) -> Result<Vec<Reason>> {
        let contact = self.last_contact(standing.account.id, today)?;
        let mut reasons = follow_ups(standing, today);
        if standing.figures.collectable.is_positive() {
            reasons.extend(self.missed_promise(standing, contact, today, settings)?);
        }
        // What a late plan covers is not collectable otherwise, but its arrears are asked for.
        reasons.extend(self.missed_instalment(standing, contact, today, settings)?);
        let oldest_days = oldest_days(standing);
        if reasons.is_empty() {
            let unspoken = contact.is_none() && standing.figures.collectable.is_positive();
            if unspoken && waiting(standing, today, settings).is_none() {
                reasons.extend(newly_late(oldest_days, settings));
            }
        } else if oldest_days > 0 {
            let points = points((oldest_days / DAYS_FOR_A_POINT).min(MOST_FOR_AGE));
            let text = if oldest_days == 1 { "1 day late".to_string() } else { format!("{oldest_days} days late") };
            reasons.push(Reason { code: "days_past_due", text, points });
        }
        reasons.sort_by_key(|reason| Reverse(reason.points));
        Ok(reasons)
    }

    /// The last call, letter or other contact; a note is none.
    fn last_contact(&self, account: AccountId, today: Date) -> Result<Option<Event>> {
        let mut statement = self.conn.prepare_cached(LAST_CONTACT)?;
        let last = statement.query_row(params![account.0, day(today)], event).optional()?;
        Ok(last)
    }

    /// The last bounce of a payment that was received between two days.
    fn bounced(&self, account: AccountId, (from, to): (Date, Date), today: Date) -> Result<Option<Event>> {
        let mut statement = self.conn.prepare_cached(BOUNCED)?;
        Ok(statement.query_row(params![account.0, day(from), day(to), day(today)], event).optional()?)
    }

    /// The newest promise that was not kept, unless the account was contacted or promised anew since. A promise that a
    /// bounce broke was missed on the day of the bounce.
    fn missed_promise(
        &self,
        standing: &Standing,
        contact: Option<Event>,
        today: Date,
        settings: &Settings,
    ) -> Result<Option<Reason>> {
        let missed = |state| matches!(state, PromiseState::Broken | PromiseState::Partial);
        let Some((facts, settled)) = standing.promises.iter().rev().find(|(_, settled)| missed(settled.state)) else {
            return Ok(None);
        };
        let bounced = self.bounced(standing.account.id, (facts.made, facts.last_day), today)?;
        let over = (facts.last_day, EntryId(i64::MAX));
        let since = bounced.map_or(over, |bounced| bounced.max(over));
        let promised_since = standing.promises.iter().any(|(other, _)| (other.made, other.entry) > since);
        let planned_since = standing.plans.iter().any(|(plan, _)| plan.made > since.0);
        if contact.is_some_and(|contact| contact > since) || promised_since || planned_since {
            return Ok(None);
        }
        let amount = facts.amount.display(settings.decimal_mark);
        let when = near(facts.last_day, today);
        Ok(Some(match (settled.state, bounced.filter(|bounced| *bounced > over)) {
            (PromiseState::Partial, _) => {
                let came = settled.counted.display(settings.decimal_mark);
                let text = format!("promise of {amount} kept in part, {came} came, over {when}");
                Reason { code: "promise_partial", text, points: PARTIAL }
            }
            (_, Some((on, _))) => {
                let text = format!("promise of {amount} broken by a bounce {}", near(on, today));
                Reason { code: "promise_broken", text, points: BROKEN }
            }
            (_, None) => {
                Reason { code: "promise_broken", text: format!("promise of {amount} broken {when}"), points: BROKEN }
            }
        }))
    }

    fn missed_instalment(
        &self,
        standing: &Standing,
        contact: Option<Event>,
        today: Date,
        settings: &Settings,
    ) -> Result<Option<Reason>> {
        let late = |state| matches!(state, PlanState::Late | PlanState::Broken);
        let Some((plan, adherence)) = standing.plans.iter().rev().find(|(_, adherence)| late(adherence.state)) else {
            return Ok(None);
        };
        let missed =
            adherence.instalments.iter().filter(|one| one.payable < today && one.paid.minor() < one.amount.minor());
        let Some(last) = missed.map(|one| one.payable).max() else { return Ok(None) };
        let over = (last, EntryId(i64::MAX));
        let since =
            self.bounced(standing.account.id, (plan.made, today), today)?.map_or(over, |bounced| bounced.max(over));
        if contact.is_some_and(|contact| contact > since) {
            return Ok(None);
        }
        let (count, arrears) = (adherence.missed, adherence.arrears.display(settings.decimal_mark));
        let what = if count == 1 { "1 instalment".to_string() } else { format!("{count} instalments") };
        let broken = if adherence.state == PlanState::Broken { ", the plan is broken" } else { "" };
        let text = format!("{what} missed, {arrears} behind{broken}");
        Ok(Some(Reason { code: "instalment_missed", text, points: MISSED }))
    }
}

fn event(row: &rusqlite::Row) -> rusqlite::Result<Event> {
    Ok((from_day_number(row.get(0)?), EntryId(row.get(1)?)))
}

fn row(standing: &Standing, reasons: Vec<Reason>, today: Date, settings: &Settings) -> Row {
    Row {
        account: standing.account.id,
        name: clean(standing.account.name()),
        code: clean(&standing.account.code),
        score: reasons.iter().map(|reason| reason.points).sum(),
        reasons,
        past_due: standing.figures.past_due,
        oldest_days: oldest_days(standing),
        waiting: waiting(standing, today, settings),
    }
}

fn oldest_days(standing: &Standing) -> i64 {
    standing.figures.oldest.as_ref().map_or(0, |(_, days)| (*days).max(0))
}

/// `newly past 60 days · never called`
fn newly_late(days: i64, settings: &Settings) -> Option<Reason> {
    let edges = std::iter::once(0).chain(settings.edges.days().iter().map(|days| i64::from(*days)));
    let edge = edges.rev().find(|edge| days > *edge)?;
    let text = if edge == 0 { "newly past due".to_string() } else { format!("newly past {edge} days") };
    let new = days <= edge + NEW_DAYS;
    new.then(|| Reason { code: "newly_past_due", text: format!("{text} · never called"), points: NEW })
}

fn follow_ups(standing: &Standing, today: Date) -> Vec<Reason> {
    // The oldest stands for all: two on one account are still one call.
    let Some(due) = standing.follow_ups.iter().find(|follow_up| follow_up.due <= today) else { return Vec::new() };
    let late = days_past(today, due.due);
    let when = if late == 0 { String::new() } else { format!(" {}", near(due.due, today)) };
    let note = if due.note.is_empty() { String::new() } else { format!(" · {}", clean(&due.note)) };
    let points = FOLLOW_UP + points(late.min(MOST_FOR_WAITING));
    vec![Reason { code: "follow_up_due", text: format!("follow-up due{when}{note}"), points }]
}

/// Why an account would not be called for being late alone.
fn waiting(standing: &Standing, today: Date, settings: &Settings) -> Option<String> {
    if let Some(hold) = standing.holds.last() {
        return Some(format!("on hold, {}", hold.kind.word()));
    }
    let on_track = standing.plans.iter().find(|(_, adherence)| adherence.state == PlanState::OnTrack);
    if let Some((_, adherence)) = on_track {
        let next = adherence.next.as_ref().map(|next| format!(", next {}", short(next.payable, today)));
        return Some(format!("plan on track{}", next.unwrap_or_default()));
    }
    let late = || standing.debits.iter().filter(|debit| debit.due < today);
    let open = standing.promises.iter().rev().find(|(facts, settled)| {
        settled.state == PromiseState::Open
            && (facts.covers.is_empty() || late().all(|debit| facts.covers.contains(&debit.id)))
    });
    open.map(|(facts, _)| {
        format!("promise of {} by {}", facts.amount.display(settings.decimal_mark), short(facts.due, today))
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::shop::{Shop, day, usd};
    use crate::domain::calendar::Roll;
    use crate::domain::communication::{HoldKind, Outcome};
    use crate::domain::money::Remainder;
    use crate::domain::plan::{Rhythm, Size};
    use crate::ops::agree_plan::{self, Wish};
    use crate::ops::bounce_payment::BouncePayment;
    use crate::ops::place_hold::PlaceHold;
    use crate::ops::schedule_follow_up::ScheduleFollowUp;

    fn told(shop: &Shop, today: &str) -> Vec<String> {
        let line = |row: Row| {
            let reasons: Vec<String> = row.reasons.iter().map(|one| format!("{} {}", one.code, one.text)).collect();
            let waiting = row.waiting.map_or(String::new(), |waiting| format!(" ({waiting})"));
            format!("{} {} {}{waiting}", row.score, row.code, reasons.join(" · "))
        };
        shop.book.today(day(today)).unwrap().into_iter().map(line).collect()
    }

    fn late_account(shop: &mut Shop, code: &str, amount: &str) -> AccountId {
        let account = shop.account(code, &format!("Shop {code}"));
        shop.invoice(account, "1043", "2026-07-17", amount);
        // Somebody spoke to them once: that they are late is no news.
        let call = shop.call(account, "2026-08-20", Outcome::Spoke);
        shop.does(&call);
        account
    }

    #[test]
    fn being_late_alone_is_no_reason_here() {
        let mut shop = Shop::new();
        late_account(&mut shop, "C1", "100.00");
        assert_eq!(told(&shop, "2026-11-21"), Vec::<String>::new());
    }

    #[test]
    fn a_broken_promise_is_on_top_until_somebody_calls() {
        let mut shop = Shop::new();
        let broken = late_account(&mut shop, "C1", "828.20");
        shop.promise(broken, "2026-11-16", "500.00", "2026-11-20");
        let part = late_account(&mut shop, "C2", "900.00");
        shop.promise(part, "2026-11-10", "300.00", "2026-11-13");
        shop.payment(part, "2026-11-12", "1", "100.00", &[]);
        let kept = late_account(&mut shop, "C3", "900.00");
        shop.promise(kept, "2026-11-10", "300.00", "2026-11-13");
        shop.payment(kept, "2026-11-12", "2", "300.00", &[]);
        assert_eq!(
            told(&shop, "2026-11-21"),
            [
                "59 C1 promise_broken promise of 500.00 broken yesterday · days_past_due 97 days late",
                "49 C2 promise_partial promise of 300.00 kept in part, 100.00 came, over on 13 Nov · days_past_due 97 days late",
            ]
        );
        assert_eq!(told(&shop, "2026-11-20").len(), 1);
        let note = shop.call(broken, "2026-11-21", Outcome::Note);
        shop.does(&note);
        assert_eq!(told(&shop, "2026-11-21").len(), 2);
        let call = shop.call(broken, "2026-11-21", Outcome::NoAnswer);
        shop.does(&call);
        assert_eq!(told(&shop, "2026-11-21").len(), 1);
        shop.promise(part, "2026-11-21", "300.00", "2026-11-27");
        assert_eq!(told(&shop, "2026-11-21"), Vec::<String>::new());
    }

    #[test]
    fn a_promise_is_no_reason_once_nothing_may_be_asked_for() {
        let mut shop = Shop::new();
        let account = shop.account("C1", "First");
        let (_, debit) = shop.invoice(account, "1", "2026-07-17", "100.00");
        shop.promise(account, "2026-11-10", "100.00", "2026-11-13");
        assert_eq!(told(&shop, "2026-11-21").len(), 1);
        shop.payment(account, "2026-11-20", "9", "100.00", &[(debit, "100.00")]);
        assert_eq!(told(&shop, "2026-11-21"), Vec::<String>::new());
    }

    #[test]
    fn a_follow_up_is_due_on_its_day_and_says_what_it_waits_for() {
        let mut shop = Shop::new();
        let held = late_account(&mut shop, "C1", "100.00");
        shop.does(&PlaceHold { account: held, kind: HoldKind::Attorney, reason: "".into(), from: day("2026-11-01") });
        shop.does(&ScheduleFollowUp { account: held, due: day("2026-11-19"), note: "ask Lee\u{7}".into() });
        let promised = late_account(&mut shop, "C2", "100.00");
        shop.promise(promised, "2026-11-18", "50.00", "2026-11-27");
        shop.does(&ScheduleFollowUp { account: promised, due: day("2026-11-21"), note: String::new() });
        let later = late_account(&mut shop, "C3", "100.00");
        shop.does(&ScheduleFollowUp { account: later, due: day("2026-11-22"), note: String::new() });
        assert_eq!(
            told(&shop, "2026-11-21"),
            [
                "51 C1 follow_up_due follow-up due on 19 Nov · ask Lee  · days_past_due 97 days late (on hold, attorney)",
                "49 C2 follow_up_due follow-up due · days_past_due 97 days late (promise of 50.00 by 27 Nov)",
            ]
        );
    }

    #[test]
    fn a_missed_instalment_is_a_reason_and_a_plan_on_track_is_none() {
        let mut shop = Shop::new();
        let account = late_account(&mut shop, "C1", "300.00");
        let wish = Wish {
            account,
            made: day("2026-09-15"),
            down: usd("0.00"),
            size: Size::Count(3),
            every: Rhythm::Month,
            first: day("2026-10-01"),
            roll: Roll::None,
            remainder: Remainder::Last,
        };
        let open = shop.book.open_debits_of(account, wish.made).unwrap();
        let plan = agree_plan::decide(&wish, &open, &shop.book.settings().unwrap()).unwrap();
        shop.does(&plan);
        shop.does(&ScheduleFollowUp { account, due: day("2026-09-20"), note: String::new() });
        let waits = |line: &String| line.ends_with("(plan on track, next 1 Oct)");
        assert!(told(&shop, "2026-09-20").iter().all(waits));
        let due = shop.book.follow_ups_of(account).unwrap()[0].id;
        shop.does(&crate::ops::end::FinishFollowUp { follow_up: due, on: day("2026-09-20") });
        assert_eq!(told(&shop, "2026-10-01"), Vec::<String>::new());
        let missed = told(&shop, "2026-10-02");
        assert!(missed[0].contains("instalment_missed 1 instalment missed, 100.00 behind"), "{missed:?}");
    }

    #[test]
    fn a_bounce_after_a_later_call_breaks_the_promise_anew() {
        let mut shop = Shop::new();
        let account = late_account(&mut shop, "C1", "900.00");
        shop.promise(account, "2026-11-02", "300.00", "2026-11-06");
        let (_, check) = shop.payment(account, "2026-11-05", "7", "300.00", &[]);
        let call = shop.call(account, "2026-11-10", Outcome::Spoke);
        shop.does(&call);
        assert_eq!(told(&shop, "2026-11-21"), Vec::<String>::new());
        let bounce = BouncePayment { credits: vec![check], date: day("2026-11-18"), reason: String::new(), fee: None };
        shop.does(&bounce);
        assert_eq!(told(&shop, "2026-11-17"), Vec::<String>::new());
        let line = "59 C1 promise_broken promise of 300.00 broken by a bounce on 18 Nov · days_past_due 97 days late";
        assert_eq!(told(&shop, "2026-11-21"), [line]);
        let call = shop.call(account, "2026-11-18", Outcome::Spoke);
        shop.does(&call);
        assert_eq!(
            told(&shop, "2026-11-21"),
            Vec::<String>::new(),
            "a call on the day of the bounce, entered after it"
        );
    }

    #[test]
    fn who_is_newly_late_and_was_never_called_is_a_small_reason_for_a_week() {
        let mut shop = Shop::new();
        let account = shop.account("C1", "First");
        shop.invoice(account, "1", "2026-08-20", "100.00"); // due 19 Sep
        let line = |text: &str| vec![format!("10 C1 newly_past_due {text} · never called")];
        let none = Vec::<String>::new();
        assert_eq!(told(&shop, "2026-09-19"), none);
        assert_eq!(told(&shop, "2026-09-20"), line("newly past due"));
        assert_eq!(told(&shop, "2026-09-27"), none);
        assert_eq!(told(&shop, "2026-11-18"), none);
        assert_eq!(told(&shop, "2026-11-19"), line("newly past 60 days"));
        let call = shop.call(account, "2026-11-19", Outcome::NoAnswer);
        shop.does(&call);
        assert_eq!(told(&shop, "2026-11-21"), none);
    }

    #[test]
    fn what_is_not_called_says_what_it_waits_for() {
        let mut shop = Shop::new();
        let held = late_account(&mut shop, "C1", "100.00");
        shop.does(&PlaceHold { account: held, kind: HoldKind::Attorney, reason: "".into(), from: day("2026-11-01") });
        let promised = late_account(&mut shop, "C2", "300.00");
        shop.promise(promised, "2026-11-18", "50.00", "2026-11-27");
        let current = shop.account("C3", "Third");
        shop.invoice(current, "1", "2026-11-20", "100.00");
        shop.promise(current, "2026-11-20", "50.00", "2026-11-27");
        late_account(&mut shop, "C4", "100.00");
        let waiting = |today: &str| -> Vec<String> {
            let rows = shop.book.waiting(day(today)).unwrap();
            rows.into_iter().map(|row| format!("{} {}", row.code, row.waiting.unwrap_or_default())).collect()
        };
        assert_eq!(waiting("2026-11-21"), ["C2 promise of 50.00 by 27 Nov", "C1 on hold, attorney"]);
        assert_eq!(waiting("2026-11-28"), ["C1 on hold, attorney"]);
    }

    #[test]
    fn equals_stand_by_what_is_past_due() {
        let mut shop = Shop::new();
        for (code, amount) in [("C1", "100.00"), ("C2", "900.00"), ("C3", "100.00")] {
            let account = late_account(&mut shop, code, amount);
            shop.does(&ScheduleFollowUp { account, due: day("2026-11-21"), note: String::new() });
        }
        let codes: Vec<String> = shop.book.today(day("2026-11-21")).unwrap().into_iter().map(|row| row.code).collect();
        assert_eq!(codes, ["C2", "C1", "C3"]);
    }

    #[test]
    fn candidates_come_from_indexes() {
        let shop = Shop::new();
        for (sql, values) in [(PROMISES, 1), (LAST_CONTACT, 2), (BOUNCED, 4)] {
            let mut statement = shop.book.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let values = vec![1_i64; values];
            let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
            let plan: Vec<String> = rows.collect::<Result<_, _>>().unwrap();
            assert!(plan.iter().all(|step| !step.starts_with("SCAN")), "{plan:?}");
        }
    }
}
