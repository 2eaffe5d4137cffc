//! Promises and plans, and their ends.

use arrears::domain::calendar::Roll;
use arrears::domain::communication::Outcome;
use arrears::domain::ids::{AccountId, DebitId, PlanId, PromiseId};
use arrears::domain::money::Remainder;
use arrears::domain::plan::Rhythm;
use arrears::domain::promise::PromiseEnd;
use arrears::ops::agree_plan::AgreePlan;
use arrears::ops::end::{CancelPlan, EndPromise};
use arrears::ops::log_contact::LogContact;
use arrears::ops::promise_payment::{PromisePayment, Promised};

use super::{History, date};
use crate::model::Fact;
use crate::shop::cents;

impl History {
    pub fn promise(&mut self) {
        let (account, any_day) = (self.account(), self.dice.day());
        // On the day of a payment the order of entry decides.
        let credits = self.model.now().credits;
        let days: Vec<i64> = credits.iter().filter(|one| one.account == account).map(|one| one.date).collect();
        let made = self.dice.pick(&days).copied().filter(|_| self.dice.chance(30)).unwrap_or(any_day);
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
            self.expect(op, facts, None);
            return;
        }
        let op = LogContact {
            contact: "Pat".into(),
            note: "will pay".into(),
            promise: Some(promised),
            follow_up: Some((date(made + 30), String::new())),
            ..LogContact::new(account, date(made).and_hms_opt(10, 30, 0).unwrap(), Outcome::Promise)
        };
        self.expect(op, facts, None);
    }

    pub fn end_promise(&mut self) {
        let now = self.model.now();
        let Some(one) = self.dice.pick(&now.promises) else { return };
        let on = one.made + self.dice.below(30);
        let op = EndPromise { promise: PromiseId(one.id), how: PromiseEnd::Cancelled, on: date(on) };
        self.expect(op, vec![Fact::PromiseEnded { promise: one.id, on }], None);
    }

    pub fn agree_plan(&mut self) {
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
        self.expect(op, vec![Fact::Plan { id, account, made, covers, instalments, allowed, grace }], refused);
    }

    pub fn cancel_plan(&mut self) {
        let now = self.model.now();
        let Some(one) = self.dice.pick(&now.plans) else { return };
        let on = one.made + self.dice.below(60);
        self.expect(
            CancelPlan { plan: PlanId(one.id), on: date(on) },
            vec![Fact::PlanEnded { plan: one.id, on }],
            None,
        );
    }
}
