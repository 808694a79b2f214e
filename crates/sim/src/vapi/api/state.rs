//! The handle on a simulated Vapi, and everything it remembers.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::Method;
use serde_json::Value;
use tokio::task::JoinSet;

use super::{
    Control, Dial, Fault, Played, Settings,
    listing::Listing,
    placed::PlacedCall,
    shelves::{Shelf, Shelves},
};
use crate::{
    rng::Rng,
    vapi::{assistant::ASSISTANT_ID, delivery::Delivery, ids, script::Script, snapshot::Snapshot},
};

/// A simulated Vapi. Clones are handles on the same one.
#[derive(Clone)]
pub struct Vapi {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    state: Mutex<State>,
    playing: Mutex<JoinSet<Played>>,
}

/// What Vapi remembers.
pub(super) struct State {
    /// In the order of creation.
    pub(super) calls: Vec<PlacedCall>,
    /// Records of calls that play nothing.
    kept: Vec<Value>,
    pub(super) shelves: Shelves,
    pub(super) dials: Vec<Dial>,
    pub(super) controls: Vec<Control>,
    pub(super) rng: Rng,
    faults: Vec<Fault>,
}

impl Vapi {
    /// A Vapi with one assistant, one phone number and no calls.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let state = State {
            calls: Vec::new(),
            kept: Vec::new(),
            shelves: Shelves::stocked(&settings.default_script.assistant),
            dials: Vec::new(),
            controls: Vec::new(),
            rng: Rng::new(settings.seed),
            faults: Vec::new(),
        };
        Self {
            shared: Arc::new(Shared {
                settings,
                state: Mutex::new(state),
                playing: Mutex::default(),
            }),
        }
    }

    /// Every number that was called, in order, whether or not anybody learned of it.
    #[must_use]
    pub fn dials(&self) -> Vec<Dial> {
        self.state().dials.clone()
    }

    /// The calls that are going on, whoever began them: what an account has lines for.
    #[must_use]
    pub fn live_calls(&self) -> Vec<String> {
        let state = self.state();
        let live = state
            .calls
            .iter()
            .filter(|call| call.is_live(self.elapsed_ms(call)));
        live.map(|call| call.snapshot.call_id().to_owned())
            .collect()
    }

    /// Everything that was asked for through live call control, in order.
    #[must_use]
    pub fn controls(&self) -> Vec<Control> {
        self.state().controls.clone()
    }

    /// Lets a mishap await the next requests it fits.
    pub fn fail(&self, fault: Fault) {
        self.state().faults.push(fault);
    }

    /// Takes back the mishaps that still wait for a request.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// Lets a prospect call in; the webhooks start at once. Returns the call's id.
    ///
    /// Must be called within a tokio runtime when there is a sink.
    pub fn receive_call(&self, script: &Script) -> String {
        let now_ms = self.settings().clock.now_ms();
        let mut state = self.state();
        let call_id = ids::uuid_v7(now_ms, &mut state.rng);
        let mut snapshot = Snapshot::of(script, &call_id, now_ms);
        if let Some(assistant) = state.shelves.item(Shelf::Assistants, ASSISTANT_ID) {
            for key in ["server", "serverMessages"] {
                snapshot.assistant[key] = assistant[key].clone();
            }
        }
        let seed = state.rng.next_u64();
        self.begin(
            &mut state,
            PlacedCall {
                call: snapshot.call.clone(),
                snapshot,
                created_at_ms: now_ms,
                script: Arc::new(script.clone()),
                seed,
                hung_up_ms: Arc::default(),
            },
        );
        call_id
    }

    /// Somebody edits a thing in the dashboard: `path` as in `/assistant/{id}`, and each of these
    /// fields as it is then.
    ///
    /// # Panics
    ///
    /// When there is no such thing: a test that edits nothing proves nothing.
    pub fn edit(&self, path: &str, changes: &Value) {
        let (shelf, id) = Shelf::of_path(path).expect("the path is that of a thing");
        let changes = changes.as_object().cloned().unwrap_or_default();
        let now_ms = self.settings().clock.now_ms();
        let edited = self.state().shelves.change(shelf, id, changes, now_ms);
        assert!(edited.is_some(), "{path} is not there");
    }

    /// Somebody removes a thing in the dashboard.
    ///
    /// # Panics
    ///
    /// When the path is none of a thing.
    pub fn remove(&self, path: &str) {
        let (shelf, id) = Shelf::of_path(path).expect("the path is that of a thing");
        self.state().shelves.remove(shelf, id);
    }

    /// Keeps the record of a call as `GET /call/{id}` is to tell it, in place of an older one.
    pub fn keep(&self, record: Value) {
        let mut state = self.state();
        state.kept.retain(|kept| kept["id"] != record["id"]);
        state.kept.push(record);
    }

    /// The webhooks that are sent of a call, whether or not there is a sink: with the moments of
    /// their arrival, counted from its creation.
    #[must_use]
    pub fn webhooks_of(&self, call_id: &str) -> Vec<Delivery> {
        let state = self.state();
        let call = state.call(call_id);
        call.map(|call| call.webhooks().collect())
            .unwrap_or_default()
    }

    /// A call as it is told.
    pub(super) fn told(&self, call_id: &str) -> Option<Value> {
        let state = self.state();
        if let Some(call) = state.call(call_id) {
            return Some(call.told_at(self.elapsed_ms(call)));
        }
        let mut kept = state.kept.iter();
        kept.find(|record| record["id"] == call_id).cloned()
    }

    /// Those calls that a query asks for, newest first.
    pub(super) fn listed(&self, listing: &Listing) -> Vec<Value> {
        let state = self.state();
        // Telling a call whole is work: first who is asked for.
        let calls = state.calls.iter().enumerate();
        let mut briefs: Vec<(Value, Option<usize>)> = calls
            .map(|(place, call)| (call.brief_at(self.elapsed_ms(call)), Some(place)))
            .chain(state.kept.iter().map(|record| (record.clone(), None)))
            .collect();
        // Moments in one form sort as texts. Stable, so that of one moment the later comes first.
        briefs.reverse();
        briefs.sort_by(|(a, _), (b, _)| b["createdAt"].as_str().cmp(&a["createdAt"].as_str()));
        listing.of(briefs.into_iter(), |brief, place| match place {
            Some(place) => {
                let call = &state.calls[place];
                call.told_at(self.elapsed_ms(call))
            }
            None => brief,
        })
    }

    /// Waits until the webhooks of all calls so far have been sent and answered, and tells how they
    /// fared. Each call is told once.
    pub async fn settle(&self) -> Vec<Played> {
        let mut playing = std::mem::take(&mut *lock(&self.shared.playing));
        let mut played = Vec::new();
        while let Some(call) = playing.join_next().await {
            played.extend(call);
        }
        played
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.shared.state)
    }

    /// Milliseconds since the call started, in the call's own time; negative before a scheduled
    /// start.
    pub(super) fn elapsed_ms(&self, call: &PlacedCall) -> i64 {
        let elapsed_ms = self.settings().clock.now_ms() - call.snapshot.created_at_ms;
        let speed = self.settings().sink.as_ref().map_or(1.0, |sink| sink.speed);
        (elapsed_ms as f64 * speed) as i64
    }

    /// Remembers a new call and starts to send its webhooks.
    pub(super) fn begin(&self, state: &mut State, call: PlacedCall) {
        if let Some(sink) = &self.settings().sink {
            let server = &call.snapshot.assistant["server"];
            let mut sink = sink.clone().configured_by(server);
            if let Some(credential) = state.shelves.credential(server) {
                sink.credential = credential;
            }
            let waits_ms = call.snapshot.created_at_ms - call.created_at_ms;
            let call_id = call.snapshot.call_id().to_owned();
            let webhooks = call.webhooks();
            lock(&self.shared.playing).spawn(async move {
                let waits = Duration::from_millis(waits_ms.max(0).cast_unsigned());
                tokio::time::sleep(waits.div_f64(sink.speed)).await;
                let receipts = sink.send(webhooks).await;
                Played { call_id, receipts }
            });
        }
        state.calls.push(call);
    }

    /// The first fault that fits a request, one occurrence of it used up.
    pub(super) fn take_fault(&self, method: &Method, path: &str) -> Option<Fault> {
        let mut state = self.state();
        let fault = state.faults.iter_mut().find(|fault| {
            fault.times > 0 && fault.method == *method && path.starts_with(&fault.path)
        })?;
        fault.times -= 1;
        Some(fault.clone())
    }
}

impl fmt::Debug for Vapi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vapi")
            .field("settings", self.settings())
            .finish_non_exhaustive()
    }
}

impl State {
    /// The call with this id.
    pub(super) fn call(&self, call_id: &str) -> Option<&PlacedCall> {
        self.calls
            .iter()
            .find(|call| call.snapshot.call_id() == call_id)
    }
}

/// A panic while the lock was held is a failed test; what is behind it is still whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
