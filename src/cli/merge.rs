//! `arrears merge`: two accounts that are the same customer become one.

use clap::Args;
use serde_json::{Value, json};

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run};
use crate::domain::aging::Aging;
use crate::domain::text::clean;
use crate::error::Result;
use crate::ops::merge_accounts::{Clash, decide};

/// Merge an account into another that is the same customer
#[derive(Debug, Args)]
pub struct Merge {
    /// The account that goes: its code or exact name
    account: String,
    /// The account that keeps everything of both
    into: String,
    /// Another number for one that both have, as OLD=NEW; without a value, the code is put behind it
    #[arg(long, value_name = "OLD=NEW", num_args = 0..=1, default_missing_value = "")]
    rename: Vec<String>,
    /// Today by default
    #[arg(long)]
    date: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Merge {
    fn run(self, desk: &Desk) -> Result<End> {
        let mut session = Session::writing(desk)?;
        let clash = clash(&self.rename);
        if let Some(done) = session.book.done_of(&desk.action)? {
            return Ok(Answer::default().of_entry(&done, false).into());
        }
        let (going, kept) = (session.named_itself(&self.account)?, session.account(&self.into)?);
        let moves = session.book.rows_to_move(going.id)?;
        let posting = |session: &Session| {
            let (going, kept) = (session.named_itself(&self.account)?, session.account(&self.into)?);
            decide(&session.book, going.id, kept.id, &clash, session.back(self.date.as_deref())?)
        };
        let renamed = posting(&session)?.renamed;
        let how = Aging { edges: session.settings.edges, ..Aging::by_due(desk.today) };
        let answer = session.post(self.posting, posting, |book, _| {
            let figures = book.standing(kept.id, &how)?.figures;
            let moved = moves.iter().map(|(table, count)| json!({"what": table.replace('_', "-"), "count": count}));
            let said: Vec<String> =
                moves.iter().map(|(table, count)| format!("{count} {}", plural(table, *count))).collect();
            let said = if said.is_empty() { "nothing".to_string() } else { said.join(", ") };
            let (from, into) = (&going.code, &kept.code);
            let mut answer = Answer::default()
                .key("account", from.as_str())
                .key("kept", into.as_str())
                .key("moved", moved.collect::<Vec<Value>>())
                .key("net", json!(figures.net))
                .key("past_due", json!(figures.past_due))
                .line(format!("{from} {} goes into {into} {}: {said}", clean(going.name()), clean(kept.name())))
                .line(format!("{into} then owes {}, past due {}", figures.net, figures.past_due));
            let mut numbers = Vec::new();
            for (_, number) in &renamed {
                answer = answer.line(format!("A number that both have becomes {}", clean(number)));
                numbers.push(number.clone());
            }
            Ok(answer.key("renamed", numbers))
        })?;
        Ok(answer.into())
    }
}

fn clash(rename: &[String]) -> Clash {
    if rename.is_empty() {
        return Clash::Refuse;
    }
    let named: Vec<(String, String)> = rename
        .iter()
        .flat_map(|text| text.split(','))
        .filter_map(|text| text.split_once('='))
        .map(|(old, new)| (old.trim().to_string(), new.trim().to_string()))
        .collect();
    if named.is_empty() { Clash::AppendCode } else { Clash::Named(named) }
}

/// A table's rows as a clerk calls them.
fn plural(table: &str, count: u64) -> String {
    let (one, many) = match table {
        "debit" => ("invoice or charge", "invoices and charges"),
        "credit" => ("payment or credit", "payments and credits"),
        "communication" => ("contact made", "contacts made"),
        "number_mark" => ("marked number", "marked numbers"),
        "guard_override" => ("override", "overrides"),
        "follow_up" => ("follow-up", "follow-ups"),
        other => return format!("{other}{}", if count == 1 { "" } else { "s" }),
    };
    if count == 1 { one } else { many }.to_string()
}
