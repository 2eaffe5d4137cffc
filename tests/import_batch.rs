//! Importing into the book: what the sample files must give, the same file again, and the exchange folder there and back.

use std::path::Path;

use arrears::book::{AgingQuestion, Book, Stamp};
use arrears::domain::aging::{Aging, Presentation};
use arrears::domain::calendar::{Date, parse_iso};
use arrears::domain::mark::MARKS;
use arrears::export::FolderWriter;
use arrears::import::Source;
use arrears::ops::import_batch::{ImportBatch, Preview, Reading, stage};

fn day(text: &str) -> Date {
    parse_iso(text).unwrap()
}

fn stamp(action: &str) -> Stamp {
    Stamp { operator: "maria".into(), at: 1_790_000_000_000, today: day("2026-11-21"), action: action.into() }
}

fn staged(book: &Book, paths: &[&str]) -> ImportBatch {
    let sources: Vec<Source> = paths.iter().map(|path| Source::open(Path::new(path)).unwrap()).collect();
    let reading = Reading { sources: &sources, format: None, today: day("2026-09-30"), skip_refused: false };
    stage(book, &reading, &mut |_, _| true).unwrap()
}

fn import(book: &mut Book, paths: &[&str]) -> Preview {
    let batch = staged(book, paths);
    assert_eq!(batch.preview.refused_rows, 0, "{:?}", batch.preview.refused);
    if !batch.preview.changes_nothing() {
        book.perform(&batch, &stamp(paths[0])).unwrap();
    }
    batch.preview
}

fn totals(book: &Book, as_of: &str, presentation: Presentation) -> (Vec<String>, String, String) {
    let how = Aging { presentation, ..Aging::by_due(day(as_of)) };
    let report = book.aging(&AgingQuestion::of(how)).unwrap();
    let block = &report.currencies[0];
    assert!(block.proof.difference.is_zero());
    (
        block.totals.amounts.iter().map(|amount| amount.decimal()).collect(),
        block.totals.unapplied.decimal(),
        block.totals.net.decimal(),
    )
}

fn export(book: &Book, to: &Path) {
    let mut writer = FolderWriter::create(to).unwrap();
    book.records(&mut |record| writer.put(&record)).unwrap();
    writer.finish().unwrap();
}

fn files_of(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|found| found.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn the_sample_shop_comes_in_whole_and_the_same_again_changes_nothing() {
    let mut book = Book::memory().unwrap();
    let preview = import(&mut book, &["assets/sample"]);
    assert_eq!((preview.accounts.new, preview.items.new, preview.credits.new), (61, 625, 546));
    assert_eq!(preview.communications.new, 445);
    let again = staged(&book, &["assets/sample"]);
    assert_eq!(again.preview.refused_rows, 0, "{:?}", again.preview.refused);
    assert!(again.preview.changes_nothing(), "{:?}", again.preview);
}

#[test]
fn the_folder_there_and_back_gives_the_same_bytes_and_the_same_reports() {
    let mut book = Book::memory().unwrap();
    import(&mut book, &["assets/sample"]);
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    export(&book, &first);
    let mut copy = Book::memory().unwrap();
    import(&mut copy, &[first.to_str().unwrap()]);
    export(&copy, &second);
    for ((name, one), (_, other)) in files_of(&first).into_iter().zip(files_of(&second)) {
        assert_eq!(one, other, "{name}");
    }
    assert_eq!(files_of(&first).len(), files_of(&second).len());
    for as_of in ["2025-03-31", "2026-06-30", "2026-10-15", "2026-11-21", "2027-01-01"] {
        for presentation in [Presentation::Separate, Presentation::OwnDate, Presentation::Fifo] {
            assert_eq!(totals(&book, as_of, presentation), totals(&copy, as_of, presentation), "{as_of}");
        }
    }
}

/// A folder with every kind of mark, some ended.
fn folder_of_marks(folder: &Path) {
    let files = [
        ("accounts.csv", "code,name\nC1,Holloway\n"),
        ("items.csv", "account,kind,number,date,due_date,amount\nC1,invoice,1043,2026-08-01,2026-08-31,828.20\n"),
        ("communications.csv", "account,at,channel,direction,outcome\nC1,2026-11-20T09:00:00,call,out,info\n"),
        ("discount_exclusions.csv", "account,number,amount\nC1,1043,28.20\n"),
        ("follow_ups.csv", "account,due,note,communication,done_on,time\nC1,2026-11-24,calls back,1,,10:00\n"),
        ("holds.csv", "account,kind,reason,from,lifted_on\nC1,attorney,Lee & Lee,2026-11-01,2026-11-03\n"),
        ("number_marks.csv", "account,phone,kind,reason,date,ended_on\nC1,9375550142,bad,,2026-11-02,\n"),
        (
            "requests.csv",
            "account,communication,number,what,note,asked,ended_on,ended_as\n\
             C1,1,1043,copy,by mail,2026-11-20,,\nC1,,,statement,,2026-11-02,2026-11-04,sent\n",
        ),
        ("snoozes.csv", "account,date,until,reason,ended_on\nC1,2026-11-20,2026-11-27,stocktaking,2026-11-21\n"),
        ("pins.csv", "account,date,reason,ended_on\nC1,2026-11-20,the owner asked,\n"),
        ("escalations.csv", "account,date,stage,owner,reason\nC1,2026-11-19,final,tom,silent\n"),
        ("guard_overrides.csv", "account,communication,rule,reason\nC1,1,attempts,she asked for it\n"),
    ];
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

#[test]
fn marks_of_every_kind_come_in_and_go_out() {
    let folder = tempfile::tempdir().unwrap();
    let given = folder.path().join("given");
    std::fs::create_dir(&given).unwrap();
    folder_of_marks(&given);
    let mut book = Book::memory().unwrap();
    import(&mut book, &[given.to_str().unwrap()]);
    let first = folder.path().join("first");
    export(&book, &first);
    let files = files_of(&first);
    for name in MARKS.iter().map(|kind| kind.file).chain(["follow_ups.csv"]) {
        let (_, written) = files.iter().find(|(file, _)| file == name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(*written, std::fs::read_to_string(given.join(name)).unwrap());
    }
    assert!(staged(&book, &[given.to_str().unwrap()]).preview.changes_nothing());
    assert!(book.verify(false, &mut |_, _, _| true).unwrap().iter().all(|check| check.ok));
}

#[test]
fn a_mark_that_cannot_be_is_a_refused_row() {
    let folder = tempfile::tempdir().unwrap();
    folder_of_marks(folder.path());
    let bad = [
        (
            "snoozes.csv",
            "account,date,until,reason,ended_on\nC1,2026-11-20,2026-11-20,x,\n",
            "until 2026-11-20 is not after 2026-11-20",
        ),
        ("pins.csv", "account,date,reason,ended_on\nC1,2026-11-20,,\n", "reason is empty"),
        (
            "number_marks.csv",
            "account,phone,kind,reason,date,ended_on\nC1,1,worse,,2026-11-02,\n",
            "is not one of bad, do-not-call",
        ),
        ("guard_overrides.csv", "account,communication,rule,reason\nC1,7,a,b\n", "communications.csv has no row 7"),
        ("escalations.csv", "account,date,stage,owner,reason\nC9,2026-11-19,final,,b\n", "there is no account \"C9\""),
    ];
    for (name, text, _) in bad {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let preview = staged(&Book::memory().unwrap(), &[folder.path().to_str().unwrap()]).preview;
    assert_eq!(preview.refused_rows, 5);
    for (name, _, reason) in bad {
        let row = preview.refused.iter().find(|row| row.file == name).unwrap();
        assert!(row.line == 2 && row.reason.contains(reason), "{row:?}");
    }
}

const BUCKETS: [&str; 5] = ["5225.25", "1459.99", "2580.75", "1892.00", "784.50"];

/// expected.json of the samples: every receivables file lands on this net, and on these buckets of invoices.
fn assert_the_brindle_shop(book: &Book) {
    let (amounts, unapplied, net) = totals(book, "2026-09-30", Presentation::Separate);
    assert_eq!(amounts, BUCKETS);
    assert_eq!((unapplied.as_str(), net.as_str()), ("-250.00", "11692.49"));
    let (amounts, _, net) = totals(book, "2026-09-30", Presentation::OwnDate);
    assert_eq!((amounts[1].as_str(), net.as_str()), ("1209.99", "11692.49"));
    assert_eq!(book.account_count().unwrap(), 9);
}

#[test]
fn quickbooks_contacts_and_then_the_aging_give_the_shop() {
    let mut book = Book::memory().unwrap();
    import(&mut book, &["tests/import/qbo_contacts.csv"]);
    import(&mut book, &["tests/import/qbo_aging_detail.csv"]);
    assert_the_brindle_shop(&book);
    let alvarez = book.account_named("alvarez & sons, inc.").unwrap();
    assert_eq!(book.contacts_of(alvarez.id).unwrap()[0].phone, "(480) 555-0142");
    let debit = book.debit_numbered(alvarez.id, "0001001").unwrap();
    assert_eq!((debit.amount.decimal(), debit.open.decimal()), ("1284.50".into(), "784.50".into()));
    let credits = book.credits_of(alvarez.id).unwrap();
    assert_eq!(
        (credits[0].method.as_str(), credits[0].worked_out, credits[0].date),
        ("elsewhere", true, day("2026-09-30"))
    );
    assert!(staged(&book, &["tests/import/qbo_aging_detail.csv"]).preview.changes_nothing());
    let open = staged(&book, &["tests/import/qbo_open_invoices.csv"]);
    assert!(open.preview.changes_nothing(), "{:?}", open.preview);
    assert!(
        open.preview.notices.iter().any(|notice| notice.contains("in the book already")),
        "{:?}",
        open.preview.notices
    );
}

#[test]
fn each_open_items_file_alone_gives_the_shop() {
    for file in ["qbo_open_invoices.csv", "xero_invoices.csv", "xero_invoices_bom_crlf.csv"] {
        let mut book = Book::memory().unwrap();
        import(&mut book, &[&format!("tests/import/{file}")]);
        assert_the_brindle_shop(&book);
    }
}

/// A code of its own makes an account, however it is called; a name alone cannot choose between two.
#[test]
fn two_customers_of_one_name_stay_two() {
    let accounts = "code,name,currency,terms_days,credit_limit\nC1,Smith Inc,USD,30,\nC2,Smith Inc.,USD,30,\n";
    let items = "account,kind,number,date,due_date,amount,po,memo\nC1,invoice,1,2026-01-01,2026-01-31,1.00,,\nC2,invoice,2,2026-01-01,2026-01-31,2.00,,\n";
    let files = [("accounts.csv", accounts), ("items.csv", items)]
        .map(|(name, text)| (name.to_string(), text.as_bytes().to_vec()));
    let mut book = Book::memory().unwrap();
    for _ in 0..2 {
        let sources = [Source::folder_of("shop", files.to_vec())];
        let reading = Reading { sources: &sources, format: None, today: day("2026-11-21"), skip_refused: false };
        let batch = stage(&book, &reading, &mut |_, _| true).unwrap();
        assert_eq!(batch.preview.refused_rows, 0, "{:?}", batch.preview.refused);
        if !batch.preview.changes_nothing() {
            book.perform(&batch, &stamp("names")).unwrap();
        }
    }
    assert_eq!(book.account_count().unwrap(), 2);
    let second = book.account_with_code("C2").unwrap().unwrap();
    assert_eq!(book.debits_of(second.id).unwrap()[0].number, "2");
}
