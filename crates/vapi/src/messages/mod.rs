//! What is kept of each server message that says something about a call, one file per type.

mod campaign_predial;
mod conversation_update;
mod end_of_call_report;
mod history;
mod role;
mod speech_update;
mod status_update;
pub(crate) mod tool_calls;
mod transcript;
mod transfer_update;

pub use campaign_predial::CampaignPredial;
pub use conversation_update::ConversationUpdate;
pub use end_of_call_report::EndOfCallReport;
pub use history::{HistoryMessage, HistoryRole};
pub use role::Role;
pub use speech_update::{SpeechStatus, SpeechUpdate};
pub use status_update::{CallStatus, StatusUpdate};
pub use tool_calls::{Arguments, BrokenArguments, FunctionCall, ToolCall};
pub use transcript::Transcript;
pub use transfer_update::TransferUpdate;
