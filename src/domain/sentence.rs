//! The sentence to say on the phone: what is owed, what is late, what was promised; from the same figures as the
//! report, so that the caller hears what the screen shows. Disputed money is named and not asked for.

use super::calendar::{Date, days_past, plus_days, short};
use super::figures::Figures;
use super::ids::PromiseId;
use super::money::{DecimalMark, Money};
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
    /// As the shop writes amounts.
    pub mark: DecimalMark,
}

/// What a part of the sentence tells of: whoever shows it can lead there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    Hold,
    /// Credit that is on the account.
    OnAccount,
    Disputed,
    Plan,
    /// The item of this number.
    Item(String),
    Promise(PromiseId),
    LastPayment,
}

/// A piece of the sentence, up to the end of a fact or of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub text: String,
    pub fact: Option<Fact>,
}

/// The parts as one text.
pub fn text(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}

/// As many facts as there are digits to lead to them.
pub const MOST_KEYED: usize = 9;

/// The facts that have a key, in their order: the first is on 1.
pub fn keyed(parts: &[Part]) -> impl Iterator<Item = &Fact> {
    parts.iter().filter_map(|part| part.fact.as_ref()).take(MOST_KEYED)
}

/// The text with its keys: a small digit behind each fact.
pub fn text_with_keys(parts: &[Part]) -> String {
    let mut digits = "¹²³⁴⁵⁶⁷⁸⁹".chars();
    let mut said = String::new();
    for part in parts {
        said.push_str(&part.text);
        said.extend(part.fact.as_ref().and_then(|_| digits.next()));
    }
    said
}

/// Sentences being put together of parts.
#[derive(Default)]
struct Said(Vec<Part>);

impl Said {
    fn plain(mut self, text: impl Into<String>) -> Said {
        self.0.push(Part { text: text.into(), fact: None });
        self
    }

    fn fact(mut self, text: impl Into<String>, fact: Fact) -> Said {
        self.0.push(Part { text: text.into(), fact: Some(fact) });
        self
    }
}

/// A few short spoken sentences.
pub fn say(facts: &Facts<'_>) -> Vec<Part> {
    let said = match facts.hold {
        Some(hold) => vec![Some(on_hold(facts, hold))],
        None if !facts.figures.net.is_positive() => vec![Some(nothing_owed(facts)), last_payment(facts)],
        None => {
            let plan = facts.plan.filter(|plan| !matches!(plan.state, PlanState::Completed | PlanState::Cancelled));
            let planned = plan.map(|plan| planned(plan, facts));
            vec![Some(owed(facts)), planned, late(facts, plan), promised(facts), last_payment(facts)]
        }
    };
    let mut parts: Vec<Part> = Vec::new();
    for Said(sentence) in said.into_iter().flatten() {
        if let Some(last) = parts.last_mut().filter(|last| last.fact.is_none()) {
            last.text.push(' ');
        }
        parts.extend(sentence);
    }
    parts
}

impl Facts<'_> {
    fn amount(&self, amount: Money) -> String {
        amount.display(self.mark)
    }
}

fn on_hold(facts: &Facts<'_>, hold: &str) -> Said {
    let open = match facts.figures.net {
        net if net.is_positive() => format!("{} is open.", facts.amount(net)),
        _ => "Nothing is owed.".to_string(),
    };
    let said = Said::default().fact(format!("On hold ({})", clean(hold)), Fact::Hold);
    said.plain(format!(": do not ask for money. {open}"))
}

fn nothing_owed(facts: &Facts<'_>) -> Said {
    let figures = facts.figures;
    let said = Said::default();
    match figures.net.negated() {
        spare if spare.is_zero() && figures.open_count > 0 => {
            let open = facts.amount(figures.open);
            said.fact(format!("You owe nothing: {open} on account"), Fact::OnAccount)
                .plain(format!(" covers {}.", items(figures)))
        }
        spare if spare.is_positive() => said
            .fact(format!("You owe nothing; {} of yours is on account", facts.amount(spare)), Fact::OnAccount)
            .plain("."),
        _ => said.plain("You owe nothing."),
    }
}

fn last_payment(facts: &Facts<'_>) -> Option<Said> {
    let (day, amount) = facts.last_payment?;
    let text = format!("Your last payment was {} on {}", facts.amount(amount), short(day, facts.today));
    Some(Said::default().fact(text, Fact::LastPayment).plain("."))
}

fn owed(facts: &Facts<'_>) -> Said {
    let figures = facts.figures;
    let net = facts.amount(figures.net);
    let mut said = match &figures.oldest {
        Some((number, _)) if figures.open_count == 1 => {
            let noun = if figures.invoice_count == 1 { "invoice " } else { "" };
            let text = format!("You owe {net} on {noun}{}", clean(number));
            Said::default().fact(text, Fact::Item(number.clone()))
        }
        _ => Said::default().plain(format!("You owe {net} on {}", items(figures))),
    };
    let spare = figures.open.minus(figures.net).unwrap_or(figures.currency.zero());
    if spare.is_positive() {
        said = said.fact(format!(", after {} on account", facts.amount(spare)), Fact::OnAccount);
    } else if figures.past_due.is_positive() && figures.past_due.minor() < figures.net.minor() {
        said = said.plain(format!(", {} of it past due", facts.amount(figures.past_due)));
    }
    if figures.disputed.is_positive() && figures.disputed == figures.open {
        said = said.fact(", all of it in dispute", Fact::Disputed);
    } else if figures.disputed.is_positive() {
        said = said.fact(format!(", {} of it in dispute", facts.amount(figures.disputed)), Fact::Disputed);
    }
    said.plain(".")
}

/// `two invoices`, or items where some are charges.
fn items(figures: &Figures) -> String {
    let noun = if figures.invoice_count == figures.open_count { "invoice" } else { "item" };
    counted(figures.open_count, noun)
}

fn late(facts: &Facts<'_>, plan: Option<&Adherence>) -> Option<Said> {
    let figures = facts.figures;
    let (number, days) = figures.oldest_asked.as_ref().filter(|_| figures.collectable.is_positive())?;
    let item = |text: String| Said::default().fact(text, Fact::Item(number.clone()));
    let subject = match (figures.open_count, plan) {
        (1, _) => Said::default().plain("It"),
        (_, Some(_)) => item(format!("Of the rest, {}", clean(number))),
        _ if figures.past_due_count == 0 => item(format!("The first, {}", clean(number))).plain(","),
        _ if figures.oldest.as_ref().is_some_and(|oldest| oldest.0 != *number) => item(clean(number)),
        _ => item(format!("The oldest, {}", clean(number))).plain(","),
    };
    Some(subject.plain(match *days {
        days if days > 0 => format!(" is {} late.", counted(days.unsigned_abs() as usize, "day")),
        0 => " is due today.".to_string(),
        days => format!(" is due {}.", on_day(plus_days(figures.as_of, -days), facts.today)),
    }))
}

fn planned(plan: &Adherence, facts: &Facts<'_>) -> Said {
    let next =
        plan.next.map(|next| format!("; {} is due {}", facts.amount(next.amount), on_day(next.payable, facts.today)));
    let (missed, arrears) = (counted(plan.missed as usize, "instalment"), facts.amount(plan.arrears));
    let of_plan = |text: String| Said::default().fact(text, Fact::Plan);
    match plan.state {
        PlanState::Late => of_plan(format!("Your plan is {arrears} behind")).plain(format!(": {missed} missed.")),
        PlanState::Broken => {
            of_plan("Your plan is broken".into()).plain(format!(": {missed} missed, {arrears} behind."))
        }
        _ => of_plan("Your plan is on track".into()).plain(format!("{}.", next.unwrap_or_default())),
    }
}

/// The latest promise that was not taken back; one that was kept is no news.
fn promised(facts: &Facts<'_>) -> Option<Said> {
    let stands = |settled: &Settled| !matches!(settled.state, PromiseState::Cancelled | PromiseState::Replaced);
    let standing = facts.promises.iter().filter(|promise| stands(&promise.1));
    let (promise, settled) = standing.max_by_key(|(promise, _)| (promise.made, promise.entry, promise.id))?;
    let came = facts.amount(settled.counted);
    let end = match settled.state {
        PromiseState::Open if settled.counted.is_positive() => format!("; {came} has come."),
        PromiseState::Open => ".".to_string(),
        PromiseState::Partial => format!(", and only {came} came."),
        PromiseState::Broken => ", and it has not come.".to_string(),
        PromiseState::Kept | PromiseState::Cancelled | PromiseState::Replaced => return None,
    };
    let text = format!("You promised {} for {}", facts.amount(promise.amount), named_day(promise.due, facts.today));
    Some(Said::default().fact(text, Fact::Promise(promise.id)).plain(end))
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
    use super::super::ids::EntryId;
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
        mark: DecimalMark,
    }

    impl Desk {
        fn says(&self) -> String {
            text(&self.parts())
        }

        fn parts(&self) -> Vec<Part> {
            let how = Aging::by_due(day(TODAY));
            let figures = figures(&self.debits, &self.credits, &how, Currency::USD).unwrap();
            say(&Facts {
                figures: &figures,
                promises: &self.promises,
                plan: self.plan.as_ref(),
                last_payment: self.last_payment,
                hold: self.hold,
                today: day(TODAY),
                mark: self.mark,
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

    #[test]
    fn every_fact_has_a_key_in_the_order_of_telling() {
        let mut desk = holloway();
        desk.debits[1].disputed = usd("80.00");
        desk.promises = vec![promise(PromiseState::Broken, "2026-11-20", "0")];
        desk.last_payment = Some((day("2026-09-12"), usd("300.00")));
        let parts = desk.parts();
        assert_eq!(
            text_with_keys(&parts),
            "You owe 1,240.50 on two invoices, 80.00 of it in dispute¹. The oldest, 1043², is 97 days late. You promised 500.00 for Friday³, and it has not come. Your last payment was 300.00 on 12 Sep⁴."
        );
        let told: Vec<Fact> = keyed(&parts).cloned().collect();
        let promised = Fact::Promise(PromiseId(1));
        assert_eq!(told, [Fact::Disputed, Fact::Item("1043".into()), promised, Fact::LastPayment]);
        assert!(!text(&parts).contains('¹'));
    }

    #[test]
    fn amounts_are_said_as_the_shop_writes_them_and_what_is_late_apart() {
        let mut desk = holloway();
        desk.debits[1].due = day("2026-12-05");
        desk.mark = DecimalMark::Comma;
        assert!(desk.says().starts_with("You owe 1.240,50 on two invoices, 828,20 of it past due."), "{}", desk.says());
    }
}
