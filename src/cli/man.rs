//! `arrears man`: the manual page.

use clap::{Args, CommandFactory};

use super::{Arrears, Desk, End, Run};
use crate::error::Result;

/// Print the manual page
#[derive(Debug, Args)]
pub struct Man {}

impl Run for Man {
    fn run(self, _: &Desk) -> Result<End> {
        let mut page = Vec::new();
        clap_mangen::Man::new(Arrears::command()).render(&mut page)?;
        Ok(End::Text(String::from_utf8_lossy(&page).into_owned()))
    }
}
