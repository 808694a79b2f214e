//! What cannot be taken in gets a clear answer, and nothing of it is kept.

use axum::body::Body;
use bytes::Bytes;
use http::{Request, StatusCode};

use crate::app::{App, SECRET};

const HEARD: &str = r#"{"message":{"type":"transcript","role":"user","transcriptType":"final","transcript":"Hello","timestamp":1795100662970,"call":{"id":"c1"}}}"#;

fn stored(app: &App) -> u64 {
    app.node.store.journal.last_seq().0
}

async fn with_header(app: &App, name: &str, value: &str) -> StatusCode {
    let request = Request::post("/webhook/vapi").header(name, value);
    app.request(request.body(Body::from(HEARD)).unwrap())
        .await
        .0
}

#[tokio::test]
async fn only_what_proves_itself_is_stored() {
    let app = App::start(1_795_100_662_970).await;
    let none = Request::post("/webhook/vapi")
        .body(Body::from(HEARD))
        .unwrap();
    let (status, answer) = app.request(none).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(
        !answer.to_string().contains("Hello"),
        "the body is not echoed"
    );
    for (name, value) in [
        ("x-vapi-secret", "wrong"),
        ("authorization", "Bearer wrong"),
        ("x-signature", "00"),
    ] {
        assert_eq!(
            with_header(&app, name, value).await,
            StatusCode::UNAUTHORIZED,
            "{name}"
        );
    }
    assert_eq!(stored(&app), 0);
    assert_eq!(
        with_header(&app, "x-vapi-secret", SECRET).await,
        StatusCode::OK
    );
    assert_eq!(
        with_header(&app, "authorization", &format!("Bearer {SECRET}")).await,
        StatusCode::OK
    );
    assert_eq!(stored(&app), 2);
}

#[tokio::test]
async fn what_is_no_server_message_is_refused_and_not_kept() {
    let app = App::start(0).await;
    let long = vec![b' '; 5 * 1024 * 1024 + 1];
    for (body, expected) in [
        (
            Bytes::from_static(b"{\"message\":{\"type\":\"hang\""),
            StatusCode::BAD_REQUEST,
        ),
        (Bytes::from_static(b"not json"), StatusCode::BAD_REQUEST),
        (Bytes::from_static(b""), StatusCode::BAD_REQUEST),
        (Bytes::from_static(b"[]"), StatusCode::BAD_REQUEST),
        (
            Bytes::from_static(b"{\"messages\":{}}"),
            StatusCode::BAD_REQUEST,
        ),
        (
            Bytes::from_static(b"{\"message\":{\"type\":\"\xff\xfe\"}}"),
            StatusCode::BAD_REQUEST,
        ),
        (Bytes::from(long), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let (status, answer) = app.post(body).await;
        assert_eq!(status, expected, "{answer}");
        assert!(
            answer["error"]["message"]
                .as_str()
                .is_some_and(|text| text.ends_with('.')),
            "{answer}"
        );
    }
    assert_eq!(stored(&app), 0);
}

#[tokio::test]
async fn five_mebibytes_are_not_too_many() {
    let app = App::start(0).await;
    let mut body = HEARD.as_bytes().to_vec();
    body.resize(5 * 1024 * 1024, b' ');
    assert_eq!(app.post(body).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_body_that_stops_half_way_is_not_kept() {
    let app = App::start(0).await;
    let half = http_body_util::StreamBody::new(futures_util::stream::iter([
        Ok(http_body::Frame::data(Bytes::from_static(b"{\"message\":"))),
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
    ]));
    let request = Request::post("/webhook/vapi").header("x-vapi-secret", SECRET);
    let (status, _) = app.request(request.body(Body::new(half)).unwrap()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(stored(&app), 0);
}

#[tokio::test]
async fn a_delivery_without_a_call_is_kept_and_shown() {
    let mut app = App::start(0).await;
    for call in ["", r#","call":null"#, r#","call":{"id":null}"#] {
        app.deliver(format!(r#"{{"message":{{"type":"chat.created"{call}}}}}"#))
            .await;
    }
    app.deliver(r#"{"message":{"type":"a-type-of-next-year","call":{"id":"c1"}}}"#)
        .await;
    app.fold().await;
    let shown = app
        .node
        .store
        .list_unattributed("default", 10)
        .await
        .unwrap();
    assert_eq!(shown.len(), 3);
    let calls = app
        .node
        .store
        .list_calls("default", None, 10)
        .await
        .unwrap()
        .calls;
    assert_eq!(calls.len(), 1, "an unknown type is kept with its call");
}
