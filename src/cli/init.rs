//! `arrears init`: a new, empty book.

use clap::Args;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading};
use crate::book::Book;
use crate::domain::money::Currency;
use crate::error::Result;
use crate::ops::change_setting::ChangeSetting;

/// Make a new, empty book
#[derive(Debug, Args)]
pub struct Init {
    /// The shop's name
    #[arg(long, value_name = "NAME")]
    shop: Option<String>,
    /// The currency of accounts that name none
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
}

impl Run for Init {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut settings = Vec::new();
        if let Some(shop) = &self.shop {
            settings.push(("shop".to_string(), reading::text(Some(shop))));
        }
        if let Some(currency) = &self.currency {
            settings.push(("currency".to_string(), Currency::parse(currency)?.code().to_string()));
        }
        let book = Book::create(&desk.book)?;
        let path = desk.book.display().to_string();
        let answer = if settings.is_empty() {
            Answer::default().key("entry", serde_json::Value::Null).key("created", serde_json::json!([]))
        } else {
            let op = ChangeSetting { settings };
            let mut session = Session::on(desk, book)?;
            session.post(Posting { dry_run: false }, |_| Ok(op.clone()), |_, _| Ok(Answer::default()))?
        };
        Ok(answer.key("book", path.clone()).line(format!("A new book stands at {path}")).into())
    }
}
