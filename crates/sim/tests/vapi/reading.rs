//! Reading calls back: the only way to learn of a call whose webhooks were lost.

use http::StatusCode;
use midcall_sim::vapi::script_named;

use crate::{get, placed, vapi};

#[tokio::test]
async fn a_call_is_told_as_far_as_it_is() {
    let (vapi, clock) = vapi(|_| {});
    let path = format!("/call/{}", placed(&vapi).await);
    for (advance_ms, status) in [
        (2_000, "ringing"),
        (30_000, "in-progress"),
        (600_000, "ended"),
    ] {
        clock.advance(advance_ms);
        assert_eq!(get(&vapi, &path).await.1["status"], status);
    }
    let (_, call) = get(&vapi, &path).await;
    assert_eq!(call["endedReason"], "assistant-ended-call");
    assert!(call["phoneCallProviderId"].is_string());
    assert!(call["artifact"]["messages"].as_array().unwrap().len() > 10);
}

#[tokio::test]
async fn presigned_addresses_are_fresh_each_time() {
    let (vapi, clock) = vapi(|_| {});
    let path = format!("/call/{}", placed(&vapi).await);
    clock.advance(600_000);
    let (_, first) = get(&vapi, &path).await;
    clock.advance(1);
    let (_, second) = get(&vapi, &path).await;
    assert_ne!(
        first["artifact"]["presignedMonoUrl"],
        second["artifact"]["presignedMonoUrl"]
    );
    assert_eq!(
        first["artifact"]["messages"],
        second["artifact"]["messages"]
    );
}

#[tokio::test]
async fn the_list_is_bare_newest_first_and_paged_by_time() {
    let (vapi, clock) = vapi(|_| {});
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.insert(0, placed(&vapi).await);
        clock.advance(60_000);
    }
    let (_, all) = get(&vapi, "/call").await;
    let listed: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|call| call["id"].as_str().unwrap())
        .collect();
    assert_eq!(listed, ids);
    let newest = all[0]["createdAt"].as_str().unwrap();
    let (_, page) = get(&vapi, &format!("/call?limit=1&createdAtLt={newest}")).await;
    assert_eq!(page.as_array().unwrap().len(), 1);
    assert_eq!(page[0]["id"], ids[1]);
}

#[tokio::test]
async fn a_record_changes_with_the_end_and_with_the_report_and_not_before() {
    let (vapi, clock) = vapi(|_| {});
    let script = script_named("keen_buyer").unwrap();
    let call_id = vapi.receive_call(&script);
    let path = format!("/call/{call_id}");
    let (_, created) = get(&vapi, &path).await;
    let mut changes = vec![created["updatedAt"].clone()];
    for _ in 0..400 {
        clock.advance(1_000);
        let (_, told) = get(&vapi, &path).await;
        if changes.last() != Some(&told["updatedAt"]) {
            changes.push(told["updatedAt"].clone());
        }
    }
    assert_eq!(changes.len(), 3, "{changes:?}");
    let reported = changes[2].as_str().unwrap();
    for (since, found) in [("updatedAtGe", 1), ("updatedAtGt", 0)] {
        let (_, listed) = get(&vapi, &format!("/call?{since}={reported}")).await;
        assert_eq!(listed.as_array().unwrap().len(), found, "{since}");
    }
}

#[tokio::test]
async fn a_kept_record_is_listed_and_told_as_it_is() {
    let (vapi, _) = vapi(|_| {});
    placed(&vapi).await;
    let sample =
        include_str!("../../../../samples/vapi/rest-call-get-worker-died-response-200.json");
    let record: serde_json::Value = serde_json::from_str(sample).unwrap();
    vapi.keep(record.clone());
    let id = record["id"].as_str().unwrap();
    assert_eq!(get(&vapi, &format!("/call/{id}")).await.1, record);
    let (_, all) = get(&vapi, "/call").await;
    assert_eq!(all[0]["id"], id, "it was created later");
    assert!(all[0].get("artifact").is_none() && all.as_array().unwrap().len() == 2);
}

#[tokio::test]
async fn a_vanished_call_ends_for_those_who_ask() {
    let (vapi, clock) = vapi(|_| {});
    let call_id = vapi.receive_call(&script_named("vanishing").unwrap());
    clock.advance(600_000);
    let (_, call) = get(&vapi, &format!("/call/{call_id}")).await;
    assert_eq!(
        call["endedReason"],
        "call.in-progress.error-vapifault-worker-died"
    );
}

#[tokio::test]
async fn an_unknown_call_is_not_found() {
    let (vapi, _) = vapi(|_| {});
    assert_eq!(get(&vapi, "/call/nobody").await.0, StatusCode::NOT_FOUND);
}
