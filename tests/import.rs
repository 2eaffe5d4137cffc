//! An importer test is two things side by side in `tests/import`: a file, or a folder, and what must come of it, as text
//! with the same name and `.expected`. `….mdy.csv` is read as with `--dates mdy`.
//!
//! To write the expected texts anew, run `UPDATE_EXPECTED=1 cargo test --test import`, and read the difference.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use arrears::domain::calendar::Date;
use arrears::domain::record::{AccountRecord, AccountRef, CreditRecord, ItemRecord, Record};
use arrears::error::{Error, Result};
use arrears::import::{Row, Sink, Source, recognise};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Writes what a reader gives as readable text, and sums it.
#[derive(Default)]
struct Told {
    text: String,
    invoices: Decimal,
    unapplied: Decimal,
}

impl Sink for Told {
    fn record(&mut self, at: Row<'_>, record: Record) -> Result<()> {
        match &record {
            Record::Item(item) => self.invoices += item.open.unwrap_or(item.amount),
            Record::Credit(credit) => self.unapplied -= credit.amount,
            _ => {}
        }
        self.line(&format!("{}:{}: {}", at.file, at.line, shown(&record)));
        Ok(())
    }

    fn refuse(&mut self, at: Row<'_>, reason: String) -> Result<()> {
        self.line(&format!("{}:{}: REFUSED {reason}", at.file, at.line));
        Ok(())
    }

    fn notice(&mut self, text: String) {
        self.line(&format!("notice: {text}"));
    }

    fn as_of(&mut self, date: Date) {
        self.line(&format!("as of {date}"));
    }
}

impl Told {
    fn line(&mut self, text: &str) {
        writeln!(self.text, "{text}").unwrap();
    }
}

fn shown(record: &Record) -> String {
    match record {
        Record::Account(account) => shown_account(account),
        Record::Item(item) => shown_item(item),
        Record::Credit(credit) => shown_credit(credit),
        Record::Setting { key, value } => format!("setting {key} = {value:?}"),
        other => format!("{other:?}"),
    }
}

fn named(account: &AccountRef) -> String {
    match (&account.code, &account.name) {
        (Some(code), Some(name)) => format!("[{code}] {name:?}"),
        (Some(code), None) => format!("[{code}]"),
        (None, name) => format!("{:?}", name.as_deref().unwrap_or("")),
    }
}

/// ` label=value`, or nothing.
fn part(label: &str, value: Option<impl std::fmt::Debug>) -> String {
    value.map_or_else(String::new, |value| format!(" {label}={value:?}"))
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn shown_account(account: &AccountRecord) -> String {
    let phones = (!account.phones.is_empty()).then_some(&account.phones);
    [
        format!("account {}", named(&account.account)),
        part("currency", account.currency.as_ref()),
        part("terms", account.terms.as_ref()),
        part("limit", account.credit_limit),
        part("contact", account.contact.as_ref()),
        part("phones", phones),
        part("email", account.email.as_ref()),
        part("address", account.address.as_ref()),
        part("city", account.city.as_ref()),
        part("region", account.region.as_ref()),
        part("postal", account.postal_code.as_ref()),
        part("country", account.country.as_ref()),
        part("zone", account.time_zone.as_ref()),
        part("note", account.note.as_ref()),
        part("collector", account.collector.as_ref()),
        part("parent", account.parent.as_ref()),
        part("tags", account.tags.as_ref()),
    ]
    .concat()
}

fn shown_item(item: &ItemRecord) -> String {
    [
        format!("{} {:?} of {} {}", item.kind, item.number, named(&item.account), item.amount),
        part("open", item.open),
        part("currency", item.currency.as_ref()),
        part("date", item.date),
        part("due", item.due),
        part("po", filled(&item.po)),
        part("memo", filled(&item.memo)),
        part("voided", item.voided_on),
        part("id", item.id.as_ref()),
    ]
    .concat()
}

fn shown_credit(credit: &CreditRecord) -> String {
    [
        format!("{} of {} {}", credit.kind, named(&credit.account), credit.amount),
        part("currency", credit.currency.as_ref()),
        part("date", credit.date),
        part("id", credit.id.as_ref()),
        part("method", filled(&credit.method)),
        part("reference", filled(&credit.reference)),
        part("memo", filled(&credit.memo)),
        part("reversed", credit.reversed_on),
        part("replaces", credit.replaces.as_ref()),
    ]
    .concat()
}

fn told(path: &Path) -> Told {
    let mut told = Told::default();
    if let Err(error) = tell(path, &mut told) {
        told.line(&format!("error ({}): {error}", error.code()));
    }
    told
}

fn tell(path: &Path, told: &mut Told) -> Result<(), Error> {
    let name = path.file_name().unwrap().to_string_lossy();
    let dates = name.split('.').rev().nth(1).and_then(|word| word.parse().ok());
    let source = Source::open(path)?.with_dates(dates);
    let importer = recognise(&source, None)?;
    told.line(importer.name);
    (importer.read)(&source, told)
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import");
    let found = std::fs::read_dir(folder).unwrap().map(|found| found.unwrap().path());
    let mut cases: Vec<_> =
        found.filter(|path| path.is_dir() || path.extension().is_some_and(|end| end == "csv")).collect();
    cases.sort();
    cases
}

#[test]
fn every_file_gives_what_stands_beside_it() {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let mut wrong = String::new();
    for case in cases() {
        let beside = PathBuf::from(format!("{}.expected", case.with_extension("").display()));
        let found = told(&case).text;
        if update {
            std::fs::write(&beside, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        if found != expected {
            write!(wrong, "== {}\n-- expected\n{expected}-- found\n{found}", case.display()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// All samples describe one ledger, whose net is known from elsewhere.
#[test]
fn every_sample_lands_on_the_known_net() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import");
    for name in ["qbo_aging_detail.csv", "qbo_open_invoices.csv", "xero_invoices.csv", "xero_invoices_bom_crlf.csv"] {
        let told = told(&folder.join(name));
        let known = (Decimal::new(1_194_249, 2), Decimal::new(-250, 0));
        assert_eq!((told.invoices, told.unapplied), known, "{name}");
        assert!(!told.text.contains("REFUSED"), "{name}");
    }
}

#[test]
fn a_format_that_is_asked_for_must_fit() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import");
    let source = Source::open(&folder.join("xero_contacts.csv")).unwrap();
    let code = |wanted| recognise(&source, wanted).map(|importer| importer.name).map_err(|error| error.code());
    assert_eq!(code(Some("auto")), Ok("xero-contacts"));
    assert_eq!(code(Some("xero-contacts")), Ok("xero-contacts"));
    assert_eq!(code(Some("qbo-contacts")), Err("wrong_format"));
    assert_eq!(code(Some("sage")), Err("unknown_format"));
    assert_eq!(Source::open(&folder.join("nowhere.csv")).err().map(|error| error.code()), Some("no_file"));
}

#[test]
fn a_folder_in_memory_reads_like_one_on_disk() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/folder_whole");
    let files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap());
    let files =
        files.map(|file| (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap())).collect();
    let (memory, disk) = (Source::folder_of("folder_whole", files), Source::open(&folder).unwrap());
    let read = |source: &Source| {
        let mut told = Told::default();
        (recognise(source, Some("folder")).unwrap().read)(source, &mut told).unwrap();
        (told.text, source.sha256().unwrap())
    };
    assert_eq!(read(&memory), read(&disk));
    let ignored = std::fs::metadata(folder.join("expected_aging.csv")).unwrap().len();
    assert_eq!(disk.bytes_read(), disk.size() - ignored);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// A damaged file is read, refused or named; it never ends the program.
    #[test]
    fn a_damaged_file_is_never_fatal(which in 0_usize..100, percent in 0_usize..120, hits in prop::collection::vec((any::<usize>(), any::<u8>()), 0..6)) {
        let files: Vec<_> = cases().into_iter().filter(|case| case.is_file()).collect();
        let mut bytes = std::fs::read(&files[which % files.len()]).unwrap();
        bytes.truncate(bytes.len() * percent / 100);
        for (at, byte) in hits {
            if let Some(place) = bytes.len().checked_sub(1).map(|last| at % (last + 1)) {
                bytes[place] = byte;
            }
        }
        if let Ok(source) = Source::from_bytes("damaged.csv", bytes)
            && let Ok(importer) = recognise(&source, None)
        {
            let mut told = Told::default();
            let read = (importer.read)(&source, &mut told);
            prop_assert!(read.is_err() || !told.text.is_empty());
        }
    }
}
