//! `arrears completions`: words that a shell completes.

use clap::{Args, CommandFactory};

use super::{Arrears, Desk, End, Run};
use crate::error::Result;

/// Print a completion script for a shell
#[derive(Debug, Args)]
pub struct Completions {
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

impl Run for Completions {
    fn run(self, _: &Desk) -> Result<End> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arrears::command(), "arrears", &mut script);
        Ok(End::Text(String::from_utf8_lossy(&script).into_owned()))
    }
}
