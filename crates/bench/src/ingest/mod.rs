//! How fast deliveries are taken in, beside the bound: a server that only reads, verifies and
//! answers. Both are measured in the same rounds, because figures drift between machines and ratios
//! do not.

mod bodies;
mod closed;
mod disk;
mod open;
mod rounds;
mod run;
mod table;
mod wave;
mod wire;

pub use run::{Options, run};
