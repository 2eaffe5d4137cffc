//! What the pages draw alike, so that the same fact has the same words at the same place everywhere.

pub mod aged;
pub mod agreed;
pub mod card;
pub mod columns;
pub mod file;
pub mod history;
pub mod items;
pub mod looked;
pub mod panel;
pub mod prompt;
pub mod sheet;
pub mod spread;
