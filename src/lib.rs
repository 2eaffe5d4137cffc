//! arrears: a terminal workstation for collecting receivables in a small shop.
//!
//! The map of the house; who may know whom is kept by `tests/tidy.rs`:
//! `domain` ← `book` ← `ops`, `report`, `letter` ← `tui`, `cli` ← `main`; `import` and `export` know `domain` only.

pub mod book;
pub mod cli;
pub mod domain;
pub mod error;
pub mod export;
pub mod import;
pub mod letter;
pub mod ops;
pub mod report;
pub mod tui;
