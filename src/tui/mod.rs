//! The screen: a stack of views over one book.

pub mod app;
pub mod calls;
pub mod cx;
pub mod drafts;
pub mod field;
pub mod form;
pub mod job;
pub mod key;
pub mod look;
pub mod overview;
pub mod page;
pub mod popup;
pub mod presence;
pub mod route;
mod screen;
mod stack;
mod terminal;
pub mod trail;
mod undo;
pub mod view;
