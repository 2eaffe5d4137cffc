//! The JSON shapes that several commands share (CONTRACT, JSON shapes), and their tables.

use serde_json::{Value, json};

use crate::book::{
    Account, Allocation, Book, Contact, Dispute, Done, FollowUp, Hold, NumberMark, Plan, Request, Standing, mark_of,
};
use crate::domain::calendar::Date;
use crate::domain::guard::Said;
use crate::domain::ids::AccountId;
use crate::domain::item::CreditKind;
use crate::domain::money::{Money, sum};
use crate::domain::plan::Adherence;
use crate::domain::promise::{PromiseFacts, Settled};
use crate::domain::text::clean;
use crate::domain::time_of_day;
use crate::error::Result;
use crate::report::{Cell, Column, Kind, Table};

pub fn promise(promise: &PromiseFacts, settled: &Settled) -> Value {
    json!({
        "id": format!("R{}", promise.id.0), "made": promise.made, "amount": promise.amount, "due": promise.due,
        "last_day": promise.last_day, "counted": settled.counted, "state": settled.state,
    })
}

pub fn plan(plan: &Plan, adherence: &Adherence) -> Value {
    let covers: Vec<&str> = plan.covers.iter().map(|(_, number)| number.as_str()).collect();
    json!({
        "id": format!("L{}", plan.id.0), "state": adherence.state, "made": plan.made, "every": plan.every, "covers": covers,
        "total": adherence.total, "paid": adherence.paid, "arrears": adherence.arrears, "left": adherence.left,
        "instalments": adherence.instalments, "cancelled": plan.cancelled_on,
    })
}

pub fn dispute(dispute: &Dispute, today: Date) -> Value {
    json!({
        "id": format!("D{}", dispute.id.0), "number": dispute.number, "amount": dispute.amount, "reason": dispute.reason,
        "owner": dispute.owner, "opened": dispute.opened, "note": dispute.note,
        "resolution": dispute.resolved.map(|(how, _)| how), "resolved": dispute.resolved.map(|(_, on)| on),
        "days_open": dispute.resolved.is_none().then(|| dispute.days_open(today)),
    })
}

pub fn follow_up(follow_up: &FollowUp) -> Value {
    json!({
        "id": format!("F{}", follow_up.id.0), "date": follow_up.due, "time": time_of(follow_up), "note": follow_up.note,
        "done": follow_up.done_on,
    })
}

pub fn request(request: &Request) -> Value {
    json!({
        "id": format!("Q{}", request.id.0), "what": request.what, "number": request.debit.as_ref().map(|(_, number)| number),
        "note": request.note, "asked": request.asked, "ended": request.ended.map(|(how, _)| how),
        "ended_on": request.ended.map(|(_, on)| on),
    })
}

/// `10:00`, where the customer named a time.
pub fn time_of(follow_up: &FollowUp) -> Option<String> {
    follow_up.at.map(time_of_day::shown)
}

pub fn hold(hold: &Hold) -> Value {
    json!({
        "id": format!("H{}", hold.id.0), "kind": hold.kind, "reason": hold.reason, "from": hold.from, "by": hold.by,
        "lifted": hold.lifted_on,
    })
}

pub fn contact(contact: &Contact) -> Value {
    json!({
        "name": contact.name, "role": contact.role, "phone": contact.phone, "phone2": contact.phone2, "email": contact.email,
    })
}

/// A contact with what its numbers are marked as.
pub fn contact_with_marks(contact: &Contact, marks: &[NumberMark]) -> Value {
    let mark = |phone: &str| mark_of(marks, phone).map(|mark| mark.kind.word());
    let mut shape = self::contact(contact);
    shape["phone_mark"] = json!(mark(&contact.phone));
    shape["phone2_mark"] = json!(mark(&contact.phone2));
    shape
}

pub fn number_mark(mark: &NumberMark) -> Value {
    json!({"phone": mark.phone, "mark": mark.kind, "reason": mark.reason, "since": mark.from})
}

/// What the rules of contact say, in words and by rule.
pub fn guard(said: &Said) -> Value {
    let says: Vec<&str> = said.findings.iter().map(|one| one.says.as_str()).collect();
    json!({
        "blocked": said.blocked().is_some(), "says": says, "rules": said.findings, "notes": said.notes,
    })
}

pub fn account(account: &Account) -> Value {
    let details = &account.details;
    json!({
        "account": account.code, "name": details.name, "currency": account.currency, "terms": details.terms,
        "credit_limit": details.credit_limit, "address": details.address, "city": details.city, "region": details.region,
        "postal_code": details.postal_code, "country": details.country, "time_zone": details.time_zone,
        "note": details.note, "collector": details.collector, "tags": details.tags,
    })
}

pub fn promise_table(promises: &[(PromiseFacts, Settled)]) -> Table {
    let mut table = Table::new("Promises")
        .column("id", "Id", Kind::Text)
        .column("made", "Made", Kind::Date)
        .column("amount", "Amount", Kind::Money)
        .column("due", "Due", Kind::Date)
        .column("last_day", "Last day", Kind::Date)
        .column("counted", "Counted", Kind::Money)
        .column("state", "State", Kind::Text);
    for (promise, settled) in promises {
        table.row([
            format!("R{}", promise.id.0).into(),
            promise.made.into(),
            promise.amount.into(),
            promise.due.into(),
            promise.last_day.into(),
            settled.counted.into(),
            settled.state.word().into(),
        ]);
    }
    table
}

pub fn plan_table(plan: &Plan, adherence: &Adherence) -> Table {
    let covers: Vec<String> = plan.covers.iter().map(|(_, number)| clean(number)).collect();
    let mut table = Table::new(format!("Plan L{}: {}", plan.id.0, adherence.state.word()))
        .column("n", "", Kind::Number)
        .column("due", "Due", Kind::Date)
        .column("payable", "Payable", Kind::Date)
        .column("amount", "Amount", Kind::Money)
        .column("paid", "Paid", Kind::Money)
        .column("state", "State", Kind::Text);
    for one in &adherence.instalments {
        let cells: [Cell; 6] = [
            i64::from(one.n).into(),
            one.due.into(),
            one.payable.into(),
            one.amount.into(),
            one.paid.into(),
            one.state.into(),
        ];
        table.row(cells);
    }
    table.note(format!(
        "Covers {}: {} in all, {} paid, {} in arrears",
        covers.join(", "),
        adherence.total,
        adherence.paid,
        adherence.arrears
    ));
    table
}

pub fn dispute_table(disputes: &[Dispute], today: Date) -> Table {
    let mut table = Table::new("Disputes")
        .column("id", "Id", Kind::Text)
        .column("number", "Number", Kind::Text)
        .column("amount", "Amount", Kind::Money)
        .column("reason", "Reason", Kind::Text)
        .column("owner", "Owner", Kind::Text)
        .column("opened", "Opened", Kind::Date)
        .column("days_open", "Days open", Kind::Number)
        .column("resolution", "Resolution", Kind::Text)
        .column("resolved", "Resolved", Kind::Date)
        .column("note", "Note", Kind::Text);
    for dispute in disputes {
        table.row([
            format!("D{}", dispute.id.0).into(),
            (&dispute.number).into(),
            dispute.amount.into(),
            dispute.reason.word().into(),
            (&dispute.owner).into(),
            dispute.opened.into(),
            dispute.resolved.is_none().then(|| dispute.days_open(today)).into(),
            dispute.resolved.map(|(how, _)| how.word()).into(),
            dispute.resolved.map(|(_, on)| on).into(),
            (&dispute.note).into(),
        ]);
    }
    table
}

/// A shape with the account that it is of, for lists over accounts.
pub fn of_account(account: &Account, mut shape: Value) -> Value {
    shape["account"] = json!(account.code);
    shape
}

/// A table's rows with the account before them, for lists over accounts.
pub fn gathered(gathered: &mut Option<Table>, account: &Account, table: Table) {
    let whole = gathered.get_or_insert_with(|| {
        let mut columns = table.columns.clone();
        columns.insert(0, Column { name: "account".into(), heading: "Account".into(), kind: Kind::Text });
        Table { title: table.title.clone(), columns, ..Table::default() }
    });
    for row in table.rows {
        whole.row(std::iter::once(account.code.as_str().into()).chain(row.cells));
    }
}

/// What an entry's money was applied to, with what stays open of each debit.
pub struct AppliedByEntry {
    /// `{"account", "credit", "number", "amount", "open"}`.
    pub applied: Vec<Value>,
    pub lines: Vec<String>,
}

pub fn applied_by(book: &Book, done: &Done, accounts: &[AccountId]) -> Result<AppliedByEntry> {
    let (mut applied, mut lines) = (Vec::new(), Vec::new());
    for account in accounts {
        let code = book.account(*account)?.code;
        let of_entry = |allocation: &Allocation| allocation.entry == done.entry;
        for allocation in book.allocations_of(*account)?.into_iter().filter(of_entry) {
            let open = book.debit(allocation.debit)?.open;
            applied.push(json!({
                "account": code, "credit": allocation.code, "number": allocation.number, "amount": allocation.amount, "open": open,
            }));
            lines.push(format!("{} of it to {}, which has {open} open", allocation.amount, allocation.number));
        }
    }
    Ok(AppliedByEntry { applied, lines })
}

/// What is left unapplied of the payments or credit memos that an entry posted.
pub fn left_of(book: &Book, done: &Done, account: AccountId, kind: CreditKind) -> Result<Money> {
    let credits = book.credits_of(account)?;
    let posted = credits.iter().filter(|credit| credit.entry == done.entry && credit.kind == kind);
    sum(posted.map(|credit| credit.unapplied), book.currency_of(account)?)
}

/// Words that a header shows about an account.
pub fn flags(standing: &Standing) -> Vec<String> {
    let mut flags: Vec<String> = standing.holds.iter().map(|hold| format!("hold: {}", hold.kind.word())).collect();
    if !standing.disputes.is_empty() {
        flags.push("disputed".into());
    }
    if let Some((_, adherence)) = standing.running_plan() {
        flags.push(format!("plan {}", adherence.state.word()));
    }
    let open_or_broken = standing.promises.iter().rev().map(|(_, settled)| settled.state.word());
    match open_or_broken.into_iter().find(|state| !matches!(*state, "cancelled" | "replaced")) {
        Some("open") => flags.push("promise open".into()),
        Some(state @ ("broken" | "partial")) if standing.figures.past_due.is_positive() => {
            flags.push(format!("promise {state}"));
        }
        _ => {}
    }
    let over = |limit: Money| standing.figures.net.minor() > limit.minor();
    if standing.account.details.credit_limit.is_some_and(over) {
        flags.push("over credit limit".into());
    }
    flags.extend(standing.account.details.tags.split_whitespace().map(String::from));
    flags
}
