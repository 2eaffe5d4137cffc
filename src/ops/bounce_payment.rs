//! A returned payment (NSF, chargeback): from its date on the money and all it was applied to are out of force; the
//! debits reopen at their own due dates, discounts and small balances granted with it go too, and a fee may be charged
//! (LEDGER, Bounce).

use serde::Serialize;

use crate::book::{Book, Credit, NewDebit, Op, Tx};
use crate::domain::calendar::{Date, days_past};
use crate::domain::ids::CreditId;
use crate::domain::item::{CreditKind, DebitKind};
use crate::domain::money::Money;
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
            account = account.or(Some(credit.account));
            tx.reverse_credit(&credit, self.date, &self.reason)?;
        }
        let Some((account, (number, amount))) = account.zip(self.fee.as_ref()) else { return Ok(()) };
        let (number, amount, date) = (number.as_str(), *amount, self.date);
        let (po, memo, source, voided_on) = ("", "returned payment fee", None, None);
        let kind = DebitKind::Fee;
        tx.post_debit(&NewDebit { account, kind, number, date, due: date, amount, po, memo, source, voided_on })?;
        Ok(())
    }
}
