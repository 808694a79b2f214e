//! Assigning permission sets: who may get which, what it takes, and what it opens.

use serde_json::{Value, json};

use crate::{
    client::Client,
    metadata::{NAMESPACE, deploy, failure, manifest},
};

/// A set that lets these objects be read.
fn opening(objects: &[&str]) -> [(&'static str, String); 2] {
    let objects: String = objects
        .iter()
        .map(|name| format!("<objectPermissions><allowRead>true</allowRead><object>{name}</object></objectPermissions>"))
        .collect();
    let set = format!(
        "<PermissionSet xmlns=\"{NAMESPACE}\"><label>Ours</label>{objects}</PermissionSet>"
    );
    [
        manifest(&[("PermissionSet", "Ours")]),
        ("permissionsets/Ours.permissionset", set),
    ]
}

async fn id_of(client: &Client, soql: &str) -> Value {
    let found = client.query(soql).await.json();
    found["records"][0]["Id"].clone()
}

async fn integration_user(client: &Client) -> Value {
    let soql = "SELECT Id FROM User WHERE Username = 'integration@acme.example'";
    id_of(client, soql).await
}

async fn license(client: &Client) -> Value {
    let soql =
        "SELECT Id FROM PermissionSetLicense WHERE DeveloperName = 'SalesforceAPIIntegrationPsl'";
    id_of(client, soql).await
}

/// Status and code of giving the integration user a seat of the license.
async fn seat(client: &Client) -> (u16, String) {
    let row = json!({
        "AssigneeId": integration_user(client).await,
        "PermissionSetLicenseId": license(client).await,
    });
    let reply = client
        .post("/sobjects/PermissionSetLicenseAssign", row)
        .await;
    let code = reply.json()[0]["errorCode"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    (reply.status, code)
}

/// Status, code and text of assigning the set to the integration user.
async fn assign(client: &Client) -> (u16, String, String) {
    let row = json!({
        "AssigneeId": integration_user(client).await,
        "PermissionSetId": id_of(client, "SELECT Id FROM PermissionSet WHERE Name = 'Ours'").await,
    });
    let reply = client.post("/sobjects/PermissionSetAssignment", row).await;
    let said = reply.json();
    let text = |key: &str| said[0][key].as_str().unwrap_or_default().to_owned();
    (reply.status, text("errorCode"), text("message"))
}

#[tokio::test]
async fn a_small_license_needs_a_seat_before_a_set_that_opens_objects() {
    let client = Client::new();
    deploy(&client, &opening(&["Lead"]), json!({})).await;
    let (status, code, text) = assign(&client).await;
    assert_eq!((status, code.as_str()), (400, "FIELD_INTEGRITY_EXCEPTION"));
    assert!(
        text.contains("doesn't allow the permission: Read Leads"),
        "{text}"
    );

    assert_eq!(seat(&client).await.0, 201);
    assert_eq!(seat(&client).await, (400, "DUPLICATE_VALUE".to_owned()));
    assert_eq!(assign(&client).await.0, 201);
    assert_eq!(assign(&client).await.1, "DUPLICATE_VALUE");
    let used = "SELECT UsedLicenses FROM PermissionSetLicense";
    let used = client.query(used).await.json();
    assert_eq!(used["records"][0]["UsedLicenses"], 1);
}

#[tokio::test]
async fn seats_run_out_and_not_everybody_may_give_them() {
    let client = Client::new();
    client.org.set_integration_licenses(0);
    assert_eq!(
        seat(&client).await,
        (400, "LICENSE_LIMIT_EXCEEDED".to_owned())
    );
    client.org.set_integration_licenses(1);
    client.org.set_may_assign(false);
    let no_access = "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY".to_owned();
    assert_eq!(seat(&client).await, (400, no_access));
    client.org.set_may_assign(true);
    assert_eq!(seat(&client).await.0, 201);
}

#[tokio::test]
async fn a_set_shows_an_object_that_is_hidden() {
    let client = Client::new();
    client.org.hide_object("Contact");
    let describe = "/sobjects/Contact/describe";
    assert_eq!(client.get(describe).await.status, 404);
    let asked = client.query("SELECT Id FROM Contact").await;
    assert_eq!(asked.refusal(), (400, "INVALID_TYPE".to_owned()));

    let refused = deploy(&client, &opening(&["Contact"]), json!({})).await;
    assert!(
        failure(&refused)
            .2
            .contains("depends on permission(s): Read Account")
    );
    deploy(&client, &opening(&["Account", "Contact"]), json!({})).await;
    assert_eq!(client.get(describe).await.status, 404);
    client.org.assign_permission_set("Ours").unwrap();
    assert_eq!(client.get(describe).await.status, 200);

    let soql = "SELECT Id FROM PermissionSetAssignment";
    let assignment = id_of(&client, soql).await;
    let path = format!(
        "/sobjects/PermissionSetAssignment/{}",
        assignment.as_str().unwrap()
    );
    assert_eq!(client.data("DELETE", &path, None).await.status, 204);
    assert_eq!(client.get(describe).await.status, 404);
}
