//! Boxes over a page.

pub mod menu;
