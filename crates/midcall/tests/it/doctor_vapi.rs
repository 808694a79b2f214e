//! `midcall doctor` on the Vapi side: everything as it should be, and what is said of each thing that
//! was changed.

use midcall::{
    doctor::{self, Finding, Renewal, Severity},
    setup::vapi::{self, Number},
};
use serde_json::json;

use crate::app::App;

const NOW_MS: i64 = 1_795_100_645_000;
const ASSISTANT: &str = "/assistant/3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa";
const NUMBER: &str = "/phone-number/c2a9e7d4-1f36-4a0b-9d5e-88b7a4f0e311";
const PUBLIC: &str = "public_url = \"https://midcall.example\"\n";

/// A server whose account was set up.
async fn healthy() -> App {
    let app = App::start_with_file(NOW_MS, PUBLIC).await;
    let settings = &app.node.settings;
    let number = Number::Known(settings.vapi.phone_number_id.clone());
    let desired = vapi::desired(settings, Some(&settings.public_url), number, false).unwrap();
    let account = app.node.vapi_account.as_ref().unwrap();
    let observed = vapi::observe(account, &desired).await.unwrap();
    vapi::carry_out(account, &desired, &observed).await.unwrap();
    app
}

async fn findings(app: &App) -> Vec<Finding> {
    let report = doctor::examine(&app.node, Renewal::LeftAlone).await;
    let mut sections = report.sections.into_iter();
    sections.find(|it| it.name == "Vapi").unwrap().findings
}

/// What is not as it should be.
async fn complaints(app: &App) -> Vec<(Severity, &'static str, String)> {
    let findings = findings(app).await.into_iter();
    findings
        .filter(|it| it.severity != Severity::Ok)
        .map(|it| (it.severity, it.check, it.seen))
        .collect()
}

async fn only_complaint(app: &App) -> (Severity, &'static str, String) {
    let mut complaints = complaints(app).await;
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    complaints.remove(0)
}

#[tokio::test]
async fn an_account_that_was_set_up_is_called_healthy() {
    let app = healthy().await;
    assert_eq!(complaints(&app).await, []);
    let checks: Vec<_> = findings(&app).await.iter().map(|it| it.check).collect();
    let expected = [
        "key",
        "assistant",
        "messages",
        "credential",
        "retries",
        "tools",
        "url",
        "number",
        "inbound",
        "lines",
    ];
    assert_eq!(checks, expected);
    let entries = app.node.store.journal.health();
    assert!(matches!(entries, midcall_store::journal::Health::Storing));
}

#[tokio::test]
async fn each_thing_that_was_edited_is_named() {
    for (path, edit, check, part) in [
        (
            ASSISTANT,
            json!({"serverMessages": ["status-update", "end-of-call-report", "conversation-update", "tool-calls"]}),
            "messages",
            "`transcript` is not sent",
        ),
        (
            NUMBER,
            json!({"status": "blocked"}),
            "number",
            "\"blocked\"",
        ),
        (
            NUMBER,
            json!({"provider": "vapi"}),
            "number",
            "bought from Vapi",
        ),
        (
            NUMBER,
            json!({"server": {"url": "https://old.example"}}),
            "inbound",
            "https://old.example",
        ),
    ] {
        let app = healthy().await;
        app.vapi.edit(path, &edit);
        let (_, found, seen) = only_complaint(&app).await;
        assert_eq!(found, check, "{seen}");
        assert!(seen.contains(part), "{seen}");
    }
    let app = healthy().await;
    let server = json!({"server": {"url": "https://old.example/hook"}});
    app.vapi.edit(ASSISTANT, &server);
    let found: Vec<_> = complaints(&app).await.into_iter().map(|it| it.1).collect();
    assert_eq!(found, ["credential", "retries", "url"]);
    app.vapi.remove(ASSISTANT);
    let (severity, check, _) = only_complaint(&app).await;
    assert_eq!((severity, check), (Severity::Fail, "assistant"));
}

#[tokio::test]
async fn the_public_address_must_lead_to_this_very_server() {
    let app = healthy().await;
    let other = App::start_with_file(NOW_MS, PUBLIC).await;
    let ours = app.web.lock().unwrap().clone();
    let theirs = other.web.lock().unwrap().clone();
    let stranger = axum::Router::new();
    for (web, part) in [
        (theirs, "another server of Midcall"),
        (Some(stranger), "no `midcall serve` (status 404)"),
        (None, "nobody answers"),
    ] {
        *app.web.lock().unwrap() = web;
        let (severity, check, seen) = only_complaint(&app).await;
        assert_eq!((severity, check), (Severity::Fail, "url"), "{seen}");
        assert!(seen.contains(part), "{seen}");
    }
    *app.web.lock().unwrap() = ours;
    assert_eq!(complaints(&app).await, []);
}

#[tokio::test]
async fn a_wrong_key_ends_the_checks_and_no_secret_is_shown() {
    let app = healthy().await;
    let report = doctor::examine(&app.node, Renewal::LeftAlone).await;
    let text = serde_json::to_string(&report).unwrap() + &format!("{report:?}");
    for secret in ["whsec-test", "private-key", "+1555"] {
        assert!(!text.contains(secret), "{secret} is shown: {text}");
    }
    let app = App::start_with_file(NOW_MS, "[vapi]\nbase_url = \"https://api.vapi.ai\"\n").await;
    app.vapi.fail(midcall_sim::vapi::api::Fault {
        method: http::Method::GET,
        path: "/assistant".to_owned(),
        when: midcall_sim::vapi::api::When::BeforeTheWork,
        answer: midcall_sim::vapi::api::Answer::Status(401),
        times: 1,
    });
    let (severity, check, _) = only_complaint(&app).await;
    assert_eq!((severity, check), (Severity::Fail, "key"));
}
