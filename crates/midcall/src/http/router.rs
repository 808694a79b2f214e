//! Every route on one page, grouped by who uses it.

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{delete, get, post},
};

use super::{access, api, health, webhook};
use crate::{dashboard, node::Node};

/// Every route.
pub fn router(node: Arc<Node>) -> Router {
    let vapi = Router::new().route("/webhook/vapi", post(webhook::receive));
    let people_and_programs = Router::new()
        .route("/api/qualify-lead", post(api::qualify_lead))
        .route("/api/queue", get(api::list_queue))
        .route("/api/queue/{lead}", delete(api::cancel))
        .route("/api/calls", get(api::list_calls))
        .route("/api/calls/{call}", get(api::show_call))
        .route("/api/calls/{call}/claims", post(api::claim))
        .route("/api/calls/{call}/lead", post(api::attach))
        .route("/api/leads/{lead}", get(api::show_lead))
        .route("/api/allowance", get(api::allowance))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&node),
            access::require_key,
        ))
        .route("/api/openapi.json", get(api::openapi));
    let operators = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics));
    let pages = dashboard::routes().layer(middleware::from_fn_with_state(
        Arc::clone(&node),
        access::require_person,
    ));
    vapi.merge(people_and_programs)
        .merge(operators)
        .merge(pages)
        .with_state(node)
}
