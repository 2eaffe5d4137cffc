//! `arrears hold`: keeping an account from being chased.

use clap::{Args, Subcommand};
use serde_json::Value;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, promise, reading, shapes};
use crate::book::{self, Whose};
use crate::domain::communication::HoldKind;
use crate::domain::ids::HoldId;
use crate::error::Result;
use crate::ops::end::LiftHold;
use crate::ops::place_hold::PlaceHold;
use crate::report::{Kind, Table};

/// Place, lift and list holds
#[derive(Debug, Args)]
pub struct Hold {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Place a hold
    Add {
        /// Code or exact name
        account: String,
        /// attorney, bankruptcy, deceased, hardship, cease, credit or other
        kind: Option<String>,
        #[arg(long = "kind", conflicts_with = "kind", value_name = "KIND")]
        named_kind: Option<String>,
        #[arg(long, visible_alias = "note")]
        reason: Option<String>,
        /// Today by default
        #[arg(long, visible_alias = "from")]
        date: Option<String>,
        #[command(flatten)]
        posting: Posting,
    },
    /// Lift a hold
    #[command(visible_alias = "cancel", visible_alias = "lift")]
    Resolve {
        /// The hold's id (H1), after its account if you like
        #[arg(required = true, num_args = 1..=2, value_name = "HOLD")]
        words: Vec<String>,
        /// Today by default
        #[arg(long)]
        date: Option<String>,
        #[command(flatten)]
        posting: Posting,
    },
    /// List them, of an account or of all: holds
    List { account: Option<String> },
}

impl Run for Hold {
    fn run(self, desk: &Desk) -> Result<End> {
        match self.what {
            What::List { account } => list(desk, account.as_deref()),
            What::Resolve { words, date, posting } => {
                let mut session = Session::writing(desk)?;
                let hold = HoldId(reading::id(words.last().map_or("", String::as_str), 'H')?);
                let decide = |session: &Session| {
                    let account = session.book.whose(Whose::Hold, hold.0)?;
                    promise::owned(session, &words, account)?;
                    Ok(LiftHold { account, hold, on: session.back(date.as_deref())? })
                };
                let answer = session.post(posting, decide, |_, _| Ok(Answer::default()))?;
                Ok(answer.key("hold", format!("H{}", hold.0)).into())
            }
            What::Add { account, kind, named_kind, reason, date, posting } => {
                let mut session = Session::writing(desk)?;
                let kind: HoldKind = kind.or(named_kind).map_or(Ok(HoldKind::Other), |kind| kind.parse())?;
                let decide = |session: &Session| {
                    let account = session.account(&account)?;
                    let from = session.back(date.as_deref())?;
                    Ok(PlaceHold { account: account.id, kind, reason: reading::text(reason.as_deref()), from })
                };
                let answer = session.post(posting, decide, |book, done| {
                    let holds = book.holds_of(book.account_named(&account)?.id)?;
                    let placed = holds.iter().find(|hold| hold.entry == done.entry);
                    Ok(Answer::default().key("hold", placed.map_or(Value::Null, shapes::hold)))
                })?;
                Ok(answer.into())
            }
        }
    }
}

fn list(desk: &Desk, account: Option<&str>) -> Result<End> {
    let session = Session::looking(desk)?;
    let (mut shapes, mut table): (Vec<Value>, _) = (Vec::new(), None);
    for account in session.found_or_all(account)? {
        let holds = session.book.holds_of(account.id)?;
        shapes::gathered(&mut table, &account, hold_table(&holds));
        shapes.extend(holds.iter().map(|one| shapes::of_account(&account, shapes::hold(one))));
    }
    let answer = Answer::default().key("holds", shapes).table(table.unwrap_or_default());
    Ok(match account {
        Some(text) => answer.key("account", session.found(text)?.code).into(),
        None => answer.into(),
    })
}

fn hold_table(holds: &[book::Hold]) -> Table {
    let mut table = Table::new("Holds")
        .column("id", "Id", Kind::Text)
        .column("kind", "Kind", Kind::Text)
        .column("reason", "Reason", Kind::Text)
        .column("from", "From", Kind::Date)
        .column("lifted", "Lifted", Kind::Date);
    for hold in holds {
        table.row([
            format!("H{}", hold.id.0).into(),
            hold.kind.word().into(),
            (&hold.reason).into(),
            hold.from.into(),
            hold.lifted_on.into(),
        ]);
    }
    table
}
