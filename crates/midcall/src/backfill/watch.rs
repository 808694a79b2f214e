//! What this process has seen of Vapi's side since it started: when it last heard, looked, and what
//! was wrong. In memory only: the next look finds it again.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use midcall_domain::time::Timestamp;

use super::silence::Silence;

/// What is seen of Vapi's side.
#[derive(Debug, Default)]
pub struct Watch {
    /// Epoch milliseconds; 0 is never.
    heard_ms: AtomicI64,
    refused_ms: AtomicI64,
    reads: AtomicU64,
    sight: Mutex<Sight>,
}

/// What the last look came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// When it was.
    pub looked_at: Option<Timestamp>,
    /// Why Vapi could not be asked, in words for a person.
    pub problem: Option<String>,
    /// Calls of which nothing arrives.
    pub silence: Option<Silence>,
}

impl Watch {
    /// A delivery was taken in.
    pub fn heard(&self, now: Timestamp) {
        self.heard_ms.fetch_max(now.0, Ordering::Relaxed);
    }

    /// A delivery was refused for its credential.
    pub fn refused(&self, now: Timestamp) {
        self.refused_ms.fetch_max(now.0, Ordering::Relaxed);
    }

    /// How many calls were read from Vapi.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    /// What the last look came to.
    #[must_use]
    pub fn sight(&self) -> Sight {
        self.lock().clone()
    }

    pub(super) fn heard_at(&self) -> Option<Timestamp> {
        moment(&self.heard_ms)
    }

    pub(super) fn refused_at(&self) -> Option<Timestamp> {
        moment(&self.refused_ms)
    }

    pub(super) fn count_read(&self) {
        self.reads.fetch_add(1, Ordering::Relaxed);
    }

    /// Changes what is seen, and returns what was seen before.
    pub(super) fn see(&self, change: impl FnOnce(&mut Sight)) -> Sight {
        let mut sight = self.lock();
        let before = sight.clone();
        change(&mut sight);
        before
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Sight> {
        // What is behind the lock is whole at any moment.
        self.sight.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn moment(ms: &AtomicI64) -> Option<Timestamp> {
    Some(ms.load(Ordering::Relaxed))
        .filter(|ms| *ms > 0)
        .map(Timestamp)
}
