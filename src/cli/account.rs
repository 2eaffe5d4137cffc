//! `arrears account`: opening, amending and listing accounts.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::contact::Contacts;
use super::merge::Merge;
use super::number::Number;
use super::session::{Posting, Session};
use super::{Answer, Desk, End, Run, reading, shapes};
use crate::book::{AccountDetails, Book, Contact, Done, Search, contact_changes};
use crate::domain::money::{Currency, DecimalMark, Money};
use crate::domain::terms::Terms;
use crate::domain::text::clean_lines;
use crate::error::{Error, Result};
use crate::ops::amend_account::AmendAccount;
use crate::ops::open_account::OpenAccount;
use crate::report::{Kind, Table};

/// Open, amend and list accounts
#[derive(Debug, Args)]
pub struct Account {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Open an account
    Add {
        code: String,
        name: String,
        /// Three letters, such as USD
        #[arg(long)]
        currency: Option<String>,
        #[command(flatten)]
        known: Known,
        #[command(flatten)]
        posting: Posting,
    },
    /// Change what is named, and nothing else
    Set {
        /// Code or exact name
        account: String,
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        known: Known,
        #[command(flatten)]
        posting: Posting,
    },
    /// Mark a number as bad or not to be called, lift the marks, or list them
    Number(Number),
    /// The people to ask for
    Contact(Contacts),
    /// Merge an account into another that is the same customer
    Merge(Merge),
    /// List the accounts
    List {
        /// Only those with this tag
        #[arg(long)]
        tag: Option<String>,
    },
}

/// What may be said about an account; an empty text takes it away.
#[derive(Debug, Args)]
struct Known {
    /// 30, "2/10 net 30" or eom
    #[arg(long)]
    terms: Option<String>,
    #[arg(long)]
    phone: Vec<String>,
    #[arg(long)]
    email: Option<String>,
    /// The person to ask for
    #[arg(long)]
    contact: Option<String>,
    #[arg(long, value_name = "AMT")]
    credit_limit: Option<String>,
    #[arg(long)]
    address: Option<String>,
    #[arg(long)]
    city: Option<String>,
    #[arg(long)]
    region: Option<String>,
    #[arg(long)]
    postal_code: Option<String>,
    #[arg(long)]
    country: Option<String>,
    #[arg(long)]
    time_zone: Option<String>,
    #[arg(long)]
    note: Option<String>,
    /// Who calls them
    #[arg(long)]
    collector: Option<String>,
    /// The head office's account
    #[arg(long, value_name = "ACCOUNT")]
    parent: Option<String>,
    /// Words with spaces between
    #[arg(long)]
    tags: Option<String>,
}

impl Run for Account {
    fn run(self, desk: &Desk) -> Result<End> {
        match self.what {
            What::Add { code, name, currency, known, posting } => {
                let mut session = Session::writing(desk)?;
                let answer = session.post(
                    posting,
                    |session| {
                        let currency = match &currency {
                            Some(code) => Currency::parse(code)?,
                            None => session.settings.currency,
                        };
                        let mut details = AccountDetails { terms: Terms::default().to_string(), ..Default::default() };
                        details.name = reading::required("name", &name)?;
                        known.describe(session, currency, &mut details)?;
                        let mut contacts = Vec::new();
                        known.introduce(&mut contacts);
                        Ok(OpenAccount { code: reading::required("code", &code)?, currency, details, contacts })
                    },
                    |book, _| like_others(book, &code, Answer::default().key("account", reading::text(Some(&code)))),
                )?;
                Ok(answer.into())
            }
            What::Set { account, name, known, posting } => {
                let mut session = Session::writing(desk)?;
                let amend = |session: &Session| known.amend(session, &account, name.as_deref());
                let (op, code, changes) = amend(&session)?;
                let told = amended(&session, &op)?;
                if !changes {
                    let line = format!("{code} stands like that already");
                    let answer = Answer::default().key("entry", Value::Null).key("created", json!([]));
                    return Ok(answer.key("account", code).line(line).into());
                }
                let tell = |_: &Book, _: &Done| {
                    let answer = Answer::default().key("account", code.as_str()).key("changes", told.clone());
                    Ok(told.iter().fold(answer, |answer, line| answer.line(line)))
                };
                Ok(session.post(posting, |session| Ok(amend(session)?.0), tell)?.into())
            }
            What::Number(number) => number.run(desk),
            What::Contact(contacts) => contacts.run(desk),
            What::Merge(merge) => merge.run(desk),
            What::List { tag } => list(desk, tag.as_deref()),
        }
    }
}

impl Known {
    /// The account as it will be, its code, and whether anything changes at all.
    fn amend(&self, session: &Session, account: &str, name: Option<&str>) -> Result<(AmendAccount, String, bool)> {
        let account = session.account(account)?;
        let mut details = account.details.clone();
        if let Some(name) = name {
            details.name = reading::required("name", name)?;
        }
        self.describe(session, account.currency, &mut details)?;
        let before = session.book.contacts_of(account.id)?;
        let mut contacts = before.clone();
        self.introduce(&mut contacts);
        let contacts = (contacts != before).then_some(contacts);
        let changes = details != account.details || contacts.is_some();
        Ok((AmendAccount { account: account.id, details, contacts }, account.code, changes))
    }

    fn describe(&self, session: &Session, currency: Currency, details: &mut AccountDetails) -> Result<()> {
        if let Some(terms) = &self.terms {
            details.terms = terms.parse::<Terms>()?.to_string();
        }
        if let Some(limit) = &self.credit_limit {
            details.credit_limit = credit_limit(limit, currency)?;
        }
        if let Some(parent) = &self.parent {
            let named = !parent.trim().is_empty();
            details.parent = if named { Some(session.account(parent)?.id) } else { None };
        }
        for (said, kept) in [
            (&self.address, &mut details.address),
            (&self.city, &mut details.city),
            (&self.region, &mut details.region),
            (&self.postal_code, &mut details.postal_code),
            (&self.country, &mut details.country),
            (&self.time_zone, &mut details.time_zone),
            (&self.note, &mut details.note),
            (&self.collector, &mut details.collector),
            (&self.tags, &mut details.tags),
        ] {
            if let Some(said) = said {
                *kept = clean_lines(said).trim().to_string();
            }
        }
        Ok(())
    }

    /// The first contact is the one that these options speak of; further phones stand as contacts of their own.
    fn introduce(&self, contacts: &mut Vec<Contact>) {
        if self.phone.is_empty() && self.email.is_none() && self.contact.is_none() {
            return;
        }
        if contacts.is_empty() {
            contacts.push(Contact::default());
        }
        let first = &mut contacts[0];
        if let Some(name) = &self.contact {
            first.name = reading::text(Some(name));
        }
        if let Some(email) = &self.email {
            first.email = reading::text(Some(email));
        }
        let mut phones = self.phone.iter().map(|phone| reading::text(Some(phone)));
        if let Some(phone) = phones.next() {
            first.phone = phone;
            first.phone2 = phones.next().unwrap_or_default();
        }
        contacts.extend(phones.map(|phone| Contact { phone, ..Contact::default() }));
        contacts.retain(|contact| *contact != Contact::default());
    }
}

/// What an amendment changes, from what to what.
fn amended(session: &Session, op: &AmendAccount) -> Result<Vec<String>> {
    let before = session.book.account(op.account)?.details;
    let mut told: Vec<String> =
        session.book.amendments(&before, &op.details)?.iter().map(ToString::to_string).collect();
    if let Some(contacts) = &op.contacts {
        told.extend(contact_changes(&session.book.contacts_of(op.account)?, contacts));
    }
    Ok(told)
}

/// Says which accounts may be the same customer as one that is opened.
fn like_others(book: &Book, code: &str, answer: Answer) -> Result<Answer> {
    let Some(account) = book.account_with_code(code.trim())? else { return Ok(answer) };
    let contacts = book.contacts_of(account.id)?;
    let phones: Vec<&str> = contacts.iter().flat_map(|one| [one.phone.as_str(), one.phone2.as_str()]).collect();
    let alike = Search::load(book)?.alike(account.name(), &phones, Some(account.id));
    Ok(alike.into_iter().take(3).fold(answer, |answer, one| {
        answer.warn("alike", format!("{} {} is there already: {}", one.code, one.name, one.why))
    }))
}

fn credit_limit(text: &str, currency: Currency) -> Result<Option<Money>> {
    if matches!(text.trim(), "" | "none") {
        return Ok(None);
    }
    let limit = Money::parse(text, currency, DecimalMark::Point).map_err(reading::nothing_saved)?;
    if limit.is_negative() {
        return Err(Error::refused("amount_not_positive", "a credit limit is not below zero").safe("nothing was saved"));
    }
    Ok(Some(limit))
}

fn list(desk: &Desk, tag: Option<&str>) -> Result<End> {
    let session = Session::looking(desk)?;
    let mut table = Table::new("Accounts")
        .column("account", "Account", Kind::Text)
        .column("name", "Name", Kind::Text)
        .column("currency", "Currency", Kind::Text)
        .column("terms", "Terms", Kind::Text)
        .column("credit_limit", "Credit limit", Kind::Money)
        .column("collector", "Collector", Kind::Text)
        .column("parent", "Parent", Kind::Text)
        .column("tags", "Tags", Kind::Text);
    let wanted = tag.map(|tag| tag.trim().trim_start_matches('#').to_lowercase());
    let mut accounts: Vec<Value> = Vec::new();
    let codes = session.book.codes()?;
    session.book.each_account(|account| {
        let details = &account.details;
        let has = |tag: &String| {
            details.tags.split_whitespace().any(|one| one.trim_start_matches('#').to_lowercase() == *tag)
        };
        if !wanted.as_ref().is_none_or(has) {
            return Ok(());
        }
        let parent = details.parent.and_then(|parent| codes.get(&parent));
        table.row([
            (&account.code).into(),
            (&details.name).into(),
            account.currency.code().into(),
            (&details.terms).into(),
            details.credit_limit.into(),
            (&details.collector).into(),
            parent.map_or("", String::as_str).into(),
            (&details.tags).into(),
        ]);
        let mut shape = shapes::account(&account);
        shape["parent"] = json!(parent);
        accounts.push(shape);
        Ok(())
    })?;
    Ok(Answer::default().key("accounts", json!(accounts)).table(table).into())
}
