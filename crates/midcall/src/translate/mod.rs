//! Their words to ours and back: the only place that knows both.

mod from_vapi;
mod to_salesforce;

pub use from_vapi::{event, settled_event};
pub use to_salesforce::{observed, record_fields};
