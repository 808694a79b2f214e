//! The store's promises, one test each.

#![cfg(test)]

use midcall_domain::{
    calls::{
        About, CallEvent, CallId, CallState, CallStatus, CallSummary, LeadHint, Occurrence, Speaker,
    },
    leads::{FieldRole, FieldValue, Part, Urgency},
    signals::{Claim, Rubric, SignalKind, SignalState, Signals, Source},
    time::Timestamp,
};
use midcall_store::{
    Blocked, Fold, FoldedCall, LeadOutcome, LeaseAsk, LeasedLead, Options, Pacing, Renewal, Store,
    journal::EntrySeq,
};

const WORKSPACE: &str = "default";
const LEAD: &str = "00QHs00001ABcDeMAL";
const PACING: Pacing = Pacing {
    soon_ms: 1_000,
    routine_ms: 5_000,
};

struct Contract {
    store: Store,
    _data: tempfile::TempDir,
}

impl std::ops::Deref for Contract {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

fn open() -> Contract {
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(Options::at(&data.path().join("midcall.db"))).unwrap();
    Contract { store, _data: data }
}

/// A call of the lead's in which so many signals were heard.
fn call(id: &str, signals: usize, is_over: bool) -> FoldedCall {
    let mut state = CallState::new(CallId::from(id));
    let event = |at: i64, what| CallEvent {
        at: Timestamp(at),
        is_dated: true,
        about: About {
            lead: Some(LeadHint {
                rank: 0,
                id: LEAD.to_owned(),
            }),
            ..About::default()
        },
        what,
    };
    state.apply(event(
        1_000,
        Occurrence::StatusChanged {
            to: CallStatus::InProgress,
            ended_reason: None,
        },
    ));
    let text = "words ".repeat(signals + 1);
    state.apply(event(
        2_000,
        Occurrence::Heard {
            speaker: Speaker::Prospect,
            text: text.into(),
            is_final: true,
        },
    ));
    if is_over {
        let ended_reason = Some("customer-ended-call".to_owned());
        state.apply(event(
            3_000,
            Occurrence::StatusChanged {
                to: CallStatus::Ended,
                ended_reason,
            },
        ));
    }
    let mut stands = Signals::default();
    for signal in SignalKind::ALL.into_iter().take(signals) {
        stands.settle(&Claim {
            signal: signal.into(),
            state: SignalState::Positive,
            value: None,
            quote: "words".to_owned(),
            turn: 0,
            span: (0, 5),
            question: None,
            rule: "test".to_owned(),
            confidence: 90,
            source: Source::Core,
            at: Timestamp(2_000),
        });
    }
    FoldedCall {
        summary: CallSummary::of(&state, &state.transcript(), &stands),
        lead: Some(LEAD.to_owned()),
        score: 0,
        opt_out: None,
        ledger: state.ledger(),
        arrived_at: Timestamp(2_000),
        heard_at: Timestamp(2_000),
        seq: EntrySeq(1),
        snapshot: Some(FoldedCall::snapshot_of(&state)),
        phone: None,
        direction: None,
        activity: None,
    }
}

async fn fold(store: &Store, call: FoldedCall, now: i64) -> Option<Timestamp> {
    let fold = Fold {
        workspace: WORKSPACE.to_owned(),
        calls: vec![call],
        unattributed: Vec::new(),
        cursor: EntrySeq(1),
        rubric: Rubric::default(),
        mappings: std::sync::Arc::default(),
        now: Timestamp(now),
        pacing: PACING,
    };
    store.save_fold(fold).await.unwrap().due_at
}

async fn lease(store: &Store, owner: &str, now: i64) -> Option<LeasedLead> {
    let ask = LeaseAsk {
        workspace: WORKSPACE.to_owned(),
        owner: owner.to_owned(),
        now: Timestamp(now),
        ride_along: Timestamp(now),
        until: Timestamp(now + 90_000),
        at_least: Urgency::Routine,
        limit: 10,
    };
    store.lease_due_leads(ask).await.unwrap().pop()
}

/// Everything the lead should say was written.
fn written(lead: &LeasedLead) -> LeadOutcome {
    LeadOutcome {
        lead: lead.lead.clone(),
        observed: Some(lead.desired.fields.clone()),
        is_written: true,
        is_transcript_written: true,
        retry_at: None,
        attempts: 0,
        blocked: Vec::new(),
        unblocked: vec![Part::Facts, Part::Transcript],
        target: None,
        read_at: None,
        edits: Vec::new(),
        fields_blocked: Default::default(),
        trouble: None,
        activities: Vec::new(),
    }
}

async fn record(store: &Store, owner: &str, outcome: LeadOutcome, now: i64) {
    store
        .record_outcomes(WORKSPACE, owner, vec![outcome], Timestamp(now), PACING)
        .await
        .unwrap();
}

#[tokio::test]
async fn urgency_decides_when_a_lead_is_due() {
    let store = open();
    assert_eq!(
        fold(&store, call("c1", 0, false), 10_000).await,
        Some(Timestamp(11_000))
    );
    assert_eq!(
        fold(&store, call("c1", 0, false), 10_100).await,
        None,
        "nothing has changed"
    );
    assert_eq!(
        fold(&store, call("c1", 1, false), 10_200).await,
        Some(Timestamp(10_200)),
        "a first signal"
    );
    let lead = lease(&store, "a", 10_200).await.unwrap();
    record(&store, "a", written(&lead), 10_300).await;
    assert_eq!(
        fold(&store, call("c1", 2, false), 20_000).await,
        Some(Timestamp(21_000)),
        "another signal"
    );
    assert_eq!(
        fold(&store, call("c1", 3, false), 20_000).await,
        Some(Timestamp(20_000)),
        "hot"
    );
    assert_eq!(
        store.next_due_at(WORKSPACE, Urgency::Hot).await.unwrap(),
        Some(Timestamp(20_000))
    );
    assert_eq!(
        fold(&store, call("c1", 3, true), 20_000).await,
        Some(Timestamp(20_000)),
        "the end"
    );
}

#[tokio::test]
async fn a_lease_keeps_others_out_until_it_ends() {
    let store = open();
    fold(&store, call("c1", 1, false), 0).await;
    assert!(lease(&store, "a", 0).await.is_some());
    assert!(lease(&store, "b", 89_999).await.is_none());
    assert!(lease(&store, "b", 90_000).await.is_some());
}

#[tokio::test]
async fn an_outcome_without_its_lease_makes_the_lead_be_read_again() {
    let store = open();
    fold(&store, call("c1", 1, false), 0).await;
    let late = lease(&store, "a", 0).await.unwrap();
    let other = lease(&store, "b", 90_000).await.unwrap();
    record(&store, "b", written(&other), 90_100).await;
    record(&store, "a", written(&late), 90_200).await;
    let lead = store.load_lead(WORKSPACE, LEAD).await.unwrap().unwrap();
    assert_eq!(lead.observed, None);
    assert_eq!(lead.due_at, Some(Timestamp(90_200)));
}

#[tokio::test]
async fn what_changes_during_a_write_stays_due() {
    let store = open();
    fold(&store, call("c1", 1, false), 0).await;
    let lead = lease(&store, "a", 0).await.unwrap();
    fold(&store, call("c1", 2, false), 50).await;
    record(&store, "a", written(&lead), 100).await;
    let row = store.load_lead(WORKSPACE, LEAD).await.unwrap().unwrap();
    assert!(row.due_at.is_some(), "{row:?}");
    let again = lease(&store, "a", 5_000).await.unwrap();
    assert_eq!(again.generation, lead.generation + 1);
    record(&store, "a", written(&again), 5_100).await;
    let row = store.load_lead(WORKSPACE, LEAD).await.unwrap().unwrap();
    assert_eq!((row.due_at, row.attempts), (None, 0), "in sync");
}

#[tokio::test]
async fn a_blocked_part_waits_for_a_person_and_the_other_does_not() {
    let store = open();
    fold(&store, call("c1", 1, true), 0).await;
    let lead = lease(&store, "a", 0).await.unwrap();
    let why = |since| Blocked {
        reason: "text_too_long".to_owned(),
        detail: String::new(),
        action: "Lengthen the field.".to_owned(),
        since: Timestamp(since),
    };
    let mut observed = lead.desired.fields.clone();
    observed.insert(FieldRole::Transcript.into(), FieldValue::Empty);
    let outcome = LeadOutcome {
        observed: Some(observed),
        is_transcript_written: false,
        unblocked: vec![Part::Facts],
        blocked: vec![(Part::Transcript, why(100))],
        ..written(&lead)
    };
    record(&store, "a", outcome, 100).await;
    let row = store.load_lead(WORKSPACE, LEAD).await.unwrap().unwrap();
    assert_eq!(row.due_at, None);
    assert_eq!(row.blocked, [(Part::Transcript, why(100))]);
    assert_eq!(store.backlog(WORKSPACE).await.unwrap().blocked_leads, 1);
    assert_eq!(
        store
            .retry_blocked(WORKSPACE, Some("00Qelsewhere"), Timestamp(200))
            .await
            .unwrap(),
        0
    );
    assert_eq!(
        store
            .retry_blocked(WORKSPACE, None, Timestamp(200))
            .await
            .unwrap(),
        1
    );
    assert!(lease(&store, "a", 200).await.unwrap().blocked.is_empty());
}

#[tokio::test]
async fn a_lead_of_two_calls_keeps_what_the_first_one_learned() {
    let store = open();
    fold(&store, call("c1", 2, true), 0).await;
    fold(&store, call("c2", 0, false), 1_000).await;
    let row = store.load_lead(WORKSPACE, LEAD).await.unwrap().unwrap();
    assert_eq!(row.desired.score.points, 50);
    assert!(row.desired.is_live);
}

#[tokio::test]
async fn tokens_are_renewed_by_one_and_adopted_by_the_rest() {
    let store = open();
    let begin = |owner: &'static str, seen, now| {
        store.begin_renewal(
            WORKSPACE,
            "grant",
            owner,
            seen,
            Timestamp(now),
            Timestamp(now + 60_000),
        )
    };
    let Renewal::Granted(granted) = begin("a", 0, 0).await.unwrap() else {
        panic!("nobody else renews");
    };
    assert_eq!(begin("b", 0, 1).await.unwrap(), Renewal::UnderWay);
    let finish = || store.finish_renewal(WORKSPACE, "grant", &granted, "session", Some("rotated"));
    let generation = finish().await.unwrap().unwrap();
    assert_eq!(finish().await.unwrap(), None, "newer tokens are there");
    match begin("b", 0, 2).await.unwrap() {
        Renewal::Renewed(kept) => {
            assert_eq!(kept.refresh_token.as_deref(), Some("rotated"));
            assert_eq!(kept.generation, generation);
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        begin("b", generation, 3).await.unwrap(),
        Renewal::Granted(_)
    ));
    assert!(
        matches!(
            begin("a", generation, 60_003).await.unwrap(),
            Renewal::Granted(_)
        ),
        "its process is gone"
    );
    let other_grant = store
        .load_connection(WORKSPACE, "another grant")
        .await
        .unwrap();
    assert_eq!(
        other_grant.session, None,
        "tokens do not outlive their configuration"
    );
}
