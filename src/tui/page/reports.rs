//! The reports that are shown as a table, by name: a report is one `Source` and one row of `REPORTS`.

use super::super::cx::Cx;
use super::table::{Reader, Source, TablePage};
use crate::book::{AgingQuestion, Book, TO_DO};
use crate::domain::calendar::Date;
use crate::domain::ids::{CreditId, DebitId, EntryId};
use crate::error::{Error, Result};
use crate::report::aging::compare_table;
use crate::report::day_sheet::{day_sheet, on_hand};
use crate::report::disputes::disputes;
use crate::report::escalated::escalated;
use crate::report::{Kind, Table};

type Make = fn(&Cx) -> Result<Box<dyn Source>>;

pub const REPORTS: &[(&str, Make)] = &[
    ("day-sheet", |cx| Ok(Box::new(ByDay { name: "day-sheet", title: "Day sheet", day: cx.today, read: day_sheet }))),
    ("on-hand", |cx| Ok(Box::new(ByDay { name: "on-hand", title: "Checks on hand", day: cx.today, read: on_hand }))),
    ("disputes", |cx| Ok(Box::new(ByDay { name: "disputes", title: "Open disputes", day: cx.today, read: disputes }))),
    ("escalated", |cx| Ok(Box::new(ByDay { name: "escalated", title: "Escalated", day: cx.today, read: escalated }))),
    ("compare", |cx| Ok(Box::new(Compare::of(cx)?))),
    ("proof", |_| Ok(Box::new(Findings))),
];

/// The page of a report by its name.
pub fn page(name: &str, cx: &Cx) -> Result<TablePage> {
    match REPORTS.iter().find(|(report, _)| *report == name) {
        Some((_, make)) => Ok(TablePage::new(make(cx)?)),
        None => Err(Error::not_found("no_report", format!("there is no report called {name:?}"))),
    }
}

/// A report on one day.
struct ByDay {
    name: &'static str,
    title: &'static str,
    day: Date,
    read: fn(&Book, Date) -> Result<Table>,
}

impl Source for ByDay {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> String {
        self.title.to_string()
    }

    fn day(&self) -> Option<Date> {
        Some(self.day)
    }

    fn turn(&mut self, day: Date) {
        self.day = day;
    }

    fn reader(&self, _cx: &Cx) -> Result<Reader> {
        let (read, day) = (self.read, self.day);
        Ok(Box::new(move |book, _| read(book, day)))
    }

    fn file(&self, _cx: &Cx) -> String {
        format!("{}-{}", self.name, self.day)
    }

    fn nothing(&self) -> &'static str {
        match self.name {
            "on-hand" => "no check is dated after this day",
            "disputes" => "no dispute was open on this day",
            "escalated" => "nothing is escalated",
            _ => "nothing came in on this day",
        }
    }
}

/// Why the report differs from what was known then.
struct Compare {
    question: AgingQuestion,
    since: EntryId,
}

impl Compare {
    /// Known at an entry: since then. Else: since the end of the as-of day.
    fn of(cx: &Cx) -> Result<Compare> {
        let question = cx.overview.question(cx.today);
        let end =
            question.how.as_of.and_time(chrono::NaiveTime::from_hms_milli_opt(23, 59, 59, 999).unwrap_or_default());
        let since = match question.known_at {
            Some(entry) => entry,
            None => cx.book.entry_at_time(cx.utc_of(end))?,
        };
        Ok(Compare { question: AgingQuestion { known_at: None, ..question }, since })
    }
}

impl Source for Compare {
    fn name(&self) -> &'static str {
        "compare"
    }

    fn title(&self) -> String {
        "Compare the aging report".to_string()
    }

    fn follows(&self) -> bool {
        false
    }

    fn reader(&self, _cx: &Cx) -> Result<Reader> {
        let (question, since) = (self.question, self.since);
        Ok(Box::new(move |book, progress| {
            let found = book.compare_while(&question, since, &mut |done, of| {
                progress.report(done, of);
                !progress.cancelled()
            })?;
            Ok(compare_table(&question, (since, book.version()?), &found))
        }))
    }

    fn file(&self, _cx: &Cx) -> String {
        format!("compare-{}-entry-{}", self.question.how.as_of, self.since.0)
    }

    fn nothing(&self) -> &'static str {
        "nothing differs: what was known then holds"
    }
}

/// What `verify` finds: the proof's difference is one of its items.
struct Findings;

impl Source for Findings {
    fn name(&self) -> &'static str {
        "proof"
    }

    fn title(&self) -> String {
        "Proof: what the book's own figures say".to_string()
    }

    fn follows(&self) -> bool {
        false
    }

    fn reader(&self, _cx: &Cx) -> Result<Reader> {
        Ok(Box::new(|book, progress| {
            let mut told = |_: &str, done: u64, of: u64| {
                progress.report(done, of);
                !progress.cancelled()
            };
            findings(book, &mut told)
        }))
    }

    fn file(&self, cx: &Cx) -> String {
        format!("verify-{}", cx.today)
    }

    fn nothing(&self) -> &'static str {
        "every check holds: nothing is wrong with the book"
    }
}

fn findings(book: &Book, told: &mut dyn FnMut(&str, u64, u64) -> bool) -> Result<Table> {
    let checks = book.verify(false, told)?;
    let mut table = Table::new("Proof: what is wrong")
        .column("check", "Check", Kind::Text)
        .column("damage", "Damage", Kind::Text)
        .column("account", "Code", Kind::Text)
        .column("finding", "Finding", Kind::Text);
    for check in checks.iter().filter(|check| !check.ok) {
        let found = check.detail.strip_suffix(TO_DO).unwrap_or(&check.detail);
        let (damage, found) = found.split_once(" damage: ").unwrap_or(("", found));
        for finding in found.split("; ").filter(|finding| !finding.is_empty()) {
            let code = account_of(book, finding).unwrap_or_default();
            table.row([(&check.name).into(), damage.into(), code.into(), finding.into()]);
        }
    }
    if !table.rows.is_empty() {
        table.note(format!("What to do: {TO_DO}"));
    }
    let held = checks.iter().filter(|check| check.ok).count();
    table.note(format!("{held} of {} checks hold", checks.len()));
    Ok(table)
}

/// The code of the account of `entry 12, debit 5: …` or `account C1: …`; None where the finding names neither.
fn account_of(book: &Book, finding: &str) -> Option<String> {
    let (named, _) = finding.split_once(": ")?;
    if let Some(code) = named.strip_prefix("account ") {
        return Some(code.to_string());
    }
    let (what, id) = named.rsplit(", ").next()?.split_once(' ')?;
    let id: i64 = id.parse().ok()?;
    let account = match what {
        "debit" => book.debit(DebitId(id)).ok()?.account,
        "credit" => book.credit(CreditId(id)).ok()?.account,
        _ => return None,
    };
    Some(book.account(account).ok()?.code)
}
