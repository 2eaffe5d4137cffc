//! The rules of receivables, pure: no SQL, no input or output, no clock, no floats.

pub mod adherence;
pub mod aging;
pub mod allocate;
pub mod amount;
pub mod calendar;
pub mod communication;
pub mod dates;
pub mod discount;
pub mod exact;
pub mod exchange;
pub mod figures;
pub mod ids;
pub mod interest;
pub mod item;
pub mod kept;
pub mod makeup;
pub mod mark;
pub mod money;
pub mod plan;
pub mod promise;
pub mod ratios;
pub mod record;
pub mod sentence;
pub mod subset;
pub mod terms;
pub mod text;
