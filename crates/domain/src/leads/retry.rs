//! When to try again.

use crate::time::Timestamp;

/// How long to wait between attempts: doubling from `first_ms` to at most `max_ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// After the first failure.
    pub first_ms: i64,
    /// However many failures.
    pub max_ms: i64,
}

impl Backoff {
    /// For what clears in seconds: a locked row, a busy server.
    pub const SHORT: Self = Self {
        first_ms: 250,
        max_ms: 30_000,
    };
    /// For what needs time or a person, and may clear by itself.
    pub const LATER: Self = Self {
        first_ms: 60_000,
        max_ms: 3_600_000,
    };
}

/// Spreads retries over 0 to 1. Not secret and not even: only different from draw to draw.
#[must_use]
pub fn jitter(now: Timestamp, draws: u64) -> f64 {
    let mixed = (now.0.cast_unsigned() ^ draws.rotate_left(32))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .rotate_left(29)
        .wrapping_mul(0xBF58_476D_1CE4_E5B9);
    f64::from(u32::try_from(mixed >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}

/// How long to wait after the `attempts`-th failure in a row.
///
/// `jitter` in 0..1 spreads callers over the upper half of the interval, so that what failed
/// together does not come back together.
#[must_use]
pub fn next_attempt_ms(backoff: Backoff, attempts: u32, jitter: f64) -> i64 {
    let doublings = attempts.saturating_sub(1).min(20);
    let ceiling = backoff
        .first_ms
        .saturating_mul(1 << doublings)
        .min(backoff.max_ms);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "an interval of at most an hour in milliseconds"
    )]
    let spread = ((ceiling / 2) as f64 * jitter.clamp(0.0, 1.0)) as i64;
    ceiling - ceiling / 2 + spread
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_limit_and_never_vanish() {
        assert_eq!(next_attempt_ms(Backoff::SHORT, 1, 0.0), 125);
        assert_eq!(next_attempt_ms(Backoff::SHORT, 1, 1.0), 250);
        assert_eq!(next_attempt_ms(Backoff::SHORT, 3, 1.0), 1_000);
        assert_eq!(next_attempt_ms(Backoff::SHORT, 4_000_000, 1.0), 30_000);
    }
}
