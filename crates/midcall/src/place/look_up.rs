//! Finds out what became of a dial whose answer was lost: the call carries the request's name.

use midcall_domain::time::Timestamp;
use midcall_store::{CallRequest, Move, Result};
use midcall_vapi::{ApiError, CallInfo, operations::ListCalls};

use super::{
    carry_out::{later, moved},
    dial,
};
use crate::node::Node;

/// A dial whose answer was lost may still be on its way for as long as a request may take; only
/// then does its absence from the call list say anything.
const LOOKUP_AFTER_MS: i64 = 30_000;
/// After this long without a word from Vapi's call list, a person is shown what may have been
/// dialed.
const GIVE_UP_AFTER_MS: i64 = 15 * 60_000;
/// Clocks differ: a call of ours may be dated well before we asked for it.
const CLOCK_SLACK_MS: i64 = 15 * 60_000;
/// Vapi lists at most this many calls at a time.
const LIST_MAX: u16 = 1_000;

/// Finds out what became of a dial whose answer was lost.
pub(super) async fn find_out(node: &Node, request: CallRequest) -> Result<CallRequest> {
    let dialed_at = request.dialed_at.unwrap_or(request.created_at);
    let waited_ms = node.clock.now().ms_since(dialed_at);
    match look_up(node, &request).await {
        Ok(Some(call)) => dial::placed(node, request, call).await,
        Ok(None) if waited_ms < LOOKUP_AFTER_MS => Ok(request),
        Ok(None) => {
            // Every request that could still create it has ended, and it is not there: it is asked
            // for again, in its turn.
            let again = later(&request, request.due_at, None);
            moved(node, request, again).await
        }
        Err(_) if waited_ms < GIVE_UP_AFTER_MS => Ok(request),
        Err(_) => {
            let reason = "Vapi did not answer when it was asked to dial, and its call list does not say whether it did. Look for the call in Vapi before asking again.".to_owned();
            moved(node, request, Move::Unknown(reason)).await
        }
    }
}

/// Looks for the present call of a request by its name, which it carries in its metadata.
pub(super) async fn look_up(
    node: &Node,
    request: &CallRequest,
) -> std::result::Result<Option<String>, ApiError> {
    let Some(vapi) = &node.vapi else {
        return Ok(None);
    };
    let name = dial::name(request);
    let dialed_at = request.dialed_at.unwrap_or(request.created_at);
    let since = dialed_at.plus_ms(-CLOCK_SLACK_MS);
    let mut before: Option<Timestamp> = None;
    loop {
        let page = vapi
            .send(&ListCalls {
                created_at_ge_ms: Some(since.0),
                created_at_le_ms: before.map(|at| at.0),
                limit: Some(LIST_MAX),
                ..ListCalls::default()
            })
            .await?;
        let calls: Vec<&CallInfo> = page.iter().map(|record| &record.call).collect();
        let is_ours = |call: &&&CallInfo| call.request_id.as_deref() == Some(&name);
        if let Some(call) = calls.iter().find(is_ours) {
            return Ok(Some(call.id.clone()));
        }
        let oldest = calls
            .iter()
            .filter_map(|call| call.created_at_ms)
            .min()
            .map(Timestamp);
        // A full page may hide older calls behind it. Pages overlap by a moment; one that brings
        // nothing older ends the search.
        if calls.len() < usize::from(LIST_MAX) || oldest.is_none() || oldest == before {
            return Ok(None);
        }
        before = oldest;
    }
}
