//! Places calls: each request is written down, checked, dialed at most once, and never forgotten.

mod carry_out;
mod request;

pub use carry_out::step;
pub(crate) use request::random_key;
pub use request::{Asked, Invalid, Placed, Refusal, place};
