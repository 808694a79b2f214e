//! Drives the steps: loops for a server, and the order in which it stops.

mod loops;
mod serve;

pub use serve::{Server, start};
