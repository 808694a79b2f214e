//! What the org tells about itself, and how it is laid out.

use bytes::Bytes;
use http::Request;
use serde_json::Value;

use crate::client::Client;

#[tokio::test]
async fn describe_shows_types_and_limits() {
    let client = Client::new();
    let lead = client.get("/sobjects/lead/describe").await.json();
    assert_eq!(
        (&lead["name"], &lead["keyPrefix"]),
        (&"Lead".into(), &"00Q".into())
    );
    let field = |name: &str| -> Value {
        let fields = lead["fields"].as_array().unwrap();
        fields
            .iter()
            .find(|field| field["name"] == name)
            .unwrap()
            .clone()
    };
    for (name, kind, length, precision) in [
        ("AI_Qualification_Score__c", "double", 0, 3),
        ("Qualification_Signals__c", "textarea", 32_768, 0),
        ("Call_Transcript__c", "textarea", 131_072, 0),
        ("Last_AI_Contact__c", "datetime", 0, 0),
        ("AI_Call_Status__c", "picklist", 255, 0),
        ("Midcall_Key__c", "string", 64, 0),
    ] {
        let field = field(name);
        assert_eq!(field["type"], kind, "{name}");
        assert_eq!(field["length"], length, "{name}");
        assert_eq!(field["precision"], precision, "{name}");
        assert_eq!(field["updateable"], true, "{name}");
    }
    let key = field("Midcall_Key__c");
    assert!(
        ["externalId", "unique", "caseSensitive"]
            .iter()
            .all(|flag| key[*flag] == true)
    );
    assert_eq!(
        field("AI_Call_Status__c")["picklistValues"]
            .as_array()
            .unwrap()
            .len(),
        7
    );
}

#[tokio::test]
async fn the_org_lists_its_resources_and_objects() {
    let client = Client::new();
    let resources = client.get("/").await.json();
    assert_eq!(resources["sobjects"], "/services/data/v66.0/sobjects");
    let objects = client.get("/sobjects").await.json();
    assert_eq!(objects["sobjects"].as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn other_hosts_paths_are_a_page_and_not_json() {
    let client = Client::new();
    let reply = client
        .send(Request::get("/lightning").body(Bytes::new()).unwrap())
        .await;
    assert_eq!(reply.status, 404);
    assert!(reply.text.contains("URL No Longer Exists"));
}

#[tokio::test]
async fn answers_are_pretty_when_asked() {
    let client = Client::new();
    let request = client
        .signed(Request::get("/services/data/v66.0/limits"))
        .header("X-PrettyPrint", "1");
    let reply = client.send(request.body(Bytes::new()).unwrap()).await;
    assert!(reply.text.lines().count() > 5);
}
