//! Looking after accounts: people, tags, groups, holds with their reason, and accounts that turn out to be one.

use super::desk::Desk;

fn lines(desk: &Desk, words: &str) -> Vec<String> {
    let events = desk.json(words)["events"].as_array().unwrap().clone();
    events.iter().map(|event| event["text"].as_str().unwrap().to_string()).collect()
}

#[test]
fn people_are_added_amended_and_taken_off_and_the_history_keeps_them() {
    let desk = Desk::new();
    desk.ok("account contact H1 add Dana --role AP --phone 937-555-0142");
    let added = desk.json("account contact H1 add Pete --email pete@h.example --place 1");
    assert_eq!(added["contacts"][0]["name"], "Pete");
    desk.ok("account contact H1 set dana --phone 937-555-0199");
    assert!(desk.json("account contact H1 set 2 --phone 937-555-0199")["entry"].is_null());
    assert!(desk.json("account contact H1 remove Pete --dry-run")["entry"].is_null());
    desk.ok("account contact H1 remove Pete");
    let people = desk.json("account contact H1 list")["contacts"].as_array().unwrap().clone();
    assert_eq!(people.len(), 1);
    assert_eq!((people[0]["role"].as_str(), people[0]["phone"].as_str()), (Some("AP"), Some("937-555-0199")));
    let told = lines(&desk, "timeline H1");
    for line in [
        "contact added: Dana, AP, 937-555-0142",
        "contact added: Pete, pete@h.example",
        "contact Dana: phone: 937-555-0142 → 937-555-0199",
        "contact removed: Pete, pete@h.example",
    ] {
        assert!(told.iter().any(|told| told == line), "{line} is not in {told:?}");
    }
    assert_eq!(desk.fails("account contact H1 remove Pete"), (4, "no_contact".into()));
}

#[test]
fn what_was_amended_is_told_from_what_to_what() {
    let desk = Desk::new();
    desk.run_words(&["account", "set", "H1", "--terms", "2/10 net 30", "--tags", "vip slow", "--note", "ask for Dana"]);
    desk.ok("account set H1 --credit-limit 500");
    let told = lines(&desk, "timeline H1");
    for line in ["terms: net 30 → 2/10 net 30", "tags: vip slow", "note: ask for Dana", "credit limit: 500.00"] {
        assert!(told.iter().any(|told| told == line), "{line} is not in {told:?}");
    }
    desk.ok("undo");
    assert!(!lines(&desk, "timeline H1").iter().any(|told| told.starts_with("credit limit")));
}

#[test]
fn tags_find_and_filter() {
    let desk = Desk::new();
    desk.ok("account add H2 Second --tags VIP");
    desk.ok("account set H1 --tags slow");
    let hits = desk.json("find #vi")["hits"].as_array().unwrap().clone();
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0]["account"].as_str(), hits[0]["match"].as_str()), (Some("H2"), Some("#VIP")));
    let listed = desk.json("account list --tag vip")["accounts"].as_array().unwrap().clone();
    assert_eq!(listed.iter().map(|one| one["account"].as_str().unwrap()).collect::<Vec<_>>(), ["H2"]);
}

#[test]
fn a_group_is_shown_with_one_total_for_each_currency() {
    let desk = Desk::new();
    desk.ok("account add B1 Branch --parent H1");
    desk.ok("account add Y1 Yen --currency JPY --parent B1");
    desk.ok("invoice H1 1 100 --date 2026-08-01");
    desk.ok("invoice B1 2 50.50 --date 2026-11-20");
    desk.ok("invoice Y1 3 7000 --date 2026-08-01");
    let shown = desk.json("show H1");
    assert_eq!(shown["group"]["accounts"].as_array().unwrap().len(), 3);
    let totals = shown["group"]["totals"].as_array().unwrap();
    assert_eq!((totals[0]["net"].as_str(), totals[0]["past_due"].as_str()), (Some("150.50"), Some("100.00")));
    assert_eq!((totals[1]["currency"].as_str(), totals[1]["net"].as_str()), (Some("JPY"), Some("7000")));
    assert_eq!(desk.json("show B1")["parent"]["account"], "H1");
    assert!(desk.ok("show H1").contains("Group total USD: 150.50 net, 100.00 past due"));
    assert_eq!(desk.fails("account set H1 --parent Y1"), (3, "parent_cycle".into()));
    assert_eq!(desk.fails("account set H1 --parent H1"), (3, "parent_cycle".into()));
}

#[test]
fn a_hold_and_a_limit_say_why_and_by_how_much() {
    let desk = Desk::new();
    desk.ok("account set H1 --credit-limit 80");
    desk.ok("invoice H1 1 200 --date 2026-08-01");
    desk.run_words(&["hold", "add", "H1", "attorney", "--reason", "letter from Smith LLP", "--date", "2026-11-03"]);
    let shown = desk.ok("show H1");
    assert!(shown.contains("Over its limit by 120.00"), "{shown}");
    assert!(shown.contains("On hold: attorney since 3 Nov: letter from Smith LLP (maria)"), "{shown}");
    assert_eq!(desk.json("show H1")["over_limit"], "120.00");
}

/// H1 owes 1 (100.00) and 2 (60.00, 10.00 paid by P1); G1 owes 3 (40.00).
fn two_of_one() -> Desk {
    let desk = Desk::new();
    desk.ok("account add G1 Holloway-Fab --phone 937-555-0142 --tags old");
    desk.ok("invoice H1 1 100 --date 2026-08-01");
    desk.ok("invoice G1 2 60 --date 2026-09-01");
    desk.ok("pay G1 10 --apply 2=10 --date 2026-10-01");
    desk.ok("promise add G1 20 2026-11-30");
    desk
}

#[test]
fn two_accounts_that_are_one_customer_become_one_and_undo_gives_both_back() {
    let desk = two_of_one();
    let tried = desk.json("merge G1 H1 --dry-run");
    assert!(tried["entry"].is_null());
    assert_eq!((tried["net"].as_str(), tried["kept"].as_str()), (Some("150.00"), Some("H1")));
    assert_eq!(desk.json("show G1")["net"], "50.00");
    assert!(desk.json("account merge G1 H1 --dry-run")["entry"].is_null());
    let before = desk.json("aging --as-of 2026-09-30");
    let known = desk.json("journal")["entries"].as_array().unwrap().len();
    let merged = desk.json("merge G1 H1");
    assert_eq!(merged["created"], serde_json::json!([{"kind": "merge", "id": "G1"}]));
    let shown = desk.json("show G1");
    assert_eq!((shown["account"].as_str(), shown["net"].as_str()), (Some("H1"), Some("150.00")));
    assert_eq!(shown["merged"][0]["account"], "G1");
    assert_eq!(shown["promises"][0]["amount"], "20.00");
    assert_eq!(shown["contacts"][0]["phone"], "937-555-0142");
    assert_eq!(shown["tags"][0], "old");
    assert!(desk.ok("show G1").contains("G1 Holloway-Fab was merged into it"));
    let hits = desk.json("find G1")["hits"].as_array().unwrap().clone();
    assert_eq!((hits[0]["account"].as_str(), hits[0]["match"].as_str()), (Some("H1"), Some("G1, merged into H1")));
    let credits = desk.json("items H1 --all")["credits"].as_array().unwrap().clone();
    assert_eq!(credits[0]["id"], "P1");
    assert_eq!(credits[0]["allocations"][0]["number"], "2");
    let listed = desk.json("account list")["accounts"].as_array().unwrap().len();
    assert_eq!(listed, 1);
    assert_eq!(desk.json("aging")["currencies"][0]["accounts"].as_array().unwrap().len(), 1);
    let then = desk.json(&format!("aging --as-of 2026-09-30 --known-at {known}"));
    assert_eq!(then["currencies"], before["currencies"]);
    assert_eq!(desk.json("verify")["ok"], true);
    // A command that writes goes to the account that keeps everything.
    desk.ok("pay G1 5 --apply none");
    assert_eq!(desk.json("show H1")["net"], "145.00");
    assert_eq!(desk.fails("account add G1 Again"), (3, "code_taken".into()));
    desk.ok("undo");
    desk.ok("undo");
    assert_eq!(desk.json("aging --as-of 2026-09-30")["currencies"], before["currencies"]);
    assert_eq!(desk.json("show G1")["net"], "50.00");
    assert_eq!(desk.json("verify")["ok"], true);
}

#[test]
fn a_number_of_both_is_named_and_may_be_given_another() {
    let desk = two_of_one();
    desk.ok("invoice G1 1 7 --date 2026-09-02");
    let said = desk.run("merge G1 H1");
    assert_eq!(said.status, 3);
    assert!(said.err.contains("both G1 and H1 have 1"), "{said:?}");
    assert_eq!(desk.fails("merge G1 H1 --rename 1=2"), (3, "number_taken".into()));
    assert_eq!(desk.json("merge G1 H1 --rename --dry-run")["renamed"][0], "1-G1");
    desk.ok("merge G1 H1 --rename 1=1B");
    let items = desk.json("items H1")["items"].as_array().unwrap().clone();
    assert!(items.iter().any(|item| item["number"] == "1B" && item["open"] == "7.00"), "{items:?}");
    assert_eq!(desk.json("find 1B")["hits"][0]["account"], "H1");
}

#[test]
fn what_cannot_be_merged_is_refused() {
    let desk = two_of_one();
    desk.ok("account add E1 Euro --currency EUR");
    assert_eq!(desk.fails("merge E1 H1"), (3, "other_currency".into()));
    assert_eq!(desk.fails("merge H1 H1"), (3, "same_account".into()));
    assert_eq!(desk.fails("merge X9 H1").0, 4);
    desk.ok("merge G1 H1");
    assert_eq!(desk.fails("merge G1 H1"), (3, "merged".into()));
}

#[test]
fn a_closed_period_stays_what_it_was_and_a_merge_goes_through() {
    let desk = two_of_one();
    desk.ok("close 2026-10-31");
    let totals = desk.json("aging --as-of 2026-10-31")["currencies"][0]["totals"].clone();
    let entry = desk.json("merge G1 H1")["entry"].as_i64().unwrap();
    assert_eq!(desk.json("aging --as-of 2026-10-31")["currencies"][0]["totals"], totals);
    desk.ok(&format!("undo {entry}"));
    assert_eq!(desk.json("aging --as-of 2026-10-31")["currencies"][0]["totals"], totals);
}

#[test]
fn an_import_of_what_was_merged_goes_to_the_account_that_keeps_it_and_an_export_leaves_it_out() {
    let desk = two_of_one();
    desk.ok("account add B1 Branch --parent G1");
    desk.ok("merge G1 H1");
    let folder = desk.folder.path().join("in");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("accounts.csv"), "code,name\nG1,Holloway-Fab\n").unwrap();
    std::fs::write(folder.join("items.csv"), "account,kind,number,date,due_date,amount\nG1,invoice,77,2026-11-01,,5\n")
        .unwrap();
    desk.ok("import folder in");
    let shown = desk.json("show H1");
    assert_eq!((shown["name"].as_str(), shown["net"].as_str()), (Some("Holloway"), Some("155.00")));
    desk.ok("export folder --to out");
    let accounts = std::fs::read_to_string(desk.folder.path().join("out/accounts.csv")).unwrap();
    assert!(!accounts.contains("G1") && accounts.contains("B1,Branch"), "{accounts}");
    assert!(accounts.lines().any(|line| line.starts_with("B1") && line.contains(",H1,")), "{accounts}");
}

#[test]
fn an_account_like_one_that_is_there_is_opened_with_a_warning() {
    let desk = two_of_one();
    let said = desk.run("account add H9 holloway");
    assert_eq!(said.status, 0);
    assert!(said.err.contains("H1 Holloway is there already: same name"), "{said:?}");
}
