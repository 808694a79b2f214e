//! Text search.

use midcall_sim::salesforce::OrgSettings;
use serde_json::json;

use crate::client::Client;

fn client_with_robin(settings: OrgSettings) -> Client {
    let client = Client::of(settings);
    let fields = json!({
        "LastName": "Ng",
        "FirstName": "Robin",
        "Company": "Example",
        "Phone": "(415) 555-0132",
    });
    client.org.create_lead(fields).unwrap();
    client
}

#[tokio::test]
async fn a_phone_number_finds_its_lead() {
    let client = client_with_robin(OrgSettings::default());
    let sosl =
        "FIND+%7B4155550132%7D+IN+PHONE+FIELDS+RETURNING+Lead(Id,Name+WHERE+IsConverted=false)";
    let found = client.get(&format!("/search?q={sosl}")).await.json();
    assert_eq!(found["searchRecords"][0]["Name"], "Robin Ng");
    let refused = client.get("/search?q=FIND+4155550132").await;
    assert_eq!(refused.refusal(), (400, "MALFORMED_SEARCH".to_owned()));
}

#[tokio::test]
async fn the_recorded_request_is_understood() {
    let client = client_with_robin(OrgSettings::default());
    let body =
        include_str!("../../../../samples/salesforce/rest/parameterized-search-request.json");
    let body = serde_json::from_str(body).unwrap();
    let found = client.post("/parameterizedSearch", body).await.json();
    assert_eq!(found["searchRecords"][0]["Phone"], "(415) 555-0132");
    let nothing = json!({ "q": "4155550199", "in": "PHONE", "sobjects": [{ "name": "Lead" }] });
    let found = client.post("/parameterizedSearch", nothing).await.json();
    assert_eq!(found, json!({ "searchRecords": [] }));
}

#[tokio::test]
async fn the_index_lags_behind_the_records() {
    let client = client_with_robin(OrgSettings {
        search_lag_ms: 5_000,
        ..OrgSettings::default()
    });
    let path = "/parameterizedSearch?q=robin&sobject=Lead&fields=Id";
    let found = async || {
        client.get(path).await.json()["searchRecords"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(found().await, 0);
    client.clock.advance(5_000);
    assert_eq!(found().await, 1);
}
