//! Asks a language model for a second opinion on a call, where one is configured: what it answers
//! is a claim like any other, and counts as far as the prospect's words bear it out.

mod advisor;
mod breaker;
mod mask;
mod open;
mod prompt;
mod step;
mod wire;

pub use advisor::Advisor;
pub(crate) use open::due;
pub use step::{Advised, step};
