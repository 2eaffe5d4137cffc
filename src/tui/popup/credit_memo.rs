//! A credit memo: how much, and which debits it lowers.

use super::super::cx::Cx;
use super::super::field::amount::AmountField;
use super::super::field::choice::{Choice, ChoiceField};
use super::super::field::date::DateField;
use super::super::field::grid::GridField;
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::posting::{Ground, Posting, amount_of, at_grid, date_of};
use crate::domain::calendar::Date;
use crate::domain::ids::DebitId;
use crate::error::Result;
use crate::ops::post_credit::PostCredit;
use crate::ops::take_payment::{Strategy, decide};

pub struct CreditMemo {
    amount: AmountField,
    date: DateField,
    number: TextField,
    apply: ChoiceField,
    grid: GridField,
    memo: TextField,
    debit: Option<DebitId>,
}

impl Posting for CreditMemo {
    const NAME: &'static str = "credit-memo";
    type Deed = PostCredit;

    fn new(seed: Seed, ground: &Ground) -> CreditMemo {
        let ways = [("oldest", "oldest first"), ("hand", "by hand"), ("none", "leave on account")];
        let ways = ways.map(|(word, label)| Choice::new(word, label)).to_vec();
        let (currency, look) = (ground.standing.account.currency, ground.look);
        let grid = Slot::new("debits", "").no_stop();
        let mut form = CreditMemo {
            amount: AmountField::new(Slot::new("amount", "Amount").beside(40), currency, look),
            date: ground.day_field(Slot::new("date", "Date").beside(36)),
            number: TextField::new(Slot::new("number", "Number")),
            apply: ChoiceField::new(Slot::new("apply", "Apply"), ways),
            grid: GridField::new(grid, ("applies", "closes"), ground.today, look),
            memo: TextField::new(Slot::new("memo", "Memo")),
            debit: seed.debit,
        };
        let open = ground.standing.debits.iter().find(|debit| Some(debit.id) == seed.debit);
        form.apply.choose(if open.is_some() { "hand" } else { "none" });
        form
    }

    fn title(&self) -> &'static str {
        "CREDIT MEMO for"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.amount, &mut self.date, &mut self.number, &mut self.memo, &mut self.apply, &mut self.grid]
    }

    fn offer(&mut self, ground: &Ground, _cx: &Cx) -> Result<()> {
        (self.date.today, self.date.default, self.grid.today) = (ground.today, Some(ground.today), ground.today);
        self.grid.offer(&ground.standing.debits);
        if let (Some(debit), false) = (self.debit.take(), self.grid.is_marked()) {
            self.grid.tick(&[debit]);
        }
        Ok(())
    }

    fn follow(&mut self, ground: &Ground, cx: &Cx) {
        self.grid.slot.stop = self.apply.value() == Some("hand");
        let shown = self.deed(ground, cx).map(|op| op.allocations).unwrap_or_default();
        self.grid.show(&shown);
    }

    fn deed(&self, ground: &Ground, _cx: &Cx) -> Result<PostCredit> {
        let amount = amount_of(&self.amount)?;
        let strategy = match self.apply.value() {
            Some("oldest") => Strategy::OldestFirst,
            Some("hand") => Strategy::ByHand(self.grid.wishes()?),
            _ => Strategy::None,
        };
        let decided = decide(&ground.standing.debits, amount, &strategy).map_err(at_grid)?;
        Ok(PostCredit {
            account: ground.account(),
            date: date_of(&self.date)?,
            amount,
            reference: self.number.value().to_string(),
            memo: self.memo.value().to_string(),
            allocations: decided.applied.allocations,
        })
    }

    fn on(&self, ground: &Ground) -> Date {
        self.date.value().ok().flatten().unwrap_or(ground.today)
    }

    fn sentence(&self, op: &PostCredit, ground: &Ground) -> String {
        let amount = ground.look.figure(op.amount);
        match op.allocations.len() {
            0 => format!("Credits {amount} and leaves it on account"),
            1 => format!("Credits {amount} to 1 item"),
            many => format!("Credits {amount} to {many} items"),
        }
    }

    fn said(&self, op: &PostCredit, ground: &Ground) -> String {
        format!("Credit memo of {} posted for {}", ground.look.figure(op.amount), ground.standing.account.name())
    }
}
