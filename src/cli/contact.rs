//! `arrears account contact`: the people of an account. Each change writes the whole list anew; the lists before it stay.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::session::{Posting, Session};
use super::{Answer, Desk, End, reading, shapes};
use crate::book::{Account, Contact, contact_changes};
use crate::domain::text::{clean, fold};
use crate::error::{Error, Result};
use crate::ops::amend_account::AmendAccount;
use crate::report::{Kind, Table};

/// Add, amend, remove and list the people to ask for
#[derive(Debug, Args)]
pub struct Contacts {
    /// Code or exact name
    account: String,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add a person
    Add {
        name: String,
        #[command(flatten)]
        known: Known,
        #[command(flatten)]
        posting: Posting,
    },
    /// Change what is named about a person, and nothing else
    Set {
        /// The person's name, or the place in the list
        who: String,
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        known: Known,
        #[command(flatten)]
        posting: Posting,
    },
    /// Take a person off the list
    #[command(visible_alias = "rm")]
    Remove {
        /// The person's name, or the place in the list
        who: String,
        #[command(flatten)]
        posting: Posting,
    },
    /// List them in their order
    List,
}

/// What may be said about a person; an empty text takes it away.
#[derive(Debug, Args)]
struct Known {
    #[arg(long)]
    role: Option<String>,
    #[arg(long)]
    phone: Option<String>,
    #[arg(long)]
    phone2: Option<String>,
    #[arg(long)]
    email: Option<String>,
    /// Place in the list: 1 is asked for first
    #[arg(long, value_name = "N")]
    place: Option<usize>,
}

impl Known {
    fn describe(&self, contact: &mut Contact) {
        for (said, kept) in [
            (&self.role, &mut contact.role),
            (&self.phone, &mut contact.phone),
            (&self.phone2, &mut contact.phone2),
            (&self.email, &mut contact.email),
        ] {
            if said.is_some() {
                *kept = reading::text(said.as_deref());
            }
        }
    }

    fn put(&self, contact: Contact, at: usize, contacts: &mut Vec<Contact>) {
        let place = self.place.map_or(at, |place| place.saturating_sub(1)).min(contacts.len());
        contacts.insert(place, contact);
    }
}

impl Contacts {
    pub fn run(self, desk: &Desk) -> Result<End> {
        let (amend, posting): (Amend, Posting) = match self.what {
            What::List => return list(desk, &self.account),
            What::Add { name, known, posting } => {
                let name = reading::required("name", &name)?;
                let add = move |contacts: &mut Vec<Contact>| {
                    let mut contact = Contact { name: name.clone(), ..Contact::default() };
                    known.describe(&mut contact);
                    known.put(contact, contacts.len(), contacts);
                    Ok(())
                };
                (Box::new(add), posting)
            }
            What::Set { who, name, known, posting } => {
                let set = move |contacts: &mut Vec<Contact>| {
                    let place = place_of(contacts, &who)?;
                    let mut contact = contacts.remove(place);
                    if let Some(name) = &name {
                        contact.name = reading::required("name", name)?;
                    }
                    known.describe(&mut contact);
                    known.put(contact, place, contacts);
                    Ok(())
                };
                (Box::new(set), posting)
            }
            What::Remove { who, posting } => {
                let remove = move |contacts: &mut Vec<Contact>| {
                    let place = place_of(contacts, &who)?;
                    contacts.remove(place);
                    Ok(())
                };
                (Box::new(remove), posting)
            }
        };
        save(desk, &self.account, posting, &*amend)
    }
}

type Amend = Box<dyn Fn(&mut Vec<Contact>) -> Result<()>>;

fn save(desk: &Desk, named: &str, posting: Posting, amend: &dyn Fn(&mut Vec<Contact>) -> Result<()>) -> Result<End> {
    let mut session = Session::writing(desk)?;
    let amended = |session: &Session| -> Result<(Account, Vec<Contact>, Vec<Contact>)> {
        let account = session.account(named)?;
        let before = session.book.contacts_of(account.id)?;
        let mut after = before.clone();
        amend(&mut after)?;
        Ok((account, before, after))
    };
    let code = session.account(named)?.code;
    let known = session.book.done_of(&desk.action)?.is_some();
    let changes = if known {
        Vec::new()
    } else {
        let (_, before, after) = amended(&session)?;
        contact_changes(&before, &after)
    };
    if changes.is_empty() && !known {
        let answer = Answer::default().key("entry", Value::Null).key("created", json!([]));
        return Ok(answer.key("account", code.as_str()).line(format!("{code} stands like that already")).into());
    }
    let decide = |session: &Session| {
        let (account, _, after) = amended(session)?;
        Ok(AmendAccount { account: account.id, details: account.details, contacts: Some(after) })
    };
    let answer = session.post(posting, decide, |book, _| {
        let people = book.contacts_of(book.account_named(named)?.id)?;
        let shapes: Vec<Value> = people.iter().map(shapes::contact).collect();
        let answer = Answer::default().key("account", code.as_str()).key("contacts", shapes);
        Ok(changes.iter().fold(answer, |answer, change| answer.line(change)))
    })?;
    Ok(answer.into())
}

/// By name, however it is written; or by place.
fn place_of(contacts: &[Contact], who: &str) -> Result<usize> {
    let named: Vec<usize> = (0..contacts.len())
        .filter(|place| fold(&contacts[*place].name) == fold(who) && !fold(who).is_empty())
        .collect();
    let numbered = who.trim().parse::<usize>().ok().filter(|place| (1..=contacts.len()).contains(place));
    match (named.as_slice(), numbered) {
        ([place], _) => Ok(*place),
        ([], Some(place)) => Ok(place - 1),
        ([], None) => Err(Error::not_found("no_contact", format!("nobody here is called {:?}", clean(who)))
            .safe("nothing was changed")
            .hint("see them with `arrears account contact ACCOUNT list`")),
        (several, _) => {
            let message = format!("{} people here are called {:?}", several.len(), clean(who));
            Err(Error::not_found("ambiguous", message)
                .safe("nothing was changed")
                .hint("name one by the place in the list"))
        }
    }
}

fn list(desk: &Desk, named: &str) -> Result<End> {
    let session = Session::looking(desk)?;
    let account = session.found(named)?;
    let mut table = Table::new(format!("Contacts of {} {}", account.code, account.name()))
        .column("place", "", Kind::Number)
        .column("name", "Name", Kind::Text)
        .column("role", "Role", Kind::Text)
        .column("phone", "Phone", Kind::Text)
        .column("phone2", "Phone 2", Kind::Text)
        .column("email", "E-mail", Kind::Text);
    let people = session.book.contacts_of(account.id)?;
    for (place, one) in people.iter().enumerate() {
        let texts = [&one.name, &one.role, &one.phone, &one.phone2, &one.email];
        table.row(std::iter::once((place as i64 + 1).into()).chain(texts.into_iter().map(Into::into)));
    }
    let shapes: Vec<Value> = people.iter().map(shapes::contact).collect();
    Ok(Answer::default().key("account", account.code).key("contacts", shapes).table(table).into())
}
