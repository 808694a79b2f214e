//! The simulated Vapi as a client meets it: through its router, in process.

#![expect(clippy::unwrap_used, reason = "what helps a test may panic like one")]

mod assistants;
mod faults;
mod placing;
mod playing;
mod reading;

use axum::{Router, body::Body};
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use midcall_sim::{
    clock::Clock,
    vapi::api::{Settings, Vapi},
};
use serde_json::{Value, json};
use tower::ServiceExt;

/// 19 Nov 2026, 10:23:14 UTC.
const NOW_MS: i64 = 1_795_083_794_000;
const ASSISTANT_ID: &str = "3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa";
/// Whom the script `keen_buyer` is about.
const KEEN_BUYER: &str = "+15550101002";

/// A Vapi whose clock stands still, and the clock.
fn vapi(change: impl FnOnce(&mut Settings)) -> (Vapi, Clock) {
    let clock = Clock::manual(NOW_MS);
    let mut settings = Settings {
        clock: clock.clone(),
        ..Settings::default()
    };
    change(&mut settings);
    (Vapi::new(settings), clock)
}

fn call_request() -> Value {
    json!({
        "assistantId": ASSISTANT_ID,
        "phoneNumberId": "c2a9e7d4-1f36-4a0b-9d5e-88b7a4f0e311",
        "customer": {"number": KEEN_BUYER, "name": "Marisol Vega", "externalId": "00QFK00000MdkB12AJ"},
        "assistantOverrides": {
            "metadata": {"leadId": "00QFK00000MdkB12AJ"},
            "variableValues": {"leadName": "Marisol", "company": "Tidewater Robotics"},
        },
    })
}

async fn send(router: &Router, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
    let body = if body.is_null() {
        Body::empty()
    } else {
        Body::from(body.to_string())
    };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .body(body)
        .unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

async fn post(vapi: &Vapi, path: &str, body: Value) -> (StatusCode, Value) {
    send(&vapi.router(), Method::POST, path, body).await
}

async fn get(vapi: &Vapi, path: &str) -> (StatusCode, Value) {
    send(&vapi.router(), Method::GET, path, Value::Null).await
}

/// Places a call and returns its id.
async fn placed(vapi: &Vapi) -> String {
    let (status, call) = post(vapi, "/call", call_request()).await;
    assert_eq!(status, StatusCode::CREATED, "{call}");
    call["id"].as_str().unwrap().to_owned()
}
