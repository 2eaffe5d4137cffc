//! Lines as they are typed, lines that are refused, and any line at all.
#![cfg(test)]

use proptest::prelude::*;

use super::super::item::samples::{day, usd};
use super::super::time_of_day;
use super::*;

/// A Saturday.
const READING: fn(DecimalMark) -> Reading =
    |mark| Reading { today: day("2026-11-21"), order: DayMonth::MonthFirst, currency: Currency::USD, mark };

fn line(text: &str) -> Result<Line> {
    read(text, &READING(DecimalMark::Point))
}

fn printed(text: &str) -> String {
    line(text).map_or_else(|error| format!("✗ {}", error.message()), |line| line.display(DecimalMark::Point))
}

#[test]
fn lines_are_read_as_they_are_typed() {
    for (typed, read) in [
        ("ptp 500 fri", "ptp 500.00 2026-11-27"),
        ("PTP $1,240.50 by 15 dec rest in january", "ptp 1,240.50 2026-12-15 rest in january"),
        ("ptp fri 500", "ptp 500.00 2026-11-27"),
        ("ptp fri", "ptp 2026-11-27"),
        ("ptp 500", "ptp 500.00"),
        ("ptp", "ptp"),
        ("ptp 400+100 +7", "ptp 500.00 2026-11-28"),
        ("promise 20 oct 3, 2027 after the fair", "ptp 20.00 2027-10-03 after the fair"),
        ("vm", "vm"),
        ("vm asked to ring back", "vm asked to ring back"),
        ("lvm", "vm"),
        ("na", "na"),
        ("no-answer", "na"),
        ("busy", "busy"),
        ("msg with Lee", "msg with Lee"),
        ("wrong", "wrong"),
        ("paid check 5588 on monday", "paid check 5588 on monday"),
        ("spoke she is on leave, back monday", "spoke she is on leave, back monday"),
        ("spoke she has it, paid by card", "spoke she has it, paid by card"),
        ("refuse", "refuse"),
        ("refused rude", "refuse rude"),
        ("cb tue 10:00", "cb 2026-11-24 10:00"),
        ("cb tue 3", "cb 2026-11-24 15:00"),
        ("cb tue at 9 am", "cb 2026-11-24 09:00"),
        ("cb 10:00 tue ask for Lee", "cb 2026-11-24 10:00 ask for Lee"),
        ("cb 14:30", "cb 14:30"),
        ("cb", "cb"),
        ("cb 2026-12-01, , 500", "cb 2026-12-01 17:00"),
        ("disp 1043 80 short 2 boxes", "disp 1043 80.00 SHORT 2 boxes"),
        ("disp 1043 short 2 boxes", "disp 1043 SHORT 2 boxes"),
        ("disp 1043 80 two boxes short", "disp 1043 80.00 SHORT two boxes short"),
        ("disp 1043 damag", "disp 1043 DAMAGED"),
        ("disp 1043", "disp 1043 OTHER"),
        ("disp INV-9 12.50 not-received", "disp INV-9 12.50 NOT-RECEIVED"),
        ("info copy 1043", "info copy 1043"),
        ("info copy of 1043 to her own address", "info copy 1043 to her own address"),
        ("info statement", "info statement"),
        ("info", "info"),
        ("hold attorney Smith & Co", "hold attorney Smith & Co"),
        ("hold bankr", "hold bankruptcy"),
        ("plan 6 month-end 240.50 down", "plan 6 month-end 240.50 down"),
        ("plan 200.00 weekly from fri", "plan 200.00 week from 2026-11-27"),
        ("plan 3", "plan 3"),
        ("ptp 500 fri; disp 1043 80 short", "ptp 500.00 2026-11-27; disp 1043 80.00 SHORT"),
        ("ptp 500 fri, disp 1043 80 short, two boxes", "ptp 500.00 2026-11-27; disp 1043 80.00 SHORT two boxes"),
        ("disp 1 short; disp 2 price; info copy 1", "disp 1 SHORT; disp 2 PRICE; info copy 1"),
        ("vm; cb tue", "vm; cb 2026-11-24"),
        ("spoke; ptp 500 fri", "spoke; ptp 500.00 2026-11-27"),
    ] {
        assert_eq!(printed(typed), read, "{typed}");
    }
}

#[test]
fn what_is_not_understood_is_named_and_nothing_is_read() {
    for (typed, says) in [
        ("", "the line is empty"),
        (" ; ", "the line is empty"),
        ("hello", "\"hello\" is not understood"),
        ("ptp 500 fryday", "\"fryday\" is not a date"),
        ("ptp lots fri", "\"lots\" is not an amount"),
        ("ptp 0 fri", "\"0\" is not an amount"),
        ("cb soon", "\"soon\" is not understood here"),
        ("disp", "which item is disputed is missing"),
        ("hold on", "\"on\" is no kind of hold"),
        ("hold", "the kind of hold is missing"),
        ("plan", "\"plan\" is not understood here"),
        ("plan 6 month-end lots down", "\"lots\" is not an amount"),
        ("ptp 500 fri; hello", "\"hello\" is not understood"),
        ("vm; ptp 500 fri", "\"vm\" says that nobody was reached, and the rest says what was agreed"),
        ("vm; na", "\"na\" does not go with what stands before it"),
        ("ptp 5 fri; ptp 6 mon", "\"ptp\" does not go with what stands before it"),
    ] {
        let error = line(typed).unwrap_err();
        assert_eq!((error.message(), error.field()), (says, Some("line")), "{typed}");
        assert!(error.hint_note().is_some_and(|hint| !hint.is_empty()), "{typed}");
    }
}

#[test]
fn the_outcome_is_the_first_and_notes_stay_together() {
    let told = line("spoke nice; ptp 500 fri by card; disp 1043 80 short two boxes").unwrap();
    assert_eq!((told.outcome(), told.note()), (Outcome::Promise, "nice; by card; two boxes".to_string()));
    let told = line("disp 1043 80 short; ptp 500 fri").unwrap();
    assert_eq!(told.outcome(), Outcome::Dispute);
    assert_eq!(told.clauses[1].act, Act::Promise { amount: Some(usd("500.00")), by: Some(day("2026-11-27")) });
}

#[test]
fn parts_of_a_line_are_read_on_their_own() {
    let reading = READING(DecimalMark::Point);
    let wish = read_plan("6 month-end 240.50 down", &reading).unwrap();
    assert_eq!((wish.size, wish.down), (Size::Count(6), Some(usd("240.50"))));
    assert!(read_plan("6 month-end nonsense", &reading).is_err());
    let ten = time_of_day::read("10:00").ok();
    assert_eq!(read_callback("tue 10:00", &reading).unwrap(), (Some(day("2026-11-24")), ten));
    assert_eq!(read_callback("10:00", &reading).unwrap(), (None, ten));
    assert!(read_callback("tue noonish", &reading).is_err());
}

#[test]
fn a_comma_may_be_the_decimal_mark() {
    let told = read("ptp 1.240,50 fri, disp 7 80,25 short", &READING(DecimalMark::Comma)).unwrap();
    assert_eq!(told.display(DecimalMark::Comma), "ptp 1.240,50 2026-11-27; disp 7 80,25 SHORT");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_never_panics_and_what_it_prints_it_can_read(
        text in "\\PC{0,30}|((ptp|disp|cb|vm|na|plan|info|hold|spoke|paid)?( |, |; )?(500|80.5|1,240.50|1043|fri|tue|3 oct|10:00|9 am|short|price|copy|statement|attorney|down|from|week|by|at|boxes|, ptp 5 fri|down|2026-12-01|-|\\+7|t)( |, |; )?){0,8}",
        comma: bool,
    ) {
        let mark = if comma { DecimalMark::Comma } else { DecimalMark::Point };
        if let Ok(line) = read(&text, &READING(mark)) {
            let printed = line.display(mark);
            prop_assert_eq!(read(&printed, &READING(mark)).ok(), Some(line), "{}", printed);
        }
    }

    #[test]
    fn any_line_that_could_be_meant_comes_back(
        cents in proptest::option::of(1_i64..100_000_000), days in proptest::option::of(0_i64..4000), minute in 0_u16..1440,
        number in "[0-9]{1,6}", reason in 0..DisputeReason::ALL.len(), note in "([a-z]{1,8} ?){0,3}", order in 0_usize..4,
    ) {
        let by = days.map(|days| crate::domain::calendar::plus_days(day("2026-11-21"), days));
        let amount = cents.map(|cents| Money::stored(cents, Currency::USD));
        let promise = Clause { act: Act::Promise { amount, by }, note: String::new() };
        let dispute = Act::Dispute { number, amount, reason: DisputeReason::ALL[reason] };
        let at = Some(time_of_day::of_minute(minute));
        // Behind a reason, any story is only a story.
        let others: [Clause; 4] = [
            Clause { act: dispute, note: note.trim().to_string() },
            Clause { act: Act::Callback { on: by, at }, note: String::new() },
            Clause { act: Act::Plan(PlanWish { size: Size::Count(6), every: None, down: amount, first: by }), note: String::new() },
            Clause { act: Act::Hold(HoldKind::Cease), note: note.trim().to_string() },
        ];
        let line = Line { clauses: vec![promise, others[order].clone()] };
        let printed = line.display(DecimalMark::Point);
        prop_assert_eq!(read(&printed, &READING(DecimalMark::Point)).ok(), Some(line), "{}", printed);
    }
}
