//! Alive; able to store, and why not; what is counted.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use midcall_store::journal::Health;
use serde_json::json;

use crate::node::Node;

/// What the ledger says is counted for a day: what was incomplete last month is no news.
const DAY_MS: i64 = 86_400_000;

/// `GET /healthz`
pub(super) async fn alive() -> Json<serde_json::Value> {
    Json(json!({ "alive": true, "version": env!("CARGO_PKG_VERSION") }))
}

/// `GET /readyz`: able to store. Salesforce being down does not make us unready.
pub(super) async fn ready(State(node): State<Arc<Node>>) -> Response {
    let journal = node.store.journal.health();
    let state = node.store.backlog(&node.workspace).await;
    let problem = not_storing(journal).or_else(|| {
        state
            .as_ref()
            .err()
            .map(|error| crate::output::chain(error))
    });
    let status = if problem.is_some() {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    };
    (
        status,
        Json(json!({ "ready": problem.is_none(), "problem": problem })),
    )
        .into_response()
}

/// `GET /metrics`
pub(super) async fn metrics(State(node): State<Arc<Node>>) -> Response {
    node.metrics.note_budget(&node.budget(), node.clock.now());
    if let Ok(backlog) = node.store.backlog(&node.workspace).await {
        node.metrics
            .note(&backlog, node.salesforce.as_ref(), node.clock.now());
    }
    let since = node.clock.now().plus_ms(-DAY_MS);
    if let Ok(counts) = node.store.ledger_counts(&node.workspace, since).await {
        node.metrics.note_ledger(counts, &node.watch);
    }
    let text = node.metrics.render();
    (
        [(
            CONTENT_TYPE,
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
        )],
        text,
    )
        .into_response()
}

fn not_storing(health: Health) -> Option<String> {
    match health {
        Health::Storing => None,
        Health::NotStoring { reason } => Some(reason),
    }
}
