//! Are the REST samples asked for and read as they are?

use std::{
    future::Future as _,
    pin::pin,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use http::{Method, Request, Response};
use midcall_vapi::{
    ApiError, Client, Connection, FailureClass, HintSource, Http, Operation, PhoneNumber, Secret,
    ServerMessage,
    messages::CallStatus,
    operations::{CreateCall, GetAssistant, GetCall, ListCalls, SchedulePlan},
};
use serde_json::Value;
use tower::{BoxError, service_fn};

use crate::samples;

fn connection() -> Connection {
    Connection::new("https://api.vapi.ai", &Secret::from("key".to_owned())).unwrap()
}

fn answer<O: Operation>(sample: &str) -> O::Answer {
    O::answer(Response::new(samples::bytes(sample).into())).unwrap()
}

/// Sends over a service that answers at once.
fn send<O: Operation>(
    operation: &O,
    answer: fn(Request<Bytes>) -> Result<Response<Bytes>, BoxError>,
) -> Result<O::Answer, ApiError> {
    let http = Http::new(service_fn(move |request| {
        std::future::ready(answer(request))
    }));
    let client = Client::new(http, connection());
    let sending = pin!(client.send(operation));
    match sending.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("nothing to wait for"),
    }
}

fn scheduled_call() -> CreateCall {
    let sample = samples::json("rest-call-create-scheduled-request.json");
    let text = |pointer: &str| {
        sample
            .pointer(pointer)
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned()
    };
    let overrides = sample["assistantOverrides"]["variableValues"]
        .as_object()
        .unwrap();
    CreateCall {
        assistant_id: text("/assistantId"),
        phone_number_id: text("/phoneNumberId"),
        customer_number: PhoneNumber::new(text("/customer/number")),
        customer_name: Some(text("/customer/name")),
        lead_id: Some(text("/customer/externalId")),
        request_id: "r1".to_owned(),
        variable_values: overrides.clone(),
        server_messages: None,
        schedule: Some(SchedulePlan {
            earliest_at_ms: 1_795_186_800_000,
            latest_at_ms: Some(1_795_194_000_000),
        }),
    }
}

#[test]
fn a_placed_call_has_the_documented_shape() {
    let mut expected = samples::json("rest-call-create-scheduled-request.json");
    // What the sample has and we do not send.
    expected.as_object_mut().unwrap().remove("name");
    expected["customer"]
        .as_object_mut()
        .unwrap()
        .remove("email");
    expected["assistantOverrides"]["metadata"] =
        serde_json::json!({"leadId": "00QFK00000Ab1cD2AR", "midcallRequestId": "r1"});
    expected["schedulePlan"] = serde_json::json!(
        {"earliestAt": "2026-11-20T15:00:00.000Z", "latestAt": "2026-11-20T17:00:00.000Z"}
    );
    let request = scheduled_call().request(&connection());
    let body: Value = serde_json::from_slice(request.body()).unwrap();
    assert_eq!(body, expected);
}

#[test]
fn what_a_placed_call_carries_comes_back() {
    let request = scheduled_call().request(&connection());
    let mut call: Value = serde_json::from_slice(request.body()).unwrap();
    call["id"] = "c1".into();
    let body = serde_json::json!({"message": {"type": "hang", "call": call}}).to_string();
    let call = ServerMessage::parse(body.as_bytes()).unwrap().call.unwrap();
    assert_eq!(call.request_id.as_deref(), Some("r1"));
    assert_eq!(call.customer_number, Some(PhoneNumber::new("+15550134782")));
    let hints = call
        .lead_hints
        .iter()
        .map(|hint| (hint.source, hint.value.as_str()));
    assert_eq!(
        hints.collect::<Vec<_>>(),
        [
            (HintSource::OverridesMetadata, "00QFK00000Ab1cD2AR"),
            (HintSource::ExternalId, "00QFK00000Ab1cD2AR"),
        ]
    );
}

#[test]
fn placed_calls_are_read() {
    let now = answer::<CreateCall>("rest-call-create-response-201.json");
    assert_eq!(now.id, "01a1f456-1700-7f60-98eb-181590fa9610");
    assert_eq!(
        (now.status, now.concurrency_blocked),
        (Some(CallStatus::Queued), false)
    );
    assert_eq!(
        (now.concurrency_limit, now.concurrency_remaining),
        (Some(10), Some(9))
    );
    let later = answer::<CreateCall>("rest-call-create-scheduled-response-201.json");
    assert_eq!(later.status, Some(CallStatus::Scheduled));
}

#[test]
fn call_records_are_read() {
    let live = answer::<GetCall>("rest-call-get-in-progress-response-200.json").record;
    assert_eq!(live.status, Some(CallStatus::InProgress));
    assert_eq!(live.report.started_at_ms, Some(1_795_100_651_120));
    assert_eq!(live.call.lead_hints[0].value, "00QFK00000Ab1cD2AR");
    assert!(live.call.control_url.is_some());

    let ended = answer::<GetCall>("rest-call-get-ended-response-200.json").record;
    assert_eq!(
        ended.report.ended_reason.as_deref(),
        Some("assistant-ended-call")
    );
    assert!(ended.report.messages.len() > 20);
    assert!(ended.is_over() && !live.is_over());
    assert_eq!(live.updated_at_ms, live.call.created_at_ms);
    let tools: Vec<_> = ended
        .tool_calls
        .iter()
        .map(|(at, call)| (*at, call.name.as_str(), call.arguments.is_ok()))
        .collect();
    assert_eq!(
        tools[0],
        (Some(1_795_100_677_400), "record_lead_signal", true)
    );
    assert_eq!(tools.len(), 7);

    let died = answer::<GetCall>("rest-call-get-worker-died-response-200.json").record;
    assert_eq!(died.status, Some(CallStatus::Ended));
    let reason = died.report.ended_reason.unwrap();
    assert_eq!(reason, "call.in-progress.error-vapifault-worker-died");

    let listed = answer::<ListCalls>("rest-call-list-response-200.json");
    assert_eq!(listed.len(), 2);
    assert_eq!(
        listed[0].call.customer_number.as_ref().unwrap().as_str(),
        "+15550147733"
    );
}

#[test]
fn the_assistants_server_is_read() {
    let assistant = answer::<GetAssistant>("rest-assistant-create-response-201.json");
    assert_eq!(assistant.name.as_deref(), Some("Northlight SDR (Ava)"));
    assert!(
        assistant
            .server_messages
            .unwrap()
            .contains(&"transcript".to_owned())
    );
    let server = assistant.server.unwrap();
    assert_eq!(
        server.url.as_deref(),
        Some("https://hooks.midcall.example/vapi")
    );
    assert!(server.credential_id.is_some());
    assert_eq!(
        (server.timeout_seconds, server.retries_max),
        (Some(20.0), None)
    );
}

#[test]
fn reads_are_addressed() {
    let list = ListCalls {
        created_at_ge_ms: Some(1_795_100_645_120),
        created_at_le_ms: Some(1_795_100_705_120),
        updated_at_ge_ms: Some(1_795_100_645_120),
        assistant_id: Some("a1".to_owned()),
        phone_number_id: Some("p1".to_owned()),
        limit: Some(50),
    };
    for (request, path) in [
        (
            GetCall {
                id: "c-1".to_owned(),
            }
            .request(&connection()),
            "/call/c-1",
        ),
        (
            GetAssistant {
                id: "a1".to_owned(),
            }
            .request(&connection()),
            "/assistant/a1",
        ),
        (ListCalls::default().request(&connection()), "/call"),
        (
            list.request(&connection()),
            "/call?createdAtGe=2026-11-19T15%3A04%3A05%2E120Z\
             &createdAtLe=2026-11-19T15%3A05%3A05%2E120Z\
             &updatedAtGe=2026-11-19T15%3A04%3A05%2E120Z\
             &assistantId=a1&phoneNumberId=p1&limit=50",
        ),
    ] {
        assert_eq!(request.method(), Method::GET);
        assert_eq!(request.uri().path_and_query().unwrap(), path);
        assert_eq!(request.headers()["authorization"], "Bearer key");
        assert!(request.body().is_empty());
    }
}

#[test]
fn a_client_sends_and_reads() {
    let call = GetCall {
        id: "c1".to_owned(),
    };
    let found = send(&call, |request| {
        let id = request.uri().path().rsplit('/').next().unwrap();
        Ok(Response::new(format!(r#"{{"id":"{id}"}}"#).into()))
    });
    assert_eq!(found.unwrap().record.call.id, "c1");
}

#[test]
fn a_lost_answer_to_a_placed_call_may_have_dialed() {
    let lost = send(&scheduled_call(), |_| Err("timed out".into())).unwrap_err();
    assert_eq!(lost.class(), FailureClass::UnknownOutcome);
    let lost = send(
        &GetCall {
            id: "c1".to_owned(),
        },
        |_| Err("timed out".into()),
    )
    .unwrap_err();
    assert_eq!(lost.class(), FailureClass::Unavailable);
}
