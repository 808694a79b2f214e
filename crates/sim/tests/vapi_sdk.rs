//! Checks what the simulated Vapi says against the models of Vapi's official Python SDK, so that our
//! picture of the wire is not only ours. Needs the SDK, so it is behind the feature `third-party`.

#![expect(clippy::unwrap_used, reason = "what helps a test may panic like one")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use axum::body::Body;
use bytes::Bytes;
use http::{Method, Request};
use http_body_util::BodyExt;
use midcall_sim::{
    clock::Clock,
    vapi::{
        api::{Settings, Vapi},
        expand::expand,
        generate::generate,
        scripts,
    },
};
use serde_json::{Value, json};
use tower::ServiceExt;

/// 19 Nov 2026, 10:23:14 UTC.
const NOW_MS: i64 = 1_795_083_794_000;

#[test]
fn every_webhook_fits_the_sdk() {
    let generated = (0..3).map(|seed| generate(seed).script);
    let bodies = scripts()
        .into_iter()
        .chain(generated)
        .flat_map(|script| expand(&script, 1, "01a1f353-1a10-7000-8000-000000000001", NOW_MS))
        .map(|delivery| delivery.body);
    check("webhook", bodies);
}

#[tokio::test]
async fn every_call_fits_the_sdk() {
    let clock = Clock::manual(NOW_MS);
    let vapi = Vapi::new(Settings {
        clock: clock.clone(),
        ..Settings::default()
    });
    let mut answers = Vec::new();
    let mut paths = vec!["/call".to_owned()];
    for script in scripts() {
        let answer = post_call(
            &vapi,
            json!({"customer": {"number": script.customer.number}}),
        )
        .await;
        let call: Value = serde_json::from_slice(&answer).unwrap();
        paths.push(format!("/call/{}", call["id"].as_str().unwrap()));
        answers.push(answer);
    }
    answers.push(
        post_call(
            &vapi,
            json!({"customers": [{"number": "+15550101002"}, {"number": "1"}]}),
        )
        .await,
    );
    answers.push(post_call(&vapi, json!({"customer": {"number": "+15550101002"}, "schedulePlan": {"earliestAt": "2026-11-20T15:00:00Z"}})).await);
    for advance_ms in [0, 40_000, 600_000] {
        clock.advance(advance_ms);
        for path in &paths {
            answers.push(send(&vapi, Method::GET, path, Body::empty()).await);
        }
    }
    check("call", answers);
}

async fn post_call(vapi: &Vapi, mut request: Value) -> Bytes {
    request["assistantId"] = "3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa".into();
    request["phoneNumberId"] = "c2a9e7d4-1f36-4a0b-9d5e-88b7a4f0e311".into();
    send(vapi, Method::POST, "/call", Body::from(request.to_string())).await
}

async fn send(vapi: &Vapi, method: Method, path: &str, body: Body) -> Bytes {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .body(body)
        .unwrap();
    let response = vapi.router().oneshot(request).await.unwrap();
    assert!(
        response.status().is_success(),
        "{path}: {}",
        response.status()
    );
    response.into_body().collect().await.unwrap().to_bytes()
}

/// Writes the bodies down as JSON lines and lets the SDK judge them.
fn check(kind: &str, bodies: impl IntoIterator<Item = Bytes>) {
    let lines: Vec<Bytes> = bodies.into_iter().collect();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("vapi-{kind}"));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{kind}.jsonl")), lines.join(&b'\n')).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/third_party/vapi_models.py");
    let output = Command::new(python())
        .arg(script)
        .arg(&folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{failed}");
    assert_eq!(said.trim(), format!("{} fit, 0 do not", lines.len()));
}

#[expect(
    clippy::disallowed_methods,
    reason = "where the SDK is installed is the machine's business"
)]
fn python() -> String {
    std::env::var("MIDCALL_PYTHON")
        .expect("MIDCALL_PYTHON names an interpreter with requirements-vapi.txt installed")
}
