//! Orders for the properties of every crate: as a shop makes them, and as no shop would.

pub mod shop;
pub mod wild;
