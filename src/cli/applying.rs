//! How money is to be applied, as it is said on a command line, and what that comes to on an account. Payments and
//! credit memos are said alike.

use super::reading::{self, Pair};
use super::session::Session;
use crate::book::{Account, Book};
use crate::domain::aging::Aging;
use crate::domain::calendar::Date;
use crate::domain::discount::earned_by;
use crate::domain::exact::Exact;
use crate::domain::ids::DebitId;
use crate::domain::item::{OpenCredit, OpenDebit, oldest_first};
use crate::domain::makeup::{Makeup, Options, make_up};
use crate::domain::money::{Money, sum};
use crate::domain::text::clean;
use crate::error::{Error, Result};
use crate::ops::payment_part::of_way;
use crate::ops::take_payment::{Decided, PaymentPart, Strategy, decide};

/// The words after `--apply`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    Exact,
    Oldest,
    Plan,
    None,
    ByHand(Vec<Pair>),
}

impl Wish {
    pub fn read(text: &str) -> Result<Wish> {
        Ok(match text.trim() {
            "exact" => Wish::Exact,
            "oldest" => Wish::Oldest,
            "plan" => Wish::Plan,
            "none" => Wish::None,
            by_hand => {
                let pairs = reading::pairs([by_hand])?;
                if pairs.is_empty() {
                    return Err(Error::invalid("apply", "nothing was named to apply it to")
                        .safe("nothing was saved")
                        .hint("use exact, oldest, plan, none or 1041=120.50,1043"));
                }
                Wish::ByHand(pairs)
            }
        })
    }
}

/// The debits of an account that can take money, oldest first: what is open after everything that was ever applied.
/// Those dated after `until` are taken only by name.
pub fn takers(book: &Book, account: &Account, until: Option<Date>) -> Result<Vec<OpenDebit>> {
    let mut debits: Vec<OpenDebit> = Vec::new();
    for debit in book.debits_of(account.id)? {
        let in_time = until.is_none_or(|until| debit.date <= until && debit.open.is_positive());
        if debit.voided_on.is_none() && in_time {
            let zero = account.currency.zero();
            debits.push(OpenDebit {
                id: debit.id,
                kind: debit.kind,
                number: debit.number,
                date: debit.date,
                due: debit.due,
                amount: debit.amount,
                open: debit.open,
                disputed: zero,
                on_plan: zero,
                undiscounted: book.undiscounted(debit.id, account.currency)?,
            });
        }
    }
    debits.sort_by(oldest_first);
    Ok(debits)
}

/// Numbers and amounts as the account knows them.
pub fn named(session: &Session, account: &Account, pairs: &[Pair]) -> Result<Vec<(DebitId, Option<Money>)>> {
    let one = |pair: &Pair| {
        let debit = session.book.debit_numbered(account.id, &pair.name)?;
        let amount = pair.amount.as_deref().map(|text| reading::amount(text, account.currency)).transpose()?;
        Ok((debit.id, amount))
    };
    pairs.iter().map(one).collect()
}

/// Money that came in, before it is applied.
pub struct InHand<'a> {
    pub account: &'a Account,
    pub date: Date,
    pub amount: Money,
    /// Discounts that are granted beside it.
    pub discounts: &'a [(DebitId, Money)],
}

/// What a wish comes to; without one, exact where that is unique, else nothing.
pub fn resolve(session: &Session, hand: &InHand, wish: Option<&Wish>) -> Result<Vec<(DebitId, Money)>> {
    let &InHand { account, date, amount, discounts } = hand;
    let until = if matches!(wish, Some(Wish::ByHand(_))) { None } else { Some(date.max(session.desk.today)) };
    let mut debits = takers(&session.book, account, until)?;
    for (debit, discount) in discounts {
        discount_first(&mut debits, *debit, *discount)?;
    }
    let strategy = match wish {
        None | Some(Wish::Exact) => Strategy::Exact,
        Some(Wish::Oldest) => Strategy::OldestFirst,
        Some(Wish::None) => Strategy::None,
        Some(Wish::Plan) => Strategy::Plan(covered(session, account)?),
        Some(Wish::ByHand(pairs)) => Strategy::ByHand(named(session, account, pairs)?),
    };
    let Decided { applied, exact } = decide(&debits, amount, &strategy)?;
    match exact {
        Some(found) if wish == Some(&Wish::Exact) && !matches!(found, Exact::Unique(_)) => {
            Err(not_exact(&found, &debits, amount)?)
        }
        _ => Ok(applied.allocations),
    }
}

/// The part of a payment where only an earned discount or an open credit makes the amount up exactly, in one way; an exact
/// match was wished for or nothing was said.
pub fn made_up(session: &Session, hand: &InHand, wish: Option<&Wish>) -> Result<Option<PaymentPart>> {
    if !matches!(wish, None | Some(Wish::Exact)) || !hand.discounts.is_empty() {
        return Ok(None);
    }
    let until = hand.date.max(session.desk.today);
    let debits = takers(&session.book, hand.account, Some(until))?;
    let discounts = earned_by(hand.account.terms(), &debits, hand.date, session.settings.rounding)?;
    let credits = session.book.standing(hand.account.id, &Aging::by_due(until))?.credits;
    let search = make_up(&debits, Options { discounts: &discounts, credits: &credits }, hand.amount);
    let is_plain = |way: &Makeup| way.discounts.is_empty() && way.credits.is_empty();
    match search.ways.as_slice() {
        [way] if !is_plain(way) => of_way((hand.account.id, hand.amount), way, &debits, &credits).map(Some),
        ways @ [_, _, ..] if !ways.iter().all(is_plain) => match wish {
            None => Ok(Some(PaymentPart::new(hand.account.id, hand.amount, Vec::new()))),
            Some(_) => {
                let words = ways.iter().map(|way| words_of(way, &debits, &credits)).collect::<Result<Vec<_>>>()?;
                Err(several(hand.amount, &words))
            }
        },
        [] if search.too_many && wish.is_some() => {
            let message = format!("with discounts and credits there are too many sets that could make {}", hand.amount);
            Err(inexact(message))
        }
        _ => Ok(None),
    }
}

/// `1043 + 1101 less 16.56 discount, with P17`
fn words_of(way: &Makeup, debits: &[OpenDebit], credits: &[OpenCredit]) -> Result<String> {
    let mut words = numbers_of(debits, &way.debits);
    if let Some((_, first)) = way.discounts.first() {
        let discount = sum(way.discounts.iter().map(|one| one.1), first.currency())?;
        words.push_str(&format!(" less {discount} discount"));
    }
    let used = credits.iter().filter(|credit| way.credits.contains(&credit.id));
    let codes: Vec<String> = used.map(|credit| clean(&credit.code)).collect();
    if !codes.is_empty() {
        words.push_str(&format!(", with {}", codes.join(" and ")));
    }
    Ok(words)
}

fn numbers_of(debits: &[OpenDebit], set: &[DebitId]) -> String {
    let numbers: Vec<String> =
        debits.iter().filter(|debit| set.contains(&debit.id)).map(|debit| clean(&debit.number)).collect();
    numbers.join(" + ")
}

fn several(amount: Money, ways: &[String]) -> Error {
    inexact(format!("{amount} is made up in {} ways or more: {}", ways.len(), ways.join("; ")))
}

fn inexact(message: String) -> Error {
    Error::refused("not_exact", message)
        .safe("nothing was saved")
        .hint("name them with --apply NUM=AMT,NUM, or leave it with --apply none")
}

fn discount_first(debits: &mut [OpenDebit], id: DebitId, discount: Money) -> Result<()> {
    let Some(debit) = debits.iter_mut().find(|debit| debit.id == id) else {
        return Err(
            Error::refused("over_allocated", "the invoice to discount has nothing open").safe("nothing was saved")
        );
    };
    if discount.minor() > debit.open.minor() {
        let message = format!("{} has {} open, not {discount}", clean(&debit.number), debit.open);
        return Err(Error::refused("over_allocated", message).safe("nothing was saved").hint("grant less"));
    }
    debit.open = debit.open.minus(discount)?;
    Ok(())
}

fn covered(session: &Session, account: &Account) -> Result<Vec<DebitId>> {
    let plans = session.book.plans_judged(account.id, session.desk.today)?;
    let running = plans.iter().filter(|(_, adherence)| adherence.state.is_running());
    let covered: Vec<DebitId> = running.flat_map(|(plan, _)| plan.covers.iter().map(|(debit, _)| *debit)).collect();
    if covered.is_empty() {
        return Err(Error::refused("no_plan", format!("{} has no running plan", account.code))
            .safe("nothing was saved")
            .hint("apply it another way: exact, oldest, none or by number"));
    }
    Ok(covered)
}

fn not_exact(found: &Exact, debits: &[OpenDebit], amount: Money) -> Result<Error> {
    Ok(inexact(match found {
        Exact::Several(sets) => {
            let sets: Vec<String> = sets.iter().map(|set| numbers_of(debits, set)).collect();
            return Ok(several(amount, &sets));
        }
        Exact::Nearest { set, difference } => {
            let parts = debits.iter().filter(|debit| set.contains(&debit.id)).map(|debit| debit.open);
            let nearest = sum(parts, amount.currency())?;
            let how = if difference.is_negative() { "short" } else { "over" };
            let size = if difference.is_negative() { difference.negated() } else { *difference };
            let numbers = numbers_of(debits, set);
            format!("no set of invoices is {amount}; the nearest, {numbers}, is {nearest}: {size} {how}")
        }
        Exact::TooMany => format!("too many invoices are open to try every set that could make {amount}"),
        Exact::Nothing | Exact::Unique(_) => "nothing is open to apply it to".to_string(),
    }))
}
