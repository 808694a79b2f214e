//! The store's promises about requests to call, one test each.

#![cfg(test)]

use midcall_domain::{
    calls::{
        About, CallEvent, CallId, CallState, CallStatus, CallSummary, Direction, LeadHint,
        Occurrence,
    },
    dialing::{Hold, Lines, Outcome, Wait},
    signals::{OptOut, Rubric, Signals},
    time::Timestamp,
};
use midcall_store::{
    Begun, CallRequest, DoNotCallOutcome, Fold, FoldedCall, LineAsk, Move, NewRequest, Opened,
    Opening, Options, Pacing, RequestState, Store, journal::EntrySeq,
};

const WORKSPACE: &str = "default";
const LEAD: &str = "00QHs00001ABcDeMAL";
const OTHER: &str = "00QHs00001ABcDfMAL";
const PHONE: &str = "+15550134782";

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

fn asked(request: &str, lead: &str) -> NewRequest {
    NewRequest {
        request: request.to_owned(),
        lead: lead.to_owned(),
        phone: PHONE.to_owned(),
        details: "{}".to_owned(),
        priority: 0,
        not_before: None,
    }
}

const ASKED: Opening = Opening::Asked {
    leased_until: Timestamp(60_000),
};

async fn opened(store: &Store, asked: NewRequest, opening: Opening, now: i64) -> Opened {
    store
        .open_request(WORKSPACE, asked, opening, Timestamp(now))
        .await
        .unwrap()
}

async fn new(store: &Store, asked: NewRequest, opening: Opening, now: i64) -> CallRequest {
    match opened(store, asked, opening, now).await {
        Opened::New(request) => request,
        _ => panic!("it is new"),
    }
}

async fn load(store: &Store, request: &str) -> CallRequest {
    let found = store.load_request(WORKSPACE, request).await.unwrap();
    found.unwrap()
}

/// Moves a request on from where it stands.
async fn moves(store: &Store, request: &str, to: Move) -> CallRequest {
    let seen = load(store, request).await;
    assert!(store.move_request(WORKSPACE, &seen, to).await.unwrap());
    load(store, request).await
}

fn line_ask(limit: u32, now: i64) -> LineAsk {
    LineAsk {
        lines: Lines {
            limit: Some(limit),
            ..Lines::default()
        },
        now: Timestamp(now),
        leased_until: Timestamp(now + 60_000),
    }
}

async fn dial(store: &Store, request: &str, call: &str, now: i64) -> CallRequest {
    let seen = load(store, request).await;
    let begun = store
        .begin_dialing(WORKSPACE, &seen, line_ask(10, now))
        .await;
    assert_eq!(begun.unwrap(), Begun::Dialing);
    let placed = Move::Placed {
        call: call.to_owned(),
        due_at: Timestamp(now + 600_000),
    };
    moves(store, request, placed).await
}

fn call(id: &str, direction: Direction, is_over: bool, opt_out: Option<OptOut>) -> FoldedCall {
    let mut state = CallState::new(CallId::from(id));
    let to = if is_over {
        CallStatus::Ended
    } else {
        CallStatus::InProgress
    };
    state.apply(CallEvent {
        at: Timestamp(1_000),
        is_dated: true,
        about: About {
            lead: Some(LeadHint {
                rank: 0,
                id: LEAD.to_owned(),
            }),
            ..About::default()
        },
        what: Occurrence::StatusChanged {
            to,
            ended_reason: is_over.then(|| "customer-busy".to_owned()),
        },
    });
    FoldedCall {
        summary: CallSummary::of(&state, &state.transcript(), &Signals::default()),
        lead: Some(LEAD.to_owned()),
        score: 0,
        opt_out,
        activity: None,
        ledger: state.ledger(),
        arrived_at: Timestamp(2_000),
        heard_at: Timestamp(2_000),
        seq: EntrySeq(1),
        snapshot: Some(FoldedCall::snapshot_of(&state)),
        phone: Some(PHONE.to_owned()),
        direction: Some(direction),
    }
}

async fn fold(store: &Store, call: FoldedCall) {
    let fold = Fold {
        workspace: WORKSPACE.to_owned(),
        calls: vec![call],
        unattributed: Vec::new(),
        cursor: EntrySeq(1),
        rubric: Rubric::default(),
        mappings: std::sync::Arc::default(),
        now: Timestamp(0),
        pacing: Pacing {
            soon_ms: 1_000,
            routine_ms: 5_000,
        },
    };
    store.save_fold(fold).await.unwrap();
}

#[tokio::test]
async fn a_request_is_opened_once_by_its_key_and_by_its_lead() {
    let store = open();
    let ask = |request, lead| opened(&store, asked(request, lead), ASKED, 0);
    assert!(matches!(ask("k1", LEAD).await, Opened::New(_)));
    assert!(matches!(ask("k1", LEAD).await, Opened::Existing(_)));
    assert!(
        matches!(ask("k2", LEAD).await, Opened::Existing(_)),
        "the lead is being called"
    );
    assert!(matches!(ask("k1", OTHER).await, Opened::KeyReused));
    dial(&store, "k1", "c1", 0).await;
    assert!(
        matches!(ask("k2", LEAD).await, Opened::Existing(_)),
        "its end has not been heard of"
    );
    fold(&store, call("c1", Direction::Outbound, true, None)).await;
    assert!(matches!(ask("k2", LEAD).await, Opened::New(_)));
    assert_eq!(load(&store, "k1").await.state, RequestState::Done);
    fold(&store, call("c9", Direction::Inbound, false, None)).await;
    moves(&store, "k2", Move::Refused("no".to_owned())).await;
    assert!(matches!(ask("k3", LEAD).await, Opened::OnCall(call) if call == "c9"));
}

#[tokio::test]
async fn who_asks_now_does_not_wait_for_an_hour_named_before() {
    let store = open();
    let put_off = NewRequest {
        not_before: Some(Timestamp(90_000)),
        ..asked("k1", LEAD)
    };
    let waits = new(&store, put_off, Opening::Queued, 0).await;
    assert_eq!(
        (waits.wait, waits.due_at),
        (Some(Wait::NotBefore), Timestamp(90_000))
    );
    assert!(
        matches!(
            opened(&store, asked("k2", LEAD), Opening::Queued, 0).await,
            Opened::Existing(_)
        ),
        "an import changes nothing"
    );
    new(&store, asked("k3", LEAD), ASKED, 0).await;
    assert_eq!(load(&store, "k1").await.state, RequestState::Canceled);
}

#[tokio::test]
async fn a_request_made_again_is_not_taken_for_its_earlier_calls() {
    let store = open();
    new(&store, asked("k1", LEAD), ASKED, 0).await;
    moves(&store, "k1", Move::Refused("no".to_owned())).await;
    let again = new(&store, asked("k1", LEAD), Opening::Queued, 0).await;
    assert_eq!(again.attempt, 2);
    let canceled = store.cancel_request(WORKSPACE, LEAD, "A person took it back.");
    canceled.await.unwrap();
    assert!(
        matches!(
            opened(&store, asked("k1", LEAD), Opening::Queued, 0).await,
            Opened::Existing(_)
        ),
        "what a person took out of a list stays out of it"
    );
    assert_eq!(new(&store, asked("k1", LEAD), ASKED, 0).await.attempt, 3);
}

#[tokio::test]
async fn requests_are_taken_up_in_their_turn_by_one() {
    let store = &open();
    for (request, lead, priority, not_before) in [
        ("late", "00QHs00001ABcDgMAL", 9, Some(Timestamp(5_000))),
        ("low", LEAD, 0, None),
        ("high", OTHER, 1, None),
    ] {
        let asked = NewRequest {
            priority,
            not_before,
            ..asked(request, lead)
        };
        new(store, asked, Opening::Queued, 0).await;
    }
    let take = |may_dial, now| async move {
        let until = Timestamp(now + 60_000);
        let taken = store
            .lease_due_request(WORKSPACE, may_dial, Timestamp(now), until)
            .await;
        taken.unwrap().map(|request| request.asked.request)
    };
    assert_eq!(take(false, 0).await, None, "no call may go out");
    assert_eq!(take(true, 0).await.as_deref(), Some("high"));
    assert_eq!(take(true, 0).await.as_deref(), Some("low"));
    assert_eq!(take(true, 0).await, None, "both are taken");
    assert_eq!(take(true, 5_000).await.as_deref(), Some("late"));
    assert_eq!(
        take(true, 60_000).await.as_deref(),
        Some("high"),
        "its node is gone"
    );
    let seen = load(store, "low").await;
    store
        .begin_dialing(WORKSPACE, &seen, line_ask(10, 60_000))
        .await
        .unwrap();
    assert_eq!(
        take(false, 120_000).await.as_deref(),
        Some("low"),
        "what may have been dialed is looked up even while no call may go out"
    );
}

#[tokio::test]
async fn lines_are_given_away_once() {
    let store = &open();
    for (request, lead) in [("k1", LEAD), ("k2", OTHER)] {
        new(store, asked(request, lead), Opening::Queued, 0).await;
    }
    let begin = |request, limit| async move {
        let seen = load(store, request).await;
        let begun = store
            .begin_dialing(WORKSPACE, &seen, line_ask(limit, 0))
            .await;
        begun.unwrap()
    };
    assert_eq!(begin("k1", 1).await, Begun::Dialing);
    assert_eq!(begin("k2", 1).await, Begun::NoLine);
    assert_eq!(begin("k1", 5).await, Begun::Moved);
    let placed = Move::Placed {
        call: "c1".to_owned(),
        due_at: Timestamp(0),
    };
    moves(store, "k1", placed).await;
    assert_eq!(begin("k2", 1).await, Begun::NoLine, "it rings");
    fold(store, call("c1", Direction::Outbound, false, None)).await;
    fold(store, call("in", Direction::Inbound, false, None)).await;
    let used = store.dialing(WORKSPACE).await.unwrap().used;
    assert_eq!((used.outbound, used.inbound, used.dialing), (1, 1, 0));
    assert_eq!(begin("k2", 2).await, Begun::NoLine);
    fold(store, call("c1", Direction::Outbound, true, None)).await;
    assert_eq!(begin("k2", 2).await, Begun::Dialing);
}

#[tokio::test]
async fn the_next_call_of_a_request_is_another_call() {
    let store = open();
    new(&store, asked("k1", LEAD), Opening::Queued, 0).await;
    dial(&store, "k1", "c1", 0).await;
    let ended = |now| store.lease_ended_request(WORKSPACE, Timestamp(now), Timestamp(now + 1));
    assert!(ended(1_000).await.unwrap().is_none(), "it goes on");
    fold(&store, call("c1", Direction::Outbound, true, None)).await;
    let seen = ended(1_000).await.unwrap().unwrap();
    let again = Move::Again {
        due_at: Timestamp(5_000),
        outcome: Outcome::Busy,
        wait: Wait::Busy,
        tries: 1,
        faults: 0,
    };
    assert!(
        store
            .move_request(WORKSPACE, &seen, again.clone())
            .await
            .unwrap()
    );
    assert!(
        !store.move_request(WORKSPACE, &seen, again).await.unwrap(),
        "another node has moved it"
    );
    let request = load(&store, "k1").await;
    assert_eq!((request.attempt, request.tries), (2, 1));
    assert_eq!(request.dialed_at, None);
    assert_eq!(request.outcome, Some(Outcome::Busy));
    assert!(
        store
            .lease_ended_request(WORKSPACE, Timestamp(600_000), Timestamp(600_001))
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn holds_last_until_the_last_of_them_ends() {
    let store = open();
    let hold = |wait, until| Hold {
        wait,
        until: Timestamp(until),
    };
    for (wait, until) in [(Wait::DailyLimit, 90), (Wait::Line, 30)] {
        store
            .hold_dialing(WORKSPACE, hold(wait, until))
            .await
            .unwrap();
    }
    let known = store.dialing(WORKSPACE).await.unwrap();
    assert_eq!(known.hold, Some(hold(Wait::DailyLimit, 90)));
    assert_eq!(store.count_failure(WORKSPACE, true).await.unwrap(), 1);
    assert_eq!(store.count_failure(WORKSPACE, true).await.unwrap(), 2);
    assert_eq!(store.count_failure(WORKSPACE, false).await.unwrap(), 0);
    store
        .note_lines(WORKSPACE, 10, 4, Timestamp(7))
        .await
        .unwrap();
    store.release_dialing(WORKSPACE).await.unwrap();
    let known = store.dialing(WORKSPACE).await.unwrap();
    assert_eq!(known.hold, None);
    assert_eq!((known.line_limit, known.others), (Some(10), 6));
}

#[tokio::test]
async fn an_opt_out_binds_the_lead_and_the_number() {
    let store = open();
    let heard = OptOut {
        quote: "stop calling".to_owned(),
        turn: 0,
        span: (0, 12),
        at: Timestamp(5),
        rule: "test".to_owned(),
    };
    let asks = |lead, phone| store.opted_out(WORKSPACE, lead, phone);
    assert_eq!(asks(LEAD, Some(PHONE)).await.unwrap(), None);
    fold(
        &store,
        call("c1", Direction::Outbound, true, Some(heard.clone())),
    )
    .await;
    fold(&store, call("c2", Direction::Outbound, true, None)).await;
    let by_lead = asks(LEAD, None).await.unwrap().unwrap();
    assert_eq!((by_lead.call.as_str(), by_lead.heard), ("c1", heard));
    assert_eq!(by_lead.told.as_deref(), Some("open"));
    let by_number = asks(OTHER, Some(PHONE)).await.unwrap().unwrap();
    assert_eq!((by_number.call.as_str(), by_number.told), ("c1", None));
    assert_eq!(asks(OTHER, Some("+15550199000")).await.unwrap(), None);
    let take = |now| store.lease_do_not_call(WORKSPACE, Timestamp(now), Timestamp(now + 10));
    let told = take(0).await.unwrap().unwrap();
    assert_eq!(told.lead, LEAD);
    assert!(take(5).await.unwrap().is_none());
    let close = |outcome| store.close_do_not_call(WORKSPACE, LEAD, outcome);
    close(DoNotCallOutcome::Retry(Timestamp(50))).await.unwrap();
    assert!(take(49).await.unwrap().is_none());
    assert_eq!(take(50).await.unwrap().unwrap().attempts, 1);
    close(DoNotCallOutcome::Told).await.unwrap();
    assert!(take(1_000).await.unwrap().is_none());
    // Words that were taken back in the same breath bind nobody.
    fold(&store, call("c1", Direction::Outbound, true, None)).await;
    assert_eq!(asks(LEAD, Some(PHONE)).await.unwrap(), None);
}

#[tokio::test]
async fn what_waits_can_be_taken_back_and_what_rings_cannot() {
    let store = open();
    let cancel = || store.cancel_request(WORKSPACE, LEAD, "A person took it back.");
    assert!(cancel().await.unwrap().is_none());
    new(&store, asked("k1", LEAD), Opening::Queued, 0).await;
    assert!(cancel().await.unwrap().is_some());
    assert_eq!(load(&store, "k1").await.state, RequestState::Canceled);
    new(&store, asked("k2", LEAD), Opening::Queued, 0).await;
    dial(&store, "k2", "c1", 0).await;
    assert!(cancel().await.unwrap().is_some());
    assert_eq!(load(&store, "k2").await.state, RequestState::Placed);
}
