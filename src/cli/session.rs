//! A command at work on the book: naming accounts, reading dates and amounts in the book's own way, and posting one
//! entry with everything that is said about it.

use clap::Args;

use super::answer::Answer;
use super::desk::Desk;
use super::reading;
use crate::book::{Access, Account, Book, Done, Op, Search, Settings, Stamp};
use crate::domain::calendar::Date;
use crate::domain::dates::{DayMonth, Facing, read};
use crate::domain::text::clean;
use crate::error::{Error, Kind, Result};

/// Options of every command that writes.
#[derive(Debug, Clone, Copy, Args)]
pub struct Posting {
    /// Say what would be saved, and save nothing
    #[arg(long)]
    pub dry_run: bool,
}

pub struct Session<'a> {
    pub desk: &'a Desk,
    pub book: Book,
    pub settings: Settings,
}

impl<'a> Session<'a> {
    pub fn writing(desk: &'a Desk) -> Result<Session<'a>> {
        Session::on(desk, Book::open(&desk.book, Access::Command)?)
    }

    pub fn looking(desk: &'a Desk) -> Result<Session<'a>> {
        let book = Book::open(&desk.book, Access::Look)?;
        book.hold_still()?;
        Session::on(desk, book)
    }

    pub fn on(desk: &'a Desk, book: Book) -> Result<Session<'a>> {
        let settings = book.settings()?;
        Ok(Session { desk, book, settings })
    }

    /// An account by its code or exact name, as a command that writes needs it.
    pub fn account(&self, text: &str) -> Result<Account> {
        self.book.account_named(text)
    }

    /// An account by its own code, even where it was merged; else as [`Session::account`].
    pub fn named_itself(&self, text: &str) -> Result<Account> {
        match self.book.account_with_code(text.trim())? {
            Some(account) => Ok(account),
            None => self.account(text),
        }
    }

    /// An account by any text that finds exactly one.
    pub fn found(&self, text: &str) -> Result<Account> {
        let unnamed = match self.book.account_named(text) {
            Err(error) if error.kind() == Kind::NotFound && error.code() != "ambiguous" => error,
            named => return named,
        };
        let hits = Search::load(&self.book)?.find(&self.book, text, 6)?;
        match hits.as_slice() {
            [] => Err(unnamed),
            [hit] => self.book.account(hit.account),
            several => {
                let names: Result<Vec<String>> = several.iter().take(5).map(|hit| self.shown(hit.account)).collect();
                let more = if several.len() > 5 { ", and more" } else { "" };
                let message = format!("{:?} finds {}{more}", clean(text), names?.join(", "));
                Err(Error::not_found("ambiguous", message).safe("nothing was changed").hint("name one by its code"))
            }
        }
    }

    /// The account that a list is asked of, or every account.
    pub fn found_or_all(&self, text: Option<&str>) -> Result<Vec<Account>> {
        if let Some(text) = text {
            return Ok(vec![self.found(text)?]);
        }
        let mut accounts = Vec::new();
        self.book.each_account(|account| {
            accounts.push(account);
            Ok(())
        })?;
        Ok(accounts)
    }

    fn shown(&self, account: crate::domain::ids::AccountId) -> Result<String> {
        let account = self.book.account(account)?;
        Ok(format!("{} {}", account.code, account.name()))
    }

    /// A date that looks back: of an invoice, of a receipt, of a report. Today by default.
    pub fn back(&self, text: Option<&str>) -> Result<Date> {
        text.map_or(Ok(self.desk.today), |text| self.date(text, Facing::Back))
    }

    /// A date that looks forward: due, promised, to follow up.
    pub fn forward(&self, text: &str) -> Result<Date> {
        self.date(text, Facing::Forward)
    }

    fn date(&self, text: &str, facing: Facing) -> Result<Date> {
        let order = if self.settings.day_first { DayMonth::DayFirst } else { DayMonth::MonthFirst };
        read(text, self.desk.today, facing, order)
    }

    pub fn stamp(&self) -> Stamp {
        Stamp {
            operator: clean(&self.desk.operator),
            at: self.desk.now.utc,
            today: self.desk.today,
            action: self.desk.action.clone(),
        }
    }

    /// Performs what `decide` comes to, or tries it, and lets `tell` say what became of it. An action that was performed
    /// before is told again; a decision that another desk's entry made impossible is made once more.
    pub fn post<O: Op>(
        &mut self,
        posting: Posting,
        decide: impl Fn(&Session) -> Result<O>,
        tell: impl Fn(&Book, &Done) -> Result<Answer>,
    ) -> Result<Answer> {
        if let Some(done) = self.book.done_of(&self.desk.action)? {
            return Ok(tell(&self.book, &done)?.of_entry(&done, false));
        }
        let known = self.book.version()?;
        let op = decide(self)?;
        match self.attempt(posting, &op, &tell) {
            Err(error) if matches!(error.kind(), Kind::Refused | Kind::NotFound) && self.book.version()? != known => {
                let op = decide(self)?;
                self.attempt(posting, &op, &tell)
            }
            result => result,
        }
    }

    fn attempt<O: Op>(
        &mut self,
        posting: Posting,
        op: &O,
        tell: impl Fn(&Book, &Done) -> Result<Answer>,
    ) -> Result<Answer> {
        let stamp = self.stamp();
        if posting.dry_run {
            return self
                .book
                .what_if(op, &stamp, |book, done| Ok(tell(book, &done)?.of_entry(&done, true)))
                .map_err(reading::nothing_saved);
        }
        let done = self.book.perform(op, &stamp).map_err(reading::nothing_saved)?;
        Ok(tell(&self.book, &done)?.of_entry(&done, false))
    }
}
