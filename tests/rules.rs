//! Rules of the ledger where they meet: allocations within one entry, dates before their items, taking back and undoing,
//! numbers used again, closed periods. Each refusal is in words and changes nothing.

mod shop;

use arrears::book::{AccountDetails, AgingQuestion, Op, Tx};
use arrears::domain::aging::Aging;
use arrears::domain::calendar::{Date, Roll};
use arrears::domain::communication::DisputeReason;
use arrears::domain::ids::{AccountId, CreditId, DebitId, EntryId};
use arrears::domain::money::{Currency, DecimalMark, Money, Remainder};
use arrears::domain::plan::{Rhythm, Size};
use arrears::error::{Error, Result};
use arrears::ops::agree_plan::{self, Wish};
use arrears::ops::apply_credit::ApplyCredit;
use arrears::ops::change_setting::ChangeSetting;
use arrears::ops::close_period::ClosePeriod;
use arrears::ops::correct::{self, Changes, decide_debit};
use arrears::ops::open_account::OpenAccount;
use arrears::ops::open_dispute::{Disputed, OpenDispute};
use arrears::ops::promise_payment::{PromisePayment, Promised};
use arrears::ops::take_payment::{PaymentPart, TakePayment};
use arrears::ops::unapply_credit::{UnapplyCredit, decide};
use arrears::ops::undo::Undo;
use serde::Serialize;
use shop::{Shop, cents, day, invoice, payment, usd};

/// An op that does one thing inside a transaction, for what has no op of its own yet.
struct Does<F>(F);

impl<F> Serialize for Does<F> {
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

fn void(debit: DebitId, on: &str) -> impl Op {
    let on = day(on);
    Does(move |tx: &mut Tx| tx.debit(debit).and_then(|debit| tx.void_debit(&debit, on)))
}

fn bounce(credit: CreditId, on: &str) -> impl Op {
    let on = day(on);
    Does(move |tx: &mut Tx| tx.credit(credit).and_then(|credit| tx.reverse_credit(&credit, on, "NSF")))
}

fn take_back(shop: &Shop, credit: CreditId, on: &str) -> UnapplyCredit {
    UnapplyCredit { credit, date: day(on), allocations: decide(&shop.book, credit, &[]).unwrap() }
}

/// Refused with a code, in words, and with nothing changed at any of some dates.
fn refused(shop: &mut Shop, op: &impl Op, code: &str) -> Error {
    let seen = |shop: &Shop| {
        ["2026-01-31", "2026-03-31", "2026-06-30", "2027-01-31"]
            .map(|as_of| format!("{:?}", shop.book.aging_sums(&AgingQuestion::of(Aging::by_due(day(as_of)))).unwrap()))
    };
    let before = (shop.book.version().unwrap(), seen(shop));
    let error = shop.try_do(op).unwrap_err();
    assert_eq!((error.code(), error.exit_status()), (code, 3), "{error}");
    assert!(error.safe_note().is_some(), "{error}");
    assert_eq!((shop.book.version().unwrap(), seen(shop)), before);
    error
}

/// An account that owes 100.00 since January and 50.00 since February.
fn owing() -> (Shop, AccountId, DebitId, DebitId) {
    let mut shop = Shop::new();
    let account = shop.account("C1");
    let one = shop.invoice(account, "1", "100.00", ("2026-01-10", "2026-02-09"));
    let two = shop.invoice(account, "2", "50.00", ("2026-02-10", "2026-03-12"));
    (shop, account, one, two)
}

#[test]
fn within_one_entry_the_parts_count_together() {
    let (mut shop, account, one, _) = owing();
    let parts = |second: &str| vec![(one, usd("60.00")), (one, usd(second))];
    let error =
        refused(&mut shop, &payment(account, usd("150.00"), day("2026-03-01"), parts("40.01")), "over_allocated");
    assert!(error.message().contains("40.00"), "{error}");
    refused(&mut shop, &payment(account, usd("99.99"), day("2026-03-01"), parts("40.00")), "over_applied");
    shop.does(&payment(account, usd("100.00"), day("2026-03-01"), parts("40.00")));
    assert_eq!(shop.open(account, one, "2026-03-01"), "0.00");
    let credit = shop.credit_memo(account, "10.00", "2026-03-02", &[]);
    let twice = |amounts: [&str; 2]| ApplyCredit {
        credit,
        date: day("2026-03-02"),
        allocations: amounts.iter().map(|amount| (DebitId(2), usd(amount))).collect(),
    };
    refused(&mut shop, &twice(["6.00", "4.01"]), "over_applied");
    shop.does(&twice(["6.00", "4.00"]));
}

#[test]
fn an_allocation_waits_for_its_debit_and_its_credit() {
    let (mut shop, account, _, two) = owing();
    let credit = shop.pay(account, "50.00", "2026-03-05", &[]);
    shop.apply(credit, "2026-01-01", &[(two, "50.00")]);
    assert_eq!(["2026-03-04", "2026-03-05"].map(|on| shop.open(account, two, on)), ["50.00", "0.00"]);
    let late = shop.invoice(account, "3", "20.00", ("2026-04-01", "2026-05-01"));
    let credit = shop.pay(account, "20.00", "2026-03-06", &[(late, "20.00")]);
    assert_eq!(shop.book.credit(credit).unwrap().unapplied, cents(0));
    let unapplied = |on| shop.row(account, &Aging::by_due(day(on))).1;
    assert_eq!(["2026-03-31", "2026-04-01"].map(unapplied), ["-20.00", "0.00"]);
}

#[test]
fn taken_back_before_its_start_it_was_never_in_force() {
    let (mut shop, account, one, _) = owing();
    let credit = shop.pay(account, "100.00", "2026-03-05", &[(one, "100.00")]);
    shop.does(&take_back(&shop, credit, "2026-02-01"));
    for on in ["2026-02-01", "2026-03-05", "2026-12-31"] {
        assert_eq!(shop.open(account, one, on), "100.00", "{on}");
    }
    let other = shop.pay(account, "100.00", "2026-03-01", &[(one, "100.00")]);
    assert_eq!(shop.open(account, one, "2026-03-01"), "0.00");
    let error = refused(&mut shop, &take_back_again(credit), "not_applied");
    assert!(error.message().contains("P1"), "{error}");
    refused(
        &mut shop,
        &ApplyCredit { credit: other, date: day("2026-03-01"), allocations: vec![(one, cents(1))] },
        "over_allocated",
    );
}

fn take_back_again(credit: CreditId) -> UnapplyCredit {
    UnapplyCredit { credit, date: day("2026-06-01"), allocations: Vec::new() }
}

#[test]
fn what_was_taken_back_cannot_be_applied_again_while_it_still_was() {
    let (mut shop, account, one, two) = owing();
    let credit = shop.pay(account, "100.00", "2026-03-01", &[(one, "100.00")]);
    shop.does(&take_back(&shop, credit, "2026-05-01"));
    let again = |on: &str| ApplyCredit { credit, date: day(on), allocations: vec![(two, usd("50.00"))] };
    let error = refused(&mut shop, &again("2026-04-30"), "over_allocated");
    assert!(error.message().contains("2026-04-30") && error.message().contains("P1"), "{error}");
    shop.does(&again("2026-05-01"));
    let other = shop.pay(account, "100.00", "2026-03-02", &[]);
    let early = ApplyCredit { credit: other, date: day("2026-04-01"), allocations: vec![(one, usd("0.01"))] };
    assert!(refused(&mut shop, &early, "over_allocated").message().contains("to 1 than"));
}

#[test]
fn taking_back_cannot_be_undone_once_the_money_went_elsewhere() {
    let (mut shop, account, one, two) = owing();
    let credit = shop.pay(account, "100.00", "2026-03-01", &[(one, "100.00")]);
    let back = shop.does(&take_back(&shop, credit, "2026-05-01")).entry;
    let elsewhere = shop.apply(credit, "2026-05-02", &[(two, "50.00")]).entry;
    let error = refused(&mut shop, &Undo { entry: back }, "over_allocated");
    assert_eq!(error.entry(), Some(elsewhere.0), "{error}");
    shop.undo(elsewhere);
    shop.undo(back);
    assert_eq!(["2026-05-01", "2027-01-01"].map(|on| shop.open(account, one, on)), ["0.00", "0.00"]);
}

#[test]
fn an_entry_that_others_stand_on_cannot_be_undone() {
    let (mut shop, account, one, _) = owing();
    let paid = shop.pay(account, "100.00", "2026-03-01", &[(one, "100.00")]);
    let error = refused(&mut shop, &Undo { entry: EntryId(1) }, "depended_on");
    assert_eq!(error.entry(), Some(4), "{error}");
    let error = refused(&mut shop, &Undo { entry: EntryId(2) }, "depended_on");
    assert!(error.message().contains("entry 4 (take-payment)"), "{error}");
    shop.undo(EntryId(4));
    shop.undo(EntryId(2));
    assert_eq!(refused(&mut shop, &Undo { entry: EntryId(2) }, "already_undone").entry(), Some(2));
    let error = refused(&mut shop, &Undo { entry: EntryId(5) }, "depends_on_undone");
    assert_eq!(error.entry(), Some(2), "{error}");
    assert_eq!(shop.try_do(&Undo { entry: EntryId(99) }).unwrap_err().code(), "no_entry");
    assert!(shop.book.credit(paid).is_err());
}

#[test]
fn an_undone_account_keeps_its_name_in_what_was_known_before() {
    let (mut shop, account, _, _) = owing();
    for entry in [3, 2, 1] {
        shop.undo(EntryId(entry));
    }
    let how = Aging::by_due(day("2026-06-30"));
    assert!(shop.book.aging(&AgingQuestion::of(how)).unwrap().currencies.is_empty());
    let before = AgingQuestion { known_at: Some(EntryId(3)), ..AgingQuestion::of(how) };
    let report = shop.book.aging(&before).unwrap();
    let row = &report.currencies[0].rows[0];
    assert_eq!((row.account, row.name.as_str(), row.aged.net), (account, "Customer C1", usd("150.00")));
    assert!(report.currencies[0].proof.difference.is_zero());
}

#[test]
fn what_two_undos_take_back_stays_so_when_one_of_them_goes_and_comes() {
    let (mut shop, account, one, _) = owing();
    let paid = shop.does(&payment(account, usd("100.00"), day("2026-03-01"), vec![(one, usd("100.00"))])).entry;
    let first = shop.undo(paid).entry;
    let redo = shop.undo(first).entry;
    let second = shop.undo(paid).entry;
    shop.does(&ClosePeriod { through: Some(day("2026-03-31")) });
    // The payment is undone either way: nothing in the closed month moves.
    shop.undo(redo);
    assert_eq!(shop.open(account, one, "2026-03-01"), "100.00");
    shop.does(&ClosePeriod { through: None });
    shop.undo(second);
    assert_eq!(shop.open(account, one, "2026-03-01"), "100.00", "the first undo still holds");
    shop.undo(first);
    assert_eq!(shop.open(account, one, "2026-03-01"), "0.00");
}

#[test]
fn undo_and_redo_go_on_for_ever() {
    let (mut shop, account, one, _) = owing();
    let mut entry = shop.does(&payment(account, usd("100.00"), day("2026-03-01"), vec![(one, usd("100.00"))])).entry;
    let mut known = Vec::new();
    for round in 0..40 {
        let expected = if round % 2 == 0 { "0.00" } else { "100.00" };
        assert_eq!(shop.open(account, one, "2026-03-01"), expected, "{round}");
        known.push((entry, shop.row(account, &Aging::by_due(day("2026-03-01"))).2));
        entry = shop.undo(entry).entry;
    }
    for (entry, net) in known {
        let question = AgingQuestion { known_at: Some(entry), ..AgingQuestion::of(Aging::by_due(day("2026-03-01"))) };
        assert_eq!(shop.book.aging_sums(&question).unwrap()[0].aged.net.decimal(), net);
    }
}

#[test]
fn a_number_is_free_again_after_a_void_or_an_undo_and_taken_when_it_would_come_back() {
    let (mut shop, account, one, _) = owing();
    let again = |number: &str| invoice(account, number, usd("7.00"), (day("2026-04-01"), day("2026-05-01")));
    refused(&mut shop, &again("1"), "number_taken");
    let voided = shop.does(&void(one, "2026-03-01")).entry;
    let second = shop.does(&again("1")).entry;
    assert_eq!(shop.book.debit_numbered(account, "1").unwrap().amount, usd("7.00"));
    assert_eq!(["2026-02-28", "2026-03-01"].map(|on| shop.open(account, one, on)), ["100.00", "0.00"]);
    refused(&mut shop, &Undo { entry: voided }, "number_taken");
    let undone = shop.undo(second).entry;
    shop.undo(voided);
    assert_eq!(shop.book.debit_numbered(account, "1").unwrap().id, one);
    refused(&mut shop, &Undo { entry: undone }, "number_taken");
    assert_eq!(shop.open(account, one, "2026-03-01"), "100.00");
}

#[test]
fn money_must_be_taken_back_before_a_void() {
    let (mut shop, account, one, _) = owing();
    let credit = shop.pay(account, "30.00", "2026-03-01", &[(one, "30.00")]);
    refused(&mut shop, &void(one, "2026-04-01"), "has_money");
    refused(&mut shop, &void(one, "2026-02-01"), "has_money");
    refused(&mut shop, &void(one, "2026-01-09"), "before_its_date");
    shop.does(&take_back(&shop, credit, "2026-04-01"));
    refused(&mut shop, &void(one, "2026-03-31"), "has_money");
    shop.does(&void(one, "2026-04-01"));
    assert_eq!(["2026-03-31", "2026-04-01"].map(|on| shop.open(account, one, on)), ["70.00", "0.00"]);
    let late = ApplyCredit { credit, date: day("2026-02-01"), allocations: vec![(one, usd("1.00"))] };
    refused(&mut shop, &late, "void");
    refused(&mut shop, &void(one, "2026-05-01"), "already_void");
}

#[test]
fn a_closed_period_takes_no_effective_date() {
    let (mut shop, account, one, _) = owing();
    let paid = shop.pay(account, "100.00", "2026-03-01", &[(one, "100.00")]);
    let close = |date: &str| ChangeSetting { settings: vec![("closed-through".into(), date.into())] };
    let closed = shop.does(&close("2026-03-31")).entry;
    let on = |date: &str| payment(account, usd("5.00"), day(date), Vec::new());
    let error = refused(&mut shop, &on("2026-03-31"), "closed_period");
    assert!(error.message().contains("2026-03-31"), "{error}");
    refused(&mut shop, &invoice(account, "9", usd("1.00"), (day("2026-03-31"), day("2026-09-30"))), "closed_period");
    let back = take_back(&shop, paid, "2026-03-31");
    refused(&mut shop, &back, "closed_period");
    refused(&mut shop, &void(DebitId(2), "2026-03-15"), "closed_period");
    refused(&mut shop, &Undo { entry: EntryId(4) }, "closed_period");
    let promised =
        Promised { amount: usd("5.00"), due: day("2026-03-20"), last_day: day("2026-03-20"), covers: vec![] };
    shop.does(&PromisePayment { account, made: day("2026-03-10"), promised });
    shop.does(&invoice(account, "8", usd("1.00"), (day("2026-04-01"), day("2026-03-01"))));
    let late = shop.does(&on("2026-04-01")).entry;
    shop.undo(late);
    shop.does(&bounce(paid, "2026-04-02"));
    assert_eq!(["2026-04-01", "2026-04-02"].map(|on| shop.open(account, one, on)), ["0.00", "100.00"]);
    shop.does(&close("2026-04-30"));
    let bounced = EntryId(shop.book.version().unwrap().0 - 1);
    refused(&mut shop, &Undo { entry: bounced }, "closed_period");
    shop.undo(shop.book.version().unwrap());
    shop.undo(closed);
    shop.does(&on("2026-03-31"));
}

#[test]
fn money_and_agreements_stay_within_one_account_and_its_currency() {
    let (mut shop, account, one, two) = owing();
    let other = shop.account("C2");
    let theirs = shop.invoice(other, "1", "100.00", ("2026-01-10", "2026-02-09"));
    let date = day("2026-03-01");
    refused(&mut shop, &payment(account, usd("10.00"), date, vec![(theirs, usd("10.00"))]), "other_account");
    let covers = vec![theirs];
    let promised = Promised { amount: usd("5.00"), due: date, last_day: date, covers };
    refused(&mut shop, &PromisePayment { account, made: date, promised }, "other_account");
    let disputed = |debit: DebitId, amount: Money| {
        let (owner, note) = (String::new(), String::new());
        OpenDispute {
            account,
            opened: date,
            disputed: Disputed { debit, amount, reason: DisputeReason::ALL[0], owner, note },
        }
    };
    refused(&mut shop, &disputed(theirs, usd("5.00")), "other_account");
    refused(&mut shop, &disputed(one, usd("100.01")), "dispute_amount");
    let yen = Money::parse("500", Currency::parse("JPY").unwrap(), DecimalMark::Point).unwrap();
    refused(&mut shop, &invoice(account, "9", yen, (date, date)), "other_currency");
    refused(&mut shop, &payment(account, yen, date, Vec::new()), "other_currency");
    refused(&mut shop, &disputed(one, yen), "other_currency");
    refused(
        &mut shop,
        &PromisePayment {
            account,
            made: date,
            promised: Promised { amount: yen, due: date, last_day: date, covers: vec![] },
        },
        "other_currency",
    );
    let mut plan = plan_of(&shop, account, date);
    plan.covers = vec![one, theirs];
    refused(&mut shop, &plan, "plan_moved_on");
    plan.covers = vec![one, two];
    shop.does(&plan);
    refused(&mut shop, &plan, "on_another_plan");
    let details = AccountDetails { name: "Yen".into(), terms: "net 30".into(), ..Default::default() };
    shop.does(&OpenAccount { code: "C3".into(), currency: yen.currency(), details, contacts: Vec::new() });
    let mut third = plan_of(&shop, other, date);
    third.account = AccountId(3);
    refused(&mut shop, &third, "nothing_to_cover");
}

fn plan_of(shop: &Shop, account: AccountId, made: Date) -> agree_plan::AgreePlan {
    let wish = Wish {
        account,
        made,
        down: usd("0.00"),
        size: Size::Count(3),
        every: Rhythm::Month,
        first: made,
        roll: Roll::Modified,
        remainder: Remainder::Last,
    };
    let debits = shop.book.open_debits_of(account, made).unwrap();
    agree_plan::decide(&wish, &debits, &shop.book.settings().unwrap()).unwrap()
}

#[test]
fn money_that_takes_force_after_a_plan_was_made_pays_the_plan_whenever_it_was_typed() {
    let (mut shop, account, one, _) = owing();
    let made = day("2026-03-01");
    shop.pay(account, "40.00", "2026-02-20", &[(one, "40.00")]);
    shop.pay(account, "60.00", "2026-03-15", &[(one, "60.00")]);
    shop.does(&plan_of(&shop, account, made));
    shop.pay(account, "50.00", "2026-02-25", &[(DebitId(2), "50.00")]);
    let state = |on: &str| {
        let kept = shop.book.standing(account, &Aging::by_due(day(on))).unwrap().plans[0].1.clone();
        (kept.state.word(), kept.total.decimal(), kept.paid.decimal())
    };
    assert_eq!(state("2026-03-14"), ("on track", "110.00".into(), "50.00".into()));
    assert_eq!(state("2026-03-15"), ("completed", "110.00".into(), "110.00".into()));
}

#[test]
fn a_payment_is_found_by_its_reference_beside_its_discount() {
    let (mut shop, account, one, _) = owing();
    let part = PaymentPart {
        discounts: vec![(one, usd("2.00"))],
        ..PaymentPart::new(account, usd("98.00"), vec![(one, usd("98.00"))])
    };
    let (method, reference, memo) = ("check".into(), "5588".into(), String::new());
    let done = shop.does(&TakePayment { received: day("2026-01-15"), method, reference, memo, parts: vec![part] });
    let kinds: Vec<&str> = done.created.iter().map(|made| made.kind.as_str()).collect();
    assert_eq!(kinds, ["payment", "discount", "allocation", "allocation"]);
    assert_eq!(shop.book.credit_named(account, "5588").unwrap().amount, usd("98.00"));
    let discount = shop.book.credit_named(account, &done.created[1].id).unwrap();
    let back = take_back(&shop, discount.id, "2026-02-01");
    refused(&mut shop, &back, "not_on_its_own");
    assert_eq!(shop.open(account, one, "2026-01-15"), "0.00");
}

#[test]
fn a_correction_counts_as_if_it_had_been_typed_so_at_first_and_can_be_undone() {
    let (mut shop, account, one, _) = owing();
    shop.pay(account, "40.00", "2026-02-20", &[(one, "40.00")]);
    let plan = plan_of(&shop, account, day("2026-03-01"));
    shop.does(&plan);
    let seen = |shop: &Shop, known_at: Option<EntryId>| {
        ["2026-02-19", "2026-02-20", "2026-06-30"].map(|as_of| {
            let question = AgingQuestion { known_at, ..AgingQuestion::of(Aging::by_due(day(as_of))) };
            shop.book.aging_sums(&question).unwrap()[0].aged.net.decimal()
        })
    };
    let kept = |shop: &Shop| {
        let (plan, kept) = shop.book.standing(account, &Aging::by_due(day("2026-03-01"))).unwrap().plans[0].clone();
        (kept.state.word(), kept.paid.decimal(), plan.covers.iter().map(|one| one.1.clone()).collect::<Vec<_>>())
    };
    let head = shop.book.version().unwrap();
    let before = seen(&shop, None);
    assert_eq!(before, ["150.00", "110.00", "110.00"]);
    let changes = Changes { number: Some("1-B".into()), amount: Some(usd("90.00")), ..Default::default() };
    let op = decide_debit(&shop.book, &shop.book.debit(one).unwrap(), &changes).unwrap();
    let corrected = shop.does(&op).entry;
    assert_eq!(seen(&shop, None), ["140.00", "100.00", "100.00"]);
    assert_eq!((seen(&shop, Some(head)), seen(&shop, Some(corrected))), (before.clone(), seen(&shop, None)));
    assert_eq!(
        (kept(&shop).0, kept(&shop).1),
        ("on track", "0.00".into()),
        "what was paid before the plan is not its money"
    );
    assert!(kept(&shop).2.contains(&"1-B".to_string()), "{:?}", kept(&shop));
    refused(&mut shop, &Undo { entry: EntryId(2) }, "depended_on");
    let undone = shop.undo(corrected).entry;
    assert_eq!(seen(&shop, None), before);
    assert_eq!(kept(&shop).2, ["1", "2"]);
    shop.undo(undone);
    assert_eq!(seen(&shop, None), ["140.00", "100.00", "100.00"]);
    assert_eq!(seen(&shop, Some(undone)), before);
    let report = shop.book.aging(&AgingQuestion::of(Aging::by_due(day("2026-06-30")))).unwrap();
    assert!(report.currencies[0].proof.difference.is_zero());
}

/// A correction took off what one entry had taken back; it does not come back over what another one took back.
#[test]
fn a_correction_comes_back_only_over_what_it_took_off() {
    let (mut shop, account, one, _) = owing();
    let credit = shop.pay(account, "100.00", "2026-03-01", &[(one, "100.00")]);
    let first = shop.does(&take_back(&shop, credit, "2026-05-01")).entry;
    let first_undone = shop.undo(first).entry;
    let second = shop.does(&take_back(&shop, credit, "2026-05-02")).entry;
    let changes = Changes { amount: Some(usd("110.00")), ..Changes::default() };
    let op = correct::decide_credit(&shop.book, &shop.book.credit(credit).unwrap(), &changes).unwrap();
    let corrected = shop.does(&op).entry;
    let off = shop.undo(corrected).entry;
    let second_undone = shop.undo(second).entry;
    let first_back = shop.undo(first_undone).entry;
    assert_eq!(refused(&mut shop, &Undo { entry: off }, "depends_on_undone").entry(), Some(second.0));
    shop.undo(first_back);
    shop.undo(second_undone);
    shop.undo(off);
    assert_eq!(shop.open(account, one, "2026-05-01"), "0.00");
    assert_eq!(shop.open(account, one, "2026-05-02"), "100.00");
}
