//! The day's and the month's end: sheets, statements, the closed period, backups put back.

use serde_json::json;

use super::desk::Desk;

#[test]
fn a_closed_period_is_set_and_lifted() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 10 --date 2026-10-31");
    assert_eq!(desk.json("close 2026-10-31")["closed_through"], "2026-10-31");
    assert_eq!(desk.fails("invoice H1 2 10 --date 2026-10-31"), (3, "closed_period".into()));
    assert_eq!(desk.fails("close 2026-09-30"), (3, "already_closed".into()));
    assert_eq!(desk.fails("close").0, 2);
    assert_eq!(desk.fails("close 2026-11-01 --lift").0, 2);
    let lifted = desk.json("close --lift");
    assert!(lifted["closed_through"].is_null() && lifted["entry"] == 5, "{lifted}");
    desk.ok("invoice H1 2 10 --date 2026-10-31");
    assert!(desk.run("close 2026-11-21").err.contains("today"));
}

#[test]
fn a_month_ends_with_its_proof_and_a_backup() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 10 --date 2026-10-20");
    desk.ok("invoice H1 2 5 --date 2026-11-02");
    let tried = desk.json("month-end 2026-10-31 --dry-run");
    assert!(tried["entry"].is_null() && tried["backup"].is_null());
    assert_eq!(tried["aging"]["currencies"][0]["proof"]["net"], "10.00");
    assert!(!desk.folder.path().join("backups").exists());
    let shown = desk.ok("month-end 2026-10-31");
    assert!(shown.contains("difference 0.00") && shown.contains("closed through 2026-10-31"), "{shown}");
    assert!(desk.folder.path().join("backups/test-2026-11-21.book").exists());
    assert_eq!(desk.fails("invoice H1 3 5 --date 2026-10-31"), (3, "closed_period".into()));
    assert_eq!(desk.fails("month-end 2026-09-30"), (3, "already_closed".into()));
    let copy = desk.json("aging --book backups/test-2026-11-21.book");
    assert_eq!(copy["currencies"][0]["totals"]["net"], "15.00");
}

#[test]
fn a_backup_is_put_back_and_what_it_replaces_is_kept() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 10");
    let backup = desk.json("backup first.book");
    desk.ok("invoice H1 2 90");
    let restored = desk.json("restore first.book");
    assert_eq!((&restored["version"], &restored["hash"]), (&json!(3), &backup["hash"]));
    assert_eq!(desk.net("H1"), "10.00");
    assert_eq!(desk.json("verify")["ok"], true);
    desk.ok("invoice H1 3 1");
    let kept = restored["replaced"].as_str().unwrap();
    assert_eq!(desk.json(&format!("aging --book {kept}"))["currencies"][0]["totals"]["net"], "100.00");
    assert_eq!(desk.fails("restore test.book").0, 2);
    assert_eq!(desk.fails("restore nowhere.book").0, 4);
    std::fs::write(desk.folder.path().join("notes"), "minutes").unwrap();
    assert_eq!(desk.fails("restore notes"), (1, "foreign".into()));
    assert_eq!(desk.fails("restore first.book --book notes"), (1, "foreign".into()));
    assert_eq!(desk.net("H1"), "11.00");
    assert!(desk.json("restore first.book --book new/place.book")["replaced"].is_null());
    assert_eq!(desk.json("aging --book new/place.book")["currencies"][0]["totals"]["net"], "10.00");
}

#[test]
fn a_damaged_book_is_replaced_and_its_bytes_are_kept() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 10");
    desk.ok("backup first.book");
    let bytes = std::fs::read(desk.book()).unwrap();
    let place = bytes.windows(8).rposition(|part| part == b"Holloway").unwrap();
    let mut damaged = bytes.clone();
    damaged[place] = b'B';
    std::fs::write(desk.book(), &damaged).unwrap();
    assert_eq!(desk.run("verify").status, 1);
    let restored = desk.json("restore first.book");
    assert_eq!(std::fs::read(desk.folder.path().join(restored["replaced"].as_str().unwrap())).unwrap(), damaged);
    assert_eq!(desk.json("verify")["ok"], true);
    std::fs::write(desk.folder.path().join("first.book"), &damaged).unwrap();
    assert_eq!(desk.fails("restore first.book").0, 1);
    assert_eq!(desk.net("H1"), "10.00");
}

#[test]
fn a_statement_is_plain_text_and_its_pages_are_json() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 100 --date 2026-09-01");
    desk.ok("pay H1 40 --apply 1 --date 2026-10-05");
    let text = desk.ok("statement holl");
    assert!(text.contains("STATEMENT") && text.contains("60.00") && text.contains("Book state: entry 4"), "{text}");
    let since = desk.json("statement H1 --since 2026-10-01 --as-of 2026-10-31");
    assert_eq!(
        (&since["account"], &since["since"], &since["as_of"]),
        (&json!("H1"), &json!("2026-10-01"), &json!("2026-10-31"))
    );
    let lines: Vec<&str> = since["pages"][0].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    assert!(lines.iter().any(|line| line.contains("brought forward") && line.ends_with("100.00")), "{lines:?}");
    assert_eq!(since["head_hash"].as_str().unwrap().len(), 64);
    assert!(desk.ok("statement H1 --format csv").starts_with("page,line,text\n1,1,Mill"));
    assert_eq!(desk.fails("statement H1 --since 2026-11-30").0, 2);
    assert_eq!(desk.fails("statement nobody").0, 4);
}

#[test]
fn the_day_sheet_and_the_checks_on_hand() {
    let desk = Desk::new();
    desk.ok("pay H1 40 --reference 7");
    desk.ok("pay H1 2.50 --method cash --as clara");
    desk.ok("pay H1 99 --date 2026-12-01 --reference 8");
    let sheet = desk.json("day-sheet");
    assert_eq!((&sheet["date"], sheet["payments"].as_array().unwrap().len()), (&json!("2026-11-21"), 2));
    let totals = sheet["totals"].as_array().unwrap();
    assert!(totals.contains(&json!({"of": "clara cash", "amount": "2.50"})), "{totals:?}");
    assert!(totals.contains(&json!({"of": "TOTAL USD", "amount": "42.50"})), "{totals:?}");
    assert!(desk.ok("day-sheet --format csv").starts_with("operator,method,reference,date,account"));
    assert_eq!(desk.json("day-sheet 2026-12-01")["totals"][1]["amount"], "99.00");
    let hand = desk.json("on-hand");
    assert_eq!((&hand["payments"][0]["reference"], hand["payments"].as_array().unwrap().len()), (&json!("8"), 1));
    assert_eq!(desk.json("on-hand 2026-12-01")["payments"], json!([]));
    desk.ok("bounce H1 P3 --reason pulled --date 2026-12-01");
    assert_eq!(desk.json("on-hand")["payments"], json!([]));
}

#[test]
fn settings_are_listed_and_changed() {
    let desk = Desk::new();
    let of = |desk: &Desk, key: &str| {
        let all = desk.json("settings")["settings"].clone();
        all.as_array().unwrap().iter().find(|one| one["key"] == key).unwrap().clone()
    };
    assert_eq!(of(&desk, "tolerance"), json!({"key": "tolerance", "value": "0", "set": false}));
    let set = desk.json("settings set tolerance 0.50");
    assert_eq!((&set["entry"], &set["value"]), (&json!(3), &json!("0.50")));
    assert_eq!(of(&desk, "tolerance"), json!({"key": "tolerance", "value": "0.50", "set": true}));
    assert!(desk.json("settings set edges 15,45 --dry-run")["entry"].is_null());
    assert_eq!(of(&desk, "edges")["value"], "30,60,90");
    for wrong in ["tolerance lots", "moon full", "closed-through 2026-10-31", "day-first perhaps"] {
        assert_eq!(desk.fails(&format!("settings set {wrong}")).0, 2, "{wrong}");
    }
}

/// A derived column that is off by a cent: the report and the rows disagree, and the month stays open.
#[test]
fn a_month_whose_proof_does_not_come_out_is_shown_and_stays_open() {
    let desk = Desk::new();
    desk.ok("invoice H1 1 10 --date 2026-10-01");
    let conn = rusqlite::Connection::open(desk.book()).unwrap();
    conn.execute("UPDATE debit SET open = open - 1 WHERE number = '1'", []).unwrap();
    drop(conn);
    let said = desk.run("month-end 2026-10-31");
    assert_eq!(said.status, 3, "{said:?}");
    assert!(said.out.contains("9.99") && said.err.contains("differs by 0.01"), "{said:?}");
    assert!(said.err.contains("the month was not closed") && said.err.contains("arrears verify"), "{said:?}");
    assert!(desk.run("month-end 2026-10-31 --format json").err.contains("\"unproven\""));
    assert!(!desk.folder.path().join("backups").exists());
    desk.ok("invoice H1 2 5 --date 2026-10-31");
}
