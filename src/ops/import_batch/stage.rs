//! The sink of the readers: each record is matched with the book and with what the file said before, and put into the
//! staging database, or refused with its file, line and reason.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::accounts::Accounts;
use super::agreements::Agreements;
use super::{Count, Preview, Refused};
use crate::book::staging::{Origin, Staging};
use crate::book::{Book, Settings};
use crate::domain::calendar::Date;
use crate::domain::money::{Currency, Money};
use crate::domain::record::Record;
use crate::error::{Error, Kind, Result};
use crate::import::{Row, Sink, Source};

/// Refused rows that are kept in words; more are only counted.
const MOST_REFUSED: usize = 200;
/// Records between two looks at the progress.
const STRIDE: u64 = 4096;

/// Everything that an import will write.
pub struct Staged {
    pub rows: Staging,
    pub accounts: Accounts,
    pub agreements: Agreements,
    pub settings: Vec<(String, String)>,
    /// Names of the files, by place; several may belong to one source.
    pub files: Vec<String>,
    /// The source of each file.
    pub source_of: Vec<usize>,
}

pub struct Stager<'b> {
    pub book: &'b Book,
    pub book_settings: Settings,
    /// True for a book without items: nothing needs to be looked up there.
    pub fresh: bool,
    pub today: Date,
    pub as_of: Option<Date>,
    pub staged: Staged,
    pub preview: Preview,
    sources: usize,
    file_places: HashMap<String, usize>,
    /// Key of the staged communication of each data row of communications.csv.
    pub communications: Vec<Option<i64>>,
    pub last_credit: Option<(String, i64)>,
}

impl<'b> Stager<'b> {
    pub fn new(book: &'b Book, today: Date) -> Result<Stager<'b>> {
        let book_settings = book.settings()?;
        let staged = Staged {
            rows: Staging::new()?,
            accounts: Accounts::of(book, book_settings.currency)?,
            agreements: Agreements::default(),
            settings: Vec::new(),
            files: Vec::new(),
            source_of: Vec::new(),
        };
        Ok(Stager {
            book,
            fresh: book.has_no_items()?,
            book_settings,
            today,
            as_of: None,
            staged,
            preview: Preview::default(),
            sources: 0,
            file_places: HashMap::new(),
            communications: Vec::new(),
            last_credit: None,
        })
    }

    pub fn begin_source(&mut self, name: &str) {
        self.sources += 1;
        self.as_of = None;
        self.file_places.clear();
        self.place_of(name);
    }

    fn place_of(&mut self, file: &str) -> usize {
        if let Some(place) = self.file_places.get(file) {
            return *place;
        }
        let place = self.staged.files.len();
        self.staged.files.push(file.to_string());
        self.staged.source_of.push(self.sources - 1);
        self.file_places.insert(file.to_string(), place);
        place
    }

    /// Checks what needs the whole import, and gives what is to be written.
    pub fn finish(mut self) -> Result<(Staged, Preview)> {
        self.check_allocations()?;
        self.close_past_follow_ups()?;
        self.count_accounts();
        Ok((self.staged, self.preview))
    }

    pub fn origin(&mut self, at: Row<'_>) -> Origin {
        Origin { file: self.place_of(at.file), line: at.line }
    }

    /// The day to which a file's own figures belong.
    pub fn report_day(&self) -> Date {
        self.as_of.unwrap_or(self.today)
    }

    /// An amount of a file in the account's currency, above zero.
    pub fn amount(&self, amount: Decimal, currency: Currency) -> Result<i64> {
        let money = Money::from_decimal(amount, currency)?;
        if money.is_positive() {
            return Ok(money.minor());
        }
        Err(Error::refused("amount_not_positive", format!("the amount {money} is not more than zero")))
    }

    pub fn note_refused(&mut self, file: &str, line: u64, reason: String) {
        self.preview.refused_rows += 1;
        if self.preview.refused.len() < MOST_REFUSED {
            self.preview.refused.push(Refused { file: file.to_string(), line, reason });
        }
    }

    fn take(&mut self, at: Row<'_>, record: Record) -> Result<()> {
        let origin = self.origin(at);
        match record {
            Record::Account(account) => self.account(origin, &account),
            Record::Contact(contact) => self.contact(&contact),
            Record::Item(item) => self.item(origin, &item),
            Record::Credit(credit) => self.credit(origin, &credit),
            Record::Allocation(allocation) => self.allocation(origin, &allocation),
            Record::Communication(one) => self.communication(origin, &one),
            Record::Promise(promise) => self.promise(&promise),
            Record::Plan(plan) => self.plan(&plan),
            Record::Dispute(dispute) => self.dispute(&dispute),
            Record::FollowUp(follow_up) => self.follow_up(origin, &follow_up),
            Record::Mark(mark) => self.mark(mark),
            Record::Setting { key, value } => self.setting(key, value),
        }
    }

    /// A setting that the book has already is the book's to keep.
    fn setting(&mut self, key: String, value: String) -> Result<()> {
        if !Settings::KEYS.contains(&key.as_str()) {
            return Err(Error::refused("setting", format!("{key:?} is no setting")));
        }
        match self.book.setting_values()?.into_iter().find(|(known, _)| *known == key) {
            Some((_, known)) if known == value => self.preview.settings.already += 1,
            Some((_, known)) => {
                self.preview.settings.already += 1;
                self.preview.notices.push(format!("the setting {key} stays {known}; the folder has {value}"));
            }
            None => {
                self.preview.settings.new += 1;
                self.staged.settings.push((key, value));
            }
        }
        Ok(())
    }

    fn count_accounts(&mut self) {
        for account in &self.staged.accounts.list {
            let count: &mut Count = &mut self.preview.accounts;
            match (account.existing.is_some(), account.changed(), account.named) {
                (false, _, true) => count.new += 1,
                (true, true, _) => count.changed += 1,
                (true, false, true) => count.already += 1,
                _ => {}
            }
        }
    }
}

impl Sink for Stager<'_> {
    fn record(&mut self, at: Row<'_>, record: Record) -> Result<()> {
        self.preview.rows += 1;
        let is_communication = matches!(record, Record::Communication(_));
        let before = self.communications.len();
        let taken = self.take(at, record);
        if is_communication && self.communications.len() == before {
            self.communications.push(None);
        }
        match taken {
            // What the rules or the names refuse is the row's fault; a failing disk is not.
            Err(error) if matches!(error.kind(), Kind::Fault | Kind::Busy) => Err(error),
            Err(error) => {
                self.note_refused(at.file, at.line, error.message().to_string());
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn refuse(&mut self, at: Row<'_>, reason: String) -> Result<()> {
        // The row numbers of communications.csv are names: a refused one keeps its place.
        if at.file.eq_ignore_ascii_case("communications.csv") {
            self.communications.push(None);
        }
        self.note_refused(at.file, at.line, reason);
        Ok(())
    }

    fn notice(&mut self, text: String) {
        self.preview.notices.push(text);
    }

    fn as_of(&mut self, date: Date) {
        self.as_of = Some(date);
    }
}

pub fn cancelled() -> Error {
    Error::refused("cancelled", "the import was cancelled").safe("nothing was imported")
}

/// Tells the progress now and then, and cancels where it is told to.
pub struct Progress<'s, 'b> {
    pub stager: &'s mut Stager<'b>,
    pub source: &'s Source,
    pub before: u64,
    pub total: u64,
    pub tell: &'s mut dyn FnMut(u64, u64) -> bool,
}

impl Sink for Progress<'_, '_> {
    fn record(&mut self, at: Row<'_>, record: Record) -> Result<()> {
        if self.stager.preview.rows.is_multiple_of(STRIDE)
            && !(self.tell)(self.before + self.source.bytes_read().min(self.source.size()), self.total)
        {
            return Err(cancelled());
        }
        self.stager.record(at, record)
    }

    fn refuse(&mut self, at: Row<'_>, reason: String) -> Result<()> {
        self.stager.refuse(at, reason)
    }

    fn notice(&mut self, text: String) {
        self.stager.notice(text);
    }

    fn as_of(&mut self, date: Date) {
        self.stager.as_of = Some(date);
    }
}
