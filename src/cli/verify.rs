//! `arrears verify`: every check on the book.

use clap::Args;
use serde_json::{Value, json};

use super::{Answer, Desk, End, Run};
use crate::book::{Access, Book};
use crate::error::Result;
use crate::report::{Kind, Table};

/// Check the book: the file, the chain of entries, the rules of the ledger
#[derive(Debug, Args)]
pub struct Verify {
    /// Only what takes a moment
    #[arg(long)]
    quick: bool,
}

impl Run for Verify {
    fn run(self, desk: &Desk) -> Result<End> {
        let book = Book::open(&desk.book, Access::Inspect)?;
        let checks = book.verify(self.quick, &mut |_, _, _| true)?;
        let ok = checks.iter().all(|check| check.ok);
        let mut table = Table::new("Checks").column("name", "Check", Kind::Text).column("ok", "", Kind::Text).column(
            "detail",
            "",
            Kind::Text,
        );
        for check in &checks {
            table.row([(&check.name).into(), if check.ok { "ok" } else { "WRONG" }.into(), (&check.detail).into()]);
        }
        let shapes: Vec<Value> =
            checks.iter().map(|check| json!({"name": check.name, "ok": check.ok, "detail": check.detail})).collect();
        let mut answer = Answer::default().key("ok", ok).key("checks", shapes).table(table);
        answer = answer.line(if ok { "The book is whole" } else { "The book is damaged; restore the newest backup" });
        answer.status = u8::from(!ok);
        Ok(answer.into())
    }
}
