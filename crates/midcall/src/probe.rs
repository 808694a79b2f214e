//! Whether an address leads to this very server: a question that goes out by the public address as
//! a delivery would, and comes back with a proof that only a process on the same data can make.
//!
//! The question is a webhook message of a type of our own. It passes the same verification as any
//! delivery, is answered, and is not kept: nobody said anything.

use bytes::Bytes;
use http::{HeaderMap, Request, Uri, header::CONTENT_TYPE};
use midcall_vapi::{
    Redacted,
    verify::{self, WebhookAuth},
};
use ring::hmac;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{node::Node, place::random_key, wiring};

/// The type of the question.
pub(crate) const KIND: &str = "midcall.probe";
/// A longer nonce is none.
const NONCE_CHARS_MAX: usize = 64;
/// Half a digest is more than enough to tell one server from another.
const PROOF_BYTES: usize = 16;

/// What came of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// This very server.
    Ours,
    /// A server of ours, on other data.
    Another,
    /// Something that knows nothing of the question.
    Stranger {
        /// The status it answered with.
        status: u16,
    },
    /// Something that refuses our credential.
    Refused,
    /// Nothing.
    Nobody,
}

/// The answer to a question that has been verified.
pub(crate) fn answer(node: &Node, body: &[u8]) -> Bytes {
    let asked: Value = serde_json::from_slice(body).unwrap_or_default();
    let nonce = asked["message"]["nonce"].as_str().unwrap_or_default();
    let nonce: String = nonce.chars().take(NONCE_CHARS_MAX).collect();
    let proof = proof(node.store.identity(), &nonce);
    Bytes::from(json!({ "midcall": { "nonce": nonce, "proof": proof } }).to_string())
}

/// Asks the server at this address which one it is.
pub async fn ask(node: &Node, url: &str) -> Found {
    let Ok(uri) = url.parse::<Uri>() else {
        return Found::Nobody;
    };
    let nonce = random_key();
    let body = json!({ "message": { "type": KIND, "nonce": nonce } }).to_string();
    let mut request = Request::new(Bytes::from(body));
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() = uri;
    *request.headers_mut() = credential(node, request.body());
    request.headers_mut().insert(
        CONTENT_TYPE,
        http::HeaderValue::from_static("application/json"),
    );
    let Ok(response) = node.web.clone().oneshot(request).await else {
        return Found::Nobody;
    };
    let answer: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    let answer = &answer["midcall"];
    let expected = proof(node.store.identity(), &nonce);
    match response.status().as_u16() {
        200 if answer["nonce"] != nonce => Found::Stranger { status: 200 },
        200 if answer["proof"] == expected => Found::Ours,
        200 => Found::Another,
        401 => Found::Refused,
        status => Found::Stranger { status },
    }
}

/// What Vapi would present.
fn credential(node: &Node, body: &[u8]) -> HeaderMap {
    let webhook = &node.settings.webhook;
    let secret = webhook.secret.expose().unwrap_or_default();
    let secret = secret.split(',').map(str::trim).find(|it| !it.is_empty());
    match (secret, wiring::webhook_auth(webhook)) {
        (Some(secret), Ok(auth)) => present(&auth, secret, body, node.clock.now().0),
        _ => HeaderMap::new(),
    }
}

fn present(auth: &WebhookAuth, secret: &str, body: &[u8], now_ms: i64) -> HeaderMap {
    verify::present(auth, &Redacted(secret.to_owned()), body, now_ms)
}

fn proof(identity: &str, nonce: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, identity.as_bytes());
    let tag = hmac::sign(&key, nonce.as_bytes());
    let bytes = tag.as_ref().iter().take(PROOF_BYTES);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}
