//! The kinds of fields that forms are made of.

pub mod edit;
