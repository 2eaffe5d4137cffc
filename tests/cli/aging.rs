//! The aging report and the items under it.

use serde_json::json;

use super::desk::Desk;

#[test]
fn an_empty_book_owes_nothing() {
    let desk = Desk::new();
    let report = desk.json("aging");
    assert_eq!(
        report,
        json!({"as_of": "2026-11-21", "known_at": null, "by": "due", "unapplied": "separate", "currencies": []})
    );
}

#[test]
fn the_report_has_its_shape() {
    let desk = Desk::new();
    desk.ok("account add A1 Ace");
    desk.ok("invoice H1 1 12.50 --date 2026-10-01 --due 2026-11-01");
    desk.ok("invoice H1 2 80 --date 2026-06-01 --due 2026-07-01");
    desk.ok("invoice A1 3 500 --due 2026-12-01");
    desk.ok("dispute add H1 1 2.50 --reason PRICE");
    desk.ok("pay H1 50 --apply none");
    let report = desk.json("aging");
    let block = &report["currencies"][0];
    assert_eq!(block["buckets"], json!(["current", "1-30", "31-60", "61-90", "91+"]));
    assert_eq!(block["accounts"][0]["account"], "A1");
    assert_eq!(
        block["accounts"][1],
        json!({"account": "H1", "name": "Holloway", "amounts": ["0.00", "12.50", "0.00", "0.00", "80.00"],
            "disputed": "2.50", "on_plan": "0.00", "unapplied": "-50.00", "net": "42.50"})
    );
    assert_eq!(block["totals"]["net"], "542.50");
    assert_eq!(block["proof"]["difference"], "0.00");
    assert_eq!(block["proof"]["debits"], "592.50");
    let one = desk.json("aging holl");
    assert_eq!(one["currencies"][0]["accounts"].as_array().unwrap().len(), 1);
    assert_eq!(one["currencies"][0]["proof"]["difference"], "0.00");
    let fifo = desk.json("aging H1 --unapplied fifo --edges 15,45 --by invoice --as-of 2026-11-30");
    assert_eq!(fifo["currencies"][0]["buckets"], json!(["current", "1-15", "16-45", "46+"]));
    assert_eq!(fifo["currencies"][0]["accounts"][0]["amounts"], json!(["0.00", "0.00", "0.00", "42.50"]));
}

#[test]
fn currencies_stand_apart() {
    let desk = Desk::new();
    desk.ok("account add E1 Euro --currency EUR");
    desk.ok("invoice H1 1 10");
    desk.ok("invoice E1 1 20");
    let blocks = desk.json("aging")["currencies"].clone();
    let nets: Vec<_> =
        blocks.as_array().unwrap().iter().map(|block| (&block["currency"], &block["totals"]["net"])).collect();
    assert_eq!(nets, [(&json!("EUR"), &json!("20.00")), (&json!("USD"), &json!("10.00"))]);
}

#[test]
fn the_past_stays_as_it_was() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 100 --date 2026-09-01");
    desk.ok("pay H1 100 --date 2026-10-15");
    assert_eq!(desk.json("aging")["currencies"], json!([]));
    let before = desk.json("aging --as-of 2026-10-14");
    assert_eq!(before["currencies"][0]["totals"]["net"], "100.00");
    let known = desk.json("aging --known-at 3");
    assert_eq!((&known["known_at"], &known["currencies"][0]["totals"]["net"]), (&json!(3), &json!("100.00")));
    assert_eq!(desk.fails("aging --known-at 99"), (4, "no_entry".into()));
    assert_eq!(desk.fails("aging --known-at soon").0, 2);
    let items = desk.json("items H1 --as-of 2026-10-14");
    assert_eq!((&items["items"][0]["open"], &items["items"][0]["days_past_due"]), (&json!("100.00"), &json!(13)));
    assert_eq!(items["credits"], json!([]));
}

#[test]
fn the_table_and_the_csv_end_with_totals_and_proof() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 1234.50");
    let csv = desk.ok("aging --format csv");
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "account,name,currency,current,1-30,31-60,61-90,91+,disputed,on_plan,unapplied,net");
    assert_eq!(lines[1], "H1,Holloway,USD,1234.50,0.00,0.00,0.00,0.00,0.00,0.00,0.00,1234.50");
    assert!(lines[2].starts_with("total,Total,USD,1234.50"));
    assert!(lines[3].contains("difference 0.00"));
    let table = desk.ok("aging");
    assert!(table.contains("1,234.50") && table.trim_end().ends_with("difference 0.00"), "{table}");
}

#[test]
fn what_changed_since_it_was_known_then_is_told_entry_by_entry() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 100 --date 2026-09-01");
    desk.ok("invoice H1 2 80 --date 2026-11-20");
    desk.ok("pay H1 100 --date 2026-10-15");
    let told = desk.json("aging --as-of 2026-10-31 --compare 3");
    assert_eq!((&told["as_of"], &told["since"], &told["until"]), (&json!("2026-10-31"), &json!(3), &json!(5)));
    let differences = told["differences"].as_array().unwrap();
    assert_eq!(differences.len(), 1);
    let one = &differences[0];
    assert_eq!((&one["entry"], &one["op"], &one["account"]), (&json!(5), &json!("take-payment"), &json!("H1")));
    assert_eq!(
        (&one["amounts"], &one["net"]),
        (&json!(["0.00", "-100.00", "0.00", "0.00", "0.00"]), &json!("-100.00"))
    );
    assert_eq!(
        (&one["operator"], &one["name"], &one["unapplied"]),
        (&json!("maria"), &json!("Holloway"), &json!("0.00"))
    );
    assert_eq!(desk.json("aging --as-of 2026-10-31 --compare 3 --known-at 4")["differences"], json!([]));
    assert_eq!(desk.fails("aging --compare 5 --known-at 4").0, 2);
    assert_eq!(desk.fails("aging --compare 9").0, 4);
    let csv = desk.ok("aging --as-of 2026-10-31 --compare 3 --format csv");
    assert!(csv.starts_with("entry,at,operator,op,account,name,currency,current,1-30"), "{csv}");
    assert!(desk.ok("aging --compare 5").contains("Nothing changed"));
}

#[test]
fn what_was_disputed_and_planned_is_told_as_it_was_known() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 100 --date 2026-09-01");
    desk.ok("invoice H1 2 60 --date 2026-09-01");
    desk.ok("dispute add H1 1 25 --reason PRICE --date 2026-10-01");
    desk.ok("plan H1 --items 2 --installments 3 --first 2026-12-01");
    desk.ok("pay H1 10 --apply 1 --date 2026-10-02");
    let apart = |words: &str| {
        let totals = desk.json(&format!("aging {words}"))["currencies"][0]["totals"].clone();
        (totals["disputed"].as_str().unwrap().to_string(), totals["on_plan"].as_str().unwrap().to_string())
    };
    let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
    for words in ["", "--known-at 7", "--known-at 6"] {
        assert_eq!(apart(words), pair("25.00", "60.00"), "{words}");
    }
    assert_eq!(apart("--known-at 5"), pair("25.00", "0.00"));
    assert_eq!(apart("--known-at 4"), pair("0.00", "0.00"));
    desk.ok("dispute resolve D1 --how credited");
    desk.ok("plan cancel H1 L1");
    desk.ok("pay H1 90 --apply 1");
    assert_eq!(apart(""), pair("0.00", "0.00"));
    assert_eq!(apart("--known-at 7"), pair("25.00", "60.00"));
    assert_eq!(apart("--known-at 8"), pair("0.00", "60.00"));
    desk.ok("undo 8");
    assert_eq!(apart("--known-at 8"), pair("0.00", "60.00"));
    assert_eq!(apart("--known-at 9 --as-of 2026-11-20"), pair("25.00", "0.00"));
}
