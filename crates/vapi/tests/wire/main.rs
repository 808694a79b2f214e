//! The crate against the wire samples: one binary, one module per question.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot be unwrapped here is a failed test"
)]

mod operations;
mod parse;
mod samples;
mod secrets;
mod verify;
