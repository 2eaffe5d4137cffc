//! What of a payment is for one account, resolved from how it is to be applied: with the discounts that it earns, the
//! credits that are used up with it, and what is made of a shortfall. Pure, so that a form shows exactly what is written.

use super::open_dispute::Disputed;
use super::take_payment::{PaymentPart, Strategy, decide};
use crate::domain::communication::{DisputeReason, words};
use crate::domain::discount::in_proportion;
use crate::domain::ids::{AccountId, CreditId, DebitId};
use crate::domain::item::{OpenCredit, OpenDebit, oldest_first};
use crate::domain::makeup::Makeup;
use crate::domain::money::{Money, Rounding, sum};
use crate::error::Result;

words! {
    /// What is made of a payment that is short of what it was meant to close.
    Shortfall, "shortfall" {
        Leave = "leave", SmallBalance = "small", Dispute = "dispute", Discount = "discount", WriteOff = "write-off"
    }
}

/// Early discounts that are taken with a payment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Discounts<'a> {
    /// What each debit earns if it is paid in full.
    pub earned: &'a [(DebitId, Money)],
    /// Where a part payment earns in proportion.
    pub on_part: Option<Rounding>,
}

impl Discounts<'_> {
    fn of(&self, debit: DebitId) -> Option<Money> {
        self.earned.iter().find(|one| one.0 == debit).map(|one| one.1)
    }
}

/// The allocations of a strategy, where a debit is closed by what it has open less its discount.
pub fn resolve(
    (account, amount): (AccountId, Money),
    debits: &[OpenDebit],
    strategy: &Strategy,
    discounts: Discounts,
) -> Result<PaymentPart> {
    let net = net_of(debits, strategy, discounts)?;
    let allocations = decide(&net, amount, strategy)?.applied.allocations;
    let mut part = PaymentPart::new(account, amount, allocations);
    for (id, cash) in &part.allocations {
        let Some(full) = discounts.of(*id) else { continue };
        let (Some(debit), Some(closing)) =
            (debits.iter().find(|debit| debit.id == *id), net.iter().find(|debit| debit.id == *id))
        else {
            continue;
        };
        let taken = match discounts.on_part {
            _ if *cash == closing.open && closing.open != debit.open => full,
            Some(rounding) if closing.open != debit.open => in_proportion(full, debit.open, *cash, rounding)?,
            _ => continue,
        };
        if taken.is_positive() {
            part.discounts.push((*id, taken));
        }
    }
    Ok(part)
}

/// The debits less their discounts; one against which more than that was typed is paid without.
fn net_of(debits: &[OpenDebit], strategy: &Strategy, discounts: Discounts) -> Result<Vec<OpenDebit>> {
    let typed = |id: DebitId| match strategy {
        Strategy::ByHand(wishes) => wishes.iter().find(|wish| wish.0 == id).and_then(|wish| wish.1),
        _ => None,
    };
    let mut net = debits.to_vec();
    for debit in &mut net {
        let Some(earned) = discounts.of(debit.id) else { continue };
        let closing = debit.open.minus(earned)?;
        if typed(debit.id).is_none_or(|typed| typed.minor() <= closing.minor()) {
            debit.open = closing;
        }
    }
    Ok(net)
}

/// A way to make up the amount: the oldest debits take the credits, the money closes the rest.
pub fn of_way(
    (account, amount): (AccountId, Money),
    way: &Makeup,
    debits: &[OpenDebit],
    credits: &[OpenCredit],
) -> Result<PaymentPart> {
    let mut chosen: Vec<&OpenDebit> = debits.iter().filter(|debit| way.debits.contains(&debit.id)).collect();
    chosen.sort_by(|a, b| oldest_first(a, b));
    let mut spare: Vec<(CreditId, Money)> =
        credits.iter().filter(|one| way.credits.contains(&one.id)).map(|one| (one.id, one.unapplied)).collect();
    let mut part = PaymentPart::new(account, amount, Vec::new());
    part.discounts = way.discounts.clone();
    let mut cash = amount;
    for debit in chosen {
        let discount = way.discounts.iter().find(|one| one.0 == debit.id).map(|one| one.1);
        let mut need = debit.open.minus(discount.unwrap_or(amount.currency().zero()))?;
        for (credit, left) in spare.iter_mut().filter(|one| one.1.is_positive()) {
            let used = need.least(*left);
            (need, *left) = (need.minus(used)?, left.minus(used)?);
            if used.is_positive() {
                part.credits.push((*credit, debit.id, used));
            }
        }
        let paid = need.least(cash);
        cash = cash.minus(paid)?;
        if paid.is_positive() {
            part.allocations.push((debit.id, paid));
        }
    }
    Ok(part)
}

/// What stays open of the debits that the payment was meant to close; nothing where money is left over.
pub fn short_of(debits: &[OpenDebit], meant: &[DebitId], part: &PaymentPart) -> Result<Vec<(DebitId, Money)>> {
    let currency = part.amount.currency();
    let applied = sum(part.allocations.iter().map(|one| one.1), currency)?;
    if applied != part.amount {
        return Ok(Vec::new());
    }
    let mut short = Vec::new();
    for debit in debits.iter().filter(|debit| meant.contains(&debit.id)) {
        let taken = part.allocations.iter().chain(&part.discounts).filter(|one| one.0 == debit.id);
        let left = debit.open.minus(sum(taken.map(|one| one.1), currency)?)?;
        // One that got nothing at all was not meant to be closed by this money.
        if left.is_positive() && part.allocations.iter().any(|one| one.0 == debit.id) {
            short.push((debit.id, left));
        }
    }
    Ok(short)
}

impl PaymentPart {
    pub fn new(account: AccountId, amount: Money, allocations: Vec<(DebitId, Money)>) -> PaymentPart {
        PaymentPart {
            account,
            amount,
            allocations,
            discounts: Vec::new(),
            credits: Vec::new(),
            small_balances: Vec::new(),
            write_offs: Vec::new(),
            disputes: Vec::new(),
        }
    }

    /// Says what is made of a shortfall; why it is disputed, and by whom the dispute is owned.
    pub fn settle(&mut self, short: &[(DebitId, Money)], how: Shortfall, (reason, owner): (DisputeReason, &str)) {
        let short = short.iter().copied();
        match how {
            Shortfall::Leave => {}
            Shortfall::SmallBalance => self.small_balances.extend(short),
            Shortfall::Discount => self.discounts.extend(short),
            Shortfall::WriteOff => self.write_offs.extend(short),
            Shortfall::Dispute => self.disputes.extend(short.map(|one| short_payment(one, reason, owner))),
        }
    }
}

/// The dispute of what a payment is short of; its owner is whoever takes the payment.
pub fn short_payment((debit, amount): (DebitId, Money), reason: DisputeReason, owner: &str) -> Disputed {
    Disputed { debit, amount, reason, owner: owner.to_string(), note: "short payment".to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::item::samples::{open, unapplied, usd};
    use crate::domain::makeup::{Options, make_up};

    fn case_9() -> Vec<OpenDebit> {
        vec![open(1, "I", "1500.00", "2026-03-31")]
    }

    fn paid(cash: &str, earned: &[(DebitId, Money)], on_part: bool) -> (String, String, String) {
        let discounts = Discounts { earned, on_part: on_part.then_some(Rounding::HalfAwayFromZero) };
        let strategy = Strategy::ByHand(vec![(DebitId(1), None)]);
        let part = resolve((AccountId(1), usd(cash)), &case_9(), &strategy, discounts).unwrap();
        let currency = usd("0").currency();
        let total = |parts: &[(DebitId, Money)]| sum(parts.iter().map(|one| one.1), currency).unwrap();
        let (cash, discount) = (total(&part.allocations), total(&part.discounts));
        let left = usd("1500.00").minus(cash).unwrap().minus(discount).unwrap();
        (cash.decimal(), discount.decimal(), left.decimal())
    }

    fn row(cash: &str, discount: &str, left: &str) -> (String, String, String) {
        (cash.into(), discount.into(), left.into())
    }

    /// cases.md, case 9, row by row.
    #[test]
    fn cash_discount_and_what_stays_open() {
        let earned = [(DebitId(1), usd("30.00"))];
        assert_eq!(paid("1470.00", &earned, false), row("1470.00", "30.00", "0.00"));
        assert_eq!(paid("1470.00", &[], false), row("1470.00", "0.00", "30.00"));
        assert_eq!(paid("735.00", &earned, true), row("735.00", "15.00", "750.00"));
        assert_eq!(paid("735.00", &earned, false), row("735.00", "0.00", "765.00"));
        assert_eq!(paid("1500.00", &[], false), row("1500.00", "0.00", "0.00"));
    }

    #[test]
    fn an_amount_typed_above_the_net_is_paid_without_a_discount() {
        let earned = [(DebitId(1), usd("30.00"))];
        let strategy = Strategy::ByHand(vec![(DebitId(1), Some(usd("1500.00")))]);
        let discounts = Discounts { earned: &earned, on_part: None };
        let part = resolve((AccountId(1), usd("1500.00")), &case_9(), &strategy, discounts).unwrap();
        assert_eq!((part.allocations, part.discounts), (vec![(DebitId(1), usd("1500.00"))], vec![]));
    }

    #[test]
    fn a_way_uses_its_credits_up_and_all_of_the_money() {
        let debits = [open(1, "1", "100.00", "2026-03-31"), open(2, "2", "50.00", "2026-04-30")];
        let credits = [unapplied(7, "20.00", "2026-03-01")];
        let way = Makeup { debits: vec![DebitId(2), DebitId(1)], discounts: vec![], credits: vec![CreditId(7)] };
        let part = of_way((AccountId(1), usd("130.00")), &way, &debits, &credits).unwrap();
        assert_eq!(part.credits, [(CreditId(7), DebitId(1), usd("20.00"))]);
        assert_eq!(part.allocations, [(DebitId(1), usd("80.00")), (DebitId(2), usd("50.00"))]);
    }

    #[test]
    fn short_is_what_was_meant_and_not_what_got_nothing() {
        let debits = [open(1, "1", "100.00", "2026-03-31"), open(2, "2", "50.00", "2026-04-30")];
        let part = PaymentPart::new(AccountId(1), usd("99.95"), vec![(DebitId(1), usd("99.95"))]);
        let short = short_of(&debits, &[DebitId(1), DebitId(2)], &part).unwrap();
        assert_eq!(short, [(DebitId(1), usd("0.05"))]);
        let over = PaymentPart { amount: usd("120.00"), ..part };
        assert!(short_of(&debits, &[DebitId(1)], &over).unwrap().is_empty());
    }

    fn cents(minor: i64) -> Money {
        Money::stored(minor, usd("0").currency())
    }

    proptest::proptest! {
        /// Whatever way is found: all of the money is used, each debit is closed to the cent, no credit is overdrawn.
        #[test]
        fn a_found_way_closes_its_debits_with_all_of_the_money(
            rows in proptest::collection::vec((100_i64..5_000, 0_i64..100), 1..8),
            spare in proptest::collection::vec(1_i64..500, 0..4),
            amount in 1_i64..20_000,
            hit in proptest::option::of((proptest::bits::u8::ANY, proptest::bits::u8::ANY)),
        ) {
            let debits: Vec<OpenDebit> = rows.iter().enumerate().map(|(at, (minor, _))| {
                let open = cents(*minor);
                OpenDebit { open, amount: open, ..open_one(at as i64) }
            }).collect();
            let earned: Vec<_> = rows.iter().enumerate().filter(|(_, row)| row.1 > 0)
                .map(|(at, row)| (DebitId(at as i64), cents(row.1))).collect();
            let credits: Vec<OpenCredit> = spare.iter().enumerate()
                .map(|(at, minor)| OpenCredit { unapplied: cents(*minor), ..unapplied(at as i64, "1.00", "2026-03-01") }).collect();
            // Half of the amounts are made up on purpose, so that something is found.
            let chosen = |bits: u8, at: usize| bits >> (at % 8) & 1 == 1;
            let amount = hit.map_or(amount, |(some, used)| {
                let debits: i64 = rows.iter().enumerate().filter(|(at, _)| chosen(some, *at)).map(|(_, row)| row.0).sum();
                let credits: i64 = spare.iter().enumerate().filter(|(at, _)| chosen(used, *at)).map(|(_, one)| *one).sum();
                (debits - credits).max(1)
            });
            let options = Options { discounts: &earned, credits: &credits };
            for way in make_up(&debits, options, cents(amount)).ways {
                let part = of_way((AccountId(1), cents(amount)), &way, &debits, &credits).unwrap();
                let cash: i64 = part.allocations.iter().map(|one| one.1.minor()).sum();
                proptest::prop_assert_eq!(cash, amount);
                for debit in debits.iter().filter(|debit| way.debits.contains(&debit.id)) {
                    let of = |list: &[(DebitId, Money)]| list.iter().filter(|one| one.0 == debit.id).map(|one| one.1.minor()).sum::<i64>();
                    let used: i64 = part.credits.iter().filter(|one| one.1 == debit.id).map(|one| one.2.minor()).sum();
                    proptest::prop_assert_eq!(of(&part.allocations) + of(&part.discounts) + used, debit.open.minor());
                }
                for credit in credits.iter().filter(|credit| way.credits.contains(&credit.id)) {
                    let used: i64 = part.credits.iter().filter(|one| one.0 == credit.id).map(|one| one.2.minor()).sum();
                    proptest::prop_assert_eq!(used, credit.unapplied.minor());
                }
            }
        }
    }

    fn open_one(id: i64) -> OpenDebit {
        open(id, &id.to_string(), "1.00", "2026-03-31")
    }
}
