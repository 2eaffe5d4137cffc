//! `arrears find`: which account somebody means, and why it was found.

use clap::Args;
use serde_json::{Value, json};

use super::session::Session;
use super::{Answer, Desk, End, Run};
use crate::book::Search;
use crate::domain::aging::Aging;
use crate::error::Result;
use crate::report::{Kind, Table};

/// Find accounts by name, phone, e-mail, number, check or amount
#[derive(Debug, Args)]
pub struct Find {
    #[arg(required = true, allow_negative_numbers = true)]
    text: Vec<String>,
    /// The most accounts to list
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
}

impl Run for Find {
    fn run(self, desk: &Desk) -> Result<End> {
        let session = Session::looking(desk)?;
        let query = self.text.join(" ");
        let mut table = Table::new(format!("{query:?}"))
            .column("account", "Account", Kind::Text)
            .column("name", "Name", Kind::Text)
            .column("why", "Why", Kind::Text)
            .column("match", "Match", Kind::Text)
            .column("balance", "Balance", Kind::Money)
            .column("past_due", "Past due", Kind::Money);
        let mut hits: Vec<Value> = Vec::new();
        for hit in Search::load(&session.book)?.find(&session.book, &query, self.limit)? {
            let standing = session.book.standing(hit.account, &Aging::by_due(desk.today))?;
            let (account, figures) = (&standing.account, &standing.figures);
            table.row([
                (&account.code).into(),
                account.name().into(),
                hit.why.word().into(),
                (&hit.matched).into(),
                figures.net.into(),
                figures.past_due.into(),
            ]);
            hits.push(json!({
                "account": account.code, "name": account.name(), "why": hit.why.word(), "match": hit.matched,
                "balance": figures.net, "past_due": figures.past_due,
            }));
        }
        let nothing = hits.is_empty();
        let answer = Answer::default().key("query", query).key("hits", hits).table(table);
        Ok(if nothing { answer.line("Nothing was found").into() } else { answer.into() })
    }
}
