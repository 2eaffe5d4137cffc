//! Correcting what was mistyped: amount, dates, number, or the account it was posted to. What was applied is carried over
//! where it still fits, and each piece is said before it is saved.

use super::super::cx::Cx;
use super::super::field::amount::AmountField;
use super::super::field::date::DateField;
use super::super::field::pick::{Candidate, PickField};
use super::super::field::text::TextField;
use super::super::field::{Field, Slot};
use super::Seed;
use super::outlook::Deed;
use super::posting::{Ground, Posting, amount_of, credit_key, date_of, debit_key, name_of};
use crate::book::{Book, Credit, Debit, Done, Stamp, Standing};
use crate::domain::aging::Aging;
use crate::domain::calendar::{Date, short};
use crate::domain::dates::Facing;
use crate::domain::ids::AccountId;
use crate::domain::item::CreditKind;
use crate::error::{Error, Result};
use crate::ops::correct::{self, Carried, CarriedDispute, Changes, CorrectCredit, CorrectDebit};

pub struct Correct {
    which: PickField,
    amount: AmountField,
    date: DateField,
    due: DateField,
    number: TextField,
    account: TextField,
}

/// The correction of the one or of the other, with the changes that are said of it.
pub struct Correction {
    op: Either,
    /// `1043`, `check 5521`
    name: String,
    changes: Vec<String>,
}

enum Either {
    Debit(CorrectDebit),
    Credit(CorrectCredit),
}

impl Correction {
    fn carried(&self) -> &[Carried] {
        match &self.op {
            Either::Debit(op) => &op.carried,
            Either::Credit(op) => &op.carried,
        }
    }

    fn disputes(&self) -> &[CarriedDispute] {
        match &self.op {
            Either::Debit(op) => &op.disputes,
            Either::Credit(_) => &[],
        }
    }
}

impl Deed for Correction {
    fn try_out(&self, book: &Book, stamp: &Stamp, of: (AccountId, &Aging)) -> Result<Standing> {
        match &self.op {
            Either::Debit(op) => op.try_out(book, stamp, of),
            Either::Credit(op) => op.try_out(book, stamp, of),
        }
    }

    fn perform(&self, book: &mut Book, stamp: &Stamp) -> Result<Done> {
        match &self.op {
            Either::Debit(op) => Deed::perform(op, book, stamp),
            Either::Credit(op) => Deed::perform(op, book, stamp),
        }
    }
}

/// What was picked.
enum Wrong<'a> {
    Debit(&'a Debit),
    Credit(&'a Credit),
}

impl Correct {
    fn wrong<'a>(&self, ground: &'a Ground) -> Result<Wrong<'a>> {
        self.which.check()?;
        let key = self.which.value();
        let credit = || ground.credit(key).map(Wrong::Credit);
        let found = ground.debit(key).map(Wrong::Debit).or_else(credit);
        found.ok_or_else(|| Error::invalid("which", "choose which"))
    }

    fn account(&self, ground: &Ground, cx: &Cx) -> Result<Option<AccountId>> {
        let typed = self.account.value();
        if typed == ground.standing.account.code {
            return Ok(None);
        }
        let account = cx.book.account_named(typed).map_err(|error| error.at_field("account"))?;
        Ok(Some(account.id).filter(|id| *id != ground.account()))
    }

    /// What differs from what was posted.
    fn changes(&self, wrong: &Wrong, ground: &Ground, cx: &Cx) -> Result<Changes> {
        let (amount, date, number) = match wrong {
            Wrong::Debit(debit) => (debit.amount, debit.date, &debit.number),
            Wrong::Credit(credit) => (credit.amount, credit.date, &credit.reference),
        };
        let typed = self.number.value().to_string();
        let number = Some(typed).filter(|typed| typed != number);
        let is_debit = matches!(wrong, Wrong::Debit(_));
        let due = if is_debit && self.due.is_typed() { Some(date_of(&self.due)?) } else { None };
        Ok(Changes {
            amount: Some(amount_of(&self.amount)?).filter(|typed| *typed != amount),
            date: Some(date_of(&self.date)?).filter(|typed| *typed != date),
            due,
            reference: number.clone().filter(|_| !is_debit),
            number: number.filter(|_| is_debit),
            account: self.account(ground, cx)?,
        })
    }
}

/// `amount 100.00 → 50.00`, for each thing that changes.
fn said_of(wrong: &Wrong, op: &Either, cx: &Cx, ground: &Ground) -> Vec<String> {
    let look = ground.look;
    let day = |date| short(date, ground.today);
    let mut said = Vec::new();
    let mut say = |what: &str, before: String, after: String| {
        if before != after {
            said.push(format!("{what} {before} → {after}"));
        }
    };
    let (account, number) = match (wrong, op) {
        (Wrong::Debit(old), Either::Debit(new)) => {
            say("amount", look.figure(old.amount), look.figure(new.amount));
            say("date", day(old.date), day(new.date));
            say("due", day(old.due), day(new.due));
            (new.account, (old.number.clone(), new.number.clone()))
        }
        (Wrong::Credit(old), Either::Credit(new)) => {
            say("amount", look.figure(old.amount), look.figure(new.amount));
            say("date", day(old.date), day(new.date));
            (new.account, (old.reference.clone(), new.reference.clone()))
        }
        _ => return said,
    };
    say("number", number.0, number.1);
    let name = |id| cx.book.account(id).map(|account| account.name().to_string()).unwrap_or_default();
    say("account", name(ground.account()), name(account));
    said
}

impl Posting for Correct {
    const NAME: &'static str = "correct";
    const CLOSES: bool = false;
    type Deed = Correction;

    fn new(seed: Seed, ground: &Ground) -> Correct {
        let currency = ground.standing.account.currency;
        let due = Slot::new("due", "Due").beside(36);
        let mut form = Correct {
            which: PickField::new(Slot::new("which", "Item"), "nothing was posted here"),
            amount: AmountField::new(Slot::new("amount", "Amount").beside(40), currency, ground.look),
            date: ground.day_field(Slot::new("date", "Date").beside(40)),
            due: DateField::new(due, ground.today, Facing::Forward, ground.order),
            number: TextField::new(Slot::new("number", "Number").beside(36)),
            account: TextField::new(Slot::new("account", "Account")),
        };
        let debit = ground.debits.iter().find(|debit| Some(debit.id) == seed.debit);
        let credit = ground.credits.iter().find(|credit| Some(credit.id) == seed.credit);
        match (debit, credit) {
            (_, Some(credit)) => form.which.settle(credit_key(credit)),
            (Some(debit), None) => form.which.settle(debit_key(debit)),
            (None, None) => {}
        }
        form
    }

    fn title(&self) -> &'static str {
        "CORRECT for"
    }

    fn fields(&mut self) -> Vec<&mut dyn Field> {
        vec![&mut self.which, &mut self.amount, &mut self.number, &mut self.date, &mut self.due, &mut self.account]
    }

    fn offer(&mut self, ground: &Ground, _cx: &Cx) -> Result<()> {
        (self.date.today, self.due.today) = (ground.today, ground.today);
        let live = ground.debits.iter().filter(|debit| debit.voided_on.is_none());
        let mut posted: Vec<(Date, Candidate)> =
            live.map(|debit| (debit.date, ground.debit_line(debit, debit.amount))).collect();
        let money = |credit: &&Credit| matches!(credit.kind, CreditKind::Payment | CreditKind::Credit);
        let live = ground.credits.iter().filter(money).filter(|credit| credit.reversed_on.is_none());
        posted.extend(live.map(|credit| (credit.date, ground.credit_line(credit, credit.amount))));
        posted.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
        self.which.offer(posted.into_iter().map(|(_, line)| line).collect());
        self.account.default = ground.standing.account.code.clone();
        Ok(())
    }

    fn follow(&mut self, ground: &Ground, cx: &Cx) {
        let is_debit = match self.wrong(ground) {
            Ok(Wrong::Debit(debit)) => {
                self.amount.default = Some(debit.amount);
                (self.date.default, self.due.default) = (Some(debit.date), Some(debit.due));
                self.number.default = debit.number.clone();
                true
            }
            Ok(Wrong::Credit(credit)) => {
                (self.amount.default, self.date.default) = (Some(credit.amount), Some(credit.date));
                self.number.default = credit.reference.clone();
                false
            }
            Err(_) => {
                (self.amount.default, self.date.default, self.due.default) = (None, None, None);
                self.number.default.clear();
                true
            }
        };
        self.due.slot.shown = is_debit;
        if let Ok(Correction { op: Either::Debit(op), .. }) = self.deed(ground, cx) {
            self.due.default = Some(op.due);
        }
        let named = cx.book.account_named(self.account.value());
        self.account.echo = named.map(|account| account.name().to_string()).unwrap_or_default();
    }

    fn deed(&self, ground: &Ground, cx: &Cx) -> Result<Correction> {
        let wrong = self.wrong(ground)?;
        let changes = self.changes(&wrong, ground, cx)?;
        let (op, name) = match &wrong {
            Wrong::Debit(debit) => {
                (Either::Debit(correct::decide_debit(&cx.book, debit, &changes)?), debit.number.clone())
            }
            Wrong::Credit(credit) => {
                (Either::Credit(correct::decide_credit(&cx.book, credit, &changes)?), name_of(credit))
            }
        };
        let changes = said_of(&wrong, &op, cx, ground);
        if changes.is_empty() {
            return Err(Error::invalid("amount", "nothing is different from what was posted"));
        }
        Ok(Correction { op, name, changes })
    }

    fn on(&self, ground: &Ground) -> Date {
        self.date.value().ok().flatten().unwrap_or(ground.today)
    }

    fn details(&self, deed: &Correction, ground: &Ground) -> Vec<String> {
        let figure = |amount| ground.look.figure(amount);
        let line = |one: &Carried| match (one.before, one.after) {
            (before, None) => format!("✗ {} with {} does not fit any more and is left off", figure(before), one.with),
            (before, Some(after)) if before == after => format!("✓ {} with {} stays applied", figure(before), one.with),
            (before, Some(after)) => {
                format!("✓ of {} with {} only {} stays applied", figure(before), one.with, figure(after))
            }
        };
        let dispute = |one: &CarriedDispute| match one.before == one.after {
            true => format!("✓ the dispute of {} goes over to it", figure(one.before)),
            false => format!("✓ of the dispute of {} only {} goes over to it", figure(one.before), figure(one.after)),
        };
        let changes = std::iter::once(deed.changes.join("   "));
        changes.chain(deed.carried().iter().map(line)).chain(deed.disputes().iter().map(dispute)).collect()
    }

    fn sentence(&self, deed: &Correction, _ground: &Ground) -> String {
        let left_off = deed.carried().iter().filter(|one| one.after != Some(one.before)).count();
        match left_off {
            0 => format!("Corrects {}", deed.name),
            _ => format!("Corrects {}; not all that was applied still fits", deed.name),
        }
    }

    fn said(&self, deed: &Correction, _ground: &Ground) -> String {
        format!("{} corrected: {}", deed.name, deed.changes.join(", "))
    }
}
