//! Random histories of the whole ledger against a naive model of it: what is accepted and refused, and afterwards every
//! figure at random dates and as known at random entries. A history is told by its seed; a failure names it.
//!
//! `ARREARS_LONG=1 cargo test --release --test properties` runs 100 histories of 400 entries instead of 5 of 220;
//! `ARREARS_SEED=17` runs only that one.

mod model;
mod shop;

use arrears::book::{AccountDetails, AgingQuestion, Book, Op};
use arrears::domain::aging::Aging;
use arrears::domain::calendar::{Date, Roll, day_number, from_day_number};
use arrears::domain::communication::{Channel, Direction, Outcome};
use arrears::domain::ids::{AccountId, AllocationId, CreditId, DebitId, EntryId, PlanId, PromiseId};
use arrears::domain::money::Remainder;
use arrears::domain::plan::Rhythm;
use arrears::domain::promise::PromiseEnd;
use arrears::error::Kind;
use arrears::ops::agree_plan::AgreePlan;
use arrears::ops::amend_account::AmendAccount;
use arrears::ops::apply_credit::ApplyCredit;
use arrears::ops::bounce_payment::BouncePayment;
use arrears::ops::end::{CancelPlan, EndPromise};
use arrears::ops::log_contact::LogContact;
use arrears::ops::post_credit::PostCredit;
use arrears::ops::promise_payment::{PromisePayment, Promised};
use arrears::ops::take_payment::{PaymentPart, Strategy, TakePayment, decide};
use arrears::ops::unapply_credit::UnapplyCredit;
use arrears::ops::undo::Undo;
use arrears::ops::void_debit::VoidDebit;
use model::{Fact, Known, Model, Wrong};
use shop::{Shop, cents};

const ACCOUNTS: i64 = 3;
/// The first day of the histories: 2026-03-02.
const START: i64 = 20_514;

/// xorshift: the same history for the same seed, on every machine.
struct Dice(u64);

impl Dice {
    fn of(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, sides: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as i64 % sides.max(1)
    }

    fn chance(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len() as i64) as usize)
    }

    fn day(&mut self) -> i64 {
        START + self.below(220)
    }
}

fn date(day: i64) -> Date {
    from_day_number(day)
}

/// The figures of every account at some dates, as they were when an entry was the newest.
struct Seen {
    entry: EntryId,
    as_of: i64,
    rows: Vec<(i64, Vec<i64>)>,
}

struct History {
    shop: Shop,
    model: Model,
    dice: Dice,
    seen: Vec<Seen>,
    accepted: usize,
    refused: usize,
}

impl History {
    fn begin(seed: u64) -> History {
        let mut history = History {
            shop: Shop::new(),
            model: Model::default(),
            dice: Dice::of(seed),
            seen: Vec::new(),
            accepted: 0,
            refused: 0,
        };
        for account in 1..=ACCOUNTS {
            assert_eq!(history.shop.account(&format!("C{account}")).0, account);
            history.model.entries.push(vec![Fact::Note]);
        }
        history
    }

    fn run(seed: u64, length: usize) -> History {
        let mut history = History::begin(seed);
        for step in 0..length {
            history.step();
            if step % 7 == 0 {
                let as_of = history.dice.day();
                let (entry, rows) = (history.shop.book.version().unwrap(), rows(&history.shop.book, as_of, None));
                history.seen.push(Seen { entry, as_of, rows });
            }
        }
        history
    }

    /// Performs an op and expects of it what the model's rules say of its facts.
    fn expect(&mut self, op: &impl Op, facts: Vec<Fact>, refused_before: Option<&'static str>) {
        self.model.entries.push(facts);
        let refusal = refused_before.or_else(|| self.model.now().broken_rule(&self.model.facts()));
        let answer = self.shop.try_do(op);
        let last = self.model.entries.len();
        match (&answer, refusal) {
            (Ok(done), None) => {
                assert_eq!(done.entry.0 as usize, last);
                assert_eq!(done.created, self.shop.book.created_by(done.entry).unwrap());
                self.accepted += 1;
            }
            (Err(error), Some(_)) => {
                assert!(matches!(error.kind(), Kind::Refused | Kind::NotFound), "{error}");
                assert!(error.safe_note().is_some(), "{error}");
                self.model.entries.pop();
                self.refused += 1;
            }
            _ => panic!(
                "entry {last}: the model says {refusal:?}, the book {answer:?}: {:?}",
                self.model.entries[last - 1]
            ),
        }
    }

    fn step(&mut self) {
        match self.dice.below(100) {
            0..22 => self.post_debit(),
            22..27 => self.post_memo(),
            27..47 => self.take_payment(),
            47..56 => self.apply(),
            56..63 => self.take_back(),
            63..69 => self.promise(),
            69..72 => self.end_promise(),
            72..76 => self.agree_plan(),
            76..78 => self.cancel_plan(),
            78..81 => self.bounce(),
            81..84 => self.void(),
            84..86 => self.amend(),
            _ => self.undo(),
        }
    }

    fn account(&mut self) -> i64 {
        1 + self.dice.below(ACCOUNTS)
    }

    fn post_debit(&mut self) {
        let (account, day) = (self.account(), self.dice.day());
        let id = self.model.next_id(|fact| matches!(fact, Fact::Debit { .. }));
        let number = if self.dice.chance(12) { 1 + self.dice.below(id) } else { id };
        let (due, amount) = (day + self.dice.below(60) - 3, 1 + self.dice.below(30_000));
        let number = format!("INV-{number}");
        let op = shop::invoice(AccountId(account), &number, cents(amount), (date(day), date(due)));
        self.expect(&op, vec![Fact::Debit { id, account, number, date: day, due, amount }], None);
    }

    /// A wish worked out over what is open at some date, which may not be the date of posting.
    fn decided(&mut self, account: i64, amount: i64, posted: i64) -> Vec<(DebitId, arrears::domain::money::Money)> {
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

    fn allocations(&self, credit: i64, day: i64, parts: &[(DebitId, arrears::domain::money::Money)]) -> Vec<Fact> {
        let first = self.model.next_id(|fact| matches!(fact, Fact::Allocation { .. }));
        let fact = |(id, part): (i64, &(DebitId, arrears::domain::money::Money))| Fact::Allocation {
            id,
            credit,
            debit: part.0.0,
            date: day,
            amount: part.1.minor(),
        };
        (first..).zip(parts).map(fact).collect()
    }

    fn next_credit(&self) -> i64 {
        self.model.next_id(|fact| matches!(fact, Fact::Credit { .. }))
    }

    fn post_memo(&mut self) {
        let (account, day, amount) = (self.account(), self.dice.day(), 1 + self.dice.below(12_000));
        let (id, allocations) = (self.next_credit(), self.decided(account, amount, day));
        let mut facts = vec![Fact::Credit { id, account, kind: "credit", date: day, amount }];
        facts.extend(self.allocations(id, day, &allocations));
        let refused = takes_none(&self.model.now(), None, &facts);
        let (reference, memo) = (String::new(), String::new());
        let (account, amount) = (AccountId(account), cents(amount));
        self.expect(&PostCredit { account, date: date(day), amount, reference, memo, allocations }, facts, refused);
    }

    fn take_payment(&mut self) {
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
        let refused = takes_none(&self.model.now(), None, &facts);
        let part = PaymentPart { discounts, ..PaymentPart::new(AccountId(account), cents(amount), allocations) };
        let (method, reference, memo) = ("check".into(), format!("{id}"), String::new());
        self.expect(&TakePayment { received: date(day), method, reference, memo, parts: vec![part] }, facts, refused);
    }

    fn apply(&mut self) {
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
        self.expect(&ApplyCredit { credit: CreditId(credit.id), date: date(day), allocations: parts }, facts, refused);
    }

    fn take_back(&mut self) {
        let (now, on) = (self.model.now(), self.dice.day());
        let Some(credit) = self.dice.pick(&now.credits).cloned() else { return };
        let mine: Vec<_> = now.allocations.iter().filter(|one| one.credit == credit.id).collect();
        let some: Vec<_> = mine.into_iter().filter(|_| self.dice.chance(70)).collect();
        let refused = match () {
            () if credit.kind == "discount" => Some("not on its own"),
            () if some.is_empty() => Some("nothing named"),
            () if some.iter().any(|one| one.ends.is_some()) => Some("has ended"),
            () => None,
        };
        let facts = some.iter().map(|one| Fact::TakenBack { allocation: one.id, on }).collect();
        let allocations = some.iter().map(|one| AllocationId(one.id)).collect();
        self.expect(&UnapplyCredit { credit: CreditId(credit.id), date: date(on), allocations }, facts, refused);
    }

    fn promise(&mut self) {
        let (account, made) = (self.account(), self.dice.day());
        let id = self.model.next_id(|fact| matches!(fact, Fact::Promise { .. }));
        let (amount, due) = (1 + self.dice.below(20_000), made + self.dice.below(25));
        let last_day = due + self.dice.below(4);
        let now = self.model.now();
        let mine: Vec<i64> = now.debits.iter().filter(|one| one.account == account).map(|one| one.id).collect();
        let named: Option<i64> = self.dice.pick(&mine).copied().filter(|_| self.dice.chance(35));
        let covers: Vec<i64> = named.into_iter().collect();
        let promised = Promised {
            amount: cents(amount),
            due: date(due),
            last_day: date(last_day),
            covers: covers.iter().map(|id| DebitId(*id)).collect(),
        };
        let facts = vec![Fact::Promise { id, account, made, amount, last_day, covers }];
        let account = AccountId(account);
        if self.dice.chance(50) {
            let op = PromisePayment { account, made: date(made), promised };
            return self.expect(&op, facts, None);
        }
        let op = LogContact {
            account,
            at: date(made).and_hms_opt(10, 30, 0).unwrap(),
            channel: Channel::Call,
            direction: Direction::Out,
            outcome: Outcome::Promise,
            contact: "Pat".into(),
            phone: String::new(),
            item: None,
            note: "will pay".into(),
            promise: Some(promised),
            disputes: Vec::new(),
            plan: None,
            hold: None,
            follow_up: Some((date(made + 30), String::new())),
            finished: Vec::new(),
        };
        self.expect(&op, facts, None);
    }

    fn end_promise(&mut self) {
        let now = self.model.now();
        let Some(one) = self.dice.pick(&now.promises) else { return };
        let on = one.made + self.dice.below(30);
        let op = EndPromise { promise: PromiseId(one.id), how: PromiseEnd::Cancelled, on: date(on) };
        self.expect(&op, vec![Fact::PromiseEnded { promise: one.id, on }], None);
    }

    fn agree_plan(&mut self) {
        let (now, account, made) = (self.model.now(), self.account(), self.dice.day());
        let running: Vec<i64> = now
            .plans
            .iter()
            .filter(|plan| plan.account == account && now.is_running(plan, made))
            .flat_map(|plan| plan.covers.clone())
            .collect();
        let covers: Vec<_> = now
            .debits
            .iter()
            .filter(|one| one.account == account && now.open(one, made) > 0)
            .filter(|_| self.dice.chance(60))
            .collect();
        let total: i64 = covers.iter().map(|one| now.open(one, made)).sum();
        let taken = covers.iter().any(|one| running.contains(&one.id));
        let refused = if covers.is_empty() || taken { Some("nothing free to cover") } else { None };
        let count = (1 + self.dice.below(6)).min(total.max(1));
        let first = made + self.dice.below(20);
        let amounts =
            (0..count).map(|n| if n + 1 == count { total - (total / count) * (count - 1) } else { total / count });
        let instalments: Vec<(i64, i64)> = (0..).map(|n| first + 7 * n).zip(amounts).collect();
        let (allowed, grace) = (self.dice.below(3), self.dice.below(2) * (5 + self.dice.below(30)));
        let op = AgreePlan {
            account: AccountId(account),
            made: date(made),
            down: cents(0),
            first: date(first),
            every: Rhythm::Week,
            roll: Roll::None,
            remainder: Remainder::Last,
            allowed_missed: allowed as u32,
            grace_days: grace as u32,
            covers: covers.iter().map(|one| DebitId(one.id)).collect(),
            instalments: (1..).zip(&instalments).map(|(n, one)| (n, date(one.0), date(one.0), cents(one.1))).collect(),
        };
        let covers = covers.iter().map(|one| one.id).collect();
        let id = self.model.next_id(|fact| matches!(fact, Fact::Plan { .. }));
        self.expect(&op, vec![Fact::Plan { id, account, made, covers, instalments, allowed, grace }], refused);
    }

    fn cancel_plan(&mut self) {
        let now = self.model.now();
        let Some(one) = self.dice.pick(&now.plans) else { return };
        let on = one.made + self.dice.below(60);
        self.expect(
            &CancelPlan { plan: PlanId(one.id), on: date(on) },
            vec![Fact::PlanEnded { plan: one.id, on }],
            None,
        );
    }

    fn bounce(&mut self) {
        let (now, on) = (self.model.now(), self.dice.day());
        let Some(credit) = self.dice.pick(&now.credits) else { return };
        let refused = if on < credit.date { Some("before its date") } else { None };
        let (reason, fee) = ("NSF".into(), None);
        let op = BouncePayment { credits: vec![CreditId(credit.id)], date: date(on), reason, fee };
        self.expect(&op, vec![Fact::Reversed { credit: credit.id, on }], refused);
    }

    fn void(&mut self) {
        let (now, on) = (self.model.now(), self.dice.day());
        let Some(debit) = self.dice.pick(&now.debits) else { return };
        let mut money = now.allocations.iter().filter(|one| one.debit == debit.id);
        let has_money = money.any(|one| one.ends.is_none_or(|end| end > one.starts && end > on));
        let refused = if on < debit.date || has_money { Some("too early, or has money") } else { None };
        let op = VoidDebit { debit: DebitId(debit.id), date: date(on), taken_back: vec![], reversed: vec![] };
        self.expect(&op, vec![Fact::Voided { debit: debit.id, on }], refused);
    }

    fn amend(&mut self) {
        let account = AccountId(self.account());
        let note = format!("note {}", self.dice.below(9));
        let details = AccountDetails { note, ..self.shop.book.account(account).unwrap().details };
        self.expect(&AmendAccount { account, details, contacts: None }, vec![Fact::Note], None);
    }

    fn undo(&mut self) {
        let entries = self.model.entries.len();
        let recent = if self.dice.chance(60) { 12 } else { entries as i64 };
        let of = entries - self.dice.below(recent.min(entries as i64 - ACCOUNTS)) as usize;
        if of <= ACCOUNTS as usize {
            return;
        }
        let refused = if self.model.counting(entries)[of - 1] { None } else { Some("undone already") };
        // An undo that counts no more was itself undone; naming it again is refused all the same.
        self.expect(&Undo { entry: EntryId(of as i64) }, vec![Fact::Undo { of }], refused);
    }
}

/// A reversed credit and a voided debit take no new allocation, and money stays within one account.
fn takes_none(now: &Known, from: Option<&model::Credit>, facts: &[Fact]) -> Option<&'static str> {
    let takes = |fact: &Fact| match fact {
        Fact::Allocation { debit, .. } => now.debits.iter().any(|one| {
            one.id == *debit && one.voided.is_none() && from.is_none_or(|credit| credit.account == one.account)
        }),
        _ => true,
    };
    let pays = from.is_none_or(|credit| credit.reversed.is_none());
    if pays && facts.iter().all(takes) { None } else { Some("takes no allocation") }
}

/// Buckets and unapplied of every account in the report.
fn rows(book: &Book, as_of: i64, known_at: Option<EntryId>) -> Vec<(i64, Vec<i64>)> {
    let question = AgingQuestion { known_at, ..AgingQuestion::of(Aging::by_due(date(as_of))) };
    let sums = book.aging_sums(&question).unwrap();
    sums.into_iter()
        .map(|row| (row.account.0, [row.aged.amounts, vec![row.aged.unapplied]].concat()))
        .map(|(account, amounts)| (account, amounts.iter().map(|amount| amount.minor()).collect()))
        .collect()
}

fn model_rows(known: &Known, as_of: i64) -> Vec<(i64, Vec<i64>)> {
    let all = (1..=ACCOUNTS).map(|account| (account, known.row(account, as_of).to_vec()));
    all.filter(|(_, row)| row.iter().any(|amount| *amount != 0)).collect()
}

type Compared = std::result::Result<(), String>;

fn same<T: PartialEq + std::fmt::Debug>(what: &str, book: T, model: T) -> Compared {
    if book == model { Ok(()) } else { Err(format!("{what}: the book says {book:?}, the model {model:?}")) }
}

/// Everything that the book says of a date, against the model.
fn compare_at(book: &Book, now: &Known, as_of: i64) -> Compared {
    same("aging", rows(book, as_of, None), model_rows(now, as_of))?;
    let how = Aging::by_due(date(as_of));
    let report = book.aging(&AgingQuestion::of(how)).unwrap();
    let mut set_apart = std::collections::HashMap::new();
    for block in &report.currencies {
        same("proof", block.proof.difference.minor(), 0)?;
        set_apart.extend(block.rows.iter().map(|row| (row.account.0, row.on_plan.minor())));
    }
    for account in 1..=ACCOUNTS {
        let standing = book.standing(AccountId(account), &how).unwrap();
        let figures = &standing.figures;
        let row: Vec<i64> = figures.amounts.iter().chain([&figures.unapplied]).map(|amount| amount.minor()).collect();
        same("header", row, now.row(account, as_of).to_vec())?;
        same("on plan", figures.on_plan.minor(), now.on_plan(account, as_of))?;
        same("on plan in the report", set_apart.get(&account).copied().unwrap_or(0), figures.on_plan.minor())?;
        let states = standing.promises.iter().map(|(facts, one)| (facts.id.0, one.state.word(), one.counted.minor()));
        same("promises", states.collect(), now.promises(account, as_of))?;
        for (plan, kept) in &standing.plans {
            let mine = now.plans.iter().find(|one| one.id == plan.id.0).ok_or("a plan that does not count")?;
            let seen = (kept.state.word(), kept.paid.minor(), kept.arrears.minor());
            same("plan", seen, now.plan(mine, as_of))?;
        }
        let plans = now.plans.iter().filter(|plan| plan.account == account && plan.made <= as_of).count();
        same("plans", standing.plans.len(), plans)?;
    }
    Ok(())
}

/// The derived columns: what is left after every allocation without an end.
fn compare_columns(book: &Book, now: &Known) -> Compared {
    for account in 1..=ACCOUNTS {
        for debit in book.debits_of(AccountId(account)).unwrap() {
            let mine = now.debits.iter().find(|one| one.id == debit.id.0).ok_or("a debit that does not count")?;
            let endless = now.allocations.iter().filter(|one| one.debit == mine.id && one.ends.is_none());
            let left = mine.amount - endless.map(|one| one.amount).sum::<i64>();
            let expected = (if mine.voided.is_some() { 0 } else { left }, mine.voided);
            same("open", (debit.open.minor(), debit.voided_on.map(day_number)), expected)?;
        }
        for credit in book.credits_of(AccountId(account)).unwrap() {
            let mine = now.credits.iter().find(|one| one.id == credit.id.0).ok_or("a credit that does not count")?;
            let endless = now.allocations.iter().filter(|one| one.credit == mine.id && one.ends.is_none());
            let left = mine.amount - endless.map(|one| one.amount).sum::<i64>();
            let expected = (if mine.reversed.is_some() { 0 } else { left }, mine.reversed);
            same("unapplied", (credit.unapplied.minor(), credit.reversed_on.map(day_number)), expected)?;
        }
        for one in book.allocations_of(AccountId(account)).unwrap() {
            let mine =
                now.allocations.iter().find(|mine| mine.id == one.id.0).ok_or("an allocation that does not count")?;
            let seen = (day_number(one.starts), one.ends.map(day_number), one.taken_back_on.is_some());
            same("allocation", seen, (mine.starts, mine.ends, mine.taken_back))?;
        }
    }
    Ok(())
}

fn compare(history: &mut History) -> Compared {
    let now = history.model.now();
    let head = history.model.entries.len();
    for _ in 0..12 {
        let as_of = START - 30 + history.dice.below(420);
        compare_at(&history.shop.book, &now, as_of).map_err(|error| format!("as of {as_of}: {error}"))?;
    }
    compare_columns(&history.shop.book, &now)?;
    for _ in 0..20 {
        let (known_at, as_of) = (1 + history.dice.below(head as i64), START + history.dice.below(300));
        let seen = rows(&history.shop.book, as_of, Some(EntryId(known_at)));
        let expected = model_rows(&history.model.known(known_at as usize), as_of);
        same(&format!("as of {as_of} known at {known_at}"), seen, expected)?;
    }
    Ok(())
}

fn seeds(count: u64) -> Vec<u64> {
    match std::env::var("ARREARS_SEED").ok().and_then(|seed| seed.parse().ok()) {
        Some(seed) => vec![seed],
        None => (1..=if is_long() { 100 } else { count }).collect(),
    }
}

fn is_long() -> bool {
    std::env::var_os("ARREARS_LONG").is_some()
}

fn length() -> usize {
    if is_long() { 400 } else { 220 }
}

#[test]
fn a_random_history_agrees_with_the_model() {
    for seed in seeds(5) {
        let ran = std::panic::catch_unwind(|| History::run(seed, length()));
        let mut history = ran.unwrap_or_else(|_| panic!("seed {seed}: see above"));
        compare(&mut history).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        assert!(history.accepted > length() / 2 && history.refused > length() / 20, "seed {seed} does too little");
    }
}

#[test]
fn what_was_known_at_an_entry_is_the_same_for_ever() {
    for seed in seeds(3) {
        let history = History::run(seed, length());
        for seen in &history.seen {
            let again = rows(&history.shop.book, seen.as_of, Some(seen.entry));
            assert_eq!(again, seen.rows, "seed {seed}: as of {} known at {}", seen.as_of, seen.entry.0);
        }
        let changed = |seen: &&Seen| rows(&history.shop.book, seen.as_of, None) != seen.rows;
        assert!(history.seen.iter().filter(changed).count() > history.seen.len() / 2, "it would not be noticed");
    }
}

#[test]
fn undoing_the_newest_entries_one_by_one_gives_everything_back() {
    for seed in seeds(3) {
        let mut history = History::run(seed, length() / 2);
        let head = history.shop.book.version().unwrap().0;
        let before = (history.model.now(), history.model.entries.len());
        for _ in 0..40 {
            history.step();
        }
        let moved =
            (0..40).any(|n| rows(&history.shop.book, START + n * 8, None) != model_rows(&before.0, START + n * 8));
        assert!(moved, "seed {seed}: nothing was done");
        for entry in (head + 1..=history.shop.book.version().unwrap().0).rev() {
            match history.shop.try_do(&Undo { entry: EntryId(entry) }) {
                Ok(_) => {}
                Err(error) => assert_eq!(error.code(), "already_undone", "seed {seed}: {error}"),
            }
        }
        for n in 0..40 {
            compare_at(&history.shop.book, &before.0, START + n * 8)
                .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        }
        compare_columns(&history.shop.book, &before.0).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    }
}

/// The negative control: a model with any one wrong rule must disagree with the book.
#[test]
fn a_wrong_rule_is_noticed() {
    for wrong in [
        Wrong::StartsOnItsOwnDate,
        Wrong::ReversalFromTheBeginning,
        Wrong::TakingBackIsForgotten,
        Wrong::VoidIsForgotten,
        Wrong::UndoneStillCounts,
        Wrong::UndoOfUndoIsForgotten,
        Wrong::DueTodayIsLate,
        Wrong::CreditMemoKeepsAPromise,
        Wrong::LateMoneyKeepsAPromise,
        Wrong::EarlierMoneyPaysThePlan,
        Wrong::MemoPaysThePlan,
    ] {
        let noticed = (1..=6).any(|seed| {
            let mut history = History::run(seed, 160);
            history.model.wrong = Some(wrong);
            compare(&mut history).is_err()
        });
        assert!(noticed, "{wrong:?} would not be noticed");
    }
}
