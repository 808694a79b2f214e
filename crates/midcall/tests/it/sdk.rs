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
    let bodies = app.asked_to_dial.lock().unwrap().clone();
    assert_eq!(bodies.len(), 3);
    let bodies = bodies
        .iter()
        .map(|body| String::from_utf8(body.to_vec()).unwrap());
    check("create-call", bodies.collect());
}

#[tokio::test]
async fn answers_on_the_line_fit_the_sdk() {
    let mut answers = Vec::new();
    for file in [
        "",
        "[answers]\ntransfer_to = \"+15550199000\"\nhand_off_to = \"Pricing\"\n",
        "[answers]\ntransfer_to = \"sip:sales@example.com\"\nhand_off_to = \"3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa\"\n",
    ] {
        let app = App::start_with_file(1_795_100_645_000, file).await;
        crate::inbound::known(&app, "00QFK00000Ab1cH2AR", "Noor Haddad", "Sable & Reed").await;
        for message in [
            json!({"type": "tool-calls", "toolCallList": [
                {"id": "c1", "name": "record_qualification", "arguments": {"budget": "$60,000"}},
                {"id": "c2", "name": "record_qualification", "arguments": "{"},
                {"id": "c3", "name": "end_call_politely", "arguments": {}},
                {"id": "c4", "name": "book_meeting", "arguments": {}},
            ]}),
            json!({"type": "assistant-request"}),
            json!({"type": "assistant-request", "customer": {"number": crate::inbound::CALLER}}),
            json!({"type": "transfer-destination-request"}),
            json!({"type": "handoff-destination-request"}),
        ] {
            let mut message = message;
            message["call"] = json!({"id": "019a90aa-0000-7000-8000-000000000004"});
            let answer = app.deliver(json!({ "message": message }).to_string()).await;
            answers.push(json!({ "to": message["type"], "answer": answer }).to_string());
        }
    }
    check("answer", answers);
}

#[tokio::test]
async fn what_an_agent_is_told_fits_the_sdk() {
    let told = crate::nudges::told_once().await;
    check("control", vec![told.to_string()]);
}

/// Lets the SDK's models judge bodies of this kind.
#[track_caller]
fn check(kind: &str, lines: Vec<String>) {
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
        judged.status.success() && said.contains(&format!("{} fit", lines.len())),
        "{said}{}",
        String::from_utf8_lossy(&judged.stderr)
    );
}
