//! Pages for people.

use std::sync::Arc;

use axum::{Router, response::Html, routing::get};

use crate::node::Node;

/// Every page.
pub fn routes() -> Router<Arc<Node>> {
    Router::new().route("/", get(|| async { Html("<!doctype html><title>Midcall</title>") }))
}
