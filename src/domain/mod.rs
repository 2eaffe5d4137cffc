//! The rules of receivables, pure: no SQL, no input or output, no clock, no floats.

pub mod calendar;
pub mod communication;
pub mod ids;
pub mod money;
pub mod record;
pub mod terms;
pub mod text;
