//! What we ask Vapi for, judged by the models of Vapi's official Python SDK.

use std::process::Command;

use http::StatusCode;
use serde_json::json;

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
    app.advance(24 * 3_600_000);
    app.place().await;
    let bodies = app.asked_to_dial.lock().unwrap().clone();
    assert_eq!(bodies.len(), 3);
    let file = tempfile::NamedTempFile::new().unwrap();
    let lines: Vec<String> = bodies
        .iter()
        .map(|body| String::from_utf8(body.to_vec()).unwrap())
        .collect();
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
        .args([checker, "--kind", "create-call"])
        .arg(file.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&judged.stdout);
    assert!(
        judged.status.success() && said.contains("3 fit"),
        "{said}{}",
        String::from_utf8_lossy(&judged.stderr)
    );
}
