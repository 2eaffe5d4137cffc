//! A dispute on all or part of an item: how much, why, and who sees to it; the rest is still asked for.

use super::super::cx::Cx;
use super::super::field::amount::AmountField;
use super::super::field::choice::{Choice, ChoiceField};
use super::super::field::pick::PickField;
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::outlook::Outlook;
use super::posting::{Ground, Posting, amount_of, collectable, debit_key};
use crate::domain::calendar::Date;
use crate::domain::communication::DisputeReason;
use crate::domain::item::OpenDebit;
use crate::domain::money::Money;
use crate::error::{Error, Result};
use crate::ops::open_dispute::{Disputed, OpenDispute};

pub struct DisputeForm {
    which: PickField,
    amount: AmountField,
    reason: ChoiceField,
    owner: TextField,
    note: TextField,
}

/// The shop's list of reasons, numbered.
pub fn reasons(cx: &Cx) -> Vec<Choice> {
    let label = |reason: &DisputeReason| reason.word().to_lowercase().replace('-', " ");
    cx.settings.dispute_reasons.iter().map(|reason| Choice::new(reason.word(), label(reason))).collect()
}

/// What of a debit is open and not disputed yet.
fn undisputed(debit: &OpenDebit) -> Option<Money> {
    debit.open.minus(debit.disputed).ok().filter(|left| left.is_positive())
}

impl DisputeForm {
    fn debit<'a>(&self, ground: &'a Ground) -> Result<&'a OpenDebit> {
        self.which.check()?;
        let chosen = ground.debit(self.which.value());
        let open = chosen.and_then(|chosen| ground.standing.debits.iter().find(|debit| debit.id == chosen.id));
        open.ok_or_else(|| Error::invalid("which", "choose which"))
    }
}

fn number(op: &OpenDispute, ground: &Ground) -> String {
    let found = ground.debits.iter().find(|debit| debit.id == op.disputed.debit);
    found.map(|debit| debit.number.clone()).unwrap_or_default()
}

impl Posting for DisputeForm {
    const NAME: &'static str = "dispute";
    const MOVES_MONEY: bool = false;
    type Deed = OpenDispute;

    fn new(seed: Seed, ground: &Ground) -> DisputeForm {
        let currency = ground.standing.account.currency;
        let mut form = DisputeForm {
            which: PickField::new(Slot::new("which", "Item"), "nothing is open that could be disputed"),
            amount: AmountField::new(Slot::new("amount", "Disputed"), currency, ground.look),
            reason: ChoiceField::new(Slot::new("reason", "Reason"), Vec::new()),
            owner: TextField::new(Slot::new("owner", "Owner")),
            note: TextField::new(Slot::new("note", "Note")),
        };
        if let Some(debit) = ground.debits.iter().find(|debit| Some(debit.id) == seed.debit) {
            form.which.settle(debit_key(debit));
        }
        form
    }

    fn title(&self) -> &'static str {
        "DISPUTE by"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.which, &mut self.amount, &mut self.reason, &mut self.owner, &mut self.note]
    }

    fn offer(&mut self, ground: &Ground, cx: &Cx) -> Result<()> {
        let line = |open: &OpenDebit| {
            let debit = ground.debits.iter().find(|debit| debit.id == open.id)?;
            Some(ground.debit_line(debit, undisputed(open)?))
        };
        self.which.offer(ground.standing.debits.iter().filter_map(line).collect());
        self.reason.offer(reasons(cx));
        self.owner.default = cx.operator.clone();
        Ok(())
    }

    fn follow(&mut self, ground: &Ground, _cx: &Cx) {
        let left = self.debit(ground).ok().and_then(undisputed);
        (self.amount.default, self.amount.base) = (left, left);
    }

    fn deed(&self, ground: &Ground, _cx: &Cx) -> Result<OpenDispute> {
        let debit = self.debit(ground)?;
        self.reason.check()?;
        let disputed = Disputed {
            debit: debit.id,
            amount: amount_of(&self.amount)?,
            reason: self.reason.value().unwrap_or_default().parse()?,
            owner: self.owner.value().to_string(),
            note: self.note.value().to_string(),
        };
        Ok(OpenDispute { account: ground.account(), opened: ground.today, disputed })
    }

    fn on(&self, ground: &Ground) -> Date {
        ground.today
    }

    fn aftermath(&self, outlook: &Outlook, ground: &Ground) -> Vec<String> {
        let debit =
            self.debit(ground).ok().and_then(|one| outlook.after.debits.iter().find(|debit| debit.id == one.id));
        let left = debit.map(|debit| match undisputed(debit) {
            Some(left) => format!("left to ask for of {}: {}", debit.number, ground.look.figure(left)),
            None => format!("nothing is left to ask for of {}", debit.number),
        });
        left.into_iter().chain(collectable(outlook, ground)).collect()
    }

    fn sentence(&self, op: &OpenDispute, ground: &Ground) -> String {
        let amount = ground.look.figure(op.disputed.amount);
        format!("{amount} of {} is not asked for until this is resolved", number(op, ground))
    }

    fn said(&self, op: &OpenDispute, ground: &Ground) -> String {
        format!("{} of {} is disputed", ground.look.figure(op.disputed.amount), number(op, ground))
    }
}
