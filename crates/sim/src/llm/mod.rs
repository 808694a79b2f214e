//! A simulated language model at an OpenAI-compatible endpoint, with the ways real ones differ and
//! fail.
//!
//! Written from OpenAI's API reference ("Create chat completion", "Structured outputs", error
//! codes) and from what LM Studio and llama.cpp's servers were reported to answer. It knows no
//! phone calls: what it says is told to it.

mod endpoint;
mod refusal;
mod schema;

pub use endpoint::{Behavior, Model};
