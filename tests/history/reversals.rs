//! What takes back or sets right: bounces, voids, write-offs and recoveries, refunds, corrections, closed periods.

use arrears::domain::ids::{AccountId, AllocationId, CreditId, DebitId};
use arrears::ops::bounce_payment::{self, BouncePayment};
use arrears::ops::close_period::ClosePeriod;
use arrears::ops::correct::{self, Carried, Changes};
use arrears::ops::refund_credit::{self, RefundCredit};
use arrears::ops::void_debit::{self, VoidDebit};
use arrears::ops::write_off::{Recover, WriteOff, decide_recovery};

use super::money::takes_none;
use super::{History, date};
use crate::model::{Allocation, Credit, Debit, Fact, Known};
use crate::shop::cents;

impl History {
    fn next_debit(&self) -> i64 {
        self.model.next_id(|fact| matches!(fact, Fact::Debit { .. }))
    }

    fn next_allocation(&self) -> i64 {
        self.model.next_id(|fact| matches!(fact, Fact::Allocation { .. }))
    }

    pub fn bounce(&mut self) {
        let (now, on) = (self.model.now(), self.dice.day());
        let Some(credit) = self.dice.pick(&now.credits).cloned() else { return };
        let refused = if on < credit.date { Some("before its date") } else { None };
        if credit.kind != "payment" || self.dice.chance(30) {
            let (reason, fee) = ("NSF".into(), None);
            let op = BouncePayment { credits: vec![CreditId(credit.id)], date: date(on), reason, fee };
            self.expect(op, vec![Fact::Reversed { credit: credit.id, on }], refused);
            return;
        }
        let fee = self.dice.chance(40).then(|| cents(1 + self.dice.below(4_000)));
        let book = &self.shop.book;
        let bounce = bounce_payment::decide(book, &book.credit(CreditId(credit.id)).unwrap(), date(on), "NSF", fee);
        let op = bounce.unwrap().op;
        // What was granted with it was typed in with it; what a recovery posts anew there was not granted.
        let recovered = self.model.entries[credit.entered - 1].iter().any(|fact| matches!(fact, Fact::Reversed { .. }));
        let with_it = |one: &&Credit| {
            one.entered == credit.entered && one.id != credit.id && one.reversed.is_none() && !recovered
        };
        let with_it = now.credits.iter().filter(with_it).map(|one| (one.id, on.max(one.date)));
        let ids = [(credit.id, on)].into_iter().chain(with_it);
        let mut facts: Vec<Fact> = ids.map(|(credit, on)| Fact::Reversed { credit, on }).collect();
        if let Some((number, amount)) = &op.fee {
            let (id, account, amount) = (self.next_debit(), credit.account, amount.minor());
            facts.push(Fact::Debit { id, account, number: number.clone(), date: on, due: on, amount });
        }
        self.expect(op, facts, refused);
    }

    pub fn void(&mut self) {
        let (now, on) = (self.model.now(), self.dice.day());
        let Some(debit) = self.dice.pick(&now.debits).cloned() else { return };
        let mine: Vec<&Allocation> = now.allocations.iter().filter(|one| one.debit == debit.id).collect();
        let stands = |one: &Allocation| one.ends.is_some_and(|end| end > one.starts && end > on);
        let in_the_way = on < debit.date || mine.iter().any(|one| stands(one));
        let (mut facts, mut refused) = (Vec::new(), in_the_way.then_some("too early, or has money"));
        let free: Vec<_> = mine.into_iter().filter(|one| one.ends.is_none()).collect();
        let op = if self.dice.chance(60) {
            for one in &free {
                let credit = now.credits.iter().find(|credit| credit.id == one.credit).unwrap();
                facts.push(match credit.kind {
                    "payment" | "credit" => Fact::TakenBack { allocation: one.id, on },
                    _ => Fact::Reversed { credit: credit.id, on },
                });
                if matches!(credit.kind, "write-off" | "discount") && on < credit.date {
                    refused = Some("before the write-off");
                }
            }
            // The book names the reversals last.
            facts.sort_by_key(|fact| matches!(fact, Fact::Reversed { .. }));
            let row = self.shop.book.debit(DebitId(debit.id)).unwrap();
            void_debit::decide(&self.shop.book, &row, date(on), true).unwrap()
        } else {
            refused = refused.or(if free.is_empty() { None } else { Some("has money") });
            VoidDebit { debit: DebitId(debit.id), date: date(on), taken_back: vec![], reversed: vec![] }
        };
        facts.push(Fact::Voided { debit: debit.id, on });
        self.expect(op, facts, refused);
    }

    pub fn write_off(&mut self) {
        let (now, day) = (self.model.now(), self.dice.day());
        let Some(debit) = self.dice.pick(&now.debits).cloned() else { return };
        let open = now.open(&debit, i64::MAX - 1);
        let amount = if self.dice.chance(70) { open.max(1) } else { 1 + self.dice.below(5_000) };
        let (id, credit) = (self.next_allocation(), self.next_credit());
        let facts = vec![
            Fact::Credit { id: credit, account: debit.account, kind: "write-off", date: day, amount },
            Fact::Allocation { id, credit, debit: debit.id, date: day, amount },
        ];
        let refused = takes_none(&now, None, &facts);
        let (account, reason) = (AccountId(debit.account), "uncollectable".into());
        let op = WriteOff { account, debit: DebitId(debit.id), amount: cents(amount), date: date(day), reason };
        self.expect(op, facts, refused);
    }

    pub fn recover(&mut self) {
        let (now, day) = (self.model.now(), self.dice.day());
        let written: Vec<_> =
            now.credits.iter().filter(|one| one.kind == "write-off" && one.reversed.is_none()).collect();
        let Some(one) = self.dice.pick(&written) else { return };
        let Some(debit) = now.allocations.iter().find(|part| part.credit == one.id).map(|part| part.debit) else {
            return;
        };
        let amount = if self.dice.chance(50) { one.amount } else { 1 + self.dice.below(one.amount + 50) };
        let (mut left, mut reversals, mut posted) = (amount, Vec::new(), Vec::new());
        let (mut credit, mut id) = (self.next_credit(), self.next_allocation());
        let mut post = |kind: &'static str, amount: i64, facts: &mut Vec<Fact>| {
            facts.push(Fact::Credit { id: credit, account: one.account, kind, date: day, amount });
            facts.push(Fact::Allocation { id, credit, debit, date: day, amount });
            (credit, id) = (credit + 1, id + 1);
        };
        for part in now.allocations.iter().rev().filter(|part| part.debit == debit && part.ends.is_none()) {
            let from = now.credits.iter().find(|credit| credit.id == part.credit).unwrap();
            if from.kind == "write-off" && from.date <= day && left > 0 {
                let taken = left.min(from.amount);
                left -= taken;
                reversals.push((CreditId(from.id), cents(from.amount - taken)));
                posted.push(Fact::Reversed { credit: from.id, on: day });
                if from.amount > taken {
                    post("write-off", from.amount - taken, &mut posted);
                }
            }
        }
        post("payment", amount, &mut posted);
        let row = self.shop.book.debit(DebitId(debit)).unwrap();
        let decided = decide_recovery(&self.shop.book, &row, cents(amount), date(day));
        let Ok(write_offs) = decided else { return assert!(left > 0, "{decided:?}") };
        assert_eq!((left, &write_offs), (0, &reversals));
        let (account, method, reference) = (AccountId(one.account), "check".into(), "REC".into());
        let (amount, date) = (cents(amount), date(day));
        let op = Recover { account, debit: DebitId(debit), amount, date, method, reference, write_offs };
        let refused = takes_none(&now, None, &posted);
        self.expect(op, posted, refused);
    }

    pub fn refund(&mut self) {
        let (now, day) = (self.model.now(), self.dice.day());
        let spare: Vec<&Credit> = now.credits.iter().filter(|one| now.unapplied(one, i64::MAX - 1) > 0).collect();
        let Some(credit) = self.dice.pick(&spare) else { return };
        let left = now.unapplied(credit, i64::MAX - 1);
        let amount = if self.dice.chance(70) { left } else { 1 + self.dice.below(left + 100) };
        let row = self.shop.book.credit(CreditId(credit.id)).unwrap();
        let number = refund_credit::free_number(&self.shop.book, &row).unwrap();
        let (debit, account) = (self.next_debit(), credit.account);
        let facts = vec![
            Fact::Debit { id: debit, account, number: number.clone(), date: day, due: day, amount },
            Fact::Allocation { id: self.next_allocation(), credit: credit.id, debit, date: day, amount },
        ];
        let (amount, memo) = (cents(amount), String::new());
        let (account, credit) = (AccountId(account), CreditId(credit.id));
        self.expect(RefundCredit { account, credit, number, amount, date: date(day), memo }, facts, None);
    }

    fn changes(&mut self, account: i64, amount: i64) -> Changes {
        let mut changes = Changes::default();
        match self.dice.below(10) {
            0..4 => changes.amount = Some(cents(1 + self.dice.below(amount + 500))),
            4..7 => changes.date = Some(date(self.dice.day())),
            7 => changes.due = Some(date(self.dice.day())),
            8 => changes.number = Some(format!("INV-{}", 1 + self.dice.below(self.next_debit() + 20))),
            _ => changes.account = Some(AccountId(self.account()).max(AccountId(1 + account % 3))),
        }
        changes
    }

    pub fn correct_debit(&mut self) {
        let now = self.model.now();
        let Some(old) = self.dice.pick(&now.debits).cloned() else { return };
        let changes = self.changes(old.account, old.amount);
        let row = self.shop.book.debit(DebitId(old.id)).unwrap();
        let decided = correct::decide_debit(&self.shop.book, &row, &changes);
        let op = match decided {
            Ok(op) => op,
            Err(error) => {
                assert!(old.voided.is_some() || self.is_torn(&now, &old, &changes), "{error}");
                self.refused += 1;
                return;
            }
        };
        let id = self.next_debit();
        let (account, amount, due) = (op.account.0, op.amount.minor(), day_of(op.due));
        let new = Debit { id, account, number: op.number.clone(), date: day_of(op.date), due, amount, voided: None };
        let mine: Vec<&Allocation> = now.allocations.iter().filter(|one| one.debit == old.id).collect();
        let same = account == old.account;
        let parts = carried(&mine, amount, same, &op.carried);
        let mut facts = vec![Fact::Debit { id, account, number: new.number, date: new.date, due, amount }];
        facts.push(Fact::DebitRetracted { debit: old.id });
        for plan in now.plans.iter().filter(|plan| plan.covers.contains(&old.id)) {
            facts.push(Fact::PlanHanded { plan: plan.id, old: old.id, new: id });
        }
        for promise in now.promises.iter().filter(|promise| promise.covers.contains(&old.id)) {
            facts.push(Fact::PromiseHanded { promise: promise.id, old: old.id, new: id });
        }
        assert!(!self.is_torn(&now, &old, &changes));
        facts.extend(self.moved(&mine, &parts, |one| (one.credit, id)));
        self.expect(op, facts, None);
    }

    /// Whether a correction would leave a plan or promise, or part of a write-off or discount, behind.
    fn is_torn(&self, now: &Known, old: &Debit, changes: &Changes) -> bool {
        let same = changes.account.is_none_or(|account| account.0 == old.account);
        let amount = changes.amount.map_or(old.amount, |amount| amount.minor());
        let agreed = now.plans.iter().any(|one| one.covers.contains(&old.id))
            || now.promises.iter().any(|one| one.covers.contains(&old.id));
        let mut left = if same { amount } else { 0 };
        let mut torn = agreed && !same;
        for one in now.allocations.iter().filter(|one| one.debit == old.id && one.ends.is_none()) {
            let credit = now.credits.iter().find(|credit| credit.id == one.credit).unwrap();
            torn |= matches!(credit.kind, "write-off" | "discount") && left < one.amount;
            left -= one.amount.min(left);
        }
        torn
    }

    pub fn correct_credit(&mut self) {
        let now = self.model.now();
        // Money on a plan is where a correction could pass for new money.
        let on_plan = |one: &&Credit| {
            let mut parts = now.allocations.iter().filter(|part| part.credit == one.id);
            parts.any(|part| now.plans.iter().any(|plan| plan.covers.contains(&part.debit)))
        };
        let planned: Vec<Credit> = now.credits.iter().filter(on_plan).cloned().collect();
        let among = if self.dice.chance(40) && !planned.is_empty() { &planned } else { &now.credits };
        let Some(old) = self.dice.pick(among).cloned() else { return };
        let changes = self.changes(old.account, old.amount);
        let row = self.shop.book.credit(CreditId(old.id)).unwrap();
        let decided = correct::decide_credit(&self.shop.book, &row, &changes);
        let right = old.reversed.is_none() && matches!(old.kind, "payment" | "credit");
        let Ok(op) = decided else { return assert!(!right, "{decided:?}") };
        let (id, account, amount) = (self.next_credit(), op.account.0, op.amount.minor());
        let mine: Vec<&Allocation> = now.allocations.iter().filter(|one| one.credit == old.id).collect();
        let parts = carried(&mine, amount, account == old.account, &op.carried);
        let mut facts = vec![Fact::Credit { id, account, kind: old.kind, date: day_of(op.date), amount }];
        facts.push(Fact::CreditCarried { credit: id, entered: old.entered });
        facts.push(Fact::CreditRetracted { credit: old.id });
        facts.extend(self.moved(&mine, &parts, |one| (id, one.debit)));
        self.expect(op, facts, None);
    }

    /// The allocations of a corrected row taken off, and put on again as far as they are carried.
    fn moved(&self, mine: &[&Allocation], parts: &[i64], sides: impl Fn(&Allocation) -> (i64, i64)) -> Vec<Fact> {
        let off = mine
            .iter()
            .map(|one| Fact::AllocationRetracted { allocation: one.id, taken_back: one.taken_in.zip(one.taken_back) });
        let mut facts: Vec<Fact> = off.collect();
        let carried = mine.iter().zip(parts).filter(|(_, amount)| **amount > 0);
        for (next, (one, amount)) in (self.next_allocation()..).zip(carried) {
            let (credit, debit) = sides(one);
            facts.push(Fact::Allocation { id: next, credit, debit, date: one.date, amount: *amount });
            facts.push(Fact::Carried { allocation: next, entered: one.entered });
            facts.extend(one.taken_back.map(|on| Fact::TakenBack { allocation: next, on }));
        }
        facts
    }

    pub fn close(&mut self) {
        let through = self.dice.chance(40).then(|| super::START + self.dice.below(60));
        let refused = match (self.model.now().closed, through) {
            (Some(closed), Some(through)) if through < closed => Some("closed already"),
            _ => None,
        };
        self.expect(ClosePeriod { through: through.map(date) }, vec![Fact::Closed { through }], refused);
    }
}

fn day_of(date: arrears::domain::calendar::Date) -> i64 {
    arrears::domain::calendar::day_number(date)
}

/// What of each allocation still fits: those without an end share the amount, oldest first; the others are history.
fn carried(mine: &[&Allocation], amount: i64, same_account: bool, said: &[Carried]) -> Vec<i64> {
    let mut left = if same_account { amount } else { 0 };
    let parts: Vec<i64> = mine
        .iter()
        .map(|one| match one.ends {
            Some(_) => one.amount.min(if same_account { amount } else { 0 }),
            None => {
                let part = one.amount.min(left);
                left -= part;
                part
            }
        })
        .collect();
    let said: Vec<_> = said.iter().map(|one| (one.allocation, one.after.map_or(0, |after| after.minor()))).collect();
    let ids = mine.iter().map(|one| AllocationId(one.id));
    assert_eq!(said, ids.zip(parts.iter().copied()).collect::<Vec<_>>());
    parts
}
