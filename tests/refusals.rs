//! Every message that the ledger can refuse with, provoked once: a catalogue by code. A code in the sources that is not
//! in the catalogue fails the first test, so that nobody can add one and forget what it says.

#[allow(dead_code)]
#[path = "cli/desk.rs"]
mod desk;
mod shop;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use arrears::book::{Access, AccountDetails, Book, Op, Tx};
use arrears::domain::calendar::Roll;
use arrears::domain::ids::{AccountId, CreditId, DebitId};
use arrears::domain::money::{Currency, Remainder};
use arrears::domain::plan::{Rhythm, Size};
use arrears::error::{Error, Result};
use arrears::import::Source;
use arrears::ops::agree_plan;
use arrears::ops::apply_credit::ApplyCredit;
use arrears::ops::correct::{self, Changes};
use arrears::ops::import_batch::{Reading, stage};
use arrears::ops::open_account::OpenAccount;
use arrears::ops::sample_shop;
use arrears::ops::void_debit::VoidDebit;
use desk::Desk;
use serde_json::Value;
use shop::{Shop, day, payment, stamp, usd};

/// On the book of [`BASE`]: what is done first, and what is refused then.
const SESSIONS: &[(&str, &[&str], &str)] = &[
    ("agreed_on", &["plan H1 --items 1 --installments 3"], "correct H1 1 --account Y1"),
    ("already_closed", &["close 2026-07-31"], "close 2026-06-30"),
    ("already_ended", &["dispute add H1 1 5 --reason PRICE", "dispute resolve D1"], "dispute resolve D1"),
    ("already_ended", &["hold add H1 hardship", "hold lift H1"], "hold lift H1"),
    ("already_ended", &["request add H1 copy 1", "request done Q1"], "request cancel Q1"),
    ("already_marked", &["account number H1 9375550142 --bad"], "account number H1 (937)5550142 --bad"),
    ("already_reversed", &["bounce H1 P1"], "bounce H1 P1"),
    ("already_undone", &["undo 9"], "undo 9"),
    ("amount_not_positive", &[], "invoice H1 9 0"),
    ("already_ended", &["dispute add H1 1 5", "dispute resolve D1"], "dispute amend D1 --owner ann"),
    ("before_its_date", &[], "void H1 2 --date 2026-11-01"),
    ("beyond_dispute", &["dispute add H1 1 5"], "dispute resolve D1 --how credited --amount 6"),
    ("closed_period", &["close 2026-10-31"], "invoice H1 9 5 --date 2026-10-31"),
    ("code_taken", &[], "account add H1 Again"),
    ("depended_on", &[], "undo 5"),
    ("depends_on_undone", &["undo 8", "undo 5"], "undo 10"),
    ("dispute_amount", &[], "dispute add H1 1 5000 --reason PRICE"),
    ("excluded_amount", &[], "invoice H1 9 5 --no-discount-on 5.01"),
    ("exists", &["backup one.book"], "backup one.book"),
    ("follow_up_in_the_past", &[], "log H1 spoke --follow-up 2026-11-20"),
    (
        "guard_attempts",
        &["settings set guard-attempts block", "settings set attempts-in-7-days 1", "log H1 no-answer"],
        "log H1 no-answer",
    ),
    (
        "guard_do_not_call",
        &["settings set guard-do-not-call block", "account number H1 9375550142 --do-not-call"],
        "log H1 no-answer --phone 9375550142",
    ),
    ("guard_hold", &["settings set guard-hold block", "hold add H1 attorney"], "log H1 no-answer"),
    (
        "guard_hours",
        &["settings set guard-hours block", "settings set time-zone America/Phoenix"],
        "log H1 no-answer --at 06:40",
    ),
    ("guard_quiet_days", &["settings set guard-quiet-days block", "log H1 spoke"], "log H1 no-answer"),
    ("has_allocations", &[], "void H1 1"),
    ("merged", &["merge B2 H1"], "merge B2 H1"),
    ("merged", &["merge B2 H1", "undo 10", "invoice B2 9 5"], "undo 11"),
    ("not_a_payment", &[], "bounce H1 C2"),
    ("not_applied", &[], "unapply H1 C2"),
    ("not_marked", &[], "account number H1 9375550142 --ok"),
    ("not_on_its_own", &["write-off H1 2 --reason gone"], "unapply H1 W3"),
    ("not_pinned", &[], "pin H1 --lift"),
    ("not_snoozed", &[], "snooze H1 --lift"),
    ("not_written_off", &[], "recover H1 1 5"),
    ("nothing_to_cover", &[], "plan Y1 --installments 3"),
    ("number_taken", &[], "invoice H1 1 5"),
    ("number_taken", &["invoice B2 1 5"], "merge B2 H1"),
    ("on_another_plan", &["plan H1 --items 1 --installments 3"], "plan H1 --items 1 --installments 3"),
    ("other_currency", &[], "correct H1 2 --account Y1"),
    ("other_currency", &[], "merge Y1 H1"),
    ("over_allocated", &["pay H1 900 --apply none"], "apply H1 P3 2=250.51"),
    ("over_applied", &[], "refund H1 C2 40.01"),
    ("over_tolerance", &[], "pay H1 250 --small-balance 2=0.50"),
    ("parent_cycle", &["account set B2 --parent H1"], "account set H1 --parent B2"),
    ("promise_in_the_past", &[], "promise add H1 50 2026-11-20"),
    ("same_account", &[], "merge H1 H1"),
    ("reversed", &["bounce H1 P1"], "correct H1 P1 --amount 5"),
    ("same_stage", &["escalate H1 firm --reason slow"], "escalate H1 firm --reason slow"),
    ("snooze_in_the_past", &[], "snooze H1 2026-11-20 --reason late"),
];

/// Refused inside the program, where no command leads: see [`within`].
const WITHIN: &[&str] = &[
    "already_void",
    "has_money",
    "in_memory",
    "moved_on",
    "not_empty",
    "other_account",
    "path",
    "plan_moved_on",
    "void",
];

/// Name and text of a file.
type FileText = (&'static str, &'static str);

/// A folder to import into the book of [`BASE`]: the code in the sources, its files, and words of the reason.
const FOLDERS: &[(&str, &[FileText], &str)] = &[
    ("amount_not_positive", &[("items.csv", "H1,invoice,9,2026-01-01,,0")], "more than zero"),
    ("code_taken", &[("credits.csv", "X1,H1,payment,2026-01-01,5\nX1,H1,payment,2026-01-02,6")], "used twice"),
    (
        "dispute_amount",
        &[("items.csv", "H1,invoice,9,2026-01-01,,5"), ("disputes.csv", "H1,9,6,PRICE,2026-01-02,,")],
        "than its amount",
    ),
    ("impossible_plan", &[("plans.csv", "1,H1,2026-01-01,0,2026-02-01,month,none,last,2,")], "no instalments"),
    ("no_account", &[("items.csv", "ZZ,invoice,9,2026-01-01,,5")], "no account"),
    ("no_communication", &[("follow_ups.csv", "H1,2026-12-01,7,")], "no row 7"),
    ("no_credit", &[("allocations.csv", "X9,H1,9,2026-01-01,5,")], "no credit"),
    (
        "no_item",
        &[("credits.csv", "X1,H1,payment,2026-01-01,5"), ("allocations.csv", "X1,H1,9,2026-01-01,5,")],
        "no item",
    ),
    ("number_taken", &[("items.csv", "H1,invoice,9,2026-01-01,,5\nH1,invoice,9,2026-01-01,,6")], "used twice"),
    (
        "other_account",
        &[
            ("items.csv", "B2,invoice,9,2026-01-01,,5"),
            ("credits.csv", "X1,H1,payment,2026-01-01,5"),
            ("allocations.csv", "X1,B2,9,2026-01-01,5,"),
        ],
        "another account",
    ),
    ("other_currency", &[("accounts.csv", "H1,Holloway,,EUR")], "cannot be changed"),
    ("setting", &[("settings.csv", "moon,full")], "is no setting"),
];

/// The headers of those files.
const HEADERS: &[(&str, &str)] = &[
    ("accounts.csv", "code,name,credit_limit,currency"),
    ("allocations.csv", "credit,account,number,date,amount,reversed_on"),
    ("credits.csv", "id,account,kind,date,amount"),
    ("disputes.csv", "account,number,amount,reason,opened,resolved_on,resolution"),
    ("follow_ups.csv", "account,due,communication,done_on"),
    ("items.csv", "account,kind,number,date,due_date,amount"),
    ("plans.csv", "id,account,made_on,down,first,every,roll,remainder,allowed_missed,cancelled_on"),
    ("settings.csv", "key,value"),
];

/// A report of another program to import: names may be ambiguous there.
const REPORTS: &[(&str, &str, &str)] = &[("ambiguous", "Twin,7,2026-01-02,2026-02-01,5,5", "accounts are called")];

/// Of imports: see `an_import_is_refused_as_a_whole`.
const OF_BATCHES: &[&str] = &["cancelled", "moved_on"];

/// What every reader refuses itself, so that no file gets so far: provoked in `src/ops/import_batch/guards.rs`.
const GUARDS: &[&str] = &["credit_limit", "no_date", "no_name", "no_number", "open_balance"];

/// H1 owes 1 (of 1,000.00, 100.00 paid by P1) and 2 (250.50), and has 40.00 in C2.
static BASE: LazyLock<Desk> = LazyLock::new(|| {
    let desk = Desk::new();
    for words in [
        "account add B2 Branch",
        "account add Y1 Yen --currency JPY",
        "invoice H1 1 1000.00 --date 2026-08-01",
        "invoice H1 2 250.50 --date 2026-11-10",
        "invoice B2 77 60 --date 2026-10-01",
        "pay H1 100 --apply 1 --date 2026-09-01",
        "credit H1 40",
    ] {
        desk.ok(words);
    }
    desk
});

fn on_base() -> Desk {
    let desk = Desk::bare();
    std::fs::copy(BASE.book(), desk.book()).unwrap();
    desk
}

#[test]
fn every_code_of_the_sources_is_in_the_catalogue() {
    let of_rules = SESSIONS.iter().map(|one| one.0).chain(WITHIN.iter().copied());
    let of_rows = FOLDERS.iter().map(|one| one.0).chain(REPORTS.iter().map(|one| one.0));
    let of_rows = of_rows.chain(OF_BATCHES.iter().chain(GUARDS).copied());
    let (mut rules, mut rows) = (BTreeSet::new(), BTreeSet::new());
    codes_under(Path::new("src/book"), &mut rules, &mut rows);
    codes_under(Path::new("src/ops"), &mut rules, &mut rows);
    assert!(rules.len() > 30 && rows.len() > 15, "{rules:?} {rows:?}");
    assert_eq!(rules, of_rules.map(String::from).collect(), "rules of the ledger");
    assert_eq!(rows, of_rows.map(String::from).collect(), "rows of an import");
}

/// The first argument of each `Error::refused` that is shipped; those of imports apart.
fn codes_under(folder: &Path, rules: &mut BTreeSet<String>, rows: &mut BTreeSet<String>) {
    for found in std::fs::read_dir(folder).unwrap() {
        let path = found.unwrap().path();
        if path.is_dir() {
            codes_under(&path, rules, rows);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let shipped = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        let is_import = path.components().any(|part| part.as_os_str() == "import_batch");
        for after in shipped.split("Error::refused(").skip(1) {
            let code = after.trim_start().strip_prefix('"').and_then(|after| after.split('"').next());
            let code = code.unwrap_or_else(|| panic!("{}: a code that is no literal", path.display())).to_string();
            if is_import {
                rows.insert(code)
            } else {
                rules.insert(code)
            };
        }
    }
}

#[test]
fn each_rule_refuses_in_words_and_changes_nothing() {
    for (code, before, refused) in SESSIONS {
        let desk = on_base();
        before.iter().for_each(|words| drop(desk.ok(words)));
        let entries = desk.json("journal")["entries"].as_array().unwrap().len();
        assert_eq!(desk.fails(refused), (3, code.to_string()), "{refused}");
        let said = desk.run(refused).err;
        assert!(said.starts_with("error: ") && said.contains("; "), "{refused}: {said}");
        assert_eq!(desk.json("journal")["entries"].as_array().unwrap().len(), entries, "{refused}");
    }
}

#[test]
fn each_row_that_cannot_be_imported_says_why() {
    for (code, files, words) in FOLDERS {
        let desk = on_base();
        let folder = desk.folder.path().join("in");
        std::fs::create_dir(&folder).unwrap();
        for (name, rows) in *files {
            let header = HEADERS.iter().find(|one| one.0 == *name).unwrap().1;
            std::fs::write(folder.join(name), format!("{header}\n{rows}\n")).unwrap();
        }
        check_refused_row(&desk, "import folder in --format json", (code, words));
    }
}

#[test]
fn each_row_of_a_report_that_cannot_be_imported_says_why() {
    for (code, row, words) in REPORTS {
        let desk = on_base();
        desk.ok("account add T1 Twin");
        desk.ok("account add T2 Twin");
        let header = "*ContactName,*InvoiceNumber,*InvoiceDate,*DueDate,Total,InvoiceAmountDue,Type,Status";
        let report = format!("{header}\n{row},Sales invoice,Awaiting Payment\n");
        std::fs::write(desk.folder.path().join("sales.csv"), report).unwrap();
        check_refused_row(&desk, "import xero-invoices sales.csv --format json", (code, words));
    }
}

fn check_refused_row(desk: &Desk, command: &str, (code, words): (&str, &str)) {
    let said = desk.run(command);
    assert_eq!(said.status, 3, "{code}: {said:?}");
    let told: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{code}: {said:?}"));
    let reasons = told["refused"].to_string();
    assert!(reasons.contains(words), "{code}: {reasons}");
    assert!(said.err.contains("rows_refused"), "{code}: {said:?}");
    assert_eq!(desk.json("aging")["currencies"][0]["totals"]["net"], "1170.50", "{code}");
}

#[test]
fn an_import_is_refused_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("accounts.csv"), "code,name\nN1,New\n").unwrap();
    let sources = [Source::open(folder.path()).unwrap()];
    let reading = Reading { sources: &sources, format: None, today: day("2026-11-21"), skip_refused: false };
    let mut shop = Shop::new();
    assert_eq!(stage(&shop.book, &reading, &mut |_, _| false).err().unwrap().code(), "cancelled");
    let batch = stage(&shop.book, &reading, &mut |_, _| true).unwrap();
    shop.account("C1");
    assert_eq!(shop.try_do(&batch).unwrap_err().code(), "moved_on");
}

/// An op that does one thing inside a transaction.
struct Does<F>(F);

impl<F> serde::Serialize for Does<F> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<F: Fn(&mut Tx) -> Result<()>> Op for Does<F> {
    const NAME: &'static str = "test";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        (self.0)(tx)
    }
}

#[test]
fn what_no_command_leads_to_is_refused_within() {
    for code in WITHIN {
        let mut shop = Shop::new();
        let account = shop.account("C1");
        let one = shop.invoice(account, "1", "100.00", ("2026-01-10", "2026-02-09"));
        let paid = shop.pay(account, "40.00", "2026-02-01", &[(one, "30.00")]);
        let error = within(code, &mut shop, (account, one, paid));
        assert_eq!((error.code(), error.exit_status()), (*code, 3), "{error}");
    }
}

fn within(code: &str, shop: &mut Shop, (account, one, paid): (AccountId, DebitId, CreditId)) -> Error {
    let void = VoidDebit { debit: DebitId(2), date: day("2026-03-01"), taken_back: vec![], reversed: vec![] };
    match code {
        "already_void" => {
            shop.invoice(account, "2", "5.00", ("2026-02-01", "2026-03-01"));
            shop.does(&void);
            shop.try_do(&void).unwrap_err()
        }
        "has_money" => {
            let op = Does(move |tx: &mut Tx| tx.debit(one).and_then(|debit| tx.void_debit(&debit, day("2026-03-01"))));
            shop.try_do(&op).unwrap_err()
        }
        "in_memory" => shop.book.again(Access::Look).err().unwrap(),
        "moved_on" => {
            let changes = Changes { amount: Some(usd("90.00")), ..Changes::default() };
            let op = correct::decide_debit(&shop.book, &shop.book.debit(one).unwrap(), &changes).unwrap();
            shop.apply(paid, "2026-02-02", &[(one, "1.00")]);
            shop.try_do(&op).unwrap_err()
        }
        "not_empty" => sample_shop::load(&mut shop.book, &stamp("demo")).unwrap_err(),
        "other_account" => {
            let other = shop.account("C2");
            let theirs = shop.invoice(other, "1", "5.00", ("2026-01-10", "2026-02-09"));
            shop.try_do(&payment(account, usd("5.00"), day("2026-02-01"), vec![(theirs, usd("5.00"))])).unwrap_err()
        }
        "path" => refused_path(&shop.book),
        "plan_moved_on" => {
            let wish = agree_plan::Wish {
                account,
                made: day("2026-03-01"),
                down: usd("0.00"),
                size: Size::Count(3),
                every: Rhythm::Month,
                first: day("2026-03-15"),
                roll: Roll::Modified,
                remainder: Remainder::Last,
            };
            let debits = shop.book.open_debits_of(account, day("2026-03-01")).unwrap();
            let op = agree_plan::decide(&wish, &debits, &shop.book.settings().unwrap()).unwrap();
            shop.pay(account, "20.00", "2026-02-20", &[(one, "20.00")]);
            shop.try_do(&op).unwrap_err()
        }
        "void" => {
            shop.invoice(account, "2", "5.00", ("2026-02-01", "2026-03-01"));
            shop.does(&void);
            let late =
                ApplyCredit { credit: paid, date: day("2026-02-02"), allocations: vec![(DebitId(2), usd("1.00"))] };
            shop.try_do(&late).unwrap_err()
        }
        _ => panic!("{code} is provoked nowhere"),
    }
}

#[cfg(unix)]
fn refused_path(book: &Book) -> Error {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join(std::ffi::OsStr::from_bytes(b"odd\xff"));
    book.backup(&odd.join("one.book")).unwrap_err()
}

#[cfg(not(unix))]
fn refused_path(_book: &Book) -> Error {
    Error::refused("path", "every name of a folder can be written as text here")
}

/// The currency of an account that holds another one's money is refused by the op as by the command.
#[test]
fn an_amount_in_another_currency_is_refused() {
    let mut shop = Shop::new();
    let details = AccountDetails { name: "Yen".into(), terms: "net 30".into(), ..Default::default() };
    let currency = Currency::parse("JPY").unwrap();
    shop.does(&OpenAccount { code: "Y".into(), currency, details, contacts: Vec::new() });
    let op = payment(AccountId(1), usd("5.00"), day("2026-02-01"), Vec::new());
    assert_eq!(shop.try_do(&op).unwrap_err().code(), "other_currency");
}
