//! `arrears request`: what was promised to be sent, until it is ticked off.

use clap::{Args, Subcommand};
use serde_json::Value;

use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, promise, reading, shapes};
use crate::domain::communication::{RequestEnd, Wanted};
use crate::domain::ids::RequestId;
use crate::error::Result;
use crate::ops::request::{EndRequest, MakeRequest, Requested};
use crate::report::{Kind, Table};

/// Keep what was promised to be sent: a copy, a proof of delivery, a statement
#[derive(Debug, Args)]
pub struct Request {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Note that something is to be sent
    Add {
        /// Code or exact name
        account: String,
        /// copy, proof, statement or other
        what: String,
        /// The item it is about
        #[arg(value_name = "NUM")]
        number: Option<String>,
        #[arg(long)]
        note: Option<String>,
        /// When it was asked for; today by default
        #[arg(long)]
        date: Option<String>,
        #[command(flatten)]
        posting: Posting,
    },
    /// It was sent
    #[command(visible_alias = "sent", visible_alias = "resolve")]
    Done(Ticked),
    /// It is not needed any more
    Cancel(Ticked),
    /// List what is open, of an account or of all
    List {
        account: Option<String>,
        /// What was sent or cancelled as well
        #[arg(long)]
        all: bool,
    },
}

#[derive(Debug, Args)]
struct Ticked {
    /// The request's id (Q4), after its account if you like
    #[arg(required = true, num_args = 1..=2, value_name = "REQUEST")]
    words: Vec<String>,
    /// Today by default
    #[arg(long)]
    date: Option<String>,
    #[command(flatten)]
    posting: Posting,
}

impl Run for Request {
    fn run(self, desk: &Desk) -> Result<End> {
        match self.what {
            What::List { account, all } => list(desk, account.as_deref(), all),
            What::Done(ticked) => end(desk, &ticked, RequestEnd::Sent),
            What::Cancel(ticked) => end(desk, &ticked, RequestEnd::Cancelled),
            What::Add { account, what, number, note, date, posting } => {
                let mut session = Session::writing(desk)?;
                let decide = |session: &Session| {
                    let account = session.account(&account)?.id;
                    let debit = match &number {
                        Some(number) => Some(session.book.debit_numbered(account, number)?.id),
                        None => None,
                    };
                    let what: Wanted = what.to_lowercase().parse()?;
                    let requested = Requested { what, debit, note: reading::text(note.as_deref()) };
                    Ok(MakeRequest { account, asked: session.back(date.as_deref())?, requested })
                };
                let answer = session.post(posting, decide, |book, done| {
                    let requests = book.requests_of(book.account_named(&account)?.id)?;
                    let made = requests.iter().find(|request| request.entry == done.entry);
                    Ok(Answer::default().key("request", made.map_or(Value::Null, shapes::request)))
                })?;
                Ok(answer.into())
            }
        }
    }
}

fn end(desk: &Desk, ticked: &Ticked, how: RequestEnd) -> Result<End> {
    let mut session = Session::writing(desk)?;
    let request = RequestId(reading::id(ticked.words.last().map_or("", String::as_str), 'Q')?);
    let decide = |session: &Session| {
        promise::owned(session, &ticked.words, session.book.request(request)?.account)?;
        Ok(EndRequest { request, how, on: session.back(ticked.date.as_deref())? })
    };
    let answer = session.post(ticked.posting, decide, |_, _| Ok(Answer::default()))?;
    Ok(answer.key("request", format!("Q{}", request.0)).key("ended", how.word()).into())
}

fn list(desk: &Desk, account: Option<&str>, all: bool) -> Result<End> {
    let session = Session::looking(desk)?;
    let mut requests = match account {
        Some(account) => session.book.requests_of(session.found(account)?.id)?,
        None => session.book.requests(all)?,
    };
    requests.retain(|request| all || request.ended.is_none());
    let mut table = Table::new("To be sent")
        .column("id", "Id", Kind::Text)
        .column("account", "Account", Kind::Text)
        .column("name", "Name", Kind::Text)
        .column("what", "What", Kind::Text)
        .column("number", "Number", Kind::Text)
        .column("asked", "Asked", Kind::Date)
        .column("ended", "Ended", Kind::Text)
        .column("ended_on", "On", Kind::Date)
        .column("note", "Note", Kind::Text);
    let mut shapes = Vec::new();
    for request in &requests {
        let account = session.book.account(request.account)?;
        table.row([
            format!("Q{}", request.id.0).into(),
            (&account.code).into(),
            account.name().into(),
            request.what.word().into(),
            request.debit.as_ref().map(|(_, number)| number.as_str()).into(),
            request.asked.into(),
            request.ended.map(|(how, _)| how.word()).into(),
            request.ended.map(|(_, on)| on).into(),
            (&request.note).into(),
        ]);
        shapes.push(shapes::of_account(&account, shapes::request(request)));
    }
    Ok(Answer::default().key("requests", shapes).table(table).into())
}
