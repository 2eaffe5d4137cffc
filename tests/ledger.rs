//! The worked cases of the ledger, performed through ops on a book and read back through the aging report and the
//! account's header at every date that a case names, because a shop trusts the figures and not the functions.

mod shop;

use arrears::book::{Op, Tx};
use arrears::domain::aging::{Aging, Basis, Presentation};
use arrears::domain::calendar::{Date, plus_days};
use arrears::domain::ids::{AccountId, CreditId};
use arrears::domain::item::DebitKind;
use arrears::domain::promise::PromiseState;
use arrears::error::Result;
use arrears::ops::post_debit::PostDebit;
use arrears::ops::promise_payment::{PromisePayment, Promised};
use arrears::ops::take_payment::{Strategy, decide};
use serde::Serialize;
use shop::{Shop, day, payment, usd};

fn by_due(as_of: &str) -> Aging {
    Aging::by_due(day(as_of))
}

/// Buckets, unapplied and net as one line.
fn line(shop: &Shop, account: AccountId, how: &Aging) -> String {
    let (amounts, unapplied, net) = shop.row(account, how);
    format!("{} | {unapplied} | {net}", amounts.join(" "))
}

#[test]
fn case_1_bucket_boundaries() {
    let mut shop = Shop::new();
    let account = shop.account("C1");
    let dues = [
        "2026-07-01",
        "2026-06-30",
        "2026-06-29",
        "2026-05-31",
        "2026-05-30",
        "2026-05-01",
        "2026-04-30",
        "2026-04-01",
        "2026-03-31",
    ];
    for (power, due) in dues.iter().enumerate() {
        let date = plus_days(day(due), -30).to_string();
        shop.invoice(account, &format!("B{power}"), &format!("{}.00", 1 << power), (&date, due));
    }
    assert_eq!(line(&shop, account, &by_due("2026-06-30")), "3.00 12.00 48.00 192.00 256.00 | 0.00 | 511.00");
    let by_invoice = Aging { basis: Basis::Invoice, ..by_due("2026-06-30") };
    assert_eq!(line(&shop, account, &by_invoice), "0.00 3.00 12.00 48.00 448.00 | 0.00 | 511.00");
}

#[test]
fn case_2_late_application_and_a_deposit_before_the_invoice() {
    let mut shop = Shop::new();
    let account = shop.account("C2");
    let a = shop.invoice(account, "A", "1000.00", ("2026-03-01", "2026-03-31"));
    let b = shop.invoice(account, "B", "250.00", ("2026-05-02", "2026-06-01"));
    shop.pay(account, "400.00", "2026-04-10", &[(a, "400.00")]);
    let second = shop.pay(account, "600.00", "2026-04-20", &[]);
    shop.apply(second, "2026-05-05", &[(a, "600.00")]);
    shop.pay(account, "250.00", "2026-04-25", &[(b, "250.00")]);
    let expected = [
        ("2026-03-31", "1000.00", "0.00", "1000.00 0.00 0.00 0.00 0.00 | 0.00 | 1000.00"),
        ("2026-04-15", "600.00", "0.00", "0.00 600.00 0.00 0.00 0.00 | 0.00 | 600.00"),
        ("2026-04-30", "600.00", "0.00", "0.00 600.00 0.00 0.00 0.00 | -850.00 | -250.00"),
        ("2026-05-01", "600.00", "0.00", "0.00 0.00 600.00 0.00 0.00 | -850.00 | -250.00"),
        ("2026-05-02", "600.00", "0.00", "0.00 0.00 600.00 0.00 0.00 | -600.00 | 0.00"),
        ("2026-05-05", "0.00", "0.00", "0.00 0.00 0.00 0.00 0.00 | 0.00 | 0.00"),
    ];
    for (as_of, open_a, open_b, row) in expected {
        assert_eq!(shop.open(account, a, as_of), open_a, "{as_of}");
        assert_eq!(shop.open(account, b, as_of), open_b, "{as_of}");
        assert_eq!(line(&shop, account, &by_due(as_of)), row, "{as_of}");
    }
}

/// A returned check, as the bounce's op will write it: the reversal and the fee as one entry.
#[derive(Serialize)]
struct Returned {
    credit: CreditId,
    on: Date,
    fee: PostDebit,
}

impl Op for Returned {
    const NAME: &'static str = "returned";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        let credit = tx.credit(self.credit)?;
        tx.reverse_credit(&credit, self.on, "NSF")?;
        self.fee.apply(tx)
    }
}

#[test]
fn case_3_a_returned_check_with_a_fee() {
    let mut shop = Shop::new();
    let account = shop.account("C3");
    let invoice = shop.invoice(account, "1043", "1250.00", ("2026-07-01", "2026-07-31"));
    let promised =
        Promised { amount: usd("1250.00"), due: day("2026-08-05"), last_day: day("2026-08-05"), covers: Vec::new() };
    shop.does(&PromisePayment { account, made: day("2026-08-01"), promised });
    let check = shop.pay(account, "1250.00", "2026-08-03", &[(invoice, "1250.00")]);
    let before = line(&shop, account, &by_due("2026-08-05"));
    let on = day("2026-08-12");
    let fee = PostDebit { kind: DebitKind::Fee, ..shop::invoice(account, "NSF-1", usd("35.00"), (on, on)) };
    shop.does(&Returned { credit: check, on, fee });
    for (as_of, row) in [
        ("2026-08-02", "0.00 1250.00 0.00 0.00 0.00 | 0.00 | 1250.00"),
        ("2026-08-05", "0.00 0.00 0.00 0.00 0.00 | 0.00 | 0.00"),
        ("2026-08-11", "0.00 0.00 0.00 0.00 0.00 | 0.00 | 0.00"),
        ("2026-08-12", "35.00 1250.00 0.00 0.00 0.00 | 0.00 | 1285.00"),
        ("2026-09-30", "0.00 0.00 35.00 1250.00 0.00 | 0.00 | 1285.00"),
    ] {
        assert_eq!(line(&shop, account, &by_due(as_of)), row, "{as_of}");
    }
    assert_eq!(line(&shop, account, &by_due("2026-08-05")), before);
    let states = ["2026-08-02", "2026-08-05", "2026-08-11", "2026-08-12"]
        .map(|as_of| shop.book.standing(account, &by_due(as_of)).unwrap().promises[0].1.state);
    assert_eq!(states, [PromiseState::Open, PromiseState::Kept, PromiseState::Kept, PromiseState::Broken]);
    let refused = shop.try_do(&apply_one(check, invoice)).unwrap_err();
    assert_eq!(refused.code(), "reversed");
}

fn apply_one(credit: CreditId, debit: arrears::domain::ids::DebitId) -> arrears::ops::apply_credit::ApplyCredit {
    let allocations = vec![(debit, usd("1.00"))];
    arrears::ops::apply_credit::ApplyCredit { credit, date: day("2026-08-04"), allocations }
}

#[test]
fn case_4_a_partial_payment_and_a_credit_memo_over_two_invoices() {
    let mut shop = Shop::new();
    let account = shop.account("C4");
    let i = shop.invoice(account, "I", "4180.75", ("2026-07-15", "2026-08-14"));
    let j = shop.invoice(account, "J", "120.00", ("2026-09-05", "2026-10-05"));
    shop.pay(account, "2000.00", "2026-08-20", &[(i, "2000.00")]);
    let memo = shop.credit_memo(account, "150.00", "2026-09-01", &[(i, "100.00")]);
    shop.apply(memo, "2026-09-10", &[(j, "50.00")]);
    for (as_of, open_i, open_j, unapplied, net) in [
        ("2026-08-19", "4180.75", "0.00", "0.00", "4180.75"),
        ("2026-08-31", "2180.75", "0.00", "0.00", "2180.75"),
        ("2026-09-01", "2080.75", "0.00", "-50.00", "2030.75"),
        ("2026-09-05", "2080.75", "120.00", "-50.00", "2150.75"),
        ("2026-09-09", "2080.75", "120.00", "-50.00", "2150.75"),
        ("2026-09-10", "2080.75", "70.00", "0.00", "2150.75"),
    ] {
        let (_, seen_unapplied, seen_net) = shop.row(account, &by_due(as_of));
        let seen = (shop.open(account, i, as_of), shop.open(account, j, as_of), seen_unapplied, seen_net);
        assert_eq!(seen, (open_i.into(), open_j.into(), unapplied.into(), net.into()), "{as_of}");
    }
}

#[test]
fn case_5_oldest_first_breaks_ties_by_natural_number() {
    for (receipt, parts, unapplied) in [
        ("450.00", ["0.00", "0.00", "50.00"], "0.00"),
        ("600.00", ["0.00", "0.00", "0.00"], "-100.00"),
        ("120.50", ["179.50", "120.50", "79.50"], "0.00"),
    ] {
        let mut shop = Shop::new();
        let account = shop.account("C5");
        let ten = shop.invoice(account, "INV-10", "79.50", ("2026-05-16", "2026-06-15"));
        let nine = shop.invoice(account, "INV-9", "120.50", ("2026-05-16", "2026-06-15"));
        let seven = shop.invoice(account, "INV-7", "300.00", ("2026-05-02", "2026-06-01"));
        let on = "2026-06-20";
        let debits = shop.book.open_debits_of(account, day(on)).unwrap();
        let decided = decide(&debits, usd(receipt), &Strategy::OldestFirst).unwrap();
        if receipt == "120.50" {
            let exact = decide(&debits, usd(receipt), &Strategy::Exact).unwrap();
            assert_eq!(exact.applied.allocations, [(nine, usd("120.50"))]);
        }
        shop.does(&payment(account, usd(receipt), day(on), decided.applied.allocations));
        assert_eq!([seven, nine, ten].map(|debit| shop.open(account, debit, on)), parts);
        assert_eq!(shop.row(account, &by_due(on)).1, unapplied);
    }
}

#[test]
fn case_8_three_presentations_of_unapplied_money_and_one_total() {
    let mut shop = Shop::new();
    let account = shop.account("C8");
    shop.invoice(account, "I1", "642.00", ("2026-05-21", "2026-06-20"));
    shop.invoice(account, "I2", "500.00", ("2026-08-01", "2026-08-31"));
    shop.invoice(account, "I3", "300.00", ("2026-09-10", "2026-10-10"));
    shop.pay(account, "700.00", "2026-09-15", &[]);
    for (presentation, row) in [
        (Presentation::Separate, "300.00 500.00 0.00 0.00 642.00 | -700.00 | 742.00"),
        (Presentation::OwnDate, "300.00 -200.00 0.00 0.00 642.00 | 0.00 | 742.00"),
        (Presentation::Fifo, "300.00 442.00 0.00 0.00 0.00 | 0.00 | 742.00"),
    ] {
        let how = Aging { presentation, ..by_due("2026-09-30") };
        assert_eq!(line(&shop, account, &how), row);
    }
}

#[test]
fn case_13_a_promise_with_grace() {
    let mut shop = Shop::new();
    let account = shop.account("C13");
    shop.invoice(account, "I1", "500.00", ("2026-07-01", "2026-07-31"));
    let promised =
        Promised { amount: usd("500.00"), due: day("2026-09-10"), last_day: day("2026-09-13"), covers: Vec::new() };
    shop.does(&PromisePayment { account, made: day("2026-09-01"), promised });
    shop.pay(account, "300.00", "2026-09-09", &[]);
    shop.pay(account, "150.00", "2026-09-12", &[]);
    shop.pay(account, "50.00", "2026-09-15", &[]);
    for (as_of, state, counted) in [
        ("2026-09-09", PromiseState::Open, "300.00"),
        ("2026-09-13", PromiseState::Open, "450.00"),
        ("2026-09-14", PromiseState::Partial, "450.00"),
        ("2026-09-30", PromiseState::Partial, "450.00"),
    ] {
        let settled = shop.book.standing(account, &by_due(as_of)).unwrap().promises[0].1;
        assert_eq!((settled.state, settled.counted.decimal().as_str()), (state, counted), "{as_of}");
    }
    assert_eq!(shop.row(account, &by_due("2026-09-30")).2, "0.00");
}
