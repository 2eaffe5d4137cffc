//! Promises to pay: their state is derived from the payments that came, never stored (LEDGER, Promises).

use super::calendar::{BusinessDays, Date, Roll, plus_days};
use super::communication::words;
use super::ids::{DebitId, EntryId, PromiseId};
use super::money::Money;
use crate::error::Result;

pub use super::kept::{Record, record};

words! {
    PromiseState, "state" {
        Open = "open", Kept = "kept", Partial = "partial", Broken = "broken", Cancelled = "cancelled", Replaced = "replaced",
    }
}

words! {
    /// How a promise was ended by hand.
    PromiseEnd, "end" { Cancelled = "cancelled", Replaced = "replaced" }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseFacts {
    pub id: PromiseId,
    pub entry: EntryId,
    pub made: Date,
    pub amount: Money,
    pub due: Date,
    /// The last day on which money counts; see [`last_day`].
    pub last_day: Date,
    /// Empty: whatever is open on the account.
    pub covers: Vec<DebitId>,
    pub ended: Option<(PromiseEnd, Date)>,
}

/// A payment; credits and write-offs keep no promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub entry: EntryId,
    pub date: Date,
    pub amount: Money,
    pub reversed_on: Option<Date>,
    /// Its allocations in force at the as-of date.
    pub allocated: Vec<(DebitId, Money)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    pub id: PromiseId,
    pub state: PromiseState,
    /// What came for it, at most its amount.
    pub counted: Money,
}

/// The promised date rolled to a business day, plus the grace in calendar days.
pub fn last_day(promised: Date, grace_days: u32, calendar: &BusinessDays) -> Date {
    plus_days(calendar.roll(promised, Roll::Following), grace_days.into())
}

/// The promises of one account in the order given, as of one date. Money is counted once, for the oldest promise first;
/// a promise of the whole account takes money first that no other promise names. One that was ended on or before
/// `as_of` takes none, whatever came before its end: what takes its place was agreed with that in view.
pub fn settle(promises: &[PromiseFacts], receipts: &[Receipt], as_of: Date) -> Result<Vec<Settled>> {
    let counted = count(promises, receipts, as_of)?;
    let judge = |(promise, (counted, _)): (&PromiseFacts, (Money, Option<Date>))| {
        let state = match promise.ended {
            Some((PromiseEnd::Cancelled, day)) if day <= as_of => PromiseState::Cancelled,
            Some((PromiseEnd::Replaced, day)) if day <= as_of => PromiseState::Replaced,
            _ if counted == promise.amount && promise.made <= as_of => PromiseState::Kept,
            _ if as_of <= promise.last_day => PromiseState::Open,
            _ if counted.is_positive() => PromiseState::Partial,
            _ => PromiseState::Broken,
        };
        Settled { id: promise.id, state, counted }
    };
    Ok(promises.iter().zip(counted).map(judge).collect())
}

/// Money of a receipt, by what it was allocated to; None: still on the account.
struct Pieces<'a> {
    receipt: &'a Receipt,
    left: Vec<(Option<DebitId>, Money)>,
}

/// What came for each promise, in the order given, and the day on which its whole amount had come.
pub(super) fn count(
    promises: &[PromiseFacts],
    receipts: &[Receipt],
    as_of: Date,
) -> Result<Vec<(Money, Option<Date>)>> {
    let is_live = |promise: &PromiseFacts| promise.made <= as_of && promise.ended.is_none_or(|end| end.1 > as_of);
    let mut order: Vec<usize> = (0..promises.len()).filter(|&index| is_live(&promises[index])).collect();
    order.sort_by_key(|&index| (promises[index].made, promises[index].entry, promises[index].id));
    let named: Vec<DebitId> = order.iter().flat_map(|&index| promises[index].covers.iter().copied()).collect();
    let mut pieces = pieces(receipts, as_of)?;
    let mut counted: Vec<_> = promises.iter().map(|promise| (promise.amount.currency().zero(), None)).collect();
    for index in order {
        let promise = &promises[index];
        for piece in pieces.iter_mut().filter(|piece| in_time(promise, piece.receipt)) {
            let need = promise.amount.minus(counted[index].0)?;
            let taken = take(piece, promise, need, &named)?;
            counted[index].0 = counted[index].0.plus(taken)?;
            if taken.is_positive() && taken == need {
                counted[index].1 = Some(piece.receipt.date);
            }
        }
    }
    Ok(counted)
}

fn pieces(receipts: &[Receipt], as_of: Date) -> Result<Vec<Pieces<'_>>> {
    let stands = |receipt: &&Receipt| receipt.date <= as_of && receipt.reversed_on.is_none_or(|day| day > as_of);
    let mut standing: Vec<&Receipt> = receipts.iter().filter(stands).collect();
    standing.sort_by_key(|receipt| (receipt.date, receipt.entry));
    standing.into_iter().map(split).collect()
}

fn split(receipt: &Receipt) -> Result<Pieces<'_>> {
    let parts = &receipt.allocated;
    let spare = parts.iter().try_fold(receipt.amount, |left, part| left.minus(part.1))?.at_least_zero();
    let left = parts.iter().map(|part| (Some(part.0), part.1)).chain([(None, spare)]).collect();
    Ok(Pieces { receipt, left })
}

/// A payment dated on the day of the promise counts if it was entered after it.
fn in_time(promise: &PromiseFacts, receipt: &Receipt) -> bool {
    let after = receipt.date > promise.made || (receipt.date == promise.made && receipt.entry > promise.entry);
    after && receipt.date <= promise.last_day
}

fn take(pieces: &mut Pieces<'_>, promise: &PromiseFacts, need: Money, named: &[DebitId]) -> Result<Money> {
    let mut taken = need.currency().zero();
    for of_named in [false, true] {
        for (debit, left) in &mut pieces.left {
            let is_named = debit.is_some_and(|debit| named.contains(&debit));
            let is_covered = promise.covers.is_empty() || debit.is_some_and(|debit| promise.covers.contains(&debit));
            if is_covered && is_named == of_named {
                let part = left.least(need.minus(taken)?);
                (taken, *left) = (taken.plus(part)?, left.minus(part)?);
            }
        }
    }
    Ok(taken)
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::super::item::samples::{day, usd};
    use super::super::money::Currency;
    use super::*;

    pub fn promise(id: i64, amount: &str, made: &str, due: &str) -> PromiseFacts {
        PromiseFacts {
            id: PromiseId(id),
            entry: EntryId(id * 10),
            made: day(made),
            amount: usd(amount),
            due: day(due),
            last_day: day(due),
            covers: vec![],
            ended: None,
        }
    }

    pub fn receipt(entry: i64, amount: &str, date: &str) -> Receipt {
        Receipt { entry: EntryId(entry), date: day(date), amount: usd(amount), reversed_on: None, allocated: vec![] }
    }

    fn judged(promises: &[PromiseFacts], receipts: &[Receipt], as_of: &str) -> Vec<(PromiseState, String)> {
        let settled = settle(promises, receipts, day(as_of)).unwrap();
        settled.iter().map(|one| (one.state, one.counted.decimal())).collect()
    }

    /// cases.md, case 13.
    fn case_13() -> (PromiseFacts, Vec<Receipt>) {
        let mut facts = promise(1, "500.00", "2026-09-01", "2026-09-10");
        facts.last_day = last_day(facts.due, 3, &BusinessDays::default());
        let receipts = vec![
            receipt(11, "300.00", "2026-09-09"),
            receipt(12, "150.00", "2026-09-12"),
            receipt(13, "50.00", "2026-09-15"),
        ];
        (facts, receipts)
    }

    #[test]
    fn a_promise_is_settled_by_what_came_in_time() {
        let (facts, receipts) = case_13();
        assert_eq!(facts.last_day, day("2026-09-13"));
        for (as_of, state, counted) in [
            ("2026-09-09", PromiseState::Open, "300.00"),
            ("2026-09-13", PromiseState::Open, "450.00"),
            ("2026-09-14", PromiseState::Partial, "450.00"),
            ("2026-09-30", PromiseState::Partial, "450.00"),
        ] {
            assert_eq!(judged(std::slice::from_ref(&facts), &receipts, as_of), [(state, counted.into())], "{as_of}");
        }
    }

    #[test]
    fn a_bounce_breaks_what_its_check_had_kept_and_earlier_dates_stand() {
        let facts = [promise(1, "1250.00", "2026-08-01", "2026-08-05")];
        let mut check = receipt(11, "1250.00", "2026-08-03");
        check.reversed_on = Some(day("2026-08-12"));
        assert_eq!(judged(&facts, std::slice::from_ref(&check), "2026-08-11")[0].0, PromiseState::Kept);
        assert_eq!(judged(&facts, &[check], "2026-08-12"), [(PromiseState::Broken, "0.00".into())]);
    }

    #[test]
    fn money_is_counted_once_and_for_the_oldest_first() {
        let facts =
            [promise(2, "100.00", "2026-09-02", "2026-09-10"), promise(1, "100.00", "2026-09-01", "2026-09-10")];
        let seen = judged(&facts, &[receipt(30, "150.00", "2026-09-04")], "2026-09-11");
        assert_eq!(seen, [(PromiseState::Partial, "50.00".into()), (PromiseState::Kept, "100.00".into())]);
    }

    #[test]
    fn on_the_day_of_the_promise_the_entry_decides() {
        let facts = [promise(1, "100.00", "2026-09-01", "2026-09-10")];
        assert_eq!(judged(&facts, &[receipt(9, "100.00", "2026-09-01")], "2026-09-02")[0].0, PromiseState::Open);
        assert_eq!(judged(&facts, &[receipt(10, "100.00", "2026-09-01")], "2026-09-02")[0].0, PromiseState::Open);
        assert_eq!(judged(&facts, &[receipt(11, "100.00", "2026-09-01")], "2026-09-02")[0].0, PromiseState::Kept);
    }

    #[test]
    fn a_promise_for_an_item_counts_only_what_that_item_got() {
        let mut facts =
            [promise(1, "100.00", "2026-09-01", "2026-09-10"), promise(2, "80.00", "2026-09-02", "2026-09-10")];
        facts[1].covers = vec![DebitId(7)];
        let mut money = receipt(30, "180.00", "2026-09-04");
        money.allocated = vec![(DebitId(7), usd("80.00")), (DebitId(8), usd("60.00"))];
        let seen = judged(&facts, &[money], "2026-09-04");
        assert_eq!(seen, [(PromiseState::Kept, "100.00".into()), (PromiseState::Kept, "80.00".into())]);
        let elsewhere = receipt(30, "180.00", "2026-09-04");
        assert_eq!(judged(&facts[1..], &[elsewhere], "2026-09-11"), [(PromiseState::Broken, "0.00".into())]);
    }

    #[test]
    fn a_replaced_promise_leaves_its_money_to_others() {
        let mut facts =
            [promise(1, "100.00", "2026-09-01", "2026-09-10"), promise(2, "100.00", "2026-09-02", "2026-09-10")];
        facts[0].ended = Some((PromiseEnd::Replaced, day("2026-09-05")));
        let money = [receipt(30, "100.00", "2026-09-04")];
        let states = |as_of| judged(&facts, &money, as_of).iter().map(|one| one.0).collect::<Vec<_>>();
        assert_eq!(states("2026-09-04"), [PromiseState::Kept, PromiseState::Open]);
        assert_eq!(states("2026-09-05"), [PromiseState::Replaced, PromiseState::Kept]);
    }

    #[test]
    fn the_last_day_rolls_and_then_has_grace() {
        let calendar = BusinessDays::default();
        assert_eq!(last_day(day("2026-11-28"), 0, &calendar), day("2026-11-30"));
        assert_eq!(last_day(day("2026-11-27"), 3, &calendar), day("2026-11-30"));
    }

    /// Day by day and cent by cent: each cent goes to the oldest promise that may have it.
    fn naive(promises: &[PromiseFacts], receipts: &[Receipt], as_of: Date) -> Vec<i64> {
        let mut counted = vec![0; promises.len()];
        let mut order: Vec<usize> = (0..promises.len()).collect();
        order.sort_by_key(|&index| (promises[index].made, promises[index].entry));
        order.retain(|&index| promises[index].ended.is_none_or(|end| end.1 > as_of));
        let named = |debit| order.iter().any(|&index| promises[index].covers.contains(&debit));
        let mut today = day("2026-09-01");
        while today <= as_of {
            let mut arrived: Vec<&Receipt> = receipts.iter().filter(|one| one.date == today).collect();
            arrived.sort_by_key(|one| one.entry);
            for money in arrived.into_iter().filter(|one| one.reversed_on.is_none_or(|day| day > as_of)) {
                let mut cents: Vec<Option<DebitId>> = vec![];
                for (debit, part) in &money.allocated {
                    cents.extend((0..part.minor()).map(|_| Some(*debit)));
                }
                cents.resize(money.amount.minor() as usize, None);
                cents.sort_by_key(|cent| cent.is_some_and(named));
                for &index in &order {
                    let promise = &promises[index];
                    let before = promise.made < today || (promise.made == today && promise.entry < money.entry);
                    cents.retain(|cent| {
                        let mine =
                            promise.covers.is_empty() || cent.is_some_and(|debit| promise.covers.contains(&debit));
                        let take =
                            before && today <= promise.last_day && mine && counted[index] < promise.amount.minor();
                        counted[index] += i64::from(take);
                        !take
                    });
                }
            }
            today = today.succ_opt().unwrap();
        }
        counted
    }

    fn at(days: i64) -> Date {
        plus_days(day("2026-09-01"), days)
    }

    fn cents(minor: i64) -> Money {
        Money::of(minor, Currency::USD).unwrap()
    }

    prop_compose! {
        fn any_promise()(
            (entry, made, amount, days) in (0_i64..50, 0_i64..12, 1_i64..30, 0_i64..8),
            covers in proptest::collection::vec(0_i64..3, 0..2),
            ended in proptest::option::weighted(0.2, 0_i64..12),
        ) -> PromiseFacts {
            let covers = covers.into_iter().map(DebitId).collect();
            PromiseFacts {
                id: PromiseId(entry), entry: EntryId(entry), made: at(made), amount: cents(amount), due: at(made + days),
                last_day: at(made + days), covers, ended: ended.map(|after| (PromiseEnd::Cancelled, at(made + after))),
            }
        }
    }

    prop_compose! {
        fn any_receipt()(
            (entry, date, spare) in (0_i64..50, 0_i64..16, 0_i64..20),
            allocated in proptest::collection::vec((0_i64..3, 1_i64..15), 0..3),
            reversed in proptest::option::weighted(0.2, 0_i64..8),
        ) -> Receipt {
            let amount = spare + allocated.iter().map(|part| part.1).sum::<i64>();
            let allocated = allocated.into_iter().map(|(debit, part)| (DebitId(debit), cents(part))).collect();
            Receipt {
                entry: EntryId(entry), date: at(date), amount: cents(amount),
                reversed_on: reversed.map(|after| at(date + after)), allocated,
            }
        }
    }

    proptest! {
        /// Day by day: the first that is no weekend and no holiday, then so many days more.
        #[test]
        fn the_last_day_is_counted_on_the_fingers(
            ahead in 0_i64..400, grace in 0_u32..10, off in proptest::collection::btree_set(0_i64..400, 0..60),
        ) {
            let holidays = off.iter().map(|days| at(*days)).collect();
            let mut day = at(ahead);
            while ["Sat", "Sun"].contains(&day.format("%a").to_string().as_str()) || off.contains(&(day - at(0)).num_days()) {
                day = day.succ_opt().unwrap();
            }
            (0..grace).for_each(|_| day = day.succ_opt().unwrap());
            prop_assert_eq!(last_day(at(ahead), grace, &BusinessDays { holidays }), day);
        }

        #[test]
        fn it_agrees_with_counting_day_by_day(
            promises in proptest::collection::vec(any_promise(), 0..5),
            receipts in proptest::collection::vec(any_receipt(), 0..6),
            as_of in 12_i64..24,
        ) {
            let mut seen = std::collections::BTreeSet::new();
            prop_assume!(promises.iter().map(|one| one.entry).chain(receipts.iter().map(|one| one.entry)).all(|entry| seen.insert(entry)));
            let settled = settle(&promises, &receipts, at(as_of)).unwrap();
            let counted: Vec<i64> = settled.iter().map(|one| one.counted.minor()).collect();
            prop_assert_eq!(&counted, &naive(&promises, &receipts, at(as_of)));
            for (promise, one) in promises.iter().zip(&settled) {
                let whole = one.counted == promise.amount;
                let over = at(as_of) > promise.last_day;
                prop_assert_eq!(one.state == PromiseState::Kept, whole);
                prop_assert_eq!(one.state == PromiseState::Open, !whole && !over && promise.ended.is_none_or(|end| end.1 > at(as_of)));
            }
        }
    }
}
