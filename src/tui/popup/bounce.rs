//! A returned payment: what reopens and how old it is, what becomes of promises and plans, all seen before it is saved.

use super::super::cx::Cx;
use super::super::field::amount::AmountField;
use super::super::field::date::DateField;
use super::super::field::pick::PickField;
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::outlook::Told;
use super::posting::{Ground, Posting, credit_key, date_of, name_of};
use crate::book::Credit;
use crate::domain::calendar::{Date, short};
use crate::domain::item::CreditKind;
use crate::error::{Error, Result};
use crate::ops::bounce_payment::{BouncePayment, Reopened, day_of, decide, usual_reason};

pub struct Bounce {
    which: PickField,
    date: DateField,
    reason: TextField,
    fee: AmountField,
}

/// The payment, and what reopens.
type Returned = Told<BouncePayment, (Credit, Vec<Reopened>)>;

impl Posting for Bounce {
    const NAME: &'static str = "bounce";
    const CLOSES: bool = false;
    const JUDGES: bool = true;
    type Deed = Returned;

    fn new(seed: Seed, ground: &Ground) -> Bounce {
        let mut form = Bounce {
            which: PickField::new(Slot::new("which", "Payment"), "there is no payment that could bounce"),
            date: ground.day_field(Slot::new("date", "Returned").beside(40)),
            reason: TextField::new(Slot::new("reason", "Reason").beside(34)),
            fee: AmountField::new(Slot::new("fee", "Fee"), ground.standing.account.currency, ground.look),
        };
        form.fee.required = false;
        if let Some(credit) = ground.credits.iter().find(|credit| Some(credit.id) == seed.credit) {
            form.which.settle(credit_key(credit));
        }
        form
    }

    fn title(&self) -> &'static str {
        "BOUNCE a payment of"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.which, &mut self.date, &mut self.reason, &mut self.fee]
    }

    fn offer(&mut self, ground: &Ground, _cx: &Cx) -> Result<()> {
        self.date.today = ground.today;
        let could = |credit: &&Credit| credit.kind == CreditKind::Payment && credit.reversed_on.is_none();
        let payments = ground.credits.iter().rev().filter(could);
        self.which.offer(payments.map(|credit| ground.credit_line(credit, credit.amount)).collect());
        Ok(())
    }

    fn follow(&mut self, ground: &Ground, cx: &Cx) {
        let payment = ground.credit(self.which.value());
        let day = payment.and_then(|payment| day_of(&cx.book, payment, ground.today).ok());
        self.date.default = Some(day.unwrap_or(ground.today));
        self.reason.default = payment.map_or("NSF", |payment| usual_reason(payment, ground.today)).to_string();
    }

    fn deed(&self, ground: &Ground, cx: &Cx) -> Result<Returned> {
        self.which.check()?;
        let payment = ground.credit(self.which.value()).ok_or_else(|| Error::invalid("which", "choose which"))?;
        let date = date_of(&self.date)?;
        let fee = self.fee.value()?.filter(|fee| fee.is_positive());
        let decided = decide(&cx.book, payment, date, self.reason.value(), fee)?;
        Ok(Told { op: decided.op, told: (payment.clone(), decided.reopens) })
    }

    fn on(&self, ground: &Ground) -> Date {
        self.date.value().ok().flatten().unwrap_or(ground.today)
    }

    fn details(&self, deed: &Returned, ground: &Ground) -> Vec<String> {
        let reopens = |one: &Reopened| {
            let late = match one.days_past_due {
                0 => "due that day".to_string(),
                days if days > 0 => format!("{days} d late"),
                days => format!("not due for {} d", -days),
            };
            let due = short(one.due, ground.today);
            format!("reopens {}  {}  due {due}, {late}", one.number, ground.look.figure(one.amount))
        };
        let (payment, reopened) = &deed.told;
        let mut details: Vec<String> = reopened.iter().map(reopens).collect();
        if deed.op.date == payment.date && payment.date > ground.today {
            details.push(format!("pulled on its own date, {}: it never counts", short(payment.date, ground.today)));
        }
        let with = |credit: &&Credit| deed.op.credits.contains(&credit.id) && credit.id != payment.id;
        for credit in ground.credits.iter().filter(with) {
            details.push(format!("takes {} of {} back with it", name_of(credit), ground.look.figure(credit.amount)));
        }
        let elsewhere = deed.op.credits.iter().filter(|id| !ground.credits.iter().any(|one| one.id == **id)).count();
        if elsewhere > 0 {
            details.push(format!("takes its parts on {elsewhere} other accounts back with it"));
        }
        details
    }

    fn sentence(&self, deed: &Returned, ground: &Ground) -> String {
        let (payment, reopened) = &deed.told;
        let mut text = format!("Takes {} of {} back", name_of(payment), ground.look.figure(payment.amount));
        match reopened.len() {
            0 => {}
            1 => text.push_str("; 1 item reopens"),
            many => text.push_str(&format!("; {many} items reopen")),
        }
        if let Some((number, fee)) = &deed.op.fee {
            text.push_str(&format!("; charges {} as {number}", ground.look.figure(*fee)));
        }
        text
    }

    fn said(&self, deed: &Returned, ground: &Ground) -> String {
        let (payment, _) = &deed.told;
        format!("{} of {} bounced", name_of(payment), ground.look.figure(payment.amount))
    }
}
