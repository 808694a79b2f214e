//! One record at a time.

use bytes::Bytes;
use http::{Request, header};
use serde_json::{Value, json};

use crate::client::{Client, DATA};

#[tokio::test]
async fn an_update_answers_204_with_neither_body_nor_type() {
    let client = Client::new();
    let id = client.lead();
    let reply = client
        .update(&id, json!({ "AI_Qualification_Score__c": 72 }))
        .await;
    assert_eq!((reply.status, reply.text.as_str()), (204, ""));
    assert!(!reply.headers.contains_key(header::CONTENT_TYPE));
    assert_eq!(reply.headers["sforce-limit-info"], "api-usage=1/115000");

    let writes = client.org.writes(&id);
    assert_eq!(writes.len(), 1);
    assert_eq!(writes[0].fields["AI_Qualification_Score__c"], json!(72.0));
}

#[tokio::test]
async fn a_lead_reads_back_in_the_orgs_formats() {
    let client = Client::new();
    let id = client.lead();
    let fields = json!({
        "ai_qualification_score__C": "72",
        "Last_AI_Contact__c": "2026-11-22T05:58:47.123Z",
        "NumberOfEmployees": 120,
        "Title": "",
    });
    assert_eq!(client.update(&id, fields).await.status, 204);
    let lead = client
        .get(&format!("/sobjects/lead/{}", &id[..15]))
        .await
        .json();
    let url = format!("{DATA}/sobjects/Lead/{id}");
    assert_eq!(lead["attributes"], json!({ "type": "Lead", "url": url }));
    assert_eq!(lead["Id"], id);
    assert_eq!(lead["Name"], "Robin Ng");
    assert_eq!(lead["AI_Qualification_Score__c"].to_string(), "72.0");
    assert_eq!(lead["Last_AI_Contact__c"], "2026-11-22T05:58:47.000+0000");
    assert_eq!(lead["NumberOfEmployees"].to_string(), "120");
    assert_eq!(lead["Title"], Value::Null);
    assert_eq!(lead["Address"]["country"], Value::Null);
    assert_eq!(lead["CreatedDate"], "2026-11-22T05:58:47.000+0000");

    let some = client
        .get(&format!("/sobjects/Lead/{id}?fields=Phone,Company"))
        .await
        .json();
    let names: Vec<&String> = some.as_object().unwrap().keys().collect();
    assert_eq!(names, ["Company", "Id", "Phone", "attributes"]);
}

#[tokio::test]
async fn a_create_says_where_the_record_is() {
    let client = Client::new();
    let fields = json!({ "LastName": "Ng", "Company": "Example" });
    let reply = client.post("/sobjects/Lead", fields).await;
    assert_eq!(reply.status, 201);
    let id = reply.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(
        reply.json(),
        json!({ "id": id, "success": true, "errors": [] })
    );
    assert_eq!(
        reply.headers["location"],
        format!("{DATA}/sobjects/Lead/{id}")
    );
    assert_eq!(
        client.org.lead(&id).unwrap()["Status"],
        "Open - Not Contacted"
    );
    assert_eq!(
        client
            .data("DELETE", &format!("/sobjects/Lead/{id}"), None)
            .await
            .status,
        204
    );
    assert!(client.org.leads().is_empty());
}

/// Bodies that a lead refuses: status, code, the fields named.
#[tokio::test]
async fn bodies_are_held_against_the_schema() {
    let client = Client::new();
    let id = client.lead();
    let long = "x".repeat(131_073);
    for (body, code, fields) in [
        (json!({ "Nope__c": 1 }), "INVALID_FIELD", None),
        (json!({ "Id": id }), "INVALID_FIELD", None),
        (
            json!({ "Name": "x" }),
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            Some("Name"),
        ),
        (
            json!({ "IsConverted": true }),
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            Some("IsConverted"),
        ),
        (
            json!({ "Call_Transcript__c": long }),
            "STRING_TOO_LONG",
            Some("Call_Transcript__c"),
        ),
        (
            json!({ "AI_Qualification_Score__c": 1000 }),
            "NUMBER_OUTSIDE_VALID_RANGE",
            Some("AI_Qualification_Score__c"),
        ),
        (
            json!({ "AI_Qualification_Score__c": "abc" }),
            "JSON_PARSER_ERROR",
            None,
        ),
        (
            json!({ "Last_AI_Contact__c": "22/11/2026" }),
            "JSON_PARSER_ERROR",
            None,
        ),
        (
            json!({ "AI_Call_Status__c": "Lost" }),
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            Some("AI_Call_Status__c"),
        ),
        (
            json!({ "Company": null }),
            "REQUIRED_FIELD_MISSING",
            Some("Company"),
        ),
        (
            json!({ "OwnerId": "nope" }),
            "MALFORMED_ID",
            Some("OwnerId"),
        ),
        (
            json!({ "OwnerId": "00QHs00001ABcDe" }),
            "MALFORMED_ID",
            Some("OwnerId"),
        ),
        (
            json!({ "OwnerId": "005Hs0000000001" }),
            "INVALID_CROSS_REFERENCE_KEY",
            None,
        ),
    ] {
        let reply = client.update(&id, body).await;
        assert_eq!(reply.refusal(), (400, code.to_owned()));
        let named = reply.json()[0]["fields"][0].as_str().map(str::to_owned);
        assert_eq!(named.as_deref(), fields, "{code}");
    }
    assert!(client.org.writes(&id).is_empty());
}

#[tokio::test]
async fn all_limits_that_are_broken_are_named() {
    let client = Client::new();
    let id = client.lead();
    let body = json!({ "Title": "x".repeat(129), "AI_Call_Status__c": "Lost" });
    assert_eq!(
        client
            .update(&id, body)
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn addresses_that_lead_nowhere() {
    let client = Client::new();
    for (method, path, status, code) in [
        ("GET", "/sobjects/Lead/00QHs0000000001", 404, "NOT_FOUND"),
        ("GET", "/sobjects/Lead/003Hs0000000001", 400, "MALFORMED_ID"),
        ("GET", "/sobjects/Nope/00QHs0000000001", 404, "NOT_FOUND"),
        ("GET", "/nope", 404, "NOT_FOUND"),
        ("PATCH", "/sobjects/Lead/", 405, "METHOD_NOT_ALLOWED"),
        (
            "PATCH",
            "/sobjects/Lead/Midcall_Key__c/",
            405,
            "METHOD_NOT_ALLOWED",
        ),
        (
            "GET",
            "/sobjects/Lead/Midcall_Key__c/nobody",
            404,
            "NOT_FOUND",
        ),
    ] {
        let reply = client.data(method, path, None).await;
        assert_eq!(
            reply.refusal(),
            (status, code.to_owned()),
            "{method} {path}"
        );
    }
    for (path, status) in [
        ("/services/data/v30.0/limits", 410),
        ("/services/data/v99.0/limits", 404),
    ] {
        let request = client
            .signed(Request::get(path))
            .body(Bytes::new())
            .unwrap();
        assert_eq!(client.send(request).await.status, status);
    }
}

#[tokio::test]
async fn the_verb_can_be_overridden() {
    let client = Client::new();
    let id = client.lead();
    let path = format!("/sobjects/Lead/{id}?_HttpMethod=PATCH");
    assert_eq!(
        client.post(&path, json!({ "Title": "CEO" })).await.status,
        204
    );
    assert_eq!(client.org.lead(&id).unwrap()["Title"], "CEO");
}

#[tokio::test]
async fn an_upsert_creates_once_and_then_updates() {
    let client = Client::new();
    let lead = client.lead();
    let path = "/sobjects/Task/Midcall_Call_Id__c/call-7f3a";
    let body = json!({ "WhoId": lead, "Subject": "Call", "TaskSubtype": "Call" });
    let created = client.patch(path, body).await;
    assert_eq!(
        (created.status, created.json()["created"].as_bool()),
        (201, Some(true))
    );
    let updated = client
        .patch(path, json!({ "CallDurationInSeconds": 311 }))
        .await;
    assert_eq!(
        (updated.status, updated.json()["created"].as_bool()),
        (200, Some(false))
    );
    assert_eq!(created.json()["id"], updated.json()["id"]);
    assert_eq!(client.org.records("Task").len(), 1);

    let named = client
        .patch(path, json!({ "Midcall_Call_Id__c": "call-7f3a" }))
        .await;
    assert_eq!(named.refusal(), (400, "INVALID_FIELD".to_owned()));
    let absent = "/sobjects/Task/Midcall_Call_Id__c/other?updateOnly=true";
    assert_eq!(client.patch(absent, json!({})).await.status, 404);
}

#[tokio::test]
async fn an_upsert_that_matches_several_changes_none() {
    use midcall_sim::salesforce::{Field, Kind};
    let client = Client::new();
    let field = Field {
        external_id: true,
        ..Field::new("Crm_Key__c", "CRM Key", Kind::Text(20))
    };
    client.org.add_field("Lead", field).unwrap();
    for name in ["Ng", "Roe"] {
        let fields = json!({ "LastName": name, "Company": "Example", "Crm_Key__c": "k" });
        client.org.create_lead(fields).unwrap();
    }
    let reply = client
        .patch("/sobjects/Lead/Crm_Key__c/k", json!({ "Title": "x" }))
        .await;
    assert_eq!(
        (reply.status, reply.json().as_array().unwrap().len()),
        (300, 2)
    );
    assert!(
        client
            .org
            .leads()
            .iter()
            .all(|lead| lead["Title"].is_null())
    );
}

#[tokio::test]
async fn a_unique_key_is_case_sensitive() {
    let client = Client::new();
    let fields = |key| json!({ "LastName": "Ng", "Company": "Example", "Midcall_Key__c": key });
    assert_eq!(
        client.post("/sobjects/Lead", fields("abc")).await.status,
        201
    );
    assert_eq!(
        client.post("/sobjects/Lead", fields("ABC")).await.status,
        201
    );
    let again = client.post("/sobjects/Lead", fields("abc")).await;
    assert_eq!(again.refusal(), (400, "DUPLICATE_VALUE".to_owned()));
}
