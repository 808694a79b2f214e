//! Tells the agent of a live call what is still unknown, where that is switched on: once for each
//! gap, and without a word to the caller.

mod open;
mod step;

pub(crate) use open::due;
pub use step::{Nudged, step};
