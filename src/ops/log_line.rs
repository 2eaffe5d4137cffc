//! A call in one line becomes a contact with all that came of it: what the line leaves out is as the form would have it.

use super::agree_plan::{self, AgreePlan, Wish};
use super::log_contact::LogContact;
use super::open_dispute::Disputed;
use super::promise_payment::{self, Promised};
use super::request::Requested;
use crate::book::{Book, Settings, Standing};
use crate::domain::calendar::{Date, Roll};
use crate::domain::communication::Wanted;
use crate::domain::ids::{AccountId, DebitId};
use crate::domain::item::OpenDebit;
use crate::domain::money::Remainder;
use crate::domain::plan::Rhythm;
use crate::domain::shorthand::{Act, Clause, Line, PlanWish};
use crate::domain::text::clean;
use crate::domain::time_of_day::minute_of;
use crate::error::{Error, Result};

/// What a line is carried out on.
pub struct Desk<'a> {
    /// Number and id of every debit of the account, the paid ones too.
    pub debits: &'a [(String, DebitId)],
    pub standing: &'a Standing,
    pub settings: &'a Settings,
    /// Who sees to what is disputed.
    pub owner: &'a str,
}

/// For [`Desk::debits`].
pub fn numbers_of(book: &Book, account: AccountId) -> Result<Vec<(String, DebitId)>> {
    let debits = book.debits_of(account)?;
    Ok(debits.into_iter().filter(|debit| debit.voided_on.is_none()).map(|debit| (debit.number, debit.id)).collect())
}

/// Puts a line into a contact, all of it or nothing: outcome, note, and what was agreed.
pub fn decide(line: &Line, desk: &Desk, mut op: LogContact) -> Result<LogContact> {
    op.outcome = line.outcome();
    op.note =
        [op.note.as_str(), &line.note()].into_iter().filter(|note| !note.is_empty()).collect::<Vec<_>>().join("; ");
    for clause in &line.clauses {
        desk.add(clause, &mut op).map_err(|error| error.at_field("line"))?;
    }
    Ok(op)
}

impl Desk<'_> {
    fn add(&self, clause: &Clause, op: &mut LogContact) -> Result<()> {
        let day = op.at.date();
        match &clause.act {
            Act::Plain(_) => {}
            Act::Promise { amount, by } => {
                let usual = promise_payment::decide(self.standing, day);
                let amount = amount.unwrap_or(usual.0);
                if !amount.is_positive() {
                    return Err(Error::invalid("line", "there is nothing open to promise").hint("say the amount"));
                }
                op.promise = Some(Promised::new(amount, by.unwrap_or(usual.1), self.settings));
            }
            Act::Dispute { number, amount, reason } => {
                let debit = self.open_debit(number)?;
                let amount = amount.map_or_else(|| debit.open.minus(debit.disputed), Ok)?;
                let (owner, note) = (self.owner.to_string(), clause.note.clone());
                op.disputes.push(Disputed { debit: debit.id, amount, reason: *reason, owner, note });
            }
            Act::Callback { on, at } => {
                let today = at.filter(|at| *at > op.at.time()).map(|_| day);
                let on = on.or(today).unwrap_or_else(|| self.settings.calendar().next(day));
                op.follow_up = Some((on, clause.note.clone()));
                op.callback = at.map(minute_of);
            }
            Act::Request { what, number } => {
                op.requests.push(self.requested(*what, number.as_deref(), &clause.note)?)
            }
            Act::Plan(wish) => op.plan = Some(self.plan(wish, day)?),
            Act::Hold(kind) => op.hold = Some((*kind, clause.note.clone())),
        }
        Ok(())
    }

    fn open_debit(&self, number: &str) -> Result<&OpenDebit> {
        let found = self.standing.debits.iter().find(|debit| debit.number.eq_ignore_ascii_case(number));
        found.ok_or_else(|| {
            let open: Vec<String> = self.standing.debits.iter().take(8).map(|debit| clean(&debit.number)).collect();
            let hint =
                if open.is_empty() { "nothing is open here".into() } else { format!("open are {}", open.join(", ")) };
            Error::not_found("no_debit", format!("there is no open item {:?}", clean(number)))
                .safe("nothing was saved")
                .hint(hint)
        })
    }

    /// A copy may be asked of what was paid long ago.
    pub fn requested(&self, what: Wanted, number: Option<&str>, note: &str) -> Result<Requested> {
        let debit = number.map(|number| {
            let found = self.debits.iter().find(|(known, _)| known.eq_ignore_ascii_case(number.trim()));
            found.map(|(_, id)| *id).ok_or_else(|| {
                Error::not_found("no_item", format!("the account has no invoice {:?}", clean(number)))
                    .safe("nothing was saved")
            })
        });
        Ok(Requested { what, debit: debit.transpose()?, note: note.to_string() })
    }

    /// A plan over everything that is open and on no other plan.
    pub fn plan(&self, wish: &PlanWish, made: Date) -> Result<AgreePlan> {
        let standing = self.standing;
        let every = wish.every.unwrap_or(Rhythm::Month);
        let wish = Wish {
            account: standing.account.id,
            made,
            down: wish.down.unwrap_or(standing.account.currency.zero()),
            size: wish.size,
            every,
            first: wish.first.unwrap_or_else(|| agree_plan::usual_first(made, every)),
            roll: Roll::default(),
            remainder: Remainder::default(),
        };
        let free = |debit: &&OpenDebit| debit.on_plan.is_zero();
        let covered: Vec<OpenDebit> = standing.debits.iter().filter(free).cloned().collect();
        agree_plan::decide(&wish, &covered, self.settings)
    }
}
