//! Each recorded answer, read to a value.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use bytes::Bytes;
use http::Response;
use midcall_salesforce::{
    ApiError, ApiName, ApiVersion, Class, Fields, Operation, Reason, RecordId, api_usage, classify,
    classify_record, operations::*,
};

const LEAD: &str = "00QHs00001ABcDeMAL";
const TASK: &str = "00THs00000XyZ12MAF";

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../../samples/salesforce/rest/", $name))
    };
}

fn response(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    Response::builder()
        .status(status)
        .body(body.into())
        .unwrap()
}

fn read<O: Operation>(
    operation: &O,
    status: u16,
    body: &'static str,
) -> Result<O::Answer, ApiError> {
    operation.answer(response(status, body))
}

fn id(text: &str) -> RecordId {
    text.parse().unwrap()
}

fn updates(count: usize) -> UpdateRecords {
    let update = RecordUpdate {
        id: id(LEAD),
        fields: Fields::default(),
    };
    UpdateRecords::new(ApiName::LEAD, vec![update; count]).unwrap()
}

fn reasons(outcomes: &[SaveOutcome]) -> Vec<Option<Reason>> {
    let reason = |outcome: &SaveOutcome| outcome.as_ref().err().map(|r| classify_record(r).reason);
    outcomes.iter().map(reason).collect()
}

#[test]
fn versions_are_in_order() {
    let versions = read(&ListVersions, 200, sample!("versions.json")).unwrap();
    assert_eq!(versions.len(), 6);
    assert_eq!(versions.last().unwrap().label, "Winter '27");
    assert!(
        versions
            .iter()
            .any(|version| version.version == ApiVersion::TESTED)
    );
}

#[test]
fn limits() {
    let limits = read(&ReadLimits, 200, sample!("limits.json")).unwrap();
    let daily = Allowance {
        max: 115_000,
        remaining: 113_958,
    };
    assert_eq!(limits.daily_api_requests, daily);
    assert_eq!(limits.data_storage_mb.unwrap().remaining, 9_980);
    let unprivileged = r#"{"DailyApiRequests":{"Max":5,"Remaining":-1,"App":{"Max":0}}}"#;
    assert_eq!(
        read(&ReadLimits, 200, unprivileged)
            .unwrap()
            .data_storage_mb,
        None
    );
}

#[test]
fn a_describe() {
    let describe = DescribeObject {
        object: ApiName::LEAD,
        if_modified_since_ms: None,
    };
    let lead = read(&describe, 200, sample!("describe-lead-excerpt.json"))
        .unwrap()
        .unwrap();
    assert_eq!((lead.name.as_str(), lead.fields.len()), ("Lead", 22));

    let score = lead.field("ai_qualification_score__C").unwrap();
    assert_eq!(
        (score.kind, score.precision, score.scale),
        (FieldType::Double, 3, 0)
    );
    assert!(score.createable && score.updateable && score.nillable && !score.unique);
    let transcript = lead.field("AI_Transcript__c").unwrap();
    assert_eq!(
        (transcript.kind, transcript.length),
        (FieldType::TextArea, 131_072)
    );
    let rating = lead.field("Rating").unwrap();
    let values: Vec<_> = rating
        .picklist_values
        .iter()
        .map(|value| &*value.value)
        .collect();
    assert_eq!(
        (rating.kind, values),
        (FieldType::Picklist, vec!["Hot", "Warm", "Cold"])
    );
    assert!(
        lead.fields
            .iter()
            .all(|field| field.kind != FieldType::Other)
    );

    assert_eq!(read(&describe, 304, "").unwrap(), None);
}

#[test]
fn a_record() {
    let lead = ReadRecord::new(&ApiName::LEAD, id(LEAD), &[]).unwrap();
    let lead = read(&lead, 200, sample!("lead-get.json")).unwrap();
    assert_eq!(lead.id(), Some(id(LEAD)));
    let user = ReadRecord::new(&"User".parse().unwrap(), id("005Hs000007Qr1sIAC"), &[]).unwrap();
    let user = read(&user, 200, sample!("user-get.json")).unwrap();
    assert_eq!((user.object(), user.flag("IsActive")), ("User", Some(true)));
}

#[test]
fn missing_records_keep_their_place() {
    let read_two = |given| ReadRecords::new(ApiName::LEAD, vec![id(LEAD); given], vec![]).unwrap();
    let records = read(&read_two(2), 200, sample!("collections-get-200.json")).unwrap();
    assert_eq!(records[0].as_ref().unwrap().text("Name"), Some("Robin Ng"));
    assert_eq!(records[1], None);
    let shifted = read(&read_two(3), 200, sample!("collections-get-200.json")).unwrap_err();
    assert!(matches!(shifted, ApiError::Unreadable { .. }));
}

#[test]
fn pages_of_a_query() {
    let query = Query::new("SELECT Id FROM Lead").unwrap();
    for (body, total, rows, is_last) in [
        (sample!("query-page-first.json"), 3_222, 1, false),
        (sample!("query-page-last.json"), 2, 2, true),
        (sample!("query-empty.json"), 0, 0, true),
        (sample!("query-count.json"), 17, 0, true),
        (sample!("query-aggregate.json"), 1, 1, true),
        (sample!("query-organization.json"), 1, 1, true),
    ] {
        let page = read(&query, 200, body).unwrap();
        assert_eq!((page.total_size, page.records.len()), (total, rows));
        assert_eq!(page.next.is_none(), is_last);
        if let Some(next) = page.next {
            assert!(
                read(&next, 200, sample!("query-page-last.json"))
                    .unwrap()
                    .next
                    .is_none()
            );
        }
    }
}

#[test]
fn a_created_record() {
    let create = CreateRecord {
        object: ApiName::LEAD,
        fields: Fields::default(),
        is_assigned: true,
    };
    assert_eq!(
        read(&create, 201, sample!("create-201.json")).unwrap(),
        id(LEAD)
    );
    let refused = read(&create, 400, sample!("duplicates-detected-400.json")).unwrap_err();
    assert_eq!(classify(&refused).reason, Reason::DuplicateRule);
    let odd = r#"{"success":false,"errors":[{"statusCode":"STORAGE_LIMIT_EXCEEDED"}]}"#;
    assert_eq!(
        classify(&read(&create, 200, odd).unwrap_err()).reason,
        Reason::StorageFull
    );
}

#[test]
fn what_a_search_found() {
    let search = SearchPhones::new(&["4155550132".to_owned()], &[]).unwrap();
    let found = read(&search, 200, sample!("search-sosl.json")).unwrap();
    let objects: Vec<&str> = found.iter().map(Record::object).collect();
    assert_eq!(objects, ["Lead", "Contact"]);
    assert_eq!(found[0].text("Phone"), Some("(415) 555-0132"));
}

#[test]
fn each_of_several_questions_has_a_fate_of_its_own() {
    let questions = vec![String::new(), String::new(), String::new()];
    let several = QuerySeveral::new(questions).unwrap();
    let answer = r#"{"compositeResponse":[
        {"body":[{"message":"No such column 'MobilePhone' on sobject of type Contact","errorCode":"INVALID_FIELD"}],"httpStatusCode":400,"referenceId":"query1"},
        {"body":{"totalSize":0,"done":true,"records":[]},"httpStatusCode":200,"referenceId":"query0"}]}"#;
    let pages = read(&several, 200, answer).unwrap();
    assert_eq!(pages[0].as_ref().unwrap().total_size, 0);
    let refused = classify(pages[1].as_ref().unwrap_err());
    assert_eq!(
        (refused.reason, &refused.fields[..]),
        (Reason::FieldHidden, &["MobilePhone".to_owned()][..])
    );
    assert!(pages[2].is_err(), "an answer that is missing is no answer");
}

#[test]
fn an_updated_record() {
    let record = RecordUpdate {
        id: id(LEAD),
        fields: Fields::default(),
    };
    let update = UpdateRecord {
        object: ApiName::LEAD,
        record,
    };
    let recorded = sample!("lead-patch-204.http");
    let usage = recorded
        .lines()
        .find_map(|line| line.strip_prefix("Sforce-Limit-Info: "));
    let granted = Response::builder()
        .status(204)
        .header("Sforce-Limit-Info", usage.unwrap())
        .body(Bytes::new())
        .unwrap();
    assert_eq!(api_usage(granted.headers()).unwrap().used, 1_042);
    update.answer(granted).unwrap();

    let refused = read(&update, 400, sample!("error-multiple.json")).unwrap_err();
    let failure = classify(&refused);
    assert_eq!(
        (failure.class, failure.reason),
        (Class::Data, Reason::ValidationRule)
    );
    assert_eq!(
        failure.detail.as_str(),
        "Score may not change after hand-off"
    );
}

#[test]
fn updated_records_are_told_by_position() {
    let outcomes = |body| reasons(&read(&updates(3), 200, body).unwrap());
    assert_eq!(
        outcomes(sample!("collections-update-all-ok-200.json")),
        [None, None, None]
    );
    assert_eq!(
        outcomes(sample!("collections-update-partial-200.json")),
        [None, Some(Reason::RowLocked), Some(Reason::LeadConverted)],
    );
    let rolled_back = sample!("collections-update-allornone-200.json");
    assert_eq!(
        reasons(&read(&updates(2), 200, rolled_back).unwrap()),
        [Some(Reason::RolledBack), Some(Reason::MalformedId)],
    );
    read(&updates(3), 200, rolled_back).unwrap_err();
}

#[test]
fn each_part_has_its_own_fate() {
    let read_two = ReadRecords::new(ApiName::LEAD, vec![id(LEAD); 2], vec![]).unwrap();
    let batches = UpdateBatches::new(vec![updates(3), updates(1), updates(2)]).unwrap();
    let batches = batches.with_read(Some(read_two)).unwrap();
    // Out of order, one batch refused as a whole, and the last one missing.
    let body = format!(
        r#"{{"compositeResponse":[
            {{"body":{},"httpHeaders":{{}},"httpStatusCode":200,"referenceId":"read"}},
            {{"body":[{{"errorCode":"PROCESSING_HALTED","message":"rolled back"}}],
              "httpHeaders":{{}},"httpStatusCode":400,"referenceId":"batch1"}},
            {{"body":{},"httpHeaders":{{}},"httpStatusCode":200,"referenceId":"batch0"}}]}}"#,
        sample!("collections-get-200.json"),
        sample!("collections-update-partial-200.json"),
    );
    let flushed = batches.answer(response(200, body)).unwrap();
    let [first, second, third] = &flushed.batches[..] else {
        panic!("{flushed:?}")
    };
    assert_eq!(
        reasons(first.as_ref().unwrap()),
        [None, Some(Reason::RowLocked), Some(Reason::LeadConverted)],
    );
    let reason = |fate: &BatchOutcome| classify(fate.as_ref().unwrap_err()).reason;
    assert_eq!(reason(second), Reason::RolledBack);
    assert_eq!(reason(third), Reason::AnswerUnreadable);
    let records = flushed.read.unwrap().unwrap();
    assert_eq!(records[0].as_ref().unwrap().id(), Some(id(LEAD)));
    assert_eq!(records[1], None);
}

#[test]
fn parts_of_another_request_are_not_ours() {
    let batches = UpdateBatches::new(vec![updates(1)]).unwrap();
    for recorded in [
        sample!("composite-ok-200.json"),
        sample!("composite-failed-allornone-200.json"),
    ] {
        let flushed = read(&batches, 200, recorded).unwrap();
        assert!(flushed.batches[0].is_err() && flushed.read.is_none());
    }
}

#[test]
fn an_upserted_record() {
    let upsert = UpsertRecord {
        object: "Task".parse().unwrap(),
        key: ExternalId::new("Midcall_Call_Id__c".parse().unwrap(), "call-7f3a").unwrap(),
        fields: Fields::default(),
    };
    let twins = vec![id(LEAD), id("00QHs00001ABcDfMAL")];
    for (status, body, expected) in [
        (
            201,
            sample!("upsert-created-201.json"),
            Upserted::Created(id(TASK)),
        ),
        (
            200,
            sample!("upsert-updated-200.json"),
            Upserted::Updated(Some(id(TASK))),
        ),
        (204, "", Upserted::Updated(None)),
        (
            300,
            sample!("upsert-ambiguous-300.json"),
            Upserted::Ambiguous(twins),
        ),
    ] {
        assert_eq!(read(&upsert, status, body).unwrap(), expected);
    }
}

#[test]
fn a_cut_off_answer_is_unreadable() {
    let whole = sample!("collections-update-all-ok-200.json");
    for end in [0, 1, whole.len() / 2, whole.len() - 2] {
        let error = read(&updates(3), 200, &whole[..end]).unwrap_err();
        assert!(
            matches!(error, ApiError::Unreadable { .. }),
            "{end}: {error:?}"
        );
    }
    let shape = read(&ReadLimits, 200, r#"{"DailyApiRequests":"SENTINEL"}"#).unwrap_err();
    assert!(!format!("{shape} {shape:?}").contains("SENTINEL"));
}
