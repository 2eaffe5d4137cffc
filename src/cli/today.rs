//! `arrears today`: whom to call, and the reason for each; with `--all`, who waits too, and for what.

use clap::Args;
use serde_json::{Value, json};

use super::session::Session;
use super::{Answer, Desk, End, Run};
use crate::book::{Filter, Row, Worklist, bucket_named};
use crate::domain::money::{DecimalMark, parse_decimal};
use crate::domain::text::clean;
use crate::error::{Error, Result};
use crate::report::{Kind, Table};

/// List whom to call today, and why
#[derive(Debug, Args)]
pub struct Today {
    /// Only my accounts, and those that are nobody's
    #[arg(long)]
    mine: bool,
    /// Only where more than this is past due
    #[arg(long, value_name = "AMOUNT")]
    over: Option<String>,
    /// Only where the oldest item is in this bucket: current, 1-30, … 91+
    #[arg(long)]
    bucket: Option<String>,
    /// Only where the next follow-up is on this day
    #[arg(long, value_name = "DATE")]
    follow_up: Option<String>,
    /// Those that wait too, and why
    #[arg(long)]
    all: bool,
}

impl Run for Today {
    fn run(self, desk: &Desk) -> Result<End> {
        let session = Session::looking(desk)?;
        let filter = self.filter(&session)?;
        let mut list = session.book.worklist(desk.today)?;
        list.calls.retain(|row| filter.holds(row));
        list.waiting.retain(|row| filter.holds(row));
        // What is to be followed up on a later day waits today.
        let all = self.all || filter.follow_up.is_some_and(|on| on > desk.today);
        let waiting: &[Row] = if all { &list.waiting } else { &[] };
        let rows: Vec<&Row> = list.calls.iter().chain(waiting).collect();
        let words = filter.words(desk.today);
        let title = std::iter::once(format!("Today, {}", desk.today)).chain(words).collect::<Vec<_>>().join(" · ");
        let mut answer = Answer::default()
            .key("as_of", json!(desk.today))
            .key("to_call", list.calls.len())
            .key("done", list.done.len())
            .key("waiting", list.waiting.len())
            .key("rows", rows.iter().map(|row| shape(row)).collect::<Vec<Value>>())
            .table(table(title, &rows));
        if rows.is_empty() {
            answer = answer.line("Nobody is to be called today");
        }
        Ok(answer.line(counts(&list)).into())
    }
}

impl Today {
    fn filter(&self, session: &Session) -> Result<Filter> {
        let over = self.over.as_deref().map(|text| parse_decimal(text, None, DecimalMark::Point));
        let over = over.transpose().map_err(|error| error.at_field("over"))?;
        if over.is_some_and(|over| over.is_sign_negative()) {
            return Err(Error::invalid("over", "the amount is below zero").hint("write it like --over 500"));
        }
        Ok(Filter {
            mine: self.mine.then(|| clean(&session.desk.operator)),
            over,
            bucket: self.bucket.as_deref().map(|text| bucket_named(text, &session.settings.edges)).transpose()?,
            follow_up: self.follow_up.as_deref().map(|text| session.forward(text)).transpose()?,
        })
    }
}

/// `14 to call, 3 done, 9 waiting on a promise, 2 waiting otherwise`
fn counts(list: &Worklist) -> String {
    let mut parts = vec![format!("{} to call", list.calls.len()), format!("{} done", list.done.len())];
    parts.push(format!("{} waiting on a promise", list.promised()));
    if list.otherwise() > 0 {
        parts.push(format!("{} waiting otherwise", list.otherwise()));
    }
    parts.join(", ")
}

fn table(title: String, rows: &[&Row]) -> Table {
    let mut table = Table::new(title)
        .column("account", "Account", Kind::Text)
        .column("name", "Name", Kind::Text)
        .column("score", "Score", Kind::Number)
        .column("past_due", "Past due", Kind::Money)
        .column("oldest_days", "Oldest", Kind::Number)
        .column("reasons", "Why", Kind::Text)
        .column("waiting", "Waiting for", Kind::Text)
        .column("stage", "Stage", Kind::Text);
    for row in rows {
        let reasons: Vec<String> =
            row.reasons.iter().map(|reason| format!("{} (+{})", reason.text, reason.points)).collect();
        table.row([
            (&row.code).into(),
            (&row.name).into(),
            row.to_call.then_some(i64::from(row.score)).into(),
            row.past_due.into(),
            row.oldest_days.into(),
            reasons.join("; ").into(),
            row.waiting.as_ref().map(|wait| wait.text.as_str()).into(),
            row.stage.as_ref().map(|stage| stage.name.as_str()).into(),
        ]);
    }
    table
}

fn shape(row: &Row) -> Value {
    let time = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
    json!({
        "account": row.code, "name": row.name, "reasons": row.reasons, "score": row.score,
        "past_due": row.past_due, "oldest_days": row.oldest_days, "bucket": row.bucket, "collector": row.collector,
        "follow_up": row.follow_up.map(|(due, minute)| json!({"date": due, "time": minute.map(time)})),
        "stage": row.stage.as_ref().map(|stage| &stage.word), "to_call": row.to_call,
        "waiting": row.waiting.as_ref().map(|wait| &wait.text),
        "waiting_code": row.waiting.as_ref().map(|wait| wait.code),
    })
}
