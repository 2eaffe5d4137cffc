//! A returned payment (NSF, chargeback): from its date on the money and all it was applied to are out of force; the
//! debits reopen at their own due dates, discounts and small balances granted with it go too, and a fee may be charged
//! (LEDGER, Bounce).

use serde::Serialize;

use crate::book::{Book, Credit, NewDebit, Op, Plan, Tx};
use crate::domain::calendar::{Date, days_past};
use crate::domain::ids::{AccountId, CreditId, EntryId};
use crate::domain::item::{CreditKind, DebitKind};
use crate::domain::money::Money;
use crate::domain::plan::{Adherence, adherence};
use crate::domain::promise::{PromiseFacts, Settled, settle};
use crate::error::{Error, Result};

#[derive(Debug, Clone, Serialize)]
pub struct BouncePayment {
    /// The payment, and what was granted or received with it: all are reversed.
    pub credits: Vec<CreditId>,
    pub date: Date,
    pub reason: String,
    /// Number and amount of a new charge on the first payment's account.
    pub fee: Option<(String, Money)>,
}

/// What reopens, for the form to show before it is saved.
#[derive(Debug, Clone)]
pub struct Bounce {
    pub op: BouncePayment,
    pub reopens: Vec<Reopened>,
}

/// A debit that is open again, with its age on the day of the bounce.
#[derive(Debug, Clone)]
pub struct Reopened {
    pub number: String,
    pub amount: Money,
    pub due: Date,
    pub days_past_due: i64,
}

/// Resolves a bounce: the payment, the other parts of the same check, and the discounts and small balances of its entry.
pub fn decide(book: &Book, payment: &Credit, date: Date, reason: &str, fee: Option<Money>) -> Result<Bounce> {
    if payment.kind != CreditKind::Payment {
        return Err(Error::refused(
            "not_a_payment",
            format!("{} is a {}, not a payment", payment.code, payment.kind.word()),
        )
        .safe("nothing was posted")
        .hint("name a payment such as P17"));
    }
    let credits: Vec<Credit> = book.credits_returned_with(payment)?;
    let mut reopens = Vec::new();
    for credit in &credits {
        for one in book.allocations_of_credit(credit.id)?.into_iter().filter(|one| one.ends.is_none()) {
            let debit = book.debit(one.debit)?;
            let days_past_due = days_past(date, debit.due);
            reopens.push(Reopened { number: one.number, amount: one.amount, due: debit.due, days_past_due });
        }
    }
    let fee = fee.map(|fee| Ok::<_, Error>((free_number(book, payment)?, fee))).transpose()?;
    let credits = credits.iter().map(|credit| credit.id).collect();
    Ok(Bounce { op: BouncePayment { credits, date, reason: reason.to_string(), fee }, reopens })
}

/// The day that a return counts from where nobody says another: today; of a payment dated ahead its own date, so that a
/// post-dated check that is pulled never counts.
pub fn day_of(book: &Book, payment: &Credit, today: Date) -> Result<Date> {
    let with_it = book.credits_returned_with(payment)?;
    Ok(with_it.iter().map(|credit| credit.date).fold(today, Date::max))
}

/// What is said of a return where nobody says another reason.
pub fn usual_reason(payment: &Credit, today: Date) -> &'static str {
    if payment.date > today { "pulled" } else { "NSF" }
}

/// A promise or plan that is judged otherwise without the money that came back.
#[derive(Debug, Clone)]
pub struct Rejudged<T, S> {
    pub of: T,
    pub before: S,
    pub after: S,
}

/// The promises of an account whose state on a day is another because of the returns of an entry.
pub fn promises_rejudged(
    book: &Book,
    (account, entry): (AccountId, EntryId),
    as_of: Date,
) -> Result<Vec<Rejudged<PromiseFacts, Settled>>> {
    let promises = book.promises_of(account, as_of)?;
    let before = settle(&promises, &book.receipts_without(account, as_of, Some(entry))?, as_of)?;
    let after = settle(&promises, &book.receipts_of(account, as_of)?, as_of)?;
    let judged = promises.into_iter().zip(before.into_iter().zip(after));
    let judged = judged.map(|(of, (before, after))| Rejudged { of, before, after });
    Ok(judged.filter(|one| one.before.state != one.after.state).collect())
}

/// The plans of an account whose state or arrears on a day are others because of the returns of an entry.
pub fn plans_rejudged(
    book: &Book,
    (account, entry): (AccountId, EntryId),
    as_of: Date,
) -> Result<Vec<Rejudged<Plan, Adherence>>> {
    let mut rejudged = Vec::new();
    for of in book.plans_of(account, as_of)? {
        let before = adherence(&book.plan_facts_without(&of, as_of, Some(entry))?, as_of)?;
        let after = adherence(&book.plan_facts(&of, as_of)?, as_of)?;
        if (before.state, before.arrears) != (after.state, after.arrears) {
            rejudged.push(Rejudged { of, before, after });
        }
    }
    Ok(rejudged)
}

/// `NSF-P17`, or the next one where that is taken.
fn free_number(book: &Book, payment: &Credit) -> Result<String> {
    let plain = format!("NSF-{}", payment.code);
    let mut number = plain.clone();
    let mut again = 2;
    while book.has_number(payment.account, &number)? {
        number = format!("{plain}-{again}");
        again += 1;
    }
    Ok(number)
}

impl Op for BouncePayment {
    const NAME: &'static str = "bounce-payment";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let mut account = None;
        for id in &self.credits {
            let credit = tx.credit(*id)?;
            // What goes with the payment may be dated later, where the payment was corrected: it then never counted.
            let on = if account.is_some() { self.date.max(credit.date) } else { self.date };
            account = account.or(Some(credit.account));
            tx.reverse_credit(&credit, on, &self.reason)?;
        }
        let Some((account, (number, amount))) = account.zip(self.fee.as_ref()) else { return Ok(()) };
        let (number, amount, date) = (number.as_str(), *amount, self.date);
        let (po, memo, source, voided_on) = ("", "returned payment fee", None, None);
        let kind = DebitKind::Fee;
        tx.post_debit(&NewDebit { account, kind, number, date, due: date, amount, po, memo, source, voided_on })?;
        Ok(())
    }
}
