//! What the ledger refuses, once more and naively: rules over all the facts that count, whatever was done in which order.

use std::collections::HashSet;

use super::{Allocation, Credit, Debit, Fact, Known, Model};

impl Model {
    /// Why the newest entry must be refused; None where it may stand.
    pub fn refusal(&self) -> Option<&'static str> {
        let now = self.now();
        let closed = now.closed.is_some_and(|closed| self.moved_dates().iter().any(|date| *date <= closed));
        now.broken_rule(&self.facts()).or(closed.then_some("closed period"))
    }

    /// The effective dates of all that begins or ceases to count by the newest entry.
    fn moved_dates(&self) -> Vec<i64> {
        let newest = self.entries.len();
        let mut before = self.counting(newest - 1);
        before.push(false);
        let after = self.counting(newest);
        let moved = (0..newest).filter(|entry| before[*entry] != after[*entry]);
        moved.flat_map(|entry| &self.entries[entry]).flat_map(|fact| self.dates_of(fact)).collect()
    }

    fn dates_of(&self, fact: &Fact) -> Vec<i64> {
        match fact {
            Fact::Debit { date, .. } | Fact::Credit { date, .. } => vec![*date],
            Fact::Allocation { id, .. } => vec![self.start_of(*id)],
            Fact::TakenBack { on, .. } | Fact::Reversed { on, .. } | Fact::Voided { on, .. } => vec![*on],
            Fact::DebitRetracted { debit } => vec![self.debit_date(*debit)],
            Fact::CreditRetracted { credit } => vec![self.credit_date(*credit)],
            Fact::AllocationRetracted { allocation, taken_back } => {
                [self.start_of(*allocation)].into_iter().chain(taken_back.map(|(_, on)| on)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn start_of(&self, allocation: i64) -> i64 {
        let all = self.entries.iter().flatten();
        let mut found = all.filter_map(|fact| match fact {
            Fact::Allocation { id, credit, debit, date, .. } if *id == allocation => Some((*credit, *debit, *date)),
            _ => None,
        });
        let (credit, debit, date) = found.next_back().unwrap();
        date.max(self.credit_date(credit)).max(self.debit_date(debit))
    }

    fn debit_date(&self, debit: i64) -> i64 {
        let all = self.entries.iter().flatten();
        let mut dates = all.filter_map(|fact| match fact {
            Fact::Debit { id, date, .. } if *id == debit => Some(*date),
            _ => None,
        });
        dates.next_back().unwrap_or(i64::MIN)
    }

    fn credit_date(&self, credit: i64) -> i64 {
        let all = self.entries.iter().flatten();
        let mut dates = all.filter_map(|fact| match fact {
            Fact::Credit { id, date, .. } if *id == credit => Some(*date),
            _ => None,
        });
        dates.next_back().unwrap_or(i64::MIN)
    }
}

impl Known {
    /// Whether a fact names something that does not count. What a correction took off may be named by what it took off
    /// with it, and by the correction.
    fn dangles(&self, facts: &[(usize, &Fact)]) -> bool {
        let (mut written, mut off, mut taken_back) = (HashSet::new(), HashSet::new(), HashSet::new());
        for (entry, fact) in facts {
            match fact {
                Fact::Debit { id, .. } => written.insert(("debit", *id)),
                Fact::Credit { id, .. } => written.insert(("credit", *id)),
                Fact::Allocation { id, .. } => written.insert(("allocation", *id)),
                Fact::AllocationRetracted { allocation, .. } => off.insert(*allocation),
                Fact::TakenBack { allocation, .. } => taken_back.insert((*entry, *allocation)),
                _ => false,
            };
        }
        let debit = |id: i64| self.debits.iter().any(|one| one.id == id);
        let credit = |id: i64| self.credits.iter().any(|one| one.id == id);
        facts.iter().any(|(_, fact)| match fact {
            Fact::Allocation { id, credit: from, debit: to, .. } => !(off.contains(id) || debit(*to) && credit(*from)),
            Fact::TakenBack { allocation, .. } => {
                !off.contains(allocation) && !self.allocations.iter().any(|one| one.id == *allocation)
            }
            Fact::Reversed { credit: id, .. } => !credit(*id),
            Fact::Voided { debit: id, .. } => !debit(*id),
            Fact::PromiseEnded { promise, .. } => !self.promises.iter().any(|one| one.id == *promise),
            Fact::PlanEnded { plan, .. } => !self.plans.iter().any(|one| one.id == *plan),
            Fact::DebitRetracted { debit } => !written.contains(&("debit", *debit)),
            Fact::CreditRetracted { credit } => !written.contains(&("credit", *credit)),
            // The correction took the allocation off as it was: with its being taken back, or without.
            Fact::AllocationRetracted { allocation, taken_back: with } => {
                let with = with.map(|(entry, _)| (entry, *allocation));
                let counts = taken_back.iter().find(|(_, id)| id == allocation).copied();
                !written.contains(&("allocation", *allocation)) || with != counts
            }
            Fact::PlanHanded { plan, .. } => !self.plans.iter().any(|one| one.id == *plan),
            Fact::PromiseHanded { promise, .. } => !self.promises.iter().any(|one| one.id == *promise),
            _ => false,
        }) || self.plans.iter().any(|plan| plan.covers.iter().any(|id| !debit(*id)))
            || self.promises.iter().any(|promise| promise.covers.iter().any(|id| !debit(*id)))
    }

    /// The rules that hold for all that counts, whatever was done in which order; None where they hold.
    pub fn broken_rule(&self, facts: &[(usize, &Fact)]) -> Option<&'static str> {
        let mut ends = HashSet::new();
        let twice = facts.iter().any(|(_, fact)| match fact {
            Fact::TakenBack { allocation, .. } => !ends.insert(("allocation", *allocation)),
            Fact::Reversed { credit, .. } => !ends.insert(("credit", *credit)),
            Fact::Voided { debit, .. } => !ends.insert(("debit", *debit)),
            Fact::PromiseEnded { promise, .. } => !ends.insert(("promise", *promise)),
            Fact::PlanEnded { plan, .. } => !ends.insert(("plan", *plan)),
            Fact::DebitRetracted { debit } => !ends.insert(("debit off", *debit)),
            Fact::CreditRetracted { credit } => !ends.insert(("credit off", *credit)),
            Fact::AllocationRetracted { allocation, .. } => !ends.insert(("allocation off", *allocation)),
            _ => false,
        });
        if twice {
            return Some("ended twice");
        }
        if self.dangles(facts) {
            return Some("stands on what does not count");
        }
        let mut numbers = HashSet::new();
        if self.debits.iter().any(|one| one.voided.is_none() && !numbers.insert((one.account, one.number.as_str()))) {
            return Some("number twice");
        }
        let starts = |mine: &dyn Fn(&Allocation) -> bool| -> Vec<i64> {
            self.allocations.iter().filter(|one| mine(one)).map(|one| one.starts).collect()
        };
        let over_debit = |one: &Debit| {
            starts(&|part| part.debit == one.id).iter().any(|date| self.applied_to(one.id, *date) > one.amount)
        };
        let over_credit = |one: &Credit| {
            starts(&|part| part.credit == one.id).iter().any(|date| self.applied_of(one.id, *date) > one.amount)
        };
        if self.debits.iter().any(over_debit) || self.credits.iter().any(over_credit) {
            return Some("over-allocated");
        }
        None
    }
}
