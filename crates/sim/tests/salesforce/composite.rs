//! Requests inside a request.

use serde_json::{Value, json};

use crate::client::{Client, DATA};

fn lead_update(id: &str, score: u32) -> Value {
    json!({
        "method": "PATCH",
        "url": format!("{DATA}/sobjects/Lead/{id}"),
        "referenceId": "lead",
        "httpHeaders": { "Sforce-Auto-Assign": "FALSE" },
        "body": { "AI_Qualification_Score__c": score },
    })
}

fn task_upsert(who: &str) -> Value {
    json!({
        "method": "PATCH",
        "url": format!("{DATA}/sobjects/Task/Midcall_Call_Id__c/call-7f3a"),
        "referenceId": "call",
        "body": { "WhoId": who, "Subject": "Call" },
    })
}

#[tokio::test]
async fn a_lead_and_its_task_cost_one_request() {
    let client = Client::new();
    let id = client.lead();
    let body = json!({
        "allOrNone": true,
        "compositeRequest": [lead_update(&id, 72), task_upsert(&id)],
    });
    let responses = client.post("/composite", body).await.json()["compositeResponse"].clone();
    assert_eq!(
        responses[0],
        json!({ "body": null, "httpHeaders": {}, "httpStatusCode": 204, "referenceId": "lead" })
    );
    assert_eq!(responses[1]["httpStatusCode"], 201);
    assert!(responses[1]["httpHeaders"]["Location"].is_string());
    assert_eq!(client.org.counted_requests(), 1);
    assert_ne!(client.owner(&id), "00GHs000002kLmNMAU");
}

#[tokio::test]
async fn one_failure_halts_the_others_and_undoes_them() {
    let client = Client::new();
    let id = client.lead();
    let body = json!({
        "allOrNone": true,
        "compositeRequest": [lead_update(&id, 72), task_upsert("nope")],
    });
    let responses = client.post("/composite", body).await.json()["compositeResponse"].clone();
    assert_eq!(responses[0]["body"][0]["errorCode"], "PROCESSING_HALTED");
    assert_eq!(responses[1]["body"][0]["errorCode"], "MALFORMED_ID");
    assert!(client.org.writes(&id).is_empty());
}

#[tokio::test]
async fn a_collection_that_fails_inside_is_undone_too() {
    let client = Client::new();
    let id = client.lead();
    let record = |id: &str| json!({ "attributes": { "type": "Lead" }, "id": id, "Title": "x" });
    let collection = json!({
        "method": "PATCH",
        "url": format!("{DATA}/composite/sobjects"),
        "referenceId": "many",
        "body": { "allOrNone": false, "records": [record(&id), record("00QHs0000000001")] },
    });
    let body = json!({ "allOrNone": true, "compositeRequest": [collection] });
    let responses = client.post("/composite", body).await.json()["compositeResponse"].clone();
    // The inner answer still claims the success that the outer failure took back.
    assert_eq!(responses[0]["body"][0]["success"], true);
    assert!(client.org.lead(&id).unwrap()["Title"].is_null());
}

#[tokio::test]
async fn later_requests_can_refer_to_earlier_answers() {
    let client = Client::new();
    let create = json!({
        "method": "POST",
        "url": format!("{DATA}/sobjects/Lead"),
        "referenceId": "new",
        "body": { "LastName": "Ng", "Company": "Example" },
    });
    let refer = |reference: &str| json!({ "compositeRequest": [create, task_upsert(reference)] });
    let reply = client.post("/composite", refer("@{new.id}")).await.json();
    assert_eq!(reply["compositeResponse"][1]["httpStatusCode"], 201);
    assert_eq!(
        client.org.records("Task")[0]["WhoId"],
        reply["compositeResponse"][0]["body"]["id"]
    );
    let reply = client.post("/composite", refer("@{new.Id}")).await.json();
    assert_eq!(
        reply["compositeResponse"][1]["body"][0]["errorCode"],
        "PROCESSING_HALTED"
    );
}

#[tokio::test]
async fn what_a_composite_request_may_not_hold() {
    let client = Client::new();
    let id = client.lead();
    let with = |change: fn(&mut Value)| {
        let mut sub = lead_update(&id, 1);
        change(&mut sub);
        json!({ "compositeRequest": [sub] })
    };
    for body in [
        with(|sub| sub["httpHeaders"] = json!({ "Authorization": "Bearer x" })),
        with(|sub| sub["referenceId"] = json!("not-legal")),
        with(|sub| sub["url"] = json!("/sobjects/Lead")),
        json!({ "compositeRequest": vec![lead_update(&id, 1); 2] }),
        json!({ "compositeRequest": (0..26).map(|_| lead_update(&id, 1)).collect::<Value>() }),
    ] {
        assert_eq!(client.post("/composite", body).await.status, 400);
    }
}

#[tokio::test]
async fn each_graph_is_all_or_nothing() {
    let client = Client::new();
    let (good, gone) = (client.lead(), client.lead());
    client.org.convert_lead(&gone).unwrap();
    let graph = |name: &str, id: &str| json!({ "graphId": name, "compositeRequest": [lead_update(id, 72)] });
    let body = json!({ "graphs": [graph("g1", &good), graph("g2", &gone)] });
    let graphs = client.post("/composite/graph", body).await.json()["graphs"].clone();
    assert_eq!(graphs[0]["isSuccessful"], true);
    assert_eq!(graphs[1]["isSuccessful"], false);
    assert_eq!(client.org.writes(&good).len(), 1);
}

#[tokio::test]
async fn a_batch_counts_each_and_can_halt() {
    let client = Client::new();
    let request = |url: &str| json!({ "method": "GET", "url": url });
    let body = json!({
        "haltOnError": true,
        "batchRequests": [request("v66.0/limits"), request("v66.0/nope"), request("v66.0/limits")],
    });
    let reply = client.post("/composite/batch", body).await;
    let statuses: Vec<Value> = reply.json()["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["statusCode"].clone())
        .collect();
    assert_eq!(statuses, [200, 404, 412]);
    assert_eq!(reply.headers["sforce-limit-info"], "api-usage=3/115000");
}
