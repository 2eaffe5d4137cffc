//! Payment terms of an account: when an invoice without a due date is due, and which discount it earns
//! (LEDGER, Aging; Applying money: `p/d net n` is earned on or before invoice date + d, inclusive).

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::calendar::{Date, month_end, plus_days};
use crate::error::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub due: Due,
    pub discount: Option<EarlyDiscount>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Days after the invoice date.
    Net(u32),
    /// The last day of the invoice's month, and this many days more.
    EndOfMonth(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlyDiscount {
    /// 2 for two percent.
    pub percent: Decimal,
    /// Days from the invoice date, inclusive.
    pub days: u32,
}

impl Terms {
    pub fn net(days: u32) -> Terms {
        Terms { due: Due::Net(days), discount: None }
    }

    /// The due date of an invoice that names none.
    pub fn due_date(self, invoice_date: Date) -> Date {
        match self.due {
            Due::Net(days) => plus_days(invoice_date, i64::from(days)),
            Due::EndOfMonth(days) => plus_days(month_end(invoice_date), i64::from(days)),
        }
    }

    /// Days from invoice to due date; None where they are not fixed.
    pub fn days(self) -> Option<u32> {
        match self.due {
            Due::Net(days) => Some(days),
            Due::EndOfMonth(_) => None,
        }
    }
}

impl Default for Terms {
    fn default() -> Terms {
        Terms::net(30)
    }
}

/// `net 30`, `2/10 net 30`, `eom`, `eom 15`: what it prints it can read.
impl fmt::Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(discount) = self.discount {
            write!(f, "{}/{} ", discount.percent.normalize(), discount.days)?;
        }
        match self.due {
            Due::Net(days) => write!(f, "net {days}"),
            Due::EndOfMonth(0) => f.write_str("eom"),
            Due::EndOfMonth(days) => write!(f, "eom {days}"),
        }
    }
}

impl FromStr for Terms {
    type Err = Error;

    /// Reads `30`, `net 30`, `n30`, `due on receipt`, `2/10 net 30`, `2% 10 net 30`, `eom`, `eom 15`, in any case.
    fn from_str(text: &str) -> Result<Terms> {
        let unreadable = || {
            Error::invalid("terms", format!("{:?} are no payment terms", super::text::clean(text)))
                .hint("write 30, \"2/10 net 30\" or eom")
        };
        let folded = text.trim().to_lowercase().replace('%', "/").replace(',', " ");
        if matches!(folded.as_str(), "due on receipt" | "receipt" | "cod" | "due upon receipt") {
            return Ok(Terms::net(0));
        }
        let (discount, rest) = match folded.split_once('/') {
            Some((percent, rest)) => {
                let rest = rest.trim();
                let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                let percent = Decimal::from_str(percent.trim()).map_err(|_| unreadable())?;
                let days = rest[..end].parse().map_err(|_| unreadable())?;
                if percent <= Decimal::ZERO || percent >= Decimal::ONE_HUNDRED || days > 3650 {
                    return Err(unreadable());
                }
                (Some(EarlyDiscount { percent, days }), rest[end..].trim())
            }
            None => (None, folded.as_str()),
        };
        let number = |text: &str| match text.trim().trim_end_matches("days").trim() {
            "" => Some(0),
            digits => digits.parse::<u32>().ok().filter(|days| *days <= 3650),
        };
        let due = if let Some(days) = rest.strip_prefix("eom") {
            Due::EndOfMonth(number(days).ok_or_else(unreadable)?)
        } else {
            let days = rest.strip_prefix("net").or_else(|| rest.strip_prefix('n')).unwrap_or(rest);
            if days.trim().is_empty() {
                return Err(unreadable());
            }
            Due::Net(number(days).ok_or_else(unreadable)?)
        };
        Ok(Terms { due, discount })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_come_back_as_they_print() {
        for text in ["net 30", "net 0", "2/10 net 30", "1.5/15 net 45", "eom", "eom 15"] {
            assert_eq!(text.parse::<Terms>().unwrap().to_string(), text);
        }
        assert_eq!("30".parse::<Terms>().unwrap(), Terms::net(30));
        assert_eq!("Net 30 days".parse::<Terms>().unwrap(), Terms::net(30));
        for text in ["", "net", "soon", "2/ net 30", "-5", "200/10 net 30"] {
            assert!(text.parse::<Terms>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_end_of_the_month_is_the_invoices() {
        let invoice = super::super::calendar::parse_iso("2026-02-03").unwrap();
        assert_eq!("eom 10".parse::<Terms>().unwrap().due_date(invoice).to_string(), "2026-03-10");
    }
}
