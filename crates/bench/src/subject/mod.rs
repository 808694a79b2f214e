//! A server under measurement, in a process of its own, so that its CPU time and memory are told
//! apart from those of the load generator and the simulated vendors.

mod bound;
mod child;
mod process;
mod report;

pub use child::{Options, Server, run};
pub use process::Subject;
pub use report::Usage;
