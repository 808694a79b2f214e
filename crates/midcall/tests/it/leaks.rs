//! Nothing that grants access or identifies a person gets out: not into a log line, a metric, a
//! page, an error or an answer.

use http::StatusCode;
use midcall_sim::{
    llm::Behavior,
    salesforce::{Fault, What, When},
};
use serde_json::{Value, json};

use crate::{
    app::{API_KEY, App, LLM_KEY, SECRET},
    log,
    samples::SAMPLES,
};

fn bodies() -> Vec<String> {
    let folder = format!("{}/../../samples/vapi", env!("CARGO_MANIFEST_DIR"));
    let mut bodies = Vec::new();
    for file in std::fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("webhook-") {
            let body: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            bodies.push(body.to_string());
        }
    }
    for name in SAMPLES {
        let text = crate::samples::text(name);
        bodies.extend(
            text.lines()
                .map(|line| serde_json::from_str::<Value>(line).unwrap()["body"].to_string()),
        );
    }
    bodies
}

#[track_caller]
fn check(place: &str, text: &str) {
    for secret in [
        "SENTINEL-",
        SECRET,
        API_KEY,
        "EXAMPLE-CONSUMER-SECRET",
        "private-key",
        LLM_KEY,
        "+1555",
        "1555013",
        "phone-call-websocket",
    ] {
        if let Some(at) = text.find(secret) {
            let from = at.saturating_sub(80);
            panic!(
                "{place} shows {secret}: …{}",
                &text[from..(at + 60).min(text.len())]
            );
        }
    }
}

#[tokio::test]
async fn no_secret_and_no_number_gets_out() {
    log::listen();
    let mut app = App::start_with_llm(1_795_100_645_000, "").await;
    for body in bodies() {
        let answer = app.deliver(body.clone()).await;
        check("an answer to Vapi", &answer.to_string());
        let cut = &body[..body.len() / 2];
        let (_, refusal) = app.post(cut.to_owned()).await;
        check("a refusal", &refusal.to_string());
    }
    app.fold().await;
    for what in [
        What::Unavailable,
        What::Edge(502),
        What::Reset,
        What::ServerError,
    ] {
        app.org.inject(Fault::once(When::Before, what));
        app.live_for(40_000).await;
    }
    app.org.expire_sessions();
    app.settle().await;
    app.llm.behave([
        Behavior::Fails(401, "SENTINEL-of-the-model".to_owned()),
        Behavior::Hangs,
    ]);
    let mut questions = 0;
    while midcall::advise::step(&app.node).await.unwrap() != midcall::advise::Advised::Idle {
        questions += 1;
    }
    assert!(questions > 1, "the model was asked");
    for asked in app.llm.asked() {
        check("a question to the model", &asked.to_string());
    }
    app.settle().await;
    let mut unheard = crate::ledger::record("ended", "00QFK00000Ab1cD2AR");
    unheard["id"] = "01a1f456-0000-7f60-98eb-181590fa9610".into();
    app.vapi.keep(unheard);
    app.vapi
        .keep(crate::ledger::record("worker-died", "00QFK00000Ab1cD2AR"));
    app.advance(3 * 3_600_000);
    app.work_for(60_000).await;
    assert!(app.node.watch.reads() > 0, "Vapi was asked");
    let lead = app.new_lead();
    let (_, placed) = app
        .qualify(
            None,
            json!({ "leadId": lead, "phoneNumber": "+15550134782" }),
        )
        .await;
    check("the answer to a request", &placed.to_string());
    let (_, refused) = app
        .qualify(
            None,
            json!({ "leadId": "x", "phoneNumber": "+15550134782" }),
        )
        .await;
    check("the refusal of a request", &refused.to_string());

    let mut paths = vec![
        "/",
        "/blocked",
        "/metrics",
        "/readyz",
        "/healthz",
        "/api/calls",
        "/api/openapi.json",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect::<Vec<_>>();
    let calls = app
        .node
        .store
        .list_calls("default", None, 100)
        .await
        .unwrap()
        .calls;
    assert!(calls.len() >= SAMPLES.len());
    for call in &calls {
        paths.push(format!("/api/calls/{}", call.call));
        paths.push(format!("/calls/{}", call.call));
        paths.extend(call.lead.iter().map(|lead| format!("/api/leads/{lead}")));
    }
    for path in paths {
        let (status, text) = app.shown(&path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        check(&path, &text);
    }
    let log = log::heard();
    assert!(
        log.contains("Salesforce did not take a request"),
        "the log was looked at: {log}"
    );
    check("the log", &log);
    assert!(
        !log.contains("sixty thousand"),
        "what was said is not logged"
    );
}
