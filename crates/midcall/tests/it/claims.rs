//! Claims from elsewhere, through the real doors: tool calls, the platform's extractions, people.

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::app::{API_KEY, App};

const START: i64 = 1_795_100_645_000;
const CALL: &str = "019a90aa-0000-7000-8000-000000000001";

/// A call with these lines, ten seconds apart, and nothing else.
async fn call(lines: &[&str]) -> (App, String) {
    let mut app = App::start(START).await;
    let lead = app.new_lead();
    let about = json!({
        "id": CALL,
        "createdAt": "2026-11-19T15:04:05.000Z",
        "assistantOverrides": { "metadata": { "leadId": lead } },
    });
    for (number, line) in lines.iter().enumerate() {
        let (who, text) = line.split_once(": ").unwrap();
        let role = if who == "A" { "assistant" } else { "user" };
        deliver(
            &app,
            number as i64 * 10_000,
            json!({
                "type": "transcript", "transcriptType": "final", "role": role, "transcript": text,
                "call": about,
            }),
        )
        .await;
    }
    app.fold().await;
    (app, lead)
}

async fn deliver(app: &App, after_ms: i64, mut message: Value) {
    message["timestamp"] = json!(START + after_ms);
    if message["call"].is_null() {
        message["call"] = json!({ "id": CALL });
    }
    app.deliver(json!({ "message": message }).to_string()).await;
}

async fn claim(app: &App, call: &str, key: Option<&str>, body: &Value) -> (StatusCode, Value) {
    let mut request = Request::post(format!("/api/calls/{call}/claims"))
        .header("authorization", format!("Bearer {API_KEY}"));
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    app.request(request.body(Body::from(body.to_string())).unwrap())
        .await
}

async fn shown(app: &App) -> Value {
    let (status, text) = app.shown(&format!("/api/calls/{CALL}")).await;
    assert_eq!(status, StatusCode::OK);
    serde_json::from_str(&text).unwrap()
}

fn signal<'a>(call: &'a Value, name: &str) -> &'a Value {
    let mut signals = call["signals"].as_array().unwrap().iter();
    signals.find(|signal| signal["signal"] == name).unwrap()
}

/// What a replay of the journal makes of the call is byte for byte what is saved.
async fn replays(app: &App) {
    let replayed = midcall::fold::replay(&app.node, None).await.unwrap();
    assert!(!replayed.calls.is_empty());
    assert_eq!(replayed.differing, vec![]);
}

const LINES: [&str; 4] = [
    "A: Do you have a budget in mind?",
    "P: Yeah, around sixty thousand for this year.",
    "A: Would a hundred thousand work as well?",
    "P: Let me get back to you on that.",
];

#[tokio::test]
async fn every_shape_of_a_tool_call_is_a_claim_that_has_to_be_proven() {
    let grounded =
        json!({"signal": "budget", "value": "$60,000", "quote": "around sixty thousand"});
    let echoed = json!({"signal": "budget", "value": "$100,000", "quote": "a hundred thousand"});
    type Shape = fn(&Value) -> Value;
    let shapes: [Shape; 4] = [
        |a| json!({"id": "call_1", "function": {"name": "record_lead_signal", "arguments": a.to_string()}}),
        |a| json!({"id": "call_1", "function": {"name": "record_lead_signal", "arguments": a}}),
        |a| json!({"id": "call_1", "name": "record_lead_signal", "parameters": a}),
        |a| json!({"id": "call_1", "name": "record_lead_signal", "arguments": a}),
    ];
    for shape in shapes {
        for (arguments, part, why) in [
            (&grounded, "agrees", Value::Null),
            (&echoed, "not_counted", json!("agent_said")),
        ] {
            let (mut app, _) = call(&LINES).await;
            let calls = json!({"type": "tool-calls", "toolCallList": [shape(arguments)]});
            deliver(&app, 40_000, calls.clone()).await;
            deliver(&app, 40_000, calls).await;
            app.fold().await;
            let shown = shown(&app).await;
            let claims = shown["outsideClaims"].as_array().unwrap();
            assert_eq!(claims.len(), 1, "a repeated delivery is one claim");
            assert_eq!(
                (&claims[0]["part"], &claims[0]["ungrounded"]),
                (&json!(part), &why)
            );
            assert_eq!(signal(&shown, "budget")["source"], "core");
            assert_eq!(shown["score"], 25);
            replays(&app).await;
        }
    }
}

#[tokio::test]
async fn both_kinds_of_extraction_are_claims_and_what_is_unknown_is_odd() {
    let result = json!({"budget": "About $60,000", "timeline": null, "mood": "sunny"});
    for report in [
        json!({"artifact": {"structuredOutputs": {"o1": {"name": "BANT", "result": result}}}}),
        json!({"artifact": {"structuredOutputs": {"o1": result}}}),
        json!({"analysis": {"structuredData": result}}),
    ] {
        let (mut app, _) = call(&LINES).await;
        let mut message =
            json!({"type": "end-of-call-report", "endedReason": "customer-ended-call"});
        message
            .as_object_mut()
            .unwrap()
            .extend(report.as_object().unwrap().clone());
        deliver(&app, 60_000, message).await;
        app.fold().await;
        let shown = shown(&app).await;
        let claims = shown["outsideClaims"].as_array().unwrap();
        assert_eq!(claims.len(), 1, "{report}");
        assert_eq!(claims[0]["source"], "structured_output");
        assert_eq!(claims[0]["part"], "agrees");
        assert_eq!(
            signal(&shown, "budget")["agreeing"],
            json!(["structured_output"])
        );
        let odd = json!({"what": {"unknown_claim_key": "mood"}, "count": 1});
        assert!(
            shown["anomalies"].as_array().unwrap().contains(&odd),
            "{shown}"
        );
        replays(&app).await;
    }
}

#[tokio::test]
async fn a_person_overrules_once_and_salesforce_says_who() {
    let (mut app, lead) = call(&LINES).await;
    let body = json!({
        "signal": "timeline", "state": "positive", "who": "Noor",
        "value": {"start": null, "end": "2027-03-31"}, "note": "told me afterwards",
    });
    let (status, first) = claim(&app, CALL, Some("k1"), &body).await;
    assert_eq!(status, StatusCode::CREATED, "{first}");
    app.settle().await;
    let (status, again) = claim(&app, CALL, Some("k1"), &body).await;
    assert_eq!((status, &again), (StatusCode::OK, &first));
    let other = json!({"signal": "need", "state": "positive", "who": "Noor"});
    let (status, answer) = claim(&app, CALL, Some("k1"), &other).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(answer["error"]["code"], "idempotency_key_reused");
    let denied = json!({"signal": "budget", "state": "negative", "who": "Sam"});
    assert_eq!(
        claim(&app, CALL, None, &denied).await.0,
        StatusCode::CREATED
    );
    app.settle().await;
    let check = async |app: &App| {
        let shown = shown(app).await;
        let timeline = signal(&shown, "timeline");
        assert_eq!(timeline["source"], "person");
        assert_eq!(timeline["by"]["who"], "Noor");
        assert_eq!(timeline["by"]["at"], "2026-11-19T15:04:05.000Z");
        assert_eq!(timeline["quote"], Value::Null);
        let budget = signal(&shown, "budget");
        assert_eq!(
            (&budget["state"], &budget["isContested"]),
            (&json!("negative"), &json!(true))
        );
        assert_eq!(shown["score"], 25);
        let written = app.lead(&lead);
        assert_eq!(written["AI_Qualification_Score__c"].as_f64(), Some(25.0));
        let signals = written["Qualification_Signals__c"].as_str().unwrap();
        let signals: Value = serde_json::from_str(signals).unwrap();
        assert_eq!(signals["timeline"]["by"]["who"], "Noor");
        let (_, page) = app.shown(&format!("/calls/{CALL}")).await;
        assert!(
            page.contains("says Noor, 19 Nov 2026: told me afterwards"),
            "{page}"
        );
    };
    check(&app).await;
    replays(&app).await;
    let mut app = app.crash_and_restart().await;
    app.settle().await;
    check(&app).await;
}

#[tokio::test]
async fn a_person_who_cannot_be_understood_is_told_why() {
    let (app, _) = call(&LINES).await;
    let ok = json!({"signal": "budget", "state": "positive", "who": "Noor"});
    for (key, value, code) in [
        ("who", json!(" "), "invalid_who"),
        ("note", json!("x".repeat(2_001)), "invalid_note"),
        (
            "value",
            json!({"start": null, "end": null}),
            "invalid_value",
        ),
        ("signal", json!("mood"), "unknown_signal"),
        ("state", json!("maybe"), "invalid_body"),
        ("quote", json!("we have money"), "invalid_body"),
    ] {
        let mut body = ok.clone();
        body[key] = value;
        let (status, answer) = claim(&app, CALL, None, &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{key}");
        assert_eq!(answer["error"]["code"], code, "{answer}");
    }
    let (status, _) = claim(&app, "unheard-of", None, &ok).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let no_key = Request::post(format!("/api/calls/{CALL}/claims"))
        .body(Body::from(ok.to_string()))
        .unwrap();
    assert_eq!(app.request(no_key).await.0, StatusCode::UNAUTHORIZED);
}
