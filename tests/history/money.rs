//! Debits, payments, credit memos and what they are applied to.

use arrears::domain::ids::{AccountId, AllocationId, CreditId, DebitId};
use arrears::domain::money::Money;
use arrears::ops::apply_credit::ApplyCredit;
use arrears::ops::post_credit::PostCredit;
use arrears::ops::take_payment::{PaymentPart, Strategy, TakePayment, decide};
use arrears::ops::unapply_credit::UnapplyCredit;

use super::{ACCOUNTS, History, date};
use crate::model::{Credit, Fact, Known};
use crate::shop::{self, cents};

impl History {
    pub fn post_debit(&mut self) {
        let (account, day) = (self.account(), self.dice.day());
        let id = self.model.next_id(|fact| matches!(fact, Fact::Debit { .. }));
        let number = if self.dice.chance(12) { 1 + self.dice.below(id) } else { id };
        let (due, amount) = (day + self.dice.below(60) - 3, 1 + self.dice.below(30_000));
        let number = format!("INV-{number}");
        let op = shop::invoice(AccountId(account), &number, cents(amount), (date(day), date(due)));
        self.expect(op, vec![Fact::Debit { id, account, number, date: day, due, amount }], None);
    }

    /// A wish worked out over what is open at some date, which may not be the date of posting.
    pub fn decided(&mut self, account: i64, amount: i64, posted: i64) -> Vec<(DebitId, Money)> {
        let looked_at = if self.dice.chance(70) { posted } else { self.dice.day() };
        let debits = self.shop.book.open_debits_of(AccountId(account), date(looked_at)).unwrap();
        let strategy = match self.dice.below(5) {
            0 => Strategy::Exact,
            1 => Strategy::None,
            2 => Strategy::Plan(debits.iter().filter(|one| one.on_plan.is_positive()).map(|one| one.id).collect()),
            3 => Strategy::ByHand(debits.iter().take(2).map(|one| (one.id, None)).collect()),
            _ => Strategy::OldestFirst,
        };
        decide(&debits, cents(amount), &strategy).unwrap().applied.allocations
    }

    pub fn allocations(&self, credit: i64, day: i64, parts: &[(DebitId, Money)]) -> Vec<Fact> {
        let first = self.model.next_id(|fact| matches!(fact, Fact::Allocation { .. }));
        let fact = |(id, part): (i64, &(DebitId, Money))| Fact::Allocation {
            id,
            credit,
            debit: part.0.0,
            date: day,
            amount: part.1.minor(),
        };
        (first..).zip(parts).map(fact).collect()
    }

    pub fn next_credit(&self) -> i64 {
        self.model.next_id(|fact| matches!(fact, Fact::Credit { .. }))
    }

    pub fn post_memo(&mut self) {
        let (account, day, amount) = (self.account(), self.dice.day(), 1 + self.dice.below(12_000));
        let (id, allocations) = (self.next_credit(), self.decided(account, amount, day));
        let mut facts = vec![Fact::Credit { id, account, kind: "credit", date: day, amount }];
        facts.extend(self.allocations(id, day, &allocations));
        let refused = takes_none(&self.model.now(), None, &facts);
        let (reference, memo) = (String::new(), String::new());
        let (account, amount) = (AccountId(account), cents(amount));
        self.expect(PostCredit { account, date: date(day), amount, reference, memo, allocations }, facts, refused);
    }

    pub fn take_payment(&mut self) {
        let (account, day) = (self.account(), self.dice.day());
        let open = self.shop.book.open_debits_of(AccountId(account), date(day)).unwrap();
        let exact = self.dice.pick(&open).map(|debit| debit.open.minor());
        let amount = exact.filter(|_| self.dice.chance(40)).unwrap_or(1 + self.dice.below(40_000));
        let (id, allocations) = (self.next_credit(), self.decided(account, amount, day));
        let mut facts = vec![Fact::Credit { id, account, kind: "payment", date: day, amount }];
        facts.extend(self.allocations(id, day, &allocations));
        let mut discounts = Vec::new();
        if self.dice.chance(15)
            && let Some(debit) = self.dice.pick(&open)
        {
            let part = (debit.id, cents(1 + self.dice.below(300)));
            let next = self.model.next_id(|fact| matches!(fact, Fact::Allocation { .. })) + allocations.len() as i64;
            facts.push(Fact::Credit { id: id + 1, account, kind: "discount", date: day, amount: part.1.minor() });
            let (debit, amount) = (part.0.0, part.1.minor());
            facts.push(Fact::Allocation { id: next, credit: id + 1, debit, date: day, amount });
            discounts.push(part);
        }
        let mut short = [Vec::new(), Vec::new()];
        for list in &mut short {
            if self.dice.chance(10)
                && let Some(debit) = self.dice.pick(&open)
            {
                let part = (debit.id, cents(1 + self.dice.below(90)));
                let count = |is: fn(&&Fact) -> bool| facts.iter().filter(is).count() as i64;
                let credit = id + count(|fact| matches!(fact, Fact::Credit { .. }));
                let next = self.model.next_id(|fact| matches!(fact, Fact::Allocation { .. }))
                    + count(|fact| matches!(fact, Fact::Allocation { .. }));
                let amount = part.1.minor();
                facts.push(Fact::Credit { id: credit, account, kind: "write-off", date: day, amount });
                facts.push(Fact::Allocation { id: next, credit, debit: part.0.0, date: day, amount });
                list.push(part);
            }
        }
        let [small_balances, write_offs] = short;
        let refused = takes_none(&self.model.now(), None, &facts);
        let part = PaymentPart {
            discounts,
            small_balances,
            write_offs,
            ..PaymentPart::new(AccountId(account), cents(amount), allocations)
        };
        let mut parts = vec![part];
        // A check that pays for another account too.
        if self.dice.chance(10) {
            let (other, amount) = (1 + account % ACCOUNTS, 1 + self.dice.below(5_000));
            let id = id + facts.iter().filter(|fact| matches!(fact, Fact::Credit { .. })).count() as i64;
            facts.push(Fact::Credit { id, account: other, kind: "payment", date: day, amount });
            parts.push(PaymentPart::new(AccountId(other), cents(amount), Vec::new()));
        }
        let (method, reference, memo) = ("check".into(), format!("{id}"), String::new());
        self.expect(TakePayment { received: date(day), method, reference, memo, parts }, facts, refused);
    }

    pub fn apply(&mut self) {
        let (now, day) = (self.model.now(), self.dice.day());
        let Some(credit) = self.dice.pick(&now.credits).cloned() else { return };
        let mine: Vec<_> =
            now.debits.iter().filter(|one| one.account == credit.account || self.dice.chance(5)).collect();
        let mut parts = Vec::new();
        for _ in 0..=self.dice.below(2) {
            let Some(debit) = self.dice.pick(&mine) else { return };
            let open = now.open(debit, i64::MAX - 1).min(now.unapplied(&credit, i64::MAX - 1)).max(0);
            let amount = if self.dice.chance(70) { open } else { 1 + self.dice.below(9_000) };
            parts.push((DebitId(debit.id), cents(amount.max(1))));
        }
        let facts = self.allocations(credit.id, day, &parts);
        let refused = takes_none(&now, Some(&credit), &facts);
        self.expect(ApplyCredit { credit: CreditId(credit.id), date: date(day), allocations: parts }, facts, refused);
    }

    pub fn take_back(&mut self) {
        let (now, on) = (self.model.now(), self.dice.day());
        let Some(credit) = self.dice.pick(&now.credits).cloned() else { return };
        let mine: Vec<_> = now.allocations.iter().filter(|one| one.credit == credit.id).collect();
        let some: Vec<_> = mine.into_iter().filter(|_| self.dice.chance(70)).collect();
        let refused = match () {
            () if matches!(credit.kind, "discount" | "write-off") => Some("not on its own"),
            () if some.is_empty() => Some("nothing named"),
            () if some.iter().any(|one| one.ends.is_some()) => Some("has ended"),
            () => None,
        };
        let facts = some.iter().map(|one| Fact::TakenBack { allocation: one.id, on }).collect();
        let allocations = some.iter().map(|one| AllocationId(one.id)).collect();
        self.expect(UnapplyCredit { credit: CreditId(credit.id), date: date(on), allocations }, facts, refused);
    }
}

/// A reversed credit and a voided debit take no new allocation, and money stays within one account.
pub fn takes_none(now: &Known, from: Option<&Credit>, facts: &[Fact]) -> Option<&'static str> {
    let takes = |fact: &Fact| match fact {
        Fact::Allocation { debit, .. } => now.debits.iter().any(|one| {
            one.id == *debit && one.voided.is_none() && from.is_none_or(|credit| credit.account == one.account)
        }),
        _ => true,
    };
    let pays = from.is_none_or(|credit| credit.reversed.is_none());
    if pays && facts.iter().all(takes) { None } else { Some("takes no allocation") }
}
