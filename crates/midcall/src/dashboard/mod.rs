//! The live page: what is being said on calls, what it comes to, and whether Salesforce has it.
//!
//! In reading order: [`pages`] answers requests with what [`gather`] reads from the store; [`view`]
//! is all that a page is given; `templates/` draws it. [`events`] tells an open page to ask again.

mod assets;
mod events;
mod failure;
mod gather;
mod pages;
mod view;

use std::sync::Arc;

use axum::{Router, middleware, routing::get};

use crate::node::Node;

/// Every page, and what pages load.
pub(crate) fn routes() -> Router<Arc<Node>> {
    Router::new()
        .route("/", get(pages::home))
        .route("/calls/{call}", get(pages::call))
        .route("/blocked", get(pages::attention))
        .route("/events", get(events::stream))
        .route("/assets/page.css", get(assets::style))
        .route("/assets/page.js", get(assets::script))
        .route("/assets/icon.svg", get(assets::icon))
        .layer(middleware::map_response(pages::guard))
}
