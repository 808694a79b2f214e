//! A phone call: what can happen to it, and what it has come to.

mod speaker;

pub use speaker::Speaker;
