//! The sentence to say on the phone: what is owed, what is late, what was promised; from the same figures as the
//! report, so that the caller hears what the screen shows. Disputed money is named and not asked for.

use super::calendar::{Date, days_past, plus_days, short};
use super::figures::Figures;
use super::money::Money;
use super::plan::{Adherence, PlanState};
use super::promise::{PromiseFacts, PromiseState, Settled};
use super::text::clean;

/// All that the sentence is made of.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub figures: &'a Figures,
    pub promises: &'a [(PromiseFacts, Settled)],
    pub plan: Option<&'a Adherence>,
    pub last_payment: Option<(Date, Money)>,
    /// The kind of hold, where there is one.
    pub hold: Option<&'a str>,
    pub today: Date,
}

/// A few short spoken sentences.
pub fn say(facts: &Facts<'_>) -> String {
    if let Some(hold) = facts.hold {
        return on_hold(facts, hold);
    }
    if !facts.figures.net.is_positive() {
        return nothing_owed(facts);
    }
    let plan = facts.plan.filter(|plan| !matches!(plan.state, PlanState::Completed | PlanState::Cancelled));
    let said = [Some(owed(facts)), plan.map(|plan| planned(plan, facts.today)), late(facts, plan), promised(facts)];
    said.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn on_hold(facts: &Facts<'_>, hold: &str) -> String {
    let open = match facts.figures.net {
        net if net.is_positive() => format!("{net} is open."),
        _ => "Nothing is owed.".to_string(),
    };
    format!("On hold ({}): do not ask for money. {open}", clean(hold))
}

fn nothing_owed(facts: &Facts<'_>) -> String {
    let figures = facts.figures;
    let owed = match figures.net.negated() {
        spare if spare.is_zero() && figures.open_count > 0 => {
            format!("You owe nothing: {} on account covers {}.", figures.open, items(figures))
        }
        spare if spare.is_positive() => format!("You owe nothing; {spare} of yours is on account."),
        _ => "You owe nothing.".to_string(),
    };
    match facts.last_payment {
        Some((day, amount)) => format!("{owed} Your last payment was {amount} on {}.", short(day, facts.today)),
        None => owed,
    }
}

fn owed(facts: &Facts<'_>) -> String {
    let figures = facts.figures;
    let mut said = match &figures.oldest {
        Some((number, _)) if figures.open_count == 1 => {
            let noun = if figures.invoice_count == 1 { "invoice " } else { "" };
            format!("You owe {} on {noun}{}", figures.net, clean(number))
        }
        _ => format!("You owe {} on {}", figures.net, items(figures)),
    };
    let spare = figures.open.minus(figures.net).unwrap_or(figures.currency.zero());
    if spare.is_positive() {
        said.push_str(&format!(", after {spare} on account"));
    }
    if figures.disputed.is_positive() && figures.disputed == figures.open {
        said.push_str(", all of it in dispute");
    } else if figures.disputed.is_positive() {
        said.push_str(&format!(", {} of it in dispute", figures.disputed));
    }
    said + "."
}

/// `two invoices`, or items where some are charges.
fn items(figures: &Figures) -> String {
    let noun = if figures.invoice_count == figures.open_count { "invoice" } else { "item" };
    counted(figures.open_count, noun)
}

fn late(facts: &Facts<'_>, plan: Option<&Adherence>) -> Option<String> {
    let figures = facts.figures;
    let (number, days) = figures.oldest_asked.as_ref().filter(|_| figures.collectable.is_positive())?;
    let subject = match (figures.open_count, plan) {
        (1, _) => "It".to_string(),
        (_, Some(_)) => format!("Of the rest, {}", clean(number)),
        _ if figures.past_due_count == 0 => format!("The first, {},", clean(number)),
        _ if figures.oldest.as_ref().is_some_and(|oldest| oldest.0 != *number) => clean(number),
        _ => format!("The oldest, {},", clean(number)),
    };
    Some(match *days {
        days if days > 0 => format!("{subject} is {} late.", counted(days.unsigned_abs() as usize, "day")),
        0 => format!("{subject} is due today."),
        days => format!("{subject} is due {}.", on_day(plus_days(figures.as_of, -days), facts.today)),
    })
}

fn planned(plan: &Adherence, today: Date) -> String {
    let next = plan.next.map(|next| format!("{} is due {}", next.amount, on_day(next.payable, today)));
    let missed = || counted(plan.missed as usize, "instalment");
    match (plan.state, next) {
        (PlanState::Late, _) => format!("Your plan is {} behind: {} missed.", plan.arrears, missed()),
        (PlanState::Broken, _) => format!("Your plan is broken: {} missed, {} behind.", missed(), plan.arrears),
        (_, Some(next)) => format!("Your plan is on track; {next}."),
        (_, None) => "Your plan is on track.".to_string(),
    }
}

/// The latest promise that was not taken back; one that was kept is no news.
fn promised(facts: &Facts<'_>) -> Option<String> {
    let stands = |settled: &Settled| !matches!(settled.state, PromiseState::Cancelled | PromiseState::Replaced);
    let standing = facts.promises.iter().filter(|promise| stands(&promise.1));
    let (promise, settled) = standing.max_by_key(|(promise, _)| (promise.made, promise.entry, promise.id))?;
    let said = format!("You promised {} for {}", promise.amount, named_day(promise.due, facts.today));
    match settled.state {
        PromiseState::Open if settled.counted.is_positive() => Some(format!("{said}; {} has come.", settled.counted)),
        PromiseState::Open => Some(format!("{said}.")),
        PromiseState::Partial => Some(format!("{said}, and only {} came.", settled.counted)),
        PromiseState::Broken => Some(format!("{said}, and it has not come.")),
        PromiseState::Kept | PromiseState::Cancelled | PromiseState::Replaced => None,
    }
}

/// `Friday` within a week either way, else `26 Nov`.
fn named_day(day: Date, today: Date) -> String {
    match days_past(day, today) {
        0 => "today".to_string(),
        1 => "tomorrow".to_string(),
        -6..=6 => day.format("%A").to_string(),
        _ => short(day, today),
    }
}

fn on_day(day: Date, today: Date) -> String {
    match named_day(day, today) {
        name if name == "today" || name == "tomorrow" => name,
        name => format!("on {name}"),
    }
}

/// `one day`, `two invoices`, `97 days`.
fn counted(count: usize, noun: &str) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let number = WORDS.get(count).map_or_else(|| count.to_string(), |word| word.to_string());
    let ending = if count == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}

#[cfg(test)]
mod tests {
    use super::super::aging::Aging;
    use super::super::figures::figures;
    use super::super::ids::{EntryId, PromiseId};
    use super::super::item::samples::{day, open, unapplied, usd};
    use super::super::item::{DebitKind, OpenCredit, OpenDebit};
    use super::super::money::Currency;
    use super::super::plan::Instalment;
    use super::*;

    const TODAY: &str = "2026-11-21";

    #[derive(Default)]
    struct Desk {
        debits: Vec<OpenDebit>,
        credits: Vec<OpenCredit>,
        promises: Vec<(PromiseFacts, Settled)>,
        plan: Option<Adherence>,
        last_payment: Option<(Date, Money)>,
        hold: Option<&'static str>,
    }

    impl Desk {
        fn says(&self) -> String {
            let how = Aging::by_due(day(TODAY));
            let figures = figures(&self.debits, &self.credits, &how, Currency::USD).unwrap();
            say(&Facts {
                figures: &figures,
                promises: &self.promises,
                plan: self.plan.as_ref(),
                last_payment: self.last_payment,
                hold: self.hold,
                today: day(TODAY),
            })
        }
    }

    fn holloway() -> Desk {
        let debits = vec![open(1, "1043", "828.20", "2026-08-16"), open(2, "1101", "412.30", "2026-11-05")];
        Desk { debits, ..Desk::default() }
    }

    fn promise(state: PromiseState, due: &str, counted: &str) -> (PromiseFacts, Settled) {
        let facts = PromiseFacts {
            id: PromiseId(1),
            entry: EntryId(1),
            made: day("2026-11-18"),
            amount: usd("500.00"),
            due: day(due),
            last_day: day(due),
            covers: vec![],
            ended: None,
        };
        (facts, Settled { id: PromiseId(1), state, counted: usd(counted) })
    }

    fn plan(state: PlanState, missed: u32, arrears: &str) -> Adherence {
        let due = day("2026-11-30");
        Adherence {
            state,
            total: usd("1000.00"),
            paid: usd("0"),
            arrears: usd(arrears),
            missed,
            next: Some(Instalment { n: 1, due, payable: due, amount: usd("166.66") }),
            instalments: vec![],
            fell_due: missed,
            on_time: 0,
            left: usd("1000.00"),
        }
    }

    #[test]
    fn the_sentence_of_the_drawing() {
        let mut desk = holloway();
        desk.promises = vec![promise(PromiseState::Broken, "2026-11-20", "0")];
        let said = "You owe 1,240.50 on two invoices. The oldest, 1043, is 97 days late. You promised 500.00 for Friday, and it has not come.";
        assert_eq!(desk.says(), said);
    }

    #[test]
    fn lateness_is_told_as_it_is() {
        let one = |due: &str| Desk { debits: vec![open(1, "7", "10.00", due)], ..Desk::default() }.says();
        assert_eq!(one("2026-11-20"), "You owe 10.00 on invoice 7. It is one day late.");
        assert_eq!(one("2026-11-21"), "You owe 10.00 on invoice 7. It is due today.");
        assert_eq!(one("2026-11-22"), "You owe 10.00 on invoice 7. It is due tomorrow.");
        assert_eq!(one("2026-11-26"), "You owe 10.00 on invoice 7. It is due on Thursday.");
        assert_eq!(one("2026-12-30"), "You owe 10.00 on invoice 7. It is due on 30 Dec.");
        let mut desk = holloway();
        for debit in &mut desk.debits {
            debit.due = day("2026-12-05");
        }
        assert_eq!(desk.says(), "You owe 1,240.50 on two invoices. The first, 1043, is due on 5 Dec.");
        desk.debits[1].kind = DebitKind::Fee;
        assert!(desk.says().starts_with("You owe 1,240.50 on two items."));
    }

    #[test]
    fn disputed_money_is_not_asked_for() {
        let mut desk = holloway();
        desk.debits[1].disputed = usd("80.00");
        let said = "You owe 1,240.50 on two invoices, 80.00 of it in dispute. The oldest, 1043, is 97 days late.";
        assert_eq!(desk.says(), said);
        desk.debits[0].disputed = usd("828.20");
        assert_eq!(desk.says(), "You owe 1,240.50 on two invoices, 908.20 of it in dispute. 1101 is 16 days late.");
        desk.debits[1].disputed = usd("412.30");
        assert_eq!(desk.says(), "You owe 1,240.50 on two invoices, all of it in dispute.");
    }

    #[test]
    fn each_state_of_a_promise_has_its_words() {
        let tail = |state, due, counted| {
            let mut desk = holloway();
            desk.promises = vec![promise(state, due, counted)];
            desk.says().split_off("You owe 1,240.50 on two invoices. The oldest, 1043, is 97 days late.".len())
        };
        assert_eq!(tail(PromiseState::Open, "2026-11-26", "0"), " You promised 500.00 for Thursday.");
        assert_eq!(tail(PromiseState::Open, TODAY, "0"), " You promised 500.00 for today.");
        assert_eq!(
            tail(PromiseState::Open, "2026-12-04", "200.00"),
            " You promised 500.00 for 4 Dec; 200.00 has come."
        );
        assert_eq!(
            tail(PromiseState::Partial, "2026-11-10", "450"),
            " You promised 500.00 for 10 Nov, and only 450.00 came."
        );
        assert_eq!(tail(PromiseState::Kept, "2026-11-20", "500.00"), "");
        assert_eq!(tail(PromiseState::Cancelled, "2026-11-20", "0"), "");
    }

    #[test]
    fn a_later_promise_that_was_kept_is_the_last_word() {
        let mut desk = holloway();
        let mut kept = promise(PromiseState::Kept, "2026-11-20", "500.00");
        kept.0.made = day("2026-11-19");
        desk.promises = vec![kept, promise(PromiseState::Broken, "2026-11-20", "0")];
        assert!(!desk.says().contains("promised"));
    }

    #[test]
    fn a_plan_speaks_for_what_it_covers() {
        let mut desk = holloway();
        desk.plan = Some(plan(PlanState::OnTrack, 0, "0"));
        for debit in &mut desk.debits {
            debit.on_plan = debit.open;
        }
        let owe = "You owe 1,240.50 on two invoices.";
        assert_eq!(desk.says(), format!("{owe} Your plan is on track; 166.66 is due on 30 Nov."));
        desk.debits[1].on_plan = usd("0");
        let rest = "Of the rest, 1101 is 16 days late.";
        assert_eq!(desk.says(), format!("{owe} Your plan is on track; 166.66 is due on 30 Nov. {rest}"));
        desk.plan = Some(plan(PlanState::Late, 1, "166.66"));
        assert_eq!(desk.says(), format!("{owe} Your plan is 166.66 behind: one instalment missed. {rest}"));
        desk.plan = Some(plan(PlanState::Broken, 3, "499.98"));
        assert!(desk.says().contains("Your plan is broken: three instalments missed, 499.98 behind."));
        desk.plan = Some(plan(PlanState::Completed, 0, "0"));
        assert!(!desk.says().contains("plan"));
    }

    #[test]
    fn nothing_owed_is_said_with_the_last_payment() {
        let mut desk = Desk::default();
        assert_eq!(desk.says(), "You owe nothing.");
        desk.last_payment = Some((day("2026-09-12"), usd("300.00")));
        assert_eq!(desk.says(), "You owe nothing. Your last payment was 300.00 on 12 Sep.");
        desk.credits = vec![unapplied(1, "50.00", "2026-09-12")];
        assert!(desk.says().starts_with("You owe nothing; 50.00 of yours is on account."));
        desk.debits = vec![open(1, "7", "50.00", "2026-11-01")];
        assert!(desk.says().starts_with("You owe nothing: 50.00 on account covers one invoice."));
    }

    #[test]
    fn credit_on_account_is_taken_off_and_a_hold_asks_for_nothing() {
        let mut desk = holloway();
        desk.credits = vec![unapplied(1, "40.50", "2026-09-12")];
        assert!(desk.says().starts_with("You owe 1,200.00 on two invoices, after 40.50 on account."));
        desk.hold = Some("attorney");
        assert_eq!(desk.says(), "On hold (attorney): do not ask for money. 1,200.00 is open.");
        assert_eq!(counted(13, "day"), "13 days");
    }
}
