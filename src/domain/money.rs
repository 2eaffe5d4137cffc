//! Money: an integer number of minor units with its currency. No operators, so that nothing can overflow in
//! silence and no two currencies can meet in a sum. What we print we can read.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Serialize, Serializer};

use crate::error::{Error, Kind, Result};

/// The largest amount of one figure, in minor units; the schema checks the same bound.
pub const LIMIT: i64 = 10_000_000_000_000;

/// An ISO 4217 currency.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    pub const USD: Currency = Currency(iso_currency::Currency::USD);

    /// Reads a three-letter code in either case.
    pub fn parse(code: &str) -> Result<Currency> {
        iso_currency::Currency::from_code(&code.trim().to_ascii_uppercase()).map(Currency).ok_or_else(|| {
            Error::invalid("currency", format!("{code} is not a currency code")).hint("use three letters such as USD")
        })
    }

    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Digits after the decimal mark: 2 for USD, 0 for JPY, 3 for KWD.
    pub fn exponent(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(2))
    }

    pub fn symbol(self) -> String {
        self.0.symbol().to_string()
    }

    pub fn zero(self) -> Money {
        Money { minor: 0, currency: self }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Currency) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Currency) -> std::cmp::Ordering {
        self.code().cmp(other.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// The decimal mark that a shop or a file uses; the other sign groups thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DecimalMark {
    #[default]
    Point,
    Comma,
}

/// How the one rounding of a posted figure falls at the half (LEDGER, Money and dates).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rounding {
    #[default]
    HalfAwayFromZero,
    HalfEven,
}

/// Where the odd minor units of a split go (LEDGER, Payment plans).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Remainder {
    #[default]
    Last,
    First,
    Spread,
}

impl Remainder {
    pub const ALL: [Remainder; 3] = [Remainder::Last, Remainder::First, Remainder::Spread];

    pub fn word(self) -> &'static str {
        match self {
            Remainder::Last => "last",
            Remainder::First => "first",
            Remainder::Spread => "spread",
        }
    }
}

impl FromStr for Remainder {
    type Err = Error;

    fn from_str(word: &str) -> Result<Remainder> {
        Remainder::ALL.into_iter().find(|remainder| remainder.word() == word).ok_or_else(|| {
            Error::invalid("remainder", format!("{word} is no place for a remainder")).hint("use last, first or spread")
        })
    }
}

/// An amount. `minor` is in minor units of the currency: cents of USD, yen of JPY, fils of KWD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// An amount of at most [`LIMIT`] minor units either way; `Refused` beyond it.
    pub fn of(minor: i64, currency: Currency) -> Result<Money> {
        if minor.checked_abs().is_none_or(|size| size > LIMIT) {
            return Err(Error::refused("amount_too_large", "the amount is too large for a book"));
        }
        Ok(Money { minor, currency })
    }

    /// An amount that the database's CHECKs have already bounded.
    pub fn stored(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    pub fn minor(self) -> i64 {
        self.minor
    }

    pub fn currency(self) -> Currency {
        self.currency
    }

    pub fn is_zero(self) -> bool {
        self.minor == 0
    }

    pub fn is_positive(self) -> bool {
        self.minor > 0
    }

    pub fn is_negative(self) -> bool {
        self.minor < 0
    }

    pub fn plus(self, other: Money) -> Result<Money> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor);
        Money::of(minor.unwrap_or(i64::MAX), self.currency)
    }

    pub fn minus(self, other: Money) -> Result<Money> {
        self.plus(other.negated())
    }

    pub fn negated(self) -> Money {
        Money { minor: -self.minor, currency: self.currency }
    }

    /// The smaller of two amounts of one currency.
    pub fn least(self, other: Money) -> Money {
        if other.minor < self.minor { other } else { self }
    }

    /// This amount, or zero if it is below.
    pub fn at_least_zero(self) -> Money {
        Money { minor: self.minor.max(0), currency: self.currency }
    }

    /// Splits into `parts` amounts which sum to this one exactly. Refused for no parts, or more parts than minor units.
    pub fn split(self, parts: usize, remainder: Remainder) -> Result<Vec<Money>> {
        let count = i64::try_from(parts).unwrap_or(0);
        if count == 0 || count > self.minor.abs().max(1) {
            return Err(Error::refused("cannot_split", format!("{self} cannot be split into {parts} parts")));
        }
        let (each, odd) = (self.minor / count, self.minor % count);
        let (step, spread) = (odd.signum(), odd.unsigned_abs() as usize);
        let amounts = (0..parts).map(|part| match remainder {
            Remainder::Last if part + 1 == parts => each + odd,
            Remainder::First if part == 0 => each + odd,
            Remainder::Spread if part < spread => each + step,
            _ => each,
        });
        Ok(amounts.map(|minor| Money { minor, currency: self.currency }).collect())
    }

    /// `self` × `factor`, rounded once to minor units.
    pub fn times(self, factor: Decimal, rounding: Rounding) -> Result<Money> {
        let strategy = match rounding {
            Rounding::HalfAwayFromZero => rust_decimal::RoundingStrategy::MidpointAwayFromZero,
            Rounding::HalfEven => rust_decimal::RoundingStrategy::MidpointNearestEven,
        };
        let product = Decimal::from(self.minor).checked_mul(factor);
        let minor = product.and_then(|product| product.round_dp_with_strategy(0, strategy).to_i64());
        Money::of(minor.unwrap_or(i64::MAX), self.currency)
    }

    /// Takes a decimal number of major units; refused if it has more non-zero fraction digits than the currency.
    pub fn from_decimal(amount: Decimal, currency: Currency) -> Result<Money> {
        let amount = amount.normalize();
        if amount.scale() > currency.exponent() {
            let digits = match currency.exponent() {
                0 => "no decimals".to_string(),
                digits => format!("{digits} decimals"),
            };
            let message = format!("{amount} has too many decimals: {currency} has {digits}");
            return Err(Error::refused("too_many_decimals", message).at_field("amount").hint("type the amount again"));
        }
        let scaled = amount.checked_mul(Decimal::from(10_i64.pow(currency.exponent())));
        Money::of(scaled.and_then(|minor| minor.to_i64()).unwrap_or(i64::MAX), currency)
    }

    /// Major units as an exact decimal number.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.exponent())
    }

    /// Reads a typed amount: `1250`, `1,250.50`, `(250.00)`, `-250`, `$1,250.50`, `USD 5` (LEDGER, Money and dates).
    pub fn parse(text: &str, currency: Currency, mark: DecimalMark) -> Result<Money> {
        Money::from_decimal(parse_decimal(text, Some(currency), mark)?, currency)
    }

    /// Decimal text for machines: `-1240.50`, no grouping, always a point.
    pub fn decimal(self) -> String {
        self.written("", '.')
    }

    /// Text for people in the shop's own marks.
    pub fn display(self, mark: DecimalMark) -> String {
        match mark {
            DecimalMark::Point => self.written(",", '.'),
            DecimalMark::Comma => self.written(".", ','),
        }
    }

    fn written(self, group: &str, point: char) -> String {
        let exponent = self.currency.exponent() as usize;
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = exponent + 1);
        let (whole, fraction) = digits.split_at(digits.len() - exponent);
        let mut out = String::with_capacity(digits.len() + 8);
        if self.minor < 0 {
            out.push('-');
        }
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && (whole.len() - position) % 3 == 0 {
                out.push_str(group);
            }
            out.push(digit);
        }
        if exponent > 0 {
            out.push(point);
            out.push_str(fraction);
        }
        out
    }

    fn same_currency(self, other: Money) -> Result<()> {
        if self.currency == other.currency {
            return Ok(());
        }
        let message = format!("{} and {} cannot be added together", self.currency, other.currency);
        Err(Error::refused("mixed_currencies", message))
    }
}

/// `1,240.50`; a negative amount has a leading minus.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.display(DecimalMark::Point))
    }
}

/// A decimal string in major units, as every JSON shape has it.
impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.decimal())
    }
}

/// Reads a number as people and files write it. A currency sign or code is allowed, and must be `currency`'s if one is
/// given. The grouping sign must stand between groups of three: `1,2` is not twelve.
pub fn parse_decimal(text: &str, currency: Option<Currency>, mark: DecimalMark) -> Result<Decimal> {
    let unreadable = || {
        Error::invalid("amount", format!("{:?} is not an amount", crate::domain::text::clean(text)))
            .hint("type it like 1250 or 1,250.50")
    };
    let mut rest = text.trim();
    let mut negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        (negative, rest) = (true, inner.trim());
    }
    rest = strip_currency(rest, currency);
    if let Some(inner) = rest.strip_prefix(['-', '\u{2212}']) {
        if negative {
            return Err(unreadable());
        }
        (negative, rest) = (true, inner.trim_start());
    } else if let Some(inner) = rest.strip_suffix('-') {
        (negative, rest) = (!negative, inner.trim_end());
    } else if let Some(inner) = rest.strip_prefix('+') {
        rest = inner.trim_start();
    }
    rest = strip_currency(rest, currency);
    let plain = ungroup(rest, mark).ok_or_else(unreadable)?;
    let mut amount = Decimal::from_str(&plain).map_err(|_| unreadable())?;
    amount.set_sign_negative(negative && !amount.is_zero());
    Ok(amount)
}

/// Takes away one leading or trailing currency sign or code.
fn strip_currency(text: &str, currency: Option<Currency>) -> &str {
    let mut signs: Vec<String> = Vec::new();
    match currency {
        Some(currency) => signs.extend([currency.code().to_string(), currency.symbol(), "$".to_string()]),
        None => signs.extend(["$", "€", "£", "¥"].map(String::from)),
    }
    for sign in signs {
        let head = text.get(..sign.len()).is_some_and(|head| head.eq_ignore_ascii_case(&sign));
        if head && text.len() > sign.len() {
            return text[sign.len()..].trim_start();
        }
        let cut = text.len().saturating_sub(sign.len());
        if cut > 0 && text.get(cut..).is_some_and(|tail| tail.eq_ignore_ascii_case(&sign)) {
            return text[..cut].trim_end();
        }
    }
    text
}

/// `1,250.50` → `1250.50`; None where the signs stand wrong or anything else than digits and marks is there.
fn ungroup(text: &str, mark: DecimalMark) -> Option<String> {
    let (point, groups): (char, &[char]) = match mark {
        DecimalMark::Point => ('.', &[',', ' ', '\u{a0}', '\u{202f}', '\'']),
        DecimalMark::Comma => (',', &['.', ' ', '\u{a0}', '\u{202f}', '\'']),
    };
    let (whole, fraction) = match text.split_once(point) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let mut plain = String::with_capacity(text.len());
    let parts: Vec<&str> = whole.split(groups).collect();
    for (index, part) in parts.iter().enumerate() {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        let length_fits = if index > 0 { part.len() == 3 } else { parts.len() == 1 || (1..=3).contains(&part.len()) };
        if !digits || !length_fits {
            return None;
        }
        plain.push_str(part);
    }
    if let Some(fraction) = fraction {
        if !fraction.bytes().all(|byte| byte.is_ascii_digit()) || (plain.is_empty() && fraction.is_empty()) {
            return None;
        }
        if plain.is_empty() {
            plain.push('0');
        }
        if !fraction.is_empty() {
            plain.push('.');
            plain.push_str(fraction);
        }
    }
    (!plain.is_empty() && plain.len() <= 28).then_some(plain)
}

/// Sums amounts of one currency; an empty sum is zero.
pub fn sum(amounts: impl IntoIterator<Item = Money>, currency: Currency) -> Result<Money> {
    amounts.into_iter().try_fold(currency.zero(), Money::plus)
}

/// True where an error came from an amount with too many decimals or of impossible size.
pub fn is_amount_error(error: &Error) -> bool {
    error.kind() == Kind::Invalid || matches!(error.code(), "too_many_decimals" | "amount_too_large")
}

#[cfg(test)]
mod tests;
