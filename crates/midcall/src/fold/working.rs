//! A call that is being folded: its state, what is made of it, and what of that is saved.

use midcall_domain::{
    calls::{
        CallEvent, CallState, CallSummary, Disposition, Occurrence, Transcript, Understanding,
    },
    claims::{Fusion, Judge},
    leads::Activity,
    signals::{OptOut, Setting, Signals},
    time::Timestamp,
};
use midcall_store::{FoldedCall, NewAsk, NewNudge, journal::EntrySeq};

use crate::{advise, node::Node, nudge};

/// A call in memory. Always a copy: dropping it costs time, not truth.
#[derive(Debug)]
pub(super) struct Working {
    state: CallState,
    understanding: Understanding,
    /// What stands when other claims than the listener's are taken into account.
    fusion: Fusion,
    judge: Judge,
    saved: Option<Saved>,
    unsaved: Option<Unsaved>,
    /// The oldest entry that the saved snapshot does not include.
    behind_from: Option<EntrySeq>,
    entries: u64,
    entries_behind: u64,
    /// Whether words have been saved since this copy was made.
    has_spoken: bool,
    newest: EntrySeq,
    /// Whether anything was applied since the last look that a Lead might wait for.
    may_be_urgent: bool,
    pub(super) arrived_at: Timestamp,
}

/// What the store knows, as far as it decides how soon it must know more.
#[derive(Debug, PartialEq)]
struct Saved {
    signals: Signals,
    disposition: Option<Disposition>,
    is_over: bool,
    lead: Option<String>,
    opt_out: Option<OptOut>,
}

#[derive(Clone, Copy, Debug)]
struct Unsaved {
    since: Timestamp,
    heard_at: Timestamp,
}

/// Up to this many entries a call's snapshot is saved with every save. A longer one is saved when
/// the call has grown by a sixteenth: what a save costs must not grow with the call.
const ALWAYS_SNAPSHOT_ENTRIES: u64 = 512;

/// How soon what changed must be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Haste {
    /// Only words were added: it may wait for more of them.
    MayWait,
    /// Something that the Lead waits for.
    Now,
}

impl Working {
    /// A call whose saved `state` includes every entry up to `seq`.
    pub(super) fn new(state: CallState, seq: EntrySeq, setting: Setting) -> Self {
        Self {
            state,
            understanding: Understanding::new(setting),
            fusion: Fusion::default(),
            judge: Judge::default(),
            saved: None,
            unsaved: None,
            behind_from: None,
            entries: 0,
            entries_behind: 0,
            has_spoken: false,
            newest: seq,
            may_be_urgent: false,
            arrived_at: Timestamp::default(),
        }
    }

    /// Applies an entry, unless the saved state includes it already: after a restart the journal
    /// is read from the oldest entry that any call had not saved.
    pub(super) fn apply(
        &mut self,
        event: CallEvent,
        seq: EntrySeq,
        received_at: Timestamp,
        now: Timestamp,
    ) -> bool {
        if seq <= self.newest {
            return false;
        }
        self.may_be_urgent |= !matches!(
            event.what,
            Occurrence::Noted
                | Occurrence::Answered(_)
                | Occurrence::Heard {
                    is_final: false,
                    ..
                }
        );
        self.state.apply(event);
        self.newest = seq;
        self.arrived_at = self.arrived_at.max(received_at);
        self.behind_from.get_or_insert(seq);
        self.entries += 1;
        self.entries_behind += 1;
        let since = self.unsaved.map_or(now, |unsaved| unsaved.since);
        self.unsaved = Some(Unsaved {
            since,
            heard_at: received_at,
        });
        true
    }

    /// Works out what the state now means. Called once for many events.
    pub(super) fn understand(&mut self, node: &Node) -> (Haste, Transcript) {
        self.may_be_urgent = false;
        let transcript = self.state.transcript();
        let setting = node.setting(self.state.created_at().date());
        self.understanding.catch_up(&transcript, setting.clone());
        let told = self.state.claims_from_elsewhere(&setting.playbook);
        let heard = self.understanding.claims();
        self.fusion = self.judge.fuse(&transcript, heard, &told.claims, &setting);
        let is_known = self.saved.as_ref().is_some_and(|saved| {
            saved.signals == self.fusion.signals
                && saved.disposition == self.state.disposition()
                && saved.is_over == self.state.is_over()
                && saved.lead.as_deref() == self.state.lead_id()
                && saved.opt_out.as_ref() == self.understanding.opt_out()
        });
        let haste = if is_known { Haste::MayWait } else { Haste::Now };
        (haste, transcript)
    }

    /// What the call has come to.
    pub(super) fn state(&self) -> &CallState {
        &self.state
    }

    /// What to save. Call [`Working::note_saved`] once it is.
    pub(super) fn folded(&self, transcript: &Transcript, node: &Node) -> FoldedCall {
        let (signals, rubric) = (&self.fusion.signals, &node.rubric);
        let leaves_task = node.settings.salesforce.activities;
        FoldedCall {
            snapshot: self
                .needs_snapshot()
                .then(|| FoldedCall::snapshot_of(&self.state)),
            seq: self.newest,
            summary: CallSummary::of(&self.state, transcript, signals),
            lead: self.state.lead_id().map(str::to_owned),
            phone: self.state.phone().map(str::to_owned),
            direction: self.state.direction(),
            opt_out: self.understanding.opt_out().cloned(),
            score: rubric.score(signals).points,
            ledger: self.state.ledger(),
            activity: leaves_task
                .then(|| Activity::of(&self.state, signals, rubric))
                .flatten(),
            arrived_at: self.arrived_at,
            heard_at: self
                .unsaved
                .map_or(self.arrived_at, |unsaved| unsaved.heard_at),
        }
    }

    /// What to ask a language model about the call.
    pub(super) fn asks(&self, transcript: &Transcript, now: Timestamp) -> Vec<NewAsk> {
        advise::due(
            &self.state,
            transcript,
            &self.understanding,
            &self.fusion,
            now,
        )
    }

    /// What the call's agent may have to be told.
    pub(super) fn nudges(&self, node: &Node, transcript: &Transcript) -> Vec<NewNudge> {
        // Once a call, when its first words are saved: what was opened stays open until it is due.
        if self.has_spoken {
            return Vec::new();
        }
        nudge::due(node, &self.state, transcript, &self.fusion.signals)
    }

    fn needs_snapshot(&self) -> bool {
        self.saved.is_none()
            || self.state.is_over()
            || self.entries <= ALWAYS_SNAPSHOT_ENTRIES
            || self.entries_behind >= self.entries / 16
    }

    /// Takes note that what [`Working::folded`] gave is in the store.
    pub(super) fn note_saved(&mut self, transcript: &Transcript) {
        self.has_spoken |= !transcript.turns.is_empty();
        if self.needs_snapshot() {
            self.behind_from = None;
            self.entries_behind = 0;
        }
        self.saved = Some(Saved {
            signals: self.fusion.signals.clone(),
            disposition: self.state.disposition(),
            is_over: self.state.is_over(),
            lead: self.state.lead_id().map(str::to_owned),
            opt_out: self.understanding.opt_out().cloned(),
        });
        self.unsaved = None;
    }

    /// The oldest entry that the saved snapshot does not include: folding resumes there.
    pub(super) fn behind_from(&self) -> Option<EntrySeq> {
        self.behind_from
    }

    pub(super) fn may_be_urgent(&self) -> bool {
        self.may_be_urgent
    }

    pub(super) fn unsaved_since(&self) -> Option<Timestamp> {
        self.unsaved.map(|unsaved| unsaved.since)
    }

    pub(super) fn is_over(&self) -> bool {
        self.state.is_over()
    }

    pub(super) fn is_done(&self) -> bool {
        self.state.is_over() && self.behind_from.is_none()
    }
}
