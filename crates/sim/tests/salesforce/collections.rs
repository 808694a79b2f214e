//! Many records at once.

use serde_json::{Value, json};

use crate::client::Client;

fn item(id: &str, score: Value) -> Value {
    json!({ "attributes": { "type": "Lead" }, "id": id, "AI_Qualification_Score__c": score })
}

fn batch(all_or_none: bool, records: Vec<Value>) -> Value {
    json!({ "allOrNone": all_or_none, "records": records })
}

#[tokio::test]
async fn results_stand_in_order_and_failures_name_no_id() {
    let client = Client::new();
    let (good, converted) = (client.lead(), client.lead());
    client.org.convert_lead(&converted).unwrap();
    let records = vec![item(&good, json!(72)), item(&converted, json!(31))];
    let reply = client
        .patch("/composite/sobjects", batch(false, records))
        .await;
    assert_eq!(reply.status, 200);
    let expected = json!([
        { "id": good, "success": true, "errors": [] },
        { "success": false, "errors": [{
            "statusCode": "CANNOT_UPDATE_CONVERTED_LEAD",
            "message": "cannot reference converted lead",
            "fields": [],
        }] },
    ]);
    assert_eq!(reply.json(), expected);
    assert_eq!(client.org.counted_requests(), 1);
}

#[tokio::test]
async fn all_or_none_rolls_back() {
    let client = Client::new();
    let good = client.lead();
    let records = vec![item(&good, json!(72)), item("001xx000003DGb2999", json!(1))];
    let results = client
        .patch("/composite/sobjects", batch(true, records))
        .await
        .json();
    let sample =
        include_str!("../../../../samples/salesforce/rest/collections-update-allornone-200.json");
    assert_eq!(results, serde_json::from_str::<Value>(sample).unwrap());
    assert!(client.org.lead(&good).unwrap()["AI_Qualification_Score__c"].is_null());
    assert!(client.org.writes(&good).is_empty());
}

#[tokio::test]
async fn an_id_twice_fails_the_second_time() {
    let client = Client::new();
    let id = client.lead();
    let records = vec![item(&id, json!(50)), item(&id[..15], json!(60))];
    let results = client
        .patch("/composite/sobjects", batch(false, records))
        .await
        .json();
    assert_eq!(results[0]["success"], true);
    assert_eq!(results[1]["errors"][0]["statusCode"], "DUPLICATE_VALUE");
}

#[tokio::test]
async fn no_more_than_200_records() {
    let client = Client::new();
    let id = client.lead();
    let records = vec![item(&id, json!(50)); 201];
    let reply = client
        .patch("/composite/sobjects", batch(false, records))
        .await;
    assert_eq!(reply.status, 400);
}

#[tokio::test]
async fn creates_upserts_reads_and_deletes() {
    let client = Client::new();
    let new = |name: &str| json!({ "attributes": { "type": "Lead" }, "LastName": name, "Company": "Example" });
    let records = vec![new("Ng"), json!({ "attributes": { "type": "Lead" } })];
    let created = client
        .post("/composite/sobjects", batch(false, records))
        .await
        .json();
    assert_eq!(created[0]["success"], true);
    assert_eq!(
        created[1]["errors"][0]["statusCode"],
        "REQUIRED_FIELD_MISSING"
    );

    let task = |key: &str| json!({ "attributes": { "type": "Task" }, "Midcall_Call_Id__c": key, "Subject": "Call" });
    let path = "/composite/sobjects/Task/Midcall_Call_Id__c";
    let records = vec![task("a"), task("b"), task("a")];
    let upserted = client.patch(path, batch(false, records)).await.json();
    let made: Vec<_> = upserted
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["created"])
        .collect();
    assert_eq!(made, [true, true, false]);

    let id = created[0]["id"].as_str().unwrap();
    let asked = json!({ "ids": [id, "00QHs0000000001"], "fields": ["id", "Name"] });
    let read = client.post("/composite/sobjects/Lead", asked).await.json();
    assert_eq!((&read[0]["Name"], &read[1]), (&json!("Ng"), &Value::Null));
    let hidden = json!({ "ids": [id], "fields": ["Nope__c"] });
    assert_eq!(
        client.post("/composite/sobjects/Lead", hidden).await.status,
        400
    );

    let path = format!("/composite/sobjects?ids={id}&allOrNone=false");
    assert_eq!(
        client.data("DELETE", &path, None).await.json()[0]["success"],
        true
    );
    assert!(client.org.leads().is_empty());
}
