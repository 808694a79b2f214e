//! Who may use the API and see the pages.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{AUTHORIZATION, WWW_AUTHENTICATE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use subtle::ConstantTimeEq;

use super::problem::Problem;
use crate::node::Node;

/// `/api/*` wants the bearer key; without a configured key nobody has it.
pub(super) async fn require_key(
    State(node): State<Arc<Node>>,
    request: Request,
    next: Next,
) -> Response {
    let Some(key) = node.settings.api_key.expose() else {
        return Problem::new(
            StatusCode::UNAUTHORIZED,
            "no_key_configured",
            "The API is closed: set MIDCALL_API_KEY on the server and send it as bearer token.",
        )
        .into_response();
    };
    if bearer(request.headers()).is_some_and(|given| is_same(given, key)) {
        return next.run(request).await;
    }
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "unauthorized",
        "Send the API key as `Authorization: Bearer …`.",
    )
    .into_response()
}

/// Pages show what people said: from this machine they are open, from elsewhere the browser asks
/// for the API key as password.
pub(super) async fn require_person(
    State(node): State<Arc<Node>>,
    request: Request,
    next: Next,
) -> Response {
    let key = node.settings.api_key.expose();
    if is_from_this_machine(&request)
        || key.is_some_and(|key| {
            password(request.headers()).is_some_and(|given| is_same(&given, key))
        })
    {
        return next.run(request).await;
    }
    let message = match key {
        Some(_) => "Sign in with any name and the API key (MIDCALL_API_KEY) as password.",
        None => {
            "This page is open to this machine only. Set MIDCALL_API_KEY to see it from elsewhere."
        }
    };
    let mut response = (StatusCode::UNAUTHORIZED, message).into_response();
    if key.is_some() {
        let ask = HeaderValue::from_static("Basic realm=\"Midcall\", charset=\"UTF-8\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, ask);
    }
    response
}

/// A reverse proxy on this machine speaks for others, and says so.
fn is_from_this_machine(request: &Request) -> bool {
    let is_forwarded = ["forwarded", "x-forwarded-for", "x-real-ip", "via"]
        .iter()
        .any(|name| request.headers().contains_key(*name));
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    !is_forwarded && peer.is_some_and(|ConnectInfo(peer)| peer.ip().is_loopback())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn password(headers: &HeaderMap) -> Option<String> {
    let (scheme, credentials) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let credentials = String::from_utf8(BASE64_STANDARD.decode(credentials.trim()).ok()?).ok()?;
    Some(credentials.split_once(':')?.1.to_owned())
}

fn is_same(given: &str, key: &str) -> bool {
    given.as_bytes().ct_eq(key.as_bytes()).into()
}
