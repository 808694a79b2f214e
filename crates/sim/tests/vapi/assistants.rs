//! Assistants and their like: created, read, and changed one whole field at a time.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{ASSISTANT_ID, get, post, send, vapi};

#[tokio::test]
async fn a_change_replaces_whole_fields() {
    let (vapi, _) = vapi(|_| {});
    let path = format!("/assistant/{ASSISTANT_ID}");
    let change = json!({"model": {"provider": "openai", "model": "gpt-4.1", "toolIds": ["t1"]}, "server": {"url": "http://127.0.0.1/webhook/vapi"}});
    let (status, _) = send(&vapi.router(), Method::PATCH, &path, change.clone()).await;
    assert_eq!(status, StatusCode::OK);
    let (_, assistant) = get(&vapi, &path).await;
    // The prompt is gone: Vapi merges only the top level.
    assert_eq!(assistant["model"], change["model"]);
    assert_eq!(assistant["server"], change["server"]);
    assert!(assistant["serverMessages"].is_array());
}

#[tokio::test]
async fn what_is_created_can_be_read() {
    let (vapi, _) = vapi(|_| {});
    for (path, item) in [
        ("/assistant", json!({"name": "Second"})),
        (
            "/phone-number",
            json!({"provider": "twilio", "number": "+15550100101", "twilioAccountSid": "ACFAKE01", "twilioAuthToken": "SENTINEL-token"}),
        ),
        (
            "/credential",
            json!({"provider": "custom-credential", "authenticationPlan": {"type": "bearer", "token": "SENTINEL-token"}}),
        ),
        (
            "/tool",
            json!({"type": "function", "function": {"name": "record_lead_signal"}}),
        ),
    ] {
        let (status, created) = post(&vapi, path, item).await;
        assert_eq!(status, StatusCode::CREATED);
        let id = created["id"].as_str().unwrap();
        assert_eq!(
            get(&vapi, &format!("{path}/{id}")).await,
            (StatusCode::OK, created.clone())
        );
        let (_, all) = get(&vapi, path).await;
        assert_eq!(all.as_array().and_then(|all| all.last()), Some(&created));
        assert!(!created.to_string().contains("SENTINEL"));
    }
}

#[tokio::test]
async fn a_long_name_is_refused() {
    let (vapi, _) = vapi(|_| {});
    let (status, answer) = post(&vapi, "/assistant", json!({"name": "n".repeat(41)})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(matches!(answer["message"], Value::Array(_)));
}

#[tokio::test]
async fn what_no_schema_has_is_refused() {
    let (vapi, _) = vapi(|_| {});
    let path = format!("/assistant/{ASSISTANT_ID}");
    for (method, path, body) in [
        (
            Method::POST,
            "/assistant",
            json!({"serverUrl": "https://x"}),
        ),
        (
            Method::PATCH,
            path.as_str(),
            json!({"server": {"secret": "s"}}),
        ),
        (Method::POST, "/tool", json!({"type": "function"})),
        (
            Method::POST,
            "/phone-number",
            json!({"number": "+15550100101"}),
        ),
        (Method::POST, "/credential", json!({"provider": "openai"})),
    ] {
        let (status, answer) = send(&vapi.router(), method, path, body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path}: {answer}");
    }
}

#[tokio::test]
async fn deliveries_are_signed_by_the_assistants_credential() {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let log = std::sync::Arc::clone(&seen);
    let http = tower::service_fn(move |request: http::Request<bytes::Bytes>| {
        log.lock().unwrap().push(request.headers().clone());
        async { Ok::<_, tower::BoxError>(http::Response::new(bytes::Bytes::new())) }
    });
    let http = tower::util::BoxCloneSyncService::new(http);
    let mut sink = midcall_sim::vapi::webhook::Sink::new(http, "http://127.0.0.1:1/");
    sink.speed = 100_000.0;
    let (vapi, _) = vapi(|settings| settings.sink = Some(sink));
    let plan = json!({"type": "hmac", "secretKey": "k", "algorithm": "sha256"});
    let credential = json!({"provider": "custom-credential", "authenticationPlan": plan});
    let (_, credential) = post(&vapi, "/credential", credential).await;
    let server =
        json!({"server": {"url": "http://127.0.0.1:1/", "credentialId": credential["id"]}});
    vapi.edit(&format!("/assistant/{ASSISTANT_ID}"), &server);
    crate::placed(&vapi).await;
    vapi.settle().await;
    let seen = seen.lock().unwrap();
    assert!(
        !seen.is_empty()
            && seen
                .iter()
                .all(|headers| headers.contains_key("x-signature"))
    );
}
