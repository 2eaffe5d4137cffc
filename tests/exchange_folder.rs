//! What is written as an exchange folder is read back as it was, and written again as the same bytes: the property on
//! which a shop's way out of this program rests.

use std::collections::BTreeMap;
use std::path::Path;

use arrears::domain::calendar::{Date, Moment, from_day_number};
use arrears::domain::communication::{Channel, Direction, DisputeReason, HoldKind, Outcome, Resolution};
use arrears::domain::mark::{Holds, MARKS, MarkValue};
use arrears::domain::record::*;
use arrears::error::Result;
use arrears::export::FolderWriter;
use arrears::import::{Row, Sink, Source, recognise};
use chrono::NaiveTime;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;

#[derive(Default)]
struct Kept(Vec<Record>);

impl Sink for Kept {
    fn record(&mut self, _: Row<'_>, record: Record) -> Result<()> {
        self.0.push(record);
        Ok(())
    }

    fn refuse(&mut self, at: Row<'_>, reason: String) -> Result<()> {
        panic!("{}:{}: {reason}", at.file, at.line);
    }

    fn notice(&mut self, text: String) {
        panic!("{text}");
    }

    fn as_of(&mut self, _: Date) {}
}

fn write(records: &[Record], target: &Path) -> Result<()> {
    let mut writer = FolderWriter::create(target)?;
    records.iter().try_for_each(|record| writer.put(record))?;
    writer.finish()
}

fn read(folder: &Path) -> Vec<Record> {
    let source = Source::open(folder).unwrap();
    let mut kept = Kept::default();
    (recognise(&source, None).unwrap().read)(&source, &mut kept).unwrap();
    kept.0
}

fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    files.map(|file| (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap())).collect()
}

/// Text with everything that a table could stumble over.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), filled()]
}

fn filled() -> impl Strategy<Value = String> {
    "[=+@a-z0-9,\";'é€ -]{0,6}[a-z0-9\",]"
}

fn note() -> impl Strategy<Value = String> {
    prop_oneof![text(), "[a\n\", =]{0,5}x\n?"]
}

fn date() -> impl Strategy<Value = Date> {
    (-25_000_i64..80_000).prop_map(from_day_number)
}

fn moment() -> impl Strategy<Value = Moment> {
    (date(), 0_u32..86_400)
        .prop_map(|(date, second)| date.and_hms_opt(0, 0, 0).unwrap() + chrono::TimeDelta::seconds(i64::from(second)))
}

fn amount() -> impl Strategy<Value = Decimal> {
    (0_i64..10_000_000_000_000, 0_u32..4).prop_map(|(minor, scale)| Decimal::new(minor, scale))
}

fn account() -> impl Strategy<Value = AccountRef> {
    filled().prop_map(|code| AccountRef { code: Some(code), name: None })
}

fn phones() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[(+]?[0-9][0-9 ()-]{0,8}[0-9]", 0..4)
}

fn account_record() -> impl Strategy<Value = Record> {
    let terms = of(select(vec!["net 0", "net 30", "eom", "eom 15", "2/10 net 30", "1.5/10 eom"]));
    let first = (filled(), filled(), terms, of(amount()), of(filled()), phones(), of(filled()));
    let second =
        (of(note()), of(filled()), of(filled()), of(filled()), of(note()), of(filled()), of(filled()), of(filled()));
    (first, second).prop_map(|(first, second)| {
        let (code, name, terms, credit_limit, contact, phones, email) = first;
        let (address, city, country, time_zone, note, collector, parent, tags) = second;
        let shown = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Record::Account(AccountRecord {
            account: AccountRef { code: Some(code), name: Some(name) },
            currency: Some("USD".to_string()),
            terms: terms.map(String::from),
            credit_limit,
            contact,
            phones,
            email,
            address: shown(address),
            city,
            country,
            time_zone,
            note: shown(note),
            collector,
            parent,
            tags,
            ..AccountRecord::default()
        })
    })
}

fn item_record() -> impl Strategy<Value = Record> {
    let kind = select(vec!["invoice", "fee", "interest", "debit", "refund"]);
    let dates = (date(), of(date()), of(date()));
    (account(), kind, filled(), dates, amount(), text(), note(), of(filled())).prop_map(
        |(account, kind, number, (date, due, voided_on), amount, po, memo, id)| {
            Record::Item(ItemRecord {
                account,
                kind: kind.to_string(),
                number,
                date: Some(date),
                due,
                amount,
                po,
                memo,
                voided_on,
                id,
                ..ItemRecord::default()
            })
        },
    )
}

fn credit_record() -> impl Strategy<Value = Record> {
    let kind = select(vec!["payment", "credit", "write-off", "discount"]);
    (account(), kind, filled(), (date(), of(date())), amount(), (text(), text(), note()), of(filled())).prop_map(
        |(account, kind, id, (date, reversed_on), amount, (method, reference, memo), replaces)| {
            Record::Credit(CreditRecord {
                id: Some(id),
                account,
                kind: kind.to_string(),
                date: Some(date),
                method,
                reference,
                amount,
                memo,
                reversed_on,
                replaces,
                ..CreditRecord::default()
            })
        },
    )
}

fn allocation_record() -> impl Strategy<Value = Record> {
    (filled(), account(), filled(), date(), amount(), of(date()), of(filled())).prop_map(
        |(credit, account, number, date, amount, reversed_on, item)| {
            Record::Allocation(AllocationRecord {
                credit,
                account,
                number,
                date: Some(date),
                amount,
                reversed_on,
                item,
            })
        },
    )
}

fn communication_record() -> impl Strategy<Value = Record> {
    let words = (select(Channel::ALL), select(Direction::ALL), select(Outcome::ALL));
    let texts = (text(), text(), note(), text(), text());
    (account(), moment(), words, texts, of((amount(), date())), of(date())).prop_map(
        |(account, at, (channel, direction, outcome), (contact, number, note, phone, by), promise, follow_up)| {
            Record::Communication(CommunicationRecord {
                account,
                at,
                channel,
                direction,
                outcome,
                contact,
                number,
                note,
                promise,
                phone,
                by,
                follow_up,
            })
        },
    )
}

fn promise_record() -> impl Strategy<Value = Record> {
    let ended = of((select(vec!["cancelled", "replaced"]), date()));
    let covers = prop::collection::vec(filled(), 0..3);
    (account(), of(1_u64..99), (date(), date(), date()), amount(), covers, ended).prop_map(
        |(account, communication, (made, due, last_day), amount, covers, ended)| {
            let ended = ended.map(|(how, date)| (how.to_string(), date));
            Record::Promise(PromiseRecord { account, communication, made, amount, due, last_day, covers, ended })
        },
    )
}

fn plan_record() -> impl Strategy<Value = Record> {
    let covers = prop::collection::vec(filled(), 0..3);
    let instalments = prop::collection::vec((0_u32..9, date(), date(), amount()), 0..3);
    let words = (select(vec!["none", "following", "preceding", "modified"]), select(vec!["last", "first", "spread"]));
    (account(), (date(), date(), of(date())), amount(), words, 0_u32..9, covers, instalments).prop_map(
        |(account, (made, first, cancelled_on), down, (roll, remainder), allowed_missed, covers, instalments)| {
            Record::Plan(PlanRecord {
                account,
                made,
                down,
                first,
                every: "month".to_string(),
                roll: roll.to_string(),
                remainder: remainder.to_string(),
                allowed_missed,
                cancelled_on,
                covers,
                instalments,
            })
        },
    )
}

fn dispute_record() -> impl Strategy<Value = Record> {
    let resolved = of((select(Resolution::ALL), date()));
    (account(), filled(), amount(), select(DisputeReason::ALL), text(), date(), note(), resolved).prop_map(
        |(account, number, amount, reason, owner, opened, note, resolved)| {
            Record::Dispute(DisputeRecord { account, number, amount, reason, owner, opened, note, resolved })
        },
    )
}

fn other_record() -> impl Strategy<Value = Record> {
    let contact = (account(), text(), text(), phones(), text()).prop_map(|(account, name, role, phones, email)| {
        Record::Contact(ContactRecord { account, name, role, phones, email })
    });
    let time = of((0_u32..1440).prop_map(|minute| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap()));
    let follow_up = (account(), date(), time, note(), of(1_u64..99), of(date())).prop_map(
        |(account, due, time, note, communication, done_on)| {
            Record::FollowUp(FollowUpRecord { account, due, time, note, communication, done_on })
        },
    );
    let setting = (filled(), note()).prop_map(|(key, value)| Record::Setting { key, value });
    prop_oneof![contact, follow_up, mark_record(), setting]
}

fn mark_value(holds: Holds) -> BoxedStrategy<MarkValue> {
    match holds {
        Holds::Text => note().prop_map(MarkValue::Text).boxed(),
        Holds::Needed => filled().prop_map(MarkValue::Text).boxed(),
        Holds::OneOf(words) => select(words).prop_map(|word| MarkValue::Text(word.to_string())).boxed(),
        Holds::HoldKind => select(HoldKind::ALL).prop_map(|kind| MarkValue::Text(kind.word().to_string())).boxed(),
        Holds::Date => Just(MarkValue::Date(from_day_number(20_000))).boxed(),
        Holds::LaterDate => (20_001_i32..40_000).prop_map(|day| MarkValue::Date(from_day_number(day.into()))).boxed(),
        Holds::MaybeCommunication => of(1_u64..99).prop_map(MarkValue::Communication).boxed(),
        Holds::Communication => (1_u64..99).prop_map(|row| MarkValue::Communication(Some(row))).boxed(),
        Holds::Item => filled().prop_map(|number| MarkValue::Item(Some(number))).boxed(),
        Holds::Amount => amount().prop_map(MarkValue::Amount).boxed(),
        Holds::MaybeItem => of(filled()).prop_map(MarkValue::Item).boxed(),
    }
}

fn mark_record() -> impl Strategy<Value = Record> {
    select(MARKS.iter().collect::<Vec<_>>()).prop_flat_map(|kind| {
        let values: Vec<_> = kind.columns.iter().map(|column| mark_value(column.holds)).collect();
        let how = match kind.end.as_ref().and_then(|end| end.how) {
            Some((_, _, words)) => select(words).prop_map(str::to_string).boxed(),
            None => Just(String::new()).boxed(),
        };
        let ended = if kind.end.is_some() { of((date(), how)).boxed() } else { Just(None).boxed() };
        (account(), values, ended)
            .prop_map(move |(account, values, ended)| Record::Mark(MarkRecord { kind, account, values, ended }))
    })
}

/// The place of a record's file in the folder.
fn rank(record: &Record) -> usize {
    match record {
        Record::Account(_) => 0,
        Record::Contact(_) => 1,
        Record::Item(_) => 2,
        Record::Credit(_) => 3,
        Record::Allocation(_) => 4,
        Record::Communication(_) => 5,
        Record::Promise(_) => 6,
        Record::Plan(_) => 7,
        Record::Dispute(_) => 8,
        Record::FollowUp(_) => 9,
        Record::Mark(mark) => 10 + MARKS.iter().position(|kind| kind == mark.kind).unwrap(),
        Record::Setting { .. } => 99,
    }
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    let one = prop_oneof![
        account_record(),
        item_record(),
        credit_record(),
        allocation_record(),
        communication_record(),
        promise_record(),
        plan_record(),
        dispute_record(),
        other_record(),
    ];
    prop::collection::vec(one, 0..20).prop_map(|mut records| {
        records.sort_by_key(rank);
        records
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_and_written_the_same(records in records()) {
        let place = tempfile::tempdir().unwrap();
        let (first, second) = (place.path().join("first"), place.path().join("second"));
        write(&records, &first).unwrap();
        let found = read(&first);
        prop_assert_eq!(&found, &records);
        write(&found, &second).unwrap();
        prop_assert_eq!(bytes(&first), bytes(&second));
    }
}

#[test]
fn an_earlier_export_is_replaced_and_nothing_else_is() {
    let place = tempfile::tempdir().unwrap();
    let target = place.path().join("out");
    let setting = Record::Setting { key: "currency".to_string(), value: "USD".to_string() };
    write(&[setting], &target).unwrap();
    assert_eq!(bytes(&target).len(), 6);
    write(&[], &target).unwrap();
    let names: Vec<String> = bytes(&target).into_keys().collect();
    assert_eq!(names, ["accounts.csv", "allocations.csv", "communications.csv", "credits.csv", "items.csv"]);

    std::fs::write(target.join("letter.txt"), "mine").unwrap();
    assert_eq!(write(&[], &target).unwrap_err().code(), "target_not_empty");
    std::fs::write(place.path().join("file"), "mine").unwrap();
    assert_eq!(write(&[], &place.path().join("file")).unwrap_err().code(), "target_not_empty");
    assert_eq!(write(&[], &place.path().join("no/where")).unwrap_err().code(), "no_folder");
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 2, "nothing is left over");
}

#[test]
fn an_export_that_is_not_finished_leaves_the_earlier_one() {
    let place = tempfile::tempdir().unwrap();
    let target = place.path().join("out");
    write(&[], &target).unwrap();
    let before = bytes(&target);
    let mut writer = FolderWriter::create(&target).unwrap();
    writer.put(&Record::Setting { key: "shop".to_string(), value: "x".to_string() }).unwrap();
    drop(writer);
    assert_eq!(bytes(&target), before);
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1);
}
