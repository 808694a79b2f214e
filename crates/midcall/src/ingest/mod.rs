//! First stage: trust nothing, write the bytes down, then answer.

mod step;

pub use step::{Delivery, Refusal, SERVER_MESSAGES, step};
