//! The ledger once more, as naively as it can be written: entries are lists of facts, every figure is worked out by loops
//! over all of them, dates and money are plain integers. It shares no code with the book, so that they do not err alike.
#![allow(dead_code)]

mod rules;

/// A rule that the model gets wrong on purpose: each must be caught, or the comparison proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    StartsOnItsOwnDate,
    ReversalFromTheBeginning,
    TakingBackIsForgotten,
    VoidIsForgotten,
    UndoneStillCounts,
    UndoOfUndoIsForgotten,
    DueTodayIsLate,
    CreditMemoKeepsAPromise,
    LateMoneyKeepsAPromise,
    EarlierMoneyPaysThePlan,
    MemoPaysThePlan,
    CorrectionIsForgotten,
    CorrectedMoneyIsNewToThePlan,
    CorrectedMoneyIsNewToThePromise,
    OwnDateIsTheDueDate,
    FifoPaysTheNewest,
    RefundIsForgotten,
    WriteOffKeepsAPromise,
}

#[derive(Debug, Clone)]
pub enum Fact {
    Debit {
        id: i64,
        account: i64,
        number: String,
        date: i64,
        due: i64,
        amount: i64,
    },
    Credit {
        id: i64,
        account: i64,
        kind: &'static str,
        date: i64,
        amount: i64,
    },
    Allocation {
        id: i64,
        credit: i64,
        debit: i64,
        date: i64,
        amount: i64,
    },
    TakenBack {
        allocation: i64,
        on: i64,
    },
    Reversed {
        credit: i64,
        on: i64,
    },
    Voided {
        debit: i64,
        on: i64,
    },
    Promise {
        id: i64,
        account: i64,
        made: i64,
        amount: i64,
        last_day: i64,
        covers: Vec<i64>,
    },
    PromiseEnded {
        promise: i64,
        on: i64,
    },
    Plan {
        id: i64,
        account: i64,
        made: i64,
        covers: Vec<i64>,
        instalments: Vec<(i64, i64)>,
        allowed: i64,
        grace: i64,
    },
    PlanEnded {
        plan: i64,
        on: i64,
    },
    DebitRetracted {
        debit: i64,
    },
    CreditRetracted {
        credit: i64,
    },
    /// With the entry that had taken it back, and the day.
    AllocationRetracted {
        allocation: i64,
        taken_back: Option<(usize, i64)>,
    },
    /// An allocation that a correction carried over counts as typed in when the first one was.
    Carried {
        allocation: i64,
        entered: usize,
    },
    /// A corrected credit counts as typed in when the first one was.
    CreditCarried {
        credit: i64,
        entered: usize,
    },
    PlanHanded {
        plan: i64,
        old: i64,
        new: i64,
    },
    PromiseHanded {
        promise: i64,
        old: i64,
        new: i64,
    },
    Closed {
        through: Option<i64>,
    },
    Undo {
        of: usize,
    },
    /// Something that changes no figure, made on an account's or another fact's entry.
    Note,
}

/// `entries[k - 1]` is entry k.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub entries: Vec<Vec<Fact>>,
    pub wrong: Option<Wrong>,
}

#[derive(Debug, Clone)]
pub struct Debit {
    pub id: i64,
    pub account: i64,
    pub number: String,
    pub date: i64,
    pub due: i64,
    pub amount: i64,
    pub voided: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct Credit {
    pub id: i64,
    /// The entry in which it was first typed in.
    pub entered: usize,
    pub account: i64,
    pub kind: &'static str,
    pub date: i64,
    pub amount: i64,
    pub reversed: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct Allocation {
    pub id: i64,
    /// The entry in which it was first typed in.
    pub entered: usize,
    pub credit: i64,
    pub debit: i64,
    pub date: i64,
    pub amount: i64,
    pub starts: i64,
    pub ends: Option<i64>,
    pub taken_back: Option<i64>,
    /// The entry that took it back.
    pub taken_in: Option<usize>,
}

#[derive(Debug, Clone)]
pub struct Promise {
    pub id: i64,
    pub entry: usize,
    pub account: i64,
    pub made: i64,
    pub amount: i64,
    pub last_day: i64,
    pub covers: Vec<i64>,
    pub ended: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct Plan {
    pub id: i64,
    pub entry: usize,
    pub account: i64,
    pub made: i64,
    pub covers: Vec<i64>,
    pub instalments: Vec<(i64, i64)>,
    pub allowed: i64,
    pub grace: i64,
    pub ended: Option<i64>,
}

/// Everything that counts, as the book was known at one entry.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub debits: Vec<Debit>,
    pub credits: Vec<Credit>,
    pub allocations: Vec<Allocation>,
    pub promises: Vec<Promise>,
    pub plans: Vec<Plan>,
    /// Entries with an effective date on or before it are refused.
    pub closed: Option<i64>,
    wrong: Option<Wrong>,
}

impl Model {
    /// Which of the first `known_at` entries count: those that no counting undo among them names.
    pub fn counting(&self, known_at: usize) -> Vec<bool> {
        let mut counts = vec![true; known_at];
        for entry in (0..known_at).rev() {
            for fact in &self.entries[entry] {
                if let Fact::Undo { of } = fact
                    && (counts[entry] || self.wrong == Some(Wrong::UndoOfUndoIsForgotten))
                    && self.wrong != Some(Wrong::UndoneStillCounts)
                {
                    counts[*of - 1] = false;
                }
            }
        }
        counts
    }

    /// How many facts of a sort were ever written: the next id of its table.
    pub fn next_id(&self, is: impl Fn(&Fact) -> bool) -> i64 {
        self.entries.iter().flatten().filter(|fact| is(fact)).count() as i64 + 1
    }

    pub fn known(&self, known_at: usize) -> Known {
        let counts = self.counting(known_at);
        let mut known = Known { wrong: self.wrong, ..Known::default() };
        for entry in (1..=known_at).filter(|entry| counts[entry - 1]) {
            for fact in &self.entries[entry - 1] {
                known.take(entry, fact);
            }
        }
        known.join();
        known
    }

    /// The facts that count now, each with its entry.
    pub fn facts(&self) -> Vec<(usize, &Fact)> {
        let counts = self.counting(self.entries.len());
        let counting = (1..).zip(&self.entries).zip(counts).filter(|(_, counts)| *counts);
        counting.flat_map(|((number, entry), _)| entry.iter().map(move |fact| (number, fact))).collect()
    }

    pub fn now(&self) -> Known {
        self.known(self.entries.len())
    }
}

impl Known {
    fn take(&mut self, entry: usize, fact: &Fact) {
        match fact.clone() {
            Fact::Debit { number, .. }
                if number.starts_with("REF-") && self.wrong == Some(Wrong::RefundIsForgotten) => {}
            Fact::Debit { id, account, number, date, due, amount } => {
                self.debits.push(Debit { id, account, number, date, due, amount, voided: None });
            }
            Fact::Credit { id, account, kind, date, amount } => {
                self.credits.push(Credit { id, entered: entry, account, kind, date, amount, reversed: None });
            }
            Fact::Allocation { id, credit, debit, date, amount } => {
                let (starts, ends, taken_back, entered) = (date, None, None, entry);
                self.allocations.push(Allocation {
                    id,
                    entered,
                    credit,
                    debit,
                    date,
                    amount,
                    starts,
                    ends,
                    taken_back,
                    taken_in: None,
                });
            }
            Fact::Promise { id, account, made, amount, last_day, covers } => {
                self.promises.push(Promise { id, entry, account, made, amount, last_day, covers, ended: None });
            }
            Fact::Plan { id, account, made, covers, instalments, allowed, grace } => {
                self.plans.push(Plan { id, entry, account, made, covers, instalments, allowed, grace, ended: None });
            }
            Fact::Voided { .. } if self.wrong == Some(Wrong::VoidIsForgotten) => {}
            Fact::Voided { debit, on } => {
                self.debits.iter_mut().filter(|one| one.id == debit).for_each(|one| one.voided = Some(on));
            }
            Fact::Reversed { credit, on } => {
                let on = if self.wrong == Some(Wrong::ReversalFromTheBeginning) { i64::MIN } else { on };
                self.credits.iter_mut().filter(|one| one.id == credit).for_each(|one| one.reversed = Some(on));
            }
            Fact::TakenBack { .. } if self.wrong == Some(Wrong::TakingBackIsForgotten) => {}
            Fact::TakenBack { allocation, on } => {
                for one in self.allocations.iter_mut().filter(|one| one.id == allocation) {
                    (one.ends, one.taken_back, one.taken_in) = (Some(on), Some(on), Some(entry));
                }
            }
            Fact::PromiseEnded { promise, on } => {
                self.promises.iter_mut().filter(|one| one.id == promise).for_each(|one| one.ended = Some(on));
            }
            Fact::PlanEnded { plan, on } => {
                self.plans.iter_mut().filter(|one| one.id == plan).for_each(|one| one.ended = Some(on));
            }
            Fact::Carried { .. } if self.wrong == Some(Wrong::CorrectedMoneyIsNewToThePlan) => {}
            Fact::Carried { allocation, entered } => {
                self.allocations.iter_mut().filter(|one| one.id == allocation).for_each(|one| one.entered = entered);
            }
            Fact::CreditCarried { .. } if self.wrong == Some(Wrong::CorrectedMoneyIsNewToThePromise) => {}
            Fact::CreditCarried { credit, entered } => {
                self.credits.iter_mut().filter(|one| one.id == credit).for_each(|one| one.entered = entered);
            }
            Fact::PlanHanded { plan, old, new } => {
                let plans = self.plans.iter_mut().filter(|one| one.id == plan);
                plans.flat_map(|one| &mut one.covers).filter(|id| **id == old).for_each(|id| *id = new);
            }
            Fact::PromiseHanded { promise, old, new } => {
                let promises = self.promises.iter_mut().filter(|one| one.id == promise);
                promises.flat_map(|one| &mut one.covers).filter(|id| **id == old).for_each(|id| *id = new);
            }
            _ if self.wrong == Some(Wrong::CorrectionIsForgotten) => {}
            Fact::DebitRetracted { debit } => self.debits.retain(|one| one.id != debit),
            Fact::CreditRetracted { credit } => self.credits.retain(|one| one.id != credit),
            Fact::AllocationRetracted { allocation, .. } => self.allocations.retain(|one| one.id != allocation),
            Fact::Closed { through } => self.closed = through,
            Fact::Undo { .. } | Fact::Note => {}
        }
    }

    /// An allocation is in force from the latest of three dates until the earliest of three others.
    fn join(&mut self) {
        for one in &mut self.allocations {
            let debit = self.debits.iter().find(|debit| debit.id == one.debit);
            let credit = self.credits.iter().find(|credit| credit.id == one.credit);
            if self.wrong != Some(Wrong::StartsOnItsOwnDate) {
                one.starts = one.starts.max(debit.map_or(i64::MIN, |debit| debit.date));
                one.starts = one.starts.max(credit.map_or(i64::MIN, |credit| credit.date));
            }
            for end in [debit.and_then(|debit| debit.voided), credit.and_then(|credit| credit.reversed)] {
                one.ends = [one.ends, end].into_iter().flatten().min();
            }
        }
    }

    fn in_force(one: &Allocation, as_of: i64) -> bool {
        one.starts <= as_of && one.ends.is_none_or(|end| end > as_of)
    }

    pub fn applied_to(&self, debit: i64, as_of: i64) -> i64 {
        let parts = self.allocations.iter().filter(|one| one.debit == debit && Known::in_force(one, as_of));
        parts.map(|one| one.amount).sum()
    }

    pub fn applied_of(&self, credit: i64, as_of: i64) -> i64 {
        let parts = self.allocations.iter().filter(|one| one.credit == credit && Known::in_force(one, as_of));
        parts.map(|one| one.amount).sum()
    }

    pub fn open(&self, debit: &Debit, as_of: i64) -> i64 {
        if as_of < debit.date || debit.voided.is_some_and(|on| on <= as_of) {
            return 0;
        }
        debit.amount - self.applied_to(debit.id, as_of)
    }

    pub fn unapplied(&self, credit: &Credit, as_of: i64) -> i64 {
        if as_of < credit.date || credit.reversed.is_some_and(|on| on <= as_of) {
            return 0;
        }
        credit.amount - self.applied_of(credit.id, as_of)
    }

    /// Current, 1–30, 31–60, 61–90, 91+, and what is unapplied.
    pub fn row(&self, account: i64, as_of: i64) -> [i64; 6] {
        let mut row = [0; 6];
        for debit in self.debits.iter().filter(|debit| debit.account == account) {
            let late = as_of - debit.due + i64::from(self.wrong == Some(Wrong::DueTodayIsLate));
            row[bucket_of(late)] += self.open(debit, as_of);
        }
        for credit in self.credits.iter().filter(|credit| credit.account == account) {
            row[5] -= self.unapplied(credit, as_of);
        }
        row
    }

    /// The row with the unapplied money in the bucket of its own date.
    pub fn row_by_own_date(&self, account: i64, as_of: i64) -> [i64; 6] {
        let mut row = self.row(account, as_of);
        row[5] = 0;
        for credit in self.credits.iter().filter(|credit| credit.account == account) {
            let age = as_of - credit.date;
            let age = if self.wrong == Some(Wrong::OwnDateIsTheDueDate) { age - 30 } else { age };
            row[bucket_of(age)] -= self.unapplied(credit, as_of);
        }
        row
    }

    /// The row as if the unapplied money were applied to the oldest, debit by debit.
    pub fn row_by_fifo(&self, account: i64, as_of: i64) -> [i64; 6] {
        let mut left = -self.row(account, as_of)[5];
        let mut debits: Vec<&Debit> = self.debits.iter().filter(|debit| debit.account == account).collect();
        debits.sort_by_key(|debit| if self.wrong == Some(Wrong::FifoPaysTheNewest) { -debit.due } else { debit.due });
        let mut row = [0; 6];
        for debit in debits {
            let open = self.open(debit, as_of);
            let paid = open.min(left);
            left -= paid;
            row[bucket_of(as_of - debit.due)] += open - paid;
        }
        row[5] = -left;
        row
    }

    /// State and counted amount of each promise of an account made by a date, oldest first.
    pub fn promises(&self, account: i64, as_of: i64) -> Vec<(i64, &'static str, i64)> {
        let mut promises: Vec<&Promise> =
            self.promises.iter().filter(|one| one.account == account && one.made <= as_of).collect();
        promises.sort_by_key(|one| (one.made, one.id));
        let live = |one: &Promise| one.ended.is_none_or(|on| on > as_of);
        let named: Vec<i64> = promises.iter().filter(|one| live(one)).flat_map(|one| one.covers.clone()).collect();
        let mut money = self.receipts(account, as_of);
        let mut states = Vec::new();
        for one in promises {
            let mut counted = 0;
            for (entry, date, parts) in money.iter_mut().filter(|_| live(one)) {
                let too_late = *date > one.last_day && self.wrong != Some(Wrong::LateMoneyKeepsAPromise);
                if *date < one.made || (*date == one.made && *entry < one.entry) || too_late {
                    continue;
                }
                for of_named in [false, true] {
                    for (debit, left) in parts.iter_mut() {
                        let covered = one.covers.is_empty() || debit.is_some_and(|debit| one.covers.contains(&debit));
                        if covered && debit.is_some_and(|debit| named.contains(&debit)) == of_named {
                            let part = (*left).min(one.amount - counted);
                            (counted, *left) = (counted + part, *left - part);
                        }
                    }
                }
            }
            let state = match () {
                () if !live(one) => "cancelled",
                () if counted == one.amount => "kept",
                () if as_of <= one.last_day => "open",
                () if counted > 0 => "partial",
                () => "broken",
            };
            states.push((one.id, state, counted));
        }
        states
    }

    /// Entry, date, and what of each payment went where; None is still on the account.
    #[allow(clippy::type_complexity)]
    fn receipts(&self, account: i64, as_of: i64) -> Vec<(usize, i64, Vec<(Option<i64>, i64)>)> {
        let mut money = Vec::new();
        for credit in self.credits.iter().filter(|one| one.account == account && one.date <= as_of) {
            let stands = credit.reversed.is_none_or(|on| on > as_of);
            let counts = match credit.kind {
                "payment" => true,
                "credit" => self.wrong == Some(Wrong::CreditMemoKeepsAPromise),
                _ => self.wrong == Some(Wrong::WriteOffKeepsAPromise),
            };
            if !stands || !counts {
                continue;
            }
            let mine = self.allocations.iter().filter(|one| one.credit == credit.id && Known::in_force(one, as_of));
            let mut parts: Vec<(Option<i64>, i64)> = mine.map(|one| (Some(one.debit), one.amount)).collect();
            parts.push((None, credit.amount - self.applied_of(credit.id, as_of)));
            money.push((credit.entered, credit.date, parts));
        }
        money.sort_by_key(|one| (one.1, one.0));
        money
    }

    /// State, paid and arrears of a plan.
    pub fn plan(&self, plan: &Plan, as_of: i64) -> (&'static str, i64, i64) {
        let (mut paid, mut cut) = (0, 0);
        for one in self.allocations.iter().filter(|one| plan.covers.contains(&one.debit) && Known::in_force(one, as_of))
        {
            let was_known = one.entered < plan.entry && one.starts <= plan.made;
            if was_known && self.wrong != Some(Wrong::EarlierMoneyPaysThePlan) {
                continue;
            }
            let kind = self.credits.iter().find(|credit| credit.id == one.credit).map_or("", |credit| credit.kind);
            if kind == "payment" || self.wrong == Some(Wrong::MemoPaysThePlan) {
                paid += one.amount
            } else {
                cut += one.amount
            }
        }
        let mut instalments = plan.instalments.clone();
        for one in instalments.iter_mut().rev() {
            let part = cut.min(one.1);
            (one.1, cut) = (one.1 - part, cut - part);
        }
        let total: i64 = instalments.iter().map(|one| one.1).sum();
        let paid = paid.min(total);
        let (mut missed, mut arrears, mut too_late, mut spare) = (0, 0, false, paid);
        for (payable, amount) in instalments {
            let unpaid = amount - spare.min(amount);
            spare -= spare.min(amount);
            if unpaid > 0 && payable < as_of {
                (missed, arrears) = (missed + 1, arrears + unpaid);
                too_late |= plan.grace > 0 && as_of - payable > plan.grace;
            }
        }
        let state = match () {
            () if plan.ended.is_some_and(|on| on <= as_of) => "cancelled",
            () if paid == total => "completed",
            () if missed == 0 => "on track",
            () if missed > plan.allowed || too_late => "broken",
            () => "late",
        };
        (state, paid, arrears)
    }

    pub fn is_running(&self, plan: &Plan, as_of: i64) -> bool {
        plan.made <= as_of && matches!(self.plan(plan, as_of).0, "on track" | "late")
    }

    pub fn on_plan(&self, account: i64, as_of: i64) -> i64 {
        let running: Vec<&Plan> =
            self.plans.iter().filter(|plan| plan.account == account && self.is_running(plan, as_of)).collect();
        let covered = self.debits.iter().filter(|debit| running.iter().any(|plan| plan.covers.contains(&debit.id)));
        covered.map(|debit| self.open(debit, as_of)).sum()
    }
}

fn bucket_of(days: i64) -> usize {
    match days {
        91.. => 4,
        61.. => 3,
        31.. => 2,
        1.. => 1,
        _ => 0,
    }
}
