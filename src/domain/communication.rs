//! Contacts with a customer: the way, the direction, and what came of it (LEDGER, Call outcomes).

use super::calendar::{BusinessDays, Date};
use super::text::clean;
use crate::error::{Error, Result};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $field:literal { $($variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($variant),* }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The word of the files, commands and JSON.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::error::Error;

            fn from_str(word: &str) -> $crate::error::Result<$name> {
                let found = $name::ALL.iter().copied().find(|one| one.word() == word);
                found.ok_or_else(|| {
                    let words: Vec<_> = $name::ALL.iter().map(|one| one.word()).collect();
                    let word = $crate::domain::text::clean(word);
                    $crate::error::Error::invalid($field, format!("{word:?} is no {}", $field))
                        .hint(format!("use one of {}", words.join(", ")))
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }
    };
}

pub(crate) use words;

words! {
    Channel, "channel" { Call = "call", Email = "email", Letter = "letter", Text = "text", Visit = "visit", Note = "note" }
}

words! {
    Direction, "direction" { Out = "out", In = "in" }
}

words! {
    /// What came of a contact, in the order of use on the form.
    Outcome, "outcome" {
        NoAnswer = "no-answer", Voicemail = "voicemail", Promise = "promise", Dispute = "dispute", Callback = "callback",
        Message = "message", Paid = "paid", Spoke = "spoke", Info = "info",
        Busy = "busy", WrongNumber = "wrong-number", Plan = "plan", Refused = "refused", Hold = "hold",
        Sent = "sent", Bounced = "bounced", Note = "note",
    }
}

words! {
    Resolution, "resolution" { Credited = "credited", Rejected = "rejected", Corrected = "corrected", WrittenOff = "written off" }
}

words! {
    /// What the customer was promised to be sent.
    Wanted, "what" { Copy = "copy", Proof = "proof", Statement = "statement", Other = "other" }
}

words! {
    /// What became of it.
    RequestEnd, "end" { Sent = "sent", Cancelled = "cancelled" }
}

words! {
    /// Why an account is not chased at all.
    HoldKind, "hold" {
        Attorney = "attorney", Bankruptcy = "bankruptcy", Deceased = "deceased", Hardship = "hardship", Cease = "cease", Credit = "credit",
        Other = "other",
    }
}

/// Why an item is disputed: a word of the shop's own list (LEDGER, Disputes), short enough to be passed about like one of
/// a fixed list.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DisputeReason {
    letters: [u8; LONGEST_REASON],
    length: u8,
}

const LONGEST_REASON: usize = 24;

impl DisputeReason {
    pub const SHORT: DisputeReason = DisputeReason::of("SHORT");
    pub const OTHER: DisputeReason = DisputeReason::of("OTHER");

    /// The list where the shop has made none of its own.
    pub const ALL: &[DisputeReason] = &[
        DisputeReason::of("PRICE"),
        DisputeReason::SHORT,
        DisputeReason::of("DAMAGED"),
        DisputeReason::of("RETURNED"),
        DisputeReason::of("DUPLICATE"),
        DisputeReason::of("NOT-RECEIVED"),
        DisputeReason::of("QUALITY"),
        DisputeReason::of("TAX"),
        DisputeReason::of("MISSING-PO"),
        DisputeReason::of("TERMS"),
        DisputeReason::of("DISCOUNT"),
        DisputeReason::of("FREIGHT"),
        DisputeReason::of("ALREADY-PAID"),
        DisputeReason::of("WRONG-ENTITY"),
        DisputeReason::OTHER,
    ];

    const fn of(word: &str) -> DisputeReason {
        let (mut letters, mut at) = ([0; LONGEST_REASON], 0);
        while at < word.len() {
            letters[at] = word.as_bytes()[at];
            at += 1;
        }
        DisputeReason { letters, length: word.len() as u8 }
    }

    /// The word of the files, commands and JSON.
    pub fn word(&self) -> &str {
        self.letters.get(..usize::from(self.length)).and_then(|word| std::str::from_utf8(word).ok()).unwrap_or("OTHER")
    }

    /// Words with spaces or commas between them; OTHER is always there.
    pub fn list(text: &str) -> Result<Vec<DisputeReason>> {
        let words = text.split([',', ' ']).filter(|word| !word.is_empty());
        let mut list: Vec<DisputeReason> = words.map(str::parse).collect::<Result<_>>()?;
        if !list.contains(&DisputeReason::OTHER) {
            list.push(DisputeReason::OTHER);
        }
        Ok(list)
    }
}

impl std::str::FromStr for DisputeReason {
    type Err = Error;

    fn from_str(text: &str) -> Result<DisputeReason> {
        let word = text.trim().to_uppercase();
        let plain = word.bytes().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == b'-');
        if word.is_empty() || word.len() > LONGEST_REASON || !plain {
            return Err(Error::invalid("reason", format!("{:?} is no reason", clean(text)))
                .hint(format!("letters, digits and -, at most {LONGEST_REASON} of them")));
        }
        Ok(DisputeReason::of(&word))
    }
}

impl std::fmt::Debug for DisputeReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl serde::Serialize for DisputeReason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl Wanted {
    /// `copy of 1043`, `proof of delivery, 1043`, `statement`.
    pub fn described(self, number: Option<&str>) -> String {
        let what = match self {
            Wanted::Copy => "copy",
            Wanted::Proof => "proof of delivery",
            Wanted::Statement => "statement",
            Wanted::Other => "something else",
        };
        match (self, number) {
            (Wanted::Copy, Some(number)) => format!("{what} of {number}"),
            (_, Some(number)) => format!("{what}, {number}"),
            (_, None) => what.to_string(),
        }
    }
}

impl Outcome {
    /// Words for the screen: `no answer`, `left a voicemail`.
    pub fn meaning(self) -> &'static str {
        match self {
            Outcome::NoAnswer => "no answer",
            Outcome::Busy => "line busy",
            Outcome::Voicemail => "left a voicemail",
            Outcome::Message => "left a message with a person",
            Outcome::WrongNumber => "wrong or dead number",
            Outcome::Spoke => "spoke, no commitment",
            Outcome::Promise => "promise to pay",
            Outcome::Plan => "plan agreed",
            Outcome::Paid => "says it is paid or in the post",
            Outcome::Dispute => "disputes an item",
            Outcome::Refused => "refuses to pay",
            Outcome::Info => "wants a copy, proof or statement",
            Outcome::Callback => "asks to be called back",
            Outcome::Hold => "hold",
            Outcome::Sent => "sent",
            Outcome::Bounced => "came back",
            Outcome::Note => "note",
        }
    }

    /// True where the right person was spoken to.
    pub fn reached(self) -> bool {
        use Outcome::*;
        matches!(self, Spoke | Promise | Plan | Paid | Dispute | Refused | Info | Callback | Hold)
    }

    /// Business days until the default follow-up; None where another date (of the promise, plan, call back) decides.
    pub fn next_step(self) -> Option<u32> {
        match self {
            Outcome::NoAnswer => Some(2),
            Outcome::Busy | Outcome::WrongNumber | Outcome::Refused => Some(1),
            Outcome::Voicemail | Outcome::Message | Outcome::Info => Some(3),
            Outcome::Spoke | Outcome::Paid | Outcome::Dispute => Some(5),
            _ => None,
        }
    }

    /// The default follow-up of a contact on `day`.
    pub fn follow_up(self, day: Date, calendar: &BusinessDays) -> Option<Date> {
        self.next_step().map(|days| calendar.after(day, days))
    }
}
