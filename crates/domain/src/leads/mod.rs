//! What the Lead should say, and how it gets there.

mod activity;
mod budget;
mod desired;
mod drift;
mod field;
mod plan;
mod retry;

pub use activity::Activity;
pub use budget::{Budget, Forecast, Pace, Usage};
pub use desired::{DesiredLead, derive};
pub use drift::{Drift, next_look_ms};
pub use field::{FieldRole, FieldValue, Fields};
pub use plan::{Part, Urgency, differing, urgency};
pub use retry::{Backoff, next_attempt_ms};
