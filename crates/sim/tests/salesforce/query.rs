//! SOQL, as far as it goes.

use midcall_sim::salesforce::OrgSettings;
use serde_json::json;

use crate::client::Client;

fn three_leads() -> Client {
    let client = Client::new();
    for (name, score, contact) in [
        ("Ash", Some(25), "2026-11-22T05:00:00Z"),
        ("Birch", Some(75), "2026-11-22T06:00:00Z"),
        ("O'Cedar", None, "2026-11-22T07:00:00Z"),
    ] {
        let fields = json!({
            "LastName": name,
            "Company": "Example",
            "AI_Qualification_Score__c": score,
            "Last_AI_Contact__c": contact,
        });
        client.org.create_lead(fields).unwrap();
    }
    client
}

#[tokio::test]
async fn conditions_choose_and_order_sorts() {
    let client = three_leads();
    for (tail, expected) in [
        ("", vec!["Ash", "Birch", "O'Cedar"]),
        ("WHERE LastName = 'ash'", vec!["Ash"]),
        ("WHERE LastName = 'O\\'Cedar'", vec!["O'Cedar"]),
        ("WHERE LastName LIKE '%r%'", vec!["Birch", "O'Cedar"]),
        ("where ai_qualification_score__c > 70", vec!["Birch"]),
        ("WHERE AI_Qualification_Score__c = null", vec!["O'Cedar"]),
        (
            "WHERE AI_Qualification_Score__c != 75",
            vec!["Ash", "O'Cedar"],
        ),
        (
            "WHERE Last_AI_Contact__c >= 2026-11-22T07:00:00+01:00",
            vec!["Birch", "O'Cedar"],
        ),
        (
            "WHERE LastName IN ('Ash', 'Birch') AND IsConverted = false",
            vec!["Ash", "Birch"],
        ),
        ("WHERE LastName NOT IN ('Ash')", vec!["Birch", "O'Cedar"]),
        (
            "WHERE (LastName = 'Ash' OR LastName = 'Birch') AND (NOT LastName LIKE 'B%')",
            vec!["Ash"],
        ),
        ("ORDER BY LastName DESC LIMIT 2", vec!["O'Cedar", "Birch"]),
        (
            "ORDER BY AI_Qualification_Score__c NULLS LAST, LastName",
            vec!["Ash", "Birch", "O'Cedar"],
        ),
        (
            "ORDER BY AI_Qualification_Score__c LIMIT 1 OFFSET 1",
            vec!["Ash"],
        ),
    ] {
        let reply = client
            .query(&format!("SELECT LastName FROM Lead {tail}"))
            .await;
        assert_eq!(reply.status, 200, "{tail}: {}", reply.text);
        let found = reply.json();
        let names: Vec<_> = found["records"]
            .as_array()
            .unwrap()
            .iter()
            .map(|record| record["LastName"].as_str().unwrap())
            .collect();
        assert_eq!(names, expected, "{tail}");
        assert_eq!(found["totalSize"], expected.len());
    }
}

#[tokio::test]
async fn errors_point_at_the_place() {
    let client = three_leads();
    let reply = client.query("SELECT Id, AI_Score__c FROM Lead").await;
    assert_eq!(reply.refusal(), (400, "INVALID_FIELD".to_owned()));
    let message = reply.json()[0]["message"].as_str().unwrap().to_owned();
    let start = "\nSELECT Id, AI_Score__c FROM Lead\n           ^\nERROR at Row:1:Column:12\n\
                 No such column 'AI_Score__c' on entity 'Lead'.";
    assert!(message.starts_with(start), "{message}");
    for (soql, code) in [
        ("SELECT Id FORM Lead", "MALFORMED_QUERY"),
        ("SELECT Id FROM Lead WHERE LastName = 'x", "MALFORMED_QUERY"),
        (
            "SELECT Id FROM Lead WHERE LastName = 'x' AND Title = 'y' OR Id = null",
            "MALFORMED_QUERY",
        ),
        ("SELECT count() FROM XYZZY", "INVALID_TYPE"),
        ("SELECT Owner.Name FROM Lead", "INVALID_FIELD"),
        (
            "SELECT Id FROM Lead WHERE Call_Transcript__c LIKE '%x%'",
            "INVALID_FIELD",
        ),
        (
            "SELECT Id FROM Lead WHERE AI_Qualification_Score__c = '5'",
            "INVALID_FIELD",
        ),
        (
            "SELECT Id FROM Lead WHERE Id = 'nope'",
            "INVALID_QUERY_FILTER_OPERATOR",
        ),
    ] {
        assert_eq!(
            client.query(soql).await.refusal(),
            (400, code.to_owned()),
            "{soql}"
        );
    }
}

#[tokio::test]
async fn a_count_is_a_total_without_records() {
    let client = three_leads();
    let counted = client.query("SELECT COUNT() FROM Lead").await.json();
    assert_eq!(
        counted,
        json!({ "totalSize": 3, "done": true, "records": [] })
    );
}

#[tokio::test]
async fn pages_follow_each_other() {
    let client = Client::of(OrgSettings {
        query_page_rows: 2,
        ..OrgSettings::default()
    });
    for _ in 0..5 {
        client.lead();
    }
    let mut page = client.query("SELECT Id FROM Lead").await.json();
    let mut sizes = vec![page["records"].as_array().unwrap().len()];
    while let Some(next) = page["nextRecordsUrl"].as_str() {
        let path = next
            .strip_prefix("/services/data/v66.0")
            .unwrap()
            .to_owned();
        assert_eq!(page["totalSize"], 5);
        page = client.get(&path).await.json();
        sizes.push(page["records"].as_array().unwrap().len());
    }
    assert_eq!(sizes, [2, 2, 1]);
    assert_eq!(page["done"], true);
    let unknown = client.get("/query/01gHs000004ZaBcIAK-2000").await;
    assert_eq!(unknown.refusal(), (400, "INVALID_QUERY_LOCATOR".to_owned()));
}

#[tokio::test]
async fn the_columns_can_be_asked_for() {
    let client = Client::new();
    let reply = client
        .get("/query?q=SELECT+Id,Phone+FROM+Lead&columns=true")
        .await
        .json();
    let sample = include_str!("../../../../samples/salesforce/rest/query-columns.json");
    assert_eq!(
        reply,
        serde_json::from_str::<serde_json::Value>(sample).unwrap()
    );
}

#[tokio::test]
async fn the_cli_finds_what_it_asks_about_an_org() {
    let client = Client::new();
    let reply = client
        .query("SELECT Name, IsSandbox, TrialExpirationDate FROM Organization")
        .await;
    assert_eq!(reply.json()["records"][0]["Name"], "Acme");
    let reply = client.query("SELECT Id FROM ScratchOrgInfo").await;
    assert_eq!(reply.refusal(), (400, "INVALID_TYPE".to_owned()));
}
