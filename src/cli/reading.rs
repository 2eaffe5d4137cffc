//! Reading what was typed after a command: amounts, `NUM=AMT` pairs, ids such as R3. Decimal text always has a point
//! here, whatever the shop's own mark, so that a script runs in any shop.

use crate::domain::money::{Currency, DecimalMark, Money};
use crate::domain::text::clean;
use crate::error::{Error, Result};

/// An amount of money above zero.
pub fn amount(text: &str, currency: Currency) -> Result<Money> {
    let amount = Money::parse(text, currency, DecimalMark::Point).map_err(nothing_saved)?;
    if amount.is_positive() {
        return Ok(amount);
    }
    Err(Error::refused("amount_not_positive", format!("the amount must be more than zero, not {amount}"))
        .at_field("amount")
        .safe("nothing was saved")
        .hint("type the amount again"))
}

/// A name and the amount after it; without one the whole of it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub name: String,
    pub amount: Option<String>,
}

/// `1041=120.50`, or `1041` for all of it.
pub fn pair(text: &str) -> Result<Pair> {
    let (name, amount) = match text.rsplit_once('=') {
        Some((name, amount)) => (name.trim(), Some(amount.trim().to_string())),
        None => (text.trim(), None),
    };
    if name.is_empty() || amount.as_deref() == Some("") {
        let message = format!("{:?} is no NUM=AMT", clean(text));
        return Err(Error::invalid("apply", message).safe("nothing was saved").hint("write it like 1041=120.50"));
    }
    Ok(Pair { name: name.to_string(), amount })
}

/// `1041=120.50,1043`: several with commas between.
pub fn pairs<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Vec<Pair>> {
    texts.into_iter().flat_map(|text| text.split(',')).filter(|part| !part.trim().is_empty()).map(pair).collect()
}

/// `R3`, `r3` or `3` → 3.
pub fn id(text: &str, letter: char) -> Result<i64> {
    let text = text.trim();
    let digits = text.strip_prefix([letter, letter.to_ascii_lowercase()]).unwrap_or(text);
    digits.parse().ok().filter(|id| *id > 0).ok_or_else(|| {
        Error::not_found("no_such_id", format!("{:?} is no id like {letter}3", clean(text)))
            .safe("nothing was changed")
            .hint("see the ids with the command's `list`")
    })
}

/// Says that nothing was saved where an error does not say what is safe.
pub fn nothing_saved(error: Error) -> Error {
    if error.safe_note().is_some() { error } else { error.safe("nothing was saved") }
}

/// Text from the command line as the book keeps it.
pub fn text(text: Option<&str>) -> String {
    text.map(|text| clean(text).trim().to_string()).unwrap_or_default()
}

/// Text that must not be empty.
pub fn required(field: &'static str, words: &str) -> Result<String> {
    let kept = text(Some(words));
    if kept.is_empty() {
        return Err(Error::invalid(field, format!("the {field} is empty")).safe("nothing was saved"));
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_may_hold_an_equals_sign() {
        let read = pairs(["A=1=2.50,1043", " 7 = 1 "]).unwrap();
        let names: Vec<_> = read.iter().map(|pair| (pair.name.as_str(), pair.amount.as_deref())).collect();
        assert_eq!(names, [("A=1", Some("2.50")), ("1043", None), ("7", Some("1"))]);
        assert!(pair("1041=").is_err());
    }

    #[test]
    fn ids_are_read_with_and_without_their_letter() {
        assert_eq!((id("R3", 'R').unwrap(), id("r3", 'R').unwrap(), id("3", 'R').unwrap()), (3, 3, 3));
        assert_eq!(id("X3", 'R').unwrap_err().exit_status(), 4);
    }

    #[test]
    fn an_amount_is_above_zero_and_readable() {
        assert_eq!(amount("-5", Currency::USD).unwrap_err().exit_status(), 3);
        assert_eq!(amount("1.234", Currency::USD).unwrap_err().exit_status(), 3);
        assert_eq!(amount("lots", Currency::USD).unwrap_err().exit_status(), 2);
    }
}
