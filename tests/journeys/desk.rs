//! A shop with a desk in front of it: a dozen customers with everything that the pages show.

use arrears::book::{AccountDetails, Book, Contact, Op};
use arrears::domain::calendar::{Date, plus_days};
use arrears::domain::communication::{DisputeReason, Outcome};
use arrears::domain::ids::{AccountId, DebitId};
use arrears::domain::money::Currency;
use arrears::ops::log_contact::LogContact;
use arrears::ops::open_account::OpenAccount;
use arrears::ops::open_dispute::Disputed;
use arrears::ops::promise_payment::Promised;
use arrears::tui::app::App;
use arrears::tui::cx::{Clock, Cx};

use crate::shop::{Shop, day, invoice, payment, usd};

/// Name, contact, phone, and number, amount, due date of each invoice.
type Customer = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

const CUSTOMERS: &[Customer] = &[
    (
        "Holloway Fabrication",
        "Dana Ruiz",
        "(937) 555-0142",
        &[("1043", "1128.20", "2026-08-16"), ("1101", "412.30", "2026-11-05")],
    ),
    ("Hollins Marine", "Pete Oakes", "937.555.0177", &[("1140", "120.00", "2026-12-02")]),
    ("Holt & Weaver", "Ann Holt", "937 555 0199", &[("1102", "980.00", "2026-11-06"), ("1088", "55.10", "2026-10-12")]),
    ("Peña Hydraulics", "Luz Peña", "+1 513 555 0111", &[("1077", "610.00", "2026-09-20")]),
    ("Kowalski Tool & Die", "Jan Kowalski", "513-555-0150", &[("1060", "2300.00", "2026-09-01")]),
    (
        "Acme Stamping",
        "Bo Lind",
        "513-555-0160",
        &[("1120", "8210.50", "2026-11-18"), ("1133", "4120.00", "2026-12-10")],
    ),
    (
        "Zürcher Präzisionswerkzeuge und Maschinenbau GmbH",
        "Ute Zürcher",
        "+41 44 555 01 02",
        &[("1099", "7400.00", "2026-11-30")],
    ),
    (
        "Miami Valley Welding",
        "Sam",
        "937-555-0123",
        &[("1050", "1988.10", "2026-08-28"), ("1131", "340.00", "2026-12-08")],
    ),
];

/// The shop's book.
pub fn shop() -> Shop {
    let mut shop = Shop::new();
    for (place, (name, contact, phone, invoices)) in CUSTOMERS.iter().enumerate() {
        let code = format!("C{:04}", place + 37);
        let account = open(&mut shop, &code, name, (contact, phone));
        for (number, amount, due) in *invoices {
            let due: Date = day(due);
            shop.does(&invoice(account, number, usd(amount), (plus_days(due, -30), due)));
        }
    }
    let holloway = account(&shop.book, "C0037");
    let debit = debit(&shop.book, holloway, "1043");
    shop.does(&payment(holloway, usd("300.00"), day("2026-09-12"), vec![(debit, usd("300.00"))]));
    shop.does(&payment(account(&shop.book, "C0042"), usd("250.00"), day("2026-11-19"), Vec::new()));
    shop.does(&call(holloway, "2026-11-02", Outcome::Voicemail, "picks up in the mornings"));
    let settings = shop.book.settings().unwrap();
    let promise = Promised::new(usd("500.00"), day("2026-11-20"), &settings);
    shop.does(&LogContact { promise: Some(promise), ..call(holloway, "2026-11-18", Outcome::Promise, "") });
    let disputed = Disputed {
        debit,
        amount: usd("80.00"),
        reason: DisputeReason::SHORT,
        owner: "maria".into(),
        note: String::new(),
    };
    shop.does(&LogContact {
        disputes: vec![disputed],
        ..call(holloway, "2026-10-02", Outcome::Dispute, "two boxes short")
    });
    shop
}

fn open(shop: &mut Shop, code: &str, name: &str, (contact, phone): (&str, &str)) -> AccountId {
    let details = AccountDetails { name: name.into(), terms: "net 30".into(), ..AccountDetails::default() };
    let contact = Contact { name: contact.into(), role: "AP".into(), phone: phone.into(), ..Contact::default() };
    shop.does(&OpenAccount { code: code.into(), currency: Currency::USD, details, contacts: vec![contact] });
    account(&shop.book, code)
}

pub fn account(book: &Book, code: &str) -> AccountId {
    book.account_with_code(code).unwrap().unwrap().id
}

pub fn debit(book: &Book, account: AccountId, number: &str) -> DebitId {
    book.debit_numbered(account, number).unwrap().id
}

pub fn call(account: AccountId, on: &str, outcome: Outcome, note: &str) -> LogContact {
    let at = day(on).and_hms_opt(10, 12, 0).unwrap();
    LogContact { note: note.into(), ..LogContact::new(account, at, outcome) }
}

/// The workstation on a book, on the morning of Saturday 21 November 2026.
pub fn app(book: Book) -> App {
    let morning = day("2026-11-21").and_hms_opt(9, 30, 0).unwrap();
    let mut cx = Cx::new(book, Clock::standing(morning), "maria").unwrap();
    cx.look.colour = true;
    App::new(cx).unwrap()
}

pub fn desk() -> App {
    app(shop().book)
}

/// The workstation after keys.
pub fn pressed(keys: &str) -> App {
    let mut app = desk();
    app.press(keys).unwrap();
    app
}

/// Performs something at another desk.
pub fn elsewhere(app: &mut App, op: &impl Op) {
    app.cx.book.perform(op, &crate::shop::stamp("elsewhere")).unwrap();
    app.tick();
}
