//! Assistants and their like: created, read, and changed one whole field at a time.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{ASSISTANT_ID, get, post, send, vapi};

#[tokio::test]
async fn a_change_replaces_whole_fields() {
    let (vapi, _) = vapi(|_| {});
    let path = format!("/assistant/{ASSISTANT_ID}");
    let change =
        json!({"model": {"toolIds": ["t1"]}, "server": {"url": "http://127.0.0.1/webhook/vapi"}});
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
            json!({"provider": "twilio", "number": "+15550100101", "twilioAuthToken": "SENTINEL-token"}),
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
