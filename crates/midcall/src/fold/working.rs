//! A call that is being folded: its state, what is made of it, and what of that is saved.

use midcall_domain::{
    calls::{CallEvent, CallState, CallSummary, Transcript, Understanding},
    signals::{Locale, Rubric, Setting},
    time::Timestamp,
};
use midcall_store::{FoldedCall, journal::EntrySeq};

/// A call in memory. Always a copy: dropping it costs time, not truth.
#[derive(Debug)]
pub(super) struct Working {
    state: CallState,
    understanding: Understanding,
    saved: Option<Saved>,
    unsaved: Option<Unsaved>,
    newest: EntrySeq,
    pub(super) arrived_at: Timestamp,
}

/// What the store knows, as far as it decides how soon it must know more.
#[derive(Debug, PartialEq)]
struct Saved {
    summary: CallSummary,
    lead: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Unsaved {
    first: EntrySeq,
    since: Timestamp,
    heard_at: Timestamp,
}

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
    pub(super) fn new(state: CallState, seq: EntrySeq, locale: Locale) -> Self {
        let setting = Setting {
            call_date: state.created_at().date(),
            locale,
        };
        Self {
            state,
            understanding: Understanding::new(setting),
            saved: None,
            unsaved: None,
            newest: seq,
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
        self.state.apply(event);
        self.newest = seq;
        self.arrived_at = self.arrived_at.max(received_at);
        let unsaved = self.unsaved.get_or_insert(Unsaved {
            first: seq,
            since: now,
            heard_at: received_at,
        });
        unsaved.heard_at = received_at;
        true
    }

    /// Works out what the state now means. Called once for many events.
    pub(super) fn understand(&mut self, locale: Locale) -> (Haste, Transcript) {
        let transcript = self.state.transcript();
        let setting = Setting {
            call_date: self.state.created_at().date(),
            locale,
        };
        self.understanding.catch_up(&transcript, setting);
        let haste = match &self.saved {
            Some(saved)
                if saved.summary.signals == *self.understanding.signals()
                    && saved.summary.disposition == self.state.disposition()
                    && saved.summary.is_over == self.state.is_over()
                    && saved.lead.as_deref() == self.state.lead_id() =>
            {
                Haste::MayWait
            }
            _ => Haste::Now,
        };
        (haste, transcript)
    }

    /// What to save. Call [`Working::note_saved`] once it is.
    pub(super) fn folded(&self, transcript: &Transcript, rubric: &Rubric) -> FoldedCall {
        let signals = self.understanding.signals();
        FoldedCall {
            summary: CallSummary::of(&self.state, transcript, signals),
            lead: self.state.lead_id().map(str::to_owned),
            score: rubric.score(signals).points,
            arrived_at: self.arrived_at,
            heard_at: self
                .unsaved
                .map_or(self.arrived_at, |unsaved| unsaved.heard_at),
            seq: self.newest,
            state: self.state.clone(),
        }
    }

    pub(super) fn note_saved(&mut self, folded: FoldedCall) {
        self.saved = Some(Saved {
            summary: folded.summary,
            lead: folded.lead,
        });
        self.unsaved = None;
    }

    /// The oldest entry that is not saved yet.
    pub(super) fn first_unsaved(&self) -> Option<EntrySeq> {
        self.unsaved.map(|unsaved| unsaved.first)
    }

    pub(super) fn unsaved_since(&self) -> Option<Timestamp> {
        self.unsaved.map(|unsaved| unsaved.since)
    }

    pub(super) fn is_done(&self) -> bool {
        self.state.is_over() && self.unsaved.is_none()
    }
}
