//! The pages: each fills the screen between the head and the status line, and answers to its own keys.

pub mod account;
pub mod bring_in;
pub mod home;
pub mod month_end;
pub mod part;
pub mod reports;
pub mod requests;
pub mod statement;
pub mod table;
pub mod today;
pub mod verbs;
pub mod welcome;
