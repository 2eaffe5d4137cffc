//! The day's list, tried: each reason, each wait, and the order.

use proptest::prelude::*;

use super::facts::{BOUNCED, LAST_CONTACT};
use super::*;
use crate::book::AccountDetails;
use crate::book::attention::{PIN, SNOOZE};
use crate::book::shop::{Shop, day, usd};
use crate::domain::calendar::Roll;
use crate::domain::communication::{HoldKind, Outcome};
use crate::domain::money::Remainder;
use crate::domain::plan::{Rhythm, Size};
use crate::ops::agree_plan::{self, Wish};
use crate::ops::amend_account::AmendAccount;
use crate::ops::bounce_payment::BouncePayment;
use crate::ops::pin::{PinAccount, UnpinAccount};
use crate::ops::place_hold::PlaceHold;
use crate::ops::schedule_follow_up::ScheduleFollowUp;
use crate::ops::snooze::{SnoozeAccount, WakeAccount};

fn told(shop: &Shop, today: &str) -> Vec<String> {
    let line = |row: Row| {
        let reasons: Vec<String> = row.reasons.iter().map(|one| format!("{} {}", one.code, one.text)).collect();
        let waiting = row.waiting.map_or(String::new(), |waiting| format!(" ({})", waiting.text));
        format!("{} {} {}{waiting}", row.score, row.code, reasons.join(" · "))
    };
    shop.book.today(day(today)).unwrap().into_iter().map(line).collect()
}

fn late_account(shop: &mut Shop, code: &str, amount: &str) -> AccountId {
    let account = shop.account(code, &format!("Shop {code}"));
    shop.invoice(account, "1043", "2026-07-11", amount);
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
            "60 C1 promise_broken promise of 500.00 broken yesterday · days_past_due 103 days late",
            "50 C2 promise_partial promise of 300.00 kept in part, 100.00 came, over on 13 Nov · days_past_due 103 days late",
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
            "52 C1 follow_up_due follow-up due on 19 Nov · ask Lee  · days_past_due 103 days late (on hold, attorney)",
            "50 C2 follow_up_due follow-up due · days_past_due 103 days late (promise of 50.00 by 27 Nov)",
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
    let line = "63 C1 promise_broken promise of 300.00 broken by a bounce on 18 Nov · days_past_due 103 days late · picks_up picks up mornings";
    assert_eq!(told(&shop, "2026-11-21"), [line]);
    let call = shop.call(account, "2026-11-18", Outcome::Spoke);
    shop.does(&call);
    assert_eq!(told(&shop, "2026-11-21"), Vec::<String>::new(), "a call on the day of the bounce, entered after it");
}

#[test]
fn who_was_never_called_is_and_who_is_newly_late_even_more() {
    let mut shop = Shop::new();
    let account = shop.account("C1", "First");
    shop.invoice(account, "1", "2026-08-20", "100.00"); // due 19 Sep
    let none = Vec::<String>::new();
    assert_eq!(told(&shop, "2026-09-19"), none);
    let newly = |text: &str| vec![format!("20 C1 newly_past_due {text} · never_contacted never called")];
    assert_eq!(told(&shop, "2026-09-20"), newly("newly past due"));
    assert_eq!(told(&shop, "2026-09-27"), ["11 C1 never_contacted never called · days_past_due 8 days late"]);
    assert_eq!(told(&shop, "2026-11-19"), newly("newly past 60 days"));
    let call = shop.call(account, "2026-11-19", Outcome::NoAnswer);
    shop.does(&call);
    assert_eq!(told(&shop, "2026-11-21"), none);
    // Past the next edge it is news again, until somebody calls.
    assert_eq!(told(&shop, "2026-12-20"), ["10 C1 newly_past_due newly past 90 days"]);
    let call = shop.call(account, "2026-12-20", Outcome::NoAnswer);
    shop.does(&call);
    assert_eq!(told(&shop, "2026-12-20"), none);
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
        let rows = shop.book.worklist(day(today)).unwrap().waiting;
        rows.into_iter().map(|row| format!("{} {}", row.code, row.waiting.unwrap().text)).collect()
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

fn waits(shop: &Shop, today: &str) -> Vec<String> {
    let line = |row: Row| {
        let wait = row.waiting.unwrap();
        format!("{} {} {}", row.code, wait.code, wait.text)
    };
    shop.book.worklist(day(today)).unwrap().waiting.into_iter().map(line).collect()
}

fn broken(shop: &mut Shop, code: &str) -> AccountId {
    let account = late_account(shop, code, "828.20");
    shop.promise(account, "2026-11-16", "500.00", "2026-11-20");
    account
}

fn snoozed(account: AccountId, from: &str, until: &str) -> SnoozeAccount {
    SnoozeAccount { account, from: day(from), until: day(until), reason: "on holiday".into() }
}

fn pinned(account: AccountId, from: &str) -> PinAccount {
    PinAccount { account, from: day(from), reason: "the boss asked".into() }
}

#[test]
fn a_snooze_ends_on_its_day_or_when_it_is_lifted() {
    let mut shop = Shop::new();
    let account = broken(&mut shop, "C1");
    let entry = shop.does(&snoozed(account, "2026-11-21", "2026-11-27")).entry;
    for asleep in ["2026-11-21", "2026-11-26"] {
        assert_eq!(told(&shop, asleep), Vec::<String>::new());
        assert_eq!(waits(&shop, asleep), ["C1 snoozed snoozed until 27 Nov · on holiday"]);
    }
    assert_eq!(told(&shop, "2026-11-27").len(), 1);
    shop.does(&WakeAccount { account, on: day("2026-11-23") });
    assert_eq!((told(&shop, "2026-11-22").len(), told(&shop, "2026-11-23").len()), (0, 1));
    let woken = shop.book.version().unwrap();
    shop.undo(woken);
    shop.undo(entry);
    assert_eq!(told(&shop, "2026-11-21").len(), 1);
    // Snoozed again, the later word holds.
    shop.does(&snoozed(account, "2026-11-21", "2026-12-24"));
    shop.does(&snoozed(account, "2026-11-21", "2026-11-23"));
    assert_eq!(told(&shop, "2026-11-23").len(), 1);
}

#[test]
fn a_pin_is_on_top_and_brings_back_what_was_snoozed_before_it() {
    let mut shop = Shop::new();
    broken(&mut shop, "C1");
    let quiet = late_account(&mut shop, "C2", "10.00");
    shop.does(&snoozed(quiet, "2026-11-20", "2026-11-30"));
    shop.does(&pinned(quiet, "2026-11-21"));
    let top = &shop.book.today(day("2026-11-21")).unwrap()[0];
    assert_eq!((top.code.as_str(), top.reasons[0].code), ("C2", "pinned"));
    assert_eq!(top.reasons[0].text, "pinned · the boss asked");
    shop.does(&snoozed(quiet, "2026-11-21", "2026-11-30"));
    assert_eq!(waits(&shop, "2026-11-21").len(), 1, "the snooze is the newer word");
    shop.does(&UnpinAccount { account: quiet, on: day("2026-11-22") });
    assert_eq!(told(&shop, "2026-11-30").len(), 1);
}

#[test]
fn who_was_called_today_is_done_unless_something_came_after() {
    let mut shop = Shop::new();
    let account = broken(&mut shop, "C1");
    shop.does(&ScheduleFollowUp { account, due: day("2026-11-20"), note: String::new() });
    shop.does(&pinned(account, "2026-11-20"));
    let call = shop.call(account, "2026-11-21", Outcome::Voicemail);
    shop.does(&call);
    assert_eq!(told(&shop, "2026-11-21"), Vec::<String>::new());
    assert_eq!(waits(&shop, "2026-11-21"), ["C1 called_today called today at 10:12, left a voicemail"]);
    assert_eq!(shop.book.worklist(day("2026-11-21")).unwrap().done.len(), 1);
    shop.does(&ScheduleFollowUp { account, due: day("2026-11-21"), note: "asked for 15:00".into() });
    let told = told(&shop, "2026-11-21");
    assert!(told.len() == 1 && told[0].contains("follow_up_due"), "{told:?}");
}

/// A time of day for a follow-up, as the call form writes it.
#[derive(serde::Serialize)]
struct AskedFor(i64, u32);

impl crate::book::Op for AskedFor {
    const NAME: &'static str = "asked-for";

    fn apply(&self, tx: &mut crate::book::Tx) -> Result<()> {
        tx.insert("callback", &[("follow_up", &self.0), ("minute", &self.1)]).map(drop)
    }
}

#[test]
fn a_callback_says_its_time_and_answered_calls_say_when_to_call() {
    let mut shop = Shop::new();
    let account = late_account(&mut shop, "C1", "100.00");
    let call = shop.call(account, "2026-09-20", Outcome::Info);
    shop.does(&call);
    shop.does(&ScheduleFollowUp { account, due: day("2026-11-21"), note: String::new() });
    let follow_up = shop.book.follow_ups_of(account).unwrap()[0].id;
    shop.does(&AskedFor(follow_up.0, 615));
    let line = "63 C1 follow_up_due follow-up due · days_past_due 103 days late · callback asked to be called at 10:15 · \
        picks_up picks up mornings";
    assert_eq!(told(&shop, "2026-11-21"), [line]);
    assert_eq!(shop.book.today(day("2026-11-21")).unwrap()[0].follow_up, Some((day("2026-11-21"), Some(615))));
}

#[test]
fn a_large_balance_counts_by_how_often_it_doubles_the_usual() {
    let mut shop = Shop::new();
    for (code, amount) in [("C1", "100.00"), ("C2", "199.99"), ("C3", "400.00"), ("C4", "9999999.00"), ("C5", "50.00")]
    {
        let account = late_account(&mut shop, code, amount);
        shop.does(&ScheduleFollowUp { account, due: day("2026-11-21"), note: String::new() });
    }
    let amount =
        |row: Row| row.reasons.iter().find(|one| one.code == "amount").map(|one| (one.points, one.text.clone()));
    let rows = shop.book.today(day("2026-11-21")).unwrap();
    let said: Vec<_> = rows.into_iter().map(|row| (row.code.clone(), amount(row))).collect();
    let times = |points, times| Some((points, format!("{times} times the usual balance")));
    // The usual one owes 199.99.
    let wanted = [("C4", times(15, 32)), ("C3", times(3, 2)), ("C2", None), ("C1", None), ("C5", None)];
    assert_eq!(said, wanted.map(|(code, said)| (code.to_string(), said)));
}

#[test]
fn over_the_limit_is_said_once_a_week_and_an_agreed_follow_up_keeps_it_quiet() {
    let mut shop = Shop::new();
    let account = late_account(&mut shop, "C1", "500.00");
    let details = AccountDetails { credit_limit: Some(usd("400.00")), ..shop.book.account(account).unwrap().details };
    shop.does(&AmendAccount { account, details, contacts: None });
    assert_eq!(
        told(&shop, "2026-11-21"),
        ["30 C1 days_past_due 103 days late · over_credit_limit over the limit of 400.00"]
    );
    let call = shop.call(account, "2026-11-20", Outcome::NoAnswer);
    shop.does(&call);
    assert_eq!((told(&shop, "2026-11-21").len(), told(&shop, "2026-11-28").len()), (0, 1));
    shop.does(&ScheduleFollowUp { account, due: day("2026-12-01"), note: String::new() });
    assert_eq!(waits(&shop, "2026-11-28"), ["C1 follow_up_later follow-up 1 Dec"]);
}

#[test]
fn a_credit_hold_stops_new_sales_and_not_the_asking() {
    let mut shop = Shop::new();
    let account = shop.account("C1", "First");
    shop.invoice(account, "1", "2026-08-20", "100.00");
    let (kind, reason) = (HoldKind::Credit, String::new());
    shop.does(&PlaceHold { account, kind, reason, from: day("2026-11-01") });
    assert_eq!(told(&shop, "2026-11-21").len(), 1);
}

#[test]
fn a_list_is_looked_at_by_whose_how_large_how_old_and_when() {
    let mut shop = Shop::new();
    for (code, amount, whose) in [("C1", "100.00", "Maria"), ("C2", "900.00", "tom"), ("C3", "700.00", "")] {
        let account = broken(&mut shop, code);
        shop.invoice(account, "2", "2026-07-17", amount);
        let details = AccountDetails { collector: whose.into(), ..shop.book.account(account).unwrap().details };
        shop.does(&AmendAccount { account, details, contacts: None });
        shop.does(&ScheduleFollowUp {
            account,
            due: day(if code == "C2" { "2026-11-25" } else { "2026-11-21" }),
            note: String::new(),
        });
    }
    let rows = shop.book.today(day("2026-11-21")).unwrap();
    let held = |filter: Filter| -> Vec<&str> {
        rows.iter().filter(|row| filter.holds(row)).map(|row| row.code.as_str()).collect()
    };
    let none = Filter::default;
    assert_eq!(held(Filter { mine: Some("maria".into()), ..none() }), ["C3", "C1"]);
    assert_eq!(held(Filter { over: Some(rust_decimal::Decimal::from(1000)), ..none() }), ["C3", "C2"]);
    let edges = crate::domain::aging::Edges::default();
    let bucket = |text: &str| Some(bucket_named(text, &edges).unwrap());
    assert_eq!(held(Filter { bucket: bucket("90+"), ..none() }).len(), 3);
    assert_eq!(held(Filter { bucket: bucket("1–30"), ..none() }).len(), 0);
    assert_eq!(held(Filter { follow_up: Some(day("2026-11-25")), ..none() }), ["C2"]);
    assert!(bucket_named("7-8", &edges).is_err());
    let all = Filter {
        mine: Some("maria".into()),
        over: Some(500.into()),
        bucket: bucket("61-90"),
        follow_up: Some(day("2026-11-25")),
    };
    assert_eq!(all.words(day("2026-11-21")), ["mine", "over 500", "61–90 days", "follow-up Wed 25 Nov"]);
}

#[test]
fn read_again_a_list_is_what_a_fresh_one_is() {
    let mut shop = Shop::new();
    let accounts: Vec<AccountId> = (1..=6).map(|n| broken(&mut shop, &format!("C{n}"))).collect();
    let today = day("2026-11-21");
    let mut list = shop.book.worklist(today).unwrap();
    let call = shop.call(accounts[1], "2026-11-21", Outcome::NoAnswer);
    shop.does(&call);
    shop.does(&snoozed(accounts[2], "2026-11-21", "2026-11-30"));
    shop.does(&pinned(accounts[5], "2026-11-21"));
    shop.promise(accounts[4], "2026-11-21", "10.00", "2026-11-30");
    shop.book.worklist_again(&mut list, &accounts[1..6], today).unwrap();
    assert_eq!(list, shop.book.worklist(today).unwrap());
    assert_eq!((list.calls.len(), list.promised(), list.otherwise(), list.done.len()), (3, 1, 1, 1));
}

#[test]
fn what_is_asked_of_one_account_comes_from_indexes() {
    let shop = Shop::new();
    for (sql, values) in [(LAST_CONTACT, 2), (BOUNCED, 4), (SNOOZE, 2), (PIN, 2)] {
        let mut statement = shop.book.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let values = vec![1_i64; values];
        let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
        let plan: Vec<String> = rows.collect::<Result<_, _>>().unwrap();
        assert!(plan.iter().all(|step| !step.starts_with("SCAN")), "{plan:?}");
    }
}

/// Something that happens to one of a few accounts on a day of November.
#[derive(Debug, Clone)]
enum Happening {
    Invoice(u32),
    Payment(u32),
    Call(usize),
    FollowUp(i64),
    Promise(u32, i64),
    Hold(usize),
    Snooze(i64),
    Wake,
    Pin,
    Unpin,
    Undo,
}

fn happenings() -> impl Strategy<Value = Vec<(usize, Happening)>> {
    let one = prop_oneof![
        (1..900u32).prop_map(Happening::Invoice),
        (1..900u32).prop_map(Happening::Payment),
        (0..Outcome::ALL.len()).prop_map(Happening::Call),
        (0..9i64).prop_map(Happening::FollowUp),
        ((1..900u32), (0..9i64)).prop_map(|(amount, days)| Happening::Promise(amount, days)),
        (0..HoldKind::ALL.len()).prop_map(Happening::Hold),
        (1..9i64).prop_map(Happening::Snooze),
        Just(Happening::Wake),
        Just(Happening::Pin),
        Just(Happening::Unpin),
        Just(Happening::Undo),
    ];
    proptest::collection::vec((0..4usize, one), 1..40)
}

/// Makes it happen, where the ledger allows it.
fn happens(shop: &mut Shop, account: AccountId, number: usize, what: &Happening) {
    let today = shop.today;
    let on = |days: i64| crate::domain::calendar::plus_days(today, days);
    let cents = |amount: &u32| usd(&format!("{amount}.00"));
    match what {
        Happening::Invoice(amount) => {
            let date = on(-30 - i64::from(amount % 100)).to_string();
            shop.invoice(account, &number.to_string(), &date, &format!("{amount}.00"));
        }
        Happening::Payment(amount) => {
            shop.payment(account, &today.to_string(), &number.to_string(), &format!("{amount}.00"), &[]);
        }
        Happening::Call(outcome) => {
            let mut call = shop.call(account, &today.to_string(), Outcome::ALL[*outcome]);
            call.hold = None;
            let _ = shop.tries(&call);
        }
        Happening::FollowUp(days) => {
            let _ = shop.tries(&ScheduleFollowUp { account, due: on(*days), note: String::new() });
        }
        Happening::Promise(amount, days) => {
            let settings = shop.book.settings().unwrap();
            let promised = crate::ops::promise_payment::Promised::new(cents(amount), on(*days), &settings);
            let _ = shop.tries(&crate::ops::promise_payment::PromisePayment { account, made: today, promised });
        }
        Happening::Hold(kind) => {
            let (kind, reason) = (HoldKind::ALL[*kind], String::new());
            let _ = shop.tries(&PlaceHold { account, kind, reason, from: today });
        }
        Happening::Snooze(days) => {
            let _ = shop.tries(&SnoozeAccount { account, from: today, until: on(*days), reason: "later".into() });
        }
        Happening::Wake => drop(shop.tries(&WakeAccount { account, on: today })),
        Happening::Pin => drop(shop.tries(&PinAccount { account, from: today, reason: "first".into() })),
        Happening::Unpin => drop(shop.tries(&UnpinAccount { account, on: today })),
        Happening::Undo => {
            let entry = shop.book.version().unwrap();
            // The accounts themselves stay.
            if entry.0 > 4 {
                let _ = shop.tries(&crate::ops::undo::Undo { entry });
            }
        }
    }
}

fn check_list(shop: &Shop, accounts: &[AccountId], today: Date) {
    let list = shop.book.worklist(today).unwrap();
    let key = |row: &Row| (Reverse((row.score, row.past_due.to_decimal())), row.code.clone());
    assert!(list.calls.is_sorted_by_key(key), "{list:?}");
    for row in &list.calls {
        assert_eq!(row.score, row.reasons.iter().map(|one| one.points).sum::<u32>());
        assert!(row.to_call && row.reasons.iter().any(|one| one.points > 0), "{row:?}");
    }
    assert!(list.waiting.iter().all(|row| !row.to_call && row.waiting.is_some()), "{list:?}");
    for account in accounts {
        let asleep = shop.book.snooze_of(*account, today).unwrap();
        let pinned = shop.book.pin_of(*account, today).unwrap();
        let is_called = list.calls.iter().any(|row| row.account == *account);
        if let Some(asleep) = asleep.filter(|asleep| pinned.is_none_or(|pin| pin.entry < asleep.entry)) {
            assert!(asleep.until > today && !is_called, "{list:?}");
        }
    }
    // What is found by what is due is what visiting every account finds.
    let mut visited = list.clone();
    visited.calls.clear();
    visited.waiting.clear();
    visited.done.clear();
    shop.book.worklist_again(&mut visited, accounts, today).unwrap();
    assert_eq!(list, visited);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_list_is_in_order_and_whole_whatever_happens(happenings in happenings()) {
        let mut shop = Shop::new();
        let accounts: Vec<AccountId> = (0..4).map(|n| shop.account(&format!("C{n}"), "Shop")).collect();
        let first = day("2026-11-10");
        for (number, (account, what)) in happenings.iter().enumerate() {
            shop.today = crate::domain::calendar::plus_days(first, number as i64 / 4);
            happens(&mut shop, accounts[*account], number, what);
        }
        for days in [-1, 0, 1, 4, 9] {
            check_list(&shop, &accounts, crate::domain::calendar::plus_days(shop.today, days));
        }
    }
}
