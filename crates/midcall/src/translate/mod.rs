//! Their words to ours and back: the only place that knows both.

mod from_record;
mod from_salesforce;
mod from_vapi;
mod own_entries;
mod task;
mod to_salesforce;

pub use from_record::fetched_event;
pub use from_salesforce::{CONTACT_PHONES, LEAD_PHONES, caller, unknown_name};
pub use from_vapi::event;
pub use own_entries::{
    Whose, advised_body, advised_event, answered_body, answered_event, given_up_body,
    given_up_event, settled_event, vouched_body, vouched_event, whose_body, whose_event,
};
pub use task::{TASK_KEY, TASK_SUBTYPE, task_fields};
pub use to_salesforce::{SIGNATURE, observed, record_fields, signature};
