//! `arrears plan`: agreeing, cancelling and looking at payment plans.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, promise, reading, shapes};
use crate::book::{Account, Book, Done};
use crate::domain::calendar::{Date, Roll, month_end, plus_days, plus_months};
use crate::domain::ids::PlanId;
use crate::domain::money::Remainder;
use crate::domain::plan::{Rhythm, Size};
use crate::error::{Error, Result};
use crate::ops::agree_plan::{AgreePlan, Wish, decide};
use crate::ops::end::CancelPlan;

/// Agree, cancel and look at payment plans
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Plan {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    agreed: Agreed,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Cancel a plan
    Cancel {
        /// The plan's id (L2), or the account whose plan runs
        #[arg(required = true, num_args = 1..=2, value_name = "PLAN")]
        words: Vec<String>,
        /// Today by default
        #[arg(long)]
        date: Option<String>,
        #[command(flatten)]
        posting: Posting,
    },
    /// Show an account's plans with their instalments
    #[command(visible_alias = "list")]
    Show {
        account: String,
        /// Today by default
        #[arg(long, value_name = "DATE")]
        as_of: Option<String>,
    },
}

#[derive(Debug, Args)]
struct Agreed {
    /// Code or exact name
    #[arg(required = true)]
    account: Option<String>,
    /// What it covers; everything open by default
    #[arg(long, value_name = "NUM,…", value_delimiter = ',')]
    items: Vec<String>,
    /// How many instalments
    #[arg(
        long,
        visible_alias = "instalments",
        value_name = "N",
        required_unless_present = "amount",
        conflicts_with = "amount"
    )]
    installments: Option<u32>,
    /// How much each instalment is
    #[arg(long, value_name = "AMT", allow_negative_numbers = true)]
    amount: Option<String>,
    /// week, 2weeks, month or month-end
    #[arg(long, default_value = "month")]
    every: String,
    /// The first instalment; one step from today by default
    #[arg(long, value_name = "DATE")]
    first: Option<String>,
    /// Down payment, due today
    #[arg(long, value_name = "AMT", allow_negative_numbers = true)]
    down: Option<String>,
    /// none, following, preceding or modified
    #[arg(long, default_value = "modified")]
    roll: String,
    /// last, first or spread
    #[arg(long, default_value = "last")]
    remainder: String,
    /// The day on which it is agreed; today by default
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Plan {
    fn run(self, desk: &Desk) -> Result<End> {
        match self.what {
            Some(What::Cancel { words, date, posting }) => cancel(desk, &words, date.as_deref(), posting),
            Some(What::Show { account, as_of }) => show(desk, &account, as_of.as_deref()),
            None => self.agreed.agree(desk),
        }
    }
}

impl Agreed {
    fn named(&self) -> &str {
        self.account.as_deref().unwrap_or_default()
    }

    fn agree(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let answer = session.post(
            self.posting,
            |session| self.decide(session),
            |book, done| {
                let account = book.account_named(self.named())?;
                told(book, done, &account, desk.today.max(session_date(&self.date, desk)))
            },
        )?;
        Ok(answer.into())
    }

    fn decide(&self, session: &Session) -> Result<AgreePlan> {
        let account = session.account(self.named())?;
        let made = session.back(self.date.as_deref())?;
        let every: Rhythm = self.every.parse()?;
        let zero = account.currency.zero();
        let size = match (self.installments, &self.amount) {
            (Some(count), _) => Size::Count(count),
            (None, Some(amount)) => Size::Amount(reading::amount(amount, account.currency)?),
            (None, None) => return Err(Error::invalid("installments", "say how many instalments, or of what amount")),
        };
        let wish = Wish {
            account: account.id,
            made,
            down: self.down.as_ref().map_or(Ok(zero), |down| reading::amount(down, account.currency))?,
            size,
            every,
            first: self.first.as_deref().map_or(Ok(one_step(made, every)), |first| session.forward(first))?,
            roll: self.roll.parse::<Roll>()?,
            remainder: self.remainder.parse::<Remainder>()?,
        };
        let mut debits = session.book.open_debits_of(account.id, made)?;
        if !self.items.is_empty() {
            let mut chosen = Vec::new();
            for number in &self.items {
                let debit = session.book.debit_numbered(account.id, number)?;
                if !debits.iter().any(|open| open.id == debit.id) {
                    return Err(Error::refused("nothing_open", format!("{} has nothing open", debit.number))
                        .safe("nothing was saved")
                        .hint("leave it out"));
                }
                chosen.push(debit.id);
            }
            debits.retain(|debit| chosen.contains(&debit.id));
        }
        decide(&wish, &debits, &session.settings)
    }
}

fn session_date(date: &Option<String>, desk: &Desk) -> Date {
    use crate::domain::dates::{DayMonth, Facing, read};
    let read = |text: &String| read(text, desk.today, Facing::Back, DayMonth::default()).ok();
    date.as_ref().and_then(read).unwrap_or(desk.today)
}

fn one_step(made: Date, every: Rhythm) -> Date {
    match every {
        Rhythm::Week => plus_days(made, 7),
        Rhythm::TwoWeeks => plus_days(made, 14),
        Rhythm::Month => plus_months(made, 1),
        Rhythm::MonthEnd if month_end(made) > made => month_end(made),
        Rhythm::MonthEnd => month_end(plus_months(made, 1)),
    }
}

/// The plan's own keys stand beside `entry` and once more under `plan`.
fn told(book: &Book, done: &Done, account: &Account, as_of: Date) -> Result<Answer> {
    let plans = book.plans_judged(account.id, as_of)?;
    let mut answer = Answer::default();
    let Some((plan, adherence)) = plans.iter().find(|(plan, _)| plan.entry == done.entry) else { return Ok(answer) };
    let shape = shapes::plan(plan, adherence);
    if let Value::Object(keys) = &shape {
        answer.json = keys.clone();
    }
    Ok(answer.key("plan", shape).table(shapes::plan_table(plan, adherence)))
}

fn cancel(desk: &Desk, words: &[String], date: Option<&str>, posting: Posting) -> Result<End> {
    let mut session = Session::writing(desk)?;
    let plan = which(&session, words)?;
    let decide = |session: &Session| {
        promise::owned(session, words, session.book.plan_account(plan)?)?;
        Ok(CancelPlan { plan, on: session.back(date)? })
    };
    let answer = session.post(posting, decide, |_, _| Ok(Answer::default()))?;
    Ok(answer.key("plan", format!("L{}", plan.0)).key("state", "cancelled").into())
}

/// The plan of an id; of an account alone the one that runs, or the only one that was not cancelled.
fn which(session: &Session, words: &[String]) -> Result<PlanId> {
    let last = words.last().map_or("", String::as_str);
    if words.len() > 1 {
        return reading::id(last, 'L').map(PlanId);
    }
    if let Ok(id) = reading::id(last, 'L')
        && last.trim().starts_with(['L', 'l'])
        && session.book.plan_account(PlanId(id)).is_ok()
    {
        return Ok(PlanId(id));
    }
    let account = session.account(last)?;
    let plans = session.book.plans_judged(account.id, session.desk.today)?;
    let live: Vec<_> = plans.iter().filter(|(plan, _)| plan.cancelled_on.is_none()).collect();
    let running: Vec<_> = live.iter().filter(|(_, adherence)| adherence.state.is_running()).collect();
    match (running.as_slice(), live.as_slice()) {
        ([one], _) => Ok(one.0.id),
        ([], [one]) => Ok(one.0.id),
        ([], []) => {
            Err(Error::not_found("no_plan", format!("{} has no plan to cancel", account.code))
                .safe("nothing was changed"))
        }
        _ => Err(Error::not_found("ambiguous", format!("{} has more than one plan", account.code))
            .safe("nothing was changed")
            .hint("name the plan by its id, such as L2")),
    }
}

fn show(desk: &Desk, account: &str, as_of: Option<&str>) -> Result<End> {
    let session = Session::looking(desk)?;
    let account = session.found(account)?;
    let as_of = session.back(as_of)?;
    let plans = session.book.plans_judged(account.id, as_of)?;
    let shapes: Vec<Value> = plans.iter().map(|(plan, adherence)| shapes::plan(plan, adherence)).collect();
    let mut answer =
        Answer::default().key("account", account.code).key("as_of", json!(as_of)).key("plans", json!(shapes));
    for (plan, adherence) in &plans {
        answer = answer.table(shapes::plan_table(plan, adherence));
    }
    Ok(if plans.is_empty() { answer.line("No plan was agreed").into() } else { answer.into() })
}
