//! Deploying metadata: what goes in, what is refused and in which line, and what the org shows
//! afterwards.

use std::io::{Cursor, Write};

use bytes::Bytes;
use http::{Request, header};
use midcall_sim::salesforce::OrgSettings;
use serde_json::{Value, json};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::client::{Client, DATA, Reply};

pub(crate) const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";

fn zip(files: &[(&str, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in files {
        zip.start_file(*path, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(crate) fn manifest(members: &[(&str, &str)]) -> (&'static str, String) {
    let types: String = members
        .iter()
        .map(|(kind, name)| format!("<types><members>{name}</members><name>{kind}</name></types>"))
        .collect();
    let text = format!("<Package xmlns=\"{NAMESPACE}\">{types}<version>66.0</version></Package>");
    ("package.xml", text)
}

fn field(name: &str, rest: &str) -> String {
    format!("<fields><fullName>{name}</fullName><label>{name}</label>{rest}</fields>")
}

fn lead(inside: &str) -> (&'static str, String) {
    let text = format!("<CustomObject xmlns=\"{NAMESPACE}\">\n{inside}\n</CustomObject>");
    ("objects/Lead.object", text)
}

const NUMBER: &str = "<precision>3</precision><scale>0</scale><type>Number</type>";

fn permission_set(fields: &[&str]) -> (&'static str, String) {
    let fields: String = fields
        .iter()
        .map(|name| {
            format!("<fieldPermissions>\n<editable>true</editable>\n<field>{name}</field>\n<readable>true</readable></fieldPermissions>")
        })
        .collect();
    let text =
        format!("<PermissionSet xmlns=\"{NAMESPACE}\">{fields}<label>Ours</label></PermissionSet>");
    ("permissionsets/Ours.permissionset", text)
}

async fn upload(client: &Client, zip: &[u8], options: Value) -> Reply {
    let options = json!({ "deployOptions": options });
    let head = "--mark\r\nContent-Disposition: form-data; name=\"file\"; filename=\"package.xml\"\r\nContent-Type: application/zip\r\n\r\n";
    let mut body = head.as_bytes().to_vec();
    body.extend_from_slice(zip);
    let rest = format!(
        "\r\n--mark\r\nContent-Disposition: form-data; name=\"entity_content\"\r\nContent-Type: application/json\r\n\r\n{options}\r\n--mark--\r\n"
    );
    body.extend_from_slice(rest.as_bytes());
    let request = Request::post(format!("{DATA}/metadata/deployRequest"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=mark");
    client
        .send(client.signed(request).body(Bytes::from(body)).unwrap())
        .await
}

/// Deploys to the end: the final `deployResult`.
pub(crate) async fn deploy(client: &Client, files: &[(&str, String)], options: Value) -> Value {
    let started = upload(client, &zip(files), options).await;
    assert_eq!(started.status, 201, "{}", started.text);
    let id = started.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(started.json()["deployResult"]["status"], "Pending");
    let mut seen = Vec::new();
    loop {
        let path = format!("/metadata/deployRequest/{id}?includeDetails=true");
        let result = client.get(&path).await.json()["deployResult"].clone();
        seen.push(result["status"].as_str().unwrap().to_owned());
        if result["done"] == true {
            assert_eq!(seen[..2], ["Pending", "InProgress"]);
            return result;
        }
    }
}

/// The first failure: its component, line and problem.
pub(crate) fn failure(result: &Value) -> (String, u64, String) {
    assert_eq!(result["success"], false, "{result:#}");
    let failure = &result["details"]["componentFailures"][0];
    let text = |key: &str| failure[key].as_str().unwrap_or_default().to_owned();
    (
        text("fullName"),
        failure["lineNumber"].as_u64().unwrap_or(0),
        text("problem"),
    )
}

async fn describes(client: &Client, name: &str) -> Option<Value> {
    let lead = client.get("/sobjects/Lead/describe").await.json();
    let fields = lead["fields"].as_array().unwrap().clone();
    fields.into_iter().find(|field| field["name"] == name)
}

#[tokio::test]
async fn a_field_is_there_but_hidden_until_a_set_is_assigned() {
    let client = Client::new();
    let id = client.lead();
    let files = [
        manifest(&[("CustomField", "Lead.Extra__c"), ("PermissionSet", "Ours")]),
        lead(&field("Extra__c", NUMBER)),
        permission_set(&["Lead.Extra__c"]),
    ];
    let result = deploy(&client, &files, json!({})).await;
    assert_eq!(result["status"], "Succeeded", "{result:#}");
    assert_eq!(result["numberComponentsDeployed"], 2);
    let success = &result["details"]["componentSuccesses"][0];
    assert_eq!(
        (&success["created"], &success["fullName"]),
        (&json!(true), &json!("Lead.Extra__c"))
    );

    assert_eq!(describes(&client, "Extra__c").await, None);
    let refused = client.update(&id, json!({ "Extra__c": 1 })).await;
    assert_eq!(refused.refusal(), (400, "INVALID_FIELD".to_owned()));

    client.org.assign_permission_set("Ours").unwrap();
    let shown = describes(&client, "Extra__c").await.unwrap();
    assert_eq!(
        (&shown["type"], &shown["precision"]),
        (&json!("double"), &json!(3))
    );
    assert_eq!(
        client.update(&id, json!({ "Extra__c": 1 })).await.status,
        204
    );

    // What the set no longer names is hidden again.
    let files = [manifest(&[("PermissionSet", "Ours")]), permission_set(&[])];
    deploy(&client, &files, json!({})).await;
    assert_eq!(describes(&client, "Extra__c").await, None);
}

#[tokio::test]
async fn a_set_can_be_assigned_over_the_api() {
    let client = Client::new();
    let files = [
        manifest(&[("CustomField", "Lead.Extra__c"), ("PermissionSet", "Ours")]),
        lead(&field("Extra__c", NUMBER)),
        permission_set(&["Lead.Extra__c"]),
    ];
    deploy(&client, &files, json!({})).await;
    let set = client
        .query("SELECT Id FROM PermissionSet WHERE Name = 'Ours'")
        .await
        .json();
    let user = client
        .query("SELECT Id FROM User WHERE Username = 'integration@acme.example'")
        .await
        .json();
    let assignment = json!({
        "AssigneeId": user["records"][0]["Id"],
        "PermissionSetId": set["records"][0]["Id"],
    });
    let assigned = client
        .post("/sobjects/PermissionSetAssignment", assignment)
        .await;
    assert_eq!(assigned.status, 201, "{}", assigned.text);
    assert!(describes(&client, "Extra__c").await.is_some());
}

#[tokio::test]
async fn all_or_nothing_unless_asked_otherwise() {
    let client = Client::new();
    let files = [
        manifest(&[("CustomField", "Lead.Extra__c"), ("PermissionSet", "Ours")]),
        lead(&field("Extra__c", NUMBER)),
        permission_set(&["Lead.Nope__c"]),
    ];
    let result = deploy(&client, &files, json!({ "rollbackOnError": true })).await;
    let (name, line, problem) = failure(&result);
    assert_eq!((name.as_str(), line), ("Ours", 3));
    assert_eq!(
        problem,
        "In field: field - no CustomField named Lead.Nope__c found"
    );
    assert_eq!(client.org.metadata("CustomField", "Lead.Extra__c"), None);

    let result = deploy(&client, &files, json!({ "rollbackOnError": false })).await;
    assert_eq!(result["status"], "SucceededPartial");
    assert!(
        client
            .org
            .metadata("CustomField", "Lead.Extra__c")
            .is_some()
    );
    assert!(client.org.records("PermissionSet").is_empty());
}

#[tokio::test]
async fn a_check_changes_nothing() {
    let client = Client::new();
    let files = [
        manifest(&[("CustomField", "Lead.Extra__c"), ("PermissionSet", "Ours")]),
        lead(&field("Extra__c", NUMBER)),
        permission_set(&["Lead.Extra__c"]),
    ];
    let result = deploy(&client, &files, json!({ "checkOnly": true })).await;
    assert_eq!(
        (&result["success"], &result["checkOnly"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(client.org.metadata("CustomField", "Lead.Extra__c"), None);
    assert!(client.org.records("PermissionSet").is_empty());
}

#[track_caller]
fn check_refused(result: &Value, name: &str, expected: &str) {
    let (found, line, problem) = failure(result);
    assert_eq!(found, name, "{problem}");
    assert!(line > 0, "{problem}");
    assert!(problem.contains(expected), "{problem}");
}

#[tokio::test]
async fn fields_are_refused_by_their_line() {
    let client = Client::new();
    for (name, inside, expected) in [
        (
            "X__c",
            "<type>LongTextArea</type><length>131073</length><visibleLines>3</visibleLines>",
            "131072",
        ),
        (
            "X__c",
            "<type>LongTextArea</type><length>256</length><required>true</required>",
            "'required'",
        ),
        ("X__c", "<type>Checkbox</type>", "'defaultValue'"),
        ("X__c", "<type>Number</type>", "precision"),
        ("X__c", "<type>Colour</type>", "Colour"),
        (
            "X__c",
            "<type>Text</type><length>10</length><color>red</color>",
            "color invalid at this location",
        ),
        (
            "AI_Qualification_Score__c",
            "<type>DateTime</type>",
            "Cannot change the field type",
        ),
        ("Plain", "<type>DateTime</type>", "does not exist"),
    ] {
        let full_name = format!("Lead.{name}");
        let files = [
            manifest(&[("CustomField", &full_name)]),
            lead(&field(name, inside)),
        ];
        let result = deploy(&client, &files, json!({})).await;
        check_refused(&result, &full_name, expected);
    }
}

#[tokio::test]
async fn what_everybody_sees_cannot_be_granted() {
    let client = Client::new();
    for name in ["Lead.LastName", "Lead.Status", "Lead.OwnerId"] {
        let files = [
            manifest(&[("PermissionSet", "Ours")]),
            permission_set(&[name]),
        ];
        let result = deploy(&client, &files, json!({})).await;
        check_refused(&result, "Ours", "cannot deploy to a required field");
    }
}

#[tokio::test]
async fn packages_are_refused_as_a_whole() {
    let client = Client::new();
    let broken = (
        "objects/Lead.object",
        "<CustomObject>\n<fields>\n</field></CustomObject>".to_owned(),
    );
    let result = deploy(&client, &[manifest(&[]), broken], json!({})).await;
    let (name, line, problem) = failure(&result);
    assert_eq!(
        (name.as_str(), line),
        ("objects/Lead.object", 3),
        "{problem}"
    );
    assert!(problem.starts_with("Error parsing file"), "{problem}");

    let files = [manifest(&[("CustomField", "Lead.Extra__c")])];
    let (name, _, problem) = failure(&deploy(&client, &files, json!({})).await);
    assert_eq!(name, "Lead.Extra__c");
    assert!(
        problem.contains("not found in zipped directory"),
        "{problem}"
    );

    let twice = manifest(&[("CustomField", "Lead.E__c"), ("CustomField", "Lead.e__c")]);
    let files = [twice, lead(&field("E__c", NUMBER))];
    check_refused(
        &deploy(&client, &files, json!({})).await,
        "Lead.e__c",
        "Duplicate developer name",
    );

    let (_, _, problem) = failure(&deploy(&client, &[lead("")], json!({})).await);
    assert_eq!(problem, "No package.xml found");
    let no_zip = upload(&client, b"not a zip", json!({})).await;
    assert_eq!(no_zip.status, 400);
}

#[tokio::test]
async fn whoever_may_not_deploy_is_told() {
    let client = Client::of(OrgSettings {
        may_deploy: false,
        ..OrgSettings::default()
    });
    let refused = upload(&client, &zip(&[manifest(&[])]), json!({})).await;
    assert_eq!(refused.refusal(), (403, "INSUFFICIENT_ACCESS".to_owned()));
    let refused = read(&client, &client.token, "CustomField", &[]).await;
    assert!(
        refused.text.contains("sf:INSUFFICIENT_ACCESS"),
        "{}",
        refused.text
    );
}

/// The flow of the samples, with everything it names.
fn routing(flow: &str) -> [(&'static str, String); 3] {
    let queue = include_str!(
        "../../../../samples/salesforce/metadata/sfdx/force-app/main/default/queues/AI_Qualified_Leads.queue-meta.xml"
    );
    [
        manifest(&[
            ("Flow", "Route_Hot_AI_Leads"),
            ("Queue", "AI_Qualified_Leads"),
        ]),
        ("flows/Route_Hot_AI_Leads.flow", flow.to_owned()),
        ("queues/AI_Qualified_Leads.queue", queue.to_owned()),
    ]
}

const FLOW: &str = include_str!(
    "../../../../samples/salesforce/metadata/sfdx/force-app/main/default/flows/Route_Hot_AI_Leads.flow-meta.xml"
);

#[tokio::test]
async fn an_active_flow_routes_by_its_own_threshold() {
    let client = Client::new();
    let lead = client.lead();
    let before = client.owner(&lead);
    let flow = FLOW.replace("70.0", "40.0");
    let draft = flow.replace("<status>Active</status>", "<status>Draft</status>");
    let result = deploy(&client, &routing(&draft), json!({})).await;
    assert_eq!(result["success"], true, "{result:#}");
    client
        .update(&lead, json!({ "AI_Qualification_Score__c": 50 }))
        .await;
    assert_eq!(client.owner(&lead), before);

    deploy(&client, &routing(&flow), json!({})).await;
    let other = client.lead();
    client
        .update(&other, json!({ "AI_Qualification_Score__c": 40 }))
        .await;
    assert_eq!(client.owner(&other), before);
    client
        .update(&other, json!({ "AI_Qualification_Score__c": 50 }))
        .await;
    assert_ne!(client.owner(&other), before);
    let tasks = client.org.records("Task");
    assert_eq!(tasks.len(), 1, "only once the threshold is passed");
    assert_eq!(tasks[0]["WhoId"], other);
    assert_eq!(tasks[0]["OwnerId"], client.owner(&other));
    client
        .update(&other, json!({ "AI_Qualification_Score__c": 75 }))
        .await;
    assert_eq!(
        client.org.records("Task").len(),
        1,
        "75 is no news after 50"
    );
}

#[tokio::test]
async fn a_flow_that_leads_nowhere_is_refused() {
    let client = Client::new();
    for (from, to, expected) in [
        (
            "AI_Qualification_Score__c",
            "Gone__c",
            "The field \"Gone__c\" for the object \"Lead\"",
        ),
        (
            "<targetReference>Assign_owner</targetReference>",
            "<targetReference>Nowhere</targetReference>",
            "\"Nowhere\"",
        ),
    ] {
        let result = deploy(&client, &routing(&FLOW.replace(from, to)), json!({})).await;
        check_refused(&result, "Route_Hot_AI_Leads", expected);
    }
}

#[tokio::test]
async fn lists_and_reports_name_fields_that_are_there() {
    let client = Client::new();
    let view = "<listViews><fullName>Hot</fullName><columns>FULL_NAME</columns>\n<columns>Gone__c</columns><label>Hot</label></listViews>";
    let files = [manifest(&[("ListView", "Lead.Hot")]), lead(view)];
    check_refused(
        &deploy(&client, &files, json!({})).await,
        "Lead.Hot",
        "Gone__c",
    );

    let report = format!("<Report xmlns=\"{NAMESPACE}\"><name>R</name></Report>");
    let files = [
        manifest(&[("Report", "Midcall/R")]),
        ("reports/Midcall/R.report", report),
    ];
    check_refused(
        &deploy(&client, &files, json!({})).await,
        "Midcall/R",
        "Cannot find folder",
    );
}

async fn read(client: &Client, token: &str, kind: &str, names: &[&str]) -> Reply {
    let names: String = names
        .iter()
        .map(|name| format!("<fullNames>{name}</fullNames>"))
        .collect();
    let body = format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Header><SessionHeader xmlns=\"{NAMESPACE}\"><sessionId>{token}</sessionId></SessionHeader></e:Header><e:Body><readMetadata xmlns=\"{NAMESPACE}\"><type>{kind}</type>{names}</readMetadata></e:Body></e:Envelope>"
    );
    let request = Request::post("/services/Soap/m/66.0").header(header::CONTENT_TYPE, "text/xml");
    client.send(request.body(Bytes::from(body)).unwrap()).await
}

#[tokio::test]
async fn metadata_is_read_as_the_org_has_it() {
    let client = Client::new();
    let names = ["Lead.Midcall_Key__c", "Lead.Nope__c"];
    let answer = read(&client, &client.token, "CustomField", &names).await;
    assert_eq!(answer.status, 200);
    for part in [
        "<records xsi:type=\"CustomField\"><fullName>Lead.Midcall_Key__c</fullName>",
        "<externalId>true</externalId>",
        "<records xsi:nil=\"true\"/>",
    ] {
        assert!(
            answer.text.contains(part),
            "{part} is not in {}",
            answer.text
        );
    }
    assert_eq!(client.org.counted_requests(), 1);

    let dead = read(&client, "dead", "CustomField", &names).await;
    assert_eq!(dead.status, 500);
    assert!(
        dead.text
            .contains("<faultcode>sf:INVALID_SESSION_ID</faultcode>"),
        "{}",
        dead.text
    );
    let many = read(&client, &client.token, "CustomField", &["Lead.X__c"; 11]).await;
    assert!(many.text.contains("EXCEEDED_ID_LIMIT"), "{}", many.text);
}
