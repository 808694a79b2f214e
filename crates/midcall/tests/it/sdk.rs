//! What we ask Vapi for, judged by the models of Vapi's official Python SDK.

use std::process::Command;

use http::StatusCode;
use midcall_vapi::{Connection, Operation, Redacted, operations::ListCalls};
use serde_json::{Value, json};

use crate::app::App;

#[tokio::test]
async fn requests_to_place_a_call_fit_the_sdk() {
    let app = App::start(1_795_100_645_000).await;
    for extra in [
        json!({}),
        json!({ "variables": { "leadName": "Marisol", "seats": 12, "plan": { "name": "Growth" } } }),
        json!({ "notBefore": "2026-11-20T15:00:00Z" }),
    ] {
        let mut body = json!({ "leadId": app.new_lead(), "phoneNumber": "+15550134782" });
        body.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        let (status, answer) = app.qualify(None, body).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{answer}");
    }
    let bodies = app.asked_to_dial.lock().unwrap().clone();
    let lines = bodies
        .iter()
        .map(|body| String::from_utf8(body.to_vec()).unwrap());
    judge("create-call", &lines.collect::<Vec<_>>(), 3);
}

#[test]
fn queries_for_calls_fit_the_sdk() {
    let key = Redacted("key".to_owned());
    let connection = Connection::new("https://api.vapi.ai", &key).unwrap();
    let at_ms = Some(1_795_100_645_120);
    let queries = [
        ListCalls {
            updated_at_ge_ms: at_ms,
            limit: Some(200),
            ..ListCalls::default()
        },
        ListCalls {
            created_at_ge_ms: at_ms,
            created_at_le_ms: at_ms,
            updated_at_ge_ms: at_ms,
            ..ListCalls::default()
        },
    ];
    let lines = queries.map(|query| {
        let request = query.request(&connection);
        Value::from(request.uri().query().unwrap()).to_string()
    });
    judge("list-calls", &lines, 2);
}

/// Lets the SDK judge lines of JSON, all of which must fit.
fn judge(kind: &str, lines: &[String], count: usize) {
    assert_eq!(lines.len(), count);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), lines.join("\n")).unwrap();
    #[expect(
        clippy::disallowed_methods,
        reason = "`cargo xtask test` says where it has put the SDK"
    )]
    let python = std::env::var("MIDCALL_PYTHON").expect("run this by `cargo xtask test`");
    let checker = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../sim/tests/third_party/vapi_models.py"
    );
    let judged = Command::new(python)
        .args([checker, "--kind", kind])
        .arg(file.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&judged.stdout);
    assert!(
        judged.status.success() && said.contains(&format!("{count} fit")),
        "{said}{}",
        String::from_utf8_lossy(&judged.stderr)
    );
}
