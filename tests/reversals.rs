//! Reversals performed through ops: the worked cases of a bounce and a recovery, voids, refunds and corrections.

use arrears::book::{AccountDetails, AgingQuestion, Book, Op, Stamp};
use arrears::domain::aging::Aging;
use arrears::domain::calendar::{Date, parse_iso};
use arrears::domain::ids::{AccountId, CreditId, DebitId, EntryId};
use arrears::domain::item::DebitKind;
use arrears::domain::money::{Currency, DecimalMark, Money};
use arrears::ops::change_setting::ChangeSetting;
use arrears::ops::close_period::ClosePeriod;
use arrears::ops::correct::{self, Changes};
use arrears::ops::open_account::OpenAccount;
use arrears::ops::post_debit::PostDebit;
use arrears::ops::refund_credit::RefundCredit;
use arrears::ops::take_payment::{PaymentPart, TakePayment};
use arrears::ops::undo::Undo;
use arrears::ops::write_off::{Recover, WriteOff, decide_recovery};
use arrears::ops::{bounce_payment, void_debit};

fn day(text: &str) -> Date {
    parse_iso(text).unwrap()
}

fn usd(text: &str) -> Money {
    Money::parse(text, Currency::USD, DecimalMark::Point).unwrap()
}

struct Shop {
    book: Book,
    account: AccountId,
    actions: u32,
}

impl Shop {
    fn new() -> Shop {
        let mut shop = Shop { book: Book::memory().unwrap(), account: AccountId(1), actions: 0 };
        for code in ["A", "B"] {
            let details = AccountDetails { name: code.into(), terms: "net 30".into(), ..AccountDetails::default() };
            shop.perform(&OpenAccount { code: code.into(), currency: Currency::USD, details, contacts: vec![] });
        }
        shop
    }

    fn perform<O: Op>(&mut self, op: &O) -> EntryId {
        self.attempt(op).unwrap()
    }

    fn attempt<O: Op>(&mut self, op: &O) -> arrears::error::Result<EntryId> {
        self.actions += 1;
        let action = self.actions.to_string();
        let stamp = Stamp { operator: "maria".into(), at: 0, today: day("2026-11-21"), action };
        self.book.perform(op, &stamp).map(|done| done.entry)
    }

    fn invoice(&mut self, number: &str, date: &str, due: &str, amount: &str) -> DebitId {
        self.perform(&PostDebit {
            account: self.account,
            kind: DebitKind::Invoice,
            number: number.into(),
            date: day(date),
            due: day(due),
            amount: usd(amount),
            po: String::new(),
            memo: String::new(),
            undiscounted: None,
        });
        self.book.debit_numbered(self.account, number).unwrap().id
    }

    fn pay(&mut self, date: &str, amount: &str, allocations: &[(DebitId, &str)]) -> CreditId {
        let allocations = allocations.iter().map(|(debit, amount)| (*debit, usd(amount))).collect();
        let part = PaymentPart::new(self.account, usd(amount), allocations);
        let (method, reference, memo) = ("check".into(), String::new(), String::new());
        self.perform(&TakePayment { received: day(date), method, reference, memo, parts: vec![part] });
        self.book.credits_of(self.account).unwrap().iter().map(|credit| credit.id).max().unwrap()
    }

    /// Buckets, unapplied and net at a date; the proof and the one truth hold.
    fn at(&self, as_of: &str) -> (Vec<String>, String, String) {
        let how = Aging::by_due(day(as_of));
        let standing = self.book.standing(self.account, &how).unwrap();
        let question = AgingQuestion { account: Some(self.account), ..AgingQuestion::of(how) };
        let report = self.book.aging(&question).unwrap();
        if let Some(block) = report.currencies.first() {
            assert!(block.proof.difference.is_zero());
            assert_eq!(block.rows[0].aged.net, standing.figures.net);
            assert_eq!(block.rows[0].aged.amounts, standing.figures.amounts);
        } else {
            assert!(standing.figures.net.is_zero());
        }
        let figures = standing.figures;
        (figures.amounts.iter().map(|one| one.decimal()).collect(), figures.unapplied.decimal(), figures.net.decimal())
    }

    fn net(&self, as_of: &str) -> String {
        self.at(as_of).2
    }
}

/// cases.md, case 3.
#[test]
fn a_bounced_check_reopens_at_the_old_due_date_and_earlier_reports_stay() {
    let mut shop = Shop::new();
    let invoice = shop.invoice("I", "2026-07-01", "2026-07-31", "1250.00");
    let payment = shop.pay("2026-08-03", "1250.00", &[(invoice, "1250.00")]);
    let before: Vec<_> = ["2026-08-02", "2026-08-05", "2026-08-11"].iter().map(|date| shop.at(date)).collect();
    let credit = shop.book.credit(payment).unwrap();
    let bounce = bounce_payment::decide(&shop.book, &credit, day("2026-08-12"), "NSF", Some(usd("35.00"))).unwrap();
    assert_eq!((bounce.reopens[0].number.as_str(), bounce.reopens[0].days_past_due), ("I", 12));
    shop.perform(&bounce.op);
    let after: Vec<_> = ["2026-08-02", "2026-08-05", "2026-08-11"].iter().map(|date| shop.at(date)).collect();
    assert_eq!(before, after);
    assert_eq!(shop.net("2026-08-02"), "1250.00");
    assert_eq!(shop.net("2026-08-05"), "0.00");
    assert_eq!(shop.at("2026-08-12").0, ["35.00", "1250.00", "0.00", "0.00", "0.00"]);
    assert_eq!(shop.at("2026-09-30").0, ["0.00", "0.00", "35.00", "1250.00", "0.00"]);
    let again = shop.book.credit(payment).unwrap();
    let bounce = bounce_payment::decide(&shop.book, &again, day("2026-08-13"), "", None).unwrap();
    assert_eq!(shop.attempt(&bounce.op).unwrap_err().code(), "already_reversed");
}

/// cases.md, case 10.
#[test]
fn a_recovery_is_neither_unapplied_nor_negative() {
    let mut shop = Shop::new();
    let invoice = shop.invoice("I", "2026-01-10", "2026-02-09", "2000.00");
    shop.pay("2026-03-01", "500.00", &[(invoice, "500.00")]);
    let (account, amount, date) = (shop.account, usd("1500.00"), day("2026-06-30"));
    shop.perform(&WriteOff { account, debit: invoice, amount, date, reason: "insolvent".into() });
    let debit = shop.book.debit(invoice).unwrap();
    let too_much = decide_recovery(&shop.book, &debit, usd("1500.01"), day("2026-08-15"));
    assert_eq!(too_much.unwrap_err().code(), "not_written_off");
    let write_offs = decide_recovery(&shop.book, &debit, usd("400.00"), day("2026-08-15")).unwrap();
    let (amount, date, method) = (usd("400.00"), day("2026-08-15"), "check".to_string());
    let recovered =
        shop.perform(&Recover { account, debit: invoice, amount, date, method, reference: String::new(), write_offs });
    let rows: Vec<_> =
        ["2026-06-29", "2026-06-30", "2026-08-14", "2026-08-15"].iter().map(|date| shop.at(date)).collect();
    assert_eq!(rows[0].0[4], "1500.00");
    assert!(rows[1..].iter().all(|(_, unapplied, net)| unapplied == "0.00" && net == "0.00"), "{rows:?}");
    let written: i64 = shop
        .book
        .credits_of(account)
        .unwrap()
        .iter()
        .filter(|credit| credit.kind.word() == "write-off" && credit.reversed_on.is_none())
        .map(|credit| credit.amount.minor())
        .sum();
    assert_eq!(written, 110_000);
    shop.perform(&Undo { entry: recovered });
    assert_eq!(shop.net("2026-08-15"), "0.00");
}

#[test]
fn a_void_needs_its_money_taken_back_and_one_step_does_both() {
    let mut shop = Shop::new();
    let invoice = shop.invoice("I", "2026-07-01", "2026-07-31", "100.00");
    shop.pay("2026-08-03", "60.00", &[(invoice, "60.00")]);
    let debit = shop.book.debit(invoice).unwrap();
    let refused = void_debit::decide(&shop.book, &debit, day("2026-09-01"), false).unwrap_err();
    assert_eq!(refused.code(), "has_allocations");
    let op = void_debit::decide(&shop.book, &debit, day("2026-09-01"), true).unwrap();
    let entry = shop.perform(&op);
    assert_eq!(shop.net("2026-08-31"), "40.00");
    assert_eq!((shop.at("2026-09-01").1, shop.net("2026-09-01")), ("-60.00".into(), "-60.00".into()));
    shop.invoice("I", "2026-09-02", "2026-10-02", "70.00");
    let refused = shop.attempt(&Undo { entry }).unwrap_err();
    assert_eq!(refused.code(), "number_taken");
    assert_eq!(shop.net("2026-09-02"), "10.00");
}

#[test]
fn a_refund_is_owed_when_its_payment_bounces() {
    let mut shop = Shop::new();
    let payment = shop.pay("2026-08-03", "60.00", &[]);
    let (account, amount, date) = (shop.account, usd("60.00"), day("2026-08-10"));
    let refund = RefundCredit { account, credit: payment, number: "REF".into(), amount, date, memo: String::new() };
    shop.perform(&refund);
    assert_eq!(shop.net("2026-08-10"), "0.00");
    let again = RefundCredit { number: "REF-2".into(), ..refund };
    assert_eq!(shop.attempt(&again).unwrap_err().code(), "over_applied");
    let credit = shop.book.credit(payment).unwrap();
    let bounce = bounce_payment::decide(&shop.book, &credit, day("2026-08-20"), "NSF", None).unwrap();
    shop.perform(&bounce.op);
    assert_eq!(shop.net("2026-08-20"), "60.00");
}

#[test]
fn a_correction_counts_from_the_first_day_and_is_undone_whole() {
    let mut shop = Shop::new();
    let invoice = shop.invoice("I", "2026-07-01", "2026-07-31", "100.00");
    shop.pay("2026-08-03", "60.00", &[(invoice, "60.00")]);
    let known = shop.book.version().unwrap();
    let debit = shop.book.debit(invoice).unwrap();
    let changes = Changes { amount: Some(usd("50.00")), date: Some(day("2026-07-11")), ..Changes::default() };
    let op = correct::decide_debit(&shop.book, &debit, &changes).unwrap();
    assert_eq!((op.due, op.carried[0].after), (day("2026-08-10"), Some(usd("50.00"))));
    let entry = shop.perform(&op);
    assert_eq!(shop.net("2026-07-10"), "0.00");
    assert_eq!(shop.net("2026-07-11"), "50.00");
    assert_eq!((shop.at("2026-08-03").1, shop.net("2026-08-03")), ("-10.00".into(), "-10.00".into()));
    let question = AgingQuestion { known_at: Some(known), ..AgingQuestion::of(Aging::by_due(day("2026-08-03"))) };
    assert_eq!(shop.book.aging(&question).unwrap().currencies[0].totals.net, usd("40.00"));
    assert!(shop.book.verify(false, &mut |_, _, _| true).unwrap().iter().all(|check| check.ok));
    shop.perform(&Undo { entry });
    assert_eq!((shop.net("2026-07-10"), shop.net("2026-08-03")), ("100.00".into(), "40.00".into()));
    let undo = shop.book.version().unwrap();
    shop.perform(&Undo { entry: undo });
    assert_eq!(shop.net("2026-07-11"), "50.00");
    assert!(shop.book.verify(false, &mut |_, _, _| true).unwrap().iter().all(|check| check.ok));
}

#[test]
fn a_payment_on_the_wrong_account_moves_without_what_it_paid() {
    let mut shop = Shop::new();
    let invoice = shop.invoice("I", "2026-07-01", "2026-07-31", "100.00");
    let payment = shop.pay("2026-08-03", "60.00", &[(invoice, "60.00")]);
    let credit = shop.book.credit(payment).unwrap();
    let changes = Changes { account: Some(AccountId(2)), ..Changes::default() };
    let op = correct::decide_credit(&shop.book, &credit, &changes).unwrap();
    assert_eq!(op.carried[0].after, None);
    shop.perform(&op);
    assert_eq!(shop.net("2026-08-03"), "100.00");
    shop.account = AccountId(2);
    assert_eq!(shop.net("2026-08-03"), "-60.00");
}

#[test]
fn a_closed_period_names_the_date_and_a_bounce_today_is_fine() {
    let mut shop = Shop::new();
    let invoice = shop.invoice("I", "2026-07-01", "2026-07-31", "100.00");
    let payment = shop.pay("2026-08-03", "100.00", &[(invoice, "100.00")]);
    shop.perform(&ClosePeriod { through: Some(day("2026-08-31")) });
    let late = PostDebit {
        account: shop.account,
        kind: DebitKind::Invoice,
        number: "J".into(),
        date: day("2026-08-31"),
        due: day("2026-09-30"),
        amount: usd("1.00"),
        po: String::new(),
        memo: String::new(),
        undiscounted: None,
    };
    let refused = shop.attempt(&late).unwrap_err();
    assert_eq!(refused.code(), "closed_period");
    assert!(refused.message().contains("2026-08-31"));
    assert_eq!(shop.attempt(&Undo { entry: EntryId(3) }).unwrap_err().code(), "depended_on");
    assert_eq!(shop.attempt(&Undo { entry: EntryId(4) }).unwrap_err().code(), "closed_period");
    let credit = shop.book.credit(payment).unwrap();
    let bounce = bounce_payment::decide(&shop.book, &credit, day("2026-09-01"), "NSF", None).unwrap();
    shop.perform(&bounce.op);
    shop.perform(&ClosePeriod { through: None });
    shop.perform(&late);
}

#[test]
fn a_small_balance_goes_back_with_its_payment_and_stays_within_the_tolerance() {
    let mut shop = Shop::new();
    let invoice = shop.invoice("I", "2026-07-01", "2026-07-31", "100.00");
    shop.perform(&ChangeSetting { settings: vec![("tolerance".into(), "0.50".into())] });
    let pay = |cash: &str, short: &str| {
        let part = PaymentPart::new(AccountId(1), usd(cash), vec![(invoice, usd(cash))]);
        let parts = vec![PaymentPart { small_balances: vec![(invoice, usd(short))], ..part }];
        let (method, reference, memo) = ("check".into(), "7".into(), String::new());
        TakePayment { received: day("2026-08-03"), method, reference, memo, parts }
    };
    assert_eq!(shop.attempt(&pay("99.49", "0.51")).unwrap_err().code(), "over_tolerance");
    assert_eq!(shop.net("2026-08-03"), "100.00");
    shop.perform(&pay("99.50", "0.50"));
    assert_eq!(shop.net("2026-08-03"), "0.00");
    let payment = shop.book.credit_named(shop.account, "7").unwrap();
    let bounce = bounce_payment::decide(&shop.book, &payment, day("2026-08-12"), "NSF", None).unwrap();
    assert_eq!(bounce.op.credits.len(), 2);
    shop.perform(&bounce.op);
    assert_eq!(shop.net("2026-08-12"), "100.00");
}
