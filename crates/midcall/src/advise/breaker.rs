//! Leaves a model alone that keeps failing: it is tried again after a while, once.

use midcall_domain::time::Timestamp;

/// Failures in a row after which it is left alone.
const FAILURES_MAX: u32 = 5;
/// For how long, after the first time and at most; it doubles.
const PAUSE_MS: i64 = 30_000;
const PAUSE_MAX_MS: i64 = 15 * 60_000;

/// Counts failures in a row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Breaker {
    failures: u32,
    closed_until: Timestamp,
}

impl Breaker {
    /// Whether it may be asked.
    pub(super) fn is_open_for_questions(&self, now: Timestamp) -> bool {
        now >= self.closed_until
    }

    pub(super) fn succeeded(&mut self) {
        *self = Self::default();
    }

    pub(super) fn failed(&mut self, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        if let Some(beyond) = self.failures.checked_sub(FAILURES_MAX) {
            let pause_ms = PAUSE_MS
                .saturating_mul(1 << beyond.min(10))
                .min(PAUSE_MAX_MS);
            self.closed_until = now.plus_ms(pause_ms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_left_alone_for_longer_and_longer_and_forgiven_at_once() {
        let mut breaker = Breaker::default();
        let now = Timestamp(1_000_000);
        for _ in 0..FAILURES_MAX - 1 {
            breaker.failed(now);
        }
        assert!(breaker.is_open_for_questions(now));
        breaker.failed(now);
        assert!(!breaker.is_open_for_questions(now.plus_ms(PAUSE_MS - 1)));
        assert!(breaker.is_open_for_questions(now.plus_ms(PAUSE_MS)));
        breaker.failed(now);
        assert!(!breaker.is_open_for_questions(now.plus_ms(PAUSE_MS)));
        breaker.succeeded();
        assert!(breaker.is_open_for_questions(now));
    }
}
