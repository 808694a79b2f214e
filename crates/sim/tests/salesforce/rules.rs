//! What administrators and salespeople do to the integration's writes.

use bytes::Bytes;
use http::Request;
use midcall_sim::salesforce::{Access, ApiError, HotLeadFlow, OrgSettings, ValidationRule};
use serde_json::{Value, json};

use crate::client::{Client, DATA, Reply};

const INBOUND_QUEUE: &str = "00GHs000002kLmNMAU";
const HOT_QUEUE: &str = "00GHs000002HoTqMAK";
const SCORE: &str = "AI_Qualification_Score__c";

fn score(score: u32) -> Value {
    json!({ SCORE: score })
}

#[track_caller]
fn assert_refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!(reply.refusal(), (status, code.to_owned()));
}

#[tokio::test]
async fn assignment_rules_take_a_lead_from_its_owner_unless_told_not_to() {
    let client = Client::new();
    for (header, taken) in [
        (Some("FALSE"), false),
        (Some("false"), false),
        (Some("TRUE"), true),
        (None, true),
    ] {
        let id = client.lead();
        let mut request = Request::patch(format!("{DATA}/sobjects/Lead/{id}"));
        if let Some(value) = header {
            request = request.header("Sforce-Auto-Assign", value);
        }
        let request = client
            .signed(request)
            .body(Bytes::from(score(50).to_string()));
        assert_eq!(client.send(request.unwrap()).await.status, 204);
        assert_eq!(client.owner(&id) == INBOUND_QUEUE, taken, "{header:?}");
    }
    let asked: Vec<_> = client
        .org
        .requests()
        .into_iter()
        .map(|it| it.auto_assign)
        .collect();
    assert_eq!(asked[0].as_deref(), Some("FALSE"));
    assert_eq!(asked[3], None);
}

#[tokio::test]
async fn the_five_ways_in_which_a_lead_is_gone() {
    let client = Client::new();
    let org = &client.org;
    let leads: Vec<String> = (0..5).map(|_| client.lead()).collect();
    let master = client.lead();
    let converted = org.convert_lead(&leads[0]).unwrap();
    org.merge_lead(&leads[1], &master).unwrap();
    org.delete_lead(&leads[2]).unwrap();
    org.purge_lead(&leads[3]).unwrap();
    org.set_visible(&leads[4], false).unwrap();
    for (id, status, code) in [
        (&leads[0], 400, "CANNOT_UPDATE_CONVERTED_LEAD"),
        (&leads[1], 404, "ENTITY_IS_DELETED"),
        (&leads[2], 404, "ENTITY_IS_DELETED"),
        (&leads[3], 404, "NOT_FOUND"),
        (&leads[4], 404, "NOT_FOUND"),
    ] {
        assert_refused(&client.update(id, score(50)).await, status, code);
    }
    // Where each of them went can be asked.
    let fields = "Id, IsDeleted, MasterRecordId, ConvertedContactId";
    let ask = async |id: &str| {
        let path = format!("/queryAll?q=SELECT {fields} FROM Lead WHERE Id = '{id}'");
        client.get(&path.replace(' ', "+")).await.json()["records"].clone()
    };
    assert_eq!(
        ask(&leads[0]).await[0]["ConvertedContactId"],
        converted.contact_id
    );
    assert_eq!(ask(&leads[1]).await[0]["MasterRecordId"], master);
    assert_eq!(ask(&leads[2]).await[0]["IsDeleted"], true);
    assert_eq!(ask(&leads[3]).await, json!([]));
    assert_eq!(ask(&leads[4]).await, json!([]));

    org.restore_lead(&leads[2]).unwrap();
    assert_eq!(client.update(&leads[2], score(50)).await.status, 204);
    let contact = client
        .get(&format!("/sobjects/Contact/{}", converted.contact_id))
        .await;
    assert_eq!(contact.json()["Name"], "Robin Ng");
}

#[tokio::test]
async fn field_level_security_hides_and_protects() {
    let client = Client::new();
    let id = client.lead();
    client
        .org
        .set_access("Lead", SCORE, Access::Hidden)
        .unwrap();
    assert_refused(&client.update(&id, score(50)).await, 400, "INVALID_FIELD");
    let path = format!("/sobjects/Lead/{id}");
    assert!(client.get(&path).await.json().get(SCORE).is_none());
    let asked = client.get(&format!("{path}?fields={SCORE}")).await;
    assert_refused(&asked, 400, "INVALID_FIELD");
    let described = client.get("/sobjects/Lead/describe").await.text;
    assert!(!described.contains(SCORE));

    client
        .org
        .set_access("Lead", SCORE, Access::ReadOnly)
        .unwrap();
    let reply = client.update(&id, score(50)).await;
    assert_refused(&reply, 400, "INVALID_FIELD_FOR_INSERT_UPDATE");
    assert!(client.get(&path).await.json().get(SCORE).is_some());
}

#[tokio::test]
async fn an_administrator_can_rename_a_field() {
    let client = Client::new();
    let id = client.lead();
    client.update(&id, score(50)).await;
    client.org.rename_field("Lead", SCORE, "Heat__c").unwrap();
    assert_refused(&client.update(&id, score(60)).await, 400, "INVALID_FIELD");
    assert_eq!(client.org.lead(&id).unwrap()["Heat__c"], json!(50.0));
    client.org.remove_field("Lead", "Heat__c").unwrap();
    assert!(client.org.remove_field("Lead", "Heat__c").is_err());
}

#[tokio::test]
async fn a_held_row_is_free_again_after_a_while() {
    let client = Client::new();
    let id = client.lead();
    client.org.lock(&id, 1_000).unwrap();
    assert_refused(
        &client.update(&id, score(50)).await,
        400,
        "UNABLE_TO_LOCK_ROW",
    );
    client.clock.advance(1_000);
    assert_eq!(client.update(&id, score(50)).await.status, 204);
    client.org.set_row_lock_chance(1.0);
    assert_refused(
        &client.update(&id, score(51)).await,
        400,
        "UNABLE_TO_LOCK_ROW",
    );
}

#[tokio::test]
async fn a_validation_rule_speaks_in_its_own_words() {
    let client = Client::new();
    let id = client.lead();
    let message = "Score may not change after hand-off";
    let rule = ValidationRule::new("Lead", message, Some(SCORE), |before, after| {
        before.is_some_and(|before| before[SCORE] != after[SCORE])
    });
    client.org.add_validation_rule(rule);
    let reply = client.update(&id, score(50)).await;
    assert_refused(&reply, 400, "FIELD_CUSTOM_VALIDATION_EXCEPTION");
    assert_eq!(reply.json()[0]["message"], message);
    assert_eq!(
        client.update(&id, json!({ "Title": "CEO" })).await.status,
        204
    );
}

#[tokio::test]
async fn the_hot_lead_flow_runs_when_the_score_crosses_70() {
    let client = Client::of(OrgSettings {
        hot_lead_flow: HotLeadFlow::Routes,
        ..OrgSettings::default()
    });
    let id = client.lead();
    for (now, is_routed) in [(60, false), (70, false), (75, true)] {
        client.update(&id, score(now)).await;
        assert_eq!(client.owner(&id) == HOT_QUEUE, is_routed, "{now}");
    }
    // Hot already: somebody who took it over keeps it.
    client
        .org
        .edit_lead(&id, json!({ "OwnerId": INBOUND_QUEUE }))
        .unwrap();
    client.update(&id, score(90)).await;
    assert_eq!(client.owner(&id), INBOUND_QUEUE);

    client.org.set_hot_lead_flow(HotLeadFlow::Fails);
    let cold = client.lead();
    assert_refused(
        &client.update(&cold, score(75)).await,
        400,
        "CANNOT_EXECUTE_FLOW_TRIGGER",
    );
    assert!(client.org.lead(&cold).unwrap()[SCORE].is_null());
}

#[tokio::test]
async fn maintenance_stops_writes_and_not_reads() {
    let client = Client::new();
    let id = client.lead();
    client.org.set_maintenance(true);
    let code = "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE";
    assert_refused(&client.update(&id, score(50)).await, 400, code);
    assert_eq!(
        client.get(&format!("/sobjects/Lead/{id}")).await.status,
        200
    );
}

#[tokio::test]
async fn one_record_can_be_refused_for_any_reason() {
    let client = Client::new();
    let id = client.lead();
    let locked = ApiError::new(400, "ENTITY_IS_LOCKED", "the entity is locked for editing");
    client.org.refuse_writes(&id, Some(locked));
    assert_refused(
        &client.update(&id, score(50)).await,
        400,
        "ENTITY_IS_LOCKED",
    );
    client.org.refuse_writes(&id, None);
    assert_eq!(client.update(&id, score(50)).await.status, 204);
}
