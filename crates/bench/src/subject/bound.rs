//! The least a server can do that takes webhooks: read the body, verify its signature, answer. What
//! Midcall does beyond it is measured as a share of it.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::post,
};
use ring::hmac;

use crate::vendors::{WEBHOOK_PATH, WEBHOOK_SECRET};

const BODY_BYTES_MAX: usize = 5 << 20;

/// The server's only route.
pub(super) fn router() -> Router {
    let key = hmac::Key::new(hmac::HMAC_SHA256, WEBHOOK_SECRET.as_bytes());
    Router::new()
        .route(WEBHOOK_PATH, post(receive))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(Arc::new(key))
}

async fn receive(State(key): State<Arc<hmac::Key>>, headers: HeaderMap, body: Bytes) -> Response {
    if is_signed(&key, &headers, &body) {
        ([(CONTENT_TYPE, "application/json")], "{}").into_response()
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

fn is_signed(key: &hmac::Key, headers: &HeaderMap, body: &[u8]) -> bool {
    let (Some(timestamp), Some(signature)) =
        (headers.get("x-timestamp"), headers.get("x-signature"))
    else {
        return false;
    };
    let mut context = hmac::Context::with_key(key);
    context.update(timestamp.as_bytes());
    context.update(b".");
    context.update(body);
    let expected = context.sign();
    // Nobody times the bound, so an ordinary comparison does.
    let expected: String = expected
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    signature.as_bytes() == expected.as_bytes()
}
