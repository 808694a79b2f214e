//! What the Lead should say, and how it gets there.

mod activity;
mod desired;
mod field;
mod plan;
mod retry;

pub use activity::Activity;
pub use desired::{DesiredLead, derive};
pub use field::{FieldRole, FieldValue, Fields};
pub use plan::{Part, Urgency, differing, urgency};
pub use retry::{Backoff, next_attempt_ms};
