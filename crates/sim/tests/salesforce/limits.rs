//! What an org allows in a day and at a time.

use bytes::Bytes;
use http::Request;
use midcall_sim::salesforce::{Fault, Matching, OrgSettings, What, When};

use crate::client::Client;

const DAY_MS: i64 = 24 * 3_600_000;

#[tokio::test]
async fn the_daily_allocation_runs_out_and_comes_back() {
    let client = Client::new();
    client.org.set_daily_requests(10);
    client.org.others_use_requests(9);
    let last = client.get("/limits").await;
    assert_eq!(last.headers["sforce-limit-info"], "api-usage=10/10");
    assert_eq!(last.json()["DailyApiRequests"]["Remaining"], 0);
    let refused = client.get("/limits").await;
    assert_eq!(
        refused.refusal(),
        (403, "REQUEST_LIMIT_EXCEEDED".to_owned())
    );
    assert_eq!(
        refused.json()[0]["message"],
        "TotalRequests Limit exceeded."
    );
    assert!(!client.org.requests()[1].counted);

    client.clock.advance(DAY_MS);
    let token = client.org.open_session();
    let client = Client { token, ..client };
    assert_eq!(client.get("/limits").await.status, 200);
}

#[tokio::test]
async fn long_requests_are_limited_at_a_time() {
    let client = Client::of(OrgSettings {
        long_requests: 1,
        ..OrgSettings::default()
    });
    let slow = Fault::once(When::Before, What::Slow(50)).on(Matching::path("describe"));
    client.org.inject(slow);
    let (_, meanwhile) = tokio::join!(client.get("/sobjects/Lead/describe"), async {
        tokio::task::yield_now().await;
        client.clock.advance(20_000);
        client.get("/limits").await
    });
    let message = "ConcurrentRequests (Concurrent API Requests) Limit exceeded.";
    assert_eq!(meanwhile.status, 403);
    assert_eq!(meanwhile.json()[0]["message"], message);
    assert_eq!(client.get("/limits").await.status, 200);
}

#[tokio::test]
async fn an_address_has_a_longest_length() {
    let client = Client::new();
    let path = format!("/query?q={}", "x".repeat(16_384));
    assert_eq!(client.get(&path).await.status, 414);
}

#[tokio::test]
async fn versions_are_free_and_need_no_token() {
    let client = Client::new();
    let request = Request::get("/services/data").body(Bytes::new()).unwrap();
    let reply = client.send(request).await;
    assert!(!reply.headers.contains_key("sforce-limit-info"));
    let versions = reply.json();
    let labels: Vec<_> = versions
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["version"].as_str().unwrap(),
                it["label"].as_str().unwrap(),
            )
        })
        .collect();
    for expected in [
        ("51.0", "Spring '21"),
        ("58.0", "Summer '23"),
        ("65.0", "Winter '26"),
        ("67.0", "Summer '26"),
    ] {
        assert!(labels.contains(&expected), "{expected:?}");
    }
    assert_eq!(client.org.counted_requests(), 0);
    assert_eq!(client.org.requests()[0].path, "/services/data");
}
