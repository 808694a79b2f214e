//! What the Lead should say, and how it gets there.

mod activity;
mod budget;
mod content;
mod decide;
mod desired;
mod drift;
mod field;
mod mapping;
mod plan;
mod policy;
mod retry;
mod written;

pub use activity::Activity;
pub use budget::{Budget, Forecast, Pace, Usage};
pub use content::{Content, ContentError, Facet, Kind, Piece};
pub use decide::{Decision, Edit, EditFate, Seen, addition, decide, decide_part};
pub use desired::{DesiredLead, derive};
pub use drift::{Drift, next_look_ms};
pub use field::{FieldKey, FieldRole, FieldValue, Fields};
pub use mapping::{Mapping, Mappings};
pub use plan::{Part, Urgency, urgency};
pub use policy::Policy;
pub use retry::{Backoff, jitter, next_attempt_ms};
pub use written::Written;
