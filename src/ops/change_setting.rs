//! Changing settings of the shop that change a figure; they are facts of the book like any other.

use serde::Serialize;

use crate::book::{Op, Tx};
use crate::error::Result;

#[derive(Debug, Clone, Serialize)]
pub struct ChangeSetting {
    pub settings: Vec<(String, String)>,
}

impl Op for ChangeSetting {
    const NAME: &'static str = "change-setting";

    fn apply(&self, tx: &mut Tx) -> Result<()> {
        for (key, value) in &self.settings {
            tx.set(key, value)?;
        }
        Ok(())
    }
}
