//! Each operation's request, byte by byte.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use bytes::Bytes;
use http::Request;
use midcall_salesforce::{
    ApiName, ApiVersion, Fields, Operation, RecordId, Secret, Session, operations::*, soql,
};
use serde_json::{Value, json};

const TOKEN: &str =
    "00DHs0000012AbC!AQEAQEXAMPLE.accessTokenBodyIsOpaque_DoNotParse1234567890abcdefghij";
const LEAD: &str = "00QHs00001ABcDeMAL";

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../../samples/salesforce/rest/", $name))
    };
}

/// Headers that every request carries, and those of every write and update.
const ALWAYS: &str = "accept: application/json
authorization: Bearer 00DHs0000012AbC!AQEAQEXAMPLE.accessTokenBodyIsOpaque_DoNotParse1234567890abcdefghij
sforce-call-options: client=midcall/1.0
";
const JSON: &str = "content-type: application/json\n";
const WRITE: &str = "sforce-auto-assign: FALSE\nsforce-mru: updateMru=false\n";
const DUPLICATES: &str = "sforce-duplicate-rule-header: allowSave=true\n";

fn session() -> Session {
    let instance = "acme".parse().unwrap();
    Session::new(instance, &Secret::new(TOKEN), ApiVersion::TESTED).unwrap()
}

fn id(text: &str) -> RecordId {
    text.parse().unwrap()
}

fn name(text: &str) -> ApiName {
    text.parse().unwrap()
}

fn update(record: &str, score: u32) -> RecordUpdate {
    RecordUpdate {
        id: id(record),
        fields: Fields::from_iter([("AI_Qualification_Score__c", score)]),
    }
}

fn three_updates() -> UpdateRecords {
    let scores = [(LEAD, 72), ("00QHs00001ABcDf", 31), ("00QHs00001abcde", 88)];
    let updates = scores.map(|(record, score)| update(record, score));
    UpdateRecords::new(ApiName::LEAD, updates.to_vec()).unwrap()
}

/// A request as it goes over the wire, headers by name.
fn wire(request: &Request<Bytes>) -> String {
    let mut headers: Vec<String> = request
        .headers()
        .iter()
        .map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap()))
        .collect();
    headers.sort();
    format!(
        "{} {}\n{}\n{}",
        request.method(),
        request
            .uri()
            .to_string()
            .replace("https://acme.my.salesforce.com", ""),
        headers.concat(),
        std::str::from_utf8(request.body()).unwrap(),
    )
}

#[track_caller]
fn check_read(operation: &impl Operation, first_line: &str) {
    assert!(!operation.is_write());
    let request = operation.request(&session());
    assert_eq!(wire(&request), format!("{first_line}\n{ALWAYS}\n"));
}

#[track_caller]
fn check_write(operation: &impl Operation, first_line: &str, duplicates: &str, body: &str) {
    assert!(operation.is_write());
    let mut headers = format!("{ALWAYS}{JSON}{WRITE}{duplicates}");
    let mut lines: Vec<&str> = headers.lines().collect();
    lines.sort_unstable();
    headers = lines.join("\n");
    let request = operation.request(&session());
    assert_eq!(wire(&request), format!("{first_line}\n{headers}\n\n{body}"));
}

fn json_body(operation: &impl Operation) -> Value {
    serde_json::from_slice(operation.request(&session()).body()).unwrap()
}

#[test]
fn list_versions() {
    check_read(&ListVersions, "GET /services/data");
}

#[test]
fn read_limits() {
    check_read(&ReadLimits, "GET /services/data/v66.0/limits");
}

#[test]
fn describe_object() {
    let mut describe = DescribeObject {
        object: ApiName::LEAD,
        if_modified_since_ms: None,
    };
    check_read(&describe, "GET /services/data/v66.0/sobjects/Lead/describe");
    describe.if_modified_since_ms = Some(1_795_327_127_000);
    let request = describe.request(&session());
    assert_eq!(
        request.headers()["if-modified-since"],
        "Sun, 22 Nov 2026 05:58:47 GMT"
    );
}

#[test]
fn read_record() {
    let read = |fields: &[ApiName]| ReadRecord::new(&ApiName::LEAD, id(LEAD), fields).unwrap();
    let path = "GET /services/data/v66.0/sobjects/Lead/00QHs00001ABcDeMAL";
    check_read(&read(&[]), path);
    check_read(
        &read(&[name("Id"), name("Phone")]),
        &format!("{path}?fields=Id,Phone"),
    );
    ReadRecord::new(&ApiName::LEAD, id(LEAD), &vec![name("Phone"); 5_000]).unwrap_err();
}

#[test]
fn read_records() {
    let ids = vec![id(LEAD), id("00QHs00001ABcDf")];
    let read = ReadRecords::new(ApiName::LEAD, ids, vec![name("Id"), name("Name")]).unwrap();
    assert!(!read.is_write());
    assert_eq!(
        wire(&read.request(&session())),
        format!(
            "POST /services/data/v66.0/composite/sobjects/Lead\n{}\n{}",
            ALWAYS.replace("sforce-call", &format!("{JSON}sforce-call")),
            r#"{"ids":["00QHs00001ABcDeMAL","00QHs00001ABcDfMAL"],"fields":["Id","Name"]}"#,
        ),
    );
    let too_many = ReadRecords::new(ApiName::LEAD, vec![id(LEAD); 2_001], vec![]).unwrap_err();
    assert_eq!(
        too_many,
        TooMany {
            limit: 2_000,
            given: 2_001
        }
    );
}

#[test]
fn query() {
    let phone = soql::literal("+1 'x'");
    let soql = format!("SELECT Id FROM Lead WHERE Phone = {phone}");
    let encoded = "q=SELECT%20Id%20FROM%20Lead%20WHERE%20Phone%20%3D%20%27%2B1%20%5C%27x%5C%27%27";
    check_read(
        &Query::new(&soql).unwrap(),
        &format!("GET /services/data/v66.0/query?{encoded}"),
    );
    check_read(
        &Query::including_deleted(&soql).unwrap(),
        &format!("GET /services/data/v66.0/queryAll?{encoded}"),
    );
    let first: QueryPage = serde_json::from_str(sample!("query-page-first.json")).unwrap();
    check_read(
        &first.next.unwrap(),
        "GET /services/data/v66.0/query/01gHs000004ZaBcIAK-2000",
    );
}

#[test]
fn create_record() {
    let fields: Value = serde_json::from_str(sample!("task-call-create-request.json")).unwrap();
    let create = CreateRecord {
        object: name("Task"),
        fields: serde_json::from_value(fields.clone()).unwrap(),
        is_assigned: false,
    };
    let body = fields.to_string();
    check_write(
        &create,
        "POST /services/data/v66.0/sobjects/Task",
        "",
        &body,
    );
}

#[test]
fn a_created_lead_may_be_assigned() {
    let create = CreateRecord {
        object: ApiName::LEAD,
        fields: Fields::from_iter([("LastName", "Ng")]),
        is_assigned: true,
    };
    let request = create.request(&session());
    assert_eq!(request.headers()["sforce-auto-assign"], "TRUE");
    assert!(
        request
            .headers()
            .get("sforce-duplicate-rule-header")
            .is_none()
    );
}

#[test]
fn search_phones() {
    let returning = Returning {
        object: ApiName::LEAD,
        fields: vec![name("Id"), name("Phone")],
        condition: "IsConverted = false",
        limit: 200,
    };
    let terms = ["4155550132".to_owned(), "14155550132".to_owned()];
    let search = SearchPhones::new(&terms, &[returning]).unwrap();
    let sosl = "FIND {4155550132 OR 14155550132} IN PHONE FIELDS RETURNING Lead(Id, Phone WHERE IsConverted = false LIMIT 200)";
    let request = search.request(&session());
    let query = request.uri().query().unwrap();
    let decoded = percent_encoding::percent_decode_str(query).decode_utf8();
    assert_eq!(decoded.unwrap(), format!("q={sosl}"));
    assert!(
        request
            .uri()
            .path()
            .ends_with("/services/data/v66.0/search")
    );
    assert!(!format!("{search:?}").contains("555"));
}

#[test]
fn query_several() {
    let questions = ["SELECT Id FROM Lead", "SELECT Id FROM Contact"];
    let several = QuerySeveral::new(questions.map(str::to_owned).to_vec()).unwrap();
    let body = json_body(&several);
    assert_eq!(body["allOrNone"], false);
    assert_eq!(
        body["compositeRequest"][1],
        json!({
            "method": "GET",
            "url": "/services/data/v66.0/query?q=SELECT%20Id%20FROM%20Contact",
            "referenceId": "query1",
        })
    );
    let too_many = vec![String::new(); 6];
    assert!(QuerySeveral::new(too_many).is_err());
}

/// The recorded update, but for `Host`, which the transport adds.
#[test]
fn update_record() {
    let recorded = sample!("lead-patch-request.http").replace("\r\n", "\n");
    let (head, body) = recorded.split_once("\n\n").unwrap();
    let (first_line, headers) = head.split_once('\n').unwrap();
    let fields: Value = serde_json::from_str(body).unwrap();
    let record = RecordUpdate {
        id: id(LEAD),
        fields: serde_json::from_value(fields.clone()).unwrap(),
    };
    let update = UpdateRecord {
        object: ApiName::LEAD,
        record,
    };
    let first_line = first_line.strip_suffix(" HTTP/1.1").unwrap();
    check_write(&update, first_line, DUPLICATES, &fields.to_string());

    let request = update.request(&session());
    for (name, value) in headers.lines().map(|line| line.split_once(": ").unwrap()) {
        if name != "Host" {
            assert_eq!(request.headers()[name], value);
        }
    }
}

#[test]
fn update_records() {
    let recorded: Value = serde_json::from_str(sample!("collections-update-request.json")).unwrap();
    assert_eq!(json_body(&three_updates()), recorded);
    let one = UpdateRecords::new(ApiName::LEAD, vec![update(LEAD, 72)]).unwrap();
    check_write(
        &one,
        "PATCH /services/data/v66.0/composite/sobjects",
        DUPLICATES,
        r#"{"allOrNone":false,"records":[{"attributes":{"type":"Lead"},"id":"00QHs00001ABcDeMAL","AI_Qualification_Score__c":72}]}"#,
    );
    let too_many = UpdateRecords::new(ApiName::LEAD, vec![update(LEAD, 0); 201]).unwrap_err();
    assert_eq!(
        too_many,
        TooMany {
            limit: 200,
            given: 201
        }
    );
}

/// Two batches against the recorded composite request, whose first part is a single update.
#[test]
fn update_batches() {
    let batches = UpdateBatches::new(vec![three_updates(), three_updates()]).unwrap();
    let collection = json_body(&three_updates());
    let recorded: Value = serde_json::from_str(sample!("composite-request.json")).unwrap();
    let body = json_body(&batches);
    assert_eq!(body["collateSubrequests"], recorded["collateSubrequests"]);
    let keys = |part: &Value| {
        part.as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(
        keys(&body["compositeRequest"][0]),
        keys(&recorded["compositeRequest"][0])
    );
    let update = |position: u8| {
        json!({
            "method": "PATCH",
            "url": "/services/data/v66.0/composite/sobjects",
            "referenceId": format!("batch{position}"),
            "httpHeaders": {
                "Sforce-Auto-Assign": "FALSE",
                "Sforce-Mru": "updateMru=false",
                "Sforce-Duplicate-Rule-Header": "allowSave=true",
            },
            "body": collection,
        })
    };
    assert_eq!(body["allOrNone"], false);
    assert_eq!(body["compositeRequest"], json!([update(0), update(1)]));

    let read = ReadRecords::new(ApiName::LEAD, vec![id(LEAD)], vec![name("Id")]).unwrap();
    let read_along = batches.with_reads(vec![read]).unwrap();
    let read_part = json!({
        "method": "POST",
        "url": "/services/data/v66.0/composite/sobjects/Lead",
        "referenceId": "read0",
        "body": {"ids": [LEAD], "fields": ["Id"]},
    });
    let parts = &json_body(&read_along)["compositeRequest"];
    assert_eq!(parts, &json!([read_part, update(0), update(1)]));
}

#[test]
fn update_batches_byte_by_byte() {
    let empty = UpdateRecords::new(ApiName::LEAD, vec![]).unwrap();
    check_write(
        &UpdateBatches::new(vec![empty]).unwrap(),
        "POST /services/data/v66.0/composite",
        DUPLICATES,
        concat!(
            r#"{"allOrNone":false,"collateSubrequests":false,"compositeRequest":[{"#,
            r#""method":"PATCH","url":"/services/data/v66.0/composite/sobjects","#,
            r#""referenceId":"batch0","httpHeaders":{"Sforce-Auto-Assign":"FALSE","#,
            r#""Sforce-Duplicate-Rule-Header":"allowSave=true","Sforce-Mru":"updateMru=false"},"#,
            r#""body":{"allOrNone":false,"records":[]}}]}"#,
        ),
    );
}

/// The recorded upsert addresses `Task` by the same field; no record's id stands in the body.
#[test]
fn an_upsert_rides_along() {
    let task = KeyedRecord {
        key: "call-7f3a".to_owned(),
        fields: Fields::from_iter([("Subject", "AI call")]),
    };
    let key = name("Midcall_Call_Id__c");
    let row =
        r#"{"Midcall_Call_Id__c":"call-7f3a","Subject":"AI call","attributes":{"type":"Task"}}"#;
    assert_eq!(task.body_bytes(&ApiName::TASK, &key), row.len() + 1);
    let upsert = UpsertRecords::new(ApiName::TASK, key, vec![task]).unwrap();
    check_write(
        &upsert,
        "PATCH /services/data/v66.0/composite/sobjects/Task/Midcall_Call_Id__c",
        DUPLICATES,
        &format!(r#"{{"allOrNone":false,"records":[{row}]}}"#),
    );
    let batches = UpdateBatches::new(vec![three_updates()]).unwrap();
    let body = json_body(&batches.with_upsert(Some(upsert)).unwrap());
    let part = &body["compositeRequest"][1];
    assert_eq!(part["referenceId"], "upsert");
    assert_eq!(part["httpHeaders"]["Sforce-Auto-Assign"], "FALSE");
    assert_eq!(
        part["url"],
        "/services/data/v66.0/composite/sobjects/Task/Midcall_Call_Id__c"
    );
}

#[test]
fn a_composite_request_has_five_places() {
    let batches = |count| UpdateBatches::new(vec![three_updates(); count]);
    let read = || {
        ReadRecords::new(ApiName::LEAD, vec![id(LEAD)], vec![])
            .into_iter()
            .collect::<Vec<_>>()
    };
    let too_many = TooMany { limit: 5, given: 6 };
    assert_eq!(batches(6).unwrap_err(), too_many);
    assert_eq!(
        batches(5).unwrap().with_reads(read()).unwrap_err(),
        too_many
    );
    assert!(batches(4).unwrap().with_reads(read()).unwrap().is_write());
    assert!(!batches(0).unwrap().with_reads(read()).unwrap().is_write());
}

/// A warning duplicate rule decides over what is created, so only updates overrule it.
#[test]
fn upsert_record() {
    let upsert = UpsertRecord {
        object: ApiName::LEAD,
        key: ExternalId::new(name("Midcall_Key__c"), "a/b c?é").unwrap(),
        fields: Fields::from_iter([("Company", "Acme")]),
    };
    check_write(
        &upsert,
        "PATCH /services/data/v66.0/sobjects/Lead/Midcall_Key__c/a%2Fb%20c%3F%C3%A9",
        "",
        r#"{"Company":"Acme"}"#,
    );
}

#[test]
fn a_bodys_size_is_known_before_it_is_written() {
    let updates: Vec<_> = [1, 10, 100].map(|score| update(LEAD, score)).to_vec();
    let records: usize = updates
        .iter()
        .map(|update| update.body_bytes(&ApiName::LEAD))
        .sum();
    let request = UpdateRecords::new(ApiName::LEAD, updates)
        .unwrap()
        .request(&session());
    let envelope = r#"{"allOrNone":false,"records":[]}"#.len();
    // The last record has no comma after it.
    assert_eq!(request.body().len(), envelope + records - 1);
}

#[test]
fn secrets_and_values_are_not_printed() {
    assert!(!format!("{:?}", session()).contains("AQEAQ"));
    let record = RecordUpdate {
        id: id(LEAD),
        fields: Fields::from_iter([("Phone", "SENTINEL-phone")]),
    };
    let update = UpdateRecord {
        object: ApiName::LEAD,
        record,
    };
    assert!(!format!("{update:?}").contains("SENTINEL"));
    let broken = Session::new(
        "acme".parse().unwrap(),
        &Secret::new("a\nb"),
        ApiVersion::TESTED,
    );
    broken.unwrap_err();
}
