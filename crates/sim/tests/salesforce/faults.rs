//! What goes wrong on the way.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use midcall_sim::salesforce::{ApiError, Chances, Fault, Matching, OrgSettings, What, When};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tower::ServiceExt;

use crate::client::{Client, DATA};

#[tokio::test]
async fn a_fault_strikes_before_the_work_or_after_it() {
    for (when, written) in [(When::Before, 0), (When::After, 1)] {
        for (what, status) in [
            (What::ServerError, 500),
            (What::Unavailable, 503),
            (What::Edge(502), 502),
            (What::Edge(420), 420),
            (
                What::Refuse(ApiError::new(409, "CONFLICT", "in the way")),
                409,
            ),
        ] {
            let client = Client::new();
            let id = client.lead();
            client.org.inject(Fault::once(when, what.clone()));
            let reply = client.update(&id, json!({ "Title": "CEO" })).await;
            assert_eq!(reply.status, status);
            assert_eq!(client.org.writes(&id).len(), written, "{when:?} {what:?}");
            assert_eq!(
                client.update(&id, json!({ "Title": "CEO" })).await.status,
                204
            );
        }
    }
}

#[tokio::test]
async fn a_reset_connection_gives_no_answer() {
    let client = Client::new();
    let id = client.lead();
    client.org.inject(Fault::once(When::After, What::Reset));
    let request = client.signed(Request::patch(format!("{DATA}/sobjects/Lead/{id}")));
    let request = request.body(Bytes::from(r#"{"Title":"CEO"}"#)).unwrap();
    assert!(client.try_send(request).await.is_none());
    assert_eq!(client.org.writes(&id).len(), 1);
    assert_eq!(client.org.requests()[0].status, None);
}

#[tokio::test]
async fn faults_strike_only_what_they_match_and_only_so_often() {
    let client = Client::new();
    let id = client.lead();
    let matching = Matching::path("/sobjects/Lead").with_method("PATCH");
    client.org.inject(
        Fault::once(When::Before, What::ServerError)
            .on(matching)
            .times(2),
    );
    assert_eq!(
        client.get(&format!("/sobjects/Lead/{id}")).await.status,
        200
    );
    for status in [500, 500, 204] {
        assert_eq!(client.update(&id, json!({})).await.status, status);
    }
}

#[tokio::test]
async fn chance_can_be_certain_and_can_be_cleared() {
    let client = Client::new();
    let id = client.lead();
    client.org.set_fault_chances(Chances {
        before: 1.0,
        after: 0.0,
    });
    let request = client.signed(Request::patch(format!("{DATA}/sobjects/Lead/{id}")));
    let reply = client
        .try_send(request.body(Bytes::from("{}")).unwrap())
        .await;
    assert!(reply.is_none_or(|reply| reply.status >= 500));
    client.org.clear_faults();
    assert_eq!(client.update(&id, json!({})).await.status, 204);
}

#[tokio::test]
async fn a_client_that_gives_up_leaves_its_work_done_and_nothing_running() {
    let client = Client::new();
    let token = client.org.consent();
    let form = format!(
        "grant_type=refresh_token&refresh_token={token}\
         &client_id=3MVG9EXAMPLECONSUMERKEY&client_secret=EXAMPLE-CONSUMER-SECRET"
    );
    client
        .org
        .inject(Fault::once(When::After, What::Slow(60_000)));
    let patience = Duration::from_millis(20);
    assert!(
        tokio::time::timeout(patience, client.token(&form))
            .await
            .is_err()
    );
    assert_eq!(client.token(&form).await.status, 200);
}

#[tokio::test]
async fn bodies_are_gzipped_both_ways() {
    use std::io::{Read, Write};
    let client = Client::new();
    let id = client.lead();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(br#"{"Title":"CEO"}"#).unwrap();
    let request = client
        .signed(Request::patch(format!("{DATA}/sobjects/Lead/{id}")))
        .header("Content-Encoding", "gzip")
        .body(Bytes::from(encoder.finish().unwrap()));
    assert_eq!(client.send(request.unwrap()).await.status, 204);
    assert_eq!(client.org.lead(&id).unwrap()["Title"], "CEO");

    let request = client
        .signed(Request::get(format!("{DATA}/limits")))
        .header("Accept-Encoding", "gzip, deflate");
    let request = request.body(Bytes::new()).unwrap();
    let zipped = client.org.in_process().oneshot(request).await.unwrap();
    let mut plain = String::new();
    flate2::read::GzDecoder::new(&zipped.body()[..])
        .read_to_string(&mut plain)
        .unwrap();
    assert!(plain.contains("DailyApiRequests"));
}

/// What a socket shows of an answer.
async fn over_a_socket(client: &Client) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(axum::serve(listener, client.org.router()).into_future());
    let mut socket = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET {DATA}/limits HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
        client.token
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut seen = String::new();
    // The end may come as a close or as a reset; what counts is what came before it.
    let _ = socket.read_to_string(&mut seen).await;
    server.abort();
    seen
}

#[tokio::test]
async fn broken_answers_break_on_a_socket_too() {
    let client = Client::of(OrgSettings::default());
    let whole = over_a_socket(&client).await;
    assert!(whole.starts_with("HTTP/1.1 200 OK") && whole.ends_with('}'));
    client.org.inject(Fault::once(When::After, What::Reset));
    assert_eq!(over_a_socket(&client).await, "");
    client.org.inject(Fault::once(When::After, What::Truncate));
    let cut = over_a_socket(&client).await;
    assert!(cut.starts_with("HTTP/1.1 200 OK") && !cut.ends_with('}'));
}
