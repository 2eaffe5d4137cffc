//! The one error type. Its kind chooses the place (beside the field, status line, exit status); the three
//! sentences say what happened, what is safe, and what to do, because a clerk reads them with a caller waiting.

use std::fmt;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of trouble it is; nothing else is ever asked of an error by code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The words of a command, or what was typed into a field, cannot be read. Exit status 2.
    Invalid,
    /// A rule of the ledger says no. Exit status 3.
    Refused,
    /// A file is not what it says, or a row of it cannot be taken. Exit status 3.
    Format,
    /// Nothing, or more than one thing, has that name. Exit status 4.
    NotFound,
    /// The book stayed busy. Exit status 5.
    Busy,
    /// The machine or the file failed. Exit status 1.
    Fault,
}

/// What happened; what is safe; what to do. One pointer wide, because every sum of money may return it.
#[derive(Debug)]
pub struct Error(Box<Details>);

#[derive(Debug)]
struct Details {
    kind: Kind,
    code: &'static str,
    message: String,
    safe: Option<String>,
    hint: Option<String>,
    /// The field of a form or option of a command that it is about.
    field: Option<&'static str>,
    /// The entry of the journal that stands in the way, where one does.
    entry: Option<i64>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub fn new(kind: Kind, code: &'static str, message: impl Into<String>) -> Error {
        let message = message.into();
        Error(Box::new(Details { kind, code, message, safe: None, hint: None, field: None, entry: None, source: None }))
    }

    pub fn invalid(field: &'static str, message: impl Into<String>) -> Error {
        Error::new(Kind::Invalid, "invalid", message).at_field(field)
    }

    pub fn refused(code: &'static str, message: impl Into<String>) -> Error {
        Error::new(Kind::Refused, code, message)
    }

    pub fn format(code: &'static str, message: impl Into<String>) -> Error {
        Error::new(Kind::Format, code, message)
    }

    pub fn not_found(code: &'static str, message: impl Into<String>) -> Error {
        Error::new(Kind::NotFound, code, message)
    }

    pub fn busy(message: impl Into<String>) -> Error {
        Error::new(Kind::Busy, "busy", message)
    }

    pub fn fault(code: &'static str, message: impl Into<String>) -> Error {
        Error::new(Kind::Fault, code, message)
    }

    /// Says what is safe ("nothing was changed").
    pub fn safe(mut self, safe: impl Into<String>) -> Error {
        self.0.safe = Some(safe.into());
        self
    }

    /// Says what to do or press.
    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.0.hint = Some(hint.into());
        self
    }

    pub fn at_field(mut self, field: &'static str) -> Error {
        self.0.field = Some(field);
        self
    }

    /// Names the entry that stands in the way.
    pub fn because_of(mut self, entry: i64) -> Error {
        self.0.entry = Some(entry);
        self
    }

    pub fn caused_by(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Error {
        self.0.source = Some(Box::new(source));
        self
    }

    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    pub fn code(&self) -> &'static str {
        self.0.code
    }

    pub fn message(&self) -> &str {
        &self.0.message
    }

    pub fn safe_note(&self) -> Option<&str> {
        self.0.safe.as_deref()
    }

    pub fn hint_note(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    pub fn field(&self) -> Option<&'static str> {
        self.0.field
    }

    pub fn entry(&self) -> Option<i64> {
        self.0.entry
    }

    /// The exit status of a command that ends with this error (CONTRACT, The program).
    pub fn exit_status(&self) -> u8 {
        match self.0.kind {
            Kind::Fault => 1,
            Kind::Invalid => 2,
            Kind::Refused | Kind::Format => 3,
            Kind::NotFound => 4,
            Kind::Busy => 5,
        }
    }
}

/// `what happened; what is safe; what to do`.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        for part in [&self.0.safe, &self.0.hint].into_iter().flatten() {
            write!(f, "; {part}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        Error::fault("io", format!("the disk or the file system answered: {error}"))
            .safe("nothing was changed")
            .hint("check the disk and try again")
            .caused_by(error)
    }
}
