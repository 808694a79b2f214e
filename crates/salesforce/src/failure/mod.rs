//! What a refusal means for us: again, later, by another way, or not without a person.

mod class;
mod classify;
mod codes;
mod reason;

pub use class::Class;
pub use classify::{Failure, classify, classify_record};
pub use reason::Reason;
