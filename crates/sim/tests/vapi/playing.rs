//! Calls that are placed and then played against a server.

use std::sync::{Arc, Mutex};

use axum::http::Response;
use bytes::Bytes;
use http::{Request, StatusCode};
use midcall_sim::vapi::{
    api::{Settings, Vapi},
    script_named,
    sign::Credential,
    webhook::{Receipt, Sink},
};
use serde_json::{Value, json};
use tower::{BoxError, service_fn, util::BoxCloneSyncService};

use crate::{call_request, get, post};

type Heard = Arc<Mutex<Vec<(String, Value)>>>;

/// A Vapi that sends webhooks so many times faster than life to a server that listens, and what it heard: address and message.
fn listening(speed: f64) -> (Vapi, Heard) {
    let heard = Heard::default();
    let log = Arc::clone(&heard);
    let http = service_fn(move |request: Request<Bytes>| {
        assert_eq!(request.headers()["x-vapi-secret"], "s3cret");
        let mut body: Value = serde_json::from_slice(request.body()).unwrap();
        log.lock()
            .unwrap()
            .push((request.uri().to_string(), body["message"].take()));
        async { Ok::<_, BoxError>(Response::new(Bytes::new())) }
    });
    let mut sink = Sink::new(
        BoxCloneSyncService::new(http),
        "http://127.0.0.1:3000/webhook/vapi",
    );
    sink.credential = Credential::Secret("s3cret".into());
    sink.speed = speed;
    let settings = Settings {
        sink: Some(sink),
        ..Settings::default()
    };
    (Vapi::new(settings), heard)
}

#[tokio::test]
async fn a_placed_call_plays_the_script_of_its_customer() {
    let (vapi, heard) = listening(1_000.0);
    let (_, call) = post(&vapi, "/call", call_request()).await;
    let played = vapi.settle().await;
    assert_eq!(played[0].call_id, call["id"]);
    assert!(played[0].receipts.iter().all(Receipt::is_acknowledged));
    assert!(vapi.settle().await.is_empty());
    for (_, message) in heard.lock().unwrap().iter() {
        assert_eq!(message["call"]["id"], call["id"]);
        assert_eq!(
            message["call"]["assistantOverrides"]["metadata"]["leadId"],
            "00QFK00000MdkB12AJ"
        );
        assert_eq!(message["call"]["status"], "queued");
    }
    let heard = heard.lock().unwrap();
    assert!(
        heard
            .iter()
            .any(|(_, message)| message["transcript"] == "Thursday at ten is perfect.")
    );
}

#[tokio::test]
async fn a_calls_overrides_say_what_is_sent_and_where() {
    let (vapi, heard) = listening(1_000.0);
    let mut request = call_request();
    request["assistantOverrides"]["serverMessages"] = json!(["end-of-call-report"]);
    request["assistantOverrides"]["server"] = json!({"url": "http://127.0.0.1:3000/elsewhere"});
    post(&vapi, "/call", request).await;
    vapi.settle().await;
    let heard = heard.lock().unwrap();
    let [(url, report)] = heard.as_slice() else {
        panic!("{}", heard.len())
    };
    assert_eq!(
        (url.as_str(), &report["type"]),
        (
            "http://127.0.0.1:3000/elsewhere",
            &json!("end-of-call-report")
        )
    );
}

#[tokio::test]
async fn an_inbound_call_knows_only_the_number() {
    let (vapi, heard) = listening(1_000.0);
    let script = script_named("inbound_question").unwrap();
    vapi.receive_call(&script);
    vapi.settle().await;
    let heard = heard.lock().unwrap();
    let (_, message) = &heard[0];
    assert_eq!(
        message["customer"],
        json!({"number": script.customer.number})
    );
    assert_eq!(message["call"]["type"], "inboundPhoneCall");
}

#[tokio::test]
async fn a_call_can_be_hung_up_by_its_control_url() {
    let (vapi, heard) = listening(20.0);
    let (_, call) = post(&vapi, "/call", call_request()).await;
    let id = call["id"].as_str().unwrap();
    let control = format!("/{id}/control");
    let say = json!({"type": "say", "content": "One quick thing."});
    assert_eq!(post(&vapi, &control, say.clone()).await.0, StatusCode::OK);
    assert_eq!(
        post(&vapi, &control, json!({"type": "dance"})).await.0,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        post(&vapi, &control, json!({"type": "end-call"})).await.0,
        StatusCode::OK
    );
    vapi.settle().await;
    assert_eq!(vapi.controls()[0].request, say);
    assert_eq!(post(&vapi, &control, say).await.0, StatusCode::NOT_FOUND);
    let is_last_word = |message: &Value| message["transcript"] == "Talk on Thursday!";
    assert!(
        !heard
            .lock()
            .unwrap()
            .iter()
            .any(|(_, message)| is_last_word(message))
    );
    let (_, told) = get(&vapi, &format!("/call/{id}")).await;
    assert_eq!(told["status"], "ended");
}

#[tokio::test]
async fn a_running_call_takes_messages_for_its_model_and_refuses_misshapen_ones() {
    let (vapi, clock) = crate::vapi(|_| {});
    let control = format!("/{}/control", crate::placed(&vapi).await);
    clock.advance(10_000);
    let message = json!({"role": "system", "content": "Ask about timing."});
    let told = json!({"type": "add-message", "message": message, "triggerResponseEnabled": false});
    assert_eq!(post(&vapi, &control, told.clone()).await.0, StatusCode::OK);
    for (key, value) in [
        ("message", json!({"role": "boss", "content": "Hurry."})),
        ("message", json!({"role": "system"})),
        ("triggerResponseEnabled", json!("no")),
        ("trigger", json!(true)),
    ] {
        let mut wrong = told.clone();
        wrong[key] = value;
        let (status, answer) = post(&vapi, &control, wrong).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{key}: {answer}");
    }
    assert_eq!(vapi.controls().len(), 1);
}
