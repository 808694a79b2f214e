//! Deploying and reading metadata: each request as it goes out, each recorded answer as a value.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Response;
use midcall_salesforce::{
    ApiError, ApiVersion, Class, Operation, Secret, Session, classify, metadata, operations::*,
};
use serde_json::Value;

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../../samples/salesforce/metadata/", $name))
    };
}

fn session() -> Session {
    let instance = "acme".parse().unwrap();
    Session::new(instance, &Secret::new("00D!to<ken"), ApiVersion::TESTED).unwrap()
}

fn response(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    let response = Response::builder().status(status);
    response.body(body.into()).unwrap()
}

fn start() -> StartDeploy {
    let files = BTreeMap::from([("package.xml".to_owned(), "<Package/>".to_owned())]);
    StartDeploy {
        package: metadata::zip(&files),
        is_check_only: false,
    }
}

fn status(body: &'static str) -> DeployProgress {
    let id = start()
        .answer(response(201, sample!("deploy-created-201.json")))
        .unwrap();
    ReadDeploy { id }.answer(response(200, body)).unwrap()
}

/// The parts of a multipart body: each one's headers and content.
fn parts(body: &[u8], boundary: &str) -> Vec<(String, Vec<u8>)> {
    let mark = format!("--{boundary}");
    let find = |from: usize, what: &[u8]| {
        let found = body[from..].windows(what.len()).position(|w| w == what);
        found.map(|at| from + at)
    };
    let mut parts = Vec::new();
    let mut at = find(0, mark.as_bytes()).unwrap() + mark.len();
    while !body[at..].starts_with(b"--") {
        let head = find(at, b"\r\n\r\n").unwrap();
        let end = find(head, format!("\r\n{mark}").as_bytes()).unwrap();
        let headers = String::from_utf8(body[at..head].to_vec()).unwrap();
        parts.push((headers, body[head + 4..end].to_vec()));
        at = end + 2 + mark.len();
    }
    parts
}

#[test]
fn a_deployment_uploads_options_and_package() {
    let operation = start();
    let request = operation.request(&session());
    assert!(operation.is_write());
    assert_eq!(
        request.uri().path(),
        "/services/data/v66.0/metadata/deployRequest"
    );
    let content_type = request.headers()["content-type"].to_str().unwrap();
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let parts = parts(request.body(), boundary);
    let recorded = sample!("deploy-request.http");
    for (headers, _) in &parts {
        for line in headers.trim().lines() {
            assert!(recorded.contains(line), "{line}");
        }
    }
    let options: Value = serde_json::from_slice(&parts[0].1).unwrap();
    let recorded = recorded.lines().find(|line| line.starts_with('{')).unwrap();
    assert_eq!(options, serde_json::from_str::<Value>(recorded).unwrap());
    assert_eq!(parts[1].1, operation.package);
}

#[test]
fn progress_is_read() {
    let under_way = status(sample!("deploy-status-inprogress-200.json"));
    assert_eq!(
        (under_way.status, under_way.done),
        (DeployStatus::InProgress, false)
    );
    assert_eq!(
        (
            under_way.number_components_deployed,
            under_way.number_components_total
        ),
        (2, 6)
    );
    let done = status(sample!("deploy-status-succeeded-200.json"));
    assert!(done.done && done.success && done.failures().is_empty());
}

#[test]
fn failures_are_read_with_their_place() {
    let failed = status(sample!("deploy-status-failed-200.json"));
    assert_eq!(
        (failed.status, failed.success),
        (DeployStatus::Failed, false)
    );
    let [failure] = failed.failures() else {
        panic!("one failure");
    };
    assert_eq!(failure.component_type, "Flow");
    assert_eq!(failure.full_name, "Route_Hot_AI_Leads");
    assert_eq!(failure.file_name, "flows/Route_Hot_AI_Leads.flow");
    assert_eq!(failure.line_number, 4);
    assert!(failure.problem.as_str().contains("doesn't exist"));
    assert!(!failure.is_warning());
}

#[test]
fn numbers_and_flags_may_be_text() {
    let progress = status(
        r#"{"deployResult":{"status":"Failed","done":"true","success":"false","numberComponentsTotal":"6",
            "details":{"componentFailures":{"componentType":null,"fullName":"package.xml","lineNumber":"3","problem":"x","problemType":"Warning"}}}}"#,
    );
    assert!(progress.done);
    assert_eq!(progress.number_components_total, 6);
    assert_eq!(progress.failures()[0].line_number, 3);
    assert!(progress.failures()[0].is_warning());
}

#[test]
fn an_id_that_is_none_is_not_followed() {
    for body in [r#"{"id":"../limits"}"#, r#"{"id":""}"#] {
        assert!(matches!(
            start().answer(response(201, body)),
            Err(ApiError::Unreadable { .. })
        ));
    }
}

#[test]
fn metadata_is_read_by_name() {
    let names = ["Lead.A__c", "Lead.B&C__c"].map(str::to_owned).to_vec();
    let operation = ReadMetadata::new("CustomField", names).unwrap();
    let request = operation.request(&session());
    assert!(!operation.is_write());
    assert_eq!(request.uri().path(), "/services/Soap/m/66.0");
    let body = std::str::from_utf8(request.body()).unwrap();
    for part in [
        "<sessionId>00D!to&lt;ken</sessionId>",
        "<type>CustomField</type>",
        "<fullNames>Lead.A__c</fullNames><fullNames>Lead.B&amp;C__c</fullNames>",
    ] {
        assert!(body.contains(part), "{part} is missing in {body}");
    }
    let answer = r#"<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<soapenv:Body><readMetadataResponse><result>
<records xsi:type="CustomField"><fullName>Lead.A__c</fullName><length>64</length></records>
<records xsi:nil="true"/>
</result></readMetadataResponse></soapenv:Body></soapenv:Envelope>"#;
    let records = operation.answer(response(200, answer)).unwrap();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].value("length"), "64");
}

#[test]
fn a_fault_is_judged_like_any_refusal() {
    let operation = ReadMetadata::new("Queue", Vec::new()).unwrap();
    let fault = response(500, sample!("soap-fault-500.xml"));
    let error = operation.answer(fault).unwrap_err();
    assert_eq!(classify(&error).class, Class::Auth);
    let page = operation.answer(response(503, "<html>Down")).unwrap_err();
    assert_eq!(classify(&page).class, Class::Short);
    let other = operation.answer(response(200, "<a/>")).unwrap_err();
    assert!(matches!(other, ApiError::Unreadable { .. }));
}

#[test]
fn too_much_at_once_is_refused() {
    let names = vec!["Lead.A__c".to_owned(); METADATA_READS_MAX + 1];
    ReadMetadata::new("CustomField", names).unwrap_err();
}
