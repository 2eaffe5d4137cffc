//! Reports: the book in, a table out. Page, command, CSV and print all come from that one table, so that they cannot
//! say different things.

pub mod aging;
pub mod csv;
pub mod day_sheet;
pub mod disputes;
pub mod escalated;
pub mod items;
pub mod table;
pub mod text;

pub use table::{Cell, Column, Kind, Row, RowKind, Table};
