//! The API's description is true: every answer has exactly the shape it promises.

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::{
    app::{API_KEY, App},
    samples::{created_at_ms, for_lead, text},
};

/// Checks a value against the part of JSON Schema that the description uses.
#[track_caller]
pub(crate) fn check(document: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        let named = document.pointer(reference.trim_start_matches('#')).unwrap();
        return check(document, named, value, at);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let choice = if value.is_null() {
            choices.last()
        } else {
            choices.first()
        };
        return check(document, choice.unwrap(), value, at);
    }
    if let Some(choices) = schema["enum"].as_array() {
        assert!(
            choices.contains(value),
            "{at}: {value} is none of {choices:?}"
        );
        return;
    }
    if let Some(expected) = schema.get("const") {
        assert_eq!(value, expected, "{at}");
        return;
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds = &schema["type"];
    let is_known = kinds == kind
        || kinds
            .as_array()
            .is_some_and(|kinds| kinds.contains(&json!(kind)));
    assert!(is_known, "{at}: {kind} where {kinds} is promised");
    if let (Some(object), Some(properties)) = (value.as_object(), schema["properties"].as_object())
    {
        for required in schema["required"].as_array().into_iter().flatten() {
            assert!(
                object.contains_key(required.as_str().unwrap()),
                "{at} lacks {required}"
            );
        }
        for (name, value) in object {
            let property = properties
                .get(name)
                .unwrap_or_else(|| panic!("{at}.{name} is not described"));
            check(document, property, value, &format!("{at}.{name}"));
        }
    }
    if let (Some(items), true) = (value.as_array(), schema["items"].is_object()) {
        for (number, item) in items.iter().enumerate() {
            check(document, &schema["items"], item, &format!("{at}[{number}]"));
        }
    }
}

#[tokio::test]
async fn answers_have_the_shape_that_is_promised() {
    let text = text("full");
    let mut app = App::start(created_at_ms(&text)).await;
    let lead = app.new_lead();
    for delivery in midcall_sim::vapi::sample::read(&for_lead(&text, &lead))
        .unwrap()
        .iter()
        .take(80)
    {
        app.deliver(delivery.body.clone()).await;
    }
    app.deliver(r#"{"message":{"type":"a-type-of-next-year","call":{"id":"c1"}}}"#)
        .await;
    app.org
        .set_access(
            "Lead",
            "Call_Transcript__c",
            midcall_sim::salesforce::Access::Hidden,
        )
        .unwrap();
    app.settle().await;
    let document: Value = serde_json::from_str(&app.shown("/api/openapi.json").await.1).unwrap();
    let call = app
        .node
        .store
        .list_calls("default", None, 1)
        .await
        .unwrap()
        .calls[0]
        .call
        .to_string();
    let get = |path: &'static str, url: String, status: StatusCode| (path, url, status);
    for (path, url, expected) in [
        get("/api/calls", "/api/calls".to_owned(), StatusCode::OK),
        get(
            "/api/calls",
            "/api/calls?limit=1".to_owned(),
            StatusCode::OK,
        ),
        get(
            "/api/calls",
            "/api/calls?cursor=nonsense".to_owned(),
            StatusCode::BAD_REQUEST,
        ),
        get(
            "/api/calls/{id}",
            format!("/api/calls/{call}"),
            StatusCode::OK,
        ),
        get(
            "/api/calls/{id}",
            "/api/calls/unheard-of".to_owned(),
            StatusCode::NOT_FOUND,
        ),
        get(
            "/api/leads/{id}",
            format!("/api/leads/{lead}"),
            StatusCode::OK,
        ),
        get(
            "/api/allowance",
            "/api/allowance".to_owned(),
            StatusCode::OK,
        ),
        get(
            "/api/leads/{id}",
            format!("/api/leads/{}", &lead[..15]),
            StatusCode::OK,
        ),
        get(
            "/api/leads/{id}",
            "/api/leads/x".to_owned(),
            StatusCode::BAD_REQUEST,
        ),
    ] {
        let (status, text) = app.shown(&url).await;
        assert_eq!(status, expected, "{url}");
        let responses = &document["paths"][path]["get"]["responses"];
        let promised = &responses[status.as_str()]["content"]["application/json"]["schema"];
        assert!(promised.is_object(), "{path} promises nothing for {status}");
        check(
            &document,
            promised,
            &serde_json::from_str(&text).unwrap(),
            &url,
        );
    }
    let claimed = [
        (
            json!({ "signal": "need", "state": "positive", "who": "Noor" }),
            StatusCode::CREATED,
        ),
        (
            json!({ "signal": "need", "state": "positive", "who": "" }),
            StatusCode::BAD_REQUEST,
        ),
    ];
    for (body, expected) in claimed {
        let request = Request::post(format!("/api/calls/{call}/claims"))
            .header("authorization", format!("Bearer {API_KEY}"))
            .body(Body::from(body.to_string()))
            .unwrap();
        let (status, answer) = app.request(request).await;
        assert_eq!(status, expected, "{answer}");
        let responses = &document["paths"]["/api/calls/{id}/claims"]["post"]["responses"];
        let promised = &responses[status.as_str()]["content"]["application/json"]["schema"];
        check(&document, promised, &answer, "answer");
    }
    for (body, expected) in [
        (json!({ "leadId": lead, "who": "Noor" }), StatusCode::OK),
        (
            json!({ "leadId": "x", "who": "Noor" }),
            StatusCode::BAD_REQUEST,
        ),
    ] {
        let request = Request::post(format!("/api/calls/{call}/lead"))
            .header("authorization", format!("Bearer {API_KEY}"))
            .body(Body::from(body.to_string()))
            .unwrap();
        let (status, answer) = app.request(request).await;
        assert_eq!(status, expected, "{answer}");
        let responses = &document["paths"]["/api/calls/{id}/lead"]["post"]["responses"];
        let promised = &responses[status.as_str()]["content"]["application/json"]["schema"];
        check(&document, promised, &answer, "answer");
    }
    app.fold().await;
    let shown: Value =
        serde_json::from_str(&app.shown(&format!("/api/calls/{call}")).await.1).unwrap();
    let promised = &document["components"]["schemas"]["Call"];
    check(&document, promised, &shown, "a call with a person's claim");
    assert!(shown["outsideClaims"].as_array().unwrap().len() > 1);
    let posted = [
        (
            json!({ "leadId": lead, "phoneNumber": "+15550134782" }),
            StatusCode::OK,
        ),
        (
            json!({ "leadId": "x", "phoneNumber": "+15550134782" }),
            StatusCode::BAD_REQUEST,
        ),
    ];
    for (body, expected) in posted {
        let (status, answer) = app.qualify(None, body).await;
        assert_eq!(status, expected, "{answer}");
        let responses = &document["paths"]["/api/qualify-lead"]["post"]["responses"];
        check(
            &document,
            &responses[status.as_str()]["content"]["application/json"]["schema"],
            &answer,
            "answer",
        );
    }
}

#[tokio::test]
async fn pages_of_calls_follow_each_other() {
    let app = App::start(1_795_100_645_000).await;
    let mut app = app;
    for number in 0..7 {
        app.deliver(format!(
            r#"{{"message":{{"type":"status-update","status":"in-progress","timestamp":{},"call":{{"id":"c{number}"}}}}}}"#,
            1_795_100_645_000_i64 + number / 2
        ))
        .await;
    }
    app.fold().await;
    let mut seen = Vec::new();
    let mut url = "/api/calls?limit=3".to_owned();
    loop {
        let page: Value = serde_json::from_str(&app.shown(&url).await.1).unwrap();
        seen.extend(
            page["calls"]
                .as_array()
                .unwrap()
                .iter()
                .map(|call| call["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["nextCursor"].as_str() else {
            break;
        };
        url = format!("/api/calls?limit=3&cursor={next}");
    }
    assert_eq!(seen, ["c6", "c4", "c5", "c2", "c3", "c0", "c1"]);
}

#[tokio::test]
async fn answers_about_the_queue_have_the_shape_that_is_promised() {
    let app = App::start(1_795_100_645_000).await;
    let document: Value = serde_json::from_str(&app.shown("/api/openapi.json").await.1).unwrap();
    let promised = |path: &str, method: &str, status: &str| {
        let responses = &document["paths"][path][method]["responses"];
        responses[status]["content"]["application/json"]["schema"].clone()
    };
    let waits = app.new_lead();
    let called = app.new_lead();
    for (lead, not_before) in [(&waits, Some("2026-12-24T15:00:00Z")), (&called, None)] {
        let body =
            json!({ "leadId": lead, "phoneNumber": "+15550134782", "notBefore": not_before });
        let (status, answer) = app.qualify(None, body).await;
        assert_eq!(status, StatusCode::ACCEPTED);
        let schema = promised("/api/qualify-lead", "post", "202");
        check(&document, &schema, &answer, "answer");
    }
    let (_, queue) = app.shown("/api/queue").await;
    let queue: Value = serde_json::from_str(&queue).unwrap();
    assert_eq!(queue["requests"].as_array().unwrap().len(), 2, "{queue}");
    let schema = promised("/api/queue", "get", "200");
    check(&document, &schema, &queue, "queue");
    for (lead, expected) in [
        (&waits, StatusCode::OK),
        (&waits, StatusCode::NOT_FOUND),
        (&called, StatusCode::CONFLICT),
        (&"x".to_owned(), StatusCode::BAD_REQUEST),
    ] {
        let request = Request::delete(format!("/api/queue/{lead}"))
            .header("authorization", format!("Bearer {API_KEY}"))
            .body(Body::empty())
            .unwrap();
        let (status, answer) = app.request(request).await;
        assert_eq!(status, expected, "{answer}");
        let schema = promised("/api/queue/{id}", "delete", status.as_str());
        check(&document, &schema, &answer, "answer");
    }
}
