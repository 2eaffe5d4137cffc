//! How a payment is applied: what is proposed, what several exact matches, earned discounts and a shortfall ask, and the
//! part of the op that follows from the answers.

use super::super::super::field::choice::Choice;
use super::{Asked, NOTHING_FOUND, PaymentForm, SETS};
use crate::domain::communication::DisputeReason;
use crate::domain::discount::earned_by;
use crate::domain::ids::DebitId;
use crate::domain::makeup::{Makeup, Options, make_up};
use crate::domain::money::{Money, sum};
use crate::error::Result;
use crate::ops::payment_part::{Discounts, Shortfall, of_way, resolve, short_of};
use crate::ops::take_payment::{PaymentPart, Strategy};

impl PaymentForm {
    fn choices(&self) -> Vec<Choice> {
        let plan = self.standing.running_plan().map(|_| Choice::new("plan", "plan"));
        let others =
            [("exact", "exact"), ("oldest", "oldest first"), ("hand", "by hand"), ("none", "leave on account")];
        plan.into_iter().chain(others.map(|(word, label)| Choice::new(word, label))).collect()
    }

    pub(super) fn search(&mut self) {
        let (terms, rounding) = (self.standing.account.terms(), self.settings.rounding);
        let received = self.received.value().ok().flatten().unwrap_or(self.today);
        self.earned = earned_by(terms, &self.standing.debits, received, rounding).unwrap_or_default();
        let (debits, credits) = (&self.standing.debits, &self.standing.credits);
        let asked = self.typed_amount().map(|amount| (amount, debits.clone(), self.earned.clone(), credits.clone()));
        if asked != self.searched {
            let look_for =
                |(amount, debits, discounts, credits): &Asked| make_up(debits, Options { discounts, credits }, *amount);
            self.found = asked.as_ref().map_or(NOTHING_FOUND, look_for);
            self.searched = asked;
        }
    }

    /// What the form would do by itself: the plan, else an exact match (with the invoice by which the account was found
    /// in it), else that invoice, else nothing. An inexact match is never chosen for anybody.
    fn proposal(&self) -> &'static str {
        if self.standing.running_plan().is_some() && self.debit.is_none() {
            return "plan";
        }
        match (self.found.only(), self.hit()) {
            (Some(way), Some(hit)) if way.debits.contains(&hit.id) => "exact",
            (_, Some(_)) => "hand",
            (_, None) if !self.found.ways.is_empty() => "exact",
            _ => "none",
        }
    }

    /// Proposes as long as nobody has chosen otherwise.
    pub(super) fn propose(&mut self) {
        self.apply.offer(self.choices());
        let untouched = self.apply.value().is_none() || self.apply.value() == self.proposed;
        if !untouched || self.typed_amount().is_none() {
            return;
        }
        let proposal = self.proposal();
        self.apply.choose(proposal);
        self.proposed = Some(proposal);
        if let (true, Some(debit)) = (proposal == "hand" && !self.grid.is_marked(), self.debit) {
            self.grid.tick(&[debit]);
        }
    }

    /// Where several sets make up the amount, all are offered.
    pub(super) fn offer_ways(&mut self) {
        self.ways = match (self.found.ways.as_slice(), self.apply.value()) {
            ([_, _, ..], Some("exact")) => self.found.ways.clone(),
            _ => Vec::new(),
        };
        let choices = SETS.iter().zip(&self.ways).map(|(word, way)| Choice::new(word, self.words_of(way))).collect();
        self.which.offer(choices);
        self.which.slot.shown = !self.ways.is_empty();
    }

    /// `1043 + 1101 less 16.56 discount, with P17`
    fn words_of(&self, way: &Makeup) -> String {
        let mut words = self.numbers(&way.debits);
        if let Ok(discount) = sum(way.discounts.iter().map(|one| one.1), self.standing.account.currency)
            && discount.is_positive()
        {
            words.push_str(&format!(" less {} discount", self.look.figure(discount)));
        }
        let credits = self.standing.credits.iter().filter(|credit| way.credits.contains(&credit.id));
        let codes: Vec<&str> = credits.map(|credit| credit.code.as_str()).collect();
        if !codes.is_empty() {
            words.push_str(&format!(", with {}", codes.join(" and ")));
        }
        words
    }

    pub(super) fn numbers(&self, set: &[DebitId]) -> String {
        let number =
            |id: &DebitId| self.standing.debits.iter().find(|debit| debit.id == *id).map(|debit| debit.number.as_str());
        set.iter().filter_map(number).collect::<Vec<_>>().join(" + ")
    }

    /// The way to make up the amount that is meant: the only one, or the chosen one.
    pub(super) fn way(&self) -> Option<&Makeup> {
        let chosen = SETS.iter().position(|word| Some(*word) == self.which.value());
        self.found.only().or_else(|| chosen.and_then(|at| self.ways.get(at)))
    }

    fn strategy(&self) -> Result<Strategy> {
        Ok(match self.apply.value() {
            Some("plan") => {
                let plan = self.standing.running_plan();
                Strategy::Plan(
                    plan.map(|(plan, _)| plan.covers.iter().map(|(id, _)| *id).collect()).unwrap_or_default(),
                )
            }
            Some("oldest") => Strategy::OldestFirst,
            Some("hand") => Strategy::ByHand(self.grid.wishes()?),
            _ => Strategy::None,
        })
    }

    /// What of the payment goes where, its discounts and credits with it; a shortfall is settled apart.
    pub(super) fn apply_with(&self, amount: Money, take_discounts: bool) -> Result<PaymentPart> {
        let money = (self.standing.account.id, amount);
        if let (Some("exact"), Some(way)) = (self.apply.value(), self.way()) {
            return of_way(money, way, &self.standing.debits, &self.standing.credits);
        }
        let on_part = self.settings.discount_on_part.then_some(self.settings.rounding);
        let earned = if take_discounts { self.earned.as_slice() } else { &[] };
        resolve(money, &self.standing.debits, &self.strategy()?, Discounts { earned, on_part })
    }

    /// Discounts are a question where the payment goes to debits that earn some and no exact match has answered it.
    pub(super) fn ask_for_discounts(&mut self) {
        let amount = self.typed_amount().filter(|_| self.apply.value() != Some("exact"));
        let with = amount.and_then(|amount| self.apply_with(amount, true).ok());
        let without = amount.and_then(|amount| self.apply_with(amount, false).ok());
        let taken = with.as_ref().map(|part| part.discounts.clone()).unwrap_or_default();
        self.discount.slot.shown = !taken.is_empty();
        let Ok(total) = sum(taken.iter().map(|one| one.1), self.standing.account.currency) else { return };
        let percent = self.standing.account.terms().discount.map(|terms| terms.percent.normalize().to_string());
        let take = format!("take {}% = {}", percent.unwrap_or_default(), self.look.figure(total));
        self.discount.offer(vec![Choice::new("take", take), Choice::new("none", "none")]);
        // Who pays too little for all of it means the discount; who pays enough does not.
        let (Some(with), Some(without)) = (with, without) else { return };
        let currency = with.amount.currency();
        let whole = |part: &PaymentPart| sum(part.allocations.iter().map(|one| one.1), currency);
        let proposal = match (whole(&with), whole(&without)) {
            (Ok(one), Ok(other)) if one == other => "take",
            _ => "none",
        };
        if self.discount.value().is_none() || self.discount.value() == self.discount_proposed {
            self.discount.choose(proposal);
            self.discount_proposed = Some(proposal);
        }
    }

    pub(super) fn takes_discounts(&self) -> bool {
        self.discount.slot.shown && self.discount.value() == Some("take")
    }

    /// The debits that were ticked are meant to be closed; what stays open of them is asked about.
    pub(super) fn ask_for_shortfall(&mut self, part: &PaymentPart) {
        let ticked = match self.strategy() {
            Ok(Strategy::ByHand(wishes)) => {
                wishes.into_iter().filter(|wish| wish.1.is_none()).map(|wish| wish.0).collect()
            }
            _ => Vec::new(),
        };
        self.shortfall = short_of(&self.standing.debits, &ticked, part).unwrap_or_default();
        self.short.slot.shown = !self.shortfall.is_empty();
        let short = sum(self.shortfall.iter().map(|one| one.1), part.amount.currency());
        let small = short.is_ok_and(|short| short.to_decimal() <= self.settings.tolerance);
        let reasons = [
            (Shortfall::Leave, "leave open", true),
            (Shortfall::SmallBalance, "write off as small balance", small),
            (Shortfall::Dispute, "dispute the difference", true),
            (Shortfall::Discount, "discount", true),
            (Shortfall::WriteOff, "write off", !small),
        ];
        let offered = reasons.iter().filter(|reason| reason.2);
        self.short.offer(offered.map(|(how, label, _)| Choice::new(how.word(), *label)).collect());
        if self.short.value().is_none() {
            self.short.choose(Shortfall::Leave.word());
        }
    }

    pub(super) fn shortfall_is(&self) -> Shortfall {
        let chosen = self.short.value().filter(|_| self.short.slot.shown);
        chosen.and_then(|word| word.parse().ok()).unwrap_or(Shortfall::Leave)
    }

    pub(super) fn reason_is(&self) -> DisputeReason {
        self.reason.value().and_then(|word| word.parse().ok()).unwrap_or(DisputeReason::SHORT)
    }

    pub(super) fn decide(&mut self) -> Option<Result<PaymentPart>> {
        let amount = self.typed_amount()?;
        let mut part = match self.apply_with(amount, self.takes_discounts()) {
            Ok(part) => part,
            Err(error) => return Some(Err(error)),
        };
        self.ask_for_shortfall(&part);
        part.settle(&self.shortfall, self.shortfall_is(), (self.reason_is(), &self.operator));
        Some(Ok(part))
    }
}
