//! One delivery: verify it, read its envelope, append it, answer it. In this order: nothing is
//! stored that is not Vapi's, and nothing is acknowledged that is not stored.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method};
use midcall_domain::calls::CallId;
use midcall_store::journal::{self, EntryKind, NewEntry};
use midcall_vapi::{Envelope, EnvelopeError, verify};

use crate::{
    answer::{self, Asked},
    node::Node,
    probe,
};

/// What Vapi is to send: what Midcall reads, and what it has to answer. A list replaces Vapi's
/// defaults, and `transcript` is not among them. `speech-update` would be two more messages a
/// turn, and `phone-call-control` would make hanging up our duty.
pub const SERVER_MESSAGES: [&str; 9] = [
    "status-update",
    "transcript",
    "tool-calls",
    "conversation-update",
    "end-of-call-report",
    "hang",
    "transfer-update",
    "transfer-destination-request",
    "handoff-destination-request",
];

/// A POST from Vapi as it arrived.
#[derive(Debug)]
pub struct Delivery<'a> {
    /// Its method.
    pub method: &'a Method,
    /// Its path and query.
    pub path: &'a str,
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// Its raw bytes.
    pub body: Bytes,
}

/// Why a delivery was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Its credential is missing or wrong.
    #[error("the delivery's credential was not accepted")]
    Unauthorized(#[source] verify::Refusal),
    /// It is not a server message.
    #[error("the delivery is no server message")]
    Malformed(#[source] EnvelopeError),
    /// It could not be put on disk. Whoever sent it should send it again.
    #[error("the delivery could not be stored")]
    NotStored(#[source] journal::Error),
}

/// Takes a delivery in, and returns the answer to it once it is durable.
///
/// # Errors
///
/// When it is not Vapi's, no server message, or could not be stored; then nothing of it is kept.
pub async fn step(node: &Node, delivery: Delivery<'_>) -> Result<Bytes, Refusal> {
    let now = node.clock.now();
    if let Some(verifier) = &node.verifier {
        let public = format!("{}{}", node.settings.public_url, delivery.path);
        let presented = verify::Presented {
            method: delivery.method,
            urls: &[&public, delivery.path],
            headers: delivery.headers,
            body: &delivery.body,
        };
        verifier
            .verify(&presented, now.0)
            .map_err(Refusal::Unauthorized)?;
    }
    let envelope = Envelope::parse(&delivery.body).map_err(Refusal::Malformed)?;
    let kind: Arc<str> = Arc::from(&*envelope.kind);
    if &*kind == probe::KIND {
        return Ok(probe::answer(node, &delivery.body));
    }
    let entry = NewEntry {
        workspace: Arc::clone(&node.workspace),
        kind: EntryKind::Delivery,
        call_id: envelope.call_id.as_deref().map(Arc::from),
        message_type: Arc::clone(&kind),
        received_at: now,
        // A copy of its own: the bytes that arrived are a part of the connection's read buffer,
        // which would be kept, whole, for as long as the journal's tail keeps them.
        body: Bytes::copy_from_slice(&delivery.body),
    };
    let call = entry.call_id.clone().map(CallId);
    let seq = node
        .store
        .journal
        .append(entry)
        .await
        .map_err(Refusal::NotStored)?;
    node.watch.heard(now);
    node.metrics.took(&kind, delivery.body.len());
    let asked = Asked {
        kind: &kind,
        body: &delivery.body,
        call,
        seq,
        received_at: now,
    };
    Ok(answer::to(node, &asked).await)
}
