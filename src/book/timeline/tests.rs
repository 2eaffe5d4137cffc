//! The history of an account, tried: each kind of event, its words, its order, and what undo takes away.

use super::*;
use crate::book::shop::{Shop, day, usd};
use crate::domain::communication::{DisputeReason, HoldKind, Outcome, Resolution};
use crate::domain::promise::PromiseEnd;
use crate::ops::end::{EndPromise, FinishFollowUp};
use crate::ops::open_dispute::Disputed;
use crate::ops::place_hold::PlaceHold;
use crate::ops::promise_payment::Promised;
use crate::ops::resolve_dispute::ResolveDispute;
use crate::ops::schedule_follow_up::ScheduleFollowUp;
use crate::ops::unapply_credit::UnapplyCredit;

fn told(book: &Book, account: AccountId) -> Vec<String> {
    let line = |event: Event| {
        let amount = event.amount.map_or(String::new(), |amount| format!(" {amount}"));
        let time = if event.has_time { event.at.format("%m-%d %H:%M") } else { event.at.format("%m-%d") };
        format!("{time} {} | {}{amount}", event.kind, event.text)
    };
    book.timeline(account).unwrap().into_iter().map(line).collect()
}

#[test]
fn an_account_tells_its_story_oldest_first() {
    let mut shop = Shop::new();
    let account = shop.account("C0042", "Holloway Fabrication");
    let other = shop.account("C0043", "Holt & Weaver");
    shop.invoice(other, "1", "2026-01-01", "1.00");
    let (_, first) = shop.invoice(account, "1043", "2026-07-17", "828.20");
    let (_, second) = shop.invoice(account, "1101", "2026-10-06", "412.30");
    shop.payment(account, "2026-09-12", "5521", "300.00", &[(first, "300.00")]);
    let mut call = shop.call(account, "2026-11-18", Outcome::Promise);
    call.promise = Some(Promised::new(usd("500.00"), day("2026-11-20"), &shop.book.settings().unwrap()));
    call.contact = "Dana\u{1b} Ruiz".into();
    shop.does(&call);
    let mut call = shop.call(account, "2026-11-02", Outcome::Voicemail);
    call.note = "line\u{7} one\nline two".into();
    shop.does(&call);
    assert_eq!(
        told(&shop.book, account),
        [
            "07-17 invoice | invoice 1043 due 16 Aug 828.20",
            "09-12 payment | check 5521 -300.00",
            "09-12 allocation | on 1043 -300.00",
            "10-06 invoice | invoice 1101 due 5 Nov 412.30",
            "11-02 10:12 call | call ▸ left a voicemail",
            "11-18 10:12 call | call ▸ promise 500.00 by Fri 20 Nov (Dana  Ruiz)",
        ]
    );
    let events = shop.book.timeline(account).unwrap();
    assert!(events.iter().all(|event| event.by == "maria"));
    assert_eq!(events[4].note, "line  one\nline two");
    assert_eq!((events[2].debit, events[2].credit.is_some()), (Some(first), true));
    assert_eq!(events[3].debit, Some(second));
}

#[test]
fn ends_and_reversals_are_events_of_their_own_and_the_undone_is_not_told() {
    let mut shop = Shop::new();
    let account = shop.account("C0042", "Holloway Fabrication");
    let (_, debit) = shop.invoice(account, "1043", "2026-07-17", "828.20");
    let (_, credit) = shop.payment(account, "2026-09-12", "5521", "300.00", &[(debit, "300.00")]);
    let allocations = vec![shop.book.allocations_of(account).unwrap()[0].id];
    shop.does(&UnapplyCredit { credit, date: day("2026-09-13"), allocations });
    let promise = shop.promise(account, "2026-09-14", "50.00", "2026-09-18");
    let promise_id = shop.book.promises_of(account, day("2026-12-01")).unwrap()[0].id;
    shop.does(&EndPromise { promise: promise_id, how: PromiseEnd::Cancelled, on: day("2026-09-15") });
    let mut call = shop.call(account, "2026-09-16", Outcome::Dispute);
    let (reason, note) = (DisputeReason::ALL[5], String::new());
    call.disputes = vec![Disputed { debit, amount: usd("80.00"), reason, owner: String::new(), note }];
    shop.does(&call);
    let dispute = shop.book.disputes_of(account).unwrap()[0].id;
    shop.does(&ResolveDispute {
        account,
        dispute,
        resolution: Resolution::Rejected,
        amount: None,
        on: day("2026-09-17"),
    });
    shop.does(&PlaceHold { account, kind: HoldKind::Attorney, reason: "Lee & Lee".into(), from: day("2026-09-18") });
    shop.does(&ScheduleFollowUp { account, due: day("2026-12-01"), note: "ask again".into() });
    let follow_up = shop.book.follow_ups_of(account).unwrap()[0].id;
    shop.does(&FinishFollowUp { follow_up, on: day("2026-12-02") });
    assert_eq!(
        told(&shop.book, account)[2..],
        [
            "09-12 allocation | on 1043 -300.00",
            "09-13 reversal | taken back from 1043 300.00",
            "09-14 promise | promise 50.00 by Fri 18 Sep",
            "09-15 promise | promise 50.00 cancelled",
            "09-16 10:12 call | call ▸ dispute 80.00 of 1043, not received",
            "09-17 dispute | dispute 80.00 of 1043 rejected",
            "09-18 hold | hold, attorney",
            "09-21 follow-up | follow up Tue 1 Dec",
            "12-02 follow-up | follow-up done",
        ]
    );
    let ended = shop.book.journal(Some(account), None, 99).unwrap();
    let ended = ended.iter().find(|row| row.op == "end-promise").unwrap().seq;
    shop.undo(ended);
    shop.undo(promise);
    assert!(told(&shop.book, account).iter().all(|line| !line.contains("promise")));
}
