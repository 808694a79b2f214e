//! Gaps that agents are told of: opened once, leased by call, told at most once.

#![cfg(test)]

use midcall_domain::{
    calls::CallId,
    signals::{SignalKind, SignalName},
    time::Timestamp,
};
use midcall_store::{DueNudge, NewNudge, NudgeOutcome, Options, Store};

fn store() -> (tempfile::TempDir, Store) {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(Options::at(&data.path().join("midcall.db"))).unwrap();
    (data, store)
}

async fn open(store: &Store, call: &str, signals: &[SignalKind], due_at: i64) {
    let nudges = signals.iter().map(|signal| NewNudge {
        call: CallId::from(call),
        signal: (*signal).into(),
        due_at: Timestamp(due_at),
    });
    store.open_nudges("w", nudges.collect()).await.unwrap();
}

async fn lease(store: &Store, now: i64, until: i64) -> Option<DueNudge> {
    let leased = store.lease_nudge("w", Timestamp(now), Timestamp(until));
    leased.await.unwrap()
}

async fn close(store: &Store, due: &DueNudge, signals: &[SignalName], outcome: NudgeOutcome) {
    let closed = store.close_nudge("w", &due.call, signals, outcome);
    closed.await.unwrap();
}

const BOTH: [SignalKind; 2] = [SignalKind::Budget, SignalKind::Timeline];

#[tokio::test]
async fn a_calls_gaps_are_leased_together_by_one() {
    let (_data, store) = store();
    open(&store, "c2", &[SignalKind::Need], 11).await;
    open(&store, "c1", &BOTH, 10).await;
    open(&store, "c1", &BOTH, 5).await;
    assert_eq!(lease(&store, 9, 100).await, None, "nothing is due");
    let first = lease(&store, 20, 100).await.unwrap();
    assert_eq!(first.call.as_str(), "c1");
    assert_eq!(first.signals, BOTH.map(SignalName::from));
    let second = lease(&store, 20, 100).await.unwrap();
    assert_eq!(second.call.as_str(), "c2");
    assert_eq!(lease(&store, 20, 100).await, None, "both are leased");
    let again = lease(&store, 100, 200).await.unwrap();
    assert_eq!(again, first, "a lease that ran out is taken up");
}

#[tokio::test]
async fn what_is_being_sent_or_settled_is_never_taken_up_again() {
    let (_data, store) = store();
    for outcome in [
        NudgeOutcome::Sending,
        NudgeOutcome::Sent,
        NudgeOutcome::Moot,
        NudgeOutcome::Failed,
    ] {
        let call = format!("{outcome:?}");
        open(&store, &call, &BOTH, 1).await;
        let due = lease(&store, 10, 100).await.unwrap();
        close(&store, &due, &due.signals, outcome).await;
        open(&store, &call, &BOTH, 1).await;
        assert_eq!(lease(&store, 1_000, 2_000).await, None, "{outcome:?}");
    }
}

#[tokio::test]
async fn what_nobody_was_told_is_tried_again_later() {
    let (_data, store) = store();
    open(&store, "c1", &BOTH, 1).await;
    let due = lease(&store, 10, 100).await.unwrap();
    close(&store, &due, &due.signals[..1], NudgeOutcome::Moot).await;
    close(
        &store,
        &due,
        &due.signals[1..],
        NudgeOutcome::Retry(Timestamp(50)),
    )
    .await;
    assert_eq!(lease(&store, 49, 100).await, None);
    let again = lease(&store, 50, 100).await.unwrap();
    let expected = (vec![SignalName::from(SignalKind::Timeline)], 1);
    assert_eq!((again.signals, again.attempts), expected);
}
