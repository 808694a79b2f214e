//! Questions for a language model: opened once, within an allowance, asked by one node at a time.

#![cfg(test)]

use midcall_domain::{calls::CallId, time::Timestamp};
use midcall_store::{AskOutcome, NewAsk, Options, Store};

const ALLOWANCE: u32 = 3;

fn ask(reason: &str, due_at: i64) -> NewAsk {
    NewAsk {
        call: CallId::from("c1"),
        reason: reason.to_owned(),
        is_last: reason == "ended",
        due_at: Timestamp(due_at),
    }
}

async fn open(store: &Store, asks: &[NewAsk]) {
    let opened = store
        .open_asks("w", asks.to_vec(), ALLOWANCE, Timestamp(0))
        .await;
    opened.unwrap();
}

/// Leases at `now` what is due until `until`; the reason, if there was one.
async fn lease(store: &Store, now: i64, until: i64) -> Option<midcall_store::Ask> {
    store
        .lease_ask("w", Timestamp(now), Timestamp(until))
        .await
        .unwrap()
}

fn store() -> (tempfile::TempDir, Store) {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(Options::at(&data.path().join("midcall.db"))).unwrap();
    (data, store)
}

#[tokio::test]
async fn an_ask_is_opened_once_and_leased_by_one() {
    let (_data, store) = store();
    open(&store, &[ask("a", 10), ask("a", 10)]).await;
    open(&store, &[ask("a", 5)]).await;
    assert_eq!(lease(&store, 9, 100).await, None, "it is not due");
    let leased = lease(&store, 10, 100).await.unwrap();
    assert_eq!(lease(&store, 50, 200).await, None, "it is leased");
    let again = lease(&store, 100, 200).await.unwrap();
    assert_eq!(again, leased, "a lease that ran out is taken up");
    store
        .close_ask("w", &again, AskOutcome::Answered)
        .await
        .unwrap();
    open(&store, &[ask("a", 5)]).await;
    assert_eq!(lease(&store, 300, 400).await, None, "it has been answered");
}

#[tokio::test]
async fn the_last_of_the_allowance_is_kept_for_the_end() {
    let (_data, store) = store();
    open(
        &store,
        &[ask("a", 1), ask("b", 2), ask("c", 3), ask("ended", 4)],
    )
    .await;
    let mut reasons = Vec::new();
    while let Some(leased) = lease(&store, 10, 100).await {
        reasons.push(leased.reason);
    }
    assert_eq!(reasons, ["a", "b", "ended"]);
}

#[tokio::test]
async fn what_is_moot_counts_for_nothing_and_what_failed_is_tried_later() {
    let (_data, store) = store();
    open(&store, &[ask("a", 1), ask("b", 2)]).await;
    let a = lease(&store, 10, 100).await.unwrap();
    store.close_ask("w", &a, AskOutcome::Moot).await.unwrap();
    open(&store, &[ask("c", 3)]).await;
    let b = lease(&store, 10, 100).await.unwrap();
    store
        .close_ask("w", &b, AskOutcome::Retry(Timestamp(20)))
        .await
        .unwrap();
    let c = lease(&store, 10, 100).await.unwrap();
    assert_eq!(c.reason, "c");
    store
        .close_ask("w", &c, AskOutcome::Answered)
        .await
        .unwrap();
    assert_eq!(lease(&store, 19, 100).await, None);
    let again = lease(&store, 20, 100).await.unwrap();
    assert_eq!((again.reason.as_str(), again.attempts), ("b", 1));
    store
        .close_ask("w", &again, AskOutcome::Failed)
        .await
        .unwrap();
    assert_eq!(lease(&store, 1_000, 2_000).await, None);
}
