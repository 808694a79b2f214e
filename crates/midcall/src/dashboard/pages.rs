//! Requests for pages, and the headers every answer to them carries.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{
        HeaderName, HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
            X_FRAME_OPTIONS,
        },
    },
    response::{Html, Response},
};
use midcall_domain::calls::CallId;
use serde::Deserialize;

use super::{failure::Failure, gather};
use crate::node::Node;

type Page = Result<Html<String>, Failure>;

/// Pages show what people said: no cache keeps them, no other site frames them, and they run and
/// load nothing that is not from here.
const GUARDS: [(HeaderName, &str); 5] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (X_FRAME_OPTIONS, "DENY"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
];

/// `GET /`
pub(super) async fn home(State(node): State<Arc<Node>>) -> Page {
    Ok(Html(gather::home(&node).await?.render()?))
}

/// `GET /calls/{call}`
pub(super) async fn call(State(node): State<Arc<Node>>, Path(call): Path<String>) -> Page {
    let page = gather::call(&node, &CallId::from(call.as_str())).await?;
    Ok(Html(page.ok_or(Failure::NoSuchCall)?.render()?))
}

/// Where a list goes on.
#[derive(Deserialize)]
pub(super) struct From {
    after: Option<String>,
}

/// `GET /blocked`
pub(super) async fn attention(State(node): State<Arc<Node>>, Query(from): Query<From>) -> Page {
    Ok(Html(gather::attention(&node, from.after).await?.render()?))
}

/// Adds the headers that are not set yet.
pub(super) async fn guard(mut response: Response) -> Response {
    for (name, value) in GUARDS {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}
