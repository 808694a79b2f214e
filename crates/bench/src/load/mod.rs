//! How many calls at once: simulated calls in real time, webhooks over HTTP, a simulated org that
//! takes its time, and the real server between them.

mod check;
mod conversation;
mod report;
mod run;
mod watch;

pub use run::{Options, run};
