//! A call of which nothing is heard any more is settled. The decision is an entry in the journal,
//! so that a replay comes to the same end without a clock.

use std::sync::Arc;

use bytes::Bytes;
use midcall_domain::{calls::CallId, time::Timestamp};
use midcall_store::{
    Result,
    journal::{EntryKind, NewEntry},
};

use crate::node::Node;

/// Settles calls that have been silent for too long. Returns which.
///
/// Silence is counted from `listening_since` at the earliest: while this server was down, nothing
/// could be heard, and a call that is still going on must not be taken for dead.
///
/// # Errors
///
/// When the store fails; then the rest is settled by a later step.
pub async fn settle(node: &Node, listening_since: Timestamp) -> Result<Vec<CallId>> {
    let now = node.clock.now();
    let silence_ms = node.settings.calls.settle_after_s.saturating_mul(1_000);
    if now.ms_since(listening_since) < silence_ms {
        return Ok(Vec::new());
    }
    let silent = node
        .store
        .silent_calls(&node.workspace, now.plus_ms(-silence_ms))
        .await?;
    let mut settled = Vec::new();
    for call in silent {
        let Some((state, _)) = node.store.load_call(&node.workspace, &call).await? else {
            continue;
        };
        node.store
            .journal
            .append(NewEntry {
                workspace: Arc::clone(&node.workspace),
                kind: EntryKind::Settled,
                call_id: Some(Arc::clone(&call.0)),
                message_type: "midcall.settled".into(),
                received_at: now,
                body: body(state.active_at()),
            })
            .await?;
        settled.push(call);
    }
    Ok(settled)
}

fn body(active_at: Timestamp) -> Bytes {
    Bytes::from(active_at.0.to_string())
}

/// Reads back what [`body`] wrote.
pub(super) fn active_at(body: &[u8]) -> Option<Timestamp> {
    std::str::from_utf8(body).ok()?.parse().ok().map(Timestamp)
}
