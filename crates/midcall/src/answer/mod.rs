//! What is answered on the line, while a caller hears silence: tool calls, who takes an inbound
//! call, where a call goes.
//!
//! Nothing here waits for the fold or, beyond a set time, for Salesforce.

mod caller;
mod destination;
mod line;
mod memory;
mod prompt_text;
mod tools;
mod wording;

use std::time::Instant;

use bytes::Bytes;
use midcall_domain::{calls::CallId, time::Timestamp};
use midcall_store::journal::EntrySeq;
use midcall_vapi::{
    MessageBody, ServerMessage,
    reply::{self, Deadline},
};
use serde_json::Value;

use crate::node::Node;

pub use destination::Destinations;
pub use memory::Answers;
pub(crate) use wording::listed;

/// A message that is durable and may wait for an answer.
pub(crate) struct Asked<'a> {
    /// Its type.
    pub(crate) kind: &'a str,
    /// Its raw bytes.
    pub(crate) body: &'a [u8],
    /// The call it is about.
    pub(crate) call: Option<CallId>,
    /// Its entry in the journal.
    pub(crate) seq: EntrySeq,
    /// When it arrived.
    pub(crate) received_at: Timestamp,
}

/// The answer to a message.
pub(crate) async fn to(node: &Node, asked: &Asked<'_>) -> Bytes {
    if Deadline::of(asked.kind).is_none() {
        return Bytes::from_static(b"{}");
    }
    let began = Instant::now();
    let answer = answer(node, asked).await;
    node.metrics.answered(asked.kind, began.elapsed());
    Bytes::from(answer.to_string())
}

async fn answer(node: &Node, asked: &Asked<'_>) -> Value {
    let Ok(message) = ServerMessage::parse(asked.body) else {
        return reply::nothing();
    };
    match message.body {
        MessageBody::ToolCalls(calls) => tools::results(node, asked, calls).await,
        MessageBody::FunctionCall(call) => tools::function(node, asked, call).await,
        MessageBody::AssistantRequest => {
            let number = message.call.and_then(|call| call.customer_number);
            caller::assistant(node, number.as_ref()).await
        }
        MessageBody::TransferDestinationRequest => destination::transfer(node),
        MessageBody::HandoffDestinationRequest => destination::hand_off(node),
        MessageBody::KnowledgeBaseRequest => reply::no_documents(),
        MessageBody::CallEndpointingRequest => reply::endpointing(0.8),
        // Whether a contact may be dialed is not known to this version, so it is not dialed.
        MessageBody::CampaignPredial(_) => reply::predial(false),
        _ => reply::nothing(),
    }
}
