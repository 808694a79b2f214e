//! What we ask of Vapi's REST API: one file per operation, its request and its answer side by side,
//! both pure.

mod add_message;
mod call_record;
mod create_call;
mod get_assistant;
mod get_call;
mod list_calls;
mod operation;

pub use add_message::AddMessage;
pub use call_record::CallRecord;
pub use create_call::{CreateCall, PlacedCall, SchedulePlan};
pub use get_assistant::{Assistant, AssistantServer, GetAssistant};
pub use get_call::GetCall;
pub use list_calls::ListCalls;
pub use operation::Operation;
