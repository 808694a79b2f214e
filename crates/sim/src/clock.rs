//! The time a simulated vendor believes it is. Separate because both vendors share one clock, and
//! because a test turns it by hand where a demo lets it run.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// A source of the current time in milliseconds since the Unix epoch.
///
/// Clones of a manual clock show the same time.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's own clock.
    #[default]
    Real,
    /// A clock that stands still until somebody turns it.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `now_ms` until it is turned.
    #[must_use]
    pub fn manual(now_ms: i64) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(now_ms)))
    }

    /// Milliseconds since the Unix epoch, UTC.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the simulators ask the machine for the time"
    )]
    pub fn now_ms(&self) -> i64 {
        match self {
            Self::Real => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| {
                    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
                }),
            Self::Manual(now_ms) => now_ms.load(Ordering::SeqCst),
        }
    }

    /// Turns a manual clock forward. The real clock cannot be turned and stays as it is.
    pub fn advance(&self, ms: i64) {
        if let Self::Manual(now_ms) = self {
            now_ms.fetch_add(ms, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Clock;

    #[test]
    fn clones_of_a_manual_clock_turn_together() {
        let clock = Clock::manual(1_000);
        clock.clone().advance(250);
        assert_eq!(clock.now_ms(), 1_250);
    }
}
