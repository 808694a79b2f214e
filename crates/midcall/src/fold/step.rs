//! One unit of folding: read what the journal has gained, apply it, save what it means.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use midcall_domain::calls::{CallEvent, CallId, CallState, Transcript};
use midcall_store::{
    Fold, FoldedCall, NewAsk, NewLookup, NewNudge, Result, SavedFold, UnattributedDelivery,
    journal::{Entry, EntryKind, EntrySeq},
};

use super::{
    settle,
    working::{Haste, Working},
};
use crate::{identity, node::Node, translate};

/// Bodies read at one go: a few hundred deliveries, so that one transaction carries many calls.
const READ_BYTES_MAX: usize = 4 << 20;
/// With fewer calls than this, words are saved as they come.
const SAVE_AT_ONCE_CALLS: usize = 64;
/// With more, words alone wait for later ones of their call, so that no more than this many calls
/// a second are saved for their sake.
const WORDS_SAVES_PER_S: usize = 200;
/// They wait no longer than this; the Lead's transcript is written less often still.
const WORDS_WAIT_MAX_MS: i64 = 4_000;
/// A call that is over is forgotten after this long: stragglers come within a minute.
const FORGET_AFTER_MS: i64 = 120_000;
/// Calls kept in memory; the rest is loaded again when something arrives for it.
const CALLS_MAX: usize = 20_000;

type CallKey = (Arc<str>, CallId);

/// Folds the journal. One per node: it alone writes the state of calls.
#[derive(Debug)]
pub struct Folder {
    cursor: EntrySeq,
    calls: HashMap<CallKey, Working>,
    unsaved: BTreeSet<CallKey>,
    /// Calls whose saved snapshot is behind what is applied.
    behind: BTreeSet<CallKey>,
    unattributed: Vec<UnattributedDelivery>,
}

/// What a step came to.
#[derive(Debug, Default)]
pub struct Folded {
    /// Entries read.
    pub entries: usize,
    /// How long the first of them had waited.
    pub behind: Duration,
    /// Leads that should now say something else.
    pub saved: SavedFold,
}

impl Folder {
    /// Takes up where the saved state ends.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn resume(node: &Node) -> Result<Self> {
        Ok(Self {
            cursor: node.store.fold_cursor().await?,
            calls: HashMap::new(),
            unsaved: BTreeSet::new(),
            behind: BTreeSet::new(),
            unattributed: Vec::new(),
        })
    }

    /// The newest entry that has been applied in memory.
    #[must_use]
    pub fn cursor(&self) -> EntrySeq {
        self.cursor
    }

    /// Whether anything applied is not saved yet.
    #[must_use]
    pub fn has_unsaved(&self) -> bool {
        !self.unsaved.is_empty()
    }

    /// Applies what the journal has gained and saves what cannot wait.
    ///
    /// # Errors
    ///
    /// When the store fails. What was applied stays applied and is saved by a later step; after a
    /// restart it is applied again, which changes nothing.
    pub async fn step(&mut self, node: &Node) -> Result<Folded> {
        let now = node.clock.now();
        let entries = node
            .store
            .journal
            .read(self.cursor.plus(1), READ_BYTES_MAX)?;
        let mut touched = BTreeSet::new();
        for entry in &entries {
            if let Some(key) = self.apply(node, entry).await? {
                touched.insert(key);
            }
            self.cursor = entry.seq;
        }
        self.unsaved.extend(touched.iter().cloned());
        self.behind.extend(touched);
        let live = self.calls.values().filter(|call| !call.is_over()).count();
        node.live_calls.store(live, Ordering::Relaxed);
        let ready = self.ready(node, words_wait_ms(live));
        let (calls, heard_at) = (ready.len(), node.clock.now());
        let saved = self.save(node, ready).await?;
        self.forget(now);
        let behind_ms = entries.first().map(|it| now.ms_since(it.received_at));
        let behind_ms = behind_ms.and_then(|ms| ms.try_into().ok()).unwrap_or(0);
        tracing::debug!(
            entries = entries.len(),
            behind_ms,
            calls,
            hear_ms = heard_at.ms_since(now),
            save_ms = node.clock.now().ms_since(heard_at),
            "Folded"
        );
        Ok(Folded {
            entries: entries.len(),
            behind: Duration::from_millis(behind_ms),
            saved,
        })
    }

    /// Saves what waits for more words. Asked for when none will come, as the server is stopping.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn save_rest(&mut self, node: &Node) -> Result<SavedFold> {
        let ready = self.ready(node, 0);
        self.save(node, ready).await
    }

    /// The calls to be saved: those that something urgent was said on, and those that have waited.
    fn ready(&mut self, node: &Node, words_wait_ms: i64) -> Vec<(CallKey, Transcript)> {
        let now = node.clock.now();
        let mut ready = Vec::new();
        for key in &self.unsaved {
            let Some(call) = self.calls.get_mut(key) else {
                continue;
            };
            let has_waited = call
                .unsaved_since()
                .is_some_and(|since| now.ms_since(since) >= words_wait_ms);
            if call.may_be_urgent() || has_waited {
                let (haste, transcript) = call.understand(node);
                if haste == Haste::Now || has_waited {
                    ready.push((key.clone(), transcript));
                }
            }
        }
        ready
    }

    async fn apply(&mut self, node: &Node, entry: &Entry) -> Result<Option<CallKey>> {
        let Some(call_id) = &entry.call_id else {
            self.unattributed.push(UnattributedDelivery {
                seq: entry.seq,
                message_type: entry.message_type.to_string(),
                received_at: entry.received_at,
            });
            return Ok(None);
        };
        let Some(event) = event_of(entry) else {
            return Ok(None);
        };
        let key: CallKey = (Arc::clone(&entry.workspace), CallId(Arc::clone(call_id)));
        if !self.calls.contains_key(&key) {
            let saved = node.store.load_call(&key.0, &key.1).await?;
            let (state, seq) =
                saved.unwrap_or_else(|| (CallState::new(key.1.clone()), EntrySeq::default()));
            let setting = node.setting(state.created_at().date());
            self.calls
                .insert(key.clone(), Working::new(state, seq, setting));
        }
        let is_new = self
            .calls
            .get_mut(&key)
            .is_some_and(|call| call.apply(event, entry.seq, entry.received_at, node.clock.now()));
        Ok(is_new.then_some(key))
    }

    async fn save(&mut self, node: &Node, ready: Vec<(CallKey, Transcript)>) -> Result<SavedFold> {
        if ready.is_empty() && self.unattributed.is_empty() {
            return Ok(SavedFold::default());
        }
        let mut by_workspace: BTreeMap<Arc<str>, Vec<FoldedCall>> = BTreeMap::new();
        // A fold without a call still moves the cursor and keeps what names no call.
        by_workspace.entry(Arc::clone(&node.workspace)).or_default();
        let mut caught_up = BTreeSet::new();
        for (key, transcript) in &ready {
            let folded = self.calls[key].folded(transcript, node);
            if folded.snapshot.is_some() {
                caught_up.insert(key);
            }
            by_workspace
                .entry(Arc::clone(&key.0))
                .or_default()
                .push(folded);
        }
        self.open_asks(node, &ready).await?;
        self.open_nudges(node, &ready).await?;
        self.open_lookups(node, &ready).await?;
        let cursor = self.saved_cursor(&caught_up);
        let mut total = SavedFold::default();
        for (workspace, calls) in by_workspace {
            let saved = node
                .store
                .save_fold(Fold {
                    workspace: workspace.to_string(),
                    calls,
                    unattributed: self.unattributed.clone(),
                    cursor,
                    rubric: node.rubric.clone(),
                    mappings: Arc::clone(&node.settings.mappings),
                    now: node.clock.now(),
                    pacing: node.pacing(),
                })
                .await?;
            self.unattributed.clear();
            total.leads_changed += saved.leads_changed;
            total.due_at = match (total.due_at, saved.due_at) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
        }
        for (key, transcript) in ready {
            if let Some(call) = self.calls.get_mut(&key) {
                call.note_saved(&transcript);
                if call.behind_from().is_none() {
                    self.behind.remove(&key);
                }
            }
            self.unsaved.remove(&key);
        }
        Ok(total)
    }

    /// Writes down what a language model should be asked about these calls, where there is one.
    async fn open_asks(&self, node: &Node, ready: &[(CallKey, Transcript)]) -> Result<()> {
        let Some(advisor) = &node.advisor else {
            return Ok(());
        };
        let now = node.clock.now();
        let mut asks = BTreeMap::<Arc<str>, Vec<NewAsk>>::new();
        for (key, transcript) in ready {
            let due = self.calls[key].asks(transcript, now);
            asks.entry(Arc::clone(&key.0)).or_default().extend(due);
        }
        for (workspace, asks) in asks {
            if !asks.is_empty() {
                let most = advisor.per_call_max();
                node.store.open_asks(&workspace, asks, most, now).await?;
            }
        }
        Ok(())
    }

    /// Writes down what the agents of these calls may have to be told, where they are told anything.
    async fn open_nudges(&self, node: &Node, ready: &[(CallKey, Transcript)]) -> Result<()> {
        let mut nudges = BTreeMap::<Arc<str>, Vec<NewNudge>>::new();
        for (key, transcript) in ready {
            let due = self.calls[key].nudges(node, transcript);
            nudges.entry(Arc::clone(&key.0)).or_default().extend(due);
        }
        for (workspace, nudges) in nudges {
            if !nudges.is_empty() {
                node.store.open_nudges(&workspace, nudges).await?;
            }
        }
        Ok(())
    }

    /// Writes down whose call has to be found out.
    async fn open_lookups(&self, node: &Node, ready: &[(CallKey, Transcript)]) -> Result<()> {
        let now = node.clock.now();
        let mut lookups = BTreeMap::<Arc<str>, Vec<NewLookup>>::new();
        for (key, _) in ready {
            if let Some(lookup) = identity::due(node, self.calls[key].state(), now) {
                lookups.entry(Arc::clone(&key.0)).or_default().push(lookup);
            }
        }
        for (workspace, lookups) in lookups {
            node.store.open_lookups(&workspace, lookups, now).await?;
        }
        Ok(())
    }

    /// Everything up to here will be in a saved snapshot once those of `caught_up` are.
    fn saved_cursor(&self, caught_up: &BTreeSet<&CallKey>) -> EntrySeq {
        self.behind
            .iter()
            .filter(|key| !caught_up.contains(key))
            .filter_map(|key| self.calls.get(key)?.behind_from())
            .map(|first| EntrySeq(first.0.saturating_sub(1)))
            .fold(self.cursor, EntrySeq::min)
    }

    fn forget(&mut self, now: midcall_domain::time::Timestamp) {
        let is_full = self.calls.len() > CALLS_MAX;
        self.calls.retain(|_, call| {
            let is_idle = now.ms_since(call.arrived_at) > FORGET_AFTER_MS;
            call.behind_from().is_some() || !(is_idle && (call.is_done() || is_full))
        });
    }
}

/// How long words that decide nothing wait to be saved together with later ones.
fn words_wait_ms(calls: usize) -> i64 {
    if calls <= SAVE_AT_ONCE_CALLS {
        return 0;
    }
    i64::try_from(calls * 1_000 / WORDS_SAVES_PER_S)
        .unwrap_or(i64::MAX)
        .min(WORDS_WAIT_MAX_MS)
}

/// What an entry means for its call; `None` for kinds that a newer version wrote.
pub(super) fn event_of(entry: &Entry) -> Option<CallEvent> {
    match entry.kind {
        EntryKind::Delivery => Some(translate::event(&entry.body, entry.received_at)),
        EntryKind::Settled => Some(translate::settled_event(settle::active_at(&entry.body)?)),
        EntryKind::Vouched => translate::vouched_event(&entry.body),
        EntryKind::Advised => translate::advised_event(&entry.body),
        EntryKind::Fetched => translate::fetched_event(&entry.body, entry.received_at),
        EntryKind::GivenUp => translate::given_up_event(&entry.body),
        EntryKind::Answered => translate::answered_event(&entry.body),
        EntryKind::Lookup => translate::whose_event(&entry.body),
        EntryKind::Other(_) => None,
    }
}
