//! What goes wrong with a file or a save: each kind has its own sentence, nothing is half done, and a file that is not a
//! good book is never written to, because the next thing that a frightened clerk does must not make it worse.

mod shop;

use std::path::{Path, PathBuf};
use std::time::Instant;

use arrears::book::{Access, Book, Op, Tx};
use arrears::domain::aging::Aging;
use arrears::domain::ids::{AccountId, EntryId};
use arrears::error::{Error, Kind, Result};
use arrears::ops::post_debit::PostDebit;
use rusqlite::Connection;
use serde::Serialize;
use shop::{Shop, cents, day, invoice, payment, stamp};

/// A book in a file with one account and `count` invoices, closed.
fn shop_file(folder: &Path, count: usize) -> (PathBuf, AccountId) {
    let path = folder.join("shop.book");
    let mut shop = Shop::of(Book::create(&path).unwrap());
    let account = shop.account("C1");
    for number in 0..count {
        shop.invoice(account, &format!("INV-{number}"), "10.00", ("2026-06-01", "2026-07-01"));
    }
    (path, account)
}

fn one_more(account: AccountId, number: &str) -> PostDebit {
    invoice(account, number, cents(1_250), (day("2026-08-01"), day("2026-08-31")))
}

fn net(book: &Book, account: AccountId) -> i64 {
    book.standing(account, &Aging::by_due(day("2026-11-21"))).unwrap().figures.net.minor()
}

fn refused_to_open(path: &Path, access: Access) -> Error {
    Book::open(path, access).err().unwrap_or_else(|| panic!("{} opened", path.display()))
}

#[test]
fn a_busy_book_says_so_soon_and_takes_the_same_action_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let (path, account) = shop_file(folder.path(), 1);
    let other_desk = Connection::open(&path).unwrap();
    let mut book = Book::open(&path, Access::Screen).unwrap();
    other_desk.execute_batch("BEGIN IMMEDIATE").unwrap();
    let begun = Instant::now();
    let error = book.perform(&one_more(account, "1"), &stamp("again")).unwrap_err();
    let waited = begun.elapsed();
    assert_eq!((error.kind(), error.exit_status()), (Kind::Busy, 5));
    assert!(arrears::book::is_busy(&error) && error.to_string().contains("nothing was changed"), "{error}");
    assert!(waited.as_millis() >= 50 && waited.as_millis() < 2_000, "{waited:?}");
    assert_eq!((book.version().unwrap(), net(&book, account)), (EntryId(2), 1_000));
    let another = Book::open(&path, Access::Screen).unwrap();
    assert_eq!(net(&another, account), 1_000, "reading needs no lock");
    other_desk.execute_batch("ROLLBACK").unwrap();
    assert_eq!(book.perform(&one_more(account, "1"), &stamp("again")).unwrap().entry, EntryId(3));
    assert_eq!(net(&another, account), 2_250);
}

#[test]
fn each_kind_of_file_that_is_no_book_has_its_sentence_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("empty"), "").unwrap();
    std::fs::write(at("letter.txt"), "Dear customer, your invoice is due.").unwrap();
    std::fs::write(at("header"), "SQLite format 3\0").unwrap();
    std::fs::create_dir(at("folder")).unwrap();
    Connection::open(at("other")).unwrap().execute_batch("CREATE TABLE song (id INTEGER)").unwrap();
    let (good, _) = shop_file(folder.path(), 1);
    std::fs::copy(&good, at("newer")).unwrap();
    Connection::open(at("newer")).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    for (name, code, exit) in [
        ("missing", "no_book", 4),
        ("empty", "foreign", 1),
        ("letter.txt", "foreign", 1),
        ("header", "damaged", 1),
        ("folder", "foreign", 1),
        ("other", "foreign", 1),
        ("newer", "newer", 1),
    ] {
        let before = std::fs::read(at(name)).ok();
        for access in [Access::Command, Access::Screen, Access::Look] {
            let error = refused_to_open(&at(name), access);
            assert_eq!((error.code(), error.exit_status()), (code, exit), "{name}: {error}");
            assert!(error.safe_note().is_some() && error.hint_note().is_some(), "{error}");
        }
        assert_eq!(std::fs::read(at(name)).ok(), before, "{name}");
    }
    assert_eq!(Book::create(&good).err().unwrap().code(), "exists");
    assert!(!at("missing").exists());
}

#[test]
fn an_edited_last_entry_and_a_planted_trigger_are_damage() {
    let folder = tempfile::tempdir().unwrap();
    for edit in [
        "UPDATE debit SET amount = amount + 1, open = open + 1 WHERE id = (SELECT MAX(id) FROM debit)",
        "DELETE FROM debit WHERE id = (SELECT MAX(id) FROM debit)",
        "UPDATE journal SET operator = 'eve' WHERE seq = (SELECT MAX(seq) FROM journal)",
        "UPDATE journal SET hash = zeroblob(32) WHERE seq = (SELECT MAX(seq) - 1 FROM journal)",
        "CREATE TRIGGER planted AFTER INSERT ON debit BEGIN UPDATE debit SET open = 0; END",
        "CREATE VIEW planted AS SELECT 1",
        "ALTER TABLE debit ADD COLUMN planted TEXT",
        "DROP INDEX debit_open",
    ] {
        let (path, _) = shop_file(folder.path(), 3);
        Connection::open(&path).unwrap().execute_batch(edit).unwrap();
        let before = std::fs::read(&path).unwrap();
        assert_eq!(refused_to_open(&path, Access::Command).code(), "damaged", "{edit}");
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert!(Book::open(&path, Access::Inspect).is_ok(), "it can still be inspected: {edit}");
        std::fs::remove_file(&path).unwrap();
    }
}

/// Every page in turn: whatever is hit, the program answers in words and writes nothing.
#[test]
fn flipped_bytes_never_end_the_program_and_are_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let (path, account) = shop_file(folder.path(), 60);
    let good = std::fs::read(&path).unwrap();
    let mut noticed = 0;
    for page in 0..good.len() / 4096 {
        let mut bad = good.clone();
        bad[page * 4096..(page + 1) * 4096]
            .iter_mut()
            .skip(if page == 0 { 100 } else { 0 })
            .for_each(|byte| *byte ^= 0x5a);
        std::fs::write(&path, &bad).unwrap();
        let how = Aging::by_due(day("2026-11-21"));
        let answer = Book::open(&path, Access::Command).and_then(|book| {
            book.aging(&arrears::book::AgingQuestion::of(how))?;
            book.standing(account, &how).map(drop)
        });
        if let Err(error) = answer {
            assert!(error.kind() == Kind::Fault || error.kind() == Kind::NotFound, "page {page}: {error}");
            noticed += 1;
        }
        assert_eq!(std::fs::read(&path).unwrap(), bad, "page {page}");
    }
    assert!(noticed >= 10, "only {noticed} pages were noticed");
}

/// A thread without root's rights, where the test runs as root: on Linux a thread has credentials of its own.
fn as_nobody<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            #[cfg(target_os = "linux")]
            // SAFETY: plain system calls without pointers; they change this short-lived thread alone.
            unsafe {
                if libc::geteuid() == 0 {
                    libc::syscall(libc::SYS_setresuid, -1, 65_534, -1);
                }
            }
            work()
        });
        worker.join().unwrap()
    })
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_file_or_folder_can_be_looked_at_and_is_not_written() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (path, account) = shop_file(folder.path(), 1);
    let allow = |path: &Path, mode: u32| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    let before = std::fs::read(&path).unwrap();
    for (file_mode, folder_mode) in [(0o444, 0o777), (0o444, 0o555), (0o666, 0o555)] {
        allow(&path, file_mode);
        allow(folder.path(), folder_mode);
        as_nobody(|| {
            assert_eq!(net(&Book::open(&path, Access::Look).unwrap(), account), 1_000);
            let tried = Book::open(&path, Access::Command)
                .and_then(|mut book| book.perform(&one_more(account, "1"), &stamp("denied")));
            let error = tried.err().unwrap_or_else(|| panic!("written at {file_mode:o} in {folder_mode:o}"));
            assert_eq!((error.code(), error.exit_status()), ("read_only", 1), "{file_mode:o} {folder_mode:o} {error}");
        });
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
    allow(folder.path(), 0o755);
    allow(&path, 0o000);
    as_nobody(|| assert_eq!(refused_to_open(&path, Access::Look).code(), "unreadable"));
    assert_eq!(Book::create(Path::new("/proc/nowhere/shop.book")).err().unwrap().kind(), Kind::Fault);
}

#[test]
fn a_book_opened_for_looking_takes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (path, account) = shop_file(folder.path(), 1);
    let mut book = Book::open(&path, Access::Look).unwrap();
    assert_eq!(book.perform(&one_more(account, "1"), &stamp("look")).unwrap_err().code(), "read_only");
    assert_eq!(net(&book, account), 1_000);
}

#[test]
fn an_action_submitted_twice_is_one_entry_and_the_same_answer() {
    let mut shop = Shop::new();
    let account = shop.account("C1");
    let debit = shop.invoice(account, "1043", "100.00", ("2026-06-01", "2026-07-01"));
    let check = payment(account, cents(6_000), day("2026-07-02"), vec![(debit, cents(4_000))]);
    let first = shop.book.perform(&check, &stamp("pay")).unwrap();
    assert_eq!(first.created.iter().map(|made| made.kind.as_str()).collect::<Vec<_>>(), ["payment", "allocation"]);
    assert_eq!(shop.book.perform(&check, &stamp("pay")).unwrap(), first);
    assert_eq!(shop.book.done_of("pay").unwrap(), Some(first.clone()));
    assert_eq!((shop.book.version().unwrap(), net(&shop.book, account)), (first.entry, 4_000));
    let credit = shop.book.credit_named(account, &first.created[0].id).unwrap().id;
    let allocations = arrears::ops::unapply_credit::decide(&shop.book, credit, &[]).unwrap();
    let back = arrears::ops::unapply_credit::UnapplyCredit { credit, date: day("2026-07-03"), allocations };
    let taken = shop.book.perform(&back, &stamp("back")).unwrap();
    assert_eq!(taken.created, first.created[1..]);
    assert_eq!(shop.book.perform(&back, &stamp("back")).unwrap(), taken);
}

/// Posts, and then finds that it cannot go on.
#[derive(Serialize)]
struct HalfWay {
    account: AccountId,
}

impl Op for HalfWay {
    const NAME: &'static str = "half-way";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        one_more(self.account, "half").apply(tx)?;
        payment(self.account, cents(500), day("2026-08-02"), Vec::new()).apply(tx)?;
        Err(Error::refused("changed_its_mind", "no"))
    }
}

#[test]
fn an_op_that_fails_half_way_leaves_nothing() {
    let mut shop = Shop::new();
    let account = shop.account("C1");
    let (head, hash) = (shop.book.version().unwrap(), shop.book.head_hash().unwrap());
    assert_eq!(shop.try_do(&HalfWay { account }).unwrap_err().code(), "changed_its_mind");
    assert_eq!((shop.book.version().unwrap(), shop.book.head_hash().unwrap()), (head, hash));
    assert!(shop.book.debits_of(account).unwrap().is_empty() && shop.book.credits_of(account).unwrap().is_empty());
    shop.invoice(account, "half", "1.00", ("2026-06-01", "2026-07-01"));
}

#[test]
fn a_what_if_is_seen_whole_and_leaves_nothing() {
    let mut shop = Shop::new();
    let account = shop.account("C1");
    let op = one_more(account, "1");
    let seen = shop.book.what_if(&op, &stamp("if"), |book, done| Ok((net(book, account), done.entry))).unwrap();
    assert_eq!(seen, (1_250, EntryId(2)));
    assert_eq!((net(&shop.book, account), shop.book.version().unwrap()), (0, EntryId(1)));
    assert_eq!(shop.book.perform(&op, &stamp("if")).unwrap().entry, EntryId(2));
}

#[test]
fn two_books_on_one_file_see_each_other_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (path, account) = shop_file(folder.path(), 1);
    let mut one = Book::open(&path, Access::Screen).unwrap();
    let mut two = one.again(Access::Screen).unwrap();
    let before = (two.version().unwrap(), two.data_version().unwrap());
    one.perform(&one_more(account, "1"), &stamp("one")).unwrap();
    assert_ne!(two.data_version().unwrap(), before.1);
    assert_eq!((two.version().unwrap().0, net(&two, account)), (before.0.0 + 1, 2_250));
    let own = one.data_version().unwrap();
    two.perform(&one_more(account, "2"), &stamp("two")).unwrap();
    assert_ne!(one.data_version().unwrap(), own);
    assert_eq!((one.version().unwrap(), net(&one, account)), (two.version().unwrap(), 3_500));
    assert_eq!(one.perform(&one_more(account, "2"), &stamp("three")).unwrap_err().code(), "number_taken");
}

#[test]
fn a_book_upgraded_meanwhile_is_not_written_by_the_older_program() {
    let folder = tempfile::tempdir().unwrap();
    let (path, account) = shop_file(folder.path(), 1);
    let mut book = Book::open(&path, Access::Screen).unwrap();
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    assert_eq!(book.perform(&one_more(account, "1"), &stamp("old")).unwrap_err().code(), "upgraded");
    assert_eq!(net(&book, account), 1_000);
}
