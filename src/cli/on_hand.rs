//! `arrears on-hand`: checks that are dated ahead, until their day comes.

use clap::Args;
use serde_json::json;

use super::day_sheet::rows;
use super::session::Session;
use super::{Answer, Desk, End, Run};
use crate::error::Result;
use crate::report::RowKind;
use crate::report::day_sheet::on_hand;

/// List the post-dated checks that are on hand
#[derive(Debug, Args)]
pub struct OnHand {
    /// Those dated after it; today by default
    date: Option<String>,
}

impl Run for OnHand {
    fn run(self, desk: &Desk) -> Result<End> {
        let session = Session::looking(desk)?;
        let after = session.back(self.date.as_deref())?;
        let table = on_hand(&session.book, after)?;
        let is_empty = table.rows.is_empty();
        let answer = Answer::default().key("after", json!(after)).key("payments", rows(&table, RowKind::Body));
        let answer = answer.table(table);
        Ok(if is_empty { answer.line("No check is on hand").into() } else { answer.into() })
    }
}
