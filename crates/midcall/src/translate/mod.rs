//! Their words to ours and back: the only place that knows both.

mod from_vapi;
mod own_entries;
mod task;
mod to_salesforce;

pub use from_vapi::event;
pub use own_entries::{advised_body, advised_event, settled_event, vouched_body, vouched_event};
pub use task::{TASK_KEY, TASK_SUBTYPE, task_fields};
pub use to_salesforce::{observed, record_fields};
