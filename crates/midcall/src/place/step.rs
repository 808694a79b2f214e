//! One unit of work of the queue: looks at what a call came to, dials whose turn it is, or tells
//! Salesforce who is not to be called.

use midcall_store::Result;

use super::{
    carry_out::{self, Asker, REQUEST_LEASE_MS},
    follow,
    request::Refusal,
    tell, waiting,
};
use crate::node::Node;

/// Takes up one thing that is due. Returns whether there was one.
///
/// # Errors
///
/// When the store fails.
pub async fn step(node: &Node) -> Result<bool> {
    if tell::step(node).await? || follow::step(node).await? {
        return Ok(true);
    }
    let now = node.clock.now();
    // With nobody to call through, requests wait as they are.
    if node.vapi.is_none() {
        return Ok(false);
    }
    let may_dial = waiting::may_dial(node).await?;
    let leased = node
        .store
        .lease_due_request(
            &node.workspace,
            may_dial,
            now,
            now.plus_ms(REQUEST_LEASE_MS),
        )
        .await?;
    let Some(request) = leased else {
        return Ok(false);
    };
    let key = request.asked.request.clone();
    match carry_out::carry_out(node, request, Asker::Queue).await {
        Ok(_) => {}
        Err(Refusal::Store(error)) => return Err(error),
        Err(refusal) => {
            tracing::warn!(request.key = %key, error = %refusal, "A request to call was not carried out");
        }
    }
    Ok(true)
}
