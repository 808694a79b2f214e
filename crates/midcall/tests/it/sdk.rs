//! What we ask Vapi for, judged by the models of Vapi's official Python SDK.

use std::{collections::BTreeMap, process::Command};

use http::{Method, StatusCode};
use midcall::setup::vapi::{self, Number};
use midcall_vapi::{Connection, Operation, Redacted, operations::ListCalls};
use serde_json::{Value, json};

use crate::{account::Account, app::App};

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
    let bodies = bodies.iter().map(|body| String::from_utf8(body.to_vec()));
    check([("create-call", bodies.map(Result::unwrap).collect())]);
}

#[tokio::test]
async fn everything_that_setup_sends_fits_the_sdk() {
    let account = Account::new(|_| {});
    let champion = "[[signals]]\nname = \"champion\"\npositive = [\"on your side\"]\n";
    let twilio = [
        ("TWILIO_ACCOUNT_SID", "ACFAKE0000000000000000000000000009"),
        ("TWILIO_API_KEY", "SKFAKE"),
        ("TWILIO_API_SECRET", "SENTINEL-secret"),
    ];
    let theirs = ("VAPI_ASSISTANT_ID", "3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa");
    let their_number = Number::Known("c2a9e7d4-1f36-4a0b-9d5e-88b7a4f0e311".to_owned());
    let imported = Number::Imported("+14155550132".to_owned());
    for (file, variables, number, renews) in [
        ("", &[][..], Number::Bought(Some("212".to_owned())), false),
        (champion, &twilio[..], imported, false),
        (champion, &[theirs], their_number, true),
    ] {
        let settings = account.settings(file, variables);
        let url = Some("https://midcall.example");
        let desired = vapi::desired(&settings, url, number, renews).unwrap();
        account.carry_out(&desired).await.unwrap();
        // In another form of the credential.
        let variables = [variables, &[("MIDCALL_WEBHOOK_AUTH", "secret")]].concat();
        let auth = account.settings(file, &variables);
        let desired = vapi::desired(&auth, url, Number::Ours, true).unwrap();
        account.carry_out(&desired).await.unwrap();
    }
    let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (method, path, body) in account.written() {
        let verb = if method == Method::POST {
            "create"
        } else {
            "change"
        };
        let resource = path.trim_start_matches('/').split('/').next().unwrap();
        let kind = kinds.entry(format!("{verb}-{resource}")).or_default();
        kind.push(body.to_string());
    }
    let known: Vec<&str> = kinds.keys().map(String::as_str).collect();
    let expected = [
        "change-assistant",
        "change-credential",
        "change-phone-number",
        "change-tool",
        "create-assistant",
        "create-credential",
        "create-phone-number",
        "create-tool",
    ];
    assert_eq!(known, expected);
    check(kinds);
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
    check([("list-calls", lines.to_vec())]);
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
    check([("answer", answers)]);
}

#[tokio::test]
async fn what_an_agent_is_told_fits_the_sdk() {
    let told = crate::nudges::told_once().await;
    check([("control", vec![told.to_string()])]);
}

/// Lets the SDK judge bodies, by kind: in one process, which takes its time to start.
fn check<K: Into<String>>(kinds: impl IntoIterator<Item = (K, Vec<String>)>) {
    let folder = tempfile::tempdir().unwrap();
    let mut count = 0;
    for (kind, bodies) in kinds {
        count += bodies.len();
        std::fs::write(
            folder.path().join(kind.into() + ".jsonl"),
            bodies.join("\n"),
        )
        .unwrap();
    }
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
        .arg(checker)
        .arg(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&judged.stdout);
    let failed = String::from_utf8_lossy(&judged.stderr);
    assert!(judged.status.success(), "{said}{failed}");
    assert_eq!(said.trim(), format!("{count} fit, 0 do not"));
}
