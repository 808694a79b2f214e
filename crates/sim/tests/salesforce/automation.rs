//! What a client can find out about the rules that stand between it and a saved lead.

use midcall_sim::salesforce::{HotLeadFlow, OrgSettings, ValidationRule};
use serde_json::Value;

use crate::client::{Client, DATA, Reply, START_MS};

async fn tooling(client: &Client, soql: &str) -> Reply {
    let encoded: String = soql.bytes().map(|byte| format!("%{byte:02X}")).collect();
    client.get(&format!("/tooling/query?q={encoded}")).await
}

fn records(reply: &Reply) -> Vec<Value> {
    reply.json()["records"]
        .as_array()
        .unwrap_or_else(|| panic!("{}", reply.text))
        .clone()
}

#[tokio::test]
async fn an_active_assignment_rule_is_seen() {
    let client = Client::new();
    let soql = "SELECT Name FROM AssignmentRule WHERE SobjectType = 'Lead' AND Active = true";
    assert_eq!(
        records(&client.query(soql).await)[0]["Name"],
        "Inbound leads"
    );
    client.org.set_assignment_rule(false);
    assert!(records(&client.query(soql).await).is_empty());
}

#[tokio::test]
async fn validation_rules_are_known_to_the_tooling_api_alone() {
    let client = Client::new();
    for (name, formula) in [
        ("Score_Range", "AI_Qualification_Score__c > 100"),
        ("Other", "false"),
    ] {
        let rule = ValidationRule::new("Lead", "no", None, |_, _| false);
        client
            .org
            .add_validation_rule(rule.written_as(name, formula));
    }
    let soql = "SELECT Id, ValidationName FROM ValidationRule WHERE Active = true AND EntityDefinition.QualifiedApiName = 'Lead'";
    let found = records(&tooling(&client, soql).await);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0]["ValidationName"], "Score_Range");
    assert_eq!(client.query(soql).await.refusal().1, "INVALID_TYPE");

    let of = |id: &str| format!("SELECT Metadata FROM ValidationRule WHERE Id = '{id}'");
    let one = tooling(&client, &of(found[0]["Id"].as_str().unwrap())).await;
    assert_eq!(
        records(&one)[0]["Metadata"]["errorConditionFormula"],
        "AI_Qualification_Score__c > 100"
    );
    let many = tooling(&client, "SELECT Metadata FROM ValidationRule").await;
    assert_eq!(many.refusal().1, "MALFORMED_QUERY");
}

#[tokio::test]
async fn flows_are_seen_with_what_starts_them() {
    let client = Client::of(OrgSettings {
        hot_lead_flow: HotLeadFlow::Routes,
        ..OrgSettings::default()
    });
    let soql = "SELECT ApiName, TriggerType, ActiveVersionId FROM FlowDefinitionView WHERE IsActive = true AND TriggerObjectOrEvent.QualifiedApiName = 'Lead'";
    let flow = records(&client.query(soql).await).remove(0);
    assert_eq!(flow["ApiName"], "Route_Hot_AI_Leads");
    let version = flow["ActiveVersionId"].as_str().unwrap();
    let of = format!("SELECT Metadata FROM Flow WHERE Id = '{version}'");
    let found = records(&tooling(&client, &of).await).remove(0);
    assert_eq!(
        found["Metadata"]["start"]["filters"][0]["field"],
        "AI_Qualification_Score__c"
    );
    client.org.set_hot_lead_flow(HotLeadFlow::Off);
    assert!(records(&client.query(soql).await).is_empty());
}

#[tokio::test]
async fn who_may_not_view_setup_sees_no_rules() {
    let client = Client::new();
    client.org.set_views_setup(false);
    let refused = tooling(&client, "SELECT Id FROM ValidationRule").await;
    assert_eq!(refused.refusal(), (400, "INVALID_TYPE".to_owned()));
}

#[tokio::test]
async fn a_users_profile_stands_inside_the_user() {
    let client = Client::new();
    let soql = "SELECT Username, Profile.Name, Profile.UserLicense.Name FROM User WHERE Username = 'integration@acme.example'";
    let user = records(&client.query(soql).await).remove(0);
    assert_eq!(
        user["Profile"]["UserLicense"]["Name"],
        "Salesforce Integration"
    );
    client.org.set_profile("System Administrator", "Salesforce");
    let user = records(&client.query(soql).await).remove(0);
    assert_eq!(user["Profile"]["Name"], "System Administrator");
    let described = client.get("/sobjects/User/describe").await;
    assert!(!described.text.contains("Profile.Name"));
}

#[tokio::test]
async fn every_answer_tells_the_orgs_time() {
    let client = Client::new();
    let reply = client.get("/limits").await;
    assert_eq!(reply.headers["date"], "Sun, 22 Nov 2026 05:58:47 GMT");
    client.clock.advance(90_000);
    let request = http::Request::get(DATA.trim_end_matches("/v66.0"));
    let reply = client
        .send(request.body(bytes::Bytes::new()).unwrap())
        .await;
    assert_eq!(reply.headers["date"], "Sun, 22 Nov 2026 06:00:17 GMT");
    assert_eq!(client.clock.now_ms(), START_MS + 90_000);
}
