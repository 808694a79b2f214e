//! What is answered on the line. The answer depends on the delivery alone, so a repeated delivery
//! is answered the same.

use bytes::Bytes;
use midcall_domain::claims::TOOL;
use midcall_vapi::{
    MessageBody, ServerMessage,
    messages::ToolCall,
    reply::{self, AssistantChoice, Deadline, ToolResult},
};
use serde_json::{Map, Value};

use crate::node::Node;

/// The answer to a delivery of this kind.
pub(super) fn to(node: &Node, kind: &str, body: &[u8]) -> Bytes {
    if Deadline::of(kind).is_none() {
        return Bytes::from_static(b"{}");
    }
    let answer = match ServerMessage::parse(body).map(|message| message.body) {
        Ok(MessageBody::ToolCalls(calls)) => {
            reply::tool_results(calls.into_iter().map(tool_result))
        }
        Ok(MessageBody::FunctionCall(call)) if call.name == TOOL => {
            reply::function_result("Saved. Continue the conversation.")
        }
        Ok(MessageBody::FunctionCall(_)) => reply::function_result(NOT_OURS),
        Ok(MessageBody::AssistantRequest) => assistant(node),
        Ok(MessageBody::TransferDestinationRequest | MessageBody::HandoffDestinationRequest) => {
            reply::refuse_transfer("Nobody is available for a transfer.")
        }
        Ok(MessageBody::KnowledgeBaseRequest) => reply::no_documents(),
        Ok(MessageBody::CallEndpointingRequest) => reply::endpointing(0.8),
        // Whether a contact may be dialed is not known to this version, so it is not dialed.
        Ok(MessageBody::CampaignPredial(_)) => reply::predial(false),
        _ => reply::nothing(),
    };
    Bytes::from(answer.to_string())
}

const NOT_OURS: &str = "This tool is not available. Carry on without it.";

fn tool_result(call: ToolCall) -> ToolResult {
    let outcome = match (call.name.as_str(), &call.arguments) {
        (TOOL, Ok(_)) => Ok("Saved. Continue the conversation."),
        (TOOL, Err(_)) => {
            Err("The arguments were cut off. Carry on; what was said is kept anyway.")
        }
        _ => Err(NOT_OURS),
    };
    ToolResult {
        tool_call_id: call.id,
        name: call.name,
        outcome: outcome.map(str::to_owned).map_err(str::to_owned),
        spoken: None,
    }
}

fn assistant(node: &Node) -> Value {
    let assistant_id = node.settings.vapi.assistant_id.clone();
    if assistant_id.is_empty() {
        return reply::decline_call(
            "Sorry, we can't take your call right now. Please try again later.",
        );
    }
    reply::choose_assistant(AssistantChoice {
        assistant_id,
        metadata: Map::new(),
        variable_values: Map::new(),
    })
}
