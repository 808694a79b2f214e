//! The store's promises about calls to be read, one test each.

#![cfg(test)]

use midcall_domain::{calls::CallId, time::Timestamp};
use midcall_store::{NewRead, Options, ReadOutcome, ReadProgress, ReadReason, Store};

const WORKSPACE: &str = "default";

fn open() -> (Store, tempfile::TempDir) {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(Options::at(&data.path().join("midcall.db"))).unwrap();
    (store, data)
}

fn read(call: &str) -> NewRead {
    NewRead {
        call: CallId::from(call),
        reason: ReadReason::Unknown,
    }
}

#[tokio::test]
async fn a_read_is_leased_once_and_stays_until_it_is_closed() {
    let (store, _data) = open();
    let (now, later) = (Timestamp(1_000), Timestamp(2_000));
    let both = vec![read("c1"), read("c2")];
    store
        .open_reads(WORKSPACE, both.clone(), now)
        .await
        .unwrap();
    store.open_reads(WORKSPACE, both, later).await.unwrap();
    let mut leased = Vec::new();
    while let Some(read) = store.lease_read(WORKSPACE, now, later).await.unwrap() {
        leased.push(read.call.to_string());
    }
    assert_eq!(leased, ["c1", "c2"], "each is leased once");
    assert_eq!(store.next_read_at(WORKSPACE).await.unwrap(), Some(later));
    let c1 = CallId::from("c1");
    let retry = ReadOutcome::Retry(Timestamp(5_000));
    store.close_read(WORKSPACE, &c1, retry).await.unwrap();
    let again = store.lease_read(WORKSPACE, later, later.plus_ms(1)).await;
    assert_eq!(
        again.unwrap().unwrap().call.as_str(),
        "c2",
        "its lease ended"
    );
    store
        .close_read(WORKSPACE, &CallId::from("c2"), ReadOutcome::Done)
        .await
        .unwrap();
    let due = store
        .lease_read(WORKSPACE, Timestamp(5_000), Timestamp(6_000))
        .await;
    assert_eq!(due.unwrap().unwrap().attempts, 1);
    let calls = ["c1", "c2", "c3"].map(CallId::from).to_vec();
    let progress = store.read_progress(WORKSPACE, calls).await.unwrap();
    assert_eq!(
        progress,
        ReadProgress {
            open: 1,
            done: 2,
            failed: 0
        }
    );
}

#[tokio::test]
async fn what_was_looked_at_never_goes_back() {
    let (store, _data) = open();
    assert_eq!(store.looked_through(WORKSPACE).await.unwrap(), None);
    for through in [2_000, 1_000] {
        store
            .note_looked(WORKSPACE, Timestamp(through))
            .await
            .unwrap();
    }
    let through = store.looked_through(WORKSPACE).await.unwrap();
    assert_eq!(through, Some(Timestamp(2_000)));
}
