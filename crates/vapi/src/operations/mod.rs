//! What we ask of Vapi's REST API: one file per operation, its request and its answer side by side,
//! both pure.

mod add_message;
mod call_record;
mod change_resource;
mod create_call;
mod create_resource;
mod get_assistant;
mod get_call;
mod get_resource;
mod list_calls;
mod list_resources;
mod operation;
mod resource;

pub use add_message::AddMessage;
pub use call_record::CallRecord;
pub use change_resource::ChangeResource;
pub use create_call::{CreateCall, PlacedCall, SchedulePlan};
pub use create_resource::CreateResource;
pub use get_assistant::{Assistant, AssistantServer, GetAssistant};
pub use get_call::{GetCall, ToldCall};
pub use get_resource::GetResource;
pub use list_calls::ListCalls;
pub use list_resources::ListResources;
pub use operation::Operation;
pub use resource::{Document, Resource};
