//! The calculator of amount fields: `1200+85.5`, `4180.75/3`, `10%` (CONTRACT, Keys). It reckons in exact fractions and
//! rounds once at the end, so that a sum never shows a cent that a desk calculator would not.

use rust_decimal::Decimal;

use super::money::{Currency, DecimalMark, Money, is_amount_error, parse_decimal};
use crate::error::{Error, Kind, Result};

const LONGEST: usize = 200;
const DEEPEST: usize = 24;

/// Reads an amount or works out a sum, rounded once, half away from zero. `10%` alone is of `base`, the form's natural
/// whole; after `+` or `-` it is of what stands before it; in a product it is a hundredth part.
pub fn evaluate(text: &str, currency: Currency, mark: DecimalMark, base: Option<Money>) -> Result<Money> {
    let plain = Money::parse(text, currency, mark);
    let Err(error) = plain else { return plain };
    if !is_sum(text) || text.len() > LONGEST || !is_amount_error(&error) || error.kind() != Kind::Invalid {
        return Err(error);
    }
    let base = base.filter(|base| base.currency() == currency).map(|base| Ratio::decimal(base.to_decimal()));
    let mut sum = Reader { rest: text.trim(), currency, mark, base: base.transpose()?, depth: 0 };
    let worth = sum.sum()?;
    if sum.rest.is_empty() { worth.to_money(currency) } else { Err(unreadable("there is something after the sum")) }
}

/// True where the text is a sum, so that its result is worth an echo.
pub fn is_sum(text: &str) -> bool {
    let is_digit = |key: char| key.is_ascii_digit();
    let joins = |(at, key): (usize, char)| {
        matches!(key, '+' | '-' | '\u{2212}') && text[..at].contains(is_digit) && text[at..].contains(is_digit)
    };
    text.contains(['*', '/', '%', '×', '÷']) || text.char_indices().any(joins)
}

fn unreadable(why: &str) -> Error {
    Error::invalid("amount", format!("the sum cannot be worked out: {why}")).hint("type it like 1200+85.50 or 420/3")
}

/// An exact fraction; `den` is above zero.
#[derive(Debug, Clone, Copy)]
struct Ratio {
    num: i128,
    den: i128,
}

impl Ratio {
    fn of(num: i128, den: i128) -> Option<Ratio> {
        let divisor = greatest_divisor(num.checked_abs()?, den.checked_abs()?).max(1);
        let sign = den.signum();
        (den != 0).then_some(Ratio { num: num / divisor * sign, den: den / divisor * sign })
    }

    fn decimal(amount: Decimal) -> Result<Ratio> {
        Ratio::of(amount.mantissa(), 10_i128.pow(amount.scale())).ok_or_else(too_large)
    }

    fn plus(self, other: Ratio) -> Option<Ratio> {
        let num = self.num.checked_mul(other.den)?.checked_add(other.num.checked_mul(self.den)?)?;
        Ratio::of(num, self.den.checked_mul(other.den)?)
    }

    fn times(self, other: Ratio) -> Option<Ratio> {
        Ratio::of(self.num.checked_mul(other.num)?, self.den.checked_mul(other.den)?)
    }

    fn over(self, other: Ratio) -> Option<Ratio> {
        Ratio::of(self.num.checked_mul(other.den)?, self.den.checked_mul(other.num)?)
    }

    fn negated(self) -> Ratio {
        Ratio { num: -self.num, den: self.den }
    }

    fn to_money(self, currency: Currency) -> Result<Money> {
        let scaled = self.num.checked_mul(10_i128.pow(currency.exponent())).ok_or_else(too_large)?;
        let (whole, rest) = (scaled / self.den, scaled % self.den);
        let away = i128::from(rest.unsigned_abs() >= self.den.unsigned_abs() - rest.unsigned_abs());
        Money::of(i64::try_from(whole + away * scaled.signum()).map_err(|_| too_large())?, currency)
    }
}

fn too_large() -> Error {
    Error::refused("amount_too_large", "the numbers of the sum are too large").at_field("amount")
}

fn greatest_divisor(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// A value, and whether it was written as a percentage.
#[derive(Clone, Copy)]
struct Value {
    worth: Ratio,
    is_percent: bool,
}

/// Reads a sum from the left.
struct Reader<'a> {
    rest: &'a str,
    currency: Currency,
    mark: DecimalMark,
    base: Option<Ratio>,
    depth: usize,
}

impl Reader<'_> {
    fn sum(&mut self) -> Result<Ratio> {
        let first = self.product()?;
        let mut total = if first.is_percent { self.of_base(first.worth)? } else { first.worth };
        while let Some(sign) = self.next_if(&['+', '-', '\u{2212}']) {
            let term = self.product()?;
            let worth = if term.is_percent { total.times(term.worth).ok_or_else(too_large)? } else { term.worth };
            total = total.plus(if sign == '+' { worth } else { worth.negated() }).ok_or_else(too_large)?;
        }
        Ok(total)
    }

    fn of_base(&self, part: Ratio) -> Result<Ratio> {
        let base = self.base.ok_or_else(|| unreadable("there is nothing here to take a percentage of"))?;
        base.times(part).ok_or_else(too_large)
    }

    /// A number by itself is money and has the currency's decimals at most; a factor may be a rate.
    fn product(&mut self) -> Result<Value> {
        let before = self.rest;
        let mut product = self.factor()?;
        let lone = before[..before.len() - self.rest.len()].trim();
        let mut is_lone = true;
        while let Some(sign) = self.next_if(&['*', '×', '/', '÷']) {
            let factor = self.factor()?.worth;
            let is_division = matches!(sign, '/' | '÷');
            if is_division && factor.num == 0 {
                return Err(unreadable("nothing can be divided by zero"));
            }
            let worth = if is_division { product.worth.over(factor) } else { product.worth.times(factor) };
            product = Value { worth: worth.ok_or_else(too_large)?, is_percent: false };
            is_lone = false;
        }
        if is_lone && !product.is_percent && !lone.ends_with(')') {
            Money::parse(lone, self.currency, self.mark)?;
        }
        Ok(product)
    }

    fn factor(&mut self) -> Result<Value> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(unreadable("it is nested too deeply"));
        }
        let value = match self.next_if(&['+', '-', '\u{2212}', '(']) {
            Some('(') => {
                let worth = self.sum()?;
                self.next_if(&[')']).ok_or_else(|| unreadable("a parenthesis is not closed"))?;
                Value { worth, is_percent: false }
            }
            Some('+') => self.factor()?,
            Some(_) => {
                let value = self.factor()?;
                Value { worth: value.worth.negated(), ..value }
            }
            None => Value { worth: self.number()?, is_percent: false },
        };
        self.depth -= 1;
        if self.next_if(&['%']).is_none() {
            return Ok(value);
        }
        let hundredth = Ratio { num: 1, den: 100 };
        Ok(Value { worth: value.worth.times(hundredth).ok_or_else(too_large)?, is_percent: true })
    }

    fn number(&mut self) -> Result<Ratio> {
        let end = self.rest.find(['+', '-', '\u{2212}', '*', '×', '/', '÷', '(', ')', '%']).unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        if number.trim().is_empty() {
            return Err(unreadable("a number is missing"));
        }
        self.rest = rest;
        Ratio::decimal(parse_decimal(number, Some(self.currency), self.mark)?)
    }

    fn next_if(&mut self, signs: &[char]) -> Option<char> {
        let rest = self.rest.trim_start();
        let sign = rest.chars().next().filter(|key| signs.contains(key))?;
        self.rest = rest[sign.len_utf8()..].trim_start();
        Some(sign)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::item::samples::usd;
    use super::*;

    fn worth(text: &str) -> String {
        match evaluate(text, Currency::USD, DecimalMark::Point, Some(usd("1160.50"))) {
            Ok(amount) => amount.decimal(),
            Err(error) => error.code().to_string(),
        }
    }

    #[test]
    fn amounts_and_sums_are_worked_out() {
        for (text, expected) in [
            ("1250", "1250.00"),
            ("$1,250.50", "1250.50"),
            ("(250.00)", "-250.00"),
            ("1284.5000", "1284.50"),
            ("1200+85.5", "1285.50"),
            ("1200 + 40.50", "1240.50"),
            ("420+380*2", "1180.00"),
            ("4180.75/3", "1393.58"),
            ("4180.75*8.25%", "344.91"),
            ("4180.75*0.0825", "344.91"),
            ("100/3*3", "100.00"),
            ("1/3*0.015", "0.01"),
            ("0-1/3*0.015", "-0.01"),
            ("10%", "116.05"),
            ("(10%)", "116.05"),
            ("1000+10%", "1100.00"),
            ("1000-2%", "980.00"),
            ("-(3+4)*2", "-14.00"),
            ("2*-3", "-6.00"),
            ("$1,200+$85.50", "1285.50"),
            ("7÷2×3", "10.50"),
        ] {
            assert_eq!(worth(text), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_worked_out_is_refused() {
        for (text, code) in [
            ("85.555", "too_many_decimals"),
            ("1200+85.555", "too_many_decimals"),
            ("", "invalid"),
            ("1200+", "invalid"),
            ("1+*2", "invalid"),
            ("(1+2", "invalid"),
            ("1+2)", "invalid"),
            ("5/0", "invalid"),
            ("5/(3-3)", "invalid"),
            ("abc", "invalid"),
            ("1 2+3", "invalid"),
            ("99999999999*99999999", "amount_too_large"),
        ] {
            assert_eq!(worth(text), code, "{text}");
        }
        assert_eq!(worth(&format!("{}1+1{}", "(".repeat(60), ")".repeat(60))), "invalid");
        assert_eq!(worth(&format!("1{}", "-".repeat(150) + "1")), "invalid");
        assert!(evaluate("10%", Currency::USD, DecimalMark::Point, None).is_err());
    }

    #[test]
    fn other_currencies_and_marks_follow_their_own_rules() {
        let of = |text, code| evaluate(text, Currency::parse(code).unwrap(), DecimalMark::Comma, None);
        assert_eq!(of("1.250,50+1 000", "EUR").unwrap().decimal(), "2250.50");
        assert_eq!(of("100000/3", "JPY").unwrap().decimal(), "33333");
        assert_eq!(of("1,234*2", "KWD").unwrap().decimal(), "2.468");
        assert_eq!(of("10,5+1", "JPY").unwrap_err().code(), "too_many_decimals");
    }

    #[test]
    fn a_sum_is_told_from_a_signed_amount() {
        assert!(["1+2", "4/2", "10%", "(1-2)", "5-3"].into_iter().all(is_sum));
        assert!(!["", "-250", "(250.00)", "250-", "+5", "USD -5", "1,250.50"].into_iter().any(is_sum));
    }

    proptest! {
        #[test]
        fn it_never_panics(text in "\\PC{0,20}|[-+*/()%0-9., ]{0,40}", minor in -9_999_999_999_999_i64..9_999_999_999_999) {
            let base = Money::of(minor, Currency::USD).unwrap();
            let _ = evaluate(&text, Currency::USD, DecimalMark::Point, Some(base));
        }

        #[test]
        fn it_adds_as_money_does(a in -1_000_000_i64..1_000_000, b in 0_i64..1_000_000, c in 0_i64..1_000) {
            let cents = |minor| Money::of(minor, Currency::USD).unwrap();
            let text = format!("{}-{}+{}*{c}", cents(a), cents(b), cents(b));
            let expected = cents(a).minus(cents(b)).unwrap().plus(cents(b * c)).unwrap();
            prop_assert_eq!(evaluate(&text, Currency::USD, DecimalMark::Point, None).unwrap(), expected);
        }
    }
}
