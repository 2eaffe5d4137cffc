//! Money: cases.md, case 7, and the two laws that all else rests on.

use proptest::prelude::*;

use super::*;

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

fn money(text: &str, code: &str) -> Money {
    Money::parse(text, currency(code), DecimalMark::Point).unwrap()
}

fn parts(amount: Money, count: usize) -> Vec<String> {
    amount.split(count, Remainder::Last).unwrap().iter().map(|part| part.decimal()).collect()
}

fn percent(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap() / Decimal::ONE_HUNDRED
}

#[test]
fn currencies_of_no_and_three_decimals_split_exactly() {
    assert_eq!(parts(money("100000", "JPY"), 3), ["33333", "33333", "33334"]);
    assert_eq!(parts(money("10.000", "KWD"), 3), ["3.333", "3.333", "3.334"]);
}

#[test]
fn one_rounding_at_the_end_and_its_mode_is_a_choice() {
    let yen = |text, rate, rounding| money(text, "JPY").times(percent(rate), rounding).unwrap().decimal();
    assert_eq!(yen("12345", "3", Rounding::HalfAwayFromZero), "370");
    assert_eq!(yen("1250", "1", Rounding::HalfAwayFromZero), "13");
    assert_eq!(yen("1250", "1", Rounding::HalfEven), "12");
    assert_eq!(yen("-1250", "1", Rounding::HalfAwayFromZero), "-13");
    let factor = percent("7") * Decimal::from(45) / Decimal::from(365);
    let interest = money("1234.567", "KWD").times(factor, Rounding::HalfAwayFromZero).unwrap();
    assert_eq!(interest.decimal(), "10.654");
}

#[test]
fn decimals_are_refused_or_read_by_currency_and_mark() {
    let refused = Money::parse("10.5", currency("JPY"), DecimalMark::Point).unwrap_err();
    assert_eq!(refused.code(), "too_many_decimals");
    assert_eq!(money("1.234", "KWD").minor(), 1234);
    assert_eq!(Money::parse("1.234", currency("EUR"), DecimalMark::Comma).unwrap().decimal(), "1234.00");
    assert_eq!(Money::parse("1 250,50", currency("EUR"), DecimalMark::Comma).unwrap().decimal(), "1250.50");
    assert_eq!(money("1284.5000", "USD").decimal(), "1284.50");
    assert!(Money::parse("1284.501", currency("USD"), DecimalMark::Point).is_err());
}

#[test]
fn signs_and_codes_are_read_and_nonsense_is_not() {
    for text in ["-250", "(250.00)", "250-", "-$250", "$-250.00", "USD -250", "-250 USD", "\u{2212}250"] {
        assert_eq!(money(text, "USD").decimal(), "-250.00", "{text}");
    }
    for text in ["", "1,2", "1.2.3", "12a", "(-250)", "--5", "1,23,456", "€5", "$", ".", "1e5", "NaN"] {
        assert!(Money::parse(text, Currency::USD, DecimalMark::Point).is_err(), "{text}");
    }
}

#[test]
fn too_much_is_an_error_and_never_wraps() {
    let most = Money::of(LIMIT, Currency::USD).unwrap();
    let cent = Money::of(1, Currency::USD).unwrap();
    assert_eq!(most.plus(cent).unwrap_err().code(), "amount_too_large");
    assert!(most.negated().minus(cent).is_err() && Money::of(i64::MIN, Currency::USD).is_err());
    assert!(most.times(Decimal::MAX, Rounding::HalfEven).is_err());
    assert_eq!(cent.plus(money("1", "EUR")).unwrap_err().code(), "mixed_currencies");
    assert!(cent.split(0, Remainder::Last).is_err() && cent.split(2, Remainder::Last).is_err());
}

fn any_money() -> impl Strategy<Value = Money> {
    let codes = proptest::sample::select(vec!["USD", "EUR", "JPY", "KWD", "CHF", "GBP", "BHD"]);
    (codes, prop_oneof![-LIMIT..=LIMIT, -5_000_i64..5_000])
        .prop_map(|(code, minor)| Money::of(minor, currency(code)).unwrap())
}

proptest! {
    #[test]
    fn what_is_printed_is_read(amount in any_money()) {
        for mark in [DecimalMark::Point, DecimalMark::Comma] {
            prop_assert_eq!(Money::parse(&amount.display(mark), amount.currency(), mark).unwrap(), amount);
        }
        prop_assert_eq!(Money::parse(&amount.decimal(), amount.currency(), DecimalMark::Point).unwrap(), amount);
        let coded = format!("{} {amount}", amount.currency());
        prop_assert_eq!(Money::parse(&coded, amount.currency(), DecimalMark::Point).unwrap(), amount);
        prop_assert_eq!(Money::from_decimal(amount.to_decimal(), amount.currency()).unwrap(), amount);
    }

    #[test]
    fn a_split_sums_exactly(amount in any_money(), count in 1_usize..700, place in 0_usize..3) {
        let split = amount.split(count, Remainder::ALL[place]);
        if (count as u64) <= amount.minor().unsigned_abs() {
            let split = split.unwrap();
            prop_assert_eq!(split.len(), count);
            prop_assert!(split.iter().all(|part| part.minor().signum() == amount.minor().signum()));
            prop_assert_eq!(sum(split, amount.currency()).unwrap(), amount);
        }
    }

    #[test]
    fn reading_never_panics(text in "\\PC{0,16}|[-+$€(). ,'0-9]{0,30}") {
        for mark in [DecimalMark::Point, DecimalMark::Comma] {
            let _ = Money::parse(&text, Currency::USD, mark);
            let _ = parse_decimal(&text, None, mark);
        }
    }
}
