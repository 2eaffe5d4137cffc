//! `arrears charge`: posting a fee, interest or a debit adjustment.

use clap::{Args, ValueEnum};

use super::invoice::NewDebit;
use super::{Desk, End, Run};
use crate::domain::item::DebitKind;
use crate::error::Result;

/// Post a fee, interest or another debit
#[derive(Debug, Args)]
pub struct Charge {
    #[command(flatten)]
    debit: NewDebit,
    #[arg(long, value_enum)]
    kind: Kind,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Fee,
    Interest,
    Debit,
}

impl Run for Charge {
    fn run(self, desk: &Desk) -> Result<End> {
        let kind = match self.kind {
            Kind::Fee => DebitKind::Fee,
            Kind::Interest => DebitKind::Interest,
            Kind::Debit => DebitKind::Debit,
        };
        self.debit.post(desk, kind)
    }
}
